"""The rules for headlines that tell of a study in a journalist's words. Pure.

Used by `evidence` where the title alone is read. A headline names no design in full: "no better
than placebo, trial finds" tells of chance, and "cohort study links" of people who were observed.
The expressions read text in lower case, as those of `study_words` do.
"""

from bot.articles.laboratory_words import ANIMAL_WORDS
from bot.articles.mentioned_studies import reported_words
from bot.articles.study_text import StudyText, quotes_of
from bot.articles.study_words import PEOPLE, WordPattern, at_words, words_in
from bot.model.article import Evidence, EvidenceKind

HEADLINE_WORDS = words_in(
    """
    trial trials study studies survey poll placebo sham coin analysis review pooled combined
    evidence double records registry followed phase cohort bringing brings
    """
)
_SAYS = (
    r"(?:finds?|found|shows?|showed|suggests?|reports?|links?|ties|reveals?|confirms?|hints?"
    r"|concludes?|says?|detects?|tracks?|raises?|sees?|fails?)"
)
_SOME_STUDIES = r"(?:(?:[\w\-]{1,20} ){0,2}?(?:studies|trials))"
_MANY = (
    r"(?:\d{1,4}|dozens of|hundreds of|two dozen|\w{3,5}teen|(?:twen|thir|for|fif|six|seven|eigh"
    r"|nine)ty|ten|eleven|twelve|many|all|past|earlier|previous)"
)
COMBINED = at_words(
    r"\b(?:combined?|combining|bring(?:ing|s) together|pool\w{1,3}|synthesi[sz]\w{1,3}|merg\w{1,3}"
    r"|re-?analy[sz]\w{1,3}) (?:the )?(?:(?:results|data|evidence"
    rf"|findings) )?(?:of|from|across|in )? ?{_MANY} {_SOME_STUDIES}\b"
    rf"|\b(?:review|analysis|overview|look) (?:of|at|across) (?:the )?(?:(?:results|data|evidence"
    rf"|findings) (?:of|from|in) )?{_MANY} {_SOME_STUDIES}\b"
)
BY_CHANCE = at_words(
    r"\b(?:(?:no|not|little|hardly|slightly|far|much) (?:better|worse|more|different)[^.:;?]{0,40}?"
    r" than|better than|worse than|as (?:well|good|safe|effective) as|versus|vs\.?|against|beats?"
    r"|beat|outperform\w{0,3}|compared with|compared to|over) (?:an? |the )?(?:placebo|sham|dummy"
    r" (?:pill|treatment)s?|sugar pills?)\b"
    r"|\b(?:placebo|sham|dummy) (?:[\w\-]{1,20} ){0,2}?(?:work(?:s|ed)|did|does|performs?"
    r"|performed|helps?|helped|was|is)\b|\bcoin[- ](?:flip|toss)\b"
    r"|\b(?:placebo|sham)-controlled\b|\bdouble-blind(?:ed)?\b|\bchance decided\b"
)
PHASE_THREE = at_words(r"\bphase[ -]?(?:3|iii) (?:[\w\-]{1,20} ){0,3}?(?:trial|study)\b")
AGAINST_ANOTHER = at_words(
    r"\b(?:beats?(?! (?:the |all |market )?(?:odds|expectations|estimates|forecasts))"
    r"|head[- ]to[- ]head|outperform\w{0,3}|versus|vs|just as (?:well|good|safe)"
    r"|(?:better|worse|longer|safer|fewer [\w\-]{1,20}|more [\w\-]{1,20}) than"
    r"|as (?:well|good|safe|effective) as|compared (?:with|to)|instead of|half the dose)\b"
    r"|(?<=^ )(?:skipping|omitting|dropping|adding|shorter)\b(?! (?:an? |the )?phase\b)"
)
"""In a phase 3 trial that compares treatments, chance decides who gets which."""
A_TRIAL = at_words(r"\b(?:trial|study)\b(?! (?:protocol|plan|design))")
EARLY_TRIAL = at_words(
    r"\b(?:early|early-stage|early-phase|first-in-human|first-in-humans|first human|small|pilot"
    rf"|safety|single-arm) (?:[\w\-]{{1,20}} ){{0,2}}?trial (?:of (?:[\w\-]{{1,20}} ){{1,5}}?)?"
    rf"(?:{_SAYS})\b"
    r"|\b(?:no|without an?) (?:control|comparison) group\b"
    r"|\b(?:in|during) (?:an? |the )?(?:early|early-stage|early-phase|first-in-human|small|pilot"
    r"|single-arm) (?:[\w\-]{1,20} ){0,2}?trial\b"
)
_TOO_MANY_FOR_A_TRIAL = r"(?:\d{3},\d{3}|[2-9]\d,\d{3}|\d{1,2}(?:\.\d)? million)"
SEEN_IN_PEOPLE = at_words(
    r"\b(?:cohort|observational|registry|population|population-based|real-world|long-term"
    rf"|nationwide|case-control|longitudinal|prospective) study(?::"
    rf"| (?:(?!to )[\w\-]{{1,20}} )?{_SAYS}\b)"
    r"|(?<=, )(?:large |big |new |long |danish |swedish |nationwide )?(?:cohort|observational"
    r"|registry|population) study\b"
    rf"|\b(?:(?:survey|poll) of \d[\d,]{{2,8}}|study of {_TOO_MANY_FOR_A_TRIAL}) "
    rf"(?:(?:[\w\-]{{1,20}} ){{0,2}}?{PEOPLE} )?{_SAYS}\b"
    rf"|\b(?:survey|poll) of (?:[\w\-,]{{1,20}} ){{0,3}}?{PEOPLE}\b"
    rf"|\b(?:survey|poll|study) of (?:(?:half )?a million|millions of) \w{{3,20}} {_SAYS}\b"
    rf"|\bstudy (?:following|tracking) (?:[\w\-,]{{1,20}} ){{0,3}}?{PEOPLE}\b"
    r"|\banalysis of [\d,]{2,12} (?:[\w\-]{1,20} ){0,2}?(?:records|charts|claims|prescriptions"
    r"|births|certificates)\b"
    rf"|\bstudy (?:of|in|among) (?:[\w\-,]{{1,20}} ){{0,3}}?{PEOPLE} (?:links|ties|tracks)\b"
    r"|\b(?:health|medical|patient|hospital|insurance|pharmacy|prescription) records"
    r" (?:of (?:[\w\-,]{1,20} ){1,5}?)?(?:tie|link|show|suggest|reveal|point|indicate)s?\b"
    rf"|\b(?:tied|linked) to [^:;?]{{1,60}} in (?:an? )?study of [\d,]{{4,9}} {PEOPLE}\b"
    rf"|\b{PEOPLE} [^:;?]{{1,80}}, (?:(?:new|large|national) )?(?:poll|survey) {_SAYS}\b"
    r"|\bregistry data (?:tie|link|show|suggest|reveal|point)s?\b"
    rf"|\brecords of (?:\d[\d,.]{{0,9}}|hundreds|thousands"
    rf"|millions) (?:[\w\-,]{{1,20}} ){{0,3}}?{PEOPLE} (?:tie|link|show|suggest|reveal|point)\b"
    rf"|\b{PEOPLE} followed for (?:\w{{2,9}}|\d{{1,2}}) years\b|\bfollowed since (?:19|20)\d\d\b"
    rf"|(?<=^ )survey: (?:[\w\-,%]{{1,20}} ){{0,5}}?(?:{PEOPLE}|people)\b"
)
FOLLOWS = at_words(r"\b(?:study|cohort|registry) (?:follow|track|survey)(?:s|ed)\b")
LISTED_SAYS = at_words(
    rf"\b(?:registry|registries|cohort) (?:of [\d,]{{2,9}} (?:[\w\-]{{1,20}} ){{0,2}})?{_SAYS}\b"
)
OUTCOME = at_words(
    r"\b(?:(?:more|less) likely|risks?|rates?|odds|survival|mortality|incidence|deaths?|cases"
    r"|recurrences?|higher|lower|(?:rises?|fall|drop|increase|decline) in|liv(?:es?|ed) longer)\b"
)
"""Of people who are listed somewhere, one of these is found out."""
_DESIGN = (
    r"(?:trials?|study|meta-?analys[ie]s|(?:pooled |combined |re-?)analysis|(?:systematic |scoping "
    r"|umbrella )?review|experiments?|survey|test|comparison|evaluation)"
)
FINDING = at_words(
    r"\b(?:finds|found|shows|showed|suggests?|suggested|reports(?! to\b)|reported|links?|linked"
    r"|ties|tied|reveals?|revealed|confirms?|confirmed|hints|points? to|concludes?|detects?"
    r"|improv(?:es?|ed)|reduc(?:es?|ed)|cuts?|slow(?:s|ed)|shr[iau]nk(?:s|ing)?|extend(?:s|ed)"
    r"|delays? (?:progression|relapse|recurrence|growth|return)|beats?|eas(?:es?|ed)"
    r"|lower(?:s|ed)?|boost(?:s|ed)|prevent(?:s|ed|ing)?|fail(?:s|ed)|fell short|works|worked"
    r"|(?:did|do|does)(?: not|n['’]t) work|kill(?:s|ed)|clear(?:s|ed)|stop(?:s|ped)"
    r"|block(?:s|ed|ing)?|keep(?:s|ing)?|kept|spar(?:es?|ed)|protect(?:s|ed)?|triggers?|triggered"
    r"|caus(?:es?|ed)|harm(?:s|ed)?|worsen(?:s|ed)|doubl(?:es?|ed)|halv(?:es?|ed)|result\w?"
    r"|respond(?:s|ed)?|responses?|surviv(?:es?|ed|al)|liv(?:es?|ed) (?:as |no )?long\w{0,2}"
    r"|findings|effects?|safe|safely|effective|benefits?|tolerated|better|worse|longer|shorter"
    r"|fewer|(?:less|more) [\w\-]{1,20} (?:with|after|on|without)|faster|slower|higher|lower"
    r"|smaller|stronger|weaker|(?:little|no|weak|slight|small"
    r"|more|less|strong) (?:evidence|gain|difference|benefit|link|harm|effect|risk|pain"
    r"|fatigue)s?|differ(?:s|ed)?|equal\w{0,3}|match(?:es|ed)|met|meets|miss(?:es|ed) (?:its|the"
    r"|main|primary|key|both)|goal|end ?points?|negative|positive|promising|promise"
    r"|succe(?:ss|ed)\w{0,5}|resist(?:s|ed)?|efficacy|outcomes|activity|remission|relaps\w{1,3}"
    r"|vanish\w{0,2}"
    r"|disappear\w{0,2}|return(?:s|ed)|spread(?:s|ing)?|grow(?:s|n)?|grew|regrow\w?"
    r"|cure[sd]?|heals?|healed|restores?|restored|repairs?|repaired|reverses?|reversed"
    r"|suppress(?:es|ed)|awakens?|wakes?|feeds?|fuels?|fueled|drives?|speeds?|sped"
    r"|raises? (?:\w{1,12} )?(?:risk|odds|hope|rate)s?|need(?:ed)? no|enough|slept|stayed"
    r"|(?:did|do|does|fared) (?:just as )?well|nobody"
    r"|lets (?:[\w\-]{1,20} ){1,4}?(?:hear|walk|sleep|keep|return|live)|draw|pool(?:s|ed|ing)"
    r"|according to (?:an?|one|the|two|new)|(?<!be )presented (?:at|in|on|today)"
    r"|data (?:(?:are|were) )?(?:presented|published|released|unveiled|reported|shown)"
    r"|(?:presents?|presented|published|unveils?|unveiled|releases?|released|shares?|shared)"
    r" (?:[\w\-]{1,20} ){0,6}?data"
    r"|combines?|combined|combining)\b"
)
"""In a headline, one of these tells what came out of a study."""
FINDING_AFTER = at_words(
    rf"\b{_DESIGN}(?: (?:of|in|with|on) (?:[\w\-]{{1,20}} ){{1,6}}?| )(?:backs?|supports?"
    r"|questions?|help(?:s|ed)?|says?|fails?|tracks?|raises?|sees?|puts?|casts?|ends"
    r"|offers? (?:new )?(?:clues|hope|proof)|explains?|weighs|probes|asks|compares)\b"
    r"|\b(?:mice|rats|zebrafish|mouse|rat|monkeys?|pigs|dogs|cells|organoids)"
    r"(?: [\w\-]{1,20}){0,4} (?:show (?:how|that|why)|reveal|help(?:s|ed)?|lose|lost"
    r"|regain(?:s|ed)?|recover(?:s|ed)?|explains?|offers? (?:new )?(?:clues|hope))\b"
)
"""So does one of these, said of a study or of its animals."""
_NAMED = (
    r"(?:(?!(?:on|to|in|into|at|by|as|before|after|from|over)\b|[\w\-]{2,20}[^siu’']s\b)"
    r"[\w\-,/]{1,20} )"
)
"""A word of a name. "FDA lifts hold on" has a verb and a preposition, so it names nothing."""
REPORT_TITLE = at_words(
    rf"(?<=[:;–—] )(?:an? |the )?(?:(?:results?|outcomes|findings|data) )?{_NAMED}{{0,7}}?{_DESIGN}"
    r"(?: (?:of|in|with|for|on|among|involving) [^:;?!]{1,80})?(?=\W*$)"
    rf"|(?<=^ )(?:an? |the |our |early results: )?{_NAMED}{{0,6}}?{_DESIGN}"
    r"(?: (?:of|in|with|for|to(?! be\b)|among|involving) [^:;?!]{2,100}(?=\W*$|:)"
    r"|:(?! (?:what|how|why|who|when|where)\b))"
)
"""So does a title as a paper has it: "Yoga for fatigue: a randomized trial", "A trial of yoga"."""
SEEN_AT_THE_BENCH = at_words(
    r"\bin (?:[\w\-]{1,30} ){0,3}?(?:mice|rats|zebrafish|xenografts|rodents|monkeys|rabbits"
    r"|hamsters|primates|macaques|pigs|ferrets|organoids|cell[- ]lines|dish(?:es)?)\b"
    r"|\b(?:lab-grown|mini-\w{4,8})\b"
)
"""So does this, of work at the bench: "Cells hide in mice". "Mice ate my wig" tells nothing."""
_I_DID = (
    r"i (?:am|was|had|have|did|do|can|could|will|would|should|joined|took|take|got|get|went|go"
    r"|lived?|survived|beat|wrote|write|left|met|need|want|wish|know|knew|learned|saw|see|think"
    r"|thought|felt|feel|tried|chose|quit|signed|enrolled|said|told|never|almost|still|just)"
)
OF_A_LIFE = at_words(
    r"\b(?:my|me|mine|i['’]\w{1,2}|poet|sues?|sued|lawsuits?"
    rf"|(?<!phase )(?<!stage )(?<!type )(?<!class )(?<!grade )(?<!part )(?<!level ){_I_DID}"
    r"|(?:what|how|why|when|where|that|as|but|because|should|can|do|did|am|was|would|before|after"
    r"|than|since|while|until|if|so|now|then|(?<!0 )and) i(?= [a-z])"
    r"|(?:(?<=^ )|(?<=[:;,.?!–—] )|(?<=[\"“‘'(]))i(?= (?!and\b|or\b|to\b|vs\b)[a-z])"
    r"|(?:diary|diaries|memoirs?|poems?|novels?|comics?)(?=\W*$|[:;?!]| (?:about|by|from"
    r"|of (?:an?|the|my|her|his)|tells?|follows?|retells?|imagines?|recounts?|wins?|won"
    r"|inspired|set)\b)"
    r"|(?:her|his|debut|graphic|bestselling) (?:novel|memoir)s?(?=,| in\b)"
    r"|(?:wins?|won|winning|gets?|got|receives?|received|awarded|shares?|shared|earns?|earned"
    r"|takes?|took|lands?|landed|for) (?:[\w\-]{1,20} ){0,4}?prizes?(?! [\w\-]{1,20}['’]s)"
    r"|prizes? (?:goes|go|awarded|for|to))\b"
)
"""A headline with one of these tells of a life, whatever else it names.

A "novel drug", "type I" and a "Nobel Prize winner's vaccine" tell of none.
"""
OF_AFFAIRS = at_words(
    r"\b(?:critics?|fault(?:s|ed)|accus(?:es|ed)|scandal|lawsuit|sues|sued|stolen|leaked"
    r"|data breach(?:es)?|overcharg(?:es|ed|ing)"
    r"|museum|exhibition|misconduct|sparks?|outcry|backlash|snags?|setbacks?"
    r"|(?:fak(?:ed|ing)|fabricat(?:ed|ing)|falsif(?:ied|ying)) (?:results|data|findings)"
    r"|shares|stocks?|investors?|shareholders?|layoffs|(?:to|on the) market|takeover"
    r"|(?:cuts?|sheds?|loses?) (?:[\w\-]{1,20} )?(?:staff|jobs|workers))\b"
)
"""One with one of these tells of money, a dispute or a theft, whatever study it names."""
NO_HEADLINE = at_words(
    r"\b(?:will|to (?:start|begin|open|test|recruit|launch)|plans?|planned|begins?|starts?|opens?"
    r"|launch\w{0,3}|enrol\w{0,5}|recruits?|recruiting|halt\w{0,3}|paus\w{1,3}|stops?|needed|calls?"
    r"|rivals?"
    r"|await\w{0,3}|funds?|funding|joins?|joining|how|why|what|model\w{0,6}|simulat\w{1,4}"
    r"|should)\b"
)
"""In a headline, any of these vetoes the label: it tells of plans, or explains."""
STILL_TO_COME = at_words(
    r"\b(?:(?:to|will) be (?:presented|published|released|reported|shared|unveiled)"
    r"|(?:to|will) (?:present|publish|release|share|unveil)"
    r"|(?:results?|data|findings|readout) (?:(?:is|are) )?(?:due|expected|imminent|awaited))\b"
)
"""Of results, one of these tells that nobody has seen them yet."""
_OF_ONE = r"(?:patients?|participants?|wom[ae]n|m[ae]n|volunteers?|persons?|people)"
_HELD_UP = (
    r"(?:stop(?:s|ped)?|end(?:s|ed)?|halt(?:s|ed)?|pause[sd]?|cancel(?:s|ed|led)|scrap(?:s|ped)"
    r"|shelve[sd]|drop(?:s|ped)|delay(?:s|ed)?|suspend(?:s|ed)?|shuts?|resume[sd]?"
    r"|restart(?:s|ed)?|reopen(?:s|ed)?|expand(?:s|ed)?|double[sd]?|cut(?:s|ting)?|extend(?:s|ed)?"
    r"|save[sd]?|lift(?:s|ed)?|place[sd]?|put(?:s|ting)?|keep(?:s|ing)?)"
)
COURSE_OF_A_STUDY = at_words(
    r"\b(?:wants?|hop(?:es?|ing)|tr(?:y|ies|ying)|plans?|aims?|seeks?) to [\w\-]{2,20}\b"
    r"|"
    rf"\b{_HELD_UP} (?:(?:the )?(?:size|hold|doors?|work|rest) (?:of|on|to) )?"
    rf"(?:(?!{_SAYS}|(?:in|after|for|from|during|as|to|of|by)\b)[\w\-/]{{1,20}} ){{0,5}}?"
    r"(?:trials?|study|studies|tests|testing|research|experiments?|grants?|funding|money|costs?)\b"
    r"|\b(?:trials?|study) (?:(?:of|in|on|for) (?:[\w\-]{1,20} ){1,6}?)?(?:(?:is|was|gets?|got) )?"
    rf"{_HELD_UP} (?:early |on (?:ice|hold) )?(?:by|over|due|amid|for (?:lack|want)"
    r"|as (?:sponsor|company|firm)|to save)\b"
    r"|\bfail(?:s|ed)? to (?:enroll?|recruit|find|fill|attract|reach)(?: enough)?\b"
    rf"|\b(?:first|last|final) (?:[\w\-]{{1,20}} ){{0,2}}?{_OF_ONE} (?:(?:is|was|were|are) )?"
    r"(?:dosed|treated|infused|injected|enroll?ed|gets?|receives?)\b"
    r"|\b(?:asks?|calls?) for (?:longer|more|better)\b|\btakes? effect\b"
    r"|\b(?:fewer|more) (?:tests|studies|experiments|trials)\b"
)
"""In a headline, one of these tells how a study goes on, and nothing that came out of it."""
THE_TESTS = at_words(
    r"\b(?:tests?|testing|tested|stud(?:y|ies)|studied|experiments?|research|work|rules?)\b"
)
"""With one of these, "in mice" may be said of tests that are banned or paid for."""
HEADLINE_KINDS: tuple[tuple[EvidenceKind, tuple[WordPattern, ...]], ...] = (
    (EvidenceKind.REVIEW, (COMBINED,)),
    (EvidenceKind.RANDOMIZED, (BY_CHANCE, A_TRIAL)),
    (EvidenceKind.RANDOMIZED, (PHASE_THREE, AGAINST_ANOTHER)),
    (EvidenceKind.TRIAL, (EARLY_TRIAL,)),
    (EvidenceKind.OBSERVED, (SEEN_IN_PEOPLE,)),
    (EvidenceKind.OBSERVED, (LISTED_SAYS, OUTCOME)),
)
"""The first kind of which all expressions are found decides."""


PEOPLE_SEEN = (SEEN_IN_PEOPLE, FOLLOWS)
"""In a headline on people who were observed, these tell what was seen, or of whom."""
FINDINGS = (FINDING, FINDING_AFTER, REPORT_TITLE)


def tells_finding(title: StudyText, kind: EvidenceKind) -> bool:
    """Whether a headline tells what came out of a study, and not only that there is one."""
    if any(title.search(each) for each in (OF_A_LIFE, OF_AFFAIRS, STILL_TO_COME)):
        return False
    if kind is EvidenceKind.OBSERVED and any(map(title.search, PEOPLE_SEEN)):
        return True
    told = title.without(COURSE_OF_A_STUDY)
    if kind is EvidenceKind.LABORATORY and not title.search(THE_TESTS):
        seen = "?" not in title.low and bool(title.search(SEEN_AT_THE_BENCH))
        return seen or any(map(told.search, FINDINGS))
    return any(map(told.search, FINDINGS))


def told_in_headline(title: StudyText, text: StudyText) -> Evidence | None:
    """The label of a headline; None if it names no kind of study, or if there is an abstract."""
    if text.low or not title.has(HEADLINE_WORDS) or title.has(ANIMAL_WORDS):
        return None
    for kind, expressions in HEADLINE_KINDS:
        found = [reported_words(title, each) for each in expressions]
        if all(found):
            return None if title.first(NO_HEADLINE) else Evidence(kind, why=quotes_of(*found))
    return None
