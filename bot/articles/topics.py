"""Finds an article's topics, each with a reason, and filters entries by their feed's phrases. Pure.

Called by `extract`.

The words of a phrase must follow each other. Anything but letters and digits separates words, and
case does not count. A word that ends in `*` matches every word that begins with it. A phrase all in
capitals with at most five letters ("ATM") matches capitals only. A short form ("AI") counts only if
one of the words in its `beside` is anywhere in the article. "…" in a phrase ("commits … million")
stands for up to MOST_WORDS_IN_GAP words.

One phrase in the title, the teaser or a category is enough. In the text, a topic's phrases must
occur three times, since an article mentions much that it is not about. Title phrases count in the
title alone.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial

from msgspec import Struct

from bot.articles.clean import CleanEntry
from bot.model.article import PHRASE_GAP, Taxonomy, Topic, TopicMatch

WORD = re.compile(r"[^\W_]+")
MOST_LETTERS_IN_CAPITALS = 5
"""Letters of an abbreviation; a longer phrase in capitals is an ordinary one. Chosen by eye."""
ENOUGH_IN_TEXT = 3
"""Occurrences; chosen by eye."""
MOST_REASONS = 3
MOST_WORDS_IN_GAP = 5
""""awards twelve early-career scientists new grants" has five. Chosen by eye."""
WORDS_REMEMBERED = 1 << 15
"""Entries of the cache of a `PhraseIndex`; chosen by eye."""
LETTER_BEYOND_ASCII = re.compile(r"[^\W\x00-\x7f]")
WORDS_APART = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
"""For `str.translate`: all of ASCII but letters and digits becomes a space."""


class Words(Struct, frozen=True):
    """The words of a text: as written, in lower case, and the distinct ones in lower case."""

    written: tuple[str, ...]
    lower: tuple[str, ...]
    distinct: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "Words":
        """Split a text into words."""
        if text.isascii() or not LETTER_BEYOND_ASCII.search(text):
            # Takes a third of the time of the regular expression (measured).
            parted = text.encode("ascii", "replace").decode("ascii").translate(WORDS_APART)
            written, lower = tuple(parted.split()), tuple(parted.lower().split())
        else:
            written = tuple(WORD.findall(text))
            lower = tuple(map(str.lower, written))
        return cls(written, lower, frozenset(lower))

    def spoken(self, start: int, end: int) -> str:
        """The words from `start` to `end`, as a reason shows them."""
        written = " ".join(self.written[start:end])
        return written if written.isupper() else written.lower()


@lru_cache(maxsize=16)
def words_of_text(text: str) -> Words:
    """The words of a text, from a cache: an article's texts are read by several rooms in turn."""
    return Words.of(text)


class Pattern(Struct, frozen=True, eq=False):
    """A phrase, ready to be compared.

    Attributes:
        slug: the topic of the phrase; "" for a feed's phrase.
        words: each with a flag; True if every word that begins with it matches.
        capitals: whether the phrase matches only in capitals.
        beside: phrases one of which must be in the article, too; None if none is needed.
        then: what must follow, some words later; None if nothing must.
    """

    slug: str
    words: tuple[tuple[str, bool], ...]
    capitals: bool
    beside: "PhraseIndex | None" = None
    then: "Pattern | None" = None

    @property
    def is_more_than_words(self) -> bool:
        """Whether more than its words, in lower case, tells whether the phrase matches."""
        return self.capitals or self.then is not None

    def may_have(self, place: int, found: str) -> bool:
        """Whether this word of a text, in lower case, may be the phrase's word at `place`."""
        word, is_beginning = self.words[place]
        return found.startswith(word.lower()) if is_beginning else found == word.lower()

    def end(self, words: Words, at: int) -> int:
        """The index behind the phrase that begins at the word with index `at`; 0 if none does."""
        text = words.written if self.capitals else words.lower
        behind = at + len(self.words)
        there = text[at:behind]
        if len(there) < len(self.words):
            return 0
        # A loop, since a generator costs more than the comparison (measured).
        for found, (word, beginning) in zip(there, self.words, strict=True):
            if found != word and not (beginning and found.startswith(word)):
                return 0
        if self.then is None:
            return behind
        ends = (
            self.then.end(words, start) for start in range(behind, behind + MOST_WORDS_IN_GAP + 1)
        )
        return next(filter(None, ends), 0)


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
            text: plain text; a topic's phrases must occur `ENOUGH_IN_TEXT` times.
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
            *((slug, "this feed's subject") for slug in hints),
        ):
            reasons.setdefault(slug, why)
        return tuple(TopicMatch(slug, reasons[slug]) for slug in self._slugs if slug in reasons)

    def _by_category(self, categories: Sequence[str]) -> Iterator[tuple[str, str]]:
        for category in categories:
            for slug in self._categories.get(_folded(category), ()):
                yield slug, f"category: {category}"


Ranked = tuple[int, Pattern]
"""A pattern with its place in the order in which an index yields patterns."""


class Phrases:
    """The phrases that begin with the same words, as a tree by the words that follow.

    Args:
        patterns: the phrases.
        length: the number of words that they share.
    """

    def __init__(self, patterns: Sequence[Ranked], length: int) -> None:
        self.whole = [each for each in patterns if len(each[1].words) == length]
        self._longer = [each for each in patterns if len(each[1].words) > length]
        self._length = length
        following = {pattern.words[length] for _, pattern in self._longer}
        # A tuple, since `str.startswith` tries all of it at once.
        self._beginnings = tuple(sorted(word.lower() for word, begins in following if begins))
        exact = {word.lower() for word, begins in following if not begins}
        self._by_word = {word: self._going_on(word) for word in exact}
        self._by_beginnings: dict[tuple[str, ...], Phrases] = {}

    def followed_by(self, word: str) -> "Phrases | None":
        """Those of the phrases that may go on with this word, in lower case; None if none may."""
        found = self._by_word.get(word)
        if found is None and self._beginnings and word.startswith(self._beginnings):
            begun = tuple(filter(word.startswith, self._beginnings))
            found = self._by_beginnings.get(begun)
            if found is None:
                found = self._by_beginnings[begun] = self._going_on(word)
        return found

    def _going_on(self, word: str) -> "Phrases":
        several = [each for each in self._longer if each[1].may_have(self._length, word)]
        return Phrases(several, self._length + 1)


class PhraseIndex:
    """Finds many phrases in a text at once: its words lead through trees of phrases."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._exact: dict[str, list[Pattern]] = defaultdict(list)
        self._beginnings: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            first, is_beginning = pattern.words[0]
            (self._beginnings if is_beginning else self._exact)[first.lower()].append(pattern)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings}, reverse=True)
        self._shortest = min(self._lengths, default=0)
        self._heads = frozenset(beginning[: self._shortest] for beginning in self._beginnings)
        self._with_start = lru_cache(maxsize=WORDS_REMEMBERED)(self._found_with_start)
        # Most words stand in many texts, and begin no phrase.
        self._seen: set[str] = set()
        self._starting: set[str] = set()

    def matches(self, words: Words) -> Iterator[tuple[int, int, Pattern]]:
        """The beginning and end of each phrase that is found, in order, the longest first."""
        starts = self._starts(words.distinct)
        if not starts:
            return
        for at in [at for at, word in enumerate(words.lower) if word in starts]:
            for _, pattern in self._at(words.lower, at):
                more = pattern.is_more_than_words
                end = pattern.end(words, at) if more else at + len(pattern.words)
                if end:
                    yield at, end, pattern

    def _at(self, lower: Sequence[str], at: int) -> Sequence[Ranked]:
        """The phrases whose words, in lower case, stand at a place of a text, longest first."""
        found: list[Ranked] = []
        phrases = self._with_start(lower[at])
        while phrases:
            found += phrases.whole
            at += 1
            phrases = phrases.followed_by(lower[at]) if at < len(lower) else None
        return sorted(found) if len(found) > 1 else found

    def _starts(self, distinct: frozenset[str]) -> frozenset[str]:
        """The words of a text with which phrases may begin."""
        unseen = distinct - self._seen
        if unseen:
            if len(self._seen) > WORDS_REMEMBERED:
                self._seen, self._starting = set(), set()
                unseen = distinct
            exact, heads, short = self._exact, self._heads, self._shortest
            maybe = [word for word in unseen if word in exact or word[:short] in heads]
            self._starting.update(filter(self._with_start, maybe))
            self._seen |= unseen
        return distinct & self._starting

    def _found_with_start(self, word: str) -> Phrases | None:
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                found += self._beginnings.get(word[:length], ())
        found.sort(key=lambda pattern: -len(pattern.words))
        return Phrases(list(enumerate(found)), 1) if found else None


@lru_cache(maxsize=4)
def classifier_of(taxonomy: Taxonomy) -> Classifier:
    """The taxonomy's classifier, from a cache."""
    return Classifier(taxonomy)


def _occurrences(
    patterns: PhraseIndex, words: Words, counts: Callable[[Pattern], bool]
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


def pattern_of(slug: str, phrase: str, beside: PhraseIndex | None = None) -> Pattern:
    """Compile a phrase as the knowledge files write it."""
    phrase, _, rest = phrase.partition(PHRASE_GAP)
    letters = sum(character.isalpha() for character in phrase)
    capitals = phrase.isupper() and letters <= MOST_LETTERS_IN_CAPITALS
    words = tuple(
        (match[0] if capitals else match[0].lower(), phrase.startswith("*", match.end()))
        for match in WORD.finditer(phrase)
    )
    return Pattern(slug, words, capitals, beside, pattern_of(slug, rest) if rest else None)


def _counts(article: Sequence[Words], pattern: Pattern) -> bool:
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
        if phrases.total() >= ENOUGH_IN_TEXT:
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
        return any(True for _ in self._index.matches(Words.of(text)))


@lru_cache(maxsize=16)
def relevance_of(phrases: tuple[str, ...]) -> Relevance:
    """The `Relevance` of these phrases, from a cache."""
    return Relevance(phrases)


def forms_of(phrase: str) -> Iterator[str]:
    """The phrase and its possible plurals."""
    yield phrase
    if not phrase.endswith("*"):
        yield f"{phrase}s"
        yield f"{phrase}es"
    if phrase.endswith("y"):
        yield f"{phrase[:-1]}ies"
    if phrase.endswith("sis"):
        yield f"{phrase[:-3]}ses"
