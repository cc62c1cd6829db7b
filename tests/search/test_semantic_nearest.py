"""Packed vectors, and the nearest of them."""

import random

import pytest

pytest.importorskip("numpy", reason="the extra `semantic` is not installed")

from bot.search.semantic import NearestVectors, pack


def _vector(seed: int) -> list[float]:
    rng = random.Random(seed)
    values = [rng.random() - 0.5 for _ in range(384)]
    length = sum(value * value for value in values) ** 0.5
    return [value / length for value in values]


def test_the_nearest_come_first_with_their_similarity() -> None:
    kept, vectors = NearestVectors(), [_vector(n) for n in range(5_000)]
    packed = [(number, pack(vector)) for number, vector in enumerate(vectors, 10)]
    for start in range(0, 5_000, 700):
        kept.put(packed[start : start + 700])

    found = kept.nearest(vectors[4_321], 3)

    similar = (
        (sum(a * b for a, b in zip(vector, vectors[4_321], strict=True)), number)
        for number, vector in enumerate(vectors, 10)
    )
    exact = sorted(similar, reverse=True)[:3]
    assert [key for key, _ in found] == [key for _, key in exact]
    assert [s for _, s in found] == pytest.approx([s for s, _ in exact], abs=0.01)


def test_a_vector_takes_a_byte_for_each_number_and_four_for_its_scale() -> None:
    assert len(pack(_vector(1))) == 388


def test_a_new_vector_replaces_the_old_one() -> None:
    kept = NearestVectors()
    kept.put([(1, pack(_vector(1))), (2, pack(_vector(2)))])
    kept.put([(1, pack(_vector(3))), (4, b"")])

    assert len(kept) == 2
    assert kept.nearest(_vector(3), 5)[0][0] == 1
    assert kept.nearest(_vector(3), 5, within=[2, 77])[0][0] == 2
    assert kept.nearest(_vector(3), 5, within=[]) == []


def test_articles_are_compared_with_a_vector_one_by_one_and_on_average() -> None:
    kept = NearestVectors()
    kept.put([(7, pack(_vector(1))), (9, pack(_vector(2)))])

    each = [kept.similarity(7, _vector(1)), kept.similarity(9, _vector(1))]

    assert each[0] == pytest.approx(1.0, abs=0.01)
    assert each[1] < 0.3
    assert kept.mean_similarity(_vector(1)) == pytest.approx(sum(each) / 2, abs=1e-6)


def test_vectors_of_another_length_are_not_compared() -> None:
    kept = NearestVectors()
    kept.put([(1, pack(_vector(1)))])

    assert kept.nearest([1.0, 0.0], 5) == []
    assert NearestVectors().nearest(_vector(1), 5) == []
