"""Permissions, channels and servers that change while the bot runs, in a simulated Discord."""

import asyncio
from dataclasses import dataclass

import discord
import pytest
from simcord import ChannelHandle
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from bot.discord_api.client import NewsBot
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.notices import ServerNotifier
from bot.model.delivery import PlannedDelivery
from bot.model.obstacle import PostingObstacle, Refusal
from bot.model.subscription import PATIENT_KINDS, ChannelKind, PauseCause
from bot.pipelines.announce import Announcer
from bot.pipelines.heal import Healer
from bot.services import Services
from bot.storage import articles, deliveries, feeds
from bot.subscriptions.pausing import pause_after_refusal
from tests.cogs.conftest import Community
from tests.cogs.showing import answer, labels, text
from tests.factories import article, feed, subscribe_channel
from tests.fakes import ManualClock

SEND = discord.Permissions(send_messages=True)
SEE = discord.Permissions(read_messages=True)


@dataclass
class Newsroom:
    """The bot's loops, run by hand, and a moderator's hands on the server."""

    community: Community
    services: Services
    clock: ManualClock

    @property
    def announcer(self) -> Announcer:
        return Announcer(
            self.services.database,
            DiscordMessenger(self.community.env.bot, self.services.taxonomy),
            self.clock,
            burst_limit=5,
            awake=asyncio.Event(),
        )

    @property
    def healer(self) -> Healer:
        notifier = ServerNotifier(self.community.env.bot, self.services.taxonomy)
        return Healer(self.services.database, notifier, self.clock, asyncio.Event())

    async def subscribe(self, channel: ChannelHandle) -> None:
        guild_id = self.community.guild.id
        await subscribe_channel(
            self.services.subscriptions, guild_id, channel.id, "metastasis", PATIENT_KINDS, None
        )

    async def follow(self, channel: ChannelHandle, words: str, **options: object) -> None:
        """A moderator lets a channel follow words."""
        asked = {"channel": channel, "words": words, **options}
        await self.community.maya.slash(self.community.general, "news subscribe", **asked)

    async def publish(self, channel: ChannelHandle, *titles: str) -> None:
        """Articles for a channel, which the announcer then tries to post."""
        async with self.services.database.transaction() as connection:
            await feeds.sync_catalogue(connection, [feed()])
            for title in titles:
                made = article(title, "metastasis", title=title)
                article_id = await articles.insert(connection, 1, made, "", self.clock.now())
                planned = PlannedDelivery(self.community.guild.id, channel.id, ("metastasis",), ())
                await deliveries.add(connection, article_id, [planned], self.clock.now())
        self.clock.forward(seconds=10)
        await self.announcer.announce_due()

    async def deny(self, channel: ChannelHandle, *denied: discord.Permissions) -> None:
        """Take permissions in a channel from the bot; none gives all back."""
        bits = sum(permissions.value for permissions in denied)
        bot = self.community.env.backend.bot_user
        self.community.env.backend.set_overwrite(
            channel.id, Overwrite(bot.id, OverwriteType.MEMBER, deny=bits)
        )
        await self.community.env.settle()

    async def cause(self, channel: ChannelHandle) -> PauseCause | None:
        overview = await self.services.subscriptions.overview(self.community.guild.id)
        return overview.channels[channel.id].cause

    async def lose(self, channel: ChannelHandle, *denied: discord.Permissions) -> None:
        """A subscribed channel refuses an article."""
        await self.subscribe(channel)
        await self.deny(channel, *(denied or (SEND,)))
        await self.publish(channel, "Bone")

    async def refuse(self, channel: ChannelHandle) -> None:
        """The bot met an error there that says nothing of a permission."""
        async with self.services.database.transaction() as connection:
            now = self.clock.now()
            found = PostingObstacle("Full.", refusal=Refusal(160006))
            await pause_after_refusal(connection, self.community.guild.id, channel.id, found, now)

    async def open_thread(self, channel: ChannelHandle) -> ChannelHandle:
        backend = self.community.env.backend
        backend.create_thread(channel.id, "talk", self.community.maya.id)
        await self.community.env.settle()
        return channel.threads[-1]

    async def lock(
        self, thread: ChannelHandle, *, locked: bool = True, archived: bool = False
    ) -> None:
        """Close a thread for the bot, which may not reopen what is locked."""
        await self.deny(
            self.community.guild.channels["news"], discord.Permissions(manage_threads=True)
        )
        self.community.env.backend.edit_channel(
            thread.id, {}, thread_metadata={"locked": locked, "archived": archived}
        )
        await self.community.env.settle()

    async def give_back_unseen(self, channel: ChannelHandle) -> None:
        """A permission returns, and the watch misses it."""
        bot = self.community.env.bot
        assert isinstance(bot, NewsBot)
        cog = await bot.remove_cog("Servers")
        assert cog
        await self.deny(channel)
        await bot.add_cog(cog)

    def make_system_channel(self, channel: ChannelHandle | None) -> None:
        channel_id = channel.id if channel else None
        changes = {"system_channel_id": channel_id}
        self.community.env.backend.edit_guild(self.community.guild.id, changes)


@pytest.fixture
def newsroom(community: Community, services: Services, clock: ManualClock) -> Newsroom:
    return Newsroom(community, services, clock)


def shown(message: discord.Message | None) -> str:
    """All that is written in a message of components."""
    assert message is not None
    return str([component.to_dict() for component in message.components])


async def test_a_lost_permission_is_told_in_the_system_channel_once(
    newsroom: Newsroom, community: Community
) -> None:
    newsroom.make_system_channel(community.general)
    await newsroom.lose(community.news)

    for _ in range(3):
        await newsroom.healer.tell_due()

    (notice,) = community.general.history()
    body = community.env.http_requests[-1].json
    assert f"<#{community.news.id}>" in shown(notice)
    assert r"\\#news" in shown(notice)
    assert "Metastasis" in shown(notice)
    assert "Send Messages" in shown(notice)
    assert body
    assert body["allowed_mentions"] == {"parse": []}
    assert (len(body["nonce"]), body["enforce_nonce"]) == (24, True)


async def test_a_notice_is_not_told_again_after_a_restart(
    newsroom: Newsroom, community: Community, services: Services
) -> None:
    newsroom.make_system_channel(community.general)
    await newsroom.lose(community.news)
    await newsroom.healer.tell_due()

    await community.env.restart_bot(NewsBot(services))
    newsroom.clock.forward(hours=7)
    await newsroom.healer.heal_due()
    await newsroom.announcer.announce_due()
    await newsroom.healer.tell_due()

    assert await newsroom.cause(community.news) is PauseCause.REFUSED
    assert len(community.general.history()) == 1


async def test_a_notice_that_was_told_but_not_recorded_is_found_after_a_restart(
    newsroom: Newsroom,
    community: Community,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    newsroom.make_system_channel(community.general)
    await newsroom.lose(community.news)

    async def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("bot.pipelines.heal.notices.mark_told", crash)
        await newsroom.healer.tell_due()
    await community.env.restart_bot(NewsBot(services))
    # SimCord knows no nonces: it is the look-up that finds it.
    for _ in range(2):
        await newsroom.healer.tell_due()

    assert len(community.general.history()) == 1


async def test_a_channel_that_can_be_written_is_told_itself(
    newsroom: Newsroom, community: Community
) -> None:
    newsroom.make_system_channel(community.general)
    await newsroom.subscribe(community.news)
    community.env.inject_error("POST", "/channels/*/messages", status=403, code=40067)
    await newsroom.publish(community.news, "Bone")

    await newsroom.healer.tell_due()

    assert len(community.news.history()) == 1
    assert community.general.history() == []
    assert "tag" in shown(community.news.last_message)


async def test_a_thread_is_told_of_in_its_channel(newsroom: Newsroom, community: Community) -> None:
    thread = await newsroom.open_thread(community.news)
    await newsroom.subscribe(thread)
    await newsroom.lock(thread)
    await newsroom.refuse(thread)

    await newsroom.healer.tell_due()

    assert f"<#{thread.id}>" in shown(community.news.last_message)


async def test_a_forum_takes_no_notice_itself(newsroom: Newsroom, community: Community) -> None:
    newsroom.make_system_channel(community.general)
    forum = community.guild.create_forum_channel("stories")
    await newsroom.subscribe(forum)
    await newsroom.refuse(forum)

    await newsroom.healer.tell_due()

    assert f"<#{forum.id}>" in shown(community.general.last_message)


async def test_a_name_that_not_everyone_may_know_is_not_told_to_everyone(
    newsroom: Newsroom, community: Community
) -> None:
    newsroom.make_system_channel(community.general)
    hidden = community.guild.create_text_channel("stage-four")
    await newsroom.follow(hidden, "stage IV")
    everyone = Overwrite(community.guild.default_role.id, OverwriteType.ROLE, deny=SEE.value)
    community.env.backend.set_overwrite(hidden.id, everyone)
    await newsroom.lose(hidden)

    await newsroom.healer.tell_due()

    assert f"<#{hidden.id}>" in shown(community.general.last_message)
    assert "some words 🔎, Metastasis 🧭" in shown(community.general.last_message)
    assert "stage" not in shown(community.general.last_message)


async def test_words_are_told_as_words_while_they_wait_and_when_they_have_ended(
    newsroom: Newsroom, community: Community
) -> None:
    newsroom.make_system_channel(community.general)
    await newsroom.follow(community.news, "brain mets")
    await newsroom.follow(community.news, "*hospice*", topic="metastasis")
    await newsroom.deny(community.news, SEND)
    await newsroom.publish(community.news, "Bone")

    await newsroom.healer.tell_due()
    told = shown(community.general.last_message)
    community.env.backend.delete_channel(community.news.id)
    await community.env.settle()
    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))

    assert "brain mets 🔎, " in told
    assert "hospice" in told
    assert "in Metastasis 🧭 🔎" in told
    assert "All topics" not in told + listed
    assert "-# brain mets 🔎 in #news ended" in listed
    assert "in Metastasis 🧭 🔎 in #news ended" in listed


async def test_where_nothing_can_be_written_the_next_moderator_is_told_once(
    newsroom: Newsroom, community: Community
) -> None:
    await newsroom.lose(community.news)
    await newsroom.healer.tell_due()

    member = await community.sam.slash(community.general, "topics")
    moderator = await community.maya.slash(community.general, "topics")
    later = await community.maya.slash(community.general, "topics")

    assert [len(each.followups) for each in (member, moderator, later)] == [0, 1, 0]
    (notice,) = moderator.followups
    assert notice.ephemeral
    assert f"<#{community.news.id}> (\\#news)" in text(notice)
    assert labels(notice) == ["Check again"]


async def test_a_moderator_who_could_not_be_told_is_told_the_next_time(
    newsroom: Newsroom, community: Community
) -> None:
    await newsroom.lose(community.news)
    await newsroom.healer.tell_due()
    community.env.inject_error("POST", "/webhooks/*", status=404, code=10015)

    failed = await community.maya.slash(community.general, "topics")
    later = await community.maya.slash(community.general, "topics")

    assert [len(each.followups) for each in (failed, later)] == [0, 1]


async def _notice(newsroom: Newsroom, community: Community) -> discord.Message:
    """The notice of a channel that the bot lost."""
    newsroom.make_system_channel(community.general)
    await newsroom.lose(community.news)
    await newsroom.healer.tell_due()
    notice = community.general.last_message
    assert notice
    return notice


async def test_check_again_says_what_is_missing_until_it_is_there(
    newsroom: Newsroom, community: Community
) -> None:
    notice = await _notice(newsroom, community)

    missing = await community.maya.click(notice, label="Check again")
    stranger = await community.sam.click(notice, label="Check again")
    still = await newsroom.cause(community.news)
    await newsroom.give_back_unseen(community.news)
    mended = await community.maya.click(notice, label="Check again")
    once_more = await community.maya.click(notice, label="Check again")
    await newsroom.announcer.announce_due()

    assert "Send Messages" in text(answer(missing))
    assert "Manage Server" in text(answer(stranger))
    assert still is PauseCause.REFUSED
    assert "posted" in text(answer(mended))
    assert "posted" in text(answer(once_more))
    assert answer(mended).ephemeral
    assert await newsroom.cause(community.news) is None
    assert len(community.news.history()) == 1


async def test_check_again_leaves_what_a_moderator_paused(
    newsroom: Newsroom, community: Community
) -> None:
    notice = await _notice(newsroom, community)
    await newsroom.deny(community.news)

    await newsroom.services.subscriptions.pause(community.guild.id, community.news.id)
    paused = await community.maya.click(notice, label="Check again")
    (subscription,) = (
        await newsroom.services.subscriptions.overview(community.guild.id)
    ).subscriptions
    await newsroom.services.subscriptions.unsubscribe(community.guild.id, subscription.id)
    ended = await community.maya.click(notice, label="Check again")

    assert "</news resume>" in text(answer(paused))
    assert "no subscription" in text(answer(ended))


async def test_a_permission_that_returns_brings_what_waited_within_the_burst_limit(
    newsroom: Newsroom, community: Community
) -> None:
    await newsroom.lose(community.news)
    await newsroom.publish(community.news, *(f"Article {n}" for n in range(12)))

    await newsroom.deny(community.news)
    await newsroom.announcer.announce_due()

    assert await newsroom.cause(community.news) is None
    cards = [shown(message) for message in community.news.history()]
    assert len(cards) == 6
    assert "Bone" in cards[0]
    assert all(f"Article {n}" in cards[-1] for n in range(4, 12))


async def test_a_role_that_gets_its_permission_back_resumes_all_its_channels(
    newsroom: Newsroom, community: Community
) -> None:
    backend, guild = community.env.backend, community.guild
    role = guild.roles[backend.bot_user.name]
    everyone = guild.default_role
    denied = discord.Permissions.none()
    allowed = backend.get_role(guild.id, role.id).permissions
    for each in (role, everyone):
        backend.edit_role(guild.id, each.id, {"permissions": denied.value})
    await community.env.settle()
    for channel in (community.news, community.general):
        await newsroom.subscribe(channel)
        await newsroom.publish(channel, f"Bone in {channel.name}")
    both = [await newsroom.cause(c) for c in (community.news, community.general)]
    backend.edit_role(guild.id, everyone.id, {"hoist": True})  # The watch sees what is lacking.
    await community.env.settle()

    backend.edit_role(guild.id, role.id, {"permissions": allowed})
    await community.env.settle()

    assert both == [PauseCause.REFUSED, PauseCause.REFUSED]
    assert await newsroom.cause(community.news) is None
    assert await newsroom.cause(community.general) is None


async def test_a_change_elsewhere_does_not_try_again_what_lacks_no_permission(
    newsroom: Newsroom, community: Community
) -> None:
    await newsroom.subscribe(community.news)
    await newsroom.refuse(community.news)
    backend, guild = community.env.backend, community.guild

    backend.edit_role(guild.id, guild.default_role.id, {"hoist": True})
    backend.edit_channel(community.general.id, {"topic": "Welcome"})
    await community.env.settle()
    elsewhere = await newsroom.cause(community.news)
    backend.edit_channel(community.news.id, {"topic": "News"})
    await community.env.settle()

    assert elsewhere is PauseCause.REFUSED
    assert await newsroom.cause(community.news) is None


async def test_a_thread_that_is_reopened_resumes(newsroom: Newsroom, community: Community) -> None:
    thread = await newsroom.open_thread(community.news)
    await newsroom.subscribe(thread)
    await newsroom.lock(thread, archived=True)
    await newsroom.refuse(thread)

    await newsroom.lock(thread)
    locked = await newsroom.cause(thread)
    await newsroom.lock(thread, locked=False)

    assert locked is PauseCause.REFUSED
    assert await newsroom.cause(thread) is None


async def test_a_thread_resumes_with_its_channels_permission(
    newsroom: Newsroom, community: Community
) -> None:
    thread = await newsroom.open_thread(community.news)
    await newsroom.subscribe(thread)
    await newsroom.deny(community.news, SEE)
    await newsroom.refuse(thread)

    await newsroom.deny(community.news)

    assert await newsroom.cause(thread) is None


async def test_a_deleted_channel_ends_its_subscriptions(
    newsroom: Newsroom, community: Community
) -> None:
    thread = await newsroom.open_thread(community.general)
    for channel in (community.news, thread):
        await newsroom.subscribe(channel)

    community.env.backend.delete_channel(community.news.id)
    community.env.backend.delete_channel(thread.id)
    await community.env.settle()

    overview = await newsroom.services.subscriptions.overview(community.guild.id)
    assert overview.subscriptions == ()
    assert {each.channel_name for each in overview.endings} == {"news", "talk"}


async def test_what_a_channel_became_is_known(newsroom: Newsroom, community: Community) -> None:
    await newsroom.subscribe(community.news)

    community.env.backend.edit_channel(community.news.id, {"type": 5})
    await community.env.settle()

    overview = await newsroom.services.subscriptions.overview(community.guild.id)
    assert overview.channels[community.news.id].kind is ChannelKind.ANNOUNCEMENT


async def test_what_happened_while_the_bot_was_off_is_caught_up_with(
    newsroom: Newsroom, community: Community, services: Services
) -> None:
    other = community.env.create_guild("Elsewhere")
    for channel in (community.news, community.general):
        await newsroom.subscribe(channel)
    await subscribe_channel(services.subscriptions, other.id, 99, "metastasis", PATIENT_KINDS, None)
    await services.server_changes.left(other.id)
    await subscribe_channel(services.subscriptions, 77 << 22, 98, "metastasis", PATIENT_KINDS, None)
    await newsroom.refuse(community.news)
    community.env.backend.channels[community.general.id].type = 5

    await community.env.restart_bot(NewsBot(services))

    known = await services.server_changes.known()
    states = {state.channel_id: state for state in known.channels}
    assert known.departed == {77 << 22}
    assert states[99].cause is None
    assert states[98].cause is PauseCause.LEFT
    assert states[community.news.id].cause is None
    assert states[community.general.id].kind is ChannelKind.ANNOUNCEMENT
    assert community.news.history() == community.general.history() == []


async def test_a_removed_bot_keeps_a_servers_settings_and_posts_nothing(
    newsroom: Newsroom, community: Community, services: Services
) -> None:
    await newsroom.subscribe(community.news)

    community.env.backend.remove_guild(community.guild.id)
    await community.env.settle()

    known = await services.server_changes.known()
    assert known.departed == {community.guild.id}
    assert [state.cause for state in known.channels] == [PauseCause.LEFT]
