"""Digests: the articles of a period by topic, and the sentence of an empty one. Pure.

Called by `post_drafts`, and by the pages that show moderators the next digest. The pages of all its
articles are those of a summary.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import discord
from msgspec import Struct

from bot.model.article import Taxonomy
from bot.model.delivery import CarriedArticle
from bot.model.schedule import Digest, Receipt
from bot.ui import texts
from bot.ui.addresses import SummaryAddress
from bot.ui.cards import more_button, role_mentions
from bot.ui.digest_texts import DigestTexts, digest_texts, digest_title
from bot.ui.embeds import EMBED_TITLE_CHARACTERS, Buttons
from bot.ui.summaries import (
    SUMMARY_CHARACTERS,
    article_line,
    lines_that_fit,
    similar_menu,
    summary_line,
    summary_topic,
)
from bot.ui.views import CALM, Layout, button

RETRACTED_CHARACTERS = 1600
"""Articles that were retracted since may take so many of the characters of all lines. With the
longest titles and links, one of them fits."""


class DigestParts(Struct, frozen=True):
    """A digest as it is shown, whatever the form of its message.

    Attributes:
        title: its days.
        lines: under the title.
        numbered: the articles that fit, in the order of their numbers.
        left: how many articles do not fit.
    """

    title: str
    lines: Sequence[str]
    numbered: Sequence[CarriedArticle] = ()
    left: int = 0


def ordered(carried: Iterable[CarriedArticle], taxonomy: Taxonomy) -> list[CarriedArticle]:
    """The articles of a digest: by the channel's topics, each topic's newest first.

    `storage.carried_articles.part` reads them in the same order.
    """
    newest = sorted(carried, key=lambda c: (c.article.dated, c.article.id), reverse=True)
    places = {topic.slug: place for place, topic in enumerate(taxonomy)}
    return sorted(newest, key=lambda c: places.get(_topic_of(c), len(places)))


def digest_parts(
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    *,
    shows_all: bool = True,
) -> DigestParts:
    """The text of a digest: what was retracted since the last one, then the articles that fit.

    Args:
        digest: its days.
        carried: its articles.
        taxonomy: for names, emoji and order.
        shows_all: whether a button leads to those that do not fit.
    """
    language, title = digest_texts(digest.language), digest_title(digest)
    if digest.receipt and not carried:
        return DigestParts(title, [receipt_sentence(digest, digest.receipt, language)])
    own = ordered((c for c in carried if not c.is_reminder), taxonomy)
    reminders = [c for c in carried if c.is_reminder]
    lines = [f"-# {language.count(len(own))}"] if own else []
    if reminders:
        told = lines_that_fit(map(summary_line, reminders), RETRACTED_CHARACTERS)
        lines += [f"**{language.retracted}**", *told]
    numbered = list[CarriedArticle]()
    size = sum(map(len, lines))
    for number, (heading, item) in enumerate(_with_headings(own, taxonomy, language), 1):
        block = [*heading, article_line(item, number)]
        size += sum(map(len, block)) + len(block)
        if size > SUMMARY_CHARACTERS:
            break
        lines += block
        numbered.append(item)
    left = len(own) - len(numbered)
    if left:
        form = texts.AND_MORE_SHOW_ALL if shows_all else texts.AND_MORE
        count = {"left": left, "count": len(own)} if shows_all else {"count": left}
        lines.append("-# " + form.format(**count))
    return DigestParts(title, lines, numbered, left)


def _with_headings(
    own: Iterable[CarriedArticle], taxonomy: Taxonomy, language: DigestTexts
) -> Iterator[tuple[list[str], CarriedArticle]]:
    """Each article with the heading of its topic if it is the topic's first one.

    A channel that has all its articles from one subscription to all topics needs no headings.
    """
    groups = [(slug, list(group)) for slug, group in groupby(own, _topic_of)]
    for slug, group in groups:
        topic = taxonomy.get(slug)
        name = f"{topic.name} {topic.emoji}" if topic else language.other
        heading = [f"**{name}**"] if topic or len(groups) > 1 else []
        for place, item in enumerate(group):
            yield ([] if place else heading), item


def _topic_of(carried: CarriedArticle) -> str:
    """The first topic of an article that the channel asked for; "" if it asked for all."""
    return carried.topics[0] if carried.topics else ""


def receipt_sentence(digest: Digest, receipt: Receipt, language: DigestTexts) -> str:
    """The sentence of an empty digest: since when nothing came, and how the sources do."""
    nothing = language.nothing_new.format(day=language.since(digest))
    if receipt.read_at is None:
        return nothing
    read = language.one_source if receipt.sources == 1 else language.sources
    facts = language.read_at.format(
        sources=read.format(number=receipt.sources),
        time=discord.utils.format_dt(receipt.read_at, "t"),
    )
    failing = {0: language.none_fails, 1: language.one_fails}
    form = failing.get(receipt.failing, language.several_fail)
    return f"{nothing} {form.format(sources=facts, number=receipt.failing)}"


def digest_card(
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    key: str,
    post_id: int,
) -> Layout:
    """The message of a digest, with the roles to mention; see `digest_container`."""
    container = digest_container(digest, carried, taxonomy, key, post_id)
    return Layout(*role_mentions(carried), container)


def digest_container(
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    key: str,
    post_id: int | None,
) -> discord.ui.Container[Layout]:
    """A digest without mentions.

    Args:
        digest: its days.
        carried: its articles, and those that were retracted since the last one.
        taxonomy: for names, emoji and order.
        key: the post's key; a button carries it, so that the message can be recognized.
        post_id: the post's id, by which a button finds all its articles; None for a preview.
    """
    parts = digest_parts(digest, carried, taxonomy, shows_all=post_id is not None)
    topic = summary_topic(carried, taxonomy)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {parts.title}"),
        discord.ui.TextDisplay("\n".join(parts.lines)),
        accent_colour=topic.colour if topic else CALM,
    )
    if parts.numbered:
        menu = similar_menu(parts.numbered, 1, digest_texts(digest.language).similar)
        container.add_item(discord.ui.ActionRow(menu))
    container.add_item(
        discord.ui.ActionRow[Layout](*_buttons(parts, carried, taxonomy, key, post_id))
    )
    return container


def digest_embed(
    digest: Digest, carried: Sequence[CarriedArticle], taxonomy: Taxonomy, key: str, post_id: int
) -> tuple[discord.Embed, Buttons]:
    """The same as an embed, for a digest that is published to other servers."""
    parts, topic = digest_parts(digest, carried, taxonomy), summary_topic(carried, taxonomy)
    embed = discord.Embed(
        title=parts.title[:EMBED_TITLE_CHARACTERS],
        description="\n".join(parts.lines),
        colour=topic.colour if topic else CALM,
    )
    items: list[discord.ui.Item[Any]] = []
    if parts.numbered:
        items.append(similar_menu(parts.numbered, 1, digest_texts(digest.language).similar))
    return embed, Buttons([*items, *_buttons(parts, carried, taxonomy, key, post_id)])


def _buttons(
    parts: DigestParts,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    key: str,
    post_id: int | None,
) -> list[discord.ui.Button[Any]]:
    more = more_button(summary_topic(carried, taxonomy), key)
    if not parts.left or post_id is None:
        return [more]
    label = texts.SHOW_ALL.format(count=parts.left + len(parts.numbered))
    return [more, button(label, SummaryAddress(post_id).custom_id)]
