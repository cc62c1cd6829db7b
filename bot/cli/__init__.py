"""The command line, a file per group. `progress-bot` and `python -m bot` call `main`.

Each command imports what it needs when it runs. So `--help` stays quick, and a search needs neither
Discord's library nor that of HTTP.
"""

import gc
import signal
import sys
from types import FrameType

INTERRUPTED = 130
"""The exit code that shells use: 128 and the number of SIGINT."""
ENDING_SIGNALS = ("SIGTERM", "SIGHUP")
OBJECTS_BEFORE_COLLECTION = 100_000
"""A short command ends before garbage is collected: it would scan imports and knowledge, which are
kept anyway. A search makes some 70,000 objects, and scanning them took 12 ms of it (measured)."""


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    # A script's background job begins with SIGINT ignored. Without this, the command would miss a
    # SIGINT that comes before its event loop listens, and wait for a feed that does not answer.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in _other_endings():
        signal.signal(number, _end)
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    try:
        from bot.cli.program import execute

        execute()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        # The end of the process would look through all objects three times more.
        gc.freeze()


def _other_endings() -> list[signal.Signals]:
    """The signals that end a command as Ctrl-C does, so that it tidies up.

    SIGTERM comes from `kill`, `timeout` or a shutdown, SIGHUP from a closed terminal, unless
    `nohup` has it ignored. Windows has no SIGHUP.
    """
    known = [signal.Signals[name] for name in ENDING_SIGNALS if name in signal.Signals.__members__]
    return [each for each in known if signal.getsignal(each) is not signal.SIG_IGN]


def _end(_: int, frame: FrameType | None) -> None:
    """End the command. A closed terminal sends several: the others must not cut off its end."""
    for number in _other_endings():
        signal.signal(number, signal.SIG_IGN)
    # In an event loop, asyncio's handler cancels the task, which can tidy up then.
    interrupt = signal.getsignal(signal.SIGINT)
    if not callable(interrupt):
        raise KeyboardInterrupt
    interrupt(signal.SIGINT, frame)
