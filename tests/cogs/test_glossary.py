from collections.abc import Callable
from typing import Any

import discord
import pytest
from simcord import interactions

from bot.discord_api.client import NewsBot
from bot.services import Services
from bot.ui.answer_texts import ARTICLE_GONE, ENGLISH, SPANISH
from tests.cogs.conftest import Community, Seed
from tests.cogs.posting import announce
from tests.cogs.showing import answer, text
from tests.factories import article

MENU = "Explain words"
BUTTON = "Words (3)"
TITLE = "A sentinel node biopsy after neoadjuvant chemotherapy"
TEASER = "For people with DCIS. For people with DCIS."


@pytest.fixture(autouse=True)
async def library(seed: Seed) -> None:
    await seed(
        article("1", "metastasis", title=TITLE, teaser=TEASER),
        article("2", "metastasis", title="A walk in the park", teaser="With a friend."),
    )


def labels_of(message: discord.Message) -> list[str]:
    container = message.components[0]
    assert isinstance(container, discord.Container)
    row = container.children[-1]
    assert isinstance(row, discord.ActionRow)
    return [each.label or "" for each in row.children if isinstance(each, discord.Button)]


def in_spanish(monkeypatch: pytest.MonkeyPatch, locale: str) -> None:
    """Let every interaction come from a Discord in this language: SimCord knows English alone."""
    build: Callable[..., Any] = interactions.base_payload

    def built(*args: Any, **more: Any) -> Any:
        record, payload = build(*args, **more)
        return record, {**payload, "locale": locale}

    monkeypatch.setattr(interactions, "base_payload", built)


async def test_a_word_is_explained_to_the_asker_alone(community: Community) -> None:
    shown = answer(await community.sam.slash(community.general, "explain", term="ctDNA"))

    assert shown.ephemeral
    assert "**circulating tumor DNA**" in text(shown)
    assert "dictionaries/cancer-terms/def/circulating-tumor-dna" in text(shown)
    assert "Information, not medical advice." in text(shown)


async def test_a_wrong_word_names_the_nearest(community: Community) -> None:
    shown = answer(await community.sam.slash(community.general, "explain", term="mamogramm"))

    assert shown.ephemeral
    assert "The nearest: mammogram" in text(shown)


@pytest.mark.parametrize("locale", ["es-ES", "es-419"])
async def test_who_has_discord_in_spanish_is_answered_in_spanish(
    community: Community, services: Services, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    card = await announce(community, services, 1)
    in_spanish(monkeypatch, locale)

    word = answer(await community.sam.slash(community.general, "explain", term="lymph node"))
    wrong = answer(await community.sam.slash(community.general, "explain", term="ganglio linfatco"))
    words = answer(await community.sam.click(card, label=BUTTON))
    choices = await community.sam.autocomplete(community.general, "explain", "term", "ganglio li")

    assert "**ganglio linfático** · lymph node" in text(word)
    assert "Las más parecidas: ganglio linfático" in text(wrong)
    assert "## Palabras explicadas" in text(words)
    assert choices[0] == {"name": "ganglio linfático", "value": "lymph node"}


async def test_a_spanish_asker_gets_the_spanish_meaning_of_letters_first(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_spanish(monkeypatch, "es-ES")

    letters = answer(await community.sam.slash(community.general, "explain", term="TAC"))
    listed = answer(await community.sam.slash(community.general, "explain", term="sin TAC o XYZ"))

    assert text(letters).index("tomografía computarizada") < text(letters).index("quimioterapia")
    assert "eso es lo contrario" in text(listed)
    assert "No está en el glosario: XYZ." in text(listed)


async def test_words_are_completed_in_english_for_others(community: Community) -> None:
    choices = await community.sam.autocomplete(community.general, "explain", "term", "mamo")

    assert {"name": "mammogram", "value": "mammogram"} in choices


async def test_the_button_of_a_card_explains_its_words_to_who_pressed(
    community: Community, services: Services
) -> None:
    card = await announce(community, services, 1)
    await community.env.restart_bot(NewsBot(services))

    shown = answer(await community.kim.click(card, label=BUTTON))

    assert shown.ephemeral
    names = ("sentinel lymph node biopsy", "neoadjuvant chemotherapy", "ductal carcinoma in situ")
    assert [name for name in names if f"**{name}**" in text(shown)] == list(names)
    assert text(shown).count("**") == 6


async def test_a_card_without_such_words_has_no_button(
    community: Community, services: Services
) -> None:
    card = await announce(community, services, 2)

    assert not any("Words" in label for label in labels_of(card))


async def test_the_menu_explains_the_words_of_a_card_without_the_button(
    community: Community, services: Services
) -> None:
    card = await announce(community, services, 1, glossary=False)
    assert BUTTON not in labels_of(card)

    shown = answer(await community.sam.context_menu(community.news, MENU, card))

    assert shown.ephemeral
    assert "**ductal carcinoma in situ**" in text(shown)


async def test_a_card_without_words_is_told_so_by_the_menu(
    community: Community, services: Services
) -> None:
    card = await announce(community, services, 2)

    shown = answer(await community.sam.context_menu(community.news, MENU, card))

    assert text(shown) == ENGLISH.no_words


async def test_a_message_without_an_article_is_told_in_a_sentence(community: Community) -> None:
    spoken = await community.maya.send(community.news, "My biopsy is tomorrow")

    shown = answer(await community.sam.context_menu(community.news, MENU, spoken))

    assert shown.ephemeral
    assert text(shown) == ENGLISH.no_card


async def test_who_reads_spanish_is_told_so_in_spanish(
    community: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_spanish(monkeypatch, "es-ES")
    spoken = await community.maya.send(community.news, "Mi biopsia es mañana")

    shown = answer(await community.sam.context_menu(community.news, MENU, spoken))

    assert text(shown) == SPANISH.no_card


async def test_an_article_that_is_gone_is_told_in_a_sentence(
    community: Community, services: Services
) -> None:
    card = await announce(community, services, 1)
    async with services.database.transaction() as connection:
        await connection.execute("DELETE FROM articles WHERE id = 1")

    shown = answer(await community.sam.click(card, label=BUTTON))

    assert text(shown) == ARTICLE_GONE


async def test_a_card_arrives_without_the_button_if_discord_refuses_it(
    community: Community, services: Services
) -> None:
    refusal = "Invalid Form Body\nIn components.0.components.2.components.3.custom_id: Refused."
    community.env.inject_error(
        "POST", "/channels/*/messages", status=400, code=50035, message=refusal
    )

    card = await announce(community, services, 1)

    assert labels_of(card)[-1] == "Similar articles"
    assert TITLE in str(card.components[0].to_dict())


async def test_words_of_distress_are_answered_with_support_and_never_with_a_list(
    community: Community,
) -> None:
    alone = text(answer(await community.sam.slash(community.general, "explain", term="suicidal")))
    both = text(
        answer(await community.sam.slash(community.general, "explain", term="DCIS: will I die?"))
    )

    assert alone.startswith("**You do not have to be alone with this.**")
    assert "glossary" not in alone
    assert both.index("ductal carcinoma in situ") < both.index("findahelpline")
