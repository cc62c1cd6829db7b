import json

import discord
import pytest
from simcord import ResponseMessage

from bot.discord_api.client import NewsBot
from bot.model.article import Image, KeptArticle
from bot.services import Services
from bot.storage.rows import load_articles
from bot.ui.answer_texts import ARTICLE_GONE as GONE
from bot.ui.texts import NO_CARD
from tests.cogs.conftest import Community, Seed
from tests.cogs.posting import announce
from tests.cogs.showing import answer, text
from tests.factories import article

MENU = "Similar articles"
ODD = "https://example.org/news/a(b)[c]*d@e?utm_source=feed"


@pytest.fixture(autouse=True)
async def library(seed: Seed) -> None:
    """Two articles on the same, among others."""
    await seed(
        article("1", "metastasis", title="Capecitabine in brain metastases of older patients"),
        article("2", "metastasis", title="Older patients with brain metastases: capecitabine"),
        *(
            article(name, title=f"{name} in the garden")
            for name in ("Amaryllis", "Begonia", "Camellia", "Dahlia", "Edelweiss", "Iris")
        ),
    )


async def kept(services: Services, article_id: int = 1) -> KeptArticle:
    async with services.database.reader() as connection:
        return (await load_articles(connection, [article_id]))[article_id]


async def post_link(community: Community, url: str) -> discord.Message:
    """A card such as it was before it had the button."""
    view = discord.ui.LayoutView()
    row: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Button(label="Read", url=url),
        discord.ui.Button(label="More", custom_id="more:x:all"),
    )
    view.add_item(discord.ui.Container(discord.ui.TextDisplay("### News"), row))
    channel = community.env.bot.get_partial_messageable(community.news.id)
    await channel.send(view=view)
    sent = community.news.last_message
    assert sent is not None
    return sent


async def menu(community: Community, message: discord.Message) -> ResponseMessage:
    """The answer to a member who uses the message's menu."""
    return answer(await community.sam.context_menu(community.news, MENU, message))


def assert_similar(shown: ResponseMessage) -> None:
    assert shown.ephemeral
    assert "Similar articles" in text(shown)
    assert "to [Capecitabine in brain metastases of older patients](" in text(shown)
    assert "https://example.org/news/2/" in text(shown)
    assert "garden" not in text(shown)


async def test_the_button_of_a_card_shows_articles_like_it_to_who_pressed(
    community: Community, services: Services
) -> None:
    card = await announce(community, services, 1)
    await community.env.restart_bot(NewsBot(services))

    assert_similar(answer(await community.kim.click(card, label="Similar articles")))


async def test_similar_articles_arrive_without_a_picture_that_discord_refuses(
    community: Community, services: Services, seed: Seed
) -> None:
    title = "Brain metastases of older patients: capecitabine again"
    await seed(article("3", "metastasis", title=title, image=Image("https://example.org/a.png")))
    card = await announce(community, services, 1)
    refusal = "Invalid Form Body\nIn data.components.0.components.2.accessory.media.url: Refused."
    community.env.inject_error(
        "POST", "/interactions/*/*/callback", status=400, code=50035, message=refusal
    )

    shown = answer(await community.kim.click(card, label="Similar articles"))

    assert_similar(shown)
    assert "https://example.org/news/3/" in text(shown)


async def test_the_menu_of_a_card_does_the_same(community: Community, services: Services) -> None:
    card = await announce(community, services, 1)
    await community.env.restart_bot(NewsBot(services))

    assert_similar(await menu(community, card))


@pytest.mark.parametrize(
    "url", ["https://example.org/news/1/", "http://example.org/news/1?utm_source=feed"]
)
async def test_a_card_without_the_button_is_known_by_its_link(
    community: Community, url: str
) -> None:
    assert_similar(await menu(community, await post_link(community, url)))


async def test_a_link_is_known_however_odd_it_is(community: Community, seed: Seed) -> None:
    await seed(article("odd", url=ODD, canonical_url=ODD.partition("?")[0], title="Odd"))
    written = "https://example.org/news/a%28b%29%5Bc%5D%2Ad%40e?utm_source=feed"

    shown = await menu(community, await post_link(community, written))

    assert text(shown) != NO_CARD


async def test_a_link_that_was_revised_is_known(community: Community, services: Services) -> None:
    async with services.database.transaction() as connection:
        await connection.execute(
            "UPDATE articles SET url = 'https://example.org/moved' WHERE id = 1"
        )

    assert_similar(await menu(community, await post_link(community, "https://example.org/moved")))


async def test_a_message_without_an_article_is_told_in_a_sentence(
    community: Community, services: Services
) -> None:
    spoken = await community.maya.send(community.news, "https://example.org/news/1/")
    summary = await announce(community, services, 1, 1)
    elsewhere = await post_link(community, "https://example.com/")

    for message in (spoken, summary, elsewhere):
        shown = await menu(community, message)
        assert shown.ephemeral
        assert text(shown) == NO_CARD


async def test_a_forwarded_card_is_known_by_its_link(
    community: Community, services: Services
) -> None:
    forwarded = await community.kim.forward(await announce(community, services, 1), community.news)

    assert_similar(await menu(community, forwarded))


async def test_a_card_of_another_bot_of_this_program_is_known_by_its_link(
    community: Community, services: Services
) -> None:
    """Its button carries a number of another database: here, that is another article."""
    card = await announce(community, services, 1)
    stored = community.env.backend.get_message(card.channel.id, card.id)
    stored.components = json.loads(json.dumps(stored.components).replace("similar:1", "similar:3"))
    stored.author_id = community.kim.id

    assert_similar(await menu(community, card))


async def test_an_article_that_is_gone_is_told_in_a_sentence(
    community: Community, services: Services
) -> None:
    card = await announce(community, services, 1)
    async with services.database.transaction() as connection:
        await connection.execute("DELETE FROM articles WHERE id = 1")

    shown = answer(await community.sam.click(card, label="Similar articles"))

    assert shown.ephemeral
    assert text(shown) == GONE


async def test_similar_articles_have_pages(
    community: Community, services: Services, seed: Seed
) -> None:
    title = "Brain metastases of older patients after capecitabine, part {}"
    await seed(*(article(f"s{n}", "metastasis", title=title.format(n)) for n in range(4)))
    card = await announce(community, services, 1)
    first = answer(await community.sam.click(card, label="Similar articles"))
    await community.env.restart_bot(NewsBot(services))

    second = answer(await community.sam.click(first, label="Next"))

    assert "Page 2 of 2" in text(second)
    assert "to [Capecitabine in brain" in text(second)
