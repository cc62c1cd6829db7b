"""Topic: a subject of the taxonomy in `data/topics.toml`."""

from collections.abc import Iterator
from dataclasses import dataclass

ALL_TOPICS = "all"
"""A subscription's `topic` if it wants every topic; no topic may have this slug."""
PHRASE_GAP = "…"
"""Stands for some words within a phrase."""


@dataclass(frozen=True, slots=True)
class ShortForm:
    """A short form with several meanings.

    Attributes:
        beside: words one of which must be in the article, too; otherwise the form does not count.
    """

    text: str
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject.

    Attributes:
        colour: 24 bits, 0xRRGGBB.
        phrases: an article that holds them has this topic; see `articles.topics`.
        title_phrases: the same, in the title alone.
        categories: feed categories that mean this topic; upper and lower case are the same.
        in_all: whether "all topics" includes it.
        trials: the words for it in the search of ClinicalTrials.gov; "" if no trials are about it.
    """

    slug: str
    name: str
    emoji: str
    colour: int
    description: str
    phrases: tuple[str, ...]
    categories: tuple[str, ...] = ()
    short_forms: tuple[ShortForm, ...] = ()
    in_all: bool = True
    title_phrases: tuple[str, ...] = ()
    trials: str = ""


class Taxonomy:
    """All topics, in the order of the file."""

    def __init__(self, topics: tuple[Topic, ...]) -> None:
        self.topics = topics
        self._by_slug = {topic.slug: topic for topic in topics}

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.topics)

    def __len__(self) -> int:
        return len(self.topics)

    def get(self, slug: str) -> Topic | None:
        """The topic with this slug, or None."""
        return self._by_slug.get(slug)

    @property
    def outside_all(self) -> frozenset[str]:
        """Slugs of the topics that "all topics" leaves out."""
        return frozenset(topic.slug for topic in self.topics if not topic.in_all)
