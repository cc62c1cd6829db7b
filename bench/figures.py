"""Measured figures: how a bench hands them over, and how they are printed.

A bench is a module with `main(*, small: bool = False) -> Report`; `bench/__main__.py` lists them.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, the median if there were several.

    Attributes:
        reference: the same of what it is measured against, from the same run; None if there is
            nothing to compare with.
        ratio: to the reference; the median over pairs if the bench measured in pairs.
        goal: what `ratio` must not exceed, or `value` if there is no ratio.
        floor: what it must reach, likewise.
    """

    name: str
    value: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    goal: float | None = None
    floor: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether goal and floor are kept; None if there is neither."""
        if self.goal is None and self.floor is None:
            return None
        judged = self.value if self.ratio is None else self.ratio
        too_high = self.goal is not None and judged > self.goal
        too_low = self.floor is not None and judged < self.floor
        return not (too_high or too_low)


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one bench.

    Attributes:
        against: what the reference is, as a sentence.
    """

    name: str
    against: str
    figures: tuple[Figure, ...]


def as_json(reports: Sequence[Report]) -> str:
    """All reports as one JSON object, by name."""
    return json.dumps(
        {
            report.name: {
                "against": report.against,
                "figures": [{**asdict(figure), "met": figure.met} for figure in report.figures],
            }
            for report in reports
        },
        indent=2,
    )


def as_text(report: Report) -> str:
    """One report as a small table."""
    heads = ("", "measured", "reference", "ratio", "goal", "")
    rows = [heads, *(_row(figure) for figure in report.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = ("  ".join(_cells(row, widths)).rstrip() for row in rows)
    return "\n".join((f"{report.name}: {report.against}", *lines))


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        f"{figure.value:.4g} {figure.unit}",
        "" if figure.reference is None else f"{figure.reference:.4g} {figure.unit}",
        "" if figure.ratio is None else f"{figure.ratio:.2f} ×",
        _bounds(figure),
        {None: "", True: "met", False: "MISSED"}[figure.met],
    )


def _bounds(figure: Figure) -> str:
    unit = figure.unit if figure.ratio is None else "×"
    bounds = (("≥", figure.floor), ("≤", figure.goal))
    return ", ".join(f"{sign} {bound:g} {unit}" for sign, bound in bounds if bound is not None)


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return [first, *others]
