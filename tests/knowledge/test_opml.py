from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError
from bot.feeds.hosts import PrivateHosts
from bot.knowledge.opml import NAMESPACE, Outlines, read_opml, write_opml
from bot.model.feed import Audience, Feed, FeedKind, Listing
from tests.factories import NOON, feed, taxonomy
from tests.tables import each_row

TOPICS = taxonomy("metastasis", "treatment")
FULL = feed(
    "News & “Notes” <from> us",
    url="https://example.org/feed/?a=1&b=2",
    homepage="https://example.org/news/",
    kind=FeedKind.PREPRINT,
    audience=Audience.PROFESSIONALS,
    topics=("metastasis", "treatment"),
    enabled=False,
    phrases=('say "breast, cancer"', "tumeur du sein;"),
    listings=(Listing("https://example.org/old", "li > a", topics=("treatment",)),),
)


def opml(*outlines: str) -> bytes:
    body = "".join(outlines)
    return f"<opml version='1.0'><head/><body>{body}</body></opml>".encode()


def read(data: bytes) -> Outlines:
    return read_opml(data, TOPICS)


def urls(outlines: Outlines) -> list[str]:
    return [each.feed.url for each in outlines.feeds]


def test_what_was_exported_is_imported_as_it_was() -> None:
    outlines = read(write_opml([FULL, feed()], NOON).encode())

    assert [each.feed for each in outlines.feeds] == [FULL, feed()]
    assert all(each.whole for each in outlines.feeds)
    assert outlines.skipped == ()


def test_an_export_is_opml_2_as_other_readers_take_it() -> None:
    root: ET.Element = fromstring(write_opml([FULL], NOON))

    (outline,) = root.iter("outline")
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/dateCreated") == "Sun, 01 Mar 2026 12:00:00 +0000"
    assert outline.get("type") == "rss"
    assert outline.get("text") == FULL.name
    assert outline.get("xmlUrl") == FULL.url
    assert outline.get("htmlUrl") == FULL.homepage
    assert outline.get(f"{{{NAMESPACE}}}kind") == "preprint"


def test_control_characters_are_kept_out_of_an_export() -> None:
    assert read(write_opml([feed("A\x0bB\ud800", url=FULL.url)], NOON).encode()).feeds


def test_another_readers_list_knows_address_and_name() -> None:
    outlines = read(
        opml("<outline title='The &lt;b&gt;News&lt;/b&gt;' xmlUrl='https://a.example/feed'/>")
    )

    (outline,) = outlines.feeds
    assert outline.feed == Feed("The News", "https://a.example/feed", "https://a.example/")
    assert not outline.whole


def test_feeds_are_found_in_nested_folders_and_in_any_case() -> None:
    folder = (
        "<outline text='Health'><outline text='Cancer'>"
        "<outline text='A' xmlurl='https://a.example/'/></outline>"
        "<outline text='B' XMLURL='https://b.example/'/></outline>"
    )

    assert urls(read(opml(folder))) == ["https://a.example/", "https://b.example/"]


def test_folders_ever_so_deep_are_read() -> None:
    depth = 20_000
    nested = "<outline>" * depth + "<outline xmlUrl='https://a.example/'/>" + "</outline>" * depth

    assert urls(read(opml(nested))) == ["https://a.example/"]


def test_a_feed_without_a_name_is_called_after_its_host() -> None:
    (outline,) = read(opml("<outline xmlUrl='https://a.example/feed'/>")).feeds
    assert outline.feed.name == "a.example"


def test_a_long_name_is_cut() -> None:
    (outline,) = read(opml(f"<outline text='{'word ' * 40}' xmlUrl='https://a.example/'/>")).feeds
    assert len(outline.feed.name) <= 80


def test_a_feed_that_is_named_twice_is_one() -> None:
    twice = "<outline xmlUrl='https://a.example/f'/><outline xmlUrl='http://a.example/f/'/>"
    assert urls(read(opml(twice))) == ["https://a.example/f"]


def test_a_page_that_is_no_address_is_passed_over() -> None:
    (outline,) = read(opml("<outline xmlUrl='https://a.example/f' htmlUrl='about:blank'/>")).feeds
    assert outline.feed.homepage == "https://a.example/"


@each_row(
    ("attributes", "reason"),
    [
        ("text='Old' xmlUrl='ftp://a.example/'", "“Old” (ftp://a.example/): url is wrong: write"),
        (
            "text='Old' xmlUrl='https://me:secret@a.example/'",
            "“Old” (https://a.example/): url is wrong: leave out the name and the password",
        ),
        ("xmlUrl='https://me:secret@a.example:port/'", "url is wrong: leave out the name and"),
        ("text='Old' xmlUrl='/feed'", "“Old” (/feed): url is wrong: write"),
        ("text='Old' xmlUrl='https://[/'", "“Old” (https://[/): url is wrong: no server"),
        ("text='Old' xmlUrl=''", "“Old” (no address): url is wrong"),
        ("text='Old' xmlUrl='https://a.example/' p:kind='blog'", "kind is wrong: write 'news'"),
        ("text='Old' xmlUrl='https://a.example/' p:topics='[\"bones\"]'", "no topic “bones”"),
        ("text='Old' xmlUrl='https://a.example/' p:phrases='[1'", "phrases is wrong: write a list"),
        ("text='Old' xmlUrl='https://a.example/' p:phrases='[1]'", "phrases is wrong: write it in"),
        (
            "text='Old' xmlUrl='https://a.example/' p:enabled='perhaps'",
            "enabled is wrong: write true or",
        ),
        ("text='Old' xmlUrl='https://a.example/' p:colour='red'", "“colour” is unknown"),
        ("xmlUrl='https://a.example/' p:kind='news'", "name is wrong"),
    ],
)
def test_an_entry_that_is_wrong_is_skipped_and_named(attributes: str, reason: str) -> None:
    outlines = read(
        opml(
            f"<outline xmlns:p='{NAMESPACE}' {attributes}/>",
            "<outline xmlUrl='https://good.example/'/>",
        )
    )

    assert urls(outlines) == ["https://good.example/"]
    (skipped,) = outlines.skipped
    assert reason in skipped
    assert "secret" not in skipped


PRIVATE = (
    *("localhost", "app.localhost", "nas", "nas.local", "wiki.internal", "router.home.arpa."),
    *("10.1.2.3", "127.0.0.1", "169.254.169.254", "2130706433", "0x7f.1", "0177.0.0.1", "127.1"),
    *("[::1]", "[fe80::1]", "[::ffff:10.0.0.1]", "[fd00::1]", "LOCALHOST", "\uff11\uff10.0.0.1"),
)


@each_row("host", PRIVATE)
def test_a_private_host_is_told_with_what_to_do(host: str) -> None:
    private = f"<outline text='Wiki' xmlUrl='https://{host}/feed'/>"
    outlines = read(opml(private, "<outline xmlUrl='https://8.8.8.8/'/>"))

    assert urls(outlines) == ["https://8.8.8.8/"]
    (skipped,) = outlines.skipped
    assert skipped.startswith(f"“Wiki” (https://{host}/feed): ")
    assert "is a private host, which is not asked. If it is yours, add it to" in skipped


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("wiki.internal", "wiki.internal"),
        ("10.0.0.0/8", "10.1.2.3"),
        ("10.0.0.0/8", "wiki.internal"),
        ("127.0.0.1", "2130706433"),
    ],
)
def test_a_private_host_that_is_allowed_is_taken(allowed: str, host: str) -> None:
    data = opml(f"<outline xmlUrl='https://{host}/feed'/>")

    outlines = read_opml(data, TOPICS, PrivateHosts([allowed]))

    assert urls(outlines) == [f"https://{host}/feed"]


def test_a_private_page_of_the_past_is_told_too() -> None:
    listing = '[{"url": "http://10.0.0.1/", "item": "li"}]'
    outline = (
        f"<outline xmlns:p='{NAMESPACE}' text='A' xmlUrl='https://a.example/' "
        f"p:listing='{listing}'/>"
    )
    assert "10.0.0.1 is a private host" in read(opml(outline)).skipped[0]


def test_lists_nested_without_end_are_skipped() -> None:
    phrases = "[" * 100_000
    outline = f"<outline xmlns:p='{NAMESPACE}' xmlUrl='https://a.example/' p:phrases='{phrases}'/>"
    assert "phrases is wrong" in read(opml(outline)).skipped[0]


def test_more_feeds_than_anyone_reads_are_left_out() -> None:
    outlines = read(opml(*(f"<outline xmlUrl='https://a.example/{n}'/>" for n in range(2_005))))

    assert len(outlines.feeds) == 2_000
    assert outlines.skipped == ("all feeds after the first 2,000. Divide the file.",)


ENTITIES = """<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<opml><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>"""
EXTERNAL = """<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<opml><body><outline text="&a;" xmlUrl="https://a.example/"/></body></opml>"""


@each_row(
    ("data", "reason"),
    [
        (ENTITIES.encode(), "entities of its own"),
        (EXTERNAL.encode(), "entities of its own"),
        (b"", "no sound XML"),
        (b"just text", "no sound XML"),
        (b"<opml><body>", "no sound XML"),
        (b'<?xml version="1.0" encoding="klingon"?><opml/>', "no sound XML"),
        (b"<rss/>", "XML that begins with <rss>"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_opml_is_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        read(data)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(ParseError):
        assert read(data).feeds is not None


@pytest.mark.parametrize("host", ["127.0.0.1%00", "localhost%20", "example.org%2f", "a b.org", "-"])
def test_an_address_with_an_impossible_host_is_skipped(host: str) -> None:
    outlines = read_opml(
        opml(f"<outline text='Odd' xmlUrl='http://{host}/feed'/>"),
        TOPICS,
        PrivateHosts(["127.0.0.1", "localhost"]),
    )

    assert outlines.feeds == ()
    said = "without spaces" if " " in host else "no server can have this address"
    assert said in outlines.skipped[0]


def test_addresses_without_http_are_understood() -> None:
    outlines = read(
        opml(
            "<outline text='One' xmlUrl='feed://example.org/one'/>",
            "<outline text='Two' xmlUrl='example.org/two'/>",
        )
    )

    assert urls(outlines) == ["http://example.org/one", "https://example.org/two"]
