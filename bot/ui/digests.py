"""Digests: the articles of a period by topic, and the sentence of an empty one. Pure.

Called by `drafts`, and by the pages that show moderators the next digest. The pages of all its
articles are those of a summary.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import discord
from msgspec import Struct

from bot.model.article import Taxonomy, Topic
from bot.model.delivery import CarriedArticle
from bot.model.glossary import NO_GLOSSARY, Glossary
from bot.model.schedule import Digest, Receipt
from bot.search.glossary import glossary_words_of
from bot.ui import texts
from bot.ui.addresses import SummaryAddress, more_id, post_words_id
from bot.ui.cards import CARD_REASON_CHARACTERS, role_mentions
from bot.ui.digest_texts import DigestTexts, digest_texts, digest_title
from bot.ui.embeds import EMBED_TITLE_CHARACTERS, Buttons
from bot.ui.markup import quote
from bot.ui.summaries import (
    SUMMARY_CHARACTERS,
    article_line,
    lines_that_fit,
    menus,
    summary_line,
    summary_topic,
)
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button

RETRACTED_CHARACTERS = 1600
"""The part on retracted articles may take this many characters. With the longest titles and links,
one article fits."""
MOST_NUMBERED = 17
"""Articles that a digest shows before *Show all*. With titles of usual length, this many fit."""
NUMBER_AND_MARKS = 10
"""Characters of a line that counts articles, beside its words."""


class DigestParts(Struct, frozen=True):
    """A digest as it is shown, whatever the form of its message.

    Attributes:
        title: its days.
        lines: under the title.
        numbered: the articles that fit, in the order of their numbers.
        left: how many articles do not fit.
        topic: the topic that all of them are about; None if there are several.
    """

    title: str
    lines: Sequence[str]
    numbered: Sequence[CarriedArticle] = ()
    left: int = 0
    topic: Topic | None = None


class DigestGroup(Struct, frozen=True):
    """The articles of a digest under one heading.

    Attributes:
        topic: the topic; None for followed words, and for all other articles.
        words: the followed words; "" for none.
        articles: the newest first.
    """

    topic: Topic | None
    words: str
    articles: Sequence[CarriedArticle]

    def heading(self, language: DigestTexts) -> str:
        """The line above them; an emoji stands behind the name."""
        if self.topic:
            return f"**{language.topic_name(self.topic)} {self.topic.emoji}**"
        if not self.words:
            return f"**{language.other}**"
        words = quote(self.words, CARD_REASON_CHARACTERS)
        return f"**{texts.FOLLOWED_WORDS.format(words=words)}**"


def grouped(carried: Iterable[CarriedArticle], taxonomy: Taxonomy) -> list[DigestGroup]:
    """The articles by the first topic that the channel asked for, else by the words it follows.

    `storage.carried_articles.part` reads them in the same order.
    """
    newest = sorted(carried, key=lambda c: (c.article.dated, c.article.id), reverse=True)
    places = {topic.slug: place for place, topic in enumerate(taxonomy)}

    def place(each: CarriedArticle) -> tuple[int, str]:
        slug = each.topics[0] if each.topics else ""
        if slug in places:
            return places[slug], ""
        words = each.reasons[0].words if each.reasons else ""
        return len(places) + (not each.reasons), words

    return [
        DigestGroup(taxonomy.topics[at] if at < len(places) else None, words, list(group))
        for (at, words), group in groupby(sorted(newest, key=place), place)
    ]


def digest_parts(
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    *,
    shows_all: bool = True,
) -> DigestParts:
    """The text of a digest: what was retracted since the last one, then the articles that fit.

    Args:
        shows_all: whether a button leads to those that do not fit.
    """
    language, title = digest_texts(digest.language), digest_title(digest)
    if digest.receipt and not carried:
        return DigestParts(title, [_receipt_sentence(digest, digest.receipt, language)])
    groups = grouped((c for c in carried if not c.is_reminder), taxonomy)
    count = sum(len(group.articles) for group in groups)
    lines = [f"-# {language.count(count)}"] if groups else []
    if reminders := [summary_line(c, language.lines) for c in carried if c.is_reminder]:
        lines.append(f"**{language.retracted}**")
        lines += lines_that_fit(reminders, RETRACTED_CHARACTERS)
    shares = _shared_out(groups, SUMMARY_CHARACTERS - sum(map(len, lines)) - len(lines), language)
    numbered = list[CarriedArticle]()
    for group, share in shares:
        lines += _group_lines(group, share, len(numbered) + 1, len(groups), language)
        numbered += group.articles[:share]
    left = count - len(numbered)
    if left:
        if lines[-1] == f"-# {language.and_more.format(count=left)}":
            lines.pop()  # All remaining articles are of the last group: one count is enough.
        form = language.and_more_show_all if shows_all else language.and_more
        lines.append("-# " + form.format(**_counts(left, count, shows_all=shows_all)))
    topic = groups[0].topic if len(groups) == 1 else None
    return DigestParts(
        title, lines, numbered, left, topic if groups else summary_topic(carried, taxonomy)
    )


def _counts(left: int, count: int, *, shows_all: bool) -> dict[str, int]:
    return {"left": left, "count": count} if shows_all else {"count": left}


def _shared_out(
    groups: Sequence[DigestGroup], room: int, language: DigestTexts
) -> list[tuple[DigestGroup, int]]:
    """The groups that fit into the room, in characters, and how many articles each shows.

    They take turns, one article each.
    """
    for_headings = room // 2
    shown = dict[int, int]()
    for place, group in enumerate(groups):
        size = len(group.heading(language)) + len(language.and_more) + NUMBER_AND_MARKS
        for_headings -= size
        if for_headings < 0:
            break
        room -= size
        shown[place] = 0
    waiting = list(shown)
    while waiting and sum(shown.values()) < MOST_NUMBERED:
        place = waiting.pop(0)
        group = groups[place]
        line = article_line(
            group.articles[shown[place]], MOST_NUMBERED, language.lines, group.words
        )
        if len(line) < room:
            room -= len(line) + 1
            shown[place] += 1
            if shown[place] < len(group.articles):
                waiting.append(place)
    return [(groups[place], share) for place, share in shown.items()]


def _group_lines(
    group: DigestGroup, share: int, first: int, groups: int, language: DigestTexts
) -> list[str]:
    """The heading of a group, its articles that are shown, and how many more there are.

    There is no heading if all articles come from one subscription to all topics.
    """
    named = group.topic or group.words or groups > 1
    lines = [group.heading(language)] if named else []
    lines += [
        article_line(each, number, language.lines, group.words)
        for number, each in enumerate(group.articles[:share], first)
    ]
    left = len(group.articles) - share
    if left and groups > 1:
        more = language.and_more.format(count=left) if share else language.count(left)
        lines.append(f"-# {more}")
    return lines


def _receipt_sentence(digest: Digest, receipt: Receipt, language: DigestTexts) -> str:
    """The sentence of an empty digest: since when nothing came, and how the sources do.

    It does not say that nothing is new if no source was read since then.
    """
    day = language.since(digest)
    at = receipt.read_at and discord.utils.format_dt(receipt.read_at, "f")
    if receipt.sources and at:
        nothing = language.nothing_new.format(day=day) + " "
        read = language.one_source if receipt.sources == 1 else language.sources
        facts = language.read_at.format(sources=read.format(number=receipt.sources), time=at)
    else:
        nothing, facts = "", language.not_read.format(day=day)
        if at:
            facts = language.last_read.format(unread=facts, time=at)
    failing = {0: language.none_fails, 1: language.one_fails}
    form = failing.get(receipt.failing, language.several_fail)
    return nothing + form.format(sources=facts, number=receipt.failing)


def digest_card(
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    key: str,
    post_id: int,
    *,
    glossary: Glossary = NO_GLOSSARY,
) -> Layout:
    """The message of a digest, with the roles to mention; see `digest_container`."""
    container = digest_container(digest, carried, taxonomy, key, post_id, glossary=glossary)
    return Layout(*role_mentions(carried), container)


def digest_container(
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    key: str,
    post_id: int | None,
    *,
    glossary: Glossary = NO_GLOSSARY,
) -> discord.ui.Container[Layout]:
    """A digest without mentions.

    Args:
        carried: its articles, and those that were retracted since the last one.
        key: the post's key; a button carries it, so that the message can be recognized.
        post_id: the post's id, by which buttons find all its articles; None for a preview.
        glossary: if a title has one of its words, a button explains those of all titles.
    """
    parts = digest_parts(digest, carried, taxonomy, shows_all=post_id is not None)
    topic, language = parts.topic, digest_texts(digest.language)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {parts.title}"),
        discord.ui.TextDisplay("\n".join(parts.lines)),
        accent_colour=topic.colour if topic else NEUTRAL_ACCENT_COLOR,
    )
    for menu in menus(parts.numbered, 1, language):
        container.add_item(discord.ui.ActionRow(menu))
    buttons = _buttons(parts, language, key, post_id, glossary)
    container.add_item(discord.ui.ActionRow[Layout](*buttons))
    return container


def digest_embed(
    digest: Digest,
    carried: Sequence[CarriedArticle],
    taxonomy: Taxonomy,
    key: str,
    post_id: int,
    *,
    glossary: Glossary = NO_GLOSSARY,
) -> tuple[discord.Embed, Buttons]:
    """The same as an embed, for a digest that is published to other servers."""
    parts, language = digest_parts(digest, carried, taxonomy), digest_texts(digest.language)
    embed = discord.Embed(
        title=parts.title[:EMBED_TITLE_CHARACTERS],
        description="\n".join(parts.lines),
        colour=parts.topic.colour if parts.topic else NEUTRAL_ACCENT_COLOR,
    )
    buttons = _buttons(parts, language, key, post_id, glossary)
    return embed, Buttons([*menus(parts.numbered, 1, language), *buttons])


def _buttons(
    parts: DigestParts, language: DigestTexts, key: str, post_id: int | None, glossary: Glossary
) -> list[discord.ui.Button[Any]]:
    topic, label = parts.topic, language.more_news
    if topic:
        label = language.more_on.format(topic=language.topic_name(topic))
    buttons = [button(label, more_id(key, topic.slug if topic else None))]
    if post_id is not None and parts.left:
        label = language.show_all.format(count=parts.left + len(parts.numbered))
        buttons.append(button(label, SummaryAddress(post_id).custom_id))
    found = glossary_words_of(glossary).found
    if post_id is not None and any(found(each.article.article.title) for each in parts.numbered):
        buttons.append(button(language.words, post_words_id(post_id)))
    return buttons
