"""The kind of study is explained to whoever asks, alone."""

import pytest
from msgspec.structs import replace

from bot.model.article import Evidence, EvidenceKind, EvidenceSource
from bot.model.form import CareMode
from bot.services import Services
from bot.storage import articles
from bot.ui import texts
from bot.ui.evidence_texts import ENGLISH_STUDY
from tests.cogs.conftest import Community, Seed
from tests.cogs.posting import announce
from tests.cogs.showing import answer, components, text
from tests.factories import article

NOTE = "🕯️ About someone who has died"
TRIAL = Evidence(EvidenceKind.RANDOMIZED, "3", 573, ("573 women", "randomly assigned"))


async def test_the_kind_of_study_is_explained_to_the_asker_alone(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("1", "metastasis", evidence=TRIAL, trials=("NCT01234567",)))
    card = await announce(community, services, 1)

    shown = answer(await community.sam.click(card, label=ENGLISH_STUDY.title))

    assert shown.ephemeral
    assert "**Randomized trial in people**\u00a0⚖️ · phase 3 · 573 took part" in text(shown)
    assert ENGLISH_STUDY.definitions[EvidenceKind.RANDOMIZED] in text(shown)
    assert "The article says: “573 women”, “randomly assigned”." in text(shown)
    assert ENGLISH_STUDY.by_rules in text(shown)
    assert "Information, not medical advice." in text(shown)


async def test_an_answer_explains_the_kinds_of_study_of_its_articles(
    community: Community, services: Services, seed: Seed
) -> None:
    await services.visibility.set_care(community.guild.id, None, CareMode.FOLD)
    await seed(
        article("1", title="Yoga and sleep", evidence=TRIAL),
        article("2", title="Obituary: our founder", evidence=Evidence(EvidenceKind.LABORATORY)),
        article("3", title="No study at all"),
    )
    sam, here = community.sam, community.general
    alone = answer(await sam.slash(here, "search", query="yoga"))
    several = answer(await sam.slash(here, "latest"))

    of_one = answer(await sam.click(alone, label=ENGLISH_STUDY.title))
    of_second = answer(await sam.select(several, ["2"]))
    (offered,) = [each for each in components(several) if each.get("custom_id") == "studies"]

    assert "**Randomized trial in people**" in text(of_one)
    assert "**Laboratory study, not in people**" in text(of_second)
    assert of_second.ephemeral
    assert {each["label"] for each in offered["options"]} == {
        "Yoga and sleep",
        "🕯️ About someone who has died",
    }


async def test_a_number_that_rules_counted_is_not_said_to_be_of_pubmed(
    community: Community, seed: Seed
) -> None:
    """PubMed names the kind of study, and not how many people took part."""
    types = ("Randomized Controlled Trial",)
    by_pubmed = replace(TRIAL, why=types, source=EvidenceSource.PUBMED)
    await seed(
        article("1", evidence=by_pubmed), article("2", evidence=replace(by_pubmed, size=None))
    )
    several = answer(await community.sam.slash(community.general, "latest"))

    counted = text(answer(await community.sam.select(several, ["1"])))
    uncounted = text(answer(await community.sam.select(several, ["2"])))

    assert "573 took part" in counted
    assert f"{ENGLISH_STUDY.by_pubmed} {ENGLISH_STUDY.counted_by_rules}" in counted
    assert ENGLISH_STUDY.by_pubmed in uncounted
    assert ENGLISH_STUDY.counted_by_rules not in uncounted


async def test_a_label_that_is_gone_is_said(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("1", "metastasis", evidence=TRIAL))
    card = await announce(community, services, 1)
    async with services.database.transaction() as connection:
        await articles.revise(connection, 1, article("1", "metastasis"), "")

    assert ENGLISH_STUDY.no_kind in text(
        answer(await community.sam.click(card, label=ENGLISH_STUDY.title))
    )


@pytest.mark.parametrize(
    ("changes", "mark"),
    [
        ({"retracted": True}, texts.RETRACTED),
        ({"concern": True}, texts.CONCERN),
    ],
)
async def test_the_kind_of_study_stands_beneath_the_warnings_of_the_card(
    community: Community, services: Services, seed: Seed, changes: dict[str, bool], mark: str
) -> None:
    await seed(article("1", "metastasis", evidence=TRIAL, **changes))
    card = await announce(community, services, 1)

    shown = text(answer(await community.sam.click(card, label=ENGLISH_STUDY.title)))

    assert -1 < shown.find(mark) < shown.find("**Randomized trial in people**")


@pytest.mark.parametrize(
    ("mode", "title"),
    [
        (CareMode.OFF, f"## {ENGLISH_STUDY.title}\n["),
        (CareMode.NOTE, f"## {ENGLISH_STUDY.title}\n{NOTE}\n["),
        (CareMode.FOLD, f"## {ENGLISH_STUDY.title}\n{NOTE}\n||["),
    ],
)
async def test_the_kind_of_study_shows_its_article_as_the_channel_wants(
    community: Community, services: Services, seed: Seed, mode: CareMode, title: str
) -> None:
    await services.visibility.set_care(community.guild.id, None, mode)
    await seed(article("1", title="Obituary: our founder", evidence=TRIAL))
    latest = answer(await community.sam.slash(community.general, "latest"))

    shown = text(answer(await community.sam.click(latest, label=ENGLISH_STUDY.title)))

    assert title in shown
    assert ("||“573 women”||" in shown) == (mode is CareMode.FOLD)
