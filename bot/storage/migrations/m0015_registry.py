"""Version 15: the statements of a registry about papers, and when it was asked for them.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # error: why the last question has no usable answer; NULL if it has one.
    # notice, dated: the statement that stands, and its date as far as it is known.
    """
    CREATE TABLE registry_checks (
        doi TEXT PRIMARY KEY,
        asked_at INTEGER NOT NULL,
        error TEXT,
        notice TEXT,
        dated TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX registry_checks_by_time ON registry_checks (asked_at)",
)
