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
        laureates? fighters? influencers? radiographers? matrons? lights? heads? chaplains?
        technicians? librarians? secretar(?:y|ies) receptionists? managers? guitarists? drummers?
        violinists? pianists? conductors? composers? executives? bakers? gardeners? farmers? pilots?
        veterans? psychologists? sociologists? historians? statesm[ae]n lawmakers?
        congress(?:wo)?m[ae]n
        governors? judges? lawyers? barristers? headteachers? principals? deans? curators? drivers?
        captains? skippers? footballers? cricketers? golfers? skaters? gymnasts? boxers? jockeys?
        rappers? sopranos? tenors? DJs? producers? filmmakers? directors? screenwriters?
        illustrators?
        cartoonists? knitters? quilters? treasurers? founders? benefactors? counsell?ors?
        physiotherapists? dietitians? therapists? technologists? phlebotomists? porters? cleaners?
        cooks? cheerleaders? grandmasters? princess(?:es)? queens? princes? kings? duchess(?:es)?
        bishops? priests? rabbis? imams? vicars? nuns? monks? physicists? mathematicians?
        pharmacologists? virologists? hematologists? haematologists? anesthetists? gyna?ecologists?
        endocrinologists? figures? voices? youtubers? vloggers? anchors? reporters? correspondents?
        newsreaders? weather(?:wo)?m[ae]n""",
    "title": r"(?:Dr|Drs|Prof|Mr|Mrs|Ms)\b\.? Professor Sir Dame",
    "blood": """(?:grand)?(?:mother|mum|mom|father|dad|parent)s? grandma grandpa nana sisters?
        brothers? aunts? auntie uncles? cousins? nieces? nephews? relatives?""",
    "day": r"""(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Ascension|Boxing|Christmas)\s?day
        yesterday today tonight""",
    "recently": r"""on this last yesterday today tonight earlier recently just peacefully as before
        at\sthe\sweekend
        in\s(?:<month>|my|our|(?:her|his)\ssleep|the\s(?:spring|summer|autumn|fall))""",
    "organ": r"""skin tissues? nerves? nipples? fat flaps? grafts? bacteria neurons? roots?
        follicles?
        nails? muscles? bones? plants? batter(?:y|ies) phones? lights? embers""",
    "thing": r"""chemo\w* treatment breasts? boobs? hair ponytail wigs? radiation tamoxifen
        letrozole
        paper bras? underwires? summer winter ports? drains? expanders? implants?
        cancer(?!\s(?:patient|nurse))
        pink ribbons? pills? needles? scans? fear shame sugar wine alcohol gluten heels nipples?
        periods?
        estrogen ovaries office clinic building website newsletter magazine hello curls""",
    "whose": "my her his our their its your",
    "many": r"""women men people patients participants girls mothers americans britons adults
        veterans cases individuals persons mice rats animals half thirds? quarters? fewer more
        most many some none nobody thousands millions hundreds percent
        two three four five six seven eight nine ten cells? tumou?rs?
        \d[\d,.]{0,9}% \d[\d,.]{0,9}\d(?=\sdied) no\s(?:one|patient|woman|man|person)""",
    "die": "die died dies dying",
    "end": "hours days weeks months years? chapter breaths? gifts? journey",
    "not": r"not \w+n't than beyond before never",
    "other": r"(?!(?:she|he|who|you|they|i|we|know|wants?|since|when|after|before)\b)[\w’'%-]+",
    "place": "(?:at|in)\\s(?:home|hospitals?|hospices?|care|intensive)",
    "plural": "patients survivors participants members students individuals donors supporters",
    "span": "days weeks months years? year",
    "outlived": r"""ran runs now still later since cancer[- ]free ago alive clear remission thriv\w+
        celebrat\w+ graduat\w+ marri\w+ marathon defie[sd] defying outliv\w+ beat\w* surviv\w+
        that\swas turned turns old""",
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
    (?<!where )(?<!where do )(?<!when )(?<!when their )(?<!when our )(?<!when your )<many>(?: \
         <other>){0,5}? (?:dying|died|die)(?! <place>)
    <many>(?: [\w’'%-]+){0,5}? (?:passed away|lost (?:their|to))
    (?:one|a|every|each|another|half|nobody|none)(?: \w+){0,3} dies (?:every|each|of)
    (?:told|given) (?:\w+ ){0,4}?<span> (?:left )?to live\W.{0,60}?\b<outlived>
    <outlived>\b.{0,50}? (?:told|given|had|predicted) (?:\w+ ){0,4}?(?:<span> to live|<span>)
    (?:nearly|almost|<not>|(?:would|could|might|should) have) (?:be |been |just )?<die>
    thought (?:i|she|he|we)(?: had| would| was going to| might)? <die>
    (?:mourn|griev)\w* (?:for )?(?:the )?(?:children|babies|baby) (?:not|never|i|we)
    (?:marriage|love|career|dream|idea|project|conversation|dogma|myth|libido|relationship\
        |romance|debate)s? (?:has |have |is |was |had )?(?:<die>|dead)
    (?:to )?die(?: for\b|-\w+)
    hope (?:that |which )?dies
    death of (?:an?|the) (?!<~>(?:<people>|<family>|woman|man|girl|patient|\d+-year-old)\b)[\w'-]+
    after (?:treatment|diagnosis|chemo\w*|mastectomy|surgery\
        |menopause)\W+(?:[\w’'-]+ ){0,3}?grie(?:f|ving)
    (?:airport|bus|ferry|train|computer|nerve) terminals?
    terminal (?:cleaning|velocity|nodes?|nerves?|building|window|command)
    left us (?:\w+less|with|an?|the|in tears|wondering|all|laughing|smiling|confused)
    <organ> (?:that |which |are |is |has |have )?<die>
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
    (?:farewell|good-?bye)s?,? (?:to )?<~><thing>
    (?:rip|r\.i\.p\.?|eulog(?:y|ies)|funerals?|requiem|wake) (?:to|for|of) (?!<~>(?:<people>\
        |<family>)\b)(?:the|an?|my|her|his|our) [\w'-]+
    in memory,? (?:not|but not|and attention)
    in (?:loving )?memory of (?:no one|nobody|nothing|simpler)
    (?:hospital|clinic|cent(?:er|re)|unit|wing|building|school)s? named (?:for|after) (?:the \
        |its |her |his )?late
    widow(?:hood|ed)\b(?=.{0,80}\b(?:stage|diagnos\w+|risks?|survival|mortality|screening|registry))
    (?:gifts?|charity|charities|donation|leave \w+) in (?:your|a|their|the) wills?
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
    tributes? to (?:(?:the|my|a|our) )?<thing>
    mourn\w* (?:nothing|no)
    in memory (?:tasks?|tests?|clinics?|scores?|training)
    griev\w* (?:(?:an?|the|my|our|lost) )?(?:friendship|marriage|career|job|relationship)s?
    hospice (?:shop|fun run|lottery|raffle|bake\w*|ball|gala|quiz|charity)s?
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
    (?:flags?|colou?rs) (?:are |were |is |to be )?(?:lowered|at half)
    lowers? flags?
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
    survived by (?:her|his|their|an?|two|three|four|five|six|seven|eight|nine|\d+)
    heavy hearts?
    said (?:farewell|good-?bye) (?:to {A_NAME}|on (?:an? )?<day>)
    slipped away (?:on|at|in|peacefully|quietly)
    (?:the|<whose>) late (?:[\w’'-]+ ){{0,2}}?(?:<people>|<family>)
    taken by (?:[\w-]+ )?(?:cancer|disease)
    about (?:her|his) (?:<sudden> )?death
    sad news
    (?:sadly|heartbroken) <~>(?:passed|announce|share|died)
    (?:coffins?|hearses?|pallbearers?|mourners|graveside|headstones?|gravestones?|tombstones?)
    (?:her|his|(?-i:[A-Z])[\w-]+'s) (?:funeral|burial|grave|wake|cremation)
    (?:the )?(?:funeral|burial|cremation|wake|requiem) (?:of|for) (?:{SOMEBODY}|{A_NAME})
    (?:she|he|{A_NAME}) (?:is|was|were) (?:buried|cremated)
    (?:church|chapel|cathedral)s? (?:was|were|is) (?:full|packed|too small|filled|not big enough)
    (?:filled|packed) (?:the|a) <~>(?:church|chapel|cathedral)
    half[- ](?:staff|mast)
    black armbands?
    (?:minute|moment)'?s?'? (?:of )?silence
    lost (?:her|his) (?:\w+ ){{0,3}}?(?:life|fight|battle)
    (?:cancer|disease|mbc|illness) (?:took|killed|claimed|stole) (?:{SOMEBODY}|her|him|{A_NAME})
    took (?:her|him|them|{A_NAME}) from us
    (?:those|people|women|friends|sisters|members|ones|colleagues|mothers|mums) (?:that \
        |whom )?we(?:'ve)? (?:have )?lost
    (?:{A_NAME} )?{A_NAME} died
    since (?:my |our )?(?:<family>) died
    you died
    passed on (?:[\w’'-]+ ){{0,2}}?(?:<day>|at|aged|peacefully)
    (?:would|will) never (?:know|see|meet) (?:her|his|their) (?:grand\w+|baby|sons?|daughters?\
        |children)
    (?:who|she|he|{A_NAME}) passe[sd](?! (?:away from|on|out|through|by|her|his|the|an?|all|with\
        |around|every|their|up|over|down|down|it|to|legislation|math\w*)\b)
    (?:rest|rested) easy
    (?:died|dies|passed) in (?:her|his) sleep
    (?:left|leaving) us (?:on|last|this|in|too|at|yesterday|peacefully|suddenly|far|so)
    light (?:has |have )?gone out
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
    ashes (?:scattered|of (?:[\w’'-]+ ){{0,4}}?(?:<people>|<family>))
    (?:her|his|{A_NAME}'s) ashes
    scatter\w* (?:[\w’'-]+ ){{0,3}}?ashes
    (?:cancer|disease|mbc) (?:has |had )?taken (?:<whose>|{A_NAME}|her|him)
    (?:death|memorial|funeral) notices?
    corteges?
    (?:packed|full) (?:church|chapel|cathedral)
    no longer (?:here|among us)
    remembering$
    remembering:
    (?<=\w )remembers? (?!<remembered>\b)(?-i:[A-Z])[\w’'-]+
    (?:did not|didn't|never) (?:live to|make it to|get to see|see (?:her|his))
    (?:is|was|are|were) dead(?! (?:tired|wrong|serious|end|set|on|against|in the water|certain\
        |sure)\b)
    (?:<people>|<family>),? (?:[\w’'-]+,? ){{0,5}}?(?:is dead|found dead|killed|perishe[sd]\
        |has passed|passes$|mourned|sorely missed)
    death of (?:(?:beloved|popular|former|young|longtime|local|dear|much-loved|well-loved\
        |renowned|leading|its|fellow) )(?:[\w’'-]+ ){{0,3}}?(?:<people>|<family>)
    good-?byes? to (?:[\w’'-]+ ){{0,2}}?(?:<people>|<family>)
    eulog(?:y|ies)
    ^widow(?:er)?\s
    {FULL_NAME}(?:, [^,]{{1,60}},)? is gone
    firsts? without (?-i:[A-Z])
    ashes to (?:rest|be)
    dead (?:<family>)
    (?:posts?|shares?|publish\w*) (?:her|his|the) (?:last|final) (?:post|entry|video|column|letter)
    late (?:[\w’'-]+ )?(?:<people>|<family>)'s
    vigils?
    remember(?:s|ing|ed) (?:\d[\d,]{{0,9}}|many) (?:women|men|people|lives|friends|names)
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
    sa(?:y|ys|id|ying) (?:a |our |her |his |the )?(?:last |final )?good-?byes? to (?:{SOMEBODY}\
        |{FULL_NAME})
    said (?:a |our |her |his |the )?(?:last |final )?good-?byes? to {A_NAME}
    good-?bye,? (?:<title>|(?:dear|my|our|old|sweet) )
    good-?bye, (?!<without>\b)(?-i:[A-Z])[a-z]+$
    (?<!too )(?<!so )late (?!<plural>)(?:<people>|<family>)
    gone too soon
    gone,? but (?:not|never) forgotten
    passes (?:at|aged|on at|peacefully)
    an appreciation(?: of|[,:]|$)
    (?:pay(?:s|ing)?|paid) (?:<whose> )?(?:last |final )?respects
    in our hearts
    lives on
    legacy (?:lives?|endures?|continues?)
    legacy of (?:{SOMEBODY}|the late|(?!(?:Breast|Cancer|Radical|Clinical|Early)\b){FULL_NAME})
    (?:colleagues|friends|family|families|relatives|patients|students|staff|town|neighbou?rs\
        |readers|fans) remembers? (?!to\b|how\b|when\b|the day\b|less\b|more\b|what\b)
    (?:her|his|(?:<family>)'s) legacy(?! (?:is|was|gene|variant|mutation|plan|system|drug|data))
    (?:two|three|four|five|six) (?:women|men|patients|people) (?:have )?(?:die|died) (?:after|when)
    (?:the|<whose>) late (?:<title>|<~>(?:<family>|<people>)\b|{FULL_NAME})
    los(?:t|es?|ing) (?:<whose>)? ?(?:long |brave |own |breast |cancer )*(?:life|lives|battle|fight)
    los(?:t|es?|ing) (?:{SOMEBODY}|mum|mom|dad|mother|father|wife|husband|daughter|sister\
        |best friend)
    we(?:'ve)? (?:have )?lost (?:{SOMEBODY}|{A_NAME}|(?:her|him|them|one|so|too|this|last|in|to\
        |on)\b)
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
    for (?:an?|your|their) (?:loved one|parent|partner|spouse|mother|father)'s (?:death|passing)
    who (?:have |has |had )?lost (?:an?|their) (?:parent|partner|spouse|child|sibling)s?
    griev\w+ before (?:the|a) (?:loss|death)
    living (?:funeral|wake)s?
    if (?:this|the|an?|your) (?:patient|person|parent|partner) (?:died|dies)
    (?:my|your|our) own (?:funeral|wake|death|obituary|eulogy|memorial)
    (?:after|since|with|by) an? (?:death|loss)\b
    (?:after|when) (?:an?|your|their|one) (?:[\w’'-]+ ){0,2}?(?:has died|is dead|dies|died\
        |passes away)
    (?:will|would|must|to) leave behind
    you leave behind
    widow(?:ed|ers?|s)?\b(?=.{0,50}\b(?:groups?|support|networks?|camps?|retreats?|clubs?)\b)
    when (?:an?|your|someone|somebody|people)(?: [\w’'-]+){0,3} (?:dies|died)
    anticipatory (?:grief|mourning)\b.{0,20}\bmourning
"""
"""In a title, these tell of death as a subject, not of somebody."""
OF_A_FAMILY = r"""
    (?<!since )(?<!since my )(?:<blood>),? (?:[\w’'-]+ ){0,3}?(?:died|has died|had died\
        |passed away)(?! <recently>)
    (?:death|loss|passing) of (?:<whose>|a) (?:[\w’'-]+ )?(?:<blood>)
"""
"""In a teaser, these are the history of a family: "her mother died of breast cancer"."""
PRAISE = r"""
    tributes?
    farewells?
    good-?byes?
    remember(?:s|ed|ing)
    celebrat\w+
    honou?r(?:s|ed|ing)?
    legacy
    (?:is )?gone
"""
RETIRES = r"""
    retir(?:e|es|ed|ing|ement)
    step(?:s|ped|ping)? down
    hangs? up (?:her|his)
    outgoing
    new (?:job|role|post)
    leaves? for
    moves? on
    lifetime achievement
    thank you for (?:this|another|your)
"""
"""Of somebody who leaves, `PRAISE` tells of no death."""
