"""The pages that explain words and the kind of study, and the choices of `/explain`. Pure.

In English or Spanish. Called by the glossary cog.
"""

from collections.abc import Container, Iterable, Sequence

import discord
from discord import Interaction
from discord.app_commands import Choice

from bot.model.article import EvidenceSource, KeptArticle
from bot.model.form import CareMode
from bot.model.glossary import Glossary, GlossaryEntry
from bot.model.schedule import DigestLanguage
from bot.model.support import DistressKind, SupportNote
from bot.search.explained_terms import explained_terms_of
from bot.ui import answer_texts
from bot.ui.answer_texts import ENGLISH, SPANISH, GlossaryTexts
from bot.ui.cards import is_folded, marks, note_line, trial_links
from bot.ui.commands import CHOICE_CHARACTERS, MOST_CHOICES, Choices
from bot.ui.digest_texts import digest_texts
from bot.ui.evidence_texts import ENGLISH_STUDY, SPANISH_STUDY, StudyTexts
from bot.ui.markup import clip, link, quote
from bot.ui.pages import support_card
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout

# Limits of characters, chosen by eye, so that the longest page fits into a message.
EXPLAINED_CHARACTERS = 3600
"""All entries may take this many of a message's 4,000 characters."""
TERM_CHARACTERS = 80
EXPLANATION_CHARACTERS = 600
"""Twice the longest definition: quoting adds a character to each sign that is markup."""
DICTIONARY_URL_CHARACTERS = 200
QUOTED_CHARACTERS = 130
STUDY_TITLE_CHARACTERS, STUDY_URL_CHARACTERS = 180, 350
SPANISH_LOCALES = frozenset({discord.Locale.spain_spanish, discord.Locale.latin_american_spanish})


def language_of(interaction: Interaction) -> DigestLanguage:
    """The language of the asker's Discord, if the bot speaks it; else English."""
    spanish = interaction.locale in SPANISH_LOCALES
    return DigestLanguage.SPANISH if spanish else DigestLanguage.ENGLISH


def texts_for(interaction: Interaction) -> GlossaryTexts:
    """The sentences in the language of the asker's Discord."""
    return glossary_texts(language_of(interaction))


def glossary_texts(language: DigestLanguage) -> GlossaryTexts:
    """The sentences of a language."""
    return SPANISH if language is DigestLanguage.SPANISH else ENGLISH


def words_page(
    entries: Sequence[GlossaryEntry],
    texts: GlossaryTexts,
    support: SupportNote | None = None,
    *,
    denied: Container[GlossaryEntry] = (),
    unexplained: Sequence[str] = (),
) -> Layout:
    """The words with their explanations, as many as fit.

    Args:
        entries: the words; with `support`, there may be none.
        texts: the sentences of the asker's language.
        support: shown above the words in a crisis, else beneath them; alone if nothing was asked.
        denied: words that were asked for behind "not" or "without".
        unexplained: short forms that were asked for, too, and that no entry explains.
    """
    card = [support_card(support)] if support else []
    crisis = support is not None and support.kind is DistressKind.CRISIS
    if not entries or (crisis and support and support.alone):
        return Layout(*card)
    room = EXPLAINED_CHARACTERS - (len(support.text) if support else 0)
    explanations = (
        _explanation(entry, texts) + f"\n-# {texts.denied}" * (entry in denied) for entry in entries
    )
    shown = _fitting(explanations, room)
    left = len(entries) - len(shown)
    footer = [texts.more.format(count=left)] if left else []
    if unexplained:
        terms = quote(", ".join(unexplained), TERM_CHARACTERS)
        footer.insert(0, texts.unexplained.format(terms=terms))
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"## {texts.title}"), accent_colour=NEUTRAL_ACCENT_COLOR
    )
    for each in (*shown, "\n".join(f"-# {line}" for line in (*footer, texts.disclaimer))):
        container.add_item(discord.ui.TextDisplay(each))
    return Layout(*card, container) if crisis else Layout(container, *card)


def unknown_term(typed: str, glossary: Glossary, texts: GlossaryTexts) -> str:
    """The sentence for a word that the glossary does not have."""
    nearest = explained_terms_of(glossary).nearest(typed)
    names = ", ".join(_name(entry, texts) for entry in nearest)
    return texts.unknown_but.format(terms=names) if names else texts.unknown


def term_choices(typed: str, glossary: Glossary, texts: GlossaryTexts) -> Choices:
    """The words that match the typed text."""
    return [
        Choice(name=clip(_name(entry, texts), CHOICE_CHARACTERS), value=entry.name)
        for entry in explained_terms_of(glossary).matches(typed, MOST_CHOICES)
    ]


def _name(entry: GlossaryEntry, texts: GlossaryTexts) -> str:
    return entry.spanish_name if texts is SPANISH else entry.name


def _explanation(entry: GlossaryEntry, texts: GlossaryTexts) -> str:
    title = f"**{quote(_name(entry, texts), TERM_CHARACTERS)}**"
    if texts is SPANISH and entry.spanish_name != entry.name:
        title += f" · {quote(entry.name, TERM_CHARACTERS)}"
    definition = entry.spanish if texts is SPANISH else entry.definition
    lines = [title, quote(definition, EXPLANATION_CHARACTERS)]
    if entry.url:
        more = link(
            texts.dictionary,
            entry.url,
            title_limit=TERM_CHARACTERS,
            url_limit=DICTIONARY_URL_CHARACTERS,
        )
        lines.append(f"-# {more}")
    return "\n".join(lines)


def _fitting(explanations: Iterable[str], room: int) -> list[str]:
    size, fitting = 0, list[str]()
    for each in explanations:
        size += len(each)
        if fitting and size > room:
            break
        fitting.append(each)
    return fitting


def study_page(
    kept: KeptArticle,
    care: CareMode = CareMode.NOTE,
    language: DigestLanguage = DigestLanguage.ENGLISH,
) -> Layout:
    """The kind of study that an article reports, and the words that say so.

    Note, title and warnings are those of the card. What the card hides is hidden here, too.

    Args:
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
