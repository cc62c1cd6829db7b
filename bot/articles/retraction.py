"""Recognizes retracted and doubted articles by title and categories. Pure; called by `extract`."""

import re
from collections.abc import Iterable

NOUNS = r"(?:article|paper|publication|note|notice|statement)"
# "Withdrawal" and "nipple retraction" are also patients' words: alone they mark no retraction.
RETRACTION_WORDS = rf"(?:(?:retracted|retraction|withdrawn)(?:\s+{NOUNS})?|withdrawal\s+{NOUNS})"
TITLE = re.compile(
    rf"^\W*{RETRACTION_WORDS}\s*(?:[:\])|–—]|\s-\s|$)"  # "RETRACTED ARTICLE: …"
    rf"|^\W*(?:retraction|withdrawal)\s+(?:{NOUNS}\s+(?:to|of|for|on)\b|(?:to|of)\s*[:“\"])"
    rf"|[\[(]\s*{RETRACTION_WORDS}\s*[\])]",  # "… [Retracted]"
    re.IGNORECASE,
)
CATEGORY = re.compile(
    rf"\W*(?:{RETRACTION_WORDS}s?|(?:retraction|withdrawal)\s+of\s+{NOUNS}s?)\W*", re.IGNORECASE
)

# Journals write the heading in the singular. The plural is in articles about such notices.
FORMAL = r"(?:editorial|editor['’]?s|publisher['’]?s|interim|notice\s+of)"
CONCERN_FORM = r"expression[\s_-]+of[\s_-]+concern"
CONCERN_TITLE = re.compile(
    rf"^\W*(?:{FORMAL}\s+)*{CONCERN_FORM}(?:\s+(?:to|for|on|regarding))?\s*"
    r"(?:(?:[:\])|–—]|\s-\s)(?!\s*what\s+\w+\s+means?\b)|[“‘\"]|$)"  # "…: A study"
    rf"|^\W*(?:{FORMAL}\s+)+{CONCERN_FORM}\s+(?:to|for|on|regarding)\b"
    rf"|[\[(]\s*(?:{FORMAL}\s+)*{CONCERN_FORM}\s*[\])]",  # "… [Expression of Concern]"
    re.IGNORECASE,
)
CONCERN_CATEGORY = re.compile(rf"\W*(?:{FORMAL}\s+)*{CONCERN_FORM}\W*", re.IGNORECASE)


def is_retracted(title: str, categories: Iterable[str]) -> bool:
    """Whether title or category marks a retraction; a title about retractions does not."""
    return bool(TITLE.search(title)) or any(CATEGORY.fullmatch(name) for name in categories)


def is_doubted(title: str, categories: Iterable[str]) -> bool:
    """Whether title or category is an expression of concern: its publisher doubts the article."""
    return bool(CONCERN_TITLE.search(title)) or any(
        CONCERN_CATEGORY.fullmatch(name) for name in categories
    )
