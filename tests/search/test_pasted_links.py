"""A pasted link finds its article, in whatever form it was copied."""

import pytest

from bot.model.query import Filters
from bot.search.engine import SearchEngine
from bot.search.filters import read_typed
from bot.search.pasted_links import linked_articles
from bot.storage.database import Database
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import engine_of, fill
from tests.search.test_engine import keys

SLUG = "https://www.example.org/blog/brain-metastases-explained"
PAPER = "https://papers.example.org/doi/10.1234/abc.5678"
STORED = (
    article("blog", title="What we know now", url=f"{SLUG}/", canonical_url=SLUG),
    article("paper", title="A paper", url=PAPER, canonical_url=PAPER, doi="10.1234/abc.5678"),
    article("record", title="A record", pmid="38123456"),
    article("page", url="https://example.org/?p=7", canonical_url="https://example.org/?p=7"),
    *(article(f"b{n}", title="Brain metastases explained in a blog") for n in range(4)),
)


@pytest.fixture
async def linked(database: Database, clock: ManualClock) -> SearchEngine:
    """An engine over articles with such links."""
    await fill(database, STORED)
    return engine_of(database, clock)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (SLUG, "blog"),
        (f"{SLUG}/", "blog"),
        (f"{SLUG}?utm_source=newsletter&fbclid=abc", "blog"),
        (f"{SLUG}?ref=home&share=x#comments", "blog"),
        ("http://example.org/blog/brain-metastases-explained", "blog"),
        ("https://m.example.org/blog/brain-metastases-explained/amp/", "blog"),
        ("www.example.org/blog/brain-metastases-explained", "blog"),
        ("example.org/blog/brain-metastases-explained", "blog"),
        ("HTTPS://WWW.Example.org/blog/brain-metastases-explained", "blog"),
        (f"<{SLUG}>", "blog"),
        (f"is this true? ({SLUG}).", "blog"),
        (f"[the blog]({SLUG})", "blog"),
        (f"https://www.google.com/url?q={SLUG}&sa=D", "blog"),
        ("https://doi.org/10.1234/ABC.5678", "paper"),
        ("https://dx.doi.org/10.1234/abc.5678.", "paper"),
        ("https://other.example.org/full/10.1234/abc.5678.pdf", "paper"),
        ("doi:10.1234/abc.5678", "paper"),
        ("10.1234/abc.5678", "paper"),
        ("https://pubmed.ncbi.nlm.nih.gov/38123456/?fc=1&v=2", "record"),
        ("https://www.ncbi.nlm.nih.gov/pubmed/38123456", "record"),
        ("https://europepmc.org/article/MED/38123456", "record"),
        ("PMID: 38123456", "record"),
        ("pubmed 38123456", "record"),
        ("https://example.org/?p=7&utm_medium=mail", "page"),
    ],
)
async def test_a_pasted_link_finds_its_article_alone(
    linked: SearchEngine, typed: str, found: str
) -> None:
    answer = await linked.search(typed)

    assert keys(answer) == [found]
    assert answer.confident
    assert answer.hits[0].why == ("the link or number names this article",)


@pytest.mark.parametrize(
    "typed",
    [
        "https://other.example.net/blog/brain-metastases-explained",
        "https://example.org/",
        "https://example.org/?p=8",
        "brain metastases explained",
        "brain/metastases e.g. blog",
    ],
)
async def test_a_link_of_no_article_is_read_as_words(linked: SearchEngine, typed: str) -> None:
    answer = await linked.search(typed)

    assert all("address" not in reason for hit in answer.hits for reason in hit.why)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("https://other.example.net/blog/brain-metastases-explained", {"brain metastases"}),
        ("https://other.example.net/articles/s41586-024-07512-x", set()),
        ("https://pubmed.ncbi.nlm.nih.gov/99999999/", set()),
        ("10.1000/xyz123", {"xyz123"}),
    ],
)
async def test_of_a_page_that_is_not_kept_the_words_of_its_path_alone_are_searched_for(
    linked: SearchEngine, typed: str, words: set[str]
) -> None:
    answer = await linked.search(typed)

    assert answer.query
    assert answer.query.understood[0] == "No article with this link or number is kept here"
    assert words <= {each.label for each in answer.query.concepts}
    assert bool(answer.query.concepts) == bool(words)


async def test_two_pasted_links_find_both_articles_page_by_page(linked: SearchEngine) -> None:
    first = await linked.search(f"{SLUG} or {PAPER}", limit=1)
    second = await linked.search(f"{SLUG} or {PAPER}", limit=1, offset=1)

    assert {*keys(first), *keys(second)} == {"blog", "paper"}
    assert first.total == second.total == 2


async def test_an_article_that_a_filter_leaves_out_is_not_found_by_its_link(
    linked: SearchEngine,
) -> None:
    answer = await linked.search(SLUG, Filters(topic="metastasis"))

    assert keys(answer) == []


async def test_the_article_of_another_server_is_not_found_by_its_link(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article("own", url=SLUG, canonical_url=SLUG)])
    async with database.transaction() as connection:
        rows = await connection.execute_fetchall(
            "UPDATE articles SET server_only = 1 RETURNING feed_id"
        )

    hidden = frozenset(row["feed_id"] for row in rows)
    answer = await engine_of(database, clock).search(SLUG, Filters(hidden=hidden))

    assert keys(answer) == []


async def test_the_link_of_a_story_in_another_feed_finds_the_article(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, STORED)
    other = "https://news.example.net/2026/copy-of-the-story/"
    async with database.transaction() as connection:
        await connection.execute(
            """
            INSERT INTO elsewhere (feed_id, key, article_id, url, why, seen_at)
            SELECT feed_id, 'copy', id, ?, 'title', 0 FROM articles WHERE key = 'blog'
            """,
            (other,),
        )

    answer = await engine_of(database, clock).search(f"{other}?utm_source=app")

    assert keys(answer) == ["blog"]


@pytest.mark.parametrize(
    "text", ["HER2/neu", "and/or", "10.5/2 mg", "pmid", "t-dm1", "p53. so/what"]
)
def test_other_words_name_no_article(text: str) -> None:
    assert read_typed(text).links == ()


@pytest.mark.parametrize(
    "text", ["https://[", "https://a@b.org/x", "http://\x00", "https://x..y/z"]
)
def test_a_broken_link_names_nothing(text: str) -> None:
    assert linked_articles(read_typed(text).links).dois == ()
