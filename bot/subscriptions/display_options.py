"""How news may be shown in each kind of channel, and in what words. Pure; called by `ui`."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.errors import RequestError
from bot.model.subscription import ChannelKind, Step

_PUBLISHED = "published to following servers"
_DISCUSSED = "each with a discussion thread"


@dataclass(frozen=True, slots=True)
class DisplayOption:
    """A way to show news.

    Attributes:
        key: its value in a command.
        label: its name in the list of choices.
        steps: the steps that follow each card.
    """

    key: str
    label: str
    steps: frozenset[Step] = frozenset()


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
        DisplayOption("cards+publish", f"Cards, {_PUBLISHED}", _PUBLISH),
        DisplayOption(
            "cards+publish+discuss", f"Cards, {_PUBLISHED}, {_DISCUSSED}", _PUBLISH | _DISCUSS
        ),
        DisplayOption("cards", "Cards, not published"),
        DisplayOption("cards+discuss", f"Cards, not published, {_DISCUSSED}", _DISCUSS),
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


def chosen_steps(typed: str | None, kind: ChannelKind) -> frozenset[Step]:
    """The steps of the way with this key or label; those of the default if nothing is typed.

    Raises:
        RequestError: there is no such way for such a channel.
    """
    fitting = display_options(kind)
    if typed is None:
        return fitting[0].steps
    wanted = typed.strip().lower()
    for option in fitting:
        if wanted in {option.key, option.label.lower()}:
            return option.steps
    raise RequestError(_what_fits(kind))


def steps_in_words(kind: ChannelKind, steps: AbstractSet[Step]) -> list[str]:
    """The words of a list of subscriptions for the steps after a card; [] for plain cards."""
    if kind.holds_posts:
        return ["a post each"]
    return [words for step, words in _FOLLOWS.items() if step in steps]


def _what_fits(kind: ChannelKind) -> str:
    labels = [f"“{option.label}”" for option in display_options(kind)]
    if len(labels) == 1:
        return f"{_NAMES[kind]} shows news in one way, {labels[0]}: leave `show` out."
    return f"{_NAMES[kind]} shows news in one of these ways: {' or '.join(labels)}."
