"""A correction as a channel sees it: the card before, and the same card after."""

import asyncio

import discord
from msgspec.structs import replace

from bot.discord_api.messenger import DiscordMessenger
from bot.model.article import Article
from bot.model.subscription import PATIENT_KINDS
from bot.pipelines.announce import Announcer
from bot.pipelines.correct import Corrector
from bot.services import Services
from bot.storage import articles
from tests.cogs.conftest import Community, Seed
from tests.factories import article, subscribe_channel

BEFORE = article("a", "metastasis", title="A small trial in bone")


async def _announce(community: Community, services: Services) -> None:
    """The article as a card, for a role that wants to be mentioned."""
    await subscribe_channel(
        services.subscriptions,
        community.guild.id,
        community.news.id,
        "all",
        PATIENT_KINDS,
        5,
        post_newest=True,
    )
    messenger = DiscordMessenger(community.env.bot, services.taxonomy)
    await Announcer(
        services.database,
        messenger,
        services.clock,
        burst_limit=5,
        awake=asyncio.Event(),
    ).announce_due()


def _card(community: Community) -> discord.Message:
    (card,) = community.news.history()
    return card


def _shown(community: Community) -> str:
    """All that is written on the only card of the channel."""
    view = discord.ui.LayoutView.from_message(_card(community))
    texts = (item for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay))
    return "\n".join(item.content for item in texts)


async def _correct(community: Community, services: Services, revised: Article) -> None:
    async with services.database.transaction() as connection:
        await articles.revise(connection, 1, revised, "")
    messenger = DiscordMessenger(community.env.bot, services.taxonomy)
    await Corrector(services.database, messenger, services.clock).correct_due()


async def test_a_card_shows_each_correction_in_place_and_mentions_nobody_again(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(BEFORE)
    await _announce(community, services)
    seen, mentions = [_shown(community)], []

    for change in ({"title": "A large trial"}, {"concern": True}, {"retracted": True}):
        await _correct(community, services, replace(BEFORE, **change))
        seen.append(_shown(community))
        body = community.env.http_requests[-1].json
        assert body is not None
        mentions.append(body["allowed_mentions"])

    before, retitled, doubted, retracted = seen
    assert "A small trial in bone" in before
    assert "A large trial" in retitled
    assert "Expression of concern" not in before + retitled
    assert "Expression of concern" in doubted
    assert "Retracted" not in before + retitled + doubted
    assert "Retracted" in retracted
    assert mentions == [{"parse": []}] * 3
    assert len(community.news.history()) == 1


async def test_a_corrected_card_says_that_words_were_in_its_title_before(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(BEFORE)
    await community.maya.slash(community.news, "news subscribe", words="bone", post_newest=True)
    await _announce(community, services)
    seen = [_shown(community)]

    for title in ("A trial in bone", "A trial of surgery"):
        await _correct(community, services, replace(BEFORE, title=title))
        seen.append(_shown(community))

    before, retitled, moved = seen
    assert "bone 🔎: “bone” in the title" in before
    assert "bone 🔎: “bone” in the title" in retitled
    assert "bone 🔎: “bone” was in the title" in moved


async def test_a_card_that_a_moderator_deleted_does_not_come_back(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(BEFORE)
    await _announce(community, services)
    await community.env.bot.http.delete_message(community.news.id, _card(community).id)

    await _correct(community, services, replace(BEFORE, retracted=True))
    asked = len(community.env.http_requests)
    await _correct(community, services, replace(BEFORE, title="Another", retracted=True))

    assert community.news.history() == []
    assert len(community.env.http_requests) == asked
