"""The server of `/healthz` meets errors; tests/program asks the running bot."""

import asyncio
import contextlib
import logging
import socket
from typing import cast

import pytest

from bot.clock import SystemClock
from bot.errors import SettingsError
from bot.health_server import serve
from bot.model.health import HealthAddress
from bot.pipelines.vitals import VitalsReader
from tests.fakes import ManualClock


class WrongOnce:
    """Vitals that fail the first time, as if only a person could mend it."""

    def __init__(self) -> None:
        self.looks = 0
        self.again = asyncio.Event()

    def watch_gateway(self) -> None:
        self.looks += 1
        if self.looks == 1:
            raise SettingsError("A setting is wrong.")
        self.again.set()


async def test_an_error_for_a_person_is_logged_with_its_traceback_and_serving_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    vitals = WrongOnce()
    address = HealthAddress("127.0.0.1", 0)
    serving = asyncio.create_task(serve(address, cast("VitalsReader", vitals), ManualClock()))
    try:
        served_again = asyncio.create_task(vitals.again.wait())
        await asyncio.wait({serving, served_again}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    (record,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert vitals.again.is_set()
    assert record.exc_info
    assert record.exc_info[0] is SettingsError


class Quiet:
    """Vitals that nobody asks."""

    def watch_gateway(self) -> None:
        pass


async def answering(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to a port, as soon as it is served."""
    while True:
        with contextlib.suppress(ConnectionRefusedError):
            return await asyncio.open_connection("127.0.0.1", port)
        await asyncio.sleep(0)


async def test_what_is_no_request_leaves_no_line_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    vitals = cast("VitalsReader", Quiet())
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    serving = asyncio.create_task(serve(HealthAddress("127.0.0.1", port), vitals, SystemClock()))
    try:
        for sent in (b"hello\r\n\r\n", b"\x16\x03\x01\x02\r\n\r\n"):
            reader, writer = await answering(port)
            writer.write(sent)
            assert b"400" in await reader.readline()
            writer.close()
    finally:
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving

    assert not [each for each in caplog.records if each.levelno > logging.INFO]
