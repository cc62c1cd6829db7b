"""The phrases by which `content_notes` knows articles about a death. Pure data.

Each line of a list is a regular expression of one phrase. `<name>` stands for what `person_words`
has, `<~>` for up to four words, and `'` for both forms of the apostrophe.
"""

ANNOUNCES_A_DEATH = r"""
    (?:took|drew|breathed) (?:her|his) (?:last|final) breath
    (?:got|earned|gained|received) (?:her|his) (?:angel )?wings
    heaven (?:has )?(?:gained|got|has) (?:an|another|a new) angel
    (?:her|his|(?:<family>)'s) ashes
    (?:was|were) killed (?:in|by|when|on|at)(?! (?:the |a |an )?(?:cells?|tumou?rs?|treatment|drug))
    ended (?:her|his) (?:own )?life
    (?:clear(?:ing|ed)|empt(?:ying|ied)) (?:out )?(?:her|his\
        |(?:<family>)'s) (?:bedside|drawers?|wardrobe|closet|clothes|house|flat)
    (?:falleci[óo]|ha fallecido|décédée?s?|nous a quittée?s?|verstorbene?n?|gestorben|nachruf\
        |cenizas|en memoria de|à la mémoire de|in (?:(?:stillem|liebevollem|ehrendem\
        |dankbarem) )?gedenken)
    in (?:ever |loving |fond |lasting )*(?:memoriam|memory of|remembrance)
    obituar(?:y|ies)
    pass(?:ed|es|ing) away
    (?:<sudden> )?passing of (?:<somebody>|<full_name>)
    (?:has|have|had|who) (?:\w+ly )?died
    die[sd],? at (?:the )?(?:age|home|just|only|\d+)
    die[sd],? (?:aged?|peacefully|suddenly|unexpectedly|surrounded)
    (?:mourn\w*|announce\w*|sadden\w*|sorrow|sadness|regret|grie\w+)(?! before) <~>(?:loss|passing\
        |death)
    (?:mourn\w*|grie\w+) <~>of <somebody>
    (?:loss|death) of <somebody>
    <sudden> death of (?:<somebody>|<full_name>)
    (?:we|community|world|field|foundation) (?:\w+ )?(?:have |has )?lost (?:<somebody>|<full_name>)
    died,? (?:on|at|after|of|from|in|unexpectedly|suddenly|peacefully|<month>\b)
    rest in (?:peace|power)
    condolences?
    in lieu of flowers
    (?:since|after|until|before) (?:you|she|he|mum|mom|dad) left us
    (?:<family>|<people>|<a_name>),? (?:<a_name> )?(?:has |have )?left us(?: (?:too|far too|forever\
        |this|last|on)\b|\W*$)
    gone,? (?:at|aged) (?:only |just )?\d\d(?!%)
    (?:<people>) passes (?:after|at|aged|following)
    hearts? (?:is|are) (?:broken|breaking|heavy)
    celebrat\w+ (?:of )?(?:the |an? |her |his )?(?:life|lives)(?: (?:and|&) \w+)? (?:of|well)
    honou?r\w* (?:the )?(?:(?:lives|life|memory|legacy)(?: (?:and|&) \w+)? of|(?:[\w’'-]+ )?late\b)
    beloved (?:co-?)?founder
    (?:after|since|before|until|following|followed|over) (?:<a_name>'s|her|his) (?:<sudden> )?death
    (?:after|since|before|until|following|followed) (?:<a_name>'s|her|his) (?:<sudden> )?passing
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
    (?:last|final) (?:days|weeks|hours|months) of <a_name>'s life
    sorry for (?:your|her|his|their|our) (?:<sudden> )?loss
    (?:after|since|when|before) (?:they|we|i|he|she) lost (?:her|him)(?=\W*$|[.,;:!?])
    (?:went|gone|go|goes|called) (?:home )?to (?:be with )?(?:the lord|jesus|god|heaven|glory\
        |(?:her|his) maker)
    (?:is|are|now) with the (?:lord|angels)
    cost(?:s|ing)? (?:(?:the |of )?(?!years?\b|months?\b|time\b|days?\b)[\w’'-]+ ){1,6}?\
        (?:her|his|their) (?:own )?(?:life|lives)
    <few> deaths? (?:were |are |was |is )?(?:reported|recorded|confirmed|investigated|disclosed)\
        (?! (?:per|in \d))
    (?:grow\w*|grew|rais\w+|brought) (?:up )?(?:[\w’'-]+ ){0,3}?without (?:an?|their|her|his|my\
        |our) (?:mum|mom|mother)(?! tongue)
    survived by (?:her|his|their)
    posthumous(?:ly)?
    eulog(?:y|ies)
    memorial services?
    survived by (?:her|his|their|an?|two|three|four|five|six|seven|eight|nine|\d+)
    heavy hearts?
    said (?:farewell|good-?bye) (?:to <a_name>|on (?:an? )?<day>)
    slipped away (?:on|at|in|peacefully|quietly)
    (?:the|<whose>) late (?:[\w’'-]+ ){0,2}?(?:<people>|<family>)
    taken by (?:[\w-]+ )?<disease>
    about (?:her|his) (?:<sudden> )?death
    sad news
    news of <~>(?:death|passing)
    (?:sadly|heartbroken) <~>(?:passed|announce|share|died)
    (?:coffins?|hearses?|pallbearers?|mourners|graveside|headstones?|gravestones?|tombstones?)
    (?:her|his|(?-i:[A-Z])[\w-]+'s) (?:funeral|burial|grave|wake|cremation)
    (?:the )?(?:funeral|burial|cremation|wake|requiem) (?:of|for) (?:<somebody>|<a_name>)
    (?:she|he|<a_name>) (?:is|was|were) (?:buried|cremated)
    (?:church|chapel|cathedral)s? (?:was|were|is) (?:full|packed|too small|filled|not big enough)
    (?:filled|packed) (?:the|a) <~>(?:church|chapel|cathedral)
    half[- ](?:staff|mast)
    black armbands?
    (?:minute|moment)'?s?'? (?:of )?silence
    lost (?:her|his) (?:\w+ ){0,3}?(?:life|fight|battle)
    <disease> (?:takes|took|kills|killed|claims|claimed|stole) (?:[\w-]+ ){0,2}?(?:<somebody>\
        |her|him|<a_name>|<people>|<family>|<first>)(?<!patients)(?<!survivors)\
        (?!['’]s| (?:<thing>|<alive>|back|around|by|to|off|out)\b)
    took (?:her|him|them|<a_name>) from us
    (?:those|people|women|friends|sisters|members|ones|colleagues|mothers|mums) (?:that \
        |whom )?we(?:'ve)? (?:have )?lost
    (?:<a_name> )?<a_name> died
    since (?:my |our )?(?:<family>) died
    you died
    passed on (?:[\w’'-]+ ){0,2}?(?:<day>|at|aged|peacefully)
    (?:would|will) never (?:know|see|meet) (?:her|his|their) (?:<family>|baby|sons?|daughters?\
        |children)
    <a_name> passe[sd](?= (?:away|aged|at (?:home|the age|\d\d)|in (?:her|his) (?:sleep|home)\
        |after (?:an? |her |his )?(?:[\w-]+ )?(?:<disease>|illness|battle|fight)\
        |peacefully|suddenly|quietly|(?:last|this) (?:night|week|month|year|<day>)|yesterday)\b)
    (?:who|she|he) passe[sd](?! (?:away from|on|out|through|by|her|his|the|an?|all|with\
        |around|every|their|up|over|down|down|it|to|legislation|math\w*)\b)
    (?:rest|rested) easy
    (?:died|dies|passed) in (?:her|his) sleep
    (?:left|leaving) us (?:on|last|this|in|too|at|yesterday|peacefully|suddenly|far|so)
    light (?:has |have )?gone out
    (?:we|i|they) (?:have )?lost <a_name> (?:to|on|last|this|in|after|at)
    (?:she|he|<a_name>) (?:has|had) passed(?! (?:the|her|his|an?|all|on|with|over|through|by|down\
        |it|out|up|around|every|math\w*|\d))
    (?:of|at|after|before) your funeral
    (?:has|have|had) been dead
    voice (?:has |have )?(?:falls|fell|fallen|gone) silent
"""
"""Counts in a title and in a teaser."""
VIOLENT_DEATH = r"""
    (?:took|takes|taken|ended|ends) (?:her|his|their) own li(?:fe|ves)
    (?:takes|took) own life
    (?:dies|died|dead|deaths?) by (?:(?:her|his|their) own hand|suicide)
    (?:kills|killed|hangs|hanged|shoots|shot|drown(?:s|ed)|poisoned) (?:her|him)self(?! in the foot)
    (?:kill|shoot|shot|stab|strangl)\w* <~>(?:<family>|woman|man),? (?:and )?then (?:her|him)self
    suicide of (?:<somebody>|<first>|<full_name>|(?:an? |the )?(?:[\w-]+ )?(?:<people>|<family>))
    (?:<first>|<family>|<people>|<full_name>|her|his)(?:'s)? suicide(?! (?:attempt|risk|prevention\
        |note|hotline|rates?|gene|plan|bid|inhibitor|thoughts?))
    los(?:t|es?|ing) (?:[\w’'-]+ ){1,4}?to suicide
    commit(?:s|ted) suicide
    <victim> (?:[\w’',-]+ ){0,4}?(?:murdered|slain|strangled|drowned(?! in)|electrocuted\
        |gunned down|shot dead|fatally (?:shot|stabbed|hit|struck|injured))
    <victim> (?:[\w’',-]+ ){0,4}?killed (?:in|by|when|after|during|while|on|at|outside)(?! (?:the \
        |an? )?(?:cells?|tumou?rs?|treatment|drug))
    <victim> (?:[\w’',-]+ ){0,4}?found (?:dead|hanged|murdered|lifeless|drowned)(?! \
        (?:cells?|tissue|skin|nerves?|zones?|spots?)\b)
    <victim> (?:[\w’',-]+ ){0,4}?(?:shot|stabbed|beaten|burn(?:ed|t)|crushed|hacked|kicked\
        |trampled|frozen|choked|starved|battered) to death
    murder(?:s|ed|ing|er)? (?:of )?(?:(?:<whose>|an?|the|own) )*(?:[\w-]+ ){0,2}?(?:<family>\
        |<people>|wom[ae]n|m[ae]n|girls?|boys?|<first>)
    kill(?:s|ed|ing) (?:of )?(?:(?:his|her|their|own) )+(?:[\w-]+ ){0,2}?<family>
    kill(?:s|ed) (?:[\w-]+ ){0,3}?(?:<people>(?<![^s]s)|<family>|woman|man|girl|boy|couple)(?!['’])
    kill(?:s|ed) <few>(?: (?:people|women|patients|men|children|nurses|doctors))?\
        (?=\W*$|[,;:]| (?:in|at|after|on)\b)
    (?:leaves|left|leaving) (?:<few>|(?:an? |the )?(?:<people>|<family>|woman|man)) dead
    fatal (?:[\w-]+ ){0,2}?(?:error|mistake)(?! (?:in|of) (?:[\w-]+ ){0,2}?(?:software|code|data\
        |statistics|analys[ei]s|apps?|logic|argument))
    fatal (?:[\w-]+ ){0,2}?(?:overdose|crash|accident|shooting|stabbing|fall|fire\
        |mix-?up|attack)
    blamed (?:for|in|on) (?:[\w-]+ ){0,3}?deaths?
    (?:charged|accused|convicted|guilty|cleared|acquitted|jailed|sentenced|arrested|held|suspect\w*\
        |trial|tried|prison) (?:[\w’'-]+ ){0,4}?(?:murder|manslaughter|homicide)
    (?:charged|accused|convicted|guilty|jailed|suspected) (?:with |of |for )?(?:poisoning|killing\
        |strangling|stabbing|shooting)
    (?:manslaughter|femicides?|homicide)
    (?:<people>|<family>|<first>|<a_name>|woman|man|girl|boy)(?:'s|s['’]) (?:body|remains) \
        (?:[\w-]+ ){0,2}?(?:found|pulled|recovered|identified|discovered|washed)
    (?:find|found|recover|identif|discover)\w* (?:the )?(?:body|remains) of
    (?:body|bodies|remains) of (?:[\w’'-]+ ){0,3}?(?:<people>|<family>|<first>|<full_name>|wom[ae]n\
        |m[ae]n|girl|boy)(?: [\w’'-]+){0,4}? (?:found|recovered|identified|discovered)
    <victim>(?!['’]) (?:[\w’'-]+ ){0,8}?slip(?:s|ped) away(?=\W*$|[.,;:]| (?:at|on|in|aged?|as\
        |before|after|while|peacefully|surrounded|this|last)\b)
    (?:<family>|<whose> <people>)(?: <a_name>)? passed (?:in (?:<month>\b|\d{4}|(?:her|his) sleep)\
        |on <day>|(?:last|this) (?:week|month|year|spring|summer|autumn|fall|winter|night|<month>)\
        |(?:one|two|three|four|five|\d+|a few|many|several|some) (?:days|weeks|months|years)\
        |a (?:week|month|year) ago|from (?:[\w-]+ )?<disease>|suddenly|so (?:soon|young))
    (?:<victim>|<few>) (?:[\w’',-]+ ){0,3}?(?:die|dies|died|dead) <by_event>
    (?:<few>|(?:<people>|woman|man|girl)(?:'s|s['’])?)(?: treatment-related)? deaths? \
        (?:[\w’'-]+ ){0,2}?(?:halt|paus|stop|suspend|prompt|puts?\b|trigger|spark|forc|link|tied\
        |blam)\w*
    (?:halt|paus|suspend)\w* (?:[\w’'-]+ ){0,6}?(?:after|over|following) \
        (?!fewer|more|excess|no\b|less|lower|higher)(?:[\w’'-]+ ){0,2}?deaths?
    deaths? of <few> (?:[\w-]+ )?(?:<people>|women|men|people|girls|boys|children)\
        (?! (?:in \d|per|could|might)\b)
"""
"""By accident, crime, mishap or one's own hand. Counts in a title and in a teaser."""
TELLS_OF_A_DEATH = r"""
    (?:(?:our|my|dear|sweet|beloved|lovely) )*<first>(?: <a_name>){0,3} is (?:gone|no more)(?=\W*$\
        |[.,;:–—])
    ^(?:good-?bye|good ?night|farewell|so long|adi[óo]s|hasta siempre|adeus|até sempre|adieu\
        |au revoir|leb(?:e|t)? wohl|addio|ciao|fly high|sleep well|rest well|godspeed),? (?:a |à \
        |ao |dear |sweet |our |querida |chère |liebe )*<first>(?: <a_name>){0,3}(?=\W*$|[.,;:!–—])
    ^(?:abschied von|disparition d(?:e |['’])|despedida (?:a|de) |despedimos a|nous pleurons\
        |lloramos a|choramos|wir weinen um|zum abschied von|in liebe an|letzter gruß \
        an)\s?<first>(?: <a_name>){0,3}(?=\W*$|[.,;:!–—])
    (?:(?:<family>)'s|our|my) first (?:christmas|year|birthday|summer|easter|spring) \
        (?:alone|without)
    ^after (?-i:[A-Z])[\w-]+[:,] (?:an? |the |our )?(?:<family>)'s first
    r\.?i\.?p\b
    in (?:loving|fond|everlasting|sacred) memory
    (?:mourns|grieves|(?:mourn|grieve)(?:ed|ing)?) (?:for )?(?:its|our|her|his) <~>(?:<people>\
        |<family>)
    (?:inquests?|coroners?)
    death of (?:(?:an?|the|\d+-year-old|young|local) )*(?:woman|man|girl|patient|mother|nurse)
    (?!cells?'s|tumou?rs?'s|cancer's|brain's)[\w-]+'s (?:<sudden> )?(?:death|passing|funeral)
    (?:<first>|<title>) (?-i:[A-Z][\w-]*s)['’] (?:<sudden> )?(?:death|passing|funeral)
    funerals? (?:[\w’'-]+ ){1,4}?(?:for|of) (?:<first>|<full_name>|<somebody>)
    (?<!own )(?<!my )(?<!a )funerals?(?! (?:plan\w*|costs?|poverty|director|insurance|wishes))
    (?:is|was|were) buried(?! (?:in|under)\b)
    cremat\w+
    ashes (?:scattered|of (?:[\w’'-]+ ){0,4}?(?:<people>|<family>))
    (?:her|his|<a_name>'s) ashes
    scatter\w* (?:[\w’'-]+ ){0,3}?ashes
    <disease> (?:has |had )?taken (?:<whose>|<a_name>|her|him)
    (?:death|memorial|funeral) notices?
    corteges?
    (?:packed|full) (?:church|chapel|cathedral)
    no longer (?:here|among us)
    remembering$
    remembering:
    ^(?:remembered|deaths?): (?:<title>|<first>|<full_name>|the (?:women|men|lives|friends))
    \d\d,? dead(?=\W*$)
    (?:neighbou?rs|friends|family|colleagues|patients|students) recalls? \
        (?:<title> |<first>)(?: ?<a_name>){0,3}(?=\W*$|[.,;:!–—]| as\b)
    (?:<whose> (?:[\w-]+ )?<family>|<first>) passed(?=\W*$)
    lay(?:s|ing)? (?!\w+ (?:about|of|among)\b)(?:[\w’'-]+ ){0,2}?(?:<people>|<family>|<first>)\
        (?: <a_name>)? to rest(?! on\b)
    at (?:the |her |his )?(?:service|wake) for (?!the new\b)(?:<somebody>|<full_name>)
    (?<=\w )remembers? (?!<remembered>\b)(?-i:[A-Z])[\w’'-]+
    (?:did not|didn't|never) (?:live to|make it to|get to see|see (?:her|his))
    (?:<family>|<people>|<first>|<a_name> <a_name>|she|he|they|we|who|women|woman|men|man|girl|boy\
        |patients?|people|both|all|\w+teen|two|three|four|five|\d+)(?: [\w’'-]+){0,3}? \
        (?:is|was|are|were) dead(?! (?:tired|wrong|serious|end|set|on|against|in the water|certain\
        |sure)\b)
    (?:<first>|<a_name> <a_name>),(?: [\w’'-]+,?){1,5} (?:is|was) dead(?! (?:tired|wrong|serious\
        |end|set|on|against|in the water|certain|sure)\b)
    (?:<people>|<family>),? (?:[\w’'-]+,? ){0,5}?(?:is dead(?! (?:tired|wrong\
        |serious|set|against|certain|sure)\b)|found dead|killed|perishe[sd]\
        |has passed|passes$|mourned|sorely missed)
    death of (?:(?:beloved|popular|former|young|longtime|local|dear|much-loved|well-loved\
        |renowned|leading|its|fellow) )(?:[\w’'-]+ ){0,3}?(?:<people>|<family>)
    good-?byes? to (?:[\w’'-]+ ){0,2}?(?:<people>|<family>)
    eulog(?:y|ies)
    ^widow(?:er)?(?! (?:maker|support|spiders?|venom)\b)
    <full_name>(?:, [^,]{1,60},)? is gone
    firsts? without (?-i:[A-Z])
    ashes to (?:rest|be)
    dead (?:<family>)
    (?:posts?|shares?|publish\w*) (?:her|his|the) (?:last|final) (?:post|entry|video|column|letter)
    late (?:[\w’'-]+ )?(?:<people>|<family>)'s
    vigils?(?! (?:(?:held|planned|staged|set|outside) )?(?:for (?:[\w-]+ ){0,2}?(?:access|drugs?\
        |treatments?|funding|research|change|justice|approval|coverage|reform)|outside|against\
        |to (?:demand|protest|call|urge|push|press|save|support)))
    remember(?:s|ing|ed) (?:\d[\d,]{0,9}|many) (?:women|men|people|lives|friends|names)
    death of (?:[\w’'-]+ ){0,2}?(?!patients|participants)<people>
    <of_somebody>
    <a_name>'s (?:widow|life and death)
    <sudden> loss of (?:<people>|<family>)
    (?:claims?|claimed) (?:the )?(?:life|lives) of
    (?:claims?|claimed) <somebody>
    (?:year|years|months|christmas|birthday) without (?!<without>\b)(?-i:[A-Z])[\w-]+
    deaths? of (?:an? |the )?\d+-year-old
    los(?:t|es?|ing) (?:her|him|them) to
    (?:after|since|how|of) losing (?!<notlost>\b)(?-i:[A-Z])[a-z]+
    memory (?:alive|lives)
    killed by (?:[\w-]+ )?<disease>
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
    (?:after|for|to|by|of|from|with|about) late (?:<title>|(?:[\w’'-]+ ){0,1}?(?:<people>\
        |<family>)(?<!patients)(?<!survivors))
    remember(?:s|ing|ed) <somebody>
    remember(?:s|ing|ed)? (?:[\w’'-]+ ){0,2}?<people> (?-i:[A-Z])[\w’'-]+
    remember(?:s|ing|ed) (?:the (?:life|lives|late|ones|victims)|late|those|beloved|mum|mom|dad|our)
    remember(?:s|ing|ed) (?:friends|sisters)
    (?-i:Remembering) (?!<remembered>\b)(?-i:[A-Z])[\w’'-]*
    tributes (?:are |were |have )?(?:paid|pour\w*|flood\w*|to|for|from|after|left|flow\w*|as|led\
        |c[ao]me|mount)
    (?:pay|pays|paid|lead|leads|led|floral|of) tributes
    tributes(?=\W*$)
    (?:an?|in|our|my|fond|moving|final|last) (?:\w+ )?tribute
    tribute(?: to\b|:|\W*$)
    pay(?:s|ing)? (?:tribute|respects?)
    mourn(?:s|ed|ers?)?
    in mourning
    mourning(?: for)? (?:<somebody>|<full_name>)
    mourning(?=\W*$|[:,])
    farewell(?! to\b)
    farewell to (?:<somebody>|<full_name>|mum|mom|dad)
    sa(?:y|ys|id|ying) (?:a |our |her |his |the )?(?:last |final )?good-?byes? to (?:<somebody>\
        |<full_name>)
    said (?:a |our |her |his |the )?(?:last |final )?good-?byes? to <a_name>
    good-?bye,? (?:<title>|(?:dear|my|our|old|sweet) )
    good-?bye, (?!<without>\b)(?!<course>\b)(?-i:[A-Z])[a-z]+$
    (?<!too )(?<!so )late (?!<plural>)(?:<people>|<family>)
    gone too soon
    gone,? but (?:not|never) forgotten
    passes (?:at|aged|on at|peacefully)
    an appreciation(?: of|[,:]|$)
    (?:pay(?:s|ing)?|paid) (?:<whose> )?(?:last |final )?respects
    in our hearts
    lives on
    legacy (?:lives?|endures?|continues?)
    legacy of (?!(?:(?-i:[A-Z])[\w.-]* ){0,3}(?-i:[A-Z])[\w-]*(?:'s|s['’]) )(?:<somebody>\
        |the late|(?!(?:Breast|Cancer|Radical|Clinical|Early)\b)<full_name>)
    (?:candles?|lanterns?|benches|bench|balloons|white roses)(?: \w+ed)? for <first>
    candles? in the window
    cause of (?:<a_name>'s )?death (?:is |was |has been )?(?:revealed|confirmed|announced|released\
        |disclosed)
    (?:who|she|he|you) should (?:still )?be here(?=\W*$|[,.;:–—]| (?:with us|today|now)\b)
    (?-i:remembering) (?!<remembered>\b)(?-i:[A-Z])[\w’'-]+(?: <a_name>)?(?=\W*$)
    prayers for (?:the )?family of
    <first>['’]s (?:last|final) (?:dance|song|gift|christmas|birthday|summer|poem|letter|bow)
    (?:colleagues|friends|family|families|relatives|patients|students|staff|town|neighbou?rs\
        |readers|fans) remembers?(?= (?!to\b|how\b|when\b|the day\b|less\b|more\b|what\b))
    (?:her|his|(?:<family>)'s) legacy(?! (?:is|was|gene|variant|mutation|plan|system|drug|data))
    (?:two|three|four|five|six) (?:women|men|patients|people) (?:have )?(?:die|died) (?:after\
        |when|waiting|while)
    (?:the|<whose>) late (?:<title>|<~>(?:<family>|<people>)\b|<full_name>)
    los(?:t|es?|ing) (?:her|his) (?:[\w-]+ ){1,3}?(?:life|battle|fight)
    los(?:t|es?|ing) (?:<whose>)? ?(?:long |brave |own |breast |cancer )*(?:life|lives|battle|fight)
    los(?:t|es?|ing) (?:<somebody>|mum|mom|dad|mother|father|wife|husband|daughter|sister\
        |best friend)
    we(?:'ve)? (?:have )?lost (?:<somebody>|<a_name>|(?:her|him|them|one|so|too|this|last|in|to\
        |on)\b)
    (?:those|people|women|friends|sisters|ones|lives|all) (?:we |who were )?(?:'ve |have )?lost
    lost to <~><disease>
    <disease> (?:[\w’'-]+ )?(?:killed|took|claimed|stole) (?:<somebody>|her|him)\
        (?!['’]s| (?:<thing>|<alive>|back|around|by|to|off|out)\b)
    died
    dies(?! (?:out|down|off|hard|every|each|per)\b)
    dead at (?:the )?(?:age|\d+)
    deaths? of (?:<somebody>|<full_name>)
    (?:death|loss|passing)s? of (?:(?:<whose>|so|too|many|dear|close|several|two|three) )*\
        (?:friends?|<family>)
    los(?:t|es?|ing) (?:[\w’'-]+ ){0,4}?(?:friends?|ones?|<family>|<people>|women|woman|men|man) \
        to (?:[\w-]+ ){0,3}?<disease>
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
