"""Words to follow are read once, alternative by alternative."""

import pytest

from bot.clock import Clock
from bot.errors import RequestError
from bot.model.thesaurus import Language
from bot.model.wish import Wish, WishAlternative, WishConcept, WishPhrase
from bot.search.engine import SearchEngine
from bot.search.wishes import ArticleWords, match
from bot.search.words import Stems
from bot.storage.database import Database
from tests.engines import shipped_engine, with_shipped_names
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, THESAURUS, engine_of, fill
from tests.shared import shipped_languages, shipped_thesaurus

STEMS = Stems()
SPANISH = Language(
    "Spanish",
    terms={"hot flashes, heat": ("sofocos",), "brain metastases": ("metástasis cerebrales",)},
    stop_words=("los", "de"),
)


def translating(database: Database, clock: Clock) -> SearchEngine:
    return SearchEngine(database, lambda: THESAURUS, TAXONOMY, clock, languages=lambda: [SPANISH])


async def test_words_of_another_language_are_followed_by_the_first_english_name(
    library: Database, clock: Clock
) -> None:
    wish, said = await translating(library, clock).wishes.read("sofocos o metástasis cerebrales")

    assert [[each.label for each in one.concepts] for one in wish.alternatives] == [
        ["hot", "flashes"],
        ["brain metastases"],
    ]
    assert said == ("Read in English as *hot flashes*, *brain metastases*",)
    assert match(wish, ArticleWords("Hot flashes at night", "", "", STEMS), STEMS)
    assert not match(wish, ArticleWords("Heat in summer", "", "", STEMS), STEMS)


async def test_alternatives_that_mean_one_thing_are_followed_once(
    library: Database, clock: Clock
) -> None:
    wish, _ = await translating(library, clock).wishes.read(
        "metástasis cerebrales, tumour, brain metastases"
    )

    assert [one.words for one in wish.alternatives] == ["metástasis cerebrales", "tumour"]


async def test_a_quoted_phrase_stays_one_if_it_is_read_anew(engine: SearchEngine) -> None:
    wish, _ = await engine.wishes.read('"brain mets", tumour')

    renewed = await engine.wishes.renewed(wish)

    assert renewed == wish
    assert len(wish.alternatives[0].concepts[0].phrases) == 1


async def test_each_alternative_is_respelled_once_and_stays_so(engine: SearchEngine) -> None:
    wish, said = await engine.wishes.read("mamogram or tamoxifn")

    assert [one.words for one in wish.alternatives] == ["mamogram", "tamoxifn"]
    assert [one.read for one in wish.alternatives] == ["mammogram", "tamoxifen"]
    assert said == ("Read as *mammogram*, *tamoxifen*",)
    assert await engine.wishes.renewed(wish) == wish


@pytest.mark.parametrize(
    ("words", "found", "passed"),
    [
        ("non-metastases", ("Nonmetastases", "Non metastases"), ("Non-hormonal", "Metastases")),
        ("non-smokers", ("A non-smoker", "Nonsmokers"), ("Non-hormonal relief", "Smokers")),
        ("Non-Hodgkin lymphoma", ("Non-Hodgkin lymphoma",), ("Non-B lymphoma, Hodgkin",)),
        ("non brain mets", ("Non-brain mets",), ("Non-hormonal", "Brain mets")),
        ("tumour in never smokers", ("Tumor in never-smokers",), ("Tumors", "Smokers")),
    ],
)
async def test_non_belongs_to_the_word_behind_it(
    engine: SearchEngine, words: str, found: tuple[str, ...], passed: tuple[str, ...]
) -> None:
    wish, _ = await engine.wishes.read(words)

    assert all(match(wish, ArticleWords(title, "", "", STEMS), STEMS) for title in found)
    assert not any(match(wish, ArticleWords(title, "", "", STEMS), STEMS) for title in passed)
    assert await engine.wishes.renewed(wish) == wish


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("non-metastasess", "Nonmetastases"),
        ("tumor in non-mamograms", "Tumors in non-mammograms"),
        ("never-tamoxifn", "Never tamoxifen"),
    ],
)
async def test_a_word_behind_non_is_respelled(engine: SearchEngine, words: str, title: str) -> None:
    wish, said = await engine.wishes.read(words)

    assert match(wish, ArticleWords(title, "", "", STEMS), STEMS)
    assert len(said) == 1
    assert await engine.wishes.renewed(wish) == wish


async def test_the_last_word_of_a_wish_is_whole_though_some_words_begin_so(
    engine: SearchEngine,
) -> None:
    wish, said = await engine.wishes.read("metastaic")

    assert match(wish, ArticleWords("Metastasis", "", "", STEMS), STEMS)
    assert len(said) == 1


async def test_alternatives_that_are_read_alike_are_told_together(shipped: SearchEngine) -> None:
    _, said = await shipped.wishes.read("quimioterapia o radioterapia, mamogram")

    assert said == (
        "Read in English as *chemotherapy*, *radiation therapy*",
        "Read as *mammogram*",
    )


async def test_the_french_non_belongs_to_the_word_behind_it(
    library: Database, clock: Clock
) -> None:
    engine = SearchEngine(library, lambda: THESAURUS, TAXONOMY, clock, languages=shipped_languages)

    wish, _ = await engine.wishes.read("cancer non métastatique")

    assert match(wish, ArticleWords("Non-metastatic cancer", "", "", STEMS), STEMS)
    assert not match(wish, ArticleWords("Metastatic cancer", "", "", STEMS), STEMS)


@pytest.mark.parametrize("words", ["never had brain mets", "tumor without brain mets"])
async def test_what_is_not_wanted_is_refused(engine: SearchEngine, words: str) -> None:
    with pytest.raises(RequestError, match="To leave out “brain mets”"):
        await engine.wishes.read(words)


async def test_plus_asks_for_both_subjects(engine: SearchEngine) -> None:
    wish, _ = await engine.wishes.read("Keytruda plus Enhertu")

    assert [each.label for each in wish.concepts] == ["keytruda", "enhertu"]


@pytest.mark.parametrize("words", ["under 40", "before forty", "women in their 40s", "im 40"])
async def test_the_number_of_an_age_alone_is_no_age(engine: SearchEngine, words: str) -> None:
    wish, _ = await engine.wishes.read(words)

    for title in ("Breast cancer at age 40", "A 40-year-old runner"):
        assert match(wish, ArticleWords(title, "", "", STEMS), STEMS)
    for title in ("Walking 40 minutes", "Lower by 40 percent", "Forty years of a registry"):
        assert not match(wish, ArticleWords(title, "", "", STEMS), STEMS)


@pytest.mark.parametrize(
    ("words", "found", "passed"),
    [
        ("women in their 40s", "Women in their 40s", "Women in their 50s"),
        ("im 40", "Women in their forties", "Women in their thirties"),
        ("under 45", "Women in their 40s", "Women in their 50s"),
        ("under 40", "Below 40", "Women in their 40s"),
        ("under 50", "Women under 50", "Women over 50 years of age"),
        ("under 50", "Women at age 50 and younger", "Women aged 50 and older"),
        ("under 50", "Women aged 40 to 50 years old", "Mammograms at ages 50 to 69"),
        ("under 50", "Under 50", "Screening from age 50"),
        ("women under 50", "Women <50 years of age", "Women aged 50+"),
        ("younger than 35", "Younger than 35", "Patients 35 years old and above"),
        ("younger than 35", "35 years old", "Patients 35 years of age or more"),
        ("over 65", "Women 65 years of age", "Women less than 65 years of age"),
        ("over 65", "Women ≥65 years of age", "Women up to age 65"),
        ("older than 65", "Ages 65 to 80", "50-65 years of age"),
        ("over 70", "Women age 70 or older", "Chemo at less than 70 years old"),
    ],
)
async def test_an_age_is_followed_on_the_side_that_was_named(
    engine: SearchEngine, words: str, found: str, passed: str
) -> None:
    wish, _ = await engine.wishes.read(words)

    assert match(wish, ArticleWords(found, "", "", STEMS), STEMS)
    assert not match(wish, ArticleWords(passed, "", "", STEMS), STEMS)
    assert await engine.wishes.renewed(wish) == wish


@pytest.mark.parametrize("words", ["under 40", "before 40", "women under 40", "younger than 40"])
async def test_a_number_with_a_unit_is_no_age(engine: SearchEngine, words: str) -> None:
    wish, _ = await engine.wishes.read(words)

    for counted in ("40 percent", "40%", "40 mg", "40 weeks", "40 people", "40 euros", "40,000"):
        for cue in ("Women under", "Women below", "Younger than", "Women at age"):
            title = f"{cue} {counted}"
            assert not match(wish, ArticleWords(title, "", "", STEMS), STEMS), title
    assert not match(wish, ArticleWords("Women under $40", "", "", STEMS), STEMS)
    for title in ("Women under 40", "Women under 40: what helps", "Women under 40 years of age"):
        assert match(wish, ArticleWords(title, "", "", STEMS), STEMS), title


async def test_an_age_below_a_number_is_written_in_several_ways(engine: SearchEngine) -> None:
    wish, _ = await engine.wishes.read("before 40")

    for title in ("Under 40 and pregnant", "Before 40", "Women younger than 40", "Below 40"):
        assert match(wish, ArticleWords(title, "", "", STEMS), STEMS)


async def test_a_wish_whose_words_say_nothing_certain_any_more_stays_as_it_was(
    engine: SearchEngine,
) -> None:
    kept = WishConcept("ai", (WishPhrase(("aromatase", "inhibitor")),), telling=True, rare=True)
    before = Wish("AI", (WishAlternative("AI", (kept,), "ai"),))

    assert await engine.wishes.renewed(before) == before


async def test_a_wish_that_is_read_anew_is_not_respelled(engine: SearchEngine) -> None:
    kept = WishConcept("tamoxifn", (WishPhrase(("tamoxifn",)),), telling=True, rare=True)
    before = Wish("tamoxifn", (WishAlternative("tamoxifn", (kept,), "tamoxifn"),))

    assert await engine.wishes.renewed(before) == before


async def test_common_words_are_read_anew_for_a_mute_and_not_for_a_subscription(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article(str(n), title=f"Surgery, part {n}") for n in range(60)])
    await fill(database, [article(f"x{n}", title=f"Rest, part {n}") for n in range(60)])
    engine = engine_of(database, clock)
    old = WishConcept("surgery", (WishPhrase(("operation",)),), telling=True, rare=True)
    before = Wish("surgery", (WishAlternative("surgery", (old,), "surgery"),))

    muted = await engine.wishes.renewed(before, leaves_out=True)

    assert [phrase.words for phrase in muted.concepts[0].phrases] == [("surgery",)]
    assert await engine.wishes.renewed(before) == before
    with pytest.raises(RequestError, match="more than a fifth"):
        await engine.wishes.read("surgery")


@pytest.mark.parametrize("words", ["won't heal", "does not heal", "didn't heal"])
async def test_what_does_not_happen_is_not_followed_as_what_does(
    engine: SearchEngine, words: str
) -> None:
    wish, _ = await engine.wishes.read(words)

    for title in ("A wound that won't heal", "Wounds not healing", "It never healed"):
        assert match(wish, ArticleWords(title, "", "", STEMS), STEMS)
    assert not match(wish, ArticleWords("How wounds heal", "", "", STEMS), STEMS)


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("estrogen-free", "Estrogen-free creams"),
        ("Estrogen-free cream", "A cream that is estrogen-free"),
        ("progression-free survival", "Longer progression-free survival"),
        ("recurrence-free survival", "Relapse-free survival, explained"),
        ("metastasis-free survival", "Metastasis-free survival, in numbers"),
    ],
)
async def test_a_thing_that_is_free_of_another_is_followed_by_its_name(
    database: Database, clock: ManualClock, words: str, title: str
) -> None:
    engine = SearchEngine(database, shipped_thesaurus, TAXONOMY, clock)
    wish, _ = await with_shipped_names(engine).wishes.read(words)

    assert match(wish, ArticleWords(title, "", "", STEMS), STEMS)
    for other in ("Estrogen, a cream", "Progression, recurrence, metastasis and estrogen"):
        assert not match(wish, ArticleWords(other, "", "", STEMS), STEMS)


@pytest.fixture
def shipped(database: Database, clock: ManualClock) -> SearchEngine:
    """An engine with the shipped names, languages and everyday words, over no article."""
    return shipped_engine(database, TAXONOMY, clock)


@pytest.mark.parametrize(
    ("words", "found", "passed"),
    [
        ("stage III or IV", ("Stage 3 disease", "Stage 4: living well"), ("IV saline",)),
        ("stages 2 and 3", ("Stage II cancer", "Stage III cancer"), ("Stage I cancer",)),
        ("phase 2/3", ("A phase II trial", "Phase 3 trial"), ("Phase 1 trial",)),
        ("stade III ou IV", ("Stage III cancer", "Stage 4 cancer"), ("Stage 2", "Stadium")),
        ("arm 1 or 2", ("Results of arm 1", "Arm II closes"), ("Arm pain", "Arm 3")),
        ("HER2 0", ("HER2 0 tumors", "HER2-zero disease"), ("HER2-positive disease", "HER2-low")),
        ("HER2 0 or 1+", ("HER2 0 tumors", "HER2 1+ tumors"), ("HER2-positive", "HER2 2+")),
        ("HER2 0 status", ("The status of HER2 0 tumors",), ("HER2-positive status",)),
        ("arm 2 results", ("Results of arm 2",), ("Arm pain: results", "Results of arm 1")),
        ("chemo 3 weekly", ("Weekly chemo in three doses",), ("Chemo once",)),
        ("phase Ib", ("A phase 1b trial", "Phase Ib trial"), ("Phase 1 trial",)),
        (
            "cycle 3 or 4 of chemo",
            ("Chemo, cycle 3", "Cycle IV of chemotherapy"),
            ("Cycle, chemo",),
        ),
        ("ensayos de fase 2 o 3", ("A phase II trial", "Phase 3 trial"), ("Stage 2 trial",)),
        ("estudos de fase III", ("A phase III study",), ("A study of stage 3",)),
        ("essais de phase 2 ou 3", ("A phase II clinical trial",), ("Stage 2 trial",)),
        ("Metastasen in Leber oder Lunge", ("Liver metastases", "Lung mets"), ("A lunge",)),
        ("weight gain or loss", ("Weight gain", "Losing weight"), ("Loss of a friend",)),
        ("PD-1 or PD-L1", ("A PD-1 inhibitor", "PD-L1 status"), ("PD with Ann",)),
        ("hot flashes/night sweats", ("Hot flashes", "Night sweats"), ("A hot night",)),
        ("T cells", ("T cells learn", "A T-cell therapy"), ("Cancer cells",)),
        ("5-year survival", ("5-year survival",), ("Survival by year", "Survival")),
        ("pre- and postmenopausal", ("Premenopausal women", "After menopause"), ("Pre",)),
        ("HER2-zero", ("HER2-0 tumors", "HER2 zero"), ("HER2-positive disease",)),
        ("long-term survivors", ("Long-term survivors",), ("Short-term survivors, a term",)),
        ("long term survivors", ("Long-term survivors",), ("Short-term survivors, a term",)),
        ("late-stage disease", ("Late-stage disease",), ("Late effects of any stage of disease",)),
        ("work-life balance", ("Work-life balance",), ("A balance of work in life", "Balance")),
        ("chemo-induced nausea", ("Nausea induced by chemotherapy",), ("Nausea",)),
        ("before or after surgery", ("Chemo before surgery", "After surgery"), ("Before chemo",)),
        ("black or latina women", ("Black women", "Latina women"), ("Black cohosh", "Women")),
        ("mujeres negras o latinas", ("Black women", "Latina women"), ("Black cohosh", "Women")),
        ("Brust- oder Eierstockkrebs", ("Breast cancer", "Ovarian cancer"), ("Cancer",)),
        ("BRCA1/2", ("BRCA2 carriers", "A BRCA mutation", "BRCA1 and BRCA2"), ("PALB2",)),
        ("BRCA1 and 2", ("BRCA2 carriers", "A BRCA mutation"), ("PALB2",)),
        ("lymphedema & surgery", ("Lymphedema after surgery",), ("Lymphovenous bypass",)),
        ("lymphedema and surgery", ("Lymphedema after surgery",), ("Lymphovenous bypass",)),
        ("pain and surgery", ("Pain after an operation",), ("Pain after ALND", "Surgery")),
        ("AND surgery", ("Axillary dissection",), ("Surgery",)),
        ("nausea & vomiting", ("Nausea and vomiting",), ("Fatigue",)),
        ("fear of recurrence or fatigue", ("Fatigue", "Fear of recurrence"), ("Fear",)),
        ("viver com o linfedema", ("Living with lymphedema",), ("Living", "Lymphedema")),
        ("medo de o câncer voltar", ("Fear of recurrence",), ("Fear", "Recurrence")),
        ("quando o câncer volta", ("On recurrence",), ("Cancer",)),
        ("sobre o tamoxifeno", ("On tamoxifen",), ("Sobre",)),
        ("quimioterapia o radioterapia", ("On chemotherapy", "Radiation"), ("Surgery",)),
    ],
)
async def test_alternatives_and_rows_are_followed_as_they_are_meant(
    shipped: SearchEngine, words: str, found: tuple[str, ...], passed: tuple[str, ...]
) -> None:
    wish, _ = await shipped.wishes.read(words)

    for title in found:
        assert match(wish, ArticleWords(title, "", "", STEMS), STEMS), title
    for title in passed:
        assert not match(wish, ArticleWords(title, "", "", STEMS), STEMS), title
    assert await shipped.wishes.renewed(wish) == wish


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("men or women", "women"),
        ("patients or caregivers", "patients"),
        ("US or UK", "US"),
        ("hombres o mujeres", "mujeres"),
        ("early or late", "early"),
        ("lobular or before", "before"),
        ("E", "E"),
    ],
)
async def test_a_side_that_cannot_be_followed_alone_is_named(
    shipped: SearchEngine, words: str, side: str
) -> None:
    with pytest.raises(RequestError, match=f"“{side}” has no word that could be followed"):
        await shipped.wishes.read(words)
    with pytest.raises(RequestError, match=f"“{side}” has no word by which"):
        await shipped.wishes.read(words, leaves_out=True)


@pytest.mark.parametrize(
    ("words", "named", "other"),
    [
        ("walks", "A charity walk in May", "Exercise lowers fatigue"),
        ("marathon", "Two marathons for research", "Exercise lowers fatigue"),
        ("money", "Money for research", "Financial toxicity"),
        ("young", "Young scientists meet", "Early-onset breast cancer"),
        ("run", "A run in the park", "Exercise lowers fatigue"),
        ("surgery", "An operation", "Exercise"),
        ("chemo", "Chemotherapy at home", "Exercise"),
    ],
)
async def test_an_everyday_word_leaves_out_itself_and_a_term_all_its_names(
    shipped: SearchEngine, words: str, named: str, other: str
) -> None:
    wish, _ = await shipped.wishes.read(words, leaves_out=True)

    assert match(wish, ArticleWords(named, "", "", STEMS), STEMS)
    assert not match(wish, ArticleWords(other, "", "", STEMS), STEMS)


async def test_more_numbers_than_alternatives_are_refused(shipped: SearchEngine) -> None:
    with pytest.raises(RequestError, match="at most 10 alternatives"):
        await shipped.wishes.read("level 1-9, type 1-9")


@pytest.mark.parametrize(
    ("words", "passed"),
    [
        ("tos", "How to tell the children"),
        ("WES", "We asked patients"),
        ("ORs", "Chemo or not"),
        ("NOS", "No link found"),
        ("ins", "Chemo in summer"),
        ("sos", "So much rest"),
        ("high dose", "Lower dose of capecitabine"),
        ("high dose chemo", "Chemo: dose reductions help"),
        ("high doses", "High hopes for half a dose"),
    ],
)
async def test_a_word_is_not_followed_as_a_small_word_or_as_its_opposite(
    shipped: SearchEngine, words: str, passed: str
) -> None:
    for leaves_out in (False, True):
        wish, _ = await shipped.wishes.read(words, leaves_out=leaves_out)

        assert not match(wish, ArticleWords(passed, "", "", STEMS), STEMS)


@pytest.mark.parametrize(
    ("words", "found", "passed"),
    [
        ("work and chemo", ("Work during chemo", "Keeping a job on chemo"), ("How chemo works",)),
        ("fatigue at work", ("Fatigue: return to work",), ("Fatigue", "Does yoga work?")),
        ("work", ("Back to work", "Your job and you"), ("A drug found to work",)),
        ("trabajo", ("Employment and illness",), ("How chemo works",)),
        ("trabajo y quimio", ("Chemo at work",), ("Chemo and nausea", "Return to work")),
        ("quimio y trabajo", ("Chemo at work",), ("Chemo and nausea", "Return to work")),
        ("arbeit und chemo", ("Chemo at work",), ("Chemo and nausea", "Return to work")),
        ("travail et chimio", ("Chemo at work",), ("Chemo and nausea", "Return to work")),
        ("náuseas y vómitos", ("Nausea and vomiting",), ("Fatigue",)),
        ("more chemo", ("More chemotherapy",), ("Less chemo", "Chemo: more nausea")),
        ("taking tamoxifen longer", ("Tamoxifen for longer",), ("Stopping tamoxifen early",)),
        ("good prognosis", ("A good outlook",), ("Poor prognosis after relapse",)),
        ("right breast", ("The right breast",), ("The left breast", "Breast pain")),
        ("left arm", ("Numb in the left arm",), ("An arm, and what is left",)),
        ("new primary", ("New primary cancers",), ("Primary care", "Met its primary endpoint")),
        ("women 65 and older", ("Women over 65",), ("Women 65 years or younger",)),
        ("50 or younger", ("Women under 50",), ("Women over 50", "Younger women")),
        ("40+", ("Women over 40",), ("Women under 40",)),
        ("21-gene", ("Oncotype DX",), ("Saliva kits for genetic testing at home",)),
        ("70-gene", ("MammaPrint",), ("Genetic testing",)),
        ("50-gene test", ("Prosigna",), ("Genetic testing",)),
        ("12-gene panel", ("A 12-gene panel",), ("A multigene panel", "Panel of genes")),
        ("NHS", ("The NHS pays",), ("Reimbursement in Canada", "Drug access")),
        ("Medicare", ("Medicare pays",), ("Health insurance", "Medicaid")),
        ("MD Anderson", ("A trial at MD Anderson",), ("Dr. Anderson, MD", "A physician")),
        ("City of Hope", ("A trial at City of Hope",), ("Hope in the city",)),
        ("New York", ("Clinics in New York",), ("A clinic in York",)),
        ("San Antonio", ("A clinic in San Antonio",), ("SABCS",)),
        ("port", ("Port-a-cath", "Your port"), ("Support",)),
        ("exercise during chemo", ("Exercise on chemo",), ("Exercise after 60", "Chemo")),
        ("vitamins during radiation", ("Supplements and radiation",), ("Supplements",)),
        ("cancer during pregnancy", ("Cancer during pregnancy",), ("Cancer",)),
        ("compression sleeve", ("Lymphedema sleeves at night",), ("A sleeve gastrectomy",)),
        ("good news", ("Good news on trials",), ("Hope", "Resilience")),
        ("red wine", ("A glass of wine", "Alcohol"), ("Bread without a drink beside it",)),
    ],
)
async def test_no_word_falls_that_turns_the_meaning(
    shipped: SearchEngine, words: str, found: tuple[str, ...], passed: tuple[str, ...]
) -> None:
    wish, said = await shipped.wishes.read(words)

    for title in found:
        assert match(wish, ArticleWords(title, "", "", STEMS), STEMS), title
    for title in passed:
        assert not match(wish, ArticleWords(title, "", "", STEMS), STEMS), title
    assert not any("Left out" in each for each in said if "*taking*" not in each)
    assert await shipped.wishes.renewed(wish) == wish


@pytest.mark.parametrize(
    ("words", "left_out"),
    [
        ("best diet", "*best*"),
        ("tired patients or help with housework", "*patients*, *help*"),
        ("drugs that work", "*work*"),
        ("right arm swelling", "*right*"),
        ("mujeres y letrozol", "*women*"),
    ],
)
async def test_a_word_that_falls_is_named(shipped: SearchEngine, words: str, left_out: str) -> None:
    _, said = await shipped.wishes.read(words)

    assert said[-1] == f"Left out, since it says too little: {left_out}"


async def test_words_that_are_all_followed_say_of_none_that_it_fell(shipped: SearchEngine) -> None:
    for words in ("chemo and my job", "fear of recurrence", "tamoxifn", "sofocos", "under 40"):
        _, said = await shipped.wishes.read(words)

        assert not any("Left out" in each for each in said), words


async def test_a_cough_in_spanish_is_read_beside_a_drug(shipped: SearchEngine) -> None:
    wish, said = await shipped.wishes.read("tos con paclitaxel")

    assert said == ("Read in English as *cough*",)
    assert match(wish, ArticleWords("A cough on paclitaxel", "", "", STEMS), STEMS)
    assert not match(wish, ArticleWords("How to tell paclitaxel", "", "", STEMS), STEMS)


async def test_mets_are_metastases_and_not_what_was_met(shipped: SearchEngine) -> None:
    muted, _ = await shipped.wishes.read("mets", leaves_out=True)
    followed, _ = await shipped.wishes.read("mets")

    for title in ("Metastatic disease in the liver", "Living with mets"):
        words = ArticleWords(title, "", "", STEMS)
        assert match(muted, words, STEMS)
        assert match(followed, words, STEMS)
    words = ArticleWords("Trial met its primary endpoint", "", "", STEMS)
    assert not match(muted, words, STEMS)
    assert not match(followed, words, STEMS)


@pytest.mark.parametrize("words", ["sofocos nocturnos", "náuseas matutinas", "sofocos intensos"])
async def test_an_unknown_word_of_another_language_is_refused(
    shipped: SearchEngine, words: str
) -> None:
    with pytest.raises(RequestError, match=f"“{words.split()[1]}” is not known here"):
        await shipped.wishes.read(words)


async def test_a_new_drug_beside_words_of_another_language_is_followed(
    shipped: SearchEngine,
) -> None:
    wish, _ = await shipped.wishes.read("sofocos con zongertinib")

    words = ArticleWords("Zongertinib and hot flashes", "", "", STEMS)
    assert match(wish, words, STEMS)
