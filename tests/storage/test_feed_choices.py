from datetime import timedelta

from bot.model.feed import Audience, FeedChoice, FeedKind, Listing
from bot.storage import feed_choices
from bot.storage.database import Database
from tests.factories import NOON, feed

OWN = feed(
    "Own",
    kind=FeedKind.PREPRINT,
    audience=Audience.PROFESSIONALS,
    topics=("metastasis",),
    phrases=("breast cancer",),
    listings=(Listing("https://example.org/old", "li", link="a", topics=("treatment",)),),
)


async def test_choices_are_read_as_they_were_made(database: Database) -> None:
    made = [FeedChoice("https://a.example/", enabled=False), FeedChoice(OWN.url, True, OWN)]
    async with database.transaction() as connection:
        for hours, choice in enumerate(made):
            await feed_choices.put(connection, choice, NOON + timedelta(hours=hours))
        assert await feed_choices.everything(connection) == made


async def test_the_last_choice_about_a_feed_counts(database: Database) -> None:
    async with database.transaction() as connection:
        await feed_choices.put(connection, FeedChoice(OWN.url, True, OWN), NOON)
        await feed_choices.put(connection, FeedChoice(OWN.url, False), NOON)
        assert await feed_choices.everything(connection) == [FeedChoice(OWN.url, False)]


async def test_a_choice_can_be_dropped(database: Database) -> None:
    async with database.transaction() as connection:
        await feed_choices.put(connection, FeedChoice(OWN.url, False), NOON)
        await feed_choices.drop(connection, OWN.url)
        assert await feed_choices.everything(connection) == []
