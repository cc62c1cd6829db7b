from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.articles.clean import CleanEntry
from bot.articles.topics import relevance_of
from bot.errors import KnowledgeError, RequestError
from bot.knowledge import shipped
from bot.knowledge.catalogue import (
    LONGEST_FEED_NAME,
    at_address,
    form_of,
    load_feeds,
    of_name,
    overlay,
    read_feed,
    set_apart,
)
from bot.model.article import Taxonomy, Topic
from bot.model.feed import Audience, Feed, FeedChoice, FeedKind
from tests.factories import feed
from tests.shared import shipped_topics

TAXONOMY = Taxonomy((Topic("metastasis", "Metastasis", "🧭", 0, "", ("metasta*",)),))
ON = feed("On", url="https://on.example/feed/")
OFF = feed("Off", url="https://off.example/feed/", enabled=False)
OWN = feed("Own", url="https://own.example/feed/")
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
        ("https://www.example.org/blog/feed/", "https://", 3, "no server can have"),
        ("https://www.example.org/blog/feed/", "https://x.org/a b", 3, "a space is %20"),
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


@pytest.mark.parametrize(
    "form", ["http://www.example.org/blog/feed/", "https://WWW.example.org/blog/feed"]
)
def test_an_address_cannot_be_used_in_two_forms(tmp_path: Path, form: str) -> None:
    again = FEED.replace("The Progress Report", "Twice")
    again = again.replace("https://www.example.org/blog/feed/", form)

    with pytest.raises(KnowledgeError, match=f"the address “{form}” is here for the second time"):
        load_feeds(write(tmp_path, FEED + again), TAXONOMY)


@pytest.mark.parametrize("name", ["\\u200b", "One\\nTwo", "\\u001b[31mRed", "A\\u2028B"])
def test_a_name_can_be_seen_and_is_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnowledgeError, match="line 2: name is wrong: write it in one line"):
        load_feeds(write(tmp_path, FEED.replace("The Progress Report", name)), TAXONOMY)


def test_an_address_cannot_be_used_twice(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"line 10: the address .* see line 1"):
        load_feeds(write(tmp_path, FEED + FEED), TAXONOMY)


def test_a_missing_file_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="FEEDS_FILE"):
        load_feeds(tmp_path / "none.toml", TAXONOMY)


def test_a_file_that_cannot_be_read_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"\(it is a folder\)\. Correct it, .*FEEDS_FILE or "):
        load_feeds(tmp_path, TAXONOMY)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="at least one"):
        load_feeds(write(tmp_path, ""), TAXONOMY)


SHIPPED = load_feeds(shipped("feeds.toml"), shipped_topics())


def test_the_shipped_feeds_are_many_and_only_bcrfs_are_read() -> None:
    others_read = [
        each.name
        for each in SHIPPED
        if each.enabled and urlsplit(each.url).hostname != "www.bcrf.org"
    ]

    assert len(SHIPPED) >= 10
    assert SHIPPED[0].url == "https://www.bcrf.org/blog/feed/"
    assert others_read == [], "Set enabled = false: each host decides what its bot reads."


def test_the_shipped_feeds_have_no_address_in_two_forms() -> None:
    assert len({form_of(each.url) for each in SHIPPED}) == len(SHIPPED)
    assert all(each.url.startswith("https://") for each in SHIPPED)


@pytest.mark.parametrize("feed", SHIPPED, ids=lambda feed: feed.name)
def test_a_shipped_feed_about_much_else_is_filtered(feed: Feed) -> None:
    relevant, other = (
        CleanEntry("", None, title, "", "", "", None, ())
        for title in ("A new drug for advanced breast cancers", "A recall of lettuce")
    )
    relevance = relevance_of(feed.phrases)

    assert relevance.holds(relevant)
    assert relevance.holds(other) is not bool(feed.phrases)
    assert feed.phrases or feed.kind not in {FeedKind.REGULATOR, FeedKind.PREPRINT}


def test_a_feed_from_elsewhere_is_held_to_the_same_rules() -> None:
    fields = {"name": "News", "url": "https://example.org/feed/", "topics": ("metastasis",)}
    assert read_feed(fields, TAXONOMY).topics == ("metastasis",)

    with pytest.raises(KnowledgeError, match="there is no topic “bones”"):
        read_feed({**fields, "topics": ("bones",)}, TAXONOMY)
    with pytest.raises(KnowledgeError, match="url is wrong: write an address"):
        read_feed({**fields, "url": "example.org"}, TAXONOMY)


def test_a_password_in_an_address_is_refused_and_not_repeated(tmp_path: Path) -> None:
    text = FEED.replace("https://www.", "https://me:secret@www.", 1)

    with pytest.raises(KnowledgeError, match=r"line 3: url is wrong: leave out the name") as caught:
        load_feeds(write(tmp_path, text), TAXONOMY)

    assert "secret" not in str(caught.value)


def test_without_choices_the_catalogue_is_what_it_says() -> None:
    assert overlay([ON, OFF], []) == (ON, OFF)


def test_a_choice_switches_a_feed_of_the_catalogue() -> None:
    listed = overlay([ON, OFF], [FeedChoice(ON.url, False), FeedChoice(OFF.url, True)])

    assert [(each.name, each.enabled) for each in listed] == [("On", False), ("Off", True)]


def test_the_operators_own_feeds_follow_the_catalogue() -> None:
    assert overlay([ON], [FeedChoice(OWN.url, True, OWN)]) == (ON, OWN)


def test_what_the_operator_changed_stands_at_the_catalogues_address() -> None:
    changed = feed("Mine", url="http://on.example/feed", kind=FeedKind.JOURNAL)

    (listed,) = overlay([ON], [FeedChoice(changed.url, True, changed)])

    assert (listed.name, listed.kind, listed.url) == ("Mine", FeedKind.JOURNAL, ON.url)


def test_a_choice_about_a_feed_that_left_the_catalogue_is_kept_in_silence() -> None:
    assert overlay([ON], [FeedChoice(OFF.url, True)]) == (ON,)


@pytest.mark.parametrize(
    "other",
    [
        "http://on.example/feed/",
        "https://on.example/feed",
        "https://ON.example:443/feed/",
        "https://on.example/feed/#top",
    ],
)
def test_one_address_has_many_forms(other: str) -> None:
    assert at_address([OFF, ON], other) == ON


@pytest.mark.parametrize(
    "other",
    [
        "https://on.example/",
        "https://on.example/feed/?format=atom",
        "https://on.example:8080/feed/",
        "https://on.example/feed/comments/",
    ],
)
def test_another_address_is_another_feed(other: str) -> None:
    assert at_address([OFF, ON], other) is None


def test_what_is_no_address_is_its_own_form() -> None:
    assert form_of("mailto:x@example.org") == "mailto:x@example.org"


def test_feeds_are_found_by_name_without_regard_to_case() -> None:
    assert of_name([ON, OFF], " oN ") == ON
    assert of_name([ON, OFF], "neither") is None


def test_a_name_of_several_feeds_stands_for_none() -> None:
    with pytest.raises(RequestError, match=r"https://x\.example/"):
        of_name([ON, OFF, feed("on", url="https://x.example/")], " ON ")


def test_a_name_is_set_apart_by_the_host_and_a_number_however_long_they_are() -> None:
    taken = set[str]()
    for _ in range(12):
        made = set_apart("N" * LONGEST_FEED_NAME, f"https://{'h' * 60}.example/", taken)
        assert made.casefold() not in taken
        assert len(made) <= LONGEST_FEED_NAME
        taken.add(made.casefold())
