"""Version 16: schedules of channels, digests, quiet hours, and the time zone of a server.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # language: of its digests. NULL in either means that no moderator chose one.
    "ALTER TABLE servers ADD COLUMN timezone TEXT",
    "ALTER TABLE servers ADD COLUMN language TEXT",
    """
    CREATE TABLE schedules (
        channel_id INTEGER PRIMARY KEY REFERENCES channels (channel_id) ON DELETE CASCADE,
        guild_id INTEGER NOT NULL,
        rhythm TEXT NOT NULL,
        day INTEGER NOT NULL,
        -- Times of day in the zone of the server: 09:00.
        at TEXT NOT NULL,
        quiet_from TEXT,
        quiet_to TEXT,
        says_empty INTEGER NOT NULL,
        daily_limit INTEGER NOT NULL,
        -- The local date of the last slot that was served.
        served TEXT,
        -- Calculated from all of these: when the due slot began or the next one begins, the quiet
        -- hours that hold or come next, and when to calculate them anew.
        slot_at INTEGER,
        quiet_at INTEGER,
        quiet_until INTEGER,
        look_at INTEGER NOT NULL,
        -- When the period of the daily limit began, and whether the limit is reached.
        counted_from INTEGER NOT NULL DEFAULT 0,
        is_full INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX schedules_by_guild ON schedules (guild_id)",
    "CREATE INDEX schedules_by_look ON schedules (look_at)",
    "CREATE INDEX schedules_by_slot ON schedules (slot_at) WHERE slot_at IS NOT NULL",
    # slot: the name of the slot of a digest; digest: what else makes it one, as JSON.
    "ALTER TABLE posts ADD COLUMN slot TEXT",
    "ALTER TABLE posts ADD COLUMN digest TEXT",
    # Whether a moderator asked for it just now, so that quiet hours do not hold it.
    "ALTER TABLE posts ADD COLUMN asked INTEGER NOT NULL DEFAULT 0",
    "CREATE UNIQUE INDEX posts_by_slot ON posts (channel_id, slot) WHERE slot IS NOT NULL",
    # held: why it had to wait, if its channel was ready: digest, quiet or limit.
    "ALTER TABLE deliveries ADD COLUMN held TEXT",
    # The digest that tells that its article was retracted since; 0: it was retracted before.
    "ALTER TABLE deliveries ADD COLUMN retraction_told_by INTEGER",
    """
    CREATE INDEX deliveries_by_told_retraction ON deliveries (retraction_told_by)
        WHERE retraction_told_by IS NOT NULL
    """,
    "CREATE INDEX articles_retracted ON articles (id) WHERE retracted = 1",
    "CREATE INDEX registry_checks_noticed ON registry_checks (doi) WHERE notice IS NOT NULL",
)
