import discord
import pytest
from simcord import ChannelHandle

from bot.delivery.refusals import NO_USABLE_TAG
from bot.discord_api.texts import MAY_LACK_TAG
from bot.model.subscription import ChannelKind, Step
from bot.services import Services
from bot.ui.commands import named_in
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.factories import article
from tests.peer.channels import REQUIRE_TAG


async def offered(community: Community, typed: str = "", **named: ChannelHandle) -> list[str]:
    """The labels that `show` has in #general while a channel is named, or none."""
    choices = await community.maya.autocomplete(
        community.general, "news subscribe", "show", typed, **named
    )
    return [choice["name"] for choice in choices]


async def subscribe(community: Community, channel: ChannelHandle, **options: object) -> str:
    """The answer to `/news subscribe`, used in #general for this channel."""
    shown = await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", channel=channel, **options
    )
    return text(answer(shown))


async def thread_of(community: Community) -> ChannelHandle:
    channel = community.env.bot.get_channel(community.news.id)
    assert isinstance(channel, discord.TextChannel)
    await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
    return community.news.threads[0]


def bots_view(community: Community, channel: ChannelHandle) -> discord.ForumChannel:
    """A forum as the bot knows it."""
    forum = community.env.bot.get_channel(channel.id)
    assert isinstance(forum, discord.ForumChannel)
    return forum


async def test_what_fits_this_channel_is_offered_while_none_is_named(community: Community) -> None:
    assert await offered(community) == ["Cards", "Cards, each with a discussion thread"]
    assert await offered(community, "thread") == ["Cards, each with a discussion thread"]


async def test_what_fits_the_named_channel_is_offered(community: Community) -> None:
    announcements = community.guild.create_news_channel("announcements")
    forum = community.guild.create_forum_channel("library")
    voice = community.guild.create_voice_channel("talk")

    assert len(await offered(community, channel=announcements)) == 6
    assert await offered(community, channel=forum) == ["One post per article"]
    assert await offered(community, channel=await thread_of(community)) == ["Cards"]
    assert await community.maya.autocomplete(voice, "news subscribe", "show", "") == []


async def test_a_thread_that_is_not_cached_is_offered_what_fits_threads(
    community: Community,
) -> None:
    thread = await thread_of(community)
    guild = community.env.bot.get_guild(community.guild.id)
    assert guild is not None
    guild._remove_thread(discord.Object(thread.id))  # as if it were archived

    assert await offered(community, channel=thread) == ["Cards"]


async def test_a_choice_is_kept_with_the_kind_of_the_channel(
    community: Community, services: Services
) -> None:
    shown = await subscribe(community, community.news, show="cards+discuss")

    overview = await services.subscriptions.overview(community.guild.id)
    assert overview.subscriptions[0].steps == {Step.DISCUSS}
    assert overview.channels[community.news.id].kind is ChannelKind.TEXT
    assert "from patient news, with discussion threads." in shown


async def test_an_announcement_channel_publishes_unless_a_moderator_says_otherwise(
    community: Community, services: Services
) -> None:
    channel = community.guild.create_news_channel("announcements")

    first = await subscribe(community, channel)
    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))
    await subscribe(community, channel, show="Cards, not published")

    overview = await services.subscriptions.overview(community.guild.id)
    assert "from patient news, published." in first
    assert "-# Patient news · published" in listed
    assert overview.subscriptions[0].steps == frozenset()
    assert overview.channels[channel.id].kind is ChannelKind.ANNOUNCEMENT


async def test_a_forum_can_be_subscribed_and_the_preview_says_that_it_will_be_a_post(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("a", "metastasis", title="Bone"))
    forum = community.guild.create_forum_channel("library")

    shown = await subscribe(community, forum)
    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))

    overview = await services.subscriptions.overview(community.guild.id)
    assert overview.channels[forum.id].kind is ChannelKind.FORUM
    assert "⚠️" not in shown
    assert "It would be a post of its own" in shown
    assert "Bone" in shown
    assert "-# Patient news · a post each" in listed


async def test_threads_can_be_subscribed(community: Community, services: Services) -> None:
    thread = await thread_of(community)

    shown = await subscribe(community, thread)

    overview = await services.subscriptions.overview(community.guild.id)
    assert overview.subscriptions[0].channel_id == thread.id
    assert overview.channels[thread.id].kind is ChannelKind.THREAD
    assert "⚠️" not in shown


@pytest.mark.parametrize("show", ["cards+publish", "Cards, each with a discussion thread", "@me"])
async def test_what_does_not_fit_the_channel_is_refused_in_a_sentence(
    community: Community, services: Services, show: str
) -> None:
    forum = community.guild.create_forum_channel("library")

    shown = await subscribe(community, forum, show=show)

    assert shown == "A forum shows news in one way, “One post per article”: leave `show` out."
    assert (await services.subscriptions.overview(community.guild.id)).subscriptions == ()


async def test_discussion_threads_need_a_permission_that_is_told_then_and_on_resuming(
    community: Community,
) -> None:
    me = community.guild.me
    assert me is not None
    closed = community.guild.create_text_channel(
        "closed", overwrites={me: discord.PermissionOverwrite(create_public_threads=False)}
    )

    plain = await subscribe(community, closed)
    discussed = await subscribe(community, closed, show="cards+discuss")
    resumed = await community.maya.slash(community.general, "news resume", channel=closed)

    assert "⚠️" not in plain
    assert "Give the bot Create Public Threads" in discussed
    assert "was not paused.\n⚠️ " in text(answer(resumed))
    assert "Give the bot Create Public Threads" in text(answer(resumed))


async def test_what_a_forum_lacks_is_told_as_its_settings_name_it(community: Community) -> None:
    handle = community.guild.create_forum_channel("library")
    forum, me = bots_view(community, handle), community.guild.me
    assert me is not None
    denied = discord.PermissionOverwrite(send_messages=False)
    await forum.set_permissions(forum.guild.me, overwrite=denied)

    shown = await subscribe(community, handle)

    assert "Give the bot Create Posts" in shown


@pytest.mark.parametrize("moderated", [True, False])
async def test_a_forum_that_needs_a_tag_and_has_none_for_the_bot_is_told(
    community: Community, *, moderated: bool
) -> None:
    handle = community.guild.create_forum_channel("library")
    forum = bots_view(community, handle)
    await forum.create_tag(name="News", moderated=moderated)
    await forum.set_permissions(
        forum.guild.me, overwrite=discord.PermissionOverwrite(manage_threads=False)
    )
    forum._flags |= REQUIRE_TAG  # which the simulation does not know

    assert (named_in(NO_USABLE_TAG) in await subscribe(community, handle)) is moderated


@pytest.mark.parametrize(
    ("tag", "topic", "warned"),
    [
        ("Good news 🎉", "metastasis", True),
        ("Metastasis", "metastasis", False),
        ("Metastasis", "all", True),
        ("Latest news", "all", False),
    ],
)
async def test_a_forum_whose_tags_do_not_fit_every_article_is_told_beforehand_and_later(
    community: Community, tag: str, topic: str, *, warned: bool
) -> None:
    handle = community.guild.create_forum_channel("library")
    forum = bots_view(community, handle)
    await forum.create_tag(name=tag)
    forum._flags |= REQUIRE_TAG  # which the simulation does not know
    maya, here = community.maya, community.general

    asked = await maya.slash(here, "news subscribe", topic=topic, channel=handle)
    listed = await maya.slash(here, "news subscriptions")
    resumed = await maya.slash(here, "news resume", channel=handle)

    warning = MAY_LACK_TAG.format(channel=f"<#{handle.id}>")
    for shown in (asked, listed, resumed):
        assert (warning in text(answer(shown))) is warned
