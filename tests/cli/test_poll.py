import re
from pathlib import Path

import aiosqlite
import pytest

from bot.cli.poll import as_words
from bot.pipelines.feed_poll import PollReport, PollStatus
from tests.cli.conftest import BRAIN, SCREENING
from tests.cli.program import FeedServer, Program, item, rss
from tests.shared import sample_feeds

FIELDS = {"gap", "notes"} | {"name", "url", "status", "new", "changed", "known", "error"}


async def make_due(program: Program) -> None:
    """Wait no interval out: what the schedule keeps is in the database."""
    async with aiosqlite.connect(program.folder / "progress.db") as connection:
        await connection.execute("UPDATE feeds SET next_check_at = 0")
        await connection.commit()


async def test_the_first_poll_fills_the_index_and_the_second_finds_nothing_new(
    program: Program,
) -> None:
    first = await program("poll", "--once", "--json")
    await make_due(program)
    second = await program("poll", "--once", "--json")

    assert (first.code, second.code) == (0, 0)
    assert [(f["status"], f["new"]) for f in first.json["feeds"]] == [("ok", 2)]
    assert [(f["status"], f["new"]) for f in second.json["feeds"]] == [("unchanged", 0)]


async def test_each_feed_is_reported_with_the_fields_of_the_contract(
    program: Program, feeds: FeedServer
) -> None:
    outcome = await program("poll", "--once", "--json")

    (report,) = outcome.json["feeds"]
    assert set(report) == FIELDS
    assert report["name"] == "News"
    assert report["url"] == feeds.url("/news")
    assert report["error"] is None
    assert outcome.out.count("\n") == 1


async def test_new_changed_and_known_articles_are_told_apart(
    program: Program, feeds: FeedServer
) -> None:
    await program("poll", "--once")
    renamed = SCREENING.replace("A mammogram at forty", "A mammogram at fifty")
    feeds.documents["/news"] = rss(item("third", "One more"), BRAIN, renamed)
    await make_due(program)

    outcome = await program("poll", "--once", "--json")

    (report,) = outcome.json["feeds"]
    assert (report["new"], report["changed"], report["known"]) == (1, 1, 1)


async def test_a_feed_that_is_not_due_is_left_alone(program: Program) -> None:
    program.settings["POLL_INTERVAL"] = "1h"
    await program("poll", "--once")

    outcome = await program("poll", "--once", "--json")

    assert outcome.code == 0
    assert outcome.json["feeds"][0]["status"] == "not_due"


async def test_a_feed_that_fails_is_named_and_the_others_are_polled(
    program: Program, feeds: FeedServer
) -> None:
    program.write_feeds(Gone=feeds.url("/gone"), News=feeds.url("/news"))

    outcome = await program("poll", "--once", "--json")

    gone, news = outcome.json["feeds"]
    assert outcome.code == 1
    assert gone["status"] == "error"
    assert "404" in gone["error"]
    assert news["new"] == 2


async def test_people_read_one_line_per_feed(program: Program) -> None:
    outcome = await program("poll", "--once")

    assert outcome.out == "News: 2 new, 0 changed, 0 known\n"
    assert outcome.err == ""


async def test_people_read_an_error_once(program: Program, feeds: FeedServer) -> None:
    program.write_feeds(Gone=feeds.url("/gone"))

    outcome = await program("poll", "--once")

    assert outcome.out.startswith("Gone: There is no feed at this address (404).")
    assert outcome.err == ""


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (PollReport("News", "", PollStatus.OK, new=3, changed=1), "3 new, 1 changed, 0 known"),
        (PollReport("News", "", PollStatus.UNCHANGED), "nothing changed"),
        (PollReport("News", "", PollStatus.NOT_DUE), "not due yet"),
        (PollReport("News", "", PollStatus.ERROR, error="It is gone."), "It is gone."),
    ],
)
def test_each_status_has_its_words(report: PollReport, words: str) -> None:
    assert as_words(report) == words


async def test_poll_without_once_does_the_same(program: Program) -> None:
    outcome = await program("poll")

    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == "News: 2 new, 0 changed, 0 known\n"


async def test_feeds_are_indexed_once_whatever_their_format(
    program: Program,
) -> None:
    documents = {f"/{path.name}": path.read_bytes() for path in sample_feeds()}
    with FeedServer.open(documents) as feeds:
        program.write_feeds(
            **{Path(path).name.replace(".", "_"): feeds.url(path) for path in documents}
        )
        first = await program("poll", "--once", "--json")
        await make_due(program)
        second = await program("poll", "--once", "--json")

    assert {f["status"] for f in first.json["feeds"]} == {"ok"}
    assert sum(f["new"] for f in first.json["feeds"]) > 100
    assert sum(f["new"] + f["changed"] for f in second.json["feeds"]) == 0


async def test_articles_that_may_be_missing_are_said_by_poll_and_doctor(
    program: Program, feeds: FeedServer
) -> None:
    def undated(*keys: str) -> bytes:
        items = (item(key, f"Study {key} of three") for key in keys)
        return rss(*(re.sub("<pubDate>.*?</pubDate>", "", each) for each in items))

    await program("poll", "--once")
    feeds.documents["/news"] = undated("a", "b", "c")
    await make_due(program)
    said = await program("poll", "--once")
    await make_due(program)
    feeds.documents["/news"] = undated("d", "e", "f")
    told = await program("poll", "--once", "--json")
    doctor = await program("doctor", "--json")

    assert "articles may be missing between" in said.out
    (report,) = told.json["feeds"]
    assert set(report["gap"]) == {"since", "until"}
    so_far = [each for each in doctor.json["checks"] if each["name"] == "feed News, so far"]
    assert len(so_far) == 2
    assert not any(each["ok"] for each in so_far)
    assert "backfill --again" in so_far[0]["say"]
