"""Decides from title and teaser whether an article is about a death or about the end of life. Pure.

Called by the renderers of cards, lists and answers.

    words that only sound like it are taken out ─► a phrase that tells of a death? ─► of dying?
    ─► else many small signs? ─► ContentNote

Metastasis, stage IV and recurrence are no reason for a note: people live with them. Neither are
figures on survival: "500 women died" is about nobody whom a reader may have known. A teaser tells
its story in passing, so only what announces a death counts there, and what is about dying itself.
Words with two meanings count in company: "stopping treatment" beside "comfort" or "weeks left" is
about dying, and a tribute to somebody who retires is about no death. Grief is about who has died,
unless it comes before the death. Grief for fertility, a body or children never had is no grief for
somebody, wherever in the title the two stand.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from bot.articles import (
    context_phrases,
    death_phrases,
    dying_phrases,
    foreign_phrases,
    gentle_phrases,
    thing_phrases,
)
from bot.articles.note_phrases import NotedText, NotePhrases, compiled
from bot.articles.note_signs import SIGNS, points_of
from bot.articles.person_words import ANY_MARK, FAMILY_MARK, NAME_MARK, PEOPLE_MARK
from bot.model.form import ContentNote

NOTED_CHARACTERS = 500
"""Characters of a title, and of a teaser, that are read: as many as the database gives."""
_LIFE_DATES = re.compile(
    r"^(\D{4,80})[(,:–—-]\s*(?:b\. )?(1[89]\d\d|20[01]\d)\s?[–—-]\s?(20\d\d)\b"
)
"""A name before the years of a life: "Jane Sample, 1955–2026"."""
A_PERIOD = "(?:<period>)(?!['’])"
"""Of PARTS: "Breast Cancer Awareness Month, 1985–2025" is no person."""
_A_THING = re.compile(
    r"(?i:the|an?) (?!.*\b(?:wom[ae]n|m[ae]n|girl|boy)\b)"
    rf"[^A-Z{FAMILY_MARK}{PEOPLE_MARK}{NAME_MARK}]*$"
)
"""Before the years of a life, no person: "The paper chart, 1950–2025"."""
_NAME_AND_AGE = re.compile(
    rf"^{NAME_MARK}[\w.’'-]+(?: {ANY_MARK}[A-Z][\w.’'-]*){{1,3}}(?:, [^,\d]{{3,60}})?,? (\d\d)$"
)
"""A full name and an age, as a death notice has it: "Jane Sample, teacher, 71"."""
LEAST_AGE = 50
"""The least age of `_NAME_AND_AGE`: younger people so named tell of themselves. Chosen by eye."""
LEAST_YEARS, MOST_YEARS = 18, 110
"""The years that a person may have lived, as in "(1951-2026)"."""


LISTS: Mapping[str, str] = {
    # Phrases that only sound like it.
    "harmless": context_phrases.SOUNDS_LIKE_IT
    + thing_phrases.SAID_OF_THINGS
    + thing_phrases.FEAR_OF_IT
    + foreign_phrases.SOUNDS_ABROAD,
    # In a title, a list of events.
    "calendar": thing_phrases.CALENDARS,
    # In the teaser of such a title, somebody's death.
    "one death": thing_phrases.ONE_DEATH,
    # In a title, what living people grieve for; words of grief; signs that it is for somebody.
    "living loss": context_phrases.LIVING_LOSS,
    "mourning": context_phrases.MOURNING,
    "of the dead": context_phrases.OF_THE_DEAD,
    "mourned": context_phrases.MOURNED,
    # In a title, death as a subject.
    "general": context_phrases.IN_GENERAL,
    # In a teaser, deaths in a family's history; in a title beside `tested`.
    "family": context_phrases.OF_A_FAMILY,
    # Somebody had a test.
    "tested": context_phrases.TESTED,
    # In a title or a teaser, somebody's death.
    "announced": death_phrases.ANNOUNCES_A_DEATH
    + death_phrases.VIOLENT_DEATH
    + gentle_phrases.IS_ABSENT
    + foreign_phrases.DEATH_ABROAD,
    # In a title, more forms of it.
    "told death": death_phrases.TELLS_OF_A_DEATH + gentle_phrases.IS_REMEMBERED,
    # In a title or a teaser, how long somebody has to live.
    "time left": dying_phrases.TIME_LEFT
    + gentle_phrases.WHAT_REMAINS
    + foreign_phrases.DYING_ABROAD,
    # In a title, dying.
    "dying": dying_phrases.ABOUT_DYING + gentle_phrases.TOWARD_THE_END,
    # In a teaser, dying.
    "told dying": dying_phrases.IS_ABOUT_DYING,
    # Words about the end of treatment, which count in `company` alone.
    "stopping": context_phrases.STOPPING,
    # Words beside which `stopping` is about dying.
    "company": context_phrases.COMPANY,
    # Somebody got over it, so there is no note.
    "outlived": context_phrases.OUTLIVED,
    # In a title, grief.
    "grief": context_phrases.GRIEF,
    # In a title, grief for somebody.
    "bereaved": context_phrases.BEREAVED + foreign_phrases.GRIEF_ABROAD,
    # In a teaser, grief for somebody.
    "told grief": context_phrases.TELLS_OF_GRIEF + foreign_phrases.GRIEF_ABROAD,
    # Somebody retires, so that `praise` is of no dead person.
    "retires": context_phrases.RETIRES + foreign_phrases.RETIRES_ABROAD,
    # Words of tribute.
    "praise": context_phrases.PRAISE + foreign_phrases.FAREWELL_ABROAD,
}
"""The phrases by which `content_note` decides, before it weighs signs."""


@cache
def note_phrases() -> NotePhrases:
    """All phrases and signs, ready to be found; made once, which takes 40 ms (measured)."""
    return NotePhrases({**LISTS, **SIGNS})


@lru_cache(maxsize=256)
def content_note(title: str, teaser: str) -> ContentNote | None:
    """The note that readers see before the article; None for nearly every article."""
    # Cached, since one article goes to many channels.
    heading, text = _heading(title), _without_harmless(teaser)
    if heading.has("calendar") and not text.has("one death"):
        text = _without_harmless("")
    retires = heading.beside(text).has("retires")
    if retires:
        heading = heading.without("praise")
    of_somebody = heading.without("general")
    if heading.has("tested"):
        of_somebody = of_somebody.without("family")
    told = of_somebody.has("announced") or of_somebody.has("told death")
    if told or _has_life_dates(heading.text) or _is_notice(heading.text):
        return ContentNote.MEMORIAL
    is_dying = heading.has("dying") or heading.has("time left")
    if is_dying or heading.has("bereaved"):
        return _note_on_loss(heading, text, is_dying=is_dying)
    lives = retires or heading.has("outlived")
    return _by_teaser(heading, text, None if lives else of_somebody)


def _by_teaser(
    heading: NotedText, text: NotedText, of_somebody: NotedText | None
) -> ContentNote | None:
    """The note of an article whose title tells of no loss.

    Args:
        of_somebody: what the title says of somebody; None if it says that they live.
    """
    of_others = text.without("family")
    if of_others.has("announced"):
        return ContentNote.MEMORIAL
    if text.has("outlived"):
        return None
    if _tells_of_dying(heading, text):
        return ContentNote.END_OF_LIFE
    if text.has("told grief"):
        return ContentNote.MEMORIAL
    return _by_signs(of_somebody.beside(of_others)) if of_somebody else None


def _tells_of_dying(heading: NotedText, text: NotedText) -> bool:
    ending = heading.has("stopping") and heading.beside(text).has("company")
    return ending or text.has("told dying") or text.has("time left")


def _note_on_loss(heading: NotedText, text: NotedText, *, is_dying: bool) -> ContentNote | None:
    """The note of a title about dying, or about grief alone, by what its teaser adds."""
    if heading.beside(text).has("outlived"):
        return None
    mourned = not is_dying or (heading.has("grief") and text.has("announced"))
    return ContentNote.MEMORIAL if mourned else ContentNote.END_OF_LIFE


def _by_signs(text: NotedText) -> ContentNote | None:
    """The note for which most points speak; None if there are too few."""
    memorial, dying = points_of(frozenset(name for name in SIGNS if text.has(name)))
    if max(memorial, dying) < 0:
        return None
    return ContentNote.MEMORIAL if memorial >= dying else ContentNote.END_OF_LIFE


def _without_harmless(text: str) -> NotedText:
    return note_phrases().read(_short(text)).without("harmless")


def _short(text: str) -> str:
    return " ".join(text[:NOTED_CHARACTERS].split())


def _heading(title: str) -> NotedText:
    """A title without its words of grief, if it names what is grieved for and nobody who died."""
    heading, whole = _without_harmless(title), note_phrases().read(_short(title))
    rest = whole.without("living loss")
    of_somebody = rest.has("of the dead") or whole.has("mourned")
    if rest is whole or not rest.has("mourning") or of_somebody:
        return heading
    return heading.without("living loss").without("mourning")


def _has_life_dates(title: str) -> bool:
    found = _LIFE_DATES.search(title)
    if found is None or compiled(A_PERIOD).search(found[1]) or _A_THING.match(found[1]):
        return False
    return LEAST_YEARS <= int(found[3]) - int(found[2]) <= MOST_YEARS


def _is_notice(title: str) -> bool:
    found = _NAME_AND_AGE.search(title.strip())
    return found is not None and int(found[1]) >= LEAST_AGE
