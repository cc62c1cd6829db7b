"""Version 9: feeds that servers choose for themselves, and those that moderators propose.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # Whether a feed is read only because servers chose it.
    "ALTER TABLE feeds ADD COLUMN server_only INTEGER NOT NULL DEFAULT 0",
    # Whether an article is shown only in servers that chose its feed.
    "ALTER TABLE articles ADD COLUMN server_only INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX articles_server_only ON articles (feed_id) WHERE server_only = 1",
    """
    CREATE TABLE server_feeds (
        guild_id INTEGER NOT NULL,
        feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
        chosen_at INTEGER NOT NULL,
        PRIMARY KEY (guild_id, feed_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX server_feeds_by_feed ON server_feeds (feed_id)",
    # owner_id: whom the bot asked by direct message. told: whether the server knows the answer.
    """
    CREATE TABLE feed_proposals (
        -- Never used twice: the buttons of a direct message carry it.
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        server_name TEXT NOT NULL,
        address TEXT NOT NULL,
        feed TEXT NOT NULL,
        preview TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'allowed', 'refused')),
        proposed_at INTEGER NOT NULL,
        owner_id INTEGER,
        reached INTEGER NOT NULL DEFAULT 0 CHECK (reached IN (0, 1)),
        answered_at INTEGER,
        told INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
        next_try_at INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX feed_proposals_by_guild ON feed_proposals (guild_id, address)",
    # What the operator answered about an address, for all servers.
    """
    CREATE TABLE feed_decisions (
        address TEXT PRIMARY KEY,
        allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
        decided_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
)
