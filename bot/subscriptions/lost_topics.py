"""Says which topics servers ask for that topics.toml no longer has.

`lifecycle` logs it at the start, and `doctor` shows it.
"""

from collections.abc import Sequence

from bot.model.article import ALL_TOPICS, Taxonomy
from bot.model.subscription import LostTopic
from bot.storage import lost_topics
from bot.storage.database import Connection

# Topics and servers that are named; the others are counted. Chosen by eye.
MOST_TOPICS_NAMED = 5
MOST_SERVERS_NAMED = 5

LOST_TOPICS = (
    "Servers use topics that {path} does not have: {topics}. Nothing is posted on these topics, "
    "and nothing is left out because of them. Put each of them back into the file under its slug, "
    "or ask the moderators of these servers to choose other topics."
)


async def say_lost_topics(connection: Connection, taxonomy: Taxonomy, path: str) -> str | None:
    """A sentence that names the topics and the servers that use them; None if there are none.

    Args:
        connection: of a reader.
        taxonomy: the topics that there are.
        path: of the file that has them, as people see it.
    """
    known = (ALL_TOPICS, *(topic.slug for topic in taxonomy))
    found = await lost_topics.lost_topics(connection, known)
    if not found:
        return None
    topics = _some([_named(each) for each in found], MOST_TOPICS_NAMED, "; ")
    return LOST_TOPICS.format(path=path, topics=topics)


def _named(lost: LostTopic) -> str:
    """A topic with its uses: "lobular (subscriptions: 2, in server 7)"."""
    uses = {"subscriptions": lost.subscriptions, "mutes and exclusions": lost.exclusions}
    counted = [f"{name}: {number}" for name, number in uses.items() if number]
    servers = _some([str(each) for each in lost.guild_ids], MOST_SERVERS_NAMED, ", ")
    of_servers = "server" if len(lost.guild_ids) == 1 else "servers"
    return f"{lost.slug} ({', '.join(counted)}, in {of_servers} {servers})"


def _some(names: Sequence[str], most: int, separator: str) -> str:
    left = len(names) - most
    return separator.join(names[:most]) + (f"{separator}and {left} more" if left > 0 else "")
