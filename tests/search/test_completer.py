import pytest

from bot.search.completer import LONGEST_COMPLETION
from bot.search.engine import SearchEngine
from bot.search.suggestions import MOST_CHOICES
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, engine_of, fill


async def test_nothing_typed_offers_the_topics(engine: SearchEngine) -> None:
    names = [topic.name for topic in TAXONOMY]
    assert await engine.complete("") == await engine.complete(" 🎀 ") == names


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("metast", "Metastasis"),
        ("tamox", "tamoxifen"),
        ("hot flashes on tamox", "hot flashes on tamoxifen"),
        ("Joint p", "Joint pain on an aromatase inhibitor"),
        ("pain inhib", "Joint pain on an aromatase inhibitor"),
        ("brain meta", "brain metastases"),
        ("mammogram", "Artificial intelligence reads the mammogram"),
        ("topic:met", "topic:metastasis"),
        ("brain topic:scr", "brain topic:screening"),
        ("kind:tr", "kind:trial"),
        ("fatigue kind:rev", "fatigue kind:review"),
        ("in:l", "in:laboratory"),
        ("since:", "since:30d"),
        ('"hot fl', '"hot flashes'),
        ("brain -surg", "brain -surgery"),
    ],
)
async def test_what_was_typed_is_continued(engine: SearchEngine, typed: str, offered: str) -> None:
    assert offered in await engine.complete(typed)


async def test_an_operator_is_continued_by_its_values_alone(engine: SearchEngine) -> None:
    assert await engine.complete("topic:met") == ["topic:metastasis"]
    assert await engine.complete("kind:tr") == ["kind:trial"]
    assert await engine.complete("in:mou") == []
    (source, *_) = await engine.sources()
    (offered,) = await engine.complete(f"source:{source[:4].lower()}")
    assert offered.removeprefix("source:").strip('"') == source


@pytest.mark.parametrize("typed", ["cirug\u00eda met", "what is", "zzyzx tam"])
async def test_no_word_continues_words_that_no_article_holds(
    engine: SearchEngine, typed: str
) -> None:
    assert await engine.complete(typed) in ([], [typed])


async def test_what_is_left_out_is_continued_by_words_to_leave_out_alone(
    engine: SearchEngine,
) -> None:
    assert await engine.complete("-tamox") == ["-tamoxifen"]


async def test_what_was_typed_comes_first_and_topics_only_if_they_begin_with_it(
    engine: SearchEngine,
) -> None:
    choices = await engine.complete("brain meta")
    assert choices[0] == "brain metastases"
    assert not {topic.name for topic in TAXONOMY} & set(choices)
    assert (await engine.complete("metast"))[0] == "Metastasis"


@pytest.mark.parametrize("typed", ["met", "metas", "AI", "tum", "br", "sc", "trial"])
async def test_topics_are_offered_only_where_they_begin_with_what_was_typed(
    engine: SearchEngine, typed: str
) -> None:
    offered = {topic.name for topic in TAXONOMY} & set(await engine.complete(typed))

    assert all(name.casefold().startswith(typed.casefold()) for name in offered)


async def test_a_word_continues_a_query_only_if_an_article_holds_both(database: Database) -> None:
    titles = ("In memoriam: a founder", "Brain metastases on a new drug", "Melanoma of the skin")
    await fill(database, [article(title, title=title) for title in titles])

    offered = await engine_of(database, ManualClock()).complete("brain me")

    assert "brain metastases" in offered
    assert not {"brain memoriam", "brain melanoma"} & set(offered)


async def test_a_whole_last_word_stays_as_typed_where_enter_takes_the_first_choice(
    engine: SearchEngine,
) -> None:
    for typed in ("is it in the brain", "Tamoxifen and pain", "hot flashes"):
        assert (await engine.complete(typed))[0] == typed
    assert "brain meta" not in await engine.complete("brain meta")


async def test_each_choice_fits_and_comes_once(database: Database) -> None:
    long = "Tamoxifen " + "and more words " * 20
    await fill(database, [article("long", title=long), article("t", title="TAMOXIFEN")])
    choices = await engine_of(database, ManualClock()).complete("tamox")
    assert len({choice.casefold() for choice in choices}) == len(choices)
    assert all(len(choice) <= LONGEST_COMPLETION for choice in choices)
    assert any(choice.endswith("words") for choice in choices)
    assert choices[0].casefold() == "tamoxifen"


async def test_common_words_alone_look_through_the_newest_titles(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.search.completer.MOST_TITLE_POSTINGS", 5)
    await fill(database, [article(f"a{n}", title=f"Breast cancer news {n}") for n in range(40)])
    choices = await engine_of(database, ManualClock()).complete("breast canc")
    assert "Breast cancer news 39" in choices
    assert len(choices) == MOST_CHOICES


@pytest.mark.parametrize(
    "typed", ["\ud800", "\x00", "a" * 3_000, '"', "topic:", "乳が", "\u202eab"]
)
async def test_whatever_is_typed_completing_is_no_error(engine: SearchEngine, typed: str) -> None:
    for choice in await engine.complete(typed):
        assert 0 < len(choice.encode()) <= 4 * LONGEST_COMPLETION
