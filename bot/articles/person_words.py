"""The words for people by which `content_notes` knows of whom an article tells. Pure data.

In a list of phrases, `<name>` stands for the words of `PARTS`, or for an expression of
`NAMED_FORMS`.
"""

NAMED_FORMS = {
    "of_somebody": r"(?:<family>|<people>)(?:,? (?:(?-i:[A-Z])[\w-]+ )?is (?:gone|no more)"
    r"| (?:they|we|she|he|i) (?:have )?lost|'s (?:widow|life and death)"
    r"| (?:[\w’'-]+ ){0,8}?(?:remembered|has passed$)|(?<!children)'s grief)",
    "somebody": r"(?:<title>|(?:<whose>|an?|the|one of (?:our|the)|two|three|beloved|longtime|dear)"
    r" <~>(?:<family>|<people>)\b)",
    "full_name": r"(?-i:[A-Z][\w.’'-]*,? [A-Z][\w.’'-]+)",
    "a_name": r"(?!(?:cell|cancer|tumou?r|brain|neuron)s?\b)(?-i:[A-Z])[\w-]+",
    "so_many": r"(?:(?:only|just|maybe|perhaps|about|around|probably|roughly) )?(?:(?:(?:an? )?"
    r"(?:few|couple of|handful of)|\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|some)"
    r"(?: (?:or|to) (?:\d{1,2}|two|three|four|five|six|eight|twelve)|[-–]\d{1,2})? )?",
}
"""Expressions by the name that stands for them: a person by title, by family or by profession ("our
dear colleague"), a full name, one name, and a number before weeks or months."""
PARTS = {
    "family": """(?:grand|step)?(?:mother|mum|mom|father|dad|daughter|son|parent)s? mamas? nanas?
        sisters? brothers? wife wives husbands? spouses? partners? aunts? uncles? cousins? niece
        nephew child children baby twin siblings? friends? bestie girlfriend boyfriend somebody
        someone""",
    "people": """colleagues? (?:co-?)?founders? pioneers? champions? advocates? leaders? legends?
        giants? icons? mentors? scientists? researchers? oncologists? surgeons? nurses? doctors?
        physicians? radiologists? pathologists? geneticists? biologists? volunteers? members?
        authors? bloggers? writers? poets? survivors? thrivers? activists? hero(?:es)? heroine
        chair(?:man|woman|person)? chiefs? directors? presidents? actress actors? singers? stars?
        journalists? professors? teachers? trailblazers? luminar(?:y|ies) visionar(?:y|ies)
        ambassadors? trustees? fundraisers? philanthropists? supporters? investigators?
        statisticians? coach(?:es)? warriors? patients? podcasters? presenters? broadcasters?
        politicians? editors? fellows? participants? teammates? officers? minds? individuals?
        consultants? specialists? lecturers? academics? campaigners? musicians? dancers? athletes?
        models? teenagers? students? columnists? entrepreneurs? comedians? novelists? playwrights?
        painters? artists? photographers? mayors? senators? ministers? MPs? councill?ors? pastors?
        soldiers? firefighters? paramedics? midwi(?:fe|ves) pharmacists? chemists? biochemists?
        epidemiologists? immunologists? engineers? designers? chefs? patrons? brides? hosts?
        runners? swimmers? cyclists? rowers? neighbou?rs? donors? helpers? organi[sz]ers?
        laureates? fighters? influencers? radiographers? matrons? lights? heads? chaplains?
        technicians? librarians? secretar(?:y|ies) receptionists? managers? guitarists? drummers?
        violinists? pianists? conductors? composers? executives? bakers? gardeners? farmers? pilots?
        veterans? psychologists? sociologists? historians? statesm[ae]n lawmakers?
        congress(?:wo)?m[ae]n
        governors? judges? lawyers? barristers? headteachers? principals? deans? curators? drivers?
        captains? skippers? footballers? cricketers? golfers? skaters? gymnasts? boxers? jockeys?
        rappers? sopranos? tenors? DJs? producers? filmmakers? directors? screenwriters?
        illustrators?
        cartoonists? knitters? quilters? treasurers? founders? benefactors? counsell?ors?
        physiotherapists? dietitians? therapists? technologists? phlebotomists? porters? cleaners?
        cooks? cheerleaders? grandmasters? princess(?:es)? queens? princes? kings? duchess(?:es)?
        bishops? priests? rabbis? imams? vicars? nuns? monks? physicists? mathematicians?
        pharmacologists? virologists? hematologists? haematologists? anesthetists? gyna?ecologists?
        endocrinologists? figures? voices? youtubers? vloggers? anchors? reporters? correspondents?
        newsreaders? weather(?:wo)?m[ae]n""",
    "title": r"(?:Dr|Drs|Prof|Mr|Mrs|Ms)\b\.? Professor Sir Dame",
    "blood": """(?:grand)?(?:mother|mum|mom|father|dad|parent)s? grandma grandpa nana sisters?
        brothers? aunts? auntie uncles? cousins? nieces? nephews? relatives?""",
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
    "whose": "my her his our their its your",
    "many": r"""women men people patients participants girls mothers americans britons adults
        veterans cases individuals persons mice rats animals half thirds? quarters? fewer more
        most many some none nobody thousands millions hundreds percent
        two three four five six seven eight nine ten cells? tumou?rs?
        \d[\d,.]{0,9}% \d[\d,.]{0,9}\d(?=\sdied) no\s(?:one|patient|woman|man|person)""",
    "die": "die died dies dying",
    "end": "hours days weeks months years? chapter breaths? gifts? journey",
    "not": r"not \w+n't than beyond before never",
    "other": r"(?!(?:she|he|who|you|they|i|we|know|wants?|since|when|after|before)\b)[\w’'%-]+",
    "place": "(?:at|in)\\s(?:home|hospitals?|hospices?|care|intensive)",
    "plural": "patients survivors participants members students individuals donors supporters",
    "span": "days weeks months years? year",
    "outlived": r"""ran runs now still later since cancer[- ]free ago alive clear remission thriv\w+
        celebrat\w+ graduat\w+ marri\w+ marathon defie[sd] defying outliv\w+ beat\w* surviv\w+
        that\swas turned turns old""",
    "sudden": "untimely sudden recent sad tragic",
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
}
"""Words by the name that stands for them, separated by spaces."""
