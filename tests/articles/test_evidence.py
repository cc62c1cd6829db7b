"""The kind of study that an article reports, told by rules from its title and abstract."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from bot.articles.content_notes import content_note
from bot.articles.evidence import evidence_of, trials_of
from bot.knowledge import shipped
from bot.model.article import EvidenceKind
from bot.model.document import Document
from bot.model.feed import FeedKind
from bot.reading.extract import extract
from tests.factories import feed, taxonomy
from tests.tables import each_row

STUDIES = Path(__file__).parent / "studies"
NONE = "none"
NOT = "not-"
TITLE_ALONE = "news-"
PRECISION, RECALL = 0.95, 0.9
"""Floors for each label."""
PEOPLE = {EvidenceKind.RANDOMIZED, EvidenceKind.TRIAL, EvidenceKind.OBSERVED}


def told(title: str, abstract: str = "", kind: FeedKind = FeedKind.JOURNAL) -> str:
    found = evidence_of(title, abstract, kind)
    return found.kind if found else NONE


def written(name: str) -> list[tuple[str, str, str]]:
    """The right kind, the title and the abstract of each sample."""
    rows = (STUDIES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [
        (right, title, abstract) for right, title, abstract in (row.split("\t") for row in rows)
    ]


def samples(name: str) -> list[tuple[str, str]]:
    """The right kind of each sample, and what the rules say."""
    pairs = []
    for right, title, abstract in written(name):
        kind = FeedKind.NEWS if right.startswith(TITLE_ALONE) else FeedKind.JOURNAL
        pairs.append((right.removeprefix(TITLE_ALONE), told(title, abstract, kind)))
    return pairs


def stands_whole(quote: str, text: str) -> bool:
    """Whether no word or number of the text goes on before or after the quote."""
    spoken, heard = (words.replace("-", " ").lower() for words in (quote, text))
    return re.search(rf"(?<![\w.,]){re.escape(spoken)}(?!\w|[.,]\d)", heard) is not None


@pytest.mark.parametrize("name", ["own", "unseen"])
def test_labels_are_right_on_samples(name: str) -> None:
    pairs = samples(name)
    right = Counter(said for wanted, said in pairs if wanted == said)
    wanted, said = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)

    assert {label: right[label] / said[label] for label in EvidenceKind} == pytest.approx(
        dict.fromkeys(EvidenceKind, 1.0), abs=1 - PRECISION
    )
    assert {label: right[label] / wanted[label] for label in EvidenceKind} == pytest.approx(
        dict.fromkeys(EvidenceKind, 1.0), abs=1 - RECALL
    )


@pytest.mark.parametrize("name", ["own", "unseen"])
def test_no_study_of_people_is_called_laboratory_work(name: str) -> None:
    assert not [
        wanted for wanted, said in samples(name) if wanted in PEOPLE and said == "laboratory"
    ]


def test_no_class_of_text_has_a_wrong_label() -> None:
    """If the words leave doubt, nothing is said: secondary analyses, plans, models, letters."""
    rows = [(right, told(title, text), title) for right, title, text in written("classes")]
    refused = [row for row in rows if row[0].startswith(NOT)]
    wanted = [row for row in rows if not row[0].startswith(NOT)]

    assert not [row for row in refused if row[1] == row[0].removeprefix(NOT)]
    assert not [row for row in wanted if row[1] not in {row[0], NONE}]
    assert sum(right == said for right, said, _ in wanted) / len(wanted) >= RECALL


@each_row(
    ("title", "label"),
    [
        ("Response to neoadjuvant chemotherapy: a phase 2 study", "trial"),
        ("Response-adapted omission of radiation: a phase 2 study", "trial"),
        ("Correction of vitamin D deficits: a randomized trial", "randomized"),
        ("Response to: A phase 2 study of omission", NONE),
        ("Response to the letter on a phase 2 study", NONE),
        ("Response to Sample et al. on a phase 2 study", NONE),
        ("Response: A phase 2 study", NONE),
        ("Authors' response: A phase 2 study", NONE),
        ("Correction: A phase 2 study", NONE),
        ("Correction to: A phase 2 study", NONE),
    ],
)
def test_a_response_is_a_reply_only_if_somebody_wrote_before(title: str, label: str) -> None:
    assert told(title, "We treated 120 women in four hospitals.") == label


def test_words_before_the_chance_may_name_those_whom_it_assigns() -> None:
    by_chance = "We allocated 120 children aged 6 to 17 years by block randomisation to two arms."

    assert told("A device for pain", by_chance) == "randomized"
    assert told("A device for pain", by_chance.replace("by block randomisation", "")) == NONE


def test_a_headline_may_name_the_study_before_a_colon() -> None:
    assert told("Swedish registry study: survival unchanged", kind=FeedKind.NEWS) == "observed"
    assert told("Registry study to start in Sweden", kind=FeedKind.NEWS) == NONE


IN_MICE = "Mice were treated for two weeks. Tumors of the mice shrank."
ASSIGNED = "We enrolled 120 women, and they were randomly assigned to yoga or to usual care."
FOLLOWED = "In a cohort study, 4,321 women were followed up for ten years."


@each_row(
    ("abstract", "vetoed", "label"),
    [
        (ASSIGNED, "The 120 women in this non-randomized study chose yoga.", "randomized"),
        (ASSIGNED, "Should 120 women be randomly assigned to yoga, we could tell.", "randomized"),
        (ASSIGNED, "A previous trial had randomly assigned 120 women to yoga.", "randomized"),
        (ASSIGNED, "Genes of 120 women: a Mendelian randomization was done.", "randomized"),
        (ASSIGNED, "120 women were randomly selected from a list.", "randomized"),
        (ASSIGNED, "120 women were randomly divided into training and test sets.", "randomized"),
        (ASSIGNED, "120 mice were randomly assigned to yoga or to rest.", "randomized"),
        (ASSIGNED, "The need for a trial in which women are randomized is clear.", "randomized"),
        (
            "We conducted a phase 2 trial in 40 women.",
            "The 40 women show that a future phase 2 trial is warranted.",
            "trial",
        ),
        (
            "In this phase II study, 40 women took the drug.",
            "In this study, phase II enzymes of 40 women were measured.",
            "trial",
        ),
        (
            "This phase 3 trial included 400 women.",
            "This review of phase 3 trials covers some years.",
            "trial",
        ),
        (FOLLOWED, "In a cohort of mice, 4,321 cells of women were counted.", "observed"),
        (FOLLOWED, "In a simulated cohort, 4,321 women were followed up.", "observed"),
        (FOLLOWED, "We will start a cohort study that follows women for ten years.", "observed"),
        (FOLLOWED, "The cohort of 4,321 women came from a randomized trial.", "observed"),
        (IN_MICE, f"{IN_MICE} Biopsies of 31 patients showed the same.", "laboratory"),
        (IN_MICE, f"{IN_MICE} Expression was associated with survival in patients.", "laboratory"),
        (IN_MICE, f"{IN_MICE} Six women took the drug.", "laboratory"),
        (IN_MICE, f"{IN_MICE} Patients received the drug, too.", "laboratory"),
        (IN_MICE, f"{IN_MICE} A cohort of survivors confirmed it.", "laboratory"),
        (IN_MICE, "Mouse monoclonal antibodies and anti-mouse IgG stained tumors.", "laboratory"),
        (IN_MICE, "In vitro fertilization is rare, in vitro maturation rarer.", "laboratory"),
        (IN_MICE, f"In this review, we ask what holds for us. {IN_MICE}", "laboratory"),
        (
            "We did a systematic review and meta-analysis of 12 trials.",
            "We wish for a meta-analysis of trials.",
            "review",
        ),
    ],
)  # fmt: skip
def test_each_negation_takes_the_label_away(abstract: str, vetoed: str, label: str) -> None:
    assert told("A drug for breast cancer", abstract) == label
    assert told("A drug for breast cancer", vetoed) != label


@each_row(
    ("title", "vetoed"),
    [
        ("Yoga for sleep: a randomized trial", "Yoga for sleep: protocol for a randomized trial"),
        ("A randomized trial of consultation", "Recruitment to a randomized trial of consultation"),
        ("Yoga: a phase 3 trial", "Yoga: phase 3 trials begin"),
        ("Yoga: a phase 3 trial", "Ready for a phase 3 trial of yoga"),
        ("Yoga: a systematic review", "Protocol for a systematic review of yoga"),
        ("Yoga: a meta-analysis", "Publication bias in meta-analysis of yoga"),
        ("Yoga: a systematic review", "Yoga in mice: a systematic review"),
        ("Drug shrinks tumors in mice", "Drug shrinks tumors in mice and in women"),
        ("Drug shrinks tumors in mice", "From tumors in mice to a trial"),
        ("Drug shrinks tumors in mice", "Editorial: drug shrinks tumors in mice"),
        ("Randomized trial of yoga", "Why every randomized trial of yoga counts"),
    ],
)
def test_each_negation_in_a_title_takes_the_label_away(title: str, vetoed: str) -> None:
    assert told(title, kind=FeedKind.NEWS) != NONE
    assert told(vetoed, kind=FeedKind.NEWS) == NONE


def test_the_text_of_news_is_not_read() -> None:
    assert told("Lessons from the laboratory", IN_MICE) == "laboratory"
    for kind in (FeedKind.NEWS, FeedKind.STORIES, FeedKind.REGULATOR):
        assert told("Lessons from the laboratory", IN_MICE, kind) == NONE


def test_a_label_has_the_words_that_it_rests_on_as_they_were_written() -> None:
    title = "Yoga: A Randomised, Open-Label Phase III Trial"
    found = evidence_of(title, "In all, 1 573 Women were randomly assigned.", FeedKind.JOURNAL)

    assert found
    assert (found.phase, found.size) == ("3", 1573)
    assert found.why == ("Randomised, Open-Label Phase III Trial", "1 573 Women", "Phase III")


@each_row(
    ("abstract", "quoted"),
    [
        ("A total of 12,345 women from 5 trials were included.", "12,345 women from 5 trials"),
        ("In all, 12.500 women from 30 trials were included.", "12.500 women from 30 trials"),
        ("Data of 1,345,678 women in 1,200 trials were included.", "1,200 trials"),
        ("In all, 1 200 women from 30 trials were included.", "1 200 women from 30 trials"),
        ("A survey of 1,200 women.", "survey of 1,200"),
        ("A survey of 1 200 women.", "survey of 1 200"),
        ("A survey of 1.200 women.", "survey of 1.200"),
        ("A survey of 12 women.", "survey of 12"),
        ("1.200 women were surveyed.", "1.200 women"),
        ("In 300 women, multivariable models were fitted.", "multivariable"),
        ("In 2019, 345 women were surveyed.", "345 women"),
    ],
)
def test_a_label_rests_on_whole_numbers_and_words(abstract: str, quoted: str) -> None:
    found = evidence_of("Tamoxifen", abstract, FeedKind.JOURNAL)

    assert found is not None
    assert quoted in found.why


@pytest.mark.parametrize("name", ["own", "unseen"])
def test_no_label_of_a_sample_rests_on_a_piece_of_a_word(name: str) -> None:
    said = [
        (quote, f"{title} {abstract}")
        for _, title, abstract in written(name)
        if (found := evidence_of(title, abstract, FeedKind.JOURNAL))
        for quote in found.why
    ]

    assert [quote for quote, text in said if not stands_whole(quote, text)] == []


@pytest.mark.parametrize(
    ("phase", "shown"), [("II", "2"), ("Ib/II", "1b/2"), ("1/2", "1/2"), ("IV", "4"), ("2A", "2a")]
)
def test_phases_are_shown_in_arabic_numerals(phase: str, shown: str) -> None:
    found = evidence_of(f"A phase {phase} trial in women", "", FeedKind.NEWS)

    assert found
    assert found.phase == shown


@pytest.mark.parametrize(
    "counted",
    [
        "Within 12 months of surgery, women were randomly assigned to yoga or rest.",
        "In 2004 women were randomly assigned to yoga or rest.",
        "Women were randomly assigned to 20 mg of a drug or placebo.",
        "Women were randomly assigned to yoga or rest in 26 centers.",
    ],
)
def test_what_is_no_number_of_people_is_not_said_to_have_taken_part(counted: str) -> None:
    found = evidence_of("Yoga", counted, FeedKind.JOURNAL)

    assert found
    assert found.size is None


@each_row(
    ("told", "size"),
    [
        ("Of 2,150 women screened for eligibility, 573 patients were randomly assigned.", 573),
        ("Of 2,150 women screened for eligibility, 573 were randomly assigned to yoga.", 573),
        ("Among 10,273 women registered, 6,711 women were randomly assigned.", 6711),
        ("9719 women were eligible and 6711 women were randomly assigned.", 6711),
        ("After 4,210 women were invited, 612 (15%) were randomised to letters or none.", 612),
        ("612 women were randomised. In a registry of 90000 patients, some were randomised.", 612),
        ("612 women aged 40 to 75 were randomized from 2004 patients invited.", 612),
        ("From a database of 5,000 women, we randomly assigned 300 women to letters.", 300),
        ("We randomly assigned, in a 1:1 ratio, 573 women to yoga or rest.", 573),
        ("A total of 573 women, aged 40 to 70 years, were randomly assigned to yoga.", 573),
        ("573 women were randomly assigned to yoga (287 women) or rest (286 women).", 573),
        ("Patients (n = 573) were randomly assigned to yoga or rest.", 573),
        ("This double-blind, placebo-controlled trial enrolled 299 women.", 299),
        ("In this double-blind, placebo-controlled trial in 299 women, pain was less.", 299),
        ("Of 9,719 eligible women, most were randomly assigned to yoga or rest.", None),
        ("We approached 3,000 women, of whom half were randomly assigned to yoga.", None),
        ("In all, 200 women were randomly assigned to yoga and 210 women to rest.", None),
        ("Women were randomly assigned to yoga (921 women) or rest (915 women).", None),
        ("Women aged between 40 and 75 were randomised to yoga or rest.", None),
    ],
)
def test_only_those_whom_chance_assigned_are_said_to_have_taken_part(
    told: str, size: int | None
) -> None:
    """Those who were screened, invited or registered are others, and an arm is not the whole."""
    found = evidence_of("Yoga", told, FeedKind.JOURNAL)

    assert found
    assert found.size == size


@pytest.mark.parametrize(
    "said",
    [
        "In this issue, Sample et al. show in mice that the tumors hoard cholesterol.",
        "Using a mouse model, Sample et al. (2026) now show that tumors hoard cholesterol.",
        "Sample and colleagues report that tumors of mice hoard cholesterol.",
    ],
)
def test_who_presents_the_work_of_others_reports_no_study(said: str) -> None:
    abstract = f"Cells of mice need fats. {said} Mice without the gene had smaller tumors."

    assert evidence_of("A sweet tooth for fat", abstract, FeedKind.JOURNAL) is None


def test_who_names_an_earlier_study_beside_the_own_work_reports_one() -> None:
    abstract = (
        "Mice without the gene were described before (Sample et al., 2019). We fed 40 mice with "
        "fat for 12 weeks and weighed their tumors. The tumors of these mice grew slower."
    )

    found = evidence_of("Fat and tumors of mice", abstract, FeedKind.JOURNAL)

    assert found
    assert found.kind is EvidenceKind.LABORATORY


@pytest.mark.parametrize(
    ("title", "abstract", "kind"),
    [
        (
            "A randomized trial of yoga",
            "Sample et al. reported less fatigue. We randomly assigned 240 women to yoga or not.",
            EvidenceKind.RANDOMIZED,
        ),
        (
            "Yoga and sleep",
            "240 women were randomized to yoga or not. A score by Sample and colleagues showed it.",
            EvidenceKind.RANDOMIZED,
        ),
        (
            "Yoga for sleep: a systematic review and meta-analysis",
            "Sample et al. reported benefit. We pooled 12 randomized trials with 900 women.",
            EvidenceKind.REVIEW,
        ),
    ],
)
def test_an_abstract_of_the_own_work_may_begin_with_that_of_others(
    title: str, abstract: str, kind: EvidenceKind
) -> None:
    found = evidence_of(title, abstract, FeedKind.JOURNAL)

    assert found
    assert found.kind is kind


@pytest.mark.parametrize(
    "said",
    [
        "Randomized clinical trials of the drug are ongoing.",
        "This justifies the use of the drug as a control arm in ongoing phase III trials.",
    ],
)
def test_trials_to_come_leave_a_trial_its_label(said: str) -> None:
    abstract = f"In this phase 2 trial, 60 women received the drug. Responses lasted a year. {said}"

    found = evidence_of("A drug for tumors of the lung", abstract, FeedKind.JOURNAL)

    assert found
    assert (found.kind, found.phase) == (EvidenceKind.TRIAL, "2")


def test_the_phase_of_a_trial_with_a_quoted_name_is_read() -> None:
    abstract = 'We undertook a phase 2 "basket" study of the drug. 122 patients were treated.'

    found = evidence_of("A drug for tumors", abstract, FeedKind.JOURNAL)

    assert found
    assert found.phase == "2"


def test_text_of_any_letters_is_read() -> None:
    found = evidence_of("İYİ: a randomized trial of yoga", "İ 120 women.", FeedKind.JOURNAL)

    assert found
    assert found.why == ("randomized trial",)


def test_numbers_of_trials_are_found_once_each() -> None:
    texts = ("(NCT01234567)", "NCT01234567 and NCT07654321.", "NCT123 NCT012345678 XNCT00000001")

    assert trials_of(*texts) == ("NCT01234567", "NCT07654321")


@pytest.mark.parametrize(
    "typed",
    [
        "NCT 01234567",
        "NCT-01234567",
        "NCT: 01234567",
        "NCT#01234567",
        "NCT\u00a001234567",
        "NCT\u201101234567",
        "(nct01234567)",
        "https://clinicaltrials.gov/ct2/show/nct01234567?rank=1",
    ],
)
def test_a_number_of_a_trial_is_read_however_it_is_written(typed: str) -> None:
    assert trials_of(typed) == ("NCT01234567",)


def test_a_list_of_trials_names_none() -> None:
    assert trials_of(*(f"NCT0000000{n}" for n in range(1, 5))) == ()


def test_the_demo_shows_each_label_once() -> None:
    document = Document("https://example.org/feed", 200, {}, shipped("demo/feed.xml").read_bytes())
    found = extract(document, feed(), taxonomy()).articles
    labeled = {each.title: each.evidence.kind for each in found if each.evidence}

    assert labeled == {
        "Knitting Circles and Sleep: A Randomized Trial of 240 Survivors": "randomized",
        "A Tablet for Dry Mouth: First Results of a Phase 2 Study": "trial",
        "Cohort Study Follows 4,300 Women Who Work at Night": "observed",
        "Gardens, Choirs, Long Walks: A Systematic Review of Hobbies After Treatment": "review",
        "Less Salt, Slower Growth: What Happened in Mice": "laboratory",
    }
    assert [each.trials for each in found if each.trials] == [("NCT00000000",)]
    noted = {each.title for each in found if content_note(each.title, each.teaser)}
    assert noted == {each.title for each in found if each.title.startswith("In Memoriam: ")}


POOLED = "We pooled data of 9,000 women in 14 randomized trials of exercise."


@each_row(
    ("title", "abstract", "kind"),
    [
        ("Exercise after surgery: an overview of 14 trials", POOLED, EvidenceKind.REVIEW),
        ("Exercise after surgery", POOLED, None),
        ("Fatigue: a rapid review", "", EvidenceKind.REVIEW),
        ("Fear of recurrence: a qualitative meta-synthesis", "", EvidenceKind.REVIEW),
        ("Acupuncture for hot flashes: a single-arm study", "", EvidenceKind.TRIAL),
        (
            "Metformin before surgery",
            "This was a window-of-opportunity trial in 40 women.",
            EvidenceKind.TRIAL,
        ),
        ("Metformin before surgery", "A single-arm trial in 40 women is planned.", None),
        ("A single-arm study in mice", "", EvidenceKind.LABORATORY),
        ("Yoga: a non-randomized trial", "", EvidenceKind.TRIAL),
        ("Yoga: pre-post intervention study", "Sleep of 28 women got better.", EvidenceKind.TRIAL),
        ("Why single-arm trials mislead", "", None),
        ("A rare metastasis", "A 71-year-old woman had a swollen eyelid.", None),
        ("A rare metastasis: a report of two cases", "Two women were seen in one year.", None),
        ("A rare metastasis", "The charts of 31 women were reviewed.", EvidenceKind.OBSERVED),
        (
            "A drug after the trial",
            "Patients of a parent study, which had been randomized, joined this roll-over trial.",
            EvidenceKind.TRIAL,
        ),
        (
            "Outcomes in routine care: a cohort study",
            "The pivotal trial led to approval. We followed 230 women who got the drug later.",
            EvidenceKind.OBSERVED,
        ),
        (
            "A drug in advanced disease",
            "Thirty women received the drug. Partial remissions were seen in nine.",
            EvidenceKind.TRIAL,
        ),
        (
            "A drug in advanced disease",
            "Records of thirty women who received the drug. Partial remissions were seen in nine.",
            EvidenceKind.OBSERVED,
        ),
        ("Phase 1b dose escalation of a tablet", "", EvidenceKind.TRIAL),
        ("A tablet in a rare cancer: phase II cohort", "", EvidenceKind.TRIAL),
        ("Phase 1b dose escalation of a tablet begins", "", None),
        (
            "Prospective cohort of walking and survival",
            "We followed 1,340 women enrolled in a phase 3 drug trial.",
            EvidenceKind.OBSERVED,
        ),
        (
            "Walking and survival",
            "We treated 1,340 women enrolled in a phase 3 drug trial.",
            EvidenceKind.TRIAL,
        ),
        (
            "Less surgery",
            "This randomized trial assigned 1,463 women to two kinds of surgery.",
            EvidenceKind.RANDOMIZED,
        ),
        (
            "Less surgery",
            "A randomized trial in this issue assigned 1,463 women to two kinds of surgery.",
            None,
        ),
        (
            "Reminders for outpatients",
            "We report 1,020 outpatients who were randomized to a reminder or to none.",
            EvidenceKind.RANDOMIZED,
        ),
        (
            "An alert in twelve hospitals",
            "Hospitals began in an order set by random draw. The patients stayed less long.",
            EvidenceKind.RANDOMIZED,
        ),
        (
            "Surgery for a rare tumor",
            "Following PRISMA, we gathered all series of 20 patients or more.",
            EvidenceKind.REVIEW,
        ),
        (
            "Lungs after pneumonia: a prospective follow-up",
            "316 adults came.",
            EvidenceKind.OBSERVED,
        ),
        (
            "Hearts after treatment: the late effects clinic cohort",
            "326 survivors came.",
            "observed",
        ),
        ("Hearts after treatment: the phase 2 expansion cohort", "326 survivors came.", "trial"),
    ],
)
def test_designs_are_told_apart(title: str, abstract: str, kind: EvidenceKind | None) -> None:
    found = evidence_of(title, abstract, FeedKind.JOURNAL)

    assert (found and found.kind) == kind


def test_work_with_animals_may_begin_with_what_people_were_asked() -> None:
    asked, studied = (
        "Advice rests mainly on surveys.",
        "Female macaques drank alcohol. It harmed eggs.",
    )
    title = "Alcohol and eggs in macaques"

    assert told(title, f"{asked} {studied} Macaques lived long.") == "laboratory"
    assert told(title, f"{studied} We did surveys. Macaques lived long.") == NONE


@each_row(
    ("title", "kind"),
    [
        ("Hair samples of farmers show pesticide traces, cohort study finds", "observed"),
        ("Women who walk to work have less fatigue, cohort study finds", "observed"),
        ("Registry study links rural life to later diagnosis", "observed"),
        ("Survey of 2,000 survivors: one in three hides symptoms", "observed"),
        ("Acupuncture no better than sham for hot flashes, trial finds", "randomized"),
        ("Coin-toss trial: bed rest no better than walking after slipped disc", "randomized"),
        ("Dummy surgery worked as well as the real thing in shoulder trial", "randomized"),
        ("Drug beats placebo in large trial of women with nerve pain", "randomized"),
        ("Small early-stage trial finds vaccine safe in 12 women", "trial"),
        ("It worked in rats. Now a phase 1 trial reports the implant is safe in children", "trial"),
        ("First worked in mice; now phase 1 study shows cell therapy is safe in women", "trial"),
        ("Does turmeric ease joint pain? Researchers combined results of 22 trials", "review"),
        ("Does yoga help? Scientists pooled 24 trials to find out", "review"),
        ("Review of 60 studies finds little benefit of detox teas", "review"),
        (
            "Experimental drug shrinks liver tumors in mice, raising hopes for patients",
            "laboratory",
        ),
        ("Pill slows ageing of ovaries in monkeys, could one day help women", "laboratory"),
        ("Monkey study points to a vaccine against mastitis", "laboratory"),
        ("Old drug kills tumor cells in the dish", "laboratory"),
        ("In a lab dish, an old drug kills tumor cells", "laboratory"),
        ("Old recipe turns lentils into comfort in a dish", NONE),
        ("Human cancer cells hide in the bones of mice", "laboratory"),
        ("Human hearts and the hearts of mice", NONE),
        ("Circulating tumor cells in mice travel in clusters", "laboratory"),
        ("Circulating tumor cells travel in clusters, as in a dish", NONE),
        ("Tumors shrank in mice; human trials are planned", "laboratory"),
        ("Tumors shrank in mice and in human trials", NONE),
        ("Meta-analysis of yoga: a pooled look", "review"),
        ("Meta-analysis for beginners", NONE),
        ("Rats in hats: less pain on chemo", "laboratory"),
        ("Rats in hats, less pain on chemo: a comic", NONE),
        ("New capsule beats placebo in phase 3 study of hot flashes", "randomized"),
        ("Lab-grown mini-brains show how a drug harms memory cells", "laboratory"),
        ("No comparison group, but all 9 patients in drug study went into remission", "trial"),
        ("Another look at double-blind study hints that calcium helps after age 80", "randomized"),
        ("Real patients are older, analysis of 20,000 health records shows", "observed"),
        ("Health records of a million people tie night work to falls", "observed"),
        ("Registry data show that fewer women travel for treatment", "observed"),
        ("Nurses followed for twenty years: those who sang slept better", "observed"),
        ("Survey: a third of caregivers skip their own checkups", "observed"),
        ("Health records of a million people stolen", NONE),
        ("Survey: which color should our van have?", NONE),
        ("Dose selection for a first-in-human study of an antibody", NONE),
        ("Animal work to support a phase 1 trial of a patch", NONE),
        ("Study following 40,000 teachers ties late dinners to reflux", "observed"),
        ("From mice to women: what we learned in ten years", NONE),
        ("Drug shrinks tumors in mice and in women, early trial finds", NONE),
        ("Phase 3 trial of vaccine to start in spring", NONE),
        ("Early-stage trial of vaccine will begin in spring", NONE),
        ("Trial of walking shoes opens to patients in the north", NONE),
        ("Company halts placebo-controlled trial of drug", NONE),
        ("Why sham surgery works as well as the real thing in a trial", NONE),
    ],
)
def test_a_headline_tells_of_a_study_in_its_own_words(title: str, kind: str) -> None:
    assert told(title, kind=FeedKind.NEWS) == kind


@each_row(
    ("title", "wanting", "kind"),
    [
        (
            "A randomized trial backs turmeric",
            "No large randomized trial backs turmeric",
            "randomized",
        ),
        ("Randomized trial: cold caps keep hair", "Missing: a randomized trial", "randomized"),
        ("A randomized trial of mistletoe", "Still no randomized trial of mistletoe", "randomized"),
        ("Randomized trial of cold caps", "We need a randomized trial of cold caps", "randomized"),
        ("A randomized trial of naps", "If a randomized trial is offered, ask this", "randomized"),
        ("No gain: a randomized trial", "A randomized trial is overdue", "randomized"),
        ("No gain in a phase 3 trial of fasting", "Not one phase 3 trial of fasting", "trial"),
        ("Phase 3 trial of fasting fails", "Phase 3 trial of fasting does not exist", "trial"),
        ("Phase 3 trial shows no gain", "Critics demand a phase 3 trial", "trial"),
        ("Half respond in a phase 1 trial", "Denied a phase 1 trial, she lived longer", "trial"),
        ("Meta-analysis finds no harm", "No meta-analysis finds harm", "review"),
        ("Systematic review: little gain", "Without a systematic review, little gain", "review"),
        ("Mouse study shows no gain", "No mouse study shows gain", "laboratory"),
        ("No tumors in mice on an old drug", "No mouse study of an old drug", "laboratory"),
        ("Nobody relapsed in a phase 2 trial", "Nobody ran a phase 2 trial: no results", "trial"),
        ("Phase 3 trial of fasting: no harm", "Phase 3 trial of fasting canceled", "trial"),
    ],
)
def test_a_study_that_nobody_did_has_no_label(title: str, wanting: str, kind: str) -> None:
    assert told(title, kind=FeedKind.NEWS) == kind
    assert told(wanting, kind=FeedKind.NEWS) == NONE


IN_RECORDS = "We retrospectively reviewed the charts of 264 women."


@each_row(
    ("title", "mention", "kind"),
    [
        ("Outcomes in the phase 3 X trial", "Comparison with the phase 3 X trial", "trial"),
        ("Costs and benefit: a phase 3 trial", "Costs of the phase 3 X trial", "trial"),
        ("Race in the phase 3 X trial", "Phase 3 trial eligibility and race", "trial"),
        ("Women in a phase 2 trial", "Women versus those in a phase 2 trial", "trial"),
        ("A drug for women: a phase 2 trial", "External controls for a phase 2 trial", "trial"),
        ("Follow-up after a phase 3 trial", "Daily practice after a phase 3 trial", "trial"),
        ("No gain in men: a phase 3 trial", "A phase 3 trial in men is needed", "trial"),
        ("Needless? A randomized trial", "Toward a randomized trial of tattoos", "randomized"),
        (
            "Less surgery: the X randomized trial",
            "Less surgery following the X randomized trial",
            "randomized",
        ),
        (
            "Results of a randomized trial in women",
            "Do results of a randomized trial apply to women?",
            "randomized",
        ),
        ("Sound hearts in the phase 3 X trial", "Women excluded from the phase 3 X trial", "trial"),
        ("Light and sleep: a systematic review", "In light of a systematic review", "review"),
        ("Beyond surgery: a randomized trial", "Beyond the randomized trial", "randomized"),
        ("Contrary findings: a meta-analysis", "Contrary to a recent meta-analysis", "review"),
        ("Comments of women: a meta-analysis", "Comment on a meta-analysis", "review"),
        ("Lacking sleep: a systematic review", "A systematic review is lacking", "review"),
    ],
)
def test_a_study_beside_another_is_what_its_own_words_say(
    title: str, mention: str, kind: str
) -> None:
    """Records that are compared with a trial, or told after it, are no trial."""
    assert told(title, IN_RECORDS) == kind
    assert told(mention, IN_RECORDS) in {"observed", NONE}


@pytest.mark.parametrize(
    "title",
    [
        "Comparison with the phase 3 X trial: a cohort",
        "Beyond the randomized trial: a cohort study",
        "Less surgery following the X randomized trial: a registry study",
        "A phase 3 trial is needed: a retrospective analysis",
    ],
)
def test_a_title_that_names_two_studies_has_the_label_of_its_own(title: str) -> None:
    assert told(title, IN_RECORDS) == "observed"


@each_row(
    "title",
    [
        "Target population of the phase 3 X trial in one country",
        "Do we see in practice what the phase 3 X trial saw?",
        "Women similar to those who joined the phase 3 X trial",
    ],
)
def test_an_abstract_about_records_tells_whose_the_study_in_a_title_is(title: str) -> None:
    """People of a trial may be in records, too, if the abstract speaks of the trial."""
    assert told(title, IN_RECORDS) in {"observed", NONE}
    assert told(title, f"{IN_RECORDS} All were enrolled in the trial.") == "trial"
    assert told("Hearts in the phase 3 X trial", IN_RECORDS) == "trial"
    assert told("Results of the phase 3 X trial", IN_RECORDS) == "trial"


def test_an_abstract_compares_its_people_with_those_of_a_trial() -> None:
    own, others = "This study was a phase 3 trial.", "Our results match those of a phase 3 trial."

    assert told("A drug in daily use", f"We treated 120 women. {own}") == "trial"
    assert told("A drug in daily use", f"{IN_RECORDS} {others}") in {"observed", NONE}


@each_row(
    ("own", "others"),
    [
        ("Women were recruited to this phase 2 trial.", "Women had declined a phase 2 trial."),
        (
            "With this phase 2 trial we tested it in 40 men.",
            "Compared with a phase 2 trial, few men ate.",
        ),
        (
            "For this phase 2 study, 40 men were recruited.",
            "They ate less than men of a phase 2 study.",
        ),
        ("Patients eligible for this phase 2 study ate.", "Men were eligible for a phase 2 study."),
        ("Men eligible for our phase 2 trial ate.", "Our results are unlike our phase 2 trial."),
        (
            "For this open-label phase 2 trial 40 men ate.",
            "In contrast to our phase 2 trial, few ate.",
        ),
        (
            "We recruited men to this single-arm phase 2 study.",
            "Beyond a phase 2 study, little is known.",
        ),
        (
            "Men were referred to the present phase 2 trial.",
            "This cohort was compared with the phase 2 trial.",
        ),
    ],
)
def test_a_sentence_says_whose_the_phase_is(own: str, others: str) -> None:
    found = evidence_of("Capivasertib in men", own, FeedKind.JOURNAL)

    assert found is not None
    assert (found.kind, found.phase) == (EvidenceKind.TRIAL, "2")
    assert evidence_of("Capivasertib in men", others, FeedKind.JOURNAL) is None


def test_titles_that_mention_a_study_are_told_from_those_that_report_one() -> None:
    wrong = [
        (right, said, title)
        for (right, title, _), (_, said) in zip(
            written("mentions"), samples("mentions"), strict=True
        )
        if said not in right.removeprefix(TITLE_ALONE).split("-or-")
    ]

    assert not wrong


def test_readers_who_are_assigned_by_chance_are_no_people_in_a_trial() -> None:
    assert told("Women randomly assigned to yoga slept better", kind=FeedKind.NEWS) == "randomized"
    assert told("Randomly assigned readers: scans of 400 women") == NONE


@each_row(
    ("finding", "story", "kind"),
    [
        ("Mice live longer on less salt", "Mice ate my wig", "laboratory"),
        ("Mice without the gene grow no tumors", "Mice in the attic of a clinic", "laboratory"),
        ("Mouse model shows why tumors return", "Mouse model inventor celebrates", "laboratory"),
        ("Zebrafish reveal how cells spread", "Zebrafish tank cheers patients", "laboratory"),
        ("Phase 2 trial: tumors shrink", "Woman sues over phase 2 trial: tumors grew", "trial"),
        ("Vaccine safe in a phase 1 trial", "Dad in a phase 1 trial: a son's diary", "trial"),
        ("Phase 1 trial of a vaccine", "Governor signs law on phase 1 trial access", "trial"),
        ("Phase 3 trial fails", "Insurers refuse to cover phase 3 trial costs", "trial"),
        ("Phase 3 trial meets its goal", "Fired for joining a phase 3 trial", "trial"),
        ("Pill cuts risk in phase 3 trial", "Phase 3 trial nurse runs for mayor", "trial"),
        ("Randomized trial of naps", "Randomized trial, random life: a memoir", "randomized"),
        ("A randomized trial of one drug", "A randomized trial of one: me", "randomized"),
        ("Meta-analysis of yoga", "Meta-analysis of my closet", "review"),
        ("Systematic review of diets", "Systematic review software sold", "review"),
    ],
)
def test_a_headline_with_a_label_tells_a_finding(finding: str, story: str, kind: str) -> None:
    """A report names what came out, or is named as a paper is."""
    assert told(finding, kind=FeedKind.NEWS) == kind
    assert told(story, kind=FeedKind.NEWS) == NONE


@each_row(
    ("told_of", "planned"),
    [
        ("{} finds it safe in 12 volunteers", "Startup raises 40 million dollars for a {}"),
        ("{} shows fewer attacks", "Regulator clears {} of a heart pump"),
        ("Results of a {} of a nasal vaccine", "Grant awarded for a {} of a nasal vaccine"),
        ("Implant is safe in a {}", "Team gets green light for a {} of an implant"),
        ("{} eases pain", "Preparing for a {} of an artificial cornea"),
        ("Outcomes of a {} of a stem cell patch", "FDA approves {} of a stem cell patch"),
        ("Eye drops slowed damage in a {}", "Could a {} of eye drops change care?"),
        ("{} with lessons: a drug works", "Lessons from recruiting to a {}"),
    ],
)
@each_row("design", ["first-in-human study", "phase 2 trial", "single-arm trial"])
def test_a_study_that_is_planned_or_paid_for_has_no_label(
    told_of: str, planned: str, design: str
) -> None:
    assert told(told_of.format(design), kind=FeedKind.NEWS) == "trial"
    assert told(planned.format(design), kind=FeedKind.NEWS) == NONE
    assert told(planned.format("randomized trial"), kind=FeedKind.NEWS) == NONE


def test_a_study_that_counts_its_people_is_not_planned() -> None:
    title, abstract = "Preparing for winter: a phase 2 trial", "This phase 2 trial had 40 women."

    assert told(title) == NONE
    assert told(title, abstract) == "trial"


@cache
def told_alone() -> Sequence[tuple[str, str, str, str]]:
    """The right kind, the title and the abstract of each sample with an abstract; the kind told."""
    return [
        (right, title, abstract, told(title, abstract))
        for name in ("own", "unseen", "classes")
        for right, title, abstract in written(name)
        if abstract
    ]


@each_row(
    ("before", "after"),
    [
        ("Observational studies and a meta-analysis of trials suggested a benefit.", ""),
        ("Previous randomised trials gave mixed results.", ""),
        ("This disease affects 1 in 8 women worldwide.", ""),
        ("Cohort studies link the exposure to worse outcomes in patients.", ""),
        ("Preclinical models suggest that the pathway matters.", ""),
        ("", "Larger randomised trials are needed."),
        ("", "These findings may help patients and clinicians decide."),
        ("", "A phase 3 trial is planned."),
        ("", "Further work in animal models is warranted."),
        ("", "Results should be confirmed in independent cohorts."),
    ],
)
def test_what_stands_around_the_own_work_changes_no_label(before: str, after: str) -> None:
    said_of_all = [
        (right, alone, told(title, f"{before} {abstract} {after}".strip()), title)
        for right, title, abstract, alone in told_alone()
    ]
    changed = [each for each in said_of_all if each[1] != each[2]]

    assert not [each for each in changed if each[1] != NONE]
    assert not [each for each in changed if each[2] == "laboratory" and each[0] != each[2]]


OF_OTHERS = (
    "Tumor cells depend on arginine. Many of them make none of their own. Enzymes that remove it "
    "slow tumors in mice and kill cultured cell lines. {} This makes them a promising target."
)


@each_row(
    ("last", "label"),
    [
        ("Some of these are in trials.", NONE),
        ("The current review describes how they were found.", NONE),
        ("This short review was written to compare them.", NONE),
        ("Here we measured how fast cell lines die in vitro.", "laboratory"),
    ],
)
def test_an_abstract_without_work_of_its_own_is_no_laboratory_study(last: str, label: str) -> None:
    assert told("Arginine feeds tumor cells", OF_OTHERS.format(last)) == label


def test_what_surveys_a_field_has_no_label() -> None:
    compared = "Patients were randomly assigned to one of two dyes. Both found as many lesions."
    counted = "There are an estimated 1290 new cases among men each year, more often in Asia."
    focus = " This article focuses on its diagnosis."

    assert told("Two dyes for endoscopy", compared) == "randomized"
    assert told("Current status of endoscopy", compared) == NONE
    assert told("Rare cancer of the penis", counted) == "observed"
    assert told("Rare cancer of the penis", counted + focus) == NONE
