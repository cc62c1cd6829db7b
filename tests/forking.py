"""The program without the cost of imports: a process that has made them forks for each start.

The program takes a quarter to half a second of CPU to start, nearly all of it for imports and for
the knowledge that ships. A fork of a process that has both is a process of its own, too: it has its
own folder, environment, signals and exit code, and can be ended by `kill -9`. Tests of how the
program is started start it as people do, such as those at a terminal, and those of streams and
interrupts in `tests/cli/test_program.py`.

    test ─► socket: module, arguments, folder, environment, files of the output ─► fork, which waits
         ◄─ its process id, and in the end its exit code ◄─ fork of the fork: runs the module

The program asks the fork that waits for processes that read feeds. They are forks, too. The tests
of `bot/reading/` start them as the program does.
"""

import asyncio
import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, Never, Self

import msgspec
import typer.main

from bot import core
from bot.articles.content_notes import note_phrases
from bot.cli import program
from bot.knowledge import languages as knowledge_of_languages
from bot.knowledge import shipped
from bot.model.document import Document
from bot.model.thesaurus import Thesaurus
from bot.reading import child_main, child_process
from bot.reading.extract import extract as read_feed
from bot.search import engine, support
from bot.search.words import Stems
from bot.storage import database, files
from tests import databases
from tests.factories import feed

CHECKOUT = Path(__file__).resolve().parents[1]
A_FEED = CHECKOUT / "data" / "demo" / "feed.xml"
NOT_IMPORTED = ("bot.__main__", "bot.demo", "bot.search.semantic", "bot.reading.embedding_process")
"""These need libraries that are not always there, or that start threads."""
LARGEST_REQUEST_BYTES = 1_000_000
FORKS = "coverage" not in sys.modules
"""Whether a start may be a fork, which coverage does not follow."""


class Start(msgspec.Struct, frozen=True):
    """A command to run, and its folder.

    Attributes:
        module: the one to run.
        before: code to run first, such as sets a limit.
    """

    module: str
    arguments: Sequence[str]
    folder: str
    environment: Mapping[str, str]
    before: str = ""


class Fork:
    """The program as it runs, with that part of `asyncio.subprocess.Process` that tests use.

    Attributes:
        pid: its process id.
    """

    def __init__(self, pid: int, answer: socket.socket) -> None:
        self.pid = pid
        self._ended = asyncio.create_task(self._end(answer))

    @classmethod
    async def start(cls, start: Start, output: int) -> "Fork":
        """Start it; this file takes its stdout and its stderr."""
        return cls(*await asyncio.to_thread(_start, start, output, output))

    @property
    def returncode(self) -> int | None:
        """Its exit code, as soon as it has ended and is waited for."""
        return self._ended.result() if self._ended.done() else None

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def wait(self) -> int:
        """Wait for its end; its exit code."""
        return await asyncio.shield(self._ended)

    @staticmethod
    async def _end(answer: socket.socket) -> int:
        with answer:
            answer.setblocking(False)
            return int(await asyncio.get_running_loop().sock_recv(answer, 20))


def run(start: Start) -> tuple[int, str, str]:
    """Run the program from beginning to end; its exit code, stdout and stderr. Blocks."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        _, answer = _start(start, out.fileno(), err.fileno())
        with answer:
            code = int(answer.recv(20))
        out.seek(0)
        err.seek(0)
        return code, out.read().decode(), err.read().decode()


def _start(start: Start, out: int, err: int) -> tuple[int, socket.socket]:
    """Fork the program; its process id, and the socket that gives its exit code."""
    # Arguments may be no Unicode, which msgspec does not write.
    return _forked(_server(), json.dumps(msgspec.to_builtins(start)).encode(), out, err)


def _forked(server: socket.socket, request: bytes, *files: int) -> tuple[int, socket.socket]:
    """Ask for a fork that has these files; its process id, and the socket for its exit code."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        socket.send_fds(server, [request], [*files, theirs.fileno()])
    return int(ours.recv(20)), ours


@cache
def _server() -> socket.socket:
    """The socket of this process's own server, which ends when the socket is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.forking", str(theirs.fileno())],
            cwd=CHECKOUT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
    atexit.register(server.wait)
    atexit.register(ours.close)
    return ours


class ForkedReader:
    """A process that reads feeds, with that part of `subprocess.Popen` that `ChildProcess` uses.

    Args:
        server: the socket of the process that forks.
    """

    def __init__(self, server: socket.socket) -> None:
        requests, answers = os.pipe(), os.pipe()
        self.stdin, self.stdout = os.fdopen(requests[1], "wb"), os.fdopen(answers[0], "rb")
        self.pid, self._answer = _forked(server, b"reader", requests[0], answers[1])
        os.close(requests[0])
        os.close(answers[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stdout.close()
        try:
            self.stdin.close()
        finally:
            self.wait()

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        try:
            # The code stays there for the next who asks.
            return int(self._answer.recv(20, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        except BlockingIOError:
            return None

    def wait(self) -> int:
        """Wait for its end; its exit code. Blocks."""
        return int(self._answer.recv(20, socket.MSG_PEEK))

    def kill(self) -> None:
        """End it at once."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


def serve(asked: socket.socket) -> None:
    """Fork for each request, until nobody can ask any more."""
    for module in pkgutil.walk_packages([str(CHECKOUT / "bot")], "bot."):
        if not module.name.startswith(NOT_IMPORTED):
            importlib.import_module(module.name)
    _begin_databases_without_migrations()
    _inherit_what_ships()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _fork_for_each(asked, _run_program)


def _fork_for_each(asked: socket.socket, run: Callable[..., Never]) -> None:
    """Fork, and call `run` there with the request and its files, for each until there is none."""
    while True:
        request, files, _, _ = socket.recv_fds(asked, LARGEST_REQUEST_BYTES, 3)
        if not request:
            return
        if not os.fork():
            asked.close()
            run(request, *files)
        for each in files:
            os.close(each)


def _begin_databases_without_migrations() -> None:
    """Let the program copy a new database, which takes a tenth of the time of migrations."""
    create = files.create_database
    databases.prepare()

    def create_quickly(path: Path) -> None:
        with contextlib.suppress(OSError):
            databases.begin_another(path)
        create(path)

    database.create_database = create_quickly  # type: ignore[attr-defined] # where it is called


def _inherit_what_ships() -> None:
    """Make before the forks what programs make of the knowledge that ships, and their commands.

    This takes four fifths of the time of a search, and as much of that of a doctor.
    """
    commands = _make_once(program, "program")
    _make_once(typer.main, "get_command", commands)
    topics = _make_once(core, "load_topics", shipped("topics.toml"))
    groups = _make_once(core, "load_tested_thesaurus", shipped("thesaurus.toml"))
    thesaurus = Thesaurus(_make_once(core, "PackedGroups", groups))
    names = _make_once(engine, "ThesaurusIndex", thesaurus, others=(Stems(),))
    names.longest_at(("brain", "mets"), 0)  # the first name makes what all names share
    _make_once(core, "load_everyday_words", shipped("everyday_words.toml"))
    languages = _make_once(core, "load_tested_support", shipped("support.toml"))
    words_of_distress = _make_once(support, "DistressWords", languages)
    words_of_distress.find("I want to die")  # so does the first phrase
    for path in shipped("languages").glob("*.toml"):
        _make_once(knowledge_of_languages, "_tested_language", path)
    spanish = _make_once(core, "load_language", shipped("languages") / "es.toml")
    _make_once(core, "load_glossary", shipped("glossary.toml"), thesaurus, spanish.terms)
    # A first feed makes what classifies articles, and compiles expressions.
    read_feed(Document("https://example.org/", 200, {}, A_FEED.read_bytes()), feed(), topics)
    note_phrases()


def _make_once(module: ModuleType, name: str, *same: object, others: Sequence[object] = ()) -> Any:
    """Let a maker of a module give what it makes now, whenever it is asked to make the same.

    Args:
        same: what the result depends on.
        others: its further arguments.
    """
    make = getattr(module, name)
    made = make(*same, *others)

    def give(*given: object) -> Any:
        return made if given[: len(same)] == same else make(*given)

    setattr(module, name, give)
    return made


def _run_program(request: bytes, out: int, err: int, answer: int) -> Never:
    """Fork once more to run the program, and fork for that one each process that reads feeds."""
    start = msgspec.convert(json.loads(request), Start)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.chdir(start.folder)
    os.environ.clear()
    os.environ.update(start.environment)
    # As `python -m` has them.
    sys.path[:1] = [start.folder, *start.environment.get("PYTHONPATH", "").split(os.pathsep)]
    sys.argv = ["", *start.arguments]
    asked, server = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if pid := os.fork():
        server.close()
        os.write(answer, str(pid).encode())
        _fork_for_each(asked, _run_reader)
        _tell_end(pid, answer)
    os.close(answer)
    asked.close()
    child_process.start_process = partial(ForkedReader, server)  # type: ignore[assignment]
    _run(partial(_run_module, start))


def _run_module(start: Start) -> None:
    exec(start.before, {})  # noqa: S102 - the test's own code
    runpy.run_module(start.module, run_name="__main__", alter_sys=True)


def _run_reader(_: bytes, requests: int, answers: int, answer: int) -> Never:
    """Fork once more to read feeds."""
    if pid := os.fork():
        # Else the program would not see that these end.
        os.close(requests)
        os.close(answers)
        with contextlib.suppress(BrokenPipeError):  # the program has ended
            os.write(answer, str(pid).encode())
            _tell_end(pid, answer)
        os._exit(0)
    os.close(answer)
    os.setpgrp()
    os.dup2(requests, 0)
    os.dup2(answers, 1)
    os.close(requests)
    os.close(answers)
    _run(child_main.serve)


def _tell_end(pid: int, answer: int) -> Never:
    """Wait for the end of a process, and send its exit code."""
    _, status = os.waitpid(pid, 0)
    os.write(answer, str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _run(main: Callable[[], object]) -> Never:
    """Run a program, and end without taking the interpreter apart, which would cost as much."""
    code: Any = 0  # a number: the program writes its sentences itself
    try:
        main()
    except SystemExit as exc:
        code = exc.code or 0
    except BaseException:  # noqa: BLE001 - as the interpreter does
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined] # as the interpreter does
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
