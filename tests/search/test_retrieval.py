import pytest

from bot.model.query import UNFILTERED, Concept, Filters, Phrase
from bot.search.ranking import FIELD_WEIGHTS
from bot.search.retrieval import UNLIMITED, Limits, Plan, plan
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
from bot.storage import index
from bot.storage.database import Database
from tests.factories import article
from tests.search.conftest import fill
from tests.search.test_spelling import vocabulary

LARGE = {"breast": 80_000, "cancer": 80_000, "diet": 11_000, "trial": 8_500, "brain": 3_000}


def corpus() -> Vocabulary:
    known = vocabulary({**LARGE, "zebra": 3})
    known.articles = 100_000
    return known


def asked(*words: str) -> list[Concept]:
    return [Concept(w, (Phrase(tuple(w.split()), 1.0, w, typed=True),)) for w in words]


def planned(*words: str) -> Plan:
    return plan(asked(*words), corpus(), Stems())


def test_rare_words_fetch_and_ubiquitous_ones_do_not() -> None:
    assert planned("breast", "cancer", "brain").scored == '"brain"'


def test_ubiquitous_words_alone_fetch_the_newest_articles_with_all_of_them() -> None:
    found = planned("breast cancer")
    assert (found.scored, found.newest) == (
        "",
        ('(("breast" AND "cancer"))', '("breast cancer" OR "breast" OR "cancer")'),
    )


def test_common_words_fetch_where_they_stand_together() -> None:
    assert planned("diet", "trial").scored == '(("diet") AND ("trial"))'


def test_synonyms_fetch_as_phrases() -> None:
    concept = Concept(
        "bt", (Phrase(("bt",), 1.0, "bt", typed=True), Phrase(("brain", "zebra"), 0.8, "x"))
    )
    assert plan([concept], corpus(), Stems()).scored == '"brain zebra"'


def test_neighbors_fetch_only_what_the_rest_leaves_open() -> None:
    near = Phrase(("zebra",), 0.25, "zebra", loose=True, neighbor=True)
    known = Phrase(("brain",), 0.25, "brain", loose=True, neighbor=True)
    concept = Concept("brain", (Phrase(("brain",), 1.0, "brain", typed=True), known, near))
    found = plan([concept], corpus(), Stems())
    assert (found.scored, found.near) == ('"brain"', '"zebra"')


def test_what_no_article_holds_is_not_looked_for() -> None:
    assert planned("unheard") == Plan()


def test_words_of_other_scripts_are_looked_for() -> None:
    assert planned("ген").scored == '"ген"'


def test_an_unfinished_word_fetches_what_begins_so() -> None:
    concept = Concept("zebr", (Phrase(("zebr",), 0.6, "zebr\u2026", begins=True),))
    assert plan([concept], corpus(), Stems()).scored == '"zebr"*'


def test_limits_bind_whatever_fetches() -> None:
    limits = Limits(must=(("hot", "flashes"),), never=(("soy",), ("black", "cohosh")))
    limited = '((("brain")) AND {title teaser text} : "hot flashes") NOT ("soy" OR "black cohosh")'
    found = plan(asked("brain"), corpus(), Stems(), limits)
    assert found.scored == '"brain"'
    assert found.within == limited.replace('(("brain"))', '("brain")')
    assert plan(asked("breast"), corpus(), Stems(), limits).newest[0].startswith('(((("breast"))')
    assert not Limits()


def test_a_name_of_which_only_parts_are_known_is_looked_for_by_them() -> None:
    assert planned("unheard zebra").together == '(("zebra"))'


def lay(*words: str) -> Phrase:
    """An everyday word that may mean something else."""
    return Phrase(words, 0.3, " ".join(words), loose=True)


def test_words_that_only_may_mean_it_fetch_nothing_where_many_articles_say_it() -> None:
    concept = Concept("brain", (*asked("brain")[0].phrases, lay("zebra")))
    found = plan([concept], corpus(), Stems())
    assert (found.scored, found.near) == ('"brain"', '"zebra"')


def test_words_that_only_may_mean_it_fetch_where_few_articles_say_it() -> None:
    concept = Concept("zebra", (*asked("zebra")[0].phrases, lay("brain")))
    found = plan([concept], corpus(), Stems())
    assert (found.scored, found.near) == ('"brain" OR "zebra"', "")


def test_what_is_only_implied_fills_up() -> None:
    implied = Concept("brain", (Phrase(("brain",), 0.4, "brain"),), generic=True)
    found = plan([*asked("zebra"), implied], corpus(), Stems())
    assert (found.scored, found.near) == ('"zebra"', '"brain"')


def test_of_phrases_that_bring_no_more_articles_the_preferred_one_fetches() -> None:
    synonyms = [Phrase(words, 0.8, "x") for words in (("brain", "zebra"), ("zebra", "brain"))]
    concept = Concept("brain", (*asked("brain")[0].phrases, *synonyms))
    assert plan([concept], corpus(), Stems()).scored == '"brain zebra" OR "brain"'


def test_no_phrase_with_a_ubiquitous_word_fetches_beside_its_other_words() -> None:
    synonyms = [Phrase(words, 0.8, "x") for words in (("brain", "cancer"), ("breast", "brain"))]
    concept = Concept("brain", (*asked("brain")[0].phrases, *synonyms))
    assert plan([concept], corpus(), Stems()).scored == '"brain"'


def test_an_unfinished_word_fetches_beside_the_finished_one() -> None:
    begun = Phrase(("brain",), 0.6, "brain\u2026", begins=True)
    concept = Concept("brain", (*asked("brain")[0].phrases, begun))
    known = vocabulary({"brain": 9, "brainy": 9})
    assert plan([concept], known, Stems()).scored == '"brain" OR "brain"*'


MANY = {"breast": 8_000, "brain": 700, "liver": 600, "nausea": 40, "hepat": 300}


def narrowed(*concepts: Concept, limits: Limits = UNLIMITED) -> str:
    known = vocabulary(MANY)
    known.articles = 11_000
    return plan(concepts, known, Stems(), limits).narrower


def test_articles_with_all_concepts_are_scored_alone_where_many_hold_one() -> None:
    assert narrowed(*asked("breast", "brain", "liver")) == '(("brain")) AND (("liver"))'


def test_a_word_stands_in_a_phrase_for_what_is_another_way_to_say_it() -> None:
    parts = ((Phrase(("brain",)),), (Phrase(("liver",)), Phrase(("hepatic",), 0.8)))
    phrase = Phrase(("brain", "liver"), typed=True, parts=parts)
    assert narrowed(Concept("x", (phrase,))) == '(("brain" AND ("liver" OR "hepatic")))'


def test_nothing_is_narrowed_where_it_would_save_no_time() -> None:
    few, rarely, one = asked("liver", "nausea"), asked("brain", "liver", "nausea"), asked("brain")
    assert [narrowed(*concepts) for concepts in (few, rarely, one)] == ["", "", ""]


def test_nothing_is_narrowed_where_articles_must_hold_something_else() -> None:
    assert not narrowed(*asked("brain", "liver"), limits=Limits(never=(("soy",),)))


@pytest.mark.parametrize(("limit", "found"), [(2, {2, 3}), (3, {1, 2, 3})])
async def test_articles_with_all_concepts_are_taken_if_they_are_enough(
    database: Database, limit: int, found: set[int]
) -> None:
    titles = ("Yoga, yoga, yoga and yoga", "Yoga and sleep", "Yoga for better sleep")
    await fill(database, [article(title, "treatment", title=title) for title in titles])

    async with database.reader() as connection:
        for filters in (UNFILTERED, Filters(topic="treatment")):
            ids = await index.best(
                connection,
                '"yoga"',
                filters,
                FIELD_WEIGHTS,
                limit,
                narrower='"yoga" AND "sleep"',
            )
            assert set(ids) == found
