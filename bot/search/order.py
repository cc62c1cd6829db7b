"""Puts ranked articles in order, and drops those that hardly answer. Pure; `finder` asks."""

from collections.abc import Iterable, Sequence

from bot.search.ranking import Ranked

ARTICLES_IN_A_TURN = 2
MIN_SCORE_SHARE = 0.15
"""Articles below this share of the best score that hold less share only a common word with it."""
MIN_SCORE_SHARE_BY_DATE = 0.4
"""The same with the newest first."""


def by_sense(places: Sequence[Ranked]) -> list[Ranked]:
    """Alternate between senses, two articles of each, so that the first page shows them all."""
    senses: dict[str, list[Ranked]] = {}
    for place in places:
        senses.setdefault(place.sense, []).append(place)
    turns = [some for sense, some in senses.items() if sense] + [senses.get("", [])]
    return [
        place
        for start in range(0, len(places), ARTICLES_IN_A_TURN)
        for some in turns
        for place in some[start : start + ARTICLES_IN_A_TURN]
    ]


def in_order(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Return the candidates with enough points, the best first."""
    places = sorted(ranked, key=lambda each: (-each.score, -each.dated.timestamp(), -each.id))
    return [place for place in places if _answers(place, places[0], MIN_SCORE_SHARE)]


def newest_first(ranked: Sequence[Ranked]) -> list[Ranked]:
    """Return the candidates that are about as good as the best one, by date."""
    fitting = [place for place in ranked if _answers(place, ranked[0], MIN_SCORE_SHARE_BY_DATE)]
    return sorted(fitting, key=lambda place: (place.dated, place.id), reverse=True)


def _answers(place: Ranked, best: Ranked, part: float) -> bool:
    return place.score >= part * best.score or len(place.holds) >= len(best.holds)
