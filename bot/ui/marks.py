"""Lines shown with an article in every place: its content note, warnings and kind of study.

Pure. Called by cards, embeds, lists, answers, and the page on the kind of study.
"""

from collections.abc import Mapping

from bot.articles.content_notes import content_note
from bot.model.article import KeptArticle
from bot.model.feed import FeedKind
from bot.model.form import CareMode, ContentNote
from bot.ui import texts
from bot.ui.digest_texts import LineTexts
from bot.ui.evidence_texts import StudyTexts, evidence_mark
from bot.ui.markup import known_date


def note_line(
    kept: KeptArticle, care: CareMode, notes: Mapping[ContentNote, str] = texts.CONTENT_NOTES
) -> str:
    """The content note of an article where it is shown; "" if there is none."""
    if care is CareMode.OFF:
        return ""
    note = content_note(kept.article.title, kept.article.teaser)
    return notes[note] if note else ""


def is_folded(kept: KeptArticle, care: CareMode) -> bool:
    """Whether an article is hidden behind its content note."""
    return care is CareMode.FOLD and bool(note_line(kept, care))


def marks(
    kept: KeptArticle, listed: LineTexts | None = None, words: StudyTexts | None = None
) -> list[str]:
    """Lines that a reader must see before the text: warnings, and the kind of study.

    Args:
        kept: the article.
        listed: the words of a list in another language; None for the sentences of a card.
        words: the kinds of study in that language; None for English.
    """
    unreviewed = listed.preprint if listed else texts.PREPRINT
    preprint = [unreviewed] if kept.source.kind is FeedKind.PREPRINT else []
    return [
        *retraction_marks(kept, listed),
        *preprint,
        *evidence_mark(kept.article.evidence, words),
    ]


def retraction_marks(kept: KeptArticle, listed: LineTexts | None = None) -> list[str]:
    """The warning about a retraction, else about doubts, if there is any.

    The statement of the registry comes before that of the feed, because it has a date.

    Args:
        kept: the article.
        listed: the words of a list, which are shorter; None on a card.
    """
    notice = kept.notice
    if notice and (notice.kind.withdraws or not kept.article.retracted):
        full = texts.REGISTRY_RETRACTED if kept.is_retracted else texts.REGISTRY_DOUBTED
        form = texts.REGISTRY_SHORT if listed else full
        date = known_date(notice.dated)
        if listed and listed.has_iso_dates and date:
            date = notice.dated
        states = listed.registry_states if listed else texts.registry_states
        return [form.format(sentence=states(notice.kind, date))]
    if kept.article.retracted:
        return [listed.retracted if listed else texts.RETRACTED]
    concern = listed.concern if listed else texts.CONCERN
    return [concern] if kept.article.concern else []
