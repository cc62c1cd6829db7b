"""A phrase that nobody wrote is looked for by its words."""

from collections.abc import Callable
from functools import partial

from bot.model.query import Concept, Phrase, Ranked
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.search.finder import relaxation, relaxed
from bot.search.vocabulary import VocabularyBuilder
from bot.search.words import Stems
from bot.storage.database import Database
from tests.factories import NOON, article
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, fill
from tests.search.test_engine import keys

STEMS = Stems()
KIDS = Concept(
    "tell my kids",
    (
        Phrase(("tell", "my", "kids"), typed=True),
        Phrase(("telling", "children", "about", "cancer"), weight=0.5),
    ),
)
TAMOXIFEN = Concept("tamoxifen", (Phrase(("tamoxifen",), typed=True),))


DISEASE = frozenset({"breast", "cancer"})


def knowing(*words: str) -> Callable[[str], bool]:
    """What a vocabulary of these words knows."""
    built = VocabularyBuilder()
    for stem in sorted(STEMS[word] for word in words):
        built.add(stem, 3, 3)
    return partial(built.build(100).knows, stems=STEMS)


def test_a_phrase_is_looked_for_by_the_words_that_articles_know() -> None:
    known = knowing("telling", "children", "cancer", "tamoxifen")
    kids, tamoxifen = relaxed((KIDS, TAMOXIFEN), (), known, DISEASE)
    assert [phrase.words for phrase in kids.phrases if phrase.typed] == [
        ("tell", "my", "kids"),
        ("telling", "children", "about", "cancer"),
    ]
    assert tamoxifen == TAMOXIFEN


def test_a_phrase_with_a_word_that_nobody_knows_stays_whole() -> None:
    known = knowing("telling", "cancer")
    assert relaxed((KIDS,), (), known, DISEASE) == (KIDS,)


def test_a_phrase_that_an_article_holds_stays_whole() -> None:
    known = knowing("telling", "children", "cancer")
    held = Ranked(id=1, score=1.0, matched=(), dated=NOON, holds=(0,), touches=())
    assert relaxed((KIDS,), (held,), known, DISEASE) == (KIDS,)


def test_words_of_a_phrase_that_only_may_mean_it_stay_together() -> None:
    hope = Concept(
        "hope", (Phrase(("hope",), typed=True), Phrase(("long", "survival"), weight=0.3))
    )
    assert relaxed((hope,), (), knowing("long", "survival"), DISEASE) == (hope,)


def test_the_words_that_may_stand_apart_are_told() -> None:
    concepts = (KIDS, TAMOXIFEN)
    loose = relaxed(concepts, (), knowing("telling", "children", "cancer"), DISEASE)
    assert relaxation(concepts, loose) == (
        "No article says *tell my kids*: searched for the words of *telling children about cancer*"
    )


def test_a_phrase_of_the_disease_and_one_more_word_stays_whole() -> None:
    bra = Concept("bra", (Phrase(("bra",), typed=True), Phrase(("breast", "form"), weight=0.8)))
    assert relaxed((bra,), (), knowing("breast", "form"), DISEASE) == (bra,)


async def test_words_of_a_phrase_do_not_outweigh_what_else_was_asked(
    database: Database, clock: ManualClock
) -> None:
    group = SynonymGroup(SynonymKind.LAY, terms=("end of life care",), short=("terminal",))
    await fill(
        database,
        [
            article("mushrooms", title="Mushrooms ease despair, a small trial says"),
            article("plan", title="Life after treatment", teaser="Care to the end."),
            *(article(f"n{n}", title=f"A trial, part {n}") for n in range(8)),
        ],
    )
    engine = SearchEngine(database, lambda: Thesaurus((group,)), TAXONOMY, clock)

    answer = await engine.search("mushrooms for terminal people")

    assert keys(answer)[0] == "mushrooms"


async def test_a_question_about_dying_is_not_answered_by_cells_that_die(
    database: Database, clock: ManualClock
) -> None:
    group = SynonymGroup(
        SynonymKind.LAY,
        terms=("prognosis", "survival rate"),
        short=("am i going to die", "how long do people live"),
    )
    await fill(
        database,
        [
            article("cells", title="How tumor cells die"),
            article("long", title="A long wait for people who live far away"),
            article("rate", title="Rates of survival after treatment"),
            *(article(f"n{n}", title=f"A trial, part {n}") for n in range(8)),
        ],
    )
    engine = SearchEngine(database, lambda: Thesaurus((group,)), TAXONOMY, clock)

    answer = await engine.search("am i going to die")

    assert keys(answer) == ["rate"]
    assert answer.query is not None
    assert answer.query.understood[-1] == (
        "No article says *am i going to die*: searched for the words of *survival rate*"
    )


def test_a_variant_with_one_word_that_tells_something_stays_whole() -> None:
    question = Concept(
        "will i die",
        (
            Phrase(("will", "i", "die"), typed=True),
            Phrase(("how", "long", "do", "people", "live"), weight=0.5),
        ),
    )
    assert relaxed((question,), (), knowing("long", "people", "live"), DISEASE) == (question,)


async def test_beside_a_filter_no_article_is_told_to_lack_what_others_say(
    database: Database, clock: ManualClock
) -> None:
    titles = ["Lymphedema after surgery", "Cancer in men", *(f"Breast {n}" for n in range(12))]
    texts = [article(f"a{n}", title=title) for n, title in enumerate(titles)]
    await fill(database, texts)
    group = SynonymGroup(
        SynonymKind.LAY, ("lymphedema", "breast cancer-related lymphedema"), ("swollen arm",)
    )
    engine = SearchEngine(database, lambda: Thesaurus((group,)), TAXONOMY, clock)

    answer = await engine.search("kind:review lymphedema")

    assert answer.query
    assert not any("No article" in said for said in answer.query.understood)
    assert not answer.hits
