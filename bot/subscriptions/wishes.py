"""Understands the words that channels follow and servers mute, and keeps them as wishes.

    words ─► Wishes.understand ─► Wish ─► stored with the subscription or the mute
    a new thesaurus ─► Wishes.renew ─► the wishes anew, and what changed for the list

`matching` matches new articles with the stored wishes.

No words are logged: what a server follows may tell of its members.
"""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.errors import RequestError
from bot.model.article import ALL_TOPICS, Taxonomy
from bot.model.feed import FeedKind
from bot.model.subscription import Subscription
from bot.model.wish import Exclusion, KeptWish, Mute, Wish
from bot.search.engine import SearchEngine
from bot.search.suggestions import named_topic
from bot.search.wish_words import refuse_misread
from bot.search.wishes import leaves_nothing, leaves_some_out
from bot.search.words import Stems
from bot.storage import subscriptions, wishes
from bot.storage.database import Database
from bot.subscriptions.previews import Preview, Previewer, exclusions_of, name_of
from bot.subscriptions.waiting import hold_muted

log = logging.getLogger(__name__)

RENEWED_AT_ONCE = 50
"""Wishes that are read again in one transaction. Chosen by eye."""
MOST_EXCLUSIONS = 10
"""Topics and words that a subscription may leave out. Chosen by eye."""
NO_EXCLUSIONS = (["none"], ["off"])
"""The words that a moderator types to leave nothing out."""
NAME_EXCLUSIONS = (
    "Name topics or words to leave out, with commas between them, such as: hospice, surgery. "
    "“none” leaves nothing out."
)
TOO_MANY_EXCLUSIONS = f"Leave out at most {MOST_EXCLUSIONS} topics or words."


class Muted(Struct, frozen=True):
    """The outcome of a mute.

    Attributes:
        is_new: whether it was not muted before.
        waited: the number of articles that waited and are held back now.
        held: the number of articles of the last months that it would have held back.
        total: the number of all articles of that time.
        is_whole: whether all of them were looked at; else there may be more.
    """

    exclusion: Exclusion
    is_new: bool = True
    waited: int = 0
    held: int = 0
    total: int = 0
    is_whole: bool = True


class Wishes:
    """Understands words, previews what they bring, and renews them with the thesaurus."""

    def __init__(
        self, database: Database, engine: SearchEngine, taxonomy: Taxonomy, clock: Clock
    ) -> None:
        self._database = database
        self._engine = engine
        self._taxonomy = taxonomy
        self._clock = clock
        self._previewer = Previewer(database, taxonomy.outside_all, clock)
        # A mute holds back what only subscriptions to its own topic get, too.
        self._mute_previewer = Previewer(database, frozenset(), clock)

    @property
    def edition(self) -> str:
        """The edition of the thesaurus; see `SearchEngine.edition`."""
        return self._engine.edition

    async def understand(
        self, words: str, *, leaves_out: bool = False
    ) -> tuple[Wish, tuple[str, ...]]:
        """The wish that these words say, and sentences on how they were read.

        Args:
            words: as they were typed.
            leaves_out: whether its articles are left out, not asked for.

        Raises:
            RequestError: they name nothing that can be followed.
        """
        words = wishes.same_words(words) or words
        refuse_misread(words, leaves_out=leaves_out)
        return await self._engine.wishes.read(words, leaves_out=leaves_out)

    async def exclusions(self, text: str, known: Sequence[Exclusion] = ()) -> tuple[Exclusion, ...]:
        """The topics and words of a text, divided as alternatives are; nothing for "none" alone.

        Args:
            text: as typed.
            known: those that stay as they were understood.

        Raises:
            RequestError: one of them names nothing, or there are none or too many.
        """
        kept = {name_of(each).lower(): each for each in known if each.wish}

        def is_name(part: str) -> bool:
            return part.lower() in kept or named_topic(part, self._taxonomy) is not None

        several = await self._engine.wishes.alternatives(text, is_name)
        parts = [part for part in several if part]
        if [part.lower() for part in parts] in NO_EXCLUSIONS:
            return ()
        if text.strip() and not parts:
            raise RequestError(NAME_EXCLUSIONS)
        if len(parts) > MOST_EXCLUSIONS:
            raise RequestError(TOO_MANY_EXCLUSIONS)
        return tuple([kept.get(each.lower()) or await self._exclusion(each) for each in parts])

    async def _exclusion(self, part: str) -> Exclusion:
        if topic := named_topic(part, self._taxonomy):
            return Exclusion(topic=topic.slug)
        wish, _ = await self.understand(part, leaves_out=True)
        return Exclusion(wish=wish, edition=self.edition)

    async def of(self, subscription: Subscription) -> KeptWish | None:
        """The stored wish of a subscription; None if it follows no words."""
        if subscription.wish_id is None:
            return None
        async with self._database.reader() as connection:
            return (await wishes.load(connection, [subscription.wish_id])).get(subscription.wish_id)

    async def preview(self, subscription: Subscription, wish: Wish) -> Preview:
        """Preview the articles of the last months that the subscription would have brought."""
        async with self._database.reader() as connection:
            excluded = await exclusions_of(connection, subscription)
        return await self._previewer.preview(subscription, wish, excluded)

    async def stored(self, subscribed: Sequence[Subscription]) -> Mapping[int, KeptWish]:
        """The stored wishes of subscriptions, by the wishes' ids."""
        ids = [each.wish_id for each in subscribed if each.wish_id is not None]
        async with self._database.reader() as connection:
            return await wishes.load(connection, ids)

    async def mutes(self, guild_id: int) -> list[Mute]:
        """A server's mutes."""
        async with self._database.reader() as connection:
            return await wishes.mutes_of(connection, guild_id)

    async def muting(self, guild_id: int, topic: str, wish: Wish | None) -> list[Mute]:
        """The mutes that leave out this topic, or one of the alternatives of these words."""
        mutes, stems = await self._muted(guild_id), Stems()
        return [each for each, excluded in mutes if leaves_some_out(excluded, topic, wish, stems)]

    async def silenced(
        self, guild_id: int, subscribed: Sequence[Subscription]
    ) -> tuple[Subscription, ...]:
        """Those of a server's subscriptions of which its mutes leave nothing."""
        excluded = [each for _, each in await self._muted(guild_id)]
        if not excluded:
            return ()
        stored, stems = await self.stored(subscribed), Stems()

        def wish_of(one: Subscription) -> Wish | None:
            kept = stored.get(one.wish_id or 0)
            return kept.wish if kept else None

        return tuple(
            each
            for each in subscribed
            if leaves_nothing(excluded, each.topic, wish_of(each), stems)
        )

    async def _muted(self, guild_id: int) -> list[tuple[Mute, Exclusion]]:
        """A server's mutes, each with what it leaves out."""
        async with self._database.reader() as connection:
            mutes = await wishes.mutes_of(connection, guild_id)
            kept = await wishes.load(connection, [each.wish_id for each in mutes if each.wish_id])

        def excluded(mute: Mute) -> Exclusion:
            muted = kept.get(mute.wish_id) if mute.wish_id else None
            return Exclusion(mute.topic, muted.wish if muted else None)

        return [(each, excluded(each)) for each in mutes]

    async def mute_topic(self, guild_id: int, topic: str) -> Muted:
        """Mute a topic, also for what waits."""
        muted = await self._mute(guild_id, Exclusion(topic=topic))
        held, total = await self._mute_previewer.count_topic(guild_id, topic)
        return replace(muted, held=held, total=total)

    async def _mute(self, guild_id: int, muted: Exclusion) -> Muted:
        now = self._clock.now()
        async with self._database.transaction() as connection:
            new = await wishes.add_mute(connection, guild_id, muted.topic, muted.wish, self.edition)
            if not new:
                return Muted(muted, is_new=False)
            waited = await hold_muted(connection, guild_id, muted, now)
        return Muted(muted, waited=waited)

    async def mute_words(self, guild_id: int, words: str) -> Muted:
        """Mute words, also for what waits.

        Raises:
            RequestError: the words name nothing, or what nearly all articles hold.
        """
        wish, _ = await self.understand(words, leaves_out=True)
        kinds, now = frozenset(FeedKind), self._clock.now()
        every = Subscription(0, guild_id, 0, ALL_TOPICS, kinds, None, now)
        async with self._database.reader() as connection:
            muted_before = await exclusions_of(connection, every)
        muted = await self._mute(guild_id, Exclusion(wish=wish))
        if not muted.is_new:
            return muted
        held = await self._mute_previewer.preview(every, wish, muted_before)
        count = len(held.matched)
        return replace(muted, held=count, total=held.total, is_whole=held.is_whole)

    async def unmute(self, guild_id: int, mute_id: int) -> bool:
        """End a mute; False if this server has no such mute."""
        async with self._database.transaction() as connection:
            return await wishes.remove_mute(connection, guild_id, mute_id)

    async def renew(self) -> None:
        """Read all wishes again that were understood by another thesaurus."""
        renewed = 0
        while True:
            async with self._database.reader() as connection:
                old = await wishes.outdated(connection, self.edition, RENEWED_AT_ONCE)
            if not old:
                break
            for kept in old:
                await self._renew(kept)
            renewed += len(old)
        renewed += await self._renew_exclusions()
        if renewed:
            log.info("Wishes that were understood anew by a changed thesaurus: %d", renewed)

    async def _renew(self, kept: KeptWish) -> None:
        before = kept.wish
        wish = before and await self._anew(before, leaves_out=kept.is_mute)
        changed = kept.changed
        if before is not None and wish is not None:
            changed = difference(before, wish) or changed
        async with self._database.transaction() as connection:
            if await wishes.load(connection, [kept.id]):  # It may have ended meanwhile.
                await wishes.put(connection, kept, wish, self.edition, changed)

    async def _renew_exclusions(self) -> int:
        """Read the excluded words of subscriptions again; returns the number of subscriptions."""
        count, after = 0, 0
        while True:
            async with self._database.reader() as connection:
                old = await subscriptions.with_outdated_exclusions(
                    connection, self.edition, after, RENEWED_AT_ONCE
                )
            if not old:
                return count
            for each in old:
                await self._renew_without(each)
            count, after = count + len(old), old[-1].id

    async def _renew_without(self, before: Subscription) -> None:
        without = [await self._renewed_exclusion(each) for each in before.without]
        async with self._database.transaction() as connection:
            now = await subscriptions.one(connection, before.guild_id, before.id)
            if now and now.without == before.without:  # A moderator may have changed it meanwhile.
                await wishes.set_exclusions(connection, before.id, without)

    async def _renewed_exclusion(self, before: Exclusion) -> Exclusion:
        if before.wish is None or before.edition == self.edition:
            return before
        wish = await self._anew(before.wish, leaves_out=True)
        changed = difference(before.wish, wish) or before.changed
        return Exclusion(wish=wish, edition=self.edition, changed=changed)

    async def _anew(self, before: Wish, *, leaves_out: bool) -> Wish:
        with suppress(RequestError):
            now = await self._engine.wishes.alternatives(before.words)
            if any(each.words not in now for each in before.alternatives):
                # Earlier versions parted them in another way.
                anew, _ = await self._engine.wishes.read(before.words, leaves_out=leaves_out)
                return anew.reaching(before.reach)
        return await self._engine.wishes.renewed(before, leaves_out=leaves_out)


def difference(before: Wish, after: Wish) -> str:
    """The names that were added and taken away: "+ secondary brain cancer, - brain mets".

    Words that became alternatives are shown as such: "HER2+ or HR+".
    """
    if len(before.alternatives) < len(after.alternatives):
        return " or ".join(each.words for each in after.alternatives)
    old, new = (_names(each) for each in (before, after))
    parts = [f"+ {name}" for name in new if name not in old]
    parts += [f"- {name}" for name in old if name not in new]
    return ", ".join(parts)


def _names(wish: Wish) -> list[str]:
    return [" ".join(phrase.words) for each in wish.concepts for phrase in each.phrases]
