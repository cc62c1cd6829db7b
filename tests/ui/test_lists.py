from datetime import timedelta

import pytest

from bot.model.feed import FeedKind
from bot.model.subscription import PATIENT_KINDS, ChannelState
from bot.model.topic import Taxonomy
from bot.subscriptions.desk import Overview
from bot.ui.about_pages import help_page, privacy_page, topics_page
from bot.ui.subscription_pages import kind_choices, kinds_from, kinds_name, overview_page
from tests.factories import NOON, subscription, topic
from tests.ui.test_cards import assert_within_limits, written


def test_all_topics_fit_however_long_their_descriptions() -> None:
    topics = Taxonomy(tuple(topic(f"topic-{n}", description="long " * 100) for n in range(40)))

    view = topics_page(topics)

    assert_within_limits(view)
    assert all(each.name in written(view) for each in topics)


@pytest.mark.parametrize("moderator", [True, False])
def test_help_and_privacy_fit(*, moderator: bool) -> None:
    assert_within_limits(help_page(moderator=moderator))
    assert_within_limits(privacy_page(3))


def test_a_page_of_subscriptions_fits_and_its_number_is_clamped() -> None:
    subscriptions = tuple(subscription("gone" * 20, n, id=n) for n in range(1, 30))
    channels = {n: ChannelState(n, 1, NOON - timedelta(days=1), "why " * 500) for n in range(30)}

    view = overview_page(Overview(subscriptions, channels), 99, Taxonomy(()))

    assert_within_limits(view)
    assert "Page 5 of 5" in written(view)


def test_every_choice_of_kinds_says_what_it_means() -> None:
    choices = kind_choices()

    assert len(choices) == 8
    assert [kinds_name(kinds_from(choice.value)) for choice in choices] == [
        choice.name for choice in choices
    ]
    assert kinds_from(choices[0].value) == PATIENT_KINDS
    assert kinds_from(choices[-1].value) == set(FeedKind)
