"""What to look for when no article holds a phrase that was asked for: its words. Pure.

"tell my kids" is known to mean "telling children about cancer", and where nobody wrote that, an
article on telling and on children is still the answer. The engine asks, once nothing was found.
"""

from collections.abc import Sequence

from bot.model.query import Concept, Phrase
from bot.search.ranking import Ranked
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, telling


def loosened(
    concepts: Sequence[Concept], ranked: Sequence[Ranked], vocabulary: Vocabulary, stems: Stems
) -> tuple[Concept, ...]:
    """The concepts, with the words of each phrase that nobody wrote in place of it.

    Of several phrases that mean the same, it is the longest of those all of whose words are known:
    without "phyllodes", "phyllodes tumor" is about anything.
    """
    held = {number for place in ranked for number in place.holds}
    loose: list[Concept] = []
    for number, concept in enumerate(concepts):
        words = () if number in held else _known_words(concept, vocabulary, stems)
        loose += [Concept(word, (Phrase((word,), typed=True),)) for word in words] or [concept]
    return tuple(loose)


def _known_words(concept: Concept, vocabulary: Vocabulary, stems: Stems) -> tuple[str, ...]:
    phrases = (tuple(telling(phrase.words)) for phrase in concept.phrases if len(phrase.words) > 1)
    known = (words for words in phrases if all(vocabulary.count(stems[word]) for word in words))
    return max(known, key=len, default=())
