"""Renders cards, pages, buttons, and errors as sentences. Sends nothing."""
