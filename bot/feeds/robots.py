"""Applies hosts' robots.txt (RFC 9309). Called by the pipelines that read web pages.

Feeds are made for programs, so they are read without it. For listings and the pages of articles,
robots.txt decides. It is remembered for a day. A missing robots.txt allows everything. If the
server fails to give it, nothing is read from the host until a later try succeeds.
"""

import asyncio
import re
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from protego import Protego

from bot.clock import Clock
from bot.errors import FetchError
from bot.feeds.fetchers import Fetcher
from bot.feeds.hosts import HostTurns
from bot.model.feed import Validators

NAME = "ProgressBot"
"""The bot's name in a robots.txt; the User-Agent begins with it."""
ROBOTS_KEPT_FOR = timedelta(days=1)
"""RFC 9309, 2.4: a crawler should not use a copy for longer than a day."""
ROBOTS_RETRY_AFTER = timedelta(minutes=30)
"""The wait after a robots.txt could not be fetched. Chosen by eye."""
LARGEST_ROBOTS_BYTES = 500 * 1024
"""RFC 9309, 2.5: a crawler must parse at least 500 KiB; the bot ignores the rest."""
MOST_ROBOTS_FILES = 500
"""Hosts whose rules are remembered. Chosen by eye."""
LONGEST_DELAY = timedelta(seconds=60)
"""The longest Crawl-delay that is kept. Chosen by eye."""
ALLOW_ALL = ""
LONGEST_ROBOTS_LINE = 500
"""Characters; see `rules_of`. Chosen by eye."""
AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s](.*)", re.IGNORECASE)


class RobotsRules:
    """The rules of hosts, fetched when they are first needed.

    Args:
        delay: CRAWL_DELAY.
    """

    def __init__(self, fetcher: Fetcher, turns: HostTurns, clock: Clock, delay: timedelta) -> None:
        self._fetcher = fetcher
        self._turns = turns
        self._clock = clock
        self._delay = delay
        self._known: dict[str, tuple[datetime, Protego | FetchError]] = {}

    async def allows(self, url: str) -> bool:
        """Whether the host's robots.txt lets us read this URL.

        Raises:
            FetchError: it cannot be had now.
        """
        rules = await self._rules(url)
        # In a thread: ten thousand rules with wildcards take a while, and the bot must answer.
        return bool(await asyncio.to_thread(rules.can_fetch, url, NAME))

    async def delay(self, url: str) -> timedelta:
        """The pause between two requests to the host: CRAWL_DELAY, or what it asks for.

        Raises:
            FetchError: its robots.txt cannot be had now.
        """
        asked = (await self._rules(url)).crawl_delay(NAME)
        longest = min(timedelta(seconds=asked or 0), LONGEST_DELAY)
        return max(self._delay, longest)

    async def _rules(self, url: str) -> Protego:
        parts = urlsplit(url)
        address = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        now = self._clock.now()
        until, rules = self._known.get(address, (now, None))
        if now >= until or rules is None:
            until, rules = await self._fetched(address)
            if len(self._known) >= MOST_ROBOTS_FILES:
                self._known.clear()
            self._known[address] = until, rules
        if isinstance(rules, FetchError):
            raise rules
        return rules

    async def _fetched(self, address: str) -> tuple[datetime, Protego | FetchError]:
        """The time until which the result holds, and the rules, or the error if there are none."""
        try:
            async with self._turns.turn(address, self._delay):
                document = await self._fetcher.fetch(address, Validators())
        except FetchError as exc:
            if not _is_missing(exc):
                sentence = f"The site's robots.txt cannot be read. {exc}"
                error = FetchError(sentence, status=exc.status, retry_after=exc.retry_after)
                return self._clock.now() + ROBOTS_RETRY_AFTER, error
            text = ALLOW_ALL
        else:
            text = document.body[:LARGEST_ROBOTS_BYTES].decode("utf-8", "replace")
        # In a thread: half a megabyte of rules takes a second, and the bot must answer.
        return self._clock.now() + ROBOTS_KEPT_FOR, await asyncio.to_thread(rules_of, text)


def rules_of(text: str) -> Protego:
    """Parse the rules, without the lines for which Protego's time or memory grows quadratically.

    Protego stores each rule once for every agent that it applies to, ours or not, and tries every
    space of a line without a colon.
    """
    lines = [line for line in text.splitlines() if ":" in line or len(line) <= LONGEST_ROBOTS_LINE]
    agents = [_agent(line) for line in lines]
    ours = max((each for each in agents if each and each in NAME.lower()), key=len, default=NAME)
    kept = (
        line if agent in {None, "", "*", ours} else "User-agent: other"
        for line, agent in zip(lines, agents, strict=True)
    )
    rules: Protego = Protego.parse("\n".join(kept))
    return rules


def _agent(line: str) -> str | None:
    """The agent that a line names, as Protego reads it; None if it names none."""
    named = AGENT.match(line)
    if not named:
        return None
    agent = named[1].partition("#")[0].strip().lower()
    return agent if agent == "*" else agent.replace("*", "")


def _is_missing(error: FetchError) -> bool:
    """Whether the server says that there are no rules; too many requests say nothing."""
    status = error.status or HTTPStatus.SERVICE_UNAVAILABLE
    refused = HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
    return refused and status != HTTPStatus.TOO_MANY_REQUESTS
