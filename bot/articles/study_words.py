"""The expressions by which `evidence` reads titles and abstracts. Pure.

They read text in lower case: expressions that ignore case take three times as long (measured). Each
repetition is bounded, so that the time is in proportion to the text. Sets of words are compared
with those of a text before an expression is tried: most texts hold none of them.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PEOPLE = (
    r"(?:patients?(?![- ]derived)|women|men|participants?|people|persons|adults?|girls|boys"
    r"|children|adolescents"
    r"|infants|newborns|volunteers|survivors|carriers|individuals|subjects|mothers|veterans|nurses"
    r"|controls|cases|residents|respondents|parents|caregivers|students|physicians|clinicians"
    r"|females|males|smokers|humans)"
)
PEOPLE_WORDS = _words(
    """
    patient patients woman women man men participant participants people persons adult adults
    girls boys child children adolescents infants newborns volunteer volunteers survivor
    survivors carriers individuals subjects mothers veterans nurses controls cases residents
    respondents parents caregivers students physicians clinicians females males smokers humans
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
A_FEW_PEOPLE = re.compile(
    r"\b(?:\d{1,7}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens of"
    rf"|hundreds of|thousands of) (?:(?!{ENDS_COUNT}){ANY_WORD}){{0,3}}?{PEOPLE}\b"
)
A_PERSON = re.compile(rf"\b{PEOPLE}\b")
YEAR = re.compile(r"(?:19|20)\d\d")

ANIMAL_WORDS = _words(
    """
    mice mouse murine rat rats rodent rodents zebrafish xenograft xenografts xenografted rabbit
    rabbits hamster hamsters guinea macaque macaques monkey monkeys drosophila elegans pig pigs
    piglets swine porcine sheep lamb lambs goat goats cow cows bovine canine dog dogs
    """
)
NO_ANIMAL_BEFORE = frozenset({"anti"})
NO_ANIMAL_AFTER = (
    *("anti", "monoclonal", "polyclonal", "antibod", "antiser", "igg", "serum", "owner", "bite"),
    *("allerg", "bitten", "genome"),
)
"""A "mouse monoclonal antibody" is a tool, and "dog owners" are people."""
CELL_WORDS = _words(
    """
    vitro organoid organoids spheroid spheroids line lines culture cultures cultured mcf mcf7
    mcf10a mda t47d t47 skbr3 hela 4t1 e0771 hek293 hek293t bt474 bt549 bt20 hcc1954 hcc1937
    """
)
CELL_PAIRS = {
    **dict.fromkeys(("line", "lines"), ("cell",)),
    **dict.fromkeys(("culture", "cultures"), ("cell", "tissue", "organ")),
    "vitro": ("in",),
}
"""Of these words, the words that must stand before them."""
NO_LABORATORY_AFTER = ("fertili", "matur", "diagnos")
"""Treatments and tests of people: "in vitro fertilization"."""
ANIMALS = re.compile(rf"\b(?:{'|'.join(sorted(ANIMAL_WORDS))})\b")
LABORATORY_TITLE = re.compile(
    r"\bin (?:[\w\-]{1,30} ){0,3}?(?:mice|rats|zebrafish|xenografts|rodents|monkeys|rabbits"
    r"|hamsters"
    r"|organoids|cell[- ]lines)\b"
    r"|\b(?:mouse|murine|rat|zebrafish|animal|rodent|xenograft|preclinical)"
    r"(?: [\w\-]{1,30}){0,2}? (?:models?|study|studies|experiments?)\b"
    r"|^(?:mice|rats|zebrafish|lab study)\b|\blaboratory (?:study|experiments?)\b"
)
PEOPLE_IN_TITLE = re.compile(
    rf"\b(?:{PEOPLE}|humans?|clinical|clinics?|trials?|phase (?:[1-4]|i{{1,3}}|iv)|cohorts?"
    r"|epidemiolog\w{1,10}|survival|first-in-human|registry|recurrence)\b"
)
"""In a title, any of these vetoes the laboratory label."""
PEOPLE_STUDIED_WORDS = _words(
    """
    cohort cohorts registry registries epidemiology epidemiological epidemiologic retrospective
    retrospectively prospective prospectively questionnaire questionnaires survey surveys
    surveyed volunteer volunteers participant participants tcga metabric biopsy biopsies autopsy
    autopsies necropsy interviewed enrolled recruited
    """
)
SAMPLE_WORDS = _words(
    """
    case population sectional reports microarray microarrays samples specimens tissues clinical
    human
    """
)
PEOPLE_STUDIED = re.compile(
    r"\b(?:case-control|cross-sectional|population-based|case reports?|tissue microarrays?"
    r"|clinical (?:samples?|specimens?|data|outcomes?|study)"
    r"|human (?:samples?|tissues?|specimens?|subjects?|studies|study)"
    r"|(?:patient|tumou?r|serum|plasma|blood|tissue) (?:samples?|specimens?|tissues)"
    rf"|{PEOPLE} (?:were|was|who|whose|received|underwent|had|showed|developed|undergoing))\b"
)
"""In an abstract, any of these vetoes the laboratory label."""
OF_PEOPLE = re.compile(rf"\b(?:in|from|of|among|for) (?:{ONE_WORD}){{0,4}}?{PEOPLE}\b")
RESULT = re.compile(
    r"\b(?:surviv\w{1,3}|prognos\w{1,4}|outcomes?|correlat\w{1,4}|associated|higher|lower|elevated"
    r"|expressed|detected|relapse\w{0,2}|samples?|specimens?|tumou?rs from)\b"
)

NO_STUDY_WORDS = _words(
    """
    protocol protocols rationale statement checklist guideline guidelines guidance consensus
    editorial
    commentary viewpoint erratum corrigendum memoriam obituary podcast correction reply retracted
    retraction re letter author authors response ethics ethical tutorial primer how tour guide
    explained why what should
    """
)
NO_STUDY = re.compile(
    r"\b(?:study|trial|review|research) protocols?\b|\bprotocol (?:for|of) (?:an?|the)\b"
    r"|[:–—-] ?(?:an? )?(?:[\w\-]{1,30} ){0,3}protocol[.?!\s]{0,3}$"
    r"|^protocol\b|\brationale and design\b"
    r"|\bdesign and rationale\b|\bstatement\b|\bchecklist\b|\bguidelines?(?: for| on|[.?!\s]{0,3}$)"
    r"|\bguidance\b|\bconsensus (?:statement|guideline|recommendation|conference|report)"
    r"|\b(?:editorial|commentary|viewpoint|erratum|corrigendum|in memoriam|obituary|podcast)\b"
    r"|^\W*(?:correction|reply|retracted|retraction|re:|letter|(?:authors?['’]?s? )?(?:reply"
    r"|response))\b"
    r"|^(?:why|what|should|how)\b[^:]*$"  # a question that an essay answers
    r"|\bethic(?:s|al)\b|\btutorial\b|\bprimer\b|\bhow to\b|\btour of\b|\bguide to\b|\bexplained\b"
)
"""A title of these reports no study, or only plans one."""

REVIEW_WORDS = _words(
    """
    meta metaanalysis metaanalyses systematic systematically pooled umbrella scoping overview
    cochrane collaborative searched rapid integrative evidence
    """
)
# In "bias in meta-analysis" or "a guide to systematic reviews" it is the subject, not the method.
REVIEW_TITLE = re.compile(
    r"(?<!\bin )(?<!in a )(?<!\bfor )(?<!guide to )(?<!conducting )(?<!reporting )"
    r"(?<!reporting of )(?<!quality of )(?<!beyond )"
    r"\b(?:systematic (?:[\w\-]{1,30} ){0,3}?(?:reviews?|overview)"
    r"|(?:(?:network|pooled|individual|patient|participant|data|dose-response|cumulative|bayesian"
    r"|updated) ){0,4}meta-?analys[ie]s|umbrella review|scoping review|pooled (?:re)?analys[ie]s"
    r"|collaborative (?:re)?analysis|cochrane review|(?:rapid|integrative) review"
    r"|meta-?synthes[ie]s|evidence (?:map|synthesis)"
    r"|overview of (?:(?:the|all|\d{1,3}) )?(?:randomi[sz]ed|(?:clinical )?trials))\b"
)
NO_REVIEW = re.compile(
    r"\b(?:methodolog\w{1,6}|reporting|prisma|moose|amstar|bias in|publication bias"
    r"|heterogeneity in"
    r"|inconsistency in|software|statistical methods?|quality of (?:systematic|meta)|need for"
    r"|call for"
    r"|critique|critical appraisal of|animal (?:studies|models|experiments)|preclinical|in vitro)\b"
)
REVIEW_ABSTRACT = re.compile(
    r"\b(?:we|this|our|present)\b[^.]{0,60}?\b(?:(?:did|performed|conducted|undertook"
    r"|carried out|is"
    r"|report|present|study was)\b[^.]{0,40}?\b(?:systematic (?:literature )?review"
    r"|meta-?analysis))\b"
    r"|\b(?:a|the) (?:systematic review|meta-analysis|systematic literature search)[^.]{0,60}?"
    r"\bwas (?:performed|conducted|undertaken|carried out|done)\b"
    r"|\bwe (?:systematically )?searched (?:\w{1,20} ){0,3}?(?:medline|pubmed|embase|cochrane)\b"
    r"|\b(?:medline|pubmed|embase|cochrane)\b[^.]{0,100}\b(?:were"
    r"|was) (?:systematically )?searched\b"
)

RANDOM_WORDS = _words(
    """
    random randomly randomised randomized randomisation randomization
    """
)
RANDOM_TITLE = re.compile(
    r"(?<!non-)(?<!non )(?<!mendelian )(?<!quasi-)(?<!quasi )(?<!pseudo-)(?<!adaptive )"
    r"\b(?:randomi[sz]ed\b(?:[,;:]? \(?[\w\-/+.%]{1,40}\)?){0,8}?,? "
    r"(?:trial|study|comparison|evaluation|experiment|investigation)\b|randomly assigned\b)"
)
NO_RANDOMIZED = re.compile(
    r"\b(?:non-?\s?randomi[sz]ed|attitudes?|barriers|willingness|recruit\w{0,6}|accrual|consent"
    r"|simulat\w{1,5}|emulat\w{1,5}|propensity|planned|planning|proposed|need for|call for|lessons"
    r"|versus observational|rationale|will|to begin|to start|designing)\b"
)
ASSIGNED = re.compile(
    r"\brandomly (?:\w{1,20} ){0,2}?(?:assign(?:ed)?|allocated?|allotted|divided|distributed)\b"
    r"|\b(?:assigned|allocated|allotted) (?:[\w\-]{1,20} ){0,4}?"
    r"(?:at random|randomly|by randomi[sz]ation)\b"
    r"|\b(?:was|were|been|we|being) (?:\w{1,20} )?randomi[sz]ed\b"
    r"(?! (?:controlled|trial|clinical|study))"
    rf"|\b{PEOPLE} randomi[sz]ed (?:to|in a|between|1|2|into)\b|\brandomi[sz]ed \(?\d:\d"
    rf"|\b(?:{PEOPLE_COUNTED}) (?:{ANY_WORD}){{0,5}}?{PEOPLE} (?:{ANY_WORD}){{0,8}}?randomi[sz]ed\b"
    r"(?! (?:[\w\-]{1,20} )?(?:trials|studies))"
)
OF_OTHERS = r"(?!not\b|no\b|previous|prior|recent|earlier|other|review|meta)"
OWN_RANDOMIZED = re.compile(
    r"\b(?:this|our|in an?|was an?|is an?|design[:,.]?|methods[:,.]?|setting[:,.]?"
    r"|participants in an?|we (?:did|conducted|performed|undertook|carried out|report|present|ran"
    rf"|designed|initiated)) (?:{OF_OTHERS}[\w\-,/()’+]{{1,40}} ){{0,9}}?"
    r"(?<!non-)(?<!non )(?<!adaptive )\brandomi[sz]ed,? (?:[\w\-,/()+]{1,40} ){0,9}?(?:trial"
    r"|study)\b"
)
NOT_ASSIGNED = re.compile(
    r"\b(?:randomi[sz]ed (?:[\w\-]{1,20} )?(?:trials|studies)"
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
    r"|slides|tumou?rs were|samples were|images|cells were|wells|permutation|simulat\w{1,6})\b"
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

DESIGN_WORDS = _words(
    """
    single one arm window escalation finding human
    """
)
DESIGN = (
    r"(?:(?:single|one)-arm|window[ -]of[ -]opportunity|first-in-human"
    r"|dose-(?:escalation|finding))\b"
)
DESIGN_TITLE = re.compile(rf"\b{DESIGN}(?: [\w\-,/()+]{{1,40}}){{0,4}}? (?:trial|study|results)\b")
OWN_DESIGN = re.compile(
    r"\b(?:this|our|in an?|was an?|is an?|the present|design:?|methods:?"
    r"|we (?:did|conducted|performed|undertook|report|present|carried out|ran|designed))"
    rf"(?: {OF_OTHERS}[\w\-,/()’+]{{1,40}}){{0,6}}? "
    rf"{DESIGN},?(?: [\w\-,/()+]{{1,40}}){{0,5}}? (?:trial|study)\b"
)
"""Designs of trials that assign a treatment to people without chance, and often state no phase."""

OBSERVED_WORDS = _words(
    """
    cohort cohorts sectional registry registries retrospective retrospectively prospective
    prospectively questionnaire questionnaires survey surveyed observational nested longitudinal
    records claims seer biobank nationwide
    """
)
OBSERVED_PAIRS = tuple(
    map(
        frozenset,
        (
            *(("case", "control"), ("cases", "controls"), ("population", "based")),
            *(("followed", "up"), ("cancer", "database"), ("healthy", "controls")),
        ),
    )
)
OBSERVED = re.compile(
    r"\b(?:(?:[\w\-]{1,30} )?cohort(?: study| analysis)?|case-control|cross-sectional"
    r"|(?:registry|registries)|population-based|retrospective(?:ly)?"
    r"|prospective(?:ly)? (?:cohort|observational|followed|study of (?:risk|diet))|questionnaires?"
    r"|surveyed|(?:online|postal|national|cross-sectional) survey|observational study|nested case"
    r"|followed[- ]up for|longitudinal study|medical records|claims data"
    r"|electronic health records|seer|biobank|nationwide|national cancer database"
    r"|cases and [\d,]{1,9} controls|healthy controls)\b"
)
NOT_OBSERVED_WORDS = _words(
    """
    random randomly randomised randomized randomisation randomization placebo blind crossover
    escalation trial trials meta metaanalysis simulation simulated simulations microsimulation
    modelled modeled markov commentary pilot interventional phase
    """
)

OVERVIEW = re.compile(
    r"\b(?:(?:in|here,?) (?:this|the present) (?:review|perspective|commentary|essay|viewpoint)"
    r"|this (?:narrative |mini)?-?(?:review|perspective|commentary|essay)|we (?:review|discuss"
    r"|summari[sz]e)"
    r"|(?:is|are) (?:briefly )?reviewed|recent (?:advances|progress) in"
    r"|(?:current|recent) literature)\b"
)
"""In an abstract, any of these says that it has no results of its own."""

STUDY_SENTENCE_END = re.compile(r"[.!?;]\s")


def is_year(number: str) -> bool:
    """Whether a number may be a year: "in 2004 patients" counts nobody."""
    return YEAR.fullmatch(number) is not None
