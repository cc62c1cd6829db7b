import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tests.demo.process import Demo


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path)
    yield demo
    demo.kill()


async def test_the_page_answers_at_the_address_that_is_printed(started: Demo) -> None:
    async with aiohttp.ClientSession() as client, client.get(started.url()) as answer:
        assert "Act as" in await answer.text()


def test_sigterm_ends_it_quietly_and_leaves_nothing_behind(started: Demo) -> None:
    started.url()

    code, said = started.end(signal.SIGTERM)

    assert (code, said, list(started.folder.iterdir())) == (0, "", [])


def test_a_tab_that_is_closed_in_the_middle_of_asking_is_no_error(started: Demo) -> None:
    port = int(started.url().rpartition(":")[2].strip("/"))
    head = "POST /api/action HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as tab:
        tab.sendall(head.encode())
        tab.sendall(b"{")
    for _ in range(2):  # when these are answered, the closed one has been noticed
        with socket.create_connection(("127.0.0.1", port)) as other:
            other.sendall(b"GET /hub/state HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            assert other.makefile("rb").read()

    code, said = started.end()

    assert (code, said) == (0, "")


def test_a_port_that_is_taken_is_one_clear_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        code, said = Demo(tmp_path, "--port", str(port)).wait()

    assert code == 78
    assert said == f"Port {port} is taken. Choose another one, or leave --port out.\n"
