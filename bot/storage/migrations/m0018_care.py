"""Version 18: how servers and channels show articles on death and the end of life.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # channel_id: 0 for the whole server. A server without a row shows the note.
    """
    CREATE TABLE content_care (
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        mode TEXT NOT NULL CHECK (mode IN ('off', 'note', 'fold')),
        PRIMARY KEY (guild_id, channel_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX content_care_by_channel ON content_care (channel_id)",
)
