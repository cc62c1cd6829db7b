"""Reads parts of feeds that feedparser leaves out: alt texts, older pages, skipped hours and days.

Pure; called by the parsers. It also chooses the newest items of a feed that has too many. RFC 5005
defines `prev-archive` for archived feeds and `next` for paged ones; JSON Feed defines `next_url`,
Media RSS `media:*`, RSS 2.0 `skipHours` and `skipDays`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError, fromstring

from bot.articles.links import absolute_url
from bot.feeds.paging import is_same_site
from bot.model.document import LONGEST_URL, MOST_ENTRIES
from bot.model.feed import Pace

MEDIA_NAMESPACES = ("{http://search.yahoo.com/mrss/}", "{http://search.yahoo.com/mrss}")
IMAGES = ("content", "thumbnail")
IMAGE_TEXT_FIELDS = ("description", "text", "title")
"""The best description of an image comes first."""


def media_texts(body: bytes) -> dict[str, str]:
    """By image URL, the text of each `media:content` and `media:thumbnail` that has one."""
    if not any(b"media:" + name.encode() in body for name in IMAGE_TEXT_FIELDS):
        return {}
    try:
        # Expat refuses entities that expand without bound, and loads nothing from outside.
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
    texts = {
        child.tag.rpartition("}")[2]: child.text for child in _children(element, IMAGE_TEXT_FIELDS)
    }
    return next((text.strip() for name in IMAGE_TEXT_FIELDS if (text := texts.get(name))), "")


def _children(element: Element, names: tuple[str, ...]) -> Iterator[Element]:
    wanted = {space + name for space in MEDIA_NAMESPACES for name in names}
    return (child for child in element if child.tag in wanted)


OLDER_RELATIONS = ("prev-archive", "next")


def older_by_links(links: Iterable[Mapping[str, object]], url: str) -> str | None:
    """The address of older items among a feed's links, as feedparser gives them; None without one.

    Args:
        links: feedparser's dictionaries, with `rel` and `href`.
        url: the document's own address.
    """
    by_relation = {str(link.get("rel")): str(link.get("href") or "") for link in links}
    addresses = (by_relation[relation] for relation in OLDER_RELATIONS if relation in by_relation)
    return next((found for each in addresses if (found := older_url(each, url))), None)


LINK = re.compile(
    r"<([^<>]*+)>((?:\s*+;\s*+[\w!#$&+.^`|~*-]++(?:\s*+=\s*+(?:\"[^\"]*+\"|[^\s;,\"]++))?+)++)"
)
"""A link with its parameters: https://www.rfc-editor.org/rfc/rfc8288"""
PARAMETER = re.compile(r";\s*+([\w*-]++)\s*+=\s*+(?:\"([^\"]*+)\"|([^\s;,\"]++))")


def header_links(header: str) -> Iterator[Mapping[str, str]]:
    """The links of `Link` headers, each with its address as `href` and its parameters by name.

    Args:
        header: the values of all `Link` headers.
    """
    for address, parameters in LINK.findall(header):
        link = {"href": address.strip()}
        for name, quoted, bare in PARAMETER.findall(parameters):
            link.setdefault(name.lower(), quoted or bare)
        yield link


def older_by_header(header: str, url: str) -> str | None:
    """The address of older items in a `Link` header; None without one of the document's own site.

    Programs other than feed readers use such headers, too, so a link to elsewhere is passed over.

    Args:
        header: the values of all `Link` headers.
        url: the document's own address.
    """
    by_relation: dict[str, str] = {}
    for link in header_links(header):
        for relation in link.get("rel", "").lower().split():
            by_relation.setdefault(relation, link["href"])
    addresses = (by_relation[relation] for relation in OLDER_RELATIONS if relation in by_relation)
    found = next((found for each in addresses if (found := older_url(each, url))), None)
    return found if found and is_same_site(found, url) else None


def older_url(address: str, url: str) -> str | None:
    """The address as an absolute http(s) one; None if it is no such, or the document's own."""
    joined = absolute_url(address[:LONGEST_URL], url)
    return joined if joined and joined != url else None


ItemT = TypeVar("ItemT")


def newest(
    dated: Sequence[tuple[ItemT, datetime | None]],
) -> Sequence[tuple[ItemT, datetime | None]]:
    """The newest `MOST_ENTRIES` items, in the feed's order; some feeds begin with their oldest.

    An item without a date counts as old as the one before it. If no item has a date, the first
    ones are taken.
    """
    known = next((date for _, date in dated if date), None)
    if len(dated) <= MOST_ENTRIES or known is None:
        return dated[:MOST_ENTRIES]
    dates: list[datetime] = []
    for _, date in dated:
        known = date or known
        dates.append(known)
    places = sorted(range(len(dated)), key=dates.__getitem__, reverse=True)
    return [dated[place] for place in sorted(places[:MOST_ENTRIES])]


SEARCHED_BYTES = 100_000
"""Bytes at the beginning that are searched for `skipHours` and `skipDays`, which stand before the
items. Chosen by eye."""
SKIP_HOURS = re.compile(rb"<skipHours\s*>((?:[^&<]|<(?!/?skip))++)</skipHours", re.IGNORECASE)
SKIP_DAYS = re.compile(rb"<skipDays\s*>((?:[^&<]|<(?!/?skip))++)</skipDays", re.IGNORECASE)
HOUR_ELEMENT = re.compile(rb"<hour\s*>\s*(\d{1,2})\s*<", re.IGNORECASE)
DAY_ELEMENT = re.compile(rb"<day\s*>\s*([a-z]{3})[a-z]*\s*<", re.IGNORECASE)
WEEKDAY_ABBREVIATIONS = (b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun")
HOURS = 24
"""Feeds number the hours from 0 to 23, or from 1 to 24."""


def pace_of(body: bytes, ttl_minutes: int | None) -> Pace:
    """The pace that an RSS document asks for; hours and days that cannot be read are left out."""
    head = body[:SEARCHED_BYTES]
    hours = {
        int(hour) % HOURS for hour in _each(HOUR_ELEMENT, SKIP_HOURS, head) if int(hour) <= HOURS
    }
    names = {day.lower() for day in _each(DAY_ELEMENT, SKIP_DAYS, head)}
    days = (number for number, name in enumerate(WEEKDAY_ABBREVIATIONS) if name in names)
    return Pace(ttl_minutes, tuple(sorted(hours)), tuple(days))


def _each(one: re.Pattern[bytes], several: re.Pattern[bytes], head: bytes) -> list[bytes]:
    found = several.search(head)
    return one.findall(found[1]) if found else []
