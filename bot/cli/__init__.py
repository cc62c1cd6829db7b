"""The command line, a file per group. `progress-bot` and `python -m bot` call `main`.

Worker processes import the main module again, and this module with it. Therefore each command in
this folder imports what it needs only when it runs.
"""

import sys

INTERRUPTED = 130
"""As shells have it: 128 and the number of SIGINT."""


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    try:
        from bot.cli.program import execute

        execute()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
