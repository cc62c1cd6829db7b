import re
from datetime import timedelta

import pytest

from bot.model.article import Taxonomy
from bot.model.feed import FeedKind
from bot.model.subscription import PATIENT_KINDS, ChannelKind, ChannelState, Ending, Step
from bot.model.wish import Exclusion, Mute
from bot.subscriptions.service import Overview
from bot.ui.about_pages import help_page, privacy_page, topics_page
from bot.ui.subscription_list import overview_page
from bot.ui.subscription_pages import kind_choices, kinds_from, kinds_name, show_choices
from tests.factories import NOON, subscription, topic
from tests.ui.test_cards import assert_within_limits, written


def test_all_topics_fit_however_long_their_descriptions() -> None:
    topics = Taxonomy(tuple(topic(f"topic-{n}", description="long " * 100) for n in range(40)))

    subscriptions = [
        subscription(slug, 2**62 + n, words=words)
        for slug in ("all", *(each.slug for each in topics))
        for words in ("", "*brain_" * 30)
        for n in range(9)
    ]

    for view in (topics_page(topics, []), topics_page(topics, subscriptions)):
        assert_within_limits(view)
    assert all(each.name in written(view) for each in topics)


@pytest.mark.parametrize("moderator", [True, False])
@pytest.mark.parametrize(
    ("title", "shown"), [("", "## Research news\n"), ("Lung news " * 6, "## Lung news")]
)
def test_help_and_privacy_fit(title: str, shown: str, *, moderator: bool) -> None:
    page = help_page(Taxonomy((), title=title), moderator=moderator)

    assert shown in written(page)
    assert_within_limits(page)
    assert_within_limits(privacy_page(3))


def test_help_on_another_disease_names_its_topics_and_no_other() -> None:
    page = written(help_page(Taxonomy((topic("insulin"),)), moderator=True))

    assert "topic:insulin" in page
    assert not re.search(r"metasta|mets|breast|surgery|hot flash", page)


def test_a_page_of_subscriptions_fits_and_its_number_is_clamped() -> None:
    subscriptions = tuple(
        subscription(
            "gone" * 20,
            n,
            id=n,
            role_id=10**19,
            kinds=set(FeedKind),
            steps=set(Step),
            without=(Exclusion(topic="*left_" * 9),) * 9,
        )
        for n in range(1, 31)
    )
    channels = {n: ChannelState(n, 1, NOON - timedelta(days=1), "why " * 500) for n in range(31)}
    endings = (Ending(1, 1, "name" * 25, "gone" * 20, "why " * 500, NOON, "*brain_" * 9),) * 9

    mutes = [Mute(n, 1, words="*brain_" * 30) for n in range(300)]
    mutes += [Mute(n, 1, topic="*muted_" * 9) for n in range(9)]

    view = overview_page(Overview(subscriptions, channels, endings), 99, Taxonomy(()), mutes=mutes)

    assert_within_limits(view)
    assert "Page 6 of 6" in written(view)
    assert written(view).endswith("\n-# and 7 more")


def test_what_ended_stands_on_the_last_page_alone() -> None:
    subscriptions = tuple(subscription("lobular", n, id=n) for n in range(1, 9))
    endings = (Ending(1, 99, "old", "lobular", "The channel was deleted.", NOON),)
    overview = Overview(subscriptions, {}, endings)

    assert "ended" not in written(overview_page(overview, 1, Taxonomy(())))
    assert "-# lobular in #old ended" in written(overview_page(overview, 2, Taxonomy(())))


def test_every_choice_of_kinds_says_what_it_means() -> None:
    choices = kind_choices()

    assert len(choices) == 8
    assert [kinds_name(kinds_from(choice.value)) for choice in choices] == [
        choice.name for choice in choices
    ]
    assert kinds_from(choices[0].value) == PATIENT_KINDS
    assert kinds_from(choices[-1].value) == set(FeedKind)


@pytest.mark.parametrize("kind", ChannelKind)
def test_ways_to_show_news_are_choices_that_discord_takes(kind: ChannelKind) -> None:
    choices = show_choices("", kind)

    assert 1 <= len(choices) <= 25
    assert all(len(choice.name) <= 100 for choice in choices)
    assert show_choices("DISCUSSION", kind) == [c for c in choices if "discussion" in c.name]
