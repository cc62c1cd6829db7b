"""Wish: words that a channel follows or a server mutes, with what they were understood to mean.

`search.wishes` makes wishes and matches articles, `storage.wishes` keeps them.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace


class Reach(StrEnum):
    """The part of an article that must hold the words of a wish."""

    CLOSE = "close"
    """The article is about them."""
    ANYWHERE = "anywhere"
    """The article names them."""


class ArticlePart(StrEnum):
    """The part of an article in which words were found."""

    TITLE = "title"
    TEASER = "teaser"
    TEXT = "text"


class WishPhrase(Struct, frozen=True):
    """One way to say a concept.

    Attributes:
        words: in lower case; an article must hold them in this order.
        beside: if not empty, an article must hold one of these too, else another sense is meant.
    """

    words: tuple[str, ...]
    beside: tuple[tuple[str, ...], ...] = ()


class WishConcept(Struct, frozen=True):
    """One thing that a wish asks for.

    Attributes:
        label: as it is shown.
        phrases: any of them matches.
        telling: whether it shows what an article is about; a concept that very many articles hold
            does not.
        rare: whether a single mention in an article's text shows it, too.
    """

    label: str
    phrases: tuple[WishPhrase, ...]
    telling: bool = True
    rare: bool = False


class WishAlternative(Struct, frozen=True):
    """Words of a wish that bring an article by themselves: one of "HER2+, HR+".

    Attributes:
        words: as typed.
        concepts: an article must hold all of them.
        read: the words as they were read, respelled and in English. A new thesaurus reads these, so
            that spelling against a growing index changes nothing.
    """

    words: str
    concepts: tuple[WishConcept, ...]
    read: str = ""


class Wish(Struct, frozen=True):
    """Words, understood once.

    Attributes:
        words: as typed.
        alternatives: an article must hold one of them.
        reach: where.
    """

    words: str
    alternatives: tuple[WishAlternative, ...]
    reach: Reach = Reach.CLOSE

    @property
    def concepts(self) -> tuple[WishConcept, ...]:
        """The concepts of all alternatives."""
        return tuple(each for one in self.alternatives for each in one.concepts)

    def reaching(self, reach: Reach) -> "Wish":
        """The same wish with another reach."""
        return replace(self, reach=reach)


class Exclusion(Struct, frozen=True):
    """Articles that a subscription leaves out: those of a topic, or those about some words.

    Attributes:
        topic: a slug; "" for words.
        wish: the words; None for a topic.
        edition: of the thesaurus by which a subscription's words were understood; "" for an
            earlier version's.
        changed: what a new thesaurus changed in them, as in `KeptWish`.
    """

    topic: str = ""
    wish: Wish | None = None
    edition: str = ""
    changed: str = ""


class WishMatch(Struct, frozen=True):
    """The words of an article that matched a wish.

    Attributes:
        words: of the alternative that matched, as typed.
        part: where they stand.
    """

    words: str
    found: str
    part: ArticlePart


class KeptWish(Struct, frozen=True):
    """A wish as it is stored.

    Attributes:
        wish: None if what is stored cannot be read.
        edition: of the thesaurus by which it was understood.
        changed: the names that a new thesaurus added ("+") and took away ("-"), as a text; "" if
            it changed nothing.
    """

    id: int
    guild_id: int
    words: str
    wish: Wish | None
    edition: str
    changed: str = ""
    is_mute: bool = False


class Mute(Struct, frozen=True):
    """Articles that a server gets in no channel: those of a topic, or those about some words.

    Attributes:
        changed: what a new thesaurus changed in the words, as in `KeptWish`.
    """

    id: int
    guild_id: int
    topic: str = ""
    words: str = ""
    wish_id: int | None = None
    changed: str = ""


class HeldBackReason(StrEnum):
    """Why a channel did not get an article that it asked for."""

    WITHOUT = "without"
    """The subscription leaves such articles out."""
    MUTED = "muted"
    """The server mutes such articles."""
    PAUSED = "paused"
    """A moderator had paused the channel."""
    CHANGED = "changed"
    """The subscription changed while it waited, and asks for such articles no more."""


class HeldBack(Struct, frozen=True):
    """An article that a channel asked for and did not get.

    Attributes:
        detail: the words or the topic's slug; "" for a pause and a change.
    """

    guild_id: int
    channel_id: int
    article_id: int
    reason: str
    detail: str
    at: datetime


class ArticleWishes(Struct, frozen=True):
    """The wishes and mutes that an article matches.

    Attributes:
        matches: by the id of the wish.
        muted: by server, the words or the slug of the topic that it mutes.
    """

    matches: Mapping[int, WishMatch] = field(default_factory=dict)
    muted: Mapping[int, str] = field(default_factory=dict)


NO_WISHES = ArticleWishes()
