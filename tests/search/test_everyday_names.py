"""Short forms and everyday words of the shipped thesaurus keep their other senses."""

from pathlib import Path

from bot.model.query import Query
from bot.search.engine import SearchEngine
from bot.search.words import words_of
from tests.search import judging
from tests.shared import shipped_index
from tests.tables import each_row

EVERYDAY = [
    ("who will look after my pet cat during chemo", "positron emission tomography"),
    ("PET scan anxiety", "companion animal"),
    ("CT and CAT scan results", "companion animal"),
    ("tell HR about my sick leave", "hazard ratio"),
    ("HR positive status", "return to work"),
    ("uti antibiotics", "vaginal dryness"),
    ("how bad is lymphedema", "prognosis"),
    ("how serious is a seroma", "prognosis"),
    ("what are the chances of hair loss", "prognosis"),
    ("odds of infection", "prognosis"),
    ("how long must i rest", "extended endocrine therapy"),
    ("no time to exercise", "caregiver burnout"),
    ("everyone else had nausea", "envy"),
    ("said nothing about fertility", "medical error"),
    ("something wrong with my port", "risk factors"),
    ("how long do i take antibiotics", "extended endocrine therapy"),
    ("how fast does cancer spread", "intermittent fasting"),
    ("is it a fast recovery", "intermittent fasting"),
    ("flight", "lymphedema"),
    ("surgery date", "dating"),
    ("loss of taste", "grief"),
    ("next steps after biopsy", "exercise"),
    ("poor sleep on letrozole", "health equity"),
    ("nice wig", "drug access"),
    ("pros and cons of implants", "patient-reported outcomes"),
    ("does tamoxifen cause cramps", "risk factors"),
    ("black toenails", "Black women"),
    ("pink nipple discharge", "men's experience of breast cancer"),
    ("quit smoking", "treatment adherence"),
    ("hair dye during chemo", "sentinel lymph node biopsy"),
    ("fried food", "radiation dermatitis"),
    ("boost my immune system", "radiation therapy"),
    ("lump sore to the touch", "sexual health"),
    ("PBM laser for mouth sores", "risk-reducing mastectomy"),
    ("NAC before surgery", "dietary supplements"),
    ("is my cancer back", "bone metastases"),
    ("cancer is back again", "bone metastases"),
    ("i lost my baby", "grief"),
    ("does alkaline water help", "dietary supplements"),
    ("instead of chemo", "alternative medicine"),
    ("podcast", "support group"),
    ("pink", "men's experience of breast cancer"),
    ("stopping treatment", "end of life"),
    ("no more chemo", "end of life"),
    ("no more chemo", "dying at home"),
    ("no more chemo for me", "hospice"),
]
SYMPTOMS = [
    *("headache", "headaches", "seizure", "dizzy and headaches", "cough", "coughing", "dry cough"),
    *("back pain", "my back hurts", "hip pain", "rib pain", "bone pain", "short of breath"),
    *("breathless", "jaundice", "yellow skin", "skin bumps", "bloated"),
    *("looks like an infection", "breast hot to the touch", "crusty nipple", "spotting"),
]
UNSAID = [
    ("scanxiety", "waiting"),
    ("exceptional responder", "twelve years"),
    ("exceptional responder", "decade"),
    ("neuropathy", "buttons"),
    ("neuropathy", "nerves"),
    ("dizzy", "faint"),
    ("fatigue", "drained"),
    ("progression", "growing"),
    ("osteoporosis", "fall"),
    ("cardiotoxicity", "hearts"),
    # words that share their stem with others: topics, water, appear, organized, optimal, promote
    ("skin care", "topical"),
    ("dry eyes", "watery"),
    ("body image", "appearance"),
    ("organic food", "organic"),
    ("hope", "optimism"),
    ("return to work", "promotion"),
]
SPECIAL = [
    ("is my cancer back", "recurrence"),
    ("cancer in my back", "bone metastases"),
    ("the tumor is back", "recurrence"),
    ("i lost my baby", "pregnancy loss"),
    ("instead of chemo", "omission of chemotherapy"),
    ("PET", "positron emission tomography"),
    ("PET", "companion animal"),
    ("HR", "hazard ratio"),
    ("HR", "return to work"),
    ("HR", "hormone receptor status"),
    ("CAT", "computed tomography"),
    ("CAT", "companion animal"),
    ("uti", "urinary tract infection"),
    ("how bad is it", "prognosis"),
    ("what are my chances", "prognosis"),
    ("odds with stage 4", "prognosis"),
    ("how long must i take tamoxifen", "extended endocrine therapy"),
    ("48 hour fast", "intermittent fasting"),
    ("LE sleeve", "lymphedema"),
    ("LE", "lymphedema"),
    ("nac capsules", "dietary supplements"),
    ("how long does a port stay in", "central venous port"),
    ("blue dye", "sentinel lymph node biopsy"),
    ("quit tamoxifen", "treatment adherence"),
    ("NICE rejects drug", "drug access"),
    ("no more chemo", "survivorship"),
    ("dd AC", "dose-dense chemotherapy"),
    ("a dye that glows", "fluorescence-guided surgery"),
    ("volunteer navigators", "patient navigator"),
    ("my DD", "daughter"),
    ("AC THP", "AC followed by THP"),
    ("PASH", "pseudoangiomatous stromal hyperplasia"),
    ("qtc on ribociclib", "QT prolongation"),
    ("NCI cuts", "research funding cuts"),
    ("unclear significance", "variant of uncertain significance"),
    ("charity cycling", "fundraising"),
    ("quick MRI", "abbreviated MRI"),
    ("lose the good breast", "contralateral prophylactic mastectomy"),
    ("i want to keep my heart out of the beam", "deep inspiration breath hold"),
    ("teeth", "osteonecrosis of the jaw"),
]


def meant(text: str) -> set[tuple[str, ...]]:
    """The synonyms of all names in a text, without those of neighboring groups."""
    words, at, found = tuple(words_of(text)), 0, set[tuple[str, ...]]()
    while at < len(words):
        naming = shipped_index().longest_at(words, at)
        found |= {p.words for p in naming.synonyms if not p.neighbor} if naming else set()
        at += naming.length if naming else 1
    return found


@each_row(("text", "term"), EVERYDAY)
def test_word_with_its_everyday_sense_has_no_other(text: str, term: str) -> None:
    """A word beside others that do not tell the special sense is the everyday word."""
    assert tuple(words_of(term)) not in meant(text)


@each_row(("text", "term"), SPECIAL)
def test_word_with_its_special_sense_is_found(text: str, term: str) -> None:
    """A short form alone, or beside a word that tells its sense, has that sense."""
    assert tuple(words_of(term)) in meant(text)


@each_row("symptom", SYMPTOMS)
def test_symptom_is_no_name_of_an_illness_that_it_may_be_a_sign_of(symptom: str) -> None:
    """Who asks about a headache is not told of the spread of cancer."""
    illnesses = {"metastases", "metastasis", "mets", "cancer", "paget", "ibc", "interstitial"}
    assert not illnesses & {word for words in meant(symptom) for word in words}


@each_row(("text", "word"), UNSAID)
def test_everyday_word_of_many_senses_is_not_looked_for(text: str, word: str) -> None:
    """Such a word may lead to a name, but an article that holds it is about anything."""
    assert tuple(words_of(word)) not in meant(text)


def test_articles_on_pets_are_found_without_the_scan() -> None:
    """Who asks for dogs is shown no PET scans, since no synonym is the word "pet"."""
    assert not meant("dog") & {("pet",), ("pets",), ("cat",)}


async def understood(engine: SearchEngine, text: str) -> Query:
    query = (await engine.search(text)).query
    assert query
    return query


async def test_articles_of_other_languages_are_no_short_forms(tmp_path: Path) -> None:
    """A small word of another language before a name is left out; in capitals it is kept."""
    async with judging.opened(tmp_path, "english") as engine:
        for text in ("le docetaxel", "se letrozol", "os taxol", "et taxol", "te taxol"):
            assert len((await understood(engine, text)).concepts) == 1, text
        for text in ("LE docetaxel", "OS taxol", "le pump", "se from letrozole", "taxol os"):
            assert len((await understood(engine, text)).concepts) == 2, text


async def test_words_of_duration_are_not_looked_for_beside_a_name(tmp_path: Path) -> None:
    """A question how long a port stays in is about ports alone, and "fast" finds no fasting."""
    async with judging.opened(tmp_path, "english") as engine:
        for text in ("how long does a port stay in", "how fast is a port put in"):
            labels = [each.label for each in (await understood(engine, text)).concepts]
            assert not {"stay", "fast"}.intersection(labels), labels


def test_name_keeps_a_word_that_names_its_group_alone() -> None:
    """A turn is also looked for by the word in it that is a name of the same group."""
    assert ("sugar",) in meant("cut out sugar")


@each_row(
    ("text", "name"), [("misdiagnosed", "missed diagnosis"), ("my back hurts", "spinal pain")]
)
def test_name_whose_words_often_stand_apart_is_no_sure_one(text: str, name: str) -> None:
    """Apart they are found in articles on people who are missing from studies, or on metastases."""
    naming = shipped_index().longest_at(words_of(text), 0)
    assert naming
    assert tuple(words_of(name)) not in {p.words for p in naming.synonyms if p.sure}
