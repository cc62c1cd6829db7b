"""Makers of model values for tests: sensible defaults, any field by name."""

from datetime import UTC, datetime
from typing import Any

from bot.model.article import Article, KeptArticle, Source, Taxonomy, Topic, TopicMatch
from bot.model.feed import Audience, Feed, FeedKind
from bot.model.form import ContentNote, PostForm
from bot.model.glossary import GlossaryEntry
from bot.model.subscription import (
    PATIENT_KINDS,
    ChannelKind,
    Step,
    Subscription,
    SubscriptionChange,
)
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.service import SubscriptionService

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""The present of most tests."""


def feed(name: str = "Sample News", **fields: Any) -> Feed:
    """A feed of patient news on example.org."""
    given = {
        "url": f"https://example.org/{name.lower().replace(' ', '-')}/feed/",
        "homepage": "https://example.org/",
        **fields,
    }
    return Feed(name=name, **given)


def article(key: str = "1", *topics: str, **fields: Any) -> Article:
    """An article with its key in title and links, of these topics."""
    given = {
        "url": f"https://example.org/news/{key}/",
        "canonical_url": f"https://example.org/news/{key}",
        "title": f"Sample article {key}",
        "teaser": f"What sample article {key} says.",
        "published_at": NOON,
        "topics": tuple(TopicMatch(slug, f"title: {slug}") for slug in topics),
        **fields,
    }
    return Article(key=key, **given)


def kept(key: str = "1", *topics: str, id: int = 1, **fields: Any) -> KeptArticle:  # noqa: A002
    """The same article as the database gives it."""
    source = Source("Sample News", "https://example.org/", FeedKind.NEWS, Audience.PATIENTS)
    return KeptArticle(id, article(key, *topics, **fields), source, NOON)


def explained(name: str, **fields: Any) -> GlossaryEntry:
    """An entry of the glossary."""
    given = {
        "forms": (name,),
        "definition": f"What {name} is.",
        "spanish_name": f"{name} (es)",
        "spanish": f"Lo que es {name}.",
        "reviewed": NOON.date(),
        **fields,
    }
    return GlossaryEntry(name, **given)


def topic(slug: str, **fields: Any) -> Topic:
    """A topic that is named after its slug."""
    given = {
        "name": slug.replace("-", " ").title(),
        "emoji": "🔹",
        "colour": 0x7A5BA6,
        "description": f"News about {slug}.",
        "phrases": (slug,),
        **fields,
    }
    return Topic(slug=slug, **given)


def taxonomy(*slugs: str) -> Taxonomy:
    """A taxonomy of these topics; `in-memoriam` is for news of deaths, outside "all topics"."""
    return Taxonomy(tuple(map(_as_shipped, slugs)))


def _as_shipped(slug: str) -> Topic:
    if slug == "in-memoriam":
        return topic(slug, in_all=False, content_note=ContentNote.MEMORIAL)
    return topic(slug)


def subscription(topic: str = "all", channel_id: int = 10, **fields: Any) -> Subscription:
    """A subscription of guild 1 to patient news, with no role."""
    given = {
        "id": 1,
        "guild_id": 1,
        "kinds": PATIENT_KINDS,
        "role_id": None,
        "created_at": NOON,
        **fields,
    }
    return Subscription(channel_id=channel_id, topic=topic, **given)


async def subscribe_channel(
    service: SubscriptionService,
    guild_id: int,
    channel_id: int,
    topic: str,
    kinds: frozenset[FeedKind],
    role_id: int | None,
    *,
    channel_kind: ChannelKind = ChannelKind.TEXT,
    steps: frozenset[Step] = frozenset(),
    form: PostForm | None = None,
    post_newest: bool = False,
) -> Subscription:
    """Make a channel's subscription to a topic, or set all of it anew."""
    wanted = WantedSubscription(
        guild_id,
        channel_id,
        SubscriptionChange(kinds, role_id, no_role=role_id is None, steps=steps),
        topic=topic,
        channel_kind=channel_kind,
        form=form,
        post_newest=post_newest,
    )
    saved = await service.save(wanted)
    assert saved
    return saved.subscription
