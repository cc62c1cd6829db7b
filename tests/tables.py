"""Tests of long tables.

`pytest.mark.parametrize` makes a test of each row. That costs two milliseconds and more a row, in
each process that collects tests: much more than it takes to read a title. `each_row` takes its
place for pure functions with eight rows and more.
"""

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

Test = Callable[..., None]


def each_row(names: str | Sequence[str], rows: Sequence[Any]) -> Callable[[Test], Test]:
    """Run a test with each row of a table, as one test that names all rows for which it fails.

    All rows share the test's fixtures.

    Args:
        names: of the arguments that a row gives, as `pytest.mark.parametrize` takes them.
        rows: a value each if `names` is a string, else as many values as there are names.
    """
    given: list[dict[str, Any]] = (
        [{names: row} for row in rows]
        if isinstance(names, str)
        else [dict(zip(names, row, strict=True)) for row in rows]
    )

    def decorate(test: Test) -> Test:
        @wraps(test)
        def test_rows(**fixtures: Any) -> None:
            wrong = []
            for row in given:
                try:
                    test(**row, **fixtures)
                except Exception as exc:  # noqa: BLE001 - all of them fail the test
                    exc.add_note(f"The row: {row}")
                    wrong.append(exc)
            if wrong:
                raise ExceptionGroup(f"{len(wrong)} of {len(given)} rows are wrong", wrong)

        # pytest looks there for the fixtures that it must give.
        signature = inspect.signature(test)
        others = [each for name, each in signature.parameters.items() if name not in given[0]]
        test_rows.__signature__ = signature.replace(parameters=others)  # type: ignore[attr-defined]
        return test_rows

    return decorate
