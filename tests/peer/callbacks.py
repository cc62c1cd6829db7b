"""Routes by which a client answers an interaction: callback, follow-ups, edits."""

from aiohttp import web

from tests.peer import message as messages
from tests.peer.errors import ApiError, Code
from tests.peer.interactions import Interaction
from tests.peer.state import State
from tests.peer.wire import answer, body_of
from tests.peer.world import Json

CHANNEL_MESSAGE, DEFERRED_MESSAGE, UPDATED_MESSAGE, CHOICES, MODAL = 4, 5, 7, 8, 9
ORIGINAL = "@original"


class Callbacks:
    """The handlers. They need no bot token: the interaction's own is in the path."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._world = state.world

    def routes(self) -> list[web.RouteDef]:
        """Below `/api/v10`."""
        hook = "/webhooks/{application_id}/{token}"
        one = f"{hook}/messages/{{message_id}}"
        return [
            web.post("/interactions/{interaction_id}/{token}/callback", self._callback),
            web.post(hook, self._follow_up),
            web.get(one, self._read),
            web.patch(one, self._edit),
            web.delete(one, self._delete),
        ]

    def _interaction(self, request: web.Request, unknown: Code) -> Interaction:
        interaction = self._state.interactions.by_token.get(request.match_info["token"])
        if interaction is None:
            raise ApiError(404, unknown, "Unknown interaction")
        return interaction

    async def _callback(self, request: web.Request) -> web.Response:
        interaction = self._interaction(request, Code.UNKNOWN_INTERACTION)
        body: Json = body_of(request)
        if interaction.acknowledged:
            raise ApiError(
                400, Code.ALREADY_ACKNOWLEDGED, "Interaction has already been acknowledged."
            )
        resource: Json = {"type": body["type"]}
        if body["type"] in (CHANNEL_MESSAGE, UPDATED_MESSAGE):
            resource["message"] = self._new(interaction, body["data"], ORIGINAL)
        if body["type"] == CHOICES:
            interaction.choices = body["data"]["choices"]
        if body["type"] == MODAL:
            interaction.modal = body["data"]
        interaction.acknowledged = True
        if request.query.get("with_response") not in ("1", "true"):
            return answer(None)
        told = _told(interaction, body)
        if body["type"] == DEFERRED_MESSAGE:
            return answer({"interaction": told})
        return answer({"interaction": told, "resource": resource})

    def _new(self, interaction: Interaction, body: Json, name: str) -> Json:
        messages.check(body)
        message = messages.created(
            self._world, interaction.channel_id, body, kind=messages.TYPE_CHAT_INPUT
        )
        interaction.keep(message, name)
        return message

    async def _follow_up(self, request: web.Request) -> web.Response:
        interaction = self._interaction(request, Code.UNKNOWN_WEBHOOK)
        name = "follow-up" if ORIGINAL in interaction.messages else ORIGINAL
        return answer(self._new(interaction, body_of(request), name))

    def _found(self, request: web.Request) -> tuple[Interaction, Json]:
        interaction = self._interaction(request, Code.UNKNOWN_WEBHOOK)
        message = interaction.messages.get(request.match_info["message_id"])
        if message is None:
            raise ApiError(404, Code.UNKNOWN_MESSAGE, "Unknown Message")
        return interaction, message

    async def _read(self, request: web.Request) -> web.Response:
        return answer(self._found(request)[1])

    async def _edit(self, request: web.Request) -> web.Response:
        interaction = self._interaction(request, Code.UNKNOWN_WEBHOOK)
        name = request.match_info["message_id"]
        body: Json = body_of(request)
        if name == ORIGINAL and interaction.acknowledged and not interaction.messages:
            return answer(self._new(interaction, body, ORIGINAL))  # what "thinking…" becomes
        interaction, message = self._found(request)
        changed = messages.edited(self._world, message, body)
        messages.check(changed)
        interaction.keep(changed, name)
        return answer(changed)

    async def _delete(self, request: web.Request) -> web.Response:
        interaction, message = self._found(request)
        for name in [n for n, kept in interaction.messages.items() if kept is message]:
            del interaction.messages[name]
        return answer(None)


def _told(interaction: Interaction, body: Json) -> Json:
    """The interaction as the answer to its callback tells it."""
    flags = (body.get("data") or {}).get("flags", 0)
    original = interaction.messages.get(ORIGINAL, {}).get("id")
    told: Json = {
        "id": str(interaction.id),
        "type": 2,
        "response_message_loading": body["type"] == DEFERRED_MESSAGE,
        "response_message_ephemeral": bool(flags & messages.EPHEMERAL),
    }
    return told | ({"response_message_id": original} if original else {})
