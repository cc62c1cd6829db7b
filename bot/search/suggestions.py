"""What is nearest to a question that found nothing: words of the index, and topics."""

import asyncio

from bot.model.query import Query
from bot.model.topic import Taxonomy
from bot.search import spelling
from bot.search.lexicon import Lexicon
from bot.search.query import free_words
from bot.search.thesaurus import ThesaurusIndex
from bot.search.topic_matches import match_topics
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, typed_words
from bot.storage.database import Connection

NEAREST = 3
MOST_LOOKED_UP = 16
"""So many words are compared with the index's own."""


class Suggestions:
    """Offers what a member may have meant."""

    def __init__(
        self, taxonomy: Taxonomy, thesaurus: ThesaurusIndex, lexicon: Lexicon, stems: Stems
    ) -> None:
        self._taxonomy = taxonomy
        self._thesaurus = thesaurus
        self._lexicon = lexicon
        self._stems = stems

    async def words(
        self, connection: Connection, text: str, vocabulary: Vocabulary
    ) -> tuple[str, ...]:
        """Words of the index that read like those that found nothing."""
        near: list[tuple[int, int, str]] = []
        for word in free_words(text, self._thesaurus)[:MOST_LOOKED_UP]:
            near += spelling.neighbors(word, vocabulary, self._stems)
            await asyncio.sleep(0)
        stems = [stem for _, _, stem in sorted(near)[:NEAREST]]
        spoken = [await self._lexicon.spoken(connection, stem) for stem in stems]
        return tuple(dict.fromkeys(spoken))

    def topics(self, text: str, query: Query | None = None) -> tuple[str, ...]:
        """Topics by what was typed, else by what it was understood as; none where none is near."""
        if not typed_words(text):
            return ()
        concepts = query.concepts if query else ()
        names = (phrase.shown for concept in concepts for phrase in concept.phrases)
        misspelled = bool(free_words(text, self._thesaurus))
        nearest = match_topics(text, self._taxonomy, misspelled=misspelled)
        known = (match_topics(name, self._taxonomy, misspelled=False) for name in names)
        topics = nearest or next((found for found in known if found), [])
        return tuple(topic.slug for topic in topics[:NEAREST])
