import json
from pathlib import Path

import pytest

from bot.articles.text import plain
from bot.errors import ParseError
from bot.model.document import Document, Entry
from bot.reading.parse import parse
from bot.reading.repair import repaired
from tests.shared import sample_feeds
from tests.tables import each_row

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
WELL_FORMED = [
    path
    for path in sorted(GOLDEN.glob("*.*"))
    if path.suffix != ".json" and path.stem not in {"truncated", "undeclared", "wrong-encoding"}
]
REAL = {"DuplicateContentAtomFeed.xml", "HuffPostCanada.xml", "guardian.rss", "heise.atom"}
SAMPLES = [
    path for path in sample_feeds() if path.name in REAL or path.parent.name == "sample_feeds"
]
SERIES = "".join(
    f"<item><title>Women’s choice – part {n}</title><guid>{n}</guid></item>" for n in range(5)
).encode()
OWN = b'<!DOCTYPE rss [<!ENTITY own "R&#38;D">]>'
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>'
MOJI = "\N{GRINNING FACE}"


def rss(items: bytes, declaration: bytes = DECLARATION) -> bytes:
    return (
        declaration + b'<rss version="2.0"><channel><title>F</title>' + items + b"</channel></rss>"
    )


def entries(body: bytes, content_type: str = "application/rss+xml") -> tuple[Entry, ...]:
    document = Document("https://example.org/feed/", 200, {"content-type": content_type}, body)
    return parse(document).entries


def titles(body: bytes, content_type: str = "application/rss+xml") -> list[str]:
    return [entry.title for entry in entries(body, content_type)]


def title(written: bytes, before: bytes = SERIES) -> str:
    """How a title is read in a feed whose other items are in order."""
    items = before + b"<item><title>" + written + b"</title></item>"
    found = titles(rss(items))
    assert found[:5] == ([f"Women’s choice – part {n}" for n in range(5)] if before else found[:5])
    return found[-1]


@pytest.mark.parametrize("path", WELL_FORMED, ids=lambda path: path.name)
def test_a_well_formed_document_stays_as_it_is(path: Path) -> None:
    body = path.read_bytes()
    assert repaired(body, "application/xml").body == body


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_real_document_loses_nothing_but_white_space_ahead(path: Path) -> None:
    body = path.read_bytes()
    assert repaired(body, "application/xml").body == body.lstrip()


@pytest.mark.parametrize(
    "body",
    [
        rss(b"<item><title><![CDATA[R&D, a<b &c]]></title></item>"),
        rss(b"<!-- a & b --><item><title>R&amp;D &#38; &#x26;</title></item>"),
        DECLARATION + b"<?xml-stylesheet href='a?b&c'?>" + rss(b"", b""),
        rss(
            "<item><title>é</title></item>".encode("latin-1"),
            b'<?xml version="1.0" encoding="iso-8859-1"?>',
        ),
        rss(b"<item/>", b"").decode().encode("utf-16"),
        b'<!DOCTYPE rss [<!ENTITY own "R&#38;D">]>'
        + rss(b"<item><title>&own;</title></item>", b""),
    ],
)
def test_what_xml_allows_is_left_alone(body: bytes) -> None:
    assert repaired(body, "application/xml").body == body


LEADING = [
    b"\n",
    b" \r\n\t" * 20_000,
    b"\xef\xbb\xbf",
    b"\n\xef\xbb\xbf\n",
    b"\xc3\xaf\xc2\xbb\xc2\xbf",
]


@pytest.mark.parametrize("leading", LEADING)
def test_what_leads_a_document_is_dropped(leading: bytes) -> None:
    assert repaired(leading + rss(SERIES), "").body == rss(SERIES)


@each_row(
    ("written", "read"),
    [
        (b"Cut off: patient\xe2", "Cut off: patient"),
        (b"Cut off: patient\xe2\x80", "Cut off: patient"),
        (b"Cut off: patient\xe2\x80 ...", "Cut off: patient ..."),
        (b"Halves \xe2\x80inside", "Halves \N{REPLACEMENT CHARACTER}inside"),
        (b"It\x92s \x93new\x94 \x96 says", "It’s “new” – says"),
        (b"Caf\xe9 au lait", "Café au lait"),
        (b"Andr\xe9", "André"),
        (b"a\xffb", "aÿb"),
        (b"\xed\xa0\xbd\xed\xb8\x80 smile", f"{MOJI} smile"),
        (MOJI.encode()[:3] + b" smile", "ðŸ˜ smile"),
        ("Women’s".encode() + b" caf\xe9 \x93says\x94 na\xefve", "Women’s café “says” naïve"),
    ],
)
def test_a_wrong_byte_is_mended_where_it_stands(written: bytes, read: str) -> None:
    assert title(written) == read


def test_a_document_in_another_encoding_than_it_says_is_read_in_that() -> None:
    body = "Hope – “not a cure”, says André, née Müller".encode("cp1252")
    assert title(body, b"") == "Hope – “not a cure”, says André, née Müller"


@pytest.mark.parametrize(
    ("encoding", "word"),
    [("shift_jis", "乳がんの研究"), ("gb2312", "乳腺癌研究"), ("euc-kr", "유방암 연구")],
)
def test_one_wrong_byte_does_not_change_the_encoding_that_a_document_names(
    encoding: str, word: str
) -> None:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()
    items = f"<item><title>{word}</title></item>".encode(encoding) * 3
    body = rss(items + b"<item><title>x \xff</title></item>", declaration)
    assert titles(body)[:3] == [word] * 3


def test_a_document_that_wrongly_says_utf_16_is_read() -> None:
    assert (
        titles(rss(SERIES, b'<?xml version="1.0" encoding="utf-16"?>'))[0]
        == "Women’s choice – part 0"
    )


def test_a_document_in_utf_16_that_was_cut_inside_a_character_is_read() -> None:
    whole = rss(SERIES, b"").decode().encode("utf-16")
    assert titles(whole[:-61])[0] == "Women’s choice – part 0"


@each_row(
    ("written", "read"),
    [
        (b"R&D at Johns Hopkins & AT&T", "R&D at Johns Hopkins & AT&T"),
        (b"AT&T; a name", "AT&T; a name"),
        (b"R&amp;D & more", "R&D & more"),
        (b"5 &#60; 6 & 7", "5 < 6 & 7"),
        (b"caf&eacute;&nbsp;&hellip; & more", "café\xa0… & more"),
        (b"a\x00b\x0bc\x1fd", "abcd"),
        (b"a&#0;b&#x1F;c", "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"),
        (b"smile &#55357;&#56832;", f"smile {MOJI}"),
        (b"smile &#xD83D;&#xde00;", f"smile {MOJI}"),
        (b"&#xD83D;&#xD83D;&#xDE00;", f"\N{REPLACEMENT CHARACTER}{MOJI}"),
        (b"&#56832;&#55357;", "\N{REPLACEMENT CHARACTER}" * 2),
        (b"a&#xD800;b", "a\N{REPLACEMENT CHARACTER}b"),
        (b"a&#99999999;b", "a\N{REPLACEMENT CHARACTER}b"),
        (b"a\xef\xbf\xbfb", "ab"),
        (b"<![CDATA[R&D &amp;]]> & more", "R&D &amp; & more"),
    ],
)
def test_what_no_xml_may_hold_is_written_as_xml(written: bytes, read: str) -> None:
    assert title(written) == read


def test_a_bare_ampersand_in_a_link_keeps_its_parameters() -> None:
    item = b"<item><title>T</title><link>http://a.org/?a=1&b=2&copy=3</link></item>"
    assert entries(rss(item))[0].link == "http://a.org/?a=1&b=2&copy=3"


def test_names_that_a_document_defines_itself_are_left_to_it() -> None:
    body = b'<!DOCTYPE rss [<!ENTITY own "Own">]>' + rss(
        b"<item><title>&own; & R</title></item>", b""
    )
    assert b"&own; &amp; R" in repaired(body, "").body


@pytest.mark.parametrize(
    "doctype",
    [
        b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://a.org/rss-0.91.dtd">',
        b'<!DOCTYPE rss SYSTEM "x.dtd">',
        b'<!DOCTYPE rss SYSTEM "x.dtd" [<!ENTITY own "5">]>',
        b'<!DOCTYPE rss [<!ENTITY own "5"><!ENTITY % more SYSTEM "x.ent"> %more;]>',
        b'<!DOCTYPE rss [<!ENTITY own "5">]>',
        b"<!DOCTYPE rss>",
    ],
)
def test_names_of_characters_are_read_whatever_the_document_refers_to(doctype: bytes) -> None:
    five = b"&own;" if b"own" in doctype else b"5"
    item = (
        b"<item><title>Dr. M&uuml;ller&rsquo;s study &ndash; "
        + five
        + b"&nbsp;mg &amp; more</title>"
        b'<enclosure url="http://a.org/?a=1&amp;M&uuml;" type="image/png" length="1"/></item>'
    )
    (entry,) = entries(DECLARATION + doctype + rss(item, b""))

    assert entry.title.replace("\xa0", " ") == "Dr. Müller’s study – 5 mg & more"
    assert entry.images[0].url == "http://a.org/?a=1&Mü"


def test_json_is_mended_too() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "1", "title": "It’s"}] * 3,
    }
    body = json.dumps(feed, ensure_ascii=False).encode()
    cut = body.replace("It’s".encode(), b"It\xe2\x80", 1).replace(b'"1"', b'"1\n"', 1)
    assert [entry.title for entry in entries(cut)] == [
        "It\N{REPLACEMENT CHARACTER}",
        "It’s",
        "It’s",
    ]


@pytest.mark.parametrize(
    "body", [b"", b"\xef\xbb\xbf \n", b"\x00\x00\x00\x00", b"\xff\xfe", b"&", b"<"]
)
def test_what_is_no_document_stays_none(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse(Document("https://example.org/feed/", 200, {}, body))


FIRST, SECOND = (
    f"<item><title>{name}</title><guid>{name}</guid></item>" for name in ("First", "Second")
)


@pytest.mark.parametrize(
    "rest",
    [
        "<item>",
        "<item><title>Cut",
        "<item><title>Cut off</title><link>https://exa",
        "<item><title>Cut off</title><description><![CDATA[<p>An </item> and",
        "<item><guid>3</guid><title>Cut o",
    ],
)
def test_an_item_that_breaks_off_is_left_for_the_next_poll(rest: str) -> None:
    whole = rss(f"{FIRST}{SECOND}{rest}".encode())

    assert titles(whole.removesuffix(b"</channel></rss>")) == ["First", "Second"]


def test_an_entry_of_atom_that_breaks_off_is_left_for_the_next_poll() -> None:
    entry = "<entry><title>{}</title><id>{}</id></entry>"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry.format("A", 1)}{entry.format("B", 2)}'

    assert titles(atom[:-20].encode()) == ["A"]


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (rss(f"{FIRST}{SECOND}".encode()).removesuffix(b"</channel></rss>"), ["First", "Second"]),
        (rss(f"{FIRST}<item><title>Open</title>".encode()), ["First", "Open"]),
        (rss(b"<item><title>Alone</title>").removesuffix(b"</channel></rss>"), ["Alone"]),
        (
            rss(f"{FIRST}{SECOND}".encode()[:-4]).removesuffix(b"</channel></rss>"),
            ["First", "Second"],
        ),
        (rss(f"{FIRST}{SECOND}".encode()) + b"<script>1 && 2</script>", ["First", "Second"]),
    ],
)
def test_an_item_that_is_only_badly_closed_is_kept(body: bytes, read: list[str]) -> None:
    assert titles(body) == read


def items_of(*descriptions: str) -> list[tuple[str, str]]:
    """The titles and summaries of a feed whose items have these descriptions."""
    items = "".join(
        f"<item><title><![CDATA[Title {number}]]></title><guid>{number}</guid>"
        f"<description>{description}</description></item>\n"
        for number, description in enumerate(descriptions, 1)
    )
    body = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()
    found = parse(Document("https://example.org/feed", 200, {}, body))
    return [(entry.title, entry.summary) for entry in found.entries]


@pytest.mark.parametrize("broken", [1, 2, 3])
def test_cdata_that_lacks_its_end_takes_in_no_other_item(broken: int) -> None:
    texts = [f"<![CDATA[What <b>{number}</b> says]]>" for number in (1, 2, 3)]
    texts[broken - 1] = texts[broken - 1].removesuffix("]]>")

    assert items_of(*texts) == [
        (f"Title {number}", f"What <b>{number}</b> says") for number in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("descriptions", "summaries"),
    [
        (["<![CDATA[one", "<![CDATA[two", "three"], ["one", "two", "three"]),
        (["one", "two", "<![CDATA[three"], ["one", "two", "three"]),
        (["<![CDATA[one", "<![CDATA[R&D]]>", "bare & sign"], ["one", "R&D", "bare & sign"]),
        (
            ["a & b", "<![CDATA[<code>&lt;/item&gt;</code>]]>"],
            ["a & b", "<code>&lt;/item&gt;</code>"],
        ),
    ],
)
def test_each_item_keeps_its_own_text(descriptions: list[str], summaries: list[str]) -> None:
    assert [summary for _, summary in items_of(*descriptions)] == summaries


def test_cdata_of_a_title_that_lacks_its_end_takes_in_no_other_element() -> None:
    body = (
        b'<rss version="2.0"><channel><title>F</title><item><title><![CDATA[One</title>'
        b"<guid>1</guid><description><![CDATA[What it says]]></description></item>"
        b"<item><title>Two</title><guid>2</guid></item></channel></rss>"
    )

    found = parse(Document("https://example.org/feed", 200, {}, body))

    assert [(entry.title, entry.guid) for entry in found.entries] == [("One", "1"), ("Two", "2")]
    assert found.entries[0].summary == "What it says"


def test_a_comment_that_lacks_its_end_takes_in_no_other_item() -> None:
    texts = ["one", "two <!-- a draft, see &lt;b>this&lt;/b>", "three", "<![CDATA[four]]>"]

    summaries = [plain(summary) for _, summary in items_of(*texts)]

    assert summaries == ["one", "two", "three", "four"]


def test_an_item_that_stands_in_a_comment_stays_there() -> None:
    texts = ["one & all", "two</description></item><!-- <item><description>", "three -->"]

    assert len(items_of(*texts)) == 2


def test_a_well_formed_document_may_quote_the_source_of_a_feed() -> None:
    body = (
        b'<rss version="2.0"><channel><title>F</title><item><title>One</title><guid>1</guid>'
        b"<description><![CDATA[</description></item><item><title>Quoted</title>]]></description>"
        b"</item></channel></rss>"
    )

    assert repaired(body, "application/xml").body == body
