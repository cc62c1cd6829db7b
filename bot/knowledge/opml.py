"""Reads and writes OPML 2.0, the format in which feed readers exchange lists of feeds. Pure.

Called by `cli.tasks`. Fields that OPML does not have (kind, audience, phrases, …) are attributes in
a namespace of our own, so that an import of an export restores them. http://opml.org/spec2.opml
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from msgspec import Struct, to_builtins

from bot.articles.links import safe_url, typed_address, without_login
from bot.articles.text import plain, shorten
from bot.errors import KnowledgeError, ParseError
from bot.feeds.hosts import PrivateHosts
from bot.knowledge.catalogue import LONGEST_FEED_NAME, form_of, read_feed
from bot.model.article import Taxonomy
from bot.model.feed import Feed

NAMESPACE = "https://github.com/progress-bot/progress-bot#opml"
LARGEST_OPML_BYTES = 5 * 1024 * 1024
"""Bytes; chosen by eye."""
MOST_FEEDS = 2_000
"""Chosen by eye."""
LONGEST_ADDRESS_SHOWN = 100
"""Characters of a skipped feed's address that its sentence repeats. Chosen by eye."""
WORD_ATTRIBUTES = ("kind", "audience")
"""Attributes that hold a plain text."""
LIST_ATTRIBUTES = {"topics": "topics", "phrases": "phrases", "listing": "listings"}
"""Attributes that hold JSON, each with its field of `Feed`."""
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Outline(Struct, frozen=True):
    """A feed that a list names.

    Attributes:
        whole: whether an export of this bot wrote it, so that all of its fields count. In any other
            list only address and name do.
    """

    feed: Feed
    whole: bool


class Outlines(Struct, frozen=True):
    """The contents of a list.

    Attributes:
        skipped: a sentence for each entry that was not taken.
        cut: whether the list is too long, so that its end was not taken.
    """

    feeds: tuple[Outline, ...]
    skipped: tuple[str, ...]
    cut: bool = False


def read_opml(
    data: bytes, taxonomy: Taxonomy, private_hosts: PrivateHosts | None = None
) -> Outlines:
    """The feeds of a list, from folders of any depth.

    Args:
        taxonomy: the topics that feeds may name.
        private_hosts: the private hosts that may be asked; feeds on others are skipped.

    Raises:
        ParseError: the file is not OPML, or too large.
    """
    if len(data) > LARGEST_OPML_BYTES:
        raise ParseError(
            f"The file is larger than {LARGEST_OPML_BYTES // 1024**2} MB, so it was not read."
        )
    feeds: dict[str, Outline] = {}
    skipped: list[str] = []
    for element in _root(data).iter("outline"):
        # Folders and notes have no address.
        if (url := _attribute(element, "xmlUrl")) is None:
            continue
        try:
            outline = _outline(element, url, taxonomy)
            _refuse_private(outline.feed, private_hosts or PrivateHosts())
        except KnowledgeError as exc:
            skipped.append(f"{_shown(element, url)}: {exc}")
            continue
        if len(feeds) == MOST_FEEDS:
            skipped.append(f"all feeds after the first {MOST_FEEDS:,}. Divide the file.")
            return Outlines(tuple(feeds.values()), tuple(skipped), cut=True)
        feeds.setdefault(form_of(outline.feed.url), outline)
    return Outlines(tuple(feeds.values()), tuple(skipped))


def write_opml(feeds: Iterable[Feed], now: datetime) -> str:
    """An OPML document that lists these feeds."""
    # Prefixes are written by hand: ElementTree's registry of them is shared by the whole process.
    root = ET.Element("opml", {"version": "2.0", "xmlns:progress": NAMESPACE})
    head = ET.SubElement(root, "head")
    ET.SubElement(head, "title").text = "Feeds of Progress Bot"
    ET.SubElement(head, "dateCreated").text = format_datetime(now)
    body = ET.SubElement(root, "body")
    for feed in feeds:
        fields = {name: NO_XML.sub("", value) for name, value in _attributes(feed).items()}
        ET.SubElement(body, "outline", fields)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _attributes(feed: Feed) -> dict[str, str]:
    fields = to_builtins(feed)
    lists = {name: fields[field] for name, field in LIST_ATTRIBUTES.items()}
    return {
        "type": "rss",
        "text": feed.name,
        "title": feed.name,
        "xmlUrl": feed.url,
        "htmlUrl": feed.homepage,
        "progress:enabled": str(feed.enabled).lower(),
        **{f"progress:{name}": fields[name] for name in WORD_ATTRIBUTES},
        **{f"progress:{name}": _json(value) for name, value in lists.items() if value},
    }


def _root(data: bytes) -> ET.Element:
    try:
        root: ET.Element = fromstring(data)
    except DefusedXmlException as exc:
        raise ParseError(
            "The file defines entities of its own, as no list of feeds has to. It was not read."
        ) from exc
    except (ET.ParseError, ValueError, LookupError) as exc:
        raise ParseError(f"The file is not OPML: it is no sound XML ({exc}).") from exc
    if root.tag != "opml":
        raise ParseError(f"The file is not OPML: it is XML that begins with <{root.tag}>.")
    return root


def _outline(element: ET.Element, url: str, taxonomy: Taxonomy) -> Outline:
    own = _own(element)
    given = _attribute(element, "htmlUrl") or ""
    homepage = given if own else safe_url(given)
    fields = {
        # In other programs' lists, names may be HTML, and homepages any text.
        "name": _attribute(element, "text") if own else _name(element, url),
        "url": typed_address(url),
        **({"homepage": homepage} if homepage else {}),
        **own,
    }
    return Outline(read_feed(fields, taxonomy), whole=bool(own))


def _refuse_private(feed: Feed, allowed: PrivateHosts) -> None:
    for url in (feed.url, *(listing.url for listing in feed.listings)):
        host = urlsplit(url).hostname or ""
        if allowed.refuses(host):
            raise KnowledgeError(
                f"{host} is a private host, which is not asked. If it is yours, add it to "
                "ALLOWED_PRIVATE_HOSTS and import the list again."
            )


def _own(element: ET.Element) -> dict[str, object]:
    """The attributes of our own namespace, as a `[[feed]]` table has them."""
    prefix = f"{{{NAMESPACE}}}"
    given = {name[len(prefix) :]: text for name, text in element.items() if name.startswith(prefix)}
    return {name: _value(name, text) for name, text in given.items()}


def _value(name: str, text: str) -> object:
    if name in LIST_ATTRIBUTES:
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as exc:
            raise KnowledgeError(f"{name} is wrong: write a list in JSON.") from exc
    return text


def _name(element: ET.Element, url: str) -> str:
    named = (plain(_attribute(element, key) or "") for key in ("title", "text"))
    return shorten(next(filter(None, named), "") or _host(url), LONGEST_FEED_NAME)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or without_login(url)
    except ValueError:
        return without_login(url)


def _shown(element: ET.Element, url: str) -> str:
    address = shorten(plain(without_login(url)), LONGEST_ADDRESS_SHOWN) or "no address"
    return f"“{_name(element, url)}” ({address})"


def _attribute(element: ET.Element, name: str) -> str | None:
    """An attribute; its name may be in any case, because many programs differ in that."""
    folded: Mapping[str, str] = {key.lower(): value for key, value in element.items()}
    value = folded.get(name.lower())
    return value.strip() if value is not None else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
