"""The addresses in the buttons, menus and dialogs of moderators and of the operator. Pure.

As those in `addresses`, they stand in the `custom_id`.

list:<page>                                 a page of the server's subscriptions
remove:<page>:<subscription's id>           ends that subscription, then shows the page again
postnow:<channel's id>                      under a previewed digest: posts it now
edit:<page>:<subscription's id>             opens the dialog of its settings; the dialog has it, too
move:<page>:<subscription's id>             the same for its channel
wish:<all, wider or closer>:<page>:<subscription's id>
                                            what its words would have brought; another reach of them
mutes:<page>                                a page of the server's mutes
unmute:<mute's id>                          ends that mute, then shows the first page of mutes
unmute:<mute's id>:<page>                   the same, with another page of mutes
check:<notice's key>:<channel's id>         looks whether the bot may post in that channel by now
follow:<channel's id>:<topic>               lets that channel follow the hub's channel of the topic
own:<page>                                  a page of the feeds that the server alone has
drop:<page>:<feed's id>:<ask or yes>        asks whether to remove such a feed, or removes it
proposal:<allow or refuse>:<id>             under a direct message: the operator's answer
log:<page>:<state>:<channel's id>           a page of the server's delivery log
again:<delivery's id>:<generation>:<page>:<state>:<channel's id>
                                            sends that delivery again, then shows the page again
resend:<page>:<state>:<channel's id>        the menu under that log; its value is the delivery's id
                                            and generation
"""

import re
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from bot.model.delivery import DeliveryState, LogFilter
from bot.model.ids import read_id
from bot.ui.addresses import LAST_PAGE

HELD_BACK_STATE = "held"
SUBSCRIPTIONS_PAGE = r"list:(?P<page>[0-9]{1,6})"
_LISTED = r"(?P<page>[0-9]{1,6}):(?P<subscription>[0-9]+)"
END_SUBSCRIPTION = rf"remove:{_LISTED}"
EDIT_SUBSCRIPTION = rf"edit:{_LISTED}"
MOVE_SUBSCRIPTION = rf"move:{_LISTED}"
WISH_ACTION = rf"wish:(?P<action>all|wider|closer):{_LISTED}"
UNMUTE_WORDS = r"unmute:(?P<mute>[0-9]+)(?::(?P<page>[0-9]{1,6}))?"
MUTES_PAGE = r"mutes:(?P<page>[0-9]{1,6})"
POST_NOW = r"postnow:(?P<channel>[0-9]+)"
CHECK_CHANNEL = r"check:(?P<key>[^:]*):(?P<channel>[0-9]+)"
FOLLOW_HUB = r"follow:(?P<channel>[0-9]+):(?P<topic>[^:]+)"
OWN_FEEDS_PAGE = r"own:(?P<page>[0-9]{1,6})"
DROP_OWN_FEED = r"drop:(?P<page>[0-9]{1,6}):(?P<feed>[0-9]+):(?P<step>ask|yes)"
ANSWER_PROPOSAL = r"proposal:(?P<answer>allow|refuse):(?P<proposal>[0-9]+)"
_LOGGED = r"(?P<page>[0-9]{1,6}):(?P<state>failed|pending|sent|held|):(?P<channel>[0-9]*)"
DELIVERIES_PAGE = rf"log:{_LOGGED}"
_DELIVERY = r"(?P<delivery>[0-9]+):(?P<generation>[0-9]{0,9})"
SEND_ONE_AGAIN = rf"again:{_DELIVERY}:{_LOGGED}"
RESEND_MENU = rf"resend:{_LOGGED}"
RESEND_VALUE = _DELIVERY


class LogAddress(Struct, frozen=True):
    """A page of the delivery log, counted from 1; None stands for any state or channel.

    Attributes:
        held: instead of deliveries, articles that channels did not get.
    """

    page: int = 1
    state: DeliveryState | None = None
    channel_id: int | None = None
    held: bool = False

    @classmethod
    def read(cls, match: re.Match[str]) -> Self:
        """The page in a button that matched DELIVERIES_PAGE or SEND_ONE_AGAIN.

        Raises:
            RequestError: the channel's id is malformed.
        """
        state, channel = match["state"], match["channel"]
        return cls(
            int(match["page"]),
            DeliveryState(state) if state and state != HELD_BACK_STATE else None,
            read_id(channel) if channel else None,
            held=state == HELD_BACK_STATE,
        )

    def filter_in(self, guild_id: int, hidden: frozenset[int]) -> LogFilter:
        """Limits the log of a server to these deliveries, without the hidden channels."""
        return LogFilter(guild_id, self.channel_id, self.state, hidden)

    def turned_to(self, page: int) -> Self:
        """The same deliveries, another page."""
        return replace(self, page=page)

    @property
    def custom_id(self) -> str:
        """The address as text."""
        return f"log:{self._tail}"

    def again_id(self, delivery_id: int, generation: int | None) -> str:
        """The address that sends a delivery again; it holds for one generation of the post."""
        return f"again:{resend_value(delivery_id, generation)}:{self._tail}"

    @property
    def resend_id(self) -> str:
        """The address of the menu of messages that can be sent again."""
        return f"resend:{self._tail}"

    @property
    def _tail(self) -> str:
        state = HELD_BACK_STATE if self.held else self.state or ""
        return f"{min(self.page, LAST_PAGE)}:{state}:{self.channel_id or ''}"


def resend_value(delivery_id: int, generation: int | None) -> str:
    """A choice in the menu of messages that can be sent again."""
    return f"{delivery_id}:{'' if generation is None else generation}"


def follow_id(channel_id: int, topic: str) -> str:
    """The address that lets a channel follow the hub's channel of a topic."""
    return f"follow:{channel_id}:{topic}"


def own_id(page: int) -> str:
    """The address of a page of the feeds that a server alone has."""
    return f"own:{max(page, 0)}"


def drop_id(page: int, feed_id: int, step: str) -> str:
    """The address that asks whether to remove such a feed, or that removes it."""
    return f"drop:{page}:{feed_id}:{step}"


def proposal_id(answer: str, proposal: int) -> str:
    """The address of the operator's answer to a proposal."""
    return f"proposal:{answer}:{proposal}"


def listed_id(word: str, page: int, subscription_id: int) -> str:
    """The address that ends, edits or moves a listed subscription."""
    return f"{word}:{page}:{subscription_id}"


def wish_id(action: str, page: int, subscription_id: int) -> str:
    """The address of what a subscription's words would have brought, or of another reach."""
    return f"wish:{action}:{max(page, 0)}:{subscription_id}"


def unmute_id(mute_id: int, page: int) -> str:
    """The address that mutes something no more, and shows this page of mutes."""
    return f"unmute:{mute_id}:{page}"


def mutes_id(page: int) -> str:
    """The address of a page of mutes."""
    return f"mutes:{page}"


def post_now_id(channel_id: int) -> str:
    """The address that posts the next digest of a channel now."""
    return f"postnow:{channel_id}"


def check_id(key: str, channel_id: int) -> str:
    """The address in a notice; the notice is also recognized by it."""
    return f"check:{key}:{channel_id}"
