"""Numbered migrations from an empty database to the present schema. They are never changed."""

from bot.storage.migrations import (
    m0001_initial,
    m0002_delivery,
    m0003_sources,
    m0004_endurance,
    m0005_servers,
    m0006_gaps,
    m0007_vectors,
    m0008_removal,
    m0009_server_feeds,
    m0010_forms,
    m0011_obstacles,
    m0012_restores,
    m0013_pictures_and_health,
    m0014_command_names,
    m0015_registry,
    m0016_schedules,
    m0017_evidence,
    m0018_wishes,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    m0001_initial.STATEMENTS,
    m0002_delivery.STATEMENTS,
    m0003_sources.STATEMENTS,
    m0004_endurance.STATEMENTS,
    m0005_servers.STATEMENTS,
    m0006_gaps.STATEMENTS,
    m0007_vectors.STATEMENTS,
    m0008_removal.STATEMENTS,
    m0009_server_feeds.STATEMENTS,
    m0010_forms.STATEMENTS,
    m0011_obstacles.STATEMENTS,
    m0012_restores.STATEMENTS,
    m0013_pictures_and_health.STATEMENTS,
    m0014_command_names.STATEMENTS,
    m0015_registry.STATEMENTS,
    m0016_schedules.STATEMENTS,
    m0017_evidence.STATEMENTS,
    m0018_wishes.STATEMENTS,
)
"""Statements by version: the first tuple leads from version 0 to 1. Only ever append."""
