"""Version 12: the file that a post's message carries.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # The name of the picture's file; NULL if the picture is a link, or that is unknown.
    "ALTER TABLE posts ADD COLUMN attached TEXT",
)
