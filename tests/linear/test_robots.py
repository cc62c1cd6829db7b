from dataclasses import dataclass

import pytest

from bot.feeds.robots import NAME, rules_of
from tests.linear.growth import outgrown
from tests.linear.hostile_texts import Shape


@dataclass(frozen=True, slots=True)
class Groups(Shape):
    """Agents, `before` and a number each, and as many rules for all of them."""

    def text(self, size: int) -> str:
        """About `size` characters of it."""
        count = size // 40
        agents = "".join(f"{self.before}{number}\n" for number in range(count))
        return agents + f"{self.unit}\n" * count


@pytest.mark.parametrize(
    "shape",
    [
        Groups("User-agent: a", "Disallow: /a", ""),
        Groups("useragent a", "Disallow: /a", ""),
        Groups("User-agent: bot\nUser-agent: b", "Allow: /a*b*c", ""),
        Shape("", "a ", ""),
        Shape("User-agent: *\nDisallow: /", "*a", "\n"),
    ],
)
def test_rules_take_time_in_proportion_to_their_file(shape: Shape) -> None:
    def read(text: str) -> None:
        rules_of(text).can_fetch(f"https://example.org/{'a' * 2_000}", NAME)

    assert not outgrown(read, [shape], 256_000)


def test_among_many_agents_ours_is_found() -> None:
    agents = "".join(f"User-agent: a{number}\n" for number in range(1_000))

    rules = rules_of(f"{agents}Disallow: /\n\nUser-agent: progressbot # us\nDisallow: /x\n")

    assert rules.can_fetch("https://example.org/", NAME)
    assert not rules.can_fetch("https://example.org/x", NAME)
