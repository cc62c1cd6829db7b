from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.texts import NONE_FAILED, NONE_YET
from bot.model.delivery import DeliveryState, FailureKind, PlannedDelivery, PostKind, PostState
from bot.storage import carried_articles, deliveries, posts
from bot.storage.database import Database
from tests.cli.program import Program
from tests.factories import NOON

FIELDS = {
    "article",
    "url",
    "guild_id",
    "channel_id",
    "state",
    "reason",
    "message_url",
    "planned",
    "sent",
}
GUILD = 2**60 + 1
"""One that a JavaScript number would round."""


@pytest.fixture
async def delivered(program: Program) -> Program:
    """A program that planned three deliveries: one was sent, one failed, one waits."""
    assert (await program("poll", "--once")).code == 0
    planned = [PlannedDelivery(GUILD, channel, (), ()) for channel in (10, 11, 12)]
    async with (
        Database.open(program.folder / "progress.db") as database,
        database.transaction() as connection,
    ):
        await deliveries.add(connection, 1, planned, NOON)
        sent, failed, _ = await deliveries.unbundled(connection)
        made = [posts.NewPost(GUILD, channel, PostKind.CARD) for channel in (10, 11)]
        ids = await posts.add(connection, made, NOON)
        await deliveries.put_on(connection, zip(ids, [[sent], [failed]], strict=True))
        await posts.sent(connection, [(ids[0], 2**61)], NOON)
        carried = await carried_articles.of_posts(connection, ids)
        await deliveries.sent(connection, [(ids[0], carried[ids[0]])])
        await posts.fail(connection, ids[1], "A rule keeps this out.")
        await deliveries.settle(connection, ids[1], DeliveryState.FAILED, "A rule keeps this out.")
    return program


async def test_json_has_the_fields_of_the_contract_newest_first(delivered: Program) -> None:
    outcome = await delivered("deliveries", "--json")

    assert outcome.code == 0
    assert set(outcome.json) == {"deliveries"}
    waits, failed, sent = outcome.json["deliveries"]
    assert set(sent) == FIELDS
    assert sent == {
        "article": failed["article"],
        "url": failed["url"],
        "guild_id": str(GUILD),
        "channel_id": "10",
        "state": "sent",
        "reason": None,
        "message_url": f"https://discord.com/channels/{GUILD}/10/{2**61}",
        "planned": "2026-03-01T12:00:00Z",
        "sent": "2026-03-01T12:00:00Z",
    }
    assert (failed["state"], failed["reason"]) == ("failed", "A rule keeps this out.")
    assert (waits["state"], waits["reason"]) == ("pending", "It waits for its turn.")
    assert (waits["message_url"], waits["sent"]) == (None, None)
    assert sent["article"] in {"A mammogram at forty", "Brain metastases respond to a new drug"}
    assert sent["url"].startswith("https://example.org/")


async def test_failed_and_limit_narrow_the_list(delivered: Program) -> None:
    failed = await delivered("deliveries", "--failed", "--json")
    limited = await delivered("deliveries", "--limit", "1", "--json")

    assert [each["state"] for each in failed.json["deliveries"]] == ["failed"]
    assert [each["state"] for each in limited.json["deliveries"]] == ["pending"]


async def test_people_read_a_table_with_what_else_there_is_to_say(delivered: Program) -> None:
    outcome = await delivered("deliveries")

    heading, *lines = outcome.out.splitlines()
    assert heading.split() == ["State", "When", "(UTC)", "Server", "Channel", "Article"]
    assert [line[: heading.index("Server")].split() for line in lines[::2]] == [
        ["pending", "2026-03-01", "12:00"],
        ["failed", "2026-03-01", "12:00"],
        ["sent", "2026-03-01", "12:00"],
    ]
    assert [line.strip() for line in lines[1::2]] == [
        "It waits for its turn.",
        "A rule keeps this out.",
        f"https://discord.com/channels/{GUILD}/10/{2**61}",
    ]


@pytest.mark.parametrize(("arguments", "sentence"), [((), NONE_YET), (("--failed",), NONE_FAILED)])
async def test_nothing_to_show_is_no_failure(
    program: Program, arguments: tuple[str, ...], sentence: str
) -> None:
    shown = await program("deliveries", *arguments)
    as_json = await program("deliveries", *arguments, "--json")

    assert (shown.code, shown.out) == (0, f"{sentence}\n")
    assert (as_json.code, as_json.json) == (0, {"deliveries": []})


@pytest.mark.parametrize("limit", ["0", "1001", "many"])
async def test_a_limit_out_of_range_is_wrong_usage(program: Program, limit: str) -> None:
    outcome = await program("deliveries", "--limit", limit)

    assert (outcome.code, outcome.out) == (2, "")


async def test_who_has_waited_for_hours_is_told_once_for_each_reason(program: Program) -> None:
    assert (await program("poll", "--once")).code == 0
    now = datetime.now(UTC)
    waits = {10: timedelta(hours=5), 11: timedelta(hours=3), 12: timedelta(minutes=9)}
    async with (
        Database.open(program.folder / "progress.db") as database,
        database.transaction() as connection,
    ):
        made = [posts.NewPost(GUILD, channel, PostKind.CARD) for channel in waits]
        for post_id, wait in zip(
            await posts.add(connection, made, NOON), waits.values(), strict=True
        ):
            await connection.execute("UPDATE posts SET state = 'sending' WHERE id = ?", (post_id,))
            await posts.retry(
                connection,
                post_id,
                PostState.READY,
                now,
                "Ask again.",
                failure=FailureKind.LIMITED,
                met_at=now - wait,
            )

    shown = await program("deliveries")
    examined = await program("doctor", "--json")

    since = f"{now - timedelta(hours=5):%Y-%m-%d %H:%M} UTC"
    sentence = f"2 channels have waited, the first since {since}. Ask again."
    assert shown.out.splitlines()[-1] == sentence
    assert [each["say"] for each in examined.json["checks"] if "deliveries" in each["name"]] == [
        sentence
    ]
