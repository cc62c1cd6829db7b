"""Mutation testing of one module: `./run mutate delivery/plan`.

    module ─► mutants (cosmic-ray) ─► in a copy of the checkout, the module's own tests on each
           ─► the score, and the diff of each mutant that the tests let pass

A mutant is the module with one change, such as `<` for `<=` or 6 for 5. The module's own tests are
`test_NAME.py` and `test_NAME_*.py` in the folder that mirrors its folder.
"""

import argparse
import ast
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.number_replacer import NumberReplacer
from cosmic_ray.operators.operator import Operator
from parso.python.tree import Number

CHECKOUT = Path(__file__).resolve().parents[1]
COPIED = ("bot", "cogs", "bench", "data", "tests", "pyproject.toml", "README.md")
SEED = 1
LEAST_SECONDS = 60.0
"""A mutant that loops for ever is killed after this time, or ten times what the tests take."""

NEIGHBORS = {
    "ReplaceBinaryOperator": (
        *("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Mod_Mul", "Pow_Mul"),
        *("LShift_RShift", "RShift_LShift", "BitAnd_BitOr", "BitOr_BitAnd", "BitXor_BitAnd"),
    ),
    "ReplaceComparisonOperator": (
        *("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Lt_GtE", "LtE_Gt", "Gt_LtE", "GtE_Lt"),
        *("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is"),
    ),
    "ReplaceUnaryOperator": ("USub_UAdd", "Delete_USub", "Delete_Not", "Delete_Invert"),
}
"""One or two replacements of each operator. Of all that cosmic-ray knows, most replace a `+` of
strings by something that no test could fail to notice, which flatters the score."""
OTHERS = (
    *("AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue"),
    *("ReplaceContinueWithBreak", "ExceptionReplacer", "ZeroIterationForLoop"),
)
LARGEST_COUNT = 9
"""A number up to here counts something: one more or less is wrong. Beyond it, or with a fraction,
a number is a threshold that was chosen: it is wrong if it is doubled or halved."""


Position = tuple[int, int]
"""Line, from 1, and column, from 0."""


class UsageError(Exception):
    """The command line names nothing that can be mutated; `str()` says what to do."""


class OtherNumber(NumberReplacer):  # type: ignore[misc]
    """Replaces a number by two others."""

    def mutate(self, node: Number, index: int) -> Number:
        """The number with one more or less, or doubled or halved."""
        value = ast.literal_eval(node.value)
        if isinstance(value, int) and value <= LARGEST_COUNT:
            other = value + (1, -1)[index]
        else:
            other = value * 2 if index == 0 else type(value)(value / 2)
        return Number(f" {other}", node.start_pos)


@dataclass(frozen=True)
class Target:
    """A module and its own tests, both relative to the checkout."""

    module: Path
    tests: tuple[Path, ...]


@dataclass(frozen=True)
class Score:
    """The mutants that were tried, and the diffs of those that survived."""

    tried: int
    survivors: tuple[str, ...]

    @property
    def percent(self) -> float:
        """How many of a hundred were killed."""
        return 100 * (self.tried - len(self.survivors)) / max(self.tried, 1)


def find_target(asked: str, checkout: Path = CHECKOUT) -> Target:
    """The module that `delivery/plan`, `bot.delivery.plan` or `bot/delivery/plan.py` names.

    Raises:
        UsageError: there is no such module, or it has no tests of its own.
    """
    path = Path(asked.removesuffix(".py").replace(".", "/")).with_suffix(".py")
    module = next((p for p in (path, "bot" / path) if (checkout / p).is_file()), None)
    if module is None:
        raise UsageError(f"There is no module {asked}. Name one, such as delivery/plan.")
    folder = Path("tests", *module.parts[1 if module.parts[0] == "bot" else 0 : -1])
    names = (f"test_{module.stem}.py", f"test_{module.stem}_*.py")
    found = sorted(path for name in names for path in (checkout / folder).glob(name))
    if not found:
        raise UsageError(f"{module} has no tests of its own: {folder / names[0]} does not exist.")
    return Target(module, tuple(path.relative_to(checkout) for path in found))


def mutants(code: str) -> list[str]:
    """The module with one change each, each once; none in the parts that are `_untouched`."""
    tree = ast.parse(code)
    seen, found = {ast.dump(tree)}, []
    for operator in _operators():
        for occurrence in _occurrences(code, operator, tuple(_untouched(tree))):
            mutant: str = mutate_code(code, operator, occurrence)
            try:
                mutated = ast.parse(mutant)
            except SyntaxError:  # as `not x := y` is
                continue
            if ast.dump(mutated) not in seen and _signatures(mutated) == _signatures(tree):
                seen.add(ast.dump(mutated))
                found.append(mutant)
    return found


def _signatures(tree: ast.AST) -> list[tuple[int, int]]:
    """How many parameters are positional or named only: a `*` among them is no multiplication."""
    found = [each for each in ast.walk(tree) if isinstance(each, ast.arguments)]
    return [(len(each.posonlyargs), len(each.kwonlyargs)) for each in found]


def sample(found: list[str], at_most: int | None) -> list[str]:
    """So many of the mutants, the same ones each time; all if there are no more."""
    if at_most is None or at_most >= len(found):
        return found
    return random.Random(SEED).sample(found, at_most)


def _operators() -> Iterator[Operator]:
    names = [f"{family}_{pair}" for family, pairs in NEIGHBORS.items() for pair in pairs]
    for name in (*names, *OTHERS):
        yield cosmic_ray.plugins.get_operator(f"core/{name}")()
    yield OtherNumber()


def _occurrences(
    code: str,
    operator: Operator,
    untouched: Sequence[tuple[Position, Position]],
) -> Iterator[int]:
    positions = [
        start for node in ast_nodes(get_ast(code)) for start, _ in operator.mutation_positions(node)
    ]
    for occurrence, start in enumerate(positions):
        if not any(first <= start < last for first, last in untouched):
            yield occurrence


def _untouched(tree: ast.AST) -> Iterator[tuple[Position, Position]]:
    """The places of annotations, decorators and class options: no test of behavior tells those."""
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        if isinstance(node, ast.AnnAssign | ast.arg):
            parts.append(node.annotation)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            parts.append(node.returns)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            parts += node.decorator_list
        if isinstance(node, ast.ClassDef):
            parts += [option.value for option in node.keywords]
        for part in parts:
            if part is not None:
                yield (
                    (part.lineno, part.col_offset),
                    (part.end_lineno or part.lineno, part.end_col_offset or 0),
                )


class Copy:
    """A copy of what the tests need, in which the module can be changed."""

    def __init__(self, folder: Path, target: Target, checkout: Path) -> None:
        self._folder = folder / "checkout"
        self._target = target
        self._original = (checkout / target.module).read_text("utf-8")
        self._folder.mkdir()
        for name in COPIED:
            if (checkout / name).is_dir():
                unneeded = shutil.ignore_patterns("__pycache__", "*.db*", "results")
                shutil.copytree(checkout / name, self._folder / name, ignore=unneeded)
            elif (checkout / name).exists():
                shutil.copy(checkout / name, self._folder / name)

    def passes(self, code: str | None = None, seconds: float | None = None) -> bool:
        """Whether the tests pass with this code in place of the module, within a time."""
        module = self._folder / self._target.module
        module.write_text(self._original if code is None else code, "utf-8")
        # Compiled code is told from its source by second and size, which two mutants may share.
        for compiled in module.parent.glob(f"__pycache__/{module.stem}.*.pyc"):
            compiled.unlink()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("COV", "PYTEST"))}
        command = [
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            *map(str, self._target.tests),
        ]
        try:
            ended = subprocess.run(
                [sys.executable, *command],
                cwd=self._folder,
                env={**inherited, "PYTHONPATH": str(self._folder)},
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return ended.returncode == 0


def score(
    target: Target, *, at_most: int | None = None, jobs: int = 1, checkout: Path = CHECKOUT
) -> Score:
    """Try the mutants of a module, a sample of them if there are more than `at_most`.

    Raises:
        UsageError: the tests fail without any change.
    """
    original = (checkout / target.module).read_text("utf-8")
    chosen = sample(mutants(original), at_most)
    with tempfile.TemporaryDirectory() as place:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(jobs):
            (folder := Path(place, str(number))).mkdir()
            copies.put(Copy(folder, target, checkout))
        seconds = _seconds_for_a_mutant(copies)

        def survives(mutant: str) -> bool:
            copy = copies.get()
            try:
                return copy.passes(mutant, seconds)
            finally:
                copies.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            passed = list(pool.map(survives, chosen))
    survivors = [mutant for mutant, survived in zip(chosen, passed, strict=True) if survived]
    return Score(len(chosen), tuple(_diff(target.module, original, each) for each in survivors))


def _seconds_for_a_mutant(copies: "SimpleQueue[Copy]") -> float:
    copy = copies.get()
    started = time.monotonic()
    if not copy.passes():
        raise UsageError("The module's own tests fail as it is. Mend that first.")
    copies.put(copy)
    return max(LEAST_SECONDS, 10 * (time.monotonic() - started))


def _diff(module: Path, original: str, mutant: str) -> str:
    lines = difflib.unified_diff(
        original.splitlines(), mutant.splitlines(), str(module), "mutant", lineterm="", n=1
    )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score and the survivors; the exit code."""
    parser = argparse.ArgumentParser(prog="./run mutate", description="Mutation-test one module.")
    parser.add_argument("module", help="such as delivery/plan")
    parser.add_argument("--at-most", type=int, metavar="N", help="try a sample of N mutants")
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="how many at once"
    )
    options = parser.parse_args(arguments)
    try:
        target = find_target(options.module)
        found = score(target, at_most=options.at_most, jobs=options.jobs)
    except UsageError as exc:
        parser.error(str(exc))
    print(*found.survivors, sep="\n\n", end="\n\n" if found.survivors else "")
    killed = found.tried - len(found.survivors)
    print(f"{target.module}: {killed} of {found.tried} mutants killed, {found.percent:.0f} %")
    return 0


if __name__ == "__main__":
    sys.exit(main())
