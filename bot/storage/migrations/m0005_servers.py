"""Version 5: settings of servers.

Frozen once released: a later change is a migration of its own.
"""

STATEMENTS = (
    # support: whom members in distress can reach; NULL means the operator's line.
    """
    CREATE TABLE servers (
        guild_id INTEGER PRIMARY KEY,
        support TEXT
    ) STRICT
    """,
)
