"""Several articles in one post: the summary, and the pages of all its articles behind a button.

The Discord messenger renders the summary, and the news cog the pages. A page reads its articles by
the post's id, so the button works for as long as they are kept.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from msgspec import Struct

from bot.errors import RequestError
from bot.model.article import KeptArticle, Taxonomy, Topic
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.feed import FeedKind
from bot.services import Services
from bot.storage import carried_articles, digests
from bot.ui import texts
from bot.ui.addresses import SIMILAR_MENU, STUDIES_MENU, SummaryAddress
from bot.ui.cards import (
    CARD_REASON_CHARACTERS,
    CARD_SOURCE_CHARACTERS,
    CARD_TITLE_CHARACTERS,
    CARD_URL_CHARACTERS,
    REASONS_SHOWN,
    is_folded,
    more_button,
    note_line,
    plain_title,
    published,
    retraction_marks,
    role_mentions,
)
from bot.ui.commands import CHOICE_CHARACTERS, MOST_CHOICES
from bot.ui.digest_texts import (
    ENGLISH,
    ENGLISH_LINES,
    DigestTexts,
    LineTexts,
    digest_texts,
)
from bot.ui.evidence_texts import short_evidence
from bot.ui.markup import clip, link, quote
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button, turners

SUMMARY_CHARACTERS = 3000
"""The lines may take this many of a message's 4,000 characters."""
ARTICLES_PER_PAGE = 10
"""Articles on a page of a summary, if their lines are short enough. Chosen by eye."""
MOST_TITLES = 100
"""At most this many titles are searched for words to explain. They have more such words than fit on
a page."""


def is_summary(post: Post, carried: Sequence[CarriedArticle]) -> bool:
    """Whether a post shows its articles as a list."""
    return post.kind is PostKind.SUMMARY or len(carried) > 1


def summary_card(
    carried: Sequence[CarriedArticle], taxonomy: Taxonomy, key: str, post_id: int
) -> Layout:
    """The announcement of several articles as a list of links.

    Articles that do not fit are counted, and shown by a button.

    Args:
        carried: the articles, with the topics that matched and the roles to mention.
        key: the post's key; a button carries it, so that the message can be recognized.
        post_id: the post's id, by which the button finds all its articles.
    """
    topic = summary_topic(carried, taxonomy)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"### {texts.new_articles(len(carried))}"),
        discord.ui.TextDisplay("\n".join(summary_lines(carried))),
        discord.ui.ActionRow[Layout](*summary_buttons(carried, topic, key, post_id)),
        accent_colour=topic.colour if topic else NEUTRAL_ACCENT_COLOR,
    )
    return Layout(*role_mentions(carried), container)


def summary_lines(carried: Sequence[CarriedArticle]) -> list[str]:
    """A line for each article that fits, and one that counts the rest."""
    count = len(carried)
    lines = lines_that_fit(map(summary_line, carried))
    if left := count - len(lines):
        lines.append("-# " + texts.AND_MORE_SHOW_ALL.format(left=left, count=count))
    return lines


def summary_buttons(
    carried: Sequence[CarriedArticle], topic: Topic | None, key: str, post_id: int
) -> list[discord.ui.Button[Any]]:
    """The buttons of a summary: the topic's news, and all articles if not all fit."""
    more = more_button(topic, key)
    count = len(carried)
    if len(lines_that_fit(map(summary_line, carried))) == count:
        return [more]
    label = texts.SHOW_ALL.format(count=count)
    return [more, button(label, SummaryAddress(post_id).custom_id)]


def summary_line(carried: CarriedArticle, words: LineTexts = ENGLISH_LINES) -> str:
    """An article in a list: its note, its title as a link, its source and date, and warnings."""
    return "- " + "\n  ".join(_item_lines(carried, words))


def article_line(carried: CarriedArticle, number: int, words: LineTexts, heading: str = "") -> str:
    """An article of a digest: as in a list, with its number and the followed words it came for.

    Args:
        number: of the line.
        words: of the digest's language.
        heading: the followed words that it stands under.
    """
    came_for = (each.words for each in carried.reasons if each.words != heading)
    reasons = [
        texts.FOLLOWED_WORDS.format(words=quote(each, CARD_REASON_CHARACTERS)) for each in came_for
    ]
    lines = _item_lines(carried, words)
    lines[-1] = " · ".join([lines[-1], *reasons[:REASONS_SHOWN]])
    return f"**{number}.** " + "\n".join(lines)


def _item_lines(carried: CarriedArticle, words: LineTexts) -> list[str]:
    kept, care = carried.article, carried.care
    note, (title, facts) = note_line(kept, care, words.notes), _title_and_facts(kept, words)
    shown = f"||{title}||" if is_folded(kept, care) else title
    return [*([note] if note else []), shown, f"-# {facts}"]


def _title_and_facts(kept: KeptArticle, words: LineTexts) -> tuple[str, str]:
    title = link(
        kept.article.title,
        kept.article.url,
        title_limit=CARD_TITLE_CHARACTERS,
        url_limit=CARD_URL_CHARACTERS,
    )
    facts = [quote(kept.source.name, CARD_SOURCE_CHARACTERS), published(kept, words.undated)]
    facts += retraction_marks(kept, words)
    facts += [words.preprint] if kept.source.kind is FeedKind.PREPRINT else []
    facts += short_evidence(kept.article.evidence, words.studies, words.trial_of_phase)
    return title, " · ".join(facts)


def lines_that_fit(lines: Iterable[str], limit: int = SUMMARY_CHARACTERS) -> list[str]:
    """The first lines that together have at most `limit` characters."""
    size, fitting = 0, list[str]()
    for line in lines:
        size += len(line) + 1
        if size > limit:
            break
        fitting.append(line)
    return fitting


def summary_topic(carried: Sequence[CarriedArticle], taxonomy: Taxonomy) -> Topic | None:
    """The topic that all articles were subscribed to by, if it is a single one."""
    slugs = {slug for each in carried for slug in each.topics[:1]}
    return taxonomy.get(slugs.pop()) if len(slugs) == 1 else None


class SummaryPart(Struct, frozen=True):
    """A page of a summary's articles.

    Attributes:
        lines: one for each article, as in the summary.
        numbered: the articles of a digest, whose lines have numbers.
        begin: the number of articles before the page.
        total: the number of articles of the summary.
    """

    lines: Sequence[str]
    begin: int
    total: int
    numbered: Sequence[CarriedArticle] = ()

    @property
    def end(self) -> int:
        """The number of articles up to the end of the page."""
        return self.begin + len(self.lines)


async def summary_page(services: Services, guild_id: int | None, address: SummaryAddress) -> Layout:
    """The page at an address, or the nearest one that exists.

    Raises:
        RequestError: this server has no such summary, or its articles are gone.
    """
    async with services.database.reader() as connection:
        total = await carried_articles.count(connection, address.post_id, guild_id)
        if not total:
            raise RequestError(texts.SUMMARY_GONE)
        begin, limit = _window(address, total)
        digest = await digests.of_post(connection, address.post_id)
        order = [topic.slug for topic in services.taxonomy] if digest else []
        carried = await carried_articles.part(connection, address.post_id, begin, limit, order)
    language = digest_texts(digest.language) if digest else None
    part = _fitting(carried, begin, total, address, language)
    return _part_page(part, address.post_id, language or ENGLISH)


async def titles_of_post(services: Services, guild_id: int | None, post_id: int) -> list[str]:
    """The titles of a post's articles as it orders them, at most `MOST_TITLES`.

    Raises:
        RequestError: this server has no such post, or its articles are gone.
    """
    async with services.database.reader() as connection:
        if not await carried_articles.count(connection, post_id, guild_id):
            raise RequestError(texts.SUMMARY_GONE)
        digest = await digests.of_post(connection, post_id)
        order = [topic.slug for topic in services.taxonomy] if digest else []
        carried = await carried_articles.part(connection, post_id, 0, MOST_TITLES, order)
    return [each.article.article.title for each in carried]


def _part_page(part: SummaryPart, post_id: int, language: DigestTexts) -> Layout:
    """A page of a summary's articles, with buttons to those before and after."""
    title = language.page.format(first=part.begin + 1, last=part.end, total=part.total)
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"## {title}"),
        discord.ui.TextDisplay("\n".join(part.lines)),
        discord.ui.TextDisplay(f"-# {language.disclaimer}"),
        accent_colour=NEUTRAL_ACCENT_COLOR,
    )
    for menu in menus(part.numbered, part.begin + 1, language):
        container.add_item(discord.ui.ActionRow(menu))
    has_before, has_after = part.begin > 0, part.end < part.total
    row = turners(
        SummaryAddress(post_id, part.begin, backwards=True).custom_id,
        SummaryAddress(post_id, part.end).custom_id,
        page=1 + has_before,
        pages=1 + has_before + has_after,
        labels=(language.previous, language.following),
    )
    return Layout(container, *row)


def _window(address: SummaryAddress, total: int) -> tuple[int, int]:
    """The first article to read, and how many to read."""
    at = min(address.at, total)
    if address.backwards:
        begin = max(at - ARTICLES_PER_PAGE, 0)
        return begin, at - begin
    return (at if at < total else max(total - ARTICLES_PER_PAGE, 0)), ARTICLES_PER_PAGE


def _fitting(
    carried: Sequence[CarriedArticle],
    begin: int,
    total: int,
    address: SummaryAddress,
    language: DigestTexts | None,
) -> SummaryPart:
    """Take as many articles as fit one message; going backwards, keep the last ones.

    Those of a digest are numbered, in its language.
    """
    articles = list(carried)
    lines = [
        article_line(each, number, language.lines) if language else summary_line(each)
        for number, each in enumerate(articles, begin + 1)
    ]
    step = -1 if address.backwards else 1
    size, fitting = 0, list[str]()
    for line in lines[::step]:
        size += len(line) + 1
        if fitting and size > SUMMARY_CHARACTERS:
            break
        fitting.append(line)
    if address.backwards:
        begin += len(lines) - len(fitting)
        articles = articles[len(lines) - len(fitting) :]
    shown = articles[: len(fitting)] if language else []
    return SummaryPart(fitting[::step], begin, total, shown)


def menus(
    articles: Sequence[CarriedArticle], first: int, language: DigestTexts
) -> list[discord.ui.Select[Any]]:
    """The menus that lead from the number of a line to similar articles, and to its kind of study.

    Args:
        articles: those of the lines that have numbers.
        first: the number of the first one.
    """
    numbered = list(enumerate(articles[:MOST_CHOICES], first))
    studies = [(number, each) for number, each in numbered if each.article.article.evidence]
    return [
        discord.ui.Select(
            custom_id=custom_id,
            placeholder=clip(placeholder, CHOICE_CHARACTERS),
            options=[
                discord.SelectOption(
                    label=clip(
                        f"{number}. {plain_title(each.article, each.care, language.lines.notes)}",
                        CHOICE_CHARACTERS,
                    ),
                    value=str(each.article.id),
                )
                for number, each in lines
            ],
        )
        for custom_id, placeholder, lines in (
            (SIMILAR_MENU, language.similar, numbered),
            (STUDIES_MENU, language.studies, studies),
        )
        if lines
    ]
