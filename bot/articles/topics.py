"""Finds an article's topics, each with a reason, and filters entries by their feed's phrases. Pure.

Called by `extract`; `phrase_index` says how a phrase is written. A short form ("AI") counts only if
one of the words in its `beside` is anywhere in the article.

One phrase in the title, the teaser or a category is enough. In the text, a topic's phrases must
occur three times, since an article mentions much that it is not about. Title phrases count in the
title alone. A phrase that names a disease does not count if the text denies it, or says it of
another disease ("stage 4 kidney disease"), and none counts within its other senses ("film
screening").
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain

from msgspec.structs import replace

from bot.articles.clean import CleanEntry
from bot.articles.content_notes import content_note
from bot.articles.diseases import is_of_other_disease
from bot.articles.phrase_index import (
    Pattern,
    PhraseIndex,
    TextWords,
    forms_of,
    pattern_of,
    words_of_text,
)
from bot.articles.signs import with_names
from bot.model.article import Article, Taxonomy, Topic, TopicMatch

MIN_OCCURRENCES_IN_TEXT = 3
"""Occurrences; chosen by eye."""
MOST_REASONS = 3
"""Phrases that a topic's reason names. Chosen by eye."""
DENYING_WORDS = frozenset(("non", "not", "no", "without", "neither", "nor"))
BEHIND_NEGATOR = frozenset(
    "a an any evidence of sign signs known distant overt visible other brain bone liver".split()
)
"""Words between a negator and what it denies: "no evidence of distant metastases"."""
MOST_BEHIND_NEGATOR = 4
"""The most of these words. Chosen by eye."""
BOTH_WAYS = frozenset(("with", "and", "or"))
"""Before a negator, they say that it denies nothing: "with or without brain metastases"."""
STAGE_ENDS = frozenset(("4", "iv", "four", "stage", "incurable"))
"""Last words of phrases that may be said of any disease: "stage IV", "end-stage"."""
FORMER_NAMES = (("formerly", "her2"), ("formerly", "her2", "neu"))
"""Words between a name and "negative": "ERBB2 (formerly HER2)-negative"."""

Occurrence = tuple[str, int, int]
"""A phrase's topic, and the indexes of its first word and of the word behind it."""


class Classifier:
    """Finds the topics of articles; made once per taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._slugs = tuple(topic.slug for topic in taxonomy)
        self._patterns = PhraseIndex(pattern for topic in taxonomy for pattern in _patterns(topic))
        self._title_patterns = PhraseIndex(
            pattern for topic in taxonomy for pattern in _title_patterns(topic)
        )
        self._categories: dict[str, list[str]] = defaultdict(list)
        for topic in taxonomy:
            for category in topic.categories:
                self._categories[_folded(category)].append(topic.slug)

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
        texts = (words_of_text(with_names(part)) for part in (title, teaser, text))
        parts = [*texts, *map(words_of_category, categories)]
        beside = WordsBeside(parts)
        found = [list(_occurrences(self._patterns, words, beside)) for words in parts]
        in_title = _occurrences(self._title_patterns, parts[0], beside)
        reasons: dict[str, str] = {}
        for slug, why in (
            *_at_once("title", parts[0], [*found[0], *in_title]),
            *_at_once("teaser", parts[1], found[1]),
            *self._by_category(categories),
            *chain.from_iterable(map(partial(_at_once, "category"), parts[3:], found[3:])),
            *_by_number(parts[2], found[2]),
            *((slug, "this feed's subject") for slug in hints),
        ):
            reasons.setdefault(slug, why)
        return tuple(TopicMatch(slug, reasons[slug]) for slug in self._slugs if slug in reasons)

    def _by_category(self, categories: Sequence[str]) -> Iterator[tuple[str, str]]:
        for category in categories:
            for slug in self._categories.get(_folded(category), ()):
                yield slug, f"category: {category}"


@lru_cache(maxsize=512)
def words_of_category(name: str) -> TextWords:
    """The words of a category, from a cache: a feed has few categories."""
    return TextWords.of(with_names(name))


@lru_cache(maxsize=4)
def classifier_of(taxonomy: Taxonomy) -> Classifier:
    """The taxonomy's classifier, from a cache."""
    return Classifier(taxonomy)


def with_noted_topics(article: Article, taxonomy: Taxonomy) -> Article:
    """The article, also with the topics of its content note.

    Apart from `classify`, and only for what is announced or changed: finding a note takes twice as
    long as all else of an entry (measured).
    """
    noted = [topic for topic in taxonomy if topic.content_note]
    note = content_note(article.title, article.teaser) if noted else None
    found = {match.slug: match for match in article.topics}
    for topic in noted:
        if topic.content_note is note:
            found.setdefault(topic.slug, TopicMatch(topic.slug, "content note"))
    if len(found) == len(article.topics):
        return article
    return replace(
        article, topics=tuple(found[each.slug] for each in taxonomy if each.slug in found)
    )


class WordsBeside(dict[PhraseIndex, bool]):
    """Whether an article holds one of the phrases that short forms need beside them.

    Looked for once: an article may hold "AI" a hundred times.
    """

    def __init__(self, article: Sequence[TextWords]) -> None:
        super().__init__()
        self._article = article

    def __missing__(self, phrases: PhraseIndex) -> bool:
        self[phrases] = found = any(any(phrases.matches(words)) for words in self._article)
        return found


def _occurrences(
    patterns: PhraseIndex, words: TextWords, beside: WordsBeside
) -> Iterator[Occurrence]:
    """Each phrase that a text holds and does not deny.

    Of overlapping phrases of a topic, it is the longest.
    """
    ends: dict[str, int] = {}
    for at, end, pattern in patterns.matches(words):
        counts = pattern.beside is None or beside[pattern.beside]
        if counts and at >= ends.get(pattern.slug, 0):
            ends[pattern.slug] = end
            denied = pattern.deniable and (
                _is_denied(words.lower, at, end) or _is_stage_of_other(words, at, end)
            )
            if not (denied or pattern.is_other_sense):
                yield pattern.slug, at, end


def _is_denied(words: tuple[str, ...], at: int, end: int) -> bool:
    """Whether a text denies these of its words: "non-lobular", "ERBB2-negative"."""
    behind = words[end : end + 4]
    if any(behind[: len(name) + 1] == (*name, "negative") for name in ((), *FORMER_NAMES)):
        return True
    negator = at - 1
    while at - negator <= MOST_BEHIND_NEGATOR and words[negator] in BEHIND_NEGATOR and negator > 0:
        negator -= 1
    if negator < 0 or words[negator] not in DENYING_WORDS:
        return False
    if negator and words[negator - 1] in BOTH_WAYS:
        return False
    # "No metastatic patient left behind" denies nothing.
    return words[negator] != "no" or negator < at - 1 or words[at].endswith("s")


def _is_stage_of_other(words: TextWords, at: int, end: int) -> bool:
    """Whether a stage is that of another disease: "stage 4 kidney disease"."""
    return words.lower[end - 1] in STAGE_ENDS and is_of_other_disease(words, at, end)


def _patterns(topic: Topic) -> Iterator[Pattern]:
    for phrase in topic.phrases:
        yield pattern_of(topic.slug, phrase)
    for phrase in topic.disease_phrases:
        yield replace(pattern_of(topic.slug, phrase), deniable=True)
    yield from _other_senses(topic)
    for short in topic.short_forms:
        beside = PhraseIndex(pattern_of(topic.slug, word) for word in short.beside)
        yield pattern_of(topic.slug, short.text, beside if short.beside else None)


def _title_patterns(topic: Topic) -> Iterator[Pattern]:
    for phrase in topic.title_phrases:
        yield pattern_of(topic.slug, phrase)
    yield from _other_senses(topic)


def _other_senses(topic: Topic) -> Iterator[Pattern]:
    for phrase in topic.other_senses:
        yield replace(pattern_of(topic.slug, phrase), is_other_sense=True)


def _at_once(part: str, words: TextWords, found: Sequence[Occurrence]) -> Iterator[tuple[str, str]]:
    for slug, at, end in found:
        yield slug, f"{part}: {words.spoken(at, end)}"


def _by_number(words: TextWords, found: Sequence[Occurrence]) -> Iterator[tuple[str, str]]:
    """The topics whose phrases occur often enough, with the most frequent phrases as the reason."""
    by_topic: dict[str, list[Occurrence]] = defaultdict(list)
    for each in found:
        by_topic[each[0]].append(each)
    for slug, several in by_topic.items():
        if len(several) >= MIN_OCCURRENCES_IN_TEXT:
            phrases = Counter(words.spoken(at, end) for _, at, end in several)
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
