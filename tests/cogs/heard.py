"""Whether a screen can be understood by ear: what screen readers say of each message, and when.

Discord's clients read components in their order, say an emoji by its name where it stands, and say
the description of a picture. They never say a colour.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from simcord import HttpLogEntry

from bot.model.article import Taxonomy
from bot.ui import texts
from bot.ui.views import NEUTRAL_ACCENT_COLOR

SAID = ("content", "label", "title", "description", "placeholder", "name", "text")
"""Fields that hold text which is read aloud."""


MARKS = ("🔎", "🔇", "⚖️", "👥", "📚", "🧫")
"""Signs of words that are followed or muted, and of kinds of study."""
MARK_FIRST = re.compile(rf"(?:^|\n|: |[“(])[-#*|\s\d.]*(?:{'|'.join(MARKS)})")


def unheard(requests: Iterable[HttpLogEntry], taxonomy: Taxonomy) -> list[str]:
    """All that cannot be understood by ear in the messages, answers and choices of requests."""
    return [
        f"{request.method} {request.path}: {fault}"
        for request in requests
        for each in _objects(_message(request.json))
        for fault in _faults(each, taxonomy)
    ]


def _message(body: Any) -> Any:
    """The part of a request that people hear; commands and tags of a forum are none.

    A post of a forum is heard by its name, too, and by it alone in the list of posts.
    """
    if not isinstance(body, dict):
        return None
    if "message" in body:
        return {**body["message"], "name": body.get("name")}
    body = body.get("data") or body
    return body if {"components", "embeds", "choices", "content"} & set(body) else None


def _objects(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield found
    inner = found.values() if isinstance(found, dict) else found
    for each in inner if isinstance(inner, list) or isinstance(found, dict) else ():
        yield from _objects(each)


def _faults(each: dict[str, Any], taxonomy: Taxonomy) -> Iterator[str]:
    if each.get("emoji"):
        yield f"the emoji of “{each.get('label')}” is said before it"
    if "media" in each and not each.get("description"):
        yield "a picture is neither described nor marked as decoration"
    if "image" in each and not re.search(
        rf"{texts.DECORATION}|{texts.PICTURE_SHOWS.partition('{')[0]}", each.get("description", "")
    ):
        yield "the picture of an embed is not described"
    for name in SAID:
        yield from _said_first(str(each.get(name) or ""), taxonomy)
    colour = each.get("accent_color") or each.get("color")
    topic = next((topic for topic in taxonomy if topic.colour == colour), None)
    if colour not in {None, NEUTRAL_ACCENT_COLOR} and (
        topic is None or topic.name not in str(each)
    ):
        yield f"a meaning is told by the colour {colour} alone"


def _said_first(text: str, taxonomy: Taxonomy) -> Iterator[str]:
    if found := MARK_FIRST.search(text):
        yield f"the emoji of a name is said before it: {text[found.start() :][:80]}"
    for topic in taxonomy:
        if re.search(rf"{topic.emoji}[\s\ufe0f*]*{re.escape(topic.name)}", text):
            yield f"the emoji of {topic.name} is said before it: {text[:80]}"
