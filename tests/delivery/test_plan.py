"""Who gets an article, and how pending deliveries go onto posts."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.delivery.plan import (
    GATHERING_TIME,
    Allowed,
    allowed,
    bundle,
    plan,
    plan_again,
    plan_for,
    wanted_topics,
)
from bot.model.article import PEOPLE_STUDIES, Evidence, EvidenceKind, Source
from bot.model.delivery import Delivery, PlannedDelivery, PostKind
from bot.model.feed import Audience, FeedKind
from bot.model.subscription import PATIENT_KINDS, Step, StudyWish
from bot.model.wish import ArticlePart, Exclusion, HeldBackReason, WishMatch
from tests.factories import NOON, article, feed, kept, subscription


def test_an_article_is_wanted_by_its_topics_and_by_all_topics() -> None:
    wanted = wanted_topics(article("1", "metastasis", "treatment"), frozenset({"in-memoriam"}))

    assert wanted == ("metastasis", "treatment", "all")


def test_all_topics_leaves_out_what_must_be_asked_for() -> None:
    wanted = wanted_topics(article("1", "metastasis", "in-memoriam"), frozenset({"in-memoriam"}))

    assert wanted == ("metastasis", "in-memoriam")


def test_a_channel_gets_one_delivery_with_all_topics_and_each_role_once() -> None:
    wanting = [
        subscription("treatment", id=1, role_id=7),
        subscription("metastasis", id=2, role_id=7),
        subscription("all", id=3, role_id=8),
    ]

    planned = plan(article("1", "metastasis", "treatment"), feed(), wanting)

    assert len(planned) == 1
    assert planned[0].topics == ("metastasis", "treatment")
    assert planned[0].role_ids == (7, 8)


def test_a_delivery_names_the_words_that_brought_it_each_once() -> None:
    brain = WishMatch("brain mets", "brain metastases", ArticlePart.TITLE)
    bone = WishMatch("bone", "bone", ArticlePart.TEASER)
    wanting = [
        subscription("all", id=1),
        subscription("all", id=2, wish_id=5),
        subscription("metastasis", id=3, wish_id=6),
        subscription("all", id=4, wish_id=7),
        subscription("all", id=5, wish_id=8),
    ]

    (planned,) = plan(article("1"), feed(), wanting, {8: bone, 5: brain, 6: brain})

    assert planned.reasons == (brain, bone)


def test_each_channel_gets_its_own_delivery() -> None:
    wanting = [subscription("all", channel_id=10), subscription("all", channel_id=11)]

    planned = plan(article(), feed(), wanting)

    assert [delivery.channel_id for delivery in planned] == [10, 11]


def test_journals_reach_only_those_who_asked_for_them() -> None:
    journal = feed("Sample Journal", kind=FeedKind.JOURNAL, audience=Audience.PROFESSIONALS)
    asked = subscription("all", channel_id=11, kinds=PATIENT_KINDS | {FeedKind.JOURNAL})

    planned = plan(article(), journal, [subscription("all", channel_id=10), asked])

    assert [delivery.channel_id for delivery in planned] == [11]


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        (StudyWish.ANY, {None, *EvidenceKind}),
        (StudyWish.NO_LABORATORY, {None, *PEOPLE_STUDIES}),
        (StudyWish.PEOPLE, PEOPLE_STUDIES),
        (StudyWish.TRIALS, {EvidenceKind.RANDOMIZED, EvidenceKind.TRIAL}),
    ],
)
def test_a_subscription_gets_the_kinds_of_study_that_it_asks_for(
    wish: StudyWish, wanted: set[EvidenceKind | None]
) -> None:
    asked = [subscription("all", studies=wish), subscription("all", channel_id=11)]
    of = {kind: article(evidence=kind and Evidence(kind)) for kind in (None, *EvidenceKind)}
    planned = {kind: plan(each, feed(), asked) for kind, each in of.items()}

    assert {kind for kind, each in planned.items() if len(each) == 2} == wanted
    assert {kind for kind, each in planned.items() if len(each) == 1} == of.keys() - wanted


def test_news_for_professionals_is_not_patient_news() -> None:
    professional = feed("Sample Wire", audience=Audience.PROFESSIONALS)

    assert plan(article(), professional, [subscription("all")]) == ()


LATER = NOON + GATHERING_TIME


def _pending(count: int, created_at: datetime = NOON) -> list[Delivery]:
    return [
        Delivery(n, n, 1, 10, ("metastasis",), (), NOON, created_at) for n in range(1, count + 1)
    ]


def test_few_articles_are_a_card_each_in_order() -> None:
    bundles = bundle(_pending(5), recent_cards=0, burst_limit=5, now=NOON)

    assert [b.kind for b in bundles] == [PostKind.CARD] * 5
    assert [b.deliveries[0].id for b in bundles] == [1, 2, 3, 4, 5]


def test_past_the_limit_the_rest_is_one_summary() -> None:
    bundles = bundle(_pending(12), recent_cards=0, burst_limit=5, now=LATER)

    assert [b.kind for b in bundles] == [PostKind.CARD] * 5 + [PostKind.SUMMARY]
    assert [d.id for d in bundles[-1].deliveries] == [6, 7, 8, 9, 10, 11, 12]


def test_cards_of_a_moment_ago_count_to_the_burst() -> None:
    bundles = bundle(_pending(4), recent_cards=4, burst_limit=5, now=LATER)

    assert [b.kind for b in bundles] == [PostKind.CARD, PostKind.SUMMARY]


def test_a_single_article_past_the_limit_is_no_card_either() -> None:
    bundles = bundle(_pending(1), recent_cards=5, burst_limit=5, now=LATER)

    assert [b.kind for b in bundles] == [PostKind.SUMMARY]


def test_the_rest_waits_a_moment_for_what_other_feeds_bring() -> None:
    bundles = bundle(_pending(7), recent_cards=0, burst_limit=5, now=NOON)

    assert [b.kind for b in bundles] == [PostKind.CARD] * 5


def test_a_summary_has_what_comes_within_five_seconds_and_waits_no_longer() -> None:
    young = bundle(_pending(1), 5, burst_limit=5, now=NOON + timedelta(seconds=4.9))
    ripe = bundle(_pending(1), 5, burst_limit=5, now=NOON + timedelta(seconds=5))

    assert young == ()
    assert [b.kind for b in ripe] == [PostKind.SUMMARY]


def test_a_card_goes_to_the_server_and_the_channel_of_its_delivery() -> None:
    (card,) = bundle(_pending(1), recent_cards=0, burst_limit=5, now=NOON)

    assert (card.guild_id, card.channel_id) == (1, 10)


def test_a_clock_that_was_set_back_holds_no_summary() -> None:
    ahead = _pending(7, created_at=NOON + timedelta(days=1))

    bundles = bundle(ahead, recent_cards=0, burst_limit=5, now=NOON)

    assert bundles[-1].kind is PostKind.SUMMARY


def test_no_limit_makes_only_cards() -> None:
    bundles = bundle(_pending(30), recent_cards=20, burst_limit=0, now=NOON)

    assert {b.kind for b in bundles} == {PostKind.CARD}
    assert len(bundles) == 30


def test_a_card_is_followed_by_what_any_of_its_subscriptions_wants() -> None:
    wishes = [
        subscription("metastasis", steps=frozenset({Step.PUBLISH})),
        subscription("all", steps=frozenset({Step.DISCUSS})),
    ]

    (planned,) = plan(article("1", "metastasis"), feed(), wishes)

    assert planned.steps == {Step.PUBLISH, Step.DISCUSS}


def test_a_summary_is_published_and_not_discussed() -> None:
    both = frozenset({Step.PUBLISH, Step.DISCUSS})
    pending = [replace(delivery, steps=both) for delivery in _pending(2)]

    cards = bundle(pending, recent_cards=0, burst_limit=5, now=LATER)
    (summary,) = bundle(pending, recent_cards=5, burst_limit=5, now=LATER)

    assert [card.steps for card in cards] == [both, both]
    assert summary.steps == {Step.PUBLISH}


def test_a_story_that_a_feed_shows_again_goes_to_channels_that_nobody_told() -> None:
    journal = feed("Sample Journal", kind=FeedKind.JOURNAL)
    patients = subscription("all", channel_id=10, kinds=PATIENT_KINDS)
    both = subscription("all", channel_id=11, kinds=PATIENT_KINDS | {FeedKind.JOURNAL})
    told_by = Source(journal.name, "", FeedKind.JOURNAL, Audience.PATIENTS)

    planned = plan_again(kept(), feed(), [patients, both], [told_by])

    assert [delivery.channel_id for delivery in planned] == [10]


def test_one_subscription_that_was_told_serves_its_whole_channel() -> None:
    journals = subscription("all", id=1, kinds=frozenset({FeedKind.JOURNAL}))
    patients = subscription("metastasis", id=2, kinds=PATIENT_KINDS)
    told_by = Source("Sample Journal", "", FeedKind.JOURNAL, Audience.PATIENTS)

    assert plan_again(kept("1", "metastasis"), feed(), [journals, patients], [told_by]) == ()


def test_what_nobody_told_is_planned_as_if_for_the_first_time() -> None:
    wanting = iter([subscription("all", role_id=7), subscription("metastasis", role_id=8)])

    (planned,) = plan_again(kept("1", "metastasis"), feed(), wanting, [])

    assert (planned.topics, planned.role_ids) == (("metastasis",), (7, 8))


def test_the_newest_article_of_a_new_subscription_carries_its_topic_role_and_steps() -> None:
    asked = subscription("metastasis", 12, role_id=7, steps=frozenset({Step.DISCUSS}))

    planned = plan_for([asked], article("1", "treatment", "metastasis"))

    assert planned == PlannedDelivery(1, 12, ("metastasis",), (7,), frozenset({Step.DISCUSS}))


def test_a_bundle_goes_where_its_deliveries_go() -> None:
    (card,) = bundle(_pending(1), recent_cards=0, burst_limit=5, now=NOON)

    assert (card.guild_id, card.channel_id) == (1, 10)


def test_the_rest_goes_out_when_its_oldest_article_has_waited_long_enough() -> None:
    old, young = _pending(1, NOON), _pending(1, LATER)

    assert bundle([*young, *old], recent_cards=5, burst_limit=5, now=LATER)
    assert not bundle(young, recent_cards=5, burst_limit=5, now=LATER)


def test_a_burst_mentions_a_role_once_in_its_first_post() -> None:
    pending = [replace(each, role_ids=(7,)) for each in _pending(8)]
    pending[2] = replace(pending[2], role_ids=(8, 7))

    bundles = bundle(pending, recent_cards=0, burst_limit=5, now=LATER)
    next_ones = bundle(pending, 5, burst_limit=5, now=LATER, mentioned=frozenset({7}))

    mentions = [[d.role_ids for d in each.deliveries] for each in bundles]
    assert mentions == [[(7,)], [()], [(8,)], [()], [()], [(), (), ()]]
    assert [d.role_ids for d in next_ones[0].deliveries] == [(), (), (8, 7)[:1], *[()] * 5]


def test_a_summary_mentions_each_role_of_its_articles() -> None:
    pending = [replace(each, role_ids=(n,)) for n, each in enumerate(_pending(3))]

    (summary,) = bundle(pending, recent_cards=5, burst_limit=5, now=LATER)

    assert [d.role_ids for d in summary.deliveries] == [(0,), (1,), (2,)]


LEAVES_OUT = (Exclusion("treatment"),)


def test_an_article_is_held_by_a_mute_of_the_server_or_an_exclusion_with_its_words() -> None:
    muting = subscription(guild_id=2, channel_id=20, without=LEAVES_OUT)
    leaving_out = subscription(channel_id=10, without=LEAVES_OUT)

    found = allowed([muting, leaving_out], {2: "surgery"}, lambda _: "treatment")

    assert found == Allowed(
        (),
        (
            (muting, HeldBackReason.MUTED, "surgery"),
            (leaving_out, HeldBackReason.WITHOUT, "treatment"),
        ),
    )


def test_an_article_is_held_by_no_exclusion_that_is_about_others_or_that_is_not_there() -> None:
    about_others = subscription(channel_id=10, without=LEAVES_OUT)
    without_any = subscription(channel_id=11)

    others = allowed([about_others], {2: "surgery"}, lambda _: None)
    none = allowed([without_any], {}, lambda _: "treatment")

    assert others == Allowed((about_others,))
    assert none == Allowed((without_any,))


def test_what_is_held_counts_only_where_no_other_subscription_brings_the_article() -> None:
    served, unserved = subscription(channel_id=10), subscription(channel_id=11)
    held = tuple((each, HeldBackReason.MUTED, "surgery") for each in (served, unserved))
    planned = [plan_for([subscription(channel_id=10, id=5)], article())]

    assert Allowed((), held).of_channels_without(planned) == [held[1]]
