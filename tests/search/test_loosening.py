"""A phrase that nobody wrote is looked for by its words."""

from bot.model.query import Concept, Phrase
from bot.search.coverage import loosened
from bot.search.ranking import Ranked
from bot.search.vocabulary import Vocabulary, VocabularyBuilder
from bot.search.words import Stems
from tests.factories import NOON

STEMS = Stems()
KIDS = Concept(
    "tell my kids",
    (
        Phrase(("tell", "my", "kids"), typed=True),
        Phrase(("telling", "children", "about", "cancer"), weight=0.5),
    ),
)
TAMOXIFEN = Concept("tamoxifen", (Phrase(("tamoxifen",), typed=True),))


def vocabulary(*words: str) -> Vocabulary:
    built = VocabularyBuilder()
    for stem in sorted(STEMS[word] for word in words):
        built.add(stem, 3, 3)
    return built.build(100)


def labels(concepts: tuple[Concept, ...]) -> list[str]:
    return [concept.label for concept in concepts]


def test_a_phrase_is_looked_for_by_the_words_that_articles_know() -> None:
    known = vocabulary("telling", "children", "cancer", "tamoxifen")
    assert labels(loosened((KIDS, TAMOXIFEN), (), known, STEMS)) == [
        "telling",
        "children",
        "cancer",
        "tamoxifen",
    ]


def test_a_phrase_with_a_word_that_nobody_knows_stays_whole() -> None:
    known = vocabulary("telling", "cancer")
    assert loosened((KIDS,), (), known, STEMS) == (KIDS,)


def test_a_phrase_that_an_article_holds_stays_whole() -> None:
    known = vocabulary("telling", "children", "cancer")
    held = Ranked(id=1, score=1.0, matched=(), dated=NOON, holds=(0,), touches=())
    assert loosened((KIDS,), (held,), known, STEMS) == (KIDS,)
