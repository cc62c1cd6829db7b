"""Keys of posts and notices: a message's nonce, and its mark in a channel. Called by `storage`."""

import hashlib

KEY_BYTES = 12
"""As hexadecimal digits 24 characters: Discord's nonce holds 25."""


def post_key(database_id: str, post_id: int, generation: int) -> str:
    """The same for the same post and generation, different for any other, in any database."""
    return _hashed(f"{database_id}/{post_id}/{generation}")


def notice_key(database_id: str, notice_id: int, written_at: int) -> str:
    """The same for the same notice until it is written anew, different from any other key."""
    return _hashed(f"{database_id}/notice/{notice_id}/{written_at}")


def _hashed(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).hexdigest()
