"""Writes the state of the bot in the format of Prometheus. Imported only if it is asked for.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST as CONTENT_TYPE
from prometheus_client.registry import Collector

from bot.pipelines.vitals import Vitals

__all__ = ["CONTENT_TYPE", "as_metrics"]


def as_metrics(found: Vitals) -> bytes:
    """All metrics."""
    registry = CollectorRegistry()
    registry.register(_Found(found))
    return generate_latest(registry)


class _Found(Collector):
    """One state of the bot."""

    def __init__(self, found: Vitals) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metrics of the state."""
        found, counts = self._found, self._found.counts
        yield _one("healthy", "Whether /healthz answers with 200.", not found.wrong())
        yield _several(
            "loop_beat_timestamp_seconds",
            "When a loop last finished a round.",
            "loop",
            {name: at.timestamp() for name, at in found.loops.items()},
        )
        yield _one(
            "gateway_connected",
            "Whether Discord's gateway is connected.",
            found.gateway_lost_at is None,
        )
        yield _one("database_writable", "Whether the database works.", found.outage is None)
        if found.free_bytes is not None:
            yield _one("disk_free_bytes", "Free space beside the database.", found.free_bytes)
        if found.figures:
            yield _time(
                "last_poll_timestamp_seconds",
                "When a feed was read last.",
                found.figures.last_poll_at,
            )
            yield _time(
                "oldest_due_post_timestamp_seconds",
                "Since when a post is due.",
                found.figures.oldest_due_at,
            )
        if counts:
            yield _one("articles", "Articles in the index.", counts.articles)
            yield _one("subscriptions", "Subscriptions of all servers.", counts.subscriptions)
            yield _several("feeds", "Feeds that are read.", "state", counts.feeds)
            yield _several("deliveries", "Deliveries.", "state", counts.deliveries)


def _one(name: str, say: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"progress_bot_{name}", say, value=float(value))


def _time(name: str, say: str, moment: datetime | None) -> GaugeMetricFamily:
    return _one(name, say, moment.timestamp() if moment else float("nan"))


def _several(name: str, say: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"progress_bot_{name}", say, labels=[label])
    for each, value in sorted(values.items()):
        family.add_metric([each], float(value))
    return family
