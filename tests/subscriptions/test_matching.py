"""New articles match the words that channels follow and servers mute."""

import pytest

from bot.model.delivery import PlannedDelivery
from bot.model.feed import FeedKind
from bot.model.subscription import PATIENT_KINDS
from bot.model.wish import (
    NO_WISHES,
    ArticlePart,
    ArticleWishes,
    Exclusion,
    HeldBack,
    HeldBackReason,
    Reach,
    Wish,
    WishAlternative,
    WishConcept,
    WishPhrase,
)
from bot.storage import wishes
from bot.storage.database import Database
from bot.subscriptions.matching import WishMatcher, held_back, held_by_pause
from tests.factories import NOON, article, feed, subscription


def wish(*words: str, reach: Reach = Reach.CLOSE) -> Wish:
    """A wish for all of these words."""
    concepts = tuple(WishConcept(each, (WishPhrase(tuple(each.split())),)) for each in words)
    alternative = WishAlternative(" ".join(words), concepts)
    return Wish(" ".join(words), (alternative,), reach)


async def stored(database: Database, *several: Wish, guild_id: int = 1) -> list[int]:
    async with database.transaction() as connection:
        return [await wishes.add(connection, guild_id, each, "") for each in several]


async def mute(database: Database, guild_id: int, topic: str = "", words: str = "") -> None:
    muted = wish(words) if words else None
    async with database.transaction() as connection:
        assert await wishes.add_mute(connection, guild_id, topic, muted, "")


async def about(
    database: Database, title: str, *topics: str, matcher: WishMatcher | None = None
) -> ArticleWishes:
    async with database.transaction() as connection:
        new = article("1", *topics, title=title)
        return await (matcher or WishMatcher()).about(connection, new)


async def test_an_article_matches_the_wishes_that_its_words_say(database: Database) -> None:
    brain, bone, both = await stored(
        database, wish("brain metastases"), wish("bone"), wish("brain metastases", "bone")
    )

    found = await about(database, "Brain metastases and bones")

    assert set(found.matches) == {brain, bone, both}
    assert found.matches[bone].found == "bones"
    assert found.matches[bone].part is ArticlePart.TITLE
    assert found.muted == {}


async def test_an_article_about_something_else_matches_nothing(database: Database) -> None:
    await stored(database, wish("brain metastases"))
    await mute(database, 1, topic="recipes")

    assert await about(database, "The brain in old age", "screening") is NO_WISHES


async def test_wishes_that_are_stored_later_are_matched_too(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also more than are read at once, and behind one that cannot be read."""
    monkeypatch.setattr(wishes, "WISHES_AT_ONCE", 2)
    matcher = WishMatcher()
    (first,) = await stored(database, wish("bone"))
    before = await about(database, "Bone and scar", matcher=matcher)
    broken, *later = await stored(database, *[wish("scar") for _ in range(6)])
    async with database.transaction() as connection:
        await connection.execute("UPDATE wishes SET understood = '{' WHERE id = ?", (broken,))

    after = await about(database, "Bone and scar", matcher=matcher)

    assert set(before.matches) == {first}
    assert set(after.matches) == {first, *later}


async def test_the_mutes_of_a_server_are_told_for_that_server_alone(database: Database) -> None:
    await mute(database, 1, topic="recipes")
    await mute(database, 2, words="wine")
    await mute(database, 3, words="beer")

    found = await about(database, "Wine and the risk", "recipes")

    assert found.muted == {1: "recipes", 2: "wine"}
    assert NO_WISHES.muted == {}


async def test_an_article_that_only_matches_a_wish_is_not_muted(database: Database) -> None:
    (bone,) = await stored(database, wish("bone"))

    found = await about(database, "Bone")

    assert (set(found.matches), found.muted) == ({bone}, {})


def test_without_mutes_and_exclusions_every_subscription_gets_the_article() -> None:
    several = [subscription(id=1), subscription(id=2, channel_id=11)]

    sorted_out = WishMatcher().sort_out(several, article(), NO_WISHES)

    assert list(sorted_out.subscriptions) == several
    assert sorted_out.held == ()


def test_each_subscription_leaves_out_what_it_names_itself() -> None:
    """A decision on one exclusion of an article is not taken for another exclusion."""
    topic, wine, beer = Exclusion("recipes"), Exclusion(wish=wish("wine")), Exclusion("screening")
    plain = subscription(id=1)
    by_topic = subscription(id=2, without=(beer, topic))
    by_words = subscription(id=3, without=(wine, topic))
    other = subscription(id=4, without=(beer,))
    again = subscription(id=5, without=(wine,))

    sorted_out = WishMatcher().sort_out(
        [plain, by_topic, by_words, other, again],
        article("1", "recipes", title="Wine and the risk"),
        NO_WISHES,
    )

    assert list(sorted_out.subscriptions) == [plain, other]
    assert sorted_out.held == (
        (by_topic, HeldBackReason.WITHOUT, "recipes"),
        (by_words, HeldBackReason.WITHOUT, "wine"),
        (again, HeldBackReason.WITHOUT, "wine"),
    )


@pytest.mark.parametrize(("reach", "left_out"), [(Reach.CLOSE, False), (Reach.ANYWHERE, True)])
@pytest.mark.parametrize("part", ["teaser", "text"])
def test_words_are_left_out_as_far_from_the_title_as_they_reach(
    part: str, reach: Reach, *, left_out: bool
) -> None:
    asked = subscription(without=(Exclusion(wish=wish("wine", reach=reach)),))
    new = article(title="The risk", **{"teaser": "", "text": "", part: "A glass of wine."})

    sorted_out = WishMatcher().sort_out([asked], new, NO_WISHES)

    assert bool(sorted_out.held) is (left_out or part == "teaser")


def test_a_servers_mute_holds_the_article_from_its_channels_alone() -> None:
    muted = subscription(id=1, guild_id=1, without=(Exclusion("recipes"),))
    plain = subscription(id=2, guild_id=1, channel_id=11)
    other = subscription(id=3, guild_id=2)
    about = ArticleWishes(muted={1: "wine"})

    sorted_out = WishMatcher().sort_out([muted, plain, other], article("1", "recipes"), about)
    without_exclusions = WishMatcher().sort_out([plain, other], article("1", "recipes"), about)

    assert sorted_out.subscriptions == without_exclusions.subscriptions == (other,)
    assert [(each.id, *why) for each, *why in sorted_out.held] == [
        (1, HeldBackReason.MUTED, "wine"),
        (2, HeldBackReason.MUTED, "wine"),
    ]


def test_what_is_held_is_recorded_unless_the_channel_gets_it_or_never_asked_for_such_a_source() -> (
    None
):
    leaves = (Exclusion("recipes"),)
    held = subscription(id=1, channel_id=10, without=leaves)
    served = subscription(id=2, channel_id=11, without=leaves)
    other_kind = subscription(
        id=3, channel_id=12, without=leaves, kinds=frozenset({FeedKind.JOURNAL})
    )
    source = feed(kind=next(iter(PATIENT_KINDS)))
    sorted_out = WishMatcher().sort_out(
        [held, served, other_kind], article("1", "recipes"), NO_WISHES
    )

    records = held_back(sorted_out, [planned(11)], source, 7, NOON)

    assert records == [HeldBack(1, 10, 7, HeldBackReason.WITHOUT, "recipes", NOON)]


def test_what_a_pause_holds_is_recorded_by_channel() -> None:
    assert held_by_pause([planned(10), planned(11)], 7, NOON) == [
        HeldBack(1, channel_id, 7, HeldBackReason.PAUSED, "", NOON) for channel_id in (10, 11)
    ]
    assert held_by_pause([], 7, NOON) == []


def planned(channel_id: int) -> PlannedDelivery:
    return PlannedDelivery(1, channel_id, (), ())
