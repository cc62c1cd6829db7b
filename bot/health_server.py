"""Serves `/healthz` and `/metrics` at HEALTH: whether a person should look at the bot.

    GET /healthz ─► pipelines.vitals ─► 200, or 503 with sentences on what is wrong; JSON
    GET /metrics ─► the same, and counts ─► prometheus-client (the extra `metrics`); else 404

Labels name loops and states, never servers, channels or members. Run by `lifecycle`, also while the
database cannot be opened; a port that is in use is logged, and tried again.
"""

import logging
from datetime import datetime
from http import HTTPStatus

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.clock import Clock
from bot.errors import ConfigurationError
from bot.model.health import HealthAddress
from bot.pipelines.vitals import Vitals, VitalsReader

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0
"""The pause between two looks whether the gateway is connected. Chosen by eye."""
START_AGAIN_SECONDS = 60.0
"""The wait before a port that is in use is tried again. Chosen by eye."""
SHUTDOWN_SECONDS = 1.0
"""The time that open requests have when the bot stops. Chosen by eye."""
NOT_SERVED = (
    "Nothing can be served at HEALTH={address} ({reason}). Set it to an address of this machine, "
    "with a free port above 1023."
)
NO_METRICS = "Metrics need prometheus-client: pip install 'progress-bot[metrics]'\n"


async def serve(address: HealthAddress, vitals: VitalsReader, clock: Clock) -> None:
    """Answer until canceled."""
    said = None
    while True:
        try:
            await _serve_once(address, vitals, clock)
        except ConfigurationError:
            # `keep_going` would raise it, and nothing would be served until the next start.
            log.exception("Serving at HEALTH=%s ended; it begins again in a minute", address)
            await clock.sleep(START_AGAIN_SECONDS)
        except OSError as exc:
            # asyncio raises an error without `strerror` if no address could be bound.
            sentence = NOT_SERVED.format(address=address, reason=exc.strerror or exc)
            if sentence != said:
                log.error("%s", sentence)  # noqa: TRY400 - a sentence for the operator
            said = sentence
            await clock.sleep(START_AGAIN_SECONDS)


async def _serve_once(address: HealthAddress, vitals: VitalsReader, clock: Clock) -> None:
    requests = logging.getLogger(f"{__name__}.requests")
    requests.addFilter(_is_of_ours)
    runner = web.AppRunner(
        application(vitals),
        access_log=None,
        logger=requests,
        shutdown_timeout=SHUTDOWN_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, address.host, address.port).start()
        log.info("The bot says at http://%s/healthz how it is", address)
        while True:
            vitals.watch_gateway()
            await clock.sleep(LOOK_EVERY_SECONDS)
    finally:
        await runner.cleanup()


def _is_of_ours(record: logging.LogRecord) -> bool:
    """Whether an error is the bot's. Port scans and the like send what is no request of HTTP."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


def application(vitals: VitalsReader) -> web.Application:
    """The two pages."""

    async def healthz(_: web.Request) -> web.Response:
        found = await vitals.read()
        status = HTTPStatus.SERVICE_UNAVAILABLE if found.wrong() else HTTPStatus.OK
        return web.json_response(as_object(found), status=status)

    async def metrics(_: web.Request) -> web.Response:
        try:
            from bot.health_metrics import CONTENT_TYPE, as_metrics  # noqa: PLC0415 - an extra
        except ModuleNotFoundError as exc:
            if exc.name != "prometheus_client":
                raise
            return web.Response(text=NO_METRICS, status=HTTPStatus.NOT_FOUND)
        body = as_metrics(await vitals.read(counts=True))
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    served = web.Application()
    served.router.add_get("/healthz", healthz)
    served.router.add_get("/metrics", metrics)
    return served


def as_object(found: Vitals) -> dict[str, object]:
    """The state for JSON."""
    wrong, late = found.wrong(), found.late_loops()
    return {
        "ok": not wrong,
        "why": wrong,
        "loops": [
            {"name": name, "ok": name not in late, "last_beat": _iso(at)}
            for name, at in sorted(found.loops.items())
        ],
        "gateway": {
            "connected": found.gateway_lost_at is None,
            "lost": _iso(found.gateway_lost_at),
        },
        "last_poll": _iso(found.figures.last_poll_at if found.figures else None),
        "oldest_due_post": _iso(found.figures.oldest_due_at if found.figures else None),
        "database": {"writable": found.outage is None},
        "disk": {"free_bytes": found.free_bytes},
    }


def _iso(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None
