"""The key of a post: its nonce, and its mark in a channel. Called by `storage.posts`."""

import hashlib

KEY_BYTES = 12
"""As hexadecimal digits 24 characters: Discord's nonce holds 25."""


def post_key(database_id: str, post_id: int, generation: int) -> str:
    """The same for the same post and generation, different for any other, in any database."""
    text = f"{database_id}/{post_id}/{generation}"
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).hexdigest()
