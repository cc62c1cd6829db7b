"""Makes an alternative of a wish of words that were understood, or refuses it. Pure.

`wish_reader` calls `freeze`; a wish is matched by what it froze, however search changes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from bot.errors import RequestError
from bot.model.query import MIN_SURE_WEIGHT, Concept, Phrase, Query
from bot.model.wish import WishAlternative, WishConcept, WishPhrase
from bot.search.age_sides import age_rows, is_decade_beyond
from bot.search.english_words import STOP_WORDS
from bot.search.numbers import NUMBERS
from bot.search.shared_words import ENGLISH_PREPOSITIONS
from bot.search.vocabulary import Vocabulary
from bot.search.wish_words import negation_sentence
from bot.search.word_rows import AND_WORDS, is_followed
from bot.search.words import Stems, content_words, typed_words

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
AMBIGUOUS = "“{words}” may mean {senses}. Write out which one is meant."
NEEDING_ANOTHER = ENGLISH_PREPOSITIONS | frozenset(
    """
    early late low high left right upper lower mild severe acute first second third pre post
    """.split()
)
"""Words that say nothing without the word behind them."""
BODIES = frozenset(
    {
        "nhs", "medicare", "medicaid", "tricare", "bupa", "cobra", "obamacare", "invitae", "ambry",
        "fmla", "gina", "pbs", "paxman", "dignicap", "holland and barrett", "san antonio",
    }
)  # fmt: skip
"""Names of bodies, laws, firms and places. Who follows one does not ask for all that it is about:
"NHS" is no other word for drug access."""
ANOTHER = "something else"
"""The second sense of a short form, such as "PT", of which only one sense is known."""
MOST_CONCEPTS_FOLLOWED = 8
"""Concepts of one alternative; further ones are left out. Chosen by eye."""


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
    wanted = [concept for concept in query.concepts if is_followed(concept)]
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
    joint = " and " if "&" in words or AND_WORDS.intersection(typed_words(words)) else " "
    return WishAlternative(words, concepts, joint.join(concept.label for concept in wanted))


def _says_nothing(concept: Concept) -> bool:
    """Whether a concept is one letter, or a word that needs another one beside it: "before"."""
    label = concept.label
    return concept.generic or (
        len(concept.phrases) == 1 and (len(label) == 1 or label in NEEDING_ANOTHER)
    )


def _as_named(concept: Concept, is_everyday: Callable[[str], bool], *, leaves_out: bool) -> Concept:
    """The concept without names that an everyday word or the name of a body may not mean.

    That is so of a word of which only some senses are known ("run"), and of a word that is left
    out, unless it is a term itself: "surgery".
    """
    alone = len(concept.phrases[0].words) == 1 and is_everyday(concept.label)
    if concept.label in BODIES:
        return replace(concept, phrases=concept.phrases[:1])
    if concept.senses or (leaves_out and alone and not concept.term):
        return replace(concept, phrases=concept.phrases[:1], senses=())
    return concept


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
        concept.label,
        tuple(phrases),
        share <= most and not concept.generic,
        share <= RARE_SHARE and not turn,
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
