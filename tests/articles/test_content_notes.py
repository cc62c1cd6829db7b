"""Titles and teasers with and without a content note: the samples of `content_notes.toml`."""

import tomllib
from pathlib import Path

import pytest

from bot.articles.content_notes import content_note
from bot.articles.person_words import FAMILY_MARK, NAME_MARK, PEOPLE_MARK, marked
from bot.model.form import ContentNote
from tests.tables import each_row

SAMPLES = tomllib.loads((Path(__file__).parent / "content_notes.toml").read_text("utf-8"))
LABELED = {
    ContentNote.MEMORIAL: SAMPLES["memorial"],
    ContentNote.END_OF_LIFE: SAMPLES["end_of_life"],
    None: SAMPLES["none"],
}
FLOOR = 0.95
"""Of precision and recall on titles that the rules were made with."""
QUIET_RECALL = 0.85
"""Of those that no phrase foresees. Their signs were made with them, their weights without."""


@pytest.mark.parametrize("note", list(ContentNote))
def test_titles_have_their_note_and_no_other(note: ContentNote) -> None:
    found = [
        (title, label)
        for label, titles in LABELED.items()
        for title in titles
        if content_note(title, "") is note
    ]
    right = [title for title, label in found if label is note]

    assert len(right) / len(found) >= FLOOR, [title for title, label in found if label is not note]
    assert len(right) / len(LABELED[note]) >= FLOOR, set(LABELED[note]) - set(right)


def test_there_are_enough_samples() -> None:
    assert sum(len(titles) for titles in LABELED.values()) >= 150


@each_row("title", SAMPLES["memorial_abroad"])
def test_a_death_that_is_told_in_four_other_languages_has_a_note(title: str) -> None:
    assert content_note(title, "") is ContentNote.MEMORIAL


@each_row("title", SAMPLES["none_abroad"])
def test_causes_rates_and_numbers_of_deaths_in_these_languages_have_none(title: str) -> None:
    assert content_note(title, "") is None


@each_row(("said", "negated"), SAMPLES["pairs"])
def test_a_negation_has_no_note(said: str, negated: str) -> None:
    assert content_note(said, "") is not None
    assert content_note(negated, "") is None


@each_row(("title", "teaser", "note"), SAMPLES["teasers"])
def test_a_teaser_counts_where_it_announces(title: str, teaser: str, note: str) -> None:
    assert content_note(title, teaser) == (note or None)


def test_what_is_told_quietly_is_known_by_many_small_signs() -> None:
    """Stories of survivors have the same people, gardens and songs, and no note."""
    rows = (Path(__file__).parent / "told_quietly.tsv").read_text(encoding="utf-8").splitlines()
    samples = [row.split("\t") for row in rows]
    said = [(right, content_note(title, teaser)) for right, title, teaser in samples]
    noted = [(right, note) for right, note in said if note]

    rightly = sum(right != "none" for right, _ in noted)
    assert rightly / len(noted) >= FLOOR
    assert rightly / sum(right != "none" for right, _ in said) >= QUIET_RECALL


def test_words_with_two_meanings_have_a_note_in_company_alone() -> None:
    rows = (Path(__file__).parent / "notes.tsv").read_text(encoding="utf-8").splitlines()
    samples = [row.split("\t") for row in rows]

    assert not [
        (right, title, said)
        for right, title, teaser in samples
        if (said := content_note(title, teaser) or "none") != right
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Living well with metastatic breast cancer",
        "Stage IV at 34",
        "When cancer comes back: recurrence explained",
        "Brain mets, bone mets, and what helps",
        "Incurable, and planting tulips",
        "Palliative care for metastatic disease",
        "Median overall survival was 24 months",
    ],
)
def test_living_with_the_disease_is_no_reason_for_a_note(title: str) -> None:
    assert content_note(title, title) is None


@pytest.mark.parametrize("text", ["", " ", "\0", "||", "†", "1950–2026", "died " * 10_000])
def test_any_text_has_a_note_or_none(text: str) -> None:
    assert content_note(text, text) in {None, *ContentNote}


@each_row(
    ("title", "note"),
    [
        ("Coroner asks why the scan was late", ContentNote.MEMORIAL),
        ("Young teacher's death leads to a new helpline", ContentNote.MEMORIAL),
        ("Choir sings at funeral for our dear colleague", ContentNote.MEMORIAL),
        ("Daughter reads late mother's diary aloud", ContentNote.MEMORIAL),
        ("Palliative sedation: what families ask", ContentNote.END_OF_LIFE),
        ("Care near death differs between regions", ContentNote.END_OF_LIFE),
        ("How people live in their last six months", ContentNote.END_OF_LIFE),
        ("Exercise lowers the risk of dying from breast cancer", None),
        ("Women who walk are less likely to die of heart disease", None),
        ("Is letter writing a dying art?", None),
        ("Tribute band plays for the new scanner", None),
        ("Last week at the symposium", None),
    ],
)
def test_a_title_tells_of_a_death_in_many_ways(title: str, note: ContentNote | None) -> None:
    assert content_note(title, "") == note


@each_row(
    ("word", "mark"),
    [
        ("Mother", FAMILY_MARK),
        ("wives", FAMILY_MARK),
        ("mother-of-three", FAMILY_MARK),
        ("co-founder", PEOPLE_MARK),
        ("Surgeons", PEOPLE_MARK),
        ("cellist", PEOPLE_MARK),
        ("epidemiologists", PEOPLE_MARK),
        ("policewoman", PEOPLE_MARK),
        ("Jane", NAME_MARK),
        ("María", NAME_MARK),
        ("jane", ""),
        ("Hope", ""),
        ("checklist", ""),
        ("antagonists", ""),
        ("woman", ""),
        ("half-sister", ""),
        ("motherless", ""),
    ],
)
def test_words_for_people_are_marked(word: str, mark: str) -> None:
    assert marked(f"A {word}, again") == f"A {mark}{word}, again"


@each_row(
    ("title", "note"),
    [
        ("Fallece la enfermera que fundó el grupo de apoyo", ContentNote.MEMORIAL),
        ("En memoria de nuestra compañera Luz", ContentNote.MEMORIAL),
        ("Faleceu a fundadora da associação", ContentNote.MEMORIAL),
        ("Hommage à une pionnière", ContentNote.MEMORIAL),
        ("Trauer um unsere Vorsitzende", ContentNote.MEMORIAL),
        ("Cuidados al final de la vida", ContentNote.END_OF_LIFE),
        ("Directives anticipées : mode d'emploi", ContentNote.END_OF_LIFE),
        ("Hospiz oder Zuhause?", ContentNote.END_OF_LIFE),
        ("Muerte celular: lo que se sabe", None),
        ("Adiós a la peluca", None),
        ("Menos mujeres mueren de cáncer de mama", None),
    ],
)
def test_deaths_are_known_in_other_languages(title: str, note: ContentNote | None) -> None:
    assert content_note(title, "") == note


@each_row(
    "title",
    [
        "The grief of early menopause",
        "Early menopause brought grief nobody warned me about",
        "Loss of libido: you may grieve it",
        "Coping with loss of fertility and grief",
        "Loss of fertility, and the grief that follows",
        "How grief shows up in survivorship",
        "My grief for the children I will not have",
        "Grieving the babies we could never have",
        "Infertile at 34, grieving, and furious",
        "My breasts are gone, and I grieve",
        "Is there grief after cancer ends?",
        "Grief and the changed body",
        "Saying goodbye to my oncologist after five years",
        "Last chemo: saying goodbye to nurses",
        "Gone too soon: hair",
        "Gone too soon: my eyebrows",
        "A good death for cancer cells",
    ],
)
def test_grief_for_what_living_people_lose_has_no_note(title: str) -> None:
    assert content_note(title, "") is None
    assert content_note(title, "She is 34 and lives in Ohio.") is None


@each_row(
    ("title", "note"),
    [
        ("Grief has no timetable", ContentNote.MEMORIAL),
        ("Grief after the death of a mother, and early menopause", ContentNote.MEMORIAL),
        ("Menopause and bereavement at 40", ContentNote.MEMORIAL),
        ("Fertility, hair, and grieving for my sister", ContentNote.MEMORIAL),
        ("Body image in hospice: grief and touch", ContentNote.END_OF_LIFE),
        ("Our family grieves: saying goodbye to Dr. Sample", ContentNote.MEMORIAL),
        ("Hospital says goodbye to its beloved surgeon", ContentNote.MEMORIAL),
        ("Foundation grieves survivorship pioneer", ContentNote.MEMORIAL),
        ("We grieve for Anna, breast cancer survivor", ContentNote.MEMORIAL),
        ("Friends mourn Jane, who lived with menopause", ContentNote.MEMORIAL),
        ("World mourns expert in menopause", ContentNote.MEMORIAL),
        ("Last goodbye to my doctor", ContentNote.MEMORIAL),
        ("Gone too soon: Jade, 31", ContentNote.MEMORIAL),
        ("Gone too soon: a mother of two", ContentNote.MEMORIAL),
    ],
)
def test_grief_for_somebody_has_its_note_whatever_else_is_grieved_for(
    title: str, note: ContentNote
) -> None:
    assert content_note(title, "") == note


def test_a_death_in_the_teaser_counts_beside_a_goodbye_to_a_doctor() -> None:
    said = content_note("Saying goodbye to my oncologist", "Dr. Sample died on Sunday, aged 61.")

    assert said is ContentNote.MEMORIAL


@pytest.mark.parametrize(
    ("title", "note"),
    [
        ("Jane Sample, teacher, 71", ContentNote.MEMORIAL),
        ("María José Ejemplo, 50", ContentNote.MEMORIAL),
        ("Jane Sample, 49", None),
        ("Jane, 71", None),
        ("Jane Sample, 71, learns to sail", None),
        ("Clinical Trial, 71", None),
    ],
)
def test_a_full_name_and_a_high_age_alone_are_a_death_notice(
    title: str, note: ContentNote | None
) -> None:
    assert content_note(title, "") is note
