"""Everyday words are never taken for misspelled ones."""

from typing import cast

import pytest

from bot.model.thesaurus import CommonWords, SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.search.interpreter import Interpreter
from bot.search.vocabulary import Lexicon
from bot.search.words import Stems
from bot.storage.database import Database
from tests.factories import article, taxonomy
from tests.fakes import ManualClock
from tests.search.conftest import THESAURUS, fill
from tests.shared import shipped_everyday_words, shipped_index
from tests.tables import each_row

WORDS = CommonWords(frozenset({"chicken", "passport", "jury"}), frozenset({"sweater", "thirst"}))
SHIPPED = shipped_index()


@pytest.mark.parametrize("word", ["chicken", "chickens", "passport", "jury", "sweaters", "thirst"])
async def test_an_everyday_word_that_no_article_has_is_not_read_as_another(
    database: Database, clock: ManualClock, word: str
) -> None:
    texts = (
        "Thickening of the skin", "A port for infusions", "A pass for the clinic", "Injury",
        "Thirty sweats",
    )  # fmt: skip
    await fill(database, [article(f"a{n}", title=text) for n, text in enumerate(texts * 4)])

    engine = SearchEngine(
        database, lambda: THESAURUS, taxonomy("screening"), clock, everyday=lambda: WORDS
    )
    answer = await engine.search(f"{word} hernia")

    assert answer.query is not None
    assert [concept.label for concept in answer.query.concepts] == [word, "hernia"]
    assert answer.query.understood == ()


async def test_a_common_word_may_still_be_the_beginning_of_another(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article(f"a{n}", title="Sweatercare for all") for n in range(9)])

    engine = SearchEngine(
        database, lambda: THESAURUS, taxonomy("screening"), clock, everyday=lambda: WORDS
    )
    answer = await engine.search("sweater")

    assert answer.hits


async def test_a_common_word_is_not_the_beginning_of_a_name(
    database: Database, clock: ManualClock
) -> None:
    """No "Forteo" is meant by "forte"."""
    await fill(database, [article(f"a{n}", title="Sweaterol for bones") for n in range(9)])
    drug = SynonymGroup(SynonymKind.BRAND, ("sweaterol", "sweatanib"))

    engine = SearchEngine(
        database, lambda: Thesaurus((drug,)), taxonomy("bones"), clock, everyday=lambda: WORDS
    )
    answer = await engine.search("sweater")

    assert answer.query is not None
    assert not any("sweatanib" in each for each in answer.query.understood)


@pytest.mark.parametrize(
    ("word", "common"),
    [("thirstless", True), ("chickenlike", True), ("less", False), ("herniless", False)],
)
def test_a_common_word_with_an_ending_that_makes_words_is_common(word: str, common: bool) -> None:  # noqa: FBT001 - a table
    interpreter = Interpreter(SHIPPED, cast("Lexicon", None), Stems(), lambda: WORDS)

    assert interpreter.is_common_word(word) is common


@pytest.mark.parametrize("slip", ["hart", "pane", "dens"])
def test_words_that_are_rather_slips_are_no_common_words(slip: str) -> None:
    words = shipped_everyday_words()

    assert slip not in words.everyday | words.others


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("underweight", ["underweight"]),
        ("donor", ["donor"]),
        ("antihistamine", ["antihistamine"]),
        ("kneebrace", ["knee brace"]),
        ("tamoxifenfatigue", ["tamoxifen", "fatigue"]),
        ("hernialowercase", ["hernialowercase"]),
    ],
)
async def test_a_word_is_parted_only_as_articles_write_it(
    database: Database, clock: ManualClock, typed: str, words: list[str]
) -> None:
    titles = (
        "Under the weight of a knee brace", "Please don go, or stay", "Anti his tam, fine ine",
        "Fatigue from tamoxifen", "Lower the case of hernia",
    )  # fmt: skip
    await fill(database, [article(f"a{n}", title=title) for n, title in enumerate(titles * 3)])

    answer = await SearchEngine(database, lambda: THESAURUS, taxonomy("screening"), clock).search(
        typed
    )

    labels = [concept.label for concept in answer.query.concepts] if answer.query else []
    assert " ".join(labels).split() == " ".join(words).split()


def test_the_shipped_words_are_everyday_ones_and_no_terms_of_medicine() -> None:
    words = shipped_everyday_words()

    assert words.everyday >= {"chicken", "passport", "kidney", "cut"}
    assert words.others >= {"sweater", "thirsty", "cardigan"}
    assert words.others >= {"france", "spain", "texas"}, "fiance, pain and teas are others"
    assert not (words.everyday | words.others) & {"tamoxifen", "metastasis", "neuropathy"}


@each_row(
    ("typed", "harmful"),
    [
        ("done with treatment", "end of life"),
        ("ending treatment", "end of life"),
        ("no more treatment", "end of life"),
        ("comfortable", "end-of-life care"),
        ("comfort", "palliative care"),
        ("painful", "vaginal dryness"),
        ("itchy", "vaginal dryness"),
        ("shingles", "COVID-19"),
        ("masks", "COVID-19"),
    ],
)
def test_an_everyday_name_does_not_lead_to_what_would_hurt_or_puzzle(
    typed: str, harmful: str
) -> None:
    naming = SHIPPED.longest_at(typed.split(), 0)

    assert harmful not in {phrase.shown for phrase in naming.synonyms} if naming else True


@pytest.mark.parametrize("word", ["right", "rights", "today", "idea", "useful"])
def test_the_commonest_words_are_among_the_shipped_ones(word: str) -> None:
    stems = Stems()

    assert stems[word] in {stems[each] for each in shipped_everyday_words().everyday}
