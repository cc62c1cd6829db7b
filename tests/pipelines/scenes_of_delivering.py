"""Scenarios of the pipelines that act on Discord."""

from msgspec.structs import replace

from bot.model.feed import FeedHealth
from bot.pipelines.follow import Follower
from bot.pipelines.notify_operator import OperatorNotifier
from bot.storage import feeds
from tests.factories import NOON, article
from tests.fakes import RecordingSteps
from tests.pipelines.scene import Act, Scene, forbid, pending_news
from tests.pipelines.test_notify_operator import Owner


async def announce(scene: Scene) -> Act:
    await pending_news(scene.house)
    return scene.house.new_announcer().announce_due


async def announce_where_it_is_refused(scene: Scene) -> Act:
    await pending_news(scene.house)
    scene.house.messenger.before = forbid
    return scene.house.new_announcer().announce_due


async def announce_what_was_lost(scene: Scene) -> Act:
    """The bot was stopped while a post was on its way: it stands there already."""
    house = scene.house
    await pending_news(house)

    house.messenger.cut_off_next(stored=True)
    await house.new_announcer().announce_due()
    house.clock.forward(minutes=1)
    return house.new_announcer().announce_due


async def tell_a_server(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)
    house.messenger.before = forbid
    await house.new_announcer().announce_due()
    house.notifier.writable = [77]
    return house.new_healer().tell_due


async def tell_nobody(scene: Scene) -> Act:
    act = await tell_a_server(scene)
    scene.house.notifier.writable = []
    return act


async def resume_what_was_refused(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)
    house.messenger.before = forbid
    await house.new_announcer().announce_due()
    house.messenger.before = lambda _: None
    house.clock.forward(hours=7)
    healer, announcer = house.new_healer(), house.new_announcer()

    async def heal() -> None:
        await healer.heal_due()
        await announcer.announce_due()

    return heal


async def follow(scene: Scene) -> Act:
    house, messenger = scene.house, RecordingSteps()
    await pending_news(house)
    await house.new_announcer().announce_due()
    scene.outside = lambda: sorted(messenger.taken)
    return Follower(house.database, messenger, house.clock).follow_due


async def correct(scene: Scene) -> Act:
    house = scene.house
    await house.announced(article("1"), channels=(10, 11))
    await house.revise(article("1", title="Another title"))
    corrector = house.new_corrector()

    async def edit() -> None:
        await corrector.correct_due()

    return edit


async def correct_where_it_is_refused(scene: Scene) -> Act:
    act = await correct(scene)
    scene.house.messenger.before = forbid
    return act


async def tell_the_operator(scene: Scene) -> Act:
    house, owner = scene.house, Owner()
    async with house.database.transaction() as connection:
        (tracked,) = await feeds.active(connection)
        bad = FeedHealth(NOON, NOON, 5, "It cannot be reached.", failing_since=NOON)
        await feeds.save(connection, replace(tracked, health=bad))
    house.clock.forward(days=7)
    scene.outside = lambda: owner.heard
    return OperatorNotifier(house.database, owner, house.clock).tell_due


DELIVERING = (
    announce,
    announce_where_it_is_refused,
    announce_what_was_lost,
    tell_a_server,
    tell_nobody,
    resume_what_was_refused,
    follow,
    correct,
    correct_where_it_is_refused,
    tell_the_operator,
)
