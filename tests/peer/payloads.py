"""The world as Discord's JSON; pure, used by the routes and the gateway."""

from datetime import UTC, datetime

from tests.peer.world import Channel, ChannelKind, Guild, Json, Overwrite, Role, World, created_at

JOINED = "2024-01-01T00:00:00+00:00"
# What Discord always says of a guild, and what means nothing here.
GUILD_NOTHINGS = (
    *("icon", "description", "home_header", "splash", "discovery_splash", "banner"),
    *("application_id", "afk_channel_id", "system_channel_id", "widget_channel_id"),
    *("rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id"),
    *("max_presences", "vanity_url_code", "incidents_data"),
)
GUILD_NOUGHTS = (
    *("system_channel_flags", "verification_level", "default_message_notifications"),
    *("mfa_level", "explicit_content_filter", "premium_tier", "premium_subscription_count"),
    "nsfw_level",
)
GUILD_NOES = ("widget_enabled", "premium_progress_bar_enabled", "nsfw")
GUILD_EMPTIES = ("features", "emojis", "stickers")


def timestamp(snowflake: int) -> str:
    """When an id was made, as Discord writes times."""
    return datetime.fromtimestamp(created_at(snowflake), UTC).isoformat()


def user(user_id: int, name: str, *, bot: bool = False) -> Json:
    """A user."""
    return {
        "id": str(user_id),
        "username": name,
        "discriminator": "0001" if bot else "0",
        "global_name": None,
        "avatar": None,
        "bot": bot,
        "flags": 0,
        "public_flags": 0,
        "primary_guild": None,
    }


def bot_user(world: World) -> Json:
    """The bot itself."""
    return user(world.bot_id, world.bot_name, bot=True)


def current_user(world: World) -> Json:
    """What `/users/@me` says."""
    return {**bot_user(world), "mfa_enabled": False, "locale": "en-US", "verified": True}


def application(world: World) -> Json:
    """What `/applications/@me` says."""
    return {
        "id": str(world.application_id),
        "name": world.bot_name,
        "icon": None,
        "description": "",
        "type": None,
        "verify_key": "0" * 64,
        "flags": 0,
        "flags_new": "0",
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(1, "owner"),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
        "bot_public": True,
        "bot_require_code_grant": False,
        "rpc_origins": [],
    }


def role(kept: Role) -> Json:
    """A role."""
    return {
        "id": str(kept.id),
        "name": kept.name,
        "permissions": str(kept.permissions),
        "position": kept.position,
        "mentionable": kept.mentionable,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def overwrite(kept: Overwrite) -> Json:
    """A permission overwrite of a channel."""
    return {
        "id": str(kept.target_id),
        "type": 1 if kept.member else 0,
        "allow": str(kept.allow),
        "deny": str(kept.deny),
    }


def channel(kept: Channel, *, position: int = 0) -> Json:
    """A channel or thread."""
    common: Json = {
        "id": str(kept.id),
        "guild_id": str(kept.guild_id),
        "type": int(kept.kind),
        "name": kept.name,
        "flags": 0,
        "last_message_id": None,
        "parent_id": None if kept.parent_id is None else str(kept.parent_id),
        "rate_limit_per_user": 0,
    }
    return common | (_thread(kept) if kept.kind is ChannelKind.THREAD else _place(kept, position))


def _thread(kept: Channel) -> Json:
    return {
        "owner_id": "1",
        "message_count": 0,
        "member_count": 1,
        "total_message_sent": 0,
        "thread_metadata": {
            "archived": kept.archived,
            "archive_timestamp": timestamp(kept.id),
            "auto_archive_duration": 1440,
            "locked": kept.locked,
        },
    }


def _place(kept: Channel, position: int) -> Json:
    place: Json = {
        "position": position,
        "permission_overwrites": [overwrite(o) for o in kept.overwrites],
        "topic": None,
        "nsfw": False,
    }
    if kept.kind is ChannelKind.FORUM:
        place |= {
            "available_tags": [],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_forum_layout": 0,
        }
    return place


def channels(guild: Guild) -> list[Json]:
    """A guild's channels without its threads."""
    standing = [c for c in guild.channels if c.kind is not ChannelKind.THREAD]
    return [channel(kept, position=position) for position, kept in enumerate(standing)]


def threads(guild: Guild) -> list[Json]:
    """A guild's active threads."""
    kept = (c for c in guild.channels if c.kind is ChannelKind.THREAD)
    return [channel(c) for c in kept if not c.archived]


def bot_member(world: World, guild: Guild) -> Json:
    """The bot as a member of a guild."""
    return member(bot_user(world), [guild.bot_role.id])


def member(who: Json, role_ids: list[int]) -> Json:
    """A member of a guild."""
    return {
        "user": who,
        "roles": [str(role_id) for role_id in role_ids],
        "joined_at": JOINED,
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "flags": 0,
        "pending": False,
        "premium_since": None,
        "mute": False,
        "deaf": False,
    }


def guild(kept: Guild) -> Json:
    """What `/guilds/{id}` says."""
    return {
        "id": str(kept.id),
        "name": kept.name,
        "owner_id": "1",
        "region": "us-east",
        "afk_timeout": 300,
        "preferred_locale": "en-US",
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "roles": [role(r) for r in kept.roles],
        **dict.fromkeys(GUILD_NOTHINGS),
        **dict.fromkeys(GUILD_NOUGHTS, 0),
        **dict.fromkeys(GUILD_NOES, False),
        **{name: [] for name in GUILD_EMPTIES},
    }


def guild_create(world: World, kept: Guild) -> Json:
    """The gateway's GUILD_CREATE."""
    return {
        **guild(kept),
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "member_count": 2,
        "members": [bot_member(world, kept)],
        "channels": channels(kept),
        "threads": threads(kept),
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
