"""Version 4: the runs of the bot.

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
)
