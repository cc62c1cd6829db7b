"""Discord refuses a part of a message: the message arrives without it, and stands there once.

The real pipelines, messenger and discord.py on a loopback Discord that refuses by a rule.
"""

import asyncio
import dataclasses
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.model.article import Article, Image
from bot.model.delivery import CarriedArticle, LogFilter, PlannedDelivery, Post, PostKind
from bot.model.form import PostForm
from bot.model.schedule import Digest
from bot.model.subscription import Step
from bot.pipelines.announce import Announcer
from bot.pipelines.follow import Follower
from bot.pipelines.pictures import PictureWatch
from bot.storage import articles, deliveries
from bot.subscriptions.delivery_log import DeliveryLog
from tests.factories import article, kept
from tests.peer import Channel, Fault
from tests.peer import ChannelKind as Kind
from tests.peer.components import walk
from tests.peer.message import edited
from tests.peer.openapi import ApiDescription
from tests.program.posting_bot import PICTURE, ROLE, PostingBot, made
from tests.shared import API_DESCRIPTIONS, api_description

RULES = {
    "picture": "*.media.url",
    "link": "components.*.components.?.components.?.url",
    "mention": "allowed_mentions.roles.*",
}


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("part", RULES)
async def test_a_card_arrives_without_the_part_that_discord_refuses(
    bot: PostingBot, part: str, *, named: bool
) -> None:
    channel = bot.guild.add_channel("news")
    bot.refuse(RULES[part], named=named)

    await bot.publish(made(), channel)

    (card,) = bot.shown(channel)
    assert "Bone" in card
    assert "more:" in card
    if named:
        kept = {"picture": PICTURE.url, "link": "'style': 5"}
        assert {name: text in card for name, text in kept.items()} == {
            name: name != part for name in kept
        }
        assert bot.refusals == 1


async def test_the_text_arrives_bare_if_discord_refuses_all_else(bot: PostingBot) -> None:
    channel = bot.guild.add_channel("news")
    bot.refuse("*.accent_color", named=False)

    await bot.publish(made(teaser="Some [news]"), channel)

    (message,) = bot.peer.messages(channel.id)
    texts = [each["content"] for each in walk(message["components"]) if "content" in each]
    assert texts[0].startswith(f"Bone {made().url}\n")
    assert "](" not in texts[0]
    assert "\\[news\\]" in texts[0]


async def test_a_refused_part_is_tried_once_in_all_channels_and_logged_once(
    bot: PostingBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    channels = [bot.guild.add_channel(f"news-{n}") for n in range(3)]
    bot.refuse("*.media.url")
    first, *others = channels
    article_id = await bot.publish(made(), first)
    now = bot.clock.now()
    async with bot.database.transaction() as connection:
        planned = [PlannedDelivery(c.guild_id, c.id, (), ()) for c in others]
        await deliveries.add(connection, article_id, planned, now)

    await bot.announcer.announce_due()

    assert [len(bot.shown(channel)) for channel in channels] == [1, 1, 1]
    assert bot.refusals == 1
    assert [r.getMessage() for r in caplog.records] == [
        "Post 1 of article 1 goes without picture: Discord refused it"
    ]


async def test_a_correction_does_not_try_the_refused_part_again_but_a_new_picture(
    bot: PostingBot,
) -> None:
    channel = bot.guild.add_channel("news")
    bot.refuse("*.media.url", holding="a.png")
    article_id = await bot.publish(made(), channel)

    await bot.revise(article_id, made(title="Bone, corrected"))
    corrected, refused = bot.shown(channel)[0], bot.refusals
    await bot.revise(
        article_id, made(title="Bone, corrected", image=Image("https://example.org/b.png"))
    )

    assert "Bone, corrected" in corrected
    assert (refused, bot.refusals) == (1, 1)
    assert "b.png" in bot.shown(channel)[0]


async def test_a_correction_travels_without_the_part_that_it_brings(bot: PostingBot) -> None:
    channel = bot.guild.add_channel("news")
    article_id = await bot.publish(made(image=None), channel)
    bot.refuse("*.media.url")

    await bot.revise(article_id, made(title="Bone, corrected"))
    await bot.revise(article_id, made(title="Bone, corrected twice"))

    assert "Bone, corrected twice" in bot.shown(channel)[0]
    assert bot.refusals == 1


async def test_sending_again_does_not_try_the_refused_part_again(bot: PostingBot) -> None:
    channel = bot.guild.add_channel("news")
    bot.refuse("*.media.url")
    await bot.publish(made(), channel)
    (message,) = bot.peer.messages(channel.id)
    bot.peer.world.delete(channel.id, int(message["id"]))
    log = DeliveryLog(bot.database, bot.clock, lambda: None)
    (sent,) = await log.newest(LogFilter(guild_id=bot.guild.id), 5)

    await log.send_again(bot.guild.id, sent.id, 0, bot.messenger)
    await bot.announcer.announce_due()

    assert len(bot.shown(channel)) == 1
    assert bot.refusals == 1


@pytest.mark.parametrize("named", [True, False])
async def test_a_forum_post_gets_a_neutral_name_if_discord_refuses_its_own(
    bot: PostingBot, *, named: bool
) -> None:
    forum = bot.guild.add_channel("stories", Kind.FORUM)
    bot.refuse("name", holding="Bone", named=named)
    article_id = await bot.publish(made(published_at=datetime(2026, 5, 3, tzinfo=UTC)), forum)

    ((name, card),) = [(p["thread"]["name"], str(p["message"])) for p in bot.peer.posts(forum.id)]
    refused = bot.refusals
    await bot.revise(article_id, made(teaser="Changed."))

    assert name == "New article · May 3"
    assert "Bone" in card
    assert (PICTURE.url in card) is named
    assert [post["thread"]["name"] for post in bot.peer.posts(forum.id)] == [name]
    # The text is another one now, so its name is tried once more.
    assert bot.refusals == refused + 1


@pytest.mark.parametrize("again", [False, True])
async def test_a_title_that_automod_keeps_out_gets_a_neutral_one(
    bot: PostingBot, *, again: bool
) -> None:
    forum, channel = bot.guild.add_channel("stories", Kind.FORUM), bot.guild.add_channel("news")
    body = {"code": 200001, "message": "Title was blocked by automatic moderation"}
    for path in (f"/channels/{forum.id}/threads", f"/channels/{channel.id}/messages/*/threads"):
        times = None if again else 1
        bot.peer.faults.add(Fault("POST", path, status=400, body=body, times=times))

    await bot.publish(made(), forum, channel, steps=frozenset({Step.DISCUSS}))
    await Follower(bot.database, bot.messenger, bot.clock).follow_due()

    names = [post["thread"]["name"] for post in bot.peer.posts(forum.id)]
    names += [thread.name for thread in bot.guild.threads(channel)]
    assert len(names) == (0 if again else 2)
    assert all(name.startswith("New article · ") for name in names)


async def test_another_forum_keeps_the_name_that_one_server_refused(bot: PostingBot) -> None:
    strict, other = (bot.guild.add_channel(name, Kind.FORUM) for name in ("strict", "other"))
    bot.refuse("name", holding="Bone", path=f"/channels/{strict.id}/threads")

    await bot.publish(made(), strict, other)

    names = [bot.peer.posts(forum.id)[0]["thread"]["name"] for forum in (strict, other)]
    assert names[0].startswith("New article · ")
    assert names[1] == "Bone"


async def test_a_discussion_opens_under_a_neutral_name(bot: PostingBot) -> None:
    channel = bot.guild.add_channel("news")
    bot.refuse("name", holding="Bone")

    await bot.publish(made(), channel, steps=frozenset({Step.DISCUSS}))
    await Follower(bot.database, bot.messenger, bot.clock).follow_due()

    (thread,) = bot.guild.threads(channel)
    assert thread.name.startswith("New article · ")


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.FORUM])
@pytest.mark.parametrize("after", [False, True])
async def test_a_plainer_form_without_an_answer_stands_there_once(
    bot: PostingBot, kind: Kind, *, after: bool
) -> None:
    channel = bot.guild.add_channel("news", kind)
    bot.refuse("*.media.url")
    where = "/channels/*/threads" if kind.holds_posts else "/channels/*/messages"
    bot.peer.faults.add(Fault("POST", where, drop=True, after=after))

    await bot.publish(made(), channel)
    for _ in range(6):
        bot.clock.forward(minutes=30)
        await bot.announcer.announce_due()

    assert len(bot.shown(channel)) == 1


async def test_of_several_refused_parts_each_is_left_out(bot: PostingBot) -> None:
    channel = bot.guild.add_channel("news")
    for part in ("picture", "link"):
        bot.refuse(RULES[part])

    await bot.publish(made(), channel)

    (card,) = bot.shown(channel)
    assert "'style': 5" not in card
    assert "'accent_color'" in card
    assert bot.refusals == 2


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("form", PostForm)
async def test_a_digest_arrives_without_the_menu_that_discord_refuses(
    bot: PostingBot, form: PostForm, *, named: bool
) -> None:
    channel = bot.guild.add_channel("news")
    day = bot.clock.now().date()
    digest = Post(
        1,
        bot.guild.id,
        channel.id,
        PostKind.SUMMARY,
        "key",
        bot.clock.now(),
        form=form,
        digest=Digest(day, day),
    )
    carried = [
        CarriedArticle(kept(str(number), id=number, title=f"Study {number}"), ("metastasis",), ())
        for number in (1, 2)
    ]
    bot.refuse("*.options.?.label", named=named)

    await bot.messenger.send(digest, carried)
    found = await bot.messenger.find(digest, None)

    (shown,) = bot.peer.messages(channel.id)
    assert "Study 2" in str(shown)
    assert "options" not in str(shown)
    assert found == int(shown["id"])


@dataclass(frozen=True, slots=True)
class Wire:
    """An announcement channel, and a channel of another server that follows it."""

    bot: PostingBot
    channel: Channel
    follower: Channel

    async def publish(self, made: Article, form: PostForm | None = None) -> int:
        """Announce an article and publish its card."""
        steps = frozenset({Step.PUBLISH})
        article_id = await self.bot.publish(made, self.channel, steps=steps, form=form)
        await Follower(self.bot.database, self.bot.messenger, self.bot.clock).follow_due()
        return article_id


@pytest.fixture
def wire(bot: PostingBot) -> Wire:
    channel = bot.guild.add_channel("wire", Kind.ANNOUNCEMENT)
    follower = bot.peer.world.add_guild("Elsewhere").add_channel("news")
    bot.peer.world.followers[channel.id] = [follower]
    return Wire(bot, channel, follower)


async def test_followers_get_the_whole_card_without_its_buttons(wire: Wire) -> None:
    await wire.publish(made(teaser="A teaser.", retracted=True))

    (own,) = wire.bot.peer.messages(wire.channel.id)
    (copy,) = wire.bot.peer.messages(wire.follower.id)
    (embed,) = copy["embeds"]
    assert copy["components"] == []
    assert (embed["title"], embed["url"]) == ("Bone", made().url)
    assert "Retracted" in embed["description"]
    assert "A teaser." in embed["description"]
    assert "The picture shows: a ribbon" in embed["description"]
    assert embed["image"]["url"] == PICTURE.url
    assert embed["footer"]["text"].startswith("Sample News · ")
    assert own["content"] == f"<@&{ROLE}>"
    labels = [each.get("label") for each in walk(own["components"]) if each["type"] == 2]
    assert labels == ["Read at Sample News", "More on Metastasis", "Similar articles"]


async def test_a_correction_reaches_followers(wire: Wire) -> None:
    article_id = await wire.publish(made())

    await wire.bot.revise(article_id, made(title="Bone, corrected"))

    (own,) = wire.bot.peer.messages(wire.channel.id)
    (copy,) = wire.bot.peer.messages(wire.follower.id)
    assert own["content"] == f"<@&{ROLE}>"
    assert [m["embeds"][0]["title"] for m in (own, copy)] == ["Bone, corrected"] * 2


async def test_a_moderator_may_choose_components_which_followers_see_empty(wire: Wire) -> None:
    await wire.publish(made(), PostForm.COMPONENTS)

    (own,) = wire.bot.peer.messages(wire.channel.id)
    (copy,) = wire.bot.peer.messages(wire.follower.id)
    assert own["flags"] & 1 << 15
    assert (copy["content"], copy["embeds"], copy["components"]) == ("", [], [])


async def test_what_is_not_published_keeps_its_components(wire: Wire) -> None:
    await wire.bot.publish(made(), wire.channel)

    (own,) = wire.bot.peer.messages(wire.channel.id)
    assert own["flags"] & 1 << 15


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("pattern", ["embeds.0.image.url", "components.*.url"])
async def test_an_embed_arrives_without_the_part_that_discord_refuses(
    wire: Wire, pattern: str, *, named: bool
) -> None:
    wire.bot.refuse(pattern, named=named)

    await wire.publish(made())

    (own,) = wire.bot.peer.messages(wire.channel.id)
    assert own["embeds"][0]["title"] == "Bone"
    assert "more:" in str(own["components"])
    assert ("image" in own["embeds"][0]) is (named and not pattern.startswith("embeds"))


async def test_an_embed_that_discord_refuses_arrives_as_text(wire: Wire) -> None:
    wire.bot.refuse("embeds.0.title", named=False)

    await wire.publish(made(teaser="A teaser."))

    (copy,) = wire.bot.peer.messages(wire.follower.id)
    assert copy["content"].startswith(f"Bone\n{made().url}\nA teaser.")


@pytest.mark.parametrize("after", [False, True])
async def test_an_embed_without_an_answer_is_found_by_its_key(wire: Wire, *, after: bool) -> None:
    fault = Fault("POST", "/channels/*/messages", status=408, body="Request Timeout", after=after)
    wire.bot.peer.faults.add(fault)

    await wire.publish(made())
    wire.bot.clock.forward(minutes=30)
    await wire.bot.announcer.announce_due()

    assert len(wire.bot.peer.messages(wire.channel.id)) == 1
    assert len(wire.bot.peer.journal.calls("POST", "/messages")) == (1 if after else 2)


async def test_several_articles_are_published_as_one_embed(wire: Wire) -> None:
    bot = wire.bot
    awake = asyncio.Event()
    bot = dataclasses.replace(
        bot,
        announcer=Announcer(bot.database, bot.messenger, bot.clock, burst_limit=1, awake=awake),
    )
    await bot.publish(made(), wire.channel, steps=frozenset({Step.PUBLISH}))
    async with bot.database.transaction() as connection:
        for key in ("2", "3"):
            article_id = await articles.insert(
                connection, 1, article(key, title=f"Study {key}"), "", bot.clock.now()
            )
            planned = PlannedDelivery(
                bot.guild.id, wire.channel.id, (), (), steps=frozenset({Step.PUBLISH})
            )
            await deliveries.add(connection, article_id, [planned], bot.clock.now())
    bot.clock.forward(seconds=10)

    await bot.announcer.announce_due()

    _, summary = bot.peer.messages(wire.channel.id)
    assert summary["embeds"][0]["title"] == "2 new articles"
    assert "Study 2" in summary["embeds"][0]["description"]
    assert "more:" in str(summary["components"])


@pytest.mark.parametrize("name", API_DESCRIPTIONS)
@pytest.mark.parametrize("part", ["embeds.0.image.url", "embeds.0.title", "*.accent_color", "none"])
async def test_every_form_is_as_discord_describes_it(wire: Wire, part: str, name: str) -> None:
    description = ApiDescription(api_description(name))
    wire.bot.refuse(part, named=False)
    article_id = await wire.publish(made())
    await wire.bot.revise(article_id, made(title="Bone, corrected"))
    plain = wire.bot.guild.add_channel("plain")
    wire.bot.refuse("*.media.url")
    await wire.bot.publish(article("2", "metastasis", image=PICTURE), plain)

    asked = [description.wrong_with_request(request) for request in wire.bot.peer.journal]
    assert len(asked) > 3
    # discord.py sends the ids of roles as numbers, which Discord takes.
    assert [wrong for wrong in asked if wrong and "allowed_mentions.roles" not in wrong] == []


@pytest.mark.parametrize("size", [(None, None), (0, 0)])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.FORUM, Kind.ANNOUNCEMENT])
async def test_a_picture_that_discord_does_not_fetch_is_taken_away_after_a_minute(
    bot: PostingBot, kind: Kind, size: tuple[int | None, int | None]
) -> None:
    channel = bot.guild.add_channel("news", kind)
    bot.peer.world.media_size = size
    watch = PictureWatch(bot.database, bot.messenger, bot.clock)
    steps = frozenset({Step.PUBLISH}) if kind is Kind.ANNOUNCEMENT else frozenset()
    article_id = await bot.publish(made(), channel, steps=steps)

    await watch.look_due()
    (at_once,) = bot.shown(channel)
    bot.clock.forward(seconds=61)
    await watch.look_due()
    (after,) = bot.shown(channel)
    await bot.revise(article_id, made(title="Bone, corrected"))

    assert PICTURE.url in at_once
    assert PICTURE.url not in after
    assert "Bone" in after
    assert PICTURE.url not in bot.shown(channel)[0]
    asked = len(bot.peer.journal.requests)
    bot.clock.forward(minutes=5)
    await watch.look_due()
    assert len(bot.peer.journal.requests) == asked


async def test_a_picture_that_came_within_the_minute_stays(bot: PostingBot) -> None:
    channel = bot.guild.add_channel("news")
    bot.peer.world.media_size = (None, None)
    watch = PictureWatch(bot.database, bot.messenger, bot.clock)
    await bot.publish(made(), channel)
    (message,) = bot.peer.messages(channel.id)
    bot.peer.world.media_size = (640, 360)
    bot.peer.world.store(
        edited(
            bot.peer.world,
            message,
            {"components": [{"type": 12, "items": [{"media": {"url": PICTURE.url}}]}]},
        )
    )

    bot.clock.forward(seconds=61)
    await watch.look_due()

    assert PICTURE.url in bot.shown(channel)[0]
    assert bot.peer.journal.calls("PATCH", "") == []


@pytest.mark.parametrize("status", [404, 408])
async def test_a_look_without_an_answer_is_repeated_and_one_at_nothing_is_not(
    bot: PostingBot, status: int
) -> None:
    channel = bot.guild.add_channel("news")
    bot.peer.world.media_size = (None, None)
    watch = PictureWatch(bot.database, bot.messenger, bot.clock)
    await bot.publish(made(), channel)
    code = 10008 if status == 404 else 0
    body = {"message": "It was refused.", "code": code}
    fault = Fault("GET", "/channels/*/messages/*", status=status, body=body, times=6)
    bot.peer.faults.add(fault)

    bot.clock.forward(seconds=61)
    await watch.look_due()
    bot.peer.faults.clear()
    bot.clock.forward(seconds=61)
    await watch.look_due()

    assert (PICTURE.url in bot.shown(channel)[0]) is (status == 404)


async def test_a_picture_with_a_size_is_not_looked_at(bot: PostingBot) -> None:
    channel = bot.guild.add_channel("news")
    await bot.publish(made(), channel)
    asked = len(bot.peer.journal.requests)

    bot.clock.forward(minutes=5)
    await PictureWatch(bot.database, bot.messenger, bot.clock).look_due()

    assert len(bot.peer.journal.requests) == asked
