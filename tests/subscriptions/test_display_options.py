import pytest

from bot.errors import RequestError
from bot.model.subscription import ChannelKind, Step
from bot.subscriptions.display_options import chosen_steps, in_words, showings


@pytest.mark.parametrize("kind", ChannelKind)
def test_every_way_is_found_by_its_key_and_by_its_label(kind: ChannelKind) -> None:
    for showing in showings(kind):
        assert chosen_steps(showing.key, kind) == showing.steps
        assert chosen_steps(f" {showing.label.upper()} ", kind) == showing.steps


@pytest.mark.parametrize("kind", ChannelKind)
def test_keys_and_labels_of_a_kind_are_told_apart(kind: ChannelKind) -> None:
    ways = showings(kind)

    assert len({way.key for way in ways}) == len({way.label for way in ways}) == len(ways)
    assert len({way.steps for way in ways}) == len(ways)


def test_only_announcement_channels_publish_and_only_channels_of_messages_discuss() -> None:
    able = {kind: frozenset().union(*(way.steps for way in showings(kind))) for kind in ChannelKind}

    assert able == {
        ChannelKind.TEXT: {Step.DISCUSS},
        ChannelKind.ANNOUNCEMENT: {Step.PUBLISH, Step.DISCUSS},
        ChannelKind.THREAD: frozenset(),
        ChannelKind.FORUM: frozenset(),
        ChannelKind.MEDIA: frozenset(),
    }


def test_announcement_channels_publish_by_default_and_nothing_else_follows_unasked() -> None:
    defaults = {kind: chosen_steps(None, kind) for kind in ChannelKind}

    assert {kind for kind, steps in defaults.items() if steps} == {ChannelKind.ANNOUNCEMENT}
    assert defaults[ChannelKind.ANNOUNCEMENT] == {Step.PUBLISH}


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (ChannelKind.TEXT, "A text channel shows news in one of these ways: “Cards” or “Cards, "),
        (ChannelKind.THREAD, "A thread shows news in one way, “Cards”: leave `show` out."),
    ],
)
def test_what_does_not_fit_is_answered_by_what_does(kind: ChannelKind, sentence: str) -> None:
    with pytest.raises(RequestError, match=f"^{sentence}"):
        chosen_steps("cards+publish", kind)


def test_lists_say_what_follows_the_cards() -> None:
    assert in_words(ChannelKind.TEXT, frozenset()) == []
    assert in_words(ChannelKind.ANNOUNCEMENT, set(Step)) == ["published", "with discussion threads"]
    assert in_words(ChannelKind.MEDIA, frozenset()) == ["a post each"]
