"""A number with signs in it is one number: in queries, in followed words, in highlights."""

import pytest
from msgspec.structs import replace

from bot.search.engine import SearchEngine
from bot.search.numbers import other_forms
from bot.search.wishes import ArticleWords, match
from bot.search.words import Stems
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import engine_of, fill
from tests.search.test_engine import keys

STEMS = Stems()
LOW, HIGH = "Tamoxifen: 5 mg is enough", "Tamoxifen at 2.5 mg a day"
THOUSAND, GRANT = "A cohort of 1,000 women", "A grant of $250,000 for women"
ARTICLES = (
    article("low", title=LOW),
    article("high", title=HIGH),
    article("range", title="Walking 2-5 days a week"),
    article("thousand", title=THOUSAND),
    article("plain", title="A register of 1000 women"),
    article("grant", title=GRANT),
    article("marker", title="CA 27.29 as a marker"),
    *(article(f"other-{number}", title=f"Other news {number}") for number in range(9)),
)


@pytest.fixture
async def numbers(database: Database, clock: ManualClock) -> SearchEngine:
    """An engine over the articles above."""
    await fill(database, ARTICLES)
    return engine_of(database, clock)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2.5", {"high"}),
        ("2,5", {"high"}),
        ("2.5 mg", {"high"}),
        ("5mg", {"low"}),
        ("1,000", {"thousand", "plain"}),
        ("1.000", {"thousand", "plain"}),
        ("1000", {"thousand", "plain"}),
        ("250.000", {"grant"}),
        ("000", set[str]()),
        ("3,000", set[str]()),
        ('"2.5 mg"', {"high"}),
        ('"1,000 women"', {"thousand"}),
        ("27.29", {"marker"}),
    ],
)
async def test_a_number_finds_itself_alone(
    numbers: SearchEngine, typed: str, found: set[str]
) -> None:
    assert set(keys(await numbers.search(typed))) == found


async def test_the_whole_number_is_marked_and_named(numbers: SearchEngine) -> None:
    (hit,) = (await numbers.search("2,5")).hits

    assert hit.why == ("matched: 2.5",)
    assert [piece.text for piece in hit.title if piece.matched] == ["2.5"]


async def test_a_part_of_a_number_is_not_marked(numbers: SearchEngine) -> None:
    hits = {hit.article.article.key: hit for hit in (await numbers.search("tamoxifen, 5 mg")).hits}

    assert [piece.text for piece in hits["high"].title if piece.matched] == ["Tamoxifen"]
    assert [piece.text for piece in hits["low"].title if piece.matched] == ["Tamoxifen", "5 mg"]


async def test_a_missing_number_is_named_as_typed(numbers: SearchEngine) -> None:
    assert (await numbers.search("3,000 women")).missing == ("3,000",)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("1,000 women", THOUSAND),
        ("1,000 women", "A register of 1000 women"),
        ("1000 women", THOUSAND),
        ("2.5 mg tamoxifen", HIGH),
        ("2,5 mg tamoxifen", HIGH),
        ("0.5 mg", "A new pill of 0.5 mg approved"),
        ("pain, 12,345 steps", "12.345 steps a day"),
    ],
)
async def test_a_number_is_followed_in_any_form(
    numbers: SearchEngine, words: str, title: str
) -> None:
    wish, _ = await numbers.wishes.read(words)

    assert match(wish, ArticleWords(title, "", "", STEMS), STEMS)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("1,000 women", GRANT),
        ("2.5 mg tamoxifen", LOW),
        ("2.5 mg tamoxifen", "Tamoxifen for 2-5 years, 10 mg"),
        ("0.5 mg", "A new pill of 40 mg approved"),
    ],
)
async def test_no_part_of_a_number_is_followed(
    numbers: SearchEngine, words: str, title: str
) -> None:
    wish, _ = await numbers.wishes.read(words)

    assert not match(wish, ArticleWords(title, "", "", STEMS), STEMS)


async def test_words_that_were_read_before_are_read_anew_by_their_numbers(
    numbers: SearchEngine,
) -> None:
    wish, _ = await numbers.wishes.read("1,000 steps")
    before = replace(wish, alternatives=(replace(wish.alternatives[0], read="000 steps"),))

    assert (await numbers.wishes.renewed(before)).concepts == wish.concepts


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("5 mg", ("5mg",)),
        ("5-10 years", ()),
        ("phase ib", ("phase 1b",)),
        ("stage 4", ("stage iv",)),
        ("long term", ()),
        ("1,000", ("1000",)),
        ("1234", ("1,234",)),
    ],
)
def test_a_number_has_other_forms_alone_and_in_a_name(name: str, others: tuple[str, ...]) -> None:
    assert other_forms(name) == others
