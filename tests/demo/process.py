"""The demo as a user starts it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from tests.waiting import PATIENCE_SECONDS


class Demo:
    """The demo as a process of its own."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--no-browser", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(folder)},
        )

    def url(self) -> str:
        """The address that it prints first."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line or self.wait()
        return found[0]

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """Press Ctrl-C; its exit code, and what it said on stderr."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> tuple[int, str]:
        """Wait for its own end; its exit code, and what it said on stderr."""
        _, said = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, said

    def kill(self) -> None:
        """End it whatever it does."""
        self.process.kill()
        self.process.communicate()
