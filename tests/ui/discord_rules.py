"""Discord's rules of markup, written down once more: an oracle for text that must not be markup.

From https://support.discord.com/hc/en-us/articles/210298617 and
https://discord.com/developers/docs/reference#message-formatting. It knows nothing of how `bot.ui`
escapes. `meanings` says what Discord would make of a text that is parsed on its own, as the text of
a link or of bold is.
"""

import re

BLOCKS = {
    "heading": r"\s*#{1,3}\s+\S",
    "subtext": r"\s*-#\s+\S",
    "quote": r"\s*>\s|\s*>>>",
    "list": r"\s*(?:[-*+]|\d+[.)])\s+\S",
}
INLINE = {
    "code": r"`[^`]+`|```",
    "bold": r"\*\*(?=\S).+?\*\*",
    "italics": r"\*(?=\S)[^*]+?\*|\b_(?=\S)[^_]+?_\b",
    "underline": r"__.+?__",
    "strike": r"~~.+?~~",
    "spoiler": r"\|\|.+?\|\|",
    "link": r"\[[^\]]+\]\([^)]+\)",
    "address": r"https?://\S|discord\.gg/\S",
    "mention": r"<@[!&]?\d+>|<#\d+>|@everyone|@here",
    "emoji": r"<a?:\w+:\d+>|:\w+:",
    "time": r"<t:-?\d+(?::\w)?>",
    "command": r"</[\w -]+:\d+>",
    "navigation": r"<id:\w+>",
}
ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
HIDDEN = "\ue0ff"
"""Stands for an escaped character, which has no meaning."""


def meanings(text: str, *, escapes: bool) -> set[str]:
    """The kinds of markup in a text. Within a link a backslash escapes nothing."""
    bare = ESCAPE.sub(HIDDEN, text) if escapes else text
    blocks = {name for name, rule in BLOCKS.items() if re.match(rule, bare)}
    return blocks | {name for name, rule in INLINE.items() if re.search(rule, bare)}


def visible(text: str, *, escapes: bool) -> str:
    """The characters that a reader sees."""
    shown = ESCAPE.sub(r"\1", text) if escapes else text
    return shown.replace("\u200b", "")
