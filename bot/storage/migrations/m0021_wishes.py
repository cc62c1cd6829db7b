"""Version 21: words that channels follow and servers mute, why an article came, and why it did not.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # understood: the wish as JSON. A row never changes: a wish that is understood anew gets a new
    # id, so that whoever keeps all wishes in memory has to read those with higher ids alone.
    """
    CREATE TABLE wishes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        words TEXT NOT NULL,
        understood TEXT NOT NULL,
        edition TEXT NOT NULL,
        changed TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX wishes_by_guild ON wishes (guild_id)",
    """
    CREATE TABLE subscriptions_of_21 (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL REFERENCES channels (channel_id) ON DELETE CASCADE,
        topic TEXT NOT NULL,
        words TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
        kinds TEXT NOT NULL,
        role_id INTEGER,
        created_at INTEGER NOT NULL,
        steps TEXT NOT NULL DEFAULT '[]',
        lost_role TEXT,
        studies TEXT NOT NULL DEFAULT 'any',
        wish_id INTEGER REFERENCES wishes (id) ON DELETE SET NULL,
        without TEXT NOT NULL DEFAULT '[]',
        UNIQUE (channel_id, topic, words)
    ) STRICT
    """,
    """
    INSERT INTO subscriptions_of_21
        (id, guild_id, channel_id, topic, kinds, role_id, created_at, steps, lost_role,
            studies)
    SELECT id, guild_id, channel_id, topic, kinds, role_id, created_at, steps, lost_role,
            studies FROM subscriptions
    """,
    "DROP TABLE subscriptions",
    "ALTER TABLE subscriptions_of_21 RENAME TO subscriptions",
    "CREATE INDEX subscriptions_by_topic ON subscriptions (topic, wish_id)",
    "CREATE INDEX subscriptions_by_guild ON subscriptions (guild_id)",
    """
    CREATE INDEX subscriptions_by_wish ON subscriptions (wish_id) WHERE wish_id IS NOT NULL
    """,
    """
    CREATE TRIGGER subscription_deleted AFTER DELETE ON subscriptions
        WHEN old.wish_id IS NOT NULL BEGIN
        DELETE FROM wishes WHERE id = old.wish_id;
    END
    """,
    """
    CREATE TABLE mutes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        topic TEXT NOT NULL DEFAULT '',
        words TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
        wish_id INTEGER REFERENCES wishes (id) ON DELETE SET NULL,
        UNIQUE (guild_id, topic, words)
    ) STRICT
    """,
    "CREATE INDEX mutes_by_wish ON mutes (wish_id) WHERE wish_id IS NOT NULL",
    "CREATE INDEX mutes_by_topic ON mutes (topic) WHERE topic <> ''",
    """
    CREATE TRIGGER mute_deleted AFTER DELETE ON mutes WHEN old.wish_id IS NOT NULL BEGIN
        DELETE FROM wishes WHERE id = old.wish_id;
    END
    """,
    "ALTER TABLE deliveries ADD COLUMN reasons TEXT NOT NULL DEFAULT '[]'",
    # reason: without, muted, or whatever else keeps an article from a channel that asked for it.
    """
    CREATE TABLE held_back (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        reason TEXT NOT NULL,
        detail TEXT NOT NULL DEFAULT '',
        at INTEGER NOT NULL,
        UNIQUE (channel_id, article_id, reason)
    ) STRICT
    """,
    "CREATE INDEX held_back_by_guild ON held_back (guild_id, id)",
    "CREATE INDEX held_back_by_article ON held_back (article_id)",
    "CREATE INDEX held_back_by_time ON held_back (at)",
)
