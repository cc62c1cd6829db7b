"""A subscription is saved whole or not at all."""

import pytest

from bot.errors import RequestError
from bot.model.feed import FeedKind
from bot.model.form import PostForm
from bot.model.subscription import PATIENT_KINDS, ChannelKind, StudyWish, SubscriptionChange
from bot.model.wish import Exclusion, Reach
from bot.search.engine import SearchEngine
from bot.storage import channels
from bot.storage.database import Database
from bot.subscriptions.saving import (
    LEAVES_ALL_OUT,
    MATCH_NEEDS_WORDS,
    ROLE_AND_NO_ROLE,
    SavedSubscription,
    WantedSubscription,
)
from bot.subscriptions.service import SubscriptionService
from bot.subscriptions.wishes import Wishes
from tests.factories import taxonomy
from tests.fakes import ManualClock
from tests.search.conftest import THESAURUS

ROWS = ("SELECT * FROM subscriptions", "SELECT * FROM wishes", "SELECT * FROM channels")


class Moderator:
    """A subscription that a moderator saves in channel 10 of server 1."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        topics = taxonomy("metastasis")
        engine = SearchEngine(database, lambda: THESAURUS, topics, clock)
        self.database = database
        self.wishes = Wishes(database, engine, topics, clock)
        self.service = SubscriptionService(database, topics, clock, lambda: None)

    async def save(self, words: str = "", **wanted: object) -> SavedSubscription:
        fields = {"guild_id": 1, "channel_id": 10, **wanted}
        if words:
            fields["wish"], _ = await self.wishes.understand(words)
        saved = await self.service.save(WantedSubscription(**fields))  # type: ignore[arg-type]
        assert saved
        return saved

    async def rows(self) -> list[list[tuple[object, ...]]]:
        async with self.database.reader() as connection:
            return [
                [tuple(row) for row in await connection.execute_fetchall(each)] for each in ROWS
            ]


@pytest.fixture
def moderator(database: Database, clock: ManualClock) -> Moderator:
    return Moderator(database, clock)


EVERYTHING = SubscriptionChange(
    kinds=PATIENT_KINDS | {FeedKind.JOURNAL},
    role_id=7,
    without=(Exclusion(topic="metastasis"),),
    studies=StudyWish.TRIALS,
    reach=Reach.ANYWHERE,
)


async def test_an_edit_of_all_parts_reads_back_as_it_was_saved(moderator: Moderator) -> None:
    new = await moderator.save("bone, heart", channel_kind=ChannelKind.ANNOUNCEMENT)
    changed = await moderator.save(
        change=EVERYTHING, subscription_id=new.subscription.id, form=PostForm.EMBED
    )
    again = await moderator.save("Bone,  heart,")

    assert new.before is None
    assert (changed.before, changed.reach_before) == (new.subscription, Reach.CLOSE)
    async with moderator.database.reader() as connection:
        (channel,) = await channels.of_guild(connection, 1)
    assert (channel.kind, channel.form) == (ChannelKind.ANNOUNCEMENT, PostForm.EMBED)
    assert (again.before, again.subscription) == (changed.subscription, changed.subscription)
    assert again.wish == changed.wish
    assert again.wish
    assert again.wish.reach is Reach.ANYWHERE
    assert changed.subscription.studies is StudyWish.TRIALS
    assert changed.subscription.without == EVERYTHING.without


async def test_an_edit_that_fails_at_its_end_changes_nothing(
    moderator: Moderator, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = await moderator.save("bone")
    before = await moderator.rows()

    async def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("bot.subscriptions.saving.drop_unwanted", fail)
    with pytest.raises(OSError):  # noqa: PT011 - raised above
        await moderator.save(
            change=EVERYTHING, subscription_id=new.subscription.id, form=PostForm.COMPONENTS
        )

    assert await moderator.rows() == before


@pytest.mark.parametrize(
    ("words", "change", "sentence"),
    [
        ("", SubscriptionChange(reach=Reach.CLOSE), MATCH_NEEDS_WORDS),
        ("bone", SubscriptionChange(role_id=7, no_role=True), ROLE_AND_NO_ROLE),
        ("", SubscriptionChange(without=(Exclusion(topic="all"),)), LEAVES_ALL_OUT),
    ],
)
async def test_parts_that_contradict_each_other_are_refused_and_nothing_is_saved(
    moderator: Moderator, words: str, change: SubscriptionChange, sentence: str
) -> None:
    with pytest.raises(RequestError) as refused:
        await moderator.save(words, change=change)

    assert str(refused.value) == sentence
    assert await moderator.rows() == [[], [], []]


async def test_alternatives_that_are_all_left_out_together_are_refused(
    moderator: Moderator,
) -> None:
    some = SubscriptionChange(without=await moderator.wishes.exclusions("bone"))
    every = SubscriptionChange(without=await moderator.wishes.exclusions("heart; bone"))

    kept = await moderator.save("bone or heart", change=some)
    with pytest.raises(RequestError):
        await moderator.save("bone or heart", change=every)

    assert len(kept.subscription.without) == 1


async def test_what_is_left_out_already_stays_as_it_was_understood(moderator: Moderator) -> None:
    first = await moderator.wishes.exclusions("brain mets")
    assert first[0].wish
    known = (Exclusion(wish=first[0].wish.reaching(Reach.ANYWHERE)),)

    again = await moderator.wishes.exclusions("Brain mets, metastasis", known)

    assert again == (*known, Exclusion(topic="metastasis"))


async def test_a_known_name_with_an_and_is_no_list(moderator: Moderator) -> None:
    both = await moderator.wishes.exclusions("heart and bone")
    known = (*await moderator.wishes.exclusions("brain"), *both)

    again = await moderator.wishes.exclusions("brain, heart and bone", known)
    new = await moderator.wishes.exclusions("brain, heart and bone")

    assert again == known
    assert [each.wish and each.wish.words for each in new] == ["brain", "heart", "bone"]


async def test_an_edit_of_another_servers_subscription_finds_none(
    moderator: Moderator,
) -> None:
    new = await moderator.save("bone")
    before = await moderator.rows()

    wanted = WantedSubscription(2, 10, EVERYTHING, new.subscription.id)

    assert await moderator.service.save(wanted) is None
    assert await moderator.rows() == before


async def test_commas_alone_name_nothing_to_leave_out(moderator: Moderator) -> None:
    with pytest.raises(RequestError, match="such as: hospice, surgery"):
        await moderator.wishes.exclusions(", ,")

    assert await moderator.wishes.exclusions(" ") == await moderator.wishes.exclusions("none") == ()
