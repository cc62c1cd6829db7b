"""From where an entry's link, teaser and image come, when a feed has several or odd ones."""

import json

import pytest

from bot.articles.clean import CleanEntry, clean
from bot.model.article import Image
from bot.model.document import MOST_ENTRIES, Document, Entry
from bot.reading.parse import parse
from tests.tables import each_row

URL = "https://feeds.example.net/charity.xml"
SITE = "https://www.charity.example/"
SPACES = (
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
)
ATOM = "http://www.w3.org/2005/Atom"


def parsed(body: str) -> Entry:
    (entry,) = parse(Document(URL, 200, {}, body.encode())).entries
    return entry


def read(body: str) -> CleanEntry:
    return clean(parsed(body))


def rss(item: str, site: str = SITE) -> CleanEntry:
    return read(rss_body(item, site))


def rss_body(item: str, site: str = SITE) -> str:
    channel = f"<title>F</title><link>{site}</link>" if site else "<title>F</title>"
    item = f"<item><title>T</title>{item}</item>"
    return f'<rss version="2.0" {SPACES}><channel>{channel}{item}</channel></rss>'


def atom(entry: str, feed: str = "") -> CleanEntry:
    entry = f"<entry><id>urn:1</id><title>T</title>{entry}</entry>"
    return read(f'<feed xmlns="{ATOM}"><title>F</title>{feed}{entry}</feed>')


ENCLOSURE = '<enclosure url="https://cdn.example/ep12.mp3" type="audio/mpeg" length="1"/>'


@each_row(
    ("item", "url"),
    [
        (f"<link>https://a.org/1</link>{ENCLOSURE}", "https://a.org/1"),
        (f"<guid>https://a.org/2</guid>{ENCLOSURE}", "https://a.org/2"),
        (f'<guid isPermaLink="false">https://a.org/2</guid>{ENCLOSURE}', "https://a.org/2"),
        (f'<guid isPermaLink="false">pod-12</guid>{ENCLOSURE}', "https://cdn.example/ep12.mp3"),
        (f"<guid>pod-12</guid>{ENCLOSURE}", "https://cdn.example/ep12.mp3"),
        (f"<link> </link>{ENCLOSURE}", "https://cdn.example/ep12.mp3"),
        (f"<link>mailto:a@b.org</link>{ENCLOSURE}", "https://cdn.example/ep12.mp3"),
        (f"<link>javascript:void(0)</link>{ENCLOSURE}", "https://cdn.example/ep12.mp3"),
        ('<media:content url="https://cdn.example/v.mp4"/>', "https://cdn.example/v.mp4"),
        ("<guid>pod-12</guid>", None),
        (
            "<link>https://www.google.com/url?sa=t&amp;url=https://a.org/3%3Futm_source%3Dx&amp;ct=ga</link>",
            "https://a.org/3",
        ),
        ("<link>https://cdn.example/ep12.mp3</link>", "https://cdn.example/ep12.mp3"),
    ],
)
def test_the_enclosure_is_the_last_that_a_card_leads_to(item: str, url: str | None) -> None:
    assert rss(item).url == url


PAGE = '<link rel="alternate" type="text/html" href="https://a.org/page"/>'


@each_row(
    ("links", "url"),
    [
        (f'{PAGE}<link rel="enclosure" type="image/jpeg">http://i.org/a.jpg</link>', "a.org/page"),
        (f'<link rel="enclosure" type="image/jpeg">http://i.org/a.jpg</link>{PAGE}', "a.org/page"),
        (f'<link type="image/png" href="https://i.org/a.png"/>{PAGE}', "a.org/page"),
        (f'<link href="https://i.org/a.png"/>{PAGE}', "a.org/page"),
        (f'<link rel="related" href="https://b.org/"/>{PAGE}', "a.org/page"),
        (f"<link/>{PAGE}", "a.org/page"),
        ('<link rel="alternate">https://a.org/text</link>', "a.org/text"),
        ('<link rel="alternate" type="application/json" href="https://a.org/j"/>', "a.org/j"),
        ('<link rel="alternate" type="image/png" href="https://i.org/a.png"/>', "i.org/a.png"),
    ],
)
def test_a_page_goes_before_pictures_and_links_without_an_address(links: str, url: str) -> None:
    assert atom(links).url == f"https://{url}"


@each_row(
    ("site", "link", "url"),
    [
        (SITE, "/news/1", "https://www.charity.example/news/1"),
        (f"{SITE}blog/", "1", "https://www.charity.example/blog/1"),
        (SITE, "?p=1", "https://www.charity.example/?p=1"),
        ("", "/news/1", "https://feeds.example.net/news/1"),
        ("/de/", "news/1", "https://feeds.example.net/de/news/1"),
        ("javascript:x", "/news/1", "https://feeds.example.net/news/1"),
        (SITE, "www.charity.example/news/1", "https://www.charity.example/news/1"),
        (SITE, "charity.org/news/1", "https://charity.org/news/1"),
        (SITE, "//cdn.example/1", "https://cdn.example/1"),
        (SITE, "news.html", "https://www.charity.example/news.html"),
        (SITE, "v1.2/notes", "https://www.charity.example/v1.2/notes"),
        ("http://old.example/", "www.old.example/1", "http://www.old.example/1"),
    ],
)
def test_a_relative_link_belongs_to_the_site_that_the_feed_names(
    site: str, link: str, url: str
) -> None:
    assert rss(f"<link>{link}</link>", site).url == url


def test_xml_base_goes_before_the_site() -> None:
    base = 'xml:base="https://base.example/a/"'
    link = '<link href="https://site.example/"/>'
    body = f'<feed xmlns="{ATOM}" {base}><title>F</title>{link}<entry><title>T</title>'
    assert read(f'{body}<link href="1"/></entry></feed>').url == "https://base.example/a/1"


def test_a_relative_picture_belongs_to_the_site_too() -> None:
    found = rss('<description>&lt;img src="/a.jpg" alt="A"&gt; Text</description>')
    assert found.image == Image("https://www.charity.example/a.jpg", "A")


@pytest.mark.parametrize(
    ("item", "teaser"),
    [
        ("<itunes:subtitle>Short.</itunes:subtitle>", "Short."),
        ("<description>D.</description><itunes:subtitle>S.</itunes:subtitle>", "D."),
        ("<itunes:summary>Long.</itunes:summary>", "Long."),
    ],
)
def test_a_podcasts_subtitle_is_the_teaser_for_want_of_another(item: str, teaser: str) -> None:
    assert rss(item).teaser == teaser


ITUNES = '<itunes:image href="https://i.org/ep.jpg"/>'


@pytest.mark.parametrize(
    ("item", "name"),
    [
        (ITUNES, "ep.jpg"),
        (
            f'{ITUNES}<media:thumbnail url="https://i.org/t.jpg"/>',
            "t.jpg",
        ),
        ('<enclosure url="https://i.org/e.png" length="1"/>', "e.png"),
        ('<description>&lt;img src="https://i.org/d.jpg"&gt;</description>', "d.jpg"),
        (
            f'{ITUNES}<description>&lt;img src="https://i.org/d.jpg"&gt;</description>',
            "ep.jpg",
        ),
    ],
)
def test_a_picture_comes_from_the_first_that_names_one(item: str, name: str) -> None:
    assert rss(item).image == Image(f"https://i.org/{name}")


def test_a_title_that_an_atom_feed_calls_text_is_no_markup() -> None:
    written = "How to use &lt;b&gt; &amp;amp; &lt;i&gt;"
    assert _title(f'<title type="text">{written}</title>') == "How to use <b> &amp; <i>"
    assert _title(f'<title type="html">{written}</title>') == "How to use &"


def _title(written: str) -> str:
    return read(f'<feed xmlns="{ATOM}"><title>F</title><entry>{written}</entry></feed>').title


def test_json_says_what_is_text() -> None:
    item: dict[str, object] = {"title": "Use <b>", "summary": "<i>0</i> &amp; 1", "id": "1"}
    found = _json({**item, "content_text": "a<b>c"})
    assert (found.title, found.teaser, found.text) == (
        "Use <b>",
        "<i>0</i> &amp; 1",
        item["summary"],
    )
    assert _json({**item, "summary": "", "content_html": "<p>C</p>"}).teaser == "C"


def test_an_item_of_json_leads_to_its_attachment_for_want_of_a_page() -> None:
    attached = {"attachments": [{"url": "https://a.org/ep.mp3", "mime_type": "audio/mpeg"}]}
    assert _json({"id": "1", **attached}).url == "https://a.org/ep.mp3"
    assert _json({"id": "1", "url": "/1", **attached}).url == "https://www.charity.example/1"


def _json(item: dict[str, object]) -> CleanEntry:
    feed = {"version": "https://jsonfeed.org/version/1.1", "home_page_url": SITE, "items": [item]}
    return read(json.dumps(feed))


def _numbers(*, oldest_first: bool, dated: bool = True) -> list[int]:
    items = [
        f"<item><guid>{n}</guid>"
        + (f"<pubDate>2026-01-01 {n // 60:02}:{n % 60:02}:00</pubDate>" if dated and n % 7 else "")
        + "</item>"
        for n in range(MOST_ENTRIES + 100)
    ]
    several = "".join(items if oldest_first else reversed(items))
    body = f'<rss version="2.0"><channel><title>F</title>{several}</channel></rss>'
    return [int(entry.guid) for entry in parse(Document(URL, 200, {}, body.encode())).entries]


def test_of_too_many_items_the_newest_are_read_in_their_order() -> None:
    assert _numbers(oldest_first=True) == list(range(100, MOST_ENTRIES + 100))
    assert _numbers(oldest_first=False) == list(range(MOST_ENTRIES + 99, 99, -1))


def test_of_too_many_items_without_dates_the_first_are_read() -> None:
    assert _numbers(oldest_first=True, dated=False) == list(range(MOST_ENTRIES))


@each_row(
    "item",
    [
        "<dc:identifier>{doi}</dc:identifier><dc:identifier>{pmid}</dc:identifier>",
        "<dc:identifier>{pmid}</dc:identifier><dc:identifier>{doi}</dc:identifier>",
        "<dc:identifier type='a'>{doi}</dc:identifier><dc:identifier>{pmid}</dc:identifier>",
        "<dc:identifier>{pmid}</dc:identifier><dc:identifier/><dc:identifier>{doi}</dc:identifier>",
    ],
)
def test_each_of_several_identifiers_is_read(item: str) -> None:
    item = item.format(doi="doi:10.1000/s.1", pmid="pmid:40000001")
    found = parsed(rss_body(item))
    assert (found.doi, found.pmid) == ("doi:10.1000/s.1", "pmid:40000001")


def test_the_first_of_several_authors_is_named() -> None:
    creators = "<dc:creator>A One</dc:creator><dc:creator>B Two</dc:creator>"
    authors = "<author><name>A One</name></author><author><name>B Two</name></author>"
    assert rss(creators).author == "A One"
    assert atom(authors).author == "A One"


@each_row(
    ("item", "date"),
    [
        ("<prism:publicationDate>2026-11-30</prism:publicationDate>", "2026-11-30"),
        ("<prism:coverDate>2026-11-29</prism:coverDate>", "2026-11-29"),
        (
            "<prism:coverDate>2026-11-29</prism:coverDate><dc:date>2026-11-28</dc:date>",
            "2026-11-28",
        ),
    ],
)
def test_a_journals_date_counts_if_the_item_has_no_other(item: str, date: str) -> None:
    published = parsed(rss_body(item)).published_at
    assert published
    assert published.date().isoformat() == date


def test_the_text_of_a_picture_is_no_teaser() -> None:
    picture = (
        '<media:content url="https://a.org/1.jpg" medium="image">'
        "<media:description>Woman &amp;amp; child</media:description></media:content>"
    )
    video = '<media:content url="https://a.org/1.mp4" medium="video"/>'
    group = f"<media:group>{video}{picture}</media:group>"
    for item in (picture, group):
        assert rss(item).teaser == ""
        assert rss(item).image == Image("https://a.org/1.jpg", "Woman & child")
        assert rss(f"{item}<description>They walked.</description>").teaser == "They walked."
        assert rss(f"<description>They walked.</description>{item}").teaser == "They walked."


def test_the_text_of_a_video_is_its_teaser() -> None:
    video = '<media:content url="https://a.org/1.mp4" medium="video"/>'
    picture = '<media:content url="https://a.org/1.jpg" medium="image"/>'
    text = "<media:description>A nurse answers.</media:description>"
    assert rss(f"<media:group>{video}{picture}{text}</media:group>").teaser == "A nurse answers."
