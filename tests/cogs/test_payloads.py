from bot.discord_api.messenger import DiscordMessenger
from bot.model.article import Evidence, EvidenceKind, Image
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.services import Services
from tests.cogs.conftest import Community, Seed
from tests.cogs.heard import unheard
from tests.cogs.showing import answer
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


async def show_all(community: Community, seed: Seed, services: Services) -> None:
    """Show every screen."""
    image = Image("https://example.org/cell.png", "A cell")
    await seed(*(article(str(n), "metastasis", image=image) for n in range(4)))
    await _announce(community, services)
    await _ask(community)
    await _moderate(community)
    await _send_again(community, services)
    await _choose(community)
    await _set(community)


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
