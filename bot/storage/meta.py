"""Single values: the database's own id, what was last registered with Discord."""

from aiosqlite import Connection


async def get(connection: Connection, name: str) -> str | None:
    """The value of that name, or None."""
    rows = list(await connection.execute_fetchall("SELECT value FROM meta WHERE name = ?", (name,)))
    return rows[0]["value"] if rows else None


async def put(connection: Connection, name: str, value: str) -> None:
    """Set the value of that name."""
    await connection.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


async def touch(connection: Connection) -> None:
    """Write and leave nothing changed: what fails now would fail for others, too."""
    # An UPDATE to the same value would not do: SQLite writes no page that stays as it is.
    await put(connection, "probe", "")
    await connection.execute("DELETE FROM meta WHERE name = 'probe'")


async def database_id(connection: Connection) -> str:
    """The random id that this database got when it was made."""
    value = await get(connection, "database_id")
    assert value is not None  # noqa: S101 - the first migration writes it
    return value
