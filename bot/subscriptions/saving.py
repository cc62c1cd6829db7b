"""Makes and changes subscriptions: for `/news subscribe`, for the dialog, and for the buttons.

    WantedSubscription ─► ONE transaction: refuse what cannot be ─► the subscription with its words
        ─► what waits for the channel is compared with what is asked for now ─► SavedSubscription

Called by `SubscriptionService.save` inside its transaction.
"""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bot.delivery.plan import plan_for
from bot.errors import RequestError
from bot.model.article import ALL_TOPICS, Taxonomy
from bot.model.form import PostForm
from bot.model.subscription import (
    PATIENT_KINDS,
    ChannelKind,
    Step,
    Subscription,
    SubscriptionChange,
)
from bot.model.wish import HeldBackReason, KeptWish, Reach, Wish
from bot.search.wishes import leaves_all_out
from bot.search.words import Stems
from bot.storage import channels, deliveries, subscriptions, wishes
from bot.storage.database import Connection
from bot.subscriptions.previews import newest_wanted
from bot.subscriptions.waiting import drop_unwanted

ANOTHER_SERVERS = "This channel belongs to another server. Choose one of this server."
ROLE_AND_NO_ROLE = "Choose a role, or `no_role` to mention none, but not both."
MATCH_NEEDS_WORDS = "`match` goes with `words`. Give words to follow, or leave it out."
LEAVES_ALL_OUT = (
    "What it asks for and what it leaves out are the same, so nothing would come. "
    "Change one of them."
)
CHANGED_SINCE = "The subscription changed before this was posted."


class WantedSubscription(Struct, frozen=True):
    """All that a moderator wants of a subscription.

    Attributes:
        change: the parts that are named.
        subscription_id: the subscription to change. None means that of the channel to this topic
            and these words; it is made if there is none.
        topic: a slug, or `ALL_TOPICS`.
        wish: the words of the topic that are followed; None follows all of it. A known
            subscription keeps its own understanding of them.
        edition: of the thesaurus by which they were understood.
        channel_kind: None leaves it as it is known.
        default_steps: the steps of a new subscription, if none are named.
        form: of all messages that the channel publishes; None leaves it as it is.
        post_newest: announce the newest article of the topic, unless it was announced before.
    """

    guild_id: int
    channel_id: int
    change: SubscriptionChange = SubscriptionChange()
    subscription_id: int | None = None
    topic: str = ALL_TOPICS
    wish: Wish | None = None
    edition: str = ""
    channel_kind: ChannelKind | None = None
    default_steps: frozenset[Step] = frozenset()
    form: PostForm | None = None
    post_newest: bool = False


class SavedSubscription(Struct, frozen=True):
    """A subscription as it was saved.

    Attributes:
        before: as it was; None if it is new.
        wish: its words as they are understood; None if it follows none.
        reach_before: the former reach of its words; None if it is new, or follows none.
        dropped: the number of articles that waited and are not wanted any more.
    """

    subscription: Subscription
    before: Subscription | None = None
    wish: Wish | None = None
    reach_before: Reach | None = None
    dropped: int = 0


async def save(
    connection: Connection, wanted: WantedSubscription, taxonomy: Taxonomy, now: datetime
) -> SavedSubscription | None:
    """Make or change a subscription; None if the server has no such one to change.

    Raises:
        RequestError: the channel is known as another server's, or the parts contradict each other.
    """
    before = await _before(connection, wanted)
    if before is None and wanted.subscription_id is not None:
        return None
    kept = await _kept(connection, before)
    wish = _wish(wanted, kept)
    subscription = _subscription(wanted, before, wish, now)
    _refuse(wanted.change, subscription, wish)
    wish_id = await _wish_id(connection, wanted, kept, wish)
    stored = await _store(connection, wanted, replace(subscription, wish_id=wish_id))
    dropped = 0
    if before:
        dropped = await drop_unwanted(
            connection,
            stored.channel_id,
            taxonomy,
            now,
            reason=CHANGED_SINCE,
            held=HeldBackReason.CHANGED,
        )
    if wanted.post_newest and not stored.words:
        await _announce_newest(connection, stored, taxonomy, now)
    reach_before = kept.wish.reach if kept and kept.wish else None
    return SavedSubscription(stored, before, wish, reach_before, dropped)


async def _before(connection: Connection, wanted: WantedSubscription) -> Subscription | None:
    if wanted.subscription_id is not None:
        return await subscriptions.one(connection, wanted.guild_id, wanted.subscription_id)
    words = wanted.wish.words if wanted.wish else ""
    found = await subscriptions.find(connection, wanted.channel_id, wanted.topic, words)
    if found and found.guild_id != wanted.guild_id:
        raise RequestError(ANOTHER_SERVERS)
    return found


async def _kept(connection: Connection, before: Subscription | None) -> KeptWish | None:
    if before is None or before.wish_id is None:
        return None
    return (await wishes.load(connection, [before.wish_id])).get(before.wish_id)


def _wish(wanted: WantedSubscription, kept: KeptWish | None) -> Wish | None:
    """The words as they were understood first, with the reach that is wanted now."""
    wish = (kept and kept.wish) or wanted.wish
    reach = wanted.change.reach
    return wish.reaching(reach) if wish and reach else wish


def _subscription(
    wanted: WantedSubscription, before: Subscription | None, wish: Wish | None, now: datetime
) -> Subscription:
    new = Subscription(
        id=0,
        guild_id=wanted.guild_id,
        channel_id=wanted.channel_id,
        topic=wanted.topic,
        kinds=PATIENT_KINDS,
        role_id=None,
        created_at=now,
        steps=wanted.default_steps,
        words=wishes.same_words(wish.words) if wish else "",
    )
    return wanted.change.applied_to(before or new)


def _refuse(change: SubscriptionChange, wanted: Subscription, wish: Wish | None) -> None:
    if change.no_role and change.role_id is not None:
        raise RequestError(ROLE_AND_NO_ROLE)
    if change.reach and not wanted.words:
        raise RequestError(MATCH_NEEDS_WORDS)
    if leaves_all_out(wanted.without, wanted.topic, wish, Stems()):
        raise RequestError(LEAVES_ALL_OUT)


async def _wish_id(
    connection: Connection, wanted: WantedSubscription, kept: KeptWish | None, wish: Wish | None
) -> int | None:
    """The id of the wish, which is stored anew if it changed."""
    if wish is None or (kept and kept.wish == wish):
        return kept.id if kept else None
    if kept is None:
        return await wishes.add(connection, wanted.guild_id, wish, wanted.edition)
    edition = kept.edition if kept.wish else wanted.edition
    return await wishes.put(connection, kept, wish, edition, kept.changed)


async def _store(
    connection: Connection, wanted: WantedSubscription, subscription: Subscription
) -> Subscription:
    stored = await subscriptions.put(connection, subscription, wanted.channel_kind)
    if stored is None:
        raise RequestError(ANOTHER_SERVERS)
    if wanted.form:
        await channels.set_form(connection, stored.channel_id, wanted.form)
    return stored


async def _announce_newest(
    connection: Connection, subscription: Subscription, taxonomy: Taxonomy, now: datetime
) -> None:
    if newest := await newest_wanted(connection, subscription, taxonomy):
        planned = plan_for([subscription], newest.article)
        await deliveries.add(connection, newest.id, [planned], now)
