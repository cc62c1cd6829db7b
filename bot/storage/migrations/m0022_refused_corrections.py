"""Version 22: why Discord does not take a correction.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # A sentence for moderators; NULL if the edit only waits.
    "ALTER TABLE corrections ADD COLUMN reason TEXT",
)
