"""Version 6: what feeds showed between two polls and nobody read, and how a feed is known again.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # Articles may be missing that the feed published between these two moments.
    """
    CREATE TABLE gaps (
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        found_at INTEGER NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL,
        PRIMARY KEY (feed_id, found_at)
    ) STRICT, WITHOUT ROWID
    """,
    # The keys of what a feed's last document held and its phrases leave out, as a JSON array.
    """
    CREATE TABLE left_out (
        feed_id INTEGER PRIMARY KEY REFERENCES feeds (id),
        keys TEXT NOT NULL
    ) STRICT
    """,
    # A feed that gives its items new keys is known again by their titles.
    "CREATE INDEX articles_by_title ON articles (feed_id, title)",
)
