"""Small signs of a death or of dying, for `content_notes`, and what each of them weighs. Pure data.

One of them proves nothing: a bench, a name, "she had hoped". Several together tell of somebody who
died, in words that no list of phrases foresees. Each line is a regular expression of one phrase, as
in `death_phrases`; title and teaser are read together.
"""

from collections.abc import Mapping

SIGNS: Mapping[str, str] = {
    "pronoun": r"(?:she|he|her|his|him)",
    "relatives": r"""
        (?:my|our|her|his|their|whose|a) (?:\w+ )?<family>
        (?:<family>|family|relatives|friends|partner|colleagues|classmates|pupils) of
        (?:her|his|their|the) (?:family|colleagues|friends|teammates|classmates|pupils|students)
        """,
    "full name": r"(?<=[a-z,;] )<full_name>",
    "their death": r"""
        (?:[\w-]+['’]s|her|his) (?:\w+ )?(?:death|passing|funeral|burial|memorial|ashes|grave|wake\
            |obituary|loss)
        """,
    "death": r"""
        did not survive
        (?:died|death|dead|killed|drowned|perished|deceased|fatal|funeral|burial|buried|grave|ashes\
            |inquest|inquiry|coroner)
        """,
    "taken": r"(?:took|claimed|stole|taken) (?:her|him|them|my|our|<a_name>)",
    "lost": r"(?:lost|lose|losing|loses|loss of) (?:\w+ ){0,3}?(?:<family>|<people>)",
    "passed": r"""
        (?:passed away|has passed|passes away|passing of|gone too soon|is no more)
        (?:she|he|who) (?:is|was|are) gone
        """,
    "never again": r"""
        no longer (?:here|come|comes|with|among|there|sits|answers)
        not coming back
        never (?:came|come|comes|returned?|saw|see|met|meet|got|lived|knew|know|opened|finished\
            |heard|wore|made it)
        (?:will|does) not come
        """,
    "missed": r"""
        miss (?:her|him|you|them)
        (?:never|not|will) (?:forget|forgotten)
        (?:absence|absent|empty|silence|silent|quieter|left behind)
        (?:kept|keep|leave|left) (?:a|her|his) (?:place|mug|chair|seat|gap)
        """,
    "would have": r"""
        (?:she|he|who|<a_name>) (?:would|was to|should)(?: have|'ve)
        would have (?:been|turned|loved|liked)
        was to have
        (?:could not|couldn't|might have|should have|had she|had he) (?:\w+ )?(?:save[sd]?|lived\
            |survived|been saved)
        """,
    "used to": r"""
        as (?:she|he|<a_name>) (?:used to|always|once)
        (?:she|he) loved
        until (?:her|his|last|<month>|the end)
        had (?:taught|planned|signed|hoped|promised|wanted|written|asked)
        """,
    "was of age": r"""
        (?:was|aged) (?:only |just )?(?:\d\d|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif\
            |six|seven)ty\w*)(?= (?:when|and|years old)|[,.;]|$)
        """,
    "life": r"""
        born (?:in|on|at) [^.]{0,30}\d{4}
        1[89]\d\d ?[-–] ?20\d\d
        survived by
        (?:she|he) leaves (?:a|her|his|two|three|four|five|behind)
        """,
    "in their name": r"""
        in (?:her|his|<a_name>['’]s) (?:name|memory|honou?r)
        bears? (?:the |her |his )name
        named (?:after|for|in)
        name of (?:a|the|her|his)
        in (?:memory|honou?r) of
        carr\w+ (?:her|his|the) name
        dedicated to
        """,
    "gift": r"""
        (?:fund|fundrais\w+|raise[sd]?|money|donat\w+|scholarships?|award|prize|bench|garden|tree\
            |quilt|bursar\w+|lecture|concert|playroom|mural|plaque|trophy|registry|charity|runs?\
            |marathon|ride|cyclists|exhibition|song|waltz|memoir|poems?|golf)
        """,
    "rite": r"""
        (?:candles?|vigil|roses|lanterns?|scatter\w*|gather\w*|church|chapel|requiem|hymn\
            |procession|cortege|hearse|farewell|goodbyes?|condolence\w*|eulogy|wake|prayers?\
            |tributes?|memorial|remember\w*|memories|legacy)
        """,
    "honor": r"(?:honou?r\w*|late|service|flowers)",
    "late": r"late (?:\w+ )?(?:<family>|<people>|<a_name>)",
    "sorrow": r"""
        (?:sorrow|grief|griev\w+|mourn\w*|bereave\w*|heartbr\w+|wept|weep\w*|widow\w*|orphan\w*\
            |anguish)
        """,
    "last": r"""
        (?:last|final) (?:\w+ )?(?:season|recipe|song|poem|book|summer|winter|spring|autumn\
            |christmas|birthday|words|wish|lesson|post|letter|message|days|weeks|months|night\
            |evening|concert|visit|show\
            |performance|race|gift|photo\w*|voicemail|column|breath|journey)(?! (?:to|for))
        """,
    "years later": r"""
        (?:one|two|three|four|five|six|seven|eight|nine|ten|a|\d+) (?:years?|months|weeks|springs\
            |winters|summers|christmases) (?:on|after|later|since|without)
        anniversar\w+
        (?:each|every) (?:year|april|may|birthday|spring|christmas)
        """,
    "near death": r"""
        (?:hospices?|end[- ]of[- ]life|dying|terminally|deathbed|(?:her|his|my) bedside|doulas?\
            |resuscitat\w+|health ?care prox\w+|advance directives?|living will|life support\
            |assisted (?:dying|death|suicide)|euthanasia)
        """,
    "care": r"""
        (?:palliative|terminal|morphine|comfort|incurable|prognosis|ventilators?|breathing\
            |chaplain\w*|sedation|life expectancy)
        """,
    "little time": r"""
        (?:weeks|months|days) (?:left|to live)
        time (?:left|is short|runs out|runs short|that (?:is left|remains))
        (?:last|final) (?:few )?(?:days|weeks|months|hours|stage|chapter|breath\
            |month)(?! (?:to|for))
        how long (?:i|have|do|she|he|they)
        not see (?:the|another|her|his|their) (?:spring|summer|next|\w*birthday)
        unlikely to see
        before it is too late
        r[au]n(?:ning)? out of (?:options|time)
        (?:out of options|borrowed time|limited time|good weeks)
        at the end(?! of (?!life))
        last (?:spring|summer|christmas|trip|birthday)
        """,
    "no more": r"""
        (?:stop\w*|no to|declin\w+|refus\w+|forgo\w*|enough|withdraw\w*|rather) (?:\w+ ){0,4}?\
            (?:treatment|chemo\w*|dialysis|therapy|weeks|scans?|line)
        """,
    "talk of it": r"""
        (?:conversations?|talk\w*|speak\w*|say|ask\w*|plan\w*|wishes|wish|prepar\w+|wanted)\
            \b.{0,60}\b(?:death|die|dying|the end|resuscitation|place of care|goodbye|too late)
        """,
    "figures": r"""
        \d[\d,.]* ?(?:percent|per cent|patients|people|women|men|adults|participants)
        \d[\d,.]* ?%
        (?:rates?|risks?|mortality|cohort|trial|randomi[sz]ed|meta-analysis|hazard|deaths (?:from\
            |fall|rise)|incidence|per year|survey|study|analysis|researchers)
        """,
    "laboratory": r"""
        (?:cells?|tumou?rs?|mice|mouse|protein|molecul\w+|neurons?|bacteria|enzyme|genes?|genetic\
            |receptor|antibod\w+|rats|drugs?|pathway|inhibitors?)
        """,
    "lives": r"""
        (?:remission|cancer[- ]free|years? clear|outlived|all[- ]clear|are well|is well|doing well\
            |went home|recovered|back at work|returns?|rings? the bell|thriv\w+|cleared|cured\
            |thank\w*|stable|retir\w+|beat|living legend)
        still (?:works?|operates?|alive|teach\w*|sees)
        """,
    "something lost": r"""
        (?:breasts?|hair|fertility|taste|smell|leg|limb|libido|identity|weight|sleep|job|career\
            |hearing|vision|wig|sensation|body|clinic)
        """,
    "practical": r"""
        (?:how to|tips|can|could|register|online|appointments?|deadline|congress|abstracts\
            |submission\w*|symptoms|stage|early|treatments?)
        """,
}
"""Phrases by the name of their sign."""
WEIGHTS: Mapping[str, tuple[int, int]] = {
    "pronoun": (4, -1),
    "relatives": (2, 0),
    "full name": (1, -4),
    "their death": (5, -3),
    "death": (5, 1),
    "taken": (4, -1),
    "lost": (6, -2),
    "passed": (7, -2),
    "never again": (4, -1),
    "missed": (2, -2),
    "would have": (2, -2),
    "used to": (1, -2),
    "was of age": (2, -2),
    "life": (6, -2),
    "in their name": (4, -2),
    "gift": (1, -1),
    "rite": (4, -1),
    "honor": (2, -2),
    "late": (5, -1),
    "sorrow": (4, 4),
    "last": (2, 3),
    "years later": (2, -3),
    "near death": (-5, 11),
    "care": (-3, 4),
    "little time": (-3, 6),
    "no more": (-1, 3),
    "talk of it": (-3, 6),
    "figures": (-4, -4),
    "laboratory": (-3, -5),
    "lives": (-2, -2),
    "something lost": (-1, -2),
    "practical": (-3, -1),
}
"""Of each sign, the points for a death and for dying.

Fitted by logistic regression to 1,300 labeled titles and teasers, and to 2,200 of research that
tell of neither. A point is half a unit of its logarithm.
"""
OF_LOSS = frozenset(
    {
        "their death",
        "death",
        "taken",
        "lost",
        "passed",
        "never again",
        "missed",
        "would have",
        "life",
        "in their name",
        "rite",
        "late",
        "sorrow",
        "last",
        "years later",
    }
)
"""Signs of a loss. The others tell of somebody, as stories of survivors do, too."""
NEEDED_OF_LOSS = 5
"""The points that signs of a loss must have for a note on a death: those of one plain word for it.
Chosen by eye."""
NEEDED_POINTS = (8, 7)
"""Fewer do not speak for a note on a death, or on dying."""


def points_of(signs: frozenset[str]) -> tuple[int, int]:
    """The points above `NEEDED_POINTS` for a death and for dying; negative if there are too few."""
    memorial = sum(WEIGHTS[sign][0] for sign in signs) - NEEDED_POINTS[0]
    dying = sum(WEIGHTS[sign][1] for sign in signs) - NEEDED_POINTS[1]
    loss = sum(WEIGHTS[sign][0] for sign in signs & OF_LOSS)
    return (memorial if loss >= NEEDED_OF_LOSS else -1), dying
