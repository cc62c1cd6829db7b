import pytest

from bot.errors import RequestError
from bot.model.form import PostForm
from bot.model.subscription import ChannelKind, Step
from bot.subscriptions.display_options import chosen_option, display_options, steps_in_words


@pytest.mark.parametrize("kind", ChannelKind)
def test_every_way_is_found_by_its_key_and_by_its_label(kind: ChannelKind) -> None:
    for showing in display_options(kind):
        assert chosen_option(showing.key, kind) == showing
        assert chosen_option(f" {showing.label.upper()} ", kind) == showing


@pytest.mark.parametrize("kind", ChannelKind)
def test_keys_and_labels_of_a_kind_are_told_apart(kind: ChannelKind) -> None:
    ways = display_options(kind)

    assert len({way.key for way in ways}) == len({way.label for way in ways}) == len(ways)
    assert len({(way.steps, way.form) for way in ways}) == len(ways)


def test_only_announcement_channels_publish_and_only_channels_of_messages_discuss() -> None:
    able = {
        kind: frozenset().union(*(way.steps for way in display_options(kind)))
        for kind in ChannelKind
    }

    assert able == {
        ChannelKind.TEXT: {Step.DISCUSS},
        ChannelKind.ANNOUNCEMENT: {Step.PUBLISH, Step.DISCUSS},
        ChannelKind.THREAD: frozenset(),
        ChannelKind.FORUM: frozenset(),
        ChannelKind.MEDIA: frozenset(),
    }


def test_announcement_channels_publish_by_default_and_nothing_else_follows_unasked() -> None:
    defaults = {kind: chosen_option(None, kind).steps for kind in ChannelKind}

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
        chosen_option("cards+publish", kind)


def test_lists_say_what_follows_the_cards() -> None:
    assert steps_in_words(ChannelKind.TEXT, frozenset()) == []
    assert steps_in_words(ChannelKind.ANNOUNCEMENT, set(Step)) == [
        "published",
        "with discussion threads",
    ]
    assert steps_in_words(ChannelKind.MEDIA, frozenset()) == ["a post each"]


def test_the_choices_are_named_in_full_with_the_default_first() -> None:
    named = {kind: [(way.key, way.label) for way in display_options(kind)] for kind in ChannelKind}

    discussed, published = "each with a discussion thread", "published to following servers"
    empty = "they may be empty in following servers"
    assert named == {
        ChannelKind.TEXT: [("cards", "Cards"), ("cards+discuss", f"Cards, {discussed}")],
        ChannelKind.ANNOUNCEMENT: [
            ("cards+publish", f"Cards, {published}"),
            ("cards+publish+discuss", f"Cards, {published}, {discussed}"),
            ("cards", "Cards, not published"),
            ("cards+discuss", f"Cards, not published, {discussed}"),
            ("components+publish", f"Cards of components, published; {empty}"),
            ("components+publish+discuss", f"The same, {discussed}; {empty}"),
        ],
        ChannelKind.THREAD: [("cards", "Cards")],
        ChannelKind.FORUM: [("posts", "One post per article")],
        ChannelKind.MEDIA: [("posts", "One post per article")],
    }


@pytest.mark.parametrize("kind", ChannelKind)
def test_a_key_means_the_same_steps_in_every_kind(kind: ChannelKind) -> None:
    named = {"publish": Step.PUBLISH, "discuss": Step.DISCUSS}
    for way in display_options(kind):
        assert way.steps == {step for word, step in named.items() if word in way.key.split("+")}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ChannelKind.TEXT, "A text channel"),
        (ChannelKind.ANNOUNCEMENT, "An announcement channel"),
        (ChannelKind.THREAD, "A thread"),
        (ChannelKind.FORUM, "A forum"),
        (ChannelKind.MEDIA, "A media channel"),
    ],
)
def test_a_refusal_names_the_kind_and_all_its_ways(kind: ChannelKind, name: str) -> None:
    with pytest.raises(RequestError) as caught:
        chosen_option("sideways", kind)

    assert str(caught.value).startswith(f"{name} shows news in one ")
    assert all(f"“{way.label}”" in str(caught.value) for way in display_options(kind))


def test_lists_say_a_single_step_alone() -> None:
    assert steps_in_words(ChannelKind.TEXT, {Step.DISCUSS}) == ["with discussion threads"]
    assert steps_in_words(ChannelKind.ANNOUNCEMENT, {Step.PUBLISH}) == ["published"]
    assert steps_in_words(ChannelKind.FORUM, frozenset()) == ["a post each"]


def test_a_list_says_that_components_are_published() -> None:
    steps = {Step.PUBLISH}
    announcement = ChannelKind.ANNOUNCEMENT

    assert steps_in_words(announcement, steps, PostForm.COMPONENTS) == [
        "published",
        "as components",
    ]
    assert steps_in_words(announcement, steps, PostForm.EMBED) == ["published"]
    assert steps_in_words(announcement, set(), PostForm.COMPONENTS) == []


def test_without_a_choice_the_form_of_the_channel_stays() -> None:
    assert chosen_option(None, ChannelKind.ANNOUNCEMENT).form is None
    assert chosen_option("cards+publish", ChannelKind.ANNOUNCEMENT).form is PostForm.EMBED
