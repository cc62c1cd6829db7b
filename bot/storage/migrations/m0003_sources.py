"""Version 3: what an operator chose, feeds' manners and moves, pasts read, pages, the same story.

Frozen: a later change is a migration of its own.
"""

STATEMENTS = (
    # What the operator switched on or off, and feeds of their own (`feed`, as JSON).
    """
    CREATE TABLE feed_choices (
        url TEXT PRIMARY KEY,
        enabled INTEGER NOT NULL,
        feed TEXT,
        chosen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # Whether the catalogue or the operator names it, switched on (`active`) or not.
    "ALTER TABLE feeds ADD COLUMN listed INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE feeds ADD COLUMN phrases TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE feeds ADD COLUMN listings TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE feeds ADD COLUMN pace TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE feeds ADD COLUMN moved_to TEXT",
    "ALTER TABLE feeds ADD COLUMN moved_since INTEGER",
    "ALTER TABLE feeds ADD COLUMN failing_since INTEGER",
    "ALTER TABLE feeds ADD COLUMN told_at INTEGER",
    "ALTER TABLE feeds ADD COLUMN gone_at INTEGER",
    """
    CREATE TABLE backfills (
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        -- The page that it begins with: a feed may have several pasts.
        start TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'failed')),
        next_url TEXT,
        pages INTEGER NOT NULL DEFAULT 0,
        found INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0,
        updated_at INTEGER NOT NULL,
        error TEXT,
        PRIMARY KEY (feed_id, start)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE article_pages (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'refused', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try_at INTEGER NOT NULL DEFAULT 0,
        fetched_at INTEGER,
        error TEXT
    ) STRICT
    """,
    "CREATE INDEX article_pages_open ON article_pages (next_try_at) WHERE state = 'open'",
    "ALTER TABLE articles ADD COLUMN doi TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE articles ADD COLUMN pmid TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX articles_by_doi ON articles (doi) WHERE doi <> ''",
    "CREATE INDEX articles_by_pmid ON articles (pmid) WHERE pmid <> ''",
    # What another feed carries of a story that is kept already: never an article of its own.
    """
    CREATE TABLE elsewhere (
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        key TEXT NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        url TEXT NOT NULL,
        why TEXT NOT NULL CHECK (why IN ('url', 'doi', 'pmid', 'title')),
        seen_at INTEGER NOT NULL,
        PRIMARY KEY (feed_id, key)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX elsewhere_by_article ON elsewhere (article_id, seen_at)",
)
