from datetime import timedelta

import pytest

from bot.discord_api.client import NewsBot
from bot.model.article import Image
from bot.services import Services
from bot.ui.answer_texts import SEARCH_EXPIRED
from bot.ui.texts import NOT_YOURS
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, components, custom_id, labels, text
from tests.factories import NOON, article
from tests.fakes import ManualClock

LONG_QUERY = "what are brain metastases and how are they " * 5
OTHERS = [article(f"garden{n}", title=f"Gardens, part {n}") for n in range(20)]
"""Beside them, an article on the brain is one of few."""


async def test_latest_shows_the_newest_articles_to_the_asker_alone(
    community: Community, seed: Seed
) -> None:
    await seed(
        article("old", title="Older news", published_at=NOON - timedelta(days=2)),
        article("new", title="Newer news"),
    )

    result = await community.sam.slash(community.general, "latest")

    shown = answer(result)
    assert shown.ephemeral
    assert text(shown).index("Newer news") < text(shown).index("Older news")
    assert "Information, not medical advice." in text(shown)


async def test_latest_on_a_topic_shows_that_topic_alone(community: Community, seed: Seed) -> None:
    await seed(article("a", "metastasis", title="Bone"), article("b", "lobular", title="Other"))

    result = await community.sam.slash(community.general, "latest", topic="metastasis")

    assert "Bone" in text(answer(result))
    assert "Other" not in text(answer(result))


@pytest.mark.parametrize("topic", ["Metast", "metastasys"])
async def test_a_topic_typed_by_hand_is_understood(
    community: Community, seed: Seed, topic: str
) -> None:
    await seed(article("a", "metastasis", title="Bone"))

    result = await community.sam.slash(community.general, "latest", topic=topic)

    assert "Bone" in text(answer(result))


@pytest.mark.parametrize("topic", ["metastatik", "-metastasis", "brain metastasis"])
async def test_a_text_that_names_no_topic_is_told_the_nearest(
    community: Community, seed: Seed, topic: str
) -> None:
    await seed(article("a", "metastasis", title="Bone"))

    result = await community.sam.slash(community.general, "latest", topic=topic)

    assert "Bone" not in text(answer(result))
    assert "no such topic. The nearest: Metastasis" in text(answer(result))


@pytest.mark.parametrize("topic", ["qqqqqq", "?!", "🎗️"])
async def test_an_unknown_topic_is_told_in_a_sentence(community: Community, topic: str) -> None:
    result = await community.sam.slash(community.general, "latest", topic=topic)

    assert "no such topic" in text(answer(result))
    assert answer(result).ephemeral


async def test_a_topic_without_news_offers_all_news(community: Community, seed: Seed) -> None:
    await seed(article("a", "metastasis", title="Bone"))

    empty = answer(await community.sam.slash(community.general, "latest", topic="lobular"))
    result = await community.sam.click(empty, label="Latest news")

    assert "Bone" in text(answer(result))


async def test_search_understands_lay_words_and_says_why(community: Community, seed: Seed) -> None:
    await seed(article("a", title="New hope for brain metastases"))

    result = await community.sam.slash(community.general, "search", query="brain mets")

    shown = text(answer(result))
    assert "brain metastases" in shown
    assert "Results for “brain mets”" in shown
    assert answer(result).ephemeral


async def test_a_retraction_is_marked_in_an_answer(community: Community, seed: Seed) -> None:
    await seed(article("a", title="New hope for brain metastases", retracted=True))

    result = await community.sam.slash(community.general, "search", query="brain mets")

    assert "Retracted" in text(answer(result))


async def test_an_expression_of_concern_is_marked_in_an_answer(
    community: Community, seed: Seed
) -> None:
    await seed(article("a", title="New hope for brain metastases", concern=True))

    result = await community.sam.slash(community.general, "latest")

    assert "Expression of concern" in text(answer(result))


async def test_commands_work_in_direct_messages(community: Community, seed: Seed) -> None:
    await seed(article("a", title="New hope for brain metastases"))

    result = await community.sam.user.slash("search", query="brain mets")

    assert "New hope" in text(answer(result))


async def test_pages_turn_and_end_at_the_last(community: Community, seed: Seed) -> None:
    await seed(*(article(str(n), title=f"Number {n} of all") for n in range(4)))
    first = answer(await community.sam.slash(community.general, "latest"))

    second = answer(await community.sam.click(first, label="Next"))

    assert "Page 2 of 2" in text(second)
    assert [c["disabled"] for c in components(second) if c.get("label") == "Next"] == [True]


async def test_buttons_work_after_a_restart(
    community: Community, seed: Seed, services: Services
) -> None:
    await seed(*(article(str(n)) for n in range(4)))
    first = answer(await community.sam.slash(community.general, "latest"))
    await community.env.restart_bot(NewsBot(services))

    second = answer(await community.sam.click(first, label="Next"))

    assert "Page 2 of 2" in text(second)


async def test_a_page_that_is_gone_becomes_the_last_one(
    community: Community, seed: Seed, services: Services
) -> None:
    await seed(*(article(str(n)) for n in range(4)))
    first = answer(await community.sam.slash(community.general, "latest"))
    async with services.database.transaction() as connection:
        await connection.execute("DELETE FROM articles WHERE key <> '0'")

    result = await community.sam.click(first, label="Next")

    assert "Sample article 0" in text(answer(result))


async def test_a_long_search_is_kept_under_a_key_and_turns_pages(
    community: Community, seed: Seed, services: Services
) -> None:
    await seed(*OTHERS, *(article(str(n), title=f"Brain metastases {n}") for n in range(4)))

    first = answer(await community.sam.slash(community.general, "search", query=LONG_QUERY))
    second = answer(await community.sam.click(first, label="Next"))

    assert "Page 2 of 2" in text(second)
    assert "brain" not in custom_id(second, "Next")
    assert await services.stored_queries.count(community.sam.id) == 1


async def test_a_long_search_that_needs_no_buttons_is_not_kept(
    community: Community, seed: Seed, services: Services
) -> None:
    await seed(article("a", title="Fuchsias"), *OTHERS)

    shown = answer(await community.sam.slash(community.general, "search", query="fuchsias " * 20))

    assert "**Fuchsias**" in text(shown)
    assert await services.stored_queries.count(community.sam.id) == 0


async def test_an_expired_search_says_so(
    community: Community, seed: Seed, clock: ManualClock
) -> None:
    await seed(*OTHERS, *(article(str(n), title=f"Brain metastases {n}") for n in range(4)))
    first = answer(await community.sam.slash(community.general, "search", query=LONG_QUERY))
    clock.forward(days=8)

    result = await community.sam.click(first, label="Next")

    assert text(answer(result)) == SEARCH_EXPIRED
    assert answer(result).ephemeral


async def test_a_shared_answer_is_seen_by_all_and_turned_by_the_asker_alone(
    community: Community, seed: Seed
) -> None:
    await seed(*(article(str(n)) for n in range(4)))
    first = answer(await community.sam.slash(community.general, "latest", share=True))

    others = answer(await community.kim.click(first, label="Next"))
    own = answer(await community.sam.click(first, label="Next"))

    assert not first.ephemeral
    assert text(others) == NOT_YOURS
    assert others.ephemeral
    assert "Page 2 of 2" in text(own)


async def test_nothing_found_offers_spellings_that_can_be_pressed(
    community: Community, seed: Seed
) -> None:
    await seed(article("a", title="Trastuzumab for everyone"))

    result = answer(await community.sam.slash(community.general, "search", query="lobulr"))

    assert "Nothing was found for “lobulr”." in text(result)
    assert labels(result)


async def test_a_suggested_topic_leads_to_its_news(community: Community, seed: Seed) -> None:
    await seed(article("a", "metastasis", title="Bone"))
    nothing = answer(
        await community.sam.slash(community.general, "search", query="bone", topic="lobular")
    )
    wanted = labels(nothing)[0]

    result = await community.sam.click(nothing, label=wanted)

    assert result.acknowledged


@pytest.mark.parametrize("query", ['"', "a OR b)", "*", "<@1> @everyone", "🎗️", "x" * 300])
async def test_any_query_gets_an_answer(community: Community, seed: Seed, query: str) -> None:
    await seed(article("a"))

    result = await community.sam.slash(community.general, "search", query=query)

    assert result.response is not None


async def test_a_hit_shows_its_image_with_alt_text(community: Community, seed: Seed) -> None:
    image = Image("https://example.org/cell.png", "A cell under a microscope")
    await seed(article("a", image=image))

    shown = answer(await community.sam.slash(community.general, "latest"))

    thumbnails = [each for each in components(shown) if each.get("media")]
    assert [each["description"] for each in thumbnails] == ["A cell under a microscope"]


PICTURES = (
    "Invalid Form Body\nIn data.components.0.components.4.accessory.media.url: Not well formed.",
    "Invalid Form Body",
)


@pytest.mark.parametrize("message", PICTURES)
@pytest.mark.parametrize("command", ["latest", "search", "turned"])
async def test_an_answer_arrives_without_the_picture_that_discord_refuses(
    community: Community, seed: Seed, command: str, message: str
) -> None:
    pictures = [Image(f"https://example.org/{n}.png", "x") for n in range(4)]
    await seed(*(article(f"{n}", title="Bone", image=pictures[n]) for n in range(4)))
    first = answer(await community.sam.slash(community.general, "latest"))
    community.env.inject_error(
        "POST", "/interactions/*/*/callback", status=400, code=50035, message=message, times=1
    )

    if command == "turned":
        result = await community.sam.click(first, label="Next")
    else:
        options = {"query": "bone"} if command == "search" else {}
        result = await community.sam.slash(community.general, command, **options)

    assert "Bone" in text(answer(result))


async def test_a_picture_that_an_answer_was_refused_for_is_not_tried_again(
    community: Community, seed: Seed
) -> None:
    pictures = [Image(f"https://example.org/{n}.png", "x") for n in range(3)]
    await seed(*(article(f"{n}", title="Bone", image=pictures[n]) for n in range(3)))
    community.env.inject_error(
        "POST", "/interactions/*/*/callback", status=400, code=50035, message=PICTURES[0], times=1
    )

    shown = [await community.sam.slash(community.general, "latest") for _ in range(2)]

    for each in shown:
        media = [part for part in components(answer(each)) if part.get("media")]
        assert len(media) == 2


async def test_topics_complete_while_typing(community: Community) -> None:
    choices = await community.sam.autocomplete(community.general, "latest", "topic", "meta")

    assert choices[0]["value"] == "metastasis"


async def test_all_topics_are_offered_before_typing(
    community: Community, services: Services
) -> None:
    choices = await community.sam.autocomplete(community.general, "search", "topic", "", query="a")

    assert len(choices) == min(25, len(services.taxonomy))


async def test_what_a_member_types_is_never_logged(
    community: Community, seed: Seed, caplog: pytest.LogCaptureFixture
) -> None:
    await seed(article("a", title="About lymphoedema"))

    shown = answer(await community.sam.slash(community.general, "search", query="lymphoedema"))
    await community.sam.autocomplete(community.general, "latest", "topic", "lymphoedema")

    assert "lymphoedema" in text(shown)
    assert "lymphoedema" not in caplog.text
