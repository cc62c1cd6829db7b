"""Sentences on schedules, time zones and followed words, as moderators and members read them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from simcord import ChannelHandle

from bot.delivery.slots import ZONES_OF_NAMES, zone_names
from bot.errors import RequestError
from bot.model.obstacle import PostingObstacle, Refusal
from bot.model.wish import ArticlePart, WishMatch
from bot.services import Services
from bot.storage.wishes import write_matches
from bot.subscriptions.pausing import pause_after_refusal
from bot.subscriptions.schedules import REFUSED_CHANNEL
from bot.ui import schedule_texts, texts
from bot.ui.schedule_options import chosen_zone, zone_choices
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, labels, raw_text, text
from tests.cogs.test_schedules import Newsroom, newsroom
from tests.cogs.test_summaries import said
from tests.fakes import ManualClock
from tests.tables import each_row

__all__ = ["newsroom"]


async def asked(
    community: Community, name: str, channel: ChannelHandle | None = None, **options: object
) -> str:
    """A moderator uses a command; what it answers."""
    shown = await community.maya.slash(channel or community.news, name, **options)
    return text(answer(shown))


async def test_a_rhythm_is_told_as_it_comes(newsroom: Newsroom) -> None:
    told = {
        day: (await newsroom.schedule(when="monthly", day=day)).splitlines()[2]
        for day in ("1", "28", "29", "30", "31", "last")
    }
    one, two = [
        (await newsroom.schedule(when="at once", at_most=most)).splitlines()[2] for most in (1, 2)
    ]

    assert told["1"] == "A digest on day 1 of each month at 09:00."
    assert told["28"] == "A digest on day 28 of each month at 09:00."
    assert told["29"].startswith(
        "A digest on day 29 of each month, or on the last day of a shorter"
    )
    assert told["30"].startswith(
        "A digest on day 30 of each month, or on the last day of a shorter"
    )
    assert told["31"] == told["last"] == "A digest on the last day of each month at 09:00."
    assert (
        one == "One post a day is sent at once; anything beyond that comes in one digest at 09:00."
    )
    assert two.startswith("Up to 2 posts a day are sent at once; anything beyond that comes in")


async def test_days_are_offered_for_the_rhythm_that_the_channel_has(newsroom: Newsroom) -> None:
    maya, news = newsroom.community.maya, newsroom.community.news

    async def offered(where: ChannelHandle, typed: str, **filled: object) -> list[str]:
        found = await maya.autocomplete(where, "news schedule", "day", typed, **filled)
        return [choice["value"] for choice in found]

    await newsroom.schedule(when="monthly", day="5")

    assert (await offered(news, ""))[:3] == ["last", "1", "2"]
    assert await offered(news, "l") == ["last"]
    assert await offered(newsroom.community.general, "la", channel=news) == ["last"]
    assert await offered(news, "T", when="weekly") == ["Tuesday", "Thursday"]
    assert (await offered(newsroom.community.general, ""))[:1] == ["Monday"]


async def test_a_paused_channel_is_promised_no_digest(newsroom: Newsroom) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily", quiet="10-14")
    await asked(community, "news pause")
    empty = await asked(community, "news digest")
    await newsroom.news(2)
    told = await newsroom.schedule()
    listed = await asked(community, "news subscriptions")
    preview = answer(await community.maya.slash(community.news, "news digest"))
    await newsroom.schedule(empty="say so")
    shown = await asked(community, "news digest")
    await newsroom.announce(days=1)
    await asked(community, "news resume")
    again = await newsroom.schedule()

    assert schedule_texts.PAUSED_NOW in told
    assert "Next digest" not in told
    assert "posted again <" not in told
    assert "A digest every day at 09:00 · none comes while the channel is paused" in listed
    assert "next <" not in listed
    for each in (empty, text(preview), shown):
        assert "is paused, so no digest comes there. Use </news resume> first." in each
    assert "Study 1" in text(preview)
    assert "Post it now" not in labels(preview)
    assert community.news.history() == []
    assert "paused" not in again
    assert "A digest has been due since" in again  # It waits for the end of the quiet hours.


async def test_a_channel_that_discord_refuses_is_promised_its_digest_without_resume(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily")
    await newsroom.news(1)
    preview = answer(await community.maya.slash(community.news, "news digest"))
    async with newsroom.services.database.transaction() as connection:
        found = PostingObstacle("Too many threads are open.", refusal=Refusal(160006))
        now, guild_id = newsroom.services.clock.now(), community.guild.id
        await pause_after_refusal(connection, guild_id, community.news.id, found, now)

    schedule, digest = await newsroom.schedule(), await asked(community, "news digest")
    pressed = text(answer(await community.maya.click(preview, label="Post it now")))

    assert pressed == REFUSED_CHANNEL
    assert schedule_texts.REFUSED_NOW in schedule
    assert "the digest comes by itself" in digest
    assert "Study 0" in digest
    for each in (schedule, digest):
        assert "Too many threads are open." in each
        assert "/news resume" not in each


@pytest.mark.parametrize(
    ("zone", "at", "rhythm", "days"),
    [
        ("Asia/Kathmandu", "0:00", {}, ["1 March", "2 March"]),
        ("Asia/Kathmandu", "0:01", {}, ["2 March", "3 March"]),
        ("UTC", "0:00", {}, ["1 March", "2 March"]),
        (
            "UTC",
            "0:00",
            {"when": "weekly", "day": "Monday"},
            ["23 February – 1 March", "2–8 March"],
        ),
        (
            "UTC",
            "9:00",
            {"when": "weekly", "day": "Monday"},
            ["24 February – 2 March", "3–9 March"],
        ),
    ],
)
async def test_a_digest_at_midnight_is_of_the_day_before(
    newsroom: Newsroom, zone: str, at: str, rhythm: Mapping[str, str], days: list[str]
) -> None:
    await asked(newsroom.community, "news server", timezone=zone)
    await newsroom.schedule(**{"when": "daily", "at": at, "empty": "say so", **rhythm})
    await newsroom.announce(days=1)
    await newsroom.announce(days=7 if rhythm else 1)

    titles = [said(each).splitlines()[0] for each in newsroom.community.news.history()]
    assert titles == [f"### Research news · {each}" for each in days]


async def test_a_digest_at_midnight_that_comes_late_or_early_says_its_days(
    newsroom: Newsroom, clock: ManualClock
) -> None:
    community = newsroom.community
    await newsroom.schedule(when="weekly", day="Monday", at="0:00", empty="say so")
    await newsroom.announce(days=3, hours=2)  # a Wednesday
    await newsroom.news(1)
    preview = answer(await community.maya.slash(community.news, "news digest"))
    await community.maya.click(preview, label="Post it now")
    await newsroom.announce(days=12)

    titles = [said(each).splitlines()[0] for each in community.news.history()]
    assert clock.now() == datetime(2026, 3, 16, 14, tzinfo=UTC)
    assert titles == [
        "### Research news · 23 February – 4 March",
        "### Research news · 4 March",
        "### Research news · 5–15 March",
    ]


@each_row(
    ("typed", "zone"),
    [
        *(("GMT", "GMT"), ("est", "America/New_York"), ("PST", "America/Los_Angeles")),
        *(("Etc/GMT+3", "Etc/GMT+3"), ("utc", "UTC"), ("CET", "CET"), ("EST5EDT", "EST5EDT")),
        *(("India", "Asia/Kolkata"), ("Germany", "Europe/Berlin"), ("España", "Europe/Madrid")),
        *(("México", "America/Mexico_City"), ("são paulo", "America/Sao_Paulo")),
        *(("Kathmandu", "Asia/Kathmandu"), ("new york", "America/New_York"), ("zulu", "Zulu")),
        *(("Europe/Kiev", "Europe/Kiev"), ("Kiev", "Europe/Kiev"), ("Japan", "Japan")),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_zone_is_chosen_by_any_name_that_it_has(typed: str, zone: str) -> None:
    assert chosen_zone(typed) == zone


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("Buenos Aires", "America/Argentina/Buenos Aires, America/Buenos Aires."),
        ("eastern", "Canada/Eastern, US/Eastern."),
        ("Brazil", "America/Sao Paulo, America/Manaus, America/Fortaleza."),
        ("Argentina", "America/Argentina/Buenos Aires, America/Argentina/Catamarca, "),
    ],
)
def test_zones_of_one_name_are_offered(typed: str, zones: str) -> None:
    with pytest.raises(RequestError) as caught:
        chosen_zone(typed)

    assert str(caught.value).startswith("Several time zones have this name. Choose one of them: ")
    assert zones in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "month", "first", "never"),
    [
        ("GMT+2", 7, "Africa/Johannesburg", "Etc/GMT+2"),
        ("UTC-5", 1, "America/Bogota", "Etc/GMT-5"),
        ("+5:30", 7, "Asia/Kolkata", "Etc/GMT-5"),
        ("india", 7, "Asia/Kolkata", "Etc/GMT"),
        ("sao p", 7, "America/Sao_Paulo", "Etc/GMT"),
        ("pst", 7, "America/Los_Angeles", "Etc/GMT"),
    ],
)
def test_completions_lead_to_places_whose_clocks_show_what_was_typed(
    typed: str, month: int, first: str, never: str
) -> None:
    offered = [each.value for each in zone_choices(typed, datetime(2026, month, 1, tzinfo=UTC))]

    assert offered[0] == first
    assert never not in offered
    assert set().union(*ZONES_OF_NAMES.values()) <= {*zone_names(), "UTC"}


async def test_a_server_is_changed_by_all_options_or_by_none(
    community: Community, services: Services
) -> None:
    general = community.general
    before = await services.support.line(community.guild.id)
    both = await asked(community, "news server", general, support="Call 123", reset=True)
    unknown = await asked(community, "news server", general, support="Call 123", timezone="Mars")
    offered = await community.maya.autocomplete(general, "news server", "timezone", "est")
    gmt = await asked(community, "news server", general, timezone="GMT")

    assert both == texts.SUPPORT_OR_RESET
    assert unknown == schedule_texts.NO_ZONE
    assert await services.support.line(community.guild.id) == before
    assert offered[0]["value"] == "America/New_York"
    assert "Time zone: GMT" in gmt


async def test_a_digest_and_its_pages_stand_under_topics_and_words_in_their_language(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    await asked(community, "news server", language="es")
    await newsroom.schedule(when="daily")
    await newsroom.news(20)
    match = (
        WishMatch("zebra", "zebra", ArticlePart.TITLE),
        WishMatch("bone", "b", ArticlePart.TITLE),
    )
    async with newsroom.services.database.transaction() as connection:
        await connection.execute("UPDATE deliveries SET topics = '[]' WHERE article_id > 4")
        for article_id, reasons in ((5, match[:1]), (6, match[1:]), (7, match)):
            await connection.execute(
                "UPDATE deliveries SET reasons = ? WHERE article_id = ?",
                (write_matches(reasons), article_id),
            )
    await newsroom.announce(days=1)
    (digest,) = community.news.history()
    written = said(digest)
    page = answer(await community.sam.click(digest, label="Mostrar los 20 artículos"))
    first = text(page)
    second = answer(await community.sam.click(page, label="Siguiente"))

    headings = [line for line in written.splitlines() if line.startswith("**") and "[" not in line]
    assert headings == [
        "**Metástasis 🧭**",
        "**Cáncer de mama lobulillar 🍃**",
        "**bone 🔎**",
        "**zebra 🔎**",
        "**Otras noticias**",
    ]
    assert re.findall("Study [0-9]+", written)[:7] == re.findall("Study [0-9]+", first)[:7]
    assert first.startswith("## Artículos 1–10 de 20")
    assert "bone 🔎" in first
    assert "Información, no consejo médico." in text(second)
    assert labels(second)[-2:] == ["Anterior", "Siguiente"]


async def test_topics_names_followed_words_and_each_channel_once(
    community: Community, seed: Seed
) -> None:
    await seed()
    words = ("brain mets", "liver mets", "bone mets", "lung mets")
    for each in words:
        await community.maya.slash(community.news, "news subscribe", words=each)
    alone = raw_text(answer(await community.sam.slash(community.general, "topics")))
    for topic in ("all", "metastasis"):
        await community.maya.slash(community.news, "news subscribe", topic=topic)
    await community.maya.slash(
        community.general, "news subscribe", topic="metastasis", words="brain mets"
    )
    shown = raw_text(answer(await community.sam.slash(community.general, "topics")))

    news, general = (f"<#{each.id}>" for each in (community.news, community.general))
    followed = f"{news} follows words 🔎: brain mets, liver mets, and 2 more"
    assert followed in alone
    assert "All topics" not in alone
    assert alone.count(news) == 1
    assert f"All topics\xa0📰: {news}" in shown
    assert followed in shown
    assert f"{general} follows words 🔎: brain mets in Metastasis" in shown
    assert f"**Metastasis** 🧭: {news}\n" in shown
    assert shown.count(news) == 3
