import asyncio
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

from msgspec.structs import replace

from bot.discord_api.messenger import DiscordMessenger
from bot.model.article import (
    Duplicate,
    Evidence,
    EvidenceKind,
    Image,
    RegistryNotice,
    UpdateKind,
)
from bot.model.delivery import CarriedArticle, PlannedDelivery, Post, PostKind
from bot.model.feed import FeedKind
from bot.model.form import CareMode, PostForm
from bot.model.schedule import Digest
from bot.model.subscription import ChannelKind
from bot.model.wish import ArticlePart, WishMatch
from bot.pipelines.announce import Announcer
from bot.services import Services
from bot.storage import deliveries
from bot.ui.addresses import SIMILAR_MENU, STUDIES_MENU
from tests.cogs.conftest import Community, Seed
from tests.cogs.heard import unheard
from tests.cogs.showing import answer, labels
from tests.factories import NOON, article, kept
from tests.openapi import complaints

KEY = "0123456789abcdef01234567"


async def test_every_request_is_as_discord_describes_it(
    community: Community, seed: Seed, services: Services
) -> None:
    await show_all(community, seed, services)

    requests = community.env.http_requests

    assert len(requests) > 15
    assert complaints(requests) == []
    assert unheard(requests, services.taxonomy) == []


MOST_COMPONENTS, MOST_CHARACTERS, MOST_TITLE, MOST_EMBED = 40, 4000, 100, 6000


async def test_everything_at_once_is_within_all_limits_of_each_kind_of_message(
    community: Community, services: Services
) -> None:
    role = community.guild.create_role("News", mentionable=True)
    forum = community.guild.create_forum_channel("library")
    messenger = DiscordMessenger(community.env.bot, services.taxonomy, glossary=services.glossary)
    days = Digest(date(2026, 11, 24), date(2026, 11, 30))
    places = [(community.news.id, ChannelKind.TEXT, form) for form in PostForm]
    places += [(forum.id, ChannelKind.FORUM, form) for form in PostForm]
    posts = [
        (PostKind.CARD, None, 1),
        (PostKind.SUMMARY, None, 12),
        (PostKind.SUMMARY, days, 40),
    ]
    for number, ((channel_id, kind, form), (what, digest, count), care) in enumerate(
        product(places, posts, (CareMode.NOTE, CareMode.FOLD)), 1
    ):
        post = Post(
            *(number, community.guild.id, channel_id, what, f"{number:024x}", NOON),
            channel_kind=kind,
            form=form,
            digest=digest,
        )
        await messenger.send(post, [everything(n + 1, role.id, care) for n in range(count)])

    requests = [each for each in community.env.http_requests if each.method == "POST" and each.json]
    sent: list[Any] = [each.json for each in requests]
    bodies = [each.get("message", each) for each in sent]
    names = [each["name"] for each in sent if "name" in each]
    assert complaints(requests) == []
    assert unheard(requests, services.taxonomy) == []
    assert len(bodies) >= len(places) * len(posts) * 2
    assert max(len(each) for each in names) <= MOST_TITLE
    for body in bodies:
        parts = list(_parts(body.get("components", [])))
        said = [each.get("content", "") for each in parts]
        embeds = [sum(map(len, _texts(each))) for each in body.get("embeds", [])]
        assert len(parts) <= MOST_COMPONENTS
        assert sum(map(len, said)) <= MOST_CHARACTERS
        assert sum(embeds) <= MOST_EMBED
        assert body["allowed_mentions"]["roles"] == [role.id]


def everything(number: int, role_id: int, care: CareMode) -> CarriedArticle:
    """An article with all that a card can show, each as long as it may be."""
    long = kept(
        "1",
        "metastasis",
        "treatment",
        "in-memoriam",
        title=("In memoriam: a biopsy of lymph nodes " + "and more " * 50)[:300],
        teaser="A biopsy showed hormone receptor positive metastasis. " * 9,
        url="https://example.org/" + "a" * 900,
        image=Image("https://example.org/cell.png", "y" * 500),
        retracted=True,
        evidence=Evidence(EvidenceKind.RANDOMIZED, "1b/2a", 200_000, ("z" * 120,) * 3),
        trials=("NCT01234567", "NCT01234568", "NCT01234569"),
    )
    long = replace(
        long,
        id=number,
        notice=RegistryNotice(UpdateKind.RETRACTION, "2026-02-03"),
        duplicates=tuple(Duplicate(f"Source {n}", f"https://example.org/{n}") for n in range(9)),
        source=replace(
            long.source, name="A very long name of a journal " * 4, kind=FeedKind.PREPRINT
        ),
    )
    words = "words that a channel follows, as many as fit " * 2
    reasons = tuple(WishMatch(words, words, part) for part in ArticlePart)
    topics = ("metastasis", "treatment", "in-memoriam")
    return CarriedArticle(long, topics, (role_id,), reasons=reasons, care=care)


def _parts(components: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """All components of a message, nested ones included."""
    for each in components:
        yield each
        accessory = each.get("accessory")
        yield from _parts([*each.get("components", []), *([accessory] if accessory else [])])


def _texts(found: Any) -> Iterator[str]:
    """The texts of an embed that count for its limit."""
    for name in ("title", "description"):
        yield found.get(name) or ""
    for name, key in (("footer", "text"), ("author", "name")):
        yield (found.get(name) or {}).get(key, "")
    for field in found.get("fields", []):
        yield field["name"] + field["value"]


async def show_all(community: Community, seed: Seed, services: Services) -> None:
    """Show every screen."""
    image = Image("https://example.org/cell.png", "A cell")
    label = Evidence(EvidenceKind.LABORATORY, why=("mice",))
    await seed(
        *(article(str(n), "metastasis", image=image, evidence=label) for n in range(4)),
        article("4", "metastasis", title="A biopsy", published_at=NOON),
    )
    await _announce(community, services)
    await _ask(community)
    await _moderate(community)
    await _send_again(community, services)
    await _choose(community)
    await _set(community)
    await _follow_words(community)
    await _gather(community, services)


async def _follow_words(community: Community) -> None:
    """Words that a channel follows, and what is muted and held back."""
    maya, here = community.maya, community.general
    shown = answer(await maya.slash(here, "news subscribe", words="biopsy", without="hospice"))
    await maya.slash(here, "news subscriptions")
    for button in labels(shown):
        await maya.click(shown, label=button)
    await maya.slash(here, "news mute", words="wildfire")
    muted = answer(await maya.slash(here, "news mute", topic="lobular"))
    await maya.click(muted, custom_id="unmute:1:1")
    await maya.slash(here, "news deliveries", only="held")
    await maya.slash(here, "news subscribe", words="breast")
    found = answer(await maya.slash(here, "search", query="biopsy"))
    await maya.click(found, label="Follow here")
    await maya.slash(here, "news care")
    await maya.slash(here, "news hub")


async def _gather(community: Community, services: Services) -> None:
    """Schedules and digests: before, posted and empty."""
    maya, here = community.maya, community.general
    await maya.slash(here, "news schedule", when="weekly", quiet="22-7", empty="say so")
    await maya.slash(here, "news schedule", quiet="22:00-25:00")
    await maya.slash(here, "news digest")
    async with services.database.transaction() as connection:
        planned = PlannedDelivery(community.guild.id, here.id, ("metastasis",), ())
        for number in range(1, 5):
            await deliveries.add(connection, number, [planned], services.clock.now())
    shown = answer(await maya.slash(here, "news digest"))
    await maya.click(shown, label="Post it now")
    await maya.slash(here, "news subscriptions")
    messenger = DiscordMessenger(community.env.bot, services.taxonomy, glossary=services.glossary)
    await Announcer(
        services.database, messenger, services.clock, burst_limit=5, awake=asyncio.Event()
    ).announce_due()
    (digest,) = [each for each in here.history() if "custom_id" in str(each.components)][-1:]
    await community.sam.select(digest, ["1"], custom_id=SIMILAR_MENU)
    await community.sam.select(digest, ["1"], custom_id=STUDIES_MENU)
    await community.sam.context_menu(here, "Explain words", digest)


async def _announce(community: Community, services: Services) -> None:
    messenger = DiscordMessenger(community.env.bot, services.taxonomy, glossary=services.glossary)
    image = Image("https://example.org/cell.png")
    carried = CarriedArticle(
        kept(
            "1",
            "metastasis",
            image=image,
            title="In memoriam: a biopsy",
            teaser="A biopsy.",
            retracted=True,
            evidence=Evidence(EvidenceKind.RANDOMIZED, "1b/2", 1573, ("1,573 women",)),
            trials=("NCT01234567", "NCT01234568", "NCT01234569"),
        ),
        ("metastasis",),
        (5,),
    )
    card = Post(1, community.guild.id, community.news.id, PostKind.CARD, KEY, NOON)
    summary = Post(2, community.guild.id, community.news.id, PostKind.SUMMARY, KEY, NOON)
    forum = community.guild.create_forum_channel("posts")
    post = Post(3, community.guild.id, forum.id, PostKind.CARD, KEY, NOON, ChannelKind.FORUM)
    await messenger.send(post, [carried])
    (thread,) = forum.threads
    (begun,) = thread.history()
    for label in ("Similar articles", "Words (1)", "What kind of study?"):
        await community.sam.click(begun, label=label)
    await community.sam.context_menu(thread, "Explain words", begun)
    await messenger.send(card, [carried])
    if message := community.news.last_message:
        await community.sam.click(message, label="Similar articles")
        await community.sam.context_menu(community.news, "Similar articles", message)
        await community.sam.click(message, label="Words (1)")
        await community.sam.click(message, label="What kind of study?")
        await community.sam.context_menu(community.news, "Explain words", message)
    await messenger.send(summary, [carried] * 3)


async def _ask(community: Community) -> None:
    sam, here = community.sam, community.general
    first = answer(await sam.slash(here, "latest"))
    await sam.click(first, label="Next")
    await sam.select(first, ["1"])
    await sam.slash(here, "search", query="article", share=True)
    options = {"source": "Sample News", "since": "last year", "sort": "date"}
    found = answer(await sam.slash(here, "search", query="article -drug since:soon", **options))
    await sam.click(found, label="Only Metastasis")
    await sam.click(found, label="Any time")
    await sam.slash(here, "search", query="article " * 30)
    await sam.slash(here, "search", query="zzzzq")
    await sam.slash(here, "search", query="article in:people kind:review")
    await sam.slash(here, "latest", topic="lobular")
    await sam.slash(here, "explain", term="DCIS and a sentinel node biopsy")
    await sam.slash(here, "explain", term="mamogramm")
    await sam.autocomplete(here, "explain", "term", "bio")
    await sam.slash(here, "privacy")
    await sam.slash(here, "help")
    await sam.select(answer(await sam.slash(here, "topics")), ["metastasis"])
    await sam.autocomplete(here, "latest", "topic", "me")
    await sam.autocomplete(here, "search", "query", "arti")
    await sam.autocomplete(here, "search", "source", "", query="article")
    await sam.autocomplete(here, "search", "since", "2024", query="article")


async def _moderate(community: Community) -> None:
    maya, here = community.maya, community.general
    await maya.slash(here, "news subscribe", topic="metastasis")
    await maya.slash(here, "news pause")
    await maya.slash(here, "news resume")
    listed = answer(await maya.slash(here, "news subscriptions"))
    edited = await maya.submit_modal(await maya.click(listed, label="Edit"), {})
    moved = {"channel": [community.news]}
    await maya.submit_modal(await maya.click(answer(edited), label="Move"), moved)
    listed = answer(await maya.slash(here, "news subscriptions"))
    await maya.click(listed, label="Remove")
    await maya.slash(here, "news unsubscribe", subscription="1")


async def _choose(community: Community) -> None:
    maya, here = community.maya, community.general
    forum = community.guild.create_forum_channel("library")
    announcements = community.guild.create_news_channel("announcements")
    await maya.autocomplete(here, "news subscribe", "show", "", channel=announcements)
    await maya.slash(here, "news subscribe", topic="metastasis", channel=announcements)
    await maya.slash(here, "news subscribe", topic="metastasis", channel=forum)
    await maya.slash(here, "news subscribe", topic="metastasis", channel=forum, show="cards")
    await maya.slash(here, "news subscriptions")


async def _set(community: Community) -> None:
    maya, here = community.maya, community.general
    await maya.slash(here, "news server", support="Our nurses: 555-0100")
    await maya.slash(here, "news care", notes="fold", channel=community.news)
    await maya.slash(here, "news sources")
    await maya.slash(here, "news schedule", channel=community.news)
    await maya.slash(here, "news digest", channel=community.news)
    await community.sam.slash(here, "sources")
    await community.sam.slash(here, "search", query="I want to die")


async def _send_again(community: Community, services: Services) -> None:
    """A delivery whose subscription ended, before and after there is one again."""
    maya, here = community.maya, community.general
    await maya.slash(here, "news subscribe", topic="metastasis", post_newest=True)
    (only,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    await maya.slash(here, "news unsubscribe", subscription=f"subscription:{only.id}")
    shown = answer(await maya.slash(here, "news deliveries", only="failed"))
    await maya.click(shown, label="Send again")
    await maya.slash(here, "news subscribe", topic="metastasis")
    await maya.click(shown, label="Send again")
