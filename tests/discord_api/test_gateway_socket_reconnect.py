from datetime import timedelta

from bot.discord_api.gateway_socket import (
    LASTING_CONNECTION,
    LONGEST_DELAY_SECONDS,
    MOST_RESUMES_IN_A_ROW,
    MOST_UNREACHABLE_IN_A_ROW,
    Backoff,
)

AT_ONCE = timedelta()


def delays(count: int, chance: float) -> list[float]:
    backoff, found = Backoff(chance=lambda: chance), list[float]()
    for _ in range(count):
        backoff.ended(AT_ONCE)
        found.append(backoff.delay)
    return found


def test_after_a_connection_that_held_the_next_one_is_made_at_once() -> None:
    backoff = Backoff()
    backoff.ended(AT_ONCE)
    backoff.ended(LASTING_CONNECTION)

    assert backoff.delay == 0
    assert not backoff.gives_up_session


def test_delays_double_up_to_five_minutes() -> None:
    assert delays(5, 1.0) == [1, 2, 4, 8, 16]
    assert delays(200, 1.0)[-1] == LONGEST_DELAY_SECONDS


def test_chance_takes_away_up_to_a_half() -> None:
    assert delays(4, 0.0) == [0.5, 1, 2, 4]
    assert all(0.5 <= Backoff(_failures=1).delay <= 1 for _ in range(100))


def test_a_session_is_given_up_after_some_connections_that_did_not_hold() -> None:
    backoff, given_up = Backoff(), list[bool]()
    for _ in range(2 * MOST_RESUMES_IN_A_ROW + 2):
        backoff.ended(AT_ONCE)
        given_up.append(backoff.gives_up_session)

    assert given_up == ([False] * MOST_RESUMES_IN_A_ROW + [True]) * 2


def test_a_session_is_kept_while_discord_is_out_of_reach_for_minutes_but_not_for_ever() -> None:
    backoff, waited = Backoff(chance=lambda: 0.0), 0.0
    for _ in range(MOST_UNREACHABLE_IN_A_ROW):
        backoff.ended(None)
        waited += backoff.delay
        assert not backoff.gives_up_session
    backoff.ended(None)

    assert waited > 120
    assert backoff.gives_up_session
