"""Subscription: a channel's standing request for a topic's news."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bot.model.article import PEOPLE_STUDIES, TRIAL_STUDIES, Evidence, EvidenceKind
from bot.model.feed import FeedKind
from bot.model.form import PostForm
from bot.model.obstacle import Refusal
from bot.model.wish import Exclusion, Reach

PATIENT_KINDS = frozenset({FeedKind.NEWS, FeedKind.STORIES})
"""The kinds of feed of patient news, which a new subscription gets unless others are chosen."""


class ChannelKind(StrEnum):
    """The kind of a Discord channel, as far as it matters for posting."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    THREAD = "thread"
    FORUM = "forum"
    MEDIA = "media"

    @property
    def holds_posts(self) -> bool:
        """Whether each message begins a thread (Discord calls it a post) in this channel."""
        return self in {ChannelKind.FORUM, ChannelKind.MEDIA}


class Step(StrEnum):
    """An action after a card is sent, if a moderator wants it."""

    PUBLISH = "publish"
    """Publish the card to the servers that follow the announcement channel."""
    DISCUSS = "discuss"
    """Open a thread under the card."""


class PauseCause(StrEnum):
    """Why nothing is posted in a channel."""

    MODERATOR = "moderator"
    REFUSED = "refused"
    """Discord refuses posts. New articles are planned, and sent once it takes posts again."""
    LEFT = "left"
    """The bot is not in the server any more."""


class StudyWish(StrEnum):
    """The articles that a subscription asks for by the kind of study that they report."""

    ANY = "any"
    NO_LABORATORY = "no-laboratory"
    """All articles but laboratory studies."""
    PEOPLE = "people"
    """Studies in people alone; articles whose kind is not known are left out."""
    TRIALS = "trials"
    """Trials in people alone."""

    @property
    def only(self) -> frozenset[EvidenceKind] | None:
        """The kinds that an article must be of; None if it may be of any or of none."""
        return {StudyWish.PEOPLE: PEOPLE_STUDIES, StudyWish.TRIALS: TRIAL_STUDIES}.get(self)

    @property
    def never(self) -> frozenset[EvidenceKind]:
        """The kinds that are left out."""
        left_out = self is StudyWish.NO_LABORATORY
        return frozenset({EvidenceKind.LABORATORY}) if left_out else frozenset()

    def takes(self, evidence: Evidence | None) -> bool:
        """Whether an article is asked for that reports such a study."""
        kind = evidence.kind if evidence else None
        return kind not in self.never and (self.only is None or kind in self.only)


class Subscription(Struct, frozen=True):
    """A channel's request for one topic (or all) from some kinds of source.

    Attributes:
        topic: a slug, or `ALL_TOPICS`.
        role_id: the role to mention, or None.
        studies: the kinds of study that it asks for.
        lost_role: the name of the role that it mentioned and that was deleted, "" if the name is
            not known; None if no role was lost.
        words: what articles must be about, beside the topic; "" for all of the topic.
        wish_id: the wish that says how the words are understood.
    """

    id: int
    guild_id: int
    channel_id: int
    topic: str
    kinds: frozenset[FeedKind]
    role_id: int | None
    created_at: datetime
    steps: frozenset[Step] = frozenset()
    lost_role: str | None = None
    words: str = ""
    wish_id: int | None = None
    without: tuple[Exclusion, ...] = ()
    studies: StudyWish = StudyWish.ANY

    @property
    def is_whole(self) -> bool:
        """Whether it takes all articles of its topic, whatever they say."""
        return not (self.words or self.without) and self.studies is StudyWish.ANY


class SubscriptionChange(Struct, frozen=True):
    """The parts of a subscription that a moderator names; None leaves a part as it is.

    Attributes:
        role_id: the role to mention from now on.
        no_role: mention no role any more.
        without: what is left out from now on.
        reach: where the words must stand from now on.
    """

    kinds: frozenset[FeedKind] | None = None
    role_id: int | None = None
    no_role: bool = False
    steps: frozenset[Step] | None = None
    without: tuple[Exclusion, ...] | None = None
    studies: StudyWish | None = None
    reach: Reach | None = None

    def applied_to(self, before: Subscription) -> Subscription:
        """The subscription after the change."""
        return replace(
            before,
            kinds=self.kinds or before.kinds,
            role_id=self.role_id if self.names_role else before.role_id,
            steps=before.steps if self.steps is None else self.steps,
            studies=self.studies or before.studies,
            lost_role=None if self.names_role else before.lost_role,
            without=before.without if self.without is None else self.without,
        )

    @property
    def names_role(self) -> bool:
        """Whether it says which role is mentioned, or that none is."""
        return self.no_role or self.role_id is not None


class ChannelState(Struct, frozen=True):
    """A channel that has subscriptions.

    Attributes:
        paused_at: when the channel was paused; None while it is active.
        reason: why it is paused, as a sentence; None while it is active.
        form: the form of published messages that a moderator chose; None leaves it to the bot.
        refusal: Discord's last answer, if nothing that the bot can see explains it.
    """

    channel_id: int
    guild_id: int
    paused_at: datetime | None = None
    reason: str | None = None
    kind: ChannelKind = ChannelKind.TEXT
    cause: PauseCause | None = None
    form: PostForm | None = None
    refusal: Refusal | None = None


class LostTopic(Struct, frozen=True):
    """A topic that servers name and that the taxonomy no longer has.

    Attributes:
        subscriptions: the number of subscriptions to it.
        exclusions: how often a server mutes it, or a subscription leaves it out.
        guild_ids: the servers that name it.
    """

    slug: str
    subscriptions: int
    exclusions: int
    guild_ids: tuple[int, ...]


class Ending(Struct, frozen=True):
    """A subscription that ended because its channel was deleted, not by a moderator.

    Attributes:
        channel_name: "" if the name is not known any more.
    """

    guild_id: int
    channel_id: int
    channel_name: str
    topic: str
    reason: str
    ended_at: datetime
    words: str = ""


class SubscriptionName(Struct, frozen=True):
    """The topic and the words by which a subscription is named.

    Attributes:
        topic: a slug, or `ALL_TOPICS`.
        words: "" for a subscription to a topic alone.
    """

    topic: str
    words: str = ""


class NoticeKind(StrEnum):
    """The event that a notice reports."""

    REFUSED = "refused"
    """The channel takes no posts."""
    KIND = "kind"
    """The channel became one of another kind."""


class Notice(Struct, frozen=True):
    """A message to moderators that a channel takes no posts, and why, or that its kind changed.

    Attributes:
        waiting: the names of the channel's subscriptions.
        reason: a sentence that says what to do.
        key: the nonce of its message, by which the bot also finds the message again; at most 25
            characters.
        place_id: the channel to which it was being sent when the outcome was lost; None if no
            outcome was lost.
    """

    id: int
    guild_id: int
    channel_id: int
    waiting: tuple[SubscriptionName, ...]
    reason: str
    key: str
    created_at: datetime
    place_id: int | None = None
    about: NoticeKind = NoticeKind.REFUSED
