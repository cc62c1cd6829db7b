"""Commands where the bot is no member: added by a user, or to a server without the bot."""

import pytest

from bot.model.query import Filters
from bot.ui.moderator_texts import NOT_A_MEMBER
from tests.cogs.conftest import Seed
from tests.cogs.forging import VEILED, text
from tests.cogs.test_boundary import Border, border
from tests.factories import article
from tests.peer.interactions import BOOLEAN, FOREIGN_GUILD_ID, STRING, Interaction
from tests.peer.world import Json

__all__ = ["border"]  # the fixture

EPHEMERAL = 64
SHARED: list[Json] = [{"name": "share", "type": BOOLEAN, "value": True}]
TOPIC: list[Json] = [{"name": "topic", "type": STRING, "value": "metastasis"}]
COMMANDS = ("subscribe", "subscriptions", "pause", "resume", "deliveries", "server", "sources")


def said(interaction: Interaction) -> str:
    (message,) = interaction.said
    return text(message)


def is_shared(interaction: Interaction) -> bool:
    return not interaction.said[0].get("flags", 0) & EPHEMERAL


@pytest.mark.parametrize("name", COMMANDS)
async def test_a_moderators_command_stores_nothing_and_gives_the_invite_link(
    border: Border, name: str
) -> None:
    border.forger.foreign = True

    answered = await border.forger.command(f"news {name}", TOPIC if name == "subscribe" else [])

    assert NOT_A_MEMBER.partition("[")[0] in said(answered)
    assert f"guild_id={FOREIGN_GUILD_ID}" in said(answered)
    assert "permissions=309237730304" in said(answered)
    assert not any(border.stored.rows(FOREIGN_GUILD_ID).values())


@pytest.mark.parametrize("place", ["foreign", "private"])
@pytest.mark.parametrize("name", ["latest", "topics", "sources", "help", "privacy"])
async def test_members_commands_are_answered_to_the_asker_alone(
    border: Border, name: str, place: str
) -> None:
    setattr(border.forger, place, True)

    answered = await border.forger.command(name, SHARED if name == "latest" else [])

    assert said(answered)
    assert not is_shared(answered)
    assert VEILED not in said(answered)


@pytest.mark.parametrize("place", ["foreign", "private"])
async def test_search_is_answered_and_completed_and_not_shared(
    border: Border, seed: Seed, place: str
) -> None:
    await seed(article("b", title="Brain"))
    setattr(border.forger, place, True)
    typed: Json = {"name": "query", "type": STRING, "value": "bone"}

    found = await border.forger.command("search", [typed, *SHARED])
    completed = await border.forger.complete("search", [typed | {"focused": True}])

    assert "Bone" in said(found)
    assert not is_shared(found)
    assert completed.choices
    assert await border.services.engine.latest(Filters(), limit=1, offset=0)


async def test_an_answer_is_shared_where_the_bot_is_a_member(border: Border) -> None:
    assert is_shared(await border.forger.command("latest", SHARED))


async def test_help_names_no_moderators_commands_where_the_bot_is_no_member(
    border: Border,
) -> None:
    border.forger.foreign = True

    assert "news subscribe" not in said(await border.forger.command("help", []))


def test_members_commands_can_be_installed_by_users_and_moderators_by_servers(
    border: Border,
) -> None:
    commands = border.bot.tree.get_commands()
    installed = {each.name: each.to_dict(border.bot.tree) for each in commands}

    assert installed["news"]["integration_types"] == [0]
    assert installed["news"]["contexts"] == [0]
    del installed["news"]
    assert {tuple(each["integration_types"]) for each in installed.values()} == {(0, 1)}
    assert {tuple(each["contexts"]) for each in installed.values()} == {(0, 1, 2)}
