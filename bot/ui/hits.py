"""A hit on a page of an answer: title, excerpt with what matched, reasons, topics, source, date.

Pure; called by `pages`. If a hit is too long, the other sources and reasons are left out, and the
excerpt is cut.
"""

from collections.abc import Iterable

import discord

from bot.model.article import KeptArticle, Taxonomy
from bot.model.form import CareMode
from bot.model.query import Hit, Piece
from bot.ui import answer_texts, evidence_texts
from bot.ui.addresses import STUDIES_MENU, study_id
from bot.ui.cards import (
    also_at,
    picture,
    published,
    topic_line,
    topics_of,
)
from bot.ui.commands import CHOICE_CHARACTERS
from bot.ui.marks import is_folded, marks, note_line
from bot.ui.markup import clip, link_pieces, quote, quote_pieces
from bot.ui.views import Layout, button

HIT_TITLE_CHARACTERS = 180
HIT_URL_CHARACTERS = 350
EXCERPT_CHARACTERS = 220
LEAST_EXCERPT_CHARACTERS = 40
"""A shorter excerpt tells nothing. Chosen by eye."""
HIT_TOPICS_CHARACTERS = 120
HIT_SOURCE_CHARACTERS = 50
WHY_CHARACTERS = 90
SMALL_TEXT_PREFIX = "-# "

Item = discord.ui.Item[Layout]


def hit_items(
    hit: Hit, taxonomy: Taxonomy, room: int, *, heading: bool, care: CareMode = CareMode.NOTE
) -> tuple[Item, ...]:
    """The components of a hit: its head, and below it the details.

    Args:
        hit: an article that answers.
        taxonomy: for names and emoji.
        room: how many characters the hit may take.
        heading: whether the title is a heading. All of a heading is bold, which hides the matches.
        care: how articles are shown that have a content note.
    """
    texts = [
        discord.ui.TextDisplay[Layout](part)
        for part in _texts(hit, taxonomy, room, heading=heading, care=care)
    ]
    media = picture(hit.article)
    if media is None:
        return tuple(texts)
    thumbnail: discord.ui.Thumbnail[Layout] = discord.ui.Thumbnail(
        media.media, description=media.description, spoiler=is_folded(hit.article, care)
    )
    return (discord.ui.Section(*texts, accessory=thumbnail),)


def study_row(shown: Iterable[KeptArticle], care: CareMode) -> list[discord.ui.ActionRow[Layout]]:
    """Under an answer, the button or menu that explains its articles' kinds of study."""
    known = [each for each in shown if each.article.evidence]
    if not known:
        return []
    if len(known) == 1:
        ask = button(evidence_texts.KIND_OF_STUDY, study_id(known[0].id))
        return [discord.ui.ActionRow[Layout](ask)]
    menu: discord.ui.Select[Layout] = discord.ui.Select(
        custom_id=STUDIES_MENU,
        placeholder=evidence_texts.KIND_OF_STUDY,
        options=[
            discord.SelectOption(label=_plain_title(each, care), value=str(each.id))
            for each in known
        ],
    )
    return [discord.ui.ActionRow[Layout](menu)]


def _plain_title(kept: KeptArticle, care: CareMode) -> str:
    """The title where no text can be hidden: of a folded article, its note."""
    title = note_line(kept, care) if is_folded(kept, care) else kept.article.title
    return clip(title, CHOICE_CHARACTERS) or answer_texts.UNTITLED


def _texts(
    hit: Hit, taxonomy: Taxonomy, room: int, *, heading: bool, care: CareMode
) -> tuple[str, str]:
    kept, fold = hit.article, "||" if is_folded(hit.article, care) else ""
    pieces = hit.title or (Piece(kept.article.title),)
    title = (
        link_pieces(
            pieces, kept.article.url, title_limit=HIT_TITLE_CHARACTERS, url_limit=HIT_URL_CHARACTERS
        )
        or answer_texts.UNTITLED
    )
    title = f"{fold}{title}{fold}"
    note = note_line(kept, care)
    head = [*([note] if note else []), f"### {title}" if heading else title, *marks(kept)]
    about = [SMALL_TEXT_PREFIX + _details(kept, taxonomy)]
    left = room - sum(len(line) + 1 for line in (*head, *about))
    if hit.why and left > len(SMALL_TEXT_PREFIX) + WHY_CHARACTERS:
        about.append(SMALL_TEXT_PREFIX + quote("; ".join(hit.why), WHY_CHARACTERS))
        left -= len(about[-1]) + 1
    also = SMALL_TEXT_PREFIX + also_at(kept)
    if kept.duplicates and left > EXCERPT_CHARACTERS + len(also) + 1:
        about.append(also)
        left -= len(also) + 1
    if left > LEAST_EXCERPT_CHARACTERS:
        excerpt = hit.snippet or (Piece(kept.article.teaser),)
        shown = quote_pieces(excerpt, min(EXCERPT_CHARACTERS, left - 1 - 2 * len(fold)))
        head.append(f"{fold}{shown}{fold}" if shown else "")
    return "\n".join(line for line in head if line), "\n".join(about)


def _details(kept: KeptArticle, taxonomy: Taxonomy) -> str:
    parts = (
        topic_line(topics_of(kept, taxonomy), HIT_TOPICS_CHARACTERS),
        quote(kept.source.name, HIT_SOURCE_CHARACTERS),
        published(kept),
    )
    return " · ".join(part for part in parts if part)
