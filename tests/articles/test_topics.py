import pytest

from bot.articles.phrase_index import Pattern, TextWords
from bot.articles.topics import Classifier, classifier_of
from bot.model.article import ShortForm, Taxonomy, TopicMatch
from tests import factories
from tests.shared import shipped_topics
from tests.tables import each_row

CLASSIFIER = Classifier(
    Taxonomy(
        (
            factories.topic(
                "heredity", phrases=("BRCA*", "ATM", "family history"), categories=("Genetics",)
            ),
            factories.topic(
                "metastasis", phrases=("metasta*", "brain metasta*", "stage IV"), categories=()
            ),
            factories.topic(
                "screening",
                phrases=("screening",),
                title_phrases=("equity",),
                other_senses=("film screening*", "screening of … compounds", "private equity"),
            ),
            factories.topic(
                "funding",
                phrases=("commits … million", "NIH … grant*"),
                title_phrases=("gala",),
            ),
            factories.topic(
                "technology",
                phrases=("artificial intelligence",),
                short_forms=(ShortForm("AI", ("algorithm*", "machine learning")),),
            ),
        )
    )
)

SUBTYPES = Classifier(
    Taxonomy(
        (
            factories.topic(
                "subtypes",
                phrases=("trastuzumab",),
                disease_phrases=("HER2-positive", "ERBB2", "lobular", "metastas*"),
            ),
        )
    )
)


def why(slug: str, title: str = "", teaser: str = "", text: str = "", *names: str) -> str | None:
    matches = CLASSIFIER.classify(title, teaser, text, names)
    return next((match.why for match in matches if match.slug == slug), None)


def test_the_title_decides_and_the_longest_phrase_is_the_reason() -> None:
    assert why("metastasis", "Life with Brain Metastases") == "title: brain metastases"


def test_the_teaser_decides() -> None:
    assert why("metastasis", "A title", "Living at stage-IV.") == "teaser: stage iv"


def test_a_category_decides_by_name_or_by_phrase() -> None:
    assert why("heredity", "T", "", "", "genetics") == "category: genetics"
    assert why("metastasis", "T", "", "", "About metastases") == "category: metastases"
    assert why("heredity", "T", "", "", "Genetics of plants") is None


def test_the_text_decides_with_three_occurrences() -> None:
    assert why("metastasis", text="metastases, metastatic") is None
    assert why("metastasis", text="Metastases, metastatic, metastases.") == (
        "text: 2 × metastases, 1 × metastatic"
    )


def test_overlapping_phrases_count_once() -> None:
    assert why("metastasis", text="brain metastases and brain metastases") is None


def test_other_words_may_stand_in_a_gap() -> None:
    assert why("funding", "Fund Commits $12 Million") == "title: commits 12 million"
    assert why("funding", "Fund commits another sum of five million") is not None
    assert why("funding", "Fund commits to research that may reach a million") is None
    assert why("funding", "Million dollars: the fund commits") is None
    assert why("funding", "NIH Awards New Grants") == "title: nih awards new grants"
    assert why("funding", "Nih awards new grants") is None


def test_title_phrases_do_not_count_elsewhere() -> None:
    assert why("funding", "Notes from the Gala") == "title: gala"
    assert why("funding", "Notes", "A gala.", "Gala, gala, gala.", "Gala") is None


def test_words_are_whole_and_consecutive() -> None:
    assert why("heredity", "A history of the family") is None
    assert why("heredity", "Family, history") == "title: family history"
    assert why("metastasis", "Premetastatic") is None


def test_short_capitals_match_capitals_only() -> None:
    assert why("heredity", "ATM variants") == "title: ATM"
    assert why("heredity", "At the atm") is None
    assert why("heredity", "BRCA1 explained") == "title: BRCA1"


def test_an_ambiguous_short_form_never_decides_alone() -> None:
    assert why("technology", "AI in the clinic") is None
    assert why("technology", "AI in the clinic", "", "An algorithm reads") == "title: AI"
    assert why("technology", "AI therapy", "", "an aromatase inhibitor") is None


def test_a_feeds_subject_is_the_last_reason() -> None:
    matches = CLASSIFIER.classify("Metastases", "", "", (), ("metastasis", "heredity", "unknown"))
    assert matches == (
        TopicMatch("heredity", "this feed's subject"),
        TopicMatch("metastasis", "title: metastases"),
    )


def test_topics_come_in_the_order_of_the_taxonomy() -> None:
    matches = CLASSIFIER.classify("Metastases and BRCA2", "", "", ("Genetics",))
    assert [match.slug for match in matches] == ["heredity", "metastasis"]


def test_a_short_form_costs_the_same_however_often_it_stands_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []
    end = Pattern.end

    def counted(pattern: Pattern, words: TextWords, at: int) -> int:
        compared.append(at)
        return end(pattern, words, at)

    monkeypatch.setattr(Pattern, "end", counted)

    assert why("technology", text="AI " * 300) is None
    assert len(compared) < 300 * 5


@each_row(
    ("title", "reason"),
    [
        ("HER2+ disease", "her2 positive"),
        ("Whether HER2-positive or not", "her2 positive"),
        ("HER2- disease", None),
        ("Not HER2-positive after all", None),
        ("ERBB2-negative, and ERBB2 (formerly HER2)-negative", None),
        ("HR-negative, ERBB2-positive", "ERBB2"),
        ("Non-lobular cancer", None),
        ("Nonlobular is not all: lobular", "lobular"),
        ("Neither lobular nor HER2-positive", None),
        ("Women without metastases", None),
        ("No evidence of distant metastases", None),
        ("No metastases, no trastuzumab", "trastuzumab"),
        ("With or without brain metastases", "metastases"),
        ("With and without metastases", "metastases"),
        ("Without metastases, but much to live with", None),
        ("No metastasized tumor is left behind", "metastasized"),
        ("More than metastases", "metastases"),
        ("Without trastuzumab", "trastuzumab"),
    ],
)
def test_a_disease_that_is_denied_is_no_topic(title: str, reason: str | None) -> None:
    found = [match.why for match in SUBTYPES.classify(title, "", "")]

    assert found == ([f"title: {reason}"] if reason else [])


def test_other_senses_of_a_phrase_do_not_count() -> None:
    assert why("screening", "Film screening tonight", "A screening of 4,000 compounds") is None
    assert why("screening", "Private equity buys a clinic") is None
    assert why("screening", "A film on screening") == "title: screening"
    assert why("screening", "Equity in care") == "title: equity"


@each_row(
    ("title", "topics"),
    [
        ("HR+/HER2- disease: new pill", ["hormone-positive"]),
        ("ER+ breast cancer", ["hormone-positive"]),
        ("HER2+ disease", ["her2-positive"]),
        ("HER2\u2212 breast cancer", []),
        ("ER-/PR-/HER2- disease", ["triple-negative"]),
        ("ER-negative tumors", []),
        ("ER-negative, HER2-positive tumors", ["her2-positive"]),
        ("Non-metastatic breast cancer outcomes", []),
        ("Stage III/IV disease", ["metastasis"]),
        ("Men march for their mothers", []),
        ("Breast cancer in men", ["male-breast-cancer"]),
        ("Private equity and oncology", []),
        ("Equity in cancer care", ["health-equity"]),
        ("Film screening raises awareness", []),
        ("Screening saves lives", ["screening"]),
        ("Screening of 4,000 compounds", []),
        ("Job interview tips", []),
        ("Interview with Dr. Sample", ["podcasts"]),
        ("Conference call with investors", []),
        ("Conference for patients", ["conferences"]),
        ("Exercise your right to vote", []),
        ("Exercise is the right medicine", ["lifestyle-risk"]),
        ("Early detection of wildfire", []),
        ("Early detection of breast cancer", ["early-detection"]),
        ("Stage 4: living with it", ["metastasis"]),
        ("Stage IV mothers share tips", ["metastasis"]),
        ("Stage 4 breast cancer and kidney disease", ["metastasis"]),
        ("Incurable, but not hopeless", ["metastasis"]),
    ],
)
def test_shipped_topics_of_signs_denials_and_stray_words(title: str, topics: list[str]) -> None:
    found = classifier_of(shipped_topics()).classify(title, "", "")

    assert [match.slug for match in found] == topics


@each_row(
    ("title", "slug"),
    [
        ("Fall prevention for people in treatment", "prevention"),
        ("Prevention of chemotherapy nausea", "prevention"),
        ("Prevention of lymphedema in breast cancer survivors", "prevention"),
        ("Suicide prevention in oncology", "prevention"),
        ("A clinic for infection prevention in chemo wards", "prevention"),
        ("Centers for Disease Control and Prevention warns of fraud", "prevention"),
        ("Preventive antibiotics before implants", "prevention"),
        ("Men in nursing: a shortage", "male-breast-cancer"),
        ("Men in pink march for women", "male-breast-cancer"),
        ("Men on the board of a hospital", "male-breast-cancer"),
        ("Johnson & Johnson trial over talc begins", "clinical-trials"),
        ("A trial by fire for new nurses", "clinical-trials"),
        ("Jury trial set for surgeon accused of fraud", "clinical-trials"),
        ("Trial lawyer with breast cancer runs marathon", "clinical-trials"),
        ("On trial: a doctor who gave fake chemo", "clinical-trials"),
        ("Trial date set in implant lawsuit", "clinical-trials"),
        ("Implant maker goes to trial", "clinical-trials"),
        ("Egg donor recipients and breast cancer risk", "funding"),
        ("Bone marrow donor found", "funding"),
        ("Organ donation after cancer", "funding"),
        ("Pain at the donor site of a flap", "funding"),
        ("Radiation exposure in flight crews", "treatment"),
        ("Radon radiation at home", "treatment"),
        ("Shingles vaccine for people in treatment", "immunotherapy"),
        ("Flu vaccine for people with breast cancer", "immunotherapy"),
        ("Vaccine against flu for people with breast cancer", "immunotherapy"),
        ("Inflammatory breast cancer: what to know", "early-detection"),
        ("Circulating tumor DNA finds relapse early", "metastasis"),
        ("Regardless of HER2 status, the pill works", "her2-positive"),
        ("HER2-negative tumors shrink", "her2-positive"),
        ("Stage 4 of the bike race", "metastasis"),
        ("Stage 4 kidney disease and bisphosphonates", "metastasis"),
        ("Stage IV endometriosis and breast cancer risk", "metastasis"),
        ("Stage 4 pressure ulcers: a nurse's guide", "metastasis"),
        ("Stage IV COPD after radiation", "metastasis"),
        ("Stage 4 liver fibrosis on tamoxifen", "metastasis"),
        ("CKD stage 4 and zoledronic acid", "metastasis"),
        ("Kidney disease stage 4: which drugs are safe", "metastasis"),
        ("Stage 4 hospital evacuation drill", "metastasis"),
        ("Stage 4 and 5 kidney disease: scans", "metastasis"),
        ("Stage 4 kidney patients need other scans", "metastasis"),
        ("End-stage renal disease after chemotherapy", "metastasis"),
        ("Living with incurable lung disease", "metastasis"),
        ("Terminal duct lobular units in healthy breasts", "metastasis"),
        ("Terminal end buds in puberty", "metastasis"),
        ("N-terminal pro-BNP and the heart", "metastasis"),
        ("N-terminal disease mutations", "metastasis"),
        ("C-terminal fragments of HER2 and treatment", "metastasis"),
        ("Neoadjuvant therapy and terminal differentiation", "metastasis"),
        ("Terminal 2 at O'Hare turns pink", "metastasis"),
        ("Bus terminal turns pink", "metastasis"),
        ("Career progression of women in oncology", "metastasis"),
        ("Final days to enroll in Medicare", "clinical-trials"),
        ("Medicare patients: enroll by December 7", "clinical-trials"),
        ("Open enrollment begins: what to know", "clinical-trials"),
        ("Enroll in health coverage before it is too late", "clinical-trials"),
        ("Enrollment at nursing school falls", "clinical-trials"),
        ("Students enroll in nursing", "clinical-trials"),
        ("Phase 3 of the hospital renovation", "clinical-trials"),
        ("Phase 2 construction begins at cancer center", "clinical-trials"),
        ("Phase II of the fundraising campaign", "clinical-trials"),
        ("Phase 2 of reopening", "clinical-trials"),
        ("Reopening enters phase two", "clinical-trials"),
    ],
)
def test_a_word_of_a_topic_in_another_sense_does_not_count(title: str, slug: str) -> None:
    found = classifier_of(shipped_topics()).classify(title, "", "")

    assert slug not in {match.slug for match in found}


@each_row(
    ("title", "slug"),
    [
        ("Prevention starts in childhood", "prevention"),
        ("Is prevention possible?", "prevention"),
        ("Prevention of breast cancer with tamoxifen", "prevention"),
        ("Prevention of BRCA1-associated breast cancer", "prevention"),
        ("Preventive mastectomy at 30", "prevention"),
        ("Breast cancers that were preventable", "prevention"),
        ("Men in trials of new pills", "male-breast-cancer"),
        ("Men on tamoxifen", "male-breast-cancer"),
        ("Trial of inavolisib over five years", "clinical-trials"),
        ("Clinical trial begins in May", "clinical-trials"),
        ("Court orders access to clinical trial", "clinical-trials"),
        ("Donors fund a new lab", "funding"),
        ("Radiation in five days", "treatment"),
        ("A vaccine for triple-negative breast cancer", "immunotherapy"),
        ("A vaccine against hereditary breast cancer", "immunotherapy"),
        ("Vaccine trial opens", "immunotherapy"),
        ("ctDNA in metastatic disease", "metastasis"),
        ("Circulating tumor DNA finds relapse early", "survivorship"),
        ("HER2 testing: how labs do it", "her2-positive"),
        ("HER2 status can change", "her2-positive"),
        ("Stage 4 of the disease", "metastasis"),
        ("Stage 4 and depression: a diary", "metastasis"),
        ("Stage IV: pain, sleep and sex", "metastasis"),
        ("Living with stage 4: anxiety is normal", "metastasis"),
        ("Stage IV patients' depression is overlooked", "metastasis"),
        ("Stage 4 women's pain goes untreated", "metastasis"),
        ("Stage 4 moms and sleep", "metastasis"),
        ("Stage 4 thrivers share burnout tips", "metastasis"),
        ("Stage 4 survivor's empathy", "metastasis"),
        ("My stage 4 lockdown diary", "metastasis"),
        ("Pain: stage 4 patients speak", "metastasis"),
        ("Anxiety, stage 4 and me", "metastasis"),
        ("Stage 4 neuropathy tips", "metastasis"),
        ("Incurable: pain and joy", "metastasis"),
        ("Facing a terminal diagnosis", "metastasis"),
        ("Terminally ill mother writes 18 birthday cards", "metastasis"),
        ("What terminal cancer patients want you to know", "metastasis"),
        ("When cancer is terminal", "metastasis"),
        ("Told she was terminal, she planned a wedding", "metastasis"),
        ("Terminal illness and the will to live", "metastasis"),
        ("Progression after two drugs", "metastasis"),
        ("Now enrolling: a study of exercise", "clinical-trials"),
        ("Study enrolls 300 women", "clinical-trials"),
        ("University hospital enrolls first patients", "clinical-trials"),
        ("First patients enrolled to test a new pill", "clinical-trials"),
        ("Enrolling women with lobular cancer", "clinical-trials"),
        ("Phase 3 of the NATALEE study ends", "clinical-trials"),
        ("Phase 3 data of a new pill", "clinical-trials"),
        ("Phase II results: fewer relapses", "clinical-trials"),
        ("Medicare pays for phase 3 trials", "clinical-trials"),
    ],
)
def test_the_same_word_in_the_sense_of_the_topic_counts(title: str, slug: str) -> None:
    found = classifier_of(shipped_topics()).classify(title, "", "")

    assert slug in {match.slug for match in found}
