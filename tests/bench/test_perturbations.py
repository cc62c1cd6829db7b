from random import Random

import pytest
from rapidfuzz.distance import OSA

from bench.search.collection import JudgedText
from bench.search.library import questions
from bench.search.perturbations import PERTURBATIONS, edited, one_typo, spoiled

TEXT = "does tamoxifen cause hot flashes ?"
QUERIES = [JudgedText("1", TEXT), JudgedText("2", "brain mets"), JudgedText("3", "MRI")]


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_a_query_is_spoiled_alike_in_every_run_whatever_stands_before_it(name: str) -> None:
    first = spoiled(QUERIES, name, 1)

    assert spoiled(QUERIES, name, 1) == first
    assert spoiled(QUERIES[1:], name, 1) == first[1:]


def test_another_seed_spoils_otherwise() -> None:
    assert spoiled(QUERIES, "one typo", 1) != spoiled(QUERIES, "one typo", 2)


def test_an_edit_is_one_slip_of_every_kind() -> None:
    kinds = set()
    for seed in range(200):
        result = edited("letter", Random(seed))
        assert OSA.distance("letter", result) == 1
        kinds.add((len(result), sorted(result) == sorted("letter")))

    assert kinds == {(5, False), (6, False), (6, True), (7, False)}


@pytest.mark.parametrize(("name", "count"), [("one typo", 1), ("two typos", 2)])
def test_typos_are_in_words_of_five_letters_or_more(name: str, count: int) -> None:
    for seed in range(50):
        words = PERTURBATIONS[name](TEXT, Random(seed)).split(" ")
        pairs = list(zip(TEXT.split(" "), words, strict=True))
        changed = [(before, after) for before, after in pairs if before != after]

        assert len(changed) == count
        assert all(len(before) >= 5 for before, _ in changed)


def test_where_no_word_is_long_enough_nothing_is_spoiled() -> None:
    assert one_typo("MRI of HER2low, stage 4", Random(1)) != "MRI of HER2low, stage 4"
    assert one_typo("MRI of HER2low or p53", Random(1)) == "MRI of HER2low or p53"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("hot flashes ?", "hot flas"),
        ("brain mets", "brain me"),
        ("a", "a"),
        ("", ""),
    ],
)
def test_the_last_word_is_cut_to_its_first_three_fifths(text: str, cut: str) -> None:
    assert PERTURBATIONS["last word cut"](text, Random(1)) == cut


def test_one_space_between_two_words_is_dropped() -> None:
    found = {PERTURBATIONS["space dropped"]("hot flashes now .", Random(n)) for n in range(50)}

    assert found == {"hotflashes now .", "hot flashesnow ."}


def test_half_of_the_questions_for_latency_are_about_breast_cancer_and_half_misspelled() -> None:
    texts = questions()
    misspelled = {
        index
        for index, (alone, beside) in enumerate(zip(texts[::2], texts[1::2], strict=True))
        if f"{alone} breast cancer" != beside
    }

    assert sum(text.endswith(" breast cancer") for text in texts) == len(texts) / 2
    # The others are words too short to be misspelled.
    assert len(misspelled) >= 0.85 * len(texts) / 2
