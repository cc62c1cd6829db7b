"""The command line, a file per group. `progress-bot` and `python -m bot` call `main`.

Worker processes import the main module again, and this one with it: whatever a command needs is
imported when it is asked for, here and in the whole folder.
"""


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    from bot.cli.program import execute

    execute()
