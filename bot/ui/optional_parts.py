"""The parts of a message's components that it can do without: finds them and takes them out. Pure.

Called by `drafts`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import discord

from bot.model.form import MessagePart
from bot.ui.addresses import POST_WORDS_PREFIX, WORDS_PREFIX
from bot.ui.views import MESSAGE_CHARACTERS, Layout

Item = discord.ui.Item[Any]
Keeps = Callable[[Item], bool]
Path = tuple[str, ...]
"""The keys that lead to a field of a request."""

ROLE_MENTION_PREFIX = "<@&"
"""Begins the line that mentions roles."""
_MASKED_LINK = re.compile(r"\[((?:\\.|[^\\\[\]\n])*+)\]\(([^\s()]++)\)")
_BLOCK_MARK = re.compile(r"^(?:#{1,3} |-# |- )", re.MULTILINE)


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


def within(path: Path) -> Path:
    """The path within the message, which a forum post and an answer wrap."""
    return path[1:] if path[:1] in {("data",), ("message",)} else path


def component_at(holder: Layout | None, path: Path) -> Item | None:
    """The component that a path leads to, or whose field it leads to, if there is one."""
    item: object = holder
    while path and path[0] in {"components", "accessory"}:
        if path[0] == "accessory":
            item, path = getattr(item, "accessory", None), path[1:]
        else:
            item, path = at(getattr(item, "children", ()), "".join(path[1:2])), path[2:]
    return item if isinstance(item, discord.ui.Item) else None


def rebuild(holder: Layout | discord.ui.Container[Any], keeps: Keeps) -> None:
    """Take out all components that are not kept, however deep."""
    kept = [part for child in holder.children for part in _kept(child, keeps)]
    holder.clear_items()
    for part in kept:
        holder.add_item(part)


def _kept(item: Item, keeps: Keeps) -> list[Item]:
    """The rest of a component: nothing of an empty row, the text of a section."""
    if isinstance(item, discord.ui.Container):
        rebuild(item, keeps)
        return [item] if item.children else []
    if isinstance(item, discord.ui.ActionRow):
        for child in [each for each in item.children if not keeps(each)]:
            item.remove_item(child)
        return [item] if item.children else []
    if isinstance(item, discord.ui.Section) and not keeps(item.accessory):
        texts = (each for each in item.children if isinstance(each, discord.ui.TextDisplay))
        return [discord.ui.TextDisplay(each.content) for each in texts]
    return [item] if keeps(item) else []


def part_of_item(item: Item) -> frozenset[MessagePart]:
    """The part that this component is, if the message can do without it."""
    if isinstance(item, discord.ui.MediaGallery | discord.ui.Thumbnail):
        return frozenset({MessagePart.PICTURE})
    if isinstance(item, discord.ui.Select):
        return frozenset({MessagePart.MENU})
    if isinstance(item, discord.ui.Button) and item.url:
        return frozenset({MessagePart.LINK})
    custom_id = item.custom_id or "" if isinstance(item, discord.ui.Button) else ""
    if custom_id.startswith((WORDS_PREFIX, POST_WORDS_PREFIX)):
        return frozenset({MessagePart.WORDS})
    if isinstance(item, discord.ui.TextDisplay) and item.content.startswith(ROLE_MENTION_PREFIX):
        return frozenset({MessagePart.MENTION})
    return frozenset()


def parts_of(item: Item) -> frozenset[MessagePart]:
    """All parts that a component is or has."""
    found = part_of_item(item)
    if isinstance(item, discord.ui.Container | discord.ui.Section):
        found |= {MessagePart.MARKUP}
    return found


def part_of_field(path: Path) -> MessagePart | None:
    """The part that a field beside the components belongs to; None for an essential one."""
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


def urls_of(item: Item) -> list[str]:
    """The addresses of the pictures in a component."""
    if isinstance(item, discord.ui.Thumbnail):
        return [item.media.url]
    if isinstance(item, discord.ui.MediaGallery):
        return [each.media.url for each in item.items]
    return []


def replace_picture_url(item: Item, old: str, new: str) -> None:
    """Replace the address of a picture in a component."""
    for each in item.items if isinstance(item, discord.ui.MediaGallery) else ():
        if each.media.url == old:
            each.media = discord.UnfurledMediaItem(new)


def at(items: Sequence[Item], index: str) -> Item | None:
    """The item with this number; None if there is none."""
    return items[int(index)] if index.isdecimal() and int(index) < len(items) else None
