"""Reads words to follow or to mute, once, into wishes that articles are matched against.

    words ─► alternatives (wish_words) ─► each: operators ─► interpret, without guesses ─► Query
          ─► freeze ─► WishAlternative ─► Wish

Made by the engine; `subscriptions.wishes` calls it. `search.wishes` matches articles.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from msgspec.structs import replace

from bot.errors import RequestError
from bot.model.query import MemberQuestion, Query
from bot.model.wish import Wish, WishAlternative
from bot.search.age_sides import with_side_before
from bot.search.english_words import OF_DRUG
from bot.search.filters import read_typed
from bot.search.interpreter import Interpreter
from bot.search.languages import SEARCHED_IN_ENGLISH, Translator, with_translation
from bot.search.numbers import MAY_PART_NUMBER
from bot.search.query import ALSO_SEARCHED, MAY_MEAN, SHOWING_RESULTS
from bot.search.vocabulary import Lexicon, Vocabulary
from bot.search.wish_freezing import freeze
from bot.search.wish_words import alternatives, refuse_too_many, spelled_out
from bot.search.word_rows import (
    fallen_words,
    free_rows,
    joined_rows,
    negated_rows,
    numbered_rows,
    row_concept,
    told_by,
    told_rows,
    with_both_subjects,
)
from bot.search.words import Stems, typed_words
from bot.storage.database import Connection, Database

READ_AS = {SHOWING_RESULTS: "Read as", SEARCHED_IN_ENGLISH: "Read in English as"}
"""How sentences on a search begin, and how they do of words to follow: nothing is searched."""
UNKNOWN_WORD = (
    "“{word}” is not known here, and no article has it. Leave it out, or write it in English."
)
FOREIGN_AND = re.compile(r"(?<=\S)\s+(?:y|e|et|und)\s+(?=\S)", re.IGNORECASE)
NOT_FOLLOWED = "Left out, since it says too little:"
"""How a sentence begins on words of a wish that are not followed."""
BEGINNINGS = (*READ_AS.values(), NOT_FOLLOWED)


class WishReader:
    """Reads wishes by the thesaurus, the languages and the index's own words."""

    def __init__(
        self,
        database: Database,
        lexicon: Lexicon,
        stems: Stems,
        translator: Translator,
        interpreter: Interpreter,
    ) -> None:
        self._database = database
        self._lexicon = lexicon
        self._stems = stems
        self._translator = translator
        self._interpreter = interpreter

    async def read(self, words: str, *, leaves_out: bool = False) -> tuple[Wish, tuple[str, ...]]:
        """The wish that these words say, and sentences on how they were read.

        Args:
            words: with quotes, as for `search`; alternatives as `wish_words` has them.
            leaves_out: whether its articles are left out, not asked for.

        Raises:
            RequestError: one of the alternatives names nothing that can be followed.
        """
        several = await self.alternatives(words)
        refuse_too_many(several)
        understood = [
            await self._alternative(each or words, leaves_out=leaves_out) for each in several
        ]
        # "Cansancio" and "fatiga" are one thing.
        each_once = dict[str, WishAlternative]()
        for each, _ in understood:
            each_once.setdefault(each.read.lower(), each)
        wish = Wish(words, tuple(each_once.values()))
        return wish, tuple(_together(each for _, some in understood for each in some))

    async def alternatives(
        self, words: str, is_listed: Callable[[str], bool] = lambda _: False
    ) -> tuple[str, ...]:
        """The alternatives of words, as `wish_words` has them.

        Args:
            words: as typed.
            is_listed: names that the thesaurus does not have.

        Raises:
            RequestError: some stand in brackets, or may mean several things.
        """
        async with self._database.reader() as connection:
            vocabulary = await self._lexicon.vocabulary(connection)
        names = self._interpreter.thesaurus

        def is_name(text: str) -> bool:
            if is_listed(text) or names.groups_named(" ".join(typed_words(text))):
                return True
            asked = MemberQuestion(text, text)
            english = self._translator.in_english(asked, vocabulary, first_names=True)
            return bool(names.groups_named(" ".join(typed_words(english.words))))

        portuguese = self._translator.language(words, vocabulary) == "Portuguese"
        return alternatives(words, is_name, portuguese=portuguese)

    async def renewed(self, before: Wish, *, leaves_out: bool = False) -> Wish:
        """The wish as it is understood now; what cannot be understood any more stays as it was."""
        several = list[WishAlternative]()
        for each in before.alternatives:
            # Earlier versions read "1,000" as "000".
            parted = MAY_PART_NUMBER.search(each.words)
            read_before = each.words if parted else each.read or each.words
            try:
                anew, _ = await self._alternative(read_before, certain=True, leaves_out=leaves_out)
            except RequestError:
                several.append(each)
            else:
                several.append(replace(each, concepts=anew.concepts))
        return replace(before, alternatives=tuple(several))

    async def _alternative(
        self, words: str, *, certain: bool = False, leaves_out: bool
    ) -> tuple[WishAlternative, tuple[str, ...]]:
        """One alternative of a wish, and how it was read; if `certain`, no word is respelled."""
        typed = read_typed(with_side_before(spelled_out(words)))
        rest, free = free_rows(typed.words, self._interpreter.thesaurus)
        known = frozenset(typed_words(words)) if certain else frozenset[str]()
        asked = MemberQuestion(words, rest, (*typed.phrases, *free), certain=known)
        async with self._database.reader() as connection:
            vocabulary = await self._lexicon.vocabulary(connection)
            if not certain:
                asked = self._in_english(asked, vocabulary)
            query = await self._without_guesses(connection, asked, vocabulary)
        if asked.understood:
            self._refuse_unknown(query, words, vocabulary)
        everyday = self._interpreter.is_common_word
        alternative = freeze(
            query, words, vocabulary, self._stems, leaves_out=leaves_out, is_everyday=everyday
        )
        said = list(_of_wish(with_translation(asked, query).understood))
        if fallen := fallen_words(typed_words(asked.words), query.concepts):
            said.append(f"{NOT_FOLLOWED} {', '.join(f'*{word}*' for word in fallen)}")
        return alternative, tuple(said)

    def _in_english(self, asked: MemberQuestion, vocabulary: Vocabulary) -> MemberQuestion:
        """The words in English; two subjects with a foreign "and" between them stay two.

        A name over an "and" that has none in English, such as "return to work" for "trabajo y
        quimio", would lose one of them.
        """
        translate = partial(self._translator.in_english, vocabulary=vocabulary, first_names=True)
        whole = translate(asked)
        sides = FOREIGN_AND.split(asked.words)
        if len(sides) == 1 or not whole.understood or "and" in whole.words.split():
            return whole
        names = self._interpreter.thesaurus
        each = [translate(replace(asked, words=side)) for side in sides]
        if not all(one.understood or names.is_whole_name(typed_words(one.words)) for one in each):
            return whole
        return replace(
            whole,
            words=" and ".join(one.words for one in each),
            certain=whole.certain.union(*(one.certain for one in each)),
            understood=tuple(_together(said for one in each for said in _of_wish(one.understood))),
        )

    def _refuse_unknown(self, query: Query, words: str, vocabulary: Vocabulary) -> None:
        """Refuse a word of another language that nothing is known of: no article will have it.

        Names of people and places begin with a capital, and drugs are known by their endings.

        Raises:
            RequestError: there is one.
        """
        small = [word for each in words.split() if each.islower() for word in typed_words(each)]
        single = {each.label for each in query.concepts if len(each.phrases) == 1}
        for word in (each for each in small if each in single and each.isalpha()):
            held = vocabulary.count(self._stems[word]) or self._interpreter.thesaurus.named(word)
            if not (held or self._interpreter.is_common_word(word) or OF_DRUG.search(word)):
                raise RequestError(UNKNOWN_WORD.format(word=word))

    async def _without_guesses(
        self, connection: Connection, asked: MemberQuestion, vocabulary: Vocabulary
    ) -> Query:
        """The Query that the words mean for sure; unknown words are taken as typed.

        Words to follow are read in this way: a guess would bring articles that nobody asked for.
        "Non-smokers" is one concept, as `word_rows` has it; its second word is respelled as it
        would be alone.
        """
        names = self._interpreter.thesaurus
        words = with_both_subjects(typed_words(asked.words), names)
        words, joined = joined_rows(words, asked.words, names)
        words, numbered = numbered_rows(words, names)
        rest, rows = negated_rows(words, names)
        rest, told = told_rows(rest, names)
        if tuple(rest) != typed_words(asked.words):
            asked = replace(asked, words=" ".join(rest))
        query = await self._surely(connection, asked, vocabulary)
        for teller, *behind in told:
            alone = replace(asked, words=" ".join(behind), quoted=())
            said = await self._surely(connection, alone, vocabulary)
            concepts = (*query.concepts, *map(partial(told_by, teller), said.concepts))
            understood = (*query.understood, *said.understood)
            query = replace(query, concepts=concepts, understood=understood)
        for concept in (*joined, *numbered):
            query = replace(query, concepts=(concept, *query.concepts))
            phrases = (word for phrase in concept.phrases for word in phrase.words)
            await self._lexicon.learn(connection, phrases)
        for negator, *behind in rows:
            # The last word of all is finished; one that was respelled is told.
            alone = replace(asked, words=" ".join(behind), quoted=())
            said = await self._surely(connection, alone, vocabulary)
            respelled = [word for concept in said.concepts for word in concept.phrases[0].words]
            row = (negator, *(respelled if said.understood else behind))
            await self._lexicon.learn(connection, row)
            query = replace(
                query,
                concepts=(*query.concepts, row_concept(row)),
                understood=(*query.understood, *said.understood),
            )
        return query

    async def _surely(
        self, connection: Connection, asked: MemberQuestion, vocabulary: Vocabulary
    ) -> Query:
        read = partial(self._interpreter.interpret, connection, unfinished=False)
        query = await read(asked, vocabulary)
        if query.guesses:
            guessed = frozenset(typed_words(" ".join(query.guesses)))
            query = await read(replace(asked, certain=asked.certain | guessed), vocabulary)
        return query


def _of_wish(sentences: Iterable[str]) -> Iterator[str]:
    """How words were read, without other names and senses: the wish has all that it follows."""
    for sentence in sentences:
        begun = next((each for each in READ_AS if sentence.startswith(each)), "")
        if not sentence.startswith(ALSO_SEARCHED) and MAY_MEAN not in sentence:
            yield READ_AS.get(begun, "") + sentence.removeprefix(begun)


def _together(sentences: Iterable[str]) -> Iterator[str]:
    """The sentences of all alternatives; those that begin alike are one: "Read as *a*, *b*"."""
    endings = dict[str, dict[str, None]]()
    for sentence in sentences:
        begun = next((each for each in BEGINNINGS if sentence.startswith(f"{each} *")), "")
        named = sentence.removeprefix(begun).strip().split(", ") if begun else [sentence]
        endings.setdefault(begun, {}).update(dict.fromkeys(named))
    for begun, each_once in endings.items():
        yield from [f"{begun} {', '.join(each_once)}"] if begun else each_once
