from bot.model.article import Article
from bot.search.engine import SearchEngine
from bot.storage.database import Database
from tests.engines import with_shipped_names
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import engine_of, fill
from tests.search.test_engine import keys
from tests.shared import shipped_everyday_words, shipped_thesaurus, shipped_topics

TITLE = "Sparing the hippocampus in radiotherapy of the brain"
FILLER = [
    article(f"f{number}", "treatment", title=f"Trial {number} of a new drug reports")
    for number in range(20)
]
OWN = article("own", "metastasis", title=TITLE, teaser="Radiotherapy and memory.")


async def engine_with(database: Database, *stories: Article) -> SearchEngine:
    await fill(database, [OWN, *stories, *FILLER])  # the first one's id is 1
    return engine_of(database, ManualClock())


async def test_articles_like_one_share_its_telling_words(database: Database) -> None:
    engine = await engine_with(
        database,
        article("far", "screening", title="Mammogram recall and age"),
        article("near", title="Memory after radiotherapy: the hippocampus"),
    )
    answer = await engine.similar(1)
    assert keys(answer) == ["near"]
    assert answer.query is None
    (hit,) = answer.hits
    assert hit.why == ("also about: radiotherapy, hippocampus, memory",)
    assert [piece.text for piece in hit.title if piece.matched] == [
        "Memory",
        "radiotherapy",
        "hippocampus",
    ]


async def test_the_same_story_is_not_like_itself(database: Database) -> None:
    engine = await engine_with(
        database,
        article("again", title=f"{TITLE}!"),
        article("elsewhere", title="Hippocampus: other", canonical_url=OWN.canonical_url),
        article("other", title="The hippocampus at rest"),
    )
    assert keys(await engine.similar(1)) == ["other"]


async def test_shared_topics_stand_first_among_equals(database: Database) -> None:
    engine = await engine_with(
        database,
        article("other", "screening", title="The hippocampus at rest"),
        article("same", "metastasis", title="The hippocampus at play"),
    )
    assert keys(await engine.similar(1)) == ["same", "other"]


async def test_pages_of_similar_articles_follow_each_other(database: Database) -> None:
    stories = [article(f"s{n}", title=f"Hippocampus, part {n} of many") for n in range(6)]
    engine = await engine_with(database, *stories)
    first, second = [await engine.similar(1, limit=3, offset=offset) for offset in (0, 3)]
    assert first.total == second.total == 6
    assert {*keys(first), *keys(second)} == {story.key for story in stories}


async def test_nothing_is_like_an_article_that_is_gone(database: Database) -> None:
    engine = await engine_with(database)
    answer = await engine.similar(999)
    assert (answer.hits, answer.total) == ((), 0)
    assert (await engine.similar(1)).hits == ()


async def test_everyday_words_make_no_articles_alike(database: Database) -> None:
    chosen = article("own", title="Choosing hospice: what my mother wanted at the end")
    await fill(
        database,
        [
            chosen,
            article("ending", title="Diagnosed while pregnant, without ending the pregnancy"),
            article("chooses", title="She chooses tattoos: what my sister wanted"),
            article("hospice", title="Hospice at home"),
            *FILLER,
        ],
    )
    answer = await shipped_engine(database).similar(1)
    assert [hit.why for hit in answer.hits] == [("also about: hospice",)]


async def test_the_names_of_things_are_the_reason(database: Database) -> None:
    await fill(
        database,
        [
            article("own", title="Bone loss and other side effects: https://example.org/new"),
            article("other", title="Side effects that pass, and bone loss that stays"),
            article("side", title="The other side of the wall"),
            article("address", title="See https://example.org/other"),
            *FILLER,
        ],
    )
    answer = await shipped_engine(database).similar(1)
    assert [hit.why for hit in answer.hits] == [("also about: bone loss, side effects",)]


def shipped_engine(database: Database) -> SearchEngine:
    """An engine that knows the shipped names and everyday words."""
    engine = SearchEngine(
        database,
        shipped_thesaurus,
        shipped_topics(),
        ManualClock(),
        everyday=shipped_everyday_words,
    )
    return with_shipped_names(engine)
