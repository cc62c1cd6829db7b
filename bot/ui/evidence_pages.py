"""The page on the kind of study that an article reports. Pure; called by the glossary cog."""

import discord

from bot.model.article import EvidenceSource, KeptArticle
from bot.model.form import CareMode
from bot.ui import answer_texts, evidence_texts, texts
from bot.ui.cards import is_folded, marks, note_line, trial_links
from bot.ui.markup import link, quote
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout

QUOTED_CHARACTERS = 130
STUDY_TITLE_CHARACTERS, STUDY_URL_CHARACTERS = 180, 350


def study_page(kept: KeptArticle, care: CareMode = CareMode.NOTE) -> Layout:
    """The kind of study that an article reports, and the words that say so.

    Note, title and warnings are those of the card. What the card hides is hidden here, too.

    Args:
        kept: the article.
        care: how articles are shown that have a content note.
    """
    note, fold = note_line(kept, care), "||" if is_folded(kept, care) else ""
    title = link(
        kept.article.title,
        kept.article.url,
        title_limit=STUDY_TITLE_CHARACTERS,
        url_limit=STUDY_URL_CHARACTERS,
    )
    head = [
        f"## {evidence_texts.KIND_OF_STUDY}",
        *([note] if note else []),
        f"{fold}{title or answer_texts.UNTITLED}{fold}",
    ]
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay("\n".join(head)), accent_colour=NEUTRAL_ACCENT_COLOR
    )
    for part in (*_explained(kept, fold), f"-# {texts.DISCLAIMER}"):
        container.add_item(discord.ui.TextDisplay(part))
    links = trial_links(kept)
    return Layout(container, *([discord.ui.ActionRow[Layout](*links)] if links else []))


def _explained(kept: KeptArticle, fold: str) -> list[str]:
    evidence = kept.article.evidence
    if evidence is None:
        return ["\n".join([*marks(kept), evidence_texts.NO_KIND])]
    by_pubmed = evidence.source is EvidenceSource.PUBMED
    quotes = ", ".join(f"{fold}“{quote(each, QUOTED_CHARACTERS)}”{fold}" for each in evidence.why)
    says = (evidence_texts.PUBMED_SAYS if by_pubmed else evidence_texts.SAYS).format(quotes=quotes)
    source = evidence_texts.BY_PUBMED if by_pubmed else evidence_texts.BY_RULES
    if by_pubmed and evidence.size:
        source += f" {evidence_texts.COUNTED_BY_RULES}"
    return [
        "\n".join([*marks(kept), evidence_texts.DEFINITIONS[evidence.kind]]),
        "\n".join([*([says] if quotes else []), f"-# {source}"]),
    ]
