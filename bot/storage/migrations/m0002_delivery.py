"""Version 2: every kind of channel, what follows a card, edits that wait, notices, departures.

Frozen: a later change is a migration of its own.
"""

STATEMENTS = (
    "ALTER TABLE articles ADD COLUMN concern INTEGER NOT NULL DEFAULT 0",
    """
    ALTER TABLE channels ADD COLUMN kind TEXT NOT NULL DEFAULT 'text'
        CHECK (kind IN ('text', 'announcement', 'thread', 'forum', 'media'))
    """,
    """
    ALTER TABLE channels ADD COLUMN cause TEXT CHECK (cause IN ('moderator', 'refused', 'left'))
    """,
    """
    UPDATE channels SET cause = iif(resume_at IS NULL, 'moderator', 'refused')
    WHERE paused_at IS NOT NULL
    """,
    "ALTER TABLE subscriptions ADD COLUMN steps TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE deliveries ADD COLUMN steps TEXT NOT NULL DEFAULT '[]'",
    "CREATE INDEX deliveries_by_guild ON deliveries (guild_id, id)",
    "ALTER TABLE posts ADD COLUMN channel_kind TEXT NOT NULL DEFAULT 'text'",
    "ALTER TABLE posts ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0",
    """
    CREATE TABLE post_steps (
        post_id INTEGER NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
        step TEXT NOT NULL CHECK (step IN ('publish', 'discuss')),
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try_at INTEGER NOT NULL DEFAULT 0,
        settled_at INTEGER,
        error TEXT,
        PRIMARY KEY (post_id, step)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX post_steps_open ON post_steps (step, post_id) WHERE state = 'open'",
    "CREATE INDEX post_steps_done ON post_steps (step, settled_at) WHERE state = 'done'",
    """
    CREATE TABLE corrections (
        post_id INTEGER PRIMARY KEY REFERENCES posts (id) ON DELETE CASCADE,
        revisions INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        next_try_at INTEGER NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE notices (
        -- Never used twice: a notice's key is made from it.
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL UNIQUE,
        reason TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'sending', 'told')),
        told_in INTEGER,
        next_try_at INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX notices_untold ON notices (guild_id) WHERE state <> 'told'",
    """
    CREATE TABLE endings (
        id INTEGER PRIMARY KEY,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        channel_name TEXT NOT NULL,
        topic TEXT NOT NULL,
        reason TEXT NOT NULL,
        ended_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX endings_by_guild ON endings (guild_id, ended_at)",
    """
    CREATE TABLE departures (
        guild_id INTEGER PRIMARY KEY,
        left_at INTEGER NOT NULL
    ) STRICT
    """,
)
