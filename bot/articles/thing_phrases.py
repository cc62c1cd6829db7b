"""The words of death and mourning that are said of things, for `content_notes`.

Pure data. Each line is a regular expression of one phrase, as in `death_phrases`.
"""

SAID_OF_THINGS = r"""
    (?:farewell|good-?bye|so long|adieu|adi[óo]s|adeus|rest in peace|r\.?i\.?p\.?),? (?:(?:to|dear\
        |sweet|old|my|the|our|left|right|beloved|long|trusty) )*<a_thing>
    (?:(?:(?:minute|moment)['’]?s?['’]? of )?silence|(?:flags?|colou?rs)\b.{0,20}? half[- ](?:staff\
        |mast)|half[- ](?:staff|mast)|black armbands?|last rites|candles?|vigils?|wakes?) (?:for\
        |over|to|at) (?:(?:my|the|an?|our|old|left|right|her|his|both|lost) )*(?:[\w-]+ )??\
        <a_thing>
    (?:los(?:s of|ing|t)|death of|missing|passing of) (?:(?:<whose>|the) )?(?:<title> )?\
        (?:<a_name> ){0,3}?(?:<a_name>|<people>|<family>)['’]s \
        (?!(?:[\w-]+ )?(?:<family>|<people>)\b)(?!(?:own )?(?:life|lives|fight|battle|love|voice\
        |smile|laugh\w*|light|wisdom|presence|warmth|kindness|spirit|guidance\
        |leadership)\b)(?-i:[a-z])[\w-]+
    (?:farewell|good-?bye)s? to (?:(?:the|our|my|old) )*(?:room|ward|wing|floor|suite|unit|bay\
        |lobby\
        |building|clinic|hospital|office|site|campus|waiting room)(?! (?:\w+ )?(?:<people>\
        |<family>))
    (?:says?|said|bids?|waves?|saying) (?:farewell|good-?bye) (?:after|following) (?:[\w-]+ ){1,3}?\
        (?:years|decades)
    survived by (?:[\w-]+ ){0,3}[\w-]+\?
    rip(?:[- ]?(?:currents?|tides?|cords?|saws?|stop|off|chip|seq|pcr)|-\w+)
    rip,? (?!<~>(?:<people>|<family>|<first>)\b)(?:[\w-]+ ){0,3}?[\w-]+\?
    rest in (?:peace|power) (?:and (?:quiet|calm|comfort|nature|silence|sunshine|warmth)|naps?\
        |chairs?|tools?|walks?|gardens?|rooms?|retreats?)
    rest in power,? (?!<~>(?:<people>|<family>|<first>)\b)(?-i:[a-z])[\w-]+(?=\W*$|[:;])
    ^dies(?!,(?! das\b))(?! (?:\d+|one|two|three|four|five|six|ten|at|aged?|after|following|in|on\
        |of|from|peacefully|suddenly|unexpectedly|while|days|weeks|hours|minutes|months|years|leaving\
        |with|without|as|before|by|for|to|when|alone|young|too|just|her|his|surrounded|holding\
        |waiting|awaiting|amid|having|doing|next|beside|shortly|soon)\b)(?!.*\b(?:<family>|aged\
        |children|sons|daughters|famil(?:y|ies)|siblings|grandchildren)\b)
    (?:taps?|mou?lds?|punch(?:es)?|tools?|jigs?) (?:and|&) dies
    (?:die|dies|died|dying) (?:a (?:little|bit|thousand deaths?)|a hundred times)
    ashes to (?!rest\b|be\b|the (?:sea|family|river|wind)\b|(?:<family>)|her\b|his\b)[\w-]+
    (?:rise|rises|risen|rising|rose|up|back) from the ashes
    los(?:t|es?|ing) (?:her|him|them) to (?:(?:the|a|an|another|our|their|more) )*(?:wait\w*\
        |paperwork|bureaucracy|red tape|insur\w+|system|competitors?|rivals?|jobs?|private \
        (?:practices?|sector|equity|compan\w+|firms?|clinics?)|practices?|follow-?ups?|traffic\
        |screens?|phones?|politics|retirement|academia|industry\
        |costs?|bills?|marathon|shopping|internet|travel)
    terminally[- ](?!(?:and )?(?:ill\w*|sick|unwell|diagnosed|injured)\b)[\w-]+\
        (?!.*\b(?:last|final) (?:years?|months?|weeks?|days?|summer|winter|spring\
        |christmas|birthday|chapter)\b)
    los(?:t|es?|ing) (?:[\w’'-]+ ){0,3}?(?:battle|fight)s? (?:over|for|with|against|about|to\
        |on)(?! (?:<day>|<month>|\d|(?:(?!<contended>)[\w’'-]+ ){0,6}?(?:<disease>\
        |<illness>)\b))
    los(?:t|es?|ing) (?:its|their) (?:[\w-]+ )?(?:battle|fight)(?! (?:against|with|to) <~><disease>)
    los(?:t|es?|ing) (?:[\w’'-]+ ){0,3}?(?:legal|court|insurance|custody|planning|appeal|pay\
        |disability|housing|benefits?|visa|patent|tax|job|parking|zoning) (?:battle|fight)
    losing battles?(?! (?:against|with|to) <~><disease>)
    los(?:t|es?|ing) (?:<whose> )?(?:[\w-]+ )?life (?:savings?|insurance)
    (?:cells?|tumou?rs?|cancers?|melanomas?|metastas[ei]s|virus(?:es)?|bacteria|fungi|germs?) \
        (?:(?:is|are|was|were|be|being|get|gets) )?killed by
    ^(?:<no_victim>[\w’',-]+ ){0,5}?(?:<animal>|trees?|roses|plants?)<of_animal> \
        (?:(?:has|have|had) )?(?:die[sd]?|passed away|passes away|(?:is|was) (?:gone|dead|dying))\
        (?!,? (?:at|aged) [2-9]\d\b)
    ^(?:<no_victim>[\w’',-]+ ){0,5}?<animal><of_animal>,? who \
        (?:(?!owners?|walkers?)[\w’'-]+,? ){1,12}?(?:has )?(?:died|dies|passed away)
    (?:<animal>)<of_animal>:? (?:obituary|tributes?)
    (?:obituary|farewell|tributes?|goodbye) (?:to|for) (?:(?!who|that|and|of|with|for|by|on|from)\
        [\w’'-]+ ){0,4}?<animal>(?=\W*$|[,:;.!?–—]| (?:who|that|dies|died|after|at|as|named)\b)
    hearts? (?:is|are) (?:so |very |still |all )?(?:full|warm\w*|grateful|happy|filled|open\
        |overflow\w*|bursting|racing|pounding|melt\w*|healthy)
    heavy hearts?(?=.{0,60}\b(?:cancel\w*|postpon\w*|close|closing|closure|end(?:s|ing)?\
        |discontinu\w*|resign\w*|moving|sell\w*|suspend\w*)\b)\
        (?!.*\b(?:death|died|passing|passed|loss|lost)\b)
    gone too soon:? (?:(?:the|an?|our|my|your|free) )+(?!<~>(?:<family>|<people>|<first>|wom[ae]n\
        |m[ae]n|girl|boy|friend|life|light|voice|soul)\b)(?-i:[a-z])[\w-]+
    remembered by (?:the )?(?:[\w-]+ )?(?:cells|immune|body|bodies|brain)
    vigils?(?= (?:over|of|by) (?!(?:<a_name>|<family>|grief|mourning|remembrance|prayer|candles)\b)\
        [\w-]+)
    living (?:will(?=(?: ?power)|\W(?:and|&)\W)|willpower)
    life support (?:groups?|networks?|coach\w*|workers?|services?|lines?)
    comfort care (?:kits?|bags?|box(?:es)?|packs?|packages?|parcels?)
    ^(?:<no_victim>[\w’',:-]+ ){0,8}?(?:ideas?|drugs?|start-?ups?|compan(?:y|ies)|projects?\
        |compounds?|molecules?|hypotheses|therapies|dreams?|careers?|programs?) \
        (?:(?:go|goes|come|comes) to )?<die>
    (?:legacy letters?|letters?): (?:write )?to your future self
    (?:last|final) breaths? of (?!<~>(?:<people>|<family>)\b)(?!(?:<a_name>|life|her|his|an?\
        |one)\b)[\w-]+
    (?:last|final) breath[- ](?:tests?|holds?|holding|exercises?|work|control)
    (?:<span_end>|time) left to (?:live (?:[\w-]+[- ](?:free|less)|abroad|cheaply|rent|like|large\
        |it|the)|enrol\w*|apply|vote|register|sign|comment|give|donate|buy|shop|save|win|enter)
    end[- ]of[- ]life as an? (?!(?:<family>|<people>)(?:\W*$|[,:;.]))(?!(?:<family>|<people>) \
        (?:sees?|saw|knows?|knew|lives?|lived|told)\b)(?!(?:hospice|palliative|dying|subject\
        |topic|stage)\b)[\w-]+
    bereavement (?:support )?groups?(?=.{0,60}\b(?:events?|calendar|classes|schedule)\b)
"""
"""These sound like a death or like dying, in a title and in a teaser."""
FEAR_OF_IT = r"""
    (?<!not )(?<!n't )(?<!never )(?:fear(?:s|ed|ing|ful)?|afraid|scared|terrified|frightened\
        |dread\w*|worr\w+|anxi\w+|panic\w*|thoughts?(?! of (?:her|his|the))|nightmares?) \
        (?:(?:[\w’'-]+ )?(?:of|about|that) )?(?:(?:the|my|her|his|your|i|she|he|you|to|will|would\
        |might|could|going|am|are|was|is) ){0,4}(?:death(?! of (?!an? (?:parent|loved|partner\
        |spouse|child|relative|friend)\b))|dying(?! <~>(?:<family>|<people>|wom[ae]n|m[ae]n\
        |friends?)\b)|die|dies)
    death anxiety
"""
"""Nearly all who have cancer know this fear, and help for it is not about the end of life."""
CALENDARS = r"""
    (?:wellness|events?|community|health|county|social|monthly|weekly|class|program\w*) calendars?
    calendar(?: of events)?(?=[,:]|\W*$)
    (?:community|upcoming|local|free|weekly|wellness|health) events
    events (?:in|for|this|of) (?:<month>|week|weekend|month)
    (?:class|event|program\w*) schedules?
    what's on(?! (?:my|your|her|his)\b)
    things to do
"""
"""In a title, a list of events: its teaser names groups and talks on anything."""
ONE_DEATH = r"""
    <a_name>,? \d\d,? (?:has )?(?:died|dies|passed away)
    (?:<a_name>|<full_name>)(?:,? \d\d)?,? who died
    (?:<a_name>|<full_name>|she|he|(?:my|our|her|his) (?:[\w-]+ ){0,2}?(?:<family>|<people>)),? \
        (?:has |had )?(?:\w+ly )?(?:died|dies|passed away)
    (?<!who )died of (?:[\w-]+ ){0,2}?<disease>
    died,? (?:leaving|aged|at \d\d|on <month>|in <month>)
"""
"""In the teaser of such a title, somebody's death, of which no line of events tells."""
