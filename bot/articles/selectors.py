"""Tells a CSS selector from other texts. Pure; called by `knowledge.catalogue`."""


def is_selector(text: str) -> bool:
    """Whether a text is a CSS selector that lexbor understands."""
    from selectolax.lexbor import (  # noqa: PLC0415 - the feeds that ship have no selector
        LexborHTMLParser,
        SelectolaxError,
    )

    try:
        LexborHTMLParser("<p>").css(text)
    except SelectolaxError:
        return False
    return True
