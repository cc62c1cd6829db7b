"""Version 4: what one run of the bot must know of those before it, and why articles are silent.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # One row a process, so that the next one knows of a crash.
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        started_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        connected_at INTEGER,
        identifies INTEGER NOT NULL DEFAULT 0,
        stopped INTEGER NOT NULL DEFAULT 0 CHECK (stopped IN (0, 1))
    ) STRICT
    """,
    # When a forum post of unknown outcome was looked for and not found.
    "ALTER TABLE posts ADD COLUMN looked_at INTEGER",
    # What a post, a step or an edit meets; `tries` and `attempts` count how often in a row.
    "ALTER TABLE posts ADD COLUMN trouble TEXT",
    "ALTER TABLE posts ADD COLUMN tries INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE posts ADD COLUMN troubled_at INTEGER",
    "ALTER TABLE post_steps ADD COLUMN trouble TEXT",
    "ALTER TABLE corrections ADD COLUMN trouble TEXT",
    # NULL: it was planned as news. A constant default rewrites no row of a large table.
    "ALTER TABLE articles ADD COLUMN silent TEXT DEFAULT 'unrecorded'",
    # The same for another feed, or another id of the same feed, that shows the story.
    "ALTER TABLE elsewhere ADD COLUMN silent TEXT DEFAULT 'unrecorded'",
)
