import pytest

from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.implied import age_at
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import Stems, typed_words
from tests.tables import each_row

INDEX = ThesaurusIndex(
    Thesaurus(
        (
            SynonymGroup(SynonymKind.LAY, terms=("older adults", "elderly"), ages=(65, 110)),
            SynonymGroup(SynonymKind.LAY, terms=("young women",), ages=(16, 45)),
            SynonymGroup(SynonymKind.LAY, terms=("child", "children"), ages=(1, 12)),
        )
    ),
    Stems(),
)


@each_row(
    ("text", "years", "length"),
    [
        ("over 70", 70, 2),
        ("im 71", 71, 2),
        ("I'm only 31", 31, 4),
        ("im just 29", 29, 3),
        ("in my seventies", 70, 3),
        ("70s", 70, 1),
        ("32 year old", 32, 3),
        ("under 40", 39, 2),
        ("seventy years old", 70, 3),
        ("5 year old", 5, 3),
        ("my 8 yo", 8, 3),
        ("33 and breast cancer", 33, 1),
    ],
)
def test_an_age_is_told_by_the_words_around_it(text: str, years: int, length: int) -> None:
    age = age_at(typed_words(text), 0)
    assert age
    assert (age.years, age.length) == (years, length)


@pytest.mark.parametrize(
    ("text", "ages", "within"),
    [
        ("over 40", (16, 45), False),
        ("over 40", (40, 110), True),
        ("under 40", (16, 45), True),
        ("under 70", (65, 110), False),
        ("im 40", (16, 45), True),
    ],
)
def test_an_age_with_a_side_is_none_of_the_other_side(
    text: str, ages: tuple[int, int], *, within: bool
) -> None:
    age = age_at(typed_words(text), 0)
    assert age
    assert age.within(*ages) is within


@pytest.mark.parametrize("text", ["my mom is 80", "grandma's 80", "her wife is 80"])
def test_an_age_follows_a_person(text: str) -> None:
    words = typed_words(text)
    ages = [age for at in range(len(words)) if (age := age_at(words, at))]
    assert [age.years for age in ages] == [80]


@pytest.mark.parametrize("text", ["my score is 20", "the dose is 50", "my ki67 is 30"])
def test_what_is_no_person_has_no_age(text: str) -> None:
    words = typed_words(text)
    assert not any(age_at(words, at) for at in range(len(words)))


@each_row(
    "text",
    [
        "is 80",
        "s 30",
        "70",
        "after 20 years",
        "21 gene",
        "over 30 sessions",
        "in my",
        "over 7",
        "stage 40",
        "at 5",
        "under 40 percent",
        "under 40%",
        "over 50 euros",
        "over $50",
        "under 40 kg",
        "over 60 participants",
    ],
)
def test_other_numbers_are_no_ages(text: str) -> None:
    assert age_at(typed_words(text), 0) is None


@pytest.mark.parametrize(
    ("text", "found", "missing"),
    [
        ("over 70", {"seventy", "70s", "elderly"}, "young women"),
        ("diagnosed at 32", {"young women", "thirties"}, "elderly"),
        ("at 55", {"50s"}, "elderly"),
        ("my 5 year old", {"child", "children"}, "5"),
    ],
)
def test_an_age_leads_to_the_groups_that_speak_of_it(
    text: str, found: set[str], missing: str
) -> None:
    words = typed_words(text)
    namings = [INDEX.longest_at(words, at) for at in range(len(words))]
    shown = {phrase.shown for naming in namings if naming for phrase in naming.synonyms}
    assert found <= shown
    assert missing not in shown


def test_what_is_implied_is_no_sure_name_of_what_was_asked() -> None:
    """So no answer says that no article has a thing that nobody named."""
    group = SynonymGroup(
        SynonymKind.LAY,
        terms=("scan-related anxiety", "week before the scan"),
        short=("scanxiety",),
    )
    index = ThesaurusIndex(Thesaurus((group,)), Stems())
    words = typed_words("letrozole the week before a big scan")
    (concept,) = index.implied.concepts(words, words, ())
    assert not any(phrase.sure for phrase in concept.phrases)


def test_no_group_of_an_age_is_implied_by_a_number_with_a_unit() -> None:
    group = SynonymGroup(SynonymKind.LAY, terms=("young women",), short=("women under 40",))
    stems = Stems()
    index = ThesaurusIndex(Thesaurus((group,)), stems)

    def implied(text: str) -> list[str]:
        words = typed_words(text)
        return [each.label for each in index.implied.concepts(words, words, ())]

    assert implied("women that are under 40") == ["young women"]
    assert implied("women that are under 40 percent") == []
