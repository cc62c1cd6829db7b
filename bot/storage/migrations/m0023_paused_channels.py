"""Version 23: finds paused channels, to record what they miss.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # Few channels are paused; without this, each new article would look through all of them.
    "CREATE INDEX channels_by_cause ON channels (cause) WHERE cause IS NOT NULL",
)
