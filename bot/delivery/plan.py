"""Decides which channels get an article, and bundles pending deliveries into posts. Pure.

Called by the pipelines and the subscription service.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from bot.model.article import ALL_TOPICS, Article, KeptArticle, Source
from bot.model.delivery import Delivery, PlannedDelivery, PostKind
from bot.model.feed import Audience, Feed
from bot.model.subscription import PATIENT_KINDS, Step, Subscription
from bot.model.wish import HeldBackReason, WishMatch

NO_MATCHES: Mapping[int, WishMatch] = MappingProxyType({})
GATHERING_TIME = timedelta(seconds=5)
"""How long articles beyond the limit of cards wait, so that one summary holds those of several
feeds. Chosen by eye."""


class Bundle(Struct, frozen=True):
    """Deliveries that go out as one post."""

    kind: PostKind
    deliveries: tuple[Delivery, ...]

    @property
    def guild_id(self) -> int:
        """The server of its channel."""
        return self.deliveries[0].guild_id

    @property
    def channel_id(self) -> int:
        """The channel that all of them go to."""
        return self.deliveries[0].channel_id

    @property
    def steps(self) -> frozenset[Step]:
        """The steps that follow it; a summary gets no discussion thread."""
        wanted = frozenset[Step]().union(*(delivery.steps for delivery in self.deliveries))
        return wanted - {Step.DISCUSS} if self.kind is PostKind.SUMMARY else wanted


def wanted_topics(article: Article, outside_all: frozenset[str]) -> tuple[str, ...]:
    """The topics whose subscriptions get this article, `ALL_TOPICS` included.

    An article with a topic of `outside_all` goes only to subscriptions of its own topics.
    """
    slugs = tuple(match.slug for match in article.topics)
    return slugs if outside_all.intersection(slugs) else (*slugs, ALL_TOPICS)


def accepts(subscription: Subscription, feed: Feed | Source) -> bool:
    """Whether the subscription asked for this kind of source.

    News written for professionals belongs to those who asked for more than patient news.
    """
    if feed.kind not in subscription.kinds:
        return False
    professional = feed.audience is Audience.PROFESSIONALS and feed.kind in PATIENT_KINDS
    return not professional or not subscription.kinds <= PATIENT_KINDS


def asks_for(
    subscription: Subscription,
    article: Article,
    sources: Iterable[Feed | Source],
    outside_all: frozenset[str],
) -> bool:
    """Whether a subscription asks for an article of any of these sources, its words aside."""
    return (
        subscription.topic in wanted_topics(article, outside_all)
        and subscription.studies.takes(article.evidence)
        and any(accepts(subscription, source) for source in sources)
    )


def plan(
    article: Article,
    feed: Feed | Source,
    subscriptions: Iterable[Subscription],
    matches: Mapping[int, WishMatch] = NO_MATCHES,
) -> tuple[PlannedDelivery, ...]:
    """Plan one delivery per channel, however many of its subscriptions match.

    Args:
        article: a new one.
        feed: where it came from.
        subscriptions: those to any of the article's `wanted_topics`.
        matches: what of the article matched their wishes, by the wishes' ids.
    """
    by_channel: dict[int, list[Subscription]] = {}
    for subscription in subscriptions:
        if accepts(subscription, feed) and subscription.studies.takes(article.evidence):
            by_channel.setdefault(subscription.channel_id, []).append(subscription)
    return tuple(plan_for(matched, article, matches) for matched in by_channel.values())


def plan_again(
    first: KeptArticle,
    feed: Feed,
    subscriptions: Iterable[Subscription],
    told_by: Sequence[Source],
    matches: Mapping[int, WishMatch] = NO_MATCHES,
) -> tuple[PlannedDelivery, ...]:
    """Plan the deliveries of a known article that another feed now shows as news.

    They go to channels that accept that feed and accepted none of the earlier sources.

    Args:
        first: the kept article.
        feed: where the story came from this time.
        subscriptions: those to any of the article's `wanted_topics`.
        told_by: the sources that showed it as news before.
        matches: as for `plan`.
    """
    several = tuple(subscriptions)
    served = {s.channel_id for s in several if any(accepts(s, source) for source in told_by)}
    unserved = (each for each in several if each.channel_id not in served)
    return plan(first.article, feed, unserved, matches)


def plan_for(
    matched: Sequence[Subscription],
    article: Article,
    matches: Mapping[int, WishMatch] = NO_MATCHES,
) -> PlannedDelivery:
    """The delivery of an article to one channel, whose given subscriptions all want it."""
    order = [match.slug for match in article.topics]
    asked, channel = {subscription.topic for subscription in matched}, matched[0]
    wishes = [each.wish_id for each in matched if each.wish_id is not None]
    return PlannedDelivery(
        guild_id=channel.guild_id,
        channel_id=channel.channel_id,
        topics=tuple(slug for slug in order if slug in asked),
        role_ids=tuple(dict.fromkeys(s.role_id for s in matched if s.role_id is not None)),
        steps=frozenset[Step]().union(*(s.steps for s in matched)),
        reasons=tuple(dict.fromkeys(matches[each] for each in wishes if each in matches)),
    )


class Allowed(Struct, frozen=True):
    """The subscriptions that get an article, and those from which something keeps it.

    Attributes:
        held: each with the reason, and the words or the topic that it names.
    """

    subscriptions: tuple[Subscription, ...]
    held: tuple[tuple[Subscription, HeldBackReason, str], ...] = ()

    def of_channels_without(
        self, planned: Iterable[PlannedDelivery]
    ) -> list[tuple[Subscription, HeldBackReason, str]]:
        """Return what is held, without channels that get the article by another subscription."""
        served = {each.channel_id for each in planned}
        return [each for each in self.held if each[0].channel_id not in served]


def allowed(
    subscriptions: Iterable[Subscription],
    muted: Mapping[int, str],
    leaves_out: Callable[[Subscription], str | None],
) -> Allowed:
    """Divide subscriptions by whether they, or the mutes of their server, leave the article out.

    Args:
        subscriptions: to an article; all of them match it.
        muted: by server, the muted words or topic.
        leaves_out: the words or topic of the article that a subscription leaves out, or None.
    """
    kept, held = list[Subscription](), list[tuple[Subscription, HeldBackReason, str]]()
    for each in subscriptions:
        if what := muted.get(each.guild_id):
            held.append((each, HeldBackReason.MUTED, what))
        elif each.without and (what := leaves_out(each)):
            held.append((each, HeldBackReason.WITHOUT, what))
        else:
            kept.append(each)
    return Allowed(tuple(kept), tuple(held))


def bundle(
    pending: Sequence[Delivery],
    recent_cards: int,
    burst_limit: int,
    now: datetime,
    mentioned: frozenset[int] = frozenset(),
) -> tuple[Bundle, ...]:
    """Put one channel's pending deliveries onto posts: cards up to the limit, the rest a summary.

    Each role is mentioned once in a burst, by the first post that is for it.

    Args:
        pending: oldest article first.
        recent_cards: cards that the channel got in this burst.
        burst_limit: cards per burst; 0 is no limit.
        now: the present; a rest that is younger than `GATHERING_TIME` stays pending.
        mentioned: the roles that were mentioned in this burst.
    """
    room = max(0, burst_limit - recent_cards) if burst_limit else len(pending)
    cards, rest = pending[:room], pending[room:]
    bundles = [Bundle(PostKind.CARD, (delivery,)) for delivery in cards]
    if rest and not _gathering(rest, now):
        bundles.append(Bundle(PostKind.SUMMARY, tuple(rest)))
    return tuple(_mentioning_once(bundles, mentioned))


def _mentioning_once(bundles: Iterable[Bundle], mentioned: frozenset[int]) -> Iterator[Bundle]:
    for each in bundles:
        yield replace(each, deliveries=tuple(_without(d, mentioned) for d in each.deliveries))
        mentioned = mentioned.union(*(delivery.role_ids for delivery in each.deliveries))


def _without(delivery: Delivery, mentioned: frozenset[int]) -> Delivery:
    if mentioned.isdisjoint(delivery.role_ids):
        return delivery
    return replace(delivery, role_ids=tuple(r for r in delivery.role_ids if r not in mentioned))


def _gathering(rest: Iterable[Delivery], now: datetime) -> bool:
    age = now - min(delivery.created_at for delivery in rest)
    # It is negative after the clock was set back; then nothing waits.
    return timedelta(0) <= age < GATHERING_TIME
