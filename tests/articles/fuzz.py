"""`python -m tests.articles.fuzz [SECONDS] [SEED]`: spoiled feeds for as long as you like.

A document that breaks the parser is written to `fuzz-SEED.bin` before the traceback.
"""

import random
import sys
import time
from pathlib import Path

from tests.articles.mutations import spoiled
from tests.articles.test_any_bytes import check

SLOW_SECONDS = 5.0


def main(seconds: float = 60, seed: int = 0) -> None:
    """Spoil feeds, and check what comes of them."""
    until, number = time.monotonic() + seconds, seed
    while time.monotonic() < until:
        body = spoiled(random.Random(number))
        started = time.monotonic()
        try:
            check(body)
        except BaseException:
            Path(f"fuzz-{number}.bin").write_bytes(body)
            raise
        if time.monotonic() - started > SLOW_SECONDS:
            sys.stdout.write(f"seed {number} took {time.monotonic() - started:.1f} s\n")
        number += 1
    sys.stdout.write(f"{number - seed} documents, none broke anything\n")


if __name__ == "__main__":
    main(float((sys.argv[1:2] or ["60"])[0]), int((sys.argv[2:3] or ["0"])[0]))
