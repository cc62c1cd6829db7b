"""`python -m bench [NAME] [ARGUMENT...]`: measure the figures of `docs/measured.md`, on stdout."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.figures import Report, as_json, as_text


@dataclass(frozen=True, slots=True)
class Bench:
    """One that can be asked for.

    Attributes:
        module: has `main(*, small: bool)`, which returns a Report or several; imported when it is
            asked for.
        takes_arguments: what follows the name is handed to `main` as `arguments`.
        alone: it takes long, and runs only when it is asked for by its name.
    """

    module: str
    takes_arguments: bool = False
    alone: bool = False


BENCHES = {
    "startup": Bench("bench.startup"),
    "announce": Bench("bench.announce"),
    "rate": Bench("bench.rate"),
    "torture": Bench("bench.torture"),
    "growth": Bench("bench.growth", alone=True),
    "soak": Bench("bench.soak", takes_arguments=True, alone=True),
    "polling": Bench("bench.polling.compared"),
    "polling-hold": Bench("bench.polling.holding"),
    "holding": Bench("bench.holding.measured"),
    "keeping": Bench("bench.keeping"),
    "planning": Bench("bench.planning"),
    "schedules": Bench("bench.schedules"),
    "wishes": Bench("bench.wishes"),
    "duplicates": Bench("bench.duplicates"),
    "labels": Bench("bench.labels"),
    "search": Bench("bench.search.latency"),
    "search-judged": Bench("bench.search.judged"),
    "search-semantic": Bench("bench.search.semantic", alone=True),
    "search-any-text": Bench("bench.search.any_text", alone=True),
    "search-quality": Bench("bench.search.quality", takes_arguments=True),
}


def options_and_rest() -> tuple[argparse.Namespace, list[str]]:
    """The command line, and what is for the bench itself."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__, allow_abbrev=False)
    parser.add_argument("name", nargs="?", choices=[*BENCHES, "all"], default="all")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    parser.add_argument("--small", action="store_true", help="quick and rough")
    options, rest = parser.parse_known_args()
    if rest and not (options.name in BENCHES and BENCHES[options.name].takes_arguments):
        parser.error(f"{options.name} takes no arguments: {' '.join(rest)}")
    return options, rest


def reports_of(bench: Bench, rest: list[str], *, small: bool) -> Sequence[Report]:
    """Run one bench."""
    more = {"arguments": rest} if bench.takes_arguments else {}
    found: Report | Sequence[Report] = importlib.import_module(bench.module).main(
        small=small, **more
    )
    return (found,) if isinstance(found, Report) else found


def main() -> None:
    """Run one bench or all; exit 1 if a goal is missed."""
    options, rest = options_and_rest()
    every = [name for name, bench in BENCHES.items() if not bench.alone]
    names = every if options.name == "all" else [options.name]
    reports: list[Report] = []
    for name in names:
        found = reports_of(BENCHES[name], rest, small=options.small)
        reports += found
        for report in () if options.json else found:
            print(as_text(report), end="\n\n", flush=True)
    if options.json:
        print(as_json(reports))
    missed = any(figure.met is False for report in reports for figure in report.figures)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
