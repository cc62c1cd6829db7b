"""How many refusals are too many, and for how long."""

import pytest

from bot.discord_api.circuit import Circuit


def _refused(circuit: Circuit, *moments: float) -> list[bool]:
    return [circuit.record(403, moment) for moment in moments]


@pytest.mark.parametrize("status", [401, 403, 429])
def test_too_many_refusals_open_it(status: int) -> None:
    circuit = Circuit(most=3)

    opened = [circuit.record(status, moment) for moment in (0, 1, 2)]

    assert opened == [False, False, True]
    assert circuit.open_for(2) > 0


def test_one_refusal_less_leaves_it_closed() -> None:
    circuit = Circuit(most=3)
    _refused(circuit, 0, 1)

    assert circuit.open_for(1) == 0


@pytest.mark.parametrize("status", [200, 204, 400, 404, 500, 502])
def test_other_answers_do_not_count(status: int) -> None:
    circuit = Circuit(most=1)

    assert not circuit.record(status, 0)
    assert circuit.open_for(0) == 0


def test_a_limit_that_others_used_up_does_not_count() -> None:
    circuit = Circuit(most=1)
    circuit.record(429, 0, shared=True)

    assert circuit.open_for(0) == 0


def test_it_closes_when_the_first_of_them_is_ten_minutes_old() -> None:
    circuit = Circuit(most=3)
    _refused(circuit, 100, 150, 400)

    assert circuit.open_for(400) == 300
    assert circuit.open_for(699) == 1
    assert circuit.open_for(700) == 0


def test_refusals_far_apart_never_open_it() -> None:
    circuit = Circuit(most=3)

    assert not any(_refused(circuit, *range(0, 10_000, 301)))


def test_it_opens_again_at_the_next_refusal_while_others_still_count() -> None:
    circuit = Circuit(most=3)
    _refused(circuit, 100, 150, 400)

    assert _refused(circuit, 701, 702) == [True, False]
    assert circuit.open_for(702) == 298


def test_by_itself_it_stays_far_below_what_discord_bears() -> None:
    circuit, refused = Circuit(), 0
    for second in range(600):
        for _ in range(50):
            if circuit.open_for(second) == 0:
                circuit.record(429, second)
                refused += 1

    assert refused == 1_000
