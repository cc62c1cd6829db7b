import pytest

from bot.knowledge.overlay import at_address, form_of, of_name, overlay
from bot.model.feed import FeedChoice, FeedKind
from tests.factories import feed

ON = feed("On", url="https://on.example/feed/")
OFF = feed("Off", url="https://off.example/feed/", enabled=False)
OWN = feed("Own", url="https://own.example/feed/")


def test_without_choices_the_catalogue_is_what_it_says() -> None:
    assert overlay([ON, OFF], []) == (ON, OFF)


def test_a_choice_switches_a_feed_of_the_catalogue() -> None:
    listed = overlay([ON, OFF], [FeedChoice(ON.url, False), FeedChoice(OFF.url, True)])

    assert [(each.name, each.enabled) for each in listed] == [("On", False), ("Off", True)]


def test_the_operators_own_feeds_follow_the_catalogue() -> None:
    assert overlay([ON], [FeedChoice(OWN.url, True, OWN)]) == (ON, OWN)


def test_what_the_operator_changed_stands_at_the_catalogues_address() -> None:
    changed = feed("Mine", url="http://on.example/feed", kind=FeedKind.JOURNAL)

    (listed,) = overlay([ON], [FeedChoice(changed.url, True, changed)])

    assert (listed.name, listed.kind, listed.url) == ("Mine", FeedKind.JOURNAL, ON.url)


def test_a_choice_about_a_feed_that_left_the_catalogue_is_kept_in_silence() -> None:
    assert overlay([ON], [FeedChoice(OFF.url, True)]) == (ON,)


@pytest.mark.parametrize(
    "other",
    [
        "http://on.example/feed/",
        "https://on.example/feed",
        "https://ON.example:443/feed/",
        "https://on.example/feed/#top",
    ],
)
def test_one_address_has_many_forms(other: str) -> None:
    assert at_address([OFF, ON], other) == ON


@pytest.mark.parametrize(
    "other",
    [
        "https://on.example/",
        "https://on.example/feed/?format=atom",
        "https://on.example:8080/feed/",
        "https://on.example/feed/comments/",
    ],
)
def test_another_address_is_another_feed(other: str) -> None:
    assert at_address([OFF, ON], other) is None


def test_what_is_no_address_is_its_own_form() -> None:
    assert form_of("mailto:x@example.org") == "mailto:x@example.org"


def test_feeds_are_found_by_name_without_regard_to_case() -> None:
    assert of_name([ON, OFF, feed("on", url="https://x.example/")], " ON ") == (
        ON,
        feed("on", url="https://x.example/"),
    )
