"""Promises that hold in the channels at any time, asserted after each step."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import timedelta

from bot.model.delivery import PostKind
from bot.pipelines.announce import BURST_WINDOW
from tests.pipelines.expectation import Expectation
from tests.pipelines.memory_discord import MemoryDiscord, Message
from tests.pipelines.stack import BURST_LIMIT

SURELY_CORRECTED = timedelta(days=24)
"""Cards are corrected for 30 days, less what the bot's clock may be wrong by."""


def hold(world: MemoryDiscord, expected: Expectation) -> None:
    """All of them."""
    nothing_stands_twice_or_uncalled_for(world, expected)
    what_was_found_together_stands_oldest_first(world, expected)
    no_burst_has_more_cards_than_the_limit(world)
    nothing_comes_while_a_moderator_wants_quiet(world, expected)
    an_edit_is_made_once(world)


def nothing_stands_twice_or_uncalled_for(world: MemoryDiscord, expected: Expectation) -> None:
    """Deleted messages count: what a moderator deleted does not come again."""
    for channel_id, room in world.rooms.items():
        channel = expected.channels[channel_id]
        twice = [key for key, times in Counter(room.standing).items() if times > 1]
        assert not twice
        assert set(room.standing) <= channel.batches.keys() - channel.never


def what_was_found_together_stands_oldest_first(
    world: MemoryDiscord, expected: Expectation
) -> None:
    for channel_id, room in world.rooms.items():
        batches = expected.channels[channel_id].batches
        for batch in set(batches.values()):
            together = [key for key in room.standing if batches[key] == batch]
            assert together == sorted(together, key=lambda key: expected.known[key].age)


def no_burst_has_more_cards_than_the_limit(world: MemoryDiscord) -> None:
    """By Discord's time; only a clock that was set forward looks to the bot like time passing."""
    for room in world.rooms.values():
        cards = [each for each in room.ours if each.kind is PostKind.CARD and not each.orphan]
        for last in cards:
            assert len([card for card in cards if _in_one_burst(card, last)]) <= BURST_LIMIT


def _in_one_burst(card: Message, last: Message) -> bool:
    return card.leaps == last.leaps and timedelta(0) <= last.at - card.at < BURST_WINDOW


def nothing_comes_while_a_moderator_wants_quiet(
    world: MemoryDiscord, expected: Expectation
) -> None:
    for channel_id, room in world.rooms.items():
        if expected.channels[channel_id].paused:
            assert len(room.ours) == room.quiet_after


def an_edit_is_made_once(world: MemoryDiscord) -> None:
    """Per revision; one whose answer was lost may be made again, and shows the same."""
    made = [(each.message_id, each.shows, each.life) for each in world.edits if each.answered]
    assert len(made) == len(set(made))


def all_has_come_in_the_end(
    world: MemoryDiscord,
    expected: Expectation,
    recorded: Collection[int],
    texts: Mapping[str, str],
) -> None:
    """Once everything is mended: each article that a channel should get, as it is by now.

    Args:
        world: where it should stand.
        expected: what should.
        recorded: the messages of which the bot knows.
        texts: what is to be read of each article.
    """
    for channel_id, room in world.rooms.items():
        if room.gone:
            continue
        channel = expected.channels[channel_id]
        dropped = channel.never | channel.unasked | room.rejected
        assert channel.batches.keys() - dropped <= set(room.standing)
        for message in room.ours:
            # Without a subscription to resume, a refused revision was given up.
            given_up = message.edit_rejected or (message.edit_forbidden and channel.ended)
            young = world.now - message.at < SURELY_CORRECTED
            if young and message.id in recorded and not (given_up or message.deleted):
                assert message.shows == {key: texts[key] for key in message.shows}
