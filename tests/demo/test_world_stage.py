import discord
import pytest
import simcord

from bot.demo.world import FORUM, LOBBY, MEMBER, MODERATOR, Stage
from tests.fakes import ManualClock


async def post(env: simcord.Env, stage: Stage, channel: str, text: str) -> None:
    """Post as the bot does, outside any operation of SimCord's."""
    target = env.bot.get_channel(stage.world.channels()[channel].id)
    assert isinstance(target, discord.TextChannel)
    await target.send(text)


async def test_the_lobby_is_shown_to_the_member_at_first(stage: Stage) -> None:
    assert (stage.view.channel.name, stage.view.person.key) == (LOBBY, MEMBER)


async def test_another_channel_and_person_can_be_shown(stage: Stage) -> None:
    before = stage.view

    await stage.show("metastasis", MODERATOR)

    assert (stage.view.channel.name, stage.view.person.key) == ("metastasis", MODERATOR)
    assert stage.view.number == before.number + 1


@pytest.mark.parametrize(("channel", "person"), [("nowhere", MEMBER), (LOBBY, "nobody")])
async def test_what_is_not_there_is_not_shown(stage: Stage, channel: str, person: str) -> None:
    with pytest.raises(KeyError):
        await stage.show(channel, person)

    assert stage.view.number == 1


async def test_a_post_in_another_channel_is_unread_until_it_is_shown(
    env: simcord.Env, stage: Stage
) -> None:
    await post(env, stage, "metastasis", "News")

    unread = stage.unread()
    await stage.show("metastasis", MEMBER)

    assert unread == {LOBBY: 0, FORUM: 0, "metastasis": 1, "screening": 0, "something-new": 0}
    assert stage.unread()["metastasis"] == 0


async def test_a_post_in_the_shown_channel_is_drawn_at_the_next_beat(
    env: simcord.Env, stage: Stage
) -> None:
    await post(env, stage, LOBBY, "Fresh news")

    await stage.beat()

    (page,) = stage.view.preview._pages.values()
    assert "Fresh news" in str(page.snapshot)
    assert stage.unread()[LOBBY] == 0


async def test_a_quiet_channel_is_drawn_again_after_a_while(
    stage: Stage, clock: ManualClock
) -> None:
    clock.forward(minutes=2)

    await stage.beat()

    assert stage.view.preview.capture_time == clock.now()


async def test_the_simulation_keeps_the_clock_s_time(
    env: simcord.Env, stage: Stage, clock: ManualClock
) -> None:
    clock.forward(minutes=5)

    await stage.beat()

    assert env.now() == clock.now()


async def test_a_person_acts_in_the_present(
    env: simcord.Env, stage: Stage, clock: ManualClock
) -> None:
    clock.forward(minutes=5)

    async with stage.acting():
        assert env.now() == stage.view.preview.capture_time == clock.now()


async def begin_post(env: simcord.Env, stage: Stage, name: str) -> None:
    """Begin a post in the forum, as the bot does."""
    forum = env.bot.get_channel(stage.world.channels()[FORUM].id)
    assert isinstance(forum, discord.ForumChannel)
    await forum.create_thread(name=name, content=f"The text of {name}")


async def test_a_forum_shows_its_newest_post(env: simcord.Env, stage: Stage) -> None:
    await begin_post(env, stage, "Older")
    await begin_post(env, stage, "Newer")
    unread = stage.unread()[FORUM]

    view = await stage.show(FORUM, MEMBER)

    (page,) = view.preview._pages.values()
    assert (view.channel.name, view.place.name, unread) == (FORUM, "Newer", 2)
    assert "The text of Newer" in str(page.snapshot)
    assert stage.unread()[FORUM] == 0


async def test_a_post_that_comes_while_another_one_is_read_is_unread(
    env: simcord.Env, stage: Stage
) -> None:
    await begin_post(env, stage, "Older")
    await stage.show(FORUM, MEMBER)

    await begin_post(env, stage, "Newer")
    await stage.beat()

    assert (stage.view.place.name, stage.unread()[FORUM]) == ("Older", 1)


async def test_a_forum_without_posts_is_shown_empty(stage: Stage) -> None:
    view = await stage.show(FORUM, MEMBER)

    assert view.place.name == FORUM
