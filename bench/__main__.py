"""`python -m bench [NAME]`: measure what the README states; figures on stdout."""

import argparse
import importlib
import sys

from bench.figures import Report, as_json, as_text

BENCHES = {
    "startup": "bench.startup",
    "announce": "bench.announce",
    "rate": "bench.rate",
    "torture": "bench.torture",
    "search": "bench.search_latency",
}
"""Modules with `main(*, small: bool = False) -> Report`, imported when they are asked for."""


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=[*BENCHES, "all"], default="all")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    parser.add_argument("--small", action="store_true", help="quick and rough")
    return parser.parse_args()


def main() -> None:
    """Run one bench or all; exit 1 where a goal is missed."""
    options = arguments()
    names = list(BENCHES) if options.name == "all" else [options.name]
    reports: list[Report] = []
    for name in names:
        report: Report = importlib.import_module(BENCHES[name]).main(small=options.small)
        reports.append(report)
        if not options.json:
            print(as_text(report), end="\n\n", flush=True)
    if options.json:
        print(as_json(reports))
    missed = any(figure.met is False for report in reports for figure in report.figures)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
