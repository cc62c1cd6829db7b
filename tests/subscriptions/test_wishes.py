"""Words that servers follow and mute: what one server's moderators do changes no other server's."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.errors import RequestError
from bot.model.subscription import SubscriptionChange
from bot.model.wish import Reach
from bot.search.engine import SearchEngine
from bot.storage.database import Connection, Database
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.server_changes import ServerChanges
from bot.subscriptions.service import SubscriptionService
from bot.subscriptions.wishes import Wishes
from tests.databases import open_new
from tests.fakes import ManualClock
from tests.search.conftest import THESAURUS
from tests.shared import shipped_topics

MINE, OTHERS = 1, 2
WORDS = ("brain mets", "Keytruda", "chemo brain", "tumour", "lobular", "TNBC")
STEPS = 40
OF_A_SERVER = {
    "subscriptions": "SELECT * FROM subscriptions WHERE guild_id = ?1 ORDER BY id",
    "mutes": "SELECT * FROM mutes WHERE guild_id = ?1 ORDER BY id",
    "care": "SELECT * FROM content_care WHERE guild_id = ?1 ORDER BY channel_id",
    "wishes": """
        SELECT * FROM wishes WHERE id IN (
            SELECT wish_id FROM subscriptions WHERE guild_id = ?1
            UNION SELECT wish_id FROM mutes WHERE guild_id = ?1
        ) ORDER BY id
    """,
}
"""All that says what a server's channels get by words."""


class Moderators:
    """The moderators of a server change its words, on real services."""

    def __init__(self, database: Database, rng: random.Random) -> None:
        clock, taxonomy = ManualClock(), shipped_topics()
        engine = SearchEngine(database, lambda: THESAURUS, taxonomy, clock)
        self._wishes = Wishes(database, engine, taxonomy, clock)
        self._service = SubscriptionService(database, taxonomy, clock, lambda: None)
        self._changes = ServerChanges(database, clock, lambda: None)
        self._rng = rng

    async def anything(self, guild_id: int) -> None:
        """One of all the things that they can do."""
        doing: list[Callable[[int], Awaitable[object]]] = [
            *(self.follow, self.follow, self.mute, self.unmute, self.reach),
            *(self.leave_out, self.end, self.lose_channel),
        ]
        await self._rng.choice(doing)(guild_id)

    async def follow(self, guild_id: int) -> None:
        """Follow words, in a channel that may follow some already."""
        wish, _ = await self._wishes.understand(self._rng.choice(WORDS))
        await self._service.save(
            WantedSubscription(
                *(guild_id, 10 * guild_id + self._rng.randint(0, 2)),
                SubscriptionChange(reach=self._rng.choice(list(Reach))),
                wish=wish,
                edition=self._wishes.edition,
            )
        )

    async def mute(self, guild_id: int) -> None:
        """Mute words."""
        await self._wishes.mute_words(guild_id, self._rng.choice(WORDS))

    async def unmute(self, guild_id: int) -> None:
        """End any mute by its number, also one that may be another server's."""
        await self._wishes.unmute(guild_id, self._rng.randint(1, 8))

    async def reach(self, guild_id: int) -> None:
        """Set the reach of any subscription, also of one that may be another server's."""
        await self._edit(guild_id, SubscriptionChange(reach=self._rng.choice(list(Reach))))

    async def leave_out(self, guild_id: int) -> None:
        """Edit what a subscription leaves out."""
        without = await self._wishes.exclusions(", ".join(self._rng.sample(WORDS, 2)))
        await self._edit(guild_id, SubscriptionChange(without=without))

    async def _edit(self, guild_id: int, change: SubscriptionChange) -> None:
        number = self._rng.randint(1, 12)
        # A contradiction is refused.
        with suppress(RequestError):
            await self._service.save(WantedSubscription(guild_id, 0, change, number))

    async def end(self, guild_id: int) -> None:
        """End any subscription, also one that may be another server's."""
        await self._service.unsubscribe(guild_id, self._rng.randint(1, 12))

    async def lose_channel(self, guild_id: int) -> None:
        """Delete one of their channels."""
        await self._changes.channel_deleted(10 * guild_id, "news")


async def state(connection: Connection, guild_id: int) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a server."""
    return {
        name: [tuple(row) for row in await connection.execute_fetchall(query, (guild_id,))]
        for name, query in OF_A_SERVER.items()
    }


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(n, marks=pytest.mark.long) for n in range(3, 30))]
)
async def test_whatever_one_servers_moderators_do_another_servers_wishes_stay(
    tmp_path: Path, seed: int
) -> None:
    rng, at_risk = random.Random(seed), 0
    async with open_new(tmp_path / "progress.db") as database:
        moderators = Moderators(database, rng)
        for step in range(STEPS):
            actor = rng.choice((MINE, OTHERS)) if step < STEPS // 2 else MINE
            async with database.reader() as connection:
                before = await state(connection, MINE + OTHERS - actor)
            await moderators.anything(actor)
            async with database.reader() as connection:
                after = await state(connection, MINE + OTHERS - actor)
            assert after == before, step
            at_risk += bool(after["wishes"] or after["mutes"])

    assert at_risk, "else there would have been nothing to change"
