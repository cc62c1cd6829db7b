"""Version 17: the kind of study that an article reports, and the trials that it names.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # kind: '' if it is not known. why: a quote a line. trials: numbers, with spaces between them.
    # source: who says it: the rules, or PubMed.
    """
    CREATE TABLE article_evidence (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        phase TEXT NOT NULL DEFAULT '',
        size INTEGER,
        why TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL,
        trials TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    "CREATE INDEX article_evidence_by_kind ON article_evidence (kind, article_id)",
)
