"""The page on the kind of study that an article reports. Pure; called by the glossary cog."""

from collections.abc import Sequence

import discord

from bot.model.article import EvidenceSource, KeptArticle
from bot.model.form import CareMode
from bot.model.schedule import DigestLanguage
from bot.ui import answer_texts
from bot.ui.cards import is_folded, marks, note_line, trial_links
from bot.ui.digest_texts import digest_texts
from bot.ui.evidence_texts import ENGLISH_STUDY, SPANISH_STUDY, StudyTexts
from bot.ui.markup import link, quote
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout

QUOTED_CHARACTERS = 130
STUDY_TITLE_CHARACTERS, STUDY_URL_CHARACTERS = 180, 350


def study_page(
    kept: KeptArticle,
    care: CareMode = CareMode.NOTE,
    language: DigestLanguage = DigestLanguage.ENGLISH,
) -> Layout:
    """The kind of study that an article reports, and the words that say so.

    Note, title and warnings are those of the card. What the card hides is hidden here, too.

    Args:
        kept: the article.
        care: how articles are shown that have a content note.
        language: of the asker.
    """
    spanish = language is DigestLanguage.SPANISH
    words, lines = (SPANISH_STUDY if spanish else ENGLISH_STUDY), digest_texts(language)
    note = note_line(kept, care, lines.lines.notes)
    fold = "||" if is_folded(kept, care) else ""
    title = link(
        kept.article.title,
        kept.article.url,
        title_limit=STUDY_TITLE_CHARACTERS,
        url_limit=STUDY_URL_CHARACTERS,
    )
    head = [
        f"## {words.title}",
        *([note] if note else []),
        f"{fold}{title or answer_texts.UNTITLED}{fold}",
    ]
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay("\n".join(head)), accent_colour=NEUTRAL_ACCENT_COLOR
    )
    said = marks(kept, lines.lines if spanish else None, words)
    for part in (*_explained(kept, fold, words, said), f"-# {lines.disclaimer}"):
        container.add_item(discord.ui.TextDisplay(part))
    links = trial_links(kept, words)
    return Layout(container, *([discord.ui.ActionRow[Layout](*links)] if links else []))


def _explained(kept: KeptArticle, fold: str, words: StudyTexts, said: Sequence[str]) -> list[str]:
    evidence = kept.article.evidence
    if evidence is None:
        return ["\n".join([*said, words.no_kind])]
    by_pubmed = evidence.source is EvidenceSource.PUBMED
    quotes = ", ".join(f"{fold}“{quote(each, QUOTED_CHARACTERS)}”{fold}" for each in evidence.why)
    says = (words.pubmed_says if by_pubmed else words.says).format(quotes=quotes)
    source = words.by_pubmed if by_pubmed else words.by_rules
    if by_pubmed and evidence.size:
        source += f" {words.counted_by_rules}"
    return [
        "\n".join([*said, words.definitions[evidence.kind]]),
        "\n".join([*([says] if quotes else []), f"-# {source}"]),
    ]
