"""The real program as a process in a folder of its own, and a loopback server of feeds."""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from bot.settings import Settings
from tests import forking
from tests.waiting import PATIENCE_SECONDS

CHECKOUT = Path(__file__).resolve().parents[2]
OBEYING_RIGHTS = """
import ctypes
system, call = ctypes.CDLL(None), (ctypes.c_uint32 * 2)(0x2008_0522)
held = (ctypes.c_uint32 * 6)()
assert not system.capget(call, held)
for place in range(3):
    held[place] &= ~0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
assert not system.capset(call, held)
"""
"""Root is no exception any more: it gives up what lets it read and write all files."""


AS_MODULE = """
import runpy
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on stdout."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed


class Program:
    """`progress-bot` in `folder`, with nothing of this machine's environment but what it needs.

    Attributes:
        settings: variables that every command gets.
        forks: whether commands that run to their end are forks (`forking`); else each is started.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.settings = settings
        self.forks = forking.FORKS

    def environment(self) -> dict[str, str]:
        """The variables of a command."""
        names = {name.upper() for name in Settings.__struct_fields__}
        inherited = {name: value for name, value in os.environ.items() if name not in names}
        return {**inherited, "PYTHONPATH": str(CHECKOUT), **self.settings}

    async def __call__(self, *arguments: str, before: str = "") -> Outcome:
        """Run it to its end.

        Args:
            before: code that runs first and changes what the program finds.
        """
        if not self.forks or "PYTHONPATH" in self.settings:
            # A path counts when an interpreter starts.
            return await self._end(await self.start(*arguments, before=before))
        async with asyncio.timeout(PATIENCE_SECONDS):
            start = forking.Start("bot", arguments, str(self.folder), self.environment(), before)
            return Outcome(*await asyncio.to_thread(forking.run, start))

    async def start(self, *arguments: str, before: str = "") -> asyncio.subprocess.Process:
        """Run it beside the test; `before` is that of a call."""
        if before:
            return await self._start("-c", f"{before}\n{AS_MODULE}", *arguments)
        return await self._start("-m", "bot", *arguments)

    async def python(self, code: str) -> Outcome:
        """Run code in a new interpreter, where the program would run."""
        return await self._end(await self._start("-c", code))

    @staticmethod
    async def _end(process: asyncio.subprocess.Process) -> Outcome:
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, err = await process.communicate()
        assert process.returncode is not None
        return Outcome(process.returncode, out.decode(), err.decode())

    async def _start(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=self.folder,
            env=self.environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    def write_feeds(self, **urls: str) -> None:
        """Make these the catalogue, by name."""
        entries = (
            f'[[feed]]\nname = "{name}"\nurl = "{url}"\nhomepage = "https://example.org/"\n'
            for name, url in urls.items()
        )
        path = self.folder / "feeds.toml"
        path.write_text("\n".join(entries), "utf-8")
        self.settings["FEEDS_FILE"] = str(path)

    def write_glossary(self, reviewed: date) -> None:
        """Make this the glossary: one word, last reviewed on that day."""
        path = self.folder / "glossary.toml"
        path.write_text(
            '[[term]]\nname = "lump"\ndefinition = "A firm place."\nspanish_name = "bulto"\n'
            f'spanish = "Un lugar firme."\nreviewed = {reviewed}\n',
            "utf-8",
        )
        self.settings["GLOSSARY_FILE"] = str(path)


async def at_a_terminal(program: Program, typed: str, *arguments: str) -> tuple[int, str]:
    """Run a command whose stdin and stderr are a terminal; its exit code and its stdout."""
    code, out, _ = await conversation(program, typed, *arguments)
    # The question leaves a space there.
    return code, out.lstrip()


async def conversation(
    program: Program, typed: str, *arguments: str, then: signal.Signals | None = None
) -> tuple[int, str, str]:
    """The same, with what stood on the terminal; the signal comes at the next question."""
    ours, theirs = os.openpty()
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *arguments),
            cwd=program.folder,
            env=program.environment(),
            stdin=theirs,
            stderr=theirs,
            stdout=asyncio.subprocess.PIPE,
            # Without a terminal of its own, it asks for secrets on stdin, too.
            start_new_session=True,
        )
        shown = ""
        async with asyncio.timeout(PATIENCE_SECONDS):
            for answer in typed.splitlines():
                shown += await asyncio.to_thread(_until_asked, ours)
                os.write(ours, f"{answer}\n".encode())
            if then is not None:
                shown += await asyncio.to_thread(_until_asked, ours)
                process.send_signal(then)
            out, _ = await process.communicate()
        os.set_blocking(ours, False)
        with contextlib.suppress(BlockingIOError):
            shown += os.read(ours, 65_536).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert process.returncode is not None
    return process.returncode, out.decode(), shown


def _until_asked(terminal: int) -> str:
    """The text on the terminal up to the end of a question.

    Asking for a secret throws away what was typed before the space that follows the question. The
    space after any other question goes to stdout.
    """
    shown = ""
    while not shown.endswith(": " if "not shown" in shown else ":"):
        shown += os.read(terminal, 65_536).decode()
    return shown


class FeedServer:
    """Serves texts by path on the loopback interface; 404 for anything else.

    Attributes:
        documents: what stands under each path; a test may change it between two polls.
        ahead: how far its clock is ahead.
    """

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        self.documents = dict(documents)
        self.base = ""
        self.ahead = timedelta()

    @classmethod
    @contextmanager
    def open(cls, documents: Mapping[str, bytes]) -> Iterator["FeedServer"]:
        """Listen until the end of the block."""
        feeds = cls(documents)

        class Requests(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = feeds.documents.get(self.path)
                self.send_response(HTTPStatus.NOT_FOUND if body is None else HTTPStatus.OK)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def date_time_string(self, timestamp: float | None = None) -> str:
                now = time.time() if timestamp is None else timestamp
                return super().date_time_string(now + feeds.ahead.total_seconds())

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Requests) as server:
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            feeds.base = f"http://127.0.0.1:{server.server_port}"
            try:
                yield feeds
            finally:
                server.shutdown()
                thread.join()

    def url(self, path: str) -> str:
        """The address of that path."""
        return self.base + path


def rss(*items: str) -> bytes:
    """An RSS feed of these items."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <rss version="2.0"><channel><title>Sample News</title><link>https://example.org/</link>
        {"".join(items)}</channel></rss>""".encode()


def item(key: str, title: str, teaser: str = "What it says.", category: str = "News") -> str:
    """One item of it."""
    return f"""<item><guid isPermaLink="false">{key}</guid><title>{title}</title>
        <link>https://example.org/{key}</link><description>{teaser}</description>
        <category>{category}</category>
        <pubDate>Sun, 01 Mar 2026 12:00:00 GMT</pubDate></item>"""
