import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutate import CHECKOUT, Target, UsageError, find_target, mutants, sample, score

MODULE = "def fits(length: int, limit: int) -> bool:\n    return length <= limit\n"
WEAK = """
from bot.lengths import fits


def test_a_short_one_fits_and_a_long_one_does_not() -> None:
    assert fits(3, limit=5)
    assert not fits(7, limit=5)
"""
STRONG = f"{WEAK}    assert fits(5, limit=5)\n"
BOUNDARY = """--- bot/lengths.py
+++ mutant
@@ -1,2 +1,2 @@
 def fits(length: int, limit: int) -> bool:
-    return length <= limit
+    return length < limit"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").touch()
    (tmp_path / "bot" / "lengths.py").write_text(MODULE)
    (tmp_path / "tests").mkdir()
    # The plugins of this project, which its tests do not need, take most of their time.
    options = '[tool.pytest.ini_options]\naddopts = ["--disable-plugin-autoload"]\n'
    (tmp_path / "pyproject.toml").write_text(options)
    return tmp_path


def test_a_change_that_the_tests_let_pass_is_shown_and_the_checkout_stays_as_it_is(
    checkout: Path,
) -> None:
    (checkout / "tests" / "test_lengths.py").write_text(WEAK)

    found = score(find_target("lengths", checkout), checkout=checkout)

    assert (found.tried, found.survivors) == (2, (BOUNDARY,))
    assert found.percent == 50
    assert (checkout / "bot" / "lengths.py").read_text() == MODULE


def test_better_tests_kill_all(checkout: Path) -> None:
    (checkout / "tests" / "test_lengths.py").write_text(STRONG)

    found = score(find_target("bot/lengths.py", checkout), jobs=2, checkout=checkout)

    assert found.percent == 100


def test_annotations_and_signs_in_signatures_are_left_alone() -> None:
    assert mutants("def fits(a: int | None, *, b: int = 1) -> int | None: ...") == [
        "def fits(a: int | None, *, b: int = 2) -> int | None: ...",
        "def fits(a: int | None, *, b: int = 0) -> int | None: ...",
    ]


def test_options_of_a_class_are_left_alone() -> None:
    assert mutants("class Place(Struct, frozen=True):\n    id: int\n") == []


def test_a_change_that_is_no_python_is_left_out() -> None:
    # To negate `one := text` would be `not one := text`.
    assert mutants("def first(text: str) -> str:\n    if one := text:\n        return one\n") == []


def test_a_number_that_counts_is_off_by_one_and_a_threshold_is_doubled_and_halved() -> None:
    found = [each.split()[-1] for code in ("X = 3", "X = 500", "X = .2") for each in mutants(code)]

    assert found == ["4", "2", "1000", "250", "0.4", "0.1"]


def test_a_sample_is_the_same_each_time() -> None:
    found = [str(number) for number in range(100)]

    assert sample(found, 5) == sample(found, 5)
    assert len(set(sample(found, 5))) == 5
    assert sample(found, 100) == sample(found, None) == found


def test_a_module_is_named_in_three_ways_and_all_its_own_tests_are_found() -> None:
    tests = tuple(Path("tests/delivery", f"test_plan{end}.py") for end in ("", "_properties"))

    for name in ("delivery/plan", "bot.delivery.plan", "bot/delivery/plan.py"):
        assert find_target(name) == Target(Path("bot/delivery/plan.py"), tests)


@pytest.mark.parametrize("name", ["delivery/nothing", "__main__"])
def test_a_module_without_tests_of_its_own_is_a_sentence(name: str) -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "tests.mutate", name],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 2
    assert "Traceback" not in outcome.stderr
    assert name.removeprefix("bot/") in outcome.stderr


def test_tests_that_fail_without_any_change_are_a_sentence(checkout: Path) -> None:
    (checkout / "tests" / "test_lengths.py").write_text(
        "def test_it() -> None:\n    assert False\n"
    )

    with pytest.raises(UsageError, match="fail as it is"):
        score(find_target("lengths", checkout), checkout=checkout)
