"""The keys of posts, notices and questions about proposed feeds. Pure.

A key is the nonce of the message, by which Discord recognizes a repetition. It also stands in the
message's buttons, so that the bot finds the message again. Called by `storage` and `pipelines`.
"""

import hashlib

KEY_BYTES = 12
"""24 hexadecimal digits; Discord's nonce holds 25 characters."""


def post_key(database_id: str, post_id: int, generation: int) -> str:
    """A key that no other post, generation or database has."""
    return _hashed(f"{database_id}/{post_id}/{generation}")


def notice_key(database_id: str, notice_id: int, written_at: int) -> str:
    """A key that no other notice has; a notice that is written again gets another one."""
    return _hashed(f"{database_id}/notice/{notice_id}/{written_at}")


def proposal_key(database_id: str, proposal_id: int, purpose: str) -> str:
    """The nonce of a message about a proposed feed; each purpose has its own."""
    return _hashed(f"{database_id}/proposal/{proposal_id}/{purpose}")


def _hashed(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).hexdigest()
