"""The options of `/search`, and the buttons that narrow its answers; pages: see test_news."""

import logging
from datetime import timedelta
from typing import cast

import pytest
from msgspec.structs import replace
from simcord import ResponseMessage

from bot.discord_api.client import NewsBot
from bot.model.query import Filters
from bot.search.engine import SearchEngine
from bot.services import Services
from bot.storage import feeds
from bot.ui.answer_texts import SOURCE_GONE
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, components, custom_id, text
from tests.factories import NOON, article, feed

NAMES = ("Amaryllis", "Begonia", "Camellia", "Dahlia", "Edelweiss", "Fuchsia", "Gentian", "Iris")
LONG = "brain metastases and secondary tumors of the brain, years after treatment at home"
SECRET = "lymphoedema"


@pytest.fixture(autouse=True)
async def library(seed: Seed) -> None:
    """Articles on the brain, of two topics and several years, among others."""
    await seed(
        article("0", "metastasis", title="Brain metastases and treatment at home"),
        article("1", "metastasis", title="Brain metastases one year on"),
        article("2", "metastasis", title="Brain metastases in people after treatment"),
        article("3", "treatment", title="Brain metastases: what is new"),
        article(
            "4",
            "treatment",
            title="Brain metastases in earlier days",
            published_at=NOON - timedelta(days=800),
        ),
        *(article(name, title=f"{name} in the garden") for name in NAMES),
    )


async def search(
    community: Community, query: str = "brain metastases", **options: object
) -> ResponseMessage:
    """The answer to a member."""
    return answer(await community.sam.slash(community.general, "search", query=query, **options))


async def press(community: Community, message: ResponseMessage, *labels: str) -> list[str]:
    """The text of the message at first, and after each press."""
    before = text(message)
    presses = [text(answer(await community.sam.click(message, label=each))) for each in labels]
    return [before, *presses]


async def test_exact_words_and_back(community: Community) -> None:
    shown = await search(community, "brain mets")

    understood, exact, again = await press(community, shown, "Exact words", "Also similar words")

    assert "Also searched for **brain metastases**" in understood
    assert "Also searched" not in exact
    assert "exact words" in exact
    assert again == understood


async def test_bm25_words_are_bold(community: Community) -> None:
    assert "[**Brain metastases** one year on](https://example.org/news/1/)" in text(
        await search(community)
    )


async def test_only_the_commonest_topic_and_all_again(community: Community) -> None:
    shown = await search(community)

    every, narrowed, again = await press(community, shown, "Only Metastasis", "All topics")

    assert "-# 5 articles\n" in every
    assert "-# 3 articles · Metastasis 🧭\n" in narrowed
    assert "what is new" not in narrowed
    assert again == every


async def test_the_last_year_and_any_time_again(community: Community) -> None:
    shown = await search(community)

    every, narrowed, again = await press(community, shown, "Last year", "Any time")

    assert "-# 4 articles · since March 1, 2025\n" in narrowed
    assert again == every


async def test_newest_first_and_best_first_again(community: Community, seed: Seed) -> None:
    await seed(
        article("today", title="Brain metastases", published_at=NOON + timedelta(days=1)),
        article("before", title="Brain metastases", published_at=NOON - timedelta(days=9)),
    )
    shown = await search(community)

    best, newest, again = await press(community, shown, "Newest first", "Best first")

    assert "-# 7 articles · newest first\n" in newest
    assert newest.index("news/today/") < newest.index("news/2/")
    assert "news/before/" not in newest
    assert again == best


async def test_filters_work_after_a_restart_and_on_the_second_page(
    community: Community, services: Services
) -> None:
    shown = await search(community)
    await press(community, shown, "Next")
    await community.env.restart_bot(NewsBot(services))

    said = await press(community, shown, "Newest first", "Last year", "Next", "Exact words")

    assert "Page 2 of 2" in said[0]
    assert "5 articles · newest first" in said[1]
    assert "Page 1 of 2" in said[1]
    assert "4 articles · since March 1, 2025 · newest first" in said[3]
    assert "Page 2 of 2" in said[3]
    assert "4 articles · since March 1, 2025 · exact words · newest first" in said[4]


async def test_a_search_too_long_for_its_filters_is_kept_and_can_be_narrowed(
    community: Community, services: Services
) -> None:
    shown = await search(community, LONG)
    addresses = [each.get("custom_id", "") for each in components(shown)]
    await community.env.restart_bot(NewsBot(services))

    said = await press(community, shown, "Only Metastasis", "Newest first")

    assert "brain" not in "".join(addresses)
    assert "Metastasis 🧭 · newest first" in said[-1]
    assert await services.stored_queries.count(community.sam.id) == 1


async def test_a_search_that_filters_make_too_long_is_kept_as_soon_as_they_do(
    community: Community, services: Services
) -> None:
    query = "brain metastases in people after treatment at home in earlier days"
    shown = await search(community, query)
    kept_at_first = await services.stored_queries.count(community.sam.id)

    said = await press(community, shown, "Last year", "Only Metastasis", "Newest first")

    assert kept_at_first == 0
    assert await services.stored_queries.count(community.sam.id) == 1
    assert query in said[-1]
    assert "Metastasis 🧭 · since March 1, 2025 · newest first" in said[-1]
    assert custom_id(shown, "Any time").startswith("page:stored;d:1:metastasis:")


async def test_a_shared_answer_is_narrowed_by_the_asker_alone(community: Community) -> None:
    shared = await search(community, share=True)

    others = answer(await community.kim.click(shared, label="Last year"))

    assert others.ephemeral
    assert "Only the person who asked" in text(others)


async def test_nothing_found_within_a_filter_can_be_widened(community: Community) -> None:
    shown = await search(community, topic="lobular")

    nothing, widened = await press(community, shown, "All topics")

    assert "Nothing was found for “brain metastases” (" in nothing
    assert "Lobular" in nothing
    assert "5 articles" in widened


async def test_options_narrow_and_sort(community: Community, seed: Seed) -> None:
    trial = article("t", "metastasis", title="Brain metastases in a trial")
    await seed(trial, source=feed("Trial News"))

    shown = await search(
        community, topic="metastasis", source="Trial News", since="last year", sort="date"
    )

    facts = "1 article · Metastasis 🧭 · since March 1, 2025 · Trial News · newest first"
    assert facts in text(shown)
    assert "in a trial" in text(shown)


async def test_all_sources_can_be_asked_again(community: Community, services: Services) -> None:
    shown = await search(community, source="sample")
    await community.env.restart_bot(NewsBot(services))

    narrowed, every = await press(community, shown, "All sources")

    assert "-# 5 articles · Sample News\n" in narrowed
    assert "-# 5 articles\n" in every


async def test_a_source_that_is_gone_is_told_in_a_sentence(
    community: Community, services: Services
) -> None:
    first = await search(community, source="Sample News")
    async with services.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed("Other")])

    assert text(answer(await community.sam.click(first, label="Next"))) == SOURCE_GONE


async def test_a_topic_that_is_none_is_told_with_the_nearest(community: Community) -> None:
    option = await search(community, topic="brain metastasis")
    operator = await search(community, query="brain topic:metastasys")

    assert (
        "There is no topic **brain metastasis**; it was ignored. The nearest: Metastasis"
        in text(option)
    )
    assert "There is no topic **metastasys**; it was ignored. The nearest: Metastasis" in text(
        operator
    )


async def test_wrong_options_are_explained_and_lose_no_words(community: Community) -> None:
    shown = await search(community, topic="qqqqqq", source="nowhere", since="s*o*on")

    assert "5 articles" in text(shown)
    assert "There is no topic **qqqqqq**; it was ignored. Look at </topics> for all." in text(shown)
    assert "There is no source **nowhere**; it was ignored. Look at </sources> for all." in (
        text(shown)
    )
    assert "**soon** is no past date and was ignored: write last year, 2024" in text(shown)


async def test_operators_are_understood_and_wrong_ones_are_explained(
    community: Community,
) -> None:
    shown = await search(community, "brain -treatment topic:metastasis since:whenever")

    assert "1 article · Metastasis 🧭" in text(shown)
    assert "one year on" in text(shown)
    assert r"**since\:whenever** is no past date and was ignored" in text(shown)


async def test_what_no_article_has_is_said(community: Community) -> None:
    shown = await search(community, "brain metastases earlier zebra")

    assert "None about **zebra**; about **brain metastases**, **earlier**:" in text(shown)


@pytest.mark.parametrize(
    ("option", "typed", "offered"),
    [
        ("query", "brain metastases in", "Brain metastases in earlier days"),
        ("query", "metast", "Metastasis"),
        ("source", "sam", "Sample News"),
        ("since", "ye", "1y"),
        ("since", "2024-05", "2024-05"),
    ],
)
async def test_options_complete_while_typing(
    community: Community, option: str, typed: str, offered: str
) -> None:
    filled = {} if option == "query" else {"query": "brain"}

    choices = await community.sam.autocomplete(community.general, "search", option, typed, **filled)

    assert offered in [choice["value"] for choice in choices]


@pytest.mark.parametrize("typed", ["", " ", '"', "a OR b)", "*", "🎗️", "\u202e", "x" * 300])
async def test_whatever_is_typed_the_choices_are_such_that_discord_takes_them(
    community: Community, typed: str
) -> None:
    choices = await community.sam.autocomplete(community.general, "search", "query", typed)

    assert len(choices) <= 25
    assert all(1 <= len(choice["name"]) <= 100 for choice in choices)
    assert all(1 <= len(choice["value"]) <= 100 for choice in choices)


@pytest.mark.parametrize(
    "typed",
    [
        "i don't want to li",
        "no reason to li",
        "end my li",
        "i'm su",
        "will i su",
        "i want to di",
        "i want to be dea",
        "better off de",
        "i want to die",
        "am i dyi",
        "quiero mor",
    ],
)
async def test_no_completion_speaks_of_death_unasked(
    community: Community, services: Services, seed: Seed, typed: str
) -> None:
    titles = ("Diet and the risk of death", "Suicide and suicidal thoughts", "To live and to die")
    spoken = "Deaths fall", "Dying", "Quiero morir, dijo", "Better off? i want to be cured"
    await seed(*(article(title, title=title) for title in (*titles, *spoken)))

    choices = await community.sam.autocomplete(community.general, "search", "query", typed)

    offered = [choice["value"] for choice in choices]
    assert not [each for each in offered if services.support.distress(each)]
    assert not [each for each in offered if each.split()[-1] in {"death", "deaths", "die", "dying"}]


class BrokenEngine:
    """Fails, and quotes what was typed in its message."""

    async def complete(self, typed: str, _filters: Filters, **_: object) -> list[str]:
        raise ValueError(f"cannot complete {typed}")


async def test_a_completion_that_fails_offers_nothing_and_logs_nothing_typed(
    community: Community, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(services, engine=cast("SearchEngine", BrokenEngine()))
    await community.env.restart_bot(NewsBot(broken))

    with (
        caplog.at_level(logging.DEBUG, logger="cogs"),
        caplog.at_level(logging.DEBUG, logger="bot"),
    ):
        choices = await community.sam.autocomplete(community.general, "search", "query", SECRET)

    assert choices == []
    assert "Completion of /search failed: ValueError" in caplog.text
    assert SECRET not in caplog.text
