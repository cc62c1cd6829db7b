"""The phrases of gentle reports of a death, or of dying, for `content_notes`. Pure data.

Each line is a regular expression of one phrase, as in `death_phrases`. Those of a death tell that
somebody is missed, what somebody would have done, and what goes on without somebody or in
somebody's name. Those of dying tell what is left, what will not be seen, and who decides then.
"""

IS_ABSENT = r"""
    (?:chair|seat|place)s? left empty
    only (?:<first>|one(?: of (?:us|them))?|i|she|he) (?:is|am|was) (?:still )?(?:here|alive\
        |left) to tell
    (?:child|children|baby|boy|girl|<family>|<people>) (?:that |whom )?(?:they|we|she|he|i) \
        (?:have |had )?(?:buried|outlived)
    (?:did not|didn't|never) wake (?:up )?(?:from|after|again)
    cut short (?:her|his|their|an?) (?:young |short )?(?:life|lives)
    (?:her|his|<a_name>'s|<family>'s) (?:young |short )?life (?:was |had been )?cut short
    (?:could not|couldn't) save (?:her|him|<family>|<a_name>)
    (?:after|since|by|before|from) losing (?:an?|her|his|their|my|our|both|two|three)? ?\
        (?:[\w’'-]+ )?(?:twins?|sons?|daughters?|child|children|baby|babies|parents?|<family>)
    (?:\w+ ){0,2}?\w+(?:oma|[ae]mia|osis|itis) (?:took|claimed|killed|stole) (?:her|him|<a_name>)
    turn\w* (?:her |his |their |my |our )?(?:grief|loss|heartbreak|mourning) (?:into|to)
    heart (?:stopped(?: beating)? (?:on|at|last|this|one)|gave out|failed (?:her|him|on))
    <family>'s (?:service|wake|burial|memorial)
    (?:at|after|before|during|since) (?:her|his) (?:service|wake|burial|memorial)
    lived (?:only|just|for only|for just)\b
    in (?:her|his|<a_name>'s) (?:honou?r|memory)
    (?:whom|that) (?:[\w-]+ )?<disease> (?:took|claimed|killed|stole)
    (?:has|have|had) been gone
    (?:i|we|he|she|they) still (?:dial|call|text|ring|talk to|talks to|reach for|reaches for|set\
        |sets|wear|wears|hear|hears)s? (?:your|you|her|his|him|mum|mom|dad|an?)
    fallen (?:<people>|<family>|sisters?)
    (?:<people>|<family>|those|women|men|one|names|people) (?:[\w’'-]+ ){0,2}?lost to(?! follow)
    dies? (?:by|from) suicide
    (?:<a_name>'s|her|his|<family>'s) (?:fatal )?(?:overdose|suicide)
    (?:years?|months?|weeks?|christmas|birthday|summer) without (?:you|her|him|mum|mom|dad)
    (?:donor|<family>)(?:'s|s') (?:heart|lungs?|liver|kidneys?|organs?|corneas?|eyes) (?:beats?\
        |saved?|live[sd]?|gave|gives?|went|helped|helps|now|keeps?)
    (?:her|his|their|<family>'s) organs (?:saved?|gave|went|were|helped|live)
    (?:organs|heart|lungs|liver|kidneys) (?:of|from) (?:her|his|a|their) (?:<~>)?<family>
    born (?:still|sleeping)|stillborn|infant loss|baby loss|angel bab(?:y|ies)
    (?:gave|donated|left) (?:her|his) (?:body|brain) to (?:science|research|medicine)
    (?:her|his) donated (?:body|brain|organs|heart)
    (?:loss|lost) (?:of )?(?:<whose> |an? |the )?(?:[\w’'-]+ ){0,2}?(?:son|daughter|husband|wife\
        |child|baby|children|twins?|classmates?|teammates?|colleagues?)
    (?:the|every|each|an?) names? (?:is|are|was|were) read
    (?:candles?|lanterns?|luminarias?) (?:[\w’'-]+ ){0,4}?(?:for|bearing|with) (?:each|every|those\
        |the) (?:[\w’'-]+ ){0,3}?(?:names?|lost|lives|life)
    who is no more|is with the angels|(?:watch\w+|smil\w+|look\w+) (?:down|over us)(?: on us| from)?
    (?:one|two|three|four|five|six|\w+teen|ten|\d+) (?:years?|months|weeks) (?:after|since) (?:she\
        |he|<a_name>) (?:left|went|was gone|was taken)
    (?:parents|family|husband|wife|brother|sister|mother|father|widower|friends|colleagues) of \
        (?:the )?late
    late (?:<family>|<people>)(?:'s|s')?
    no longer (?:here|with us|among us)
    (?:she|he|who|<a_name>|<family>) (?:did not|didn't|never) (?:live to|live long|make it\b(?! to \
        the)|survive|wake up|come home|grow old|get the chance)
    (?:day|night|morning|year|week) (?:that )?(?:we|i|they) lost (?:her|him|<a_name>|<whose> \
        <family>)
    (?:before|after|since|until|when) (?:she|he|mum|mom|dad) was gone
    (?:since|now that) (?:she|he|mum|mom|dad) (?:was|is) gone
    lost (?:her|his|my|our|their) (?:[\w’'-]+ ){0,2}?<family>(?! (?:plan|support|histor))
    (?:at|after|before|since|planned) (?:the|an?|her|his) funeral
    (?:an?|the|as an?|<whose>|young) widow(?:er)?(?:'s)?
    (?:hearts|thoughts|prayers|love) (?:are |is |goes? (?:out )?)(?:with|to) (?:<~>)?\
        (?:<family>|family|loved ones)
    (?:<whose>|the|and) (?:hearts|thoughts|prayers) (?:are|go out)
    (?:sadly|sorely|greatly|dearly|deeply|badly|much|terribly) missed
    (?:will|shall|'ll) (?:all |be )?(?:so |very |always |greatly |sorely |dearly |forever \
        )?(?:miss (?:you|her|him|<a_name>)|missed)
    (?:on|what|it) would have been (?:her|his|<a_name>'s|<family>'s|the|my)
    (?:she|he|mum|mom|dad) (?:would|should)(?: have|'ve) (?:turned|loved|hated|wanted|liked|laughed\
        |celebrated|smiled|adored|said|told|danced|sung|cheered|enjoyed|insisted|approved|done the \
        same|been (?:so )?(?:proud|thrilled|delighted|happy|\d\d))
    (?:<whose>|the) (?:<family>|<people>) (?:we|they|i|she|he) (?:have |had |'ve )?lost
    (?:finish\w*|complete\w*|carr\w+) (?:[\w’'-]+ ){0,4}?(?:she|he|<a_name>) (?:had )?(?:began\
        |begun|started|left|could not finish|never finished)
    until her death|until his death
    (?:told|wrote|said|recorded|sent|posted|filed) (?:[\w’'-]+ ){0,4}?(?:before|until) (?:she|he) \
        died
    (?:in|within) (?:the )?(?:\w+ ){0,2}(?:since|after) (?:she|he|<a_name>) (?:died|passed)
"""
"""Counts in a title and in a teaser."""
IS_REMEMBERED = r"""
    <family>,? (?:\w+ )(?:years?|months?|christmases) (?:on|later|without|gone)(?=\W*$|[:,])
    (?:in|bear\w*|carr\w+|under) (?:her|his|<a_name>'s|<family>'s|(?:mum|mom|dad)'s) (?:name\
        |honou?r|memory|footsteps)
    named (?:in|for|after) (?:her|him|(?:her|his|my|our|their) <family>|<family> lost)
    (?:carr(?:y|ies|ied|ying)|pass(?:es|ed|ing)?) on (?:her|his|<family>'s|<a_name>'s|an?|the\
        |(?:mum|mom|dad)'s|their|our) (?:[\w’'-]+ ){0,3}?(?:legacy|work|mission|dream|fight\
        |memory|spirit|flame|torch|campaign|wish)
    (?:continu\w+|honou?r\w*|fulfil\w*|liv\w+ out|preserve[sd]?|preserving|build\w* on|built on\
        |uph[eo]ld\w*) (?:her|his|<family>'s|<a_name>'s|(?:mum|mom|dad)'s|the) (?:late \
        )?(?:[\w’'-]+ ){0,2}?(?:legacy|memory|dream|last wish|final wish|dying wish|spirit)
    (?:keep\w*|kept) (?:her|his|<family>'s|(?:[\w-]+ ){0,2}?<a_name>'s|(?:mum|mom|dad)'s) \
        <~>(?:memory|dream|spirit|name|light|flame|story|work|fight|campaign|voice|garden) (?:alive\
        |going|burning|lit)
    (?:carr\w+|go(?:es|ing)?|went|run\w*|play\w*|live|lives|living|moving) on without (?:her|him\
        |(?:<whose> )?<family>|(?-i:[A-Z])[\w-]+)
    what would (?:mum|mom|dad|she|he|<a_name>) (?:say|think|do|have)
    (?:she|he|who|<a_name>|<family>|<people>) never (?:got|lived|had (?:the|a) chance|had time\
        |came home|met (?:her|his))
    (?:did not|didn't|never) live to
    (?:empty|vacant) (?:chair|seat|desk|place|bed|locker|peg)
    (?:set|lay|keep)s? (?:(?:her|his) place|a place for (?:her|him))
    years? of absence
    where (?:<a_name>|she|he|<whose> <family>) used to
    (?:we|i|they) (?:still |all |will |'ll )*miss (?:you|her|him|<family>|<whose> <family>\
        |(?-i:[A-Z])[a-z]+)
    (?:always|fondly|forever|lovingly|proudly)? ?remembered (?:in|with|by|at|as|for)
    remembered(?=\W*$)
    forever (?:in|\d\d|young|loved|missed)
    <people> (?:[\w’'-]+ ){0,7}?(?:is gone|are gone|no more)(?=\W*$)
    bur(?:y|ied|ying) (?!my head)(?:her|him|<somebody>|mum|mom|dad|<family>|(?-i:[A-Z])[a-z]+$)
    (?:plan|plans|planned|attend\w*|hold|held|miss\w*) (?:a|an|the|her|his) funeral
    (?:from|in|to) heaven(?! scent)
    (?:say|says|said|saying|bid|bids|wave|waves) (?:[\w’'-]+ ){0,2}?(?:farewell|adieu) to \
        (?:[\w’'-]+ ){0,4}?(?:<people>|<family>)
    (?:last|final) (?:voicemail|message|song|album|book|novel|poem|painting|exhibition|marathon\
        |broadcast|performance|film|gift) (?:of|from|by) (?:<~>(?:<people>|<family>)|<a_name>)
    (?:her|his|<family>'s|<people>'s|<a_name>'s) (?:last|final|dying) (?:wish|voicemail|song|album\
        |novel|poem|painting)(?: is| was)? (?:granted|fulfilled|honou?red|came true|come true\
        |comes true|released|published|shown|finished|played|heard)
    (?:anniversary|years?|months?|weeks?|decade) (?:of|since|after|on from) (?:her|his|<a_name>'s\
        |<family>'s|<people>'s|losing|we (?:lost|buried|said)|(?:she|he|<a_name>) (?:died|left\
        |passed|was taken))
    we(?: have|'ve)? lost (?:our|an?|one of \w+|the) (?:[\w’'-]+ ){0,3}?(?:<people>|<family>)
    los(?:es|t|ing) (?:an?|the|its|our|one of (?:its|our|the)) (?:[\w’'-]+ ){0,4}?(?:<people>\
        |<family>|soul|heart|pillar|force of nature|shining light)
    (?:dedicat\w+|devoted|sung|played|danced|swum|run) (?:to|for) (?:the memory|those|<whose> late)
    (?:nobody|no one) (?:[\w’'-]+ ){0,4}?like (?:her|him)
    (?:her|his) (?:unfinished|unread|unworn|unpublished)
    (?:grave|graveside|gravestone|tomb)(?=\W*$)
    heartbreak(?:ing)? (?:as|for|after|loss|for family)
    (?:tragedy|grief) (?:as|for|at|over|of) (?:<~>)(?:<people>|<family>|family|loss|death)
    (?:those|them|people) who (?:are|is) (?:gone|no longer)
    absent friends?
    (?:last|final) (?:call|patrol|shift|lap|bow|curtain|salute|ride home|roll call) (?:for|of) \
        (?:[\w’'-]+ ){0,3}?(?:<people>|(?-i:[A-Z])[a-z]+$)
    what (?:her|his|<a_name>'s|<family>'s) (?:brain|body|heart|autopsy|tissue|tumou?r) taught
    letters? to (?:my|her|his|our|a) (?:[\w’'-]+ ){0,2}?<family>,? (?:who|in|one|two|three|on|gone\
        |after|up)
    to (?:my|our) <family> in heaven
    (?:years?|months?|weeks?|days?) on:? (?:<~>)(?:miss|without|remember|grief|loss)\w*
"""
"""Counts in a title alone."""
WHAT_REMAINS = r"""
    (?:people|patients|those|women|someone|anyone) (?:with|who have|who has) (?:very |only |just \
        )?(?:limited time|little time|(?:a few |few )?(?:days|weeks|months)(?: or (?:a few \
        )?(?:weeks|months)|(?= to live| left|[,.])))
    time (?:is|was|grows|runs|gets|becomes) (?:very )?short(?=\W*$|[.,;:?!]| (?:and|so|now|for)\b)
    <so_many>(?:weeks|months) (?:ahead of|before) (?:her|him|me|them|us)
    (?:ventilators?|life support|breathing machines?|respirators?|feeding tubes?) (?:(?:is|are|was\
        |were|be|being) )?(?:withdrawn|turned off|switched off|removed|disconnected)
    (?:turn|switch)(?:s|es|ed|ing)? off (?:(?:the|her|his|my|a) )?(?:ventilator|life support\
        |machines?|respirator)
    (?:her|his|my|their|mum's|mom's|dad's) (?:last|final) stretch
    (?:the|her|his|their|someone's) (?:last|final) hours
    (?:no one|nobody|no patient|no person) (?:should |must |has to |need )?dies? alone
    (?:time|days|weeks|months|hours|summers?|years?) (?:that |which )?(?:remain|remains|is left\
        |are left|(?:he|she|they) (?:has|have) left)
    (?:will|may|might|would|could|won't|must) (?:not |never )?(?:be (?:here|there|around) (?:for\
        |to see|when)|live to see)
    (?:she|he|i|they|we|<family>) (?:will|may|might) (?:not|never) (?:see|attend|meet|celebrate\
        |reach)
    not (?:live to )?see (?:another|the next) (?:spring|summer|autumn|fall|winter|christmas\
        |birthday|year)
    (?:life|world|family|home|christmas|on|live|cope|manage) without (?:me|you)(?=\W*$|[.,;:!?])
    speaks? for (?:you|me|her|him) (?:when|if)
    (?:health ?care|medical) (?:agents?|prox(?:y|ies)|surrogates?)
    surrogate decision\w*
    want(?:s|ed)? (?:the end|it) to (?:look|be|end)
    (?:mov\w+|turn\w*|go|going|went|enter\w*|choose\w*|choosing|chose|enrol\w+|transition\w*\
        |referred|referral\w*|admit\w*|transfer\w*) (?:in)?(?:to |for )?hospices?
    hospice (?:nurses?|care|team|staff|doctor|physician|bed|house|ward|chaplain|volunteer|patients?\
        |enrol\w+|referral\w*|use|stays?|admission\w*)
    (?:last|final) (?:days|weeks|months|hours) (?:of (?:life|living|her|his|my|their)|at home\
        |together|with (?:her|his|my|mum|mom|dad|the))
    (?:learn\w*|how|time|prepar\w+|ready|need\w*|help\w*) (?:<~>)?(?:to )?let(?:ting)? (?:her|him\
        |me|go)
    natural death|allow natural
    (?:refus\w+|declin\w+|forgo\w*|stopped|stopping|discontinu\w+|withdr[ae]w\w*) (?:all |any \
        |further |more |active |life-\w+ )+(?:treatment|therapy|chemo\w*|care)
    sa(?:y|ying) good-?bye to (?:(?:her|his|their|your|my|young|small|little|the) )+(?:children\
        |kids|daughters?|sons?|family|husband|wife|parents)
    (?:terminal|compassionate|palliative) (?:extubation|weaning|lucidity|sedation|discharge)
    (?:(?:stop|end|leav|withdraw|discontinu)\w*|off) (?:the )?(?:dialysis|ventilators?|life support\
        |feeding tube)
    (?:dialysis|ventilator|pacemaker|icd|defibrillator) (?:withdrawal|deactivation)|deactivat\w+
    death rattle|comfort[- ]focused|comfort measures only|goals[- ]of[- ]care
    (?:last|final|dying) wish(?:es)?
    (?:prefer\w*|place|where|wish\w*|want\w*|right|choose\w*|choosing|chose|home|alone|ready\
        |comfortabl\w+) (?:of |to )die
    (?:help\w*|comfort|support\w*|keep\w*|car(?:e|ing) for|sit\w*|sat|stay\w*) (?:with |beside |by \
        )?(?:the |a |her |his |our |someone who is |people who are |those who are )?dying
    (?:talk\w*|speak\w*|think\w*|conversations?|learn\w*|ask\w*|taught|teach\w*) (?:[\w’'-]+ \
        ){0,3}?about (?:death|dying|the end of life|the end(?=\W|$))
    (?:imminent|impending|approaching|coming) death
    actively dying|days to live|near(?:ing)? the end
    (?:her|his|my|their) own (?:death|funeral|eulogy|dying)
"""
"""Dying: counts in a title and in a teaser."""
TOWARD_THE_END = r"""
    (?<!in )(?<!over )(?<!during )(?<!for )(?<!within )the (?:last|final) (?:few )?(?:days|weeks\
        |months|hours)(?=\W*$|[:,;?])
    (?:her|his|my|our|their|mum's|mom's|dad's|<a_name>'s|<family>'s) (?:last|final) (?:few |two \
        |three |six )?(?:days|weeks|months|hours)
    (?:choose\w*|choosing|chose|decid\w+|decision) to (?:stop|end|forgo|refuse|decline) (?:all |my \
        |her |his |further )*(?:chemo\w*|treatment|therapy)
    (?:on|at|of|about) the final line
    (?:and|at|before|toward|towards|nearing) the end(?=\W*$|[:,?])
    (?:about|with|of|on|in|around|and) dying
    what dying
    (?:from )?(?:cure|curing) to (?:care|comfort|caring)
    (?:how|when|ways|time|learning|prepar\w+|help\w*|need|chance|wants?|before|about|hard to|art \
        of) (?:[\w’'-]+ ){0,3}?(?:to )?sa(?:y|ying) good-?bye
    (?:hours|days|weeks|nights?) (?:at|by|beside|around) (?:a|the|her|his|my) (?:deathbed|bedside)
    (?:how|what|where|when) (?:[\w’'-]+ ){0,4}?(?:want|wants|wish|hope|choose|like|prefer)s? to die
    last (?:rites|offices|responders?|breaths?)
    life-(?:sustaining|prolonging) (?:treatment|therapy|care)s?
    aggressive (?:care|treatment|chemo\w*|measures)\b.{0,40}\b(?:last|end|final|death)
    (?:chemo\w*|systemic therapy|treatment|intensive care|emergency \w+|radiotherapy\
        |transfusions?) (?:in|during|within|at|near|before) (?:the )?(?:last|final|death|end)(?! \
        of (?:treatment|trial|study|therapy))
    what happens (?:when|as|after) (?:we|you|people|patients|someone|somebody) (?:die|dies|are \
        dying)
    (?:caring|care) (?:for|of) (?:the|a|someone who is|people who are|patients who are) dying
"""
"""Dying: counts in a title alone."""
