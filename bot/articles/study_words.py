"""The expressions by which `evidence` knows people, plans, and reports of no study. Pure.

`review_rules` has those of many studies, `randomized_words` and `trial_words` those of trials,
`observed_words` those of studies that observe people, `laboratory_words` those of laboratory work.

They read text in lower case: expressions that ignore case take three times as long (measured). Each
repetition is bounded, so that the time is in proportion to the text. Sets of words are compared
with those of a text before an expression is tried: most texts hold none of them.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, cached_property, reduce
from itertools import groupby
from operator import itemgetter, or_

LEAST_LETTERS = 2
"""Letters of a word by whose beginning an expression is known, such as "mg"."""
MOST_LETTERS = 20
"""Longer words are read by their first letters alone: no text costs more than its length."""
WORDS_REMEMBERED = 1 << 15
"""Words of texts whose bits are kept; chosen by eye."""


class WordPattern:
    """An expression each of whose alternatives begins with a word, compiled when first looked for.

    It consumes what stands before the word: then its matcher is tried between words alone, which
    takes a third of the time (measured). `StudyText` begins with a space.

    All expressions take 50 ms to compile (measured), in each process that reads. Feeds of news
    need few of them.

    Args:
        expression: as `re` reads it.
        needed: words without any of which no text matches it, or beginnings of words, as "surviv*".
            "" if they are unknown, or looking for them does not pay.

    Attributes:
        expression: as `re` reads it.
        bit: its bit in the numbers of `bits_of`.
    """

    def __init__(self, expression: str, needed: str) -> None:
        self.expression = expression
        self._needed = needed.split()
        self.bit = ALWAYS
        if needed:
            self.bit = _look_for(self)

    def needs(self) -> frozenset[str]:
        """The beginnings of words of which a text must have one; whole words before a space."""
        return frozenset(
            word[:-1][:MOST_LETTERS] if word.endswith("*") else f"{word} " for word in self._needed
        )

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, ready to be looked for in the `low` of a `StudyText`."""
        # Grouped by first letter, choices match in 7 % less time, and compile in twice as much.
        return in_ascii(rf"\W(?:{self.expression})")

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As `re.Pattern.search`."""
        return self.compiled.search


def in_ascii(expression: str) -> re.Pattern[str]:
    """Compile an expression for texts that have no letters beyond ASCII.

    It takes a fifth less time than if `re` looks up what Unicode says of each letter (measured).
    """
    return re.compile(expression.replace(PEOPLE, PEOPLE_BY_LETTER), re.ASCII)


class RuleWords(frozenset[str]):
    """Words for which a rule looks in a text.

    Attributes:
        bit: its bit in the numbers of `bits_of`.
    """

    bit: int

    def needs(self) -> frozenset[str]:
        """Itself, as whole words."""
        return frozenset(f"{word} " for word in self)


def words_in(*texts: str) -> RuleWords:
    """The words of a list, for which a rule looks in a text."""
    listed = RuleWords(" ".join(texts).split())
    listed.bit = _look_for(listed)
    return listed


def _look_for(one: "WordPattern | RuleWords") -> int:
    """Return the bit of one more expression or list; bits of words that were read are forgotten."""
    LOOKED_FOR.append(one)
    _bits_by_beginning.cache_clear()
    _BITS.clear()
    return 1 << len(LOOKED_FOR)


LOOKED_FOR = list[WordPattern | RuleWords]()
"""The lists of words for which rules look, and the expressions whose words are known."""
ALWAYS = 1
"""The bit of the other expressions: any text may have them."""


def at_words(expression: str, *, needed: str = "") -> WordPattern:
    """An expression each of whose alternatives begins with a word, as `WordPattern` takes it."""
    return WordPattern(expression, needed)


class WordBits(dict[str, int]):
    """Of each word, the bits of what needs it; found when it is first read."""

    def __missing__(self, word: str) -> int:
        if len(self) >= WORDS_REMEMBERED:
            self.clear()
        known = _bits_by_beginning()
        longest = min(len(word), MOST_LETTERS)
        beginnings = (word[:length] for length in range(LEAST_LETTERS, longest + 1))
        each = (known.get(beginning, 0) for beginning in (f"{word} ", *beginnings))
        self[word] = found = reduce(or_, each)
        return found


_BITS = WordBits()


def bits_of(words: Iterable[str]) -> int:
    """The bits of the expressions and lists of which a text with these words may have one.

    It takes 3 µs an abstract, and spares some 10 µs of expressions that find nothing (measured).
    """
    bits = ALWAYS
    for found in filter(None, map(_BITS.__getitem__, words)):
        bits |= found
    return bits


@cache
def _bits_by_beginning() -> dict[str, int]:
    """The bits of what needs a word with a beginning."""
    bits = dict[str, int]()
    for each in LOOKED_FOR:
        for beginning in each.needs():
            bits[beginning] = bits.get(beginning, 0) | each.bit
    return bits


_GROUPS = """
    women people persons girls boys children adolescents infants volunteers survivors carriers
    individuals subjects mothers veterans nurses controls cases residents respondents parents
    caregivers students physicians clinicians females males smokers humans oncologists surgeons
    partners spouses relatives providers sisters teachers workers employees outpatients inpatients
    attendees enrollees athletes
"""
PEOPLE_WORDS = words_in(
    f"{_GROUPS} men patient patients participant participants adult adults newborn newborns"
    " woman man child volunteer survivor"
)
_SOME_PEOPLE = (r"patients?(?![- ]derived)", "participants?", "adults", "newborns", r"men\b")
_PEOPLE = (*_SOME_PEOPLE, *_GROUPS.split())
PEOPLE = rf"(?:{'|'.join(_PEOPLE)})"
"""People in the plural, as counts name them; a patient-derived model is nobody."""
_BY_LETTER = (
    rf"{letter}(?:{'|'.join(word[1:] for word in words)})"
    for letter, words in groupby(sorted(_PEOPLE), key=itemgetter(0))
)
PEOPLE_BY_LETTER = rf"(?:{'|'.join(_BY_LETTER)})"
"""The same by first letter: `re` sees sooner that another word stands there."""
ANY_WORD = r"[\w\-+/%’']{1,40},? "
ONE_WORD = r"[\w\-+/%’']{1,40} "
AFTER_A_DIGIT = r"\d{0,2}(?:[ ,\u2009\u00a0\u202f]\d{3}){1,2}|\d{1,6}"
PEOPLE_COUNTED = rf"\d(?:{AFTER_A_DIGIT})"
UNIT = (
    r"(?:%|per ?cent|years?|yr|months?|weeks?|days?|hours?|minutes?|min|mg|g|kg|ml|mm|cm|mmol|fold"
    r"|times|of|to|and|or|in|were|was|had|per|am|pm)\b"
)
# Such a word ends a count: in "10 mg of a drug in women" nobody is counted.
ENDS_COUNT = (
    r"(?:in|of|to|for|from|were|was|are|is|that|which|than|vs|at|by|after|per|among|between)\b"
)
COUNTED = in_ascii(
    rf"(?P<number>[0-9](?<![\w.,/\-–]\d)(?<!per \d)(?:{AFTER_A_DIGIT}))(?! ?{UNIT})"
    rf" (?:(?!{ENDS_COUNT}){ANY_WORD}){{0,5}}?{PEOPLE}\b"
)
SOME_PEOPLE = (
    r"(?:\d{1,7}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:fif|six"
    r"|eigh)teen"
    r"|(?:\w{3,9} )?(?:dozen|hundred|thousand)s?(?: of)?"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{3,5})?)"
)
A_FEW_PEOPLE = at_words(rf"\b{SOME_PEOPLE} (?:(?!{ENDS_COUNT}){ANY_WORD}){{0,3}}?{PEOPLE}\b")
SEVERAL_PEOPLE = at_words(
    r"\b(?:(?<![\-–])\d{2,7}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w{3,5})?"
    r"|(?:(?:one|two|three|four|five|six|seven|eight|nine|a|several) )?(?:dozen|hundred|thousand)s?"
    rf"(?: of| and \w{{3,9}}(?:-\w{{3,5}})?)?) (?:(?!{ENDS_COUNT}){ANY_WORD}){{0,3}}?{PEOPLE}\b"
    rf"|(?<=\()n ?= ?\d[\d,]{{1,6}}(?=\))|\b{PEOPLE} \(n ?= ?\d[\d,]{{1,6}}\)"
)
"""Ten or more: reports of a few cases observe nobody as a group."""
YEAR = re.compile(r"(?:19|20)\d\d")

NO_STUDY_WORDS = words_in(
    """
    protocol protocols rationale statement checklist guideline guidelines guidance consensus
    editorial commentary viewpoint erratum corrigendum memoriam obituary podcast correction
    reply retracted retraction re letter concern correspondence book film note author authors
    response ethics ethical tutorial primer how tour guide explained why what should progress
    history story plan plans perspective opinion debate webinar quiz comic cartoon crossword
    infographic explainer beginners pictures plain lay club teaching inside meet company firm
    design proposal ema fda methods answer comment comments et
    """
)
_WRITTEN = r"(?:letters?|comment\w{0,5}|critique|critics|editor\w{0,4}|reviewers?|correspondence)"
# "Response to chemotherapy" and "Correction of deficits" begin titles of studies.
NO_STUDY = at_words(
    r"\b(?:study|trial|review|research) protocols?\b|\banalysis plans?\b|\bprotocol (?:for"
    r"|of) (?:an?|the)\b"
    r"|(?<=[:–—-]) ?(?:an? )?(?:[\w\-]{1,30} ){0,3}protocol(?=[.?!\s]{0,3}$| (?:for|of)\b)"
    r"|\b(?:ema|fda) (?:assessment|approval|review)\b"
    r"|(?<=^ )protocol\b|\brationale and design\b"
    r"|(?<=[:–—] )(?:study )?design (?:of|for) (?:an?|the)\b"
    r"|(?<=[:–—] )comments? on\b|\bby [\w\-]{2,20} et al\b"
    r"|(?<=[:–—] )(?:study )?(?:design|methods|rationale)(?:,| and)"
    r" (?:methods?|rationale|design|participants|baseline|protocol)\b"
    r"|\bdesign and rationale\b|(?<=^ )(?:rationale|design)\b|\bstatement\b|\bchecklist\b"
    r"|\bguidelines?(?: for| on|[.?!\s]{0,3}$)"
    r"|\bguidance\b|\bconsensus (?:statement|guideline|recommendation|conference|report)"
    r"|\b(?:editorial|perspective|opinion|debate|commentary|viewpoint|erratum|corrigendum"
    r"|in memoriam|obituary|podcast)\b"
    r"|(?<=:) (?:an?|the) (?:\w{1,20} )?(?:history|story)\b|(?<=^ )(?:an? "
    r"|the )?(?:short )?history of\b"
    r"|\btrials? in progress\b|(?<=^ )\W*(?:correction(?! of\b)|(?:in )?reply|retracted|retraction"
    r"|re:|answer to|comments? (?:on|to)"
    r"|letter|authors?['’]?s? (?:reply|response)"
    rf"|response(?=[:.]|\W*$| to:| to (?:the |an? |our )?(?:[\w\-]{{1,20}} ){{0,2}}?{_WRITTEN}\b"
    r"| [^:]{1,80}\bet al\b))\b"
    r"|\btechnical note\b|\bbook reviews?\b|\breview of an? (?:book|film|novel|memoir)\b"
    r"|\bretraction:|(?<=[:–—] )(?:(?:an? )?(?:letter|reply)(?= (?:on|to)\b|\W*$)|response to dr\b)"
    r"|(?<=^ )(?:inside|meet) (?:the|an?) (?:[\w\-]{1,20} ){0,2}?(?:lab|laboratory|company"
    r"|factory|clinic|race|hunt|scientists?|researchers?|team)\b (?:[\w\-]{1,20} )?(?:where|who"
    r"|that|trying|making|growing|behind)|(?<=^ )the (?:company|firm) (?:that|behind)\b"
    r"|(?<=^ )(?:correspondence|journal club|teaching case)\b|\bexpressions? of concern\b"
    r"|(?<=:) an? (?:[\w\-]{1,20} )?proposal(?=\W*$)"
    r"|\b(?:tutorial|primer|what to|how to|tour of|ethics|ethical)\b|(?<=^ )how (?:we|i)\b"
    r"|\bguide(?: to\b|[.?!\s]{0,3}$)|\bexplained\b|\b(?:plain[- ]language|lay) summary\b"
    r"|\b(?:webinar|quiz|comic|cartoon|crossword|infographic|explainer"
    r"|(?:for beginners|in pictures)(?=\W*$|[:;,]))\b"
)
"""A title of these reports no study, or only plans one."""
ESSAY_TITLE = at_words(
    r"(?<=^ )(?:why|what|should|how)\b(?![^?]{0,200}\?[^?]{0,99}\b(?:review|(?:meta-)?analysis"
    r"|synthesis|cohort|survey|evaluation|trial"
    r"|study)\b)[^:]*$"
)
"""A question that an essay answers, if its abstract counts no people."""
COMMENTARY = at_words(
    r"\bin (?:this|the current) issue\b"
    r"|\b(?:al\b\.?|colleagues\b|coworkers\b|co-workers\b)"
    r"[^a-z.]{0,40}(?:\([^()]{0,80}\) ?)?(?:now |elegantly |recently |here )?"
    r"(?:shows?|showed|reports?|reported|reveal\w{0,3}|demonstrated?|describe[ds]?|finds?|found"
    r"|identify|identified|uncover\w{0,3}|discover\w{0,3}|provided?|present(?:ed)?|released?"
    r"|proposed?|investigated?|illustrated?|explored?|develop(?:ed)?)\b",
    needed="issue al* colleagues* coworkers* workers*",
)
"""A short abstract with one of these, and without OWN_REPORT, is about the work of others."""
OWN_REPORT = in_ascii(
    r"\b(?:we|our)\b|\bthis (?:trial|study|review|analysis|meta-analysis|survey|cohort)\b"
    r"|\b(?:was|were) (?:randomly )?(?:assigned|allocated|randomi[sz]ed|included|enrolled|recruited"
    r"|searched|pooled|surveyed|interviewed|followed|treated|analy[sz]ed|measured)\b"
    r"|(?<=[.)] )(?:methods|results|findings|conclusions?)(?: ?:|\.)",
)
"""In an abstract that names others, these tell of its own work."""
OVERVIEW_TITLE = at_words(
    r"(?<=^ )(?:the )?(?:current|emerging|new|future|recent|novel) (?:status|state|concepts?"
    r"|perspectives?|trends|directions|advances|updates?|insights|strategies|approaches"
    r"|developments|progress|roles?)\b[^:]*$"
    r"|\b(?:current perspectives?|future (?:directions|perspectives)|state of the art|friend or foe"
    r"|double-edged sword|recent advances|challenges and opportunities|(?:an|the) overview"
    r"|an update)\b(?![^:]*:)",
    needed="""
        advances* current* double* emerging* friend future* new* novel* opportunities* overview*
        perspective* recent* state update*
    """,
)
"""A title of an article that surveys a field, if its abstract counts no people."""

OF_OTHERS = (
    r"(?!not\b|no\b|previous|prior|recent|earlier|other|review|meta|after\b|before\b|since\b"
    r"|following\b|unlike\b|despite\b|because\b|although\b|when\b|while\b)"
)
"""Stands before each word between "this" and the name of a design."""

PLAN_WORDS = words_in(
    """
    raise raises raised secure secures secured receive receives win wins awarded award awards grant
    grants granted funding funds funded backing seek seeks clear clears cleared approves
    approval green permission ahead nod plan plans planned preparing prepare prepares prepared ready
    toward towards hope hopes design designs designing announces announced launch launches launched
    start starts started starting begin begins began opens opened host hosts recruits recruiting
    recruit enrolling enrolled enrolment enrollment enrolls wanted invite invites invited first
    underway way expected expects will to paused pauses halted halts suspended suspends hold delayed
    terminated could should why how call calls needed awaits awaiting next support supports
    toxicology manufacture manufacturing lessons before joins join proceed proposal protocol
    for into until inform enable enables enabling supporting guide
    """
)
PLANNED = at_words(
    r"\b(?:raise[sd]?|secure[sd]?|receive[sd]?|wins?|awards?|awarded|grants?|granted|fund(?:s"
    r"|ing|ed)"
    r"|backing|seeks?|clears?(?= (?:[\w\-]{1,20} ){0,3}?(?:trial|study)\b)"
    r"|cleared|approves?|approval|green light|permission|go-ahead|gets? nod|plans?|planned"
    r"|prepar(?:es?|ed|ing)|ready|towards? (?:an?|the|first|phase)|hopes? (?:for|to)"
    r"|(?<=^ )design of|designs|designing|design (?:an?|the)|announc(?:es|ed)|launch(?:es|ed)?"
    r"|starts?|started|begins?|began|opens|opened|hosts?|recruits?|recruiting|enroll?(?:s|ed|ing)"
    r"|enrolments?|enrollments?|wanted|invit(?:es?|ed)|under ?way|expect(?:s|ed)|will"
    r"|to (?:begin|start|open"
    r"|test|try|launch|enrol|enroll|join|proceed|host)"
    r"|paus(?:es|ed)|halt(?:s|ed)|suspend(?:s|ed)|on hold|delayed (?:by|over|until)"
    r"|terminated|calls? for|needed|await(?:s|ing)?|next step|in support of"
    r"|toxicology|manufactur(?:e|ing)|starting dose|lessons|joins?"
    r"|(?:from|before) [^:]{1,60} to an? (?:first|phase))\b"
    r"|(?<=^ )(?:could|should|why|how)\b"
    r"|\b(?:for|into|before|towards?|until|inform|enabl(?:es?|ing)|support(?:s|ing)?|guide)"
    r" (?:an?|the|our|its|their) (?:[\w\-]{1,20} ){0,2}?(?:first-in-human"
    r"|phase (?:[1-4]|i{1,3})[ab]?|single-arm|open-label|dose-\w{4,10}|clinical)"
    r" (?:[\w\-]{1,20} ){0,3}?(?:trial|study)\b",
    needed="""
        ahead* announc* approval* approve* await* award* backing* began* begin* call* clear*
        could* delayed design designing* designs* enrol* expect* first* fund* get* grant*
        green halt* hold* hope* host* how* invit* join* launch* lessons* manufactur* needed*
        next open* paus* permission* phase* plan* prepar* proceed* raise* ready* receive*
        recruit* secure* seek* should* start* study* support suspend* terminated* test*
        toward* toxicology* trial* try* under* wanted* why* will* win*
    """,
)
"""In a title, any of these shows a study that is planned, paid for or under way."""
RESULTS_TOLD = at_words(
    r"\b(?:results?|finds?|found|shows?|showed|reports?|improv\w{1,4}|safe|eas(?:es|ed)"
    r"|reduc(?:es|ed)|cuts?|fails?|failed|slow(?:s|ed)|outcomes?|data|responses?|remission"
    r"|no better|better than|links?|linked|ties|suggests?|lowers?|extends?|extended|boosts?|beats?"
    r"|works|worked|safety|efficacy|effects?|helps?|helped|analysis)\b",
    needed="""
        analysis* beat* better* boost* cut* data* eas* effect* efficacy* extend* fail* find*
        found* help* improv* link* lower* outcome* reduc* remission* report* response*
        result* safe* show* slow* suggest* ties* worked* works*
    """,
)
"""In such a title, these tell that the study has findings."""

_OURS = "we our us here herein were was"
OWN_WORK = frozenset(
    f"""
    {_OURS} i my underwent received enrolled recruited design methods method
    setting objective objectives aim aims
    """.split()
)
"""In a sentence, any of these shows the study's own work."""
DONE_WORDS = words_in(
    f"{_OURS} did investigated produced showed exhibited revealed measured resulted performed"
)
"""An abstract with none of these reports no work of its own."""
OWN_BEGINNINGS = (
    *(
        " this study",
        " this trial",
        " this analysis",
        " this review",
        " this report",
        " this paper",
    ),
    *(" this article", " results:", " findings:"),
)
"""So do sentences that begin so."""
BACKGROUND = frozenset(
    """
    is are has have remain remains can do does often common commonly rare rarely affect affects
    cause causes relies rely rests depends depend previous previously earlier prior studies trials
    model models evidence
    guideline guidelines unknown unclear little few known suggest suggests suggested vary varies
    differ differs build builds link links linked
    """.split()
)
"""In a sentence at the beginning, any of these shows what was known before."""
OUTLOOK = frozenset(
    """
    needed warranted planned should may might could would future further must awaited need needs
    require required support suggest suggests funding registered registration limitation
    limitations underway
    """.split()
)
"""In a sentence at the end, any of these shows what may come."""
STUDY_SENTENCE_END = re.compile(r"[.!?;]\s")
PERIOD_AND_SPACE = b". "
AS_PERIODS = bytes.maketrans(b"!?;\t\n\v\f\r\x1c\x1d\x1e\x1f", b"...         ")
"""Of ASCII: makes each end of a sentence a period and a space."""


def is_year(number: str) -> bool:
    """Whether a number may be a year: "in 2004 patients" counts nobody."""
    return YEAR.fullmatch(number) is not None
