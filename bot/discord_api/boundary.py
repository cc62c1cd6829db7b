"""Refuses a command that names a channel or a role of another server.

The command tree calls it before every command and completion. Discord makes the same check, but the
bot does not rely on that. Buttons need no check here: they carry ids of rows, and the services look
rows up together with the server's id.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from discord import AppCommandOptionType, Interaction

from bot.discord_api import texts
from bot.errors import RequestError
from bot.model.ids import read_id

ID_OPTION_TYPES = frozenset(
    kind.value
    for kind in (
        AppCommandOptionType.user,
        AppCommandOptionType.channel,
        AppCommandOptionType.role,
        AppCommandOptionType.mentionable,
        AppCommandOptionType.attachment,
    )
)
"""Types of options whose value is an id."""


def refuse_foreign(interaction: Interaction[Any]) -> None:
    """Refuse a command that names a channel or a role of another server, or a malformed id.

    Raises:
        RequestError: with the sentence for the member.
    """
    data = cast("Mapping[str, Any]", interaction.data or {})
    channels = data.get("resolved", {}).get("channels", {})
    if interaction.channel_id is not None:
        _refuse_channel(interaction, interaction.channel_id, {})
    for option in _id_options(data.get("options", ())):
        named = read_id(str(option["value"]))
        if option["type"] == AppCommandOptionType.channel.value:
            _refuse_channel(interaction, named, channels.get(option["value"], {}))
        elif option["type"] == AppCommandOptionType.role.value:
            _refuse_role(interaction, named)


def _id_options(options: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for option in options:
        if option["type"] in ID_OPTION_TYPES:
            yield option
        yield from _id_options(option.get("options", ()))  # of a subcommand


def _refuse_channel(interaction: Interaction[Any], named: int, told: Mapping[str, Any]) -> None:
    """Refuse a channel of another server, by the option's data or by the cache."""
    if interaction.guild and interaction.guild.get_channel_or_thread(named):
        return
    # An archived thread is in no cache; a direct message has no server.
    cached = getattr(interaction.client.get_channel(named), "guild", None)
    servers = {str(told["guild_id"])} if "guild_id" in told else set()
    servers |= {str(cached.id)} if cached else set()
    if servers - {str(interaction.guild_id)}:
        raise RequestError(texts.CHANNEL_NOT_SEEN)


def _refuse_role(interaction: Interaction[Any], named: int) -> None:
    if interaction.guild is None or interaction.guild.get_role(named) is None:
        raise RequestError(texts.NO_SUCH_ROLE)
