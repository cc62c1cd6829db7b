"""The phrases by which `content_notes` knows articles about a death or about the end of life.

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
        politicians? editors? fellows? participants? teammates? officers? minds? individuals?""",
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
    "sudden": "untimely sudden recent sad tragic",
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

SOUNDS_LIKE_IT = r"""
    memorial (?:sloan|day|hospitals?|health|medical|cancer|university|cent(?:er|re))
    (?:changes?|declines?|deficits?|problems?|improvements?|differences?|lapses|kept|held) in memory
    <many>(?: [\w’'%-]+){0,5}? (?:dying|died|dies|die|passed away|lost (?:their|to))
    (?:nearly|almost|<not>|(?:would|could|might) have) (?:be |been |just )?<die>
    thought (?:i|she|he)(?: had)? <die>
    dying (?:breast )?(?:cancer )?(?:cells?|tumou?rs?|breed|to (?:know|meet|see|try|help))
    dying of (?:embarrassment|laughter|boredom|thirst)
    dying (?:art|wish(?:es)? to|trade|industry|craft)
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
    (?:grief|grieving|loss|bereavement) \w+ <~>(?:breasts?|mastectom\w+|body|hair|self)
    (?:grief|grieving|loss|bereavement) \w+ <~>(?:in)?fertility
    (?:grief|grieving|loss|bereavement) \w+ <~>(?:identity|nipples?|diagnos\w+|treatment|menopause)
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
    funeral (?:\w+ )?(?:of|for) {SOMEBODY}
    late (?:<family>)(?:'s)?
    (?:after|for|to|by) late (?:<title>|<people>)
    remember(?:s|ing|ed) {SOMEBODY}
    remember(?:s|ing|ed) (?:the (?:life|lives|late|ones|victims)|late|those|beloved|mum|mom|dad|our)
    remember(?:s|ing|ed) (?:friends|sisters)
    (?-i:Remembering) (?!<remembered>\b)(?-i:[A-Z])[\w’'-]*
    tributes?
    pay(?:s|ing)? (?:tribute|respects?)
    mourn(?:s|ed|ing|ers?)?
    farewell
    sa(?:y|ys|id|ying) good-?bye to (?:{SOMEBODY}|{FULL_NAME})
    good-?bye,? (?:<title>|(?:dear|my|our|old|sweet) )
    gone too soon
    in our hearts
    lives on
    legacy (?:lives?|endures?|continues?)
    legacy of (?:{SOMEBODY}|the late|(?!(?:Breast|Cancer|Radical|Clinical|Early)\b){FULL_NAME})
    (?:her|his|(?:<family>)'s) legacy
    (?:the|<whose>) late (?:<title>|<~>(?:<family>|<people>)\b|{FULL_NAME})
    los(?:t|es?|ing) (?:<whose>)? ?(?:long |brave |own |breast |cancer )*(?:life|lives|battle|fight)
    los(?:t|es?|ing) (?:{SOMEBODY}|mum|mom|dad)
    we(?:'ve)? (?:have )?lost (?!weight|touch|count|trust|time|ground|hope)\w[\w’'-]*
    (?:those|people|women|friends|sisters|ones|lives|all) (?:we |who were )?(?:'ve |have )?lost
    lost to <~>(?:cancer|disease|mbc|ibc|tnbc)
    (?:cancer|disease|mbc) (?:[\w’'-]+ )?(?:killed|took|claimed|stole) (?:{SOMEBODY}|her|him)
    died
    dies(?:,| at| aged?| after| following| on| in| of| from| with| just| too| days| weeks| months|$)
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
ABOUT_DYING = r"""
    hospices?
    end[- ]of[- ]life
    end of (?:<whose>|an?) life
    terminal(?:ly)?(?:[- ](?:ill(?:ness)?|cancer|breast|diagnos\w+|prognosis|care|phase|disease))?
    dying
    assisted (?:death|suicide)
    right to die
    euthanasia
    (?:last|final) (?:few |two |three |six |\d+ )?<end> (?:of|with) <~>life
    (?:last|final) (?:few )?<end> (?:of|with) (?:living|her|his|mom|mum|dad)
    (?:her|his|their|(?:<family>)'s) (?:last|final) (?:few )?<end>
    (?:last|final) (?:good-?byes?|words|wish(?:es)?|breaths?|hours|days)(?! to (?:register|apply))
    advanced? (?:care plan\w*|directives?|decisions?|healthcare directives?)
    living wills?
    do[- ]not[- ]resuscitate
    resuscitation (?:orders?|status|preferences)
    (?:good|peaceful|dignified|bad) deaths?
    death (?:doulas?|cafes?|and dying|anxiety|with dignity)
    near death
    palliative sedation
    home deaths?
    deaths? (?:at home|in hospices?)
    where (?:do |did )?<~>(?:die|died)\b
    will not get better
    in their (?:last|final) (?:(?:few|two|three|six|twelve) )?<end>
    deathbed
    (?:talk|speak|think|prepar|plan|approach|anticipat|accept|cop)(?:e|ing)? <~>(?:death|dies?)
    (?:conversations?|honest|questions?|openly|fears?|afraid|scared|place|site|wait\w*) <~>death
    fac(?:e|ing) <~>death
    when (?:[\w’'-]+ ){1,3}?(?:dies|is dying|die)
    (?:before|after|until|when|if) (?:i|you|we) die
    watch(?:ing|ed)? <~>die
    grief
    griev\w+
    bereave\w*
    widow(?:s|ed|er|ers|hood)?
    life after loss
    sa(?:y|ying|id) good-?bye
    comfort (?:care|measures)
    memory box(?:es)?
    funerals?
    (?:months|weeks|days|years?) (?:left )?to live
    how long (?:do|have) i (?:have|got)
"""
"""Counts in a title alone."""
IS_ABOUT_DYING = r"""
    hospice (?:care|nurse|team|staff|bed|house|at home)
    (?:in|to|into|of|a) (?:[\w’'-]+ )?hospice
    end[- ]of[- ]life
    terminally ill
    terminal (?:illness|cancer|breast cancer|diagnosis|prognosis|care)
    assisted (?:dying|death)
    aid in dying
    (?:is|are|was|were|people) dying
    dying (?:at|well|patients?|people)
    (?:last|final) (?:hours|days|weeks|months|year) of (?:life|her life|his life|my life|living)
    advance (?:care plan\w*|directives?)
    bereave\w*
    anticipatory grief
    grieving (?:families|relatives|children|parents|the (?:death|loss))
    (?:weeks|months) (?:left )?to live
    (?:near|approaching) death
    death (?:approach\w*|draws near)
    in (?:her|his|their|the) (?:last|final) (?:hours|days|weeks) (?:of life|at home|with)
    (?:chosen|chose|choose\w*) comfort care
"""
"""Counts in a teaser."""
IN_GENERAL = r"""
    when (?:an?|your|someone|somebody|people)(?: [\w’'-]+){0,3} (?:dies|died)
    anticipatory (?:grief|mourning)\b.{0,20}\bmourning
"""
"""In a title, these tell of death as a subject, not of somebody."""
OF_A_FAMILY = r"""
    (?:<family>),? (?:[\w’'-]+ ){0,3}?(?:died|has died|had died|passed away)
    (?:death|loss|passing) of (?:<whose>|a) (?:[\w’'-]+ )?(?:<family>)
"""
"""In a teaser, these are the history of a family: "her mother died of breast cancer"."""
