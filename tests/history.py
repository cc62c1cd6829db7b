"""The history checker: is each item that a feed ever showed announced, or is there a reason?

A test records what the bot fetched, in order, and who wanted it; `violations` compares that with
the final database, and with what stands in the channels. A reason on record counts only if the
history bears it out.
"""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.articles.news import PAST_ONLY, Silence

Links = Sequence[str]


@dataclass(frozen=True, slots=True)
class Showing:
    """One document that the bot fetched from a feed.

    Attributes:
        links: of its items, in its order.
        first_page: whether it is the document at the feed's own address.
        polled: whether the feed had been polled before.
        fresh: links dated after the feed's first poll.
        old: links dated well before the feed's first poll.
        left_out: links that hold none of the feed's phrases.
        wanted: by link, the channels that wanted such an item then.
    """

    feed: str
    links: tuple[str, ...]
    first_page: bool
    polled: bool
    fresh: frozenset[str]
    old: frozenset[str]
    left_out: frozenset[str]
    wanted: Mapping[str, frozenset[int]]

    def decides(self, link: str, *, first: bool) -> bool:
        """Whether an item is more than an old one of the feed's past, from this showing on.

        A date that makes it so counts when the item is shown for the first time: later, it changed.
        """
        return self.first_page or not self.polled or (first and link in self.fresh)


@dataclass
class History:
    """The items that feeds showed to the bot.

    Attributes:
        published: what each feed ever held, by its URL, also what nobody fetched.
        redated: links whose date changed.
        announcing: whether the bot may announce.
        gap: links that the feeds held before the last restore of an older copy.
    """

    showings: list[Showing] = field(default_factory=list)
    published: dict[str, set[str]] = field(default_factory=dict)
    redated: set[str] = field(default_factory=set)
    announcing: bool = True
    gap: set[str] = field(default_factory=set)

    def showed(
        self,
        feed: str,
        links: Links,
        *,
        wanted: Mapping[str, Collection[int]] | Collection[int] = (),
        first_page: bool = True,
        polled: bool = True,
        fresh: Collection[str] = (),
        old: Collection[str] = (),
        left_out: Collection[str] = (),
    ) -> None:
        """The bot fetched a document; `wanted` may be the same channels for all links."""
        by_link = wanted if isinstance(wanted, Mapping) else dict.fromkeys(links, wanted)
        self.showings.append(
            Showing(
                feed,
                tuple(map(_bare, links)),
                first_page,
                polled,
                frozenset(map(_bare, fresh)),
                frozenset(map(_bare, old)),
                frozenset(map(_bare, left_out)),
                {_bare(link): frozenset(channels) for link, channels in by_link.items()},
            )
        )

    def never_seen(self) -> list[str]:
        """Items that feeds held between two fetches only; nobody can announce it."""
        seen = {(each.feed, link) for each in self.showings for link in each.links}
        return sorted(
            link
            for feed, links in self.published.items()
            for link in map(_bare, links)
            if (feed, link) not in seen
        )

    def of_items(self) -> Iterator[tuple[str, str, list[Showing]]]:
        """Each feed and link with the showings of it."""
        found: dict[tuple[str, str], list[Showing]] = {}
        for showing in self.showings:
            for link in dict.fromkeys(showing.links):
                found.setdefault((showing.feed, link), []).append(showing)
        for (feed, link), showings in found.items():
            yield feed, link, showings

    def decided_before(self, last: Showing) -> set[str]:
        """The links of a feed that it had shown as more than its past before this showing."""
        seen, decided = set[str](), set[str]()
        for each in self.showings[: self.showings.index(last)]:
            if each.feed == last.feed:
                decided |= {
                    link for link in each.links if each.decides(link, first=link not in seen)
                }
                seen.update(each.links)
        return decided


def violations(
    history: History, database: Path, standing: Mapping[int, Links] | None = None
) -> list[str]:
    """Sentences on what was swallowed, doubled, or is silent for a reason that does not hold.

    Args:
        history: what the bot fetched.
        database: the final one, when nothing is due any more.
        standing: the links in each channel, one for each time that it was posted there, deleted
            messages among them.
    """
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        outcome = _Outcome(connection)
    checker = _Checker(history, outcome, standing)
    found = [say for item in history.of_items() for say in checker.item(*item)]
    return found + list(checker.channels())


class _Outcome:
    """The final database.

    Attributes:
        records: by feed and link, the articles and reasons on record.
        deliveries: by article and channel, the state, the reason and whether it may still wait.
        paths: the link of each article.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.records: dict[tuple[str, str], list[tuple[int, Silence | None]]] = {}
        self.paths: dict[int, str] = {}
        for feed, url, article_id, silent in connection.execute(
            """
            SELECT f.url, a.canonical_url, a.id, a.silent FROM articles AS a
                JOIN feeds AS f ON f.id = a.feed_id
            UNION ALL SELECT f.url, e.url, e.article_id, e.silent FROM elsewhere AS e
                JOIN feeds AS f ON f.id = e.feed_id
            """
        ):
            reason = None if silent is None else Silence(silent)
            self.records.setdefault((feed, _bare(url)), []).append((article_id, reason))
        for article_id, url in connection.execute("SELECT id, canonical_url FROM articles"):
            self.paths[article_id] = _bare(url)
        self.deliveries: dict[tuple[int, int], tuple[str, str | None, bool]] = {
            (row[0], row[1]): (row[2], row[3], bool(row[4]))
            for row in connection.execute(
                """
                SELECT d.article_id, d.channel_id, d.state, coalesce(d.reason, p.error),
                    c.paused_at IS NOT NULL
                FROM deliveries AS d LEFT JOIN posts AS p ON p.id = d.post_id
                    LEFT JOIN channels AS c ON c.channel_id = d.channel_id
                """
            )
        }

    def news_of_others(self, article_id: int, feed: str) -> bool:
        """Whether another feed showed an article as news."""
        return any(
            (article_id, None) in records
            for (other, _), records in self.records.items()
            if other != feed
        )

    def keys_of(self, article_id: int, feed: str) -> int:
        """Under how many links and ids a feed showed an article."""
        return sum(
            [found for found, _ in records].count(article_id)
            for (other, _), records in self.records.items()
            if other == feed
        )


class _Checker:
    def __init__(
        self, history: History, outcome: _Outcome, standing: Mapping[int, Links] | None
    ) -> None:
        self._history = history
        self._outcome = outcome
        self._standing = (
            None
            if standing is None
            else {channel: Counter(map(_bare, links)) for channel, links in standing.items()}
        )

    def item(self, feed: str, link: str, showings: Sequence[Showing]) -> Iterator[str]:
        """The faults of one item of a feed."""
        name = f"{link} of {feed}"
        records = self._outcome.records.get((feed, link), [])
        if not records:
            if not all(link in each.left_out for each in showings):
                yield f"{name} was fetched, and is not on record."
            return
        news = [article_id for article_id, reason in records if reason is None]
        if news:
            yield from self._news(name, news[0], feed, link, showings)
        else:
            yield from self._silent(name, feed, link, showings, records)

    def _news(
        self, name: str, article_id: int, feed: str, link: str, showings: Sequence[Showing]
    ) -> Iterator[str]:
        decisive = _decisive(showings, link)
        if decisive is None:
            yield f"{name} was taken for news, though only its past showed it."
            return
        if not decisive.polled:
            yield f"{name} was taken for news, though the feed held it at its first poll."
        if decisive.polled and link in decisive.old:
            yield f"{name} was taken for news, though it is older than the feed's first poll."
        if not self._history.announcing:
            yield f"{name} was taken for news, though announcing was off."
        wanted = decisive.wanted.get(link, frozenset())
        for channel in sorted(wanted):
            yield from self._delivered(name, article_id, feed, channel)

    def _delivered(self, name: str, article_id: int, feed: str, channel: int) -> Iterator[str]:
        delivery = self._outcome.deliveries.get((article_id, channel))
        if delivery is None:
            if not self._outcome.news_of_others(article_id, feed):
                yield f"{name} is news, and was never planned for channel {channel}."
            return
        state, reason, paused = delivery
        if state == "pending" and not paused:
            yield f"{name} still waits for channel {channel}, which is not paused."
        if state == "failed" and not reason:
            yield f"{name} failed in channel {channel} without a reason."
        link = self._outcome.paths[article_id]
        if state == "sent" and self._standing is not None and not self._standing[channel][link]:
            yield f"{name} is recorded as sent, and does not stand in channel {channel}."

    def _silent(
        self,
        name: str,
        feed: str,
        link: str,
        showings: Sequence[Showing],
        records: Sequence[tuple[int, Silence | None]],
    ) -> Iterator[str]:
        reasons = [reason for _, reason in records if reason is not None]
        own = [reason for reason in reasons if reason is not Silence.KNOWN]
        reason = next((each for each in own if each not in PAST_ONLY), (own or reasons)[0])
        if not self._holds(reason, feed, link, showings, records[0][0]):
            yield f"{name} is silent, and its reason does not hold: {reason}."

    def _holds(
        self,
        reason: Silence,
        feed: str,
        link: str,
        showings: Sequence[Showing],
        article_id: int,
    ) -> bool:
        decisive = _decisive(showings, link)
        if reason is Silence.FIRST_POLL:
            return decisive is not None and not decisive.polled
        if reason in PAST_ONLY:
            return decisive is None
        if reason is Silence.OLD:
            return decisive is not None and decisive.first_page and link in decisive.old
        if reason is Silence.RESURFACED:
            return self._moved_up(link, showings)
        if reason is Silence.KNOWN:
            return self._outcome.keys_of(article_id, feed) > 1
        of_gap = reason is Silence.RESTORED and link in self._history.gap
        return of_gap or (reason is Silence.OFF and not self._history.announcing)

    def _moved_up(self, link: str, showings: Sequence[Showing]) -> bool:
        """Whether an item of the past came to the first page as an old one."""
        decisive = _decisive(showings, link)
        if decisive is None or decisive is showings[0] or not decisive.polled:
            return False
        return link in self._history.redated or not self._is_new_on(decisive, link)

    def _is_new_on(self, page: Showing, link: str) -> bool:
        """Whether an item stands above one that the feed had shown before, or none was shown."""
        decided = self._history.decided_before(page)
        below = page.links[page.links.index(link) + 1 :]
        return bool(decided.intersection(below)) or not decided.intersection(page.links)

    def channels(self) -> Iterator[str]:
        """The articles in channels that should not be there."""
        articles = {
            (self._outcome.paths[article_id], channel)
            for article_id, channel in self._outcome.deliveries
        }
        for channel, times in (self._standing or {}).items():
            for link, count in times.items():
                if count > 1:
                    yield f"{link} stands {count} times in channel {channel}."
                if (link, channel) not in articles and link not in self._history.gap:
                    yield f"{link} stands in channel {channel}, and nothing was planned."


def _decisive(showings: Sequence[Showing], link: str) -> Showing | None:
    """The first showing as more than an old article of the feed's past, if there is one."""
    return next((each for each in showings if each.decides(link, first=each is showings[0])), None)


def _bare(link: str) -> str:
    return link.rstrip("/")
