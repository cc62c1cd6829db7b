"""The phrases that sound like death or go with it, for `content_notes`.

Pure data. Each line is a regular expression of one phrase, as in `death_phrases`.
"""

SOUNDS_LIKE_IT = r"""
    (?:felt|feels?|feeling|seem(?:s|ed)|looked|sound(?:s|ed)|as if it (?:was|were)) (?:to me \
        )?(?:like )?(?:the |an )?end of (?:<whose>|the) (?:life|lives|world)
    end[- ]of[- ]life as (?:i|we|she|he|they|you|<family>|<a_name>) (?:knew|know|knows|had known)
    end of (?:<whose>|an?|the) (?:[\w-]+ )?life as (?:an?|i|we|she|he|they)
    end[- ]of[- ]life (?:with|without|before|after|under|on) (?:(?:<whose>|an?|the|hot|bad\
        |night) )*(?:<course>|<alive>|<thing>|flash\w*|sweats?|work|doubt\w*|pain)(?! ?patients)
    end[- ]of[- ]life (?:dates?|notices?|announcements?|cycles?|products?)
    (?:last|final) breath(?:ing)? (?:tests?|holds?|exercises?)
    funeral <people>
    <die> (?:trying|on (?:the|that|this|a) hill)
    (?:play|portray|star)\w* (?:as )?(?:an?|the) (?:dying|dead|late|murdered|terminally ill)
    (?:novel|thriller|film|movie|series|drama|play|podcast)s? (?:about|on|of) <~>(?:murder|kill\
        |dead|dying|death|suicide)\w*
    murder\w*(?=.{0,60}\b(?:novel|thriller|myster\w+|whodunit|game|film|party)\b)
    (?:cells?|tumou?rs?|cancers?|bacteria) (?:[\w’'-]+ ){0,4}?(?:themselves|itself|suicide|to death)
    end[- ]of[- ]life (?:of|for)\b\
        (?=(?: (?:<whose>|the|an?|all|old|older|our|many|its|[\w-]+ed))*(?: [\w-]+){0,2}? <machine>)
    end[- ]of[- ]life (?:<machine>)
    not (?:yet )?the end of (?:<whose>|an?) life
    dying (?:to\b(?! (?:be (?:cared|remembered|well)|live|death|a close|the last))|of \
        curiosity|inside)
    (?:last|final) (?:chapter|journey|words?|page|lap)\b(?=\W{1,3}(?:of |in |with |for |on |about \
        |after )?(?:(?:done|finished|through|my|her|his|the|our|both|from|life) )*(?:with \
        )?(?:<course>|<thing>)\b)
    (?:last|final) words? (?:on|about|in|from|to) (?:the |a |my )?(?!<~>(?:<family>|<people>|death\
        |dying|life|living|loved)\b)(?!her\b|him\b|me\b|us\b)(?:<a_name>|[\w-]+)
    (?:(?:hospice|bereavement|palliative|grief|funeral|obituary|deathbed|end[- ]of[- ]life)[ -])\
        (?:care )?(?:<people>|workers?|aides?|volunteers?|chaplains?|directors?|staff)\
        (?:'s)?(?=.{0,60}?\b<own_illness>\b)
    (?:after|from|left|leaving|beyond|out of) (?:the |a |an? )?hospices?(?:,|:)?(?= \
        .{0,40}?\b<own_illness>\b)
    bereavement (?:leave|pay|policy|policies|days?|counsel\w+)(?=.{0,40}\b(?:pets?|dogs?|cats?\
        |yoga|\w*ectomy)\b)
    (?:grief|griev\w+|bereave\w*|mourn\w*|loss|death|losing|good-?byes?) (?:[\w’'-]+ ){0,4}?\
        (?:pets?|dogs?|cats?|horses?|rabbits?|puppy|kitten)
    (?:<whose>|the|an?|old) (?:[\w-]+ )?(?:pets?|dogs?|cats?|horses?|rabbits?|puppy|kitten) \
        (?:has |had |have |just |suddenly )*(?:<die>|passed away|is gone)
    bur(?:y|ied|ying) (?:herself|himself|myself|themselves|yourself)
    late (?:<family>|<people>)-to-be
    late[- ](?:<title>|doctors?'?s?'?|nurses?'?|<people>'s?|<family>'s?) (?:appointments?|visits?\
        |calls?|shifts?|slots?|hours?|rounds?|nights?|arrivals?|bills?|replies|reply|answers?)
    pass(?:ed|es|ing)? away (?:(?:the|my|our|her|his|their|some|a|few|those|these|long|slow) \
        )+(?:time|hours?|days?|afternoons?|mornings?|evenings?|minutes|weeks|summer|waits?)
    in (?:ever |loving |fond )*(?:memory|remembrance) of (?:who|what|how|all that) (?:i|we|she|he\
        |they|you) (?:once )?(?:was|were|am|used to|had|looked|could|wore|did)
    in (?:ever |loving |fond )*(?:memory|remembrance) of (?:(?:the|a|my|our|her|his|old|former|own\
        |younger) )*(?:(?:woman|girl|person|man|one|body|life|<people>|<family>) )?(?:that |who \
        |whom )?(?:i|we|she|he) (?:once |no longer )?(?:was|used to|were|am|will never be)
    in (?:ever |loving |fond )*(?:memory|remembrance) of (?:(?:the|a|my|our|her|his|old|former|own\
        |two|both|left|right) )*(?:self|<alive>|<thing>)
    (?:rest in peace|r\.?i\.?p\.?)[,:]? (?:(?:to|dear|sweet|old|my|the|our|her|his|left|right\
        |beloved|little) )*(?!<~>(?:<people>|<family>|<first>)\b)(?!(?:beautiful|beloved|darling\
        |sweetheart|love|angel|lady|brave|dear|sweet|everyone|all|both|those|you|to|in|with|from\
        |and|after|at|for|on|as|we|now|always|until|till|gone|who|that|is|tweets?|message|may\
        |queen|king|fighter|friends?|girl|boy|woman|man|one|soul|champion\
        |legend)\b)(?-i:[a-z])[\w-]+(?=\W*$|[:.,;]| (?:and|of)\b)
    laid to rest(?=\W.{0,40}?\b<myth>\b)
    <myth>,? (?:[\w,-]+ ){0,6}?laid to rest
    laid to rest (?:the|an?|those|these|all) (?:[\w-]+ )?<myth>
    obituar(?:y|ies)[- ](?:writers?|editors?|column\w*|pages?|desk|section)
    obituar(?:y|ies) (?:for|of|to)\b(?: (?:my|the|an?|our|old|left|right|her|his|both))* \
        (?:<alive>|<thing>|<myth>|<machine>)
    (?:funeral|eulogy|wake|memorial|tombstone|gravestone) (?:for|of|to) (?:(?:my|the|an?|our|old\
        |left|right|her|his|both) )+(?:<alive>|<thing>|<myth>|<machine>)
    <die> (?:down|off|out|back)
    (?:in )?the wake of(?! <~>(?:<people>|<family>)\b)(?! <full_name>)
    in (?:loving )?memory of (?:mice|rats|animals|lab\w*|things|times)
    (?:grief|bereavement) (?:counsel\w+|<people>)
    (?:hospice|palliative(?: care)?) (?:staff|<people>)(?=.{0,60}\b(?:burnout|train\w*|recruit\w*\
        |wanted|shortage\w*|tips?|union|strikes?|salar\w+|pay|retir\w+|honou?red|awards?)\b)
    (?:grief|griev\w+|bereave\w*)\b(?=.{0,80}\b(?:loss of|losing) (?:[\w’'-]+ )?(?:fertility|body\
        |breasts?|hair|identity|sensation|libido|work|job))
    memorial (?:sloan|day|hospitals?|health|medical|cancer|university|cent(?:er|re))
    (?:changes?|declines?|deficits?|problems?|improvements?|differences?|lapses|kept|held) in memory
    (?<!where )(?<!where do )(?<!when )(?<!when their )(?<!when our )(?<!when your )<many>(?: \
         <other>){0,5}? (?:dying|(?<!has )died|die)(?! <place>)(?! <by_event>)
    <many>(?: [\w’'%-]+){0,5}? (?:passed away|lost (?:their|to))
    (?:one|a|every|each|another|half|nobody|none)(?: \w+){0,3} dies (?:every|each|of)
    (?:told|given) (?:\w+ ){0,4}?<span> (?:left )?to live\W.{0,60}?\b<outlived>
    <outlived>\b.{0,50}? (?:told|given|had|predicted) (?:\w+ ){0,4}?(?:<span> to live|<span>)
    (?:nearly|almost) los(?:t|es?|ing) (?:her|his|my|their) (?:own )?li(?:fe|ves)
    <policy> passe[sd]
    (?:<course>|<policy>|<a_thing>|drugs?|ideas?|theor(?:y|ies)|compan(?:y|ies)|start-?ups?\
        |genes?)'s (?:[\w-]+ )?(?:death|demise|funeral|obituary)
    (?:saves?|saved|saving|chang\w+|touch\w+|improv\w+|rebuild\w*|women's|patients'|our|their\
        |your) lives on
    (?:cheat|escap|defi|defy|dodg|outr[au]n)\w* death
    ^named (?:after|for) (?:her|his|my|their) (?:[\w-]+ )?<family>,
    (?:nearly|almost|<not>|(?:would|could|might|should) have) (?:be |been |just )?<die>
    thought (?:i|she|he|we)(?: had| would| was going to| might| was| were)? <die>
    (?:mourn|griev)\w* (?:for )?(?:the )?(?:children|babies|baby) (?:not|never|i|we)
    (?:marriage|love|career|dream|idea|project|conversation|dogma|myth|libido|relationship\
        |romance|debate)s? (?:has |have |is |was |had )?(?:<die>|dead)
    (?:to )?die(?: for\b|-\w+)
    hope (?:that |which )?dies
    death of (?:an?|the) (?!<~>(?:<people>|<family>|woman|man|girl|patient|\d+-year-old)\b)[\w'-]+
    after (?:treatment|diagnosis|chemo\w*|mastectomy|surgery\
        |menopause)\W{1,3}(?:[\w’'-]+ ){0,3}?grie(?:f|ving)
    (?:airport|bus|ferry|train|computer|nerve) terminals?
    terminal (?:cleaning|velocity|nodes?|nerves?|building|window|command)
    left us (?:\w+less|with|an?|the|in tears|wondering|all|laughing|smiling|confused)
    <organ> (?:that |which |are |is |has |have )?<die>
    dying (?:breast )?(?:cancer )?(?:cells?|tumou?rs?|breed|to (?:know|meet|see|try|help))
    dying (?:(?:my|her|his|your|their|the) )?hair
    <die> of (?:embarrassment|laughter|boredom|thirst|shame)
    (?:obituary|remembrance) (?:for|of) (?:the|an?|<whose>) (?!<~>(?:<people>|<family>)\b)\w+
    dying (?:art|trade|industry|craft)
    (?:risks?|chances?|odds|rates?|likelihood|probability) of (?:a woman )?dying
    (?:fewer|more|less|as) likely to die
    passe[sd] away from (?:patent|the market)
    tribute (?:concert|band|album|act)s?
    (?:cells?|tumou?rs?|embers|hopes?|rumou?rs?|myths?) (?:that |which |are |is )?<die>
    lost to follow
    los(?:t|es?|ing) (?:her|his|their|my|your) (?:breasts?|hair|jobs?|voice|way|sense|nerve|cool)
    (?:farewell|good-?bye)s?,? (?:to )?<~>(?:chemo\w*|treatment|breasts?|boobs?|hair|ponytail\
        |wigs?)(?! (?:<people>|<family>)\b)
    (?:farewell|good-?bye)s?,? (?:to )?<~><thing>(?! (?:<people>|<family>)\b)
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
    (?:grief|griev\w+|loss|bereavement) (?:(?:after|over|of|for|from|following|about|with|since\
        |at) )?(?:(?:<whose>|an?|the) )?(?:(?!and\b)[\w-]+ )?<alive>
    (?:grief|griev\w+) (?:of|after|over) (?:going|being|living) flat
    in (?:ever |loving |fond )*(?:memory|remembrance) of (?:<whose>|the) (?:[\w-]+ )?<alive>
    living memorial
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
    (?:farewell|good-?bye),? (?!(?:[\w’'-]+ ){0,3}?(?:<people>|<family>)\b)(?!(?:to|dear|my|our\
        |sweet|old|and|from|after|for|as|in|at|on|so|box|boxes|letters?|note|party|over\
        |video)\b)(?-i:[a-z])[\w-]+
    widow maker
    widow's (?:walk|peak|cruse|mites?|humps?|pensions?)
    miss you at\b
    legacy (?:gifts?|giving|donors?|pledges?)
    (?:gifts?|us|charity) in (?:your|a|their|the) will
    <many> who (?:have |had )?die(?:d)?\b(?=.{0,120}\b(?:stud(?:y|ies)|registry|cohort|case\
        |analysis|rates?|risks?|data|records)\b)
    tributes? to (?:(?:the|my|a|our) )?<thing>
    mourn\w* (?:nothing|no)
    in memory (?:tasks?|tests?|clinics?|scores?|training)
    griev\w* (?:(?:an?|the|my|our|lost) )?(?:friendship|marriage|career|job|relationship)s?
    dies? the (?:[\w-]+ ){0,2}?(?:myth|idea|dogma|belief|hype|dream)
    who (?:still )?dies (?:of|from|young|early)
    who dies\?
    (?:dye|dress|do|ride) (?:and|or) die
    (?:rest in peace|r\.?i\.?p\.?),? (?:to )?(?:(?:my|the|our|old|dear) ){0,2}<thing>
    gone but not forgotten(?=\W{1,3}(?!<~>(?:<people>|<family>)\b)(?-i:[a-z]))
    lives (?:\w+ ){0,2}?lost (?:to|through|because of|by|from|each|every)
    remembrance of things past
    chapter of (?:my |her |his )?(?:treatment|chemo\w*|care|radiation|training|diagnosis)
    terminal (?:duct\w*|bud|buds|repeats?|cells?|kinase|complement)
    (?:grief|grieving|loss|bereavement) \w+ (?:(?:<whose>|an?|the) )?(?:lost |former \
        |old )(?:[\w'-]+)
    loss of (?:(?:the|my|her|an?|one) )?(?:\w+ )?(?:function|fertility|libido|sensation|taste\
        |smell|feeling\
        |confidence|income|work|job|appetite|control|identity|balance|sleep|hearing|memory|breasts?)
    (?:mak(?:e|ing)|writ(?:e|ing)) (?:a|your) (?:last )?will\b(?=.{0,60}\b(?:gifts?|donat\w+\
        |charit\w+|legacy))
    out of options\?(?=.{0,60}\b(?:new|trials?|drugs?|ask|more)\b)
    griev\w+ (?:for )?(?:<whose>|the|an?) (?!<~>(?:<family>|<people>|loved ones?|person|woman|man\
        |loss|death|passing)\b)[\w'-]+
    mourn\w* (?:for )?(?:<whose>|the) (?!<~>(?:<family>|<people>|loved ones?|dead|woman|man|loss\
        |deaths?|passing|lives|life)\b)(?-i:[a-z])[\w'-]*
    mourning sickness
    end[- ]of[- ]life (?:of|for) (?:an?|the|old) (?!<~>(?:<people>|<family>|person|woman\
        |man)\b)[\w'-]+
    end[- ]of[- ]life (?:<product>|dates?|notices?)
    end[- ]of[- ]life (?:(?:care|management|planning|plans?|polic(?:y|ies)|options?|strateg(?:y\
        |ies)|treatment) )?(?:of|for) (?:(?!(?:of|in|with|on|at|for|who)\b|<people>\b|<family>\b)\
        [\w-]+ ){0,3}?<product>
    (?:<product>|apps?|portals?|websites?|windows)(?: \d+)?(?:'s)? end[- ]of[- ]life
    (?:<product>|apps?|portals?|websites?|windows) (?:\d+ )?(?:[\w-]+ )?\
        (?:reach|near|approach|hit)\w* (?:(?:its|their|the) )?end[- ]of[- ]life
    (?:announce[sd]?|declare[sd]?) (?:the )?end[- ]of[- ]life (?:of|for|dates?)
    end of its (?:[\w-]+ )?life
    end of life as we kn[eo]w
    hospice (?:\w+ )?(?:training|careers?|jobs?)
    funeral directors?
    (?:giv\w+|gifts?|donat\w+|fundrais\w+) in memory(?! of\b)
    in memory (?:or|and) in honou?r
    died and dyed
    (?:in )?remembrance of (?!<~>(?:<people>|<family>|those|all)\b)(?-i:[a-z])[\w'-]*
    good grief
    (?<!last )(?<!final )good-?byes? to (?:my|your|her|his) (?:(?:chemo\w*|cancer|treatment\
        |radiation|infusion|breast|care|medical|old|favou?rite) )*(?:oncologists?|nurses?\
        |surgeons?|doctors?|radiographers?|technicians?|therapists?|physios?|navigators?)
    good-?byes? to (?:(?:chemo\w*|oncology|infusion|the) )*(?:nurses|oncologists|doctors)
    gone too soon\W{1,3}(?:(?:my|the|our|her|his) )*(?:<thing>|eyebrows|(?:eye)?lashes|curls\
        |nipples?|body|libido|periods?|sleep|summer|weekend)
    good death (?:for|of) (?:[\w-]+ )?(?:cells?|tumou?rs?)
    grief(?= .{0,30}\bafter (?:treatment|diagnosis|chemo\w*|mastectomy|surgery|menopause)\b)
    hospice-trained
    ^(?:(?!who\b|<people>|<family>|<first>)[\w’'-]+ ){0,4}?<policy>(?: (?:again|quietly|finally|has\
        |have|had|just|almost))* <die>(?! (?:at|aged?|from|of|peacefully|surrounded|suddenly)\b)
    <die> (?:in|on) (?:(?:the|a|an|us|state|full) )*(?:[\w-]+ )?(?:senate|committee\
        |subcommittee|congress|parliament|legislature|statehouse|chamber|floor|session)
    (?:mourn\w*|griev\w+|lament\w*|regret\w*) (?:the )?(?:[\w-]+ )?(?:loss|end|death|passing\
        |closing|closure|demise) of (?:[\w’'-]+ ){0,3}?(?:<policy>|<lost_thing>)
    vigil (?:<people>|(?:[\w-]+ )?(?:volunteers?|services?|projects?|program\w*))
    hospice <people> (?:runs?|ran|wins?|won|swims?|swam|cycles|climbs?|rais(?:es|ed))
    hospice <people> (?:answers?|on|explains?) (?:questions? (?:about|on) )?(?:[\w-]+ ){0,2}?\
        (?:<product>|<course>)
    ^dies (?:in|for|and|of|used|are) (?:[\w-]+ )?(?:tool\w*|mak\w+|manufactur\w+|stamping|casting\
        |metal\w*|production|machining|print\w*|implants?)
    (?:candle-? ?li(?:gh)?t )?vigils?(?!.{0,80}\b(?:killed|died|dead|deaths?|los[st]|mourn\w*\
        |victims?|memory)\b)(?=.{0,60}\b(?:on strike|strikers?|striking|strikes|picket\w*\
        |lay-?offs?|laid off|walk-?outs?|pay (?:rise|deal|cuts?)|(?:budget|job|funding) cuts?\
        |closures?)\b)
    (?:rest in peace|r\.?i\.?p\.?),? (?:to )?(?:(?!<~>(?:<people>|<family>|<first>)\b)(?-i:[a-z])\
        [\w’'-]+ ){1,3}?(?:<product>|<machine>|<thing>)(?=\W*$|[:;.,])
    died (?:once|twice|briefly|(?:\w+ )?times|on the (?:operating )?table|for (?:[\w-]+ ){1,3}?\
        (?:seconds|minutes))(?=.{0,60}\b(?:lived|lives|survived|is alive|came back|revived\
        |resuscitated|brought back|woke|walked|tell)\b)
    coffin corner
    rip [\w-]+\?
    named (?:for|after|in honou?r of) (?:the |its |her |his )?late
    widowed (?!<family>|partners|women|men|people|fathers|mothers|by|at|in|after|with|man|woman\
        |mother|father|dad|mum|mom|husband)[\w'-]+
    (?:told|said|feared|believed|sure|convinced) (?:(?:me|her|him|us|that) ){0,2}(?:i|she|he|we) \
        (?:had|would|was going to|might) (?:not live|<die>)
    dying for (?:an?|my|your|the|some|more|want)
    dying (?:\w+ )?(?:neurons?|nerves?|muscles?|tissues?|trees?|corals?|languages?|stars?)
    living wills? to \w+
    (?:costs?|money|effort|space|energy) and time remains?
    (?:when|once|if|after|where) (?:the |your |my |her )?(?:desire|hope|hair|pain|cancer|love|fear\
        |energy|libido|taste|sleep|joy|strength|money|tumou?r|lump|it|everything|power|appetite) \
        (?:is|are|was|were) gone
    remember(?:s|ing|ed) (?:the )?(?:\d+|\w+teen|two|three|four|five|ten|twenty|thirty|forty|fifty\
        |first|many) (?:years|days|decades)
    in (?:loving |fond )?memory of (?:the |an? |our |my )?(?:old |former |first |closed \
        )?(?:clinic|hospital|building|ward|wing|lab|laboratory|machine|scanner|office|cafeteria\
        |school|car|hair|breasts?|summer|days|way)
    early palliative care
    (?:honou?r\w*|tributes?|in honou?r) .{0,60}\bliving legends?
    griev\w* (?:an?|the|my|her|his) (?:career|job|marriage|friendship|dream|house|home)
    memorial (?:hermann|regional|healthcare|system|clinic|stadium|bridge|park|drive|union)
    (?:two|three|four|five|\d+) funerals and
    grief (?:hormones?|molecules?|chemicals?)
    hospice (?:shop|fun run|lottery|raffle|bake\w*|ball|gala|quiz|charity)s?
    (?:last|final|remaining) (?:few |couple of |[\w-]+ )?<span_end> (?:of|on|in|at|with|before\
        |until|under|without) (?:(?:<whose>|the|this|an?|early|adjuvant|weekly) )*<course>
    (?:last|final|remaining) (?:few |couple of |[\w-]+ )?<span_end> of (?:(?:<whose>|the|this\
        |an?) )?(?!<~>(?:<family>|<people>|<of_dying>)\b)(?-i:[a-z])[\w-]+
    <span_end> left (?:of|on|in|until|before|to) (?:(?:<whose>|the|this) )*<course>
    (?:last|final) (?:christmas|birthday|summer|winter|spring|autumn|fall|holiday|thanksgiving\
        |easter|trip|dance|party|swim) (?:(?:with|without) (?:(?:<whose>|an?|the|both|two\
        |long) )*(?:<alive>|<thing>)|before (?:(?:<whose>|the) )*(?:<course>|<thing>)\
        |as an? (?:patient|smoker))
    lost (?:<whose>|the) (?:[\w-]+ )?<family>['’]s (?!(?:life|fight|battle|love)\b)[\w-]+
    (?:funeral|burial|cremation|crematori(?:um|a)|cemetery|graveyard|hearse|coffin|casket\
        |gravestone|headstone|tombstone|urn|memorial)s?[ -](?:(?:car|van|plan|supply|home\
        |flowers?) )?(?:insurance|insurers?|cover|polic(?:y|ies)|industry|trade|business(?:es)?\
        |compan(?:y|ies)|firms?|parlou?rs?|florists?|singers?|drivers?|makers?|carvers?|workers?\
        |owners?|celebrants?|staff|sellers?|suppliers?|shops?|kits?|exhibitions?\
        |fairs?|raffles?|proceeds|prices|sales?)
    (?:coffin|casket|gravestone|headstone|tombstone|hearse)s?['’] (?:proceeds|prices?|makers?\
        |sales?|cost|owners?)
    (?:pink|painted|wicker|cardboard|willow|eco|mini|chocolate) (?:coffin|casket|hearse\
        |tombstone)s?(?=.{0,40}?\b(?:sold|sells?|sales?|rais\w+|charity|proceeds|art|exhibition\
        |fair|parade|festival)\b)
    coffin (?:nails?|shaped?|bays?)
    tombstone,? (?:arizona|pizzas?|movies?|films?|ads?|advertisements?)
    (?:funeral|cremation) homes?(?= (?:chains?|raises?|donat\w*|walks?|goes|go|turns?|sponsor\w*\
        |hosts?|backs?|prices?|costs?|fees|offers?|bus(?:es)?|vans?)\b)
    (?:pre-?paid )funerals? plans?
    funeral plans?(?=.{0,40}\b(?:pre-?paid|polic(?:y|ies)|insur\w+|worth|scams?|costs?|fees?\
        |sales?)\b)
    (?:crematori(?:um|a)|cemetery)(?= (?:heat|tours?|jobs?|fees|prices|concert)\b)
    memorial service (?:awards?|medals?|prizes?)
    dying wish(?:es)?(?:: | for |, )(?:(?:an?|the|some) )?(?:better|decent|real|proper|faster\
        |cheaper|fewer|less|good|free|softer|warmer|quieter|hot|cold|strong|more (?!time|days\
        |weeks|months|years?))
    (?:last|final|dying) wish[ -]?lists?
    dying (?:<whose> )?(?:<product>|<organ>)
    (?:scared|bored|worried|tickled|frightened|lov(?:e|es|ed)|sick|terrified|talk(?:ed|s)?\
        |work(?:ed|s)?|embarrass\w*|annoy\w*|thrilled|hugged|analy[sz]ed|discussed) (?:[\w’'-]+ \
        ){0,2}?to death
    (?:eulog(?:y|ies)|funerals?|requiem|obituar(?:y|ies)|last rites|farewell|tributes?) (?:for|to\
        |of) (?:(?:my|the|an?|our|old|left|right|her|his|both) )*(?:<course>|<thing>|<alive>\
        |<product>|<machine>)
    obituar(?:y|ies): (?:an?|the|my|our) (?!<~>(?:<people>|<family>|<first>|wom[ae]n|m[ae]n|girl\
        |boy|life|force|friend|saint|rock|soul|heart|mind|face|scientist)\b)(?-i:[a-z])[\w-]+\
        (?:[^.]{0,40}?\b(?:1[89]|20)\d\d ?[-–] ?20\d\d)?
    celebrat\w+ (?:of )?(?:the )?(?:life|lives) of (?:an?|the|our|this) (?:[\w-]+ )?(?:clinic\
        |hospital|ward|wing|garden|library|chapel|<product>|<machine>)
    hospice (?:(?:thrift|charity|second-hand|book|gift|pink) )?(?:shops?|stores?|runs?(?! by)\
        |walks?|rides?|auctions?|sales?|calendars?|raffles?|lotter(?:y|ies)|colou?r run)
    grief tourism
    never say die
    (?:(?!<people>|<family>|<first>)[\w-]+ ){1,4}?(?:is|are) (?:now |long )?\
        dead[,;:.–—!-]{1,2} ?long live
    (?<![\w’',] )(?:(?:radical|total|axillary|routine|annual|one-size-fits-all|mandatory|blanket\
        |adjuvant|hormone|paper|print|old|whole-breast|lifelong) ){0,2}(?:<course>|<thing>|<alive>\
        |\w+ectomy|dissection|screening|mammography|paradigm|dogma|records?\
        |medicine)(?: for (?:all|everyone|every \w+|most))? (?:is|are|was|were) (?:now |long \
        |officially )?dead
    coroner's (?:old|former) (?:building|office|house)
    los(?:t|es?|ing) (?:the|a|my) (?:[\w-]+ )?(?:<people>|person|woman|man|girl|body|self|life) \
        (?:that |who )?(?:i|she|he|we|you) (?:once )?(?:was|were|had been|used to be)
    (?:rest in peace|r\.?i\.?p\.?),? (?:(?:my|the|our|old|dear) )*(?:<product>|<machine>|<thing>\
        |<alive>)(?: machines?)?
    (?:(?<![\w’',] )|(?<=day )|(?<=night )|(?<=when ))(?:<whose>|the|an?|this|old) \
        (?:(?!<people>|<family>|wom[ae]n\b|m[ae]n\b|who\b)[\w-]+ ){0,2}?(?:<product>|<machine>\
        |<thing>|<course>|<alive>|fitbit|watch|lift|elevator|fridge|kettle|tv|chart|fax|email|web|internet|sourdough\
        |\w*plants?|garden|lawn|check-?ups?|mammograms?|dogma|era|rumou?r) (?:(?:has|have|had|just\
        |finally|suddenly|nearly) )*(?:<die>|(?:is|was|are|were) (?:now |long |officially )?dead)
    (?:<product>|<machine>|<thing>|<alive>)'s (?:obituary|funeral|eulogy|wake|death)
    lost (?:<a_name> ){0,3}(?:medicaid|medicare|medi-cal|coverage|funding|insurance|benefits\
        |grants?|approval|accreditation|aca subsidies)
"""
LIVING_LOSS = r"""
    (?:in)?fertility
    infertile
    menopaus(?:e|al)
    libido
    sex(?:ual|uality| life| drive)?
    (?:my|your|our|her|his|their|old|former|lost|changed|body|body's) (?:body|bodies|self|selves\
        |image|identity|breasts?|hair|nipples?|womb|uterus|ovaries|figure|looks|career|plans)
    (?:breasts?(?! cancer)|nipples?|ovaries|uterus|\w+ectom(?:y|ies)|amputations?|implants?\
        |reconstruction|flat closure|hair loss)
    miscarriages?
    (?:pregnanc(?:y|ies)|pregnancy loss)
    (?:motherhood|fatherhood|parenthood|childless\w*|eggs|embryos?)
    (?:child|children|babies|baby|kids|family|pregnanc(?:y|ies))(?: that)? (?:i|we|she|he|they\
        |you) (?:(?:will|can|could|would|did|may|might) )?(?:not|never|won't|can't|cannot\
        |couldn't) (?:be able to )?(?:ha(?:ve|d)|bear|carry|conceive)
    (?:child|children|babies|baby|kids) (?:never|not) (?:born|had|conceived)
    survivorship
    (?:breast )?cancer survivors?
    (?:after|when|once) (?:breast )?(?:cancer|treatment|chemo\w*) ends
"""
"""In a title, what living people grieve for: beside these, `MOURNING` tells of nobody's death."""
MOURNING = r"""
    grief
    griev\w+
    sa(?:y|ying|id) good-?bye
"""
OF_THE_DEAD = r"""
    (?:death|dead|died|dies|dying|deceased|bereave\w*|widow\w*|orphan\w*|hospices?|funerals?\
        |end[- ]of[- ]life|loved ones?|late|memoriam?|stillbirth|palliative|terminal(?:ly)?)
    (?:los(?:t|es|ing|s of)|without|grie(?:f|v\w+)|mourn\w*|good-?byes?|miss\w*|and (?:my\
        |our|her|his)) <~>(?:<family>)
    <family>'s (?:grief|loss|passing|last)
    remember\w*
"""
"""In a title, beside these grief is for somebody, whatever else is grieved for."""
MOURNED = r"""
    (?:grieves?|grieving|mourn\w*|good-?byes? to) (?:for )?<~>(?:<people>)(?<!survivors)
    (?:grie\w+ for|grieves?|grieving|mourn\w*|good-?byes? to) (?:[\w-]+ )?<full_name>
    (?:griev\w+|grief) for (?!my\b)<a_name>
"""
"""In a title, these name whom the grief is for, also by what the person did or survived."""
IN_GENERAL = r"""
    (?:no one|nobody|no patient|no person) (?:should |must |has to |need )?dies? alone
    (?:how|when|ways|time|learning|prepar\w+|help\w*|need|chance|wants?|about|hard to|art of) \
        (?:[\w’'-]+ ){0,3}?(?:to )?sa(?:y|ying) good-?bye
    sa(?:y|ying) good-?bye to (?:my|her|his|your|our|their) (?:[\w-]+ )?(?:children|kids)
    for (?:an?|your|their) (?:loved one|parent|partner|spouse|mother|father)'s (?:death|passing)
    who (?:have |has |had )?lost (?:an?|their) (?:parent|partner|spouse|child|sibling)s?
    griev\w+ before (?:the|a) (?:loss|death)
    living (?:funeral|wake)s?
    (?:writ\w+|wrote|plan\w*|host\w*|rehears\w+) (?:the|an?|her|his|my|their) (?:own )?(?:eulogy\
        |obituary|funeral|wake) (?:herself|himself|myself|themselves)
    if (?:this|the|an?|your) (?:patient|person|parent|partner) (?:died|dies)
    (?:my|your|our) own (?:funeral|wake|death|obituary|eulogy|memorial)
    (?:after|since|with|by) an? (?:death|loss)\b
    (?:after|when) (?:an?|your|one) (?:[\w’'-]+ ){0,2}?(?:has died|is dead|dies|died|passes away)
    (?:after|when) their (?:[\w’'-]+ ){0,2}?(?:dies|passes away)
    (?:will|would|must|to) leave behind
    you leave behind
    widow(?:ed|ers?|s)?\b(?=.{0,50}\b(?:groups?|support|networks?|camps?|retreats?|clubs?)\b)
    when (?:an?|your|someone|somebody|people)(?: [\w’'-]+){0,3} (?:dies|died)
    anticipatory (?:grief|mourning)\b.{0,20}\bmourning
"""
"""In a title, these tell of death as a subject, not of somebody."""
OF_A_FAMILY = r"""
    (?<!since )(?<!since my )(?:<blood>),? (?:(?!when |after |<family>)[\w’'-]+ ){0,3}?\
        (?:died|has died|had died|passed away)(?! <recently>)
    (?:death|loss|passing) of (?:<whose>|a) (?:[\w’'-]+ )?(?:<blood>)
"""
TESTED = r"""
    (?:was|were|got|am|be|being|gets?|getting) (?:tested|screened)
    (?:genetic|gene|brca\w*) \w+
    (?:a|the|her|his|my) (?:genetic )?tests?
    brca\w*
    hereditary
    (?:my|her|his|your|own|at higher) risk
    family history
    carr(?:y|ies|ied|iers?)
    screening
    prevent(?:ive|ion|ing)?
"""
"""In a title, beside these a death in the family is why somebody had a test."""
PRAISE = r"""
    in (?:her|his) honou?r
    (?:<whose> |with |a )*heavy hearts?
    sad news
    (?:will|shall|'ll|sadly|sorely|greatly|dearly|deeply|much) (?:(?:all|be|so|very|always|greatly\
        |sorely|dearly|deeply|much) ){0,3}miss(?:ed)?\b(?: (?:you|her|him|<a_name>))?
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
    beat(?:s|en|ing)? (?:[\w-]+ )?<disease>
    (?:cancer|disease)[- ]free
    (?:is|she's|he's|now) in remission
    will be (?:at the finish|there|watching|cheering)
    retir(?:e|es|ed|ing|ement)
    step(?:s|ped|ping)? down
    hangs? up (?:her|his)
    outgoing
    new (?:job|role|post|chapter)
    (?:maternity|parental|sick) leave
    leaves? (?:for|to (?:join|lead|head|work))
    moves? to
    moves? on
    lifetime achievement
    (?:nurse|doctor|oncologist|surgeon|teacher|volunteer|caregiver|researcher|citizen|employee\
        |woman|person) of the (?:year|month|week)
    (?:collect\w*|receive[sd]?|receiving|accept\w*|w[io]n\w*) (?:(?:her|his|an?|the) )?(?:[\w-]+ \
        ){0,2}?(?:awards?\
        |prizes?\
        |medals?)
    thank you for (?:this|another|your)
"""
"""Of somebody who leaves, or lives on, `PRAISE` tells of no death."""
OUTLIVED = r"""
    prognosis (?:is|was|being) (?:very |so )?(?:excellent|good|great)
    (?:just |has )?turn(?:ed|s) [5-9]\d
    (?:beat(?:s|ing)?|def(?:y|ies|ied|ying)) (?:the |all |her |his )?(?:odds|doctors|expectations)
    that was (?:(?:back )?(?:in )?(?:19|20)\d\d|\w+ years ago)
    outlived (?:[\w’'-]+ ){0,5}?(?:estimates?|predictions?|expectations?)
    years later,? (?:i|she|he|we)
    (?:most|many) (?:women|people|patients)? ?<~>(?:are|is|be) cured
    in (?:full |complete )?remission
    (?:cancer|disease)[- ]free
    no (?:sign|evidence|trace) of (?:disease|cancer)
    all[- ]clear
    (?:\w+ )years (?:clear|free|on|cancer-free)
    cleared (?:her|his|the) (?:tumou?rs?|cancer)
    (?<!who )(?:is|are) (?:still )?(?:alive|thriving|here)
"""
"""In the teaser of a title on dying, these tell of somebody who lived on."""
GRIEF = r"""
    grief
    griev\w+
    bereave\w*
    widow(?:s|ers)
    (?:last|final) (?:gifts?|words|wish(?:es)?|chapter|letters?)
    hospices?
    (?:her|his|(?:<family>|(?-i:[A-Z])[\w-]+)'s) (?:last|final)
    sa(?:y|ying|id) good-?bye
"""
"""In a title whose teaser tells of a death, these tell of somebody's death, too."""
BEREAVED = r"""
    grief
    griev\w+
    bereave\w*
    widow(?:s|ers|hood|ed)
    life after loss(?! of\b)
    (?:who|have|has|had) (?:have |has )?lost (?:an?|their|his|her) (?:parent|partner|spouse|child)
"""
"""In a title, grief for somebody; what is no person was taken out before."""
TELLS_OF_GRIEF = r"""
    bereave\w*
    grieving (?:families|relatives|children|parents|the (?:death|loss))
    after the (?:death|loss) of (?:an?|their|your) (?:partner|parent|spouse|child|loved)
"""
"""In a teaser, grief for somebody."""
STOPPING = r"""
    (?:stop(?:s|ped|ping)?|end(?:s|ed|ing)|refus(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|no more\
        |without more|enough) <~>(?:chemo\w*|treatments?|therap(?:y|ies)|drugs)
    (?:chemo\w*|treatments?|therapy) (?:stops?|no longer works?|has stopped)
    running out of (?:options|time|road)
    bucket lists?
    (?:my|her|his) last (?:birthday|christmas|summer|spring|winter|holiday|dance|trip)
    conversations?
    (?:say(?:s|ing)?|said) no to
    (?:last|final) (?:stretch|lap)
    goodbyes?
    let (?:me|her|him) go
    one more (?:round|line|cycle|drug|trial)
    (?:ending|endings)
    letters? (?:for|to) (?:later|my|her|his|the)
    legacy
"""
"""In a title, these tell of dying if `COMPANY` stands in the title or the teaser."""
COMPANY = r"""
    good days
    another line of (?:therapy|treatment|chemo\w*)
    limited time
    enough was enough
    hospices?
    palliative
    comfort
    terminal(?:ly)?
    dying
    (?:last|final) (?:few |two |three |six )?(?:weeks|months|days)
    (?:few |two |three |six |\d )?(?:weeks|months) (?:left|to live)
    time (?:\w+ )?(?:\w+ )?left
    (?:wishes|prepar\w+|plans) for the end
    (?:my|her|his) last\W*$
    morphine
    mattered most
    time at home
    (?:like|want|wish) to die
    won't survive
"""
