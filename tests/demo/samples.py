"""Samples for the demo's tests: a small feed in the shape of the sample feed, and a style."""

from bot.clock import Clock
from bot.demo.feed import UPCOMING, SampleFeed

STYLE = "/* our own */"


def sample_text(count: int) -> str:
    """A feed of that many items, newest first, a day apart, the last one without a date."""
    items = [
        f"<item><title>Sample {n}</title>"
        f"<pubDate>{28 - n:02} Dec 2025 10:00:00 +0000</pubDate></item>"
        for n in range(count - 1)
    ]
    undated = f"<item><title>Sample {count - 1}</title></item>"
    joined = "\n".join([*items, undated])
    return f"<rss><channel>\n{joined}\n</channel></rss>"


def sample_feed(clock: Clock, *, older: int, upcoming: int) -> SampleFeed:
    """A feed with so many articles published, and so many to come."""
    feed = SampleFeed.read(sample_text(UPCOMING + older), clock)
    del feed.upcoming[upcoming:]
    return feed
