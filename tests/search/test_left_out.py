"""Words that a query leaves out are neither searched for nor named as searched for."""

from collections.abc import Callable

import pytest

from bot.errors import RequestError
from bot.knowledge import shipped
from bot.knowledge.thesaurus import load_thesaurus
from bot.model.query import Query, Ranked, Reading
from bot.search.engine import SearchEngine
from bot.search.filters import read_typed
from bot.search.negation import plainly_negated
from bot.search.query import understand
from bot.search.similar import reasons
from bot.search.thesaurus import ThesaurusIndex
from bot.search.wish_words import refuse_misread
from bot.search.words import Stems
from tests.factories import NOON


@pytest.mark.parametrize(
    ("typed", "unnamed"),
    [
        ("brain mets -metastases", {"brain metastases"}),
        ('-"brain metastases" brain mets', {"brain metastases"}),
        ("T-DXd -Enhertu", {"Enhertu"}),
        ("-keytruda pembrolizumab", {"Keytruda"}),
        ('TNBC -"triple negatives"', {"triple negative", "triple-negative breast cancer"}),
        ("brain mets, but not brain metastasis", {"brain metastasis", "brain metastases"}),
    ],
)
async def test_another_name_that_is_left_out_is_not_searched_for(
    engine: SearchEngine, typed: str, unnamed: set[str]
) -> None:
    query = (await engine.search(typed)).query

    assert query
    wanted = [concept for concept in query.concepts if not concept.negated]
    assert wanted
    assert unnamed.isdisjoint(phrase.shown for each in wanted for phrase in each.phrases)
    assert not any(f"*{name}*" in sentence for name in unnamed for sentence in query.understood)


async def test_other_names_are_searched_for_beside_what_is_left_out(engine: SearchEngine) -> None:
    answer = await engine.search("T-DXd -Enhertu")

    assert answer.query
    assert answer.query.understood == ("Also searched for *trastuzumab deruxtecan*",)
    assert [hit.article.article.key for hit in answer.hits] == ["enhertu"]


@pytest.mark.parametrize("typed", ["not topic:treatment tamoxifen", "tamoxifen except source:bcrf"])
def test_an_operator_that_is_denied_is_not_followed(typed: str) -> None:
    (named,) = read_typed(typed).named

    assert (named.name, read_typed(typed).words.strip()) == ("-", "tamoxifen")


@pytest.mark.parametrize(
    "words", ["https://example.org/news/42", "www.example.org/blog", "lobular, example.org/news"]
)
def test_a_link_is_neither_followed_nor_left_out(words: str) -> None:
    with pytest.raises(RequestError, match="link"):
        refuse_misread(words)


def test_similar_articles_name_a_word_once() -> None:
    found = ("brain", "metastases", "metastasis", "BRCA1", "BRCA2")

    assert reasons(Ranked(1, 1.0, found, NOON)) == ("also about: brain, metastases, BRCA1, BRCA2",)


@pytest.fixture(scope="module")
def understood() -> Callable[[str], Query]:
    """Understands words by the shipped thesaurus."""
    index = ThesaurusIndex(load_thesaurus(shipped("thesaurus.toml")), Stems())

    def understand_words(text: str) -> Query:
        typed = plainly_negated(text, lambda _: False, lambda _: False)
        return understand(text, index, [Reading((word,), (word,)) for word in typed])

    return understand_words


@pytest.mark.parametrize(
    "text",
    [
        "letrozole not insomnia",
        "letrozole without insomnia",
        "letrozole but not sleep",
        "letrozole NOT sleep",
        "everything about letrozole except sleep",
        "mastectomy, anything but sleep",
        "tamoxifen other than insomnia",
    ],
)
def test_what_may_be_lacked_is_left_out_by_words_that_set_aside(
    understood: Callable[[str], Query], text: str
) -> None:
    assert understood(text).concepts[-1].negated


@pytest.mark.parametrize(
    "text",
    [
        "can not sleep on letrozole",
        "no sleep on letrozole",
        "tired but not sleeping",
        "letrozole and not sleeping",
        "without hair",
        "i dont have insurance",
        "not sleeping",
    ],
)
def test_what_somebody_lacks_is_asked_about(understood: Callable[[str], Query], text: str) -> None:
    assert not any(concept.negated for concept in understood(text).concepts)


def test_a_not_before_another_form_of_a_name_sets_it_aside(
    understood: Callable[[str], Query],
) -> None:
    query = understood("fatigue NOT chemo")

    assert [concept.negated for concept in query.concepts] == [False, True]
    assert "chemotherapy" not in " ".join(query.understood)


@pytest.mark.parametrize("text", ["last week", "last month", "my mom saw him last week"])
def test_a_time_is_no_end_of_life(understood: Callable[[str], Query], text: str) -> None:
    assert not any("end of life" in sentence for sentence in understood(text).understood)


@pytest.mark.parametrize("text", ["last weeks", "my mom in her last days", "his last months"])
def test_last_weeks_are_those_of_a_life(understood: Callable[[str], Query], text: str) -> None:
    assert any("end of life" in sentence for sentence in understood(text).understood)
