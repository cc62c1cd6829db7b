"""When a post whose outcome is unknown may be sent again. Pure; called by `pipelines.announce`."""

from datetime import datetime, timedelta

from bot.model.delivery import Post

SETTLING = timedelta(seconds=10)
"""What Discord gets to show a forum post that it took just before the bot was cut off."""


def look_again_at(post: Post, looked_at: datetime | None, now: datetime) -> datetime | None:
    """When to look once more for a post that was not found; None where it may be sent now.

    A message that is stored but not yet to be seen is covered by its nonce: a repeat creates none.
    A forum post has none, so it is looked for twice, some time apart.

    Args:
        post: found in `sending`, and not found on Discord.
        looked_at: when this process looked for it before, if it did.
        now: the present.
    """
    if not post.channel_kind.holds_posts:
        return None
    if looked_at is None or now < looked_at:
        return now + SETTLING
    return None if now - looked_at >= SETTLING else looked_at + SETTLING
