"""Loads and checks the files in `data/*.toml`; errors name the file and the line."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """The path of a file that ships with the bot: in a checkout's `data/`, else in the package."""
    checkout = _PACKAGE.parent / "data" / name
    return checkout if checkout.exists() else _PACKAGE / "data" / name
