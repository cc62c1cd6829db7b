import contextlib
import sqlite3
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from bot.cli.output import (
    EMPTY_ARGUMENT,
    LONG_ARGUMENT,
    SEARCH_OPTIONS_WITH_VALUES,
    UNREADABLE_ARGUMENT,
    refused_argument,
)
from bot.cli.search import search
from bot.ui.texts import DISCLAIMER
from tests.cli.program import OBEYING_RIGHTS, FeedServer, Program, item, rss
from tests.storage.damaging import fill

ANSWER_FIELDS = {"query", "understood", "took_ms", "confident", "missing", "notes", "hits"}
ANSWER_FIELDS |= {"filters"}
HIT_FIELDS = {
    *("number", "title", "url", "topics", "published", "source", "why", "retracted", "concern"),
    *("registry", "evidence", "trials"),
}


async def test_search_finds_what_was_polled(polled: Program) -> None:
    outcome = await polled("search", "brain mets", "--json")

    assert outcome.code == 0
    assert set(outcome.json) == ANSWER_FIELDS
    assert outcome.json["query"] == "brain mets"
    assert outcome.json["took_ms"] > 0
    best = outcome.json["hits"][0]
    assert set(best) == HIT_FIELDS
    assert best["title"] == "Brain metastases respond to a new drug"
    assert best["url"] == "https://example.org/brain"
    assert best["published"] == "2026-03-01T12:00:00Z"
    assert best["source"] == "News"
    assert best["retracted"] is False
    assert best["concern"] is False
    assert "metastasis" in best["topics"]
    assert all(isinstance(reason, str) for reason in best["why"])


READ_ONLY = """
import os
found = os.statvfs(".")
os.statvfs = lambda _: os.statvfs_result((*found[:8], found.f_flag | os.ST_RDONLY, found[9]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs statvfs")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["search", "brain mets"], 0, "Brain metastases respond to a new drug"),
        (["latest"], 0, "A mammogram at forty"),
        (["explain", "HER2"], 0, "HER2"),
        (["hide", "1"], 1, "can only be read. Make its file, folder and disk writable"),
        (["poll", "--once"], 1, "can only be read. Make its file, folder and disk writable"),
    ],
)
async def test_a_database_on_a_read_only_disk_is_read_and_not_written(
    program: Program, arguments: list[str], code: int, said: str
) -> None:
    del program.settings["GLOSSARY_FILE"]
    assert (await program("poll", "--once")).code == 0
    # SQLite cannot make this file, as on such a disk.
    (program.folder / "progress.db-shm").mkdir()
    before = (program.folder / "progress.db").read_bytes()

    outcome = await program(*arguments, before=READ_ONLY)

    assert (outcome.code, said in outcome.out + outcome.err) == (code, True)
    assert (program.folder / "progress.db").read_bytes() == before


READING: tuple[tuple[list[str], str], ...] = (
    (["search", "brain mets"], "Brain metastases respond to a new drug"),
    (["latest"], "A mammogram at forty"),
    (["deliveries"], "There are no deliveries yet"),
    (["feeds", "list"], "News: 2 articles"),
    (["feeds", "export"], "<opml"),
    (["feeds", "check"], "ok     News: 2 articles"),
    (["feeds", "add", "--dry-run", "{feed}"], "Would be read: News"),
)
"""Commands that answer if the database cannot be written."""


async def test_a_database_on_a_full_disk_is_read_and_not_written(
    program: Program, feeds: FeedServer, small_disk: Path
) -> None:
    program.settings["DATABASE_PATH"] = str(small_disk / "progress.db")
    assert (await program("poll", "--once")).code == 0
    fill(small_disk)

    for arguments, said in READING:
        outcome = await program(*(each.format(feed=feeds.url("/news")) for each in arguments))
        assert (outcome.code, said in outcome.out) == (0, True), (arguments, outcome)
    for arguments in (["hide", "1"], ["poll"], ["doctor", "--repair"]):
        outcome = await program(*arguments)
        assert (outcome.code, "is full. Free some space" in outcome.err) == (1, True), arguments
    copied = await program("backup", "copy.db")
    assert (copied.code, (program.folder / "copy.db").exists()) == (0, True)


@pytest.mark.skipif(sys.platform != "linux", reason="cannot give up the rights of root")
async def test_a_database_that_may_only_be_read_is_read_and_not_written(
    program: Program, feeds: FeedServer
) -> None:
    folder = program.folder / "kept"
    program.settings["DATABASE_PATH"] = "kept/progress.db"
    assert (await program("poll", "--once")).code == 0
    (folder / "progress.db").chmod(0o400)
    folder.chmod(0o500)

    for arguments, said in READING:
        asked = [each.format(feed=feeds.url("/news")) for each in arguments]
        outcome = await program(*asked, before=OBEYING_RIGHTS)
        assert (outcome.code, said in outcome.out) == (0, True), (arguments, outcome)
    for arguments in (["hide", "1"], ["poll"]):
        outcome = await program(*arguments, before=OBEYING_RIGHTS)
        assert (outcome.code, "can only be read. Make its" in outcome.err) == (1, True), arguments
    folder.chmod(0o700)


async def test_words_need_no_quotes(polled: Program) -> None:
    outcome = await polled("search", "brain", "mets", "--json")

    assert outcome.json["query"] == "brain mets"


async def test_nothing_found_is_no_failure(polled: Program) -> None:
    outcome = await polled("search", "zzzzqqqq", "--json")

    assert outcome.code == 0
    assert outcome.json["hits"] == []


@pytest.mark.parametrize("query", ['NEAR( "a* OR -', "COVID-19; p53? \N{RIBBON}", "-h", "--topic"])
async def test_any_string_is_a_query(polled: Program, query: str) -> None:
    outcome = await polled("search", "--json", "--", query)

    assert outcome.code == 0
    assert outcome.json["query"] == query


async def test_filters_narrow_the_answer(polled: Program) -> None:
    by_topic = await polled("search", "drug", "mammogram", "--topic", "screening", "--json")
    by_source = await polled("search", "drug", "--source", "News", "--json")
    by_date = await polled("search", "drug", "--since", "2026-04", "--json")

    assert [hit["title"] for hit in by_topic.json["hits"]] == ["A mammogram at forty"]
    assert {hit["source"] for hit in by_source.json["hits"]} == {"News"}
    assert by_date.json["hits"] == []


async def test_exact_looks_for_the_words_as_typed(polled: Program) -> None:
    understood = await polled("search", "brain mets", "--json")
    exact = await polled("search", "brain mets", "--exact", "--json")

    assert understood.json["understood"]
    assert understood.json["hits"][0]["why"] == ["matched: brain metastases"]
    assert exact.json["understood"] == []
    assert "matched: brain metastases" not in str(exact.json["hits"])


async def test_what_no_article_has_is_told(polled: Program) -> None:
    query = ("search", "small trial of a new drug in zebras")

    outcome = await polled(*query, "--json")
    shown = await polled(*query)

    assert outcome.json["missing"] == ["zebras"]
    assert "None about zebras\n" in shown.out


async def test_newest_come_first_where_they_are_sorted_by_date(
    program: Program, feeds: FeedServer
) -> None:
    older = item("a", "Letrozole and joints").replace("Sun, 01 Mar", "Sun, 01 Feb")
    feeds.documents["/news"] = rss(older, item("b", "Joints, letrozole, sleep and mood"))
    await program("poll", "--once")

    best = (await program("search", "letrozole joints", "--json")).json["hits"]
    newest = (await program("search", "letrozole joints", "--sort", "date", "--json")).json["hits"]

    assert [hit["title"][0] for hit in best] == ["L", "J"]
    assert [hit["title"][0] for hit in newest] == ["J", "L"]


async def test_operators_are_understood_and_wrong_ones_are_explained(polled: Program) -> None:
    outcome = await polled("search", "drug -mammogram topic:nowhere", "--json")
    shown = await polled("search", "drug topic:nowhere")

    (note,) = outcome.json["notes"]
    assert [hit["title"] for hit in outcome.json["hits"]] == [
        "Brain metastases respond to a new drug"
    ]
    assert note.startswith("There is no topic *nowhere*; it was ignored.")
    assert note.replace("*", "") in shown.out


async def test_limit_is_kept(polled: Program) -> None:
    outcome = await polled("latest", "--limit", "1", "--json")

    assert len(outcome.json["hits"]) == 1


async def test_latest_is_search_without_a_query(polled: Program) -> None:
    outcome = await polled("latest", "screening", "--json")

    assert outcome.code == 0
    assert outcome.json["query"] is None
    assert outcome.json["understood"] == []
    assert [hit["title"] for hit in outcome.json["hits"]] == ["A mammogram at forty"]


async def test_a_topic_of_several_words_needs_no_quotes(polled: Program) -> None:
    outcome = await polled("latest", "Young", "Women", "--json")

    assert (outcome.code, outcome.json["hits"]) == (0, [])


async def test_filters_that_were_understood_are_told(polled: Program) -> None:
    typed = await polled("search", "drug topic:screening since:2024 in:people", "--json")
    named = await polled("search", "drug", "--source", "news", "--json")
    latest = await polled("latest", "screening", "--json")

    assert typed.json["filters"] == {
        "topic": "screening",
        "source": None,
        "since": "2024-01-01T00:00:00Z",
        "evidence": ["observed", "randomized", "review", "trial"],
        "evidence_left_out": [],
    }
    assert named.json["filters"]["source"] == "News"
    assert latest.json["filters"]["topic"] == "screening"


@pytest.mark.parametrize("query", ["", "  ", "\t"])
async def test_no_words_are_answered_with_what_to_type(polled: Program, query: str) -> None:
    outcome = await polled("search", query)

    assert (outcome.code, outcome.out) == (2, "")
    assert "Type what to look for, such as `progress-bot search brain mets`." in outcome.err


async def test_a_word_with_a_minus_leaves_out_what_has_it(polled: Program) -> None:
    arguments = ("search", "--limit", "5", "drug", "-chemo", "-brain", "--json")

    outcome = await polled(*arguments)

    assert outcome.code == 0
    assert outcome.json["query"] == "drug -chemo -brain"
    assert all("Brain" not in hit["title"] for hit in outcome.json["hits"])
    assert "-topic" in (await polled("search", "x", "--topci", "y")).err


def test_every_option_of_a_search_that_has_a_value_is_known_before_it_is_read() -> None:
    hints = get_type_hints(search)
    valued = {f"--{name}" for name, kind in hints.items() if name != "query" and kind is not bool}

    assert valued - {"--as_json", "--return"} == set(SEARCH_OPTIONS_WITH_VALUES)


@pytest.mark.parametrize("topic", ["Screening", "SCREENING", "screening"])
async def test_a_topic_is_known_by_its_name_in_any_case(polled: Program, topic: str) -> None:
    outcome = await polled("latest", topic, "--json")

    assert [hit["title"] for hit in outcome.json["hits"]] == ["A mammogram at forty"]


@pytest.mark.parametrize(
    "arguments", [("latest", "metastases"), ("search", "x", "--topic", "metastases")]
)
async def test_an_unknown_topic_is_wrong_usage_and_names_the_nearest(
    program: Program, arguments: tuple[str, ...]
) -> None:
    outcome = await program(*arguments)

    assert outcome.code == 2
    assert "metastasis" in outcome.err
    assert outcome.out == ""


@pytest.mark.parametrize(
    ("arguments", "where"),
    [(("latest", "nope"), "TOPIC"), (("search", "x", "--topic", "nope"), "--topic")],
)
async def test_an_unknown_topic_with_none_near_it_names_them_all(
    program: Program, arguments: tuple[str, ...], where: str
) -> None:
    outcome = await program(*arguments)

    assert f"Invalid value for {where}: there is no topic nope. The topics are: " in outcome.err
    assert "in-memoriam" in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("search",),
        ("search", "x", "--limit", "0"),
        ("search", "x", "--since", "soon"),
        ("search", "x", "--since", "2024-13"),
        ("search", "x", "--sort", "size"),
        ("serach", "x"),
    ],
)
async def test_wrong_usage_exits_with_2(program: Program, arguments: tuple[str, ...]) -> None:
    outcome = await program(*arguments)

    assert outcome.code == 2
    assert outcome.out == ""
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("command", ["latest", "hide", "feeds add"])
async def test_an_argument_that_no_command_takes_is_told_in_one_sentence(
    program: Program, command: str
) -> None:
    empty = await program(*command.split(), " ")
    unreadable = await program(*command.split(), "\udcff\udcfe")
    long = await program(*command.split(), "x" * 100_000)

    assert [each.code for each in (empty, unreadable, long)] == [2, 2, 2]
    assert empty.err == f"{EMPTY_ARGUMENT}\n"
    assert unreadable.err == f"{UNREADABLE_ARGUMENT}\n"
    assert long.err == f"{LONG_ARGUMENT.format(argument='x' * 50 + '…')}\n"


@pytest.mark.parametrize("text", ["inflammatory\u00a0breast", "👩\u200d⚕️", "two\nlines", "a\tb"])
def test_text_that_was_copied_from_a_page_is_taken(text: str) -> None:
    assert refused_argument(["explain", text]) is None


async def test_people_read_title_link_and_reasons(polled: Program) -> None:
    outcome = await polled("search", "brain mets")

    assert "Brain metastases respond to a new drug\n  https://example.org/brain\n" in outcome.out
    assert "News · March 1, 2026" in outcome.out
    assert outcome.out.endswith(f"{DISCLAIMER}\n")


async def test_people_read_what_was_retracted_and_what_is_doubted(
    program: Program, feeds: FeedServer
) -> None:
    doubted = item("a", "A small trial", category="Expression of Concern")
    retracted = item("b", "A large trial", category="Retracted")
    feeds.documents["/news"] = rss(doubted, retracted)
    await program("poll", "--once")

    shown = (await program("latest")).out
    hits = (await program("latest", "--json")).json["hits"]

    assert "EXPRESSION OF CONCERN: A small trial\n" in shown
    assert "RETRACTED: A large trial\n" in shown
    assert {hit["title"]: (hit["retracted"], hit["concern"]) for hit in hits} == {
        "A small trial": (False, True),
        "A large trial": (True, False),
    }


async def test_what_a_title_says_itself_is_not_said_twice(
    program: Program, feeds: FeedServer
) -> None:
    feeds.documents["/news"] = rss(
        item("a", "RETRACTED: Vitamin C and tumors"),
        item("b", "Expression of Concern: Honey and wounds"),
    )
    await program("poll", "--once")

    shown = (await program("latest")).out.splitlines()

    assert "RETRACTED: Vitamin C and tumors" in shown
    assert "Expression of Concern: Honey and wounds" in shown


async def test_people_and_programs_read_what_a_registry_states(program: Program) -> None:
    await program("poll", "--once")
    with contextlib.closing(sqlite3.connect(program.folder / "progress.db")) as connection:
        connection.execute("UPDATE articles SET doi = '10.1000/a' WHERE key = 'guid:brain'")
        connection.execute(
            "INSERT INTO registry_checks (doi, asked_at, notice, dated)"
            " VALUES ('10.1000/a', 1, 'retraction', '2026-02-03')"
        )
        connection.commit()

    shown = (await program("search", "brain")).out
    hits = (await program("latest", "--json")).json["hits"]

    assert "RETRACTED: Brain metastases respond to a new drug\n" in shown
    assert "  Crossref lists this paper as retracted (February 3, 2026)\n" in shown
    assert [
        (hit["retracted"], hit["registry"]) for hit in sorted(hits, key=lambda h: h["url"])
    ] == [
        (True, {"notice": "retraction", "date": "2026-02-03", "source": "Crossref"}),
        (False, None),
    ]


@pytest.mark.parametrize(
    ("key", "notice", "says"),
    [
        (
            "10.1000/a",
            "partial_retraction",
            ("RETRACTED IN PART: Brain", "  Crossref lists a part of this paper as retracted\n"),
        ),
        (
            "10.1000/a",
            "expression_of_concern",
            ("EXPRESSION OF CONCERN: Brain", "  Crossref lists an expression of concern about"),
        ),
        ("pmid:4001", "retraction", ("RETRACTED: Brain", "  PubMed lists this paper as retracted")),
    ],
)
async def test_the_title_says_no_more_than_the_registry(
    program: Program, key: str, notice: str, says: tuple[str, ...]
) -> None:
    await program("poll", "--once")
    with contextlib.closing(sqlite3.connect(program.folder / "progress.db")) as connection:
        connection.execute(
            "UPDATE articles SET doi = '10.1000/a', pmid = '4001' WHERE key = 'guid:brain'"
        )
        connection.execute(
            "INSERT INTO registry_checks (doi, asked_at, notice) VALUES (?, 1, ?)", (key, notice)
        )
        connection.commit()

    shown = (await program("search", "brain")).out

    assert all(each in shown for each in says)
    assert shown.count("CONCERN:") == (notice == "expression_of_concern")


async def test_people_and_programs_read_what_kind_of_study_it_is(
    program: Program, feeds: FeedServer
) -> None:
    trial = item("a", "Yoga helps sleep, a randomized phase 3 trial (NCT01234567) finds")
    feeds.documents["/news"] = rss(trial, item("b", "Yoga and other news"))
    await program("poll", "--once")

    shown = (await program("latest")).out
    hits = {
        hit["title"]: (hit["evidence"], hit["trials"])
        for hit in (await program("latest", "--json")).json["hits"]
    }

    assert "randomized trial in people" in shown
    assert hits["Yoga and other news"] == (None, [])
    assert hits["Yoga helps sleep, a randomized phase 3 trial (NCT01234567) finds"] == (
        {
            "kind": "randomized",
            "phase": "3",
            "size": None,
            "why": ["randomized phase 3 trial", "phase 3"],
            "source": "rules",
        },
        ["NCT01234567"],
    )


async def test_people_read_that_nothing_was_found(polled: Program) -> None:
    outcome = await polled("search", "zzzzqqqq")

    assert outcome.out.startswith("Nothing was found.")


@pytest.mark.parametrize("command", [("latest",), ("search", "brain mets")])
async def test_before_the_first_poll_people_read_how_to_begin(
    program: Program, command: tuple[str, ...]
) -> None:
    outcome = await program(*command)

    assert outcome.code == 0
    assert "progress-bot poll --once" in outcome.out
    assert "Nothing was found." not in outcome.out


async def test_a_mistyped_source_names_the_nearest(polled: Program) -> None:
    outcome = await polled("search", "brain", "--source", "Nwes")

    assert outcome.code == 2
    assert "there is no feed Nwes. The nearest are: News." in outcome.err


async def test_a_source_like_no_feed_names_all(polled: Program) -> None:
    outcome = await polled("search", "brain", "--source", "zzzqqq")

    assert outcome.code == 2
    assert "there is no feed zzzqqq. The feeds are: News" in outcome.err


async def test_a_source_is_known_in_any_case(polled: Program) -> None:
    outcome = await polled("search", "brain", "--source", "news", "--json")

    assert [hit["source"] for hit in outcome.json["hits"]] == ["News"]


async def test_a_mistyped_source_within_a_query_names_the_nearest(polled: Program) -> None:
    outcome = await polled("search", "brain source:nwes")

    assert "There is no source nwes; it was ignored. The nearest: News." in outcome.out


async def test_a_topic_that_is_none_names_no_command_of_the_chat(polled: Program) -> None:
    outcome = await polled("search", "brain topic:nonsense")

    assert "There is no topic nonsense; it was ignored." in outcome.out
    assert "/topics" not in outcome.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("search", "x", "--limit", "0"), "'--limit': write a whole number from 1 to 100, not 0."),
        (("latest", "--limit", "x"), "'--limit': write a whole number from 1 to 100, not x."),
        (
            ("search", "x", "--since", ""),
            "write 2024, 2024-05, 2024-05-01, 30d, 6m or 2y, not “”",
        ),
        (("search", "x", "--topic", ""), "there is no topic “”."),
        (("search", "x", "--source", " "), "there is no feed “”."),
        (("search", "x", "--source", "y" * 9_000), f"there is no feed {'y' * 50}…."),
        (("search", "x", "--sort", "best"), "'--sort': write one of relevance, date, not best."),
        (("deliveries", "--limit", "1001"), "write a whole number from 1 to 1000, not 1001."),
        (("backfill", "--pages", "-1"), "'--pages': write a whole number of 1 or more, not -1."),
        (
            ("backfill", "--pages", "9" * 20),
            f"write a whole number from 1 to {2**63 - 1}, not {'9' * 20}.",
        ),
        (("feeds", "allow", "x"), "'N': write a whole number of 1 or more, not x."),
        (("feeds", "refuse", "1.5"), "'N': write a whole number of 1 or more, not 1.5."),
        (("feeds", "add", "x", "--kind", "blog"), "'--kind': write one of news, stories, "),
        (("feeds", "add", "x", "--audience", "all"), "'--audience': write one of "),
        (("demo", "--port", "70000"), "write a whole number from 0 to 65535, not 70000."),
        (("demo", "--every", "soon"), "write a whole number from 1 to 86400, not soon."),
    ],
)
async def test_a_wrong_argument_is_told_in_the_program_s_own_words(
    polled: Program, arguments: tuple[str, ...], sentence: str
) -> None:
    outcome = await polled(*arguments)

    assert outcome.code == 2
    assert sentence in outcome.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hide", ""], "An argument is empty. Write something there."),
        (["explain", " "], "An argument is empty. Write something there."),
        (["feeds", "add", "x", "--name", ""], "or leave the option out."),
    ],
)
def test_only_an_option_can_be_left_out(arguments: list[str], said: str) -> None:
    assert (refused_argument(arguments) or "").endswith(said)
