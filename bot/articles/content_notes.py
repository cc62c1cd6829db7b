"""Tells from title and teaser whether an article is about a death or about the end of life. Pure.

Called by the renderers of cards, lists and answers.

    words that only sound like it are taken out ─► a death? ─► the end of life? ─► ContentNote

Metastasis, stage IV and recurrence are no reason for a note: people live with them. Neither are
figures on survival: "500 women died" is about nobody whom a reader may have known. A teaser tells
its story in passing, so only what announces a death counts there, and what is about dying itself.
Words with two meanings count in company: "stopping treatment" beside "comfort" or "weeks left" is
about dying, and a tribute to somebody who retires is about no death.
"""

import re
from functools import cache, lru_cache

from msgspec import Struct

from bot.articles import (
    context_phrases,
    death_phrases,
    dying_phrases,
    foreign_phrases,
    gentle_phrases,
)
from bot.articles.person_words import (
    ANY_MARK,
    FAMILY_MARK,
    NAMED_FORMS,
    PARTS,
    PEOPLE_MARK,
    marked,
)
from bot.model.form import ContentNote

NOTED_CHARACTERS = 500
"""Characters of a title, and of a teaser, that are read: as many as the database gives."""

_CONTINUED = re.compile(r"\\\n *")
"""A backslash at the end of a line: the phrase goes on."""


class NotePatterns(Struct, frozen=True):
    """The lists of phrases as expressions.

    They read at most `NOTED_CHARACTERS`: the worst title and teaser take 5.5 ms (measured).

    Attributes:
        harmless: phrases that only sound like it.
        general: in a title, death as a subject.
        family: in a teaser, deaths in a family's history; in a title beside `tested`.
        tested: somebody had a test.
        announced: in a title or a teaser, somebody's death.
        told_death: in a title, more forms of it.
        time_left: in a title or a teaser, how long somebody has to live.
        dying: in a title, dying.
        told_dying: in a teaser, dying.
        stopping: words about the end of treatment, which count in `company` alone.
        company: words beside which `stopping` is about dying.
        outlived: somebody got over it, so there is no note.
        grief: in a title, grief.
        retires: somebody retires, so that `praise` is of no dead person.
        praise: words of tribute.
        period: a name that is no person's.
    """

    harmless: re.Pattern[str]
    general: re.Pattern[str]
    family: re.Pattern[str]
    tested: re.Pattern[str]
    announced: re.Pattern[str]
    told_death: re.Pattern[str]
    time_left: re.Pattern[str]
    dying: re.Pattern[str]
    told_dying: re.Pattern[str]
    stopping: re.Pattern[str]
    company: re.Pattern[str]
    outlived: re.Pattern[str]
    grief: re.Pattern[str]
    retires: re.Pattern[str]
    praise: re.Pattern[str]
    period: re.Pattern[str]


@cache
def note_patterns() -> NotePatterns:
    """Compile the expressions, once: it takes some 140 ms (measured)."""
    return NotePatterns(
        harmless=_any_of(context_phrases.SOUNDS_LIKE_IT + foreign_phrases.SOUNDS_ABROAD),
        general=_any_of(context_phrases.IN_GENERAL),
        family=_any_of(context_phrases.OF_A_FAMILY),
        tested=_any_of(context_phrases.TESTED),
        announced=_any_of(
            death_phrases.ANNOUNCES_A_DEATH
            + gentle_phrases.IS_ABSENT
            + foreign_phrases.DEATH_ABROAD
        ),
        told_death=_any_of(death_phrases.TELLS_OF_A_DEATH + gentle_phrases.IS_REMEMBERED),
        time_left=_any_of(
            dying_phrases.TIME_LEFT + gentle_phrases.WHAT_REMAINS + foreign_phrases.DYING_ABROAD
        ),
        dying=_any_of(dying_phrases.ABOUT_DYING + gentle_phrases.TOWARD_THE_END),
        told_dying=_any_of(dying_phrases.IS_ABOUT_DYING),
        stopping=_any_of(context_phrases.STOPPING),
        company=_any_of(context_phrases.COMPANY),
        outlived=_any_of(context_phrases.OUTLIVED),
        grief=_any_of(context_phrases.GRIEF),
        retires=_any_of(context_phrases.RETIRES),
        praise=_any_of(context_phrases.PRAISE),
        period=_any_of(A_PERIOD),
    )


def _any_of(text: str) -> re.Pattern[str]:
    """Compile the phrases of a list, one a line."""
    phrases = "|".join(filter(None, map(str.strip, _CONTINUED.sub("", text).splitlines())))
    for name, form in NAMED_FORMS.items():
        phrases = phrases.replace(f"<{name}>", form)
    for name, words in PARTS.items():
        phrases = phrases.replace(f"<{name}>", f"(?:{'|'.join(words.split())})")
    for written, expression in _SHORT_FORMS:
        phrases = phrases.replace(written, expression)
    phrases = marked(phrases)
    for name, expression in _MARKED_WORDS:
        phrases = phrases.replace(name, expression)
    return re.compile(rf"(?<![\w-])(?=\w)(?:{phrases})(?!\w)", re.IGNORECASE)


_SHORT_FORMS = (
    ("<~>", r"(?:[\w’'-]+ ){0,4}?"),
    ("n't", "n['’]t"),
    ("'s", "['’]s"),
    ("'ve", "['’]ve"),
)
_MARKED_WORDS = (
    ("<family>", rf"{FAMILY_MARK}\w+"),
    ("<people>", rf"{PEOPLE_MARK}(?:co-)?\w+"),
    ("(?-i:[A-Z", f"{ANY_MARK}(?-i:[A-Z"),
    ("(?-i:[a-z", f"{ANY_MARK}(?-i:[a-z"),
)
_LIFE_DATES = re.compile(
    r"^(\D{4,80})[(,:–—-]\s*(?:b\. )?(1[89]\d\d|20[01]\d)\s?[–—-]\s?(20\d\d)\b"
)
"""A name before the years of a life: "Jane Sample, 1955–2026"."""
A_PERIOD = "(?:<period>)(?!['’])"
"""Of PARTS: "Breast Cancer Awareness Month, 1985–2025" is no person."""
LEAST_YEARS, MOST_YEARS = 18, 110
"""The years that a person may have lived, as in "(1951-2026)"."""
GAP_OF_HARMLESS = " · "
"""Stands in place of words that were taken out, so that their neighbors make no new phrase."""


@lru_cache(maxsize=256)
def content_note(title: str, teaser: str) -> ContentNote | None:
    """The note that readers see before the article; None for nearly every article."""
    # Cached, since one article goes to many channels.
    of = note_patterns()
    heading, text = _without_harmless(title), _without_harmless(teaser)
    of_somebody = of.general.sub(GAP_OF_HARMLESS, heading)
    if of.tested.search(heading):
        of_somebody = of.family.sub(GAP_OF_HARMLESS, of_somebody)
    if of.retires.search(f"{heading} {text}"):
        of_somebody = of.praise.sub(GAP_OF_HARMLESS, of_somebody)
    told = of.announced.search(of_somebody) or of.told_death.search(of_somebody)
    if told or _has_life_dates(heading):
        return ContentNote.MEMORIAL
    if of.dying.search(heading) or of.time_left.search(heading):
        return _note_on_dying(heading, text)
    if of.announced.search(of.family.sub(GAP_OF_HARMLESS, text)):
        return ContentNote.MEMORIAL
    ending = of.stopping.search(heading) and of.company.search(f"{heading} {text}")
    told_dying = of.told_dying.search(text) or of.time_left.search(text)
    if not (ending or told_dying) or of.outlived.search(text):
        return None
    return ContentNote.END_OF_LIFE


def _note_on_dying(heading: str, text: str) -> ContentNote | None:
    """The note of a title about dying, by what its teaser adds."""
    of = note_patterns()
    if of.outlived.search(f"{heading} {text}"):
        return None
    mourned = of.grief.search(heading) and of.announced.search(text)
    return ContentNote.MEMORIAL if mourned else ContentNote.END_OF_LIFE


def _without_harmless(text: str) -> str:
    short = " ".join(text[:NOTED_CHARACTERS].split())
    return note_patterns().harmless.sub(GAP_OF_HARMLESS, marked(short))


def _has_life_dates(title: str) -> bool:
    found = _LIFE_DATES.search(title)
    if found is None or note_patterns().period.search(found[1]):
        return False
    return LEAST_YEARS <= int(found[3]) - int(found[2]) <= MOST_YEARS
