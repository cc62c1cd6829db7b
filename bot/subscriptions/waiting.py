"""Adapts the articles that wait to what a channel and its server ask for now.

    a new mute ─► what waits in the server ─► dropped and recorded as held back
    a subscription that ended or changed ─► what waits in its channel ─► dropped if no
        subscription wants it, else labeled with the topics and words that still match

Each function runs inside the caller's transaction. Called by the services of subscriptions and
wishes. A message that Discord is being asked to store is left alone.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct

from bot.delivery.plan import allowed, asks_for, plan_for
from bot.model.article import Article, Taxonomy
from bot.model.delivery import PlannedDelivery
from bot.model.subscription import Subscription
from bot.model.wish import Exclusion, HeldBack, HeldBackReason, KeptWish, WishMatch
from bot.search.wishes import ArticleWords, expression, match
from bot.search.words import Stems
from bot.storage import articles, channels, delivery_log, sightings, subscriptions, waiting, wishes
from bot.storage.database import Connection
from bot.storage.rows import load_articles
from bot.storage.waiting import Waiting
from bot.subscriptions.previews import is_excluded, name_of

MUTED_SINCE = "The server muted such articles before this was posted."
LEFT_OUT_SINCE = "The subscription leaves such articles out since before this was posted."


async def hold_muted(connection: Connection, guild_id: int, muted: Exclusion, now: datetime) -> int:
    """Hold back waiting articles that a server now mutes; returns their number."""
    places = [each.channel_id for each in await channels.of_guild(connection, guild_id)]
    asked = expression(muted.wish) if muted.wish else ""
    found = await waiting.in_channels(connection, places, topic=muted.topic, expression=asked)
    held, stems = list[Waiting](), Stems()
    for each in found:
        article = await _article(connection, each)
        if article and is_excluded(muted, article, _words(article, stems), stems):
            held.append(each)
        await asyncio.sleep(0)  # Reading a long text takes milliseconds.
    await waiting.drop(connection, held, MUTED_SINCE)
    reason, detail = HeldBackReason.MUTED, name_of(muted)
    await delivery_log.hold_back(
        connection, [_held_back(each, reason, detail, now) for each in held]
    )
    return len({each.article_id for each in held})


class Reviewed(Struct, frozen=True):
    """The deliveries that wait for a channel, by what its subscriptions want now.

    Attributes:
        wanted: each as it would be planned now.
        left_out: those that the subscriptions leave out, with the words or the topic.
        unwanted: the others.
    """

    wanted: tuple[tuple[Waiting, PlannedDelivery], ...]
    left_out: tuple[tuple[Waiting, str], ...]
    unwanted: tuple[Waiting, ...]


async def review(connection: Connection, channel_id: int, taxonomy: Taxonomy) -> Reviewed:
    """Compare what waits for a channel with its subscriptions."""
    found = await waiting.in_channels(connection, [channel_id])
    several = await subscriptions.of_channel(connection, channel_id) if found else []
    ids = [each.wish_id for each in several if each.wish_id is not None]
    known = await wishes.load(connection, ids) if ids else {}
    wanted = list[tuple[Waiting, PlannedDelivery]]()
    left_out, unwanted, stems = list[tuple[Waiting, str]](), list[Waiting](), Stems()
    for each in found:
        article = await _article(connection, each)
        if article is None:
            continue  # The operator hid it: nothing is posted of it.
        sources = await sightings.shown_by(connection, each.article_id)
        # A subscription announces nothing that was there before it.
        older = (one for one in several if one.created_at <= each.planned_at)
        outside_all = taxonomy.outside_all
        fitting = [one for one in older if asks_for(one, article, sources, outside_all)]
        words = _words(article, stems)
        matches = _matches(fitting, known, words, stems)
        asked = [one for one in fitting if not one.words or one.wish_id in matches]
        decided = allowed(asked, {}, partial(_left_out, article, words, stems))
        if decided.subscriptions:
            wanted.append((each, plan_for(decided.subscriptions, article, matches)))
        elif decided.held:
            left_out.append((each, decided.held[0][2]))
        else:
            unwanted.append(each)
        await asyncio.sleep(0)
    return Reviewed(tuple(wanted), tuple(left_out), tuple(unwanted))


async def drop_unwanted(
    connection: Connection,
    channel_id: int,
    taxonomy: Taxonomy,
    now: datetime,
    *,
    reason: str,
    held: HeldBackReason | None = None,
) -> int:
    """Drop waiting articles that none of the channel's subscriptions wants; returns their number.

    With `held`, they are also recorded as held back.
    """
    found = await review(connection, channel_id, taxonomy)
    await waiting.drop(connection, found.unwanted, reason)
    if held:
        rows = [_held_back(each, held, "", now) for each in found.unwanted]
        await delivery_log.hold_back(connection, rows)
    await apply_exclusions(connection, found, now)
    return len(found.unwanted) + len(found.left_out)


async def apply_exclusions(connection: Connection, found: Reviewed, now: datetime) -> None:
    """Hold back what the subscriptions leave out, and update the topics and words of the rest."""
    await waiting.drop(connection, [each for each, _ in found.left_out], LEFT_OUT_SINCE)
    without = HeldBackReason.WITHOUT
    await delivery_log.hold_back(
        connection, [_held_back(each, without, what, now) for each, what in found.left_out]
    )
    await waiting.plan_anew(connection, found.wanted)


async def _article(connection: Connection, each: Waiting) -> Article | None:
    kept = (await load_articles(connection, [each.article_id])).get(each.article_id)
    return await articles.with_text(connection, kept) if kept else None


def _words(article: Article, stems: Stems) -> ArticleWords:
    return ArticleWords(article.title, article.teaser, article.text, stems)


def _matches(
    several: Sequence[Subscription],
    known: Mapping[int, KeptWish],
    words: ArticleWords,
    stems: Stems,
) -> dict[int, WishMatch]:
    asked = (kept for each in several if (kept := known.get(each.wish_id or 0)))
    found = {kept.id: match(kept.wish, words, stems) for kept in asked if kept.wish}
    return {wish_id: hit for wish_id, hit in found.items() if hit}


def _left_out(
    article: Article, words: ArticleWords, stems: Stems, subscription: Subscription
) -> str | None:
    excluded = (one for one in subscription.without if is_excluded(one, article, words, stems))
    return next((name_of(each) for each in excluded), None)


def _held_back(each: Waiting, reason: HeldBackReason, detail: str, now: datetime) -> HeldBack:
    return HeldBack(each.guild_id, each.channel_id, each.article_id, reason, detail, now)
