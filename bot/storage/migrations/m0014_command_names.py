"""Stored reasons name the moderators' commands as they are called now: `/news resume`."""

_REASON_COLUMNS = (
    ("channels", "reason"),
    ("notices", "reason"),
    ("deliveries", "reason"),
    ("posts", "error"),
    ("post_steps", "error"),
)
_RENAMED = (("use /resume", "use /news resume"), ("in /deliveries", "in /news deliveries"))

STATEMENTS = tuple(
    f"UPDATE {table} SET {column} = replace({column}, '{old}', '{new}')"  # noqa: S608 - constants
    f" WHERE instr({column}, '{old}')"
    for table, column in _REASON_COLUMNS
    for old, new in _RENAMED
)
