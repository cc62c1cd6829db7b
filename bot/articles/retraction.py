"""Whether a feed says that an article was retracted. Pure; called by `extract`."""

import re
from collections.abc import Iterable

NOUNS = r"(?:article|paper|publication|note|notice|statement)"
# A patient may write of withdrawal, or of the retraction of a nipple: those need more beside them.
WORDS = rf"(?:(?:retracted|retraction|withdrawn)(?:\s+{NOUNS})?|withdrawal\s+{NOUNS})"
TITLE = re.compile(
    rf"^\W*{WORDS}\s*(?:[:\])|–—]|\s-\s|$)"  # "RETRACTED ARTICLE: …"
    rf"|^\W*(?:retraction|withdrawal)\s+(?:{NOUNS}\s+(?:to|of|for|on)\b|(?:to|of)\s*[:“\"])"
    rf"|[\[(]\s*{WORDS}\s*[\])]",  # "… [Retracted]"
    re.IGNORECASE,
)
CATEGORY = re.compile(
    rf"\W*(?:{WORDS}s?|(?:retraction|withdrawal)\s+of\s+{NOUNS}s?)\W*", re.IGNORECASE
)


def is_retracted(title: str, categories: Iterable[str]) -> bool:
    """Whether title or category says so; a title about retractions in general does not.

    An expression of concern is none: its article stands, and its title says what it is.
    """
    return bool(TITLE.search(title)) or any(CATEGORY.fullmatch(name) for name in categories)
