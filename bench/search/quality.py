"""How well the bot's search answers the queries of any test collection, beside other searches.

`./run bench search-quality FOLDER...` takes collections in BEIR's layout (see `collection`), or
those in `../shared/ir` beside the checkout. All contenders answer the same queries over the same
documents, as they are and spoiled by typos.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median, quantiles

from bench.children import ROOT
from bench.figures import Figure, Report
from bench.search.collection import Collection, is_collection, read
from bench.search.contenders import BARE, OURS, installed
from bench.search.losses import worst
from bench.search.measures import NDCG, trec_lines
from bench.search.perturbations import PERTURBATIONS
from bench.search.trial import CLEAN, Standing, means_of, run

BESIDE = ROOT.parent / "shared" / "ir"
SEEDS = 3
KEPT = {"one typo": 0.97, "last word cut": 0.75, "space dropped": 0.95}
"""Parts of the clean nDCG@10 that spoiled queries must keep."""
ALSO_TO_BEAT = "tantivy"


def main(*, small: bool = False, arguments: Sequence[str] = ()) -> list[Report]:
    """Measure over the collections that are named, or lie beside the checkout.

    Args:
        small: spoil queries in one way instead of three.
        arguments: as on the command line.
    """
    options = _options(arguments)
    reports: list[Report] = []
    for folder in options.folders:
        collection = read(folder)
        with tempfile.TemporaryDirectory() as place:
            standings = asyncio.run(
                run(collection, installed(), 1 if small else SEEDS, Path(place))
            )
        reports += _reports(collection, standings)
        if options.run:
            ranking = standings[OURS].rounds[CLEAN][0].ranking
            options.run.write_text("".join(trec_lines(ranking, "progress-bot")), "utf-8")
        for name in (CLEAN, "one typo") if options.losses else ():
            print(*worst(collection, standings, name, options.losses), sep="\n", file=sys.stderr)
    return reports


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench search-quality", description=__doc__)
    parser.add_argument("folders", nargs="*", type=_folder, metavar="FOLDER")
    parser.add_argument(
        "--run", type=Path, metavar="FILE", help="write the clean ranking in TREC's run format"
    )
    parser.add_argument(
        "--losses", type=int, default=0, metavar="N", help="name the N worst queries, on stderr"
    )
    options = parser.parse_args(arguments)
    options.folders = options.folders or sorted(filter(is_collection, BESIDE.glob("*")))
    if not options.folders:
        print(f"No collection was named, and none lies in {BESIDE}.", file=sys.stderr)
    if options.run and len(options.folders) != 1:
        parser.error("--run takes the ranking of one collection: name its folder")
    return options


def _folder(name: str) -> Path:
    folder = Path(name)
    if not is_collection(folder):
        sentence = f"{name} lacks corpus.jsonl, queries.jsonl, or qrels.tsv"
        raise argparse.ArgumentTypeError(sentence)
    return folder


def _reports(collection: Collection, standings: Mapping[str, Standing]) -> Iterator[Report]:
    means = {
        name: {each: means_of(collection, rounds) for each, rounds in standing.rounds.items()}
        for name, standing in standings.items()
    }
    size = f"{len(collection.documents):,} documents, {len(collection.queries):,} queries"
    title = f"search-quality, {collection.name}"
    clean = {name: sets[CLEAN] for name, sets in means.items()}
    yield Report(f"{title}, {CLEAN}", f"{BARE}, {size}", tuple(_clean(clean)))
    for each in PERTURBATIONS:
        figures = (
            Figure(
                f"{name}: {measure}",
                value,
                "",
                clean[name][measure],
                _ratio(value, clean[name][measure]),
                floor=KEPT.get(each) if name == OURS and measure == NDCG else None,
            )
            for name, sets in means.items()
            for measure, value in sets[each].items()
        )
        rounds = len(standings[OURS].rounds[each])
        yield Report(f"{title}, {each}", f"its own clean queries, ways: {rounds}", tuple(figures))
    yield Report(f"{title}, cost", f"{BARE}, {size} in turns", tuple(_costs(standings)))


def _clean(means: Mapping[str, Mapping[str, float]]) -> Iterator[Figure]:
    for name, values in means.items():
        for measure, value in values.items():
            judged = name == OURS and measure == NDCG
            yield _compared(f"{name}: {measure}", value, means[BARE][measure], judged=judged)
    if ALSO_TO_BEAT in means:
        name = f"{OURS} against {ALSO_TO_BEAT}: {NDCG}"
        yield _compared(name, means[OURS][NDCG], means[ALSO_TO_BEAT][NDCG], judged=True)


def _compared(name: str, value: float, reference: float, *, judged: bool) -> Figure:
    ratio = _ratio(value, reference)
    return Figure(name, value, "", reference, ratio, floor=1.0 if judged else None)


def _costs(standings: Mapping[str, Standing]) -> Iterator[Figure]:
    costs = {name: _cost(standing) for name, standing in standings.items()}
    for name, values in costs.items():
        for (what, unit), value in values.items():
            reference = costs[BARE][what, unit]
            yield Figure(f"{name}: {what}", value, unit, reference, _ratio(value, reference))


def _cost(standing: Standing) -> dict[tuple[str, str], float]:
    milliseconds = standing.rounds[CLEAN][0].milliseconds
    return {
        ("p50", "ms"): median(milliseconds),
        ("p95", "ms"): quantiles(milliseconds, n=20)[-1],
        ("indexing", "s"): standing.seconds,
        ("on disk", "MB"): standing.megabytes,
    }


def _ratio(value: float, reference: float) -> float | None:
    return value / reference if reference else None
