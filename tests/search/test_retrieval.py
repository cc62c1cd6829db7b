from bot.model.query import Concept, Phrase
from bot.search import retrieval
from bot.search.retrieval import Limits, Plan, plan
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
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
    wanted = retrieval._Wanted((), (), (), (retrieval._Term(("positive",), 3),))

    assert wanted.entire == '("positive")'
