"""Suggests words and topics near to what a member typed. The engine and the commands call it."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.model.answer import Answer
from bot.model.article import Taxonomy, Topic
from bot.model.query import Neighbor, Query
from bot.search.english_words import NUMBER_OF_STAGE, STOP_WORDS
from bot.search.interpreter import Interpreter
from bot.search.query import spans
from bot.search.spelling import MIN_STEM_LETTERS, ONE_EDIT_FROM, begins_alike, is_another
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Lexicon, Vocabulary
from bot.search.words import Stems, typed_without_signs, typed_words, words_of
from bot.storage.database import Connection

MOST_NEAREST_SUGGESTIONS = 3
"""Words, and topics, that are suggested. Chosen by eye."""
MOST_LOOKED_UP = 16
"""At most this many unknown words are compared with those of the index. Chosen by eye."""
TWO_SLIPS_FROM = 7
"""The least letters of a word with suggestions two slips away. The asker decides about them. Chosen
by eye."""


class Suggestions:
    """Suggests words and topics in place of a query that found nothing."""

    def __init__(
        self, taxonomy: Taxonomy, interpreter: Interpreter, lexicon: Lexicon, stems: Stems
    ) -> None:
        self._taxonomy = taxonomy
        self._thesaurus = interpreter.thesaurus
        self._lexicon = lexicon
        self._stems = stems
        self._is_common_word = interpreter.is_common_word

    async def instead(self, connection: Connection, query: Query, text: str) -> Answer:
        """The answer of a query that found nothing: words and topics near to its text."""
        vocabulary = await self._lexicon.vocabulary(connection)
        return Answer(
            query,
            (),
            0,
            suggestions=await self.words(connection, text, vocabulary),
            topics=self.topics(text, query),
            altered=query.altered,
            confident=False,
        )

    async def words(
        self, connection: Connection, text: str, vocabulary: Vocabulary
    ) -> tuple[str, ...]:
        """Words of the index that are similar to those that found nothing.

        The "weather" of a question is spelled right, and no "whether".
        """
        near = list[Neighbor]()
        free = [w for w in free_words(text, self._thesaurus) if not self._is_common_word(w)]
        for word in free[:MOST_LOOKED_UP]:
            near += neighbors(word, vocabulary, self._stems)
            await asyncio.sleep(0)
        best = sorted(near, key=lambda each: each.rank)[:MOST_NEAREST_SUGGESTIONS]
        spoken = [await self._lexicon.spoken(connection, each.stem) for each in best]
        return tuple(dict.fromkeys(spoken))

    def topics(self, text: str, query: Query | None = None) -> tuple[str, ...]:
        """Topics near to the typed text, else to the query as understood."""
        if not typed_words(text):
            return ()
        concepts = query.concepts if query else ()
        names = (phrase.shown for concept in concepts for phrase in concept.phrases)
        misspelled = bool(free_words(text, self._thesaurus))
        nearest = match_topics(text, self._taxonomy, misspelled=misspelled)
        known = (match_topics(name, self._taxonomy, misspelled=False) for name in names)
        topics = nearest or next((found for found in known if found), [])
        return tuple(topic.slug for topic in topics[:MOST_NEAREST_SUGGESTIONS])


MOST_CHOICES = 25
"""Discord's limit of choices on an option."""
MIN_TOPIC_NAME_RATIO = 70
"""rapidfuzz's `ratio`, 0 to 100, from which a topic's name is like the text. Chosen by eye."""
NAMES_OF_TOPIC = 3
"""A topic's slug and its names in both languages, which come before its phrases and categories."""
MIN_BEGINNING_LETTERS = 3
"""Letters of the beginning of a name that stands for it; shorter ones are short forms of their own,
as "PR" is. Chosen by eye."""
MIN_SLIPPED_LETTERS = 6
"""The least letters of a topic's name that may have one slip of a finger. Chosen by eye."""
MIN_NEAREST_RATIO = 80
"""rapidfuzz's `ratio`, 0 to 100, from which a text is taken for a misspelled name. Chosen by eye:
"screning" has 94, and "diep" and "diet" have 75."""
ALL_BUT = ("-", "\u2212", "\u2013", "!")
"""Signs before a topic that mean all but this topic."""


def named_topic(typed: str, taxonomy: Taxonomy) -> Topic | None:
    """The topic with this slug or name of either language, in any case, with or without emoji."""
    asked = _plain(typed)
    return next((topic for topic in taxonomy if asked and asked in _names(topic)), None)


def match_topics(typed: str, taxonomy: Taxonomy, *, misspelled: bool = True) -> list[Topic]:
    """The topics that may be meant, the likeliest first; all of them for "".

    Similar names count only if the text is `misspelled`: "DIEP" is no diet.
    """
    asked = " ".join(words_of(typed))
    if not asked:
        return list(taxonomy)[:MOST_CHOICES]
    names = _folded_names(taxonomy)
    begun = [topic for topic in taxonomy if _begins(asked, names[topic.slug][:NAMES_OF_TOPIC])]
    exact = [topic for topic in begun if asked in names[topic.slug][:NAMES_OF_TOPIC]]
    phrased = [topic for topic in taxonomy if _begins(asked, names[topic.slug][NAMES_OF_TOPIC:])]
    found = dict.fromkeys(topic.slug for topic in (*exact, *begun, *phrased))
    if misspelled:
        found |= dict.fromkeys(_alike(asked, taxonomy))
    return [topic for slug in found if (topic := taxonomy.get(slug))][:MOST_CHOICES]


def meant_topic(typed: str, taxonomy: Taxonomy) -> Topic | None:
    """The topic that a text typed by hand stands for; None if that is not certain.

    A text stands for a topic by its slug or its name in either language. The beginning of one of
    these is enough if it fits no other topic: none has a name that begins so, or a name or category
    that holds the text as a word. So "men" is no mental health. A receptor's sign is part of a
    name: "HER2-" is not "HER2-Positive".
    """
    asked = _signed(typed)
    if not asked or typed.strip().startswith(ALL_BUT):
        return None
    names = _every_name(taxonomy)
    for topic in taxonomy:
        if asked in names[topic.slug][:NAMES_OF_TOPIC]:
            return topic
    if len(asked) < MIN_BEGINNING_LETTERS:
        return None
    begun = [t for t in taxonomy if _begin(names[t.slug][:NAMES_OF_TOPIC], asked)]
    holding = {t.slug for t in taxonomy if any(f" {asked} " in f" {n} " for n in names[t.slug])}
    return begun[0] if len(begun) == 1 and holding <= {begun[0].slug} else None


def misspelled_topic(typed: str, taxonomy: Taxonomy) -> Topic | None:
    """The topic whose name is one slip of a finger away; None if that is not certain."""
    asked = _signed(typed)
    if len(asked) < MIN_SLIPPED_LETTERS or typed.strip().startswith(ALL_BUT):
        return None
    names = _every_name(taxonomy)
    slipped = [t for t in taxonomy if _is_slip_of(names[t.slug][:NAMES_OF_TOPIC], asked)]
    return slipped[0] if len(slipped) == 1 and asked.replace(" ", "").isalpha() else None


def _is_slip_of(names: Iterable[str], asked: str) -> bool:
    return any(OSA.distance(asked, name, score_cutoff=1) == 1 for name in names)


def _begin(names: Iterable[str], asked: str) -> bool:
    return any(name.startswith(asked) for name in names)


def nearest_topics(typed: str, taxonomy: Taxonomy) -> list[Topic]:
    """The topics that may be meant by a text that names none, the likeliest first.

    First come topics with a name that begins so or is similar, then those whose names hold the
    most of its words, then those with the most phrases that hold one. A number must be held, too:
    "stage 2" is not near to "stage 4".
    """
    asked = _signed(typed)
    words = {word for word in asked.split() if len(word) > 1 and word not in STOP_WORDS}
    numbers = {word for word in asked.split() if NUMBER_OF_STAGE.fullmatch(word)}
    if not words:
        return []
    names = _every_name(taxonomy)

    def held(name: str) -> int:
        held_words = words_of(name)
        return len(words.intersection(held_words)) if numbers.issubset(held_words) else 0

    def likeness(topic: Topic) -> tuple[bool, int, int]:
        known = names[topic.slug]
        similar = process.extractOne(
            asked, known, scorer=fuzz.ratio, score_cutoff=MIN_NEAREST_RATIO
        )
        begun = len(asked) >= MIN_BEGINNING_LETTERS and _begins(asked, _names(topic))
        is_like = begun or (similar is not None and not numbers)
        return is_like, max(map(held, known)), sum(map(bool, map(held, topic.phrases)))

    rated = {topic.slug: likeness(topic) for topic in taxonomy}
    near = [topic for topic in taxonomy if any(rated[topic.slug])]
    return sorted(near, key=lambda topic: rated[topic.slug], reverse=True)


def _names(topic: Topic) -> tuple[str, ...]:
    return _plain(topic.slug), _plain(topic.name), _plain(topic.name_es)


@lru_cache(maxsize=1)
def _folded_names(taxonomy: Taxonomy) -> Mapping[str, Sequence[str]]:
    """Slug, names and phrases of each topic, folded. From a cache: folding takes 5 ms."""
    return {topic.slug: (*_names(topic), *map(_plain, topic.phrases)) for topic in taxonomy}


@lru_cache(maxsize=1)
def _every_name(taxonomy: Taxonomy) -> Mapping[str, Sequence[str]]:
    """Slug, names and categories of each topic, folded, with signs as words."""
    return {
        topic.slug: tuple(map(_signed, (topic.slug, topic.name, topic.name_es, *topic.categories)))
        for topic in taxonomy
    }


def _plain(text: str) -> str:
    return " ".join(words_of(text))


def _signed(text: str) -> str:
    return _plain(typed_without_signs(text))


def _begins(asked: str, names: Iterable[str]) -> bool:
    """Whether a word of a name begins with the text."""
    return f" {asked}" in " \n ".join(("", *names))


def _alike(asked: str, taxonomy: Taxonomy) -> list[str]:
    """Slugs of topics whose slug, name or phrase is similar to the text."""
    names = {(slug, name): name for slug, some in _folded_names(taxonomy).items() for name in some}
    near = process.extract(
        asked, names, scorer=fuzz.ratio, score_cutoff=MIN_TOPIC_NAME_RATIO, limit=50
    )
    return [slug for _, _, (slug, _) in near]


def neighbors(word: str, vocabulary: Vocabulary, stems: Stems) -> list[Neighbor]:
    """Stems near to one word that found nothing, the nearest and commonest first."""
    if len(word) < ONE_EDIT_FROM or word in STOP_WORDS:
        return []
    stem = stems[word]
    near = vocabulary.near(stem, 2 if len(stem) >= TWO_SLIPS_FROM else 1)
    return [
        each
        for each in near
        if len(each.stem) >= MIN_STEM_LETTERS
        if begins_alike(stem, each.stem) and not is_another(stem, each.stem)
    ]


def free_words(text: str, thesaurus: ThesaurusIndex) -> list[str]:
    """The words that no name of the thesaurus covers; they may be misspelled."""
    words = typed_words(text)
    return [words[span.start] for span in spans(words, thesaurus) if span.naming is None]
