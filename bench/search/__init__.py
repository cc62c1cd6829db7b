"""Measures the bot's search: how well it answers, and how fast, beside other engines."""
