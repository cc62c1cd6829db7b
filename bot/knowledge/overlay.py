"""The catalogue with what the operator chose laid over it. Pure; called by `sources`.

    catalogue (TOML) + choices (database) ─► the feeds that are listed, each switched on or off

A feed is known by its address, in whatever form: with http or https, with or without a slash at its
end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from bot.articles.links import safe_url
from bot.model.feed import Feed, FeedChoice


def overlay(catalogue: Sequence[Feed], choices: Sequence[FeedChoice]) -> tuple[Feed, ...]:
    """All listed feeds: the catalogue's in its own order, then the operator's own."""
    chosen = {form_of(choice.url): choice for choice in choices}
    listed = [_chosen(feed, chosen.pop(form_of(feed.url), None)) for feed in catalogue]
    own = [replace(each.feed, enabled=each.enabled) for each in chosen.values() if each.feed]
    return (*listed, *own)


def form_of(url: str) -> str:
    """What all forms of one feed's address have in common; to compare, not to ask."""
    address = safe_url(url)
    if not address:
        return url
    parts = urlsplit(address)
    host = (parts.hostname or "").rstrip(".")
    port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    return urlunsplit(("", host + port, parts.path.rstrip("/"), parts.query, ""))


def at_address(feeds: Iterable[Feed], url: str) -> Feed | None:
    """The feed that has this address, in whatever form."""
    form = form_of(url)
    return next((feed for feed in feeds if form_of(feed.url) == form), None)


def of_name(feeds: Iterable[Feed], name: str) -> tuple[Feed, ...]:
    """The feeds of that name; as a rule one or none."""
    folded = name.strip().casefold()
    return tuple(feed for feed in feeds if feed.name.casefold() == folded)


def _chosen(feed: Feed, choice: FeedChoice | None) -> Feed:
    """The feed as chosen; at the catalogue's address, so that what is known of it is kept."""
    if choice is None:
        return feed
    return replace(choice.feed or feed, url=feed.url, enabled=choice.enabled)
