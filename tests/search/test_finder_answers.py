"""The finder's articles of a library, their order, and its words if they are no answer."""

import asyncio
from datetime import timedelta

import pytest

from bot.model.answer import Answer
from bot.model.article import Taxonomy
from bot.model.query import Concept, Phrase, Ranked, Sort, relevant
from bot.search.engine import SearchEngine
from bot.search.finder import Finder, Turns, hits_of
from bot.search.highlights import Candidate, Highlighter
from bot.search.words import Stems
from bot.storage.database import Database
from tests.engines import with_shipped_names
from tests.factories import NOON, article
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, engine_of, fill
from tests.search.test_engine import keys
from tests.search.test_finder import concepts, place
from tests.shared import shipped_thesaurus

STEMS = Stems()


def candidate(number: int, characters: int) -> Candidate:
    return Candidate(number, NOON, "x" * characters, "", "", "", STEMS)


async def turns_of_others(*candidates: Candidate) -> int:
    """How often another task runs while these are counted."""
    turns, ran = Turns(), 0

    async def other() -> None:
        nonlocal ran
        while True:
            await asyncio.sleep(0)
            ran += 1

    async with asyncio.TaskGroup() as group:
        busy = group.create_task(other())
        await asyncio.sleep(0)
        for each in candidates:
            await turns.after(each)
        busy.cancel()
    return ran


async def test_other_tasks_run_between_long_articles() -> None:
    long = [candidate(number, 4_000) for number in range(5)]

    assert await turns_of_others(*long) == 5


async def test_no_turn_is_spent_on_a_few_short_articles() -> None:
    short = [candidate(number, 250) for number in range(15)]

    assert await turns_of_others(*short) == 0
    assert await turns_of_others(*short, *short, *short) == 2


@pytest.fixture
async def tamoxifen(database: Database, clock: ManualClock) -> SearchEngine:
    """An old article on tamoxifen, a new one that only mentions it, and eight others."""
    text = "Walking eases pain after surgery. A few in the group took tamoxifen, most did not."
    await fill(
        database,
        [
            article("told", title="Tamoxifen, explained", published_at=NOON - timedelta(days=60)),
            article("passing", title="Walking eases pain", teaser=text, published_at=NOON),
            *(article(f"n{n}", title=f"Help with cooking, part {n}") for n in range(8)),
        ],
    )
    return engine_of(database, clock)


async def test_the_best_article_comes_first(tamoxifen: SearchEngine) -> None:
    answer = await tamoxifen.search("tamoxifen")

    assert keys(answer) == ["told", "passing"]
    assert answer.confident


async def test_the_newest_article_comes_first_if_that_is_asked(tamoxifen: SearchEngine) -> None:
    answer = await tamoxifen.search("tamoxifen", sort=Sort.DATE)

    assert keys(answer) == ["passing", "told"]


async def test_what_holds_little_of_a_question_is_shown_as_the_nearest(
    tamoxifen: SearchEngine,
) -> None:
    answer = await tamoxifen.search("walking horoscope quokka wallaby")

    assert keys(answer) == ["passing"]
    assert not answer.confident
    assert answer.query
    assert not any("No article says" in said for said in answer.query.understood)


async def test_articles_on_the_class_of_a_drug_are_only_the_nearest(
    database: Database, clock: ManualClock
) -> None:
    async def ask() -> Answer:
        engine = shipped_engine(database, clock)
        return await engine.search("perjeta side effects")

    teaser = "HER2-directed therapy: side effects of anti-HER2 drugs."
    others = (article(f"n{n}", title=f"Help with cooking, part {n}") for n in range(8))
    await fill(
        database,
        [article("class", title="Side effects of HER2-targeted therapy", teaser=teaser), *others],
    )
    on_class = await ask()
    await fill(database, [article("drug", title="Pertuzumab", teaser="Its side effects are mild.")])
    on_drug = await ask()

    assert (keys(on_class), on_class.confident) == (["class"], False)
    assert keys(on_drug) == ["drug", "class"]
    assert on_drug.confident


@pytest.mark.parametrize(
    ("text", "other", "own"),
    [
        ("herceptin", "Enhertu (trastuzumab deruxtecan) approved", "Trastuzumab for six months"),
        ("trastuzumab", "Trastuzumab emtansine after surgery", "Herceptin under the skin"),
        ("taxol", "Nab-paclitaxel is scarce", "Nab-paclitaxel or paclitaxel?"),
        ("adriamycin", "Shortage of liposomal doxorubicin", "Doxorubicin and the heart"),
        ("trastuzumab", "Trastuzumab deruxtecan", "A trastuzumab biosimilar is as good"),
        ("perjeta", "Trastuzumab emtansine", "Pertuzumab, trastuzumab and hyaluronidase"),
        ("nab-paclitaxel", "Paclitaxel once a week", "Abraxane is back"),
    ],
)
async def test_a_drug_is_not_answered_by_another_one_whose_name_holds_its_own(
    database: Database, clock: ManualClock, text: str, other: str, own: str
) -> None:
    await fill(database, [article("other", title=other), *OTHERS])
    on_other = await shipped_answer(database, clock, text)
    await fill(database, [article("own", title=own)])
    on_both = await shipped_answer(database, clock, text)

    assert not on_other.confident
    assert (keys(on_both)[0], on_both.confident) == ("own", True)


async def test_a_longer_name_of_another_drug_is_no_further_name_to_tell(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article("own", title="Paclitaxel once a week"), *OTHERS])

    answer = await shipped_answer(database, clock, "taxol")

    assert answer.query
    assert not any("albumin" in said for said in answer.query.understood)


@pytest.mark.parametrize(
    ("text", "near", "own"),
    [
        ("sugar feeds cancer", "Diet and cancer", "Does sugar feed cancer?"),
        ("is coffee bad", "Healthy eating: a diet for survivors", "Coffee and recurrence"),
        ("green tea", "Dietary supplements in treatment", "Green tea in a small trial"),
        ("fish oil", "Vitamins and dietary supplements", "Omega-3 for sore joints"),
        ("vegan", "A Mediterranean diet", "Plant-based diet and survival"),
        ("ashwagandha", "Dietary supplements", "Ashwagandha and the liver"),
        ("antidepressants with tamoxifen", "Tamoxifen: hot flashes", "SSRIs beside tamoxifen"),
        ("HER2 0", "HER2-positive disease", "HER2-zero tumors are few"),
        ("HER2 zero", "HER2-low, explained", "HER2-0 or HER2-low?"),
    ],
)
async def test_a_food_a_remedy_or_a_status_that_no_article_names_is_not_answered(
    database: Database, clock: ManualClock, text: str, near: str, own: str
) -> None:
    await fill(database, [article("near", title=near), *OTHERS])
    without = await shipped_answer(database, clock, text)
    await fill(database, [article("own", title=own)])
    told = await shipped_answer(database, clock, text)

    assert not without.confident
    assert (keys(told)[0], told.confident) == ("own", True)


async def test_a_food_within_a_name_is_no_subject_of_its_own(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article("placebo", title="What a placebo can do"), *OTHERS])

    assert (await shipped_answer(database, clock, "sugar pill")).confident


def shipped_engine(database: Database, clock: ManualClock) -> SearchEngine:
    return with_shipped_names(SearchEngine(database, shipped_thesaurus, TAXONOMY, clock))


async def shipped_answer(database: Database, clock: ManualClock, text: str) -> Answer:
    return await shipped_engine(database, clock).search(text)


OTHERS = tuple(article(f"n{n}", title=f"Help with cooking, part {n}") for n in range(8))


@pytest.mark.parametrize(
    "text", ["how long do i have", "how much longer do i have", "how long have i got"]
)
async def test_small_words_do_not_answer_a_question_about_a_prognosis(
    database: Database, clock: ManualClock, text: str
) -> None:
    long = [article(f"l{n}", title=f"Long walks, much longer days, {n}") for n in range(4)]
    await fill(database, [*long, *OTHERS])
    without = await shipped_answer(database, clock, text)
    await fill(database, [article("told", title="What a prognosis says, and what not")])
    told = await shipped_answer(database, clock, text)

    assert not without.confident
    assert (keys(told)[0], told.confident) == ("told", True)


@pytest.mark.parametrize("text", ["perjeta for men", "acupuncture in men", "male letrozole"])
async def test_two_subjects_of_different_articles_are_only_the_nearest(
    database: Database, clock: ManualClock, text: str
) -> None:
    apart = (
        article("drug", title="Perjeta before surgery"),
        article("needles", title="Acupuncture for hot flashes"),
        article("pill", title="Letrozole, explained"),
        article("men", title="Breast cancer in men"),
    )
    await fill(database, [*apart, *OTHERS])
    scattered = await shipped_answer(database, clock, text)
    both = "Men on pertuzumab and on letrozole, and with acupuncture"
    await fill(database, [article("both", title=both)])
    together = await shipped_answer(database, clock, text)

    assert not scattered.confident
    assert len(keys(scattered)) > 1
    assert (keys(together)[0], together.confident) == ("both", True)


@pytest.mark.parametrize(
    "text",
    [
        "yoga breast cancer",
        "yoga cancer",
        "yoga tumor",
        "neuropathy from chemo",
        "cold caps during chemo",
    ],
)
async def test_the_disease_and_what_a_subject_says_already_need_not_stand_beside_it(
    database: Database, clock: ManualClock, text: str
) -> None:
    apart = (
        article("yoga", title="Yoga in the evening: yoga for sleep"),
        article("gloves", title="Neuropathy: ice gloves against neuropathy"),
        article("caps", title="Cold caps keep hair: cold caps on trial"),
        article("chemo", title="Chemo before surgery"),
        article("cancer", title="Breast cancer and tumors, explained"),
    )
    await fill(database, [*apart, *OTHERS])

    about = Taxonomy((), condition="breast cancer")
    engine = with_shipped_names(SearchEngine(database, shipped_thesaurus, about, clock))

    assert (await engine.search(text)).confident


def test_the_nearest_hold_more_than_words_that_say_little() -> None:
    start = Concept("start", (Phrase(("start",)),), generic=True)
    (zebra,) = concepts("zebra")
    of_start, of_zebra, of_a_part = place(0), place(1), place(touches=(1,))

    assert relevant([start, zebra], [of_start, of_zebra, of_a_part]) == [of_zebra, of_a_part]
    assert relevant([start], [of_start]) == [of_start]
    assert relevant([start, zebra], [of_start]) == [of_start]


async def test_an_article_that_was_deleted_meanwhile_is_no_hit(
    library: Database, clock: ManualClock
) -> None:
    async with library.transaction() as connection:
        candidates = await Finder(clock, STEMS).read(connection, [1, 2])
        await connection.execute("DELETE FROM articles WHERE id = 1")
        ranked = [Ranked(1, 2.0, (), NOON), Ranked(2, 1.0, (), NOON)]

        hits = await hits_of(
            connection, ranked, candidates, Highlighter((), STEMS), lambda _: ("why",)
        )

    assert [hit.article.id for hit in hits] == [2]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("symptoms of ovarian cancer", "Symptoms of breast cancer after menopause"),
        ("does the pill cause weight gain", "A pill for hot flashes"),
        ("mein hund ist krank", "PET scans find more"),
        ("my friends disappeared", "Chemotherapy alone or with surgery"),
    ],
)
async def test_a_word_that_means_something_else_is_no_answer(
    database: Database, clock: ManualClock, text: str, title: str
) -> None:
    await fill(database, [article("other", title=title), *OTHERS])

    assert not (await shipped_answer(database, clock, text)).confident


async def test_a_doctor_is_mentioned_beside_the_question(
    database: Database, clock: ManualClock
) -> None:
    told = article("told", title="Ten years of letrozole", teaser="Is five enough for you?")
    await fill(database, [told, *OTHERS])

    answer = await shipped_answer(database, clock, "my doctor says ten years of letrozole")

    assert (keys(answer)[0], answer.confident) == ("told", True)
