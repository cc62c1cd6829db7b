"""Scenarios of the services that members, moderators and Discord's events call."""

from bot.catalogue.service import Sources
from bot.model.delivery import LogFilter
from bot.model.subscription import PATIENT_KINDS
from bot.search.stored_queries import StoredQueries
from bot.subscriptions.delivery_log import DeliveryLog
from tests.factories import feed, subscribe_channel
from tests.pipelines.scene import Act, Scene, forbid, pending_news


async def subscribe(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)
    return lambda: subscribe_channel(
        house.subscriptions,
        1,
        12,
        "metastasis",
        PATIENT_KINDS,
        5,
        steps=frozenset(),
        post_newest=True,
    )


async def unsubscribe(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)
    wish = (await house.subscriptions.overview(1)).subscriptions[0]

    async def end() -> None:
        await house.subscriptions.unsubscribe(1, wish.id)

    return end


async def pause_and_resume(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)

    async def both() -> None:
        await house.subscriptions.pause(1, 10)
        await house.subscriptions.resume(1, 10)
        await house.subscriptions.pause(1, 11)

    return both


async def leave_and_forget(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)

    async def go() -> None:
        await house.server_changes.left(1)
        house.clock.forward(days=31)
        await house.server_changes.forget_old(())

    return go


async def lose_a_channel(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)

    async def lose() -> None:
        await house.server_changes.channel_deleted(10, "news")
        await house.server_changes.left(1)
        await house.server_changes.returned(1)

    return lose


async def hand_over(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)
    house.messenger.before = forbid
    await house.new_announcer().announce_due()
    await house.new_healer().tell_due()
    return lambda: house.server_changes.hand_over(1)


async def send_again(scene: Scene) -> Act:
    house = scene.house
    await pending_news(house)
    await house.new_announcer().announce_due()
    log = DeliveryLog(house.database, house.clock, lambda: None)
    (newest, *_) = await log.newest(LogFilter(guild_id=1), 1)

    class Gone:
        async def exists(self, _place: int, _message: int) -> bool:
            return False

    announcer = house.new_announcer()

    async def send() -> None:
        await log.send_again(1, newest.id, newest.generation, Gone())
        await announcer.announce_due()

    return send


async def keep_a_query(scene: Scene) -> Act:
    stored = StoredQueries(scene.house.database, scene.house.clock)
    await stored.keep(7, "an older one")
    scene.house.clock.forward(days=8)
    return lambda: stored.keep(7, "brain mets")


async def forget_queries(scene: Scene) -> Act:
    stored = StoredQueries(scene.house.database, scene.house.clock)
    await stored.keep(7, "brain mets")
    await stored.keep(8, "brain mets")
    return lambda: stored.forget(7)


async def choose_feeds(scene: Scene) -> Act:
    house = scene.house
    sources = Sources(house.database, [house.feed], house.clock)
    own = feed("Own", url="https://own.example/feed/")

    async def choose() -> None:
        await sources.keep(own, answers=True)
        await sources.remove(house.feed)

    return choose


SERVICES = (
    subscribe,
    unsubscribe,
    pause_and_resume,
    leave_and_forget,
    lose_a_channel,
    hand_over,
    send_again,
    keep_a_query,
    forget_queries,
    choose_feeds,
)
