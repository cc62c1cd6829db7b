"""The card for a member in distress, and the line that moderators set for it."""

import json
import logging

import pytest
from simcord import ResponseMessage

from bot.services import Services
from bot.ui.answer_texts import NOT_KEPT
from bot.ui.texts import MANAGERS_ONLY
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, text
from tests.factories import article

HELPLINES = "findahelpline.com"
CRISIS = "i just want to die"
DYING = "am i going to die of triple negative"


@pytest.fixture(autouse=True)
async def library(seed: Seed) -> None:
    """One article that a search for dying finds."""
    await seed(
        article("1", title="Why some triple-negative tumors die after treatment"),
        article("2", title="Living with triple-negative breast cancer: prognosis today"),
    )


async def search(community: Community, query: str, **options: object) -> ResponseMessage:
    result = await community.sam.slash(community.general, "search", query=query, **options)
    return answer(result)


def first_text(message: ResponseMessage) -> str:
    return text(message).split("\n")[0]


async def test_support_comes_before_any_article(community: Community) -> None:
    message = await search(community, CRISIS)

    assert first_text(message).startswith("**You do not have to be alone with this.**")
    assert HELPLINES in text(message)


async def test_no_wall_meets_somebody_in_a_crisis(community: Community) -> None:
    message = await search(community, "suicidal")

    assert HELPLINES in text(message)
    assert "Nothing was found" not in text(message)


async def test_articles_that_only_share_a_word_do_not_follow(community: Community) -> None:
    assert "riple-negative" not in text(await search(community, CRISIS))


async def test_a_question_about_dying_is_answered_with_support_beneath(
    community: Community,
) -> None:
    message = await search(community, DYING)

    shown = text(message)
    assert shown.index("prognosis") < shown.index(HELPLINES)


async def test_other_searches_have_no_card(community: Community) -> None:
    assert HELPLINES not in text(await search(community, "triple negative prognosis"))


@pytest.mark.parametrize("query", [CRISIS, DYING])
async def test_an_answer_to_distress_is_never_shared(community: Community, query: str) -> None:
    assert (await search(community, query, share=True)).ephemeral


async def test_words_of_distress_are_neither_stored_nor_logged(
    community: Community, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)

    message = await search(community, f"{CRISIS} because of the triple negative {'tumor ' * 30}")

    assert HELPLINES in text(message)
    assert await services.stored_queries.count(community.sam.id) == 0
    assert not [each for each in caplog.records if "want to die" in each.getMessage()]


async def test_a_long_question_about_dying_says_why_it_has_no_more_pages(
    community: Community, seed: Seed, services: Services
) -> None:
    await seed(*(article(f"p{n}", title=f"Triple-negative prognosis {n}") for n in range(9)))
    long = f"{DYING} {'and what is the prognosis of triple negative ' * 3}"

    short, message = await search(community, DYING), await search(community, long)

    assert "Page 1 of" in text(short)
    assert NOT_KEPT not in text(short)
    assert "Page 1 of" not in text(message)
    assert NOT_KEPT in text(message)
    assert HELPLINES in text(message)
    assert await services.stored_queries.count(community.sam.id) == 0


async def test_the_card_comes_in_the_language_of_the_words(community: Community) -> None:
    assert "No tienes que estar a solas" in text(await search(community, "quiero morir"))


async def test_moderators_name_whom_their_members_can_reach(community: Community) -> None:
    line = "Our nurses: 555-0100, 9 to 5"
    saved = answer(
        await community.maya.slash(community.general, "news server", support=f" {line} ")
    )

    assert line in text(saved)
    assert line in text(await search(community, CRISIS))

    await community.maya.slash(community.general, "news server", reset=True)
    assert HELPLINES in text(await search(community, CRISIS))


async def test_members_cannot_change_the_support_line(community: Community) -> None:
    for command in await community.env.bot.tree.fetch_commands():  # type: ignore[attr-defined] # a Bot
        community.guild.set_command_permissions(command, {community.sam: True})
    refused = answer(await community.sam.slash(community.general, "news server", support="call me"))

    assert text(refused) == MANAGERS_ONLY
    assert "call me" not in text(await search(community, CRISIS))


async def test_a_long_line_fits_with_an_answer(community: Community, seed: Seed) -> None:
    await seed(*(article(f"l{n}", title=f"Triple negative {'x' * 200} {n}") for n in range(5)))
    await community.maya.slash(community.general, "news server", support="y" * 300)

    message = await search(community, DYING)

    assert "y" * 300 in text(message)
    assert len(json.dumps(text(message))) < 4000
