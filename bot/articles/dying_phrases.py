"""The phrases by which `content_notes` knows articles about the end of life. Pure data.

Each line is a regular expression of one phrase, as in `content_phrases`.
"""

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
    widow(?:s|ers|hood|ed)
    life after loss
    sa(?:y|ying|id) good-?bye
    comfort (?:care|measures)
    dying wish(?:es)?
    goals[- ]of[- ]care
    serious[- ]illness conversations?
    (?:die|dies|died|deaths?) (?:at|in) (?:home|hospitals?|hospices?|care homes?|intensive care)
    (?:when|after|once) (?:i['’]m|i am|we['’]re|she['’]s|he['’]s|they['’]re|you['’]re) gone
    (?:last|final) (?:hours?|days?|weeks?|months?) (?:for|of (?:life|living)|at home|with|together)
    final (?:hours|days|weeks?|months?)(?! (?:of|to|for|in) (?:<treated>|register|apply|sign|enter))
    (?:last|final) (?:summer|christmas|birthday) (?:together|with)
    (?:last|final) \d+ (?:days|weeks|months) of life
    (?:withdraw\w*|withhold\w*) (?:treatment|care)
    (?:no more|out of) (?:treatment )?options
    nothing (?:more|left) (?:to try|can be done|could be done)
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
    in (?:her|his|their|the) (?:last|final) (?:hours?|days?|weeks?)
    in (?:her|his|their|the) (?:last|final) (?:months?|year) (?:of life|at home|with)
    place of death
    (?:health|healthcare|health care) prox(?:y|ies)
    deaths? (?:is|are|was|were) (?:\w+ )?peaceful
    (?:die|died|deaths?) (?:at home|in hospices?)
    (?:when|after) (?:i['’]m|she['’]s|he['’]s) gone
    (?:chosen|chose|choose\w*) comfort care
"""
"""Counts in a teaser."""
GRIEF = r"""
    grief
    griev\w+
    bereave\w*
    widow(?:s|ers)
    (?:last|final) (?:gifts?|words|wish(?:es)?|chapter|letters?)
    hospices?
"""
"""In a title whose teaser tells of a death, these tell of somebody's death, too."""
OUTLIVED = r"""
    in (?:full |complete )?remission
    (?:cancer|disease)[- ]free
    no (?:sign|evidence|trace) of (?:disease|cancer)
    all[- ]clear
    cleared (?:her|his|the) (?:tumou?rs?|cancer)
    (?:is|are) (?:still )?(?:alive|thriving|here)
"""
"""In the teaser of a title on dying, these tell of somebody who lived on."""
