"""Words that alternatives share stand in each of them."""

import pytest

from bot.errors import RequestError
from bot.search.filters import read_typed
from bot.search.wish_words import alternatives
from tests.tables import each_row

NAMES = frozenset(
    """
    brain metastases;liver metastases;breast cancer;ovarian cancer;chemo;radiation;side effects
    weight gain;weight loss;cancer du sein;fear of recurrence;fatigue;lobular;Brustkrebs;krebs
    metástasis cerebrales;metástasis hepáticas;women of color;breast;adjuvant;neoadjuvant;survival
    """.strip()
    .replace("\n    ", ";")
    .split(";")
)


def is_name(text: str) -> bool:
    return text in NAMES


@each_row(
    ("text", "several"),
    [
        ("stage 3 or 4", ["stage 3", "stage 4"]),
        ("Stage III/IV disease", ["Stage 3 disease", "Stage 4 disease"]),
        ("stages I to III", ["stage 1", "stage 2", "stage 3"]),
        ("stage I, II, or III", ["stage 1", "stage 2", "stage 3"]),
        ("lobular stage 3 & 4, pain", ["lobular stage 3", "lobular stage 4", "pain"]),
        ("phase 1b/2", ["phase 1b", "phase 2"]),
        ("phase 2-3", ["phase 2", "phase 3"]),
        ("grade 1 and 2", ["grade 1", "grade 2"]),
        ("type 1 or 2 diabetes", ["type 1 diabetes", "type 2 diabetes"]),
        ("estadio 3 o 4", ["estadio 3", "estadio 4"]),
        ("stade III ou IV", ["stade 3", "stade 4"]),
        ("Stadium 1 bis 3", ["Stadium 1", "Stadium 2", "Stadium 3"]),
        ("estágio II e III", ["estágio 2", "estágio 3"]),
        ("stage 4 and 12 weeks", ["stage 4 and 12 weeks"]),
        ('"stage 3 or 4" pain', ['"stage 3 or 4" pain']),
        ("CDK 4 or 6 inhibitors", ["CDK 4 or 6 inhibitors"]),
        ("BRCA1 or 2 carriers", ["BRCA1/2 carriers", "BRCA1 carriers", "BRCA2 carriers"]),
        ("BRCA1/2", ["BRCA1/2", "BRCA1", "BRCA2"]),
        ("before or after surgery", ["before surgery", "after surgery"]),
        ("pain before, during or after chemo", ["pain before chemo", "pain during chemo",
                                                "pain after chemo"]),
        ("before/after surgery", ["before surgery", "after surgery"]),
        ("rest before and after surgery", ["rest before surgery", "rest after surgery"]),
        ("vor oder nach der Operation", ["vor der Operation", "nach der Operation"]),
        ("antes o después de la cirugía", ["antes de la cirugía", "después de la cirugía"]),
        ("pain with or without chemo", ["pain with or without chemo"]),
        ("pain in the hip or in the back", ["pain in the hip", "pain in the back"]),
        ("women under 40 or over 70", ["women under 40", "women over 70"]),
        ("black, latina or asian women", ["black women", "latina women", "asian women"]),
        ("early or late effects", ["early effects", "late effects"]),
        ("early- or late-stage disease", ["early-stage disease", "late-stage disease"]),
        ("Brust- und Eierstockkrebs", ["Brustkrebs", "Eierstockkrebs"]),
        ("side effects/chemo", ["side effects", "chemo"]),
        ("side effects/cost", ["side effects/cost"]),
        ("only stage 3 or 4 only", ["stage 3", "stage 4"]),
        ("news for mothers or fathers", ["mothers", "fathers"]),
        ("Brust- oder Eierstockkrebs", ["Brustkrebs", "Eierstockkrebs"]),
        ("brain or liver metastases", ["brain metastases", "liver metastases"]),
        ("breast or ovarian cancer", ["breast cancer", "ovarian cancer"]),
        ("metástasis cerebrales o hepáticas", ["metástasis cerebrales", "metástasis hepáticas"]),
        ("survival or metastatic disease", ["survival", "metastatic disease"]),
        ("weight gain or loss", ["weight gain", "weight loss"]),
        ("weight gain or fatigue", ["weight gain", "fatigue"]),
        ("cancer du sein ou de l'ovaire", ["cancer du sein", "cancer de l'ovaire"]),
        ("sisters or daughters of patients", ["sisters of patients", "daughters of patients"]),
        ("HER2 0 or 1+", ["HER2 0", "HER2 1"]),
        ("brain or liver metastases treatment", ["brain metastases treatment",
                                                 "liver metastases treatment"]),
        ("breast or ovarian cancer in women", ["breast cancer in women",
                                               "ovarian cancer in women"]),
        ("neo- or adjuvant chemo", ["neoadjuvant chemo", "adjuvant chemo"]),
        ("breast/ovarian cancer", ["breast cancer", "ovarian cancer"]),
        ("men or young women", ["men", "young women"]),
        ("women of color or young women", ["women of color", "young women"]),
        ("fatigue or fear of recurrence", ["fatigue", "fear of recurrence"]),
        ("lobular, early or late effects", ["lobular", "early effects", "late effects"]),
        ("fatigue, pain after surgery", ["fatigue", "pain after surgery"]),
        ("what helps with fatigue or pain", ["what helps with fatigue", "pain"]),
    ],
)  # fmt: skip
def test_each_alternative_can_stand_alone(text: str, several: list[str]) -> None:
    assert list(alternatives(text, is_name)) == several


@each_row(
    ("text", "meant"),
    [
        ("aspirin or metformin in survivors", "aspirin in survivors, metformin in survivors"),
        ("risk of stroke or clots", "risk of stroke, risk of clots"),
        (
            "pain, itch or burns after surgery",
            "pain after surgery, itch after surgery, burns after",
        ),
        ("Müdigkeit nach Chemo oder Kur", "Müdigkeit nach Chemo, Müdigkeit nach Kur"),
        ("chemo or radiation side effects", "chemo side effects, radiation side effects"),
        ("salary or medical leave", "salary leave, medical leave"),
        ("surgical or medical menopause", "surgical menopause, medical menopause"),
    ],
)
def test_words_that_may_belong_to_one_alternative_or_to_all_are_asked_about(
    text: str, meant: str
) -> None:
    with pytest.raises(RequestError, match=f"in several ways.* such as: {meant}"):
        alternatives(text, is_name)


@each_row(
    ("part", "several"),
    [
        ("men or women", ["men", "women"]),
        ("women, men", ["women", "men"]),
        ("US or UK", ["US", "UK"]),
        ("news or stories", ["news", "stories"]),
        ("chemo now or later", ["chemo now or later"]),
        ("pain, etc.", ["pain, etc."]),
    ],
)
def test_a_side_that_names_nothing_is_not_lost(part: str, several: list[str]) -> None:
    assert list(alternatives(part)) == several


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("stage III or IV", "stage 3 or stage 4"),
        ("is stage 2 or 3 worse", "is stage 2 or stage 3 worse"),
        ('stage 4 "stage 3 or 4"', "stage 4  "),
        ("stage 4 for 2 or 3 years", "stage 4 for 2 or 3 years"),
    ],
)
def test_numbers_of_a_kind_are_written_out_in_questions(typed: str, words: str) -> None:
    assert read_typed(typed).words == words
