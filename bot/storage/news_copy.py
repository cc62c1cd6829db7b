"""Takes everything but news out of a copy of the database. Called by `backup`.

tables that are not named here: emptied ─► `meta`: a new id, no counts
─► feeds that servers chose for themselves, with the articles that only they see: deleted
"""

import sqlite3

from bot.storage.identity import COPIED_AT

NEWS_TABLES = frozenset(
    {
        "feeds",
        "feed_choices",
        "articles",
        "article_topics",
        "article_evidence",
        "article_pages",
        "article_vectors",
        "elsewhere",
        "refused_parts",
        "registry_checks",
        "backfills",
        "gaps",
        "left_out",
        "meta",
    }
)
"""The tables that a copy without members keeps. All others are emptied, also those that later
versions add."""
NEWS_NAMES = ("database_id", "highest_purged_article", COPIED_AT)
"""The names that such a copy keeps in `meta`."""
OF_SERVER_FEEDS = ("articles", "elsewhere", "backfills", "gaps", "left_out")
"""Tables that have rows of the feeds that servers chose for themselves, by `feed_id`."""
OF_ARTICLES = frozenset(
    {
        "article_topics",
        "article_evidence",
        "article_pages",
        "article_vectors",
        "elsewhere",
        "refused_parts",
    }
)
"""Tables that have rows of articles, by `article_id`."""


def tables_of(new: sqlite3.Connection) -> set[str]:
    """The tables, without virtual ones and those that belong to them."""
    rows = new.execute("PRAGMA main.table_list").fetchall()
    return {row[1] for row in rows if row[2] == "table" and not row[1].startswith("sqlite_")}


def keep_news(new: sqlite3.Connection, tables: set[str]) -> None:
    """Delete all that is about servers, channels and members, or derived from them."""
    for table in sorted(tables - NEWS_TABLES):
        new.execute(f'DELETE FROM "{table}"')  # noqa: S608 - names of the schema
    new.execute("DELETE FROM sqlite_sequence")
    names = ", ".join("?" * len(NEWS_NAMES))
    new.execute(f"DELETE FROM meta WHERE name NOT IN ({names})", NEWS_NAMES)  # noqa: S608
    # Whoever runs a bot on this copy must not make the keys of this one.
    new.execute("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE name = 'database_id'")
    if "server_feeds" in tables:
        _drop_server_feeds(new, tables)


def _drop_server_feeds(new: sqlite3.Connection, tables: set[str]) -> None:
    """Delete the feeds that servers chose for themselves, with the articles that only they see."""
    own = "SELECT id FROM feeds WHERE server_only = 1"
    for table in OF_SERVER_FEEDS:
        shown = "AND server_only = 1" if table == "articles" else ""
        new.execute(f"DELETE FROM {table} WHERE feed_id IN ({own}) {shown}")  # noqa: S608
    for table in sorted(tables & OF_ARTICLES):
        new.execute(f"DELETE FROM {table} WHERE article_id NOT IN (SELECT id FROM articles)")  # noqa: S608
    if "registry_checks" in tables:
        new.execute("DELETE FROM registry_checks WHERE doi NOT IN (SELECT doi FROM articles)")
    # A feed whose articles everybody saw before stays as their source, and is read no more.
    new.execute(
        "DELETE FROM feeds WHERE server_only = 1 AND id NOT IN (SELECT feed_id FROM articles)"
    )
    new.execute("UPDATE feeds SET server_only = 0, active = 0, listed = 0 WHERE server_only = 1")
