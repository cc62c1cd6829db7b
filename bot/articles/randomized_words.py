"""The expressions by which `evidence` knows trials in which chance decided who got what. Pure.

They read text in lower case, as those of `study_words` do.
"""

import re

from bot.articles.study_words import (
    ANY_WORD,
    OF_OTHERS,
    PEOPLE,
    PEOPLE_COUNTED,
    at_words,
    words_in,
)

RANDOM_WORDS = words_in(
    """
    random randomly randomised randomized randomisation randomization randomise randomize
    """
)
ALLOCATION_WORDS = words_in(
    """
    placebo allocated allotted assigned minimisation minimization blind masked envelope
    envelopes coin lot lots cards permuted computer
    """
)
CHANCE_WORDS = words_in(*RANDOM_WORDS, *ALLOCATION_WORDS)
RANDOM_TITLE = at_words(
    r"\b(?<!non-)(?<!non )(?<!mendelian )(?<!quasi-)(?<!quasi )(?<!pseudo-)(?<!adaptive )"
    r"(?:randomi[sz]ed\b(?! (?:in|within|into|for|by|at)\b)"
    r"(?:[,;]? \(?[\w\-/+.%]{1,40}\)?){0,8}?,? "
    r"(?:trial|study|comparison|evaluation|experiment|investigation)\b"
    rf"|randomly assigned (?:to\b|(?:[\w\-]{{1,20}} ){{0,2}}?{PEOPLE})"
    rf"|{PEOPLE} randomi[sz]ed to\b|placebo[- ]controlled,? double-blind(?:ed)? (?:trial|study)\b"
    r"|double-blind(?:ed)?,? placebo[- ]controlled,?"
    r" (?:[\w\-]{1,20},? ){0,4}?(?:trial|study)\b|cluster[- ]randomi[sz]ed\b)"
)
OF_ANOTHER_TRIAL = re.compile(
    r"\b(?:in|of|from|for|after|before|within|alongside|by|during|on|about|against|versus|why|to|as"
    r"|many|most|without|than|not|against|and|being|with) (?:(?:an?|the|this|our|each|any|its"
    r"|recent"
    r"|large|two|three|ongoing|[\w\-]{1,20}(?:cent(?:er|re)|blind(?:ed)?|controlled|label|phase"
    r"|national)|phase|[1-3]|i{1,3}|prospective) ){0,5}$"
)
"""Before its words, a title speaks of a randomized trial that the article may not report."""
REPORT_OF_TRIAL = re.compile(
    r"\b(?:results?|findings|outcomes?|analys[ei]s|follow-?up|report|data|update|evaluation"
    r"|sub-?study) (?:of|from|in) [^,.:;]{0,60}$"
)
FOUND_IN_TRIAL = re.compile(
    r"(?:\b(?:better|worse|safe|safely|effective|benefit|difference|gain|harm|effect|help|edge"
    r"|fewer|less|more|no|little|longer|faster|higher|lower|improv(?:es?|ed)|eas(?:es?|ed)"
    r"|reduc(?:es?|ed)|cuts?|slow(?:s|ed)|beats?|fail(?:s|ed)(?! to (?:report|tell|ask|list"
    r"|enroll?))|lower(?:s|ed)|boost(?:s|ed)"
    r"|prevent(?:s|ed)|extend(?:s|ed)|works?|worked|keep(?:s|ing)?|spar(?:es?|ed)|match(?:es|ed)"
    r"|shr[iau]nk(?:s|ing)?|delay(?:s|ed)|curb(?:s|ed)|halv(?:es?|ed)|rais(?:es"
    r"|ed)))\b[^.:;?!]{0,80}"
    r" in (?:(?:an?|the|large|small|new|first|recent|\w{3,9}-\w{3,9}|[a-z0-9\-]{3,12}) ){0,4}$"
)
"""A headline that tells a finding before its words: "No benefit of fasting in randomized trial"."""
NO_RANDOMIZED = at_words(
    r"\b(?:non-?\s?randomi[sz]ed|quasi\w{0,20}|pseudo-?random\w{0,6}|single-arm|simulat\w{1,5}"
    r"|emulat\w{1,5}|mendelian|propensity|planned"
    r"|(?<!care )planning(?= (?:an?|the|(?:of|for) an?|phase|randomi[sz]ed)\b)|proposed"
    r"|need for an?|call for|versus observational|rationale|will|to begin|to start"
    r"|designing|willingness|recruit\w{0,6}"
    r"|accrual|barriers|attitudes?|consent(?:ing)? (?:to|in)|lessons|interview study"
    r"|reporting of)\b",
    needed="""
        accrual* attitude* barriers* begin* call consent* designing* emulat* interview
        lessons* mendelian* need non* observational* planned* planning* propensity*
        proposed* pseudo* quasi* rationale* recruit* reporting simulat* single* start* will*
    """,
)
"""In a title, any of these vetoes the label."""
_LOOKED_AT_AGAIN = (
    r"retrospective|longitudinal|cohort study|insights from|associations?"
    r"|(?:is|are|was|were) associated|risk factors|prognos\w{1,6}|post[- ]hoc"
)
LOOKED_AT_AGAIN = at_words(
    rf"\b(?:{_LOOKED_AT_AGAIN}|predict(?:s|ed|ing)|biomarkers?|assays?)\b",
    needed="""
        assay* associated* association* biomarker* cohort factors* insights longitudinal* post*
        predict* prognos* retrospective*
    """,
)
"""In a title that names a trial as its source, any of these tells that the article is not about
what the trial compared, but about its people: who did well, and what was found in their blood."""
OF_ANOTHER_KIND = at_words(
    r"\b(?:interviews?|qualitative|focus groups?|views|perceptions|preferences|declin(?:e|ed|ing)"
    r"(?= (?:to|an?|the|trials?|randomi|consent|enrol|particip))"
    r"|refus\w{1,4}|survey|questionnaires?|costs?|cost-\w{1,15}|economic\w?|budget|model\w{0,6}"
    r"|markov|predict\w{0,6}|baseline|correlates|determinants|process evaluation"
    r"|fidelity|quality of (?!life)|methodolog\w{1,5}|statistical|estimand\w?|estimating|bias"
    r"|consent"
    r"|generali[sz]ab\w{1,6}|validity|eligib\w{1,6}|case reports?|highlights|symposium|meeting"
    r"|congress|reviews?|overview|meta-?analys[ei]s|pooled|individual patient|(?:machine|deep)"
    r" learning|artificial intelligence|radiomic\w?|nomogram\w?|signatures?|readers?|readings?"
    r"|choice experiment|vignettes?|validation|validat(?:e|ing)|reliability|reproducib\w{1,5}"
    r"|agreement|psychometric|variants?|germline|genotyp\w{1,4}|launch\w{0,3}|planned|starts?"
    r"|lessons|placebo effects?|nocebo|at entry|adherence in|registry|(?<!within a )cohort of"
    r"|real-world"
    r"|off trial|quality assurance|retraction|subgroups? of|racial|differences in|parent trial"
    rf"|{_LOOKED_AT_AGAIN}|secondary (?:[\w\-]{{1,20}} )?analys[ei]s"
    r"|(?:placebo|control) (?:group|arm)s?"
    r"|trials)\b"
    r"|(?<=^ )(?:why|what|how|my|the end|comment)\b",
    needed="""
        adherence agreement* associated* association* assurance* baseline* bias* budget*
        cohort comment* congress* consent* control* correlates* cost* declin* determinants*
        differences economic* eligib* end* entry* estimand* estimating* evaluation*
        experiment* factors* fidelity* focus generali* genotyp* germline* highlights* how*
        individual insights intelligence* interview* launch* learning* lessons*
        longitudinal* markov* meeting* meta* methodolog* model* my* nocebo* nomogram*
        overview* parent perceptions* placebo* planned* pooled* post* predict* preferences*
        prognos* psychometric* qualitative* quality questionnaire* racial* radiomic* reader*
        reading* refus* registry* reliability* report* reproducib* retraction*
        retrospective* review* secondary signature* start* statistical* subgroup* survey*
        symposium* trial* validat* validity* variant* views* vignette* what* why* world*
    """,
)
"""In a title that names no randomized trial of its own, any of these vetoes the label."""
TRIAL_OF_OTHERS = at_words(
    r"\b(?:markov|quality-adjusted|probabilistic sensitivity analysis|interviewed|thematic analysis"
    r"|focus groups?"
    r"|(?:irrespective|regardless) of (?:the )?(?:treatment|arms?|allocation|assign\w{1,5}"
    r"|randomi\w{1,7})"
    r"|discrete[- ]choice|choice sets|vignettes?|mendelian|variants (?:are|were|in)"
    r"|at meiosis"
    r"|(?:(?<=^ )|(?<=[.?!] ))i (?!and\b|or\b|to\b)[a-z]{2,}"
    r"|by weekday|hospital numbers?"
    r"|single-arm|we (?:read|thank|wonder)|no results|(?:i|we) argue|commentary"
    r"|(?:in )?this (?:editorial|viewpoint|comment|letter)|in this issue|i (?:was|am|had"
    r"|have"
    r"|learned|felt|think|believe)|my (?:own|year|trial|story|doctor)|as we reported"
    r"|declined? to be randomi|refused? (?:to be )?randomi|not those randomi|not randomi[sz]ed?"
    r"|explains|reanaly[sz]\w{1,3}|published trial|surveyed \d|genotyped|read by"
    r"|statistical methods|estimators|vehicle|xenograft\w?"
    r"|describes? the (?:design|protocol)|loss to follow-up was|before the data|in the model"
    r"|was simulated"
    r"|(?:secondary|post[- ]?hoc|ad[- ]hoc|retrospective) (?:[\w\-]{1,20} ){0,2}?analys[ei]s"
    r" (?:of|from|with|using) (?:[\w\-,:’'()/]{1,40} ){0,12}?(?:trial|study)"
    r"|retrospective (?:[\w\-]{1,20} ){0,2}?study"
    r"|within (?:the context of )?an? (?:[\w\-]{1,20} ){0,3}?randomi[sz]ed"
    r"|(?:by|admitted on|seen on|came on) alternate (?:days|weeks|months|patients)|(?:even"
    r"|odd) (?:or|and) (?:odd|even)|date of birth"
    r"|quasi-?\s?random\w{0,6}|all received the|(?:radiologists|pathologists) (?:read|marked))\b",
    needed="""
        adjusted* all alternate analys* argue* choice comment* data* date decline* describe*
        discrete* hospital weekday* editorial* estimators* even* explains* focus follow*
        genotyped* i interviewed* irrespective* issue* letter* markov* meiosis* mendelian*
        model* my not odd* pathologists* probabilistic published quasi* radiologists* read*
        reanaly* refuse* regardless* reported* results* retrospective simulated* single*
        statistical surveyed thank* thematic those variants vehicle* viewpoint* vignette* within
        wonder* xenograft*
    """,
)
"""In an abstract, any of these shows another kind of report."""
_CHANCE_DID = r"(?:assign(?:ed)?|allocated?|allotted|divided|distributed|received|given)"
_DEVICE = (
    r"(?:\b(?:(?:sealed|opaque|numbered) (?:[\w\-]{1,20},? ){0,2}?envelopes?|by lots?"
    r"|drawing (?:of )?lots"
    r"|(?:flip|toss)(?:ed|ing)?(?: of)? (?:an? )?coin|random[- ]numbers?|permuted blocks?"
    r"|(?:cards?|slips?|names|tickets?) drawn|drawn? from an? (?:box|bag|hat|urn|envelope)"
    r"|computer[- ](?:generated|made|drawn)"
    r"|electronically|interactive (?:web|voice|response)|minimi[sz]ation|the trials? (?:office"
    r"|unit))\b)"
)
"""By such a thing chance decides who gets what."""
ASSIGNED = at_words(
    rf"\brandomly (?:\w{{1,20}} ){{0,2}}?{_CHANCE_DID}\b|\b(?:divided|allocated"
    rf"|assigned) randomly\b"
    r"|\bunderwent (?:[\w:]{1,20} )?randomi[sz]ation\b|\bin (?:a )?random order\b"
    r"|\b(?:random (?:allocation|assignment) (?:to|into)|(?:by|according to|following|after) random"
    r" (?:allocation|assignment))\b"
    r"|\b(?:by|following|after) (?:an? )?(?:random draw|lottery|drawing of lots"
    r"|coin (?:toss|flip))\b"
    r"|\b(?:selected|chosen|picked|drawn) at random to (?:be offered|receive|get|be invited"
    r"|start)\b"
    r"|\brandomly (?:selected|chosen|invited) to (?:be offered|receive|get|start)\b"
    r"|\b(?:allocated|assigned) to [^.]{0,60}? (?:or|versus) (?:[\w\-]{1,20} ){0,2}?(?:placebo"
    r"|sham)\b"
    r"|\brandomly (?:determined|ordered|scheduled|timed) (?:date|order|time|sequence|step"
    r"|month)s?\b"
    r"|\bstepped[- ]wedge\b[^.]{0,120}?\brandom"
    r"|\bassigned,? (?:in an? )?\(?\d:\d|\b(?:assigned|allocated)\b[^.]{0,60}? by"
    r" (?:minimi[sz]ation|an? (?:[\w\-]{1,20} )?(?:list|sequence|computer))\b"
    r"|\b(?:in a|this|our) (?:[\w\-]{1,20},? ){0,3}?double-blind(?:ed)?,? (?:[\w\-]{1,20},? ){0,3}?"
    r"(?:trial|study)\b"
    r"|\b(?:assigned|allocated|allotted) (?:[\w\-]{1,20} ){0,8}?"
    r"(?:at random|randomly|by (?:[\w\-]{1,20} ){0,3}?randomi[sz]ation)\b"
    r"|\b(?:was|were|we) (?:\w{1,20} )?randomi[sz]ed\b"
    r"(?! (?:controlled|trial|clinical|study))"
    r"|\bone of (?:two|three|four|five|six) [^.]{0,60}?(?:at random|randomly)\b"
    rf"|\b(?:allocated|assigned|allotted|allocation|assignment) [^.]{{0,140}}?{_DEVICE}"
    r"|\ballotted (?:to )?(?:[\w\-]{1,20} ){1,5}?or\b"
    rf"|\b(?:was|were) (?:sent|given|offered|shown), by [^.]{{0,60}}?{_DEVICE}"
    rf"|\b(?:drawn|picked|chosen) [^.]{{0,40}}?{_DEVICE} (?:[\w\-]{{1,20}} ){{0,2}}?(?:for"
    rf"|to (?:get|be"
    r" given|have|receive|start)) (?!interview|(?:an?|the) (?:audit|interview|sample|study|survey)"
    r"|audit|inclusion|review|survey)"
    rf"|{_DEVICE} [^.]{{0,80}}?(?:allocated|assigned|allotted|determined|decided|settled)\b"
    r"|\bwhich (?:[\w\-]{1,20} ){1,12}?was (?:settled|decided|chosen"
    r"|determined) by [^.]{0,40}?coin\b"
    rf"|\b{PEOPLE} randomi[sz]ed (?:to|in a|between|1|2|into)\b|\brandomi[sz]ed \(?\d:\d"
    r"|\brandomi[sz]ed,? (?:[\w\-]{1,20},? ){0,4}?(?:design|fashion|manner|order)\b"
    r"|\brandomi[sz]ation was (?:stratified|balanced|done|performed|computer)"
    rf"|\b(?:we|and|then) randomi[sz]ed (?:them|all|these|\d[\d,]{{1,6}}|{PEOPLE})\b"
    r"|\ballocated \(?\d:\d"
    r"|\bdouble-blind(?:ed)?,? placebo[- ]controlled,? (?:[\w\-]{1,20},? ){0,4}?(?:trial|study)\b"
    rf"|\b(?:{PEOPLE_COUNTED}) (?:{ANY_WORD}){{0,5}}?{PEOPLE} (?:were|was|underwent|are)"
    rf" (?:{ANY_WORD}){{0,7}}?randomi[sz]ed\b(?! (?:[\w\-]{{1,20}} )?(?:trials|studies))"
    rf"|\bof (?:the )?(?:{PEOPLE_COUNTED}) (?:\w{{1,20}} )?randomi[sz]ed {PEOPLE}\b"
)
OWN_RANDOMIZED = at_words(
    r"\b(?:this|our|was an?|is an?|design[:,.]?|methods[:,.]?|setting[:,.]?"
    r"|we (?:(?:therefore|thus|then|here) )?(?:did|conducted|performed|undertook"
    r"|carried out|report|present|ran|designed|initiated))"
    rf" (?:{OF_OTHERS}[\w\-,/()’+]{{1,40}} ){{0,9}}?(?<!non-)(?<!non )(?<!adaptive )"
    r"\b(?:cluster-|block-)?randomi[sz]ed,? (?:[\w\-,/()+]{1,40} ){0,9}?(?:trial|study)\b"
    rf"|(?<=^\s)(?:in |[a-z, ]{{3,40}}: )?(?:an? "
    rf"|this )?(?:{OF_OTHERS}[\w\-]{{1,20}},? ){{0,4}}?(?:cluster-)?"
    rf"(?<!non-)(?<!non )randomi[sz]ed,? (?!{PEOPLE})(?:[\w\-,/()+]{{1,40}} ){{0,9}}?"
    r"(?:trial|study)\b(?! (?:was|were) (?:used|interviewed|genotyped|pooled|reanaly))"
)
NOT_ASSIGNED = at_words(
    r"\b(?:randomi[sz]ed (?:[\w\-]{1,20} )?(?:trials|studies)|parent (?:stud(?:y|ies)|trials?)"
    r"|is (?:\w{1,20} )?(?:running|indicated)|we (?:are|recommend|suggest|propose)"
    r"|baseline data (?:of|from)"
    r"|between (?:[\w\-]{1,20} )?development"
    r"|had (?:previously |already )?been randomi[sz]ed|no randomi[sz]ation|lacking|absence of"
    r"|mendelian|non-?\s?randomi[sz]ed|training (?:set|and|cohort|sample|data|group)"
    r"|validation|validating|derivation|discovery (?:set|cohort|sample|group)|(?:machine"
    r"|deep) learning"
    r"|test(?:ing)? (?:set|cohort|group|sample)|development (?:set|cohort|sample)|subsets?"
    r"|folds?|should|must|needed|needs?|required|warrant\w{0,3}|future|planned|ongoing|on-going"
    r"|underway"
    r"|awaited|upcoming|will|would|could be|may|lack(?:ing)?|few|no randomi[sz]ed|(?:are"
    r"|is) (?:being|(?:\w{1,20} )?random\w{0,7})"
    r"|not (?:been )?randomi[sz]ed|not a|without randomi\w{1,8}|randomly selected(?! to)"
    r"|random sampl\w{1,3}|and colleagues|(?:previous|prior|earlier|recent|another|other"
    r"|one|both|these|those) (?:\w{1,20} ){0,2}?(?:trials?|stud(?:y|ies))|largest trial"
    r"|previously (?:published|reported|described)|review|meta-?analys[ie]s|randomi[sz]ed trials"
    r"|propensity|emulat\w{1,5}|quasi-?\s?random\w{0,6}|rather than|plots?|genes|sequences"
    r"|slides|(?:tumou?rs|samples|cores|animals|models|eyes of) were (?:then )?random|images|scans"
    r"|cells"
    r"|wells|permutation|simulat\w{1,6}|(?:order|sequence) of (?:the )?(?:items|questions)"
    r"|questions"
    r"|(?:elsewhere|in trials|trials in which|nested in)|reported elsewhere|\d{1,3}-year-old"
    r"|(?:samples?|specimens?|plasma|serum|dna|tissue"
    r"|blocks(?! of (?:\d|two|four|six|eight|varying)))"
    r" (?:[\w\-]{1,20} ){0,4}?(?:of|from|in)"
    r"|animals|as if|who (?:was|is)|before randomi[sz]ation|randomi[sz]ed,? (?:\w{1,20} )?(?:trials"
    r"|studies)"
    r"|(?:(?:in|of|from) (?:\w{1,9}|\d{1,3})|two|three|four|five|six|several|many|\d{1,3})"
    r" (?:studies|trials))\b"
)
ASSIGNED_UNITS = at_words(
    rf"\b(?:{PEOPLE}|we|practices|practitioners|doctors|pupils|clinics|hospitals|cent(?:ers|res)"
    rf"|villages|districts|units|wards"
    r"|departments|pharmacies|surgeries|offices|sites|regions|counties|households"
    r"|schools|communities|towns|churches|salons|clusters|families|couples|dyads|breasts?|hands?"
    r"|feet|foot|eyes?|sides?|those|they|half|patient|participant|woman|man|person)\b"
)
"""One of these must stand in a sentence that assigns: variants and slides are no people."""


ARMS_COMPARED = at_words(
    r"\b(?<!non-)(?<!non )(?:randomi[sz](?:ed|ation)\b"
    r"(?! phase| (?:[\w\-]{1,20} ){0,3}?(?:trials|studies)\b)"
    r"|randomly|at random|random (?:numbers?|order|sequence)|allott?ed|non-?\s?inferior\w{0,3}"
    r"|two-arm|(?:double|triple|observer)-blind|masked|sham|cross-?over|(?<!on the )waiting[- ]list"
    r"|envelopes?|(?:toss|flip)\w{0,3} (?:of )?a coin|by lot|lots|lottery|one[- ]to[- ]one"
    r"|(?:given|received|offered) either\b(?=[^.]{1,60} or\b)"
    r"|(?:both|either|each|the two) (?:arms|groups)|(?:were|was) (?:both |all )?blinded"
    r"|drawn? from an? (?:box|hat|bag|urn)|unaware|identical (?:capsules|tablets|pills|packs"
    r"|bottles|vials)|the other (?:arm|group)"
    r"|(?:(?<!no )(?<!lack of a )(?<!without a )(?<!without )"
    r"(?:control|comparator|placebo)) (?:arm|group)(?! (?:for|of|in) (?:an? |the )?(?:ongoing"
    r"|future|current|planned|subsequent|next|new|phase)))\b",
    needed="""
        allot* arm* blind* coin* cross* draw* either* envelope* group* identical lot* lots* lottery*
        masked* non* noninferior* one* other random* randomi* sham* two* unaware* waiting*
    """,
)
"""Signs of groups that chance made, though no words of the abstract say how."""
