"""Two servers with data in both, and a member of one who forges what names things of the other."""

import asyncio
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.delivery.messenger import Messenger
from bot.discord_api.client import NewsBot
from bot.model.delivery import CarriedArticle, LogFilter, Post
from bot.model.feed import FeedPreview, Proposal, ProposalState
from bot.model.obstacle import PostingObstacle
from bot.model.subscription import PATIENT_KINDS, Ending
from bot.pipelines.announce import Announcer
from bot.services import Services
from bot.storage import meta, notices, server_changes
from bot.subscriptions.pausing import pause_after_refusal
from tests.cogs.conftest import Seed
from tests.cogs.showing import without_command_ids
from tests.factories import article, feed, subscribe_channel
from tests.fakes import RecordingMessenger, refusing
from tests.peer import Channel, ChannelKind, Guild, Peer, World, components, payloads
from tests.peer import message as messages
from tests.peer.guilds import Role
from tests.peer.interactions import CHAT_INPUT_COMMAND, COMPLETION, PRESS, SUBMISSION, Interaction
from tests.peer.permissions import EVERYTHING
from tests.peer.world import Json

VEILED = "veiled"
"""A word that stands in all that another server has, and nowhere else."""
OTHER_MEMBER = 77
URL = "https://example.org/bone/"
JUNK = (
    "123456789012345678",
    "0",
    "-1",
    str(2**63),
    str(2**64 + 1),
    "9" * 50,
    "abc",
    "",
    "\u0661",
    "\u00b2",
    " 1",
    "1_0",
    "+1",
    "1\n",
)
"""Ids of nothing, and what is no id. "\u0661" is 1 in Arabic digits, which int() reads."""
ODD_DATES = (
    *("9999-99", "0000", "99999999999y", "99999y", "0d", "-1d", "2024-13-45", "10000-01"),
    *("0001", "9999-12-31", "\u0663d", "\u0662\u0660\u0662\u0664", "1" * 5_000 + "d"),
)
Rows = dict[str, list[tuple[object, ...]]]
BUTTON, SELECT, ROW, TEXT, LABEL = 2, 3, 1, 10, 18


@dataclass(frozen=True, slots=True)
class Server:
    """A server with one of everything."""

    guild: Guild
    channel: Channel
    forum: Channel
    thread: Channel
    archived: Channel
    role: Role

    @property
    def channels(self) -> tuple[Channel, ...]:
        return self.channel, self.forum, self.thread, self.archived


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids that buttons of a server carry."""

    subscription: str
    delivery: str
    channel: str
    key: str
    post: str
    feed: str
    proposal: str


def build(world: World, name: str) -> Server:
    """A server; all names in it begin so."""
    guild = world.add_guild(f"{name} server")
    channel = guild.add_channel(f"{name}-news")
    archived = guild.add_thread(channel, f"{name} old thread")
    archived.archived = True
    return Server(
        guild,
        channel,
        guild.add_channel(f"{name}-forum", ChannelKind.FORUM),
        guild.add_thread(channel, f"{name} thread"),
        archived,
        guild.add_role(f"{name} role", mentionable=True),
    )


async def fill(server: Server, word: str, services: Services, seed: Seed) -> Ids:
    """Subscriptions, deliveries sent, failed and pending, a notice, an ending, own feeds."""
    guild_id, channel_id = server.guild.id, server.channel.id
    for title in ("Sent", "Failed", "Pending"):
        await seed(article(f"{guild_id} {title}", "metastasis", title="Bone and brain", url=URL))
        made = await subscribe_channel(
            services.subscriptions,
            *(guild_id, channel_id, "metastasis", PATIENT_KINDS, server.role.id),
            post_newest=True,
        )
        if title != "Pending":
            await _announce(services, _messenger(fails=title == "Failed"))
    now = services.clock.now()
    async with services.database.transaction() as connection:
        reason = f"I may not post in {word}."
        await pause_after_refusal(connection, guild_id, channel_id, PostingObstacle(reason), now)
        ended = Ending(guild_id, 5, f"{word}-gone", "metastasis", "It was deleted.", now)
        await server_changes.add_endings(connection, [ended])
        database_id = await meta.database_id(connection)
        due = await notices.due(connection, database_id, now + timedelta(days=1))
    key = next(each.key for each in due if each.guild_id == guild_id)
    failed = await services.delivery_log.newest(LogFilter(guild_id), 10)
    delivery = next(each for each in failed if each.error)
    async with services.database.reader() as connection:
        (sent,) = await connection.execute_fetchall(
            "SELECT max(id) FROM posts WHERE guild_id = ? AND state = 'sent'", (guild_id,)
        )
    own, proposal = await _feeds(server, word, services)
    return Ids(str(made.id), str(delivery.id), str(channel_id), key, str(sent[0]), own, proposal)


async def _feeds(server: Server, word: str, services: Services) -> tuple[str, str]:
    """The ids of a feed that a server has for itself, and of one that it proposes."""
    guild_id, chosen = server.guild.id, services.server_feeds
    await chosen.choose(guild_id, feed(f"{word} feed"))
    made = await chosen.propose(
        Proposal(
            *(0, guild_id, server.channel.id, f"{word} server", feed(f"{word} proposal")),
            preview=FeedPreview(1, 1, (word,)),
            state=ProposalState.OPEN,
            proposed_at=services.clock.now(),
        )
    )
    assert isinstance(made, Proposal)
    (own,) = (await chosen.of_server(guild_id)).feeds
    return str(own.tracked.id), str(made.id)


class _Messenger(RecordingMessenger):
    """Its ids fit into the database beside those that Discord makes."""

    async def send(self, post: Post, carried: Sequence[CarriedArticle]) -> int:
        return await super().send(post, carried) % 2**63


def _messenger(*, fails: bool) -> RecordingMessenger:
    messenger = _Messenger()
    messenger.before = refusing(400, 50035) if fails else messenger.before
    return messenger


async def _announce(services: Services, messenger: Messenger) -> None:
    awake = asyncio.Event()
    announcer = Announcer(services.database, messenger, services.clock, burst_limit=0, awake=awake)
    await announcer.announce_due()


class Stored:
    """All that a database has of servers; what nobody has written since is not read again."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._version: object = None
        self._read: dict[int, Rows] = {}
        self._tables = [
            name
            for (name,) in self._connection.execute(
                "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c "
                "WHERE m.type = 'table' AND c.name = 'guild_id' ORDER BY m.name"
            )
        ]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def rows(self, guild_id: int) -> Rows:
        """All of a server, by table."""
        # It changes when another connection commits.
        (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if version != self._version:
            self._version, self._read = version, {}
        if guild_id not in self._read:
            self._read[guild_id] = self._rows(guild_id)
        return self._read[guild_id]

    def _rows(self, guild_id: int) -> Rows:
        steps = (
            "SELECT s.* FROM post_steps AS s JOIN posts AS p ON p.id = s.post_id "
            "WHERE p.guild_id = ?"
        )
        queries = {
            name: f"SELECT * FROM {name} WHERE guild_id = ?"  # noqa: S608 - the schema's own
            for name in self._tables
        }
        return {
            name: self._connection.execute(query, (guild_id,)).fetchall()
            for name, query in {**queries, "post_steps": steps}.items()
        }


def text(message: Json) -> str:
    """All that is written in a message."""
    shown = [each.get("content", "") for each in components.walk(message.get("components") or [])]
    return without_command_ids("\n".join([message.get("content") or "", *shown]).strip())


def entered(**fields: str | list[str]) -> list[Json]:
    """Fields of a dialog as Discord sends them: one value, or several."""
    return [
        {
            "type": LABEL,
            "component": {
                "type": SELECT,
                "custom_id": name,
                ("values" if isinstance(value, list) else "value"): value,
            },
        }
        for name, value in fields.items()
    ]


class Forger:
    """Sends interactions of a member of one server."""

    def __init__(self, peer: Peer, bot: NewsBot, here: Channel) -> None:
        self.peer = peer
        self.bot = bot
        self.here = here
        self.permissions = EVERYTHING
        self.direct = False
        self.private = False
        self.foreign = False

    async def command(
        self,
        name: str,
        options: list[Json],
        *,
        resolved: Json | None = None,
        here: Channel | None = None,
        **more: Any,
    ) -> Interaction:
        """Use a command, also one of a group: "news server"."""
        named = _of_group(name, options)
        data = {**named, "type": 1, "resolved": resolved or {}, **more}
        return await self._sent({"id": "1", **data}, CHAT_INPUT_COMMAND, here=here)

    async def complete(self, name: str, options: list[Json]) -> Interaction:
        """Have an option completed, which is marked as focused."""
        return await self._sent({"id": "1", "type": 1, **_of_group(name, options)}, COMPLETION)

    async def press(self, custom_id: str, values: list[str] | None = None) -> Interaction:
        """Press a button, or choose from a menu, in a message of the bot's."""
        kind = BUTTON if values is None else SELECT
        control: Json = {"type": kind, "custom_id": custom_id, "label": "Press", "style": 2}
        if values is not None:
            options = [{"label": "One", "value": "one"}]
            control = {"type": kind, "custom_id": custom_id, "options": options}
        body = {"components": [{"type": ROW, "components": [control]}]}
        world = self.peer.world
        message = payloads.message(world, messages.created(world, self.here.id, body))
        data = {"custom_id": custom_id, "component_type": kind, "values": values or []}
        return await self._sent(data, PRESS, message=message)

    async def submit(self, custom_id: str, components: object) -> Interaction:
        """Submit a dialog that was opened from a message of the bot's."""
        world = self.peer.world
        text = {"type": TEXT, "content": "A list"}
        made = messages.created(world, self.here.id, {"components": [text], "flags": 1 << 15})
        data = {"custom_id": custom_id, "components": components}
        return await self._sent(data, SUBMISSION, message=payloads.message(world, made))

    async def _sent(
        self, data: Json, kind: int, *, message: Json | None = None, here: Channel | None = None
    ) -> Interaction:
        handled = asyncio.ensure_future(self.bot.wait_for("interaction"))
        interaction = await self.peer.state.interactions.send(
            data,
            channel=here or self.here,
            kind=kind,
            permissions=self.permissions,
            message=message,
            direct=self.direct,
            private=self.private,
            foreign=self.foreign,
        )
        await handled
        await settled()
        return interaction


async def settled() -> None:
    """Wait until the bot has done what all events so far ask."""
    while tasks := [task for task in asyncio.all_tasks() if _answers(task)]:
        await asyncio.wait(tasks)


def _answers(task: "asyncio.Task[Any]") -> bool:
    """By the names that discord.py gives them."""
    begins = ("CommandTree-invoker", "discord-ui-dynamic-item", "discord.py: on_")
    return task.get_name().startswith(begins)


def channel_options(other: Server, ours: Guild) -> Iterator[tuple[str, Json]]:
    """Values of a channel option that lead out of the server, and what Discord says of them."""
    for channel in other.channels:
        whole = {**payloads.channel(channel), "permissions": str(EVERYTHING)}
        bare = {key: value for key, value in whole.items() if key != "guild_id"}
        told: tuple[Mapping[str, Any], ...] = (whole, {**whole, "guild_id": str(ours.id)}, bare)
        yield from ((str(channel.id), {"channels": {str(channel.id): each}}) for each in told)
        yield str(channel.id), {}
    yield from ((value, {}) for value in JUNK)


def role_options(other: Server) -> Iterator[tuple[str, Json]]:
    """The same for a role option."""
    for role in other.guild.roles:
        yield str(role.id), {"roles": {str(role.id): payloads.role(role)}}
        yield str(role.id), {}
    yield from ((value, {}) for value in JUNK)


def _of_group(name: str, options: list[Json]) -> Json:
    """A command as Discord sends it: one of a group is an option of the group."""
    group, _, command = name.rpartition(" ")
    if not group:
        return {"name": name, "options": options}
    return {"name": group, "options": [{"name": command, "type": 1, "options": options}]}
