"""Version 1: feeds, articles and their index, subscriptions, deliveries, posts, stored queries.

Times are seconds since 1970 in UTC. Frozen: a later change is a migration of its own.
"""

STATEMENTS = (
    "PRAGMA application_id = 0x50524F47",
    """
    CREATE TABLE meta (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    # Names this database in every post's key, so that two bots never share one.
    "INSERT INTO meta (name, value) VALUES ('database_id', lower(hex(randomblob(16))))",
    """
    CREATE TABLE feeds (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        homepage TEXT NOT NULL,
        kind TEXT NOT NULL,
        audience TEXT NOT NULL,
        topics TEXT NOT NULL DEFAULT '[]',
        active INTEGER NOT NULL DEFAULT 1,
        etag TEXT,
        last_modified TEXT,
        content_hash TEXT,
        next_check_at INTEGER,
        first_polled_at INTEGER,
        last_success_at INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        error TEXT
    ) STRICT
    """,
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        feed_id INTEGER NOT NULL REFERENCES feeds (id),
        key TEXT NOT NULL,
        url TEXT NOT NULL,
        canonical_url TEXT NOT NULL,
        title TEXT NOT NULL,
        topic_words TEXT NOT NULL,
        teaser TEXT NOT NULL,
        text TEXT NOT NULL,
        author TEXT NOT NULL,
        image_url TEXT,
        image_alt TEXT,
        published_at INTEGER,
        first_seen_at INTEGER NOT NULL,
        dated INTEGER NOT NULL,
        revision INTEGER NOT NULL DEFAULT 1,
        retracted INTEGER NOT NULL DEFAULT 0,
        UNIQUE (feed_id, key)
    ) STRICT
    """,
    "CREATE INDEX articles_revised ON articles (id) WHERE revision > 1",
    "CREATE INDEX articles_by_canonical_url ON articles (canonical_url)",
    "CREATE INDEX articles_by_date ON articles (dated DESC, id DESC)",
    """
    CREATE TABLE article_topics (
        topic TEXT NOT NULL,
        dated INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        why TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (topic, dated, article_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX article_topics_by_article ON article_topics (article_id)",
    """
    CREATE VIRTUAL TABLE article_index USING fts5 (
        title, topic_words, teaser, text,
        content='articles', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2'
    )
    """,
    "CREATE VIRTUAL TABLE article_terms USING fts5vocab ('article_index', 'row')",
    # Leads from a stem to a word that has it.
    "CREATE VIRTUAL TABLE article_words USING fts5vocab ('article_index', 'instance')",
    """
    CREATE TRIGGER articles_inserted AFTER INSERT ON articles BEGIN
        INSERT INTO article_index (rowid, title, topic_words, teaser, text)
        VALUES (new.id, new.title, new.topic_words, new.teaser, new.text);
    END
    """,
    """
    CREATE TRIGGER articles_deleted AFTER DELETE ON articles BEGIN
        INSERT INTO article_index (article_index, rowid, title, topic_words, teaser, text)
        VALUES ('delete', old.id, old.title, old.topic_words, old.teaser, old.text);
    END
    """,
    """
    CREATE TRIGGER articles_updated AFTER UPDATE OF title, topic_words, teaser, text ON articles
    BEGIN
        INSERT INTO article_index (article_index, rowid, title, topic_words, teaser, text)
        VALUES ('delete', old.id, old.title, old.topic_words, old.teaser, old.text);
        INSERT INTO article_index (rowid, title, topic_words, teaser, text)
        VALUES (new.id, new.title, new.topic_words, new.teaser, new.text);
    END
    """,
    """
    CREATE TABLE channels (
        channel_id INTEGER PRIMARY KEY,
        guild_id INTEGER NOT NULL,
        paused_at INTEGER,
        reason TEXT,
        resume_at INTEGER
    ) STRICT
    """,
    "CREATE INDEX channels_by_guild ON channels (guild_id)",
    """
    CREATE TABLE subscriptions (
        id INTEGER PRIMARY KEY,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL REFERENCES channels (channel_id) ON DELETE CASCADE,
        topic TEXT NOT NULL,
        kinds TEXT NOT NULL,
        role_id INTEGER,
        created_at INTEGER NOT NULL,
        UNIQUE (channel_id, topic)
    ) STRICT
    """,
    "CREATE INDEX subscriptions_by_topic ON subscriptions (topic)",
    "CREATE INDEX subscriptions_by_guild ON subscriptions (guild_id)",
    """
    CREATE TABLE posts (
        -- Never used twice: a post's key is made from it.
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('card', 'summary')),
        generation INTEGER NOT NULL DEFAULT 0,
        state TEXT NOT NULL DEFAULT 'ready'
            CHECK (state IN ('ready', 'sending', 'sent', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        next_try_at INTEGER NOT NULL,
        message_id INTEGER,
        sent_at INTEGER,
        error TEXT
    ) STRICT
    """,
    "CREATE INDEX posts_open ON posts (channel_id, id) WHERE state IN ('ready', 'sending')",
    "CREATE INDEX posts_sent ON posts (channel_id, sent_at) WHERE state = 'sent'",
    """
    CREATE TABLE deliveries (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
        guild_id INTEGER NOT NULL,
        channel_id INTEGER NOT NULL,
        post_id INTEGER REFERENCES posts (id) ON DELETE SET NULL,
        topics TEXT NOT NULL,
        role_ids TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed')),
        reason TEXT,
        revision INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL,
        UNIQUE (article_id, channel_id)
    ) STRICT
    """,
    """
    CREATE INDEX deliveries_unbundled ON deliveries (channel_id)
        WHERE post_id IS NULL AND state = 'pending'
    """,
    "CREATE INDEX deliveries_by_post ON deliveries (post_id)",
    "CREATE INDEX deliveries_sent ON deliveries (article_id, revision) WHERE state = 'sent'",
    """
    CREATE TABLE stored_queries (
        key TEXT PRIMARY KEY,
        user_id INTEGER NOT NULL,
        query TEXT NOT NULL,
        expires_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX stored_queries_by_user ON stored_queries (user_id)",
    "CREATE INDEX stored_queries_by_expiry ON stored_queries (expires_at)",
)
