"""Recognizes retracted and doubted articles: by title and categories, and by Crossref's answer.

Pure. `extract` asks for titles and categories, and the registry pipeline for Crossref's answers.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from bot.errors import ParseError
from bot.model.article import RegistryNotice, UpdateKind

PAPERS = r"(?:article|paper|publication|manuscript|chapter)"
NOUNS = rf"(?:{PAPERS}|note|notice|statement|announcement)"
# Forms of Taylor & Francis ("Statement of Retraction: …"), JAMA ("Notice of Retraction and
# Replacement. …"), Springer Nature ("Publisher's Note: Retraction of …") and others.
NOTICE_OF = (
    r"(?:(?:statement|notice|note)\s+of(?:\s+article)?"
    r"|(?:publisher|editor|author)['’]?s?['’]?(?:\s+note\s*[:–—-])?"
    r"|editorial(?:\s+note\s*[:–—-])?|article)\s+"
)
REPLACED = r"(?:\s+and\s+(?:replacement|republication))?"
LONE_WORDS = r"(?:retracted|retraction|withdrawn)"
# "Withdrawal" is also a patient's word: without a noun it marks no retraction.
WITH_NOUN = rf"(?:retracted|retraction|withdrawn|withdrawal)\s+{NOUNS}"
END_OF_MARK = r"\s*(?:[:\])|–—]|\.(?:\s|$)|\s-\s|$)"
# "Withdrawn as duplicate: …", "Retraction at the request of the authors: …". A drug is withdrawn by
# others, or for other reasons.
REASON = (
    r"(?:as\s+(?:an?\s+)?duplicates?|(?:due\s+to|because\s+of|for)\s+(?:duplicate[ds]?|duplication)"
    r"|(?:by|at|on|upon)\s+(?:the\s+)?(?:request\s+of\s+(?:the\s+)?)?"
    r"(?:author|editor|publisher|journal)s?['’]?s?)(?:\s+(?:publication|submission|request))?"
)
TITLE = re.compile(
    rf"^\W*{WITH_NOUN}{END_OF_MARK}"  # "RETRACTED ARTICLE: …"
    rf"|^\W*{PAPERS}\s+(?:retracted|withdrawn){END_OF_MARK}"
    rf"|^\W*(?:retracted|retraction|withdrawn|withdrawal|removed)\s+{REASON}{END_OF_MARK}"
    rf"|^\W*(?:retraction|withdrawal)\s+(?:{NOUNS}\s+(?:to|of|for|on)\b|(?:to|of)\s*[:“‘\"])"
    rf"|^\W*(?:retraction|withdrawal)\s+(?:to|of|for)\s+(?:the\s+)?{PAPERS}\s*"
    r"(?:[“‘\"]|[:–—](?!\s*(?:how|what|when|where|why|who)\b))"
    rf"|^\W*{NOTICE_OF}retraction{REPLACED}(?:{END_OF_MARK}|\s*[“‘\"])"
    r"|^\W*(?:(?:statement|notice)\s+of|(?:publisher|editor)['’]?s?['’]?\s+note\s*[:–—-])"
    rf"\s+retraction{REPLACED}\s+(?:to|of|for)\b"
    r"|^\W*retraction\s+(?:for|of)\s[^:]{1,80}\bet\s+al\b"  # "Retraction for Sample et al., …"
    r"|^\W*retraction\s+for\s[^:“‘\"]{1,80},\s*[“‘\"]"
    rf"|^\W*retract(?:ed|ion)\s+and\s+(?:replace|republish|republication)\w*\b"
    rf"|(?:[:.|–—]|\s-)\s*retract(?:ed|ion)\s+{NOUNS}\W*$"  # "…: Retraction Notice"
    # Web of Science: "… (Retracted article. See vol. 12, pg. 4)", "… (Retraction of vol 12, …)"
    rf"|[\[(]\s*(?:{WITH_NOUN}|retraction\s+of\s+vol\b[^\[\]()]{{0,80}})"
    r"(?:[.,;:]\s[^\[\]()]{0,80})?\s*[\])]",
    re.IGNORECASE,
)
# "… [Retracted]". "Nipple (retracted)" is about a body: a title of a paper has two words or more.
MARK_IN_BRACKETS = re.compile(
    rf"(?:^\W*\(|\[|\w\s+[^\s(]{{1,40}}\s*\()\s*{LONE_WORDS}\s*[\])]", re.IGNORECASE
)
# Of a paper, these mark it, too. "Withdrawal of tamoxifen" and "Removal of ovaries" are subjects.
PAPER_TITLE = re.compile(
    rf"^\W*(?:{NOTICE_OF})?withdrawal\s*(?:[:|–—]|\s-\s|[“‘\"])"  # "Withdrawal: …"
    r"|^\W*(?:temporary\s+|permanent\s+)?removal\s+(?:notice|statement)"  # Elsevier
    rf"(?:{END_OF_MARK}|\s+(?:to|of|for)\b|\s*[“‘\"])"
    rf"|^\W*(?:temporary|permanent|article)\s+removal{END_OF_MARK}"
    rf"|^\W*(?-i:REMOVED){END_OF_MARK}"
    rf"|(?:[:.|–—]|\s-)\s*(?:retracted|withdrawn|withdrawal\s+{NOUNS})\W*$",  # "… – RETRACTED"
    re.IGNORECASE,
)
CLINICAL = re.compile(
    r"\b(?:symptoms?|syndrome|opioids?|alcohol|nicotine|steroids?|drugs?|approv\w+|licen[cs]\w+"
    r"|authori[sz]\w+|indications?|consent|marketing)\b",
    re.IGNORECASE,
)
"""Beside these, a withdrawal is one of a substance, a drug's approval, or a participant."""
# arXiv and bioRxiv put it in place of the abstract.
WITHDRAWN_TEXT = re.compile(
    r"\W*(?:this|the)\s+(?:article|paper|manuscript|submission|preprint)\s+(?:has\s+been|was|is)"
    r"\s+(?:withdrawn|retracted)\b",
    re.IGNORECASE,
)
CATEGORY = re.compile(
    rf"\W*(?:(?:{WITH_NOUN})s?|(?:retraction|withdrawal)\s+of\s+{NOUNS}s?|retracted)\W*",
    re.IGNORECASE,
)

# "Withdrawn: how depression changed me", "Retraction: what a pulled-in nipple can mean": alone, the
# words mark papers only. Elsewhere they need capitals, or a title that names a publication.
LONE_TITLE = re.compile(rf"^\W*({LONE_WORDS}){END_OF_MARK}", re.IGNORECASE)
LONE_CATEGORY = re.compile(rf"\W*{LONE_WORDS}s?\W*", re.IGNORECASE)
PUBLICATION = re.compile(
    r"^\W*[“\"‘]|\b(?:study|trial|paper|article|publication|preprint|research)\b", re.IGNORECASE
)
PERSONAL = re.compile(
    r"^\W*(?:how|what|when|where|why|who|is|are|can|should|do|does)\b"
    r"|\b(?:me|my|myself|you|your|our|i['’]\w+)\b",
    re.IGNORECASE,
)

# Journals write the heading in the singular. The plural is in articles about such notices.
FORMAL = (
    r"(?:(?:editorial|editor['’]?s|publisher['’]?s)(?:\s+note(?:\s*[:–—-]|\s+and))?|interim"
    r"|notice\s+of)"
)
CONCERN_FORM = r"expression[\s_-]+of[\s_-]+(?:editorial[\s_-]+)?concern"
CONCERN_TITLE = re.compile(
    rf"^\W*(?:{FORMAL}\s+)*{CONCERN_FORM}(?:\s+(?:to|for|on|regarding))?\s*"
    r"(?:(?:[:\])|–—]|\.\s|\s-\s)(?!\s*what\s+\w+\s+means?\b)|[“‘\"]|\.?$)"  # "…: A study"
    rf"|^\W*{CONCERN_FORM}\s+(?:to|for|on|regarding)\s[^:]{{1,80}}\bet\s+al\b"
    rf"|^\W*(?:{FORMAL}\s+)+{CONCERN_FORM}\s+(?:to|for|on|regarding)\b"
    rf"|[\[(]\s*(?:{FORMAL}\s+)*{CONCERN_FORM}\s*[\])]",  # "… [Expression of Concern]"
    re.IGNORECASE,
)
CONCERN_CATEGORY = re.compile(rf"\W*(?:{FORMAL}\s+)*{CONCERN_FORM}\W*", re.IGNORECASE)


def is_retracted(
    title: str, categories: Iterable[str], *, paper: bool = False, text: str = ""
) -> bool:
    """Whether title or category marks a retraction; a title about retractions does not.

    Args:
        title: of the article.
        categories: as the feed has them.
        paper: whether the article is a paper: retractions of those are marked by a word alone.
        text: of a paper, the abstract, which may begin with the mark.
    """
    if paper and (WITHDRAWN_TEXT.match(title) or WITHDRAWN_TEXT.match(text)):
        return True
    if TITLE.search(title) or MARK_IN_BRACKETS.search(title):
        return True
    if _is_marked_by_a_word(title, paper=paper):
        return True
    if paper and _is_marked_as_paper(title):
        return True
    return any(
        CATEGORY.fullmatch(name) or (paper and LONE_CATEGORY.fullmatch(name)) for name in categories
    )


def _is_marked_by_a_word(title: str, *, paper: bool) -> bool:
    found = LONE_TITLE.match(title)
    if not found:
        return False
    word, rest = found[1], title[found.end() :]
    in_capitals = word.isupper() and not rest.isupper()
    is_formal = PUBLICATION.search(rest) and not PERSONAL.search(rest)
    return paper or in_capitals or bool(is_formal)


def _is_marked_as_paper(title: str) -> bool:
    found = PAPER_TITLE.search(title)
    if not found:
        return False
    is_clinical = CLINICAL.search(title) or PERSONAL.search(title)
    return not ("withdraw" in found[0].lower() and is_clinical)


def is_doubted(title: str, categories: Iterable[str]) -> bool:
    """Whether title or category is an expression of concern: its publisher doubts the article."""
    return bool(CONCERN_TITLE.search(title)) or any(
        CONCERN_CATEGORY.fullmatch(name) for name in categories
    )


REINSTATEMENT = "reinstatement"
"""The type of an update that takes a retraction back."""
KINDS_BY_NAME = {kind.value: kind for kind in UpdateKind if not kind.is_notice}
"""Other types of updates, such as corrections and new versions, do not bear on whether a paper
stands. https://www.crossref.org/documentation/crossmark/version-control-corrections-and-retractions/"""
NO_WORK = "The registry's answer cannot be read. It will be asked again tomorrow."
OTHER_WORK = "The registry answered about another paper. It will be asked again tomorrow."
MOST_UPDATES = 1_000
"""Updates of one paper that are read. Real papers have a few."""


class RegistryAnswer(Struct, frozen=True):
    """The statements of a registry about one paper.

    Attributes:
        notices: all that doubt the paper or withdraw it.
        reinstated: the date of the last statement that the paper stands again; "" if there is none,
            or none with a date.
    """

    notices: tuple[RegistryNotice, ...] = ()
    reinstated: str = ""


def read_registry_answer(body: bytes, doi: str) -> RegistryAnswer:
    """Read Crossref's answer to `/works/DOI`.

    Raises:
        ParseError: it is no such answer, or is about another paper.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ParseError(NO_WORK) from exc
    work = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(work, dict):
        raise ParseError(NO_WORK)
    if str(work.get("DOI", "")).lower() != doi:
        raise ParseError(OTHER_WORK)
    updates = list(_updates(work))
    reinstated = max((dated for name, dated in updates if name == REINSTATEMENT), default="")
    notices = (
        RegistryNotice(kind, dated) for name, dated in updates if (kind := KINDS_BY_NAME.get(name))
    )
    return RegistryAnswer(tuple(notices), reinstated)


def standing_notice(known: RegistryNotice | None, answer: RegistryAnswer) -> RegistryNotice | None:
    """The gravest statement about a paper that still stands; of several, the first one.

    A statement that the registry does not repeat stays: only a reinstatement takes it back.

    Args:
        known: the statement that stood before.
        answer: the registry's statements now.
    """
    stated = [*answer.notices, *([known] if known else [])]
    standing = [each for each in stated if not _is_taken_back(each, answer.reinstated)]
    return min(standing, key=lambda each: (each.gravity, each.dated or "~"), default=None)


def _is_taken_back(notice: RegistryNotice, reinstated: str) -> bool:
    """Whether a reinstatement takes a statement back: the statement is not known to be later.

    A reinstatement follows the statement that it takes back. Dates may lack day and month, so as
    much is compared as both have.
    """
    known = min(len(notice.dated), len(reinstated))
    return bool(reinstated) and notice.dated[:known] <= reinstated[:known]


def _updates(work: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Type and date of each update of a work."""
    updates = work.get("updated-by")
    for update in updates[:MOST_UPDATES] if isinstance(updates, list) else ():
        if isinstance(update, dict):
            # Publishers write "expression-of-concern" and "Expression of concern", too.
            name = re.sub(r"[\s-]", "_", str(update.get("type", ""))[:100].strip().lower())
            yield name, _date(update.get("updated"))


def _date(updated: object) -> str:
    """The date in Crossref's form, `{"date-parts": [[2026, 5, 3]]}`, as far as it is known."""
    parts = updated.get("date-parts") if isinstance(updated, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = first[:3] if isinstance(first, list) else []
    limits = ((1600, 9999), (1, 12), (1, 31))
    known = list[str]()
    for number, (least, most) in zip(numbers, limits, strict=False):
        if not isinstance(number, int) or not least <= number <= most:
            break
        known.append(f"{number:02d}")
    return "-".join(known)
