"""IMAGES=attach: a card carries its picture as a file, and arrives whatever becomes of that."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.app import assemble
from bot.feeds.fetch import HttpFetcher
from bot.feeds.hosts import HostTurns, PrivateHosts
from bot.feeds.pictures import PictureFetcher
from bot.feeds.robots import RobotsRules
from bot.model.article import Article, Image
from bot.model.delivery import LogFilter
from bot.model.subscription import Step
from bot.pipelines.follow import Follower
from bot.pipelines.pictures import PictureWatch
from bot.settings import read_settings
from bot.subscriptions.delivery_log import DeliveryLog
from tests.fakes import ManualClock
from tests.loopback import Server, serving
from tests.peer import Channel, Fault
from tests.peer import ChannelKind as Kind
from tests.peer.components import GALLERY, walk
from tests.peer.world import USUAL_PERMISSIONS, Json
from tests.program.posting_bot import PostingBot, made, open_posting_bot
from tests.waiting import PATIENCE_SECONDS

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
JPEG = b"\xff\xd8\xff\xe0" + b"picture"
ATTACH_FILES = 1 << 15


@dataclass(frozen=True, slots=True)
class Gallery:
    """A bot that attaches pictures, and the site that has them."""

    bot: PostingBot
    site: Server
    clock: ManualClock

    def article(self, path: str = "/a.png", alt: str = "a ribbon", **fields: Any) -> Article:
        return made(image=Image(self.site.url(path), alt), **fields)

    def message(self, channel: Channel) -> Json:
        """The one message of a channel, or of the one post in a forum."""
        if channel.kind.holds_posts:
            (message,) = [post["message"] for post in self.bot.peer.posts(channel.id)]
        else:
            (message,) = self.bot.peer.messages(channel.id)
        assert isinstance(message, dict)
        return message


@asynccontextmanager
async def fetching(
    *allowed: str, patience: float = PATIENCE_SECONDS, clock: ManualClock | None = None
) -> AsyncIterator[PictureFetcher]:
    clock, hosts = clock or ManualClock(), PrivateHosts(allowed)
    turns = HostTurns(clock)
    async with HttpFetcher.open(contact="test", private_hosts=hosts) as fetcher:
        robots = RobotsRules(fetcher, turns, clock, timedelta(seconds=2))
        yield PictureFetcher(fetcher, turns, robots, clock, patience)


@pytest.fixture
async def gallery(tmp_path: Path) -> AsyncIterator[Gallery]:
    async with AsyncExitStack() as stack:
        site, clock = await stack.enter_async_context(serving()), ManualClock()
        site.answer("/a.png", body=PNG)
        pictures = await stack.enter_async_context(fetching("127.0.0.1", clock=clock))
        bot = await stack.enter_async_context(open_posting_bot(tmp_path / "progress.db", pictures))
        yield Gallery(bot, site, clock)


def shown_urls(message: Json) -> list[str]:
    """The addresses of the pictures that a message shows."""
    galleries = [each for each in walk(message["components"]) if each["type"] == GALLERY]
    items = [item["media"]["url"] for each in galleries for item in each["items"]]
    return [*items, *(e["image"]["url"] for e in message["embeds"] if "image" in e)]


def names(message: Json) -> list[str]:
    """The names of a message's files."""
    return [each["filename"] for each in message["attachments"]]


def assert_attached(message: Json) -> None:
    (name,) = names(message)
    assert shown_urls(message) == [f"attachment://{name}"]
    assert message["attachments"][0]["description"] == "a ribbon"


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.FORUM])
async def test_a_card_carries_its_picture_with_its_description(
    gallery: Gallery, kind: Kind
) -> None:
    channel = gallery.bot.guild.add_channel("news", kind)

    await gallery.bot.publish(gallery.article(), channel)

    message = gallery.message(channel)
    assert_attached(message)
    assert message["attachments"][0]["size"] == len(PNG)
    assert "'description': 'a ribbon'" in str(message["components"])


async def test_a_published_embed_carries_its_picture(gallery: Gallery) -> None:
    bot = gallery.bot
    channel = bot.guild.add_channel("wire", Kind.ANNOUNCEMENT)
    follower = bot.peer.world.add_guild("Elsewhere").add_channel("news")
    bot.peer.world.followers[channel.id] = [follower]

    await bot.publish(gallery.article(), channel, steps=frozenset({Step.PUBLISH}))
    await Follower(bot.database, bot.messenger, bot.clock).follow_due()

    assert_attached(gallery.message(channel))
    assert_attached(gallery.message(follower))


async def test_one_picture_for_many_channels_is_fetched_once(gallery: Gallery) -> None:
    channels = [gallery.bot.guild.add_channel(f"news-{n}") for n in range(4)]

    await gallery.bot.publish(gallery.article(), *channels)

    for channel in channels:
        assert_attached(gallery.message(channel))
    assert gallery.site.asked.count("/a.png") == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>Log in</html>", 200),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 200),
        (b"RIFF\x00\x00\x00\x00WAVE", 200),
        (b"", 200),
        (PNG + bytes(6 * 1024 * 1024), 200),
        (b"gone", 404),
        (b"slow down", 429),
    ],
)
async def test_a_picture_that_cannot_be_had_stays_a_link(
    gallery: Gallery, body: bytes, status: int
) -> None:
    channel = gallery.bot.guild.add_channel("news")
    gallery.site.answer("/a.png", body=body, status=status, Content_Type="image/png")

    await gallery.bot.publish(gallery.article(), channel)

    message = gallery.message(channel)
    assert (shown_urls(message), names(message)) == ([gallery.site.url("/a.png")], [])


async def test_robots_txt_keeps_a_picture_a_link(gallery: Gallery) -> None:
    channel = gallery.bot.guild.add_channel("news")
    gallery.site.answer("/robots.txt", body=b"User-agent: *\nDisallow: /")

    await gallery.bot.publish(gallery.article(), channel)

    assert shown_urls(gallery.message(channel)) == [gallery.site.url("/a.png")]
    assert "/a.png" not in gallery.site.asked


@pytest.mark.parametrize(
    "data", [PNG, b"\xff\xd8\xff\xdb", b"GIF89a", b"GIF87a", b"RIFF\x04\x00\x00\x00WEBPVP8 "]
)
async def test_the_bytes_decide_and_not_the_stated_type(gallery: Gallery, data: bytes) -> None:
    channel = gallery.bot.guild.add_channel("news")
    gallery.site.answer("/a", body=data, Content_Type="application/octet-stream")

    await gallery.bot.publish(gallery.article("/a"), channel)

    assert_attached(gallery.message(channel))


async def test_a_private_address_is_not_asked_for_a_picture() -> None:
    async with serving() as site, fetching() as pictures:
        site.answer("/a.png", body=PNG)

        assert await pictures.get(site.url("/a.png")) is None

    assert site.asked == []


async def test_a_host_that_does_not_answer_holds_up_no_card() -> None:
    async with serving() as site, fetching("127.0.0.1", patience=0.05) as pictures:

        async def hang(_: web.Request) -> web.Response:
            await site.closing.wait()
            return web.Response()

        site.answers["/a.png"] = hang
        first = await asyncio.gather(*(pictures.get(site.url("/a.png")) for _ in range(3)))
        again = await pictures.get(site.url("/a.png"))

    assert [*first, again] == [None] * 4
    # A busy server sees a request only after the bot gave it up.
    assert site.asked.count("/a.png") <= 1
    assert site.asked.count("/robots.txt") <= 1


async def test_pictures_that_are_kept_take_bounded_memory() -> None:
    async with serving() as site, fetching("127.0.0.1") as pictures:
        for n in range(6):
            site.answer(f"/{n}.png", body=PNG + bytes(4 * 1024 * 1024))
            assert await pictures.get(site.url(f"/{n}.png"))
        await pictures.get(site.url("/5.png"))
        await pictures.get(site.url("/0.png"))

    assert (site.asked.count("/5.png"), site.asked.count("/0.png")) == (1, 2)


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.FORUM])
async def test_a_correction_of_the_text_keeps_the_file(gallery: Gallery, kind: Kind) -> None:
    channel = gallery.bot.guild.add_channel("news", kind)
    article_id = await gallery.bot.publish(gallery.article(), channel)
    before = gallery.message(channel)["attachments"]

    await gallery.bot.revise(article_id, gallery.article(title="Bone, corrected"))

    message = gallery.message(channel)
    assert "Bone, corrected" in str(message)
    assert_attached(message)
    assert message["attachments"] == before
    assert gallery.site.asked.count("/a.png") == 1


async def test_a_correction_of_the_picture_replaces_the_file(gallery: Gallery) -> None:
    channel = gallery.bot.guild.add_channel("news")
    gallery.site.answer("/b.jpg", body=JPEG)
    article_id = await gallery.bot.publish(gallery.article(), channel)
    before = names(gallery.message(channel))

    await gallery.bot.revise(article_id, gallery.article("/b.jpg"))
    await gallery.bot.revise(article_id, gallery.article("/b.jpg", title="Bone, corrected"))

    message = gallery.message(channel)
    assert_attached(message)
    assert names(message) != before
    assert gallery.site.asked.count("/b.jpg") == 1


async def test_a_correction_without_the_bytes_leaves_no_old_file(gallery: Gallery) -> None:
    channel = gallery.bot.guild.add_channel("news")
    article_id = await gallery.bot.publish(gallery.article(), channel)

    await gallery.bot.revise(article_id, gallery.article("/gone.png"))

    message = gallery.message(channel)
    assert (shown_urls(message), names(message)) == ([gallery.site.url("/gone.png")], [])


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.FORUM, Kind.ANNOUNCEMENT])
@pytest.mark.parametrize(
    ("status", "code"), [(403, 50013), (413, 40005), (400, 50045), (400, 50035)]
)
async def test_a_file_that_discord_refuses_costs_neither_card_nor_picture(
    gallery: Gallery, kind: Kind, status: int, code: int
) -> None:
    bot = gallery.bot
    channel = bot.guild.add_channel("news", kind)
    body = {"message": "It was refused.", "code": code}
    bot.peer.faults.add(
        Fault("POST", "/channels/*", status=status, body=body, refuses="*filename", times=None)
    )

    steps = frozenset({Step.PUBLISH}) if kind is Kind.ANNOUNCEMENT else frozenset[Step]()
    await bot.publish(gallery.article(), channel, steps=steps)

    message = gallery.message(channel)
    assert (shown_urls(message), names(message)) == ([gallery.site.url("/a.png")], [])
    assert bot.refusals <= 1


async def test_a_channel_where_the_bot_may_not_attach_files_gets_the_link(gallery: Gallery) -> None:
    world = gallery.bot.peer.world
    channel = world.add_guild("Strict", USUAL_PERMISSIONS & ~ATTACH_FILES).add_channel("news")

    await gallery.bot.publish(gallery.article(), channel)

    assert shown_urls(gallery.message(channel)) == [gallery.site.url("/a.png")]


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.FORUM])
@pytest.mark.parametrize("after", [False, True])
async def test_a_card_with_a_file_without_an_answer_stands_there_once(
    gallery: Gallery, kind: Kind, *, after: bool
) -> None:
    bot = gallery.bot
    channel = bot.guild.add_channel("news", kind)
    where = "/channels/*/threads" if kind.holds_posts else "/channels/*/messages"
    bot.peer.faults.add(Fault("POST", where, drop=True, after=after))

    article_id = await bot.publish(gallery.article(), channel)
    for _ in range(6):
        bot.clock.forward(minutes=30)
        await bot.announcer.announce_due()
    await bot.revise(article_id, gallery.article(title="Bone, corrected"))

    message = gallery.message(channel)
    assert_attached(message)
    assert "Bone, corrected" in str(message)


async def test_a_card_that_is_sent_again_carries_its_picture(gallery: Gallery) -> None:
    bot = gallery.bot
    channel = bot.guild.add_channel("news")
    article_id = await bot.publish(gallery.article(), channel)
    bot.peer.world.delete(channel.id, int(gallery.message(channel)["id"]))
    log = DeliveryLog(bot.database, bot.clock, lambda: None)
    (sent,) = await log.newest(LogFilter(guild_id=bot.guild.id), 5)

    await log.send_again(bot.guild.id, sent.id, 0, bot.messenger)
    await bot.announcer.announce_due()
    await bot.revise(article_id, gallery.article(title="Bone, corrected"))

    assert_attached(gallery.message(channel))


@pytest.mark.parametrize("there", [True, False])
async def test_a_linked_picture_that_stays_empty_is_attached_if_it_can_be_had(
    gallery: Gallery, *, there: bool
) -> None:
    bot = gallery.bot
    channel = bot.guild.add_channel("news")
    bot.peer.world.media_size = (None, None)
    gallery.site.answer("/a.png", status=503)
    await bot.publish(gallery.article(), channel)
    linked = shown_urls(gallery.message(channel))
    if there:
        gallery.site.answer("/a.png", body=PNG)

    gallery.clock.forward(seconds=61)
    bot.clock.forward(seconds=61)
    await PictureWatch(bot.database, bot.messenger, bot.clock).look_due()

    assert linked == [gallery.site.url("/a.png")]
    if there:
        assert_attached(gallery.message(channel))
    else:
        assert shown_urls(gallery.message(channel)) == []


@pytest.mark.parametrize("rule", ["link", "attach"])
async def test_the_setting_decides_whether_pictures_are_fetched(tmp_path: Path, rule: str) -> None:
    settings = read_settings({"database_path": str(tmp_path / "a.db"), "images": rule})

    async with assemble(settings) as bot:
        assert (bot.readers.pictures is not None) is (rule == "attach")
