"""Alt texts of `media:*` images, which feedparser loses: it takes them for the item's own.

Pure; called by `parse`. A document that is not well-formed XML has none.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

NAMESPACES = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
IMAGES = ("content", "thumbnail")
TEXTS = ("description", "text", "title")
"""In the order of how well they describe an image."""


def media_texts(body: bytes) -> dict[str, str]:
    """The text of each `media:content` and `media:thumbnail` that has one, by its URL."""
    if not any(b"media:" + name.encode() in body for name in TEXTS):
        return {}
    try:
        # Expat refuses entities that blow up, and loads nothing from outside.
        root = fromstring(body)  # noqa: S314 - see above
    except (ParseError, ValueError, LookupError):
        return {}
    found: dict[str, str] = {}
    for parent in root.iter():
        for image in _children(parent, IMAGES):
            url = image.get("url", "").strip()
            text = _text(image) or (_text(parent) if parent.tag.endswith("}group") else "")
            if url and text:
                found.setdefault(url, text)
    return found


def _text(element: Element) -> str:
    texts = {child.tag.rpartition("}")[2]: child.text for child in _children(element, TEXTS)}
    return next((text.strip() for name in TEXTS if (text := texts.get(name))), "")


def _children(element: Element, names: tuple[str, ...]) -> Iterator[Element]:
    wanted = {space + name for space in NAMESPACES for name in names}
    return (child for child in element if child.tag in wanted)
