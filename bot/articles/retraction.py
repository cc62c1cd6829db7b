"""Whether a feed says that an article was retracted. Pure; called by `extract`."""

import re
from collections.abc import Iterable

WORDS = r"(?:retracted|retraction|withdrawn|withdrawal|expression of concern)"
NOUNS = r"(?:article|paper|publication|note|notice|statement)"
TITLE = re.compile(
    rf"^\W*{WORDS}(?:\s+{NOUNS})?\s*(?:[:\])|–—]|\s-\s|$)"  # "RETRACTED ARTICLE: …"
    rf"|^\W*(?:retraction|expression of concern)(?:\s+{NOUNS})?\s+(?:to|of|for|on)\b"
    rf"|[\[(]\s*{WORDS}(?:\s+{NOUNS})?\s*[\])]",  # "… [Retracted]"
    re.IGNORECASE,
)
CATEGORY = re.compile(rf"\W*{WORDS}(?:\s+(?:of\s+)?{NOUNS}s?)?\W*", re.IGNORECASE)


def is_retracted(title: str, categories: Iterable[str]) -> bool:
    """Whether title or category says so; a title about retractions in general does not."""
    return bool(TITLE.search(title)) or any(CATEGORY.fullmatch(name) for name in categories)
