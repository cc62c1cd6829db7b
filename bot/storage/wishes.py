"""Stores wishes, and the topics and words that servers mute.

A wish belongs to one subscription or mute; the schema deletes it with that row.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from functools import lru_cache
from sqlite3 import Row
from typing import Any

from aiosqlite import Connection

from bot.model.wish import (
    ArticlePart,
    Exclusion,
    KeptWish,
    Mute,
    Reach,
    Wish,
    WishAlternative,
    WishConcept,
    WishMatch,
    WishPhrase,
)

log = logging.getLogger(__name__)

WISHES_AT_ONCE = 500
"""Reading this many wishes blocks the event loop for about 10 ms."""

STRAY_SIGNS = " ,;"
"""Separators that are stripped from both ends of the words."""

_KEPT = "*, EXISTS (SELECT 1 FROM mutes WHERE wish_id = wishes.id) AS is_mute"


async def add(
    connection: Connection, guild_id: int, wish: Wish, edition: str, changed: str = ""
) -> int:
    """Insert a wish and return its id."""
    return await _insert(
        connection, guild_id, wish.words, json.dumps(_written(wish)), edition, changed
    )


async def put(
    connection: Connection, kept: KeptWish, wish: Wish | None, edition: str, changed: str = ""
) -> int:
    """Replace a wish by the way it is understood now; returns its new id.

    A wish that could not be understood stays as it was stored.
    """
    rows = await connection.execute_fetchall(
        "SELECT understood FROM wishes WHERE id = ?", (kept.id,)
    )
    stored = next((row["understood"] for row in rows), "")
    understood = json.dumps(_written(wish)) if wish else stored
    new = await _insert(connection, kept.guild_id, kept.words, understood, edition, changed)
    for table in ("subscriptions", "mutes"):
        await connection.execute(
            f"UPDATE {table} SET wish_id = ? WHERE wish_id = ?",  # noqa: S608 - the names above
            (new, kept.id),
        )
    await connection.execute("DELETE FROM wishes WHERE id = ?", (kept.id,))
    return new


async def _insert(connection: Connection, *values: object) -> int:
    rows = await connection.execute_fetchall(
        """
        INSERT INTO wishes (guild_id, words, understood, edition, changed)
        VALUES (?, ?, ?, ?, ?) RETURNING id
        """,
        values,
    )
    return int(next(iter(rows))[0])


async def load(connection: Connection, ids: Iterable[int]) -> dict[int, KeptWish]:
    """The stored wishes among these ids."""
    rows = await connection.execute_fetchall(
        f"""
        SELECT {_KEPT} FROM wishes WHERE id IN (SELECT value FROM json_each(?))
        """,  # noqa: S608 - the columns above
        (json.dumps(list(ids)),),
    )
    return {row["id"]: _kept(row) for row in rows}


async def outdated(connection: Connection, edition: str, limit: int) -> list[KeptWish]:
    """Wishes that were understood by another thesaurus."""
    rows = await connection.execute_fetchall(
        f"SELECT {_KEPT} FROM wishes WHERE edition <> ? ORDER BY id LIMIT ?",  # noqa: S608 - above
        (edition, limit),
    )
    return [_kept(row) for row in rows]


async def after(connection: Connection, wish_id: int) -> list[tuple[int, Wish | None]]:
    """The next wishes by id; None stands for a wish that cannot be read."""
    rows = await connection.execute_fetchall(
        "SELECT id, understood FROM wishes WHERE id > ? ORDER BY id LIMIT ?",
        (wish_id, WISHES_AT_ONCE),
    )
    return [(row["id"], _read(row["understood"], row["id"])) for row in rows]


async def add_mute(
    connection: Connection, guild_id: int, topic: str, wish: Wish | None, edition: str
) -> bool:
    """Mute a topic or words in a server; False if they were muted before."""
    words = same_words(wish.words) if wish else ""
    rows = await connection.execute_fetchall(
        "SELECT 1 FROM mutes WHERE guild_id = ? AND topic = ? AND words = ?",
        (guild_id, topic, words),
    )
    if list(rows):
        return False
    wish_id = await add(connection, guild_id, wish, edition) if wish else None
    await connection.execute(
        "INSERT INTO mutes (guild_id, topic, words, wish_id) VALUES (?, ?, ?, ?)",
        (guild_id, topic, words, wish_id),
    )
    return True


async def mutes_of(connection: Connection, guild_id: int) -> list[Mute]:
    """A server's mutes, oldest first."""
    rows = await connection.execute_fetchall(
        """
        SELECT m.*, ifnull(w.changed, '') AS changed
        FROM mutes AS m LEFT JOIN wishes AS w ON w.id = m.wish_id
        WHERE m.guild_id = ? ORDER BY m.id
        """,
        (guild_id,),
    )
    return [Mute(**{name: row[name] for name in Mute.__struct_fields__}) for row in rows]


async def remove_mute(connection: Connection, guild_id: int, mute_id: int) -> bool:
    """End a mute; False if this server has no such mute."""
    cursor = await connection.execute(
        "DELETE FROM mutes WHERE id = ? AND guild_id = ?", (mute_id, guild_id)
    )
    return cursor.rowcount > 0


async def muted(
    connection: Connection, topics: Sequence[str], wish_ids: Iterable[int]
) -> dict[int, str]:
    """The servers that mute one of these topics or wishes, each with the topic or the words."""
    rows = await connection.execute_fetchall(
        """
        SELECT guild_id, topic || words AS what FROM mutes
        WHERE topic <> '' AND topic IN (SELECT value FROM json_each(:topics))
            OR wish_id IN (SELECT value FROM json_each(:wishes))
        """,
        {"topics": json.dumps(list(topics)), "wishes": json.dumps(list(wish_ids))},
    )
    return {row["guild_id"]: row["what"] for row in rows}


def same_words(words: str) -> str:
    """Words in the form in which they are stored; the schema ignores their case."""
    return " ".join(words.split()).strip(STRAY_SIGNS)


def write_matches(matches: Iterable[WishMatch]) -> str:
    """The reasons of a delivery as JSON."""
    return json.dumps([[each.words, each.found, each.part] for each in matches])


def read_matches(text: str) -> tuple[WishMatch, ...]:
    """The reasons of a delivery."""
    if text == "[]":
        return ()
    return tuple(
        WishMatch(words, found, ArticlePart(part)) for words, found, part in json.loads(text)
    )


def write_exclusions(without: Iterable[Exclusion]) -> str:
    """Write as JSON the exclusions of a subscription."""
    return json.dumps([_written_exclusion(each) for each in without])


def _written_exclusion(exclusion: Exclusion) -> str | dict[str, Any]:
    if exclusion.wish is None:
        return exclusion.topic
    facts = {"edition": exclusion.edition, "changed": exclusion.changed}
    return {**_written(exclusion.wish), **facts}


@lru_cache(maxsize=1_000)
def read_exclusions(text: str) -> tuple[Exclusion, ...]:
    """Read the exclusions of a subscription; cached, since each new article asks for them."""
    return tuple(
        Exclusion(topic=each) if isinstance(each, str) else _exclusion(each)
        for each in json.loads(text)
    )


def _exclusion(kept: dict[str, Any]) -> Exclusion:
    # An earlier version wrote no edition.
    return Exclusion("", _wish(kept), kept.get("edition", ""), kept.get("changed", ""))


def _written(wish: Wish) -> dict[str, Any]:
    return {
        "words": wish.words,
        "reach": wish.reach,
        "alternatives": [
            {
                "words": one.words,
                "read": one.read,
                "concepts": [
                    {
                        "label": each.label,
                        "telling": each.telling,
                        "rare": each.rare,
                        "phrases": [[phrase.words, phrase.beside] for phrase in each.phrases],
                    }
                    for each in one.concepts
                ],
            }
            for one in wish.alternatives
        ],
    }


def _wish(kept: dict[str, Any]) -> Wish:
    # A wish of an earlier version is written as its only alternative.
    several = kept.get("alternatives", [kept])
    if not several:
        raise ValueError
    return Wish(kept["words"], tuple(map(_alternative, several)), Reach(kept["reach"]))


def _alternative(kept: dict[str, Any]) -> WishAlternative:
    concepts = tuple(
        WishConcept(
            each["label"],
            tuple(
                WishPhrase(tuple(words), tuple(tuple(row) for row in beside))
                for words, beside in each["phrases"]
            ),
            each["telling"],
            each["rare"],
        )
        for each in kept["concepts"]
    )
    if not concepts or not all(phrase.words for each in concepts for phrase in each.phrases):
        raise ValueError
    return WishAlternative(kept["words"], concepts, kept["read"])


def _read(text: str, wish_id: int) -> Wish | None:
    try:
        return _wish(json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        # Without the text: it says what a server follows.
        log.warning("Wish %d cannot be read; its channel gets nothing for it", wish_id)
        return None


def _kept(row: Row) -> KeptWish:
    return KeptWish(
        row["id"],
        row["guild_id"],
        row["words"],
        _read(row["understood"], row["id"]),
        row["edition"],
        row["changed"],
        bool(row["is_mute"]),
    )


async def set_exclusions(
    connection: Connection, subscription_id: int, without: Iterable[Exclusion]
) -> None:
    """Replace the topics and words that a subscription leaves out."""
    await connection.execute(
        "UPDATE subscriptions SET without = ? WHERE id = ?",
        (write_exclusions(without), subscription_id),
    )
