from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.glossary import NO_GLOSSARY
from bot.search.explained_terms import ExplainedTerms
from tests.shared import shipped_glossary
from tests.tables import each_row


@cache
def terms() -> ExplainedTerms:
    return ExplainedTerms(shipped_glossary())


@each_row(
    ("typed", "name"),
    [
        ("mammogram", "mammogram"),
        (" Mammograms ", "mammogram"),
        ("TNBC", "triple-negative breast cancer"),
        ("ctdna", "circulating tumor DNA"),
        ("Enhertu", "trastuzumab deruxtecan"),
        ("metástasis", "metastasis"),
        ("ganglio linfatico", "lymph node"),
        ("BRCA", "BRCA1/BRCA2"),
        ("tumour", "tumor"),
    ],
)
def test_an_entry_is_found_by_each_of_its_names(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@each_row(
    ("typed", "names"),
    [
        ("ER", ["estrogen receptor"]),
        ("what is ER", ["estrogen receptor"]),
        ("What does OS mean?", ["overall survival"]),
        ("PR", ["progesterone receptor"]),
        ("AI", ["artificial intelligence", "aromatase inhibitor"]),
        ("HR", ["hormone receptor", "hazard ratio"]),
        ("ht", ["endocrine therapy", "menopausal hormone therapy"]),
        ("RE", ["estrogen receptor"]),
        ("port", ["central venous port"]),
        ("in situ", ["ductal carcinoma in situ", "lobular carcinoma in situ"]),
        ("ai drugs", ["aromatase inhibitor"]),
        ("positive margins", ["surgical margins"]),
        ("PCR", ["pathologic complete response", "polymerase chain reaction"]),
        ("me and you", []),
    ],
)
def test_a_short_form_is_explained_in_all_its_senses(typed: str, names: list[str]) -> None:
    assert [entry.name for entry in terms().explained(typed)] == names


@each_row(
    ("typed", "name"),
    [
        ("AC", "AC chemotherapy"),
        ("EC", "EC chemotherapy"),
        ("TC", "TC chemotherapy"),
        ("TAC", "TAC chemotherapy"),
        ("FISH", "fluorescence in situ hybridization"),
        ("RCT", "randomized"),
        ("mets", "metastasis"),
        ("trip neg", "triple-negative breast cancer"),
        ("lymphadema", "lymphedema"),
        ("armpit", "axilla"),
    ],
)
def test_other_names_of_a_thing_are_explained_as_the_thing(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@pytest.mark.parametrize(
    ("typed", "led_to"),
    [
        ("melatonin", "insomnia"),
        ("milk ducts", "ductal carcinoma in situ"),
        ("compression sleeve", "lymphedema"),
        ("probiotics", "microbiome"),
    ],
)
def test_what_goes_with_a_thing_leads_to_it_and_is_not_explained_as_it(
    typed: str, led_to: str
) -> None:
    assert led_to not in [entry.name for entry in terms().explained(typed)]
    assert led_to in [entry.name for entry in terms().nearest(typed)]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ER+", "hormone receptor-positive"),
        ("ER-", "estrogen receptor-negative"),
        ("HR\u2212", "hormone receptor-negative"),
        ("PR+", "progesterone receptor"),
        ("HER2-", "HER2-negative"),
        ("her2+", "HER2-positive"),
    ],
)
def test_the_sign_of_a_receptor_is_read_as_a_word(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("cryoablation", "cryoablation"),
        ("freeze the tumor", "cryoablation"),
        ("microwave ablation", "microwave ablation"),
        ("RFA", "radiofrequency ablation"),
        ("burn the tumor", "ablation"),
        ("p value", "p-value"),
        ("immune checkpoint", "immune checkpoint"),
    ],
)
def test_methods_of_one_group_that_differ_are_explained_apart(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("progression free", ["progression-free survival"]),
        ("PROGRESSION-FREE", ["progression-free survival"]),
        ("sentinel lymph node", ["sentinel lymph node biopsy"]),
        ("progression", ["disease progression"]),
        ("progression stopped", ["disease progression"]),
    ],
)
def test_the_beginning_of_a_longer_name_is_no_shorter_word(typed: str, names: list[str]) -> None:
    assert [entry.name for entry in terms().explained(typed)] == names


def test_the_words_of_a_longer_text_are_found() -> None:
    found = terms().explained("What is a sentinel node biopsy for DCIS?")

    assert [entry.name for entry in found] == [
        "sentinel lymph node biopsy",
        "ductal carcinoma in situ",
    ]


@pytest.mark.parametrize("typed", ["", "   ", "?!", "zzzzqqqq", "\N{RIBBON}"])
def test_a_text_without_any_word_of_the_glossary_is_not_explained(typed: str) -> None:
    assert terms().explained(typed) == ()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mamogram", "mammogram"),
        ("keytrudda", "pembrolizumab"),
        ("limphedema", "lymphedema"),
        ("neuropathie", "peripheral neuropathy"),
        ("sentin", "sentinel lymph node biopsy"),
        ("node biopsy", "sentinel lymph node biopsy"),
        ("mastectomia", "mastectomy"),
    ],
)
def test_what_is_begun_or_misspelled_leads_to_the_entry(typed: str, name: str) -> None:
    assert name in [entry.name for entry in terms().matches(typed, 5)][:2]


@pytest.mark.parametrize("typed", ["", " ", "AC", "os", "zzz"])
def test_nothing_is_near_to_a_few_letters(typed: str) -> None:
    assert terms().nearest(typed) == []


@each_row(
    ("typed", "names"),
    [
        ("grade", ["tumor grade"]),
        ("party", []),
        ("mamogramm", ["mammogram"]),
        ("keytrudda", ["pembrolizumab"]),
        ("neuropathie", ["peripheral neuropathy"]),
        ("seroma", []),
        ("scar", []),
        ("heat", []),
        ("lupus", []),
        ("RECIST", []),
        ("ECOG", []),
        ("intron", []),
        ("food", []),
        ("skin", []),
        ("hero", []),
        ("drain", ["surgical drain"]),
    ],
)
def test_no_word_is_near_by_chance(typed: str, names: list[str]) -> None:
    assert [entry.name for entry in terms().nearest(typed)] == names


def test_matches_are_distinct_and_at_most_so_many() -> None:
    matches = terms().matches("b", 25)

    assert len(matches) == 25
    assert len({entry.name for entry in matches}) == 25


def test_nothing_typed_offers_the_first_words() -> None:
    assert terms().matches("", 3) == list(shipped_glossary().entries[:3])
    assert ExplainedTerms(NO_GLOSSARY).matches("biopsy", 3) == []


@given(st.text())
def test_any_text_can_be_typed(typed: str) -> None:
    terms().explained(typed)
    assert len(terms().matches(typed, 5)) <= 5


@each_row(
    "typed", ["surgery", "cells", "cell", "scan", "milk", "pill", "sugar", "drug", "women", "the"]
)
def test_a_word_of_a_longer_name_is_not_explained_as_that_name(typed: str) -> None:
    assert not terms().explained(typed)


@pytest.mark.parametrize(
    ("typed", "first"), [("scan", "scan-related anxiety"), ("quality", "quality of life")]
)
def test_terms_that_hold_a_word_are_nearer_than_everyday_forms(typed: str, first: str) -> None:
    assert terms().matches(typed, 5)[0].name == first


@each_row(
    ("typed", "name"),
    [
        ("quimios", "chemotherapy"),
        ("quimioterapias", "chemotherapy"),
        ("recurrencia", "recurrence"),
        ("volvió el cáncer", "recurrence"),
        ("ganglios centinelas", "sentinel lymph node biopsy"),
        ("metástasis en el cerebro", "brain metastases"),
        ("metástasis cerebrales", "brain metastases"),
        ("mamas densas", "dense breasts"),
        ("pecho denso", "dense breasts"),
        ("inhibidor de la aromatasa", "aromatase inhibitor"),
        ("efecto secundario", "side effect"),
        ("estadio cuatro", "metastatic breast cancer"),
        ("fase 2", "phase 2"),
        ("fase uno", "phase 1"),
        ("ensayos clínicos", "clinical trial"),
        ("brazo inflamado", "lymphedema"),
        ("se me cae el pelo", "hair loss"),
        ("carcinoma in situ", "ductal carcinoma in situ"),
        ("supervivencia libre de progresión", "progression-free survival"),
        ("receptor de estrógeno", "estrogen receptor"),
        ("triple negativa", "triple-negative breast cancer"),
        ("HER2 negativo", "HER2-negative"),
        ("tumorectomia", "lumpectomy"),
        ("cuadrantectomía", "lumpectomy"),
        ("neuropatías", "peripheral neuropathy"),
        ("quimio antes de la operación", "chemotherapy"),
        ("asesoramiento genético", "genetic counseling"),
        ("dolor de huesos", "joint pain"),
        ("mastectomías", "mastectomy"),
        ("mutaciones", "mutation"),
        ("recaídas", "recurrence"),
        ("recidivas", "recurrence"),
        ("biopsias líquidas", "circulating tumor DNA"),
        ("tumorectomías", "lumpectomy"),
        ("cansada", "fatigue"),
        ("hinchazón del brazo", "lymphedema"),
        ("dolores articulares", "joint pain"),
        ("caída de pelo", "hair loss"),
        ("supervivencia global", "overall survival"),
        ("radioterapias", "radiation therapy"),
        ("sofoco", "hot flashes"),
        ("menopausia precoz", "early menopause"),
        ("linfedemas", "lymphedema"),
        ("mastectomía doble", "bilateral mastectomy"),
        ("inhibidores PARP", "PARP inhibitor"),
        ("terapia hormonal", "endocrine therapy"),
        ("hormonoterapia", "endocrine therapy"),
        ("inmunoterapias", "immunotherapy"),
        ("anticuerpos conjugados", "antibody-drug conjugate"),
        ("estadio 4", "metastatic breast cancer"),
        ("metástasis en los huesos", "bone metastases"),
        ("metástasis en el hígado", "liver metastases"),
        ("células madre", "stem cell"),
        ("mamografías", "mammogram"),
        ("ecografías", "breast ultrasound"),
        ("resonancia magnética", "magnetic resonance imaging"),
        ("margen", "surgical margins"),
        ("prótesis mamarias", "breast implant"),
        ("receptores de progesterona", "progesterone receptor"),
        ("receptores hormonales", "hormone receptor"),
        ("reconstrucciones", "breast reconstruction"),
        ("cuidados paliativos", "palliative care"),
        ("mi quimio me cansa", "chemotherapy"),
        ("qué es la quimio roja", "doxorubicin"),
        ("qué significa triple negativo", "triple-negative breast cancer"),
        ("quimio", "chemotherapy"),
        ("recaída", "recurrence"),
        ("recidiva", "recurrence"),
        ("efectos secundarios", "side effect"),
        ("fase III", "phase 3"),
        ("consejo genético", "genetic counseling"),
        ("biopsia líquida", "circulating tumor DNA"),
        ("estadio IV", "metastatic breast cancer"),
        ("tumorectomía", "lumpectomy"),
        ("densidad mamaria", "dense breasts"),
        ("cansancio", "fatigue"),
        ("brazo hinchado", "lymphedema"),
        ("dolor articular", "joint pain"),
        ("caída del pelo", "hair loss"),
        ("CDIS", "ductal carcinoma in situ"),
        ("SLP", "progression-free survival"),
        ("RE positivo", "hormone receptor-positive"),
        ("inhibidores de la aromatasa", "aromatase inhibitor"),
        ("mama densa", "dense breasts"),
        ("metástasis cerebral", "brain metastases"),
        ("ganglio centinela", "sentinel lymph node biopsy"),
        ("neuropatía", "peripheral neuropathy"),
    ],
)
def test_a_spanish_name_is_known_in_each_number_and_gender(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@each_row(
    "typed",
    [
        "perro",
        "hola",
        "nevera",
        "jardín",
        "casa",
        "dolor",
        "gato",
        "lunes",
        "gracias",
        "comida",
        "zapato",
        "médico",
        "mesa",
        "the cat",
        "media",
        "general",
        "rapid",
        "rape",
        "plan",
        "grade school",
        "taco",
    ],
)
def test_other_words_are_taken_for_no_spanish_name(typed: str) -> None:
    assert terms().explained(typed) == ()


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("qué es la quimio roja", ["doxorubicin"]),
        ("mi quimio y mi cansancio", ["chemotherapy", "fatigue"]),
        ("ensayo fase III", ["clinical trial", "phase 3"]),
    ],
)
def test_a_spanish_text_names_entries_by_the_longest_names(typed: str, names: list[str]) -> None:
    assert [entry.name for entry in terms().explained(typed)] == names


def test_spanish_names_are_offered_while_they_are_typed() -> None:
    assert "chemotherapy" in [entry.name for entry in terms().matches("quimi", 5)]
    assert "recurrence" in [entry.name for entry in terms().matches("recaí", 5)]


@each_row(
    ("typed", "names"),
    [
        ("PFS, OS", ["progression-free survival", "overall survival"]),
        ("OS and PFS", ["overall survival", "progression-free survival"]),
        ("ER, PR, HER2", ["estrogen receptor", "progesterone receptor", "HER2"]),
        ("RT and chemo", ["radiation therapy", "chemotherapy"]),
        ("mri scan", ["magnetic resonance imaging"]),
        ("my mri result", ["magnetic resonance imaging"]),
        ("dcis grade 3", ["ductal carcinoma in situ", "tumor grade"]),
        ("brca positive", ["BRCA1/BRCA2"]),
        ("ibc symptoms", ["inflammatory breast cancer"]),
        ("rest 24 hr a day", []),
        ("my cr is high", []),
        ("pros and cons", []),
        ("no bm for three days", []),
        ("para qué sirven esas pruebas", []),
        ("stage 4 kidney disease", []),
        ("er- pr+", ["estrogen receptor-negative", "progesterone receptor"]),
        ("ct or mri", ["computed tomography", "magnetic resonance imaging"]),
        ("letrozole (an AI)", ["letrozole", "artificial intelligence", "aromatase inhibitor"]),
        ("what is PCR", ["pathologic complete response", "polymerase chain reaction"]),
        ("qué significa PCR", ["pathologic complete response", "polymerase chain reaction"]),
        ("ductal vs lobular", ["invasive ductal carcinoma", "invasive lobular carcinoma"]),
        ("phase 1 and 2", ["phase 1", "phase 2"]),
        ("qué es RT y quimio", ["radiation therapy", "chemotherapy"]),
        ("D.C.I.S.", ["ductal carcinoma in situ"]),
        ("her2neu", ["HER2"]),
    ],
)
def test_every_known_word_of_a_text_is_explained(typed: str, names: list[str]) -> None:
    assert [entry.name for entry in terms().explained(typed)] == names


@each_row(
    ("typed", "name"),
    [
        ("stage 2b", "tumor stage"),
        ("Stage IIB", "tumor stage"),
        ("stage IIIC disease", "tumor stage"),
        ("Stage IA", "tumor stage"),
        ("T2N1", "tumor stage"),
        ("T1 N0 M0", "tumor stage"),
        ("grade 2", "tumor grade"),
        ("grade 3 tumor", "tumor grade"),
    ],
)
def test_the_letter_behind_a_stage_is_part_of_it(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@pytest.mark.parametrize("typed", ["stage 2d", "stage 5", "stage vi", "phase 4"])
def test_a_name_with_another_number_is_not_near(typed: str) -> None:
    near = {entry.name for entry in terms().nearest(typed)}

    assert near.isdisjoint(("metastatic breast cancer", "phase 1", "phase 2", "phase 3"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("AI", ["artificial intelligence", "aromatase inhibitor"]),
        ("4", ["phase 4"]),
        ("lymp", ["lymph node", "lymphedema"]),
        ("lump", ["breast lump", "lumpectomy"]),
    ],
)
def test_no_name_that_is_not_shown_is_offered_for_a_few_letters(
    typed: str, first: list[str]
) -> None:
    names = [entry.name for entry in terms().matches(typed, 25)]

    assert names[:2] == first
    assert "joint pain" not in names
    assert "financial toxicity" not in names


@each_row(
    ("typed", "names"),
    [
        ("CDIS", ["ductal carcinoma in situ"]),
        ("C.D.I.S.", ["ductal carcinoma in situ"]),
        ("C.D.I.S", ["ductal carcinoma in situ"]),
        ("un CDIS", ["ductal carcinoma in situ"]),
        ("CDI", ["invasive ductal carcinoma"]),
        ("CLIS", ["lobular carcinoma in situ"]),
        ("c.l.i.s.", ["lobular carcinoma in situ"]),
        ("CLI", ["invasive lobular carcinoma"]),
        ("IDCs", ["invasive ductal carcinoma"]),
        ("RE+", ["hormone receptor-positive"]),
        ("RP-", ["progesterone receptor-negative"]),
    ],
)
def test_the_end_of_a_spanish_short_form_is_no_plural(typed: str, names: list[str]) -> None:
    assert [entry.name for entry in terms().explained(typed)] == names


@each_row(
    ("typed", "english", "spanish"),
    [
        ("TAC", "TAC chemotherapy", "computed tomography"),
        ("T.A.C.", "TAC chemotherapy", "computed tomography"),
        ("TC", "TC chemotherapy", "computed tomography"),
        ("RE", "estrogen receptor", "estrogen receptor"),
        ("un TAC", "computed tomography", "computed tomography"),
        ("TAC y PET", "TAC chemotherapy", "computed tomography"),
    ],
)
def test_meanings_in_the_askers_language_come_first(typed: str, english: str, spanish: str) -> None:
    assert terms().explained(typed)[0].name == english
    assert terms().explained(typed, spanish=True)[0].name == spanish


PHASES = ["phase 1", "phase 2", "phase 3"]


@each_row(
    ("typed", "names"),
    [
        ("phase I-III", PHASES),
        ("phase I–III", PHASES),
        ("phases 1 to 3", PHASES),
        ("fase I a III", PHASES),
        ("phase 1/2", PHASES[:2]),
        ("fase I-II", PHASES[:2]),
        ("fase I y II", PHASES[:2]),
        ("phase 2 or 3", PHASES[1:]),
        ("fase II/III", PHASES[1:]),
        ("ensayo de fase II/III", ["clinical trial", *PHASES[1:]]),
        ("phase 1, 3", ["phase 1", "phase 3"]),
        ("grade 1-3", ["tumor grade"]),
        ("stages I to III", ["tumor stage"]),
        ("stage IIA-IIIC", ["tumor stage"]),
        ("estadios II y III", ["tumor stage"]),
    ],
)
def test_a_range_of_numbers_names_each(typed: str, names: list[str]) -> None:
    assert [entry.name for entry in terms().explained(typed)] == names


@each_row(
    ("typed", "name"),
    [
        ("T1cN0M0", "tumor stage"),
        ("ypT0 N0", "tumor stage"),
        ("pT1c", "tumor stage"),
        ("Tis", "tumor stage"),
        ("cN0", "node-negative"),
        ("N1mi", "node-positive"),
        ("N2a", "node-positive"),
        ("M1", "metastatic breast cancer"),
        ("M0", "non-metastatic"),
    ],
)
def test_pieces_of_a_code_of_a_tumor_are_explained(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@each_row(
    ("typed", "name"),
    [
        ("sideeffects", "side effect"),
        ("doubleblind", "double-blind"),
        ("meta-análisis", "meta-analysis"),
        ("adyuvantes", "adjuvant"),
        ("tratamientos adyuvantes", "adjuvant"),
        ("cáncer lobular", "invasive lobular carcinoma"),
        ("CR", "complete response"),
    ],
)
def test_a_name_may_lack_its_spaces_or_have_a_hyphen_more(typed: str, name: str) -> None:
    assert [entry.name for entry in terms().explained(typed)] == [name]


@each_row(
    ("typed", "name"),
    [
        ("non-metastatic", "non-metastatic"),
        ("not metastatic", "non-metastatic"),
        ("nonmetastatic", "non-metastatic"),
        ("my cancer is not metastatic", "non-metastatic"),
        ("sin metástasis", "non-metastatic"),
        ("no metastásico", "non-metastatic"),
        ("non-randomized", "non-randomized"),
        ("no aleatorizado", "non-randomized"),
        ("non-hormonal", "non-hormonal"),
        ("no hormonal", "non-hormonal"),
        ("anti-estrogen", "anti-estrogen"),
        ("antiestrógeno", "anti-estrogen"),
        ("PR-negative", "progesterone receptor-negative"),
        ("BRCA-negative", "BRCA-negative"),
        ("unblinded", "open-label"),
        ("no invasivo", "ductal carcinoma in situ"),
    ],
)
def test_the_opposite_of_a_thing_has_an_entry_of_its_own(typed: str, name: str) -> None:
    (entry,) = terms().explained(typed)

    assert entry.name == name
    assert entry not in terms().denied(typed)


@each_row(
    ("typed", "denied"),
    [
        ("without chemo", ["chemotherapy"]),
        ("sin quimioterapia", ["chemotherapy"]),
        ("non-lobular", ["invasive lobular carcinoma"]),
        ("nonlobular", ["invasive lobular carcinoma"]),
        ("non-dense breasts", ["dense breasts"]),
        ("not a placebo", ["placebo"]),
        ("mi cáncer no es metastásico", ["metastasis"]),
        ("chemo", []),
        ("no", []),
        ("is it not", []),
    ],
)
def test_what_is_denied_is_told_from_what_is_said(typed: str, denied: list[str]) -> None:
    found = terms().explained(typed)

    assert [entry.name for entry in terms().denied(typed) if entry in found] == denied


@each_row(
    ("typed", "unexplained"),
    [
        ("OS or XYZ", ("XYZ",)),
        ("side effects of AIs, and SAE", ("SAE",)),
        ("pCR vs pQR", ("pQR",)),
        ("pCR vs CR", ()),
        ("TAC y RM", ()),
        ("HER2+ and PD-L1", ()),
        ("WHAT IS OS", ()),
        ("what is this", ()),
    ],
)
def test_a_short_form_is_never_passed_over_in_silence(
    typed: str, unexplained: tuple[str, ...]
) -> None:
    assert terms().unexplained(typed) == unexplained


@each_row(
    ("typed", "name"),
    [
        *(
            (text, "tumor stage")
            for text in ("what is T2", "T4", "T2 tumor, 3 cm", "a T3 carcinoma")
        ),
        ("M1 staging", "metastatic breast cancer"),
    ],
)
def test_one_code_is_explained_alone_or_beside_words_of_a_tumor(typed: str, name: str) -> None:
    assert name in [entry.name for entry in terms().explained(typed)]


@each_row(
    "typed",
    [
        *("free T4", "T4 thyroid", "t3 hormone", "TSH and T3", "my T4 is low", "M1 macrophages"),
        *("T1 weighted MRI", "T2-weighted", "T2-weighted MRI", "T4 vertebra", "M1 polarization"),
    ],
)
def test_the_codes_of_hormones_scans_and_cells_are_none_of_a_tumor(typed: str) -> None:
    found = {entry.name for entry in terms().explained(typed)}
    assert not found.intersection({"tumor stage", "metastatic breast cancer"})


@each_row("typed", ["phase ı-3", "phase İ-3", "stage ı to ııı", "fase ı a ııı", "fase İ/İİ"])
def test_letters_of_a_turkish_keyboard_are_roman_numerals(typed: str) -> None:
    """They were no numbers, though the search for ranges took them for "i"."""
    found = [entry.name for entry in terms().explained(typed)]
    as_typed_in_english = terms().explained(typed.replace("ı", "i").replace("İ", "I"))
    assert found == [entry.name for entry in as_typed_in_english] != []
