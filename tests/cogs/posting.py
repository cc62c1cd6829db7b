"""Posts that the real messenger sends to the simulated server."""

import discord

from bot.discord_api.messenger import DiscordMessenger
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.glossary import NO_GLOSSARY
from bot.services import Services
from bot.storage.rows import load_articles
from tests.cogs.conftest import Community
from tests.factories import NOON

KEY = "0123456789abcdef01234567"


async def announce(
    community: Community, services: Services, *article_ids: int, glossary: bool = True
) -> discord.Message:
    """The message that announces these articles: a card of one, a summary of several."""
    async with services.database.reader() as connection:
        kept = await load_articles(connection, article_ids)
    messenger = DiscordMessenger(
        community.env.bot,
        services.taxonomy,
        glossary=services.glossary if glossary else NO_GLOSSARY,
    )
    kind = PostKind.CARD if len(article_ids) == 1 else PostKind.SUMMARY
    post = Post(1, community.guild.id, community.news.id, kind, KEY, NOON)
    await messenger.send(
        post, [CarriedArticle(kept[each], ("metastasis",)) for each in article_ids]
    )
    sent = community.news.last_message
    assert sent is not None
    return sent
