"""Times as the database keeps them: whole seconds since 1970, UTC."""

from datetime import UTC, datetime
from typing import overload


@overload
def to_seconds(moment: datetime) -> int: ...
@overload
def to_seconds(moment: None) -> None: ...
def to_seconds(moment: datetime | None) -> int | None:
    """Seconds since 1970 of an aware moment."""
    return None if moment is None else int(moment.timestamp())


@overload
def from_seconds(seconds: int) -> datetime: ...
@overload
def from_seconds(seconds: None) -> None: ...
def from_seconds(seconds: int | None) -> datetime | None:
    """The aware moment of that many seconds since 1970."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
