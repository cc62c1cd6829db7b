"""Any bytes of a server give articles within their limits, or one sentence; never a crash."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.model.document import Document
from bot.reading.extract import extract
from tests.articles.mutations import spoiled
from tests.reading.test_extract import FEED, TAXONOMY
from tests.tables import each_row


def check(body: bytes) -> int:
    """How many articles the bytes give; each keeps to what the rest of the bot relies on."""
    try:
        found = extract(Document(FEED.url, 200, {}, body), FEED, TAXONOMY)
    except ParseError:
        return 0
    assert len({article.key for article in found.articles}) == len(found.articles)
    for article in found.articles:
        assert article.url.startswith(("http://", "https://"))
        assert article.canonical_url.startswith(("http://", "https://"))
        assert 0 < len(article.title) <= 250
        assert len(article.teaser) <= 300
        assert len(article.text) <= 20_000
        assert article.published_at is None or article.published_at.tzinfo
        for text in (article.key, article.title, article.teaser, article.text, article.author):
            text.encode("utf-8")
            assert "\x00" not in text
        if article.image:
            assert article.image.url.startswith(("http://", "https://"))
    return len(found.articles)


@settings(max_examples=2 * settings().max_examples)
@given(st.binary(max_size=2_000))
def test_any_bytes(body: bytes) -> None:
    check(body)


@given(st.text(max_size=500), st.text(max_size=500), st.text(max_size=100), st.text(max_size=100))
def test_any_text_in_a_feed(title: str, description: str, link: str, guid: str) -> None:
    parts = zip(
        ("title", "description", "link", "guid"), (title, description, link, guid), strict=True
    )
    item = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in parts)
    body = f'<rss version="2.0"><channel><item>{item}</item></channel></rss>'
    check(body.encode("utf-8", "replace"))


@each_row("seed", range(20))
def test_golden_feeds_that_were_spoiled(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        check(spoiled(rng))
