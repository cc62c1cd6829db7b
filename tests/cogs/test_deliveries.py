import asyncio
from typing import Any

import discord
import pytest
from aiohttp import ServerDisconnectedError
from msgspec.structs import replace
from simcord import InteractionResult, ResponseMessage

from bot.delivery.messenger import Messenger
from bot.discord_api.client import NewsBot
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.texts import (
    ANNOUNCEMENTS_OFF,
    CHANNEL_GONE,
    DELIVERY_CHANGED,
    MESSAGE_NOT_SEEN,
)
from bot.model.delivery import LogFilter
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import Announcer
from bot.services import Services
from bot.subscriptions.delivery_log import LOGGED_ARTICLES_PER_PAGE
from bot.ui.moderator_texts import NO_DELIVERIES, NO_SUCH_DELIVERIES
from bot.ui.texts import BUSY, MANAGERS_ONLY
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, components, custom_id, labels, text
from tests.factories import article, subscribe_channel
from tests.fakes import RecordingMessenger, refusing

SELECT = 3


class Newsroom:
    """The news channel of a community, with deliveries to it."""

    def __init__(self, community: Community, services: Services, seed: Seed) -> None:
        self.community = community
        self.services = services
        self.seed = seed
        self.channel_id = community.news.id

    async def plan(self, title: str) -> None:
        """An article that waits to be posted."""
        await self.seed(article(title, "metastasis", title=title))
        await subscribe_channel(
            self.services.subscriptions,
            self.community.guild.id,
            self.channel_id,
            "metastasis",
            PATIENT_KINDS,
            None,
            post_newest=True,
        )

    async def post(self) -> None:
        """Waiting posts reach Discord."""
        await self._announce(DiscordMessenger(self.community.env.bot, self.services.taxonomy))

    async def refuse(self) -> None:
        """Waiting posts are refused for good."""
        messenger = RecordingMessenger()
        messenger.before = refusing(400, 50035)
        await self._announce(messenger)

    async def _announce(self, messenger: Messenger) -> None:
        announcer = Announcer(
            self.services.database,
            messenger,
            self.services.clock,
            burst_limit=0,
            awake=asyncio.Event(),
        )
        await announcer.announce_due()

    async def delete(self) -> None:
        """The last message is deleted."""
        last = self.community.news.last_message
        assert last is not None
        await self.community.env.bot.http.delete_message(self.channel_id, last.id)

    async def shown(self, **options: object) -> ResponseMessage:
        """The page as a moderator sees it."""
        community = self.community
        return answer(await community.maya.slash(community.general, "news deliveries", **options))

    async def choose_deleted(self, shown: ResponseMessage) -> InteractionResult:
        """A moderator chooses the first message in the menu of those that were sent."""
        (menu,) = [each for each in components(shown) if each["type"] == SELECT]
        return await self.community.maya.select(
            shown, [menu["options"][0]["value"]], custom_id=menu["custom_id"]
        )

    async def press(self, shown: ResponseMessage) -> InteractionResult:
        """A moderator presses the first "Send again"."""
        button = custom_id(shown, "Send again")
        return await self.community.maya.click(shown, custom_id=button)

    @property
    def posted(self) -> int:
        """How many messages stand in the channel."""
        return len(self.community.news.history())


@pytest.fixture
def newsroom(community: Community, services: Services, seed: Seed) -> Newsroom:
    return Newsroom(community, services, seed)


def said(result: InteractionResult) -> list[str]:
    """The sentence beside the page, to the moderator who pressed."""
    assert all(each.ephemeral for each in result.followups)
    return [text(each) for each in result.followups]


async def test_a_server_without_deliveries_reads_a_calm_sentence(newsroom: Newsroom) -> None:
    shown = await newsroom.shown()

    assert text(shown) == NO_DELIVERIES
    assert shown.ephemeral


async def test_a_sent_delivery_leads_to_its_message(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.post()

    shown = await newsroom.shown()

    guild_id, channel_id = newsroom.community.guild.id, newsroom.channel_id
    message = newsroom.community.news.last_message
    assert message is not None
    assert "[Bone](https://example.org/news/Bone/)" in text(shown)
    assert f"✅ Sent · <#{channel_id}> · <t:" in text(shown)
    assert f"https://discord.com/channels/{guild_id}/{channel_id}/{message.id}" in text(shown)
    assert labels(shown) == []
    assert shown.ephemeral


async def test_what_waits_and_what_failed_say_why(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.refuse()
    await newsroom.plan("Brain")

    shown = await newsroom.shown()

    assert "⚠️ Failed" in text(shown)
    assert "Discord refused this message" in text(shown)
    assert "🕓 Pending" in text(shown)
    assert "It waits for its turn." in text(shown)
    assert text(shown).index("Brain") < text(shown).index("Bone")
    assert labels(shown) == ["Send again"]


async def test_options_narrow_the_log(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.refuse()
    await newsroom.plan("Brain")

    failed = text(await newsroom.shown(only="failed"))
    pending = text(await newsroom.shown(only="pending", channel=newsroom.community.news))
    elsewhere = text(await newsroom.shown(channel=newsroom.community.general))

    assert ("Bone" in failed, "Brain" in failed) == (True, False)
    assert ("Bone" in pending, "Brain" in pending) == (False, True)
    assert elsewhere == NO_SUCH_DELIVERIES


async def test_forums_media_channels_and_threads_can_be_named(newsroom: Newsroom) -> None:
    community = newsroom.community
    forum = community.guild.create_forum_channel("questions")
    channel = community.env.bot.get_channel(community.news.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)

    for named in (forum, community.news.threads[0]):
        assert text(await newsroom.shown(channel=named)) == NO_SUCH_DELIVERIES

    (option,) = await _options(community, "channel")
    assert discord.ChannelType.media.value in option["channel_types"]


async def _options(community: Community, name: str) -> list[dict[str, Any]]:
    """The command's options of that name, as Discord was told them."""
    commands = await community.env.bot.tree.fetch_commands()  # type: ignore[attr-defined] # a Bot
    (group,) = [each for each in commands if each.name == "news"]
    (command,) = [each for each in group.options if each.name == "deliveries"]
    options = [option.to_dict() for option in command.options]
    return [option for option in options if option["name"] == name]


async def test_pages_turn_after_a_restart_and_keep_what_was_asked_for(newsroom: Newsroom) -> None:
    for number in range(LOGGED_ARTICLES_PER_PAGE + 1):
        await newsroom.plan(f"Article {number}")
        await newsroom.refuse()
        await newsroom.plan(
            f"Posted {number}"
        )  # Several refusals in a row would pause the channel.
        await newsroom.post()
    await newsroom.plan("Brain")
    first = await newsroom.shown(only="failed", channel=newsroom.community.news)
    await newsroom.community.env.restart_bot(NewsBot(newsroom.services))

    second = answer(await newsroom.community.maya.click(first, label="Next"))

    assert "Page 2 of 2" in text(second)
    assert "Article 0" in text(second)
    assert "Brain" not in text(first) + text(second)


async def test_a_failed_delivery_is_sent_again_and_its_row_says_so(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.refuse()

    result = await newsroom.press(await newsroom.shown())
    await newsroom.post()

    assert "🕓 Pending" in text(answer(result))
    assert said(result) == []
    assert newsroom.posted == 1


async def test_a_second_press_on_the_same_button_sends_nothing(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.refuse()
    shown = await newsroom.shown()
    button = custom_id(shown, "Send again")
    other = await newsroom.shown()

    await newsroom.community.maya.click(shown, custom_id=button)
    await newsroom.post()
    again = await newsroom.community.maya.click(other, custom_id=button)
    await newsroom.post()

    assert said(again) == [DELIVERY_CHANGED]
    assert "✅ Sent" in text(answer(again))
    assert newsroom.posted == 1


async def test_a_message_that_stands_is_not_sent_again_but_shown(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.post()
    message = newsroom.community.news.last_message
    assert message is not None

    result = await newsroom.choose_deleted(await newsroom.shown())
    await newsroom.post()

    (sentence,) = said(result)
    assert "still exists" in sentence
    assert f"/{newsroom.channel_id}/{message.id})" in sentence
    assert newsroom.posted == 1


async def test_a_message_that_was_deleted_is_sent_again(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.post()
    await newsroom.delete()
    gone = newsroom.posted

    result = await newsroom.choose_deleted(await newsroom.shown())
    await newsroom.post()

    assert "🕓 Pending" in text(answer(result))
    assert (gone, newsroom.posted) == (0, 1)


async def test_a_channel_without_subscription_gets_nothing(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    services, guild_id = newsroom.services, newsroom.community.guild.id
    (only,) = (await services.subscriptions.overview(guild_id)).subscriptions
    await services.subscriptions.unsubscribe(guild_id, only.id)

    result = await newsroom.press(await newsroom.shown())
    await newsroom.post()

    (sentence,) = said(result)
    assert "has no subscription any more. Use </news subscribe>" in sentence
    assert newsroom.posted == 0


async def test_nothing_is_offered_again_for_a_channel_that_was_deleted(newsroom: Newsroom) -> None:
    community = newsroom.community
    await newsroom.plan("Bone")
    await newsroom.post()
    await newsroom.plan("Liver")
    await newsroom.refuse()
    await newsroom.plan("Lung")
    await newsroom.delete()
    before = await newsroom.shown()
    offered, kinds = labels(before), {each["type"] for each in components(before)}
    community.env.backend.delete_channel(community.news.id)
    await community.env.settle()

    shown = await newsroom.shown()
    (sentence,) = said(await newsroom.press(before))

    assert "Send again" in offered
    assert SELECT in kinds
    assert sentence == CHANNEL_GONE
    assert "The channel was deleted." in text(shown)
    assert "Send again" not in labels(shown)
    assert not [each for each in components(shown) if each["type"] == SELECT]


async def test_a_message_that_the_bot_may_not_see_is_not_sent_again(newsroom: Newsroom) -> None:
    me = newsroom.community.guild.me
    assert me is not None
    await newsroom.plan("Bone")
    await newsroom.post()
    shown = await newsroom.shown()
    news = newsroom.community.env.bot.get_channel(newsroom.channel_id)
    assert isinstance(news, discord.TextChannel)
    await news.set_permissions(news.guild.me, read_message_history=False)

    result = await newsroom.choose_deleted(shown)

    assert said(result) == [MESSAGE_NOT_SEEN]


async def test_nothing_is_sent_again_while_discord_does_not_answer(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise ServerDisconnectedError

    await newsroom.plan("Bone")
    await newsroom.post()
    shown = await newsroom.shown()
    monkeypatch.setattr(newsroom.community.env.bot.http, "get_message", broken)

    result = await newsroom.choose_deleted(shown)

    assert said(result) == [BUSY]
    (logged,) = await newsroom.services.delivery_log.newest(LogFilter(), 9)
    assert logged.generation == 0


async def test_with_announcements_off_nothing_is_promised(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.refuse()
    shown = await newsroom.shown()
    services = newsroom.services
    silent = replace(services, settings=replace(services.settings, announce=False))
    await newsroom.community.env.restart_bot(NewsBot(silent))

    result = await newsroom.press(shown)

    assert said(result) == [ANNOUNCEMENTS_OFF]
    assert "⚠️ Failed" in text(await newsroom.shown())


async def test_sending_again_needs_the_permission_at_the_time_of_the_press(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    await newsroom.plan("Bone")
    await newsroom.refuse()
    shown = await newsroom.shown()
    guild = community.env.backend.get_guild(community.guild.id)
    guild.members[community.maya.id].role_ids.clear()

    refused = await newsroom.press(shown)
    await newsroom.post()

    assert text(answer(refused)) == MANAGERS_ONLY
    assert newsroom.posted == 0


async def test_turning_pages_needs_the_permission_at_the_time_of_the_press(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    for number in range(LOGGED_ARTICLES_PER_PAGE + 1):
        await newsroom.plan(f"Article {number}")
    shown = await newsroom.shown()
    guild = community.env.backend.get_guild(community.guild.id)
    guild.members[community.maya.id].role_ids.clear()

    refused = await community.maya.click(shown, label="Next")

    assert text(answer(refused)) == MANAGERS_ONLY


async def test_who_was_handed_the_command_without_the_permission_is_refused(
    community: Community,
) -> None:
    for command in await community.env.bot.tree.fetch_commands():  # type: ignore[attr-defined] # a Bot
        community.guild.set_command_permissions(command, {community.sam: True})

    result = await community.sam.slash(community.general, "news deliveries")

    assert text(answer(result)) == MANAGERS_ONLY


async def test_another_servers_deliveries_are_not_shown(newsroom: Newsroom) -> None:
    await newsroom.seed(article("Bone", "metastasis", title="Bone"))
    await subscribe_channel(
        newsroom.services.subscriptions,
        999,
        998,
        "metastasis",
        PATIENT_KINDS,
        None,
        post_newest=True,
    )

    assert text(await newsroom.shown()) == NO_DELIVERIES


async def test_an_article_in_several_channels_is_one_row_with_a_button_beside_what_failed(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    await newsroom.plan("Bone")
    await newsroom.post()
    await subscribe_channel(
        newsroom.services.subscriptions,
        community.guild.id,
        community.general.id,
        "metastasis",
        PATIENT_KINDS,
        None,
        post_newest=True,
    )
    await newsroom.refuse()

    shown = await newsroom.shown()

    assert text(shown).count("[Bone](") == 1
    assert f"<#{community.news.id}>" in text(shown)
    assert f"<#{community.general.id}>" in text(shown)
    assert labels(shown) == ["Send again"]


async def test_a_message_in_the_menu_is_named_with_its_channel(newsroom: Newsroom) -> None:
    await newsroom.plan("Bone")
    await newsroom.post()

    (menu,) = [each for each in components(await newsroom.shown()) if each["type"] == SELECT]

    assert [each["label"] for each in menu["options"]] == ["Bone in #news"]
