"""The expressions by which `evidence` knows laboratory work, and the signs of people that veto it.

Pure. They read text in lower case, as those of `study_words` do.
"""

from bot.articles.study_words import ONE_WORD, PEOPLE, at_words, words_in

ANIMAL_WORDS = words_in(
    """
    mice mouse murine rat rats rodent rodents zebrafish xenograft xenografts xenografted rabbit
    rabbits hamster hamsters guinea macaque macaques monkey monkeys drosophila elegans pig pigs
    piglets swine porcine sheep lamb lambs goat goats cow cows bovine canine dog dogs primate
    primates marmoset marmosets baboon baboons ferret ferrets minipig minipigs killifish xenopus
    gerbil gerbils vole voles tadpoles axolotl ovine equine broiler broilers hens heifers
    gorilla gorillas chimpanzee chimpanzees
    """
)
NAMED_BESIDE = frozenset(
    """
    mouse murine rat rodent rabbit hamster guinea macaque monkey pig swine porcine sheep lamb
    goat cow bovine canine dog primate marmoset baboon ferret minipig gerbil vole elegans
    xenograft ovine equine
    """.split()
)
"""These stand before what they name: a "rat model", but also "porcine collagen" and a computer's
"mouse clicks", which are no animals that were studied."""
AT_WORK_WITH = frozenset(
    """
    model models strain strains study studies experiment experiments trial cells cell fibroblasts
    hepatocytes cardiomyocytes macrophages lymphocytes neurons embryo embryos embryonic pups oocytes
    tumor tumors tumour tumours carcinoma carcinomas xenograft xenografts mammary brain liver livers
    kidney kidneys heart hearts lung lungs muscle ovary ovaries uterus gland glands aorta retina
    marrow lens lenses spleen thymus
    """.split()
)
"""One of these within the next words tells that animals or their organs were studied."""
ONE_ANIMAL = frozenset("the a each every one".split())
BEHIND_ONE = frozenset(
    "was were is are has had and or to in on by of at with from after during before".split()
)
"""Between one of each, an animal is meant: "in the rat after birth", "each dog was"."""
NO_NOUNS = frozenset("mouse murine guinea porcine bovine canine elegans ovine equine".split())
"""The others name an animal at the end of a text, too; a mouse may be a computer's there."""
KEPT_BY_PEOPLE = frozenset("dog dogs goat goats cow cows sheep lamb lambs hens heifers".split())
IN_AN_EXPERIMENT = frozenset(
    """
    anesthetized anaesthetized mongrel beagle hypophysectomized pregnant fetal foetal newborn normal
    into in given received underwent injected infused implanted fed exposed anesthesia sacrificed
    irradiated inoculated perfused experiments experiment ewes
    """.split()
)
"""Beside animals that people keep, one of these tells that they were studied."""
WORDS_BESIDE = 3
"""Words after its name in which it is said what an animal is beside. Chosen by eye."""
WORDS_TO_PRODUCT = 4
"""So many to a product that two animals name: "a rabbit and a mouse clone"."""
PRODUCTS = frozenset(
    """
    virus viruses valve valves powder extract like derived based antibody antibodies igg serum clone
    clones monoclonal polyclonal
    """.split()
)
"""One of these tells of a product or a tool, or of a germ that has an animal's name."""
CELL_WORDS = words_in(
    """
    vitro organoid organoids spheroids line lines culture cultures cultured mcf mcf7
    grown livers brains guts lungs organs breasts tumors tumours ipsc ipscs huvec huvecs hct116 a549
    hepg2 jurkat u87 u2os thp1
    mcf10a mb mb231 mb468 t47d t47 skbr3 hela 4t1 e0771 hek293 hek293t bt474 bt549 bt20 hcc1954
    hcc1937 dish dishes
    """
)
MENTIONED_WORDS = words_in(*ANIMAL_WORDS, *CELL_WORDS)
CANCERS = ("cancer", "carcinoma")
CELL_PAIRS = {
    "line": ("cell",),
    "lines": ("cell", *CANCERS),
    "mb": ("mda",),
    **dict.fromkeys(("culture", "cultures"), ("cell", "tissue", "organ", "co")),
    "vitro": ("in",),
    "grown": ("lab",),
    "dish": ("lab", "laboratory", "petri", "culture", "the", "a"),
    "dishes": ("lab", "laboratory", "petri", "culture"),
    **dict.fromkeys(
        ("livers", "brains", "guts", "lungs", "organs", "breasts", "tumors", "tumours"), ("mini",)
    ),
}
"""Of these words, the words that must stand before them."""
NO_LABORATORY_AFTER = ("fertili", "matur", "diagnos", "release", "dissol")
"""Treatments and tests of people, and how a drug leaves a gel: "in vitro fertilization"."""
ANIMALS = at_words(rf"\b(?:{'|'.join(sorted(ANIMAL_WORDS))})\b")
AFTER_ANIMALS = at_words(
    r"\b(?:worked|tested|tried|shown|proven|success\w{0,3}|results?|studies|promise\w?|promising)"
    r" (?:[\w\-]{1,20} ){0,3}?in (?:mice|rats|monkeys|pigs|dogs)\b[^.;,:]{0,20}[.;,:]"
)
"""In a title, what went before a study of people: "It worked in mice. Now a phase 1 trial"."""
_UNOWNED = r"(?:(?!(?:its|his|her|their|my|our)\b)[\w\-]{1,30} )"
"""A word before animals that were studied: "Lab in Kyiv keeps its mice" is about others."""
_IN_A_DISH = r"in (?:a |the )?(?:(?:lab|laboratory|petri|culture) )?dish(?:es)?"
LABORATORY_TITLE = at_words(
    rf"\bin {_UNOWNED}{{0,3}}?(?:mice|rats|zebrafish|xenografts|rodents|monkeys|rabbits"
    r"|hamsters|primates|macaques|pigs|ferrets|marmosets|baboons"
    r"|organoids|cell[- ]lines)\b"
    r"|\b(?:mouse|murine|rat|zebrafish|animal|rodent|xenograft|preclinical|monkey|primate|pig"
    r"|ferret)"
    r"(?: [\w\-]{1,30}){0,2}? (?:models?|study|studies|experiments?|trial)\b"
    r"|\b(?:mouse|murine)(?: [\w\-]{1,20})? (?:tumou?rs|cells|embryos|glands)\b"
    rf"|\bcells?(?: [\w\-]{{1,30}}){{0,5}} {_IN_A_DISH}\b"
    rf"|(?<=^ ){_IN_A_DISH},(?: [\w\-]{{1,30}}){{1,8}} cells?\b"
    r"|\blab-grown (?:[\w\-]{1,20} ){0,3}?(?:cells?|tissues?|tumou?rs?|organs?|organoids?|models?"
    r"|breasts?|ducts?|glands?|skin|bone|embryos?|lungs?|livers?|brains?|guts?|kidneys?|hearts?)\b"
    r"(?! (?:company|firm|start-?up|maker))|\bmini-(?:livers?|brains?|guts?|lungs?|tumou?rs?"
    r"|organs?|breasts?)\b"
    r"|(?<=^ )(?:(?:(?:old|aged|young|obese|diabetic|pregnant|male|female) )?(?:mice|rats|monkeys"
    r"|zebrafish)|lab study)\b|\blaboratory (?:study|experiments?)\b",
    needed="""
        baboons* cell* dish* experiment* ferrets* grown hamsters* laboratory lines*
        macaques* marmosets* mice* mini* model* monkeys* mouse* murine* organoids* pigs*
        primates* rabbits* rats* rodents* studies* study* trial* xenografts* zebrafish*
    """,
)

BENCH_WORDS = words_in(
    """
    cells cell mouse murine mice rat rats rodent zebrafish xenograft xenografts syngeneic
    orthotopic animal animals explants cultured macrophages vitro fibroblasts keratinocytes
    immunoblot immunoblotting
    coculture cocultured conditioned retroviral lentiviral
    culture cultures
    rabbits hamsters guinea dogs sirna shrna crispr cas9 knockdown transfected transfection
    transduced silencing overexpression hydrogel hydrogels nude
    """
)
"""One of these stands in each text that tells of work at the bench."""
_TUMOR_CELLS = (
    r"(?:cancer|carcinoma|tumou?r|tnbc|stem|epithelial|myoepithelial|endothelial|adipose|stromal"
    r"|immune|myeloid|dormant|luminal|basal|mammary|metastatic|resistant|positive|negative|mutant"
    r"|deficient|null)[ -]cells?"
)
BENCH = at_words(
    r"\bin culture\b|\b(?:cells?|fibroblasts|macrophages|adipocytes|organoids|lymphocytes"
    r"|neutrophils)"
    r" (?:in culture )?(?:were|was) (?:\w{1,20} ){0,2}?(?:treated|cultured|grown|incubated|exposed"
    r"|transfected|transduced|seeded|plated|engineered|infected|irradiated|stimulated|starved"
    r"|injected|implanted|silenced|depleted)\b"
    r"|\b(?:treatment|treating|exposure|incubation|transfection|silencing|knockdown|depletion) of"
    rf" (?:[\w\-+]{{1,30}} ){{0,5}}?(?:{_TUMOR_CELLS}|cells)\b"
    r"|\b(?:mouse|murine|rat|zebrafish|animal|rodent|syngeneic|xenograft|orthotopic|in[- ]vivo"
    r"|in[- ]vitro|transgenic|preclinical) (?:[\w\-]{1,30} ){0,3}?models?\b"
    r"|\b(?:in|into|of) (?:[\w\-/]{1,30} ){0,3}?(?:mice|rats|zebrafish|xenografts)\b"
    r"|\b(?:sirna|shrna|crispr|cas9)\b"
    r"|\b(?:knockdown|knock-?out|silencing|overexpression|depletion|deletion|loss) of"
    r" (?:[\w\-]{1,30} ){1,4}?(?:in|reduced|increased|impaired|inhibited|suppressed|abolished"
    r"|restored|sensiti[sz]ed|blocked|promoted|enhanced|decreased|slowed|led|caused)\b"
    r"|\b(?!cd|th\d|il|type|class|stage|grade)(?:[a-z]{1,6}+-?\d{2,4}[a-z]?"
    r"(?: (?:breast |lung |colon |prostate )?(?:cancer|carcinoma|melanoma|sarcoma|glioma"
    r"|leuka?emia))?|[a-z]{3,6}+-?\d) cells\b|\bprimary (?:[\w\-]{1,20} ){0,3}?(?:cells"
    r"|fibroblasts|keratinocytes)\b|\b(?:retroviral|lentiviral|immunoblot\w{0,4})\b"
    r"|\bco-?cultur\w{1,3}\b|\bconditioned medium\b"
    r"|\bcells? in culture\b|\bin vitro\b(?! (?:fertili|matur|diagnos|release|dissol))"
    r"|\b(?:tissue|node|tumou?r|skin|lymphoid|mammary) explants?\b"
    r"|\b(?:invasion|migration|proliferation|viability|apoptosis|growth|death|motility) (?:of|in)"
    rf" (?:[\w\-+/]{{1,30}} ){{0,5}}?{_TUMOR_CELLS}\b"
    rf"|\b{_TUMOR_CELLS} (?:[\w\-]{{1,20}} )?(?:migrat|invad|prolifer|undergo|underw|die\b|died\b"
    r"|secret|express(?:ed|ing)? |depend|acquire|respond|underwent|re-?enter)",
    needed="""
        adipocytes* cas* cell* co* crispr* culture deletion*
        depletion* explant* fibroblasts* immunoblot* knock* lentiviral* loss* lymphocytes*
        macrophages* mice* microscop* model* neutrophils* organoids* overexpression* primary
        rats* retroviral* shrna* silencing* sirna* vitro
        xenografts* zebrafish*
    """,
)
"""One of these shows work at the bench, in an abstract without a sign of people."""
EXPERIMENT_WORDS = words_in(
    """
    culture cultured coculture cocultured vivo exposed incubated stimulated starved infected
    transfected transduced engineered edited injected implanted seeded plated passages knockdown
    knockout silencing silenced depletion depleted deleting deleted lacking overexpression
    overexpressed mutant mutants crispr cas9 sirna shrna inhibiting inhibited blocking blockade
    blocked antagonist agonist reporter chromatin phosphorylation kinase promoter
    hydrogel hydrogels gels nanoparticles liposomes medium screen nm bt degraded degrader
    """
)
"""So does one of these, without which an abstract about tumor cells may be about biopsies."""
PAPERS_COUNTED = at_words(
    r"\b(?:\d[\d,]{0,6}|hundreds of) (?:[\w\-]{1,20} ){0,2}?(?:papers|articles|publications"
    r"|abstracts|reports)\b",
    needed="papers* articles* publications* abstracts* reports*",
)
"""In an abstract, this tells that papers were studied, not what they are about."""
ANIMALS_USED = at_words(
    r"\b(?:mice|rats|rabbits|hamsters|zebrafish|guinea pigs"
    r"|dogs) (?:[\w\-/]{1,20} ){0,4}?(?:were|was"
    r"|received|developed|bearing|fed|injected|given|lacking|treated|exposed|implanted)\b"
    r"|\b(?:in|into|of|to) (?:[\w\-/]{1,30} ){0,3}?(?:mice|rats|zebrafish|rabbits|hamsters)\b",
    needed="dogs* guinea hamsters* mice* rabbits* rats* zebrafish*",
)
A_HUMAN = at_words(
    r"\b(?:patients?(?![- ]derived)|inpatients|outpatients|wom[ae]n|men\b|man\b|humans"
    r"|participants?|volunteers|people|children|farmers|villagers|households|(?:was|were) asked"
    r"|answered|survivors"
    r"|\d{1,3}[- ](?:year|month)[- ]old)\b",
    needed="""
        answered* asked* children* farmers* households* humans* inpatient* man men old*
        outpatient* participant* patient* people* survivors* villagers* volunteers* wom*
    """,
)
"""Names people alone. In work with animals, "cases", "females" and "controls" may be animals."""
A_PERSON = at_words(
    rf"\b(?:{PEOPLE}|woman|man\b|infant|child|girl|boy\b|case of|fever|nausea|rash|mastectomy"
    r"|surgeon|paraffin|archival|archived|lesions?|resected|excised"
    r"|\d{1,3}[- ](?:year|month)[- ]old)\b",
    needed="""
        adolescents* adults* archival* archived* athletes* attendees* boy boys* caregivers*
        carriers*
        case cases* child* clinicians* controls* employees* enrollees* excised* females*
        fever* girl* humans* individuals* infant* inpatients* lesion* males* man mastectomy*
        men mothers* nausea* newborns* nurses* old* oncologists* outpatients* paraffin*
        parents* participant* partners* patient* people* persons* physicians* providers*
        rash* relatives* resected* residents* respondents* sisters* smokers* spouses*
        students* subjects* surgeon* survivors* teachers* veterans* volunteers* woman*
        women* workers*
    """,
)
"""Within an abstract, any of these vetoes what `BENCH` says; its first sentence often tells why the
work was done, and its last one whom it may help."""
BENCH_TITLE = at_words(
    r"\b(?:in|of|by|from|to|into|on|against|kills?|sensiti[sz]es?|awakens?)"
    rf" (?:[\w\-+/]{{1,30}} ){{0,5}}?{_TUMOR_CELLS}"
    r"\b(?! (?:carcinoma|transplant))"
    r"|\b(?:in|ex)[- ]vi(?:tro|vo)\b(?! (?:fertili|matur|diagnos))"
    r"|\b(?:syngeneic|xenograft|orthotopic) models?\b"
)
"""In the title of a journal's article, the same."""

_IN_THE_LABORATORY = (
    r" (?:(?:breast|mammary|cancer|tumou?r|stem|ovarian|lung|skin|fat|nerve|bone|immune) ){0,3}"
    r"(?:cells?|cell[- ]lines?|organoids|xenografts?|neurons in culture)\b"
)
PEOPLE_IN_TITLE = at_words(
    rf"\b(?:{PEOPLE}|(?<!non-)(?<!non )humans?(?!{_IN_THE_LABORATORY})|people|clinical|clinics?"
    rf"|(?<!preclinical )(?<!animal )trials?|phase (?:[1-4]"
    rf"|i{{1,3}}|iv)|cohorts?(?! of (?:[\w\-]{{1,20}} ){{0,4}}?(?:mice|rats|zebrafish))"
    r"|epidemiolog\w{1,10}|experience|trends|hospitals?|wards?|outbreak|infusions|surgeon"
    r"|nationwide"
    r"|mastectom(?:y|ies)"
    r"|survival(?! of (?:[\w\-]{1,30} ){0,4}cells)|first-in-human|registry"
    r"|recurrence|prognos\w{1,6}|sniff\w{0,3}|scents?|survivors?|farmers?|farms?|farming"
    r"|livestock|drinkers|owners?|keepers"
    r"|herders|handlers|butchers|veterinarians|abattoirs?|slaughterhouses?|villagers|households?"
    r"|pets?"
    r"|newspapers?|the press|use of (?:mice|rats|animals) in|call for"
    r"|animal (?:testing|research|rights|welfare|law)"
    r"|mortality|(?:in|to) practice|(?<!time[ -])courses?(?! of\b))\b",
    needed="""
        abattoir* adolescents* adults* animal* athletes* attendees* boys* butchers*
        call caregivers* carriers* cases* children* clinic* cohort* controls* course* drinkers*
        employees* enrollees* epidemiolog* experience* farm* females* first* girls*
        handlers* herders* hospital* household* human* individuals* infants* infusions*
        inpatients* keepers* livestock* males* mastectom* men mortality* mothers*
        nationwide* newborns* newspaper* nurses* oncologists* outbreak* outpatients*
        owner* parents* participant* partners* patient* people* persons* pet* phase
        physicians* practice* press* prognos* providers* recurrence* registry* relatives*
        residents* respondents* scent* sisters* slaughterhouse* smokers* sniff* spouses*
        students* subjects* surgeon* survival* survivor* teachers* trends* trial* use
        veterans* veterinarians* villagers* volunteers* ward* women* workers*
    """,
)
"""In a title, any of these vetoes the laboratory label."""
CIRCULATING = at_words(r"\bcirculating\b", needed="circulating*")
"""So does this, if the title names no animal: cells of a tumor circulate in people and in mice."""
HOPE_IN_TITLE = at_words(
    r"(?<=,) (?:and )?(?:rais|offer|giv|bring|spark|renew|boost)ing (?:new |fresh )?hopes?\b.*"
    r"|(?:,? (?:and|which|that))?(?<=\s)(?:could|may|might) (?:one day |someday |eventually "
    r"|also )?"
    r"(?:help|benefit|protect|treat|lead|aid|spare|offer)\b.*"
    r"|(?<=^ )(?:new )?(?:hope for|towards? an?|steps? towards?|a step towards?) [^:]{1,120}:"
    r"|\b(?:human|clinical|patient)s? (?:trials?|tests|testing|studies) (?:(?:is|are) )?(?:planned"
    r"|next|ahead|expected|awaited|to (?:start|begin|follow|come)|(?:will|could|may|might)"
    r" (?:start|begin|follow|come|be))\b"
    r"|\b(?:before|ahead of|ready for|towards?) (?:first )?(?:human|clinical) (?:trials?|tests"
    r"|testing)\b",
    needed="""
        ahead aid* before benefit* clinical* help* hope* human* lead* offer* patient*
        protect* ready spare* toward* treat*
    """,
)
"""In a title, people whom the work may help one day. They were not studied."""
PEOPLE_STUDIED_WORDS = words_in(
    """
    cohort cohorts registry registries epidemiology epidemiological epidemiologic retrospective
    retrospectively prospective prospectively questionnaire questionnaires survey surveys
    surveyed volunteer volunteers participant participants tcga metabric biopsy biopsies autopsy
    autopsies necropsy interviewed enrolled recruited donors donor consecutive ward wards clinic
    clinics staff satisfaction loneliness diary diaries
    """
)
PROSPECT = at_words(
    r"\b(?:may|might|could|should|would|deserv\w{1,3}|one day|someday|future|warrant\w{0,3}"
    r"|support\w{0,3}"
    r"|potential\w{0,2}|towards?|prepared|planned|being planned|promise\w?|promising|hope\w{0,3}"
    r"|before|caution"
    r"|offers?"
    r"|strategy|approach|candidate)\b",
    needed="""
        approach* before* candidate* caution* could* deserv* future* hope* may* might*
        offer* one planned* potential* prepared* promise* promising* should* someday*
        strategy* support* toward* warrant* would*
    """,
)
"""In the last sentence of an abstract on animals, these tell whom the work may help."""
NOT_OF_ANIMALS = words_in(
    *PEOPLE_STUDIED_WORDS.difference(
        ("cohort", "cohorts", "biopsy", "biopsies", "autopsy", "autopsies", "necropsy", "donor"),
        ("donors", "prospective", "prospectively", "consecutive"),
    )
)
"""Without those that work with animals uses, too."""
SAMPLE_WORDS = words_in(
    """
    blood serum plasma urine milk marrow case population sectional reports microarray
    microarrays samples specimens tissues clinical human sections blocks cores slides
    """
)
ONE_PERSON = at_words(
    r"\b\d{1,3}[- ]year[- ]old (?:[\w\-]{1,20} ){0,2}?"
    r"(?:wom[ae]n|m[ae]n|girl|boy|female|male|patient)\b",
    needed="old",
)
"""In an abstract, this vetoes the laboratory label: cells of one patient were looked at, too."""
PEOPLE_STUDIED = at_words(
    r"\b(?:case-control|cross-sectional|population-based|case reports?|tissue microarrays?"
    r"|clinical (?:samples?|specimens?|data|outcomes?|study)"
    r"|human (?:samples?|tissues?|specimens?|subjects?|studies|study|tumou?rs|blood|plasma)"
    r"|(?:patient|tumou?r|serum|plasma|blood|tissue) (?:samples?|specimens?|tissues)"
    r"|(?:sections|blocks|cores|slides) (?:of|from) \d[\d,]{0,5} (?:[\w\-]{1,20} ){0,3}?"
    r"(?:tumou?rs|carcinomas|cancers|cases)"
    r"|(?:blood|serum|plasma|urine|milk|marrow) (?:was|were) (?:drawn|collected|taken)"
    rf"|{PEOPLE} (?:were|was|who|whose|received|underwent|had|showed|developed|undergoing))\b"
)
"""In an abstract, any of these vetoes the laboratory label."""
OF_PEOPLE = at_words(rf"\b(?:in|from|of|among|for) (?:{ONE_WORD}){{0,4}}?{PEOPLE}\b")
RESULT = at_words(
    r"\b(?:surviv\w{1,3}|prognos\w{1,4}|outcomes?|correlat\w{1,4}|associated|higher|lower|elevated"
    r"|expressed|detected|relapse\w{0,2}|samples?|specimens?|tumou?rs from|levels?|measured"
    r"|compared|found in|observed in)\b"
)
