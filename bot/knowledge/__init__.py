"""What people edit in `data/*.toml`, validated at load; says file and line of what is wrong."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The path of a file that ships with the bot: in a checkout's `data/`, or in the package."""
    checkout = _PACKAGE.parent / "data" / name
    return checkout if checkout.exists() else _PACKAGE / "data" / name
