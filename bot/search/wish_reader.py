"""Reads words to follow or to mute, once, into wishes that articles are matched against.

    words ─► alternatives (wish_words) ─► each: operators ─► interpret, without guesses ─► Query
          ─► freeze ─► WishAlternative ─► Wish

Made by the engine; `subscriptions.wishes` calls it. `search.wishes` matches articles.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from bot.errors import RequestError
from bot.model.query import MIN_SURE_WEIGHT, Concept, MemberQuestion, Phrase, Query
from bot.model.wish import Wish, WishAlternative, WishConcept, WishPhrase
from bot.search.age_sides import age_rows, is_decade_beyond
from bot.search.english_words import OF_DRUG, STOP_WORDS
from bot.search.filters import read_typed
from bot.search.interpreter import Interpreter
from bot.search.languages import SEARCHED_IN_ENGLISH, Translator, with_translation
from bot.search.numbers import MAY_PART_NUMBER, NUMBERS
from bot.search.query import ALSO_SEARCHED, MAY_MEAN, SHOWING_RESULTS
from bot.search.shared_words import ENGLISH_PREPOSITIONS
from bot.search.vocabulary import Lexicon, Vocabulary
from bot.search.wish_words import alternatives, negation_sentence, refuse_too_many, spelled_out
from bot.search.word_rows import (
    free_rows,
    joined_rows,
    negated_rows,
    numbered_rows,
    row_concept,
    with_both_subjects,
)
from bot.search.words import Stems, content_words, typed_words
from bot.storage.database import Connection, Database

COMMON_SHARE = 0.2
"""A concept that this share of all articles holds tells nothing. Of .12 and .2, neither is
better."""
RARE_SHARE = 0.1
"""A rarer concept needs only one mention in the text. Of .08, .1 and .12 the best."""
MIN_ARTICLES_FOR_COMMON = 50
"""With fewer articles in the index, no concept is common. Chosen by eye."""
NOTHING_TO_FOLLOW = (
    "“{words}” has no word that could be followed. Name what the articles should be about."
)
NOTHING_TO_LEAVE_OUT = (
    "“{words}” has no word by which articles could be left out. Name a subject, such as: surgery."
)
LEFT_OUT_SHARE = 0.8
"""Words that a larger share of articles holds cannot be left out: almost nothing would be left.
Chosen by eye."""
TOO_COMMON_TO_LEAVE_OUT = (
    "“{words}” is in nearly all articles, so next to nothing would come. Name what they should "
    "not be about, or use </news pause>."
)
TOO_COMMON = (
    "“{words}” is in more than a fifth of all articles. Add a word, or choose a topic instead."
)
READ_AS = {SHOWING_RESULTS: "Read as", SEARCHED_IN_ENGLISH: "Read in English as"}
"""How sentences on a search begin, and how they do of words to follow: nothing is searched."""
UNKNOWN_WORD = (
    "“{word}” is not known here, and no article has it. Leave it out, or write it in English."
)
AMBIGUOUS = "“{words}” may mean {senses}. Write out which one is meant."
NEEDING_ANOTHER = ENGLISH_PREPOSITIONS | frozenset(
    """
    early late low high left right upper lower mild severe acute first second third pre post
    """.split()
)
"""Words that say nothing without the word behind them."""
ANOTHER = "something else"
"""The second sense of a short form, such as "PT", of which only one sense is known."""
MOST_CONCEPTS_FOLLOWED = 8
"""Concepts of one alternative; further ones are left out. Chosen by eye."""


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
        typed = read_typed(spelled_out(words))
        rest, free = free_rows(typed.words, self._interpreter.thesaurus)
        known = frozenset(typed_words(words)) if certain else frozenset[str]()
        asked = MemberQuestion(words, rest, (*typed.phrases, *free), certain=known)
        async with self._database.reader() as connection:
            vocabulary = await self._lexicon.vocabulary(connection)
            if not certain:
                asked = self._translator.in_english(asked, vocabulary, first_names=True)
            query = await self._without_guesses(connection, asked, vocabulary)
        if asked.understood:
            self._refuse_unknown(query, words, vocabulary)
        everyday = self._interpreter.is_common_word
        alternative = freeze(
            query, words, vocabulary, self._stems, leaves_out=leaves_out, is_everyday=everyday
        )
        return alternative, tuple(_of_wish(with_translation(asked, query).understood))

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
        if tuple(rest) != typed_words(asked.words):
            asked = replace(asked, words=" ".join(rest))
        query = await self._surely(connection, asked, vocabulary)
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


def freeze(
    query: Query,
    words: str,
    vocabulary: Vocabulary,
    stems: Stems,
    *,
    leaves_out: bool,
    is_everyday: Callable[[str], bool] = lambda _: False,
) -> WishAlternative:
    """The alternative of a wish that a query says.

    Args:
        query: the words as they are understood.
        words: as they were typed.
        vocabulary: for how common they are.
        leaves_out: whether its articles are left out. Common words may be: who mutes a subject
            often does it because there is so much of it.
        is_everyday: tells common English words. Left out, one of them stands for itself: who mutes
            "walks" gets news of exercise.

    Raises:
        RequestError: it names nothing, what is not wanted, several things at once, or what very
            many articles hold.
    """
    wanted = [concept for concept in query.concepts if concept.counted]
    unwanted = next((each.label for each in query.concepts if each.negated), "")
    if unwanted:
        raise RequestError(negation_sentence(unwanted, leaves_out=leaves_out))
    if all(map(_says_nothing, wanted)):
        sentence = NOTHING_TO_LEAVE_OUT if leaves_out else NOTHING_TO_FOLLOW
        raise RequestError(sentence.format(words=words))
    for concept in wanted:
        if len(concept.senses) > 1 or (concept.senses and not is_everyday(concept.label)):
            senses = concept.senses if len(concept.senses) > 1 else (*concept.senses, ANOTHER)
            label = concept.label if is_everyday(concept.label) else concept.label.upper()
            raise RequestError(AMBIGUOUS.format(words=label, senses=" or ".join(senses)))
    plain = [_as_named(each, is_everyday, leaves_out=leaves_out) for each in wanted]
    most = LEFT_OUT_SHARE if leaves_out else COMMON_SHARE
    concepts = tuple(
        _frozen(each, vocabulary, stems, most) for each in plain[:MOST_CONCEPTS_FOLLOWED]
    )
    if not any(each.telling for each in concepts):
        sentence = TOO_COMMON_TO_LEAVE_OUT if leaves_out else TOO_COMMON
        raise RequestError(sentence.format(words=words))
    # An "and" keeps two subjects from being read as one name.
    joint = " and " if "&" in words or "and" in typed_words(words) else " "
    return WishAlternative(words, concepts, joint.join(concept.label for concept in wanted))


def _says_nothing(concept: Concept) -> bool:
    """Whether a concept is one letter, or a word that needs another one beside it: "before"."""
    label = concept.label
    return len(concept.phrases) == 1 and (len(label) == 1 or label in NEEDING_ANOTHER)


def _as_named(concept: Concept, is_everyday: Callable[[str], bool], *, leaves_out: bool) -> Concept:
    """The concept without names that an everyday word may not mean.

    That is so of a word of which only some senses are known ("run"), and of a word that is left
    out, unless it is a term itself: "surgery".
    """
    alone = len(concept.phrases[0].words) == 1 and is_everyday(concept.label)
    if concept.senses or (leaves_out and alone and not concept.term):
        return replace(concept, phrases=concept.phrases[:1], senses=())
    return concept


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
        begun = next((each for each in READ_AS.values() if sentence.startswith(f"{each} *")), "")
        named = sentence.removeprefix(begun).strip().split(", ") if begun else [sentence]
        endings.setdefault(begun, {}).update(dict.fromkeys(named))
    for begun, each_once in endings.items():
        yield from [f"{begun} {', '.join(each_once)}"] if begun else each_once


def _frozen(concept: Concept, vocabulary: Vocabulary, stems: Stems, most: float) -> WishConcept:
    sure = [
        phrase
        for number, phrase in enumerate(concept.phrases)
        if not phrase.begins and not phrase.sense and not phrase.loose
        if number == 0 or phrase.weight >= MIN_SURE_WEIGHT
    ]
    sure = [each for number, phrase in enumerate(sure) for each in _of_age(phrase, sure, number)]
    share = _share(sure, vocabulary, stems)
    # An everyday turn ("worn out") says too many things to count far from the title.
    turn = not STOP_WORDS.isdisjoint(concept.phrases[0].words)
    phrases = dict.fromkeys(WishPhrase(phrase.words, phrase.beside) for phrase in sure)
    return WishConcept(
        concept.label, tuple(phrases), share <= most, share <= RARE_SHARE and not turn
    )


def _of_age(phrase: Phrase, sure: Sequence[Phrase], number: int) -> Iterator[Phrase]:
    """The phrase itself; of a number that stands for an age, how articles write the age."""
    if number and len(phrase.words) == 1 and phrase.words[0] in NUMBERS:
        rows = age_rows(phrase.words[0], cue=sure[0].words[0])
        yield from (replace(phrase, words=row) for row in rows)
    elif not (number and is_decade_beyond(phrase.words[0], sure[0].words)):
        yield phrase


def _share(phrases: Iterable[Phrase], vocabulary: Vocabulary, stems: Stems) -> float:
    """The share of all articles that hold the commonest phrase, at most."""
    if vocabulary.articles < MIN_ARTICLES_FOR_COMMON:
        return 0.0
    held = (
        min(vocabulary.count(stems[word]) for word in content_words(phrase.words))
        for phrase in phrases
    )
    return max(held, default=0) / vocabulary.articles
