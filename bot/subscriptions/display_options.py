"""How news may be shown in each kind of channel, and in what words. Pure; called by `ui`."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.errors import RequestError
from bot.model.subscription import ChannelKind, Step

_PUBLISHED = "published to following servers"
_DISCUSSED = "each with a discussion thread"


@dataclass(frozen=True, slots=True)
class Showing:
    """A way to show news.

    Attributes:
        key: what stands for it in a command.
        label: what a moderator reads.
        steps: what it lets follow each card.
    """

    key: str
    label: str
    steps: frozenset[Step] = frozenset()


_POSTS = (Showing("posts", "One post per article"),)
_DISCUSS = frozenset({Step.DISCUSS})
_PUBLISH = frozenset({Step.PUBLISH})
# Keys mean the same everywhere, so that one outlives a change of the channel in the same command.
_SHOWINGS: Mapping[ChannelKind, tuple[Showing, ...]] = {
    ChannelKind.TEXT: (
        Showing("cards", "Cards"),
        Showing("cards+discuss", f"Cards, {_DISCUSSED}", _DISCUSS),
    ),
    ChannelKind.ANNOUNCEMENT: (
        Showing("cards+publish", f"Cards, {_PUBLISHED}", _PUBLISH),
        Showing("cards+publish+discuss", f"Cards, {_PUBLISHED}, {_DISCUSSED}", _PUBLISH | _DISCUSS),
        Showing("cards", "Cards, not published"),
        Showing("cards+discuss", f"Cards, not published, {_DISCUSSED}", _DISCUSS),
    ),
    ChannelKind.THREAD: (Showing("cards", "Cards"),),
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


def showings(kind: ChannelKind) -> tuple[Showing, ...]:
    """All ways that fit such a channel, the default first."""
    return _SHOWINGS[kind]


def chosen_steps(typed: str | None, kind: ChannelKind) -> frozenset[Step]:
    """What is to follow each card, by the way's key or label; the default where nothing is typed.

    Raises:
        RequestError: it is no way that fits such a channel.
    """
    fitting = showings(kind)
    if typed is None:
        return fitting[0].steps
    wanted = typed.strip().lower()
    for showing in fitting:
        if wanted in {showing.key, showing.label.lower()}:
            return showing.steps
    raise RequestError(_what_fits(kind))


def in_words(kind: ChannelKind, steps: AbstractSet[Step]) -> list[str]:
    """What a list of subscriptions says of it; nothing of plain cards."""
    if kind.holds_posts:
        return ["a post each"]
    return [words for step, words in _FOLLOWS.items() if step in steps]


def _what_fits(kind: ChannelKind) -> str:
    labels = [f"“{showing.label}”" for showing in showings(kind)]
    if len(labels) == 1:
        return f"{_NAMES[kind]} shows news in one way, {labels[0]}: leave `show` out."
    return f"{_NAMES[kind]} shows news in one of these ways: {' or '.join(labels)}."
