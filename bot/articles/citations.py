"""Takes a citation off a text: the line of journal, volume, pages, date and DOI before it. Pure.

Feeds of journals begin each description with this line, and some have nothing else. A card says
source and date anyway. The parts of the line are told by their form; no publisher is named.

A line counts if its parts weigh enough and a full stop, a semicolon, an id or the end of the text
follows: "Volume 3 of the guide is out" and "January 2026, a month of walks" are no citations.
"""

import re

PRINTED_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
PRINTED_YEAR = r"(?:19|20)\d\d\b"
PRINTED_MONTHS = rf"{PRINTED_MONTH}(?:[-–]{PRINTED_MONTH})?"
PRINTED_DATE = (
    rf"(?:\d{{1,2}}\s{PRINTED_MONTH}\s{PRINTED_YEAR}"
    rf"|{PRINTED_MONTHS}(?:\s\d{{1,2}},?)?\s{PRINTED_YEAR}"
    rf"|{PRINTED_YEAR}(?:-\d\d-\d\d|\s{PRINTED_MONTHS}(?:\s\d{{1,2}}\b)?)?)"
)
PUBLISHED = (
    r"(?:(?:First )?Published(?: online| in print)?|Publication date|(?:Available )?Online|Epub"
    r"|eCollection|Accepted|Received)"
)
PAGE_NUMBER = r"[A-Za-z]{0,3}\d+(?:\.\d+)?"
PLACED_PAGE = r"(?!\d+(?::\d\d)?\s?[ap]\.?m\b)(?=[A-Za-z-]{0,12}\d)[\w-]+"
"""A page behind date or volume: "JCO2600123". It has a digit, and "10am" is a time."""
DOI_TEXT = r"(?:doi:?\s?|https?://(?:dx\.)?doi\.org/|DOI:?\s?)?10\.\d{4,9}/[^\s;|]*[^\s;|.,]"
CITATION_PART = re.compile(
    rf"(?P<id>{DOI_TEXT}|(?:PMID|PMCID):?\s?(?:PMC)?\d+)"
    rf"|(?P<pages>(?:Pages?|pp?\.)\s{PAGE_NUMBER}(?:\s?[-–]\s?{PAGE_NUMBER})?)"
    rf"|(?P<place>{PRINTED_DATE}"
    rf"(?:;\s?\d+(?:\([^()]{{1,20}}\))?(?::\s?{PLACED_PAGE})?|:\s?{PLACED_PAGE}))"
    rf"|(?P<stated>{PUBLISHED}(?: ahead of print)?:?\s{PRINTED_DATE})"
    r"|(?P<status>(?:Online )?[Aa]head of [Pp]rint|Articles? in Press|Early ?View|Online First"
    r"|NO ABSTRACT|No abstract available)\b"
    rf"|(?P<date>{PRINTED_DATE})"
    r"|(?P<number>(?:Vol(?:ume|\.)|Issue|No\.|Number|Article(?: number| ID)?)"
    rf"\s?{PAGE_NUMBER}(?:\(\d+\))?)"
)
WEAK_PARTS = frozenset({"date", "number"})
"""Parts that prose may begin with, too: two of them make a citation, and one of the others does."""
ENOUGH = 2
"""The weight of a citation. Chosen by eye."""
BETWEEN_PARTS = re.compile(r"[\s,;:.|]*+")
CITATION_END = re.compile(r"\s?[.;](?=\s|$)|\s?\|\s|\s*$")
LONGEST_JOURNAL = 150
"""Characters of a journal's name. Chosen by eye."""
JOURNAL_END = re.compile(r"[,.;:]\s|\s\|\s")
SMALL_WORDS_OF_JOURNALS = frozenset(
    "a an and by de der des et for für in la npj of on the to und y &".split()
)
FIELD_NAME = r"(?:Source|Author\(s\)|Authors?|Journal|Volume|DOI)"
NAMED_FIELDS = re.compile(
    rf"Publication date:\s(?:(?!\bAbstract\b).){{1,200}}?\s{FIELD_NAME}:\s(?:(?!\bAbstract\b).)*+",
    re.IGNORECASE,
)
"""A list of fields that begins with a date. It ends at the abstract."""
ABSTRACT_HEADING = re.compile(
    r"ABSTRACT\b[\s:.]*"
    r"|Abstract(?::\s*|\s+(?=(?:Background|Purpose|Objectives?|Introduction|Aims?|Importance|Context"
    r"|Methods?|Design)\b))"
)
HEADING_AFTER_CITATION = re.compile(r"(?:ABSTRACT|Abstract)\b[\s:.]*(?=[^a-z]|$)")
LONGEST_PAPER_IDS = 200
"""Characters at the end of a text that are searched for ids. Chosen by eye."""
TRAILING_IDS = re.compile(rf"(?:PMID:?\s?\d+\s?\|\s?)(?:PMCID?:?\s?PMC\d+\s?\|\s?)?{DOI_TEXT}$")


def without_citation(text: str) -> str:
    """The text without a citation and the heading "Abstract" before it; "" if nothing is left."""
    fields = NAMED_FIELDS.match(text)
    end = fields.end() if fields else _citation_end(text)
    body = text[end:].lstrip(" .;:,|") if end else text
    heading = (HEADING_AFTER_CITATION if end else ABSTRACT_HEADING).match(body)
    body = body[heading.end() :] if heading else body
    ids = TRAILING_IDS.search(body, max(len(body) - LONGEST_PAPER_IDS, 0))
    return body[: ids.start()].rstrip() if ids else body


def _citation_end(text: str) -> int:
    """The index behind the citation at the beginning of a text; 0 if there is none."""
    at, weight, end = _name_end(text), 0, 0
    while part := CITATION_PART.match(text, at):
        weight += 1 if part.lastgroup in WEAK_PARTS else ENOUGH
        closes = part.lastgroup == "id" or CITATION_END.match(text, part.end())
        if closes and weight >= ENOUGH:
            end = part.end()
        at = _next(text, part.end())
        if at == part.end():
            break
    return end


def _next(text: str, at: int) -> int:
    between = BETWEEN_PARTS.match(text, at)
    return between.end() if between else at


def _name_end(text: str) -> int:
    """The index behind a journal's name at the beginning of a text; 0 if there is none."""
    for end in JOURNAL_END.finditer(text, 0, LONGEST_JOURNAL):
        if not _may_be_name(text[: end.start()]):
            return 0
        if CITATION_PART.match(text, end.end()):
            return end.end()
    return 0


def _may_be_name(text: str) -> bool:
    """Whether all words but the small ones have a capital letter, as in a journal's name."""
    return all(word in SMALL_WORDS_OF_JOURNALS or word != word.lower() for word in text.split())
