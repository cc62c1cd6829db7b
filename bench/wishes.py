"""How long one article takes to be matched with all words that channels follow.

Each wish asks for one or two names of the thesaurus, with all their synonyms, as `freeze` keeps
them; ten channels share each. The time is that of the processor: other programs run here, too.
"""

import random
import time
from collections.abc import Sequence
from itertools import islice
from statistics import median

from bench.figures import Figure, Report
from bench.pending import sample_articles
from bot.knowledge import shipped
from bot.knowledge.thesaurus import load_thesaurus
from bot.knowledge.topics import load_topics
from bot.model.article import Article
from bot.model.wish import Reach, Wish, WishAlternative, WishConcept, WishPhrase
from bot.search.wishes import WishIndex
from bot.search.words import Stems, words_of

GOALS_MS = {1_000: 10.0, 10_000: 10.0, 100_000: 50.0}
SHARED_BY = 10
ARTICLES = 30


def main(*, small: bool = False) -> Report:
    """Measure; `small` leaves out the largest number."""
    concepts, figures = _concepts(), []
    articles = list(sample_articles(ARTICLES, load_topics(shipped("topics.toml"))))
    for size in list(GOALS_MS)[:2] if small else GOALS_MS:
        took = _took(_filled(concepts, size), articles)
        name = f"an article and {size:,} wishes"
        figures.append(Figure(name, took, "ms", goal=GOALS_MS[size]))
    return Report("wishes", "articles matched with words that channels follow", tuple(figures))


def _concepts() -> list[WishConcept]:
    groups = load_thesaurus(shipped("thesaurus.toml")).groups
    return [
        WishConcept(
            group.terms[0],
            tuple(WishPhrase(tuple(words_of(term))) for term in group.terms if words_of(term)),
            telling=True,
            rare=True,
        )
        for group in groups
    ]


def _filled(concepts: Sequence[WishConcept], size: int) -> WishIndex:
    chosen, index = random.Random(7), WishIndex(Stems())
    for first in range(0, size, SHARED_BY):
        several = tuple(chosen.sample(concepts, chosen.choice((1, 2, 2))))
        wish = Wish(str(first), (WishAlternative(str(first), several),), chosen.choice(list(Reach)))
        for number in range(first, first + SHARED_BY):
            index.put(number, wish)
    return index


def _took(index: WishIndex, articles: Sequence[Article]) -> float:
    """The median time of an article, in milliseconds."""
    times = []
    for article in islice(articles, ARTICLES):
        begun = time.process_time()
        index.matches(article.title, article.teaser, article.text)
        times.append((time.process_time() - begun) * 1_000)
    return median(times)
