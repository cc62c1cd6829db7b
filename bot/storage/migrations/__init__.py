"""Numbered, frozen steps from an empty database to the present schema, free of other imports."""

from bot.storage.migrations import m0001_initial

MIGRATIONS: tuple[tuple[str, ...], ...] = (m0001_initial.STATEMENTS,)
"""Statements by version: the first tuple leads from version 0 to 1. Only ever append."""
