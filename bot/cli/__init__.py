"""The command line, a file per group. `progress-bot` and `python -m bot` call `main`.

Worker processes import the main module again, and this module with it. Therefore each command in
this folder imports what it needs only when it runs.
"""

import gc
import sys

INTERRUPTED = 130
"""The exit code that shells use: 128 and the number of SIGINT."""
OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""Garbage is collected less often: imports and knowledge are kept anyway, and looking through them
took a tenth of a command's time."""


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    try:
        from bot.cli.program import execute

        execute()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
