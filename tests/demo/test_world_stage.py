import discord
import pytest
import simcord

from bot.demo.world import LOBBY, MEMBER, MODERATOR, Stage
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

    assert unread == {LOBBY: 0, "metastasis": 1, "screening": 0, "something-new": 0}
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
