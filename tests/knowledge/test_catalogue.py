from pathlib import Path

import pytest

from bot.errors import KnowledgeError
from bot.knowledge import shipped
from bot.knowledge.catalogue import load_feeds
from bot.knowledge.topics import load_topics
from bot.model.feed import Audience, Feed, FeedKind
from bot.model.topic import Taxonomy, Topic

TAXONOMY = Taxonomy((Topic("metastasis", "Metastasis", "🧭", 0, "", ("metasta*",)),))
FEED = """\
[[feed]]
name = "The Progress Report"
url = "https://www.example.org/blog/feed/"
homepage = "https://www.example.org/blog/"
kind = "journal"
audience = "professionals"
topics = ["metastasis"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_feed_is_read_with_all_its_keys(tmp_path: Path) -> None:
    (feed,) = load_feeds(write(tmp_path, FEED), TAXONOMY)
    assert feed == Feed(
        name="The Progress Report",
        url="https://www.example.org/blog/feed/",
        homepage="https://www.example.org/blog/",
        kind=FeedKind.JOURNAL,
        audience=Audience.PROFESSIONALS,
        topics=("metastasis",),
    )


def test_name_and_address_are_enough_for_a_feed(tmp_path: Path) -> None:
    text = '[[feed]]\nname = "News"\nurl = "http://127.0.0.1:8080/feed.xml?a=1"\n'
    (feed,) = load_feeds(write(tmp_path, text), TAXONOMY)
    assert feed == Feed("News", "http://127.0.0.1:8080/feed.xml?a=1", "http://127.0.0.1:8080/")


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ("https://www.example.org/blog/feed/", "ftp://example.org/", 3, "https:// or http://"),
        ("https://www.example.org/blog/feed/", "https://", 3, "https:// or http://"),
        ("https://www.example.org/blog/feed/", "https://x.org/a b", 3, "https:// or http://"),
        ("https://www.example.org/blog/feed/", "https://x.org:99999/", 3, "url is wrong"),
        ("homepage", "hompage", 4, "Did you mean “homepage”?"),
        ('"journal"', '"jurnal"', 5, "kind is wrong: write 'news', 'stories', 'journal'"),
        ('"metastasis"', '"metastases"', 7, "Did you mean “metastasis”?"),
        ('topics = ["metastasis"]', 'topics = "metastasis"', 7, "topics is wrong: write a list"),
        ('"The Progress Report"', "3", 2, "name is wrong: write it in quotes."),
        ('name = "The Progress Report"\n', "", 1, "“name” is missing"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, line: int, reason: str
) -> None:
    assert before in FEED
    path = write(tmp_path, FEED.replace(before, after, 1))
    with pytest.raises(KnowledgeError) as caught:
        load_feeds(path, TAXONOMY)
    assert f"feeds.toml, line {line}:" in str(caught.value)
    assert reason in str(caught.value)


def test_an_address_cannot_be_used_twice(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"line 10: the address .* see line 1"):
        load_feeds(write(tmp_path, FEED + FEED), TAXONOMY)


def test_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="FEEDS_FILE"):
        load_feeds(tmp_path / "none.toml", TAXONOMY)


def test_a_file_that_cannot_be_read_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"cannot be read \(Is a directory\)\. Set FEEDS_FILE"):
        load_feeds(tmp_path, TAXONOMY)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="at least one"):
        load_feeds(write(tmp_path, ""), TAXONOMY)


def test_the_shipped_feeds_begin_with_the_progress_report() -> None:
    feeds = load_feeds(shipped("feeds.toml"), load_topics(shipped("topics.toml")))
    assert feeds[0].url == "https://www.bcrf.org/blog/feed/"
