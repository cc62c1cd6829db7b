"""Feeds that a server has for itself: proposed in chat, allowed by the host, seen there alone."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from bot.catalogue.adding import FeedFinder
from bot.catalogue.server_feeds import MOST_PER_SERVER
from bot.discord_api.notices import ProposalMessages
from bot.errors import RequestError
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.model.feed import Obstacle, ServerFeedRule
from bot.model.query import Filters
from bot.pipelines.proposals import ProposalNotifier
from bot.services import Services
from bot.ui import proposal_texts
from bot.ui.answer_texts import ARTICLE_GONE
from bot.ui.answers import Asker, similar_page
from bot.ui.proposal_pages import obstacle_sentence
from bot.ui.texts import MANAGERS_ONLY
from tests.cogs.server_feeds import ExtractorHere, World, opened, proposer, rss
from tests.cogs.showing import answer, labels, text
from tests.factories import feed
from tests.fakes import ManualClock
from tests.loopback import Server, serving
from tests.openapi import complaints

OLD = "Old news on brain metastasis"
NEW = "Xylotrastuzin in brain metastasis"
PAGE = (
    b'<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
    b"</head><body>A blog</body></html>"
)


@pytest.fixture
async def site() -> AsyncIterator[Server]:
    async with serving() as server:
        server.answer("/feed", body=rss("Local News", OLD, "A recipe"))
        server.answer("/blog", body=PAGE, Content_Type="text/html")
        server.answer("/page", body=b"<!DOCTYPE html><html></html>", Content_Type="text/html")
        yield server


@pytest.fixture
async def world(services: Services, clock: ManualClock, site: Server) -> AsyncIterator[World]:
    async with opened(services, clock, site) as built:
        yield built


def publish(site: Server, *titles: str, name: str = "Local News", path: str = "/feed") -> None:
    """The feed shows something new."""
    site.answer(path, body=rss(name, *titles, OLD, "A recipe", day=8))


async def test_a_moderator_is_told_what_stands_at_the_address(world: World) -> None:
    told = await world.ours.propose(world.url("/blog"))

    assert "Local News" in told
    assert "2 articles, 1 about this bot's topics" in told
    assert f"- {OLD}\n- A recipe" in told
    assert proposal_texts.SOURCE_ASKED in told


async def test_the_host_is_asked_with_the_servers_name_and_two_buttons(world: World) -> None:
    await world.ours.propose(world.url())

    (asked,) = world.asked
    assert "**Ours server** would like to have **[Local News]" in asked
    assert world.url() in asked
    assert OLD in asked


async def test_an_allowed_feed_is_polled_in_silence_then_announced_in_its_server_alone(
    world: World, site: Server
) -> None:
    await world.choose(world.ours)
    await world.notifier.notify_due()
    assert "The bot's host allowed **[Local News]" in world.ours.told[-1]
    assert world.other.told == []

    await world.poll()
    assert world.ours.posted == []

    publish(site, NEW)
    await world.poll()
    assert [NEW in each for each in world.ours.posted] == [True]
    assert world.other.posted == []


async def test_a_server_that_did_not_choose_it_sees_nothing_of_it(
    world: World, site: Server
) -> None:
    await world.choose(world.ours)
    publish(site, NEW)
    await world.poll()

    for asked in (
        {"command": "latest"},
        {"command": "search", "query": "Xylotrastuzin"},
        {"command": "search", "query": "brain metastasis"},
        {"command": "search", "query": "topic:metastasis"},
        {"command": "search", "query": "brain", "sort": "date"},
        {"command": "search", "query": 'source:"Local News"'},
        {"command": "sources"},
    ):
        options = {**asked}
        command = options.pop("command")
        ours = await world.ours.ask(command, **options)
        other = await world.other.ask(command, **options)
        assert "Local News" in ours, asked
        assert OLD not in other, asked
        assert "[Local News]" not in other, asked


async def test_a_preview_shows_it_in_its_server_alone(world: World) -> None:
    await world.choose(world.ours)
    await world.poll()

    ours = await world.ours.moderate("news subscribe", topic="metastasis")
    other = await world.other.moderate("news subscribe", topic="metastasis")

    assert OLD in text(ours)
    assert OLD not in text(other)


async def test_completions_name_it_in_its_server_alone(world: World, site: Server) -> None:
    await world.choose(world.ours)
    publish(site, NEW)
    await world.poll()

    assert await world.ours.completed("source", "Local") == ["Local News"]
    assert await world.other.completed("source", "Local") == []
    assert NEW in await world.ours.completed("query", "xylotr")
    assert await world.other.completed("query", "xylotr") == []
    assert OLD not in await world.other.completed("query", "old news")


async def test_its_articles_are_not_offered_as_similar_elsewhere(
    services: Services, clock: ManualClock, site: Server
) -> None:
    site.answer("/common", body=rss("Common", "Radiation for brain metastasis at last", day=1))
    common = feed("Common", url=site.url("/common"))
    async with opened(services, clock, site, common=[common]) as world:
        await world.choose(world.ours)
        await world.poll()
        shown = answer(await world.other.sam.slash(world.other.general, "latest"))
        own = answer(await world.ours.sam.slash(world.ours.general, "latest"))
        assert OLD not in text(shown)
        assert OLD in text(own)
        hidden = await world.services.visibility.hidden(world.other.guild.id)
        similar = await world.services.engine.similar(await article_id(world, "Radiation"))
        assert [hit.article.article.title for hit in similar.hits] == [OLD]
        filtered = await world.services.engine.similar(
            await article_id(world, "Radiation"), Filters(hidden=hidden)
        )
        assert filtered.hits == ()


async def test_an_article_of_it_cannot_be_opened_from_elsewhere(world: World) -> None:
    await world.choose(world.ours)
    await world.poll()
    number = await article_id(world, "Old news")
    page = answer(await world.ours.sam.slash(world.ours.general, "latest"))
    assert OLD in text(page)

    with pytest.raises(RequestError, match=ARTICLE_GONE.partition(".")[0]):
        await similar_page(world.services, Asker(1, world.other.guild.id), number)
    assert await similar_page(world.services, Asker(1, world.ours.guild.id), number)


async def test_a_second_server_may_have_an_allowed_feed_at_once(world: World, site: Server) -> None:
    await world.choose(world.ours)
    await world.poll()

    told = await world.other.propose(world.url("/feed"))
    assert "is a source of this server now" in told
    assert len(world.asked) == 1

    publish(site, NEW)
    await world.poll()
    assert [NEW in each for each in world.ours.posted + world.other.posted] == [True, True]


async def test_a_refused_feed_is_refused_to_all_for_thirty_days(
    world: World, clock: ManualClock
) -> None:
    await world.ours.propose(world.url())
    assert "You refused" in await world.answer("Refuse")
    await world.notifier.notify_due()
    assert "refused **[Local News]" in world.ours.told[-1]

    assert await world.other.propose(world.url()) == obstacle_sentence(Obstacle.REFUSED)
    clock.forward(days=31)
    assert proposal_texts.SOURCE_ASKED in await world.other.propose(world.url())


async def test_each_failure_is_answered_in_one_sentence(world: World, site: Server) -> None:
    site.answer("/locked", status=403)
    site.answer("/empty")
    site.answer("/broken", status=500)
    cases = {
        "not a url": "This is no address. Copy the address of a feed",
        world.url("/nothing"): "There is no feed at this address (404)",
        world.url("/page"): "There is no feed at this address, and the page names none",
        world.url("/locked"): obstacle_sentence(Obstacle.LOCKED),
        world.url("/empty"): "empty page",
        world.url("/broken"): "trouble of its own (500)",
        "no address at all": "no address",
        "ftp://example.org/feed": "no address",
        "https://a:b@c.example/": "The address holds a name or a password",
    }
    for typed, sentence in cases.items():
        told = await world.ours.propose(typed)
        assert sentence in told
        assert "\n" not in told
        assert "a:b" not in told
    assert world.asked == []


async def test_a_private_address_is_not_asked(world: World, site: Server) -> None:
    async with HttpFetcher.open(contact="tests", private_hosts=PrivateHosts(())) as fetcher:
        services = world.services
        guarded = FeedFinder(fetcher, ExtractorHere(services.taxonomy), HostTurns(world.clock))
        use(world, finder=guarded)

        assert await world.ours.propose(world.url()) == obstacle_sentence(Obstacle.PRIVATE)
    assert site.asked == []


async def test_a_feed_of_all_servers_is_not_chosen_again(
    services: Services, clock: ManualClock, site: Server
) -> None:
    async with opened(services, clock, site, common=[feed("A", url=site.url("/feed"))]) as world:
        told = await world.ours.propose(world.url("/feed/"))

    assert told == obstacle_sentence(Obstacle.FOR_EVERYBODY)


async def test_a_feed_is_proposed_and_chosen_once(world: World) -> None:
    await world.ours.propose(world.url())
    assert await world.ours.propose(world.url()) == obstacle_sentence(Obstacle.PROPOSED)
    await world.answer("Allow")
    assert await world.ours.propose(world.url()) == obstacle_sentence(Obstacle.CHOSEN)


async def test_a_server_has_twenty_at_most(world: World, site: Server) -> None:
    use(world, rule=ServerFeedRule.ALLOW)
    for number in range(MOST_PER_SERVER + 1):
        site.answer(f"/{number}", body=rss(f"Feed {number}", f"Article {number}"))
    told = [await world.ours.propose(world.url(f"/{n}")) for n in range(MOST_PER_SERVER + 1)]

    assert all("is a source of this server now" in each for each in told[:-1])
    assert told[-1] == obstacle_sentence(Obstacle.TOO_MANY)
    assert "/20" not in site.asked
    assert world.asked == []


@pytest.mark.parametrize(
    ("rule", "obstacle"),
    [
        (ServerFeedRule.OFF, Obstacle.SWITCHED_OFF),
        (ServerFeedRule.ASK, Obstacle.NO_OPERATOR),
    ],
)
async def test_the_operators_settings_are_told(
    world: World, rule: ServerFeedRule, obstacle: Obstacle
) -> None:
    use(world, rule=rule, can_ask=False)

    assert await world.ours.propose(world.url()) == obstacle_sentence(obstacle)


async def test_a_host_whom_discord_hides_is_told_of_honestly(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=403, code=50007)

    told = await world.ours.propose(world.url())

    assert proposal_texts.SOURCE_NOT_ASKED in told
    (waiting,) = await world.services.server_feeds.waiting()
    assert not waiting.reached
    await world.notifier.notify_due()
    assert world.asked == []  # Nobody is asked again who takes no messages.

    await world.services.server_feeds.answer(waiting.id, allowed=True)
    await world.notifier.notify_due()
    assert "The bot's host allowed" in world.ours.told[-1]


async def test_a_host_who_cannot_be_reached_for_now_is_logged_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.pipelines.proposals")
    world.env.inject_error("POST", "/channels/*/messages", status=503)
    await world.ours.propose(world.url())
    caplog.clear()
    for _ in range(3):
        world.env.inject_error("POST", "/channels/*/messages", status=503)
        await world.notifier.notify_due()

    logged = [each for each in caplog.messages if "could not be asked" in each]
    assert len(logged) == 1


async def test_a_host_who_cannot_be_reached_for_now_is_asked_later(world: World) -> None:
    world.env.inject_error("POST", "/channels/*/messages", status=503)

    assert proposal_texts.SOURCE_TO_BE_ASKED in await world.ours.propose(world.url())
    assert world.asked == []
    await world.notifier.notify_due()
    await world.notifier.notify_due()

    assert len(world.asked) == 1


async def test_only_the_first_of_two_answers_counts(world: World) -> None:
    await world.ours.propose(world.url())
    (waiting,) = await world.services.server_feeds.waiting()
    await world.services.server_feeds.answer(waiting.id, allowed=True)

    pressed = await world.answer("Refuse")

    assert proposal_texts.HOST_ANSWERED_BEFORE in pressed
    assert "You allowed" in pressed
    (own,) = (await world.services.server_feeds.of_server(world.ours.guild.id)).feeds
    assert own.tracked.feed.name == "Local News"


async def test_two_presses_at_once_are_one_answer(world: World) -> None:
    await world.ours.propose(world.url())
    (waiting,) = await world.services.server_feeds.waiting()
    answers = [world.services.server_feeds.answer(waiting.id, allowed=n == 0) for n in range(2)]

    answered = [each for each in await asyncio.gather(*answers) if each]

    assert sorted(each.before for each in answered) == [False, True]
    assert len({each.proposal.state for each in answered}) == 1


async def test_nobody_but_the_present_host_answers(world: World) -> None:
    await world.ours.propose(world.url())
    bot = world.env.bot
    settings = replace(world.services.settings, owner_id=7 * 10**17)
    bot.services = replace(world.services, settings=settings)  # type: ignore[attr-defined] # a NewsBot

    result = await world.host.click(world.host.dm_channel.history()[-1], label="Allow")

    assert text(answer(result)) == proposal_texts.NOT_THE_HOST
    assert (await world.services.server_feeds.of_server(world.ours.guild.id)).feeds == ()


async def test_a_new_host_is_asked_what_the_old_one_left_open(world: World) -> None:
    await world.ours.propose(world.url())
    heir = world.env.create_user("heir")
    notifier = ProposalNotifier(
        world.services.database, ProposalMessages(world.env.bot, heir.id), world.clock
    )

    await notifier.notify_due()
    await notifier.notify_due()

    assert len(heir.dm_channel.history()) == 1


async def test_a_server_that_left_meanwhile_gets_nothing(world: World) -> None:
    await world.ours.propose(world.url())
    await world.services.server_changes.left(world.ours.guild.id)

    assert await world.answer("Allow") == proposal_texts.PROPOSAL_GONE
    assert await world.poll() == []


async def test_a_server_that_the_bot_left_has_no_feeds_any_more(world: World, site: Server) -> None:
    await world.choose(world.ours)
    await world.poll()
    await world.services.server_changes.left(world.ours.guild.id)
    await world.services.server_changes.returned(world.ours.guild.id)

    publish(site, NEW)
    assert await world.poll() == []
    assert "Local News" not in await world.ours.ask("sources")
    assert OLD not in await world.ours.ask("latest")


async def test_removing_asks_once_and_ends_the_polling(world: World, site: Server) -> None:
    await world.choose(world.ours)
    await world.poll()
    listed = await world.ours.moderate("news sources")
    assert "Local News" in text(listed)
    assert "2 articles" in text(listed)

    asked = answer(await world.ours.maya.click(listed, label="Remove"))
    assert "Remove **[Local News]" in text(asked)
    assert labels(asked) == [proposal_texts.REMOVE_NOW, proposal_texts.KEEP_SOURCE]
    kept = answer(await world.ours.maya.click(asked, label=proposal_texts.KEEP_SOURCE))
    again = answer(await world.ours.maya.click(kept, label="Remove"))
    gone = answer(await world.ours.maya.click(again, label=proposal_texts.REMOVE_NOW))

    assert text(gone) == proposal_texts.NO_OWN_SOURCES
    publish(site, NEW)
    assert await world.poll() == []
    assert OLD not in await world.ours.ask("latest")
    assert OLD not in await world.ours.ask("search", query="brain metastasis")


async def test_a_feed_that_another_server_has_is_still_polled(world: World, site: Server) -> None:
    await world.choose(world.ours)
    await world.choose(world.other)
    await world.poll()
    listed = await world.ours.moderate("news sources")
    asked = answer(await world.ours.maya.click(listed, label="Remove"))
    await world.ours.maya.click(asked, label=proposal_texts.REMOVE_NOW)

    publish(site, NEW)
    await world.poll()

    assert world.ours.posted == []
    assert [NEW in each for each in world.other.posted] == [True]


async def test_a_feed_that_is_chosen_again_is_silent_at_first(world: World, site: Server) -> None:
    await world.choose(world.ours)
    await world.poll()
    (own,) = (await world.services.server_feeds.of_server(world.ours.guild.id)).feeds
    await world.services.server_feeds.remove(world.ours.guild.id, own.tracked.id)
    publish(site, NEW)
    await world.ours.propose(world.url())

    await world.poll()

    assert world.ours.posted == []
    assert NEW in await world.ours.ask("latest")


async def test_members_cannot_propose_or_list(world: World) -> None:
    for command in await world.env.bot.tree.fetch_commands():  # type: ignore[attr-defined] # a Bot
        world.ours.guild.set_command_permissions(command, {world.ours.sam: True})

    for command, options in (("news source", {"url": world.url()}), ("news sources", {})):
        refused = answer(await world.ours.sam.slash(world.ours.general, command, **options))
        assert text(refused) == MANAGERS_ONLY
    assert world.site.asked == []


async def test_an_answer_that_no_channel_takes_is_shown_to_the_next_moderator(
    world: World,
) -> None:
    await world.ours.propose(world.url())
    await world.answer("Allow")
    world.env.inject_error("POST", f"/channels/{world.ours.general.id}/messages", status=403)
    await world.notifier.notify_due()
    assert world.ours.told == []

    result = await world.ours.maya.slash(world.ours.general, "news sources")

    assert "The bot's host allowed" in "\n".join(map(text, result.followups))
    await world.notifier.notify_due()
    assert world.ours.told == []


async def test_every_request_is_as_discord_describes_it(world: World) -> None:
    await world.choose(world.ours)
    await world.notifier.notify_due()
    await world.poll()
    listed = await world.ours.moderate("news sources")
    asked = answer(await world.ours.maya.click(listed, label="Remove"))
    await world.ours.maya.click(asked, label=proposal_texts.REMOVE_NOW)
    await world.ours.ask("sources")

    # discord.py opens a direct message with the user's id as a number, which Discord takes.
    own = [each for each in world.env.http_requests if each.path.count("@me/channels") == 0]
    assert complaints(own) == []


async def article_id(world: World, title: str) -> int:
    async with world.services.database.reader() as connection:
        rows = await connection.execute_fetchall(
            "SELECT id FROM articles WHERE title LIKE ?", (f"{title}%",)
        )
    return int(next(iter(rows))[0])


def use(
    world: World,
    rule: ServerFeedRule = ServerFeedRule.ASK,
    *,
    finder: FeedFinder | None = None,
    can_ask: bool = True,
) -> None:
    """Let the bot take proposals by another rule, or with another finder."""
    services = world.services
    made = proposer(services, services.sources, finder or world.finder, rule, can_ask=can_ask)
    cog = world.env.bot.get_cog("ServerSettings")  # type: ignore[attr-defined] # a Bot
    cog.services = replace(services, proposer=made)
