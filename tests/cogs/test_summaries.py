"""Articles that do not fit on a summary stand behind its button, for everyone who sees it."""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta

import discord
import pytest
from simcord import ResponseMessage

from bot.discord_api.client import NewsBot
from bot.discord_api.messenger import DiscordMessenger
from bot.model.delivery import PlannedDelivery
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import Announcer
from bot.pipelines.correct import Corrector
from bot.services import Services
from bot.storage import articles, deliveries
from bot.ui.addresses import CUSTOM_ID_CHARACTERS, SummaryAddress
from bot.ui.texts import SUMMARY_GONE
from bot.ui.views import Layout, button
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, components, labels, text
from tests.factories import NOON, article, subscribe_channel
from tests.openapi import complaints

EARLIER = NOON - timedelta(hours=1)
MANY = 40
ALL = f"Show all {MANY} articles"
LINK = re.compile(r"\(https://example\.org/news/(\d+)/?\)")
TITLE = "A study that has a long name, as many have: {}, " + "and more of it " * 8
LONGEST = "x" * 900 + " {}"


@dataclass(frozen=True, slots=True)
class Downtime:
    """A server that gets the news of some days at once."""

    community: Community
    services: Services
    seed: Seed

    async def announce(self, count: int = MANY, title: str = TITLE) -> None:
        """An article as a card, and so many as one summary."""
        guild, channel = self.community.guild.id, self.community.news.id
        await subscribe_channel(
            self.services.subscriptions, guild, channel, "all", PATIENT_KINDS, None
        )
        await self.seed(*(article(str(n), title=title.format(n)) for n in range(count + 1)))
        async with self.services.database.transaction() as connection:
            for number in range(count + 1):
                planned = PlannedDelivery(guild, channel, (), ())
                await deliveries.add(connection, number + 1, [planned], EARLIER)
        await Announcer(
            self.services.database,
            DiscordMessenger(self.community.env.bot, self.services.taxonomy),
            self.services.clock,
            burst_limit=1,
            awake=asyncio.Event(),
        ).announce_due()

    @property
    def summary(self) -> discord.Message:
        """The one of the channel."""
        (message,) = [m for m in self.community.news.history() if "new articles" in said(m)]
        return message

    async def press(self, label: str = ALL) -> ResponseMessage:
        """A member presses a button of the summary."""
        return answer(await self.community.sam.click(self.summary, label=label))

    async def turn(self, page: ResponseMessage, label: str) -> ResponseMessage:
        """The page that stands there afterwards."""
        return answer(await self.community.sam.click(page, label=label))


@pytest.fixture
def downtime(community: Community, services: Services, seed: Seed) -> Downtime:
    return Downtime(community, services, seed)


def numbers(page: ResponseMessage) -> list[int]:
    """The articles that a page links."""
    return [int(number) for number in LINK.findall(text(page))]


def said(message: discord.Message) -> str:
    """All that is written in a message."""
    view = discord.ui.LayoutView.from_message(message)
    texts = (item for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))
    return "\n".join(item.content for item in texts)


@pytest.mark.parametrize("title", [TITLE, LONGEST, "A study of the bone, number {}"])
async def test_all_articles_are_shown_in_the_order_of_the_summary_and_back(
    downtime: Downtime, title: str
) -> None:
    await downtime.announce(MANY, title)
    shown = [int(number) for number in LINK.findall(said(downtime.summary))]
    page = await downtime.press(f"Show all {MANY} articles")
    seen, first = numbers(page), numbers(page)

    while len(seen) < MANY:
        page = await downtime.turn(page, "Next")
        assert len(text(page)) <= 4000
        assert len(components(page)) <= 40
        seen += numbers(page)
    back: list[int] = numbers(page)
    while back[0] != seen[0]:
        page = await downtime.turn(page, "Previous")
        back = [*numbers(page), *back]

    assert page.ephemeral
    assert shown == seen[: len(shown)]
    assert sorted(seen) == list(range(1, MANY + 1))
    assert back == seen
    assert first == seen[: len(first)]
    assert f"Articles 1–{len(first)} of {MANY}" in text(await downtime.press())


async def test_a_summary_that_holds_all_has_no_such_button(downtime: Downtime) -> None:
    await downtime.announce(4, "{}")

    view = discord.ui.LayoutView.from_message(downtime.summary)

    names = [item.label for item in view.walk_children() if isinstance(item, discord.ui.Button)]
    assert names == ["More news"]


async def test_the_menu_explains_the_words_of_a_summary(downtime: Downtime) -> None:
    await downtime.announce(3, "Study {} of a biopsy")
    community = downtime.community

    told = await community.sam.context_menu(community.news, "Explain words", downtime.summary)

    assert text(answer(told)).count("**biopsy**") == 1


async def test_the_button_outlives_a_restart_and_a_correction(downtime: Downtime) -> None:
    await downtime.announce()
    async with downtime.services.database.transaction() as connection:
        await articles.revise(connection, 2, article("1", title="Corrected"), "")
    messenger = DiscordMessenger(downtime.community.env.bot, downtime.services.taxonomy)
    services = downtime.services
    await Corrector(services.database, messenger, services.clock).correct_due()
    await downtime.community.env.restart_bot(NewsBot(services))

    page = await downtime.press()

    assert "Corrected" in said(downtime.summary)
    assert "Corrected" in text(page)
    assert labels(page) == ["Previous", "Next"]


async def test_articles_that_are_gone_are_told_in_a_sentence(downtime: Downtime) -> None:
    await downtime.announce()
    page = await downtime.press()
    async with downtime.services.database.transaction() as connection:
        await connection.execute("DELETE FROM articles")

    assert text(await downtime.press()) == SUMMARY_GONE
    assert text(await downtime.turn(page, "Next")) == SUMMARY_GONE


async def test_articles_that_went_meanwhile_leave_the_last_ones(downtime: Downtime) -> None:
    await downtime.announce()
    page = await downtime.press()
    page = await downtime.turn(page, "Next")
    async with downtime.services.database.transaction() as connection:
        await connection.execute("DELETE FROM articles WHERE id > 6")

    page = await downtime.turn(page, "Next")

    assert numbers(page) == [1, 2, 3, 4, 5]
    assert labels(page) == []


@pytest.mark.parametrize("post_id", ["1", "2", "999999999999999999"])
@pytest.mark.parametrize("part", ["", ":from:10", ":to:10", ":from:999999", ":to:0"])
async def test_another_server_is_told_nothing(downtime: Downtime, post_id: str, part: str) -> None:
    await downtime.announce()
    env = downtime.community.env
    other = env.create_guild("Elsewhere")
    member = other.add_member(env.create_user("eve"))
    place = other.create_text_channel("news")
    channel = env.bot.get_channel(place.id)
    assert isinstance(channel, discord.TextChannel)
    row: discord.ui.ActionRow[Layout] = discord.ui.ActionRow(
        button("All", f"summary:{post_id}{part}")
    )
    await channel.send(view=Layout(row))
    assert place.last_message

    shown = answer(await member.click(place.last_message, label="All"))

    assert text(shown) == SUMMARY_GONE
    assert shown.ephemeral


@pytest.mark.parametrize(
    "address",
    [SummaryAddress(10**18 - 1, 10**9), SummaryAddress(10**18 - 1, 10**9, backwards=True)],
)
def test_an_address_fits_a_button(address: SummaryAddress) -> None:
    assert len(address.custom_id) <= CUSTOM_ID_CHARACTERS


async def test_every_request_is_as_discord_describes_it(downtime: Downtime) -> None:
    await downtime.announce(title=LONGEST)

    page = await downtime.press()
    page = await downtime.turn(page, "Next")
    await downtime.turn(page, "Previous")

    assert complaints(downtime.community.env.http_requests) == []
