"""How much of a stored text is read, as fragments of SQL; used by the other storage modules.

`articles.clean` bounds what it keeps, but a database may be older than a bound, or a restored one.
The event loop works on what is read, and answers nobody meanwhile. The bounds are well above those
of `clean`: what is cut here is nothing that a card shows.
"""

LINE_READ = 500
"""Characters of a title, a teaser, a name, a reason or a sentence."""
ADDRESS_READ = 2_050
"""Of a URL or a key. One that is longer than `articles.links.LONGEST` stays too long once cut."""
TEXT_READ = 4_000
"""Of an article's text: what it is about stands in its beginning."""


def line(column: str) -> str:
    """A column of plain text, cut."""
    return f"substr({column}, 1, {LINE_READ})"


def address(column: str) -> str:
    """A column of URLs or keys, cut."""
    return f"substr({column}, 1, {ADDRESS_READ})"


def text(column: str) -> str:
    """A column of articles' texts, cut."""
    return f"substr({column}, 1, {TEXT_READ})"
