from datetime import UTC, datetime

import pytest

from bot.errors import ParseError
from bot.model.document import MOST_ENTRIES, Document, EntryImage
from bot.reading.parse import parse

ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
MEDIA = 'xmlns:media="http://search.yahoo.com/mrss/"'


def document(body: str | bytes, **headers: str) -> Document:
    content = body if isinstance(body, bytes) else body.encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Document("https://example.org/feed/", 200, names, content)


def rss(items: str, channel: str = "") -> Document:
    return document(
        f'<rss version="2.0" {MEDIA}><channel><title>F</title>{channel}{items}</channel></rss>'
    )


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("", "an empty page"),
        (" \n", "an empty page"),
        ('{"error": "no"}', "JSON instead of a feed"),
        ("<!DOCTYPE html><html><body><form>Log in</form></body></html>", "a web page"),
        ("hello", "is not a feed"),
    ],
)
def test_an_answer_that_is_no_feed_is_one_clear_error(body: str, sentence: str) -> None:
    with pytest.raises(ParseError, match=sentence):
        parse(document(body, content_type="text/html"))


def test_a_feed_that_breaks_the_parser_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ValueError

    # No document is known any more that feedparser breaks on.
    monkeypatch.setattr("feedparser.parse", breaks)
    with pytest.raises(ParseError, match="too broken"):
        parse(rss("<item><title>A</title></item>"))


def test_a_feed_without_entries_is_a_feed() -> None:
    parsed = parse(rss("", "<ttl>90</ttl>"))
    assert (parsed.title, parsed.pace.ttl_minutes, parsed.entries) == ("F", 90, ())


@pytest.mark.parametrize("ttl", ["", "soon", "-5", "0", "²"])
def test_a_ttl_that_says_nothing_is_none(ttl: str) -> None:
    assert parse(rss("", f"<ttl>{ttl}</ttl>")).pace.ttl_minutes is None


def test_a_feed_may_come_as_text_html_and_in_another_encoding() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"><channel><item><title>é</title></item></channel></rss>'  # noqa: E501 - one document
    parsed = parse(document(body.encode("latin-1"), content_type="text/html"))
    assert parsed.entries[0].title == "é"


def test_a_broken_feed_gives_what_can_be_read() -> None:
    parsed = parse(document('<rss version="2.0"><channel><item><title>A</title></item><item><ti'))
    assert parsed.entries[0].title == "A"


def test_dates_are_in_utc_and_what_cannot_be_read_is_none() -> None:
    dates = [
        "Mon, 02 Mar 2026 01:30:00 +0200",
        "Montag, 2. März 2026",
        "1518478934",
        "Mon, 02 Mar 0000 01:30:00 +0200",
    ]
    parsed = parse(rss("".join(f"<item><pubDate>{date}</pubDate></item>" for date in dates)))
    found = [entry.published_at for entry in parsed.entries]
    first, second = datetime(2026, 3, 1, 23, 30, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    assert found == [first, second, None, None]


def test_an_update_is_the_date_where_there_is_no_other() -> None:
    parsed = parse(
        document(f"<feed {ATOM}><entry><updated>2026-03-01T10:00:00Z</updated></entry></feed>")
    )
    assert parsed.entries[0].published_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_a_guid_stays_as_it_is_written() -> None:
    parsed = parse(rss("<item><guid>  23 </guid></item><item><guid>/a</guid></item>"))
    assert [entry.guid for entry in parsed.entries] == ["23", "/a"]


def test_a_link_is_the_publishers_not_feedburners() -> None:
    origin = '<f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">https://a.org/1</f:origLink>'
    parsed = parse(rss(f"<item><link>https://feedproxy.google.com/x</link>{origin}</item>"))
    assert parsed.entries[0].link == "https://a.org/1"


def test_links_are_resolved_against_the_address_and_xml_base() -> None:
    parsed = parse(
        document(f'<feed {ATOM} xml:base="/b/"><entry><content>x</content></entry></feed>')
    )
    assert parsed.entries[0].base_url == "https://example.org/b/"


def test_images_come_from_media_and_enclosures_the_widest_first() -> None:
    parsed = parse(
        rss(
            '<item><media:content url="a.jpg" medium="image" width="100"/>'
            '<media:content url="b.jpg" type="image/jpeg" width="900"/>'
            '<media:content url="c.mp4" medium="video"/>'
            '<media:content url="d.png"/>'
            '<media:thumbnail url="e.jpg"/><media:thumbnail url="a.jpg"/>'
            '<enclosure url="f.gif" type="image/gif"/><enclosure url="g.mp3" type="audio/mpeg"/>'
            "</item>"
        )
    )
    assert [i.url for i in parsed.entries[0].images] == [
        "b.jpg",
        "a.jpg",
        "d.png",
        "e.jpg",
        "f.gif",
    ]


@pytest.mark.parametrize(
    ("inside", "alt"),
    [
        ("<media:description>Cells</media:description>", "Cells"),
        ('<media:text type="plain">Cells</media:text>', "Cells"),
        ("<media:title>Photo</media:title><media:description>Cells</media:description>", "Cells"),
        ("<media:title>Photo</media:title>", "Photo"),
        ("", ""),
    ],
)
def test_an_image_has_the_text_that_media_gives_it(inside: str, alt: str) -> None:
    parsed = parse(
        rss(
            "<item><title>T</title><description>S</description>"
            f'<media:content url="a.jpg" medium="image">{inside}</media:content></item>'
        )
    )
    (entry,) = parsed.entries
    assert entry.images == (EntryImage("a.jpg", alt),)
    assert (entry.title, entry.summary) == ("T", "S")


def test_the_text_of_a_group_is_that_of_its_images() -> None:
    parsed = parse(
        rss(
            '<item><media:group><media:content url="a.jpg" medium="image"/>'
            "<media:description>Cells</media:description></media:group></item>"
        )
    )
    assert parsed.entries[0].images == (EntryImage("a.jpg", "Cells"),)


def test_what_a_feed_holds_is_bounded() -> None:
    item = f"<item><title>{'x' * 5000}</title><link>https://a.org/{'y' * 9000}</link></item>"
    big = f"<item><description>{'z' * 300_000}</description></item>"
    parsed = parse(rss(big + item * (MOST_ENTRIES + 20)))
    assert len(parsed.entries) == MOST_ENTRIES
    assert len(parsed.entries[0].summary) == 100_000
    assert len(parsed.entries[1].title) == 2_000
    assert len(parsed.entries[1].link) <= 4_096


def test_entities_are_not_expanded_without_end() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [{levels}]><rss version="2.0" {MEDIA}><channel><item><media:description>&e11;</media:description></item></channel></rss>'  # noqa: E501 - one document
    parsed = parse(document(bomb))
    assert len(parsed.entries[0].summary) < 1_000


def test_nothing_is_read_from_the_machine() -> None:
    parsed = parse(
        document(
            '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            '<rss version="2.0"><channel><item><title>a&x;b</title></item></channel></rss>'
        )
    )
    assert "root" not in parsed.entries[0].title


def test_elements_named_like_feedparsers_own_fields_do_no_harm() -> None:
    names = ("links", "tags", "content", "summary_detail", "media_content", "media_thumbnail")
    item = "".join(f"<{name}>text</{name}>" for name in names)
    assert len(parse(rss(f"<item><title>T</title>{item}</item>", item)).entries) == 1
