"""The reference, in a process of its own: `reader`, a feed library, over the same feeds.

    python -m bench.polling.theirs FILE

FILE holds an address a line. Prints what two rounds of `update_feeds` took, and how long
`update_search`, its index, took between them.
"""

import contextlib
import json
import sys
from pathlib import Path

import reader

from bench.polling.taken import Stopwatch


def main(addresses: list[str]) -> None:
    """Measure both rounds, and the index."""
    with contextlib.closing(reader.make_reader("reader.db")) as kept:
        for address in addresses:
            kept.add_feed(address)
        with Stopwatch() as filled:
            kept.update_feeds(scheduled=False)
        if kept.get_feed_counts(broken=True).total:
            raise RuntimeError("reader could not read every feed")
        kept.enable_search()
        with Stopwatch() as indexed:
            kept.update_search()
        with Stopwatch() as unchanged:
            kept.update_feeds(scheduled=False)
    taken = {
        **filled.named("filled"),
        **indexed.named("indexed"),
        **unchanged.named("unchanged"),
    }
    sys.stdout.write(json.dumps(taken) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).read_text(encoding="utf-8").split())
