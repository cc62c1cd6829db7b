"""Finds an article's topics, each with a reason, and filters entries by their feed's phrases. Pure.

Called by `extract`; `phrase_index` says how a phrase is written. A short form ("AI") counts only if
one of the words in its `beside` is anywhere in the article.

One phrase in the title, the teaser or a category is enough. In the text, a topic's phrases must
occur three times, since an article mentions much that it is not about. Title phrases count in the
title alone.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial

from bot.articles.clean import CleanEntry
from bot.articles.content_notes import content_note
from bot.articles.phrase_index import (
    Pattern,
    PhraseIndex,
    TextWords,
    forms_of,
    pattern_of,
    words_of_text,
)
from bot.model.article import Taxonomy, Topic, TopicMatch

MIN_OCCURRENCES_IN_TEXT = 3
"""Occurrences; chosen by eye."""
MOST_REASONS = 3
"""Phrases that a topic's reason names. Chosen by eye."""


class Classifier:
    """Finds the topics of articles; made once per taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._slugs = tuple(topic.slug for topic in taxonomy)
        self._patterns = PhraseIndex(pattern for topic in taxonomy for pattern in _patterns(topic))
        self._title_patterns = PhraseIndex(
            pattern_of(topic.slug, phrase) for topic in taxonomy for phrase in topic.title_phrases
        )
        self._categories: dict[str, list[str]] = defaultdict(list)
        for topic in taxonomy:
            for category in topic.categories:
                self._categories[_folded(category)].append(topic.slug)
        self._noted = [topic for topic in taxonomy if topic.content_note]

    def classify(
        self,
        title: str,
        teaser: str,
        text: str,
        categories: Sequence[str] = (),
        hints: Sequence[str] = (),
    ) -> tuple[TopicMatch, ...]:
        """All topics that fit, in the taxonomy's order, each with its best reason.

        Args:
            title: plain text; one phrase is enough.
            teaser: plain text; one phrase is enough.
            text: plain text; a topic's phrases must occur `MIN_OCCURRENCES_IN_TEXT` times.
            categories: as the feed has them.
            hints: slugs of topics that every article of the feed has.
        """
        parts = [words_of_text(part) for part in (title, teaser, text, *categories)]
        # Cached for each pattern: an article may hold "AI" a hundred times.
        counts = cache(partial(_counts, parts))
        found = [list(_occurrences(self._patterns, words, counts)) for words in parts]
        in_title = _occurrences(self._title_patterns, parts[0], counts)
        reasons: dict[str, str] = {}
        for slug, why in (
            *_at_once("title", [*found[0], *in_title]),
            *_at_once("teaser", found[1]),
            *self._by_category(categories),
            *(match for names in found[3:] for match in _at_once("category", names)),
            *_by_number(found[2]),
            *self._by_note(title, teaser),
            *((slug, "this feed's subject") for slug in hints),
        ):
            reasons.setdefault(slug, why)
        return tuple(TopicMatch(slug, reasons[slug]) for slug in self._slugs if slug in reasons)

    def _by_note(self, title: str, teaser: str) -> Iterator[tuple[str, str]]:
        note = content_note(title, teaser) if self._noted else None
        return ((topic.slug, "content note") for topic in self._noted if topic.content_note is note)

    def _by_category(self, categories: Sequence[str]) -> Iterator[tuple[str, str]]:
        for category in categories:
            for slug in self._categories.get(_folded(category), ()):
                yield slug, f"category: {category}"


@lru_cache(maxsize=4)
def classifier_of(taxonomy: Taxonomy) -> Classifier:
    """The taxonomy's classifier, from a cache."""
    return Classifier(taxonomy)


def _occurrences(
    patterns: PhraseIndex, words: TextWords, counts: Callable[[Pattern], bool]
) -> Iterator[tuple[str, str]]:
    """Slug and words of each phrase found; of overlapping phrases of a topic, the longest."""
    ends: dict[str, int] = {}
    for at, end, pattern in patterns.matches(words):
        if at >= ends.get(pattern.slug, 0) and counts(pattern):
            ends[pattern.slug] = end
            yield pattern.slug, words.spoken(at, end)


def _patterns(topic: Topic) -> Iterator[Pattern]:
    for phrase in topic.phrases:
        yield pattern_of(topic.slug, phrase)
    for short in topic.short_forms:
        beside = PhraseIndex(pattern_of(topic.slug, word) for word in short.beside)
        yield pattern_of(topic.slug, short.text, beside if short.beside else None)


def _counts(article: Sequence[TextWords], pattern: Pattern) -> bool:
    """Whether the pattern counts: the article holds one of its `beside`, or it needs none."""
    beside = pattern.beside
    return beside is None or any(any(beside.matches(words)) for words in article)


def _at_once(part: str, found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((slug, f"{part}: {phrase}") for slug, phrase in found)


def _by_number(found: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The topics whose phrases occur often enough, with the most frequent phrases as the reason."""
    by_topic: dict[str, Counter[str]] = defaultdict(Counter)
    for slug, phrase in found:
        by_topic[slug][phrase] += 1
    for slug, phrases in by_topic.items():
        if phrases.total() >= MIN_OCCURRENCES_IN_TEXT:
            most = phrases.most_common(MOST_REASONS)
            yield slug, "text: " + ", ".join(f"{number} × {phrase}" for phrase, number in most)


def _folded(category: str) -> str:
    return " ".join(category.casefold().split())


class Relevance:
    """Decides by a feed's phrases which of its entries are kept; without phrases, all are."""

    def __init__(self, phrases: Sequence[str]) -> None:
        self._takes_all = not phrases
        self._index = PhraseIndex(
            pattern_of("", form) for phrase in phrases for form in forms_of(phrase)
        )

    def holds(self, entry: CleanEntry) -> bool:
        """Whether the entry holds one of the phrases, and so becomes an article."""
        parts = (entry.title, entry.teaser, *entry.categories, entry.text)
        return self._takes_all or any(self._found(part) for part in parts)

    def _found(self, text: str) -> bool:
        return any(True for _ in self._index.matches(TextWords.of(text)))


@lru_cache(maxsize=16)
def relevance_of(phrases: tuple[str, ...]) -> Relevance:
    """The `Relevance` of these phrases, from a cache."""
    return Relevance(phrases)
