"""A message before it is sent, which can be made plainer part by part.

Made by the Discord messenger and by answers to commands. `discord_api.accepted_forms` decides when
a part is left out.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.model.form import MessagePart
from bot.ui.views import Layout

Item = discord.ui.Item[Any]
Keeps = Callable[[Item], bool]
Path = tuple[str, ...]
"""The keys that lead to a field of a request."""
ROW_DEPTH = 4
"""The keys that lead to a button of a classic message: components.0.components.2."""

MESSAGE_CHARACTERS = 4000
"""Discord's limit for all text of a message of components."""
CONTENT_CHARACTERS = 2000
"""Discord's limit for the text of any other message."""

_MASKED_LINK = re.compile(r"\[([^\]\n]*)\]\((\S+?)\)")
_BLOCK_MARK = re.compile(r"^(?:#{1,3} |-# |- )", re.MULTILINE)
_ROLE = "<@&"


@dataclass(slots=True)
class Draft:
    """A message with everything that Discord is told beside it.

    Attributes:
        view: its components; those of a classic message stand beneath its embed.
        embed: the card of a message that is published.
        content: the line that mentions roles, above the embed.
        name: of the thread or forum post that begins with the message; "" if none does.
        neutral_name: the name in its place, if Discord refuses it.
        topics: the names of topics, by which the tags of a forum post are chosen.
        left_out: the parts that were left out.
        unsized: the message that Discord made of it has a picture without a size.
        pictures: the URLs of the pictures that were left out because Discord refused them; a
            picture that was one of several left out at once is not among them.
    """

    view: Layout | discord.ui.View | None = None
    embed: discord.Embed | None = None
    content: str = ""
    mentions: discord.AllowedMentions = field(default_factory=discord.AllowedMentions.none)
    name: str = ""
    neutral_name: str = ""
    topics: Sequence[str] = ()
    left_out: set[MessagePart] = field(default_factory=set)
    unsized: bool = False
    pictures: set[str] = field(default_factory=set)

    def as_message(self) -> dict[str, Any]:
        """The arguments of discord.py's methods that send a message."""
        if isinstance(self.view, Layout):
            return {"view": self.view, "allowed_mentions": self.mentions}
        return {
            "content": self.content or None,
            "embed": self.embed,
            "view": self.view,
            "allowed_mentions": self.mentions,
        }

    def as_edit(self) -> dict[str, Any]:
        """The arguments of discord.py's methods that edit it; the line of mentions stays."""
        arguments = self.as_message()
        if self.embed:
            del arguments["content"]
        return arguments

    @property
    def parts(self) -> frozenset[MessagePart]:
        """The parts that the message still has and can do without."""
        found = {part for item in self._items() for part in _parts_of(item)}
        if self.embed:
            found.add(MessagePart.MARKUP)
            if self.embed.image.url:
                found.add(MessagePart.PICTURE)
        if _ROLE in self.content:
            found.add(MessagePart.MENTION)
        if self.name and self.name != self.neutral_name:
            found.add(MessagePart.NAME)
        if self.topics:
            found.add(MessagePart.TAGS)
        return frozenset(found)

    def leave_out(self, parts: frozenset[MessagePart]) -> None:
        """Leave out these parts, wherever they are."""
        parts = parts & self.parts
        self.left_out |= parts
        if MessagePart.PICTURE in parts:
            self._leave_out_picture()
        if MessagePart.NAME in parts:
            self.name = self.neutral_name
        if MessagePart.TAGS in parts:
            self.topics = ()
        if MessagePart.MENTION in parts:
            self.content, self.mentions = "", discord.AllowedMentions.none()
        if MessagePart.EMOJI in parts:
            for item in self._items():
                _take_emoji(item)
        self._keep(lambda item: not parts.intersection(_whole_of(item)))
        if MessagePart.MARKUP in parts:
            self._make_bare()

    def leave_out_named(self, paths: Iterable[Path]) -> bool:
        """Leave out the parts that paths of Discord's error name; False if they name none."""
        # All are found before any is left out, since that changes the numbers in the paths.
        found = [self._named(_within(path)) for path in paths]
        left_out = [self._leave_out_one(named) for named in found]
        return any(left_out)

    def _leave_out_one(self, named: MessagePart | tuple[Item, Path] | None) -> bool:
        if isinstance(named, MessagePart):
            has = named in self.parts
            self.leave_out(frozenset({named}))
            return has
        if named is None:
            return False
        item, field_path = named
        if "emoji" in field_path:
            self.left_out.add(MessagePart.EMOJI)
            return _take_emoji(item)
        whole = _whole_of(item)
        self.left_out |= whole
        self.pictures.update(_urls_of(item))
        self._keep(lambda other: other is not item or not whole)
        return bool(whole)

    def _named(self, path: Path) -> MessagePart | tuple[Item, Path] | None:
        """What a path names: a part beside the components, or a component and one of its fields."""
        if not path or path[0] != "components":
            return _part_of_field(path)
        if isinstance(self.view, discord.ui.View):
            # The row of a classic message is no item of discord.py.
            row, path = path[:ROW_DEPTH], path[ROW_DEPTH:]
            item = _at(self.view.children, row[-1]) if len(row) == ROW_DEPTH else None
            return (item, path) if item else None
        return _component_at(self.view, path)

    def _leave_out_picture(self) -> None:
        urls = {url for item in self._items() for url in _urls_of(item)}
        if len(urls) == 1:
            self.pictures |= urls
        if self.embed:
            self.embed.set_image(url=None)

    def _items(self) -> Iterator[Item]:
        yield from self.view.walk_children() if self.view else ()

    def _keep(self, keeps: Keeps) -> None:
        if isinstance(self.view, Layout):
            _rebuild(self.view, keeps)
        elif self.view:
            for item in [each for each in self.view.children if not keeps(each)]:
                self.view.remove_item(item)

    def _make_bare(self) -> None:
        """Keep the text in plain lines, and the buttons that carry an address."""
        if self.embed:
            lines = (self.embed.title, self.embed.url, self.embed.description)
            self.content = "\n".join(line for line in lines if line)[:CONTENT_CHARACTERS]
            self.embed = None
        elif isinstance(self.view, Layout):
            items = list(self._items())
            texts = [each.content for each in items if isinstance(each, discord.ui.TextDisplay)]
            rows = [each for each in items if isinstance(each, discord.ui.ActionRow)]
            self.view.clear_items()
            for item in (discord.ui.TextDisplay[Any](bare_text(texts)), *rows):
                self.view.add_item(item)


def bare_text(texts: Sequence[str]) -> str:
    """The texts of a message without headings and masked links, cut to Discord's limit."""
    lines = _MASKED_LINK.sub(r"\1 \2", "\n".join(texts))
    return _BLOCK_MARK.sub("", lines)[:MESSAGE_CHARACTERS]


def has_unsized_picture(message: discord.Message) -> bool:
    """Whether Discord tells no size of a picture, because it has not fetched it."""
    media = [
        each.media
        for component in message.components
        for part in (component, *getattr(component, "children", ()))
        for each in getattr(part, "items", ())
    ]
    pictures = [*media, *(embed.image for embed in message.embeds if embed.image.url)]
    return any(not (each.width and each.height) for each in pictures)


def _within(path: Path) -> Path:
    """The path within the message, which a forum post and an answer wrap."""
    return path[1:] if path[:1] in {("data",), ("message",)} else path


def _component_at(holder: Layout | None, path: Path) -> tuple[Item, Path] | None:
    item: object = holder
    while path and path[0] in {"components", "accessory"}:
        if path[0] == "accessory":
            item, path = getattr(item, "accessory", None), path[1:]
        else:
            item, path = _at(getattr(item, "children", ()), "".join(path[1:2])), path[2:]
    return (item, path) if isinstance(item, discord.ui.Item) else None


def _rebuild(holder: Layout | discord.ui.Container[Any], keeps: Keeps) -> None:
    kept = [part for child in holder.children for part in _kept(child, keeps)]
    holder.clear_items()
    for part in kept:
        holder.add_item(part)


def _kept(item: Item, keeps: Keeps) -> list[Item]:
    """What stays of a component: nothing of an empty row, the text of a section."""
    if isinstance(item, discord.ui.Container):
        _rebuild(item, keeps)
        return [item] if item.children else []
    if isinstance(item, discord.ui.ActionRow):
        for child in [each for each in item.children if not keeps(each)]:
            item.remove_item(child)
        return [item] if item.children else []
    if isinstance(item, discord.ui.Section) and not keeps(item.accessory):
        texts = (each for each in item.children if isinstance(each, discord.ui.TextDisplay))
        return [discord.ui.TextDisplay(each.content) for each in texts]
    return [item] if keeps(item) else []


def _whole_of(item: Item) -> frozenset[MessagePart]:
    """The part that this component is, if the message can do without it."""
    if isinstance(item, discord.ui.MediaGallery | discord.ui.Thumbnail):
        return frozenset({MessagePart.PICTURE})
    if isinstance(item, discord.ui.Button) and item.url:
        return frozenset({MessagePart.LINK})
    if isinstance(item, discord.ui.TextDisplay) and item.content.startswith(_ROLE):
        return frozenset({MessagePart.MENTION})
    return frozenset()


def _parts_of(item: Item) -> frozenset[MessagePart]:
    """All parts that a component is or has."""
    found = _whole_of(item)
    if _has_emoji(item):
        found |= {MessagePart.EMOJI}
    if isinstance(item, discord.ui.Container | discord.ui.Section):
        found |= {MessagePart.MARKUP}
    return found


def _part_of_field(path: Path) -> MessagePart | None:
    """The part that a field beside the components belongs to."""
    if not path:
        return None
    if path[0] == "embeds":
        return MessagePart.PICTURE if "image" in path else None
    return {
        "attachments": MessagePart.PICTURE,
        "files": MessagePart.PICTURE,
        "name": MessagePart.NAME,
        "applied_tags": MessagePart.TAGS,
        "allowed_mentions": MessagePart.MENTION,
    }.get(path[0])


def _has_emoji(item: Item) -> bool:
    if isinstance(item, discord.ui.Select):
        return any(option.emoji for option in item.options)
    return isinstance(item, discord.ui.Button) and item.emoji is not None


def _take_emoji(item: Item) -> bool:
    """Remove the emoji of a button or of a menu's options; False if there is none."""
    had = _has_emoji(item)
    if isinstance(item, discord.ui.Button):
        item.emoji = None
    elif isinstance(item, discord.ui.Select):
        for option in item.options:
            option.emoji = None
    return had


def _urls_of(item: Item) -> list[str]:
    if isinstance(item, discord.ui.Thumbnail):
        return [item.media.url]
    if isinstance(item, discord.ui.MediaGallery):
        return [each.media.url for each in item.items]
    return []


def _at(items: Sequence[Item], index: str) -> Item | None:
    return items[int(index)] if index.isdecimal() and int(index) < len(items) else None
