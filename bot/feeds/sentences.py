"""What an answer without a document means, as a sentence. Pure; called by `fetch` and `poll`.

A FetchError says what happened, for any address: a feed, a web page, a robots.txt. Only those who
read feeds know that a feed is concerned, and say with `feed_sentence` what to do about it.
"""

from http import HTTPStatus

from bot.errors import FetchError, ProgressError

ASKED_AGAIN = (
    "It will be asked again later.",
    "It will be asked for again later.",
    "The next one waits longer.",
)
"""The ends of sentences about an address that is polled."""
ASK_ONCE_MORE = "Try again later."

OF_ANY_ADDRESS = {
    304: "The server says that nothing has changed (304), though it was asked for everything. "
    "It will be asked again later.",
    401: "The server wants a password (401).",
    403: "The server refuses this address to us (403).",
    404: "There is nothing at this address (404).",
    410: "This address is gone for good (410).",
    429: "The server asks for fewer requests (429). The next one waits longer.",
}
OF_FEEDS = {
    401: "The server wants a password for this feed (401). Remove the feed, or change its address.",
    403: "The server refuses this feed to us (403). Ask its publisher, or remove the feed.",
    404: "There is no feed at this address (404). Look for its new address.",
    410: "The feed is gone for good (410). Look for its new address, or remove it.",
}
TURNED_AWAY = frozenset({401, 403, 404, 410, 429})
"""www.fda.gov sends programs by a redirect to a page that answers 404."""


def status_sentence(status: int) -> str:
    """The sentence for a status that comes with no document."""
    if status in OF_ANY_ADDRESS:
        return OF_ANY_ADDRESS[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"The server has trouble of its own ({status}). It will be asked again later."
    return f"The server answers with status {status}, and nothing to read."


def sent_on_sentence(status: int, url: str) -> str:
    """The sentence for such a status of an address to which the server redirected us."""
    if status not in TURNED_AWAY:
        return status_sentence(status)
    return (
        f"The server sent us on to {url}, which answers with status {status}. Sites turn programs "
        "away like this. Open the address in a browser; if it works there, ask the publisher."
    )


def once_sentence(error: ProgressError) -> str:
    """Why a feed could not be read that nobody polls: only a person asks for it again."""
    sentence = feed_sentence(error)
    for end in ASKED_AGAIN:
        sentence = sentence.replace(end, ASK_ONCE_MORE)
    return sentence


def feed_sentence(error: ProgressError) -> str:
    """Why a feed could not be read, and what to do about it."""
    if isinstance(error, FetchError) and error.sent_to is None:
        return OF_FEEDS.get(error.status or 0, str(error))
    return str(error)
