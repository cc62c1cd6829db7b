"""The ways to show news in each kind of channel, and their names. Pure; called by `ui`."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct
from msgspec.structs import replace

from bot.errors import RequestError
from bot.model.form import PostForm
from bot.model.subscription import ChannelKind, Step

_PUBLISHED = "published to following servers"
_DISCUSSED = "each with a discussion thread"
_MAY_BE_EMPTY = "they may be empty in following servers"


class DisplayOption(Struct, frozen=True):
    """A way to show news.

    Attributes:
        key: its value in a command.
        label: its name in the list of choices.
        steps: the steps that follow each card.
        form: the form of published messages in the channel; None leaves it as it is.
    """

    key: str
    label: str
    steps: frozenset[Step] = frozenset()
    form: PostForm | None = None


_POSTS = (DisplayOption("posts", "One post per article"),)
_DISCUSS = frozenset({Step.DISCUSS})
_PUBLISH = frozenset({Step.PUBLISH})
# A key means the same for every kind, so it stays valid if the command's channel is changed after.
_DISPLAY_OPTIONS: Mapping[ChannelKind, tuple[DisplayOption, ...]] = {
    ChannelKind.TEXT: (
        DisplayOption("cards", "Cards"),
        DisplayOption("cards+discuss", f"Cards, {_DISCUSSED}", _DISCUSS),
    ),
    ChannelKind.ANNOUNCEMENT: (
        DisplayOption("cards+publish", f"Cards, {_PUBLISHED}", _PUBLISH, PostForm.EMBED),
        DisplayOption(
            "cards+publish+discuss",
            f"Cards, {_PUBLISHED}, {_DISCUSSED}",
            _PUBLISH | _DISCUSS,
            PostForm.EMBED,
        ),
        DisplayOption("cards", "Cards, not published"),
        DisplayOption("cards+discuss", f"Cards, not published, {_DISCUSSED}", _DISCUSS),
        DisplayOption(
            "components+publish",
            f"Cards of components, published; {_MAY_BE_EMPTY}",
            _PUBLISH,
            PostForm.COMPONENTS,
        ),
        DisplayOption(
            "components+publish+discuss",
            f"The same, {_DISCUSSED}; {_MAY_BE_EMPTY}",
            _PUBLISH | _DISCUSS,
            PostForm.COMPONENTS,
        ),
    ),
    ChannelKind.THREAD: (DisplayOption("cards", "Cards"),),
    ChannelKind.FORUM: _POSTS,
    ChannelKind.MEDIA: _POSTS,
}
_NAMES = {
    ChannelKind.TEXT: "A text channel",
    ChannelKind.ANNOUNCEMENT: "An announcement channel",
    ChannelKind.THREAD: "A thread",
    ChannelKind.FORUM: "A forum",
    ChannelKind.MEDIA: "A media channel",
}
_FOLLOWS = {Step.PUBLISH: "published", Step.DISCUSS: "with discussion threads"}


def display_options(kind: ChannelKind) -> tuple[DisplayOption, ...]:
    """All ways to show news in such a channel, the default first."""
    return _DISPLAY_OPTIONS[kind]


def chosen_option(typed: str | None, kind: ChannelKind) -> DisplayOption:
    """The way with this key or label; without text, the default of a new subscription.

    Raises:
        RequestError: there is no such way for such a channel.
    """
    fitting = display_options(kind)
    if typed is None:
        return replace(fitting[0], form=None)
    wanted = typed.strip().lower()
    for option in fitting:
        if wanted in {option.key, option.label.lower()}:
            return option
    raise RequestError(_what_fits(kind))


def steps_after_move(
    steps: AbstractSet[Step], kind: ChannelKind, new_kind: ChannelKind
) -> frozenset[Step]:
    """The steps of a subscription that moves to a channel of another kind.

    In announcement channels, cards are published, as those of a new subscription are.
    """
    if kind is new_kind:
        return frozenset(steps)
    wanted = frozenset(steps) - {Step.PUBLISH}
    if new_kind is ChannelKind.ANNOUNCEMENT:
        wanted |= {Step.PUBLISH}
    fitting = display_options(new_kind)
    return wanted if any(option.steps == wanted for option in fitting) else fitting[0].steps


def steps_in_words(
    kind: ChannelKind, steps: AbstractSet[Step], form: PostForm | None = None
) -> list[str]:
    """The words of a list of subscriptions for the steps after a card; [] for plain cards."""
    if kind.holds_posts:
        return ["a post each"]
    words = [words for step, words in _FOLLOWS.items() if step in steps]
    as_components = form is PostForm.COMPONENTS and Step.PUBLISH in steps
    return [*words, "as components"] if as_components else words


def _what_fits(kind: ChannelKind) -> str:
    labels = [f"“{option.label}”" for option in display_options(kind)]
    if len(labels) == 1:
        return f"{_NAMES[kind]} shows news in one way, {labels[0]}: leave `show` out."
    return f"{_NAMES[kind]} shows news in one of these ways: {' or '.join(labels)}."
