"""The gateway's close codes that need a person, and the sentence for each.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""

from collections.abc import Mapping

import discord

AUTHENTICATION_FAILED = 4004
DISALLOWED_INTENTS = 4014

NOT_ACCEPTED = (
    "Discord does not accept DISCORD_TOKEN. Copy the token again from the developer portal, "
    "page Bot."
)
FATAL: Mapping[int, str] = {
    AUTHENTICATION_FAILED: NOT_ACCEPTED,
    4010: (
        "Discord does not accept shard {shard} of {count} (close code 4010, invalid shard). Start "
        "the bot again: it then asks Discord how many shards it needs."
    ),
    4011: (
        "The bot is in too many servers for its {count} shards (close code 4011 on shard {shard}, "
        "sharding required). Start the bot again: it then asks Discord how many shards it needs."
    ),
    4012: (
        "Discord no longer accepts this version of its gateway (close code 4012 on shard {shard}, "
        "invalid API version). Install a newer version of this program."
    ),
    4013: (
        "Discord does not know the intents that the bot asks for: {intents} (close code 4013 on "
        "shard {shard}, invalid intents). Install a newer version of this program."
    ),
    DISALLOWED_INTENTS: (
        "Discord does not allow the bot the intents that it asks for: {intents} (close code 4014 "
        "on shard {shard}, disallowed intents). Allow them in the developer portal, page Bot, "
        "under Privileged Gateway Intents."
    ),
}
"""Trying again gets the same answer and costs an IDENTIFY."""


def sentence(error: discord.ConnectionClosed, client: discord.Client) -> str:
    """Say why the connection ended, and how the operator can mend it."""
    asked = client.intents
    if error.code == DISALLOWED_INTENTS:
        # Discord disallows privileged intents only. If there are none, its rules have changed.
        asked = _privileged(asked) or asked
    return FATAL[error.code].format(
        shard=error.shard_id or 0,
        count=client.shard_count or 1,
        intents=", ".join(name for name, wanted in asked if wanted),
    )


def _privileged(intents: discord.Intents) -> discord.Intents:
    return intents & discord.Intents(members=True, presences=True, message_content=True)
