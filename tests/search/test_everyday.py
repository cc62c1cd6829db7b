"""Everyday words: never respelled, and worth less than names of the thesaurus."""

import pytest

from bot.knowledge import shipped
from bot.knowledge.everyday_words import load_everyday_words
from bot.model.thesaurus import EverydayWords
from bot.search.engine import SearchEngine
from bot.search.everyday import EverydayStems
from bot.search.query import Reading, understand
from bot.search.words import Stems, typed_words
from bot.storage.database import Database
from tests.factories import article, taxonomy
from tests.fakes import ManualClock
from tests.search.conftest import THESAURUS, fill
from tests.search.test_names import INDEX

WORDS = EverydayWords(frozenset({"cut", "nap"}), frozenset({"chicken", "passport", "jury"}))
EVERYDAY = EverydayStems(WORDS, Stems())


def weights(text: str) -> dict[str, float]:
    words = typed_words(text)
    readings = [Reading((word,), (word,)) for word in words]
    concepts = understand(text, INDEX, readings, everyday=EVERYDAY).concepts
    return {concept.label: concept.phrases[0].weight for concept in concepts}


def test_everyday_words_weigh_less_in_all_their_forms() -> None:
    assert weights("cutting chickens biosimilars") == {
        "cutting": 0.6,
        "chickens": 0.8,
        "biosimilars": 1.0,
    }


def test_a_name_keeps_its_weight_and_a_word_that_only_may_mean_one_does_not() -> None:
    assert weights("tiredness nap") == {"tiredness": 1.0, "nap": 0.6}


@pytest.mark.parametrize("word", ["chicken", "passport", "jury"])
async def test_an_everyday_word_that_no_article_has_is_not_read_as_another(
    database: Database, clock: ManualClock, word: str
) -> None:
    texts = ("Thickening of the skin", "A port for infusions", "A pass for the clinic", "Injury")
    await fill(database, [article(f"a{n}", title=text) for n, text in enumerate(texts * 4)])

    engine = SearchEngine(database, THESAURUS, taxonomy("screening"), clock, everyday=WORDS)
    answer = await engine.search(f"{word} hernia")

    assert answer.query is not None
    assert [concept.label for concept in answer.query.concepts] == [word, "hernia"]
    assert answer.query.understood == ()


def test_the_shipped_words_are_everyday_ones_and_no_terms_of_medicine() -> None:
    shipped_words = EverydayStems(load_everyday_words(shipped("everyday_words.toml")), Stems())

    assert all(word in shipped_words for word in ("chicken", "passport", "kidneys", "cutting"))
    assert not any(word in shipped_words for word in ("tamoxifen", "metastasis", "neuropathy"))
