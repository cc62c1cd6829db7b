"""The expressions by which `evidence` knows studies that observe people and assign nothing.

Pure. They read text in lower case, as those of `study_words` do.
"""

from bot.articles.study_words import ANY_WORD, OF_OTHERS, PEOPLE, PEOPLE_COUNTED, at_words, words_in

OBSERVED_WORDS = words_in(
    """
    cohort cohorts sectional registry registries registrations registered register retrospective
    retrospectively prospective prospectively questionnaire questionnaires survey surveys surveyed
    observational nested longitudinal records charts chart claims seer biobank nationwide
    interviews interview interviewed qualitative thematic focus mendelian emulated emulating
    emulation emulate consecutive series database databases dataset routinely administrative
    completed answered experience mixed world
    real control controls case population slides scans images treated diagnosed seen screened born
    reviewed identified followed cross observed ecological trends gwas genome crossover
    disproportionality pharmacovigilance spontaneous interrupted self
    person standardised standardized joinpoint lag latent propensity inverse diary
    """
)
_STUDY = (
    r"(?:study|analysis|analyses|survey|design|cohort|review|data|evaluation|project|component|arm"
    r"|comparison|sub-?study)"
)
_DESIGN_NAME = (
    r"(?:cohort|case[- ]control|case[- ]cohort|cross[- ]sectional|observational|retrospective"
    r"|population[- ]based|registry[- ]based|register[- ]based|hospital[- ]based|nested"
    r"|mixed[- ]methods|longitudinal|nationwide|qualitative|ecological|real[- ]world|registry"
    r"|follow-up|phenomenological|descriptive|correlational|diary)"
)
_INTERVIEWS = (
    r"(?:semi-?structured|in-depth|qualitative|narrative|individual|telephone|face-to-face)"
    r" (?:[\w\-]{1,20} ){0,2}?interviews?|interview study|focus groups?|thematic analysis"
)
_SOURCES = (
    r"(?:(?:cancer|tumou?r|prescription|patient|death|health|national|state|population|birth"
    r"|prospective|breast|clinical|linked|institutional|administrative|insurance|screening"
    r"|medicare|hospital|discharge|statewide|multicent(?:er|re)|research|seer|seer-medicare"
    r"|surveillance)"
    r"[- ](?!genom|the\b)(?:[\w\-]{1,20} ){0,2}?(?:registry|registries|registers?|databases?"
    r"|datasets?|claims)"
    r"|claims (?:data|of|from)|medicare claims|electronic records|(?:medical|hospital|health"
    r"|patient|clinical|pathology|dental)"
    r" (?:records|charts)|chart reviews?|\bseer\b|national cancer database|biobank"
    r"|linked (?:data|records|registers)|electronic (?:health|medical) records?"
    r"|routinely collected|nurses['’] health study"
    r"|real-world (?:data|database|evidence))"
)
_FROM_GENES = (
    r"mendelian randomi[sz]ation|genetically[- ](?:predicted|proxied|determined)"
    r"|genome-wide association|genetic instruments?"
)
_EMULATED = r"(?:emulat\w{1,4} (?:of )?(?:an? |the )?(?:[\w\-]{1,20} )?trials?|trial emulation)"
WITHOUT_TRIAL = at_words(
    rf"\b(?:{_FROM_GENES}|{_EMULATED}|propensity"
    r"|observational (?:component|arm|part|sub-?study|cohort) of)",
    needed="""
        association* emulat* genetically* instrument* mendelian observational propensity*
    """,
)
"""These designs speak of trials, and are none."""
_OVER_TIME = (
    r"(?:case[- ]crossover|self-controlled case series|disproportionality|pharmacovigilance"
    r"|test-negative|interrupted time[- ]series|spontaneous reports)"
)
"""Designs that compare people with themselves, or reports with each other."""
OBSERVED_TITLE = at_words(
    rf"\b(?:{_OVER_TIME}|{_DESIGN_NAME} (?:[\w\-]{{1,20}} ){{0,3}}?{_STUDY}\b"
    r"|retrospective\b|(?:a|the|prospective|birth|inception|matched) (?:[\w\-]{1,20} )?cohort\b"
    r"|(?:a|the) (?:[\w\-]{1,20} ){2,4}cohort(?=\W*$)"
    r"|(?!training|validation|simulated|virtual|new)[\w\-’']{2,20} cohort(?=\W*$)"
    r"|prospective follow-?up\b"
    r"|prospective (?:observational|cohort)|case[- ]series(?! of (?:two|three|four|five|six|seven"
    r"|eight|nine|\d\b))"
    rf"|{_INTERVIEWS}|qualitative (?:exploration|inquiry|interview)|real[- ]world (?:effectiveness"
    r"|outcomes?|use|experience|practice|treatment|safety)"
    rf"|{_FROM_GENES}|{_EMULATED}|{_SOURCES}"
    r"|(?:trends?|changes) in (?:[\w\-]{1,20} ){0,5}?(?:incidence|mortality|survival|rates?|use)"
    r"|(?:incidence|mortality|survival|prevalence) [^.:]{1,60}, (?:19|20)[012]\d ?(?:[-–]|to) ?"
    r"(?:19|20)?[012]\d\b"
    r"|trends? in [^.:]{1,80}\b(?:19|20)\d\d ?(?:[-–]|to) ?(?:19|20)?\d\d\b"
    rf"|survey (?:of|among) (?:[\w\-]{{1,20}} ){{0,4}}?{PEOPLE}\b"
    r"|(?<=: )(?:an? )?survey (?:in|at)\b|\w{2,9}-year experience"
    r"|single-(?:cent(?:er|re)|institution) (?:experience|study)"
    r"|(?:anonymous|national|online|postal|questionnaire) survey|questionnaire study)",
    needed="""
        analyses* analysis* arm* association* biobank* changes* chart charts* claims*
        cohort* comparison* component* controlled crossover* data* design*
        disproportionality* electronic emulat* evaluation* experience* focus genetically*
        health incidence* instrument* interrupted interview* linked medicare mendelian
        mortality* national negative* pharmacovigilance* prevalence* project* prospective
        qualitative questionnaire records* register* registries* registry* retrospective
        review* routinely seer series* single* spontaneous study* sub* survey* survival*
        thematic trend* world
    """,
)
"""In the title of a journal's article."""
COHORT_TITLE = at_words(
    r"\b(?:prospective|retrospective|observational|population-based|nested) (?:[\w\-]{1,20} )?"
    r"(?:cohort|case[- ]control)\b",
    needed="cohort* control*",
)
"""In a title, a design in which nobody is treated: its people may have been in a trial before."""
OBSERVED_TOPIC = at_words(
    r"\b(?:(?:our|\w{2,9}-year) (?:\w{1,20} )?experience|experience (?:with|of|in"
    r"|from) (?:[\w\-]{1,20} ){1,3}?"
    r"(?:cent(?:er|re)|hospital|institution|country|cases|patients)"
    r"|single[- ](?:cent(?:er|re)|institution) (?:experience|study|analysis|review)"
    r"|long-?term (?:follow-?up|outcomes?) (?:of|after|in)"
    r"|prevalence (?:of|and)|risk factors (?:for|of)|(?:frequency|determinants|correlates"
    r"|natural (?:history|course)) of"
    r"|attitudes (?:of|to|towards)|incidence (?:of|and|after)|predictors of)\b",
    needed="""
        attitudes* correlates* determinants* experience* factors frequency* incidence long*
        natural predictors prevalence single*
    """,
)
"""In the title of an article that counts people."""
_PERIOD = (
    r"(?:between|from|since) (?:[a-z]{3,9} )?(?:\d{1,2},? )?(?:\d\d/)?(?:19|20)\d\d\b"
    r"|(?:at|in) our|during an? (?:[\w\-]{1,20} ){1,3}?(?:period|years?)"
)
_OWN = (
    r"(?:this|our|in an?|was an?|is an?|are an?|using an?|used an?|the present|design[:,.]?"
    r"|methods[:,.]?"
    r"|setting[:,.]?|through an?|we (?:did|conducted|performed|undertook|report|present"
    r"|carried out|ran|designed))"
)
OBSERVED = at_words(
    rf"\b{_OWN} (?:{OF_OTHERS}[\w\-,/()’+]{{1,40}} ){{0,6}}?{_DESIGN_NAME},?"
    rf"(?: [\w\-,/()+]{{1,40}}){{0,4}}? {_STUDY}\b"
    r"|\bretrospectively (?:[\w\-]{1,20} )?(?:review|analy[sz]|identif|collect|inclu|evaluat|enrol"
    r"|exami|stud|assess|compar|recruit)\w{0,5}"
    rf"|\b{_SOURCES}\b"
    r"|\b(?:person-years|age-standardi[sz]ed|standardi[sz]ed (?:incidence|mortality) ratios?"
    r"|joinpoint|distributed lag|latent class|propensity|inverse probability)\b"
    rf"|\b(?:{_INTERVIEWS})\b|\b(?:we interviewed|were interviewed|interviews)\b"
    r"|\b(?:we surveyed|were surveyed|questionnaires? (?:was|were|from|by|on|at|every|each|in"
    r"|sent|completed|for|survey|to)|(?:completed|answered|filled in|returned|by|administered)"
    r" (?:[\w\-]{1,20} ){0,4}?(?:questionnaires?|survey|scales?|inventor(?:y|ies))|(?:online"
    r"|postal|mailed|national"
    r"|cross-sectional|web-based|population|telephone) surveys?)\b"
    rf"|\b(?:{_FROM_GENES})|\bwe {_EMULATED}|\busing observational data"
    rf"|\bconsecutive (?:[\w\-]{{1,20}} ){{0,4}}?{PEOPLE}\b"
    r"|\b(?:case[- ]control|cross[- ]sectional|population[- ]based) (?:study|survey|analysis|sample"
    r"|cohort|design)\b"
    r"|\b(?:cohort (?:study|analysis)|prospective cohort|observational (?:study|cohort)"
    r"|national cancer database|cases and [\d,]{1,9} controls|healthy controls"
    r"|we reviewed|(?:was|were|been|women|patients|men|people|participants|survivors|nurses"
    r"|median|mean) (?:[\w\-]{1,20} ){0,3}?(?:followed(?:[- ]up)? (?:for|until|over)"
    r"|followed[- ]up)|longitudinal study)\b"
    r"|\b(?:in|from|of|using|through|within|with|to|by|on|among) (?:an?|the|our|this|two|three"
    r"|four)"
    r" (?:(?!clinical|virtual|dose|expansion|treatment|validation|training|new)[\w\-’']{1,30} )"
    r"{0,4}?(?:registry|registries|registers?|cohorts?|biobank|seer)\b"
    r"|\bwe (?:review(?:ed)?|analy[sz]ed?|report(?:ed)?|evaluated?"
    r"|examined?) our (?:[\w\-]{1,20} ){0,2}?"
    r"(?:results|experience|data|patients|series|cases|records)\b"
    r"|\b(?:is|are|was|were) (?:reviewed|analy[sz]ed|studied|examined|presented|compared|reported"
    r"|described|investigated|evaluated|assessed) (?:in|on|among|for"
    r"|from) (?:[\w\-]{1,20} ){0,3}?"
    rf"(?:{PEOPLE_COUNTED}) (?:{ANY_WORD}){{0,3}}?{PEOPLE}\b"
    rf"|\b(?:concerns|based on) the (?:cases|records|study|data) (?:of|on) (?:{PEOPLE_COUNTED})\b"
    r"|\bstudy (?:was|has been|is) (?:made|carried out|undertaken|done|based|performed) (?:on"
    r"|in|of|among)\b"
    r"|\b(?:treated|diagnosed|operated(?: on)?|seen|screened|born|referred|registered|admitted"
    r"|asked|tested|traced|delivered|irradiated"
    rf"|identified|invited) (?:[\w\-]{{1,20}} ){{0,5}}?(?:{_PERIOD})"
    r"|\b(?:reviewed|records|charts) (?:the )?(?:[\w\-]{1,20} ){0,3}?of\b"
    r"|\b(?:prospective|longitudinal|comparative|descriptive) (?:[\w\-]{1,20} )?(?:study"
    r"|survey) of \d"
    r"|\bwe followed\b|\bsurvey (?:among|of) \d|\bprospectively (?:[\w\-]{1,20} )?(?:collected"
    r"|followed|recorded|enrolled"
    rf"|recruited|from)\b|\b(?:study|we) (?:prospectively )?followed (?:(?:{PEOPLE_COUNTED})|up)\b",
    needed="""
        admitted* analy* arm* asked* assessed* association* based biobank* born* chart
        charts* claims* cohort* compared* comparison* component* concerns* consecutive
        control* data* delivered* described* design* diagnosed* distributed electronic
        emulat* evaluate* evaluation* examine* focus followed* genetically* health healthy
        identified* instrument* interview* inventor* inverse investigated* invited*
        irradiated* joinpoint* lag latent linked longitudinal medicare mendelian national
        nested observational operated* person* population* presented* probability* project*
        propensity* prospective prospectively questionnaire* records* referred* register*
        registries* registry* report* retrospectively review* routinely scale* screened*
        sectional* seen* seer* standardi* studied* study* sub* survey* tested* thematic
        traced* treated* world
    """,
)
"""In an abstract that counts people."""
OWN_OBSERVED = at_words(
    r"\bwe (?:prospectively )?followed \d[\d,]{2,9} "
    rf"|\b{_OVER_TIME} (?:design|analysis|study)\b|\b{_SOURCES} (?:[\w\-]{{1,20}} ){{0,2}}?(?:data"
    rf"|supplied|provided|records)\b|"
    rf"\b{_OWN} (?:{OF_OTHERS}[\w\-,/()’+]{{1,40}} ){{0,6}}?(?:cohort|case[- ]control"
    r"|cross[- ]sectional|observational|retrospective|population-based|qualitative) (?:[\w\-]{1,20}"
    rf" ){{0,3}}?{_STUDY}\b"
    rf"|\b(?:{_INTERVIEWS}) (?:[\w\-]{{1,20}} ){{0,2}}?(?:were|was|with)\b|\bmedical records of\b"
    rf"|\b(?:using|from|in|of|(?:linked|linkage|matched|matching) (?:with"
    rf"|to)) (?:{ANY_WORD}){{0,4}}?{_SOURCES}\b"
    r"|\bretrospectively (?:[\w\-]{1,20} )?(?:review|analy[sz]|identif|collect|evaluat|exami"
    r"|stud|assess"
    r"|compar)\w{0,5}|\bquestionnaires? (?:was|were) (?:\w{1,20} )?(?:administered|sent|mailed"
    r"|posted"
    r"|distributed|completed|returned|answered)\b|\b(?:this|the|our) survey (?:shows|showed|found"
    r"|revealed|asked|of)\b"
    r"|\b(?:we|were) (?:reviewed|surveyed|interviewed)\b|\b(?:completed|answered|returned) (?:an?"
    r"|the)"
    r" (?:[\w\-]{1,20} ){0,3}?(?:questionnaires?|survey)\b",
    needed="""
        analysis* biobank* chart charts* claims* cohort* control* data* design* electronic
        focus followed health interview* linked medical medicare national observational*
        population* provided* qualitative* questionnaire* records* register* registries*
        registry* retrospective* reviewed* routinely sectional* seer study* supplied*
        survey* thematic world
    """,
)
"""In an abstract about people that states no number of them."""
SAMPLES_OF_PEOPLE = at_words(
    r"\b(?:samples?|specimens|tissues?|biopsies|microarrays|blood|plasma|serum|stool|tumou?rs"
    r"|saliva"
    r"|scans|mammograms|images|genomes|exomes|sequencing) (?:[\w\-]{1,20} ){0,4}?(?:from|of|in)"
    rf" (?:[\w\-]{{1,20}} ){{0,2}}?(?:{PEOPLE_COUNTED}) (?:{ANY_WORD}){{0,5}}?{PEOPLE}\b",
    needed="""
        biopsies* blood* exomes* genomes* images* mammograms* microarrays* plasma* saliva*
        sample* scans* sequencing* serum* specimens* stool* tissue* tumo*
    """,
)
COMPARED = at_words(
    r"\b(?:hazard ratios?|odds ratios?|relative risks?|(?:hr|rr|ahr"
    r"|aor)[ =:,]{1,3}\d|or(?: ?[=:,] ?|\s)\d\.\d(?!\d?%)|kaplan|cox|multivaria"
    r"|logistic regression|(?:was|were|is|are|not|remained|\w{2,20}ly) associated with"
    r"|association (?:of|between|with)|correlat(?:ed|ions?) (?:with|between)"
    r"|patients (?:who )?underwent|(?:independent|significant|only) predictors?"
    r"|(?:patients?|women|men|cases) (?:[\w\-,]{1,20} ){0,5}?(?:was|were) (?:reviewed|analy[sz]ed"
    r"|examined|studied|compared (?:with|to|as|by|before)|classified)"
    rf"|(?:was|were|been) (?:measured|determined|recorded) (?:in|among|for) (?:{ANY_WORD}){{0,4}}?"
    rf"{PEOPLE}\b"
    r"|independent(?:ly)? (?:risk|predict|prognos|associa)|risk factors?|prevalence"
    r"|more likely|less likely|more (?:often|common|frequent))",
    needed="""
        ahr* aor* associated association cases* correlat* cox* determined* factor* hazard
        hr* independent* kaplan* likely* measured* men* more multivaria* odds or* patient*
        predictor* prevalence* recorded* regression* relative rr* women*
    """,
)
"""With a number of people: the words of studies that compare groups as they find them."""
NO_OBSERVED_TITLE = at_words(
    r"\b(?:validat\w{1,4}|psychometric\w?|reliability|translation (?:of|and)|cross-cultural"
    r"|nomogram\w?|(?:machine|deep|transfer) learning|artificial intelligence"
    r"|radiomic\w?|algorithms?|natural language|(?:predict\w{1,4}|risk|prognostic|gene|genomic"
    r"|polygenic) (?:[\w\-]{1,20} )?"
    r"(?:models?|scores?|tools?|signatures?|calculators?)|model(?:l?ing)? study|signatures?"
    r"|(?<=^ )model(?:l?ing)"
    r"|agreement|concordance|reproducib\w{1,5}|inter-?observer|inter-?rater|assays?"
    r"|normal (?:range|value)s?|phantom|digital twins?|virtual|in silico|simulat\w{1,4}"
    r"|cost-\w{1,15}|costs of|economics?|budget|pharmacokinetics?"
    r"|(?:statistical|novel|new) methods?|methods? (?:for|to)|(?:power|sample size) calculations?"
    r"|formulae|application to|methodolog\w{1,5}"
    r"|framework|software|tool|search terms|reporting|cohort profile|profile of the"
    r"|video|course|teaching|process evaluation|quality assurance|before-and-after|pooled"
    r"|meta-?analys\w{2,3}"
    r"|(?:narrative|quantitative|critical|literature|patent) review|review of (?:the|literature)"
    r"|review(?<=: a review)(?=\W*$)|case reports?|report of (?:a|two|three|four|five) cases?"
    r"|nomenclature|published cases"
    r"|what do cohort|meeting|news from|symposium|congress|podcast|opens|launch\w{0,3}|my"
    r"|leadership|recruit\w{0,6}|accrual|advertising|advertisements?|(?<!natural )experiments?"
    r"|critique|pitfalls|caveats"
    r"|(?:handling|linkage) of|recommendations (?:on|for|from)|positions? (?:of|paper|on)"
    r"|stolen|leaked|cyberattacks?|expert (?:group|panel|opinion)|decision[- ]anal\w{1,5}"
    r"|projections?|forecast\w{0,3}"
    r"|xenografts?|cell lines?|organoids?|atlas|transcriptom\w{1,4}|molecular|genomic"
    r"|exomes?|sequencing"
    r"|mutational|landscape|clusters|segmentation|(?:deep|neural) networks?|should|selecting"
    r"|choosing (?:controls|methods))\b|(?<=^ )(?:comment|news|who (?:was|is)|what (?:is|are))\b",
    needed="""
        accrual* advertisement* advertising* agreement* algorithm* application assay*
        assurance* atlas* before* budget* calculation* calculator* caveats* cell choosing
        clusters* cohort* comment* concordance* congress* cost* course* critique* cultural*
        cyberattack* decision* digital economic* evaluation* exome* experiment* expert*
        forecast* formulae* framework* genomic* handling* intelligence* inter* landscape*
        launch* leadership* leaked* learning* linkage* meeting* meta* method* model*
        molecular* mutational* my* natural network* neural news* nomenclature* nomogram*
        normal opens* organoid* phantom* pharmacokinetic* pitfalls* podcast* pooled*
        position* power profile projection* psychometric* published radiomic*
        recommendations recruit* reliability* report* reproducib* review* sample score*
        search segmentation* selecting* sequencing* should* signature* silico* simulat*
        software* stolen* symposium* teaching* tool* transcriptom* translation validat*
        video* virtual* what who xenograft*
    """,
)
"""In a title, any of these vetoes the label: tests, tools and models count people, too."""
OF_NO_OBSERVATION = (
    (
        words_in(
            """
            develop developed train trained propose proposed build built validate validated
            present read derive estimate generated training validation area model networks
            network dice example illustration meta metaanalysis
            """
        ),
        at_words(
            r"\b(?:we (?:(?:develop|train|propose|build|built|validate|present a (?:new )?(?:model"
            r"|tool|method))\w{0,2}|read with|estimate the cost)"
            r"|(?:was|were) (?:generated by|developed and validated)"
            r"|(?:training|validation) (?:set|cohort)"
            r"|area under the (?:[\w\-]{1,20} ){0,4}?curve|model of \d|we derive|trained (?:on"
            r"|in \d|using|with (?:data|images|scans))"
            r"|(?:models?|classifiers?|algorithms?|scores?) (?:was|were) (?:\w{1,20} )?trained"
            r"|(?:this|our|we (?:did|performed|conducted|undertook)(?: an?)?|in a|by"
            r"|random[- ]effects?) (?:[\w\-]{1,20} ){0,3}?meta-?analys[ie]s"
            r"|(?:as an|running|worked|motivating) (?:example|illustration)|networks? (?:was"
            r"|were)|dice (?:score|coefficient))\b"
        ),
    ),
    (
        words_in(
            """
            studies cohorts trials papers articles encompassing comprising involving published
            eligible reported literature quantitative ways methods
            """
        ),
        at_words(
            r"\b(?:(?:two|three|four|five) (?:ways|methods) (?:to|of|for)|of a published"
            r"|(?:studies|cohorts|trials|papers|articles|series) (?:encompassing|comprising"
            r"|involving)"
            r"|(?:\w{2,9}|\d{1,3}) (?:[\w\-]{1,20} )?papers(?=,| (?:with|were|giving|on|from))"
            r"|(?:published|eligible|reported) (?:studies|series|reports)"
            r"|searched the (?:[\w\-]{1,20} )?literature"
            r"|(?:in|from|of) (?:two|three|four|five|six|seven|eight|nine|ten|twelve|\d{1,3})"
            r" (?:[\w\-]{1,20} ){0,2}?studies"
            r"|quantitative review)\b"
        ),
    ),
    (
        words_in(
            """
            will i my experts candidates compartment assays being expected recruitment enrolment
            enrollment continuing foreseen continues invite
            """
        ),
        at_words(
            r"\b(?:will (?:be|follow|enrol\w?|include|recruit|start|collect)"
            r"|being (?:enroll?ed|recruited|collected|followed|invited)"
            r"|(?:results|findings|analyses) are (?:expected|awaited|foreseen)"
            r"|(?:recruitment|enrolments?|enrollments?) (?:began|started|opened|is (?:ongoing"
            r"|open|continuing)"
            r"|continues)|we invite (?:collabor|propos|research|applic|other)\w{1,12}"
            r"|i (?:was|am|had|have|joined|argue|think)|my (?:own|story|year|doctor)"
            r"|experts said|candidates for|two-compartment|both assays)\b"
        ),
    ),
    (
        words_in(
            """
            decision projected project projections policy qaly qalys populated scenarios
            delphi expert experts recommendation recommendations voted guideline statements
            colleagues issue readers editorial letter suggest advise set retell urge plead workers
            """
        ),
        at_words(
            r"\b(?:decision[- ](?:analy\w{1,5}|model|tree)|qalys?|(?:was|were|is|are|we)"
            r" project(?:ed)?|projected (?:to|for)|optimal polic(?:y|ies)|model was populated"
            r"|scenarios (?:were|in which)|delphi (?:survey|process|round|study)"
            r"|(?:expert|guideline|consensus) (?:group|panel|committee|meeting)"
            r"|grades? of recommendation|(?:statements|recommendations) (?:were|are) (?:voted"
            r"|graded|given|issued|formulated)|and(?<!we and)(?<!i and) (?:colleagues|co-?workers)"
            r"|we (?:suggest what|set out|advise|retell|urge|plead)|in this issue"
            r"|readers (?:should|must|may|ought)|this (?:editorial|letter))\b"
        ),
    ),
)
"""In an abstract, any of these vetoes the label. Its words are looked for first."""
GIVEN = at_words(
    r"\b(?:\d mg|mg|gy|were given|was given|received (?:[\w\-]{1,20} ){1,4}?or (?:none|nothing|no)"
    r"|placebo|primary (?:end ?points?|outcomes?)|dose|doses"
    r"|administ\w{2,9}|infus\w{2,5}|inject\w{2,5}|tolerated|feasible|feasibility|response rate"
    r"|interventions?|sessions|every other)\b",
    needed="""
        administ* dose* every feasibility* feasible* given* gy* infus* inject* intervention* mg*
        placebo* primary received* response sessions* tolerated*
    """,
)
"""Something that people got in order to see what it does."""
NOT_OBSERVED_WORDS = words_in(
    """
    placebo escalation simulation simulated simulations
    microsimulation modelled modeled markov commentary interventional prisma
    auc cronbach cronbachs retest intraclass kappa concordance virtual pooled estimator
    cadavers microarray microarrays cerqual estimators watched vignette vignettes phantom droplets
    """
)
INTERVENTION_WORDS = words_in(
    """
    trial trials crossover random randomly randomised randomized randomisation randomization
    randomise assigned allocated
    randomize double arm arms pilot feasibility intervention proof pre prepost phase program
    programme course training workshop app took session sessions
    """
)
INTERVENTION = at_words(
    r"\b(?:(?<!case-)(?<!case )cross-?over\b|(?<!target )(?<!emulated )(?<!clinical )trial\b"
    r"|in (?:an?|this|our"
    r"|the) (?:[\w\-]{1,20} )"
    r"{0,3}?clinical trial\b|(?<!mendelian )(?<!non-)(?<!non )(?<!non)randomi[sz]\w{1,7}"
    r"|(?:assigned|allocated|allotted|divided|given) [^.]{0,40}?at random\b"
    r"|(?:assigned|allocated) (?:to\b(?! [^.]{0,40}\b(?:groups?|class|cluster|quart|tert))"
    r"|\d(?! points?\b))"
    r"|in the (?!left|right|affected|swollen|upper)[\w\-]{4,20} arm [^.]{0,60}?\bin the [\w\-]+ arm"
    r"|randomly (?!select|sampl|chosen|drawn|pick|invit)|double-blind"
    r"|(?:single|one|two|three|control|treatment|intervention|study|each|both|either)[- ]arms?\b"
    r"|(?:pilot|feasibility|intervention|proof-of-concept|pre-?post|phase (?:[1-4]|i{1,3}"
    r"|iv)[ab]?)\b"
    r"|(?:pooled|data) (?:[\w\-]{1,20} ){0,3}?(?:from|of) (?:[\w\-]{1,20} ){0,3}?trials\b"
    r"|(?:week|month|session|day)s?[- ](?:[\w\-]{1,20} ){0,3}?(?:program|programme|course|training"
    r"|workshop|app)\b|took part in an?\b|before and after (?:the|an?) (?:[\w\-]{1,20} )?(?:program"
    r"|session|course|workshop|training|treatment))",
    needed="""
        allocated* arm* assigned* clinical concept* course* cross* day* double* feasibility*
        intervention* month* phase pilot* pre* program* random randomi* randomly session* took
        training* treatment* trial trials week* workshop*
    """,
)
"""Such a sentence is about people who were assigned something, unless it describes the work of
others."""
ONCE_ASSIGNED = at_words(
    r"\b(?:originally|initially) (?:\w{1,20} )?(?:assigned|allocated|randomi[sz]ed)\b",
    needed="originally* initially*",
)
"""In an abstract, this tells that a trial is followed up, even if its title names a cohort."""
_TO_TRY = (
    r"(?:app\b|apps\b|applications?|tablet\b|tracker|wristband|smartwatch|device|game|voucher"
    r"|leaflet"
    r"|booklet|brochure|kit|sleeve|gloves?|goggles|headset|platform|program(?:me)?s?|class\b"
    r"|classes"
    r"|courses?|workshops?|training|exercises?|massages?|counsell?ing|coaching|feedback|messages"
    r"|website|lessons|sessions|decision aid)"
)
TRIED = at_words(
    r"\b(?:(?:given|gave|got|handed|lent|sent|received|used|wore|tried|downloaded|attended|joined"
    r"|practi[sc]ed|completed|taught|watched|played|offered|followed) (?:(?:with|in|on|to) )?"
    r"(?:an?|the|our|their|\d{1,2}|two|three|four|five|six|eight|ten|twelve|weekly|daily|regular)"
    rf" (?:(?!screening|chemo|cancer)[\w\-]{{1,20}} ){{0,3}}?{_TO_TRY}"
    r"|(?:acceptab|usab|feasib)ility (?:of|was|and|were)|(?:was|were) taught|allotted|drawn by lot"
    r"|(?:toss|flip)\w{0,3} (?:of )?a coin|envelopes?|random (?:numbers?|order|sequence|draw)"
    r"|(?:intervention|experimental) (?:group|arm)|intention[- ]to[- ]treat|waiting[- ]list|masked"
    r"|sham|non-?inferior\w{0,3}|one of (?:two|three|four|five|six) [^.]{0,60}?at random"
    r"|drawn? from an? (?:box|hat|bag|urn)|unaware"
    r"|at random,? (?:half|to (?:get|receive|be|start|have)|for)"
    r"|(?:was|is|in) an? (?:[\w\-]{1,20} )?experiment|quality[- ]improvement)\b",
    needed="""
        acceptab* allotted* app application* apps booklet* brochure* class classes*
        coaching* coin* counsel* course* decision device* draw* envelope* exercise*
        experiment* experimental* feasib* feedback* game* glove* goggles* headset*
        improvement* intention* intervention* kit* leaflet* lessons* masked* massage*
        messages* non* noninferior* platform* program* random* sessions* sham* sleeve*
        smartwatch* tablet taught* tracker* training* unaware* usab* voucher* waiting*
        website* workshop* wristband*
    """,
)
"""In an abstract, one of these tells that people got something to see what it does, or that its
subject is how care was changed."""
OVERVIEW_WORDS = words_in(
    """
    article paper review reviewed perspective commentary essay viewpoint discuss summarise summarize
    i advances progress literature chapter glossary set outline list overview
    """
)
OVERVIEW = at_words(
    r"\b(?:(?:in|here,?) (?:this|the present) viewpoint"
    r"|(?:this|our|present|current) (?:(?:narrative|mini|short|brief|critical|literature) )?"
    r"(?:mini-?review|review(?! of (?:\d|our\b|the (?:records|charts|cases|files)))|perspective"
    r"|commentary|essay|overview)"
    r"|this (?:article|paper|chapter|glossary) (?:defines|traces|reviews|discusses"
    r"|summari[sz]es|outlines|considers|explains|focuses)"
    r"|(?<!phase )(?<!stage )(?<!type )i (?:describe|argue|ask|propose|discuss|explain)\b"
    r"|(?:we|the authors) (?:review(?! (?:our|the (?:records|charts|files|cases|results|data)|\d))"
    r"|discuss(?! why)"
    r"|summari[sz]e|set out(?! to\b)|outline\b|list\b)"
    r"|(?:is|are) (?:briefly )?reviewed(?! (?:in|for|of) \d)|recent (?:advances|progress) in"
    r"|(?:current|recent) literature|review of (?:the )?literature|literature review)\b",
    needed="""
        article* chapter* commentary* discuss* essay* glossary* i list literature* mini*
        outline* overview* paper* perspective* recent review* set summari* viewpoint*
    """,
)
"""In an abstract, any of these says that it has no results of its own."""
