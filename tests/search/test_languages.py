import itertools
import random
import tomllib
import weakref
from collections.abc import Iterator, Sequence

import pytest

from bot.model.query import MemberQuestion
from bot.model.thesaurus import Language, SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.search.english_words import STOP_WORDS
from bot.search.filters import read_typed
from bot.search.language_lookup import Lookup, Part
from bot.search.languages import Translator
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems, fold, plain, words_of
from bot.storage.database import Database
from tests.engines import shipped_engine
from tests.factories import article
from tests.fakes import ManualClock
from tests.search.conftest import TAXONOMY, fill
from tests.search.judging import FOLDER
from tests.shared import (
    shipped_everyday_words,
    shipped_index,
    shipped_languages,
    shipped_thesaurus,
    shipped_translator,
)
from tests.tables import each_row

NOTHING_HELD = Vocabulary({})


@pytest.fixture(scope="module")
def translator() -> Translator:
    return shipped_translator()


def common_words() -> list[str]:
    common = shipped_everyday_words()
    return sorted(common.everyday | common.others)


def ask(translator: Translator, text: str) -> MemberQuestion:
    return translator.in_english(MemberQuestion(text, read_typed(text).words), NOTHING_HELD)


@each_row(
    ("typed", "english"),
    [
        # accents may be left out, umlauts written with two letters, ligatures apart
        ("cirugía de mama", "breast surgery"),
        ("cirugia de mama", "breast surgery"),
        ("Übelkeit", "nausea"),
        ("ubelkeit", "nausea"),
        ("UEBELKEIT", "nausea"),
        ("récepteurs aux œstrogènes", "estrogen receptor"),
        ("recepteurs aux oestrogenes", "estrogen receptor"),
        # a name whose every word is English, too, but for the one that joins them
        ("cancer de mama", "breast cancer"),
        ("CANCER DE MAMA", "breast cancer"),
        ("el cancer de mama", "breast cancer"),
        ("cancer da mama", "breast cancer"),
        ("cancer du sein", "breast cancer"),
        # the name of one language, whose words another one has in part
        ("mal de tête", "headache"),
        ("mal de tete", "headache"),
        # what is dry is no more than that
        ("trockene Nase", "dry nose"),
        ("trockene Augen", "dry eyes"),
        ("trockener Husten", "dry cough"),
        ("trockene Scheide", "vaginal dryness, dryness"),
        ("piel seca", "dry skin"),
        ("pele seca", "dry skin"),
        ("peau sèche", "dry skin"),
        ("sequedad", "dryness"),
        # a red breast, and no disease that makes it so
        ("rote Brust", "red breast"),
        ("sein rouge", "red breast"),
        ("mama vermelha", "red breast"),
        ("peau rouge", "red skin"),
        # a word that only its accent tells from a stop word
        ("uñas", "nails"),
        # the English short form of metastases, which is a verb in French
        ("mets cerebrales", "brain metastases"),
        ("mets óseas", "bone metastases"),
        ("mets osseuses", "bone metastases"),
        ("mets au foie", "liver metastases"),
        ("mis uñas", "nails"),
        ("uñas frágiles", "nail changes, nails"),
        ("unas pastillas", "pill, pills"),
        ("pele", "skin"),
        ("me mareo", "dizzy"),
        # plurals, genders and verb forms that are not listed
        ("las biopsias duelen", "biopsy pain"),
        ("mutacoes", "mutation"),
        ("mutação", "mutation"),
        ("hinchadas", "swollen"),
        ("Narben", "scar"),
        ("cicatrices", "scar"),
        # what people ask for by everyday names
        ("variante de significado incierto", "variant of uncertain significance"),
        ("variant de signification incertaine", "variant of uncertain significance"),
        ("unklarer Genbefund", "variant of uncertain significance"),
        ("glicose alta", "high blood sugar"),
        ("Blutzucker hoch", "high blood sugar"),
        ("dose réduite", "dose reduction"),
        ("bajar la dosis", "dose reduction"),
        ("ganze Brust abnehmen", "mastectomy"),
        ("quitar todo el pecho", "mastectomy"),
        ("tirar a outra mama", "contralateral prophylactic mastectomy"),
        ("kurzes MRT", "abbreviated MRI"),
        ("IRM plus courte", "abbreviated MRI"),
        ("colorant fluorescent", "fluorescence-guided surgery"),
        ("restes de la tumeur", "residual disease"),
        ("voluntárias que acompanham", "patient navigation"),
        ("Benefizradtour", "charity bike ride"),
        ("coupes dans la recherche", "research funding cuts"),
        ("Überdiagnose", "overdiagnosis"),
        ("Atem anhalten", "deep inspiration breath hold"),
        ("cartas para mis hijos", "leaving something behind"),
        ("márgenes limpios", "negative margins"),
        ("piqûre pour maigrir", "GLP-1 receptor agonist"),
        ("quimio em comprimido", "oral chemotherapy"),
        # words of any talk tell a language whose other words nobody knows
        ("hortensias de gravatas", "hortensias gravatas"),
        # words of a name in any order, stop words between
        ("perte de mes cheveux", "hair loss, hair"),
        ("el pelo se me cae", "hair loss, hair"),
        # as English orders them, if that makes a name
        ("riesgo de linfedema", "risk lymphedema, swollen arm"),
        ("la mutación ESR1", "mutation esr1"),
        # compounds
        ("Brustkrebsforschung", "breast cancer research"),
        ("Behandlungskosten", "treatment cost, pay"),
        ("Rückfallrisiko", "recurrence, come back risk"),
        ("Tamoxifennebenwirkungen", "tamoxifen side effects"),
        # compounds with a part that is not listed
        ("Hospizplatz", "hospice place, seat"),
        ("Gewebeentnahmestelle", "tissue"),
        ("Müdigkeitssyndromgruppe", "fatigue, tired"),
        # endings that make a thing small, or more than it is
        ("un bultito", "breast lump, lump"),
        ("cansadísima", "fatigue, tired"),
        ("carocinhos", "breast lump, lump"),
        ("comprimidinho", "tablet"),
        # one word that is nearly an English one
        ("vacina", "vaccine"),
        ("diarrea", "diarrhea"),
        ("implantes", "breast implants"),
        # names of drugs
        ("trastuzumabe deruxtecana", "trastuzumab deruxtecan"),
        ("efectos del tamoxifeno", "side effects tamoxifen"),
        # misspelled
        ("quimoterapia", "chemotherapy"),
        ("bestralung", "radiation therapy"),
        ("perte de cheuveux", "hair loss, hair"),
        # accents tell a language even if the word without one is English
        ("câncer aos 30", "cancer 30"),
        # what is left out, and ages
        ("sin cirugía", "without surgery"),
        ("Chemotherapie ohne Bestrahlung", "chemotherapy omission of radiation"),
        ("Operation ohne Bestrahlung", "surgery omission of radiation"),
        ("chirurgie sans radiothérapie", "surgery omission of radiation"),
        ("quimioterapia sin radioterapia", "chemotherapy omission of radiation"),
        ("radioterapia sem quimio", "radiation therapy skip chemotherapy"),
        ("mujeres de más de 70 años", "women over 70 years"),
        # whole turns, also of small words alone
        ("tengo miedo de que vuelva", "fear of recurrence, fear"),
        ("j'ai peur que ça revienne", "fear of recurrence, fear"),
        ("tenho medo que volte", "fear of recurrence, fear"),
        ("Angst, dass er wiederkommt", "fear of recurrence, fear"),
        ("ich kann nicht mehr", "psychological distress"),
        ("je n'en peux plus", "psychological distress"),
        ("ya no soy yo", "body image, identity"),
        ("brazo como un globo", "lymphedema, swollen arm"),
        ("meine Frau ist an Brustkrebs gestorben", "widowed parents, grief"),
        ("meu chefe quer que eu volte", "return to work, back to work"),
        ("je ne sens plus mes pieds", "peripheral neuropathy, numb"),
        ("die Krankenkasse zahlt nicht", "prior authorization, insurance denial"),
        # what is the same in English, and what nobody knows, stays
        ("nebenwirkungen von Enhertu bei HER2", "side effects enhertu her2"),
        ("dolor xyzzy", "pain xyzzy"),
        # and a name that begins with a small word of the language ("ça", "cá")
        ("o meu ca 15-3 subiu", "CA 15-3 rising"),
    ],
)
def test_words_of_other_languages_are_read_in_english(
    translator: Translator, typed: str, english: str
) -> None:
    assert ask(translator, typed).words == english


@each_row(
    ("typed", "english"),
    [
        # words of any talk share their stem with a name
        ("no se sabe si la quimio", "chemotherapy"),
        ("cada parte del cuerpo", "body"),
        ("me sale sangre", "blood"),
        ("faço quimio", "chemotherapy"),
        ("você toma tamoxifeno", "tamoxifen"),
        ("temos medo", "fear"),
        ("meio cansada", "fatigue, tired"),
        ("oui au tamoxifène", "tamoxifen"),
        ("trop tôt pour la mammographie", "mammogram"),
        ("savoir attendre", "wait"),
        ("fast fertig mit Chemo", "chemotherapy"),
        ("ich mag Kaffee", "coffee"),
        # a name of one language that is such a word in another one
        ("j'ai mal", "pain"),
        ("il a mal", "pain"),
        ("j'ai mal aux jambes", "leg pain"),
        ("ça fait mal", "pain"),
        ("mal de dos", "back pain"),
        ("mal dos", "back pain"),
        ("mal partout", "pain"),
        ("écho", "ultrasound"),
        ("podre", "rotten"),
        # a name in the form of such a word
        ("données", "data"),
        ("on m'a dit que ce n'était rien", "delayed diagnosis, too young"),
        ("ich bin in einem Tief", "depression, low mood"),
        ("yoga en silla", "chair yoga"),
        ("tengo derecho al olvido", "right to be forgotten, life insurance"),
        # a ligature tells a language, too
        ("Fuß", "feet"),
        # accents part two words
        ("soy mamá", "mother"),
        ("pecho o mama", "breast breast"),
        ("le jeûne et la chimio", "fasting chemotherapy"),
        ("une jeune femme", "young women"),
        ("la mer et ma mère", "sea mother"),
        ("manger des fraises", "diet, eating strawberries"),
        # an accent that only another language has
        ("óculos", "glasses"),
        ("moça", "girl"),
        # a side is no right, and a seat no treatment
        ("pecho derecho", "breast"),
        ("bras droit", "arm"),
        ("rechte Brust", "breast"),
        ("meu braço direito", "arm"),
        ("mes droits", "rights"),
        ("mis derechos", "rights"),
        ("Blut im Stuhl", "blood in stool"),
        ("mir ist schlecht", "nausea"),
        ("me sinto mal", "feeling unwell"),
        ("ça va mal", "feeling unwell"),
        ("té verde", "green tea"),
        ("dor forte", "severe pain"),
        # what no longer works
        ("kisqali ya no me funciona", "kisqali resistance"),
        ("deixou de funcionar o letrozol", "resistance letrozole"),
        ("le létrozole n'est plus efficace", "letrozole resistance"),
        ("das Mittel wirkt bei mir gar nicht", "medication resistance"),
        ("no sé si funciona", "works"),
        # what is left out
        ("nie wieder Chemotherapie", "not chemotherapy"),
        ("en vez de quimio", "not chemotherapy"),
        ("au lieu de la chimio", "not chemotherapy"),
        ("nunca mais quimio", "not chemotherapy"),
        ("quimio no", "not chemotherapy"),
        ("no quimio", "not chemotherapy"),
        ("No quimioterapia", "not chemotherapy"),
        ("não quimio", "not chemotherapy"),
        ("no hay metástasis", "not metastasis"),
        ("no más quimio", "not chemotherapy"),
        ("mamá con cáncer", "mother cancer"),
        ("cáncer de mama", "breast cancer"),
        ("mi madre tiene cáncer de mama con metástasis", "mother breast cancer metastasis"),
        ("ma mère a un cancer du sein", "mother breast cancer"),
        ("meine Mutter hat Brustkrebs", "mother breast cancer"),
        ("mi madre tuvo cáncer de mama", "daughters of patients"),
        ("Mut", "courage"),
        ("plutôt que la chirurgie", "not surgery"),
    ],
)
def test_words_of_any_talk_are_names_only_as_they_are_written(
    translator: Translator, typed: str, english: str
) -> None:
    assert ask(translator, typed).words == english


@each_row(
    ("typed", "english"),
    [
        ("kein Herceptin", "not herceptin"),
        ("nie Kisqali", "not kisqali"),
        ("nicht Port", "not port"),
        ("statt Drains", "not drains"),
        ("sin herceptin", "without herceptin"),
        ("sin port", "without port"),
        ("sem yoga", "without yoga"),
        ("jamais herceptin", "not herceptin"),
        ("original sin", "original sin"),
        ("sin of pride", "sin of pride"),
    ],
)
def test_a_negator_tells_its_language_beside_a_word_that_is_english_too(
    translator: Translator, typed: str, english: str
) -> None:
    assert ask(translator, typed).words == english


@each_row(
    "typed",
    [
        "tambien", "vino", "vert", "elle", "massa", "bitte", "nichts", "allons", "cherche", "blanc",
        "siempre", "ainda", "bientot", "heute",
    ],
)  # fmt: skip
def test_common_words_of_other_languages_are_no_slips_and_no_beginnings(
    translator: Translator, typed: str
) -> None:
    asked = ask(translator, typed)

    assert typed in asked.certain or asked.understood or not asked.words


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("what are the side effects of quimioterapia", "what are the side effects of chemotherapy"),
        ("can I take Enhertu mit Herzschwäche", "can i take enhertu cardiotoxicity, heart"),
        ("my main problem is the Haarausfall", "my main problem is the hair loss, hair"),
    ],
)
def test_english_words_of_a_mixed_query_stay(
    translator: Translator, typed: str, english: str
) -> None:
    assert ask(translator, typed).words == english


def test_no_common_english_word_is_taken_for_another_language(translator: Translator) -> None:
    """The French "endormi" has the stem of "endorse", and "ghostliest" ends as "liest"."""
    words = common_words()[::8]

    assert [word for word in words if ask(translator, word).understood] == []


def test_common_english_words_side_by_side_are_not_taken_for_another_language(
    translator: Translator,
) -> None:
    words = common_words()
    rows = [" ".join(words[at::400][:3]) for at in range(400)]

    assert [row for row in rows if ask(translator, row).understood] == []


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("mein Nachbar hat einen Rollstuhl", "neighbor wheelchair"),
        ("des cauchemars et des sanglots", "nightmare cry"),
    ],
)
def test_everyday_words_of_a_language_are_translated(
    translator: Translator, typed: str, english: str
) -> None:
    assert ask(translator, typed).words == english


@pytest.mark.parametrize("collection", ["first", "second"])
def test_no_judged_english_query_is_touched(translator: Translator, collection: str) -> None:
    queries = tomllib.loads((FOLDER / collection / "blind.toml").read_text("utf-8"))["query"]
    asked = [MemberQuestion(each["text"], read_typed(each["text"]).words) for each in queries]

    assert [each for each in asked if translator.in_english(each, NOTHING_HELD) is not each] == []


@each_row(
    "typed",
    [
        "die", "pain", "main", "hat", "war", "gift", "hand", "arm", "bras", "pie", "sin", "van",
        "mama", "bald", "rot", "brief", "chat", "sale", "dice", "plate", "fin", "tumor", "hernia",
        "de novo", "in situ", "de la Cruz trial", "is it normal", "melanoma on my back",
        "trial separation", "lump in testicle", "hand foot syndrom",
        "metastasus", "chemoterapy", "mastectamy",
        "rash and itching", "carrots and sauce", "hotline", "weightloss", "flashback", "",
    ],
)  # fmt: skip
def test_english_words_that_other_languages_have_too_do_not_tell_one(
    translator: Translator, typed: str
) -> None:
    assert ask(translator, typed).words == read_typed(typed).words


async def engine_with(database: Database, clock: ManualClock) -> SearchEngine:
    await fill(
        database,
        [
            article("knife", title="Breast surgery: what to expect"),
            article("gene", title="MammaPrint reads seventy genes"),
            article("sleep", title="Bad nights during treatment", teaser="How to sleep again."),
            article("heart", title="Enhertu and the heart", teaser="An ultrasound finds damage."),
            *(article(f"n{n}", title=f"News of research, part {n}") for n in range(12)),
        ],
    )
    return engine_of(database, clock)


def engine_of(database: Database, clock: ManualClock) -> SearchEngine:
    return shipped_engine(database, TAXONOMY, clock)


@pytest.mark.parametrize(
    ("typed", "first", "understood"),
    [
        ("cirugia de mama", "knife", "Searched in English for *breast surgery*"),
        ("no puedo dormir", "sleep", "Searched in English for *insomnia*"),
        ("Enhertu et le cœur", "heart", "Searched in English for *heart*"),
        ("Enhretu Herz", "heart", "Searched in English for *heart*"),
    ],
)
async def test_the_answer_says_that_it_was_searched_in_english(
    database: Database, clock: ManualClock, typed: str, first: str, understood: str
) -> None:
    answer = await (await engine_with(database, clock)).search(typed)

    assert [hit.article.article.key for hit in answer.hits][:1] == [first]
    assert answer.query
    assert answer.query.text == typed
    assert answer.query.understood[0] == understood
    assert answer.altered


async def test_exact_words_are_not_read_in_english(database: Database, clock: ManualClock) -> None:
    engine = await engine_with(database, clock)
    assert (await engine.search("cirugia de mama", exact=True)).hits == ()


async def test_completions_offer_no_word_of_another_language(
    database: Database, clock: ManualClock
) -> None:
    engine = await engine_with(database, clock)
    offered = [
        each
        for start in ("ciru", "quimio", "haar", "perte")
        for each in await engine.complete(start)
    ]
    assert [
        each for each in offered if each.startswith(("ciru", "quimio", "haara", "perte d"))
    ] == []


def test_plain_english_is_told_without_reading_the_languages() -> None:
    def read_none() -> tuple[Language, ...]:
        raise AssertionError

    stems = Stems()
    translator = Translator(read_none, shipped_thesaurus(), shipped_index(), stems)

    for text in ("brain mets", "the hot flashes", "What is the HER2?"):
        assert ask(translator, text).words == text


def test_languages_are_let_go_before_the_next_one_is_read() -> None:
    class Watched(Language, frozen=True, weakref=True):
        """A language that tells whether it is still held."""

    read, held = list[weakref.ref[Watched]](), list[bool]()

    def watched(name: str) -> Watched:
        held.extend(each() is not None for each in read)
        language = Watched(name, ("el",), {"surgery": (f"operation {name}",)})
        read.append(weakref.ref(language))
        return language

    stems, names = Stems(), ("Spanish", "French", "German")
    translator = Translator(
        lambda: map(watched, names),
        shipped_thesaurus(),
        ThesaurusIndex(shipped_thesaurus(), stems),
        stems,
    )

    translator.prepare()

    assert len(read) == len(names)
    assert not any(held)


def test_what_is_told_to_be_plain_english_is_of_no_language(translator: Translator) -> None:
    words = sorted(translator._in_names)
    rng = random.Random(1)
    pairs = [tuple(rng.sample(words, 2)) for _ in range(1_000)]
    stop_words = {word for each in shipped_languages() for word in each.stop_words} & set(words)
    pairs += list(itertools.permutations(sorted(stop_words), 2))
    common = [*words, *STOP_WORDS, *STOP_WORDS, *stop_words]
    longer = [tuple(rng.sample(common, rng.randint(3, 9))) for _ in range(2_000)]
    plain = [
        each
        for each in [*((word,) for word in words), *pairs, *longer]
        if translator._is_plainly_english(each)
    ]

    assert len(plain) > 2_000
    assert len(set(plain).intersection(longer)) > 1_000
    for each in plain:
        assert translator._language_of(each, {}, NOTHING_HELD) is None, each


def test_an_own_thesaurus_needs_none_of_the_names_of_the_languages() -> None:
    own = (SynonymGroup(SynonymKind.LAY, ("alopecia", "bald head")),)
    stems = Stems()
    thesaurus = Thesaurus(own)
    translator = Translator(shipped_languages, thesaurus, ThesaurusIndex(thesaurus, stems), stems)
    assert ask(translator, "cirugía de mama").words == "breast surgery"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("grávida depois do câncer", "*pregnancy*, *cancer*"),
        ("sin cirugía", "*without surgery*"),
        ("sem cirurgia", "*without surgery*"),
        ("sem tireoide", "*without thyroid*"),
        ("enceinte après un cancer du sein", "*pregnancy after breast cancer*"),
    ],
)
def test_stop_words_and_words_told_before_are_not_told(
    translator: Translator, typed: str, told: str
) -> None:
    (said,) = ask(translator, typed).understood

    assert said.startswith("Searched in English for ")
    assert said.endswith(told)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no tengo metástasis", "not metastasis"),
        ("no es lobular", "not lobular"),
        ("ni quimio ni radioterapia", "not chemotherapy not radiation therapy"),
        ("não tenho metástase", "not metastasis"),
        ("não é lobular", "not lobular"),
        ("je n'ai pas de métastases", "not metastasis"),
        ("ce n'est pas lobulaire", "not lobular"),
        ("keine Metastasen", "not metastasis"),
        ("nicht lobulär", "not lobular"),
        ("weder Chemo noch Bestrahlung", "not chemotherapy not radiation therapy"),
        ("außer Chemotherapie", "not chemotherapy"),
        ("je supporte tout sauf la chimio", "tolerate chemotherapy"),
        ("ich kann alles außer Haarausfall", "hair loss"),
        ("je veux tout sauf la chimio", "not chemotherapy"),
        ("no puedo dormir", "insomnia"),
        ("je ne dors pas", "insomnia"),
        ("ich kann nicht schlafen", "insomnia"),
        ("ich vertrage die Chemo nicht", "tolerate chemotherapy"),
        ("no tengo apetito", "appetite loss"),
        ("noch einmal Chemo", "chemotherapy"),
        ("nicht nur Übelkeit", "nausea"),
    ],
)
def test_what_other_languages_negate_is_negated_in_english(
    translator: Translator, text: str, words: str
) -> None:
    first_names = translator.in_english(MemberQuestion(text, text), NOTHING_HELD, first_names=True)
    assert first_names.words == words


def test_an_unknown_word_behind_a_negator_takes_the_negation(translator: Translator) -> None:
    """Fatigue is asked about by who says "no es normal tanto cansancio"."""
    assert ask(translator, "no es normal tanto cansancio").understood == (
        "Searched in English for *fatigue*",
    )


@pytest.mark.parametrize(
    ("typed", "word"),
    [("nevera", "refrigerator"), ("advogado", "lawyer"), ("plage", "beach"), ("ofen", "oven")],
)
async def test_an_everyday_word_of_another_language_is_no_misspelled_english_one(
    database: Database, clock: ManualClock, typed: str, word: str
) -> None:
    titles = ("Never again", "Avocado and diet", "A place to rest", "How often to rest")
    await fill(database, [article(f"a{n}", title=title) for n, title in enumerate(titles * 3)])
    engine = engine_of(database, clock)

    for text in (typed, f"{typed} chemo", typed.upper()):
        answer = await engine.search(text)

        assert answer.query
        assert answer.query.concepts[0].label == word
        assert answer.query.guesses == ()


async def test_a_word_typed_with_an_accent_is_no_misspelled_english_one(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, [article(f"a{n}", title="What we forget") for n in range(9)])
    engine = engine_of(database, clock)

    answer = await engine.search("f\u00f3rget")

    assert answer.query
    assert answer.query.guesses == ()
    assert not any("Showing" in sentence for sentence in answer.query.understood)


def test_everyday_words_are_no_english_words() -> None:
    english = shipped_everyday_words()
    for language in shipped_languages():
        words = {word for each in language.everyday for word in words_of(plain(each))}

        assert len(words) > 200
        assert not words & (english.everyday | english.others)


@pytest.mark.parametrize(
    "typed", ["supervivencia", "fármaco", "calidad de vida", "Überleben", "brustkrebs", "quimio"]
)
async def test_articles_in_a_language_are_found_by_its_own_words(
    database: Database, clock: ManualClock, typed: str
) -> None:
    own = (
        article("es", title="Supervivencia y calidad de vida", teaser="Un fármaco y la quimio."),
        article("de", title="Überleben mit Brustkrebs", teaser="Neues aus der Klinik."),
        article("en", title="Survival and quality of life", teaser="A drug, and chemotherapy."),
    )
    await fill(database, own)
    found = await engine_of(database, clock).search(typed)

    titles = {hit.article.article.title for hit in found.hits}
    assert any(
        fold(typed) in fold(f"{each.title} {each.teaser}") for each in own if each.title in titles
    ), titles
    assert found.confident


async def test_an_article_in_english_is_found_beside_one_in_the_language_of_the_question(
    database: Database, clock: ManualClock
) -> None:
    await fill(database, (article("es", title="Supervivencia"), article("en", title="Survival")))
    found = await engine_of(database, clock).search("supervivencia")

    assert {hit.article.article.title for hit in found.hits} == {"Supervivencia", "Survival"}


@pytest.mark.parametrize(
    "typed",
    ["what can I do aboct hot flashes", "pembrolizubmba fatigue", "is slrep a sign of cancer"],
)
def test_a_misspelled_english_question_is_split_into_names_of_no_language(
    translator: Translator, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It took longer than all else of the question."""
    split = list[Sequence[str]]()
    parts = Lookup.parts

    def spied(self: Lookup, words: Sequence[str], *, mixed: bool) -> Iterator[Part]:
        split.append(words)
        return parts(self, words, mixed=mixed)

    monkeypatch.setattr(Lookup, "parts", spied)

    assert ask(translator, typed).words == read_typed(typed).words
    assert not split
