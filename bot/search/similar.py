"""What an article is about, as concepts to find others by, and how alike two of them are. Pure."""

from collections import Counter
from collections.abc import Sequence
from math import log1p

from rapidfuzz import fuzz

from bot.model.article import Article, KeptArticle
from bot.model.query import Concept, Phrase
from bot.search.fusion import SIMILAR_IN_MEANING
from bot.search.ranking import FIELD_WEIGHTS, Candidate, Ranked
from bot.search.vocabulary import Vocabulary
from bot.search.words import STOP_WORDS, Stems, words_of

TERMS = 12
SHORTEST_TERM = 3
SHARED_TOPICS = 0.3
"""What having the same topics adds to a score, as a part of it."""
MIN_SIMILARITY = 0.12
"""What scores less than this part of what the article itself would is about something else."""
SAME_TITLE = 90
MOST_WORDS_TOLD = 4


def telling_terms(
    candidate: Candidate, vocabulary: Vocabulary, stems: Stems
) -> tuple[Concept, ...]:
    """The words of title, topics and teaser that tell most, the most telling first."""
    counts, spoken = Counter[str](), dict[str, str]()
    fields = (candidate.title, candidate.topic_words, candidate.teaser)
    for weight, text in zip(FIELD_WEIGHTS, fields, strict=False):
        for word in words_of(text):
            if len(word) >= SHORTEST_TERM and not word.isdigit() and word not in STOP_WORDS:
                counts[stems[word]] += int(weight)
                spoken.setdefault(stems[word], word)
    # What no other article holds leads to none.
    worth = {
        stem: log1p(count) * log1p(vocabulary.articles / held)
        for stem, count in counts.items()
        if (held := vocabulary.count(stem)) > 1
    }
    best = sorted(worth, key=lambda stem: -worth[stem])[:TERMS]
    most = max(map(log1p, counts.values()), default=1.0)
    return tuple(_concept(spoken[stem], log1p(counts[stem]) / most) for stem in best)


def _concept(word: str, weight: float) -> Concept:
    return Concept(word, (Phrase((word,), weight, word, typed=True),))


def alike(
    article: KeptArticle, ranked: Sequence[Ranked], others: dict[int, KeptArticle]
) -> list[Ranked]:
    """Of these, ranked by the article's own terms, the other stories that are like it."""
    own = next((place.score for place in ranked if place.id == article.id), 0.0)
    scores = {
        place.id: place.score * (1 + SHARED_TOPICS * _shared(article, others[place.id]))
        for place in ranked
        if place.score >= MIN_SIMILARITY * own
        and place.id in others
        and not same_story(article, others[place.id])
    }
    places = [place for place in ranked if place.id in scores]
    return sorted(places, key=lambda place: (scores[place.id], place.dated), reverse=True)


def reasons(place: Ranked) -> tuple[str, ...]:
    """Why an article is among those like another one."""
    named = ", ".join(place.matched[:MOST_WORDS_TOLD])
    return (f"also about: {named}" if named else SIMILAR_IN_MEANING,)


def _shared(one: KeptArticle, other: KeptArticle) -> float:
    topics, others = _topics(one.article), _topics(other.article)
    return len(topics & others) / (len(topics | others) or 1)


def _topics(article: Article) -> set[str]:
    return {match.slug for match in article.topics}


def same_story(one: KeptArticle, other: KeptArticle) -> bool:
    """Whether it is the same article, in another feed or under a title that was mended."""
    if one.id == other.id or one.article.canonical_url == other.article.canonical_url:
        return True
    return fuzz.ratio(_plain(one), _plain(other)) >= SAME_TITLE


def _plain(kept: KeptArticle) -> str:
    return " ".join(words_of(kept.article.title))
