"""The world as Discord's JSON; pure, used by the routes and the gateway."""

from datetime import datetime

from tests.peer.channels import Channel, ChannelKind, Overwrite, Tag
from tests.peer.guilds import Guild, Role
from tests.peer.snowflakes import created_at
from tests.peer.world import Json, World

ARCHIVED_AFTER_MINUTES = 1440
JOINED = "2024-01-01T00:00:00+00:00"
# Fields that Discord always states of a guild, and that mean nothing here.
GUILD_NOTHINGS = (
    *("icon", "description", "home_header", "splash", "discovery_splash", "banner"),
    *("application_id", "afk_channel_id", "widget_channel_id"),
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
    return created_at(snowflake).isoformat()


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


def follower_webhook(world: World, webhook_id: int, source: Channel, target: Channel) -> Json:
    """The webhook by which a channel follows another; without its source if the bot left that."""
    own = webhook_id in world.own_webhooks
    told = {
        "id": str(webhook_id),
        "type": 2,
        "name": source.name,
        "avatar": None,
        "channel_id": str(target.id),
        "guild_id": str(target.guild_id),
        "application_id": None,
        "user": bot_user(world) if own else user(1, "owner"),
    }
    if source.guild_id not in world.guilds:
        return told
    return told | {
        "source_guild": {"id": str(source.guild_id), "name": "Hub", "icon": None},
        "source_channel": {"id": str(source.id), "name": source.name},
    }


def bot_user(world: World) -> Json:
    """The bot itself."""
    return user(world.bot_id, world.bot_name, bot=True)


def current_user(world: World) -> Json:
    """The answer of `/users/@me`."""
    return {**bot_user(world), "mfa_enabled": False, "locale": "en-US", "verified": True}


def application(world: World) -> Json:
    """The answer of `/applications/@me`."""
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
        "flags": kept.flags,
        "last_message_id": _text(kept.last_message_id),
        "parent_id": _text(kept.parent_id),
        "rate_limit_per_user": 0,
    }
    return common | (_thread(kept) if kept.kind.is_thread else _place(kept, position))


def _text(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)


def archived_at(thread: Channel) -> datetime:
    """When a thread was last archived or unarchived; at first, when it was made."""
    return thread.archived_at or created_at(thread.id)


def _thread(kept: Channel) -> Json:
    joined: Json = {"join_timestamp": timestamp(kept.id), "flags": 0} if kept.joined else {}
    return ({"member": joined} if joined else {}) | {
        "owner_id": str(kept.owner_id),
        "message_count": kept.message_count,
        "member_count": 1,
        "total_message_sent": kept.message_count,
        "applied_tags": [str(tag_id) for tag_id in kept.applied_tags],
        "thread_metadata": {
            "archived": kept.archived,
            "archive_timestamp": archived_at(kept).isoformat(),
            "create_timestamp": timestamp(kept.id),
            "auto_archive_duration": ARCHIVED_AFTER_MINUTES,
            "locked": kept.locked,
        },
    }


def _place(kept: Channel, position: int) -> Json:
    place: Json = {
        "position": position,
        "permission_overwrites": [overwrite(o) for o in kept.overwrites],
        "topic": None,
        "nsfw": False,
        "default_auto_archive_duration": ARCHIVED_AFTER_MINUTES,
    }
    if kept.kind.holds_posts:
        place |= {
            "available_tags": [_tag(tag) for tag in kept.tags],
            "default_reaction_emoji": None,
            "default_sort_order": None,
            "default_tag_setting": "match_some",
            "default_thread_rate_limit_per_user": 0,
        }
    return place | ({"default_forum_layout": 0} if kept.kind is ChannelKind.FORUM else {})


def _tag(kept: Tag) -> Json:
    return {
        "id": str(kept.id),
        "name": kept.name,
        "moderated": kept.moderated,
        "emoji_id": None,
        "emoji_name": kept.emoji,
    }


def channels(guild: Guild) -> list[Json]:
    """A guild's channels without its threads."""
    standing = [c for c in guild.channels if not c.kind.is_thread]
    return [channel(kept, position=position) for position, kept in enumerate(standing)]


def threads(guild: Guild) -> list[Json]:
    """A guild's active threads, without private ones that the bot is not in."""
    active = [c for c in guild.channels if c.kind.is_thread and not c.archived]
    return [channel(c) for c in active if c.joined or c.kind is not ChannelKind.PRIVATE_THREAD]


def message(world: World, kept: Json) -> Json:
    """A message as a channel shows it, with the thread that was opened from it."""
    thread = world.channels.get(int(kept["id"]))
    if thread is None or kept["channel_id"] == str(thread.id):
        return kept
    return {**kept, "thread": channel(thread)}


def posts(world: World, forum: Channel) -> list[Json]:
    """A forum's threads with the message that opened each; None if that was deleted."""
    threads = world.guild_of(forum).threads(forum)
    return [{"thread": channel(t), "message": world.message(t.id, t.id)} for t in threads]


def bot_member(world: World, guild: Guild) -> Json:
    """The bot as a member of a guild."""
    until = guild.timed_out_until and guild.timed_out_until.isoformat()
    told = member(bot_user(world), guild.bot_roles)
    return {**told, "communication_disabled_until": until}


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
    """The answer of `/guilds/{id}`."""
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
        "system_channel_id": _text(kept.system_channel_id),
        **dict.fromkeys(GUILD_NOTHINGS),
        **dict.fromkeys(GUILD_NOUGHTS, 0),
        **dict.fromkeys(GUILD_NOES, False),
        **{name: [] for name in GUILD_EMPTIES},
    }


def guild_create(world: World, kept: Guild) -> Json:
    """The gateway's GUILD_CREATE, of a guild in which the bot was before."""
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
