"""Leaves out articles of other languages that are short forms, too. Called by `Translator`."""

import re
from collections.abc import Callable, Collection, Sequence

from msgspec.structs import replace

from bot.model.query import MemberQuestion
from bot.search.thesaurus import ThesaurusIndex
from bot.search.words import STOP_WORDS, typed_words

SMALL_ARTICLE = re.compile(r"\b[a-z]{2,3}\b")


def without_articles(
    asked: MemberQuestion, names: ThesaurusIndex, foreign: Callable[[], Collection[str]]
) -> MemberQuestion:
    """Leave out small words of other languages that are short forms, too: "le docetaxel".

    They are in small letters, and before a word that does not tell them to be short forms. In a
    question with English small words they are short forms: "se from radiation".

    Args:
        asked: a question of no other language.
        names: knows the short forms.
        foreign: returns the stop words of other languages; called for an undecided short form.
    """
    words, small = typed_words(asked.words), frozenset(SMALL_ARTICLE.findall(asked.words))
    if not STOP_WORDS.isdisjoint(words):
        return asked
    last = len(words) - 1
    kept = [
        word
        for at, word in enumerate(words)
        if at == last or word not in small or not _is_article(words, at, names, foreign)
    ]
    return asked if len(kept) == len(words) else replace(asked, words=" ".join(kept))


def _is_article(
    words: Sequence[str], at: int, names: ThesaurusIndex, foreign: Callable[[], Collection[str]]
) -> bool:
    naming = names.longest_at(words, at)
    return bool(naming and naming.senses) and words[at] in foreign()
