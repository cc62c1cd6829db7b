"""The hub: the server in which the operator publishes, with what each of its channels brings. Pure.

Called by `discord_api.followers`, and by the pages of followers.
"""

from collections.abc import Mapping
from typing import Self

from msgspec import Struct

from bot.model.form import PostForm
from bot.model.subscription import ChannelKind, Step, Subscription
from bot.subscriptions.service import Overview


class NewsHub(Struct, frozen=True):
    """The server in which the operator publishes.

    Attributes:
        overview: its subscriptions, and the state of its channels.
        published: what each channel publishes. Who follows it for one topic gets all of it.
        channels: the announcement channel of each topic that is published as a whole.
        bare: those of its channels whose cards may arrive empty, being made of components.
        narrowed: channels that publish only parts of topics, which others cannot follow.
    """

    guild_id: int
    overview: Overview
    published: Mapping[int, tuple[Subscription, ...]]
    channels: Mapping[str, int]
    bare: frozenset[int]
    narrowed: frozenset[int]

    @classmethod
    def of(cls, guild_id: int, overview: Overview) -> Self:
        """The hub that a server is by its subscriptions."""
        published = dict[int, tuple[Subscription, ...]]()
        for each in overview.subscriptions:
            state = overview.channels[each.channel_id]
            if Step.PUBLISH in each.steps and state.kind is ChannelKind.ANNOUNCEMENT:
                published[each.channel_id] = (*published.get(each.channel_id, ()), each)
        whole = {
            each.topic: each.channel_id
            for several in published.values()
            for each in several
            if each.is_whole
        }
        forms = {key: overview.channels[key].form for key in published}
        return cls(
            guild_id,
            overview,
            published,
            whole,
            bare=frozenset(key for key, form in forms.items() if form is PostForm.COMPONENTS),
            narrowed=frozenset(published.keys() - set(whole.values())),
        )

    def url(self, topic: str) -> str:
        """Leads to the channel of a topic, where Discord shows *Follow* to who may."""
        return f"https://discord.com/channels/{self.guild_id}/{self.channels[topic]}"
