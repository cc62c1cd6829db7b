from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.model.delivery import DeliveryState, LoggedArticle, LoggedDelivery, LoggedStep, StepState
from bot.model.subscription import Step
from bot.subscriptions.delivery_log import LOGGED_ARTICLES_PER_PAGE, LogPage
from bot.ui.delivery_pages import log_page
from bot.ui.moderator_texts import NO_DELIVERIES, NO_SUCH_DELIVERIES
from bot.ui.server_addresses import LogAddress
from tests.factories import NOON
from tests.ui.test_cards import SLOW, TEXTS, URLS, assert_inert, assert_within_limits, written

ALL = LogAddress()
IDS = st.integers(1, 2**63)
STEPS = st.builds(LoggedStep, st.sampled_from(Step), st.sampled_from(StepState), st.none() | TEXTS)
LOGGED = st.builds(
    LoggedDelivery,
    id=st.integers(1, 10**18 - 1),
    title=TEXTS,
    url=URLS,
    guild_id=IDS,
    channel_id=IDS,
    state=st.sampled_from(DeliveryState),
    planned_at=st.just(NOON),
    generation=st.none() | st.integers(0, 99),
    paused=st.none() | TEXTS,
    error=st.none() | TEXTS,
    place_id=IDS,
    message_id=st.none() | IDS,
    sent_at=st.none() | st.just(NOON),
    steps=st.lists(STEPS, max_size=2).map(tuple),
)


def logged(state: DeliveryState = DeliveryState.SENT, **fields: object) -> LoggedDelivery:
    """A delivery to channel 10 of server 1."""
    given = {"generation": 0, "place_id": 10, "message_id": 5, "sent_at": NOON, **fields}
    return LoggedDelivery(1, "Bone", "https://example.org/bone", 1, 10, state, NOON, **given)  # type: ignore[arg-type]


def each_alone(*deliveries: LoggedDelivery) -> tuple[LoggedArticle, ...]:
    """Each delivery as that of an article of its own."""
    return tuple(LoggedArticle((each,), 1) for each in deliveries)


def page(*deliveries: LoggedDelivery, address: LogAddress = ALL) -> str:
    """The text of a page with these."""
    return written(log_page(LogPage(each_alone(*deliveries), 1, 1), address, {}))


def test_what_can_be_sent_again_comes_before_what_cannot() -> None:
    gone = replace(logged(DeliveryState.FAILED), channel_id=11, id=2)
    article = LoggedArticle((gone, logged(DeliveryState.FAILED)), 2)

    shown = written(log_page(LogPage((article,), 1, 1), ALL, {}, frozenset({11})))

    assert shown.index("<#10>") < shown.index("<#11>")
    assert shown.count("Bone") == 1


@SLOW
@given(
    st.lists(LOGGED, max_size=LOGGED_ARTICLES_PER_PAGE, unique_by=lambda each: each.id).map(tuple),
    st.integers(1, 900_000),
    st.none() | st.sampled_from(DeliveryState),
)
def test_a_page_holds_every_limit_whatever_was_delivered(
    deliveries: tuple[LoggedDelivery, ...], number: int, state: DeliveryState | None
) -> None:
    view = log_page(
        LogPage(each_alone(*deliveries), number, number + 1), LogAddress(number, state, 2**63), {}
    )

    assert_within_limits(view)
    assert_inert(written(view))


@pytest.mark.parametrize("state", list(DeliveryState))
def test_a_page_of_the_longest_rows_fits(state: DeliveryState) -> None:
    long = "word " * 500
    failed = LoggedStep(Step.PUBLISH, StepState.FAILED, long)
    rows = [
        LoggedDelivery(
            id=10**17 + number,
            title=long,
            url="https://example.org/" + "a" * 200,
            guild_id=2**62,
            channel_id=2**62,
            state=state,
            planned_at=NOON,
            generation=0,
            error=long,
            place_id=2**62,
            message_id=2**62,
            sent_at=NOON,
            steps=(failed, LoggedStep(Step.DISCUSS, StepState.OPEN, long)),
        )
        for number in range(LOGGED_ARTICLES_PER_PAGE)
    ]

    assert_within_limits(log_page(LogPage(each_alone(*rows), 2, 3), LogAddress(2), {}))


@pytest.mark.parametrize("state", list(DeliveryState))
@pytest.mark.parametrize("length", [0, 500])
def test_a_page_of_articles_in_many_channels_fits(state: DeliveryState, length: int) -> None:
    one = logged(state, error="word " * length)
    articles = tuple(
        LoggedArticle(tuple(replace(one, id=10 * n + m) for m in range(6)), 90)
        for n in range(LOGGED_ARTICLES_PER_PAGE)
    )

    view = log_page(LogPage(articles, 2, 3), LogAddress(2), {10: "#" + "n" * 90})

    assert_within_limits(view)
    assert "more. Name a channel" in written(view)


def test_what_followed_a_card_is_told_and_why_it_did_not() -> None:
    text = page(
        logged(
            steps=(
                LoggedStep(Step.PUBLISH, StepState.FAILED, "The channel publishes too much."),
                LoggedStep(Step.DISCUSS, StepState.DONE),
            )
        )
    )

    assert "📣 Not published: The channel publishes too much." in text
    assert "💬 Discussion thread opened" in text


def test_nothing_follows_a_card_before_it_is_sent() -> None:
    steps = (LoggedStep(Step.PUBLISH, StepState.OPEN),)

    text = page(logged(DeliveryState.PENDING, steps=steps))

    assert "published" not in text
    assert "Message" not in text


def test_the_time_is_that_of_sending_or_else_of_planning() -> None:
    later = NOON + timedelta(hours=1)

    sent = page(logged(sent_at=later))
    pending = page(logged(DeliveryState.PENDING, sent_at=None))

    assert f"<t:{int(later.timestamp())}:R>" in sent
    assert f"<t:{int(NOON.timestamp())}:R>" in pending


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (ALL, NO_DELIVERIES),
        (LogAddress(state=DeliveryState.FAILED), NO_SUCH_DELIVERIES),
        (LogAddress(channel_id=10), NO_SUCH_DELIVERIES),
    ],
)
def test_an_empty_page_says_why_it_is_empty(address: LogAddress, sentence: str) -> None:
    assert page(address=address) == sentence
