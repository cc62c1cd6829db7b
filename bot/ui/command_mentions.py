"""Names the bot's commands in sentences so that a member can click them. Pure.

Discord makes `</news subscribe:ID>` clickable. Sentences leave out the id: `</news subscribe>`.
It is put in just before a message is sent, by `errors.tell` and `Draft`. Text from feeds and
members cannot hold such a name, because `markup` escapes `<` in it.

`discord_api.command_sync` tells the ids, which Discord gives when commands are registered.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import discord

from bot.ui.texts import MEMBER_COMMANDS, MODERATOR_COMMANDS

COMMAND_MARK = re.compile(r"(?<!\\)</([a-z]{1,32}(?: [a-z]{1,32})?)>")
_COMMAND_NAMES = sorted({*MEMBER_COMMANDS, *MODERATOR_COMMANDS}, key=len, reverse=True)
_WRITTEN_OUT = re.compile(rf"(?<![\w/<])/({'|'.join(_COMMAND_NAMES)})(?![\w/])")


class CommandMentions:
    """The ids of the bot's commands, as far as Discord told them."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def learn(self, commands: Iterable[Mapping[str, Any]]) -> None:
        """Take the ids from Discord's list of commands."""
        self._ids = {str(each["name"]): str(each["id"]) for each in commands if each.get("id")}

    def mention(self, name: str) -> str:
        """A command's name, which members can click if its id is known."""
        known = self._ids.get(name.partition(" ")[0])
        return f"</{name}:{known}>" if known else f"`/{name}`"

    def in_text(self, text: str) -> str:
        """The text with a mention in place of each named command."""
        return COMMAND_MARK.sub(lambda match: self.mention(match[1]), text)

    def in_view(self, view: discord.ui.LayoutView) -> None:
        """Put mentions into all texts of a message."""
        for item in view.walk_children():
            if isinstance(item, discord.ui.TextDisplay) and "</" in item.content:
                item.content = self.in_text(item.content)


def mentions_of(client: discord.Client) -> CommandMentions:
    """The command ids that a client knows."""
    known = getattr(client, "command_mentions", None)
    return known if isinstance(known, CommandMentions) else CommandMentions()


def named_in(reason: str) -> str:
    """A stored reason, in which the bot's commands are written out, with named commands.

    Reasons are also read on the command line, so they hold `/news resume` as plain text.
    """
    return _WRITTEN_OUT.sub(r"</\1>", reason)
