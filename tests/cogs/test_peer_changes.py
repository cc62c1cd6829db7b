"""The bot on the loopback Discord: time-outs, private threads, roles, kinds, foreign commands."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.delivery.obstacles import NOT_IN_THREAD
from bot.discord_api.client import NewsBot
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.notices import ServerNotifier
from bot.discord_api.requests import DiscordRequests
from bot.model.delivery import PlannedDelivery
from bot.model.subscription import PATIENT_KINDS, ChannelKind, PauseCause, Step, Subscription
from bot.pipelines.announce import Announcer
from bot.pipelines.follow import Follower
from bot.pipelines.heal import Healer
from bot.services import Services
from bot.storage import articles, deliveries, feeds
from tests.cogs.test_gateway import Hasty, cause, listened, told
from tests.factories import article, feed, subscribe_channel
from tests.fakes import ManualClock
from tests.peer import Channel, Fault, Guild, Peer, World
from tests.peer import ChannelKind as Kind
from tests.peer.login import logged_in
from tests.waiting import PATIENCE_SECONDS

MINUTE = timedelta(minutes=1)


@dataclass
class House:
    """A bot that is connected, and its loops, run by hand."""

    peer: Peer
    bot: NewsBot
    services: Services
    clock: ManualClock
    guild: Guild

    @property
    def messenger(self) -> DiscordMessenger:
        return DiscordMessenger(self.bot, self.services.taxonomy)

    @property
    def healer(self) -> Healer:
        notifier = ServerNotifier(self.bot, self.services.taxonomy)
        return Healer(self.services.database, notifier, self.clock, asyncio.Event())

    async def subscribe(
        self, channel: Channel, kind: ChannelKind = ChannelKind.TEXT, role_id: int | None = None
    ) -> None:
        steps = frozenset({Step.PUBLISH} if kind is ChannelKind.ANNOUNCEMENT else ())
        await subscribe_channel(
            self.services.subscriptions,
            self.guild.id,
            channel.id,
            "metastasis",
            PATIENT_KINDS,
            role_id,
            channel_kind=kind,
            steps=steps,
        )

    async def plan(self, channel: Channel, *titles: str, roles: tuple[int, ...] = ()) -> None:
        subscription = await self.subscription(channel)
        async with self.services.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            for title in titles:
                made = article(title, "metastasis", title=title)
                article_id = await articles.insert(connection, 1, made, "", self.clock.now())
                planned = PlannedDelivery(
                    self.guild.id, channel.id, ("metastasis",), roles, subscription.steps
                )
                await deliveries.add(connection, article_id, [planned], self.clock.now())
        self.clock.forward(seconds=10)

    async def announce(self) -> None:
        await Announcer(
            self.services.database,
            self.messenger,
            self.clock,
            burst_limit=5,
            awake=asyncio.Event(),
        ).announce_due()

    async def follow(self) -> None:
        await Follower(self.services.database, self.messenger, self.clock).follow_due()

    async def subscription(self, channel: Channel) -> Subscription:
        overview = await self.services.subscriptions.overview(self.guild.id)
        return next(each for each in overview.subscriptions if each.channel_id == channel.id)

    def stands(self, channel: Channel) -> list[str]:
        return [str(message["components"]) for message in self.peer.messages(channel.id)]

    async def slash(self, name: str, place: Channel, **options: Any) -> str:
        answered = asyncio.wait_for(self.peer.slash(name, options, channel=place), PATIENCE_SECONDS)
        text = said(await answered)
        await listened()
        return text


def said(message: dict[str, Any]) -> str:
    """All that is written in a message."""
    found = [message.get("content", "")]
    waiting = list(message.get("components", []))
    while waiting:
        each = waiting.pop(0)
        found.append(each.get("content", ""))
        waiting += each.get("components", [])
    return "\n".join(found)


@pytest.fixture
async def house(services: Services, clock: ManualClock) -> AsyncIterator[House]:
    world = World()
    guild = world.add_guild("Kindness")
    guild.add_channel("news")
    async with Peer.open(world) as peer:
        bot = Hasty(services, requests=DiscordRequests(RequestLimiter(), Circuit()).trace())
        async with logged_in(peer, bot):
            await listened()
            yield House(peer, bot, services, clock, guild)


@pytest.fixture
def news(house: House) -> Channel:
    return house.guild.channels[0]


async def test_what_a_time_out_held_is_posted_when_it_runs_out(house: House, news: Channel) -> None:
    await house.subscribe(news)
    until = house.clock.now() + MINUTE
    # For the loopback Discord the time-out lasts until it is taken away below.
    far = until.replace(year=2100)
    await told(house.bot, "member_update", house.peer.changes.time_out_bot(house.guild, far))
    guild = house.bot.get_guild(house.guild.id)
    assert guild
    guild.me.timed_out_until = until
    await house.plan(news, "Bone")
    await house.announce()
    during = (await house.services.subscriptions.overview(house.guild.id)).channels[news.id]
    subscribed = await house.slash("news subscribe", news, topic="metastasis")
    resumed = await house.slash("news resume", news)
    await house.announce()
    house.guild.timed_out_until = None  # It runs out: no event comes.
    house.clock.forward(minutes=1)

    await house.healer.heal_due()
    await house.announce()

    assert (during.cause, during.refusal) == (PauseCause.REFUSED, None)
    assert "timed out in this server until" in str(during.reason)
    assert "timed out" in subscribed
    assert "timed out" in resumed
    assert "posted" not in resumed
    assert len(house.stands(news)) == 1


async def test_a_time_out_that_a_moderator_ends_resumes_at_once(
    house: House, news: Channel
) -> None:
    await house.subscribe(news)
    far = house.clock.now().replace(year=2100)
    await told(house.bot, "member_update", house.peer.changes.time_out_bot(house.guild, far))
    await house.plan(news, "Bone")
    await house.announce()
    paused = await cause(house.services, news)

    await told(house.bot, "member_update", house.peer.changes.time_out_bot(house.guild, None))
    await house.announce()

    assert paused is PauseCause.REFUSED
    assert len(house.stands(news)) == 1


async def test_a_private_thread_that_the_bot_is_not_in_is_told_and_resumes_when_it_is_added(
    house: House, news: Channel
) -> None:
    thread = house.guild.add_thread(news, "carers", private=True)
    within = await house.slash("news subscribe", thread, topic="metastasis")
    named = await house.slash("news subscribe", news, topic="metastasis", channel=str(thread.id))
    await house.plan(thread, "Bone")
    await house.announce()
    paused = (await house.services.subscriptions.overview(house.guild.id)).channels[thread.id]

    await told(house.bot, "thread_join", house.peer.changes.add_bot_to_thread(thread))
    await house.announce()
    joined = await house.slash("news resume", thread)
    await told(house.bot, "thread_remove", house.peer.changes.remove_bot_from_thread(thread))
    removed = await house.slash("news resume", thread)

    assert NOT_IN_THREAD in within
    assert NOT_IN_THREAD in named
    assert paused.cause is PauseCause.REFUSED
    assert len(house.stands(thread)) == 1
    assert "was not paused: news is posted in it." in joined
    assert NOT_IN_THREAD in removed


async def test_a_role_that_is_deleted_is_mentioned_no_more_and_the_list_says_so(
    house: House, news: Channel
) -> None:
    role = await house.peer.changes.add_role(house.guild, "Readers", mentionable=True)
    await house.subscribe(news, role_id=role.id)
    await house.plan(news, "Bone", roles=(role.id,))
    await told(house.bot, "guild_role_delete", house.peer.changes.delete_role(house.guild, role))

    await house.announce()
    listed = await house.slash("news subscriptions", news)

    assert (await house.subscription(news)).role_id is None
    assert str(role.id) not in house.stands(news)[0]
    assert "The role @Readers was deleted" in listed


async def test_a_role_that_was_deleted_while_the_bot_was_off_is_missed(
    services: Services,
) -> None:
    world = World()
    guild = world.add_guild("Kindness")
    news = guild.add_channel("news")
    await subscribe_channel(
        services.subscriptions, guild.id, news.id, "metastasis", PATIENT_KINDS, 77
    )
    async with Peer.open(world) as peer:
        bot = Hasty(services, requests=DiscordRequests(RequestLimiter(), Circuit()).trace())
        async with logged_in(peer, bot):
            await listened()

    (subscription,) = (await services.subscriptions.overview(guild.id)).subscriptions
    assert (subscription.role_id, subscription.lost_role) == (None, "")


async def test_cards_are_published_no_more_in_a_channel_that_turned_into_text(
    house: House,
) -> None:
    wire = await house.peer.changes.add_channel(house.guild, "wire", Kind.ANNOUNCEMENT)
    await house.subscribe(wire, ChannelKind.ANNOUNCEMENT)
    await house.plan(wire, "Bone")
    await told(
        house.bot,
        "guild_channel_update",
        house.peer.changes.change_channel(wire, kind=Kind.TEXT),
    )
    await house.plan(wire, "Brain")

    await house.announce()
    await house.follow()
    for _ in range(2):
        await house.healer.tell_due()

    assert (await house.subscription(wire)).steps == frozenset()
    assert len(house.stands(wire)) == 3
    assert "no announcement channel any more" in house.stands(wire)[-1]
    assert house.peer.journal.calls("POST", "/crosspost") == []
    async with house.services.database.reader() as connection:
        steps = await connection.execute_fetchall("SELECT * FROM post_steps")
    assert list(steps) == []


async def convert(house: House, channel: Channel, kind: Kind) -> None:
    change = house.peer.changes.change_channel(channel, kind=kind)
    await told(house.bot, "guild_channel_update", change)


async def test_a_channel_that_became_an_announcement_channel_asks_before_it_publishes(
    house: House, news: Channel
) -> None:
    await house.subscribe(news)
    await house.plan(news, "Bone")
    await convert(house, news, Kind.ANNOUNCEMENT)

    await house.announce()
    await house.follow()
    for _ in range(2):
        await house.healer.tell_due()

    assert (await house.subscription(news)).steps == frozenset()
    assert house.peer.journal.calls("POST", "/crosspost") == []
    assert len(house.stands(news)) == 2
    assert "Shall its cards be published" in house.stands(news)[-1]


@pytest.mark.parametrize(
    ("show", "steps", "told_at_last"),
    [
        ("cards+publish", {Step.PUBLISH}, "are published to the servers that follow it, as before"),
        (
            "cards+publish+discuss",
            {Step.PUBLISH, Step.DISCUSS},
            "are published to the servers that follow it, as before",
        ),
        ("cards", frozenset(), "Shall its cards be published"),
        ("cards+discuss", {Step.DISCUSS}, "Shall its cards be published"),
    ],
)
async def test_a_channel_that_is_converted_and_back_keeps_what_a_moderator_chose(
    house: House, show: str, steps: set[Step], told_at_last: str
) -> None:
    wire = await house.peer.changes.add_channel(house.guild, "wire", Kind.ANNOUNCEMENT)
    await listened()
    await house.slash("news subscribe", wire, topic="metastasis", show=show)
    for kind in (Kind.TEXT, Kind.ANNOUNCEMENT):
        await convert(house, wire, kind)
    await house.plan(wire, "Bone")

    await house.announce()
    await house.follow()
    await house.healer.tell_due()

    assert (await house.subscription(wire)).steps == steps
    assert len(house.peer.journal.calls("POST", "/crosspost")) == (Step.PUBLISH in steps)
    assert told_at_last in house.stands(wire)[-1]


async def test_each_subscription_of_a_converted_channel_keeps_its_own_choice(house: House) -> None:
    wire = await house.peer.changes.add_channel(house.guild, "wire", Kind.ANNOUNCEMENT)
    await listened()
    await house.slash("news subscribe", wire, topic="metastasis", show="cards+publish")
    await house.slash("news subscribe", wire, topic="treatment", show="cards")
    for kind in (Kind.TEXT, Kind.ANNOUNCEMENT):
        await convert(house, wire, kind)

    await house.healer.tell_due()

    overview = await house.services.subscriptions.overview(house.guild.id)
    steps = {each.topic: each.steps for each in overview.subscriptions}
    assert steps == {"metastasis": {Step.PUBLISH}, "treatment": frozenset()}
    assert "the rest is not" in house.stands(wire)[-1]


def names(peer: Peer) -> set[str]:
    return {command["name"] for command in peer.world.commands}


async def start_again(house: House) -> None:
    """Another start of the bot with the same database."""
    bot = Hasty(house.services, requests=DiscordRequests(RequestLimiter(), Circuit()).trace())
    async with logged_in(house.peer, bot):
        await listened()


async def test_commands_that_another_program_replaced_come_back_at_the_next_start(
    house: House,
) -> None:
    own = names(house.peer)
    house.peer.world.commands[:] = [{"name": "play", "type": 1, "id": "1", "description": "Play"}]

    await start_again(house)

    assert names(house.peer) == own


async def test_a_command_that_lost_an_option_comes_back(house: House) -> None:
    command = next(c for c in house.peer.world.commands if c["name"] == "search")
    options = command["options"]
    command["options"] = options[:1]

    await start_again(house)

    (command,) = (c for c in house.peer.world.commands if c["name"] == "search")
    assert [o["name"] for o in command["options"]] == [o["name"] for o in options]


async def test_commands_that_discord_has_are_not_registered_again(house: House) -> None:
    before = len(house.peer.journal.milestones["commands"])

    await start_again(house)

    assert len(house.peer.journal.milestones["commands"]) == before


async def test_a_command_that_the_bot_does_not_know_registers_its_own_once(
    house: House, news: Channel
) -> None:
    own = names(house.peer)
    synced = len(house.peer.journal.milestones["commands"])
    played = {"id": "1", "name": "play", "type": 1, "options": []}
    house.peer.world.commands[:] = [{**played, "description": "Play"}]

    for _ in range(2):
        interaction = await house.peer.state.interactions.send(played, channel=news)
        await asyncio.wait_for(interaction.answered, PATIENCE_SECONDS)
        await house.peer.journal.reached("commands", synced + 1)

    assert names(house.peer) == own
    assert len(house.peer.journal.milestones["commands"]) == synced + 1


@pytest.mark.parametrize(
    ("status", "code", "told_as", "last"),
    [
        (403, 200000, "A rule of this server's AutoMod keeps the news out", "AutoMod"),
        (403, 240000, "“Not this one” (code 240000)", "does not allow a link"),
        (400, 50035, "“Not this one” (code 50035)", "“Not this one” (code 50035)."),
    ],
)
async def test_posts_refused_one_by_one_are_told_once_and_wherever_moderators_look(
    house: House, news: Channel, status: int, code: int, told_as: str, last: str
) -> None:
    await house.subscribe(news)
    body = {"code": code, "message": "Not this one"}
    refusal = Fault("POST", "/channels/*/messages", status=status, body=body, times=None)
    house.peer.faults.add(refusal)
    for title in ("Bone", "Brain", "Liver", "Lung"):
        await house.plan(news, title)
        await house.announce()
        house.clock.forward(minutes=5)
    house.peer.faults.clear()  # A notice has other words.
    for _ in range(2):
        await house.healer.tell_due()
    noticed = house.stands(news)
    house.peer.faults.add(refusal)

    paused = await house.slash("news subscriptions", news)
    schedule = await house.slash("news schedule", news)
    resumed = await house.slash("news resume", news)
    listed = await house.slash("news subscriptions", news)
    again = await house.slash("news resume", news)
    later = await house.slash("news schedule", news)

    assert len(noticed) == 1
    assert told_as in noticed[0]
    assert all(told_as in each for each in (paused, schedule))
    for each in (listed, again, later):
        assert "Nothing could be posted" in each
        assert last in each
    assert "I try again" in resumed
    assert "news is posted in it" not in again
    house.peer.faults.clear()
    await house.announce()
    mended = await house.slash("news subscriptions", news)
    assert "Nothing could be" not in mended
    assert "Lung" in house.stands(news)[-1]


async def test_a_refused_post_between_others_pauses_nothing(house: House, news: Channel) -> None:
    await house.subscribe(news)
    body = {"code": 200000, "message": "Not this one"}
    for title in ("Bone", "Brain", "Liver", "Lung", "Skin", "Node"):
        if title not in {"Liver", "Node"}:
            house.peer.faults.add(
                Fault("POST", "/channels/*/messages", status=403, body=body, times=1)
            )
        await house.plan(news, title)
        await house.announce()

    assert await cause(house.services, news) is None
    assert len(house.stands(news)) == 2


async def test_a_refused_digest_is_told_at_once(house: House, news: Channel) -> None:
    await house.subscribe(news)
    await house.slash("news schedule", news, when="daily", at="09:00")
    await house.plan(news, "Bone", "Brain")
    body = {"code": 200000, "message": "Not this one"}
    house.peer.faults.add(Fault("POST", f"/channels/{news.id}/messages", status=403, body=body))
    house.clock.forward(days=2)
    await house.announce()

    assert await cause(house.services, news) is PauseCause.REFUSED


async def test_a_refusal_that_nobody_knows_is_one_clear_sentence(
    house: House, news: Channel
) -> None:
    await house.subscribe(news)
    body = {"code": 20009, "message": "Explicit content"}
    house.peer.faults.add(Fault("POST", "/channels/*/messages", status=400, body=body, times=None))
    await house.plan(news, "Bone")
    await house.announce()

    logged = await house.slash("news deliveries", news)

    told_as = "Discord refused this message: “Explicit content” (code 20009)."
    assert f"{told_as} It is tried again by itself." in logged
