import pytest

from bot.articles.phrase_index import Pattern, TextWords
from bot.articles.topics import Classifier
from bot.model.article import ShortForm, Taxonomy, TopicMatch
from tests import factories

CLASSIFIER = Classifier(
    Taxonomy(
        (
            factories.topic(
                "heredity", phrases=("BRCA*", "ATM", "family history"), categories=("Genetics",)
            ),
            factories.topic(
                "metastasis", phrases=("metasta*", "brain metasta*", "stage IV"), categories=()
            ),
            factories.topic(
                "funding",
                phrases=("commits … million", "NIH … grant*"),
                title_phrases=("gala",),
            ),
            factories.topic(
                "technology",
                phrases=("artificial intelligence",),
                short_forms=(ShortForm("AI", ("algorithm*", "machine learning")),),
            ),
        )
    )
)


def why(slug: str, title: str = "", teaser: str = "", text: str = "", *names: str) -> str | None:
    matches = CLASSIFIER.classify(title, teaser, text, names)
    return next((match.why for match in matches if match.slug == slug), None)


def test_the_title_decides_and_the_longest_phrase_is_the_reason() -> None:
    assert why("metastasis", "Life with Brain Metastases") == "title: brain metastases"


def test_the_teaser_decides() -> None:
    assert why("metastasis", "A title", "Living at stage-IV.") == "teaser: stage iv"


def test_a_category_decides_by_name_or_by_phrase() -> None:
    assert why("heredity", "T", "", "", "genetics") == "category: genetics"
    assert why("metastasis", "T", "", "", "About metastases") == "category: metastases"
    assert why("heredity", "T", "", "", "Genetics of plants") is None


def test_the_text_decides_with_three_occurrences() -> None:
    assert why("metastasis", text="metastases, metastatic") is None
    assert why("metastasis", text="Metastases, metastatic, metastases.") == (
        "text: 2 × metastases, 1 × metastatic"
    )


def test_overlapping_phrases_count_once() -> None:
    assert why("metastasis", text="brain metastases and brain metastases") is None


def test_other_words_may_stand_in_a_gap() -> None:
    assert why("funding", "Fund Commits $12 Million") == "title: commits 12 million"
    assert why("funding", "Fund commits another sum of five million") is not None
    assert why("funding", "Fund commits to research that may reach a million") is None
    assert why("funding", "Million dollars: the fund commits") is None
    assert why("funding", "NIH Awards New Grants") == "title: nih awards new grants"
    assert why("funding", "Nih awards new grants") is None


def test_title_phrases_do_not_count_elsewhere() -> None:
    assert why("funding", "Notes from the Gala") == "title: gala"
    assert why("funding", "Notes", "A gala.", "Gala, gala, gala.", "Gala") is None


def test_words_are_whole_and_consecutive() -> None:
    assert why("heredity", "A history of the family") is None
    assert why("heredity", "Family, history") == "title: family history"
    assert why("metastasis", "Premetastatic") is None


def test_short_capitals_match_capitals_only() -> None:
    assert why("heredity", "ATM variants") == "title: ATM"
    assert why("heredity", "At the atm") is None
    assert why("heredity", "BRCA1 explained") == "title: BRCA1"


def test_an_ambiguous_short_form_never_decides_alone() -> None:
    assert why("technology", "AI in the clinic") is None
    assert why("technology", "AI in the clinic", "", "An algorithm reads") == "title: AI"
    assert why("technology", "AI therapy", "", "an aromatase inhibitor") is None


def test_a_feeds_subject_is_the_last_reason() -> None:
    matches = CLASSIFIER.classify("Metastases", "", "", (), ("metastasis", "heredity", "unknown"))
    assert matches == (
        TopicMatch("heredity", "this feed's subject"),
        TopicMatch("metastasis", "title: metastases"),
    )


def test_topics_come_in_the_order_of_the_taxonomy() -> None:
    matches = CLASSIFIER.classify("Metastases and BRCA2", "", "", ("Genetics",))
    assert [match.slug for match in matches] == ["heredity", "metastasis"]


def test_a_short_form_costs_the_same_however_often_it_stands_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []
    end = Pattern.end

    def counted(pattern: Pattern, words: TextWords, at: int) -> int:
        compared.append(at)
        return end(pattern, words, at)

    monkeypatch.setattr(Pattern, "end", counted)

    assert why("technology", text="AI " * 300) is None
    assert len(compared) < 300 * 5
