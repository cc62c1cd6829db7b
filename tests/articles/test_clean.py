from hypothesis import given
from hypothesis import strategies as st

from bot.articles.clean import UNTITLED, clean
from bot.model.article import Image
from bot.model.document import Entry, EntryImage
from tests.tables import each_row

BASE = "https://example.org/blog/"


def entry(**fields: object) -> Entry:
    return Entry(**{"base_url": BASE, **fields})  # type: ignore[arg-type] # fields by name


def test_a_long_title_is_cut_at_a_word() -> None:
    title = clean(entry(title="word " * 100)).title
    assert len(title) <= 250
    assert title.endswith("word…")


def test_a_missing_title_is_the_beginning_of_the_teaser() -> None:
    assert clean(entry(summary="A few words.")).title == "A few words."
    assert clean(entry()).title == UNTITLED


def test_a_teaser_that_became_the_title_is_said_once() -> None:
    short, long = clean(entry(summary="A few words.")), clean(entry(summary="word " * 30))
    assert short.teaser == ""
    assert (long.title[-1], len(long.teaser)) == ("…", 149)


def test_the_teaser_is_the_summary_else_the_content() -> None:
    assert clean(entry(title="T", summary="S", content="C")).teaser == "S"
    assert clean(entry(title="T", content="C")).teaser == "C"


def test_a_teaser_that_repeats_the_title_is_no_teaser() -> None:
    assert clean(entry(title="The title", summary="The title.", content="C")).teaser == "C"
    assert clean(entry(title="The title", summary="the title")).teaser == ""


def test_a_teaser_ends_with_a_sentence_within_its_limit() -> None:
    teaser = clean(entry(summary="A sentence of six words only. " * 30)).teaser
    assert len(teaser) <= 300
    assert teaser.endswith("only.")


def test_the_link_is_absolute_and_http_else_the_guid() -> None:
    assert clean(entry(link="a/1")).url == "https://example.org/blog/a/1"
    assert clean(entry(link="javascript:x", guid="https://x.org/1")).url == "https://x.org/1"
    assert clean(entry(link="javascript:x", guid="1")).url is None
    assert clean(entry(link="https://x.org/1?utm_source=a&b=2")).url == "https://x.org/1?b=2"


def test_categories_are_clean_and_each_once() -> None:
    assert clean(entry(categories=("A &amp; B", "A & B", " ", "C"))).categories == ("A & B", "C")


@each_row(
    ("markup", "image"),
    [
        (
            '<img src="/a.jpg" alt="Cells &amp;amp; more">',
            Image("https://example.org/a.jpg", "Cells & more"),
        ),
        ('<img src="a.jpg">', Image("https://example.org/blog/a.jpg")),
        ('<img src="p.gif" width="1" height="1"><img src="a.jpg">', Image(f"{BASE}a.jpg")),
        ('<img src="data:image/gif;base64,x" data-src="a.jpg">', Image(f"{BASE}a.jpg")),
        ('<img src="https://feeds.feedburner.com/~r/x/4.jpg">', None),
        ('<img src="https://pixel.wp.com/b.gif?x">', None),
        ('<img class="wp-smiley" src="a.png">', None),
        ('<img src="https://s.w.org/images/core/emoji/1/72x72/1f600.png">', None),
        ('<img src="a.svg">', None),
        ('<img alt="no source">', None),
        ('<img src="javascript:alert(1)">', None),
        ("no image", None),
    ],
)
def test_the_first_real_image_is_the_articles(markup: str, image: Image | None) -> None:
    assert clean(entry(content=markup)).image == image
    assert clean(entry(summary=markup)).image == image


def test_an_image_named_outside_goes_before_one_inside() -> None:
    images = (EntryImage("data:x"), EntryImage("/b.jpg", "B <b>bold</b>"))
    found = clean(entry(content='<img src="a.jpg">', images=images)).image
    assert found == Image("https://example.org/b.jpg", "B bold")


def test_an_image_named_outside_without_text_has_that_of_the_same_one_inside() -> None:
    found = clean(
        entry(content='<img src="/b-300x200.jpg?w=1" alt="Cells">', images=(EntryImage("/b.jpg"),))
    ).image
    assert found == Image("https://example.org/b.jpg", "Cells")


def test_a_long_alt_text_is_cut() -> None:
    found = clean(entry(images=(EntryImage("/b.jpg", "word " * 200),))).image
    assert found
    assert len(found.alt) <= 256


HOSTILE = st.text() | st.sampled_from(
    [
        "<img src=x>",
        "<" * 50,
        "&" * 50,
        "\ud800",
        "\x00",
        "<a href='javascript:x'>",
        "https://[",
        "@",
    ]
)


@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_nothing_breaks_it_and_everything_is_within_limits(
    guid: str, link: str, title: str, summary: str, content: str, author: str, image: str
) -> None:
    found = clean(
        Entry(BASE, guid, link, title, summary, content, author, images=(EntryImage(image, title),))
    )
    assert 0 < len(found.title) <= 250
    assert len(found.teaser) <= 300
    assert len(found.author) <= 100
    assert found.url is None or found.url.startswith(("http://", "https://"))
    assert found.image is None or len(found.image.url) <= 2048
