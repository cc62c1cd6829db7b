"""Recognizes retracted and doubted articles by their titles and categories. Pure; for `extract`.

`crossref` reads what the registry says of them.
"""

import re
from collections.abc import Iterable

PAPERS = r"(?:(?:published\s+)?article|paper|publication|manuscript|chapter|abstract|preprint)"
NOUNS = rf"(?:{PAPERS}|note|notice|statement|announcement|letter)"
# Forms of Taylor & Francis ("Statement of Retraction: …"), JAMA ("Notice of Retraction and
# Replacement. …"), Springer Nature ("Publisher's Note: Retraction of …") and others.
NOTICE_OF = (
    r"(?:(?:(?:statement|notice|note|declaration|letter|notification|announcement)\s+of"
    r"(?:\s+article)?|(?:publisher|editor|author)['’]?s?['’]?(?:\s+note\s*[:–—-])?"
    r"|editorial(?:\s+note\s*[:–—-])?|article)\s+){1,2}"
)
# "Retracted and republished: …" is the new version, which stands.
RETRACTED = r"retract(?:ed(?!\s+and\s+republish)|ion)"
REPLACED = r"(?:\s+and\s+(?:replacement|republication))?"
LONE_WORDS = r"(?:retracted|retraction|withdrawn)"
LONE_WORDS_ABROAD = (
    r"(?:retractad[oa]|retractaci[óo]n|retratad[oa]|retrata[çc][ãa]o|rétractée?|rétractation"
    r"|retraktion|zurückgezogen|ritrattazione)"
)
"""Of Spanish, Portuguese, French, German and Italian. "Retracción" and "retração" are of a body."""
PAPERS_ABROAD = (
    r"(?:art[íi]culo|trabajo|publicación|artigo|trabalho|article|publication|artikels?|beitrags?"
    r"|veröffentlichung|articolo)"
)
# "Withdrawal" is also a patient's word: without a noun it marks no retraction.
WITH_NOUN = rf"(?:retracted|retraction|withdrawn|withdrawal)\s+{NOUNS}"
SEVERAL_PAPERS = rf"(?:the\s+)?(?:\d+|two|three|four|five|six|several)\s+{PAPERS}s"
END_OF_MARK = r"\s*(?:[:\])|–—]|\.(?:\s|$)|\s-\s|$)"
# Two words or more in quotation marks: "“orphan” status" is no title.
QUOTED = r"[“‘\"'«„]\s*[^\s“”‘’\"'«»„]+\s+[^\s”’\"'»]"
# "Withdrawn as duplicate: …", "Retraction at the request of the authors: …". A drug is withdrawn by
# others, or for other reasons.
REASON = (
    r"(?:as\s+(?:an?\s+)?duplicates?|(?:due\s+to|because\s+of|for)\s+(?:duplicate[ds]?|duplication)"
    r"|(?:by|at|on|upon)\s+(?:the\s+)?(?:(?:request|behalf)\s+of\s+(?:the\s+)?)?"
    r"(?:author|editor(?:-in-chief)?|publisher|journal)s?['’]?s?)"
    r"(?:\s+(?:publication|submission|request))?"
)
MISTAKE = (
    r"(?:due\s+to|because\s+of|owing\s+to|for)\s+(?:[\w-]+\s+){0,3}?(?:duplicate[ds]?|duplication|plagiari\w+"
    r"|errors?|fabricat\w+|falsif\w+|misconduct|manipulat\w+|fraud|overlap|authorship)"
)
# Of what journals retract, these come with it: "Retraction and replacement: …".
AND_MORE = (
    r"\s+(?:and|with)\s+(?:(?:replace|republish|apolog|correct)\w*|republication|addendum"
    r"|corrigendum)"
)
NO_QUESTION = r"(?!\s*(?:how|what|when|where|why|who)\b)"
TITLE = re.compile(
    rf"^\W*(?:{NOTICE_OF})?{WITH_NOUN}{END_OF_MARK}"  # "RETRACTED ARTICLE: …"
    rf"|^\W*{PAPERS}\s+(?:retracted|withdrawn|removed){END_OF_MARK}"
    rf"|^\W*(?:retracted|retraction|withdrawn|withdrawal|removed)\s+{REASON}{END_OF_MARK}"
    rf"|^\W*retraction\s+{MISTAKE}{END_OF_MARK}"
    rf"|^\W*(?:{NOTICE_OF})?(?:retraction|withdrawal)\s+{NOUNS}\s+(?:to|of|for|on)\b"
    rf"|^\W*(?:retraction|withdrawal)\s+(?:to|of|for)\s*(?::|{QUOTED})"
    rf"|^\W*(?:retraction|withdrawal|removal)\s+(?:to|of|for)\s+(?:the\s+)?{PAPERS}"
    rf"(?:\s+{REASON})?\s*(?:{QUOTED}|[:–—]{NO_QUESTION})"
    rf"|^\W*{NOTICE_OF}retraction{REPLACED}(?:{END_OF_MARK}|(?:\s+of)?\s*{QUOTED})"
    r"|^\W*(?:(?:statement|notice)\s+of|(?:publisher|editor)['’]?s?['’]?\s+note\s*[:–—-])"
    rf"\s+retraction{REPLACED}\s+(?:to|of|for)\b"
    r"|^\W*retraction\s+(?:for|of)\s[^:]{1,80}\bet\s+al\b"  # "Retraction for Sample et al., …"
    r"|^\W*retraction\s+for\s[^:“‘\"]{1,80},\s*[“‘\"]"
    rf"|^\W*{RETRACTED}{AND_MORE}(?:{END_OF_MARK}{NO_QUESTION}|\s+(?:of|to|for)\s*(?::|{QUOTED}))"
    # At the end: "…: Retraction Notice", "…: Retraction and Replacement"
    rf"|(?:[:.|–—]|\s-)\s*{RETRACTED}(?:\s+{NOUNS}|{AND_MORE})\W*$"
    rf"|(?:[:.|–—(]|\s-)\s*(?:retracted|withdrawn)\s+{REASON}\W*$"
    # Web of Science: "… (Retracted article. See vol. 12, pg. 4)", "… (Retraction of vol 12, …)"
    rf"|[\[(]\s*(?:{WITH_NOUN}|retraction\s+of\s+vol\b[^\[\]()]{{0,80}})"
    r"(?:[.,;:]\s[^\[\]()]{0,80})?\s*[\])]"
    rf"|\[\s*{LONE_WORDS_ABROAD}\s*\]",
    re.IGNORECASE,
)
TITLE_ABROAD = re.compile(
    r"^\W*(?:(?:nota|aviso|avis|note)\s+(?:de|di)\s+"
    rf"(?:retracción|retrait|{LONE_WORDS_ABROAD})(?:{END_OF_MARK}|\s+(?:d|à|a)\w*\b)"
    rf"|(?:retracción|retirada|retiro|retrait|rückzug|widerruf|zurückziehung|{LONE_WORDS_ABROAD})\s+"
    rf"(?:de(?:l|s|r|\s+la)?|do|da|di|von|de\s+l['’]|d['’]|dell['’])\s*"
    rf"(?:{QUOTED}|{PAPERS_ABROAD}(?:\s*{QUOTED}|{END_OF_MARK}{NO_QUESTION}))"
    rf"|zurückgezogene[rs]?\s+{PAPERS_ABROAD}{END_OF_MARK}"
    rf"|{PAPERS_ABROAD}\s+(?:retirad[oa]|retirée?|ritirato|{LONE_WORDS_ABROAD}){END_OF_MARK})",
    re.IGNORECASE,
)
"""The same in other languages: "Artículo retractado: …", "Rétractation de l'article « … »"."""
# "… [Retracted]". "Nipple (retracted)" is about a body: a title of a paper has two words or more.
MARK_IN_BRACKETS = re.compile(
    rf"(?:^\W*\(|\[|\S\s+\S{{1,40}}\s*\()\s*{LONE_WORDS}\s*[\])]", re.IGNORECASE
)
# Of a paper, these mark it, too. "Withdrawal of tamoxifen" and "Removal of ovaries" are subjects.
PAPER_TITLE = re.compile(
    # Also "Withdrawal of “A study”", and "Notice of Withdrawal" alone
    rf"^\W*(?:{NOTICE_OF}|(?:author[- ]\w+|temporary|provisional|voluntary)\s+)?"
    rf"withdrawal(?:{AND_MORE})?\s*(?:[:|–—]|\s-\s|(?:(?:of|to|for)\s*)?{QUOTED})"
    rf"|^\W*(?:statement|notice)\s+of\s+(?:article\s+)?withdrawal\W*$"
    r"|^\W*(?:temporary\s+|permanent\s+)?removal\s+(?:notice|statement)"  # Elsevier
    rf"(?:{END_OF_MARK}|\s+(?:to|of|for)\b|\s*[“‘\"])"
    rf"|^\W*(?:temporary|permanent|article)\s+removal{END_OF_MARK}"
    rf"|^\W*(?-i:REMOVED){END_OF_MARK}"
    rf"|^\W*(?:removal|retractions)(?:\s*:)?\s*{QUOTED}"
    rf"|[:.–—]\s*retraction\s+(?:of|to|for)\s*{QUOTED}"
    rf"|^\W*(?:{NOTICE_OF})?retraction\s+of\s+{SEVERAL_PAPERS}\s+(?:by|from|authored)\b"
    r"|^(?!nipple)[\w-]{1,40}\s*\(retracted\)\W*$"  # A title of one word
    rf"|(?:[:.|–—]|\s-)\s*(?:retracted|withdrawn|withdrawal\s+{NOUNS})\W*$",  # "… – RETRACTED"
    re.IGNORECASE,
)
# "Retraction of Soy and survival: a cohort": a paper's title begins with a capital letter.
RETRACTION_OF = re.compile(
    rf"^\W*(?:{NOTICE_OF}|(?:full|partial)\s+)?retraction\s+of"
    r"(?P<title>(?:\s+(?-i:[A-Z0-9])\S*)(?:\s+\S+){3,})",
    re.IGNORECASE,
)
# At the end of a title: "Soy and survival: a cohort. Retraction".
RETRACTION_AFTER = re.compile(
    r"^(?P<title>(?:\S+\s+){3,}\S+?)\s*(?:[:.|–—]|\s-)\s*(?:full\s+|partial\s+)?retraction\W*$",
    re.IGNORECASE,
)
NO_PAPER = re.compile(
    r"\b(?:nipples?|areola\w*|skin|tissues?|muscles?|pectoral\w*|fascia|flaps?|scars?|wounds?|walls?"
    r"|clots?|lungs?|liver|bowel|heart|brain|tongue|eyelids?|ribs?|stern\w+|axilla\w*|implants?"
    r"|breasts?(?!\s+(?:cancer|carcinoma|tumou?r))|mound|umbilic\w+|latissimus|matrix|gels?|spheroids?"
    r"|filopod\w+|pseudopod\w+|lamellipod\w+|protrusions?|membranes?|axons?|neurites?|dendrit\w+"
    r"|capsul\w+|signs?|findings?|inversion|dimpling|surg\w+|technique\w*|exposure|instruments?"
    r"|devices?|consent|approvals?|claims?|statements?|guidelines?|papers|articles|publications"
    r"|publi(?:shed|shing)|studies|literature|research|integrity|ethic\w*|misconduct|journals?)\b",
    re.IGNORECASE,
)
"""Beside these, "retraction" alone is of a body, or is a subject: in a title before it, and among
the SUBJECT_WORDS of one after it."""
SUBJECT_WORDS = 5
"""Chosen by eye: a paper's title tells of surgery or skin further on, too."""
# "Removed: Soy and survival" is a notice; "Removed: lymph nodes and arm swelling" is about a body.
REMOVED_PAPER = re.compile(
    r"^\W*(?-i:Removed)\s*:\s*(?P<title>(?-i:[A-Z0-9])\S*(?:\s+\S+){2,})", re.IGNORECASE
)
# "Withdrawn: a husband's silence", "Retraction: a memoir": no paper's title begins so.
TOLD = re.compile(
    r"\s*(?:an?\s+|the\s+)?(?:\w+\s+)?(?:\w+['’]s\b|(?:memoir|stor(?:y|ies)|essay|poem|diary|letter)\b)",
    re.IGNORECASE,
)
IN_SMALL_LETTERS = re.compile(r"\s*[a-z][a-z’'-]*(?!\S)")
"""The first word of a subject. A paper's title begins with a capital, or a name as "p53"."""
PARTIAL = re.compile(
    rf"^\W*(?:{NOTICE_OF}|(?:correction|corrigendum|erratum)\s+and\s+)?partial\s+retraction"
    rf"(?:\s+{NOUNS})?"
    rf"(?:{END_OF_MARK}{NO_QUESTION}|\s+(?:of|to|for)\s*(?::|{QUOTED}))"
    rf"|(?:[:.|–—]|\s-)\s*partial\s+retraction\s+{NOUNS}\W*$"
    r"|[\[(]\s*partial\s+retraction\s*[\])]",
    re.IGNORECASE,
)
"""Of a paper: the rest of it stands, so it is doubted, not retracted."""
CLINICAL = re.compile(
    r"\b(?:symptoms?|syndrome|opioids?|alcohol|nicotine|steroids?|drugs?|approv\w+|licen[cs]\w+|hormon\w+"
    r"|authori[sz]\w+|indications?|consent|marketing)\b",
    re.IGNORECASE,
)
"""Beside these, a withdrawal is one of a substance, a drug's approval, or a participant."""
# arXiv and bioRxiv put it in place of the abstract.
WITHDRAWN_TEXT = re.compile(
    r"(?:\W*(?:this|the)\s+(?:following\s+)?(?:article|paper|manuscript|submission|preprint)\s+"
    r"(?:(?:(?:en)?titled\s+)?[“\"«„][^“”\"«»„]{3,300}[”\"»“],?\s+)?(?:has\s+been|was|is)\s+"
    r"(?:withdrawn|retracted)|[“\"«„][^“”\"«»„]{3,300}[”\"»“]\s+(?:has\s+been|was|is)\s+retracted)\b",
    re.IGNORECASE,
)
CATEGORY = re.compile(
    rf"\W*(?:(?:{WITH_NOUN})s?|(?:retraction|withdrawal)\s+of\s+{NOUNS}s?|retracted)\W*",
    re.IGNORECASE,
)

# "Withdrawn: how depression changed me", "Retraction: what a pulled-in nipple can mean": alone, the
# words mark papers only. Elsewhere they need capitals, or a title that names a publication.
LONE_TITLE = re.compile(
    r"^\W*(?:(?:full|complete|voluntary|author[- ]initiated|self)[\s-]+)?"
    rf"({LONE_WORDS}|{LONE_WORDS_ABROAD})(?:\s*\(?(?:19|20)\d\d\)?)?{END_OF_MARK}",
    re.IGNORECASE,
)
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
    r"(?:(?:editorial|(?:editor|publisher)['’]?s['’]?)(?:\s+note(?:\s*[:–—-]|\s+and))?|interim"
    r"|notice\s+of)"
)
CONCERN_FORM = r"expression[\s_-]+of[\s_-]+(?:editorial[\s_-]+)?concern"
CONCERN_ABROAD = (
    r"(?:expresi[óo]n\s+de\s+preocupaci[óo]n|express[ãa]o\s+de\s+preocupa[çc][ãa]o"
    r"|expression\s+de\s+préoccupation|äußerung\s+von\s+bedenken)"
)
CONCERN_TITLE = re.compile(
    rf"^\W*(?:{FORMAL}\s+)*{CONCERN_FORM}(?:\s+(?:to|for|on|regarding|about))?\s*"
    r"(?:(?:[:\])|–—]|\.\s|\s-\s)(?!\s*what\s+\w+\s+means?\b)|[“‘\"]|\.?$)"  # "…: A study"
    rf"|^\W*{CONCERN_FORM}\s+(?:to|for|on|regarding)\s[^:]{{1,80}}\bet\s+al\b"
    rf"|^\W*(?:{FORMAL}\s+)+{CONCERN_FORM}\s+(?:to|for|on|regarding)\b"
    rf"|^\W*{CONCERN_FORM}\s+(?:to|for|on|regarding)\s+{SEVERAL_PAPERS}\b"
    rf"|^\W*expressions\s+of\s+concern(?:\s*:)?\s*{QUOTED}"
    rf"|^\W*update\s+(?:to|on)\s+(?:the\s+)?{CONCERN_FORM}\s*(?::|{QUOTED})"
    rf"|^\W*(?:{FORMAL}\s+)+(?:note\s+|statement\s+)?of\s+concern\s*(?::|\w+\s+{QUOTED})"
    rf"|^\W*(?:note|statement)\s+of\s+concern(?:\s+\w+)?(?:\s*:)?\s*{QUOTED}"
    rf"|^\W*{CONCERN_ABROAD}\s*(?::|{QUOTED})"
    rf"|[\[(]\s*(?:{FORMAL}\s+)*{CONCERN_FORM}\s*[\])]",  # "… [Expression of Concern]"
    re.IGNORECASE,
)
# "Note of concern: Soy and survival": of a paper, with its title behind the colon.
CONCERN_OF = re.compile(
    r"^\W*(?:(?:editor|publisher)['’]?s?['’]?\s+)?(?:note|statement)\s+of\s+concern"
    r"(?:\s+(?:regarding|about|on|for|to))?\s*:\s*(?P<title>(?-i:[A-Z0-9])\S*(?:\s+\S+){3,})",
    re.IGNORECASE,
)
CONCERN_CATEGORY = re.compile(
    rf"\W*(?:(?:{FORMAL}\s+)*{CONCERN_FORM}|partial\s+retraction)\W*", re.IGNORECASE
)
MARKS = "retra rétra withdraw remov retir ritir ritra zurück rückzug widerruf".split()
"""A title with none of these, in small letters, marks no retraction: nearly all are ruled out."""
MARKS_OF_DOUBT = "concern preocupa préoccupation bedenken partial".split()
"""So it is with doubts."""


def is_retracted(
    title: str, categories: Iterable[str], *, paper: bool = False, text: str = ""
) -> bool:
    """Whether title or category marks a retraction; a title about retractions does not.

    Args:
        categories: as the feed has them.
        paper: whether the article is a paper: retractions of those are marked by a word alone.
        text: of a paper, the abstract, which may begin with the mark.
    """
    if paper and (WITHDRAWN_TEXT.match(title) or WITHDRAWN_TEXT.match(text)):
        return True
    if _holds(title, MARKS) and _is_marked(title, paper=paper):
        return True
    return any(
        CATEGORY.fullmatch(name) or (paper and LONE_CATEGORY.fullmatch(name)) for name in categories
    )


def _holds(title: str, marks: Iterable[str]) -> bool:
    return any(map(title.lower().__contains__, marks))


def _is_marked(title: str, *, paper: bool) -> bool:
    if TITLE.search(title) or TITLE_ABROAD.search(title) or MARK_IN_BRACKETS.search(title):
        return True
    return _is_marked_by_a_word(title, paper=paper) or (paper and _is_marked_as_paper(title))


def _is_marked_by_a_word(title: str, *, paper: bool) -> bool:
    found = LONE_TITLE.match(title)
    if not found:
        return False
    word, rest = found[1], title[found.end() :]
    in_capitals = word.isupper() and not rest.isupper()
    is_formal = PUBLICATION.search(rest) and not PERSONAL.search(rest)
    return in_capitals or bool(is_formal) or (paper and not _is_subject(rest))


def _is_subject(rest: str) -> bool:
    """Whether words behind a mark are of a body or of a life: "Retraction: skin and scars"."""
    if not IN_SMALL_LETTERS.match(rest):
        return False
    return any(told.search(rest) for told in (NO_PAPER, PERSONAL)) or bool(TOLD.match(rest))


def _is_marked_as_paper(title: str) -> bool:
    if _title_retracted(title):
        return not _is_partial(title)
    if removed := REMOVED_PAPER.match(title):
        return _names_paper(removed) and not PERSONAL.search(title)
    found = PAPER_TITLE.search(title)
    if not found:
        return False
    is_clinical = (
        CLINICAL.search(title) or PERSONAL.search(title) or _is_subject(title[found.end() :])
    )
    return not ("withdraw" in found[0].lower() and is_clinical)


def _title_retracted(title: str) -> bool:
    """Whether a paper's title stands behind "Retraction of", or before "Retraction"."""
    if "retraction" not in title.lower():
        return False
    if found := RETRACTION_OF.match(title):
        return _names_paper(found)
    found = RETRACTION_AFTER.match(title)
    return found is not None and not (NO_PAPER.search(found["title"]) or PERSONAL.search(title))


def _names_paper(found: re.Match[str] | None) -> bool:
    """Whether the title in a match is a paper's: its first words name no body and no subject."""
    if found is None:
        return False
    subject = NO_PAPER.search(found["title"])
    return not subject or len(subject.string[: subject.start()].split()) >= SUBJECT_WORDS


def _is_partial(title: str) -> bool:
    return "partial retraction" in " ".join(title.lower().split())


def is_doubted(title: str, categories: Iterable[str], *, paper: bool = False) -> bool:
    """Whether title or category says that the publisher doubts the article, or a part of it.

    Args:
        categories: as the feed has them.
        paper: whether the article is a paper, of which a part may be retracted.
    """
    if _holds(title, MARKS_OF_DOUBT) and _is_marked_as_doubted(title, paper=paper):
        return True
    return any(CONCERN_CATEGORY.fullmatch(name) for name in categories)


def _is_marked_as_doubted(title: str, *, paper: bool) -> bool:
    is_partly_retracted = _is_partial(title) and (PARTIAL.search(title) or _title_retracted(title))
    if paper and (is_partly_retracted or _names_paper(CONCERN_OF.match(title))):
        return True
    return CONCERN_TITLE.search(title) is not None
