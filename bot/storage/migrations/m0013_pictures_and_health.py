"""Version 13: the file that a post's message carries, and feeds whose newest items are not read.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # The name of the picture's file; NULL if the picture is a link, or that is unknown.
    "ALTER TABLE posts ADD COLUMN attached TEXT",
    # Whether the feed is larger than is read, and has its newest items at its end.
    "ALTER TABLE feeds ADD COLUMN newest_missed INTEGER NOT NULL DEFAULT 0",
)
