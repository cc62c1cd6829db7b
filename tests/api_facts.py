"""The part of Discord's HTTP API that the bot uses, as an OpenAPI document of our own.

From https://discord.com/developers/docs: which fields a request may have, how long each may be, and
which fields an answer has. Tests hold recorded requests and the loopback Discord's answers against
it. A request that the bot has not made before needs its path, and its fields, here.
"""

from typing import Any

Schema = dict[str, Any]

SNOWFLAKE: Schema = {"type": "string", "pattern": "^[0-9]{1,20}$"}
TIME: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"}
YES_OR_NO: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "integer"}
ANYTHING: Schema = {"type": "object"}


def text(most: int, least: int = 0) -> Schema:
    """A string of so many characters."""
    return {"type": "string", "minLength": least, "maxLength": most}


def number(least: int, most: int) -> Schema:
    """An integer between two, which may be both."""
    return {"type": "integer", "minimum": least, "maximum": most}


def several(items: Schema, most: int | None = None, least: int = 0) -> Schema:
    """A list of so many."""
    limit = {} if most is None else {"maxItems": most}
    return {"type": "array", "items": items, "minItems": least, **limit}


def maybe(schema: Schema) -> Schema:
    """The schema or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def one_of(*values: object) -> Schema:
    """One of these values."""
    return {"enum": list(values)}


def named(name: str) -> Schema:
    """A schema of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def asked(needed: Schema, **optional: Schema) -> Schema:
    """An object in a request: these fields and no others."""
    return {**told(needed, **optional), "additionalProperties": False}


def told(needed: Schema, **optional: Schema) -> Schema:
    """An object in an answer: these fields, and whatever else Discord says."""
    return {"type": "object", "required": [*needed], "properties": {**needed, **optional}}


def component(kind: int, needed: Schema, **optional: Schema) -> Schema:
    """A part of a message; `id` may number it."""
    return asked({"type": one_of(kind), **needed}, id=NUMBER, **optional)


def select(kind: int, **more: Schema) -> Schema:
    """A menu."""
    counts = {"min_values": number(0, 25), "max_values": number(1, 25)}
    fields = {"placeholder": text(150), "disabled": YES_OR_NO, "required": YES_OR_NO}
    return component(kind, {"custom_id": text(100, 1)}, **counts, **fields, **more)


EMOJI = asked({}, id=maybe(SNOWFLAKE), name=maybe(text(32)), animated=YES_OR_NO)
OPTION = asked(
    {"label": text(100, 1), "value": text(100, 1)},
    description=maybe(text(100)),
    emoji=EMOJI,
    default=YES_OR_NO,
)
BOX = asked(
    {"label": text(100, 1), "value": text(100, 1)},
    description=maybe(text(100)),
    default=YES_OR_NO,
)
"""One of several boxes or radio buttons in a dialog."""
MEDIA = asked({"url": text(2048)})
PICTURE = {"description": maybe(text(1024)), "spoiler": YES_OR_NO}
MENTIONS = asked(
    {},
    parse=several(one_of("roles", "users", "everyone"), 3),
    roles=several(SNOWFLAKE, 100),
    users=several(SNOWFLAKE, 100),
    replied_user=YES_OR_NO,
)
MESSAGE_FIELDS: Schema = {
    "content": maybe(text(2000)),
    "components": maybe(several(named("Component"), 40)),
    "embeds": maybe(several(ANYTHING, 10)),
    "allowed_mentions": maybe(MENTIONS),
    "attachments": several(ANYTHING, 10),
    "flags": maybe(NUMBER),
    "tts": YES_OR_NO,
}
THREAD_FIELDS: Schema = {
    "auto_archive_duration": maybe(one_of(60, 1440, 4320, 10080)),
    "rate_limit_per_user": maybe(number(0, 21600)),
}
CHOICE = asked(
    {"name": text(100, 1), "value": {"type": ["string", "number"]}}, name_localizations={}
)
NAMING: Schema = {"name_localizations": {}, "description_localizations": {}}
USER = told(
    {"id": SNOWFLAKE, "username": text(32, 1), "discriminator": text(4, 1)},
    global_name=maybe(text(32)),
    avatar=maybe(text(100)),
    bot=YES_OR_NO,
)
CHANNEL = told(
    {"id": SNOWFLAKE, "type": one_of(0, 2, 4, 5, 10, 11, 12, 13, 14, 15, 16), "flags": NUMBER},
    guild_id=SNOWFLAKE,
    name=text(100, 1),
    parent_id=maybe(SNOWFLAKE),
    last_message_id=maybe(SNOWFLAKE),
    available_tags=several(told({"id": SNOWFLAKE, "name": text(50), "moderated": YES_OR_NO}), 20),
)
THREAD = told(
    {
        **CHANNEL["properties"],
        "owner_id": SNOWFLAKE,
        "message_count": NUMBER,
        "member_count": NUMBER,
        "thread_metadata": told(
            {
                "archived": YES_OR_NO,
                "archive_timestamp": maybe(TIME),
                "auto_archive_duration": NUMBER,
                "locked": YES_OR_NO,
            }
        ),
    },
    applied_tags=several(SNOWFLAKE, 5),
)
THREAD["required"].remove("available_tags")
ROLE = told(
    {
        "id": SNOWFLAKE,
        "name": text(100, 1),
        "permissions": {"type": "string", "pattern": "^[0-9]+$"},
        "position": NUMBER,
        "mentionable": YES_OR_NO,
        "managed": YES_OR_NO,
        "hoist": YES_OR_NO,
        "color": NUMBER,
    }
)
MESSAGE = told(
    {
        "id": SNOWFLAKE,
        "channel_id": SNOWFLAKE,
        "type": NUMBER,
        "author": USER,
        "content": text(2000),
        "timestamp": TIME,
        "edited_timestamp": maybe(TIME),
        "tts": YES_OR_NO,
        "mention_everyone": YES_OR_NO,
        "mentions": several(USER),
        "mention_roles": several(SNOWFLAKE),
        "attachments": several(ANYTHING),
        "embeds": several(ANYTHING),
        "components": several(told({"type": NUMBER, "id": NUMBER})),
        "flags": NUMBER,
        "pinned": YES_OR_NO,
    }
)
SCHEMAS: dict[str, Schema] = {
    "Button": component(
        2,
        {"style": number(1, 6)},
        label=maybe(text(80)),
        emoji=EMOJI,
        custom_id=text(100, 1),
        url=text(512),
        disabled=YES_OR_NO,
    ),
    "Select": {
        "anyOf": [
            select(3, options=several(OPTION, 25, 1)),
            *(select(kind, default_values=several(ANYTHING, 25)) for kind in (5, 6, 7)),
            select(8, default_values=several(ANYTHING, 25), channel_types=several(NUMBER)),
        ]
    },
    "Row": component(
        1, {"components": {"anyOf": [several(named("Button"), 5, 1), several(named("Select"), 1)]}}
    ),
    "Text": component(10, {"content": text(4000, 1)}),
    "Thumbnail": component(11, {"media": MEDIA}, **PICTURE),
    "Section": component(
        9,
        {
            "components": several(named("Text"), 3, 1),
            "accessory": {"anyOf": [named("Button"), named("Thumbnail")]},
        },
    ),
    "Gallery": component(12, {"items": several(asked({"media": MEDIA}, **PICTURE), 10, 1)}),
    "Separator": component(14, {}, divider=YES_OR_NO, spacing=one_of(1, 2)),
    "Part": {"anyOf": [named(each) for each in ("Row", "Text", "Section", "Gallery", "Separator")]},
    "Container": component(
        17,
        {"components": several(named("Part"), 40, 1)},
        accent_color=maybe(number(0, 0xFFFFFF)),
        spoiler=YES_OR_NO,
    ),
    "Component": {"anyOf": [named("Part"), named("Container")]},
    "Message": asked({}, **MESSAGE_FIELDS),
    "NewMessage": asked(
        {},
        **MESSAGE_FIELDS,
        nonce=maybe({"anyOf": [text(25), NUMBER]}),
        enforce_nonce=YES_OR_NO,
        message_reference=ANYTHING,
    ),
    "ForumPost": asked(
        {"name": text(100, 1), "message": named("Message")},
        **THREAD_FIELDS,
        applied_tags=several(SNOWFLAKE, 5),
        type=one_of(11),  # discord.py sends it, and Discord takes it
    ),
    "Thread": asked(
        {"name": text(100, 1)}, **THREAD_FIELDS, type=one_of(10, 11, 12), invitable=YES_OR_NO
    ),
    "ChannelEdit": asked(
        {},
        **THREAD_FIELDS,
        name=text(100, 1),
        archived=YES_OR_NO,
        locked=YES_OR_NO,
        applied_tags=several(SNOWFLAKE, 5),
    ),
    "Field": {
        "anyOf": [
            component(
                4,
                {"custom_id": text(100, 1), "style": one_of(1, 2)},
                label=maybe(text(45)),
                value=maybe(text(4000)),
                placeholder=maybe(text(100)),
                required=YES_OR_NO,
                min_length=number(0, 4000),
                max_length=number(1, 4000),
            ),
            component(
                21,
                {"custom_id": text(100, 1), "options": several(BOX, 10, 2)},
                required=YES_OR_NO,
            ),
            component(
                22,
                {"custom_id": text(100, 1), "options": several(BOX, 10, 1)},
                required=YES_OR_NO,
                min_values=number(0, 10),
                max_values=number(1, 10),
            ),
            named("Select"),
        ]
    },
    "Modal": asked(
        {
            "custom_id": text(100, 1),
            "title": text(45, 1),
            "components": several(
                component(
                    18,
                    {"label": text(45, 1), "component": named("Field")},
                    description=maybe(text(100, 1)),
                ),
                5,
                1,
            ),
        }
    ),
    "Reply": {
        "anyOf": [
            asked({"type": one_of(9), "data": named("Modal")}),
            asked({"type": one_of(4)}, data=named("Message")),
            asked({"type": one_of(5)}, data=asked({}, flags=NUMBER)),
            asked({"type": one_of(6)}, data={"type": "null"}),
            asked({"type": one_of(7)}, data=named("Message")),
            asked({"type": one_of(8), "data": asked({"choices": several(CHOICE, 25)})}),
        ]
    },
    "CommandOption": asked(
        {"type": number(1, 11), "name": text(32, 1), "description": text(100, 1)},
        **NAMING,
        required=YES_OR_NO,
        choices=several(CHOICE, 25),
        options=several(named("CommandOption"), 25),
        autocomplete=YES_OR_NO,
        channel_types=several(NUMBER),
        min_value={"type": "number"},
        max_value={"type": "number"},
        min_length=number(0, 6000),
        max_length=number(1, 6000),
    ),
    "Command": asked(
        {"name": text(32, 1)},
        **NAMING,
        type=one_of(1, 2, 3),
        description=text(100),
        options=several(named("CommandOption"), 25),
        default_member_permissions=maybe({"type": ["integer", "string"]}),
        nsfw=YES_OR_NO,
        dm_permission=YES_OR_NO,
        contexts=maybe(several(number(0, 2), 3)),
        integration_types=maybe(several(number(0, 1), 2)),
    ),
    "Error": told({"message": text(1000), "code": NUMBER}, retry_after={"type": "number"}),
    "ChannelTypes": {"oneOf": []},
}


def operation(answer: Schema | None = None, body: Schema | None = None, code: int = 200) -> Schema:
    """A request with this body, and what is answered."""

    def content(schema: Schema) -> Schema:
        return {"content": {"application/json": {"schema": schema}}}

    described: Schema = {"responses": {"4XX": content(named("Error"))}}
    described["responses"][str(code)] = {} if answer is None else content(answer)
    return described if body is None else {**described, "requestBody": content(body)}


THREADS = told({"threads": several(THREAD), "members": several(ANYTHING)})
NEW_THREAD = {"anyOf": [named("ForumPost"), named("Thread")]}
APPLICATION = told({"id": SNOWFLAKE, "name": text(100), "flags": NUMBER, "verify_key": text(64)})
MEMBER = told({"user": USER, "roles": several(SNOWFLAKE), "joined_at": maybe(TIME)})
GUILD = told({"id": SNOWFLAKE, "name": text(100), "owner_id": SNOWFLAKE, "roles": several(ROLE)})
GATEWAY = told(
    {
        "url": text(500),
        "shards": NUMBER,
        "session_start_limit": told(
            dict.fromkeys(("total", "remaining", "reset_after", "max_concurrency"), NUMBER)
        ),
    }
)
WEBHOOK = told({"id": SNOWFLAKE, "type": NUMBER, "channel_id": SNOWFLAKE}, source_channel=ANYTHING)
CHANNEL_PATH = "/channels/{channel_id}"
MESSAGE_PATH = f"{CHANNEL_PATH}/messages/{{message_id}}"
HOOK_PATH = "/webhooks/{application_id}/{token}"
PATHS: Schema = {
    "/gateway/bot": {"get": operation(GATEWAY)},
    "/users/@me": {"get": operation(USER)},
    "/applications/@me": {"get": operation(APPLICATION)},
    "/oauth2/applications/@me": {"get": operation(APPLICATION)},
    "/applications/{application_id}/commands": {
        "get": operation(several(ANYTHING)),
        "put": operation(several(ANYTHING), several(named("Command"), 110)),
    },
    "/guilds/{guild_id}": {"get": operation(GUILD)},
    "/guilds/{guild_id}/channels": {"get": operation(several(CHANNEL))},
    "/guilds/{guild_id}/roles": {"get": operation(several(ROLE))},
    "/guilds/{guild_id}/members/{user_id}": {"get": operation(MEMBER)},
    "/guilds/{guild_id}/threads/active": {"get": operation(THREADS)},
    CHANNEL_PATH: {
        "get": operation({"anyOf": [THREAD, CHANNEL]}),
        "patch": operation({"anyOf": [THREAD, CHANNEL]}, named("ChannelEdit")),
    },
    f"{CHANNEL_PATH}/messages": {
        "get": operation(several(MESSAGE)),
        "post": operation(MESSAGE, named("NewMessage")),
    },
    MESSAGE_PATH: {"get": operation(MESSAGE), "patch": operation(MESSAGE, named("Message"))},
    f"{MESSAGE_PATH}/crosspost": {"post": operation(MESSAGE)},
    f"{MESSAGE_PATH}/threads": {"post": operation(THREAD, named("Thread"), 201)},
    f"{CHANNEL_PATH}/threads": {"post": operation(THREAD, NEW_THREAD, 201)},
    f"{CHANNEL_PATH}/followers": {
        "post": operation(
            told({"channel_id": SNOWFLAKE, "webhook_id": SNOWFLAKE}),
            asked({"webhook_channel_id": SNOWFLAKE}),
        )
    },
    f"{CHANNEL_PATH}/webhooks": {"get": operation(several(WEBHOOK))},
    "/webhooks/{webhook_id}": {"delete": operation(code=204)},
    f"{CHANNEL_PATH}/threads/archived/public": {
        "get": operation(told({**THREADS["properties"], "has_more": YES_OR_NO}))
    },
    "/interactions/{interaction_id}/{interaction_token}/callback": {
        "post": operation(body=named("Reply"), code=204)
    },
    HOOK_PATH: {"post": operation(MESSAGE, named("Message"))},
    f"{HOOK_PATH}/messages/{{message_id}}": {"patch": operation(MESSAGE, named("Message"))},
}
DOCUMENT: Schema = {"openapi": "3.1.0", "components": {"schemas": SCHEMAS}, "paths": PATHS}
