"""Words that channels follow: what they bring of judged articles, and how they are matched."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.model.article import Article
from bot.model.wish import ArticlePart, Reach, Wish, WishAlternative, WishConcept, WishPhrase
from bot.search.engine import SearchEngine
from bot.search.filters import read_typed
from bot.search.wishes import ArticleWords, WishIndex, expression, match
from bot.search.words import Stems
from tests.search import judging
from tests.shared import shipped_topics
from tests.tables import each_row

STEMS = Stems()
NOT_FOLLOWED = {"operators", "none", "partly"}
"""Classes of queries that no wish can say, or that nothing answers."""
CLOSE_FLOORS, ANYWHERE_FLOORS = (0.9, 0.55), (0.84, 0.56)
"""Precision of all matches, and the mean recall of the queries; a little below what is measured."""


def wish(*phrases: str, reach: Reach = Reach.CLOSE, telling: bool = True) -> Wish:
    """Words of which each is a concept of its own, or several with "|" between them."""
    concepts = tuple(
        WishConcept(
            each,
            tuple(WishPhrase(tuple(p.split())) for p in each.split("|")),
            telling=telling,
            rare=True,
        )
        for each in phrases
    )
    words = " ".join(phrases)
    return Wish(words, (WishAlternative(words, concepts, words),), reach)


Outcome = tuple[int, int, float]
"""Of a query: how many matches are right, how many there are, and its recall."""


async def read_wishes(
    engine: SearchEngine, queries: Sequence[judging.JudgedQuery]
) -> dict[int, Wish]:
    """The queries as wishes, by their place; those that are refused are none."""
    read = dict[int, Wish]()
    for at, query in enumerate(queries):
        with suppress(RequestError):
            read[at], _ = await engine.wishes.read(query.text)
    return read


def matched(wishes: Mapping[int, Wish], articles: Sequence[Article]) -> dict[int, set[str]]:
    """The URLs of the articles that match each wish, by its place."""
    index, found = WishIndex(STEMS), defaultdict[int, set[str]](set)
    for at, meant in wishes.items():
        index.put(at, meant)
    for each in articles:
        for at in index.matches(each.title, each.teaser, each.text):
            found[at].add(each.url)
    return found


def brought(
    asked: Sequence[judging.JudgedQuery], wishes: Mapping[int, Wish], articles: Sequence[Article]
) -> list[Outcome]:
    """The outcomes of the queries as wishes; what is refused brings nothing."""
    found = matched(wishes, articles)
    outcomes = list[Outcome]()
    for at, query in enumerate(asked):
        urls = found[at]
        right = sum(judging.id_of(url) in query.relevant for url in urls)
        outcomes.append((right, len(urls), right / len(query.relevant)))
    return outcomes


async def test_wishes_bring_what_judges_call_relevant(tmp_path: Path) -> None:
    taxonomy = shipped_topics()
    outcomes: dict[Reach, list[Outcome]] = {reach: [] for reach in Reach}
    for collection, name in judging.SEEN[:2]:
        samples = judging.sample_articles(collection, taxonomy)
        articles = [*judging.demo_articles(taxonomy), *samples]
        async with judging.opened(tmp_path, collection) as engine:
            queries = judging.queries(collection, name)
            asked = [each for each in queries if each.kind not in NOT_FOLLOWED and each.relevant]
            wishes = await read_wishes(engine, asked)
        for reach, several in outcomes.items():
            reaching = {at: meant.reaching(reach) for at, meant in wishes.items()}
            several.extend(brought(asked, reaching, articles))

    for reach, floors in ((Reach.CLOSE, CLOSE_FLOORS), (Reach.ANYWHERE, ANYWHERE_FLOORS)):
        several = outcomes[reach]
        precision = sum(right for right, _, _ in several) / sum(all_ for _, all_, _ in several)
        recall = fmean(share for _, _, share in several)
        assert (precision >= floors[0], recall >= floors[1]) == (True, True), (precision, recall)


@pytest.mark.parametrize("at", [0, pytest.param(1, marks=pytest.mark.long)])
async def test_each_close_match_is_among_the_hits_of_a_search_for_the_same_words(
    tmp_path: Path, at: int
) -> None:
    collection, name = judging.SEEN[at]
    taxonomy = shipped_topics()
    articles = [*judging.demo_articles(taxonomy), *judging.sample_articles(collection, taxonomy)]
    compared, beyond = 0, dict[str, set[str]]()
    queries = [
        query
        for query in judging.queries(collection, name)
        # Operators are refused in words to follow.
        if not (typed := read_typed(query.text)).named and not typed.never
    ]
    async with judging.opened(tmp_path, collection) as engine:
        for place, urls in matched(await read_wishes(engine, queries), articles).items():
            query = queries[place]
            found = await engine.search(query.text, limit=len(articles))
            compared += len(urls)
            if more := urls - {hit.article.article.url for hit in found.hits}:
                beyond[query.text] = more

    assert beyond == {}
    assert compared > 200


@each_row(
    ("meant", "title", "teaser", "text", "part"),
    [
        (wish("brain metastases"), "Brain metastases", "", "", ArticlePart.TITLE),
        (wish("brain metastases"), "News", "On a brain metastases", "", ArticlePart.TEASER),
        (wish("brain metastases"), "News", "", "of brain metastases", ArticlePart.TEXT),
        (wish("brain metastases"), "Brain, and metastases", "", "", None),
        (wish("brain mets|brain metastases"), "Brain metastases", "", "", ArticlePart.TITLE),
        (wish("brain", "trial"), "Brain", "", "A trial", ArticlePart.TITLE),
        (wish("brain", "trial"), "News", "", "A brain trial", None),
        (wish("brain", "trial", reach=Reach.ANYWHERE), "", "", "brain trial", ArticlePart.TEXT),
        (wish("brain", "trial"), "Brain", "", "", None),
        (wish("brain"), "", "", "word " * 400 + "brain", None),
        (wish("brain", reach=Reach.ANYWHERE), "", "", "word " * 400 + "brain", ArticlePart.TEXT),
        (wish("brain", telling=False), "Brain", "", "brain", None),
    ],
)
def test_words_match_by_their_reach(
    meant: Wish, title: str, teaser: str, text: str, part: ArticlePart | None
) -> None:
    index = WishIndex(STEMS)
    index.put(1, meant)

    alone = match(meant, ArticleWords(title, teaser, text, STEMS), STEMS)
    found = index.matches(title, teaser, text).get(1)

    assert (alone.part if alone else None) == part
    assert found == alone


def test_a_short_form_needs_its_company() -> None:
    phrase = WishPhrase(("ai",), beside=(("aromatase",), ("letrozole",)))
    meant = Wish("AI", (WishAlternative("AI", (WishConcept("ai", (phrase,)),)),))

    assert match(meant, ArticleWords("AI and bones", "letrozole", "", STEMS), STEMS)
    assert not match(meant, ArticleWords("AI reads mammograms", "", "", STEMS), STEMS)


def test_a_wish_that_ends_or_changes_is_matched_no_more() -> None:
    index = WishIndex(STEMS)
    for number in (1, 2):
        index.put(number, wish("brain"))
    index.put(1, wish("bone"))
    index.put(2, None)

    assert index.matches("Brain", "", "") == {}
    assert list(index.matches("Bone", "", "")) == [1]
    assert len(index) == 1


texts = st.text(max_size=60)


@settings(max_examples=settings().max_examples * 3 // 5)
@given(
    words=st.lists(st.sampled_from(["bone", "brain metastases", "a b"]), min_size=1, max_size=3),
    title=texts,
    teaser=texts,
    text=st.text(alphabet="bone brain metastases ab|é\u0130\n", max_size=200),
    reach=st.sampled_from(Reach),
)
def test_any_words_over_any_article_give_an_answer(
    words: list[str], title: str, teaser: str, text: str, reach: Reach
) -> None:
    index, meant = WishIndex(STEMS), wish(*words, reach=reach)
    index.put(7, meant)

    found = index.matches(title, teaser, text)

    assert found.get(7) == match(meant, ArticleWords(title, teaser, text, STEMS), STEMS)
    if reach is Reach.CLOSE and found:
        further = meant.reaching(Reach.ANYWHERE)
        assert match(further, ArticleWords(title, teaser, text, STEMS), STEMS)
    assert '"' in expression(meant)
