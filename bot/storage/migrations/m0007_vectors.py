"""Version 7: what articles mean, as vectors for search.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # An empty vector: the model could not read the article, and is not asked again.
    """
    CREATE TABLE article_vectors (
        article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER article_vectors_outdated AFTER UPDATE OF title, teaser, text ON articles
    WHEN old.title <> new.title OR old.teaser <> new.teaser OR old.text <> new.text
    BEGIN
        DELETE FROM article_vectors WHERE article_id = old.id;
    END
    """,
)
