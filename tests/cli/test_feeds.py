"""`progress-bot feeds`: the real program, against a real server with feeds and pages."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.knowledge.opml import LARGEST_OPML_BYTES, MOST_FEEDS
from tests.cli.program import FeedServer, Program, at_a_terminal, item
from tests.cli.program import rss as rss_of
from tests.loopback import Server, serving

PAGE = (
    '<!DOCTYPE html><html><head><link rel="alternate" type="application/rss+xml" '
    'title="Comments" href="/comments/feed/"><link rel="alternate" type="application/rss+xml" '
    'href="/feed/"></head><body>A blog</body></html>'
)


def rss(title: str = "A blog", *items: str) -> bytes:
    entries = "".join(
        f"<item><title>{item}</title><guid>{item}</guid>"
        f"<link>https://example.org/{item.replace(' ', '-')}</link>"
        "<pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate></item>"
        for item in items
    )
    return (
        f'<rss version="2.0"><channel><title>{title}</title><link>https://example.org/</link>'
        f"{entries}</channel></rss>"
    ).encode()


@pytest.fixture
async def site() -> AsyncIterator[Server]:
    async with serving() as server:
        server.answer("/blog/", body=PAGE.encode(), Content_Type="text/html")
        server.answer("/feed/", body=rss("A blog", "About brain metastasis", "A recipe"))
        server.answer("/comments/feed/", body=rss("Comments on a blog"))
        server.answer("/listed", body=rss("Listed", "About screening"))
        yield server


@pytest.fixture
def program(tmp_path: Path, site: Server) -> Program:
    made = Program(tmp_path, DATABASE_PATH="progress.db", ALLOWED_PRIVATE_HOSTS="127.0.0.1")
    made.write_feeds(Listed=site.url("/listed"))
    return made


async def names(program: Program) -> dict[str, bool]:
    outcome = await program("feeds", "list", "--json")
    return {each["name"]: each["enabled"] for each in outcome.json["feeds"]}


async def test_a_page_leads_to_its_feed_which_is_read_from_then_on(
    program: Program, site: Server
) -> None:
    file = Path(program.settings["FEEDS_FILE"])
    before = await asyncio.to_thread(file.read_bytes)
    outcome = await program("feeds", "add", site.url("/blog/"))
    assert outcome.code == 0
    assert f"Added: A blog ({site.url('/feed/')}), 2 articles." in outcome.out
    assert site.url("/comments/feed/") in outcome.out
    polled = await program("poll", "--once", "--json")
    assert {each["name"]: each["new"] for each in polled.json["feeds"]} == {
        "Listed": 1,
        "A blog": 2,
    }
    assert await asyncio.to_thread(file.read_bytes) == before


async def test_a_dry_run_shows_what_would_be_indexed_and_keeps_nothing(
    program: Program, site: Server
) -> None:
    outcome = await program(
        "feeds", "add", site.url("/feed/"), "--phrase", "metastasis", "--dry-run"
    )
    assert outcome.code == 0
    assert "Would be read: A blog" in outcome.out
    assert "1 article, 1 left out by its phrases" in outcome.out
    assert "2026-03-01  About brain metastasis  [metastasis" in outcome.out
    assert "left out    A recipe" in outcome.out
    assert await names(program) == {"Listed": True}


@pytest.mark.parametrize("path", ["/none", "/no-feed"])
async def test_nothing_remains_of_what_is_no_feed(
    program: Program, site: Server, path: str
) -> None:
    site.answer("/no-feed", body=b"<html><body>A page</body></html>", Content_Type="text/html")
    outcome = await program("feeds", "add", site.url(path))

    assert outcome.code == 1
    assert not (program.folder / "progress.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pseudo-terminals")
async def test_a_feed_about_none_of_the_topics_is_asked_about_at_a_terminal(
    program: Program, site: Server
) -> None:
    site.answer("/recipes", body=rss("Recipes", "A soup", "A cake"))
    add = ("feeds", "add", site.url("/recipes"))
    assert await at_a_terminal(program, "n", *add) == (0, "Nothing was changed.\n")
    assert not (program.folder / "progress.db").exists()

    code, out = await at_a_terminal(program, "y", *add)
    assert (code, out.startswith("Added: Recipes")) == (0, True)


async def test_wishes_are_kept_and_may_be_changed_later(program: Program, site: Server) -> None:
    await program(
        "feeds", "add", site.url("/feed/"), "--name", "Mine", "--kind", "journal",
        "--topic", "metastasis",
    )  # fmt: skip
    again = await program("feeds", "add", "mine", "--audience", "professionals", "--json")
    assert (again.json["change"], again.json["name"]) == ("changed", "Mine")
    listed = (await program("feeds", "list", "--json")).json["feeds"]
    mine = next(each for each in listed if each["name"] == "Mine")
    assert (mine["kind"], mine["audience"]) == ("journal", "professionals")


async def test_a_feed_of_the_file_is_switched_off_and_on(program: Program, site: Server) -> None:
    assert (await program("feeds", "remove", "listed")).out == "Switched off: Listed\n"
    assert await names(program) == {"Listed": False}
    assert (await program("poll", "--once", "--json")).json["feeds"] == []
    on = await program("feeds", "add", site.url("/listed/"))
    assert on.out.startswith("Switched on: Listed")
    assert await names(program) == {"Listed": True}


async def test_a_feed_of_ones_own_is_taken_out(program: Program, site: Server) -> None:
    await program("feeds", "add", site.url("/feed/"))
    assert (await program("feeds", "remove", site.url("/feed/"))).out == "Removed: A blog\n"
    assert await names(program) == {"Listed": True}


def opml(**urls: str) -> str:
    outlines = (f'<outline text="{name}" xmlUrl="{url}"/>' for name, url in urls.items())
    return f'<opml version="2.0"><body>{"".join(outlines)}</body></opml>'


async def test_feeds_of_one_name_get_names_apart_however_they_are_added(
    program: Program, site: Server
) -> None:
    """Else a name would take one of them without a word, also for a purge."""
    site.answer("/other", body=rss("Listed", "A recipe"))
    site.answer("/third", body=rss("Third", "A recipe"))
    (program.folder / "list.opml").write_text(
        opml(listed="https://example.org/a", LISTED="https://example.org/b"), "utf-8"
    )

    imported = await program("feeds", "import", "list.opml")
    again = await program("feeds", "import", "list.opml")
    await program("feeds", "add", site.url("/other"))
    added = await program("feeds", "add", site.url("/third"), "--name", "listed")
    renamed = await program("feeds", "add", site.url("/third"), "--name", "LISTED")

    assert imported.out.startswith("listed (example.org): added\nLISTED (example.org 2): added\n")
    assert again.out.count(": known\n") == 2
    assert "listed (127.0.0.1 2)" in added.out
    assert "LISTED (127.0.0.1 2)" in renamed.out
    assert set(await names(program)) == {
        *("Listed", "listed (example.org)", "LISTED (example.org 2)"),
        *("Listed (127.0.0.1)", "LISTED (127.0.0.1 2)"),
    }


async def test_names_may_be_exchanged_by_an_import(program: Program, site: Server) -> None:
    await program("feeds", "add", site.url("/feed/"))
    exported = (await program("feeds", "export")).out
    exchanged = exported.replace("Listed", "_").replace("A blog", "Listed").replace("_", "A blog")
    (program.folder / "list.opml").write_text(exchanged, "utf-8")

    await program("feeds", "import", "list.opml")

    listed = (await program("feeds", "list", "--json")).json["feeds"]
    assert {each["name"]: each["url"] for each in listed} == {
        "A blog": site.url("/listed"),
        "Listed": site.url("/feed/"),
    }


async def test_a_name_of_several_feeds_is_refused_with_their_addresses(
    program: Program, site: Server
) -> None:
    await program("feeds", "add", site.url("/feed/"))
    await program("poll", "--once")
    # As after a change of the feeds file.
    program.write_feeds(Listed=site.url("/listed"), **{"a BLOG": site.url("/other")})

    for command in (
        *(("feeds", "remove", "A blog"), ("feeds", "remove", "A blog", "--purge", "--yes")),
        *(("feeds", "add", "A blog"), ("backfill", "A blog")),
    ):
        outcome = await program(*command)
        assert (outcome.code, outcome.out) == (1, "")
        assert "Several feeds have the name" in outcome.err
        assert site.url("/feed/") in outcome.err
        assert site.url("/other") in outcome.err
    found = await program("search", "recipe", "--source", "a blog", "--json")
    assert [hit["title"] for hit in found.json["hits"]] == ["A recipe"]
    assert (await program("feeds", "remove", site.url("/feed/"), "--purge", "--yes")).code == 0


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("/a b/feed", "The address is wrong: write one address without spaces"),
        ("/a b/feed", "a space is %20"),
        ("/feed/ http://127.0.0.1/", "write one address without spaces"),
        ("mailto:a@example.org", "This is a mail address."),
        ("<a@example.org>", "This is a mail address."),
    ],
)
async def test_what_is_no_address_is_told_before_a_server_is_asked(
    program: Program, site: Server, asked: str, sentence: str
) -> None:
    outcome = await program("feeds", "add", site.url(asked) if asked[0] == "/" else asked)

    assert (outcome.code, outcome.err.count("\n")) == (1, 1)
    assert sentence in outcome.err
    assert not site.requests


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "lsited"), "Did you mean “Listed”?"),
        (("remove", "https://example.org/none"), "There is no feed “https://example.org/none”"),
        (("add", "nosuch"), "Known are: Listed."),
        (("add", "http://127.0.0.1:99999/"), "No server can have the address"),
        (("remove", "https://example.org/none"), "none”. Known are: Listed."),
        (("add", "/feed/", "--topic", "metastatis"), "There is no topic “metastatis”"),
        (("add", "/none"), "There is no feed at this address (404)"),
        (("add", "https://me:secret@example.org/feed"), "holds a name or a password"),
        (("add", "me:secret@example.org/feed"), "holds a name or a password"),
        (("add", "feed://me:secret@example.org/feed"), "holds a name or a password"),
        (("add", "x" * 1_000), "There is no feed “xxx"),
        (("import", "nothing.opml"), "The file nothing.opml does not exist"),
        (("import", "."), ". is a folder. Name an OPML file"),
        (("import", "large.opml"), "The file is larger than 5 MB"),
    ],
)
async def test_what_is_wrong_is_one_sentence(
    program: Program, site: Server, arguments: tuple[str, ...], sentence: str
) -> None:
    with (program.folder / "large.opml").open("wb") as large:
        large.truncate(LARGEST_OPML_BYTES + 1)
    own = [each.startswith("/") for each in arguments]
    given = [site.url(each) if ours else each for each, ours in zip(arguments, own, strict=True)]
    outcome = await program("feeds", *given)
    usage = re.match(r"There is no (feed “|topic)|The file nothing|\. is a folder", outcome.err)
    assert outcome.code == (2 if usage else 1)
    assert outcome.err.count("\n") == 1
    assert sentence in outcome.err
    assert "secret" not in outcome.err
    assert len(outcome.err) < 500
    assert outcome.out == ""
    assert await names(program) == {"Listed": True}


async def test_a_page_that_names_no_feed_says_what_to_look_for(
    program: Program, site: Server
) -> None:
    site.answer("/about", body=b"<html><body>About us</body></html>", Content_Type="text/html")
    outcome = await program("feeds", "add", site.url("/about"))
    assert outcome.code == 1
    assert "the page names none" in outcome.err


async def test_an_export_imports_as_it_was(program: Program, site: Server, tmp_path: Path) -> None:
    await program(
        "feeds", "add", site.url("/feed/"), "--kind", "preprint", "--phrase", "metastasis"
    )
    exported = await program("feeds", "export")
    other = Program(tmp_path / "other", **program.settings)
    other.folder.mkdir()
    (other.folder / "feeds.opml").write_text(exported.out, "utf-8")
    imported = await other("feeds", "import", "feeds.opml")
    assert imported.code == 0
    assert imported.out.endswith("2 feeds, 0 skipped.\n")
    assert (await other("feeds", "export")).out.split("<body>")[1] == exported.out.split("<body>")[
        1
    ]


async def test_what_is_no_feed_in_a_list_is_skipped_by_name(program: Program) -> None:
    (program.folder / "list.opml").write_text(
        '<opml version="2.0"><body><outline text="Folder"><outline text="Fine" '
        'xmlUrl="https://example.org/fine"/><outline text="Odd" xmlUrl="javascript:alert(1)"/>'
        "</outline></body></opml>",
        "utf-8",
    )
    outcome = await program("feeds", "import", "list.opml")
    assert outcome.out == "Fine: added\n1 feed, 1 skipped.\n"
    assert outcome.err.startswith("Skipped “Odd”")


async def test_a_list_that_is_too_long_is_read_to_its_limit_and_exits_with_1(
    program: Program,
) -> None:
    outlines = "".join(f'<outline xmlUrl="https://e{n}.org/a"/>' for n in range(MOST_FEEDS + 2))
    text = f'<opml version="2.0"><body>{outlines}</body></opml>'
    (program.folder / "list.opml").write_text(text, "utf-8")

    outcome = await program("feeds", "import", "list.opml")

    assert (outcome.code, outcome.out.count(": added\n")) == (1, MOST_FEEDS)
    assert outcome.err == "Skipped all feeds after the first 2,000. Divide the file.\n"


async def test_what_a_new_feed_holds_is_said_to_be_kept_for_search(
    program: Program, site: Server
) -> None:
    outcome = await program("feeds", "add", site.url("/feed/"))

    assert "What it holds now is kept for search, not announced" in outcome.out


async def test_a_private_host_in_a_list_is_told_unless_it_is_allowed(program: Program) -> None:
    (program.folder / "list.opml").write_text(
        '<opml version="2.0"><body><outline text="Ours" xmlUrl="http://127.0.0.1/a"/>'
        '<outline text="Theirs" xmlUrl="http://10.0.0.1/b"/></body></opml>',
        "utf-8",
    )
    outcome = await program("feeds", "import", "list.opml")
    assert outcome.out == "Ours: added\n1 feed, 1 skipped.\n"
    assert "10.0.0.1 is a private host" in outcome.err
    assert "ALLOWED_PRIVATE_HOSTS" in outcome.err


async def test_what_is_gone_for_good_is_asked_again_when_it_is_added_anew(
    program: Program, site: Server
) -> None:
    site.answer("/listed", status=410)
    await program("poll", "--once")
    listed = await program("feeds", "list")
    assert "gone for good since" in listed.out
    site.answer("/listed", body=rss("Listed", "Back again"))
    await program("feeds", "add", "Listed")
    polled = await program("poll", "--once", "--json")
    assert polled.json["feeds"][0]["new"] == 1


async def test_a_dry_run_of_a_long_feed_shows_ten_articles_and_counts_the_rest(
    program: Program, feeds: FeedServer
) -> None:
    feeds.documents["/long"] = rss_of(*(item(f"n{n}", f"Sample study {n}") for n in range(72)))

    outcome = await program("feeds", "add", feeds.url("/long"), "--dry-run")

    assert outcome.out.count("Sample study") == 10
    assert outcome.out.endswith("  and 62 more\n")


@pytest.mark.parametrize("typed", ["  {url}\n", "feed:{url}", "feed://{bare}", "FEED:{url} "])
async def test_an_address_is_understood_as_people_type_it(
    program: Program, site: Server, typed: str
) -> None:
    url = site.url("/feed/")
    outcome = await program("feeds", "add", typed.format(url=url, bare=url.partition("//")[2]))
    assert outcome.err == ""
    assert f"Added: A blog ({url}), 2 articles." in outcome.out
    removed = await program("feeds", "remove", typed.format(url=url, bare=url.partition("//")[2]))
    assert removed.out == "Removed: A blog\n"


async def test_every_listed_feed_is_tried_and_nothing_is_kept(
    program: Program, site: Server
) -> None:
    program.write_feeds(Blog=site.url("/feed/"), Page=site.url("/blog/"), Gone=site.url("/missing"))
    outcome = await program("feeds", "check", "--json")

    found = {each["name"]: each for each in outcome.json["feeds"]}
    assert outcome.code == 1
    assert (found["Blog"]["articles"], found["Blog"]["newest"]) == (2, "2026-03-01T12:00:00Z")
    assert f"feeds add {site.url('/feed/')}" in found["Page"]["error"]
    assert "404" in found["Gone"]["error"]
    assert not (program.folder / "progress.db").exists()


async def test_a_check_prints_a_line_for_each_feed(program: Program) -> None:
    outcome = await program("feeds", "check")

    assert outcome.code == 0
    assert outcome.out == "ok     Listed: 1 article; the newest of 2026-03-01\n"


@pytest.mark.parametrize("status", [429, 503])
async def test_a_failing_feed_that_is_not_kept_is_not_said_to_be_asked_again(
    program: Program, site: Server, status: int
) -> None:
    site.answer("/busy", status=status)

    outcome = await program("feeds", "add", site.url("/busy"))

    assert outcome.code == 1
    assert outcome.err.endswith("Try again later.\n")
