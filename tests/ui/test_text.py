import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from simcord.preview._markdown import markdown_tokens

from bot.model.answer import Piece
from bot.ui.markup import (
    ZERO_WIDTH_SPACE,
    clip,
    emphasis,
    link,
    link_pieces,
    plain,
    quote,
    quote_pieces,
    web_url,
    when,
    with_both_ends,
)
from bot.ui.texts import long_date
from tests.tables import each_row

URL = "https://example.org/a"
HOSTILE = (
    "# big",
    "-# small",
    "> quoted",
    ">>> all quoted",
    "- item",
    "* item",
    "+ item",
    "1. item",
    "12) item",
    "**bold** __under__ *i* _i_ ~~gone~~ ||hidden||",
    "`code` ```block```",
    "[click](https://evil.example)",
    "[click](<https://evil.example>)",
    "https://evil.example/x",
    "<https://evil.example>",
    "discord.gg/abc and discord.com/invite/abc",
    "www.x.org, evil.example, sub.evil.co.uk:8080/x?y=z, a@evil.example",
    "<@123456789012345678> <@!123456789012345678> <@&123456789012345678> <#123456789012345678>",
    "@everyone @here",
    "<t:1700000000:R> <id:customize> </latest:123456789012345678>",
    "<:smile:123456789012345678> <a:wave:123456789012345678> :smile:",
    "\\# \\\\",
)


def unescaped(text: str) -> str:
    """The markup that is left when every escaped character is taken away."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "", text)


def token_kinds(tokens: list[dict[str, Any]]) -> Iterator[str]:
    """The kind of each token, however deep."""
    for token in tokens:
        yield token["type"]
        yield from token_kinds(token.get("children", []))


def shown(text: str) -> str:
    """The escaped text as a reader sees it."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", text).replace(ZERO_WIDTH_SPACE, "")


@each_row("text", HOSTILE)
def test_hostile_text_is_shown_as_it_stands(text: str) -> None:
    assert shown(quote(text, 1000)) == text


@each_row("text", HOSTILE)
def test_a_markdown_parser_sees_nothing_but_text(text: str) -> None:
    context = {
        "users": {"123456789012345678": "x"},
        "roles": {"123456789012345678": "x"},
        "channels": {"123456789012345678": "x"},
        "commands": {"123456789012345678": "latest"},
        "everyone": True,
    }

    blocks = markdown_tokens(quote(text, 1000), "text_display", context=context)

    assert set(token_kinds(blocks)) <= {"paragraph", "inline", "text"}


HOSTS = (
    "discord.gg/abc",
    "discord.com/invite\\abc",
    "evil.example",
    "EVIL.EXAMPLE.",
    "www.x.org",
    "www.x",
    "sub.evil-er.co.uk/path.html",
    "someone@evil.example",
    "https://evil.example/x",
    "(evil.example)",
    "böse.example",
    "evil.xn--p1ai",
    "evil\u3002example",
    "x.ai",
    "cafe\u0301.example",
    "उदाहरण.भारत",
    "evil\u00ad.example",
    "\N{PILE OF POO}\u20e3.la",
)
NAMED = re.compile(
    r"[\w\x80-\U0010ffff-][.\u3002](?:[^\W\d_]{2,}(?!\w)|[\u0904-\u0939]|xn--)|\bwww\.\w"
)


@each_row("text", HOSTS)
def test_names_of_hosts_are_shown_and_lead_nowhere(text: str) -> None:
    told = Piece(text, matched=True)
    shown_in = (
        quote(f"See {text} for more", 300),
        quote_pieces([Piece("See "), told, Piece(" for more")], 300),
        link(f"See {text} for more", URL, title_limit=300, url_limit=300).partition("](")[0],
        link_pieces([Piece("See "), told], URL, title_limit=300, url_limit=300).partition("](")[0],
        link(f"See {text}", "javascript:x", title_limit=300, url_limit=300),
    )

    assert NAMED.search(text)
    assert [each for each in shown_in if NAMED.search(each)] == []
    assert shown(quote(text, 300)) == text


@pytest.mark.parametrize(
    "text",
    [
        "EGFR p.T790M and c.68_69delAG at 0.5 mg vs. 1.0 mg, e.g. in the U.S.",
        "It ended. Then it began: 3.5 years, i.e. No. 7, Dr. Smith et al. (2.0 vs 3.1)",
        "J.R.R. Tolkien, M.D., Ph.D., a.m. and p.m. …and so on... the end.",
    ],
)
def test_an_ordinary_text_has_nothing_put_in(text: str) -> None:
    assert ZERO_WIDTH_SPACE not in quote(text, 300)
    assert ZERO_WIDTH_SPACE not in link(text.replace(":", ""), URL, title_limit=300, url_limit=300)


@pytest.mark.parametrize(
    "part", ["a.bc", "a.", "www.", "भ.भा", "*.[]", "https://a.bc/", "@everyone."]
)
def test_a_long_title_full_of_dots_fits_wherever_it_is_shown(part: str) -> None:
    title = (part * 250)[:250]

    assert len(quote(title, 300)) <= 300
    assert len(link(title, URL, title_limit=300, url_limit=300)) <= 300 + len(f"[]({URL})")
    assert len(clip(title, 100)) <= 100
    # Names and choices are matched and searched, and no client makes links of them.
    assert ZERO_WIDTH_SPACE not in clip(title, 300)


@given(st.lists(st.sampled_from([*"ab.-/@1 é_\u0301भा", "www.", "gg", "\u3002"])).map("".join))
def test_no_name_of_a_host_survives_in_any_text(text: str) -> None:
    assert not NAMED.search(quote(text, 300).replace("\\", ""))
    assert not NAMED.search(link(text, URL, title_limit=300, url_limit=300).partition("](")[0])


@given(st.text(), st.integers(1, 300))
@example("https://a.b", 300)
@example("\\", 2)
def test_no_markup_survives_in_any_text_and_it_fits(text: str, limit: int) -> None:
    result = quote(text, limit)

    left = unescaped(result)
    assert len(result) <= limit
    assert not re.search(r"[*_~|`\[\]<\\]|://|:\S|\n", left)
    assert not re.search(r"@(everyone|here|[!&]?\d)", result)
    assert not re.match(r"[#>+-]|\d+[.)]", result)


@given(st.text(), st.integers(20, 300))
@example("[Podcast] part ] two [", 300)
@example("🎗️ Hope", 300)
@example("see https://evil.example", 300)
def test_a_masked_link_stays_one_link_whatever_its_title(title: str, limit: int) -> None:
    result = link(title, URL, title_limit=limit, url_limit=500)

    match = re.fullmatch(r"\[([^\[\]]+)\]\(https://example\.org/a\)", result)
    assert match
    assert not re.search(r"[*_~|`\\]|://|<[@#:/a-z]|@(everyone|here)", match[1])
    assert len(match[1]) <= max(limit, len("Read this article"))


def test_a_title_in_a_link_loses_its_emoji_and_keeps_its_words() -> None:
    result = link("🎗️ Hope for [some]", URL, title_limit=100, url_limit=500)

    assert result == f"[Hope for (some)]({URL})"


def test_a_title_of_emoji_alone_still_leads_to_the_article() -> None:
    assert link("🎗️", URL, title_limit=100, url_limit=500) == f"[Read this article]({URL})"


def test_a_title_without_a_usable_link_is_plain_text() -> None:
    assert link("A *b*", "javascript:x", title_limit=100, url_limit=500) == r"A \*b\*"


def test_a_url_cannot_end_its_link() -> None:
    url = web_url("https://example.org/a(b) c?d=[e]<f>", 500)

    assert url == "https://example.org/a%28b%29%20c?d=%5Be%5D%3Cf%3E"


@each_row(
    "url",
    [
        "",
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "https://localhost/x",
        "https://user:secret@example.org/",
        "https://[bad",
        "https://exa mple.org/",
        "//example.org",
        "https://example.org/" + "a" * 600,
        "https://example.org:99999/a.png",
        "https://example.org:65536/",
        "https://example.org:abc/",
        "https://example.org:-1/",
        "https://example.org:8o/",
        "https://256.1.1.1/",
        "https://1.2.3/",
        "https://1.2.3.4.5/",
        "https://01.2.3.4/",
        "https://0x7f.1/",
        "https://example.123/",
        "https://example..org/",
        "https://.example.org/",
        "https://-example.org/",
        "https://example-.org/",
        f"https://{'a' * 64}.org/",
        f"https://{'a.' * 130}org/",
        "https://exa%6dple.org/",
        "https://example.org%00/",
        "https://exam|ple.org/",
        "https://[::1]/",
        "https://[v1.x]/",
        "https://xn--/",
        "https://xn--a.org/",
        "https://example.org/\ud800",
        "https://[::ffff:1.2.3.4]/",
        "https:///example.org/a",
    ],
)
def test_a_url_that_discord_would_refuse_is_none(url: str) -> None:
    assert web_url(url, 512) is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://example.org:8443/a", None),
        ("https://example.org:/a", None),
        ("https://1.2.3.4/a", None),
        ("https://a_b.example.org./a", None),
        ("https://münchen.example/ä", "https://m%C3%BCnchen.example/%C3%A4"),
        ("https://example.org/a%zz%20b%", "https://example.org/a%25zz%20b%25"),
    ],
)
def test_an_odd_url_that_is_sound_is_kept(url: str, shown: str | None) -> None:
    assert web_url(url, 512) == (shown or url)


@given(st.text(), st.integers(0, 50))
def test_a_clipped_text_fits_and_is_one_line(text: str, limit: int) -> None:
    result = clip(text, limit)

    assert len(result) <= max(limit, 1)
    assert result == plain(result)


def test_text_is_cut_between_words() -> None:
    assert clip("one two three four", 12) == "one two…"


def test_characters_that_turn_the_direction_of_text_are_dropped() -> None:
    assert plain("a\u202eb\x00c\n\td") == "abc d"


def test_a_time_is_worded_by_the_readers_client() -> None:
    assert when(datetime(2026, 1, 1, tzinfo=UTC)) == "<t:1767225600:R>"


PIECES = st.lists(
    st.builds(
        Piece,
        st.text() | st.sampled_from(["a b", " a ", "*", "\ue000", ":", "@", "#"]),
        st.booleans(),
    )
)


def kinds(text: str) -> list[str]:
    """The text of one line as a markdown parser reads it."""
    (paragraph,) = markdown_tokens(text, "text_display", context={})
    (line,) = paragraph["children"]
    return [each["type"] for each in line["children"] if each.get("content") != ""]


def without_bold(text: str) -> str:
    """The text without the stars that were not escaped."""
    return re.sub(r"(\\.)|\*\*", lambda match: match[1] or "", text)


def test_what_matched_is_bold_and_all_else_is_as_it_stands() -> None:
    pieces = [Piece("*A* "), Piece("brain", matched=True), Piece("_storm #1")]

    result = quote_pieces(pieces, 100)

    assert result == r"\*A\* **brain**\_storm \#1"
    assert kinds(result) == ["text", "strong_open", "text", "strong_close", "text"]


def test_what_matched_is_bold_within_a_link() -> None:
    pieces = [Piece("Brain mets", matched=True), Piece(" of *mice*")]

    result = link_pieces(pieces, URL, title_limit=100, url_limit=500)

    assert result == f"[**Brain mets** of ∗mice∗]({URL})"
    assert kinds(result)[:4] == ["link_open", "strong_open", "text", "strong_close"]


def test_spaces_stand_outside_of_what_is_bold_and_neighbours_are_one() -> None:
    pieces = [
        Piece("a"),
        Piece(" b ", matched=True),
        Piece("c", matched=True),
        Piece(" "),
        Piece("d", matched=True),
        Piece(" ", matched=True),
    ]

    assert quote_pieces(pieces, 100) == "a **b c d**"


def test_what_is_cut_within_bold_is_closed() -> None:
    pieces = [Piece("metastases of the brain and more", matched=True)]

    assert quote_pieces(pieces, 20) == "**metastases of…**"


@given(PIECES, st.integers(1, 200))
def test_nothing_but_bold_is_in_any_pieces_and_they_fit(pieces: list[Piece], limit: int) -> None:
    result = quote_pieces(pieces, limit)

    assert len(result) <= limit
    assert len(re.findall(r"\*\*", re.sub(r"\\.", "x", result))) % 2 == 0
    assert "****" not in re.sub(r"\\.", "x", result)
    assert not re.search(r"[*_~|`\[\]<\\]|://|:\S|\n", unescaped(without_bold(result)))
    assert not re.search(r"@(everyone|here|[!&]?\d)", result)


@given(PIECES, st.integers(20, 200))
def test_a_link_of_any_pieces_stays_one_link(pieces: list[Piece], limit: int) -> None:
    result = link_pieces(pieces, URL, title_limit=limit, url_limit=500)

    match = re.fullmatch(r"\[([^\[\]]+)\]\(https://example\.org/a\)", result)
    assert match
    assert len(match[1]) <= max(limit, len("Read this article"))
    assert not re.search(r"[*_~|`\\]|://", match[1].replace("**", ""))


@given(st.text(), st.integers(1, 200))
def test_a_text_in_one_piece_reads_like_the_text(text: str, limit: int) -> None:
    private = re.sub("[\ue000\ue001]", "", text)

    assert quote_pieces([Piece(text)], limit) == quote(private, limit)


def test_starred_words_of_a_sentence_stand_out() -> None:
    assert emphasis("showing *a*, *b") == [
        Piece("showing "),
        Piece("a", matched=True),
        Piece(", *b"),
    ]


def test_a_day_is_written_out() -> None:
    assert long_date(datetime(2026, 5, 3, tzinfo=UTC)) == "May 3, 2026"


def test_two_long_texts_that_begin_alike_are_told_apart_by_their_ends() -> None:
    begin = "lymphedema or neuropathy or letrozole or tamoxifen or "

    shown = [with_both_ends(f"{begin}{end}", 60) for end in ("fatigue or yoga", "work or sleep")]

    assert shown == [
        "lymphedema or neuropathy or letrozole or… or fatigue or yoga",
        "lymphedema or neuropathy or letrozole or… or work or sleep",
    ]


@given(st.text(), st.integers(min_value=20, max_value=80))
def test_a_text_with_both_ends_fits(text: str, limit: int) -> None:
    assert len(with_both_ends(text, limit)) <= limit
