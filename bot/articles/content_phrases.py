"""The phrases by which `content_notes` knows articles about a death. Pure data.

`dying_phrases` has those about the end of life.

Each line of the lists is a regular expression of one phrase. `<name>` stands for the words of
`PARTS`, `<~>` for up to four words, and `'` for both forms of the apostrophe.
"""

PARTS = {
    "family": """(?:grand|step)?(?:mother|mum|mom|father|dad|daughter|son|parent)s? mamas? nanas?
        sisters? brothers? wife wives husbands? spouses? partners? aunts? uncles? cousins? niece
        nephew child children baby twin siblings? friends? bestie girlfriend boyfriend somebody
        someone""",
    "people": """colleagues? (?:co-?)?founders? pioneers? champions? advocates? leaders? legends?
        giants? icons? mentors? scientists? researchers? oncologists? surgeons? nurses? doctors?
        physicians? radiologists? pathologists? geneticists? biologists? volunteers? members?
        authors? bloggers? writers? poets? survivors? thrivers? activists? hero(?:es)? heroine
        chair(?:man|woman|person)? chiefs? directors? presidents? actress actors? singers? stars?
        journalists? professors? teachers? trailblazers? luminar(?:y|ies) visionar(?:y|ies)
        ambassadors? trustees? fundraisers? philanthropists? supporters? investigators?
        statisticians? coach(?:es)? warriors? patients? podcasters? presenters? broadcasters?
        politicians? editors? fellows? participants? teammates? officers? minds? individuals?
        consultants? specialists? lecturers? academics? campaigners? musicians? dancers? athletes?
        models? teenagers? students? columnists? entrepreneurs? comedians? novelists? playwrights?
        painters? artists? photographers? mayors? senators? ministers? MPs? councill?ors? pastors?
        soldiers? firefighters? paramedics? midwi(?:fe|ves) pharmacists? chemists? biochemists?
        epidemiologists? immunologists? engineers? designers? chefs? patrons? brides? hosts?
        runners? swimmers? cyclists? rowers? neighbou?rs? donors? helpers? organi[sz]ers?
        laureates?""",
    "title": r"(?:Dr|Drs|Prof|Mr|Mrs|Ms)\b\.? Professor Sir Dame",
    "whose": "my her his our their its your",
    "many": r"""women men people patients participants girls mothers americans britons adults
        veterans cases individuals persons mice rats animals half thirds? quarters? fewer more
        most many some none nobody thousands millions hundreds percent
        two three four five six seven eight nine ten cells? tumou?rs?
        \d[\d,.]{0,9}% \d[\d,.]{0,9}\d(?=\sdied) no\s(?:one|patient|woman|man|person)""",
    "die": "die died dies dying",
    "end": "hours days weeks months years? chapter breaths? gifts? journey",
    "not": r"not \w+n't than beyond before never",
    "other": r"(?!(?:she|he|who)\b)[\w’'%-]+",
    "place": "(?:at|in)\\s(?:home|hospitals?|hospices?|care|intensive)",
    "plural": "patients survivors participants members students individuals donors supporters",
    "span": "days weeks months years? year",
    "outlived": r"""ran runs now still later since cancer[- ]free ago alive clear remission thriv\w+
        celebrat\w+ graduat\w+ marri\w+ marathon defie[sd] defying outliv\w+ beat\w* surviv\w+
        that\swas""",
    "sudden": "untimely sudden recent sad tragic",
    "without": """chemo\\w* cancer treatment alcohol sugar recurrence hair progression surgery
        radiation the a an my any""",
    "notlost": "weight hair breasts? sleep time hope sight control touch my her a an the one both",
    "treated": "radiation radiotherapy chemo\\w* treatment therapy the",
    "thanked": "nurses caregivers carers survivors volunteers mothers doctors everyone",
    "remembered": "to names? words? things? why how what when where that my your her his the it me",
    "month": """Jan Feb Mar Apr May June? July? Aug Sept? Oct Nov Dec January February March April
        August September October November December""",
    "period": r"""trends? cancers? incidence mortality stud(?:y|ies) data cohorts? reviews? registry
        analysis cases rates? surveys? statistics history program\w* surveillance burden research
        progress treatment survival women men people patients deaths screening therapy outcomes? use
        change\w*""",
}
"""Words by the name that stands for them, separated by spaces."""
SOMEBODY = (
    r"(?:<title>|(?:<whose>|an?|the|one of (?:our|the)|two|three|beloved|longtime|dear) <~>"
    r"(?:<family>|<people>)\b)"
)
"""A person by title, by family or by profession: "Dr Abt", "our dear colleague"."""
FULL_NAME = r"(?-i:[A-Z][\w.’'-]*,? [A-Z][\w.’'-]+)"

A_NAME = r"(?!(?:cell|cancer|tumou?r|brain|neuron)s?\b)(?-i:[A-Z])[\w-]+"

OF_SOMEBODY = (
    r"(?:<family>|<people>)(?:,? (?:(?-i:[A-Z])[\w-]+ )?is (?:gone|no more)"
    r"| (?:they|we|she|he|i) (?:have )?lost|'s (?:widow|life and death)"
    r"| (?:[\w’'-]+ ){0,8}?(?:remembered|has passed$)|(?<!children)'s grief)"
)

SOUNDS_LIKE_IT = r"""
    memorial (?:sloan|day|hospitals?|health|medical|cancer|university|cent(?:er|re))
    (?:changes?|declines?|deficits?|problems?|improvements?|differences?|lapses|kept|held) in memory
    (?<!where )(?<!where do )<many>(?: <other>){0,5}? (?:dying|died|die)(?! <place>)
    <many>(?: [\w’'%-]+){0,5}? (?:passed away|lost (?:their|to))
    (?:one|a|every|each|another|half|nobody|none)(?: \w+){0,3} dies (?:every|each|of)
    (?:told|given) (?:\w+ ){0,4}?<span> (?:left )?to live\W.{0,60}?\b<outlived>
    <outlived>\b.{0,50}? (?:told|given|had|predicted) (?:\w+ ){0,4}?(?:<span> to live|<span>)
    (?:nearly|almost|<not>|(?:would|could|might) have) (?:be |been |just )?<die>
    thought (?:i|she|he)(?: had)? <die>
    dying (?:breast )?(?:cancer )?(?:cells?|tumou?rs?|breed|to (?:know|meet|see|try|help))
    dying (?:(?:my|her|his|your|their|the) )?hair
    <die> of (?:embarrassment|laughter|boredom|thirst|shame)
    obituary (?:for|of) (?:the|an?) (?!<~>(?:<people>|<family>)\b)\w+
    dying (?:art|trade|industry|craft)
    (?:risks?|chances?|odds|rates?|likelihood|probability) of (?:a woman )?dying
    (?:fewer|more|less|as) likely to die
    passe[sd] away from (?:patent|the market)
    tribute (?:concert|band|album|act)s?
    (?:cells?|tumou?rs?|embers|hopes?|rumou?rs?|myths?) (?:that |which |are |is )?<die>
    lost to follow
    lost (?:her|his|their|my) (?:breasts?|hair|jobs?|voice|way|sense)
    (?:farewell|good-?bye)s?,? (?:to )?<~>(?:chemo\w*|treatment|breasts?|boobs?|hair|ponytail|wigs?)
    (?:farewell|good-?bye)s? to <~>(?:radiation|tamoxifen|paper|bras?|summer|ports?|drains?)
    (?:farewell|good-?bye)s? to <~>cancer(?! (?:patient|<people>))
    farewell (?:lunch|dinner|party|tour|speech|address|tea|package|gift)s?
    (?:mourn|griev)\w* <~>(?:breasts?|body|bodies|hair|fertility|self|nipples?|womanhood|femininity)
    (?:mourn|griev)\w* <~>(?:health|ovaries|periods?|career|plans|before cancer|normal)
    (?:grief|grieving|loss|bereavement) \w+ (?:(?:<whose>|an?|the) )?(?:breasts?|mastectom\w+)
    (?:grief|grieving|loss|bereavement) \w+ (?:(?:<whose>|an?|the) )?(?:body|hair|self)
    (?:grief|grieving|loss|bereavement) \w+ (?:(?:<whose>|an?|the) )?(?:in)?fertility
    (?:grief|grieving|loss|bereavement) \w+ (?:(?:<whose>|an?|the) )?(?:identity|nipples?)
    (?:grief|grieving|loss|bereavement) \w+ (?:(?:<whose>|an?|the) )?(?:diagnos\w+)
    (?:grief|grieving|loss|bereavement) \w+ (?:(?:<whose>|an?|the) )?(?:treatment|menopause)
    (?:body|hair|fertility|menopause|survivor(?:ship)?)[- ]grief
    (?:[nc]|amino|carboxyl?)[- ]terminal
    terminal (?:end|ends|ducts?|differentiation|domains?|deoxy\w*|half|ileum|region|[12])
    late[- ](?:effects?|stages?|breaking|onset|recurr\w*|relaps\w*|side|toxic\w*|diagnos\w*)
    late[- ](?:phase|life|menopause|summer|fall|night|detect\w*|line|cardi\w*|compli\w*)
    late[- ](?:present\w*|outcomes?|local|distant|radiation|adverse|endocrine|metasta\w*)
    late[- ](?:mortality|breast|news|morning|\d+)
    <not> (?:just |only |all )?(?:about |for |mean )?(?:the )?end[- ]of[- ]life
    <not> (?:just |only |all )?(?:about |for |mean )?(?:hospice|terminal|dying)
    passing of (?:the )?(?:time|years?|seasons?|acts?|bills?|laws?|legislation|genes?|torch)
    tributes? to (?:all |our |the |every |those |oncology |cancer )*<thanked>
    widow maker
"""
ANNOUNCES_A_DEATH = rf"""
    in (?:ever |loving |fond |lasting )*(?:memoriam|memory of|remembrance)
    obituar(?:y|ies)
    pass(?:ed|es|ing) away
    (?:<sudden> )?passing of (?:{SOMEBODY}|{FULL_NAME})
    (?:has|have|had|who) (?:\w+ly )?died
    die[sd],? at (?:the )?(?:age|home|just|only|\d+)
    die[sd],? (?:aged?|peacefully|suddenly|unexpectedly|surrounded)
    (?:mourn\w*|announce\w*|sadden\w*|sorrow|sadness|regret|grie\w+) <~>(?:loss|passing|death)
    (?:mourn\w*|grie\w+) <~>of {SOMEBODY}
    (?:loss|death) of {SOMEBODY}
    <sudden> death of (?:{SOMEBODY}|{FULL_NAME})
    (?:we|community|world|field|foundation) (?:\w+ )?(?:have |has )?lost (?:{SOMEBODY}|{FULL_NAME})
    died,? (?:on|at|after|of|from|in|unexpectedly|suddenly|peacefully|<month>\b)
    rest in (?:peace|power)
    condolences?
    celebrat\w+ (?:of )?(?:the |an? |her |his )?(?:life|lives)(?: (?:and|&) \w+)? (?:of|well)
    honou?r\w* (?:the )?(?:(?:lives|life|memory|legacy)(?: (?:and|&) \w+)? of|late )
    beloved (?:co-?)?founder
    (?:after|since|before|until|following|followed|over) (?:{A_NAME}'s|her|his) (?:<sudden> )?death
    (?:after|since|before|until|following|followed) (?:{A_NAME}'s|her|his) (?:<sudden> )?passing
    laid to rest
    passed (?:peacefully|quietly|suddenly)
    celebrations? of (?:her |his |the )?life(?:,|:| (?:for|will|is|was|on|at)|$)
    (?:inquests?|coroners?)
    departed (?:members?|friends?|colleagues?)
    (?:would|should) have (?:been|turned) (?:<~>)?(?:\d\d|birthday|anniversary)
    (?:she|he) died
    died (?:last|this|earlier|shortly|soon|just|aged|(?:\w+ )?(?:hours|days|weeks|months|years?))
    lost (?:her|his) (?:life|fight|battle)
    succumb(?:s|ed|ing)? to
    no longer with us
    survived by (?:her|his|their)
    posthumous(?:ly)?
    eulog(?:y|ies)
    memorial services?
"""
"""Counts in a title and in a teaser."""
TELLS_OF_A_DEATH = rf"""
    r\.?i\.?p\b
    (?:inquests?|coroners?)
    death of (?:(?:an?|the|\d+-year-old|young|local) )*(?:woman|man|girl|patient|mother|nurse)
    (?!cells?'s|tumou?rs?'s|cancer's|brain's)[\w-]+'s (?:<sudden> )?(?:death|passing|funeral)
    (?<!own )(?<!my )(?<!a )funerals?(?! (?:plan\w*|costs?|poverty|director|insurance|wishes))
    (?:is|was|were) buried(?! (?:in|under)\b)
    cremat\w+
    ashes (?:of|scattered)
    vigils?
    remember(?:s|ing|ed) (?:\d[\d,]{0,9}|many) (?:women|men|people|lives|friends|names)
    death of (?:[\w’'-]+ ){{0,2}}?(?!patients|participants)<people>
    {OF_SOMEBODY}
    {A_NAME}'s (?:widow|life and death)
    <sudden> loss of (?:<people>|<family>)
    (?:claims?|claimed) (?:the )?(?:life|lives) of
    (?:claims?|claimed) {SOMEBODY}
    (?:year|years|months|christmas|birthday) without (?!<without>\b)(?-i:[A-Z])[\w-]+
    deaths? of (?:an? |the )?\d+-year-old
    los(?:t|es?|ing) (?:her|him|them) to
    (?:after|since|how|of) losing (?!<notlost>\b)(?-i:[A-Z])[a-z]+
    memory (?:alive|lives)
    killed by (?:[\w-]+ )?cancer
    cancer victim(?:'s|s['’])
    (?:motherless|orphan(?:ed|s))
    left without (?:an? |their )?(?:mum|mom|mother)
    (?:last|final) (?:posts?|interviews?|columns?|videos?) (?:of|by|from|before)
    in heaven
    (?:earned|gained|got) (?:her|his) wings
    widow(?:er|er's|ed)(?! (?:parents|fathers|mothers|people|partners|men|women|spouses))
    (?:young|grieving|heartbroken) widow
    widow of
    widow's (?:plea|call|fight|anger|campaign|tribute|pain|story|letter|book|fund|mission|gift)
    late (?:<family>)(?:'s)?
    (?:after|for|to|by|of|from|with|about) late (?:<title>|<people>|<family>)
    remember(?:s|ing|ed) {SOMEBODY}
    remember(?:s|ing) (?:[\w’'-]+ ){{0,2}}?<people> (?-i:[A-Z])[\w’'-]+
    remember(?:s|ing|ed) (?:the (?:life|lives|late|ones|victims)|late|those|beloved|mum|mom|dad|our)
    remember(?:s|ing|ed) (?:friends|sisters)
    (?-i:Remembering) (?!<remembered>\b)(?-i:[A-Z])[\w’'-]*
    tributes?
    pay(?:s|ing)? (?:tribute|respects?)
    mourn(?:s|ed|ing|ers?)?
    farewell(?! to\b)
    farewell to (?:{SOMEBODY}|{FULL_NAME}|mum|mom|dad)
    sa(?:y|ys|id|ying) good-?bye to (?:{SOMEBODY}|{FULL_NAME})
    good-?bye,? (?:<title>|(?:dear|my|our|old|sweet) )
    good-?bye, (?!<without>\b)(?-i:[A-Z])[a-z]+$
    (?<!too )(?<!so )late (?!<plural>)(?:<people>|<family>)
    gone too soon
    in our hearts
    lives on
    legacy (?:lives?|endures?|continues?)
    legacy of (?:{SOMEBODY}|the late|(?!(?:Breast|Cancer|Radical|Clinical|Early)\b){FULL_NAME})
    (?:her|his|(?:<family>)'s) legacy(?! (?:gene|variant|mutation|plan|system|drug|data))
    (?:two|three|four|five|six) (?:women|men|patients|people) (?:have )?(?:die|died) (?:after|when)
    (?:the|<whose>) late (?:<title>|<~>(?:<family>|<people>)\b|{FULL_NAME})
    los(?:t|es?|ing) (?:<whose>)? ?(?:long |brave |own |breast |cancer )*(?:life|lives|battle|fight)
    los(?:t|es?|ing) (?:{SOMEBODY}|mum|mom|dad)
    we(?:'ve)? (?:have )?lost (?!weight|touch|count|trust|time|ground|hope)\w[\w’'-]*
    (?:those|people|women|friends|sisters|ones|lives|all) (?:we |who were )?(?:'ve |have )?lost
    lost to <~>(?:cancer|disease|mbc|ibc|tnbc)
    (?:cancer|disease|mbc) (?:[\w’'-]+ )?(?:killed|took|claimed|stole) (?:{SOMEBODY}|her|him)
    died
    dies(?! (?:out|down|off|hard|every|each|per)\b)
    dead at (?:the )?(?:age|\d+)
    deaths? of (?:{SOMEBODY}|{FULL_NAME})
    (?:her|his|their|(?:<family>|<people>)'s?) (?:own )?(?:<sudden> )?(?:death|passing)
    (?-i:[A-Z][\w-]+)'s (?:<sudden> )?(?:death|passing)
    in (?:her|his|their|(?:<family>)'s) (?:loving )?memory
    in memory(?! (?:[bt]|cells?|of patients)\b)
    (?:a )?life (?:well[- ]lived|remembered|cut short)
    memorial (?:for|to|garden|bench|page|tribute|gathering|wall|quilt|walk|event|planned|held)
    memoriali[sz]\w+
    remembrance
    deceased
    (?:she|he|they|mum|mom|dad) left (?:us|behind)
    leaves? behind
    taken (?:from us|too soon)
    (?:without|missing) (?:my |our )?(?:<family>|<title>)
"""
"""Counts in a title alone."""
IN_GENERAL = r"""
    (?:an?|your|their) (?:loved one|parent|partner|spouse|friend|mother|father)'s (?:death|passing)
    when (?:an?|your|someone|somebody|people)(?: [\w’'-]+){0,3} (?:dies|died)
    anticipatory (?:grief|mourning)\b.{0,20}\bmourning
"""
"""In a title, these tell of death as a subject, not of somebody."""
OF_A_FAMILY = r"""
    (?:<family>),? (?:[\w’'-]+ ){0,3}?(?:died|has died|had died|passed away)
    (?:death|loss|passing) of (?:<whose>|a) (?:[\w’'-]+ )?(?:<family>)
"""
"""In a teaser, these are the history of a family: "her mother died of breast cancer"."""
