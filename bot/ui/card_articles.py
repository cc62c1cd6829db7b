"""From a message's components to the article whose card it is. Called by the similar cog."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.articles.links import canonical_url, safe_url
from bot.model.ids import read_id
from bot.services import Services
from bot.storage import articles
from bot.ui.addresses import SIMILAR

# What `text.web_url` writes in another way than `articles.links` keeps it.
_ENCODED = re.compile(r"%(5B|5D|40|28|29|2A)")


async def article_of(services: Services, components: Iterable[Any]) -> int | None:
    """The id of the one article that a card's buttons lead to; None where there is none.

    Raises:
        RequestError: a button names an id that is none.
    """
    buttons = list(_buttons(components))
    for each in buttons:
        if match := re.fullmatch(SIMILAR, getattr(each, "custom_id", None) or ""):
            return read_id(match["article"])
    urls = list(_as_kept(each.url for each in buttons if getattr(each, "url", None)))
    if not urls:
        return None
    async with services.database.reader() as connection:
        return await articles.led_to(connection, map(canonical_url, urls), urls)


def _as_kept(urls: Iterable[str]) -> Iterator[str]:
    """What an article's link may be that is shown as one of these."""
    for url in urls:
        decoded = _ENCODED.sub(lambda match: chr(int(match[1], 16)), url)
        yield from (kept for each in (url, decoded) if (kept := safe_url(each)))


def _buttons(components: Iterable[Any]) -> Iterator[Any]:
    """All that can be pressed in a message, however deep."""
    for component in components:
        yield component
        yield from _buttons(getattr(component, "children", ()))
        if accessory := getattr(component, "accessory", None):
            yield from _buttons([accessory])
