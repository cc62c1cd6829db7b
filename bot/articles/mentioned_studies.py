"""Tells a study that a title reports from one that it only mentions. Pure; used by `evidence`.

A title names designs that its article does not report:

    none exists, or one is wanted    "No randomized trial backs …", "We need a …", "Missing: a …"
    another's study                  "Comparison with the phase 3 … trial", "Beyond the … trial"
    how a study is run or received   "Costs of a phase 3 trial", "… trial eligibility and race"
    what was sampled in it           "Tumor samples from a phase 3 trial", "Genes in the … trial"

Signs of these stand right before the design's words, or behind them. "No benefit in a phase 3
trial" denies the benefit: of "in" and its like, only a few nouns before them tell of a mention.
Without a sign, an abstract about records that tells of no trial shows that the trial in its title
is another's. The expressions read text in lower case, as those of `study_words` do.
"""

import re
from itertools import repeat

from bot.articles.study_text import StudyText
from bot.articles.study_words import PEOPLE, WordPattern, at_words, in_ascii

NO_TEXT = StudyText.of("")


def _not_behind(words: str) -> str:
    """An expression for a place with none of these words before it."""
    return "".join(f"(?<!{word} )" for word in words.split())


_APART = (
    r"(?:of|in|on|for|from|with|by|at|to|into|after|before|than|versus|vs|and|or|but|as|that|which"
    r"|who|is|are|was|were|finds?|shows?|says?)\b"
)
_NAME = rf"(?:(?!{_APART})[\w\-/’'.+]{{1,24}} ){{0,6}}"
"""The words between a sign and the design: "a large", "the PRIME II". They state nothing."""
_CLOSE = rf"(?:(?!{_APART})[\w\-/’'.+]{{1,24}} ){{0,4}}"
_SINGLED_OUT = (
    r"(?:(?:an?|the|one|any|another|more|this|that|such|its|our|their|his|her|my|first|further"
    r"|large|larger|recent|new|proper|real|own) )"
)
_WISHED = (
    r"(?:needs?|needed|needing|wants?|wanted|wanting|demands?|demanded|demanding|await(?:s|ed|ing)?"
    r"|requests?|requested|proposes?|proposed|urges?|urged|seeks?|sought|seeking|missing|lacks?"
    r"|lacked|lacking|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|denied|den(?:y|ies)|rejects?"
    r"|rejected|turn(?:s|ed) down|imagine|offer(?:s|ed|ing)?|overdue|skips?|skipped|quit|quits"
    r"|forgoes?|pending|considering|dreams? of|missed out on|(?:needs?|calls?|called"
    r"|calling|wish(?:es|ed)?|pleads?|plea|case|push(?:es|ed)?|press(?:es|ed)?|campaigns?|time|hop(?:e|es"
    r"|ing)|appeals?|asks?|asked|asking|begs?|argu(?:e|es|ing)|waits?|waiting|lobby|lobbies"
    r"|petitions?|petition|room|paid|pays?|paying|ready|bids?|looking|searching) for"
    r"|where (?:is|are)|if|whether|should|towards?)"
)
_AS_A_NOUN = _not_behind("care help health unmet information support treatment family advice")
"""Behind these, "planning", "needs" and "seeking" name what people do or lack, and wish for no
study: "Advance care planning randomized trial"."""
_WISHED_AT_FIRST = (
    r"(?:missing|wanted|needed|overdue|lacking|required|what(?: is|['’]s) (?:missing|needed)"
    r"|(?:what|all) (?:we|doctors|patients|men|science|the field|oncology) (?:still |really )?"
    r"(?:needs?|lacks?))"
)
_OTHERS = (
    r"(?:eligible for|replicat\w{1,4}|reproduc\w{1,4}|emulat\w{1,4}|mimic\w{0,5}|beyond"
    r"|contrary to|unlike|in contrast to|different from|(?:based|built|trained|modeled"
    r"|drawing) (?:up)?on|compar\w{2,5} (?:with|to)|appl(?:y|ied|ies|icable|ying)(?: \w{1,12})? to"
    r"|comments?(?: on| to)?|reacts? to|respon(?:se|d|ds) to|since|outside(?: of)?|instead of"
    r"|in place of|(?:left|leav(?:e|es|ing)|withdrew from|dropped out of)(?= (?:an?|the|our)\b)"
    r"|rather than|not from|off|in (?:the )?light of|(?:informed|guided|prompted"
    r"|spurred|fed) by|(?:keeps?|kept|excluded|barred|bumped|dropped|left out|withdr[ae]wn?"
    r"|turned away|shut out)(?: \w{2,12}){0,2}? (?:from|of))"
)
_ASPECT = (
    r"(?:(?:costs?|prices?|pric\w{1,4}|budget|burden|knowledge|awareness|attitudes?|perceptions?"
    r"|views?|eligibility|access|referrals?|uptake|impact|influence|lessons|generali[sz]ability"
    r"|applicability|validity|representativeness|controls|control (?:arms?|groups?|cohorts?)"
    r"|replications?|criticism|coverage|regulation|implementation|adoption|relevance|questions"
    r"|preferences|criteria|regimens?|protocols?|citations?|teaching|invitations?|barriers)"
    r" (?:of|into|to|on|for|about|from|with|after|following|around)"
    r"|(?:retention|recruitment|accrual|enrollment|enrolment|participation|consent|willingness"
    r"|workload|staff(?:ing)?(?: \w{1,12})?) (?:of|in|into|to|for|on|about|within|at)"
    r"|(?:survivors|participants|members|alumni) (?:of|from))"
)
_NOT_TOLD = _not_behind("results data outcomes update report")
_NO_PART = _not_behind("enrolled treated patients women")
"""Before "on": people "enrolled on the trial" took part in it."""
_THOSE = r"(?:patients|participants|women|men|people|results|outcomes|data)"
BEFORE = in_ascii(
    rf"\b(?:(?:no|nobody|no one|never|neither|nor|(?:not|never|without|hardly|barely)(?: even"
    rf"| yet)? (?:an?|one|any)|without|not a single|absence of|lack of) {_CLOSE}"
    rf"|{_AS_A_NOUN}(?:{_WISHED}|(?<!operative )planning) (?:{_SINGLED_OUT}{_CLOSE})?"
    rf"|{_OTHERS} (?:{_SINGLED_OUT}{_NAME})?"
    rf"|(?:had|have) (?:\w{{1,12}} )?(?:taken part|participated|been(?: \w{{3,12}})?|enrolled) in"
    rf" {_SINGLED_OUT}{_NAME}"
    rf"|(?:with|following|versus|vs\.?|against|than|about|over|alongside|{_NOT_TOLD}for|{_NOT_TOLD}"
    rf"{_NO_PART}on|(?<!study )(?<!extension )(?<!according )(?<!thanks )to) {_SINGLED_OUT}{_NAME}"
    rf"|(?:with|versus|vs\.?|than|to) {_THOSE} (?:of|in|from) {_NAME}|and the {_NAME}"
    rf"|(?:those|that)(?: \w{{3,12}})? (?:of|in|from) {_NAME}"
    rf"|{_ASPECT} {_NAME})$"
)
WISHED_BEFORE = in_ascii(
    rf"(?:^|[.:;?!–—]) ?(?:still |now |urgently )?{_WISHED_AT_FIRST} ?[:,–—-] ?"
    rf"(?:{_SINGLED_OUT}{_CLOSE})?$"
)
"""Words that end right before the design, in a title that only mentions it."""
CLAUSE_SIGNS = ",:;()?!"
"""No sign of `BEFORE` has one of these, nor the words between it and the design."""
AFTERWARDS = in_ascii(rf"\b(?:after|since) {_SINGLED_OUT}{_NAME}$")
IN_PRACTICE = at_words(
    r"\b(?:registry|registries|records|charts?|practices?|routine|uptake|real-world|survey|interviews"
    r"|trends?|hospitals|changed|cohort)\b"
)
"""In a title, these tell of people who were not in the trial after which they were treated."""
_AFTER_IT = r"(?:(?:of|in|on|for|with|among|to|by) (?:(?!who|that|versus)[\w\-]{1,20} ){1,6}?)?"
_RUN = (
    r"(?:eligib\w{1,6}|access|costs?|sites?|staff|participation|enrollment|enrolment"
    r"|consent|recruit\w{0,6}|accrual|retention|slots?|places?|coverage|invitations?|criteria|sponsors?|funding"
    r"|budgets?|finder|matching|diary|registry|registries|database|archives?|lawsuit|inventors?|investigators?|awareness|literacy"
    r"|availability|bill|ban|populations? and|design|networks?|nurses?|coordinators?|rules?)"
)
AFTER = in_ascii(
    rf"[’']?s? (?:{_RUN}\b|{_AFTER_IT}(?:(?:is|are|was|were|remains?|seems?) (?:\w{{1,12}} )"
    r"{0,2}?(?:needed|lacking|missing|overdue|offered|wanted|called for|required|impossible"
    r"|unlikely|unethical|warranted|denied|refused|proposed|absent|due)\b"
    r"|(?:needed|wanted|missing|overdue|canceled|cancelled|scrapped|shelved|abandoned"
    r"|exists?\b(?=\W*$))"
    r"|(?:does|do|did)(?: not|n[’']t) exist|yet\?|appl(?:y|ies)(?: \w{1,12})? to))"
)
"""Words right behind the design, or behind its subject ("of yoga"), in such a title."""
OWN_IN_TEXT = in_ascii(
    r"\b(?:this|the present|the current|(?<!unlike )(?<!based on )(?<!contrast to )"
    rf"(?<!compared with )(?<!compared to )(?<!than )our) {_CLOSE}$"
)
"""Before the design, a sentence says that it is the article's own: "recruited to this phase 2"."""
OWN_BEFORE = in_ascii(
    rf"(?:^|[:;.?!–—] ) ?(?:(?!(?:{_APART}|(?:do|does|did|can|what|how|why|we)\b))"
    r"[\w\-/’'.+,()]{1,24} ){0,8}$"
    r"|\b(?:results?|findings|outcomes?|analysis|analyses|follow-up|report|data|update)"
    rf" (?:of|from|after) {_NAME}$|\bin (?:(?:an?|the|our|this) {_NAME})?$"
)
"""Before the design, a title names its own: "Yoga: a large phase 2 trial", "Results of a …", or a
trial in which the people took part."""
IN_RECORDS = at_words(
    r"\b(?:registry|registries|charts?|records|claims|real-world|routine (?:care|practice))\b",
    needed="chart* claims* records* registries* registry* routine world*",
)
OF_A_TRIAL = at_words(
    r"\b(?:trials?|random\w{1,8}|arms?|placebo|protocol|enrol\w{1,6}|phase|meta|searched|medline)\b"
)
"""In an abstract without these, people in records were in no trial."""
_SAMPLES = (
    r"(?:samples?|specimens?|tissues?|blocks|blood|plasma|serum|sera|stool|saliva|biopsies|slides"
    r"|scans|mammograms|images|ecgs|tumou?rs?|metastases|ctcs|lymphocytes|[dr]na|genes|exomes"
    r"|genomes|biomarkers?|diaries|interviews|letters|transcripts)"
)
SAMPLES_OF_A_TRIAL = in_ascii(
    r"^ (?:(?![\w\-]{2,20}[^siu’']s\b)[\w\-]{1,20} ){0,3}?"
    rf"(?:{_SAMPLES}|(?:biomarkers?|genomic|translational) (?:analysis|study))"
    rf" (?:of|from|in (?:the )?(?:{PEOPLE}|people) (?:of|in|from)) (?!this\b|our\b)"
    r"(?:[\w\-]{1,20} ){0,5}$"
)
"""Before the design, so begins a title about what was sampled in a trial, not about its result."""
HANGING = in_ascii(rf"\b(?:of|from|in|into|within|for|to|at) {_NAME}$")
"""Before the design, it tells where something was: "Genes in the phase 3 trial"."""
SAMPLES_STUDIED = at_words(
    rf"\b{_SAMPLES}(?: [\w\-,]{{1,20}}){{0,12}}? (?:was|were|is|are) (?:[\w\-]{{1,20}} ){{0,2}}?"
    r"(?:sequenced|stained|genotyped|assayed|measured|counted|scored|imaged|read|graded|reviewed"
    r"|scanned|compared|profiled|analy[sz]ed|examined|tested|studied)\b"
    r"|\bwe (?:sequenced|stained|genotyped|profiled|assayed|scored|imaged|counted)\b"
)
"""In an abstract, what was done with the samples."""
TREATMENT_TOLD = at_words(
    r"\b(?:placebo|versus|vs|received|were given|treated with|tolerated|response rates?|usual care"
    r"|(?:randomi[sz]ed|assigned|allocated) (?:[\w:]{1,12} )?to|control (?:group|arm)"
    r"|[\w\-]+ arm and|(?:than|compared) (?:with|to|in))\b"
)
"""An abstract about samples with one of these may compare treatments, too."""
SAMPLED = in_ascii(
    rf"\b{_SAMPLES} (?:[\w\-]{{1,20}} ){{0,4}}?(?:of|from|in) (?:[\w\-]{{1,20}} ){{0,4}}?{PEOPLE}\b"
)
"""Before the design in a sentence, these are what it is about."""
TO_ITS_NOUN = in_ascii(r"[\w\-/,()’+ ]{0,60}?\b(?:trials?|stud(?:y|ies))\b")
"""From the number of a phase to what it is a phase of."""


def reported(
    title: StudyText, pattern: WordPattern, text: StudyText = NO_TEXT
) -> re.Match[str] | None:
    """The first match of an expression in a title that is no mere mention; None without.

    Args:
        title: as the article has it.
        pattern: names designs.
        text: the abstract, which may tell of people who were in no trial.
    """
    if not title.bits & pattern.bit:
        return None
    for found in pattern.compiled.finditer(title.low):
        if is_mention(title, found) or is_of_samples(title, found, text):
            continue
        if not _is_of_records(text) or OWN_BEFORE.search(title.low[: found.start() + 1]):
            return found
    return None


def _is_of_records(text: StudyText) -> bool:
    return bool(text.low and text.search(IN_RECORDS)) and not text.search(OF_A_TRIAL)


def reported_words(title: StudyText, pattern: WordPattern, text: StudyText = NO_TEXT) -> str:
    """The words of `reported`, as written; "" without."""
    found = reported(title, pattern, text)
    return title.quote(found) if found else ""


def is_mention(title: StudyText, found: re.Match[str]) -> bool:
    """Whether a title only mentions the design that a match names."""
    low, begin, end = title.low, found.start() + 1, found.end()
    if low.startswith("in ", begin):  # "No gain in mice" denies the gain
        return False
    if is_of_others(title, begin):
        return True
    if AFTERWARDS.search(low[:begin]) and title.search(IN_PRACTICE):
        return True
    if not low[begin:end].endswith(("trial", "study", "trials", "studies")) and (
        noun := TO_ITS_NOUN.match(low, end)
    ):
        end = noun.end()
    return AFTER.match(low, end) is not None


def is_of_samples(title: StudyText, found: re.Match[str], text: StudyText) -> bool:
    """Whether an article is about samples from the trial that its title names.

    Chance, or a doctor, decided who was treated, and nothing that such an article compares.
    """
    before = title.low[: found.start() + 1]
    of_samples = SAMPLES_OF_A_TRIAL.search(before) or (
        text.low and HANGING.search(before) and text.search(SAMPLES_STUDIED)
    )
    return bool(of_samples) and not text.search(TREATMENT_TOLD)


def is_of_others(part: StudyText, begin: int) -> bool:
    """Whether the words before a design tell that there is none, or that it is another's."""
    low = part.low
    clause = max(map(low.rfind, CLAUSE_SIGNS, repeat(0), repeat(begin)))
    return bool(BEFORE.search(low, max(clause, 0), begin) or WISHED_BEFORE.search(low, 0, begin))


def is_of_others_in_text(sentence: StudyText, begin: int) -> bool:
    """As `is_of_others`, in a sentence of an abstract, which may say that the design is its own."""
    if OWN_IN_TEXT.search(sentence.low[:begin]):
        return False
    return is_of_others(sentence, begin) or SAMPLED.search(sentence.low[:begin]) is not None
