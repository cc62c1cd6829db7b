"""Followers: the operator's hub, `/news follow` in other servers, and what reaches them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from msgspec.structs import force_setattr, replace

from bot.discord_api import texts
from bot.discord_api.client import NewsBot
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.requests import DiscordRequests
from bot.model.form import PostForm
from bot.model.obstacle import PostingObstacle
from bot.model.subscription import PATIENT_KINDS, Step
from bot.model.subscription import ChannelKind as Kind
from bot.pipelines.announce import Announcer
from bot.pipelines.follow import Follower
from bot.services import Services
from bot.storage import servers
from bot.subscriptions.pausing import pause_after_refusal
from bot.ui import moderator_texts as said
from bot.ui.server_addresses import follow_id
from tests.api_facts import DOCUMENT
from tests.cogs.conftest import Seed
from tests.cogs.forging import Forger, settled, text
from tests.factories import article, subscribe_channel
from tests.peer import Channel, ChannelKind, Fault, Guild, Peer, World
from tests.peer.interactions import MEMBER_ID, Interaction
from tests.peer.login import logged_in
from tests.peer.openapi import ApiDescription
from tests.peer.permissions import Permission
from tests.peer.world import USUAL_PERMISSIONS

TOPIC = "metastasis"
MAY_FOLLOW = USUAL_PERMISSIONS | Permission.MANAGE_WEBHOOKS


@dataclass(frozen=True, slots=True)
class House:
    """A bot in its host's server and in another one; the host moderates both."""

    services: Services
    peer: Peer
    bot: NewsBot
    hub: Guild
    wire: Channel
    other: Guild
    target: Channel

    async def command(self, name: str, here: Channel, **options: object) -> str:
        forger = Forger(self.peer, self.bot, here)
        kinds = {bool: 5, str: 3}
        given = [
            {"name": key, "type": kinds[type(value)], "value": value}
            for key, value in options.items()
        ]
        return shown(await forger.command(f"news {name}", given))

    async def offered(self, name: str) -> list[str]:
        """The topics that complete an empty option."""
        forger = Forger(self.peer, self.bot, self.target)
        typed = {"name": "topic", "type": 3, "value": "", "focused": True}
        completed = await forger.complete(f"news {name}", [typed])
        return [each["value"] for each in completed.choices]

    async def press(self, here: Channel, target: Channel, topic: str = TOPIC) -> str:
        forger = Forger(self.peer, self.bot, here)
        return shown(await forger.press(follow_id(target.id, topic)))

    async def publishes(self, topic: str = TOPIC, form: PostForm | None = None) -> None:
        """The hub's channel is subscribed to a topic, and publishes it."""
        await subscribe_channel(
            self.services.subscriptions,
            self.hub.id,
            self.wire.id,
            topic,
            PATIENT_KINDS,
            None,
            channel_kind=Kind.ANNOUNCEMENT,
            steps=frozenset({Step.PUBLISH}),
            form=form,
        )

    @property
    def followed(self) -> list[tuple[Channel, Channel]]:
        return list(self.peer.world.webhooks.values())


def shown(interaction: Interaction) -> str:
    return "\n".join(text(message) for message in interaction.said)


@pytest.fixture
async def house(services: Services) -> AsyncIterator[House]:
    settings = replace(services.settings, owner_id=MEMBER_ID)
    services = replace(services, settings=settings)
    world = World()
    hub, other = world.add_guild("Hub"), world.add_guild("Other", MAY_FOLLOW)
    wire = hub.add_channel("wire", ChannelKind.ANNOUNCEMENT)
    target = other.add_channel("news")
    async with Peer.open(world) as peer:
        bot = NewsBot(services, requests=DiscordRequests(RequestLimiter(), Circuit()).trace())
        async with logged_in(peer, bot):
            await settled()
            yield House(services, peer, bot, hub, wire, other, target)


async def test_the_host_alone_makes_a_hub_and_one_alone(house: House) -> None:
    assert said.NO_HUB.split("</")[0] in await house.command("follow", house.target, topic=TOPIC)
    assert said.HUB_EMPTY.split("</")[0] in await house.command("hub", house.wire)
    await house.publishes(form=PostForm.COMPONENTS)

    listed = await house.command("hub", house.wire)
    assert f"<#{house.wire.id}> · [Follow](https://discord.com/channels/{house.hub.id}/" in listed
    assert "may be empty" in listed
    assert "HER2-Positive" in listed.partition("Without a channel")[2]
    assert said.HUB_ELSEWHERE in await house.command("hub", house.target)

    assert said.HUB_ENDED_ELSEWHERE in await house.command("hub", house.target, end=True)
    assert said.NO_HUB_TO_END in await house.command("hub", house.target, end=True)
    await house.command("hub", house.wire)
    assert said.HUB_ENDED in await house.command("hub", house.wire, end=True)
    force_setattr(house.services.settings, "owner_id", 5)
    assert said.HUB_FOR_HOST in await house.command("hub", house.wire)


async def test_what_is_lost_is_said_before_and_one_press_or_two_follow_once(
    house: House,
) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    await subscribe_channel(
        house.services.subscriptions, house.other.id, house.target.id, "all", PATIENT_KINDS, None
    )

    asked = await house.command("follow", house.target, topic=TOPIC)

    losses = said.FOLLOWING_LOSES.splitlines()
    assert all(each.split("</")[0] in asked for each in losses)
    assert "would come twice" in asked
    assert house.followed == []
    assert "follows" in await house.press(house.target, house.target)
    assert "already" in await house.press(house.target, house.target)
    assert house.followed == [(house.wire, house.target)]
    (request,) = house.peer.journal.calls("POST", "/followers")
    assert ApiDescription(DOCUMENT).wrong_with_request(request) is None


async def test_all_that_one_channel_publishes_is_named_when_it_comes_and_when_it_ends(
    house: House,
) -> None:
    await house.publishes()
    await house.publishes("treatment")
    await house.command("subscribe", house.wire, words="fatigue")

    listed = await house.command("hub", house.wire)
    asked = await house.command("follow", house.target, topic=TOPIC)
    pressed = await house.press(house.target, house.target)
    again = await house.press(house.target, house.target, "treatment")
    ended = await house.command("unfollow", house.target, topic="treatment")

    assert listed.count("· [Follow]") == 1
    for each in (listed, asked, pressed, again, ended):
        assert all(name in each for name in ("Metastasis", "Treatment", "fatigue"))
    assert said.FOLLOWING_GETS_SEVERAL in asked
    assert said.FOLLOWING_GETS not in asked
    assert "already" in again
    assert house.followed == []


async def test_a_subscription_to_any_part_of_what_would_come_is_said_to_come_twice(
    house: House,
) -> None:
    await house.publishes()
    await house.publishes("treatment")
    await house.command("hub", house.wire)
    await house.command("subscribe", house.target, topic="treatment")

    assert "would come twice" in await house.command("follow", house.target, topic=TOPIC)


@pytest.mark.parametrize(
    ("command", "options", "to_host", "to_follower"),
    [
        ("pause", {}, "⏸️ Paused", said.FOLLOWING_PAUSED),
        ("schedule", {"when": "weekly"}, "A digest every", "A digest every"),
        ("schedule", {"quiet": "22:00-07:00"}, "quiet 22:00", "During the quiet hours 22:00"),
    ],
)
async def test_what_keeps_a_channel_of_the_hub_from_publishing_is_said(
    house: House, command: str, options: dict[str, str], to_host: str, to_follower: str
) -> None:
    await house.publishes()
    await house.command(command, house.wire, **options)

    listed = await house.command("hub", house.wire)
    asked = await house.command("follow", house.target, topic=TOPIC)
    pressed = await house.press(house.target, house.target)

    assert to_host in listed
    assert to_follower in asked
    assert to_follower in pressed


async def test_a_channel_of_the_hub_that_discord_refuses_is_said(house: House) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    async with house.services.database.transaction() as connection:
        obstacle = PostingObstacle("Give the bot Send Messages there.")
        now = house.services.clock.now()
        await pause_after_refusal(connection, house.hub.id, house.wire.id, obstacle, now)

    assert obstacle.sentence in await house.command("hub", house.wire)
    asked = await house.command("follow", house.target, topic=TOPIC)
    assert said.FOLLOWING_PAUSED in asked
    assert obstacle.sentence not in asked


async def test_unfollow_ends_one_topic_or_all_and_nothing_of_others(house: House) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    foreign = house.other.add_channel("own", ChannelKind.ANNOUNCEMENT)
    house.peer.world.follow(foreign, house.target)
    await house.press(house.target, house.target)

    other_topic = await house.command("unfollow", house.target, topic="treatment")
    ended = await house.command("unfollow", house.target, topic=TOPIC)
    again = await house.command("unfollow", house.target)

    assert said.UNFOLLOW_ALL.split("</")[0] in other_topic
    assert "no longer follows Metastasis" in ended
    assert "follows nothing of the bot's own server" in again
    assert house.followed == [(foreign, house.target)]


async def test_a_topic_that_there_is_no_more_is_said_and_can_be_unfollowed(house: House) -> None:
    await house.publishes("old-name")
    await house.command("hub", house.wire)
    house.peer.world.follow(house.wire, house.target)

    listed = await house.command("hub", house.wire)
    asked = await house.command("follow", house.target, topic="old-name")
    pressed = await house.press(house.target, house.target, "old-name")
    ended = await house.command("unfollow", house.target, topic="old-name")

    assert said.HUB_LOST.partition("{")[0] + "old-name" in listed
    assert said.TOPIC_LOST in asked
    assert said.TOPIC_LOST in pressed
    assert "no longer follows old-name" in ended
    assert house.followed == []


async def test_a_lost_topic_is_offered_to_unfollow_alone(house: House) -> None:
    await house.publishes("old-name")
    await house.publishes()
    await house.command("hub", house.wire)

    assert await house.offered("follow") == [TOPIC]
    assert await house.offered("unfollow") == [TOPIC, "old-name"]


async def test_a_webhook_that_somebody_deletes_at_the_same_time_has_ended(house: House) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    await house.press(house.target, house.target)
    gone = {"code": 10015, "message": "Unknown Webhook"}
    house.peer.faults.add(Fault("DELETE", "/webhooks/*", status=404, body=gone, after=True))

    ended = await house.command("unfollow", house.target, topic=TOPIC)

    assert "no longer follows Metastasis" in ended
    assert house.followed == []


async def test_why_discord_does_not_end_it_is_one_sentence(house: House) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    await house.press(house.target, house.target)
    house.peer.faults.add(Fault("DELETE", "/webhooks/*", status=503, body="<html>No</html>"))

    ended = await house.command("unfollow", house.target, topic=TOPIC)

    assert "follows: status 503. Try again later." in ended


async def _ends_the_hub(house: House) -> None:
    await house.command("hub", house.wire, end=True)


async def _publishes_nothing_more(house: House) -> None:
    overview = await house.services.subscriptions.overview(house.hub.id)
    (only,) = overview.subscriptions
    await house.services.subscriptions.unsubscribe(house.hub.id, only.id)


async def _moves_the_hub(house: House) -> None:
    await house.command("hub", house.wire, end=True)
    await house.command("hub", house.other.add_channel("wire", ChannelKind.ANNOUNCEMENT))


async def _forgets_the_hub(house: House) -> None:
    async with house.services.database.transaction() as connection:
        await servers.forget(connection, house.hub.id)
    del house.peer.world.guilds[house.hub.id]


@pytest.mark.parametrize(
    "change", [_ends_the_hub, _publishes_nothing_more, _moves_the_hub, _forgets_the_hub]
)
async def test_what_follows_a_hub_that_ended_can_be_ended_still(
    house: House, change: Callable[[House], Awaitable[None]]
) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    foreign = house.peer.world.add_guild("Third").add_channel("own", ChannelKind.ANNOUNCEMENT)
    house.peer.world.follow(foreign, house.target)
    if change is not _forgets_the_hub:
        house.peer.world.follow(house.wire, house.target)  # by hand
    await house.press(house.target, house.target)
    await change(house)

    by_topic = await house.command("unfollow", house.target, topic=TOPIC)
    ended = await house.command("unfollow", house.target)

    assert said.UNFOLLOW_ALL.split("</")[0] in by_topic
    assert "no longer follows the bot's own server" in ended
    assert house.followed == [(foreign, house.target)]


async def test_a_hub_whose_server_the_bot_left_is_not_offered_and_can_be_replaced(
    house: House,
) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    await house.services.server_changes.left(house.hub.id)

    asked = await house.command("follow", house.target, topic=TOPIC)
    pressed = await house.press(house.target, house.target)
    by_topic = await house.command("unfollow", house.target, topic=TOPIC)
    offered = await house.offered("follow")
    another = await house.command("hub", house.target)

    assert all(said.NO_HUB.split("</")[0] in each for each in (asked, pressed))
    assert said.UNFOLLOW_ALL.split("</")[0] in by_topic
    assert offered == []
    assert said.HUB_TITLE in another


async def test_a_hub_whose_server_the_bot_left_can_be_ended_and_is_back_with_the_bot(
    house: House,
) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    await house.services.server_changes.left(house.hub.id)
    await house.services.server_changes.returned(house.hub.id)
    assert await house.offered("follow") == [TOPIC]

    await house.services.server_changes.left(house.hub.id)

    assert said.HUB_ENDED_ELSEWHERE in await house.command("hub", house.target, end=True)


async def test_a_channel_whose_source_discord_leaves_out_is_said_to_follow_something(
    house: House,
) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    await house.press(house.target, house.target)
    await _forgets_the_hub(house)
    hub = await house.peer.state.changes.add_channel(house.other, "wire", ChannelKind.ANNOUNCEMENT)
    await settled()
    await house.command("hub", hub)
    await subscribe_channel(
        house.services.subscriptions,
        house.other.id,
        hub.id,
        TOPIC,
        PATIENT_KINDS,
        None,
        channel_kind=Kind.ANNOUNCEMENT,
        steps=frozenset({Step.PUBLISH}),
    )

    by_topic = await house.command("unfollow", house.target, topic=TOPIC)
    ended = await house.command("unfollow", house.target)

    unseen = texts.FOLLOWS_UNSEEN.partition("{channel}")[2].split("</")[0]
    assert unseen in by_topic
    assert "no longer follows the bot's own server" in ended
    assert house.followed == []


@pytest.mark.parametrize(
    "part",
    [
        {"words": "fatigue"},
        {"topic": TOPIC, "without": "mice"},
        {"topic": TOPIC, "studies": "trials"},
    ],
)
async def test_a_part_of_a_topic_is_not_offered_for_the_topic(
    house: House, part: dict[str, str]
) -> None:
    narrow = await house.peer.state.changes.add_channel(
        house.hub, "narrow", ChannelKind.ANNOUNCEMENT
    )
    await settled()
    await house.command("subscribe", narrow, **part)

    alone = await house.command("hub", narrow)
    followed = await house.command("follow", house.target, topic=part.get("topic", "all"))
    for topic in ("all", TOPIC):
        await house.publishes(topic)
    beside = await house.command("hub", narrow)

    assert "Without a channel of their own: " in alone
    assert said.HUB_NARROWED.format(channel=f"<#{narrow.id}>") in alone
    assert "Let " not in followed
    assert f"<#{house.wire.id}> · [Follow]" in beside
    assert f"<#{narrow.id}> · [Follow]" not in beside


@pytest.mark.parametrize("stored", [True, False])
async def test_without_an_answer_it_is_looked_up_and_never_followed_twice(
    house: House, *, stored: bool
) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    house.peer.faults.add(Fault("POST", "/channels/*/followers", status=502, after=stored))

    first = await house.press(house.target, house.target)
    await house.press(house.target, house.target)

    assert ("✅" in first) is stored
    assert house.followed == [(house.wire, house.target)]


async def test_a_missing_permission_and_a_wrong_channel_are_said(house: House) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    forum = house.other.add_channel("posts", ChannelKind.FORUM)
    await house.peer.state.changes.change_role(
        house.other, house.other.roles[1], permissions=USUAL_PERMISSIONS
    )
    await settled()

    told = await house.command("follow", house.target, topic=TOPIC)
    pressed = await house.press(house.target, house.target)
    ended = await house.command("unfollow", house.target)
    in_forum = await house.press(house.target, forum)

    assert all("Manage Webhooks" in each for each in (told, pressed, ended))
    assert "Or by hand: open" in told
    assert said.CANNOT_FOLLOW_THERE in in_forum
    assert house.followed == []


async def test_one_message_and_one_publish_reach_five_thousand_followers(
    house: House, seed: Seed
) -> None:
    await house.publishes()
    await house.command("hub", house.wire)
    await house.press(house.target, house.target)
    far = [house.other.add_channel(f"far-{n}") for n in range(4_999)]
    for channel in far:
        house.peer.world.follow(house.wire, channel)
    services = house.services
    await seed(article("1", TOPIC, title="Bone and brain"))
    await subscribe_channel(
        services.subscriptions,
        house.hub.id,
        house.wire.id,
        TOPIC,
        PATIENT_KINDS,
        None,
        channel_kind=Kind.ANNOUNCEMENT,
        steps=frozenset({Step.PUBLISH}),
        post_newest=True,
    )
    messenger = DiscordMessenger(house.bot, services.taxonomy)
    before = len(house.peer.journal.calls("POST", "/messages"))

    announcer = Announcer(
        services.database, messenger, services.clock, burst_limit=0, awake=asyncio.Event()
    )
    await announcer.announce_due()
    await Follower(services.database, messenger, services.clock).follow_due()

    got = [house.peer.messages(channel.id) for channel in (house.target, *far)]
    assert {len(each) for each in got} == {1}
    assert {each[0]["embeds"][0]["title"] for each in got} == {"Bone and brain"}
    assert len(house.peer.journal.calls("POST", "/messages")) - before == 1
    assert len(house.peer.journal.calls("POST", "/crosspost")) == 1
