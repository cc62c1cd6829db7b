"""The words for people by which `content_notes` knows of whom an article tells. Pure.

A text is read with a mark before each word for a person. So a phrase names them all by one mark,
which takes a tenth of the time to compile that a list of all words takes (measured).

In a list of phrases, `<family>`, `<people>` and `<first>` (a first name) stand for a word so
marked, and any other `<name>` for the words of `PARTS`, or for an expression of `NAMED_FORMS`.
"""

import re
import unicodedata
from functools import lru_cache

from bot.articles.foreign_phrases import (
    ANIMAL_ABROAD,
    BODY_ABROAD,
    COURSE_ABROAD,
    COURSE_GERMAN,
    KIN_ABROAD,
    SOMEONE_ABROAD,
    SPAN_ABROAD,
    THING_ABROAD,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FAMILY = _words(
    """
    grandmother grandmum grandmom grandfather granddad granddaughter grandson grandparent
    stepmother stepmum stepmom stepfather stepdad stepdaughter stepson stepparent mother mum mom
    father dad daughter son parent mama nana sister brother wife wives husband spouse partner
    aunt uncle cousin niece nephew child children baby twin sibling friend bestie girlfriend
    boyfriend somebody someone grandma grandpa auntie relative fiance fiancé fiancee fiancée
    godmother godfather granny gran mommy mummy daddy papa
    """
)
"""Relatives and friends, in the singular or without a plural by "s"."""
ROLES = _words(
    """
    colleague cofounder founder pioneer champion advocate leader legend giant icon mentor
    researcher surgeon nurse doctor volunteer member author blogger writer poet survivor thriver
    hero heroine chairman chair chief director president actress actor singer star professor
    teacher trailblazer luminary luminaries visionary visionaries ambassador trustee fundraiser
    supporter investigator coach warrior patient podcaster presenter broadcaster editor fellow
    participant teammate officer mind individual consultant lecturer academic campaigner dancer
    athlete model teenager student entrepreneur comedian playwright painter photographer mayor
    senator minister mp councilor councillor pastor soldier firefighter paramedic midwife
    midwives engineer designer chef patron bride host runner swimmer rower neighbor neighbour
    donor helper organiser organizer laureate fighter influencer radiographer matron light head
    chaplain librarian secretary secretaries manager drummer conductor composer executive baker
    gardener farmer pilot veteran historian governor judge lawyer barrister headteacher
    principal dean curator driver captain skipper footballer cricketer golfer skater gymnast
    boxer jockey rapper soprano tenor dj producer screenwriter illustrator knitter quilter
    treasurer benefactor counselor counsellor dietitian porter cleaner cook cheerleader
    grandmaster queen prince king duchess bishop priest rabbi imam vicar nun monk figure voice
    youtuber vlogger anchor reporter correspondent newsreader weatherman weathermen architect
    inventor carer caregiver caller doula seamstress weaver classmate roommate workmate soulmate
    lady sponsor matriarch princess
    """
)
"""Professions and roles, which a dead person had."""
FIRST_NAMES = _words(
    """
    abby abigail ada adam adela adelaide adele adrian adriana agatha agnes agnieszka aisha alain
    alan alana alba albert alberto alejandra alejandro alessandra alex alexander alexandra
    alfred alfredo ali alice alicia alina alison allison alma amalia amanda amber amelia amelie
    amy ana anabel anastasia andre andrea andreas andres andrew angela angeles angelica angelika
    angelo anita anja anke ann anna annabel anne annegret annette annie annika anthony antje
    antoine antonella antonia antonio ariana arlene arthur ashley astrid audrey aurelie aurora
    ayse barbara beatrice beatriz becky belen benjamin bernard bernd berta beth bethany betty
    beverly bianca birgit bonnie brenda brian brianna bridget britta bronwyn bruno caitlin
    camila camilla camille candice carina carl carla carlos carlota carmela carmen carole
    carolina caroline carolyn carrie catarina caterina catherine cathy cecilia celeste celia
    celine chantal charlene charles charlotte chelsea cheryl chiara chloe christa christel
    christian christiane christina christine christoph christopher cindy claire clara clarissa
    claude claudia clementine colette colleen concha constance cora corinna corinne cornelia
    courtney craig cristina cynthia dagmar daniel daniela danielle daphne david debbie deborah
    debra deirdre denis denise dennis derek diana diane diego dieter dietmar dina dmitri dolores
    dominika dominique donald donna dora doreen doris dorothea dorothy douglas ebony edgar edith
    eduardo edward eileen elaine eleanor elena eleonora elfriede elisa elisabeth elise elizabeth
    elke ella ellen eloise elsa elsie elvira emilia emilie emilio emily emma emmanuel enrique
    eric erica erika ernesto esme estelle esther ethel eugenia eunice eva evelyn fabienne fatima
    felicia felipe felix fernanda fernando fiona florence frances francesca francisco franz
    franziska frederic frieda fritz gabriel gabriela gabrielle gail gary genevieve georg george
    georgia gerald geraldine gerard gerhard gertrud gilda gillian gina ginger giovanna giovanni
    gisela giulia giuseppe gladys glenda gloria gonzalo gregory greta gretchen guadalupe gudrun
    guillermo gustavo gwen hanna hannah hans harold harriet hattie hector heidi heike heinz
    helen helena helene helga henri henrietta henry hilary hilda hildegard hugo ian ignacio ilse
    imogen ingeborg ingrid irena irene irma isaac isabel isabela isabella isabelle isobel
    ivan jacob jacqueline jacques jaime james jana jane janet janice janine jasmine jason javier
    jean jean-pierre jeanette jeanne jeffrey jennifer jenny jens jeremy jerome jesse jessica
    jill joan joana joanna joanne joao jocelyn joel johanna john jonathan jorge jose josefa
    josefina joseph josephine joshua joyce juan juana juanita judith judy julia juliana julie
    juliet juliette jurgen jutta karen karin karina karl karla kate katharina katherine kathleen
    kathryn kathy katie katja katrin kayla keith kelly kendra kenneth kerry kerstin kevin kim
    kirsten klaus kristen kristin kristina lara larissa lars latoya laura lauren laurence
    laurent lawrence leah leila lena leo leon leonard leonie leonor leslie leticia lidia liesel
    lilian lillian lina linda lindsay lisa liz lola lorena lorraine louis louise lourdes lucas
    lucia lucille lucinda lucy luis luisa luise luke luz lydia lynn mabel macarena maddie
    madeleine magdalena maggie maisie malika mandy manfred manon manuel manuela mara marc marcel
    marcela marcia marco marcos margaret margarete margarida margarita margot maria mariam
    marian mariana marianne marie marilyn marina mario marion marisa marisol marjorie marlene
    marta martha martin martina martine mary mathilde matilde matthew matthias maureen maurice
    maya meg megan melanie melinda melissa mercedes meredith michael michaela michel michele
    michelle miguel mildred milena mina miranda miriam mohammed moira molly monica monika
    monique montserrat muriel myra myriam nadia nadine nancy naomi natalia natalie natasha
    nathalie nathan neil nicola nicolas nicole nicoletta nigel nina noelia noemi nora norma
    odette olga olivia olivier ophelia oscar pablo pamela paola patricia patrick patrizia patty
    paul paula paulette pauline paulo pedro peggy penelope peter petra philip philippe phoebe
    phyllis pierre pilar polly priscilla priya rachel rafael ralph ramon ramona raquel raul
    rebecca regina renate renee rhonda ricardo richard rita robert roberta roberto robin rocio
    rodrigo roger roland ronald rosa rosalie rosalind rosamund rosario rosemary roxanne roy
    ruben rudolf ruth sabine sabrina sally samantha samuel sandra santiago sara sarah saskia
    scott sebastian selma sergio shannon sharon sheila shelley sheryl shirley sibylle silke
    silvia simon simone sinead sofia solange sonia sophia sophie stacy stefan stefanie stella
    stephan stephanie stephen steven stuart susan susana susanna susanne suzanne sven svetlana
    sylvia sylvie tamara tania tanya tara tatiana teresa tess thelma theo theodore theresa
    therese thierry thomas tiffany timothy tina tomas tonya tracey tracy trinidad trudy ulrike
    ursula ute uwe valentina valerie vanessa vera veronica veronika veronique vicente vicky
    vincent virginia vivian viviane walter waltraud wanda wendy werner wilhelm william wilma
    winifred wolfgang xavier xiomara yolanda yves yvette yvonne zara zoe
    """
)
"""First names of five languages, without accents and without those that are words: "Hope"."""
LONGEST_NAME = 11
"""Letters; none of `FIRST_NAMES` has more."""
PERSON_ENDINGS = ("ist", "ician", "woman", "women", "person", "maker", "keeper", "sman", "smen")
"""Words that end so name people, too: "cellist", "policewoman", "goalkeeper"."""
NO_PERSON_ENDINGS = ("sist", "wist", "exist", "agonist", "pacemaker", "talisman")
NO_PERSONS = _words(
    """
    woman women person wrist waist mist fist gist moist heist hoist christ list checklist
    playlist shortlist wishlist waitlist blacklist enlist
    """
)
"""They end so, and name nobody or anybody: "checklist", "antagonist", "a woman"."""
LEAST_OF_PERSON = 5
"""Letters of a word that is known by its ending."""
FAMILY_MARK, PEOPLE_MARK, NAME_MARK = "ꟻ", "ꟼ", "ꟽ"
"""Letters, so that a marked word is one word; no text has them."""
ANY_MARK = f"[{FAMILY_MARK}{PEOPLE_MARK}{NAME_MARK}]?"
OF_PERSONS = _words(
    """
    portal portals privacy record records data safety trust shopping staffing shortage shortages
    visit visits choice autonomy advocacy group groups network networks care access experience
    education engagement navigation program programs programme programmes app apps system systems
    burnout project status study studies trial trials training rights satisfaction numbers pay
    wards outcomes leaflet leaflets handbook handbooks gown gowns voucher vouchers
    """
)
"""After a word for a person, these are what is named: "patient portals" are nobody."""
_PERSON_WORD = re.compile(
    rf"(?<![\w-])(?:co-)?([^\W\d_]+)(?![ -](?:{'|'.join(sorted(OF_PERSONS))})\b)", re.IGNORECASE
)


def marked(text: str) -> str:
    """The text with a mark before each word for a person, and before each known first name."""
    return _PERSON_WORD.sub(_with_mark, text)


def _with_mark(found: re.Match[str]) -> str:
    return (_mark_of(found[1].lower()) or _mark_of_name(found[1])) + found[0]


@lru_cache(maxsize=4096)
def _mark_of_name(word: str) -> str:
    if len(word) > LONGEST_NAME:
        return ""
    folded = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return NAME_MARK if word[0].isupper() and folded in FIRST_NAMES else ""


@lru_cache(maxsize=4096)
def _mark_of(word: str) -> str:
    for each in (word, word.removesuffix("s"), word.removesuffix("es")):
        if each in FAMILY:
            return FAMILY_MARK
        if each in ROLES or _is_named_by_ending(each):
            return PEOPLE_MARK
    return ""


def _is_named_by_ending(word: str) -> bool:
    return (
        word.endswith(PERSON_ENDINGS)
        and len(word) >= LEAST_OF_PERSON
        and not word.endswith(NO_PERSON_ENDINGS)
        and word not in NO_PERSONS
    )


NAMED_FORMS = {
    "victim": r"(?:<family>|<people>|<first>|<full_name>|wom[ae]n|m[ae]n|girls?|boys?|people|couple"
    r"|teen|she|he|they|who)",
    "by_event": r"(?:(?:after|following|in|during|when|as|from) (?:[\w’'-]+ ){0,3}?(?:contaminat\w+"
    r"|tainted|counterfeit|fake|botched|wrong|mix-?up|overdose|crash\w*|fire|blaze|flood\w*|shooting"
    r"|attack|bomb\w*|collapse|outbreak|poison\w*|liposuction|lift|clinic|cure|injection|accident"
    r"|explosion|earthquake)\b|(?<=die )in (?:[\w-]+ ){0,4}?trial\b)",
    "of_somebody": r"(?:<family>|<people>)(?:,? (?:(?-i:[A-Z])[\w-]+ )?is (?:gone|no more)"
    r"| (?:they|we|she|he|i) (?:have )?lost|'s (?:widow|life and death)"
    r"| (?:[\w’'-]+ ){0,8}?(?:remembered|has passed$)|(?<!children)'s grief)",
    "somebody": r"(?:<title>|(?:<whose>|an?|the|one of (?:our|the)|two|three|beloved|longtime|dear)"
    r" <~>(?:<family>|<people>)\b|(?:<family>|<people>) <first>"
    rf"|(?-i:[{FAMILY_MARK}{PEOPLE_MARK}][a-z][\w-]+ {ANY_MARK}[A-Z][\w-]+)(?!['’]))",
    "of_animal": r"(?:(?:,? (?!(?:\w+(?:er|or|ist|ian|ess|man|woman)s?|rescue|expert|vet|nurse)\b)"
    r"(?-i:[A-Z])[\w’'-]+){1,2}|(?: (?:in|on|at|of|near|outside|that|which) (?!<victim>)[\w’'-]+)"
    r"(?: (?!<victim>)[\w’'-]+){0,4})?",
    "no_victim": r"(?!<family>|<people>|wom[ae]n\b|m[ae]n\b|girl|boy|who\b|that\b|she\b|he\b"
    r"|<first> (?-i:[A-Z])[\w-]+ (?:has |had )?(?:died|dies))",
    "full_name": r"(?-i:[A-Z][\w.’'-]*),? (?-i:[A-Z][\w.’'-]+)",
    "a_name": r"(?!(?:cell|cancer|tumou?r|brain|neuron)s?\b)(?-i:[A-Z])[\w-]+",
    "a_thing": r"(?:<course>|<thing>|<alive>|<machine>|<product>)(?!['’]s)"
    r"(?![ -](?:<people>|<family>|wom[ae]n|m[ae]n)\b)",
    "so_many": r"(?:(?:only|just|maybe|perhaps|about|around|probably|roughly) )?(?:(?:(?:an? )?"
    r"(?:few|couple of|handful of)|\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|some)"
    r"(?: (?:or|to) (?:\d{1,2}|two|three|four|five|six|eight|twelve)|[-–]\d{1,2})? )?",
}
"""Expressions by the name that stands for them: for a person by title, family or profession ("our
dear colleague"), a full name, one name, a thing whose name begins no name of a person, and a number
before weeks or months."""
PARTS = {
    "title": r"(?:Dr|Drs|Prof|Mr|Mrs|Ms)\b\.? Professor Sir Dame",
    "blood": """grandmothers? grandfathers? grandparents? grandma grandpa granny nana mothers? mums?
        moms? fathers? dads? parents? sisters? brothers? aunts? auntie uncles? cousins? nieces?
        nephews? relatives?""",
    "disease": r"""cancers? disease illness mbc ibc tnbc lymphoma leuka?emia myeloma melanoma
        sarcoma glioblastoma tumou?r stroke sepsis pneumonia covid(?:-19)? dementia aids ebola
        malaria overdose addiction suicide""",
    "day": r"""(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Ascension|Boxing|Christmas)\s?day
        yesterday today tonight""",
    "recently": r"""on this last yesterday today tonight earlier recently just peacefully as before
        at\sthe\sweekend
        in\s(?:<month>|my|our|(?:her|his)\ssleep|the\s(?:spring|summer|autumn|fall))""",
    "organ": r"""skin tissues? nerves? nipples? fat flaps? grafts? bacteria neurons? roots?
        follicles?
        nails? muscles? bones? plants? batter(?:y|ies) phones? lights? embers""",
    "thing": r"""chemo\w* treatment breasts? boobs? hair ponytail wigs? radiation tamoxifen
        letrozole
        paper bras? underwires? summer winter ports? drains? expanders? implants?
        cancer(?!\s(?:patient|nurse))
        pink ribbons? pills? needles? scans? fear shame sugar wine alcohol gluten heels nipples?
        periods?
        estrogen ovaries office clinic building website newsletter magazine hello curls""",
    "product": r"""insurance software hardware batter(?:y|ies) devices? equipment electronics
        (?:smart)?phones? computers? laptops? servers? scanners? printers? pumps? machines?
        monitors? accelerators? linacs? solar\spanels? plastics? vehicles? ambulances? cars? trucks?
        buses aircraft (?:air)?planes? ships? satellites? t[iy]res? turbines? buildings?
        theat(?:er|re)s? bridges? trees? products? packaging appliances? textiles cables? vials?
        antibod(?:y|ies)""",
    "alive": r"""breasts? nipples? mastectom\w+ \w*(?:ectom|ostom|plast)(?:y|ies) amputations?
        ablation sterili[sz]ation surger(?:y|ies) operations? transplants? implants? reconstruction
        radiation radiotherapy chemo\w* treatment diagnos\w+ menopause (?:in)?fertility infertile
        womb uterus ovar(?:y|ies) hair eyebrows (?:eye)?lashes curls voice taste smell sensation
        libido sex intimacy body bodies self identity womanhood femininity careers? jobs? income
        savings retirement independence friendships? marriages? divorce mobility periods?
        breastfeeding miscarriages? pregnanc(?:y|ies) ivf embryos? scars? limbs? legs? arms?""",
    "whose": "my her his our their its your",
    "many": r"""women men people patients participants girls mothers americans britons adults
        veterans cases individuals persons mice rats animals half thirds? quarters? fewer more
        most many some none nobody thousands millions hundreds percent
        two three four five six seven eight nine ten cells? tumou?rs?
        \d[\d,.]{0,9}% \d[\d,.]{0,9}\d(?=\sdied) no\s(?:one|patient|woman|man|person)""",
    "few": r"one two three four five six seven eight nine ten \d{1,2}",
    "die": "die died dies dying",
    "end": "hours days weeks months years? chapter breaths? gifts? journey",
    "not": r"not \w+n't than beyond before never",
    "other": r"(?!(?:she|he|who|you|they|i|we|know|wants?|since|when|after|before|about|taught"
    r"|teach)\b)[\w’'%-]+",
    "place": "(?:at|in)\\s(?:home|hospitals?|hospices?|care|intensive)",
    "policy": """bills? laws? legislation measures? amendments? proposals? plans? mergers? deals?
        expansions? mandates? initiatives? reforms? resolutions? repeals? lawsuits? budgets?
        motions? programs? programmes? trials? projects?""",
    "lost_thing": """funding funds grants? accreditation coverage access clinics? hospitals?
        licen[cs]e contracts? subsid(?:y|ies) medicaid trust staff jobs? traditions? privacy
        independence""",
    "plural": "patients survivors participants members students individuals donors supporters",
    "span": "days weeks months years? year",
    "span_end": "hours? days? weeks? months? years?",
    "course": r"""chemo\w* radiation radiotherapy radio rads treatments? \w*therap(?:y|ies)
        hormones? infusions? cycles? rounds? injections? pills? tablets? drugs? steroids? ac
        tchp? fec ec ais? herceptin kadcyla enhertu ibrance kisqali verzenio keytruda
        perjeta phesgo arimidex femara aromasin faslodex zoladex lupron xeloda taxol
        taxotere adriamycin nolvadex lynparza
        \w{3,}(?:mab|n[iy]b|clib|parib|taxel|rubicin|platin|zole|xifene?|strant|citabine|relin|lisib)
        pregnancy breastfeeding maternity surger(?:y|ies) operations? \w*ectom(?:y|ies)
        reconstruction diagnos[ei]s scans? biops(?:y|ies) expanders? drains? recovery rehab
        isolation quarantine trials? stud(?:y|ies) work office job school college university
        residency training camp term semester congress conference meeting symposium festival
        registration enrol\w* applications? campaign auction sale summer winter spring
        autumn fall year month season leave holidays? asco esmo sabcs aacr
        san\s(?-i:[A-Z])\w+ chicago hair wigs? breasts? bras?""",
    "of_dying": r"""life lives living existence cancer disease illness mbc suffering agony
        pain terminal\w* hospices? palliative comfort metastatic stage incurable dying earth
        consciousness someone somebody those people patients? women men woman man girl boy
        care lov(?:e|ed) her him""",
    "outlived": r"""ran runs now still later since cancer[- ]free ago alive clear remission thriv\w+
        celebrat\w+ graduat\w+ marri\w+ marathon defie[sd] defying outliv\w+ beat\w* surviv\w+
        that\swas turned turns old""",
    "sudden": "untimely sudden recent sad tragic",
    "own_illness": r"""diagnosed diagnosis herself himself lump biopsy mammogram patient survivor
        becomes\sa\spatient (?:has|with|gets|got|had|beats?)\s(?:[\w-]+\s)?cancer
        \w*ectomy chemo\w* (?:his|her|my|their)\sown\s(?:cancer|treatment|tumou?r|scans?)""",
    "myth": r"""myths? rumou?rs? ideas? fears? debates? questions? theor(?:y|ies) claims? dogmas?
        stories misconceptions? beliefs? hype doubts? controvers(?:y|ies) arguments? worr(?:y|ies)
        tales? nonsense misunderstandings?""",
    "animal": r"""dogs? pupp(?:y|ies) cats? kittens? horses? pon(?:y|ies) donkeys? rabbits?
        hamsters? guinea\spigs? \w*fish birds? swans? bees? mice mouse rats? parrots? ducks? hens?
        tortoises? turtles? alpacas? llamas? pets? monkeys? elephants? whales? pandas?""",
    "illness": r"""\w+(?:omas?|[ae]mia|osis|itis) hodgkin\w* mnd parkinson\w* alzheimer\w*
        metast\w+ condition virus infection it life live survive living stay\salive""",
    "contended": "over for about to that who which",
    "machine": r"""windows software scanners? scann\w+ machines? devices? apps? systems? computers?
        versions? laptops? phones? portals? websites? batter(?:y|ies) vehicles? pumps? linacs?
        printers? products? support equipment servers? fax\w* mri ct wigs? bras? cars? clinic""",
    "without": """chemo\\w* cancer treatment alcohol sugar recurrence hair progression surgery
        radiation the a an my any""",
    "notlost": "weight hair breasts? sleep time hope sight control touch my her a an the one both",
    "treated": "radiation radiotherapy chemo\\w* treatment therapy the",
    "thanked": "nurses caregivers carers survivors volunteers mothers doctors everyone",
    "remembered": "to names? words? things? why how what when where that my your her his the it me",
    "month": """Jan Feb Mar Apr May June? July? Aug Sept? Oct Nov Dec January February March April
        August September October November December""",
    "period": r"""trends? cancers? incidence mortality stud(?:y|ies) data cohorts? reviews? registry
        analysis cases rates? surveys? statistics history program\w* surveillance burden research
        progress treatment survival women men people patients deaths screening therapy outcomes? use
        change\w*""",
    "someone_abroad": SOMEONE_ABROAD,
    "kin_abroad": KIN_ABROAD,
    "span_abroad": SPAN_ABROAD,
    "course_abroad": COURSE_ABROAD,
    "course_german": COURSE_GERMAN,
    "body_abroad": BODY_ABROAD,
    "thing_abroad": THING_ABROAD,
    "animal_abroad": ANIMAL_ABROAD,
}
"""Words by the name that stands for them, separated by spaces."""
