"""tantivy: BM25 over English stems, the title counted twice; and with words at one edit beside."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import tantivy

from bench.search.collection import Document
from bench.search.contenders import DEPTH, Ask, Contender
from bot.search.words import words_of

FIELD = "text"
FORGIVING = {FIELD: (False, 1, True)}
"""No prefixes, one edit, a swap of two letters is one."""
FORGIVEN = 0.3
"""The weight of a word at one edit; more costs clean queries more than it gives spoiled ones."""


@asynccontextmanager
async def opened(folder: Path, documents: Sequence[Document], *, fuzzy: bool) -> AsyncIterator[Ask]:
    """Index in a folder of its own."""
    builder = tantivy.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field(FIELD, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build(), path=str(folder))
    writer = index.writer(num_threads=1)
    for each in documents:
        # Two fields would be scored apart, and worse.
        text = f"{each.title} {each.title} {each.text}"
        writer.add_document(tantivy.Document(id=each.id, text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    async def ask(text: str) -> list[str]:
        words = " ".join(words_of(text))
        query = index.parse_query(words, [FIELD])
        if fuzzy:
            near = index.parse_query(words, [FIELD], fuzzy_fields=FORGIVING)
            query = query.or_should_match(tantivy.Query.boost_query(near, FORGIVEN))
        found = searcher.search(query, DEPTH, count=False).hits
        return [searcher.doc(address)["id"][0] for _, address in found]

    yield ask


CONTENDERS = (
    Contender("tantivy", partial(opened, fuzzy=False)),
    Contender("tantivy, fuzzy 1", partial(opened, fuzzy=True)),
)
