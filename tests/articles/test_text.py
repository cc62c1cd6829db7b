import html
import re

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from bot.articles.text import (
    PLAIN_IMAGE,
    excerpt,
    images_of,
    plain,
    shorten,
    tidy,
    with_words_parted,
)
from tests.tables import each_row


@each_row(
    ("markup", "text"),
    [
        ("a  b\n\tc", "a b c"),
        ("<p>a</p><p>b</p>c", "a b c"),
        ("a<br>b<b>o</b>ld<li>c", "a bold c"),
        ("a<script>x</script><style>y</style><!-- z -->b", "ab"),
        ("p < 0.05 and x > 3", "p < 0.05 and x > 3"),
        ("Women <50 years &amp; men", "Women <50 years & men"),
        ("AT&amp;amp;T", "AT&T"),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"),
        ("What&#8217;s &quot;new&quot;&nbsp;&hellip;", 'What’s "new" …'),
        ("a\u200bb\u202ec\u2066d\ufeffe\x00f", "abcdef"),
        ("soft\u00adhyphen", "softhyphen"),
        ("👩\u200d⚕️ a\u200db", "👩\u200d⚕️ ab"),
        ("\ud800x", "x"),
        ("a & b", "a & b"),
        ("", ""),
        ("<div></div>", ""),
        ("<frameset>", ""),
        ("<![CDATA[Trial of <b>x</b>]]>", "Trial of x"),
        ("&lt;![CDATA[&lt;p&gt;a&lt;/p&gt;]]&gt; b", "a b"),
        (" <![CDATA[<p>a</p>]]&gt; b", "a b"),
        ("a <![CDATA[b", "a b"),
        ("<!-- <![CDATA[ -->a<!-- ]]> -->", "a"),
        ("<style><!--/*--><![CDATA[/*><!--*/ p {} /*]]>*/--></style>a", "a"),
        ("<script>//<![CDATA[\nx()\n//]]></script>a", "a"),
        ("<![if !vml]>a<![endif]>", "a"),
        ("a[[1]]> b", "a[[1]]> b"),
        ("<button>Subscribe</button>Real news", "Real news"),
        ('One<button class="b">Share</button>two', "One two"),
        ("<label for=x>Topic</label><select><option>A</option></select>Real", "Real"),
        ("<textarea>ta</textarea>Real", "Real"),
        ("<video src=x>Your browser shows no video.</video> Real", "Real"),
        ("<audio controls>Your browser plays no audio.</audio>Real", "Real"),
        ("<video src=x /> Real <video>None here</video>news", "Real news"),
        ("<video src=x> Real news", "Real news"),
        ('<span class="sr-only">Image</span>Real', "Real"),
        ("<span class='a screen-reader-text b'>Image</span>Real", "Real"),
        ('<p class="visually-hidden">x</p>Real', "Real"),
        ('<div id="p" style="color: red; display:none">Preview</div>Real', "Real"),
        ('<p class="not-sr-only">Real</p>', "Real"),
        ('<p class="sr-only-focusable">Real</p>', "Real"),
        ("The class sr-only hides a <b>label</b>", "The class sr-only hides a label"),
    ],
)
def test_html_becomes_its_words(markup: str, text: str) -> None:
    assert plain(markup) == text


@each_row(
    "text",
    [
        "Outcomes when LVEF <LLN in HER2+ disease",
        "LVEF <LLN and >5% of patients",
        "p<0.05 and q>0.1",
        "a<b",
        "if a<b and c>d",
        "a <b and c> d, x <i or y> z",
        "<5% of women, <3 and <= 4",
        "Dose <MTD>",
        "<Her2-low> disease",
        "List<String> in code",
        "A < B > C",
        "to </3 or <- from",
    ],
)
def test_a_sign_that_begins_no_known_element_is_text(text: str) -> None:
    assert plain(text) == text
    assert plain(html.escape(text)) == text
    assert plain(f"<p>{html.escape(text)} <b>end</b></p>") == f"{text} end"
    assert plain(f"<p>{text} <b>end</b></p>") == f"{text} end"


@each_row(
    ("markup", "text"),
    [
        ("a <i>BRCA1</i> b", "a BRCA1 b"),
        ("H<sub>2</sub>O and <SUP>18</SUP>F", "H2O and 18F"),
        ("<mml:math><mml:mi>p</mml:mi></mml:math> <jats:italic>x</jats:italic>", "p x"),
        ("Word<o:p></o:p>'s", "Word's"),
        ("<a href='x>y' title=z>a > b</a>", "a > b"),
        ("<a href='x''>Odd quotes</a> <b class='y'>here</b>", "Odd quotes here"),
        ('cut off <a href="https://example.org/no', "cut off"),
        ("cut off </stro", "cut off"),
        ("a<br/>b<br />c<hr>d", "a b c d"),
        ("<input disabled>a<video controls></video>b", "ab"),
        ("a<!-- b -->c<!-- d", "ac"),
        ("<?xml version='1.0'?>a<!DOCTYPE html>b", "ab"),
        ("<script>if (a<b) c()</script>d<style>e", "d"),
        ("<STYLE type='x'>y</STYLE>z", "z"),
    ],
)
def test_known_elements_are_markup(markup: str, text: str) -> None:
    assert plain(markup) == text


@each_row(
    ("markup", "text"),
    [
        ("5 × 10<sup>6</sup> cells, p = 10<sup>−3</sup>", "5 × 10⁶ cells, p = 10⁻³"),
        ("10<sup>&minus;3</sup> or 10<sup>&#8211;4</sup>", "10⁻³ or 10⁻⁴"),
        ("10 <sup>6</sup> cells, 10&nbsp;<sup>5</sup>", "10⁶ cells, 10⁵"),
        ("<b>10</b><SUP class='a'> <i>6</i></SUP>, 10&lt;sup&gt;7&lt;/sup&gt;", "10⁶, 10⁷"),
        ("10<sup>n</sup>, 10<sup>5.5</sup>", "10ⁿ, 10^5.5"),
        ("aged 50<sup>1,2</sup>, 45%<sup>3</sup>, HER2<sup>4</sup>", "aged 50¹,², 45%³, HER2⁴"),
        ("per mL<sup>-1</sup>", "per mL⁻¹"),
        ("<sup>1</sup>3 people, log<sub>2</sub>1.5", "¹3 people, log₂1.5"),
        ("<mml:msup><mml:mn>10</mml:mn><mml:mn>6</mml:mn></mml:msup>", "10⁶"),
        ("<msup><mn>10</mn><mrow><mo>−</mo><mn>6</mn></mrow></msup>", "10⁻⁶"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x2"),
        ("2<sup>nd</sup>, IC<sub>50</sub>, m<sup>2</sup>", "2nd, IC50, m2"),
        ("CD8<sup>+</sup>, Ca<sup>2+</sup>, 5<sup>*</sup>", "CD8+, Ca2+, 5*"),
        ("2 <sup>18</sup>F scans, AUC<sub>0–24</sub>", "2 18F scans, AUC0–24"),
    ],
)
def test_a_raised_number_never_becomes_a_part_of_another_one(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_plain_text_keeps_what_looks_like_markup() -> None:
    text = "How to use\u200b <b> and &amp;\n in titles"
    assert tidy(text) == "How to use <b> and &amp; in titles"


def test_a_cut_is_made_at_a_word() -> None:
    assert shorten("one two three", 13) == "one two three"
    assert shorten("one two three", 12) == "one two…"
    assert shorten("one two, three", 10) == "one two…"
    assert shorten("x" * 20, 10) == "x" * 9 + "…"


def test_an_excerpt_ends_with_a_sentence_where_one_is_near() -> None:
    text = "The first sentence is here. The second one goes on and on."
    assert excerpt(text, 40) == "The first sentence is here."
    assert excerpt("Short. " + "word " * 20, 40).endswith("word…")


@given(st.text(), st.integers(1, 50))
def test_a_cut_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit
    assert len(excerpt(text, limit)) <= limit


PIECES = st.sampled_from(
    ["<b>", "</p>", "<script>", "&lt;", "&amp;lt;", "&gt;", "<", ">", "&", "amp;", "&#60;", "<!--"]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join))
def test_no_html_ever_remains(markup: str) -> None:
    text = plain(markup)
    assert not re.search(r"</?(?:b|p|script)>|<!--", text)
    assert text == " ".join(text.split())


def test_words_that_no_index_should_keep_whole_are_parted() -> None:
    assert with_words_parted("short words stay") == "short words stay"
    assert with_words_parted("a" * 450) == f"{'a' * 200} {'a' * 200} {'a' * 50}"
    assert with_words_parted(f"x {'乳' * 201}, y") == f"x {'乳' * 200} 乳, y"
    for at in range(203):
        before, behind = "x " * (at // 2), " y" * (at % 3)
        whole = f"{before}{'a' * 200}{behind}"
        assert with_words_parted(whole) == whole
        assert with_words_parted(f"{before}{'a' * 201}{behind}") == f"{before}{'a' * 200} a{behind}"


@each_row(
    ("tag", "is_plain"),
    [
        ('<img src="/a.jpg" alt="A scan" width="300">', True),
        ('<img\n\tsrc="/a.jpg"\n  data-src="/b.jpg" />', True),
        ('<img src="/a.jpg" src="/b.jpg" alt="">', True),
        ('<img src="/a.jpg" alt="A\nscan">', True),
        ('<img src="/a.jpg"alt="A scan">', False),
        ('<img src="/a.jpg" alt="1 &lt; 2 &amp; more">', False),
        ('<img src="/a.jpg" alt="A\r\nscan">', False),
        ('<img src="/a.jpg" alt=scan>', False),
        ("<img src='/a.jpg' alt='A scan'>", False),
        ('<img SRC="/a.jpg" hidden>', False),
        ('<img src="/a.jpg"\u00a0alt="A scan">', False),
    ],
)
def test_an_image_that_needs_no_parser_is_read_as_the_parser_reads_it(
    tag: str, *, is_plain: bool
) -> None:
    assert bool(PLAIN_IMAGE.fullmatch(tag)) == is_plain
    parsed = LexborHTMLParser(tag).css_first("img")
    assert parsed
    assert list(images_of(tag)) == [parsed.attributes]
