import pytest

from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.article import Taxonomy
from bot.search import suggestions
from bot.search.suggestions import (
    MOST_CHOICES,
    free_words,
    match_topics,
    meant_topic,
    misspelled_topic,
    named_topic,
    nearest_topics,
)
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Vocabulary
from tests.factories import taxonomy, topic
from tests.search.conftest import THESAURUS
from tests.search.test_spelling import KNOWN, STEMS, vocabulary
from tests.shared import shipped_topics
from tests.tables import each_row

TOPICS = Taxonomy(
    (
        topic("treatment"),
        topic("metastasis", phrases=("brain metastases", "stage IV")),
        topic("quality-of-life", name="Mental health and quality of life"),
        topic("early-detection", name="DCIS and early detection"),
    )
)


def slugs(typed: str) -> list[str]:
    return [found.slug for found in match_topics(typed, TOPICS)]


def test_nothing_typed_offers_all_topics_in_their_order() -> None:
    assert slugs("  ") == ["treatment", "metastasis", "quality-of-life", "early-detection"]


@each_row(
    ("typed", "first"),
    [
        ("met", "metastasis"),
        ("METASTASIS", "metastasis"),
        ("metastsis", "metastasis"),
        ("quality-of-life", "quality-of-life"),
        ("mental", "quality-of-life"),
        ("life", "quality-of-life"),
        ("stage iv", "metastasis"),
        ("dcis", "early-detection"),
        ("treatmant", "treatment"),
    ],
)
def test_the_likeliest_topic_comes_first(typed: str, first: str) -> None:
    assert slugs(typed)[:1] == [first]


def test_the_spanish_name_of_each_topic_is_completed_from_its_beginning_on() -> None:
    shipped_ones = shipped_topics()

    missed = [
        (each.slug, typed)
        for each in shipped_ones
        for typed in (each.name_es, each.name_es.lower(), each.name_es[:5])
        if each not in match_topics(typed, shipped_ones)
    ]

    assert missed == []


@each_row(
    ("typed", "first"),
    [
        ("Ensayos clínicos", "clinical-trials"),
        ("ensayos clinicos", "clinical-trials"),
        ("trata", "treatment"),
        ("inmun", "immunotherapy"),
        ("jóvenes", "young-women"),
        ("cribdo", "screening"),
        ("salud mental", "quality-of-life"),
    ],
)
def test_the_likeliest_topic_of_a_spanish_name_comes_first(typed: str, first: str) -> None:
    (found, *_) = match_topics(typed, shipped_topics())

    assert found.slug == first


def test_what_is_near_to_no_topic_matches_none() -> None:
    assert slugs("zzzz") == []


def test_discord_gets_no_more_choices_than_it_takes() -> None:
    many = taxonomy(*(f"topic-{number}" for number in range(60)))
    assert len(match_topics("topic", many)) == len(match_topics("", many)) == MOST_CHOICES


def test_a_topic_is_named_by_slug_or_name_in_any_case() -> None:
    known = taxonomy("metastasis", "quality-of-life")
    assert [named_topic(text, known) for text in ("METASTASIS", "Quality of Life", "?")] == [
        known.get("metastasis"),
        known.get("quality-of-life"),
        None,
    ]


SHIPPED = load_topics(shipped("topics.toml"))


@each_row(
    ("typed", "meant"),
    [
        ("METASTASIS", "metastasis"),
        ("🌱 Metastasis", "metastasis"),
        ("Metástasis", "metastasis"),
        ("metas", "metastasis"),
        ("lobular", "lobular"),
        ("HER2+", "her2-positive"),
        ("HER2-Positive", "her2-positive"),
        ("early detection", "early-detection"),
        ("Mental Health", "quality-of-life"),
        ("male", "male-breast-cancer"),
    ],
)
def test_a_name_or_the_beginning_of_one_name_alone_stands_for_a_topic(
    typed: str, meant: str
) -> None:
    topic = meant_topic(typed, SHIPPED)

    assert topic is not None
    assert topic.slug == meant


@each_row(
    "typed",
    [
        "", "2", "men", "chemo", "sleep", "research", "news", "life", "health", "ER", "ER-", "PR",
        "HER2-", "HR-", "<@1>", "cáncer", "-metastasis", "!metastasis", "not metastasis",
        "metastasis, lobular", "metastasys", "🧭",
    ],
)  # fmt: skip
def test_no_other_text_stands_for_a_topic(typed: str) -> None:
    assert meant_topic(typed, SHIPPED) is None


@each_row(
    ("typed", "meant"),
    [
        ("metastasys", "metastasis"),
        ("Lobuler", "lobular"),
        ("suvivorship", "survivorship"),
        ("metastatik", None),
        ("-metastasys", None),
        ("sleeep", None),
        ("HER2-", None),
        ("", None),
    ],
)
def test_one_slip_of_a_finger_in_a_long_name_is_understood(typed: str, meant: str | None) -> None:
    topic = misspelled_topic(typed, SHIPPED)

    assert (topic.slug if topic else None) == meant


@each_row(
    ("typed", "nearest"),
    [
        ("men", ["male-breast-cancer", "quality-of-life"]),
        ("chemo", ["treatment", "survivorship"]),
        ("sleep", ["quality-of-life", "metastasis"]),
        ("metastasys", ["metastasis"]),
        ("-metastasis", ["metastasis"]),
        ("stage 4", ["metastasis"]),
        ("stage 2", []),
        ("2", []),
        ("🧭", []),
        ("🕯️", []),
        ("???", []),
    ],
)
def test_the_nearest_topics_are_like_the_text(typed: str, nearest: list[str]) -> None:
    assert [topic.slug for topic in nearest_topics(typed, SHIPPED)][:2] == nearest


def test_the_nearest_topics_hold_one_of_the_words() -> None:
    known = taxonomy("metastasis", "quality-of-life")
    assert [topic.slug for topic in nearest_topics("what a life", known)] == ["quality-of-life"]
    assert nearest_topics("of the horoscope", known) == []


def test_the_names_of_topics_are_folded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    match_topics("brain", TOPICS)

    def words_of(text: str) -> list[str]:
        folded.append(text)
        return text.split()

    monkeypatch.setattr(suggestions, "words_of", words_of)

    assert [found.slug for found in match_topics("stage", TOPICS)] == ["metastasis"]
    assert folded == ["stage"]


def words_near(words: list[str], known: Vocabulary) -> list[str]:
    """The stems near to words that found nothing, the nearest first."""
    near = [found for word in words for found in suggestions.neighbors(word, known, STEMS)]
    return [found.stem for found in sorted(near, key=lambda found: found.rank)]


def test_suggestions_are_the_nearest_first() -> None:
    assert words_near(["brainy", "cat", "the"], KNOWN) == ["brain"]
    assert words_near(["tamoxafin"], KNOWN) == ["tamoxifin", "tamoxifen"]


@pytest.mark.parametrize("typed", ["diet", "pizza", "prayer", "itching", "hello"])
def test_nothing_far_fetched_is_suggested(typed: str) -> None:
    known = vocabulary({"die": 50, "puzzl": 50, "prefer": 50, "item": 50, "hall": 50, "rarer": 5})
    assert words_near([typed], known) == []


def test_only_words_outside_of_names_may_be_misspelled() -> None:
    index = ThesaurusIndex(THESAURUS, STEMS)

    assert free_words("brain mets tamoxifne", index) == ["tamoxifne"]
