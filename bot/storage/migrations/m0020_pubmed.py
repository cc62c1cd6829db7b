"""Version 20: the publication types of PubMed, and when it was asked for them.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # types: one a line. asks: how often it was asked; it is asked no more if complete is 1.
    """
    CREATE TABLE pubmed_checks (
        pmid TEXT PRIMARY KEY,
        asked_at INTEGER NOT NULL,
        asks INTEGER NOT NULL DEFAULT 1,
        complete INTEGER NOT NULL DEFAULT 0,
        types TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
)
