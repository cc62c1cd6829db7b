"""Reads words to follow or to mute, once, into wishes that articles are matched against.

    words ─► alternatives (wish_words) ─► each: operators ─► interpret, without guesses ─► Query
          ─► freeze ─► WishAlternative ─► Wish

Made by the engine; `subscriptions.wishes` calls it. `search.wishes` matches articles.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msgspec.structs import replace

from bot.errors import RequestError
from bot.model.query import MIN_SURE_WEIGHT, Concept, MemberQuestion, Phrase, Query, Span
from bot.model.wish import Wish, WishAlternative, WishConcept, WishPhrase
from bot.search.english_words import STOP_WORDS, UNDOING, UNDOING_VERBS
from bot.search.filters import read
from bot.search.implied import NUMBERS, age_rows
from bot.search.interpreter import Interpreter
from bot.search.languages import SEARCHED_IN_ENGLISH, Translator, told
from bot.search.negation import HYPHENED_FREE, negated_row, row_at
from bot.search.numbers import MAY_PART_NUMBER
from bot.search.query import ALSO_SEARCHED, SHOWING_RESULTS, spans
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Lexicon, Vocabulary
from bot.search.wish_words import alternatives, negation_sentence, spelled_out
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
NOT_DONE = "not"
READ_AS = {SHOWING_RESULTS: "Read as", SEARCHED_IN_ENGLISH: "Read in English as"}
"""How sentences on a search begin, and how they do of words to follow: nothing is searched."""
AMBIGUOUS = "“{words}” may mean {senses}. Write out which one is meant."
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
        understood = [
            await self._alternative(each or words, leaves_out=leaves_out)
            for each in alternatives(words)
        ]
        # "Cansancio" and "fatiga" are one thing.
        each_once = dict[str, WishAlternative]()
        for each, _ in understood:
            each_once.setdefault(each.read.lower(), each)
        wish = Wish(words, tuple(each_once.values()))
        return wish, tuple(dict.fromkeys(each for _, some in understood for each in some))

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
        typed = read(spelled_out(words))
        rest, free = _free_rows(typed.words, self._interpreter.thesaurus)
        known = frozenset(typed_words(words)) if certain else frozenset[str]()
        asked = MemberQuestion(words, rest, (*typed.phrases, *free), certain=known)
        async with self._database.reader() as connection:
            vocabulary = await self._lexicon.vocabulary(connection)
            if not certain:
                asked = self._translator.in_english(asked, vocabulary, first_names=True)
            query = await self._without_guesses(connection, asked, vocabulary)
        alternative = freeze(query, words, vocabulary, self._stems, leaves_out=leaves_out)
        return alternative, tuple(_of_wish(told(asked, query).understood))

    async def _without_guesses(
        self, connection: Connection, asked: MemberQuestion, vocabulary: Vocabulary
    ) -> Query:
        """The Query that the words mean for sure; unknown words are taken as typed.

        Words to follow are read in this way: a guess would bring articles that nobody asked for.
        "Non-smokers" is one concept, since "non" alone says nothing; its second word is respelled
        as it would be alone.
        """
        rest, rows = _negated_rows(typed_words(asked.words), self._interpreter.thesaurus)
        if rows:
            asked = replace(asked, words=" ".join(rest))
        query = await self._surely(connection, asked, vocabulary)
        for negator, *behind in rows:
            # The last word of all is finished; one that was respelled is told.
            alone = replace(asked, words=" ".join(behind), quoted=())
            said = await self._surely(connection, alone, vocabulary)
            words = [word for concept in said.concepts for word in concept.phrases[0].words]
            row = (negator, *(words if said.understood else behind))
            await self._lexicon.learn(connection, row)
            query = replace(
                query,
                concepts=(*query.concepts, _row_concept(row)),
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


def _free_rows(text: str, thesaurus: ThesaurusIndex) -> tuple[str, list[tuple[str, ...]]]:
    """Take "estrogen-free" and the like out of words; articles on it have these words in a row."""
    found = (each for each in HYPHENED_FREE.finditer(text) if thesaurus.named(each[1].lower()))
    names = [each for each in found if not thesaurus.named(f"{each[1].lower()} free")]
    for each in reversed(names):
        text = f"{text[: each.start()]}{text[each.end() :]}"
    return text, [(each[1].lower(), "free") for each in names]


def _undone_at(words: Sequence[str], found: Sequence[Span]) -> tuple[str, ...]:
    """The row "not heal" if the first spans are "won't heal"; articles say it in several ways."""
    if len(found) < 2 or found[0].naming or found[1].naming:  # noqa: PLR2004 - both words
        return ()
    at, verb = found[0].start, words[found[1].start]
    undone = words[at] in UNDOING or (words[at] == "not" and words[at - 1 : at] in UNDOING_VERBS)
    return (NOT_DONE, verb) if undone and verb not in STOP_WORDS else ()


def _row_concept(row: tuple[str, ...]) -> Concept:
    if row[0] != NOT_DONE:
        return negated_row(row)
    rows = ((negator, *row[1:]) for negator in (NOT_DONE, "t", "never"))  # "won't" is "won", "t"
    return Concept(" ".join(row), tuple(Phrase(each, 1.0, " ".join(each)) for each in rows))


def _negated_rows(
    words: Sequence[str], thesaurus: ThesaurusIndex
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Take "non" and "never" out of words, each with the name or the word behind it.

    "Won't" and the like are taken out with a verb. Names of the thesaurus that hold one of them
    stay: "non-invasive", "can't sleep".
    """
    found, rest, rows = list(spans(words, thesaurus)), list[str](), list[tuple[str, ...]]()
    while found:
        if row := row_at(words, found) or _undone_at(words, found):
            rows.append(row)
            del found[:2]
        else:
            span = found.pop(0)
            rest += words[span.start : span.start + span.length]
    return rest, rows


def freeze(
    query: Query, words: str, vocabulary: Vocabulary, stems: Stems, *, leaves_out: bool
) -> WishAlternative:
    """The alternative of a wish that a query says.

    Args:
        query: the words as they are understood.
        words: as they were typed.
        vocabulary: for how common they are.
        leaves_out: whether its articles are left out. Common words may be: who mutes a subject
            often does it because there is so much of it.

    Raises:
        RequestError: it names nothing, what is not wanted, several things at once, or what very
            many articles hold.
    """
    wanted = [concept for concept in query.concepts if concept.counted]
    unwanted = next((each.label for each in query.concepts if each.negated), "")
    if unwanted:
        raise RequestError(negation_sentence(unwanted, leaves_out=leaves_out))
    if not wanted:
        sentence = NOTHING_TO_LEAVE_OUT if leaves_out else NOTHING_TO_FOLLOW
        raise RequestError(sentence.format(words=words))
    for concept in wanted:
        if concept.senses:
            senses = " or ".join(concept.senses)
            raise RequestError(AMBIGUOUS.format(words=concept.label.upper(), senses=senses))
    most = LEFT_OUT_SHARE if leaves_out else COMMON_SHARE
    concepts = tuple(
        _frozen(each, vocabulary, stems, most) for each in wanted[:MOST_CONCEPTS_FOLLOWED]
    )
    if not any(each.telling for each in concepts):
        sentence = TOO_COMMON_TO_LEAVE_OUT if leaves_out else TOO_COMMON
        raise RequestError(sentence.format(words=words))
    return WishAlternative(words, concepts, " ".join(concept.label for concept in wanted))


def _of_wish(sentences: Iterable[str]) -> Iterator[str]:
    """How words were read, without other names: the wish itself has all that it follows."""
    for sentence in sentences:
        begun = next((each for each in READ_AS if sentence.startswith(each)), "")
        if not sentence.startswith(ALSO_SEARCHED):
            yield READ_AS.get(begun, "") + sentence.removeprefix(begun)


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
    else:
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
