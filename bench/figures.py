"""Measured figures: how a bench hands them over, and how they are printed.

A bench is a module with `main(*, small: bool = False) -> Report`; `bench/__main__.py` lists them.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, the median where there were several.

    Attributes:
        reference: the same of what it is measured against, from the same run; None where there is
            nothing to compare with.
        ratio: to the reference; the median over pairs where the bench measured in pairs.
        goal: what `ratio` must not exceed, or `value` where there is no ratio.
    """

    name: str
    value: float
    unit: str
    reference: float | None = None
    ratio: float | None = None
    goal: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        if self.goal is None:
            return None
        return (self.value if self.ratio is None else self.ratio) <= self.goal


@dataclass(frozen=True, slots=True)
class Report:
    """What one bench found.

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
    goal = ""
    if figure.goal is not None:
        goal = f"≤ {figure.goal:g} {'×' if figure.ratio is not None else figure.unit}"
    return (
        figure.name,
        f"{figure.value:.4g} {figure.unit}",
        "" if figure.reference is None else f"{figure.reference:.4g} {figure.unit}",
        "" if figure.ratio is None else f"{figure.ratio:.2f} ×",
        goal,
        {None: "", True: "met", False: "MISSED"}[figure.met],
    )


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    first, *others = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return [first, *others]
