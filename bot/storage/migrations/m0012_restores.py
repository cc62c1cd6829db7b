"""Version 12: databases that were restored from a copy.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # The ids that this database had before it was restored. A post with an id up to `highest_post`
    # may have been sent with a key that was made from such an id.
    """
    CREATE TABLE former_ids (
        database_id TEXT PRIMARY KEY,
        highest_post INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # The last restore. The feed may have shown, and the bot announced, articles before this time
    # that the restored copy does not have.
    "ALTER TABLE feeds ADD COLUMN restored_at INTEGER",
    # For the regular count of articles that a restore kept from being announced.
    "CREATE INDEX articles_restored ON articles (id) WHERE silent = 'restored'",
    "CREATE INDEX elsewhere_restored ON elsewhere (article_id) WHERE silent = 'restored'",
    "CREATE INDEX deliveries_failed ON deliveries (article_id) WHERE state = 'failed'",
)
