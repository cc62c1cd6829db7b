"""How many people a trial assigned by chance, as its sentences count them."""

from bot.articles.assigned_counts import TRIAL_SIZES, assigned_count
from bot.articles.evidence import evidence_of
from bot.articles.study_text import StudyText
from bot.model.feed import FeedKind
from tests.tables import each_row


def counted(*sentences: str) -> tuple[int, str]:
    return assigned_count([StudyText.of(each) for each in sentences])


@each_row(
    ("sentence", "number", "words"),
    [
        ("We randomly assigned 240 women to walking.", 240, "240 women"),
        ("A total of 240 Women were randomly assigned to walking.", 240, "240 Women"),
        ("Of 900 women, 240 were randomly assigned to walking.", 240, "240"),
        ("Women (n = 240) were randomly assigned to walking.", 240, "Women (n = 240"),
        ("We randomly assigned, by a computer, 240 women to walking.", 240, "240 women"),
        ("240 women aged over 50 were randomly assigned to walking.", 240, "240 women"),
        ("240 women, most of them at home, were randomly assigned.", 0, ""),
        ("Walking and rest compared in 240 women", 240, "240 women"),
        ("Fifty women were randomly assigned to walking.", 50, "Fifty women"),
        ("Eighty-eight women were randomly assigned.", 88, "Eighty-eight women"),
        ("Two hundred and six women were randomly assigned.", 206, "Two hundred and six women"),
        ("We randomly assigned one thousand women.", 1000, "one thousand women"),
        ("One thousand, two hundred women were randomly assigned.", 1200, "two hundred women"),
        ("One hundred and twenty women were randomly assigned.", 120, "twenty women"),
        ("At three sites, twenty-four older women were randomly assigned.", 24, "older women"),
        ("Across ten centers, eighty women were randomly assigned.", 80, "eighty women"),
        ("At 12 sites, 240 women were randomly assigned.", 240, "240 women"),
        ("240 postmenopausal, sedentary women were randomly assigned.", 240, "sedentary women"),
        ("In 240 sedentary women we randomly assigned yoga.", 240, "240 sedentary women"),
        ("We screened 900 women and 240 women were randomly assigned.", 240, "240 women"),
        ("Thirty nurses taught while 240 women were randomly assigned.", 240, "240 women"),
        ("We randomly assigned 240 women (120 to walking and 120 to rest).", 240, "240 women"),
        ("We randomly assigned 240 women to tamoxifen and 20 mg to see.", 240, "240 women"),
    ],
)
def test_a_number_is_taken_that_stands_with_the_words_that_assign(
    sentence: str, number: int, words: str
) -> None:
    found, said = counted(sentence)

    assert found == number
    assert words in said


@each_row(
    "sentence",
    [
        "From a list of 240 women, some were randomly assigned to walking.",
        "A registry of 240 women randomly assigned them to walking.",
        "Of 240 women, a part was randomly assigned to walking.",
        "We invited 240 women; they were randomly assigned to walking.",
        "240 women were screened and randomly assigned to walking.",
        "We randomly assigned walking to villages with 240 women.",
        "120 women were randomly assigned to walking and 121 women to rest.",
        "We randomly assigned 120 women to walking and 121 to rest.",
        "We randomly assigned sixty women to walking and sixty women to rest.",
        "Twenty nurses taught, and patients were randomly assigned to walking.",
        "20 nurses taught walking, while the patients were randomly assigned.",
        "We randomly assigned 240 women screened at two clinics to walking.",
        "In 2019 women were randomly assigned to walking.",
        "9 women were randomly assigned to walking.",
        "200,001 women were randomly assigned to walking.",
        "120 women and 30 men in a trial",
        "A trial with 240 women screened",
        "Women were randomly assigned to walking or to rest.",
        "Forty practices with 240 invited women were randomly assigned.",
        "10 of 50 women were randomly assigned.",
        "Ten of fifty women were randomly assigned.",
        "Thirteen to fifteen women were randomly assigned.",
        "Forty women in each of two groups were randomly assigned.",
        "Forty women were randomly assigned to walking, and forty to rest.",
        "Fifty-two weeks later, women were randomly assigned to walking.",
        "Women over sixty years of age were randomly assigned.",
        "In twenty hospitals, patients were randomly assigned to yoga.",
        "At twelve sites, patients were randomly assigned to yoga.",
        "At 12 sites, patients were randomly assigned to yoga.",
        "At 12 sites patients were randomly assigned to yoga.",
        "After twelve cycles, women were randomly assigned to yoga.",
        "After 12 weekly sessions, women were randomly assigned to yoga.",
        "Between two and twelve cycles, women were randomly assigned to yoga.",
        "In this trial at eleven cancer centers, women were randomly assigned to yoga.",
        "In forty clinics women were randomly assigned to yoga.",
        "Twelve sites took part, and women were randomly assigned to yoga.",
        "Ninety women and ten men were randomly assigned to yoga.",
        "In all, 90 women and 10 men were randomly assigned to yoga.",
        "We randomly assigned ninety women and ten men to yoga.",
        "Thirty hospitals randomly assigned women to yoga.",
        "At ten hospitals with 40 beds patients were randomly assigned to yoga.",
        "Sixty couples, women and men, were randomly assigned to yoga.",
        "Over eighteen months, women were randomly assigned to yoga.",
        "Groups of twenty, thirty women were randomly assigned to yoga.",
        "Groups of 12 women were randomly assigned to yoga.",
        "We randomly assigned groups of twelve women to yoga.",
    ],
)
def test_a_number_of_others_is_not_taken(sentence: str) -> None:
    assert counted(sentence) == (0, "")


def test_the_largest_number_of_several_sentences_is_taken() -> None:
    small = "We randomly assigned 120 women to walking."
    large = "We randomly assigned 240 women to walking."

    assert counted(small, large) == counted(large, small) == counted(large)
    assert counted() == (0, "")


def test_counts_from_ten_to_two_hundred_thousand_are_those_of_trials() -> None:
    assert (TRIAL_SIZES[0], TRIAL_SIZES[-1]) == (10, 200_000)
    assert counted("10 women were randomly assigned to walking.")[0] == 10
    assert counted("200,000 women were randomly assigned to walking.")[0] == 200_000


@each_row(
    ("title", "size"),
    [
        ("Knitting Circles and Sleep: A Randomized Trial of 240 Survivors", 240),
        ("Yoga: a randomised controlled trial of 1,240 breast cancer survivors", 1240),
        ("Yoga for sleep: randomized trial with 300 participants", 300),
        ("Randomised trial among 96 adults: walking and pain", 96),
        ("Aspirin: 5-Year Results of a Randomized Trial of 2,400 Women", 2400),
        ("Yoga in 240 Women: A Randomized Trial", 240),
        ("Two pumps: a randomized trial of 4 000 patients", 4000),
        ("Music and nausea: a double-blind placebo-controlled trial in 88 older women", 88),
        ("Walking groups; a randomized comparison with over 500 women", 500),
        ("Rest: a randomised, open-label trial of 312 African American women", 312),
        ("Yoga: A Randomized Clinical Trial Involving 240 Women", 240),
        ("A randomized 12-week trial of 3 drugs in women", None),
        ("Metformin: a randomized trial of 850 mg in women", None),
        ("Fasting: a randomized trial of 16 hours in adults", None),
        ("Yoga: a randomized trial of 90 days in adults", None),
        ("Radiation: a randomized trial of 26 Gy in 5 fractions for women", None),
        ("Scans: a randomized trial of 20-minute sessions in women", None),
        ("Leaflets: a randomized trial of 12 patient leaflets", None),
        ("Diaries: a randomized trial of 24 patients' diaries", None),
        ("Shelters: a randomized trial in 40 women’s shelters", None),
        ("Care: a randomized trial in 30 women-led clinics", None),
        ("Exercise: a randomized trial of 14 movements women like", None),
        ("Screening 9,000 women: a randomized trial of 240 nurses", None),
        ("Letters: a randomized trial in a cohort of 9,000 women", None),
        ("Fatigue: analysis of 120 women in a randomized trial", None),
        ("Ten years on: follow-up of 120 women after a randomized trial of yoga", None),
        ("Blood samples of 240 women: findings from a randomized trial", None),
        ("Care for the 1 in 12 women with pain: a randomized trial", None),
        ("Groups of 12 women: a randomized trial of peer support", None),
        ("Pain in 300 women: why one randomized trial is not enough", None),
        ("Randomized trial: 240 women, two diets", None),
        ("Yoga: a randomized trial in 12 hospitals and 3 countries", None),
    ],
)
@each_row("kind", [FeedKind.NEWS, FeedKind.JOURNAL])
def test_a_title_states_a_size_by_the_people_beside_the_name_of_the_trial(
    title: str, size: int | None, kind: FeedKind
) -> None:
    found = evidence_of(title, "", kind)

    assert (found and found.size) == size


def test_a_number_is_read_whose_noun_stands_earlier() -> None:
    assert counted("These 240 were consecutively assigned") == (240, "240")
    assert counted("Design: these 240 were consecutively assigned") == (0, "")
