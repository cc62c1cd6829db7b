"""The expressions by which `evidence` knows trials, and many studies looked at together. Pure.

`observed_words` has those of studies that observe people, `laboratory_words` those of
laboratory work.

They read text in lower case: expressions that ignore case take three times as long (measured). Each
repetition is bounded, so that the time is in proportion to the text. Sets of words are compared
with those of a text before an expression is tried: most texts hold none of them.
"""

import re


def words_in(text: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(text.split())


PEOPLE = (
    r"(?:patients?(?![- ]derived)|women|men|participants?|people|persons|adults?|girls|boys"
    r"|children|adolescents"
    r"|infants|newborns|volunteers|survivors|carriers|individuals|subjects|mothers|veterans|nurses"
    r"|controls|cases|residents|respondents|parents|caregivers|students|physicians|clinicians"
    r"|females|males|smokers|humans|oncologists|surgeons|partners|spouses|relatives|providers)"
)
PEOPLE_WORDS = words_in(
    """
    patient patients woman women man men participant participants people persons adult adults
    girls boys child children adolescents infants newborns volunteer volunteers survivor
    survivors carriers individuals subjects mothers veterans nurses controls cases residents
    respondents parents caregivers students physicians clinicians females males smokers humans
    oncologists surgeons partners spouses relatives providers
    """
)
ANY_WORD = r"[\w\-+/%’']{1,40},? "
ONE_WORD = r"[\w\-+/%’']{1,40} "
PEOPLE_COUNTED = r"\d{1,3}(?:[ ,\u2009\u00a0\u202f]\d{3}){1,2}|\d{2,7}"
UNIT = (
    r"(?:%|per ?cent|years?|yr|months?|weeks?|days?|hours?|minutes?|min|mg|g|kg|ml|mm|cm|mmol|fold"
    r"|times|of|to|and|or|in|were|was|had|per|am|pm)\b"
)
# Such a word ends a count: in "10 mg of a drug in women" nobody is counted.
ENDS_COUNT = (
    r"(?:in|of|to|for|from|were|was|are|is|that|which|than|vs|at|by|after|per|among|between)\b"
)
COUNTED = re.compile(
    rf"(?<![\w.,/\-–])(?P<number>{PEOPLE_COUNTED})(?! ?{UNIT})"
    rf" (?:(?!{ENDS_COUNT}){ANY_WORD}){{0,5}}?{PEOPLE}\b"
)
SOME_PEOPLE = (
    r"(?:\d{1,7}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:fif|six"
    r"|eigh)teen"
    r"|(?:\w{3,9} )?(?:dozen|hundred|thousand)s?(?: of)?"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{3,5})?)"
)
A_FEW_PEOPLE = re.compile(rf"\b{SOME_PEOPLE} (?:(?!{ENDS_COUNT}){ANY_WORD}){{0,3}}?{PEOPLE}\b")
SEVERAL_PEOPLE = re.compile(
    r"\b(?:\d{2,7}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{3,5})?"
    r"|(?:(?:one|two|three|four|five|six|seven|eight|nine|a|several) )?(?:dozen|hundred|thousand)s?"
    rf"(?: of| and \w{{3,9}}(?:-\w{{3,5}})?)?) (?:(?!{ENDS_COUNT}){ANY_WORD}){{0,3}}?{PEOPLE}\b"
    rf"|\(n ?= ?\d[\d,]{{1,6}}\)|\b{PEOPLE} \(n ?= ?\d[\d,]{{1,6}}\)"
)
"""Ten or more: reports of a few cases observe nobody as a group."""
YEAR = re.compile(r"(?:19|20)\d\d")

NO_STUDY_WORDS = words_in(
    """
    protocol protocols rationale statement checklist guideline guidelines guidance consensus
    editorial
    commentary viewpoint erratum corrigendum memoriam obituary podcast correction reply retracted
    retraction re letter author authors response ethics ethical tutorial primer how tour guide
    explained why what should progress
    """
)
NO_STUDY = re.compile(
    r"\b(?:study|trial|review|research) protocols?\b|\bprotocol (?:for|of) (?:an?|the)\b"
    r"|[:–—-] ?(?:an? )?(?:[\w\-]{1,30} ){0,3}protocol[.?!\s]{0,3}$"
    r"|^protocol\b|\brationale and design\b"
    r"|\bdesign and rationale\b|\bstatement\b|\bchecklist\b|\bguidelines?(?: for| on|[.?!\s]{0,3}$)"
    r"|\bguidance\b|\bconsensus (?:statement|guideline|recommendation|conference|report)"
    r"|\b(?:editorial|commentary|viewpoint|erratum|corrigendum|in memoriam|obituary|podcast)\b"
    r"|\btrials? in progress\b|^\W*(?:correction|reply|retracted|retraction|re:|letter"
    r"|(?:authors?['’]?s? )?(?:reply"
    r"|response))\b"
    r"|\bethic(?:s|al)\b|\btutorial\b|\bprimer\b|\bhow to\b|\btour of\b|\bguide(?: to\b"
    r"|[.?!\s]{0,3}$)|\bexplained\b"
)
"""A title of these reports no study, or only plans one."""
ESSAY_TITLE = re.compile(
    r"^(?:why|what|should|how)\b(?![^?]{0,200}\?[^?]{0,99}\b(?:review|analysis|trial"
    r"|study)\b)[^:]*$"
)
"""A question that an essay answers, if its abstract counts no people."""

REVIEW_WORDS = words_in(
    """
    meta metaanalysis metaanalyses systematic systematically pooled umbrella scoping overview
    cochrane collaborative searched rapid integrative evidence ethnography metaethnography
    qualitative living individual
    """
)
OWN_REVIEW_WORDS = words_in("review meta metaanalysis map systematic")
SEARCHED_WORDS = words_in(
    "medline pubmed embase cochrane cinahl scopus psycinfo databases science clinicaltrials"
)
POOLED_WORDS = words_in("pooled combined random network bayesian meta")
"""One of these stands in each abstract that tells of many studies in such a way."""
INCLUDED_WORDS = words_in(
    "included pooled combined eligible identified met synthesised synthesized"
)
STUDY_WORDS = words_in("studies trials articles papers publications reports")
# In "bias in meta-analysis" or "a guide to systematic reviews" it is the subject, not the method.
REVIEW_TITLE = re.compile(
    r"(?<!\bin )(?<!in a )(?<!\bfor )(?<!guide to )(?<!conducting )(?<!reporting )"
    r"(?<!reporting of )(?<!quality of )(?<!beyond )"
    r"\b(?:systematic (?:[\w\-]{1,30} ){0,3}?(?:reviews?|overview)"
    r"|(?:(?:network|pooled|individual|patient|participant|data|dose-response|cumulative|bayesian"
    r"|updated) ){0,4}meta-?analys[ie]s|umbrella review|scoping review|pooled (?:re)?analys[ie]s"
    r"|collaborative (?:re)?analysis|cochrane review|(?:rapid|integrative) review"
    r"|meta-?synthes[ie]s|meta-?ethnography|qualitative (?:evidence )?synthesis|evidence (?:map"
    r"|synthesis)|mapping the evidence"
    r"|pooled (?:results|data|findings|estimates) (?:from|of)"
    r"|living review|individual[- ](?:patient|participant)[- ]data analysis"
    r"|overview of (?:(?:the|all|\d{1,3}) )?(?:randomi[sz]ed|(?:clinical )?trials))\b"
)
REVIEW_SUFFIX = re.compile(r"\((?:systematic )?review\)\W{0,3}$")
"""Titles of the Cochrane library end with it."""
NO_REVIEW = re.compile(
    r"\b(?:methodolog\w{1,6}|reporting|prisma|moose|amstar|bias in|publication bias"
    r"|heterogeneity in"
    r"|inconsistency in|software|statistical methods?|quality of (?:systematic|meta)|need for"
    r"|call for"
    r"|critique|critical appraisal of|animal (?:studies|models|experiments)|preclinical|in vitro)\b"
)
_DATABASE = (
    r"(?:medline|pubmed|embase|cochrane|scopus|web of science|cinahl|psycinfo|clinicaltrials\.gov)"
)
_HOW_MANY = (
    r"(?:\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w{3,5}teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w{3,5})?|a total of \d{1,4})"
)
REVIEW_ABSTRACT = re.compile(
    r"\b(?:we|this|our|present)\b[^.]{0,60}?\b(?:(?:did|performed|conducted|undertook"
    r"|carried out|is"
    r"|report|present|study was)\b[^.]{0,40}?\b(?:systematic (?:literature )?review"
    r"|(?:scoping|umbrella|rapid|integrative) review|evidence map|meta-?analysis))\b"
    r"|\b(?:a|the) (?:systematic review|meta-analysis|systematic literature search)[^.]{0,60}?"
    r"\bwas (?:performed|conducted|undertaken|carried out|done)\b"
)
SEARCHED = re.compile(
    r"\bdatabases were (?:systematically )?searched\b"
    rf"|\b{_DATABASE}\b[^.]{{0,100}}\b(?:were|was) (?:systematically |then |also )?searched\b"
    r"|\b(?:identified|sought|retrieved|searched|search(?:es)?|obtained|sources?:)\b[^.]{0,60}?"
    rf" (?:in|from|of|through|on|via|using|for)? ?{_DATABASE}\b"
    rf"|\bsearch(?: strategy| methods)?:[^.]{{0,80}}?\b{_DATABASE}\b"
)
POOLED = re.compile(
    r"\bpooled (?:[\w\-]{1,20} ){0,2}?(?:data|results|estimates) from (?:[\w\-]{1,20} ){0,4}?"
    r"(?:studies|cohorts|trials)\b"
    rf"|\bdata (?:from|of) {_HOW_MANY} (?:[\w\-]{{1,20}} ){{0,3}}?(?:studies|trials|cohorts)"
    r" (?:were|was) (?:combined|pooled)\b"
    r"|\b(?:combined|pooled|synthesi[sz]ed|analy[sz]ed|summari[sz]ed) (?:[\w\-]{1,20} ){0,2}?"
    r"(?:by|with|using|in|through) (?:an? )?(?:random[- ]effects|fixed[- ]effects?|network|bayesian"
    r"|meta-?)\b"
)
OF_MANY_STUDIES = (
    (OWN_REVIEW_WORDS, REVIEW_ABSTRACT),
    (SEARCHED_WORDS, SEARCHED),
    (POOLED_WORDS, POOLED),
)
"""In an abstract, each of these tells of many studies, searched for or looked at together."""

_STUDIES = r"(?:studies|trials|articles|papers|publications|reports)"
INCLUDED = re.compile(
    rf"\b{_STUDIES} (?:\([^)]{{0,60}}\) |, [^.,]{{0,60}}, |(?:involving|with|of|comprising|on|from)"
    r" [^.]{0,60}? )?(?:were|was|met|fulfilled) (?:[\w\-]{1,20} )?(?:included|criteria|eligible"
    r"|pooled"
    r"|combined|identified|synthesi[sz]ed|(?:meta-)?analy[sz]ed|the (?:inclusion|eligibility"
    r"|selection))\b"
)
COUNTED_STUDIES = re.compile(rf"\b{_HOW_MANY} (?:[\w\-]{{1,20}} ){{0,4}}?{_STUDIES}\b")
"""In one sentence, both tell of studies that were looked at together."""

RANDOM_WORDS = words_in(
    """
    random randomly randomised randomized randomisation randomization randomise randomize
    """
)
ALLOCATION_WORDS = words_in("placebo allocated allotted assigned minimisation minimization blind")
RANDOM_TITLE = re.compile(
    r"(?<!non-)(?<!non )(?<!mendelian )(?<!quasi-)(?<!quasi )(?<!pseudo-)(?<!adaptive )"
    r"\b(?:randomi[sz]ed\b(?:[,;:]? \(?[\w\-/+.%]{1,40}\)?){0,8}?,? "
    r"(?:trial|study|comparison|evaluation|experiment|investigation)\b|randomly assigned\b"
    rf"|{PEOPLE} randomi[sz]ed to\b|double-blind(?:ed)?,? placebo[- ]controlled,?"
    r" (?:[\w\-]{1,20},? ){0,4}?(?:trial|study)\b|cluster[- ]randomi[sz]ed\b)"
)
NO_RANDOMIZED = re.compile(
    r"\b(?:non-?\s?randomi[sz]ed|attitudes?|barriers|willingness|recruit\w{0,6}|accrual"
    r"|consent(?:ing)? (?:to|in)"
    r"|simulat\w{1,5}|emulat\w{1,5}|propensity|planned|planning|proposed|need for|call for|lessons"
    r"|versus observational|rationale|will|to begin|to start|designing)\b"
)
ASSIGNED = re.compile(
    r"\brandomly (?:\w{1,20} ){0,2}?(?:assign(?:ed)?|allocated?|allotted|divided|distributed"
    r"|received"
    r"|given)\b"
    r"|\bunderwent (?:[\w:]{1,20} )?randomi[sz]ation\b|\bin (?:a )?random order\b"
    r"|\b(?:random (?:allocation|assignment) (?:to|into)|by random (?:allocation|assignment))\b"
    r"|\bassigned,? (?:in an? )?\(?\d:\d|\b(?:assigned|allocated)\b[^.]{0,60}? by"
    r" (?:minimi[sz]ation|an? (?:[\w\-]{1,20} )?(?:list|sequence|computer))\b"
    r"|\b(?:in a|this|our) (?:[\w\-]{1,20},? ){0,3}?double-blind(?:ed)?,? (?:[\w\-]{1,20},? ){0,3}?"
    r"(?:trial|study)\b"
    r"|\b(?:assigned|allocated|allotted) (?:[\w\-]{1,20} ){0,4}?"
    r"(?:at random|randomly|by randomi[sz]ation)\b"
    r"|\b(?:was|were|been|we|being) (?:\w{1,20} )?randomi[sz]ed\b"
    r"(?! (?:controlled|trial|clinical|study))"
    rf"|\b{PEOPLE} randomi[sz]ed (?:to|in a|between|1|2|into)\b|\brandomi[sz]ed \(?\d:\d"
    r"|\brandomi[sz]ed,? (?:[\w\-]{1,20},? ){0,4}?(?:design|fashion|manner|order)\b"
    r"|\brandomi[sz]ation was (?:stratified|balanced|done|performed|computer)|\bwe randomi[sz]ed\b"
    rf"|\b{PEOPLE} were (?:equally )?allocated \(?(?:\d:\d|to)|\ballocated \(?\d:\d"
    r"|\bdouble-blind(?:ed)?,? placebo[- ]controlled,? (?:[\w\-]{1,20},? ){0,4}?(?:trial|study)\b"
    rf"|\b(?:{PEOPLE_COUNTED}) (?:{ANY_WORD}){{0,5}}?{PEOPLE} (?:{ANY_WORD}){{0,8}}?randomi[sz]ed\b"
    r"(?! (?:[\w\-]{1,20} )?(?:trials|studies))"
)
OF_OTHERS = r"(?!not\b|no\b|previous|prior|recent|earlier|other|review|meta)"
OWN_RANDOMIZED = re.compile(
    r"\b(?:this|our|in an?|was an?|is an?|design[:,.]?|methods[:,.]?|setting[:,.]?"
    r"|participants in an?|during an?|within an?"
    r"|we (?:(?:therefore|thus|then|here) )?(?:did|conducted|performed|undertook"
    r"|carried out|report|present|ran"
    rf"|designed|initiated)) (?:{OF_OTHERS}[\w\-,/()’+]{{1,40}} ){{0,9}}?"
    r"(?<!non-)(?<!non )(?<!adaptive )\b(?:cluster-"
    r"|block-)?randomi[sz]ed,? (?:[\w\-,/()+]{1,40} ){0,9}?(?:trial"
    r"|study)\b"
)
NOT_ASSIGNED = re.compile(
    r"\b(?:randomi[sz]ed (?:[\w\-]{1,20} )?(?:trials|studies)|parent (?:stud(?:y|ies)|trials?)"
    r"|had (?:previously )?been randomi[sz]ed|no randomi[sz]ation|lacking|absence of"
    r"|mendelian|non-?\s?randomi[sz]ed|training (?:set|and|cohort|sample|data|group)"
    r"|validation|validating"
    r"|derivation|discovery (?:set|cohort|sample|group)|(?:machine|deep) learning"
    r"|test(?:ing)? (?:set|cohort|group|sample)|development (?:set|cohort|sample)|subsets?"
    r"|folds?|should|needed|needs?|required|warrant\w{0,3}|future|planned|ongoing|on-going|underway"
    r"|awaited|upcoming|will be|would|could be|lack(?:ing)?|few|no randomi[sz]ed"
    r"|not (?:been )?randomi[sz]ed|not a|without randomi\w{1,8}|randomly selected"
    r"|random sampl\w{1,3}|(?:previous|prior|earlier|recent"
    r"|other) (?:\w{1,20} ){0,2}?(?:trials?|stud(?:y|ies))"
    r"|previously (?:published|reported|described)|review|meta-?analys[ie]s"
    r"|propensity|emulat\w{1,5}|quasi-?\s?random\w{0,6}|rather than|plots?|genes|sequences"
    r"|slides|(?:tumou?rs|samples) were (?:then )?random|images|cells were|wells|permutation"
    r"|simulat\w{1,6})\b"
)

PHASE = r"phase[ -]?((?:[1-4]|i{1,3}|iv)[abc]?(?: ?[/–-] ?(?:[1-4]|i{1,3})[abc]?)?)\b"
PHASE_TITLE = re.compile(
    rf"\b{PHASE}(?!,? ?(?:\d|and \d|and i|or \d))"
    r"(?! (?:enzyme|metabol|detox|reaction|conjugat|protein))"
    r"(?=.{0,160}?\b(?:trial|study|results|data|evaluation)\b)"
    r"|\b(?:trial|study)\b.{0,80}?\bphase ([1-4]|i{1,3}|iv)\W*$"
)
NO_PHASE_IN_TITLE = re.compile(
    r"\btrials\b|\b(?:planned|upcoming|future|proposed|will|to begin|to start|begins?|awaits?"
    r"|(?:heads?|moves?|advances?) (?:in)?to|enters?|ready for|before (?:an? )?phase"
    r"|after failed|skip\w{0,4}"
    r"|design(?:s|ing)? of|cell cycle|luteal|follicular|awaiting|launch\w{0,3}|plans?)\b"
)
OWN_PHASE = re.compile(
    r"\b(?:this|our|in an?|was an?|is an?|the present|design:?|methods:?"
    r"|we (?:did|conducted|performed|undertook|report|present|carried out|ran|designed))"
    rf"(?: {OF_OTHERS}[\w\-,/()’+]{{1,40}}){{0,9}}? "
    rf"{PHASE},? (?:[\w\-,/()+]{{1,40}} ){{0,8}}?(?:trial|study)\b"
)
NO_PHASE = re.compile(
    r"\b(?:future|planned|planning|warrant\w{0,3}|ongoing|upcoming|support\w{0,3}|should|needed"
    r"|underway|will|awaited|previous(?:ly)?|prior|earlier|enzymes?|currently"
    r"|being (?:tested|evaluated)|basis for|rationale|pave|initiat\w{1,3} (?:of )?a)\b"
)

DESIGN_WORDS = words_in(
    """
    single one arm window escalation finding human open nonrandomised nonrandomized randomised
    randomized uncontrolled pre before pretest prospective pilot feasibility intervention
    interventional expansion
    """
)
_TRIAL_DESIGN = (
    r"(?:(?:(?:single|one)[- ](?:arm|group)|window[ -]of[ -]opportunity|first-in-human"
    r"|dose-(?:escalation|finding|expansion)|non-?randomi[sz]ed|open-label|uncontrolled|roll-?over"
    r"|pre-?(?:and )?-?post|before[- ]and[- ]after|pre-?test[- ]post-?test|interventional"
    r"|intervention)\b"
)
DESIGN = (
    rf"{_TRIAL_DESIGN},?(?: (?!trials)[\w\-,/()+]{{1,40}}){{0,4}}? (?:trial|study|results)"
    r"|(?:prospective|pilot|feasibility|proof-of-concept),?(?: (?!trials)[\w\-,/()+]{1,40}){0,4}?"
    r" trial)\b"
)
DESIGN_TITLE = re.compile(rf"\b{DESIGN}")
OWN_DESIGN = re.compile(
    r"\b(?:this|our|in an?|was an?|is an?|the present|design:?|methods:?|we (?:(?:therefore"
    r"|thus|then"
    r"|here) )?(?:did|conducted|performed|undertook|report|present|carried out|ran|designed))"
    rf"(?: {OF_OTHERS}[\w\-,/()’+]{{1,40}}){{0,6}}? {DESIGN}"
)
"""Designs of trials that assign a treatment to people without chance, and often state no phase."""

RESPONSE_WORDS = words_in("response responses remission remissions regression tolerated toxicity")
TREATED = re.compile(
    r"\b(?:patients|women|men|participants"
    r"|subjects)(?: [\w\-,()/+%]{1,20}){0,6}? (?:(?:were|was) "
    r"(?:\w{1,20} )?(?:treated (?:with|by)|given)|received)\b"
    r"|\b(?:given|administered) to (?:\w{1,20} ){0,3}?(?:patients|women|men|subjects)\b"
)
RESPONSES = re.compile(
    r"\b(?:(?:objective|overall|partial|complete|clinical|tumou?r|pathological(?:ly)? complete)"
    r" (?:tumou?r )?(?:responses?|remissions?|regressions?)|response rates?|dose-limiting"
    r"|(?:well|poorly) tolerated|(?:grade|toxicity)[^.]{0,30}? (?:3|4|iii|iv)\b)"
)
LOOKED_BACK = re.compile(
    r"\b(?:retrospective\w{0,2}|reviewed|review|records?|charts?|registry|registries|databases?"
    r"|real-world"
    r"|cohorts?|consecutive|experience|between (?:19|20)\d\d|from (?:19|20)\d\d|case reports?"
    r"|we report an?"
    r"|controls|predict\w{0,5}|prognos\w{1,4}|expression|biopsies|trials)\b"
)
"""People who were treated, and whose responses were seen; unless somebody looked back at them."""
PILOT_WORDS = words_in("pilot feasibility")
PILOT = re.compile(r"\b(?:pilot|feasibility) (?:[\w\-]{1,20} )?study\b")
PILOTED = re.compile(
    r"\b(?:program(?:me)?s?|app|apps|classes|sessions|courses?|training|exercises?|therapy"
    r"|intervention"
    r"|coaching|yoga|diet|counsell?ing|workshops?|received|took part)\b"
)
"""In a pilot study, people get one of these."""

STUDY_SENTENCE_END = re.compile(r"[.!?;]\s")


def is_year(number: str) -> bool:
    """Whether a number may be a year: "in 2004 patients" counts nobody."""
    return YEAR.fullmatch(number) is not None
