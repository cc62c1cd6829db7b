"""Commands without the cost of imports: a process that has imported the program forks for each.

A command takes a quarter to a whole second of CPU to start, nearly all of it for imports. A fork of
a process that has made them is as much a process of its own: with its folder, its environment, its
exit code, and its end by a signal. `Program` runs commands so from beginning to end; commands that
a test kills or talks with are started as people start them, and so is all of `test_program`.

    test ─► socket: arguments, folder, environment, files for the output ─► fork, which waits
         ◄─ its exit code ◄─ fork of the fork: runs the command
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Never

CHECKOUT = Path(__file__).resolve().parents[2]
MAIN = CHECKOUT / "bot" / "__main__.py"
NOT_IMPORTED = ("bot.__main__", "bot.demo", "bot.search.semantic", "bot.reading.embedding_process")
"""These need libraries that are not always there, or that start threads."""
LARGEST_REQUEST_BYTES = 1_000_000


def run(
    arguments: tuple[str, ...], folder: Path, environment: dict[str, str]
) -> tuple[int, str, str]:
    """Run a command from beginning to end; its exit code, stdout and stderr. Blocks."""
    request = {"arguments": arguments, "folder": str(folder), "environment": environment}
    ours, theirs = socket.socketpair()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, ours:
        with theirs:
            files = [out.fileno(), err.fileno(), theirs.fileno()]
            socket.send_fds(_server(), [json.dumps(request).encode()], files)
        code = int(ours.recv(20))
        out.seek(0)
        err.seek(0)
        return code, out.read().decode(), err.read().decode()


@cache
def _server() -> socket.socket:
    """The socket of this process's own server, which ends when the socket is closed."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.forking", str(theirs.fileno())],
            cwd=CHECKOUT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
    atexit.register(server.wait)
    atexit.register(ours.close)
    return ours


def serve(asked: socket.socket) -> None:
    """Fork for each request, until nobody can ask any more."""
    for module in pkgutil.walk_packages([str(CHECKOUT / "bot")], "bot."):
        if not module.name.startswith(NOT_IMPORTED):
            importlib.import_module(module.name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        data, files, _, _ = socket.recv_fds(asked, LARGEST_REQUEST_BYTES, 3)
        if not data:
            return
        if not os.fork():
            _wait_for_command(json.loads(data), *files)
        for each in files:
            os.close(each)


def _wait_for_command(request: dict[str, Any], out: int, err: int, answer: int) -> None:
    """Fork, and send the exit code of that process; returns in it alone."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if command := os.fork():
        _, status = os.waitpid(command, 0)
        os.write(answer, str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    os.close(answer)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    # As `python -m bot` has them.
    sys.path[0] = request["folder"]
    sys.argv = [str(MAIN), *request["arguments"]]
    _run()


def _run() -> Never:
    from bot.cli import main  # noqa: PLC0415 - imported before the fork

    main()
    sys.exit()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
