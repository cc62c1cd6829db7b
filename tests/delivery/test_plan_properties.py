"""Who gets an article, and what goes onto which post, whatever is wished and whatever waits."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.plan import GATHERING_TIME, Bundle, accepts, bundle, plan
from bot.model.article import ALL_TOPICS, Article
from bot.model.delivery import Delivery, PostKind
from bot.model.feed import Audience, Feed, FeedKind
from bot.model.subscription import PATIENT_KINDS, Step, Subscription
from tests.factories import NOON, article, feed, subscription

TOPICS = ("diagnosis", "metastasis", "research", "treatment")

topics = st.sampled_from(TOPICS)
articles = st.lists(topics, unique=True).map(lambda slugs: article("1", *slugs))
feeds = st.builds(
    lambda kind, audience: feed(kind=kind, audience=audience),
    st.sampled_from(FeedKind),
    st.sampled_from(Audience),
)
subscriptions = st.builds(
    subscription,
    topics | st.just(ALL_TOPICS),
    st.integers(10, 12),
    id=st.integers(1, 1000),
    kinds=st.sampled_from([PATIENT_KINDS, frozenset(FeedKind)])
    | st.frozensets(st.sampled_from(FeedKind), min_size=1),
    role_id=st.none() | st.integers(1, 4),
    steps=st.frozensets(st.sampled_from(Step)),
)
wishes = st.lists(subscriptions, max_size=20)

ages = st.timedeltas(timedelta(days=-3), 2 * GATHERING_TIME) | st.timedeltas(
    timedelta(0), 2 * GATHERING_TIME
)
deliveries = st.lists(st.tuples(ages, st.frozensets(st.sampled_from(Step))), max_size=30).map(
    lambda made: [
        Delivery(n, n, 1, 10, (), (), NOON, NOON - age, steps)
        for n, (age, steps) in enumerate(made, 1)
    ]
)
recent_cards = st.integers(0, 12)
burst_limits = st.integers(0, 12)


def _carried(bundles: tuple[Bundle, ...]) -> list[Delivery]:
    return [delivery for made in bundles for delivery in made.deliveries]


@given(articles, feeds, wishes)
def test_each_channel_that_wants_an_article_gets_one_delivery(
    found: Article, source: Feed, wanting: list[Subscription]
) -> None:
    planned = plan(found, source, wanting)

    wanted = {each.channel_id for each in wanting if accepts(each, source)}
    assert sorted(delivery.channel_id for delivery in planned) == sorted(wanted)


@given(articles, feeds, wishes)
def test_a_delivery_says_what_its_channels_subscriptions_say_and_says_it_once(
    found: Article, source: Feed, wanting: list[Subscription]
) -> None:
    for delivery in plan(found, source, wanting):
        own = [w for w in wanting if w.channel_id == delivery.channel_id and accepts(w, source)]
        asked = {each.topic for each in own}
        roles = [each.role_id for each in own if each.role_id is not None]
        assert delivery.topics == tuple(m.slug for m in found.topics if m.slug in asked)
        assert sorted(delivery.role_ids) == sorted(set(roles))
        assert delivery.steps == {step for each in own for step in each.steps}


@given(subscriptions, feeds)
def test_only_those_who_asked_for_more_than_patient_news_get_what_is_for_professionals(
    wish: Subscription, source: Feed
) -> None:
    taken = accepts(wish, source)

    assert not taken or source.kind in wish.kinds
    if source.audience is Audience.PROFESSIONALS and wish.kinds <= PATIENT_KINDS:
        assert not taken
    elif source.kind in wish.kinds:
        assert taken


@given(deliveries, recent_cards, burst_limits)
def test_what_waits_goes_onto_one_post_each_or_stays_and_keeps_its_order(
    pending: list[Delivery], recent: int, limit: int
) -> None:
    carried = _carried(bundle(pending, recent, limit, NOON))

    assert carried == pending[: len(carried)]


@given(deliveries, recent_cards, burst_limits)
def test_a_burst_has_no_more_cards_than_the_limit_and_one_summary_at_its_end(
    pending: list[Delivery], recent: int, limit: int
) -> None:
    kinds = [made.kind for made in bundle(pending, recent, limit, NOON)]

    cards = kinds.count(PostKind.CARD)
    assert kinds == [PostKind.CARD] * cards + [PostKind.SUMMARY] * (len(kinds) - cards)
    assert len(kinds) - cards <= 1
    if limit:
        assert cards == min(len(pending), max(0, limit - recent))
    else:
        assert cards == len(pending)


@given(deliveries, recent_cards, burst_limits)
def test_a_card_is_one_article_and_a_summary_has_all_the_rest(
    pending: list[Delivery], recent: int, limit: int
) -> None:
    bundles = bundle(pending, recent, limit, NOON)

    for made in bundles:
        if made.kind is PostKind.CARD:
            assert len(made.deliveries) == 1
        else:
            assert made.deliveries[-1] == pending[-1]
        assert made.steps <= {step for each in made.deliveries for step in each.steps}


@given(deliveries, recent_cards, burst_limits)
def test_what_stays_is_young_and_goes_out_once_the_gathering_is_over(
    pending: list[Delivery], recent: int, limit: int
) -> None:
    carried = _carried(bundle(pending, recent, limit, NOON))
    stays = pending[len(carried) :]

    assert not stays or NOON - min(each.created_at for each in stays) < GATHERING_TIME
    later = _latest(pending) + GATHERING_TIME
    assert _carried(bundle(stays, limit, limit, later)) == stays


def _latest(pending: list[Delivery]) -> datetime:
    return max([NOON, *(each.created_at for each in pending)])
