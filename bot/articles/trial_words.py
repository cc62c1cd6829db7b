"""The expressions by which `evidence` knows trials in which people are treated. Pure.

They read text in lower case, as those of `study_words` do.
"""

from bot.articles.study_words import OF_OTHERS, PEOPLE, at_words, words_in

PHASE_WORD = words_in("phase")
PHASE = r"phase[ -]?((?:[1-4]|i{1,3}|iv)[abc]?(?: ?[/–-] ?(?:[1-4]|i{1,3})[abc]?)?)\b"
PHASE_TITLE = at_words(
    rf"\b{PHASE}(?!,? ?(?:\d|and \d|and i|or \d)|(?: and phase[ -]\w{{1,3}})? of\b)"
    r"(?! (?:enzyme|metabol|detox|reaction|conjugat|protein))"
    r"(?=.{0,160}?\b(?:trial|study|results|readout|data|evaluation|experience|cohort"
    r"|dose[- ](?:escalation|expansion|finding))\b)"
    rf"|\b(?:prospective|(?:results|outcome|experience) (?:of|from|in) an?|institution(?:al)?"
    rf"|multicent(?:er|re)) (?:[\w\-]{{1,20}} ){{0,2}}?{PHASE}(?=\W*$)"
    rf"|(?<=: ){PHASE}(?=\W*$)"
    r"|\b(?:trial|study)\b.{0,80}?\bphase ([1-4]|i{1,3}|iv)\W*$"
    rf"|\b(?:results|outcomes|follow-up|safety|efficacy) (?:of|from|in) (?:the )?(?:two|three"
    rf"|four) "
    rf"(?:[\w\-]{{1,20}} ){{0,3}}?{PHASE} (?:[\w\-]{{1,20}} ){{0,2}}?(?:studies|trials)\b"
)
NO_PHASE_IN_TITLE = at_words(
    r"\btrials\b|\bsurveys?\b|\b(?:planned|upcoming|future|proposed|will|to begin|to start|begins?"
    r"|awaits?"
    r"|(?<!to-)(?<!to )(?:heads?|moves?|advances?) (?:in)?to(?! head)|enters?|ready for"
    r"|before (?:an? )?phase"
    r"|after failed|skip\w{0,4} (?:[\w\-]{1,20} ){0,2}?(?:phase|trial)"
    r"|(?<=^ )recruiting|recruits|opens|design(?:s|ing)? of|cell cycle|luteal|follicular|awaiting"
    r"|launch\w{0,3}|plans?)\b",
    needed="""
        advance* await* begin* cell design* enter* failed* follicular* future* head* launch*
        luteal* move* opens* phase* plan* proposed* ready recruiting* recruits* skip* start*
        survey* trials upcoming* will*
    """,
)
OWN_PHASE = at_words(
    r"\b(?:this|our|(?<!data )(?<!results )(?<!activity )(?<!study )in an?|was an?|is an?"
    r"|the present|design:?|methods:?"
    r"|we (?:did|conducted|performed|undertook|report|present|carried out|ran|designed))"
    rf"(?: {OF_OTHERS}[\w\-,/()’+]{{1,40}}){{0,9}}? "
    rf"{PHASE},? (?:[\w\-,/()+\"“”]{{1,40}} ){{0,8}}?(?:trial|study|cohort)\b"
)
NO_PHASE = at_words(
    r"\b(?:and colleagues|future|planned|planning|warrant\w{0,3}|ongoing|upcoming|support\w{0,3}"
    r"|should|needed"
    r"|underway|will|awaited|previous(?:ly)?|prior|earlier|enzymes?|currently"
    r"|being (?:tested|evaluated)|recruitment|recruiting|basis for|rationale|pave"
    r"|initiat\w{1,3} (?:of )?a)\b",
    needed="""
        awaited* basis being colleagues* currently* earlier* enzyme* future* initiat* needed*
        ongoing* pave* planned* planning* previous* prior* rationale* recruiting* recruitment*
        should* support* underway* upcoming* warrant* will*
    """,
)

DESIGN_WORDS = words_in(
    """
    single one arm window escalation finding human open nonrandomised nonrandomized randomised
    randomized uncontrolled pre before pretest prospective pilot feasibility intervention
    interventional expansion controlled
    """
)
_TRIAL_DESIGN = (
    r"((?:(?:single|one)[- ](?:arm|group)|window[ -]of[ -]opportunity|first-in-human"
    r"|dose-(?:escalation|finding|expansion)|non-?randomi[sz]ed|open-label|uncontrolled|non-?controlled|roll-?over"
    r"|pre-?(?:and )?-?post|before[- ]and[- ]after|pre-?test[- ]post-?test|interventional"
    r"|intervention(?! (?:arm|group)))\b"
)
DESIGN = (
    rf"{_TRIAL_DESIGN},?(?: (?!trials|observational|retrospective|cohort|cross-sectional"
    r"|development)[\w\-,/()+]{1,40}){0,4}? (?:trial|study|results)"
    rf"|dose[- ](?:escalation|finding|expansion) in (?:[\w\-]{{1,20}} ){{0,3}}?{PEOPLE}"
    r"|first-in-human (?:use|infusion|injection|dosing|application|experience)"
    r"|(?:open-label|non-?randomi[sz]ed|single-arm|uncontrolled),? (?:[\w\-]{1,20} )?pilot"
    r"|open[- ]label(?=\W*$)"
    r"|(?:prospective|pilot|feasibility|proof-of-concept),?(?: (?!trials|cohort|of\b|for\b)"
    r"[\w\-,/()+]{1,40}){0,4}? trial)\b"
)
DESIGN_TITLE = at_words(
    rf"\b{DESIGN}",
    needed="dose* human label* pilot* results* study* trial*",
)
OWN_DESIGN = at_words(
    r"\b(?:this|our|in an?|was an?|is an?|the present|design:?|methods:?|we (?:(?:therefore"
    r"|thus|then"
    r"|here) )?(?:did|conducted|performed|undertook|report|present|carried out|ran|designed))"
    rf"(?: {OF_OTHERS}[\w\-,/()’+]{{1,40}}){{0,6}}? {DESIGN}",
    needed="dose* human label* pilot* results* study* trial*",
)
"""Designs of trials that assign a treatment to people without chance, and often state no phase."""

RESPONSE_WORDS = words_in("response responses remission remissions regression tolerated toxicity")
TREATED = at_words(
    r"\b(?:patients|women|men|participants"
    r"|subjects)(?: (?!who\b|that\b)[\w\-,()/+%]{1,20}){0,6}? (?:(?:were|was) "
    r"(?:\w{1,20} )?(?:treated (?:with|by)|given)|received)\b"
    r"|\b(?:given|administered) to (?:\w{1,20} ){0,3}?(?:patients|women|men|subjects)\b",
    needed="administered* given* men* participants* patients* subjects* women*",
)
RESPONSES = at_words(
    r"\b(?:(?:objective|overall|partial|complete|clinical|tumou?r|pathological(?:ly)? complete)"
    r" (?:tumou?r )?(?:responses?|remissions?|regressions?)|response rates?|dose-limiting"
    r"|(?:well|poorly) tolerated|(?:grade|toxicity)[^.]{0,30}? (?:3|4|iii|iv)\b)",
    needed="grade* limiting* regression* remission* response* tolerated* toxicity*",
)
HEALTHY_TREATED = at_words(
    r"\bhealthy (?:[\w\-]{1,20} ){0,2}?(?:volunteers|women|men|adults|participants|subjects)"
    r" (?:(?:were|was) (?:given|inoculated)|took|received)\b[^.]{0,120}?(?:\b\d{1,4}[- ]?mg\b"
    r"|\balone\b|\bsingle dose\b)",
    needed="healthy",
)
"""So that it may be seen how a drug goes through the body, all took the same."""
LOOKED_BACK = at_words(
    r"\b(?:retrospective\w{0,2}|reviewed|review|records?|charts?|registry|registries|databases?"
    r"|real-world"
    r"|cohorts?|consecutive|experience|between (?:19|20)\d\d|from (?:19|20)\d\d|case reports?"
    r"|notes|files|practice|polic(?:y|ies)|pharmac(?:y|ies)|genotyp\w{2,3}|hospitals|clinics"
    r"|we report an?"
    r"|controls|predict\w{0,5}|prognos\w{1,4}|expression|biopsies|trials)\b",
    needed="""
        between biopsies* chart* clinics* cohort* consecutive* controls* database* experience*
        expression* files* from genotyp* hospitals* notes* pharmac* polic* practice* predict*
        prognos* record* registries* registry* report* retrospective* review* trials* world*
    """,
)
"""People who were treated, and whose responses were seen; unless somebody looked back at them."""
PILOT = at_words(
    r"\b(?:pilot|feasibility) (?:(?:clinical|treatment|intervention) )?(?:study|sample|series)\b"
    r"|(?<=^ )(?:feasibility|acceptability|usability) (?:and \w{5,13} )?of\b"
    r"|uncontrolled (?:study|trial)\b",
    needed="pilot* feasibility* acceptability* usability* uncontrolled*",
)
ONE_GROUP = (
    *("single-group", "one-group", " single group", "no control group", "no comparison group"),
    *("without a control group", "lack of a control group", "their own controls", "open study"),
)
"""Studies of one group, in which people are compared with themselves."""
ONE_GROUP_WORDS = words_in("group groups controls open")
"""One of these stands in each of them."""
PILOTED = at_words(
    r"\b(?:program(?:me)?s?|apps?|classes|courses?|sessions|training|exercises|exercised|interventions?"
    r"|coaching|yoga|wore|vests?|tried|counsell?ing|workshops?"
    r"|were given(?! (?:the|an?) (?:[\w\-/]{1,30} ){0,8}?(?:questionnaires?|survey|scales?))"
    r"|(?:was|were) (?:infused|injected|offered)|received (?!an? (?:short|brief) )"
    r"|(?:was|were) treated with)\b"
)
"""In a pilot study, people get one of these."""
OF_NO_TRIAL = at_words(
    r"\b(?:audits?|audited|case notes|(?:read|looked) (?:through|back)|retrospective\w{0,2}"
    r"|cross[- ]sectional|observational (?:[\w\-]{1,20} )?study|case reports?"
    r"|secondary analys[ei]s"
    r"|named(?=[- ]patient)|compassionate|(?:early|expanded|managed|special)[- ]access"
    r"|simulat\w{1,6}|(?:modeling|modelling) (?:study|exercise)|we (?:derive|interviewed|asked \d+)"
    r"|willing(?:ness)? to|(?:was|were) interviewed"
    r"|interview study|transcripts|thematic|vignettes?|i argue)\b",
    needed="""
        access* argue* asked* audit* case compassionate* derive* interview* looked* modeling*
        modelling* named* observational* read* report* retrospective* secondary sectional*
        simulat* thematic* transcripts* vignette* willing*
    """,
)
"""In a title, or in an abstract if the title names no trial, each of these tells of other work:
people were looked back at, given what is not yet sold, or asked; or nobody was treated."""
ONE_ARM = at_words(
    r"\b(?:(?:single|one)[- ](?:arm|group)|non-?randomi[sz]ed|roll-?over)\b",
    needed="single* one* non* roll*",
)
"""In such a trial all are treated alike, though one by chance may have gone before."""
