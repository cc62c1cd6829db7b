"""Reads ids from untrusted text: a button's custom id, a command's option, a setting.

`Shards` tells by their ids to which servers a process of the bot answers.
"""

import re

from msgspec import Struct

from bot.errors import RequestError

LARGEST_ID = 2**63 - 1
"""The largest of SQLite's integers (64 bits, signed). Discord's ids stay below it until 2084."""
NO_SUCH_ID = "There is nothing with this number. Run the command again, and choose from its list."

MOST_SHARDS = 100_000
"""More than any bot has. The bot starts a task for each, so a wrong number must not pass."""

_DIGITS = re.compile(r"[0-9]{1,20}")


def read_id(text: str) -> int:
    """The id in a text: ASCII digits, from 1 to `LARGEST_ID`.

    Raises:
        RequestError: the text is not a number in this range.
    """
    number = int(text) if _DIGITS.fullmatch(text) else 0
    if not 1 <= number <= LARGEST_ID:
        raise RequestError(NO_SUCH_ID)
    return number


_SHARDS = re.compile(r"([0-9]{1,6}(?:-[0-9]{1,6})?(?:,[0-9]{1,6}(?:-[0-9]{1,6})?)*)/([0-9]{1,6})")


def shard_of(guild_id: int, count: int) -> int:
    """The shard that a server belongs to, of this number of shards.

    https://docs.discord.com/developers/events/gateway#sharding
    """
    return (guild_id >> 22) % count


class Shards(Struct, frozen=True):
    """Some of the shards into which Discord divides a bot's servers, such as `0-3/16` or `0,2/4`.

    https://docs.discord.com/developers/events/gateway#sharding
    """

    ids: tuple[int, ...]
    count: int

    @classmethod
    def read(cls, text: str) -> "Shards":
        """Read them from a setting or an argument.

        Raises:
            ValueError: the text has another form, or names a shard that does not exist.
        """
        match = _SHARDS.fullmatch(text.replace(" ", ""))
        count = int(match[2]) if match else 0
        ids = set[int]()
        for part in match[1].split(",") if match else ():
            first, _, last = part.partition("-")
            run = range(int(first), int(last or first) + 1)
            if not run or run[-1] >= count:
                ids.clear()
                break
            ids.update(run)
        if not ids or count > MOST_SHARDS:
            raise ValueError("write the numbers of shards and how many there are, such as 0-3/16")
        return cls(tuple(sorted(ids)), count)

    def has(self, guild_id: int) -> bool:
        """Whether a server belongs to these shards."""
        return shard_of(guild_id, self.count) in self.ids

    @property
    def file_name(self) -> str:
        """A part of a file's name."""
        return str(self).replace("/", "-of-").replace(",", "+")

    def __str__(self) -> str:
        runs = list[list[int]]()
        for each in self.ids:
            if runs and runs[-1][-1] == each - 1:
                runs[-1].append(each)
            else:
                runs.append([each])
        parts = (f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
        return f"{','.join(parts)}/{self.count}"
