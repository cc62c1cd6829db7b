"""Shared parts of commands: checks of permissions, and options with completion. Called by cogs."""

import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from functools import wraps
from typing import Any, TypeVar

import discord
from discord import Interaction, Object, Permissions, app_commands
from discord.app_commands import Choice
from discord.ext import commands
from discord.utils import MISSING, oauth_url

from bot.errors import NOT_STORED, RequestError
from bot.model.article import ALL_TOPICS, Taxonomy, Topic
from bot.search.suggestions import match_topics, meant_topic, misspelled_topic, nearest_topics
from bot.subscriptions.permissions import LABELS
from bot.ui import moderator_texts, texts
from bot.ui.markup import clip, with_emoji
from bot.ui.texts import MEMBER_COMMANDS, MODERATOR_COMMANDS

log = logging.getLogger(__name__)

COMMAND_MARK = re.compile(r"(?<!\\)</([a-z]{1,32}(?: [a-z]{1,32})?)>")
_COMMAND_NAMES = sorted({*MEMBER_COMMANDS, *MODERATOR_COMMANDS}, key=len, reverse=True)
_WRITTEN_OUT = re.compile(rf"(?<![\w/<])/({'|'.join(_COMMAND_NAMES)})(?![\w/])")


class CommandMentions:
    """The ids of the bot's commands that are known from Discord."""

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


NEAREST_TOPICS = 3
"""Topics that are named in place of an unknown one. Chosen by eye."""
MOST_CHOICES, CHOICE_CHARACTERS = 25, 100
"""Discord's limits of the choices on an option, and of a choice's name and value."""
ALL_TOPICS_EMOJI = "📰"

TypedWords = app_commands.Range[str, 1, 100]
"""Words to follow or to mute."""
Choices = list[Choice[str]]
ChosenT = TypeVar("ChosenT")
CallbackT = TypeVar("CallbackT", bound=Callable[..., Awaitable[Any]])


def for_members(callback: CallbackT) -> CallbackT:
    """Decorator: for everyone, wherever a server or the member has added the commands."""
    in_contexts = app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    return app_commands.allowed_installs(guilds=True, users=True)(in_contexts(callback))


class NotAMemberError(app_commands.CheckFailure):
    """A moderators' command was used in a server where the bot is no member.

    discord.py's checks of commands let only errors of its own kind through.
    """


def news_group() -> app_commands.Group:
    """The group of moderators' commands, for members who may manage the server.

    Each cog of moderators makes one, and the command tree merges them.
    """
    return app_commands.Group(
        name="news",
        description="Manage the news of this server",
        guild_only=True,
        default_permissions=Permissions(manage_guild=True),
    )


def limit_to_servers(group: app_commands.Group) -> None:
    """Let a group be added to servers only; discord.py's copy of it for a cog forgets that."""
    group.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
    group.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=False, private_channel=False
    )


def invite_url(application_id: int, guild_id: int | None = None) -> str:
    """The link that adds the bot to any server, or to this one, with the permissions it needs."""
    return oauth_url(
        application_id,
        permissions=Permissions(**dict.fromkeys(LABELS, True)),
        guild=Object(guild_id) if guild_id else MISSING,
        scopes=("bot", "applications.commands"),
    )


def member_guild_id(interaction: Interaction[Any]) -> int | None:
    """The id of the server of an interaction; None if the bot is no member there, and outside.

    Servers and users can add the commands without the bot.
    """
    guild_id = interaction.guild_id
    return guild_id if guild_id and interaction.client.get_guild(guild_id) else None


def can_share(interaction: Interaction[Any]) -> bool:
    """Whether an answer may be seen by others: where the bot is a member, and alone with it."""
    if interaction.guild_id is None:
        return not interaction.context.private_channel
    return member_guild_id(interaction) is not None


def require_manager(interaction: Interaction[Any]) -> int:
    """Return the server's id if the asker may manage it, and the bot is a member there.

    Admins of a server can hand out commands to anyone, so every handler calls this.

    Raises:
        NoPrivateMessage: the command was used outside a server.
        NotAMemberError: the bot is no member of the server.
        MissingPermissions: the asker may not manage the server.
    """
    if interaction.guild_id is None:
        raise app_commands.NoPrivateMessage
    if member_guild_id(interaction) is None:
        invite = invite_url(interaction.client.application_id or 0, interaction.guild_id)
        raise NotAMemberError(moderator_texts.NOT_A_MEMBER.format(url=invite))
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])
    return interaction.guild_id


class ModeratorCog(commands.Cog):
    """A cog whose commands are all for members who may manage the server."""

    async def interaction_check(self, interaction: Interaction[Any], /) -> bool:
        """Refuse anyone else before each of the commands; see `require_manager`."""
        require_manager(interaction)
        return True


CogT = TypeVar("CogT")
Completion = Callable[[CogT, Interaction[Any], str], Coroutine[Any, Any, Choices]]
"""Makes the choices for what was typed so far into an option."""


def guarded(complete: Completion[CogT]) -> Completion[CogT]:
    """Offer no choices if making them fails: discord.py would log the error with its message.

    Typed words stay out of the log, since they may tell of a member's health.
    """

    @wraps(complete)
    async def completed(cog: CogT, interaction: Interaction[Any], typed: str) -> Choices:
        try:
            return (await complete(cog, interaction, typed))[:MOST_CHOICES]
        except NOT_STORED:
            return []  # The log has it.
        except Exception as exc:  # noqa: BLE001 - completion is a convenience; the command still works
            name = interaction.command.qualified_name if interaction.command else "?"
            log.error("Completion of /%s failed: %s", name, type(exc).__name__)  # noqa: TRY400
            return []

    return completed


def chosen(read: Callable[[str], ChosenT], value: str) -> ChosenT:
    """Read one of a command's fixed choices.

    Raises:
        RequestError: the value is not one of them.
    """
    try:
        return read(value)
    except ValueError as exc:
        raise RequestError(texts.CHOICE_GONE) from exc


def topic_choices(typed: str, taxonomy: Taxonomy, *, with_all: bool = False) -> Choices:
    """Topics that match the typed text; all topics if it is empty."""
    topics = match_topics(typed, taxonomy) if typed.strip() else list(taxonomy)
    choices = [Choice(name=labeled(topic), value=topic.slug) for topic in topics]
    if with_all and texts.ALL_TOPICS.lower().startswith(typed.strip().lower()):
        choices.insert(0, Choice(name=topic_name(ALL_TOPICS, taxonomy), value=ALL_TOPICS))
    return choices[:MOST_CHOICES]


def labeled(topic: Topic) -> str:
    """Name and emoji, cut to the length of a choice."""
    return with_emoji(topic.name, topic.emoji, CHOICE_CHARACTERS)


def chosen_topic(typed: str | None, taxonomy: Taxonomy) -> str | None:
    """The slug of the topic that was chosen or typed by hand; None for all topics.

    Raises:
        RequestError: the text stands for no topic; see `meant_topic`.
    """
    wanted = (typed or ALL_TOPICS).strip()
    if wanted.lower() in {ALL_TOPICS, texts.ALL_TOPICS.lower()}:
        return None
    topic = taxonomy.get(wanted) or meant_topic(wanted, taxonomy)
    if topic := topic or misspelled_topic(wanted, taxonomy):
        return topic.slug
    nearest = nearest_names(wanted, taxonomy)
    told = texts.NO_SUCH_TOPIC_BUT.format(topics=nearest) if nearest else texts.NO_SUCH_TOPIC
    raise RequestError(told)


def nearest_names(typed: str, taxonomy: Taxonomy) -> str:
    """The names of the topics nearest to a text that stands for none; "" if none is near."""
    return ", ".join(topic.name for topic in nearest_topics(typed, taxonomy)[:NEAREST_TOPICS])


def topic_name(slug: str, taxonomy: Taxonomy) -> str:
    """Name and emoji of a subscribed topic; its slug if the taxonomy no longer has it."""
    if slug == ALL_TOPICS:
        return with_emoji(texts.ALL_TOPICS, ALL_TOPICS_EMOJI, CHOICE_CHARACTERS)
    topic = taxonomy.get(slug)
    return labeled(topic) if topic else clip(slug, CHOICE_CHARACTERS)
