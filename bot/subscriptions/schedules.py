"""Schedules of channels: sets them, and puts what waits on a digest once its slot has begun.

    slot begun ─► is anything in its way? then later ─► ONE transaction: the digest with all that
                  waits in the channel, and the slot as served ─► the announcer sends it as any post

A slot that begins while a moderator has paused the channel passes without a digest. Called by the
announce pipeline (`serve_due`) and by the cogs (`ScheduleService`).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from bot.clock import Clock
from bot.delivery.slots import (
    Outlook,
    begun_slot,
    coming_slot,
    due_slot,
    instant,
    last_day,
    outlook,
    settled,
    zone_of,
)
from bot.errors import RequestError
from bot.model.delivery import CarriedArticle, PostKind
from bot.model.schedule import Digest, Hold, Receipt, Schedule, Scheduled, ServerTime
from bot.model.subscription import PauseCause, Step
from bot.storage import channels, digests, posts, schedules, servers
from bot.storage.database import Connection, Database
from bot.storage.schedules import FoundSchedule

SCHEDULES_AT_ONCE = 20
"""Schedules that are served in one transaction. Chosen by eye: a digest carries many deliveries."""
MOST_RETRACTED = 5
"""Retractions that one digest reports; the next one reports the rest. Chosen by eye."""
RETRACTED_WITHIN = timedelta(days=366)
"""A digest reports retractions of articles that were posted within this time. Chosen by eye."""

NO_SCHEDULE = (
    "This channel gets each article at once, so it has no digest. "
    "Use </news schedule> to set one up."
)
NOT_SUBSCRIBED = "This channel has no subscription. Start with </news subscribe>."
PAUSED_CHANNEL = "This channel is paused. Use </news resume> first."
REFUSED_CHANNEL = (
    "Discord does not let the bot post in this channel. </news subscriptions> says why. When this "
    "is fixed, the digest comes by itself."
)
NOTHING_WAITS = "Nothing new has come since the last digest, so there is nothing to post."


class NextDigest(Struct, frozen=True):
    """The next digest of a channel, as it would be now.

    Attributes:
        scheduled: the schedule, and when the digest comes.
        carried: its articles, oldest first.
    """

    scheduled: Scheduled
    digest: Digest
    carried: tuple[CarriedArticle, ...]


class PostedEarly(Struct, frozen=True):
    """A digest that was posted before its time.

    Attributes:
        articles: how many it has.
        replaced: the time of the digest that it replaces; None if it replaces none.
        after: the schedule, and when the next digest comes.
    """

    articles: int
    replaced: datetime | None
    after: Scheduled


async def serve_due(connection: Connection, now: datetime) -> bool:
    """Serve some slots that have begun; returns whether there may be more."""
    found = await schedules.due(connection, now, SCHEDULES_AT_ONCE)
    for each in found:
        await _keep(connection, each, now)
    return len(found) == SCHEDULES_AT_ONCE


async def _keep(connection: Connection, found: FoundSchedule, now: datetime) -> None:
    """Serve the schedule's slot if it has begun, and record what comes next."""
    schedule = settled(found.schedule, now)
    view = outlook(schedule, now)
    if view.due and not _in_the_way(found, view, now):
        if found.cause is None and (schedule.gathers or found.is_full):
            await _serve(connection, schedule, view.due, now)
        await _begin_period(connection, schedule, now)
        schedule = replace(schedule, served=view.due)
        view = outlook(schedule, now)
    if view.quiet and view.quiet.holds(now):
        await digests.hold(connection, schedule.channel_id, Hold.QUIET)
    await schedules.keep(connection, schedule, view)


def _in_the_way(found: FoundSchedule, view: Outlook, now: datetime) -> bool:
    is_quiet = view.quiet is not None and view.quiet.holds(now)
    return is_quiet or found.has_open or found.cause is PauseCause.REFUSED


async def _begin_period(connection: Connection, schedule: Schedule, now: datetime) -> None:
    """Restart the count for the daily limit at the last slot."""
    if begun := begun_slot(schedule, now):
        at = instant(begun, schedule.at, zone_of(schedule.zone))
        await schedules.begin_period(connection, schedule.channel_id, at)


async def _serve(connection: Connection, schedule: Schedule, slot: date, now: datetime) -> None:
    """Post the digest of a slot, unless the slot has one, or an empty digest is not wanted."""
    name = slot.isoformat()
    if not await digests.has_slot(connection, schedule.channel_id, name):
        await _post(connection, schedule, name, now)


async def _post(
    connection: Connection, schedule: Schedule, slot: str, now: datetime, *, asked: bool = False
) -> int:
    """Put all that waits in a channel on a digest; returns the number of its articles."""
    channel_id = schedule.channel_id
    steps = await digests.waiting_steps(connection, channel_id)
    retracted = await _retracted(connection, channel_id, now)
    is_empty = steps is None and not retracted
    if is_empty and (asked or not (schedule.says_empty and schedule.gathers)):
        return 0
    digest = await _digest(connection, schedule, now)
    if is_empty:
        digest = replace(digest, receipt=await _receipt(connection, schedule))
    new = posts.NewPost(
        schedule.guild_id,
        channel_id,
        PostKind.SUMMARY,
        (steps or frozenset()) - {Step.DISCUSS},  # One thread would be about all of them.
        slot=slot,
        digest=digest,
        asked=asked,
    )
    (post_id,) = await posts.add(connection, [new], now)
    count = await digests.put_waiting_on(connection, channel_id, post_id)
    await digests.mark_own_retractions_shown(connection, post_id)
    await digests.record_reported_retractions(connection, retracted, post_id)
    return count + len(retracted)


async def _retracted(connection: Connection, channel_id: int, now: datetime) -> list[int]:
    """The deliveries whose retraction the next digest reports."""
    since = now - RETRACTED_WITHIN
    return await digests.retracted_since(connection, channel_id, since, MOST_RETRACTED)


async def _former_slot(connection: Connection, schedule: Schedule, now: datetime) -> date | None:
    """The slot that counts as served last in a schedule whose slots are new; None without one.

    A slot counts that had begun by then, and a day that had its digest. A slot of the former
    schedule that passed without a digest does not count, since the new slot may come later on that
    day. A digest that was posted early serves the coming slot if it is still one, else its own day.
    """
    known, coming = begun_slot(schedule, now), coming_slot(schedule, now)
    last = await digests.last_digest(connection, schedule.channel_id)
    if last is None:
        return known
    made_on = last.made_at.astimezone(zone_of(schedule.zone)).date()
    day = last.day if last.day == coming else min(last.day, made_on)
    return max(known, day) if known else day


async def _digest(connection: Connection, schedule: Schedule, now: datetime) -> Digest:
    """The days of a digest that is made now: from the day after the last one until today.

    A digest at midnight ends with the day before. A second digest on a day begins with the day
    after. If an article waited longer, as after a pause or a change of the schedule, its day is
    included.
    """
    zone = zone_of(schedule.zone)
    end = now.astimezone(zone).date()
    if end == due_slot(schedule, now):
        end = last_day(end, schedule)
    before = schedule.served and last_day(schedule.served, schedule)
    last = await digests.last_digest(connection, schedule.channel_id)
    # An early or a late digest covers the days until it was made.
    if last and schedule.served and last.day == schedule.served:
        before = last.digest.last
    first = before + timedelta(days=1) if before else end
    oldest = await digests.waiting_since(connection, schedule.channel_id)
    if oldest and before and oldest.astimezone(zone).date() < before:
        first = oldest.astimezone(zone).date()
    return Digest(min(first, end + timedelta(days=1)), end, schedule.language)


async def _receipt(connection: Connection, schedule: Schedule) -> Receipt:
    """Count the sources read since the last digest, even if that was empty and not posted."""
    last = await digests.last_digest(connection, schedule.channel_id)
    since = None
    if last and last.day == schedule.served:
        since = last.made_at
    elif schedule.served:
        since = instant(schedule.served, schedule.at, zone_of(schedule.zone))
    return await digests.receipt(connection, schedule.guild_id, since)


class ScheduleService:
    """Reads and sets the schedules of a server's channels, and its time zone and language.

    Args:
        wake: called when there may be something to announce.
    """

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    async def find(self, guild_id: int, channel_id: int) -> Scheduled:
        """The schedule of a channel, or the default one, with what comes next.

        Raises:
            RequestError: the channel has no subscription in this server.
        """
        async with self._database.reader() as connection:
            schedule = await self._read(connection, guild_id, channel_id)
            return await digests.scheduled(connection, schedule, self._clock.now())

    async def of_guild(self, guild_id: int) -> dict[int, Scheduled]:
        """The schedules of a server, by channel."""
        async with self._database.reader() as connection:
            found = await digests.of_guild(connection, guild_id, self._clock.now())
        return {each.schedule.channel_id: each for each in found}

    async def change(
        self, guild_id: int, channel_id: int, change: Callable[[Schedule], Schedule]
    ) -> Scheduled:
        """Change a channel's schedule; its first digest comes in its next slot.

        Raises:
            RequestError: the channel has no subscription in this server, or `change` refuses.
        """
        now = self._clock.now()
        async with self._database.transaction() as connection:
            before = await self._read(connection, guild_id, channel_id)
            changed = change(before)
            if changed.has_effect:
                changed = await self._put(connection, before, changed, now)
            else:
                await schedules.delete(connection, channel_id)
            after = await digests.scheduled(connection, changed, now)
        self._wake()
        return after

    async def _put(
        self, connection: Connection, before: Schedule, changed: Schedule, now: datetime
    ) -> Schedule:
        counted_from = None
        if not changed.same_slots(before) or before.served is None:
            changed = replace(changed, served=await _former_slot(connection, changed, now))
            if begun := begun_slot(changed, now):
                counted_from = instant(begun, changed.at, zone_of(changed.zone))
        if not before.has_slots:
            await digests.mark_retractions_shown(connection, changed.channel_id)
        await schedules.put(connection, changed, outlook(changed, now), counted_from)
        return changed

    async def server_time(self, guild_id: int) -> ServerTime:
        """The server's time zone and language."""
        async with self._database.reader() as connection:
            return await servers.server_time(connection, guild_id)

    async def set_server_time(self, guild_id: int, chosen: ServerTime) -> None:
        """Set the server's time zone and language; None leaves one as it is."""
        async with self._database.transaction() as connection:
            await servers.set_server_time(connection, guild_id, chosen)
            await schedules.look_again(connection, guild_id)
            if chosen.zone:
                await self._move_slots(connection, guild_id)
        self._wake()

    async def _move_slots(self, connection: Connection, guild_id: int) -> None:
        """After a change of zone, keep a slot without digest that has not begun in the new zone."""
        now = self._clock.now()
        for each in await digests.of_guild(connection, guild_id, now):
            schedule = each.schedule
            had = await _former_slot(connection, schedule, now)
            if had and schedule.served and had < schedule.served:
                moved = replace(schedule, served=had)
                await schedules.keep(connection, moved, outlook(moved, now))

    async def next_digest(self, guild_id: int, channel_id: int) -> NextDigest:
        """The next digest of a channel, as it would be now.

        Raises:
            RequestError: the channel has no subscription in this server, or no digests.
        """
        now = self._clock.now()
        async with self._database.reader() as connection:
            schedule = await self._with_slots(connection, guild_id, channel_id)
            carried = await digests.shown_by_next(connection, channel_id)
            retracted = await _retracted(connection, channel_id, now)
            reminders = await digests.reminders(connection, retracted)
            digest = await _digest(connection, schedule, now)
            if not carried and not reminders:
                digest = replace(digest, receipt=await _receipt(connection, schedule))
            scheduled = await digests.scheduled(connection, schedule, now)
        return NextDigest(scheduled, digest, (*carried, *reminders))

    async def post_now(self, guild_id: int, channel_id: int) -> PostedEarly:
        """Post all that waits as a digest now, in place of the next slot unless that is served.

        Raises:
            RequestError: the channel has no subscription in this server or no digests, it is
                paused, or nothing waits.
        """
        now = self._clock.now()
        async with self._database.transaction() as connection:
            schedule = await self._with_slots(connection, guild_id, channel_id)
            if paused := await channels.paused(connection, channel_id):
                is_refused = paused.cause is PauseCause.REFUSED
                raise RequestError(REFUSED_CHANNEL if is_refused else PAUSED_CHANNEL)
            posted = await self._post_early(connection, schedule, now)
        self._wake()
        return posted

    async def _post_early(
        self, connection: Connection, schedule: Schedule, now: datetime
    ) -> PostedEarly:
        """Post a digest that serves the coming slot, or a due slot that still waits."""
        slot = outlook(schedule, now).due or coming_slot(schedule, now)
        assert slot is not None  # noqa: S101 - the schedule has slots
        name, channel_id = slot.isoformat(), schedule.channel_id
        is_served = schedule.served is not None and schedule.served >= slot
        is_extra = is_served or await digests.has_slot(connection, channel_id, name)
        if is_extra:
            # Another one before the slot: it has its own name, and serves no more than that.
            name = f"{name} {now:%Y-%m-%dT%H:%M:%S.%f}"
        count = await _post(connection, schedule, name, now, asked=True)
        if not count:
            raise RequestError(NOTHING_WAITS)
        served = schedule if is_served else replace(schedule, served=slot)
        await schedules.keep(connection, served, outlook(served, now))
        await schedules.begin_period(connection, channel_id, now)
        replaced = None if is_extra else instant(slot, schedule.at, zone_of(schedule.zone))
        return PostedEarly(count, replaced, await digests.scheduled(connection, served, now))

    async def _with_slots(self, connection: Connection, guild_id: int, channel_id: int) -> Schedule:
        schedule = settled(await self._read(connection, guild_id, channel_id), self._clock.now())
        if not schedule.has_slots:
            raise RequestError(NO_SCHEDULE)
        return schedule

    async def _read(self, connection: Connection, guild_id: int, channel_id: int) -> Schedule:
        found = await schedules.find(connection, guild_id, channel_id)
        if found:
            return found.schedule
        known = await channels.some(connection, [channel_id])
        if not any(each.guild_id == guild_id for each in known):
            raise RequestError(NOT_SUBSCRIBED)
        return await schedules.default_schedule(connection, guild_id, channel_id)
