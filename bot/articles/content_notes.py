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

from bot.articles.content_phrases import (
    ANNOUNCES_A_DEATH,
    IN_GENERAL,
    OF_A_FAMILY,
    PARTS,
    PRAISE,
    RETIRES,
    SOUNDS_LIKE_IT,
    TELLS_OF_A_DEATH,
)
from bot.articles.dying_phrases import (
    ABOUT_DYING,
    COMPANY,
    GRIEF,
    IS_ABOUT_DYING,
    OUTLIVED,
    STOPPING,
)
from bot.model.form import ContentNote

NOTED_CHARACTERS = 500
"""Characters of a title, and of a teaser, that are read: as many as the database gives."""


_CONTINUED = re.compile(r"\\\n *")
"""A backslash at the end of a line: the phrase goes on."""


# Compiled when they are first needed: all of them take 250 ms (measured).
@cache
def _any_of(*lists: str) -> re.Pattern[str]:
    lines = (line.strip() for text in lists for line in _CONTINUED.sub("", text).splitlines())
    phrases = "|".join(filter(None, lines))
    for name, words in PARTS.items():
        phrases = phrases.replace(f"<{name}>", f"(?:{'|'.join(words.split())})")
    phrases = phrases.replace("<~>", r"(?:[\w’'-]+ ){0,4}?").replace("n't", "n['’]t")
    phrases = phrases.replace("'s", "['’]s").replace("'ve", "['’]ve")
    return re.compile(rf"(?<![\w-])(?=\w)(?:{phrases})(?!\w)", re.IGNORECASE)


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
    heading, text = _without_harmless(title), _without_harmless(teaser)
    of_somebody = _any_of(IN_GENERAL).sub(GAP_OF_HARMLESS, heading)
    if _any_of(RETIRES).search(f"{heading} {text}"):
        of_somebody = _any_of(PRAISE).sub(GAP_OF_HARMLESS, of_somebody)
    if _any_of(ANNOUNCES_A_DEATH, TELLS_OF_A_DEATH).search(of_somebody) or _has_life_dates(heading):
        return ContentNote.MEMORIAL
    if _any_of(ABOUT_DYING).search(heading):
        return _note_on_dying(heading, text)
    if _any_of(ANNOUNCES_A_DEATH).search(_any_of(OF_A_FAMILY).sub(GAP_OF_HARMLESS, text)):
        return ContentNote.MEMORIAL
    ending = _any_of(STOPPING).search(heading) and _any_of(COMPANY).search(f"{heading} {text}")
    if not (ending or _any_of(IS_ABOUT_DYING).search(text)) or _any_of(OUTLIVED).search(text):
        return None
    return ContentNote.END_OF_LIFE


def _note_on_dying(heading: str, text: str) -> ContentNote | None:
    """The note of a title about dying, by what its teaser adds."""
    if _any_of(OUTLIVED).search(f"{heading} {text}"):
        return None
    mourned = _any_of(GRIEF).search(heading) and _any_of(ANNOUNCES_A_DEATH).search(text)
    return ContentNote.MEMORIAL if mourned else ContentNote.END_OF_LIFE


def _without_harmless(text: str) -> str:
    return _any_of(SOUNDS_LIKE_IT).sub(GAP_OF_HARMLESS, " ".join(text[:NOTED_CHARACTERS].split()))


def _has_life_dates(title: str) -> bool:
    found = _LIFE_DATES.search(title)
    if found is None or _any_of(A_PERIOD).search(found[1]):
        return False
    return LEAST_YEARS <= int(found[3]) - int(found[2]) <= MOST_YEARS
