"""Version 8: articles that the operator hid, and pages of feeds that are tried again.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # A hidden article stays, so that its feed and other feeds do not bring it back as a new one.
    # A constant default rewrites no row of a large table.
    "ALTER TABLE articles ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX articles_hidden ON articles (id) WHERE hidden = 1",
    # The page of a gap that failed, from which later polls read on. NULL: there is none.
    "ALTER TABLE gaps ADD COLUMN next_url TEXT",
    # How often in a row the page of a backfill failed.
    "ALTER TABLE backfills ADD COLUMN failures INTEGER NOT NULL DEFAULT 0",
)
