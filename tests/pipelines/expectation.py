"""Who should get what: nothing older than the subscription, and one card per article and channel.

A model of its own, as plain as can be: it knows nothing of deliveries, posts or states.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from bot.model.article import ALL_TOPICS


@dataclass(frozen=True, slots=True)
class Known:
    """An article that a poll found.

    Attributes:
        key: the same for ever.
        age: sorts oldest first.
    """

    key: str
    topics: tuple[str, ...]
    age: tuple[float, int]

    def is_for(self, topic: str) -> bool:
        """Whether a subscription to a topic asks for it."""
        if topic == ALL_TOPICS:
            return "in-memoriam" not in self.topics
        return topic in self.topics


@dataclass(slots=True)
class Expected:
    """The articles that one channel should have.

    Attributes:
        wishes: the topics of its subscriptions.
        batches: each article that it should get, and with which others it was found.
        asked: of each article, the topics of the subscriptions that asked for it when it was found.
        unasked: articles that none of these subscriptions asks for any more; they come only if
            Discord was being asked to store them by then.
        never: articles that must not come any more.
        ended: whether it once had no subscription any more.
    """

    wishes: set[str] = field(default_factory=set)
    paused: bool = False
    batches: dict[str, int] = field(default_factory=dict)
    asked: dict[str, set[str]] = field(default_factory=dict)
    unasked: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    ended: bool = False


class Expectation:
    """Follows what the world and the moderators do."""

    def __init__(self, channels: Iterable[int]) -> None:
        self.channels = {channel_id: Expected() for channel_id in channels}
        self.known: dict[str, Known] = {}
        self._batch = 0

    def found(
        self, articles: Iterable[Known], *, announced: bool = True, old: Collection[str] = ()
    ) -> None:
        """A poll found these; those that were known are known, and old ones no news."""
        self._batch += 1
        for article in articles:
            if article.key in self.known:
                continue
            self.known[article.key] = article
            for channel_id in self.wanting(article) if announced and article.key not in old else ():
                channel = self.channels[channel_id]
                channel.batches[article.key] = self._batch
                channel.asked[article.key] = {
                    topic for topic in channel.wishes if article.is_for(topic)
                }

    def wanting(self, article: Known) -> list[int]:
        """The channels that would get an article if it were found now."""
        return [
            channel_id
            for channel_id, channel in self.channels.items()
            if not channel.paused and any(article.is_for(topic) for topic in channel.wishes)
        ]

    def subscribed(self, channel_id: int, topic: str, *, post_newest: bool) -> None:
        """A moderator subscribed a channel."""
        channel = self.channels[channel_id]
        channel.wishes.add(topic)
        fitting = [article for article in self.known.values() if article.is_for(topic)]
        if post_newest and fitting:
            self._batch += 1
            newest = max(fitting, key=lambda article: article.age)
            channel.batches.setdefault(newest.key, self._batch)
            channel.asked.setdefault(newest.key, {topic})

    def unsubscribed(self, channel_id: int, topic: str, standing: Iterable[str]) -> None:
        """A moderator ended one of a channel's subscriptions."""
        channel = self.channels[channel_id]
        channel.wishes.discard(topic)
        for key, asked in channel.asked.items():
            asked.discard(topic)
            if not asked:
                channel.unasked.add(key)
        if not channel.wishes:
            self.ended(channel_id, standing)

    def ended(self, channel_id: int, standing: Iterable[str]) -> None:
        """All of a channel's subscriptions ended: what does not stand there never will."""
        channel = self.channels[channel_id]
        channel.wishes.clear()
        channel.paused = False
        channel.ended = True
        channel.never |= channel.batches.keys() - set(standing)
