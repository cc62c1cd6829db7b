import simcord

from bot.demo.world import FORUM, LOBBY, MEMBER, MODERATOR, SECTIONS, World
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics


def test_every_topic_has_a_channel_with_its_description(world: World) -> None:
    channels = world.channels()

    assert list(channels) == [LOBBY, FORUM, "metastasis", "screening", "something-new"]


def test_every_shipped_topic_has_its_place_in_a_section() -> None:
    placed = {slug for slugs in SECTIONS.values() for slug in slugs}

    assert placed == {topic.slug for topic in load_topics(shipped("topics.toml"))}


def test_the_moderator_welcomes_in_the_lobby(world: World) -> None:
    (message,) = world.channels()[LOBBY].history()

    assert message.author.id == world.people[MODERATOR].actor.id
    assert "/search" in message.content


def test_only_the_moderator_may_manage_the_server(env: simcord.Env, world: World) -> None:
    may = {
        key: env.backend.compute_permissions(world.guild.id, person.actor.id, None)
        & 1 << 5  # Manage Server
        for key, person in world.people.items()
    }

    assert may[MODERATOR]
    assert not may[MEMBER]
