"""A Discord bot that brings breast cancer research news to the communities that live by it."""

__version__ = "0.1.0"
