"""The parts that a Discord message can do without, the forms of a card, and its content notes."""

from enum import StrEnum


class MessagePart(StrEnum):
    """A part that is left out if Discord refuses a message because of it."""

    PICTURE = "picture"
    NAME = "name"
    """The name of a thread or forum post; a neutral one takes its place."""
    LINK = "link"
    """The button that leads to the article; its title leads there as well."""
    MENU = "menu"
    """A menu, whose options are named after articles or topics."""
    MENTION = "mention"
    WORDS = "words"
    """The button that explains the words of a card."""
    TAGS = "tags"
    """The tags of a forum post."""
    MARKUP = "markup"
    """Headings, masked links and frames; without them, the message is plain lines of text."""


PARTS_OF_ARTICLES = frozenset({MessagePart.PICTURE, MessagePart.LINK, MessagePart.MARKUP})
"""Parts that are the same in all channels. A name, a mention or a tag that one server refuses may
suit another one."""


class PostForm(StrEnum):
    """The form of a post's message. It is kept, since an edit cannot change it."""

    COMPONENTS = "components"
    EMBED = "embed"
    """A classic embed: published messages carry their embeds, but not their components."""


class ContentNote(StrEnum):
    """A subject that some readers want to know of before they read."""

    MEMORIAL = "memorial"
    """Somebody who has died."""
    END_OF_LIFE = "end-of-life"


class CareMode(StrEnum):
    """How a server or channel shows articles that have a content note."""

    OFF = "off"
    NOTE = "note"
    """The card begins with the note."""
    FOLD = "fold"
    """Hidden behind the note until a reader opens them."""
