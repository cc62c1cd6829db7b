"""`/control`: what a bench or a test in another process asks of the peer; JSON, no token."""

import dataclasses

from aiohttp import web

from tests.peer import payloads
from tests.peer.faults import Fault
from tests.peer.state import State
from tests.peer.wire import answer, read_body
from tests.peer.world import Json, World


class Control:
    """The handlers; `tests.peer.process` is their client."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """Absolute paths."""
        return [
            web.get("/control/world", self._world),
            web.get("/control/milestones", self._milestones),
            web.get("/control/requests", self._requests),
            web.get("/control/messages", self._messages),
            web.get("/control/posts", self._posts),
            web.get("/control/stored", self._stored),
            web.post("/control/settings", self._settings),
            web.post("/control/faults", self._fault),
            web.post("/control/slash", self._slash),
            web.post("/control/clear", self._clear),
        ]

    async def _world(self, _: web.Request) -> web.Response:
        """All channels and threads, as the API tells of them."""
        return answer(told_places(self._state.world))

    async def _milestones(self, request: web.Request) -> web.Response:
        """All of them; with `?reached=NAME&times=N` not before that one is reached."""
        if "reached" in request.query:
            times = int(request.query.get("times", 1))
            await self._state.journal.reached(request.query["reached"], times)
        return answer(dict(self._state.journal.milestones))

    async def _requests(self, _: web.Request) -> web.Response:
        return answer([dataclasses.asdict(request) for request in self._state.journal])

    async def _messages(self, _: web.Request) -> web.Response:
        """By channel; a forum's stand in its threads."""
        world = self._state.world
        return answer(
            {
                str(channel_id): [payloads.message(world, m) for m in world.messages(channel_id)]
                for channel_id in world.channels
            }
        )

    async def _posts(self, _: web.Request) -> web.Response:
        """By forum, each `{"thread", "message"}`."""
        world = self._state.world
        forums = [channel for channel in world.channels.values() if channel.kind.holds_posts]
        return answer({str(forum.id): payloads.posts(world, forum) for forum in forums})

    async def _stored(self, request: web.Request) -> web.Response:
        """The messages that were stored, in order; with `?times=N` not before there are so many."""
        journal = self._state.journal
        await journal.stored_times(int(request.query.get("times", 0)))
        return answer([dataclasses.asdict(stored) for stored in journal.stored])

    async def _settings(self, request: web.Request) -> web.Response:
        """`{"nonce_window": seconds, "answer_delay": [least, most]}`, either or both."""
        asked: Json = await read_body(request)
        if "nonce_window" in asked:
            self._state.nonces.window = asked["nonce_window"]
        if "answer_delay" in asked:
            least, most = asked["answer_delay"]
            self._state.storing.answer_delay = (least, most)
        return answer(None)

    async def _fault(self, request: web.Request) -> web.Response:
        self._state.faults.add(Fault(**await read_body(request)))
        return answer(None)

    async def _slash(self, request: web.Request) -> web.Response:
        """`{"name", "options", "channel_id"}` → the first answer."""
        asked: Json = await read_body(request)
        channel = self._state.world.channels[int(asked["channel_id"])]
        return answer(
            await self._state.interactions.slash(
                asked["name"], asked.get("options", {}), channel=channel
            )
        )

    async def _clear(self, _: web.Request) -> web.Response:
        """Forget messages, posts, requests, nonces and faults; sessions and commands stay."""
        self._state.world.clear_messages()
        self._state.journal.clear()
        self._state.nonces.clear()
        self._state.faults.clear()
        return answer(None)


def told_places(world: World) -> list[Json]:
    """Every channel and thread, in the order in which they were made."""
    return [payloads.channel(channel) for channel in world.channels.values()]
