"""The phrases by which `content_notes` knows articles about the end of life. Pure data.

Each line is a regular expression of one phrase, as in `death_phrases`.
"""

TIME_LEFT = r"""
    (?:i|we|you|she|he|they|<family>)(?:'ve| have| has| had) (?:got )?<so_many>(?:weeks|months)\
        (?=\W*$|[.,;:!?]| (?:and want|and i|at (?:best|most)|or so|maybe|perhaps|if))
    (?:weeks|months) at (?:best|most)
    (?:a|one) (?:week|month) at (?:best|most)
    (?:got|given|told|estimate\w*|expect\w*|prognosis)\W{1,3}(?:it\W{1,2}|is |was |of |me |her \
        |him |us ){0,2}<so_many>(?:weeks|months)(?=\W*$|[.,;:!?]| (?:to live|at|maybe|or so\
        |perhaps))
    (?:doctors?|nurses?|oncologists?|hospice|team|they) (?:says?|said|thinks?|thought|told|expects?\
        |expected) (?:(?:that|it|it's|this|is|was|only|just|now) ){0,5}a matter of (?:hours|days\
        |weeks)(?! (?:before|until|till|to|for)\b)
    hasten\w* (?:(?:<whose>|the) )?(?:own )?death
    stop(?:ping)? (?:of )?eating and drinking
    help(?:s|ed|ing)? (?:to |them |her |him |people |patients |me )?die
    (?:has|have|had) (?:perhaps |maybe |only |just |about )?until (?:the )?(?:spring|summer|autumn\
        |fall|winter|christmas|easter)(?! to\b)
    (?:turn|switch)(?:s|ed|ing)? off (?:a |the |her |his |my )?(?:heart pump|pump|pacemakers?\
        |defibrillators?|ventilators?)
    (?:no|out of) more (?:lines|options|treatments|drugs)(?=\W*$|[.,;:!?]| (?:of|to|for|left))
    (?:liver|kidneys?|lungs?|organs|body|heart)(?: is| are|'s) (?:failing|shutting down\
        |giving (?:up|out))
    donat(?:e|ing) (?:my|her|his) (?:own )?(?:body|brain)
    my last (?:good |few )?(?:days|weeks|months)
    (?:people|those|patients|loved ones|families|care) (?:at|near\
        |nearing) (?:the end(?! of (?!life))|death)
"""
"""Counts in a title and in a teaser."""
ABOUT_DYING = r"""
    (?:at|in|reach\w*|into) (?:the|its|her|his|their) (?:final|last) (?:stages?|phase)
    hospices?
    end[- ]of[- ]life
    end of (?:<whose>|an?) life
    terminally
    terminal[- ](?:ill(?:ness)?|cancer|breast|diagnos\w+|prognosis|care|phase|disease|patients?\
        |year|weeks?|agitation|sedation)
    terminal(?=\W*$|[:,])
    (?:<family>|<people>|patients?|women|men|people|someone|i|she|he|you|they|we|who|does|is\
        |<whose> \w+|<a_name>)(?:'m|'s|'re| am| is| are| was| were)? dying(?! (?:for|to|out|off))
    (?:the|a|an|my|our|her|his|for|with|of|about|while|be|being|death and|on\
        |living and) dying(?! (?:wall|days of|light|trade))
    dying (?:at|in|with|without|well|alone|young|from|of|people|patients?|women|men|person|woman\
        |man|child\w*|parents?|mother|mum|mom|father|dad|wife|husband|sister|friend|matters\
        |wish\w*|process|phase|care|days)
    ^dying(?=\W*$|[:,])
    (?:bill|law|vote|debate|right|assisted|help\w*) (?:on |to |with |in )?dying
    assisted (?:death|suicide)
    right[- ]to[- ]die
    (?:physician|doctor|medically)-assisted (?:death|dying|suicide)
    my will[,:]
    outliv\w+ (?:your|an?|her|his|their) (?:child|daughter|son)
    (?:treatment|chemo\w*) (?:is|has) (?:no longer|stopped) work\w+
    life's end
    (?:stay\w*|there|beside \w+|with \w+|care|comfort|sedation) (?:at|to|until|till) the end(?! of)
    if (?:this|the|an?|your) (?:patient|person|parent|partner) (?:died|dies)
    euthanasia
    (?:last|final) (?:few |two |three |six |\d+ )?<end> (?:of|with) <~>life
    (?:last|final) (?:few )?<end> (?:of|with) (?:living|her|his|mom|mum|dad)
    (?:her|his|their|(?:<family>)'s) (?:last|final) (?:few )?<end>
    (?:last|final) (?:good-?byes?|words|wish(?:es)?|breaths?|hours|days)(?! to\b)
    advanced? (?:care plan\w*|directives?|decisions?|healthcare directives?)
    living wills?
    do[- ]not[- ]resuscitate
    resuscitation (?:orders?|status|preferences|wishes|decisions|plans)
    (?:good|peaceful|dignified|bad) deaths?
    death (?:doulas?|cafes?|and dying|anxiety|with dignity)
    near death
    palliative sedation
    home deaths?
    deaths? (?:at home|in hospices?)
    ^terminal(?=,? (?:and|but|yet) (?!gate|bus|train|airport))
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
    anticipatory grief
    (?:grief|grieving|mourning) before
    sa(?:y|ying|id) good-?bye
    comfort care
    comfort measures(?! for (?!the dying))
    dying wish(?:es)?
    goals[- ]of[- ]care
    serious[- ]illness conversations?
    (?:die|dies|died|deaths?) (?:at|in) (?:home|hospitals?|hospices?|care homes?|intensive care)
    (?:when|after|once) (?:i['’]m|i am|we['’]re|she['’]s|she is|he['’]s|he is|they['’]re\
        |you['’]re) gone
    (?:last|final) (?:hours?|days?|weeks?|months?) (?:for|of (?:life|living)|at home|with|together)
    final (?:hours|days|weeks|months)(?! (?:to|for|in|of)\b(?! (?:life|living|her|his|my|their|mum\
        |mom|dad|a|an|one)\b))
    (?:last|final) (?:summer|christmas|birthday) (?:together|with)
    (?:last|final) \d+ (?:days|weeks|months) of life
    (?:withdraw\w*|withhold\w*) (?:treatment|care)
    (?:no more|out of) (?:treatment )?options
    nothing (?:more|left) (?:to (?:try(?! on\b)|offer)|can be done|could be done)
    there(?: is|'s| was) nothing (?:more|left) to do
    enough is enough
    aid in dying
    affairs in order
    (?:want|ready|choose|chose|chosen|wish) to die
    how (?:we|i|you|people) die
    (?:has|have|had) (?:only |just )?(?:weeks|days|months)(?: left|,|$)
    (?:health|healthcare|health care) prox(?:y|ies)
    when the time comes
    (?:when|should i|should we) (?:to )?stop (?:chemo|chemotherapy|treatment)
    (?:predict\w*|how much|about|of) time left
    (?-i:DNR|DNACPR)
    (?:about|understand\w*|explain\w*|mention\w*) death
    death and (?:\w+ )?(?:children|kids)
    life support
    death (?:literacy|positivity|positive|plans?|planning)
    memory box(?:es)?
    legacy letters?
    (?:her|his|my) final (?:christmas|summer|birthday|easter|autumn|winter|spring)\
        (?! (?:semester|term|exam\w*|season|break|before|in|on|of|during|with|as)\b)
    (?:kids|children|daughter|son|family|husband|wife) will [\w’'-]+(?: up| on)? \
        without (?:her|him|me|them)(?=\W*$|[.,;:!–—])
    funerals?
    (?:months|weeks|days|years?) (?:left )?to live
    how long (?:do|have) (?:i|we|you) (?:have|got)(?! to (?!live))
    how long (?:i|we|you|she|he|they|patients|people|women|someone) (?:have|has|had)(?: left| got\
        | to live)?(?! to| been|\w| \w)
    (?:die|dies)(?! (?:out|down|off|back|hard|of|from|every|each|sooner|later|earlier|younger|more\
        |less|at an?|at higher|at lower|within)\b)
    how to die
    (?:hours|days|weeks|months) (?:of|before|prior to|preceding) (?:the )?death
    (?:limited|short|shortened) life expectanc(?:y|ies)
    life expectancy (?:talks?|conversations?|discussions?|estimates?)
    (?:nothing|no) (?:more|else|further) (?:that )?(?:we|they|you|anyone|doctors|medicine) can do
    (?:cure|treatment|recovery) is no longer (?:possible|an option|the goal)
    (?:beyond|no longer a|no) cure:
    (?:prepar|ready)\w* (?:[\w’'-]+ ){0,3}?for (?:the )?(?:loss|death|goodbyes?|parting)
    (?<!in-)(?:hospital|home|hospice) deaths?
    ^death(?:,|:|\?| is| was)
    do[- ]not[- ]attempt[- ](?:cardiopulmonary[- ])?resuscitat\w+
    prognos\w+ (?:awareness|disclosure|discussions?|talks?|communication|conversations?)
    (?:talk|speak|tell|told|know)\w* <~>(?:won't|will not) (?:survive|be here|be there|be around\
        |see)
    quality over quantity
    (?:done|finished) with (?:chemo\w*|treatment) (?:for good|forever)
    living (?:funeral|wake)s?
    time (?:is|was|grows|runs|gets) (?:short|running out)
    time (?:that )?(?:i|we|you|she|he|they)(?: still)? (?:have|has|had) left
    time (?:left|remaining)(?! (?:to|on|for|in|until|before)\b)
    (?:doctors?|oncologists?|they) (?:said|say|gave (?:me|her|him|us)|give (?:me|her|him|us)\
        |told (?:me|her|him|us))(?: [\w'-]+){0,3}? (?:weeks|months)(?! (?:of|until|before|after\
        |between)\b)
    (?:weeks|months),? (?:they|the doctors?|my (?:doctor|oncologist)) (?:said|told)
    going to die
    (?:will|may|might|must) die(?:(?! (?:of|from)\b))
    (?:know|knew|knowing|told) (?:that )?(?:i|you|she|he|they) (?:am|are|is|was|were) dying
    (?:death|the end(?! of)) (?:is |was |grows |draws |comes )?(?:near|nears|close|approaches\
        |approaching)
    (?:near|nearing|approaching|close to|anticipating|awaiting) (?:the end(?! of (?!life))|death)
    (?:fac(?:e|es|ing)|prepar(?:e|es|ing) for|plan(?:s|ning)? for|talk(?:s|ing)? about|wishes for\
        |toward) the end(?! of (?!life))
    (?:power|powers) of attorney
    (?:mak(?:e|ing)|writ(?:e|ing)) (?:a|your|my|her|his) (?:last )?will
    (?-i:POLST|MOLST|ReSPECT form|POST form)s?
    code status
    stop(?:s|ping)? eating and drinking
    (?:quality|place|site|place and cause|manner|timing) of (?:death|dying)
    death cafes?|death cafés?
    (?:last|final) (?:line|rounds?) of chemo\w*:? <~>(?:ethics|enough|why|worth|no more)
    (?:when|how|whether) to stop:? (?:<~>)(?:chemo\w*|treatment|ethics|enough)
    (?:when|once|if) (?:cancer |active |curative |all |the )?(?:treatment|chemo\w*|drugs?)(?:(?: \
        stops? working| no longer (?:works?|helps?))(?!.{0,60}\b(?:next|options?|new|switch\w*\
        |resist\w*|second|third|trials?|drugs?)\b)| fails?\b.{0,40}\b(?:comfort|hospice)| \
        stops?:.{0,40}\b(?:comfort|hospice|palliative|nurse))
    (?:about|during|for|in) (?:the|her|his|my|their|your) (?:last|final) (?:months?|weeks?|days?)\
        (?! of (?!life))
    comfort,? not cure
    (?:cure|treatment|fighting) to comfort
    comfort (?:only|first|instead|over)
    (?:those|people|children|ones|family|families) (?:that |whom )?(?:you|i|we|she|he) (?:will \
        |must |shall )?leave(?: behind)?
    my (?:own )?(?:wake|death|obituary|eulogy|coffin|grave|burial)
    (?:last|final) (?:photo\w*|portraits?|journey|chapter|goodbye|farewell|rites)
    syringe drivers?
    (?:opioids|morphine|chemo\w*|treatment) (?:in|within|during) the (?:last|final)
"""
"""Counts in a title alone."""
IS_ABOUT_DYING = r"""
    nothing (?:left|more|else) (?:(?:they|doctors|we|anyone) can )?(?:to )?(?:try|do)(?=\W*$|[.,;:])
    (?:music|songs?|flowers|hymns?|readings?|poem) (?:[\w-]+ ){0,5}?(?:for|at) my (?:own )?\
        (?:service|funeral|memorial|wake)
    (?:home|house|hospital|bed|garden) (?:for|until|till|to) the (?:very )?end(?=\W*$|[.,;])
    gather (?:<whose> )?(?:people|family|loved ones|everyone)
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
    anticipatory grief
    (?:weeks|months) (?:left )?to live
    (?:near|approaching) death
    death (?:approach\w*|draws near)
    in (?:her|his|their|the) (?:last|final) (?:hours?|days?|weeks?)
    in (?:her|his|their|the) (?:last|final) (?:months?|year) (?:of life|at home|with)
    place of death
    (?:health|healthcare|health care) prox(?:y|ies)
    deaths? (?:is|are|was|were) (?:\w+ )?peaceful
    (?:die|died|deaths?) (?:at home|in hospices?)
    (?:when|after|once) (?:i['’]m|i am|she['’]s|she is|he['’]s|he is) gone
    (?:chosen|chose|choose|choosing|asked for|wants?|wanted|opted for) (?:only )?comfort(?: care\
        | only\
        | alone|\W*$)
    asked for (?:the |a )?(?:hospice|comfort)
    (?:wishes|plans?|prepar\w+|ready) for the end
    (?:weeks|months|days) left
    (?:has|have) (?:only |just |perhaps )?(?:weeks|months|days)(?=\W*$|, )
    time (?:that )?(?:i|we|you|she|he|they)(?: still)? (?:have|has|had) left
    my last (?:months|weeks|days|summer|christmas|birthday)
    (?:it|this) (?:will|may) be (?:my|her|his) last
    learning (?:how )?to (?:leave|die|let go)
    (?:speak|talk|talks|speaking|talking|honest|open|openly) about (?:dying|death)
    (?:children|family|families|daughters|sons|boys|girls) (?:i|she|he) (?:will|must) leave
    (?:more|another|further|no more|last) (?:lines? of )?chemo\w* (?:would|could|will|can) (?:do\
        |only|not)
    (?:refus\w+|declin\w+|turned down|said no to) (?:another|more|further|any more\
        |all) (?:lines? of )?(?:chemo\w*|treatment)
    with morphine
    (?:do|does|did) not expect (?:her|him|me|(?-i:[A-Z])[\w-]+) to (?:see|live)
    syringe (?:pump|driver)s?
    (?:the|(?-i:[A-Z])?[\w-]+'s) (?:last|final) days(?! (?:to|of (?!life)))
    (?:want|wanted|wish|like|hope|prefer|choose)\w* to die
    (?:will|may|might) not (?:live to )?(?:see|meet|reach) (?:(?:her|his|their|another|the next\
        |my) )(?:next |first |grand[- ]?|another )?(?:birthday|christmas|wedding|graduation\
        |children|spring|summer)
    how long (?:i|we|you|she|he|they) (?:have|has|had) (?:left|to live)
    (?:stopped|done with|finished with|no more) (?:chemo\w*|treatment)\b.{0,40}\b(?:home|sea\
        |sister|see)
    (?:of|for|in|at|with) (?:an?|the) hospice
    the hospice
    comfort care
    (?:the|her|his) (?:final|last) breaths?
"""
"""Counts in a teaser."""
