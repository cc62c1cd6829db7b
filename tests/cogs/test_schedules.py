"""Schedules, quiet hours and digests as moderators and members see them."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest
from simcord import ChannelHandle

from bot.discord_api.client import NewsBot
from bot.discord_api.messenger import DiscordMessenger
from bot.errors import RequestError
from bot.model.article import Evidence, EvidenceKind
from bot.model.delivery import PlannedDelivery
from bot.model.schedule import Rhythm
from bot.model.subscription import PATIENT_KINDS, ChannelKind, Step
from bot.pipelines.announce import Announcer
from bot.pipelines.follow import Follower
from bot.services import Services
from bot.storage import deliveries
from bot.subscriptions.schedules import NO_SCHEDULE, NOT_SUBSCRIBED, NOTHING_WAITS, PAUSED_CHANNEL
from bot.ui import schedule_texts
from bot.ui.addresses import SIMILAR_MENU, STUDIES_MENU
from bot.ui.answer_texts import ENGLISH, SPANISH
from bot.ui.schedule_options import chosen_zone, quiet_text, read_day, read_quiet
from bot.ui.texts import ALREADY_SET, SERVER_SAVED
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, labels, raw_text, text, without_command_ids
from tests.cogs.test_summaries import said
from tests.factories import NOON, article, subscribe_channel
from tests.fakes import ManualClock
from tests.openapi import complaints
from tests.tables import each_row

WEEK = "Research news · 24 February – 2 March"
NINE = int((NOON.replace(hour=9) + timedelta(days=1)).timestamp())
"""The next slot of a daily digest at nine, by UTC."""
TRIAL = Evidence(EvidenceKind.RANDOMIZED)


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A server whose channel is subscribed to two topics."""

    community: Community
    services: Services
    seed: Seed
    clock: ManualClock

    async def subscribe(self, channel: ChannelHandle, **how: object) -> None:
        for topic in ("metastasis", "lobular"):
            await subscribe_channel(
                self.services.subscriptions,
                self.community.guild.id,
                channel.id,
                topic,
                PATIENT_KINDS,
                None,
                **how,  # type: ignore[arg-type]
            )

    async def news(
        self,
        count: int,
        channel: ChannelHandle | None = None,
        title: str = "Study {}",
        first: int = 0,
    ) -> None:
        """So many articles that wait in the channel; all of them are of trials."""
        channel_id = (channel or self.community.news).id
        topics = ("metastasis", "lobular")
        made = (
            article(str(n), topics[n % 2], title=title.format(n), evidence=TRIAL)
            for n in range(first, first + count)
        )
        await self.seed(*made)
        async with self.services.database.transaction() as connection:
            for number in range(first, first + count):
                planned = PlannedDelivery(
                    self.community.guild.id,
                    channel_id,
                    (topics[number % 2],),
                    (),
                    frozenset({Step.PUBLISH}) if channel else frozenset(),
                )
                await deliveries.add(connection, number + 1, [planned], self.clock.now())

    async def announce(self, **later: float) -> None:
        """Let time pass, and post what is due."""
        self.clock.forward(**later)
        services = self.services
        messenger = DiscordMessenger(
            self.community.env.bot, services.taxonomy, glossary=services.glossary
        )
        await Announcer(
            self.services.database,
            messenger,
            self.clock,
            burst_limit=5,
            awake=asyncio.Event(),
        ).announce_due()
        await Follower(self.services.database, messenger, self.clock).follow_due()

    async def schedule(self, **options: object) -> str:
        """A moderator uses the command in the channel; what it answers."""
        shown = await self.community.maya.slash(self.community.news, "news schedule", **options)
        return text(answer(shown))


@pytest.fixture
async def newsroom(
    community: Community, services: Services, seed: Seed, clock: ManualClock
) -> Newsroom:
    made = Newsroom(community, services, seed, clock)
    await made.subscribe(community.news)
    return made


async def test_a_moderator_sets_a_schedule_part_by_part(newsroom: Newsroom) -> None:
    plain = await newsroom.schedule()
    weekly = await newsroom.schedule(when="weekly", day="Tue", at="9", quiet="22-7")
    told = await newsroom.schedule(empty="say so")
    monthly = await newsroom.schedule(when="monthly")
    by_limit = await newsroom.schedule(when="at once", at_most=5, at="18:30", quiet="off")
    ended = await newsroom.schedule(at_most=0)

    assert "Each article at once." in plain
    assert "A digest every Tuesday at 09:00." in weekly
    assert "During the quiet hours 22:00-07:00, only corrections are posted" in weekly
    assert "If there is nothing new, nothing is posted." in weekly
    assert schedule_texts.SAYS_EMPTY in told
    assert "A digest every Tuesday at 09:00." in told
    assert "A digest on day 1 of each month at 09:00." in monthly
    assert (
        "Up to 5 posts a day are sent at once; anything beyond that comes in one digest at 18:30."
        in by_limit
    )
    assert "quiet" not in by_limit.lower()
    assert ended.splitlines()[1:] == ["✅ Saved.", "Each article at once."]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"when": "daily", "at": "25:00"}, schedule_texts.NO_TIME),
        ({"when": "daily", "at": "noonish"}, schedule_texts.NO_TIME),
        ({"quiet": "22"}, schedule_texts.NO_QUIET_HOURS),
        ({"quiet": "07:00-07:00"}, schedule_texts.NO_QUIET_HOURS),
        ({"when": "weekly", "day": "T"}, schedule_texts.NO_WEEKDAY),
        ({"when": "monthly", "day": "32"}, schedule_texts.NO_DAY_OF_MONTH),
        ({"when": "daily", "day": "Monday"}, schedule_texts.DAY_NEEDS_RHYTHM),
        ({"when": "daily", "at_most": 3}, schedule_texts.LIMIT_NEEDS_AT_ONCE),
        ({"empty": "say so"}, schedule_texts.EMPTY_NEEDS_DIGEST),
        ({"at": "09:00"}, schedule_texts.AT_NEEDS_DIGEST),
        (
            {"when": "daily", "at": "23:00", "quiet": "22:00-07:00"},
            schedule_texts.SLOT_IS_QUIET.format(at="23:00", quiet="22:00-07:00"),
        ),
    ],
)
async def test_what_does_not_go_together_is_said_and_nothing_is_changed(
    newsroom: Newsroom, options: dict[str, object], sentence: str
) -> None:
    shown = await newsroom.schedule(**options)

    found = await newsroom.services.schedules.of_guild(newsroom.community.guild.id)
    assert shown == sentence
    assert found == {}


async def test_long_forms_of_quiet_hours_can_be_typed(newsroom: Newsroom) -> None:
    shown = await newsroom.schedule(quiet="between 10:30 p.m. and 7:30 a.m.")

    assert "22:30-07:30" in shown


async def test_what_stands_already_is_said_to_be_unchanged(newsroom: Newsroom) -> None:
    maya, news = newsroom.community.maya, newsroom.community.news
    plain = await newsroom.schedule(when="at once")
    first = await newsroom.schedule(when="weekly", day="Tuesday", at="9")
    again = await newsroom.schedule(at="09:00")
    zone, same = [
        text(answer(await maya.slash(news, "news server", timezone="madrid"))) for _ in "12"
    ]

    assert ALREADY_SET in plain
    assert schedule_texts.SCHEDULE_SAVED in first
    assert ALREADY_SET in again
    assert "Saved" not in again
    assert SERVER_SAVED in zone
    assert ALREADY_SET in same


@each_row(
    ("typed", "read"),
    [
        ("22:00-07:00", "22:00-07:00"),
        ("22-7", "22:00-07:00"),
        ("2200 – 0700", "22:00-07:00"),
        ("10 pm to 7 a.m.", "22:00-07:00"),
        ("from 22:00 until 07:00", "22:00-07:00"),
        ("between 21 and 8", "21:00-08:00"),
        ("22:00—06:30", "22:00-06:30"),
        ("22:00-24:00", "22:00-00:00"),
        ("midnight till noon", "00:00-12:00"),
        ("22to7", "22:00-07:00"),
        ("10:30 p.m. to 7:30 a.m.", "22:30-07:30"),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(typed: str, read: str) -> None:
    quiet = read_quiet(typed)

    assert quiet
    assert quiet_text(quiet) == read


@each_row(
    "typed",
    [
        *("22:00-25:00", "25:00-07:00", "24:00-07:00", "22:60-07:00", "at night", "22:00-", "-7"),
        *("22", "7-7", "22:00-07:00-09:00", "13 pm-7", "0 am-7", "๒๒-๗", "22:00-07:00, 12-13"),
        *("00:00-24:00", "22:00 07:00", "-22-7", "tonight-tomorrow", "22:00:00-07:00:00"),
    ],
)
def test_wrong_quiet_hours_are_answered_by_the_form_of_right_ones(typed: str) -> None:
    with pytest.raises(RequestError, match=re.escape(schedule_texts.NO_QUIET_HOURS)):
        read_quiet(typed)


@each_row(
    ("day", "rhythm", "read"),
    [
        *(("mon", Rhythm.WEEKLY, 0), ("Mon.", Rhythm.WEEKLY, 0), ("SUNDAYS", Rhythm.WEEKLY, 6)),
        *(("1st", Rhythm.MONTHLY, 1), ("31", Rhythm.MONTHLY, 31), ("last day", Rhythm.MONTHLY, 31)),
        ("last", Rhythm.MONTHLY, 31),
        *(("t", Rhythm.WEEKLY, None), ("1", Rhythm.WEEKLY, None), ("0", Rhythm.MONTHLY, None)),
        *(("first", Rhythm.MONTHLY, None), ("٣٢", Rhythm.MONTHLY, None)),
        *(("-1", Rhythm.MONTHLY, None), ("Monday", Rhythm.MONTHLY, None)),
    ],
)
def test_days_are_read_or_answered_by_the_form_of_right_ones(
    day: str, rhythm: Rhythm, read: int | None
) -> None:
    weekly = rhythm is Rhythm.WEEKLY
    wrong = schedule_texts.NO_WEEKDAY if weekly else schedule_texts.NO_DAY_OF_MONTH
    if read is None:
        with pytest.raises(RequestError, match=re.escape(wrong)):
            read_day(day, rhythm)
    else:
        assert read_day(day, rhythm) == read


@each_row(
    "zone", ["Mars", "UTC+2", "GMT-5", "Europe", "Europe/Berln", "+02:00", "?", "Rio", "localtime"]
)
def test_an_unknown_zone_is_answered_by_the_form_of_right_ones(zone: str) -> None:
    with pytest.raises(RequestError, match=re.escape(schedule_texts.NO_ZONE)):
        chosen_zone(zone)


async def test_completions_offer_what_fits(newsroom: Newsroom) -> None:
    maya, news = newsroom.community.maya, newsroom.community.news

    async def offered(option: str, typed: str, **filled: object) -> list[str]:
        found = await maya.autocomplete(news, "news schedule", option, typed, **filled)
        return [choice["value"] for choice in found]

    zones = await maya.autocomplete(news, "news server", "timezone", "madr")

    assert [zone["value"] for zone in zones] == ["Europe/Madrid"]
    assert zones[0]["name"] == "Europe/Madrid · 13:00"
    assert await offered("day", "T", when="weekly") == ["Tuesday", "Thursday"]
    assert await offered("day", "3", when="monthly") == ["3", "30", "31"]
    assert await offered("at", "9pm") == ["21:00"]
    assert len(await offered("at", "")) == 24
    assert await offered("quiet", "23 to 6") == ["23:00-06:00"]


async def test_the_zone_and_the_language_of_a_server(newsroom: Newsroom) -> None:
    maya, news = newsroom.community.maya, newsroom.community.news
    in_utc = await newsroom.schedule(when="daily")
    unknown = await maya.slash(news, "news server", timezone="Mars")
    shown = await maya.slash(news, "news server", timezone="madrid", language="es")
    in_madrid = await newsroom.schedule()

    assert f"<t:{NINE}:F>" in in_utc
    assert "Times are UTC" in in_utc
    assert text(answer(unknown)) == schedule_texts.NO_ZONE
    assert "Time zone: Europe/Madrid" in text(answer(shown))
    assert "Language of digests: Español" in text(answer(shown))
    assert f"<t:{NINE - 3600}:F>" in in_madrid


async def test_a_digest_is_posted_listed_and_leads_to_articles_and_similar_ones(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily", empty="say so")
    await newsroom.news(40)
    await newsroom.announce(days=1)
    (digest,) = community.news.history()
    written = said(digest)
    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))
    page = answer(await community.sam.click(digest, label="Show all 40 articles"))
    first = text(page)
    second = answer(await community.sam.click(page, label="Next"))
    from_page = answer(await community.sam.select(second, ["3"], custom_id=SIMILAR_MENU))
    await community.env.restart_bot(NewsBot(newsroom.services))
    similar = answer(await community.sam.select(digest, ["30"], custom_id=SIMILAR_MENU))

    assert written.startswith("### Research news · 2 March\n-# 40 articles\n**")
    assert "**1.** [Study" in written
    assert "A digest every day at 09:00 · next" in listed
    assert "last: 40 articles" in listed
    assert listed.count("A digest every day") == 1
    assert first.splitlines()[1].startswith("**1.** [Study")
    assert text(second).splitlines()[1].startswith("**11.** [Study")
    assert similar.ephemeral
    assert from_page.ephemeral
    assert complaints(community.env.http_requests) == []


async def test_a_digest_explains_the_words_of_its_titles_and_the_kinds_of_study(
    newsroom: Newsroom,
) -> None:
    community, sam = newsroom.community, newsroom.community.sam
    await newsroom.schedule(when="daily")
    await newsroom.news(40, title="Study {} of a sentinel node biopsy")
    await newsroom.announce(days=1)
    (digest,) = community.news.history()
    await community.env.restart_bot(NewsBot(newsroom.services))

    button = answer(await sam.click(digest, label="Words"))
    menu = answer(await sam.context_menu(community.news, "Explain words", digest))
    study = answer(await sam.select(digest, ["40"], custom_id=STUDIES_MENU))
    page = answer(await sam.click(digest, label="Show all 40 articles"))
    of_page = answer(await sam.select(page, ["39"], custom_id=STUDIES_MENU))

    assert button.ephemeral
    assert text(button).count("**sentinel lymph node biopsy**") == 1
    assert text(menu) == text(button)
    assert "**Randomized trial in people**" in text(study)
    assert "**Randomized trial in people**" in text(of_page)


async def test_what_a_spanish_digest_explains_is_in_spanish(newsroom: Newsroom) -> None:
    community, sam = newsroom.community, newsroom.community.sam
    await community.maya.slash(community.news, "news server", language="es")
    await newsroom.schedule(when="daily")
    await newsroom.news(3, title="Study {} of a sentinel node biopsy")
    await newsroom.announce(days=1)
    (digest,) = community.news.history()

    words = answer(await sam.click(digest, label="Palabras"))
    study = answer(await sam.select(digest, ["3"], custom_id=STUDIES_MENU))
    async with newsroom.services.database.transaction() as connection:
        await connection.execute("DELETE FROM articles")
    gone = answer(await sam.select(digest, ["3"], custom_id=STUDIES_MENU))
    all_gone = answer(await sam.click(digest, label="Palabras"))

    assert text(gone) == SPANISH.article_gone
    assert "Los artículos de este resumen ya no se conservan aquí." in text(all_gone)
    assert text(words).startswith("## Palabras explicadas")
    assert "**Ensayo aleatorizado en personas**" in text(study)


async def test_a_digest_without_words_has_no_such_button(newsroom: Newsroom) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily")
    await newsroom.news(3)
    await newsroom.announce(days=1)
    (digest,) = community.news.history()

    told = answer(await community.sam.context_menu(community.news, "Explain words", digest))

    view = discord.ui.LayoutView.from_message(digest)
    assert "Words" not in [getattr(each, "label", None) for each in view.walk_children()]
    assert text(told) == ENGLISH.no_words


async def test_an_empty_digest_names_a_command_that_can_be_clicked(newsroom: Newsroom) -> None:
    await newsroom.schedule(when="daily", empty="say so")
    async with newsroom.services.database.transaction() as connection:
        await connection.execute(
            "INSERT INTO feeds (url, name, homepage, kind, audience, failures, last_success_at) "
            "VALUES ('u', 'n', 'h', 'news', 'patients', 1, 1772300000)"
        )
    await newsroom.announce(days=1)
    (empty,) = newsroom.community.news.history()
    listed = await newsroom.community.maya.slash(newsroom.community.general, "news subscriptions")

    assert without_command_ids(said(empty)).endswith(
        "No source was read since Sunday; the last time was on <t:1772300000:f>; "
        "one is failing: </sources>"
    )
    assert "last: nothing new" in text(answer(listed))


async def test_a_digest_now_is_previewed_posted_and_moves_the_slot(newsroom: Newsroom) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily")
    await newsroom.news(3)

    preview = answer(await community.maya.slash(community.news, "news digest"))
    previewed = text(preview)
    posted = answer(await community.maya.click(preview, label="Post it now"))
    await newsroom.announce()
    again = answer(await community.maya.slash(community.news, "news digest"))

    assert preview.ephemeral
    assert f"comes <t:{NINE}:F>" in previewed
    assert "**1.** [Study" in previewed
    assert "with 3 articles" in text(posted)
    assert f"in place of the one of <t:{NINE}:F>. The next one comes <t:{NINE + 86400}:F>." in (
        raw_text(posted)
    )
    assert "-# 3 articles" in said(community.news.history()[0])
    assert f"Nothing waits for the next digest in <#{community.news.id}>" in text(again)
    assert "Research news" not in text(again)
    assert "Post it now" not in labels(again)
    await newsroom.schedule(empty="say so")
    told = text(answer(await community.maya.slash(community.news, "news digest")))
    assert f"No source was read since {newsroom.clock.now():%A}." in told
    await newsroom.schedule(empty="stay silent")
    await newsroom.announce(days=1)
    assert len(community.news.history()) == 1


async def test_a_second_digest_now_is_an_extra_one(newsroom: Newsroom) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily")
    for first in range(2):
        await newsroom.news(1, first=first)
        preview = answer(await community.maya.slash(community.news, "news digest"))
        previewed = raw_text(preview)
        posted = raw_text(answer(await community.maya.click(preview, label="Post it now")))
        await newsroom.announce(hours=1)

    assert f"comes <t:{NINE + 86400}:F>" in previewed
    assert posted == (
        f"✅ An extra digest with 1 article is being posted in <#{community.news.id}>. "
        f"The next one comes <t:{NINE + 86400}:F>."
    )


async def test_the_rest_of_a_day_with_a_limit_can_come_early(newsroom: Newsroom) -> None:
    community = newsroom.community
    await newsroom.schedule(when="at once", at_most=1)
    for first in range(2):
        await newsroom.news(1, first=first)
        await newsroom.announce(minutes=1)
    preview = answer(await community.maya.slash(community.news, "news digest"))
    previewed = raw_text(preview)
    posted = raw_text(answer(await community.maya.click(preview, label="Post it now")))

    assert f"beyond the daily limit in <#{community.news.id}> come <t:{NINE}:F>" in previewed
    assert f"Further articles beyond the daily limit come <t:{NINE + 86400}:F>." in posted


async def test_a_digest_that_still_waits_is_not_said_to_come_in_the_past(
    newsroom: Newsroom,
) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily")
    await newsroom.news(1)
    newsroom.clock.forward(days=1)
    preview = answer(await community.maya.slash(community.news, "news digest"))
    previewed = raw_text(preview)
    page = await newsroom.schedule()
    listed = answer(await community.maya.slash(community.news, "news subscriptions"))
    posted = answer(await community.maya.click(preview, label="Post it now"))

    assert f"has been due since <t:{NINE}:F>" in previewed
    assert "A digest has been due since" in page
    assert f"due <t:{NINE}:R>" in raw_text(listed)
    assert f"in place of the one of <t:{NINE}:F>. The next one comes <t:{NINE + 86400}:F>." in (
        raw_text(posted)
    )


async def test_an_empty_digest_is_previewed_only_if_it_would_be_posted(newsroom: Newsroom) -> None:
    community = newsroom.community
    await newsroom.schedule(when="daily", empty="stay silent")
    silent = answer(await community.maya.slash(community.news, "news digest"))
    await newsroom.schedule(empty="say so")
    told = answer(await community.maya.slash(community.news, "news digest"))

    assert "nothing is posted" in text(silent)
    assert "No source was read since" not in text(silent)
    assert "No source was read since" in text(told)


async def test_a_digest_now_that_cannot_be_says_why(newsroom: Newsroom) -> None:
    community, services = newsroom.community, newsroom.services
    at_once = answer(await community.maya.slash(community.news, "news digest"))
    elsewhere = answer(await community.maya.slash(community.general, "news digest"))
    await newsroom.schedule(when="daily")
    await newsroom.news(1)
    preview = answer(await community.maya.slash(community.news, "news digest"))
    second = answer(await community.maya.slash(community.news, "news digest"))
    await services.subscriptions.pause(community.guild.id, community.news.id)
    paused = answer(await community.maya.click(preview, label="Post it now"))
    await services.subscriptions.resume(community.guild.id, community.news.id)
    await community.maya.click(preview, label="Post it now")
    twice = answer(await community.maya.click(second, label="Post it now"))

    sentences = [text(each) for each in (at_once, elsewhere, paused, twice)]
    assert sentences == [NO_SCHEDULE, NOT_SUBSCRIBED, PAUSED_CHANNEL, NOTHING_WAITS]


async def test_a_forum_and_an_announcement_channel_get_their_digest(newsroom: Newsroom) -> None:
    community, services = newsroom.community, newsroom.services
    forum = community.guild.create_forum_channel("library")
    wire = community.guild.create_news_channel("wire")
    for channel, kind in ((forum, ChannelKind.FORUM), (wire, ChannelKind.ANNOUNCEMENT)):
        steps = frozenset({Step.PUBLISH}) if kind is ChannelKind.ANNOUNCEMENT else frozenset()
        await newsroom.subscribe(channel, channel_kind=kind, steps=steps)
        await community.maya.slash(
            community.general, "news schedule", channel=channel, when="weekly", day="Monday"
        )
    await newsroom.news(2, wire)
    async with services.database.transaction() as connection:
        for number in (1, 2):
            planned = PlannedDelivery(community.guild.id, forum.id, ("metastasis",), ())
            await deliveries.add(connection, number, [planned], newsroom.clock.now())
    await newsroom.announce(days=1)

    names = [thread.name for thread in forum.threads]
    (published,) = wire.history()
    assert names == [WEEK]
    assert published.embeds[0].title == WEEK
    path = f"/channels/{wire.id}/messages/{published.id}/crosspost"
    assert [r.method for r in community.env.http_requests if r.path.endswith(path)] == ["POST"]


async def test_the_newest_article_of_a_new_subscription_waits_as_the_channel_says(
    newsroom: Newsroom,
) -> None:
    await newsroom.schedule(when="daily")
    await newsroom.seed(article("1", "metastasis"))

    shown = await newsroom.community.maya.slash(
        newsroom.community.news, "news subscribe", topic="metastasis", post_newest=True
    )
    await newsroom.announce()
    pending = await newsroom.community.maya.slash(newsroom.community.news, "news deliveries")

    assert "comes with the next one" in text(answer(shown))
    assert newsroom.community.news.history() == []
    assert "It waits for the next digest of its channel." in text(answer(pending))
