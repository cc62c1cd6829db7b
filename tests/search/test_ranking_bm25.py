"""How well an article holds a phrase."""

from bot.model.query import Concept, Phrase
from bot.search.ranking import (
    K1,
    TITLE_WEIGHT,
    ArticleFields,
    ConceptMatch,
    match_of,
    matches_of,
    patterns_of,
)
from bot.search.words import Stems
from tests.search.test_ranking import KNOWN, candidate

STEMS = Stems()
MANY_WAYS = Concept(
    "brain metastases",
    (
        Phrase(("brain", "metastases"), 1.0, "brain metastases", typed=True),
        Phrase(("brain",), 0.8, "brain"),
        Phrase(("liver",), 0.3, "liver"),
        Phrase(("breast", "liver"), 0.5, "breast liver"),
    ),
)


def found(concept: Concept, **fields: str) -> ConceptMatch:
    """The points of a concept in an article with these fields."""
    article = ArticleFields(candidate(1, **fields), KNOWN)
    (match,) = matches_of(article, [patterns_of(concept, KNOWN, STEMS)])
    return match


def test_a_phrase_that_cannot_win_is_left_out_and_nothing_changes() -> None:
    patterns = patterns_of(MANY_WAYS, KNOWN, STEMS)
    for text in ("", "brain", "liver", "brain metastases", "a breast liver, a brain", "liver " * 9):
        for field in ("title", "topic_words", "teaser", "text"):
            article = ArticleFields(candidate(1, **{field: text}), KNOWN)
            best = max(match_of(article, pattern) for pattern in patterns)
            assert matches_of(article, [patterns])[0].points == best.points
            assert all(match_of(article, p).points <= p.limit + 1e-9 for p in patterns)


def test_more_mentions_count_less_and_less() -> None:
    brain = Concept("brain", (Phrase(("brain",), 1.0, "brain", typed=True),))
    article = [ArticleFields(candidate(1, text="brain " * n), KNOWN) for n in (1, 2, 3, 400)]
    held = [each.matches(["brain"]) for each in article]
    first, second, third, last = held
    assert 0 < first < second < third < last <= K1 + 1
    assert second - first > third - second
    assert found(brain, text="nothing") == ConceptMatch(0.0, "brain")


def test_a_field_ends_before_the_next_one_begins() -> None:
    across = ArticleFields(candidate(1, title="brain", topic_words="metastases"), KNOWN)
    within = ArticleFields(candidate(1, title="brain metastases"), KNOWN)
    assert across.matches(["brain", "metastas"]) == 0
    assert within.matches(["brain", "metastas"]) > 0


def test_a_word_counts_as_of_the_field_it_stands_in() -> None:
    held = [
        ArticleFields(candidate(1, **{field: "brain", other: "x" * 5}), KNOWN).matches(["brain"])
        for field, other in (("title", "text"), ("topic_words", "text"), ("teaser", "text"),
                             ("text", "title"))
    ]  # fmt: skip
    title, topics, teaser, text = held
    assert title > topics == teaser > text
    thrice = ArticleFields(candidate(1, text="brain brain brain"), KNOWN).matches(["brain"])
    assert TITLE_WEIGHT == 3
    assert title > thrice > text


def test_a_phrase_apart_counts_by_how_much_of_it_is_there() -> None:
    three = Concept("x", (Phrase(("brain", "liver", "breast"), 1.0, "x", typed=True),))
    whole = found(three, text="brain liver breast")
    apart = found(three, text="breast, a brain, a liver")
    two = found(three, text="breast, a brain")
    assert whole.points > apart.points > two.points > 0
    assert whole.share == apart.share == 1
    assert 0 < two.share < 1
    assert two.shown == "only “brain, breast” of “x”"


def test_a_sense_that_nothing_speaks_for_counts_a_quarter() -> None:
    beside = Concept("brain", (Phrase(("brain",), 1.0, "brain", typed=True, beside=(("liver",),)),))
    alone, spoken_for = found(beside, text="brain xxxxx"), found(beside, text="brain liver")
    assert alone.points * 4 == spoken_for.points


def test_being_without_something_is_told_from_having_it() -> None:
    texts = (
        *("no chemo", "without chemo", "skipping of chemo", "instead of chemo", "not chemo"),
        *("leaving out chemo", "to do without chemo"),
    )
    assert all(ArticleFields(candidate(1, text=t), KNOWN).denies(["chemo"]) for t in texts)
    assert not ArticleFields(candidate(1, text="with chemo, no brain"), KNOWN).denies(["chemo"])


def test_a_related_word_alone_is_weak_and_an_everyday_name_is_not() -> None:
    related = Concept("x", (Phrase(("xyz",), 1.0, "x", typed=True), Phrase(("liver",), 0.3, "l")))
    everyday = Concept("x", (Phrase(("xyz",), 1.0, "x", typed=True), Phrase(("liver",), 0.5, "l")))
    assert found(related, text="liver").weak
    assert not found(everyday, text="liver").weak


def test_synonyms_that_no_article_can_hold_are_not_looked_for() -> None:
    concept = Concept("x", (Phrase(("xyz",), 1.0, typed=True), Phrase(("unheard",), 0.8)))
    assert [p.phrase.words for p in patterns_of(concept, KNOWN, STEMS)] == [("xyz",)]
