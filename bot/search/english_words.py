"""English words and endings that rules of search name: small words, negators, irregular forms.

They stand in code, while `data/` has what people edit: each list is a part of a rule, and the rule
was measured with it.
"""

import re
from collections.abc import Mapping

from bot.model.query import RELATED_WEIGHT, Phrase

FILLERS = frozenset(
    """
    a an the this that these those some any all one
    i me my mine myself we us our ours ourselves you your yours yourself he him his himself she her
    hers herself it its itself they them their theirs themselves someone somebody
    am is are was were be been being s m re ve ll d t im ive youre theyre hes shes thats
    do does did done doing has have had having will would can could may might shall should
    of in into on onto to at for from by around inside within through with about as
    and or so just really still actually very too even also already ever currently
    got get gets getting
    """.split()
)
"""Small words that may stand between the words of a name: "water in my lungs"."""
STOP_WORDS = FILLERS | frozenset(
    """
    after anyone anybody anything else everyone everybody everything nobody nothing
    but if than then there here now yet when whenever where while until because since though
    how what which who whom whose why whats whos hows wheres whens
    more most much many few other another such same own both each every
    not no neither nor without except excluding off out over up down
    don didn doesn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ain
    dont didnt doesnt isnt arent wasnt werent wont wouldnt couldnt shouldnt hasnt havent hadnt aint
    cant cannot gonna gotta wanna kinda sorta lets
    better best know known knows let like look looking looks make makes made making
    go goes going gone went give gives given giving say says said tell tells told
    use used using uses want wants wanted need needs needed please pls plz thanks thank
    hi hello hey ok okay lol omg ugh idk btw tbh etc yes yeah
    things thing something stuff lot lots bit well way ways maybe perhaps quite rather actually
    ladies folks guys vs versus per via
    """.split()
)
"""Words that ask rather than name. They are searched for only if nothing else was typed."""
INTERROGATIVES = frozenset({"how", "what", "when", "where", "which", "who", "why"})
CONJUNCTIONS = frozenset({"and", "but", "or", "nor"})
NON = "non"
OWN_BEGINS = {NON: (NON,), "dd": ("dose", "dense")}
"""Beginnings that are written before a name without a space, and the words that they stand for.
"ddAC" is dose-dense AC."""
NEGATORS = frozenset(
    {"no", "not", "without", NON, "never", "neither", "nor", "excluding", "except"}
)
"""Words that may negate the word behind them."""
NEGATED_COPULAS = frozenset({"isnt", "arent", "wasnt", "werent"})
"""These mean "except" if nothing but a name follows in the clause: "isnt triple negative", but not
"isnt radiation dangerous", nor "isnt all chemo the same"."""
UNDOING = frozenset({"wont", "dont", "doesnt", "didnt"})
"""Before a verb, these say that something does not happen. "Can't" names a complaint instead."""
UNDOING_VERBS = tuple((verb,) for verb in ("will", "do", "does", "did"))
EVERYTHING_BUT = r"""
(?:anything|everything|all)\s+(?:but|not) | other\s+than | apart\s+from | aside\s+from | besides
"""
SETTING_ASIDE = rf"""
{EVERYTHING_BUT} | rather\s+than | instead\s+of | free\s+of(?!\s+(?:charge|cost)s?\b)
"""
"""Rows of words by which something is left out, for verbose expressions."""
RECEPTORS = "her2 2 her2neu er pr hr receptor receptors estrogen oestrogen progesterone".split()
"""Last words of names of receptors. Behind one, "minus" and "zero" tell what a tumor lacks."""
NOT_BEHIND_RECEPTOR = "".join(rf"(?<!\b{each}\ )" for each in RECEPTORS)
REMAINING = re.compile(
    r"""
    \b (?: nothing | nobody | none | noone | no ) (?: \ \w+ ){0,3} \ $
    | (?: ^ | \b (?: and | but | because | cause | since | so | now ) \ )
      (?: i | im | ive | we | weve | she | shes | he | hes | they | theyre | theyve ) \b
      (?! .* \b (?: want(?:s|ed)? | needs? | prefer | rather | look(?:ing)? | search | find | show
        | read | hope | try(?:ing)? | take | wish | had | done | got ) \b )
    """,
    re.VERBOSE,
)
"""Words before such a row which say that it names what is left, and asked about: "I can handle
everything but losing my hair", "nothing helps besides ice". A wish leaves it out: "I want anything
but chemo"."""
NEGATING_ROW = re.compile(
    rf"""
    \b (?: (?P<remaining> {EVERYTHING_BUT} | except )
        | {SETTING_ASIDE} | sans
        | (?: nothing | no\ (?:news|articles?|posts?|stor(?:y|ies)) ) \ about
        | (?P<lacking>(?:have|has|had|did|do|does)nt) (?:\ (?:ever|yet|really|actually))?
          \ (?:have|had|got|gotten|been)
        | (?P<refusing> (?:wont|cant|cannot|couldnt)\ do(?!\ th) | wont\ (?:have|take)
          | never\ (?:had|got|took|did|used|started)
          | (?<!stage\ )(?<!grade\ )(?<!phase\ ){NOT_BEHIND_RECEPTOR}(?:zero|minus) )
        | (?:hasnt|havent|hadnt|didnt|doesnt|never)(?:\ yet|\ ever)?(?=\ spread)
    ) (?=\ \w)
    """,
    re.VERBOSE,
)
"""Rows of words that mean "except", without apostrophes as `typed_words` returns them: "I havent
had chemo"."""
SETTING_ASIDE_WORDS = NEGATED_COPULAS | frozenset(
    """
    besides but than from free sans nothing no havent hasnt hadnt didnt dont doesnt instead never
    wont cant cannot couldnt zero minus except
    """.split()
)
"""A query without one of these holds no such row, and no negated copula."""
QUESTIONING = re.compile(r"\b(?:why|how come)\b")
"""After one of these, what is negated is asked about: "why haven't I had chemo"."""
LACKED = frozenset(
    """
    hair eyebrow brow eyelash breast boob nipple period menstruation friend energy strength
    appetite taste memory sensation feeling sleep libido desire sex insurance money job
    work time support help family child children kid partner access
    """.split()
)
"""After "no" or "without", these name what somebody lacks. They leave no article out."""
RELATIVES = frozenset(
    """
    mom mum mother mommy mama dad father sister sis brother wife husband hubby partner daughter son
    aunt auntie uncle grandma gran nan granny grandmother grandpa grandfather cousin niece
    """.split()
)
"""Words for relatives. "My mom is 80" states an age, but "my score is 20" does not."""
BY_MARRIAGE = re.compile(
    rf"\b((?:{'|'.join(sorted(RELATIVES))})s?) in law\b(?! (?:school|firm|enforcement)\b)"
)
"""Relatives by marriage, without hyphens. Who says so asks about no law."""
STAYING_WORDS = frozenset({"stay", "stays", "stayed", "staying", "remain"})
LASTING_WORDS = STAYING_WORDS | {"fast", "faster"}
"""Words by which one asks how long or how fast: "how long does a port stay in"."""
PLURALS_ALONE = frozenset({"last days", "last weeks", "last months"})
"""Names whose singular means another thing: "last week" tells when."""
GENERIC_WORDS = LASTING_WORDS | frozenset(
    """
    ask asked asking become becomes call called come came coming deal dealing experience
    experiences experienced feel feeling feels felt find finding found gave happen happens happened
    happening have hear heard help helps helped helping idea ideas info information advice tips
    keep keeps kept mean means meant normal okay possible put puts question questions read reading
    recommend recommendations seem seems seen see start started starting starts suggest suggestions
    take taken takes taking talk talking think thinking thought tried tries try trying wonder
    wondering wish worth work works working bad good big new old sure right wrong real
    time times today yesterday tomorrow day days week weeks month months year years ago later soon
    long longer away always often sometimes usually mostly first last next
    person people woman women patient patients anyways honestly basically totally
    again anymore asks asking able during never telling whole
    hrs yrs yr wks mths must seriously alright sense
    story stories understand understanding explain explained explains lately recently
    """.split()
)
"""Words that say little about a question's subject. They rank a little, and do not count as
evidence that an article answers."""
ASKING_WORDS = STOP_WORDS | GENERIC_WORDS
"""Words that are never taken for a misspelling, or for the beginning of another word."""
SAYING_LITTLE = (STOP_WORDS | GENERIC_WORDS) - STAYING_WORDS
"""Words that do not tell which group of the thesaurus a question implies."""
SMALL_IN_NAMES = STOP_WORDS | {"die", "dying"}
"""Words that are not searched for one by one if they stand in a name: cells die, too."""
IRREGULAR = {
    "lost": "lose", "fell": "fall", "fallen": "fall", "froze": "freeze", "frozen": "freeze",
    "swollen": "swell", "came": "come", "gone": "go", "went": "go", "felt": "feel", "kept": "keep",
    "grew": "grow", "grown": "grow", "shrank": "shrink", "shrunk": "shrink",
    "broke": "break", "broken": "break", "took": "take", "taken": "take", "gave": "give",
    "bled": "bleed", "children": "child", "kids": "child", "kid": "child", "men": "man",
    "women": "woman", "feet": "foot", "teeth": "tooth", "wives": "wife", "burnt": "burn",
    "thought": "think", "told": "tell", "said": "say", "shook": "shake",
    "boob": "breast", "boobs": "breast", "mum": "mom", "mums": "mom", "mommy": "mom",
}  # fmt: skip
"""Irregular forms that no stemmer joins, and words that members use instead. For names of several
words."""
WHOLE_WORDS = frozenset(
    """
    twenties thirties forties fifties sixties seventies eighties nineties
    news means several objection projection mets pets relatives
    """.split()
)
"""Words that look like a form of another one: "news" and "new", "forties" and "forty"."""
LIKE_SMALL_WORDS = """
    ams ands ans ats bes buts bys dos fors ifs ins mes nors nos nots ofs offs ons ors outs res sos
    thes tos ups ves vias wes
""".split()
"""Words that the stemmer takes for the plural of a small word: "WES" and "we", "NOS" and "no", the
Spanish "tos" (cough) and "to"."""
STEM_FAMILIES = (
    *((word, word[:-1], word) for word in LIKE_SMALL_WORDS),
    ("ies", "i", "ies"),
    ("ate", "at", "ate"),
    ("one", "on", "one ones"),
    ("use", "us", "use uses used using"),
    ("useful", "us", "useful"),
    ("inning", "in", "inning innings"),
    ("outing", "out", "outing outings"),
    ("evening", "even", "evening evenings"),
    ("exception", "except", "exception exceptions exceptional"),
    ("likely", "like", "likely"),
    ("wellness", "well", "wellness"),
    ("mets", "met", "mets"),
    ("pets", "pet", "pets"),
    ("relatives", "rel", "relatives"),
    ("several", "sever", "several"),
    ("topical", "topic", "topical topically"),
    ("clinical", "clinic", "clinical clinically"),
    ("informal", "inform", "informal informally"),
    ("experience", "experi", "experience experiences"),
    ("generic", "gener", "generic generics"),
    ("generous", "gener", "generous generously"),
    ("generat", "gener", "generate generates generated generating generation generations"),
    ("generative", "gener", "generative"),
    ("emergenc", "emerg", "emergency emergencies"),
    ("organiz", "organ", "organize organizes organized organizing organizer organizers"),
    ("organiz", "organ", "organization organizations"),
    ("universal", "univers", "universal universally"),
    ("communicat", "commun", "communicate communicated communicating communication"),
    ("medicat", "medic", "medication medications"),
    ("authoriz", "author", "authorize authorized authorization authorizations"),
    ("position", "posit", "position positions positioned positioning"),
    ("internat", "intern", "international"),
    ("immuniz", "immun", "immunize immunized immunizes immunizing immunization immunizations"),
    ("ablativ", "abl", "ablative"),
    ("allowanc", "allow", "allowance allowances"),
    ("animat", "anim", "animate animated animation animations"),
    ("apartment", "apart", "apartment apartments"),
    ("assistant", "assist", "assistant assistants"),
    ("aws", "aw", "aws"),
    ("business", "busi", "business businesses"),
    ("conjugal", "conjug", "conjugal"),
    ("directiv", "direct", "directive directives"),
    ("electronic", "electron", "electronic electronics electronically"),
    ("ene", "en", "ene"),
    ("evenity", "even", "evenity"),
    ("expectanc", "expect", "expectancy expectancies"),
    ("extraction", "extract", "extraction extractions"),
    ("fitness", "fit", "fitness"),
    ("handful", "hand", "handful handfuls"),
    ("localization", "local", "localization localizations"),
    ("meningitis", "mening", "meningitis"),
    ("mindful", "mind", "mindful mindfulness"),
    ("numbing", "numb", "numbing"),
    ("once", "onc", "once"),
    ("optimism", "optim", "optimism"),
    ("organic", "organ", "organic organics organically"),
    ("personaliz", "person", "personalize personalized personalizes personalizing personalization"),
    ("range", "rang", "range ranges ranged"),
    ("relaxer", "relax", "relaxer relaxers"),
    ("supplemental", "supplement", "supplemental supplementally"),
    ("systemic", "system", "systemic systemically"),
)
"""Words whose stem in the index is also that of another word: their own stem, the one in the index,
and the words. An own stem begins all of its words."""
OWN_STEMS = {word: own for own, _, words in STEM_FAMILIES for word in words.split()}
INDEXED_STEMS = {own: indexed for own, indexed, _ in STEM_FAMILIES}
FORMS = (
    ("s", ("",)), ("es", ("", "e")), ("ies", ("y", "ie")), ("ves", ("f", "fe")), ("ses", ("sis",)),
    ("ae", ("a",)), ("ed", ("", "e")), ("ied", ("y",)), ("ing", ("", "e")), ("ings", ("", "e")),
    ("er", ("", "e")), ("ly", ("", "le")), ("ily", ("y",)), ("val", ("ve",)), ("sal", ("se",)),
    ("nal", ("ne",)), ("ural", ("ure",)), ("ally", ("al",)),
    ("ial", ("y",)), ("ation", ("ate", "e")), ("ations", ("ate", "e")), ("ization", ("ize", "e")),
    ("isation", ("ise", "e")), ("ence", ("ent",)), ("ences", ("ent",)), ("ement", ("e",)),
    ("ssion", ("ss",)), ("fection", ("fect",)), ("fections", ("fect",)), ("jection", ("ject",)),
    ("jections", ("ject",)), ("tection", ("tect",)), ("vention", ("vent",)),
)  # fmt: skip
"""Endings, and what stands in their place in the base form. Other words in "-ion" are not forms:
"production" and "product" are two things, as are "clinical" and "clinic"."""
OPPOSED = re.compile(
    r"hyp(?:o|er)(?:[ck]al|natr|magn|phos)?|micro|macro|brady|tachy|intra|inter|extra|endo|exo"
)
"""Beginnings of medical words that are nearly alike and mean opposite things."""
OF_DRUG = re.compile(
    r"(?:nib|mab|[zl]am|pam|relin|[cs]itabin|[sl]on|taxel|ciclib|parib|platin|rubicin|[xm]ifen|zol"
    r"|[mt]amid|statin|sartan|pril|olol|setron|dronat|mycin|cillin|tecan|vedotin|limus|[tx]idin"
    r"|oxetin|gliptin|gliflozin|glutid|grel|xaban|triptan|prazol|azin|cyclin|floxacin|vir)e?\Z"
)
"""Endings of drugs by their class; their makers share them by the rules of the WHO."""
TOLD_UNASKED = (
    (
        frozenset(
            """
            die di dy dead death deceas funer hospic mourn grief griev bereav widow obituari
            memoriam memori rememb tribut legaci
            """.split()
        ),
        0.8,
    ),
    (frozenset({"retract", "withdrawn"}), 0.4),
)
"""Stems by which a title tells of a death, or that an article was retracted, each with the factor
on its score if nothing of the kind was asked for. Somebody newly told about stage 4 is not to read
of a hospice first, nor what nobody should believe. Chosen by eye: the first factor decides between
about equal articles, and the second puts one behind all that answer as well."""
NUMBER_OF_STAGE = re.compile(r"([0-9]+|i{2,3}|iv|i(?=[a-c]))([a-c]?)")
"""The number of a stage, a phase or a grade, and its letter, folded; "i" alone is none."""
STAGE = re.compile(
    r"(?:(?:stage|grade) (?!(?:4|iv)$)|phase )(?:[0-9]{1,2}|i{1,3}|iv)[a-c]?"
    r"|[0-9][0-9.,]* (?:mg|mcg|gy)|(?:long|short|mid|medium) term|(?:late|end) stage"
    r"|high(?:er|est)? doses?"
)
"""A stage, grade, phase or dose with its number, and other rows whose words mean nothing apart:
"stage" alone may be stage 4, which no answer about an earlier one should be. Those of stage 4 may
stand apart: what is said of any stage is not wrong for it."""
WIDER_STAGES: Mapping[tuple[str, ...], tuple[Phrase, ...]] = {
    ("stage", f"{written}{letter}"): tuple(
        Phrase(("stage", number), RELATED_WEIGHT, f"stage {number}", neighbor=True)
        for number in numbers
    )
    for numbers in (("1", "i"), ("2", "ii"), ("3", "iii"))
    for written in numbers
    for letter in "abc"
}
"""The ways to write a stage without its letter: "stage 2b" is of "stage II"."""
