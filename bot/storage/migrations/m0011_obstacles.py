"""Version 11: Discord's last refusal in a channel, deleted roles, and notices of other kinds.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # Discord's answer, if nothing that the bot can see explains why it refuses posts.
    "ALTER TABLE channels ADD COLUMN refusal_code INTEGER",
    "ALTER TABLE channels ADD COLUMN refusal_words TEXT",
    # A refusal of before: nothing on record says whether it was explained.
    "UPDATE channels SET refusal_code = 0, refusal_words = reason WHERE cause = 'refused'",
    # No id is used twice: a button on an old list must not end a newer subscription. `lost_role` is
    # the name of a deleted role that was mentioned, "" if the name is not known.
    """
    CREATE TABLE subscriptions_of_11 (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL REFERENCES channels (channel_id) ON DELETE CASCADE,
        topic TEXT NOT NULL,
        kinds TEXT NOT NULL,
        role_id INTEGER,
        created_at INTEGER NOT NULL,
        steps TEXT NOT NULL DEFAULT '[]',
        lost_role TEXT,
        UNIQUE (channel_id, topic)
    ) STRICT
    """,
    """
    INSERT INTO subscriptions_of_11
        (id, guild_id, channel_id, topic, kinds, role_id, created_at, steps)
    SELECT id, guild_id, channel_id, topic, kinds, role_id, created_at, steps FROM subscriptions
    """,
    "DROP TABLE subscriptions",
    "ALTER TABLE subscriptions_of_11 RENAME TO subscriptions",
    "CREATE INDEX subscriptions_by_topic ON subscriptions (topic)",
    "CREATE INDEX subscriptions_by_guild ON subscriptions (guild_id)",
    # A channel refuses posts, or became a channel of another kind.
    """
    ALTER TABLE notices ADD COLUMN about TEXT NOT NULL DEFAULT 'refused'
        CHECK (about IN ('refused', 'kind'))
    """,
)
