"""Version 10: forms of messages, the parts that Discord refused, and pictures to look at again.

Frozen once released: a later change is a migration of its own.
"""

_WITHOUT = """
    UPDATE posts
    SET refused = (SELECT json_group_array(value) FROM json_each(posts.refused)
        WHERE value NOT IN ({parts}))
    WHERE refused <> '[]' AND id IN (SELECT post_id FROM deliveries WHERE article_id = new.id);
    DELETE FROM refused_parts WHERE article_id = new.id AND part IN ({parts});
"""

STATEMENTS = (
    # Parts of an article's cards that Discord refused, so that no other card has them.
    """
    CREATE TABLE refused_parts (
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        part TEXT NOT NULL,
        PRIMARY KEY (article_id, part)
    ) STRICT, WITHOUT ROWID
    """,
    # The parts that this post's message goes without, as a JSON array.
    "ALTER TABLE posts ADD COLUMN refused TEXT NOT NULL DEFAULT '[]'",
    # A part that changed may be accepted.
    f"""
    CREATE TRIGGER articles_picture_changed AFTER UPDATE OF image_url ON articles
    WHEN new.image_url IS NOT old.image_url BEGIN
    {_WITHOUT.format(parts="'picture'")}
    END
    """,
    f"""
    CREATE TRIGGER articles_text_changed AFTER UPDATE OF title, teaser, url ON articles
    WHEN new.title <> old.title OR new.teaser <> old.teaser OR new.url <> old.url BEGIN
    {_WITHOUT.format(parts="'name', 'link', 'markup'")}
    END
    """,
    """
    ALTER TABLE posts ADD COLUMN form TEXT NOT NULL DEFAULT 'components'
        CHECK (form IN ('components', 'embed'))
    """,
    # The form that a moderator chose; NULL leaves the choice to the bot.
    "ALTER TABLE channels ADD COLUMN form TEXT CHECK (form IN ('components', 'embed'))",
    # When to look whether Discord has fetched the post's picture by then.
    "ALTER TABLE posts ADD COLUMN picture_due_at INTEGER",
    """
    CREATE INDEX posts_picture_due ON posts (picture_due_at) WHERE picture_due_at IS NOT NULL
    """,
)
