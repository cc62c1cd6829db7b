"""Fetches a Document by one conditional HTTP request.

Called by the pipelines and `catalogue.adding`. Only this module uses aiohttp's client.

    URL ─► host named in ALLOWED_PRIVATE_HOSTS? ─► open or guarded session ─► GET
        ─► redirect: again, at most five times ─► 200, 202, 203: body up to a cap ─► unpacked
                                                | 304, if the request was conditional | FetchError

Every failure becomes a FetchError with one sentence for the operator.
"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import aiohttp
from msgspec import Struct
from msgspec.structs import replace
from yarl import URL

from bot import __version__
from bot.errors import FetchError
from bot.feeds.bodies import UnpackingError, unpacked
from bot.feeds.health import sent_on_sentence, status_sentence
from bot.feeds.hosts import PrivateHosts
from bot.feeds.long_feeds import ends, joined, lists_oldest_first, whole_items
from bot.feeds.machine_limits import failed_lookup, refused_connection
from bot.feeds.schedule import seconds_until
from bot.model.document import Document
from bot.model.feed import Validators

FETCH_TIMEOUT_SECONDS = 30.0
"""Seconds for all of one fetch, redirects included. Chosen by eye."""
LARGEST_BODY_BYTES = 5 * 1024 * 1024
"""Counted after decompression: 194 KB of gzip can become 200 MB (measured)."""
CHUNK_BYTES = 64 * 1024
"""Bytes that are read before the size is checked again. Chosen by eye."""
MOST_REDIRECTS = 5
"""Redirects that are followed. Chosen by eye."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""Statuses whose answer names one other address (RFC 9110, section 15.4)."""
PERMANENT_REDIRECTS = frozenset({301, 308})
"""Those after which the feed's address is changed."""
ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, "
    "application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
ACCEPT_PAGES = "text/html, application/xhtml+xml, */*;q=0.1"
ACCEPT_JSON = "application/json"
ACCEPT_PICTURES = "image/png, image/jpeg, image/webp, image/gif"
LONGEST_HEADER = 64 * 1024
"""Bytes of one header. Real feeds send Content-Security-Policy of more than 8,190, aiohttp's own
limit; Chromium takes 256 KB for all headers together."""
MOST_HEADERS = 1_000
"""aiohttp's own limit of 128 refuses real feeds, too."""
LAST_PART = {"Range": f"bytes=-{LARGEST_BODY_BYTES}", "Accept-Encoding": "identity"}
"""The headers that ask for the end of a document. Parts of a packed one cannot be unpacked."""
CONTENT_RANGE = re.compile(
    r"bytes (?P<first>[0-9]{1,15})-(?P<last>[0-9]{1,15})/(?P<total>[0-9]{1,15})", re.IGNORECASE
)
"""RFC 9110, section 14.4."""
NO_PART = "The server sends no parts of this document."
USABLE_STATUSES = frozenset(
    {HTTPStatus.OK, HTTPStatus.ACCEPTED, HTTPStatus.NON_AUTHORITATIVE_INFORMATION}
)
"""A proxy that changed the answer says 203, and some that guard a site say 202."""


class PrivateAddressError(OSError):
    """A connection to a private address was refused by our own guard."""


BROKEN_BODY = "The answer broke off or cannot be unpacked. It will be asked for again later."
HEADERS_TOO_LARGE = (
    f"The server's answer has a header of more than {LONGEST_HEADER // 1024} KB, or more than "
    f"{MOST_HEADERS:,} headers, so it was not read. Tell its publisher."
)
HEADER_LIMITS = (f"Got more than {LONGEST_HEADER} bytes when reading", "Too many headers")
"""aiohttp's messages; the class of the error is that of any malformed answer."""
CAUSES: Mapping[type[Exception], str] = {
    PrivateAddressError: "The address is a private one, so it was not asked. "
    "If it is yours, add its host to ALLOWED_PRIVATE_HOSTS.",
    aiohttp.ClientConnectorDNSError: "The server's name is not known. Check the address.",
    aiohttp.ClientConnectorCertificateError: "The server's certificate is not trusted. Check the "
    "address.",
    aiohttp.ClientSSLError: "The server offers no https there. Try the address with http://.",
    aiohttp.InvalidURL: "The address cannot be read. Correct it.",
    UnicodeError: "The address cannot be read. Correct it.",
    aiohttp.ClientConnectorError: "The server cannot be reached. It will be asked again later.",
    aiohttp.ClientPayloadError: BROKEN_BODY,
    UnpackingError: BROKEN_BODY,
}
"""Sentences for errors below HTTP; the first class that fits is used."""


class HttpFetcher:
    """Fetches over HTTP; made by `open`, which owns its connections."""

    def __init__(
        self,
        guarded: aiohttp.ClientSession,
        unguarded: aiohttp.ClientSession,
        private_hosts: PrivateHosts,
        patience: float,
    ) -> None:
        self._guarded = guarded
        self._unguarded = unguarded
        self._private_hosts = private_hosts
        self._patience = patience

    @classmethod
    @asynccontextmanager
    async def open(
        cls, *, contact: str, private_hosts: PrivateHosts, patience: float = FETCH_TIMEOUT_SECONDS
    ) -> AsyncIterator["HttpFetcher"]:
        """Open the sessions for as long as the context lasts.

        Args:
            contact: an address for the owners of servers; part of the User-Agent.
            private_hosts: the private hosts that may be reached.
            patience: seconds for all of one fetch.
        """

        # Runs for every connection, also for IP literals, redirects and rebinding, all of which a
        # resolver would not see (measured with aiohttp 3.14.5).
        def guard(info: tuple[Any, ...]) -> socket.socket:
            family, kind, protocol, _, address = info
            if not private_hosts.allows_address(str(address[0])):
                raise PrivateAddressError("private address")
            return socket.socket(family, kind, protocol)

        async with AsyncExitStack() as stack:
            guarded = await stack.enter_async_context(
                _session(aiohttp.TCPConnector(socket_factory=guard), contact)
            )
            unguarded = await stack.enter_async_context(_session(aiohttp.TCPConnector(), contact))
            yield cls(guarded, unguarded, private_hosts, patience)

    async def fetch(self, url: str, validators: Validators) -> Document:
        """Ask for a feed, unless it is unchanged.

        Raises:
            FetchError: there is no usable answer.
            HostError: this machine does not let the bot ask.
        """
        document = await self._ask(url, _conditions(validators))
        if not document.cut:
            return document
        # 5 MB take a while, in which the bot answers.
        if await asyncio.to_thread(lists_oldest_first, document.body):
            joint = await self._joined_with_end(document)
            if joint is not None:
                return replace(document, body=joint, has_end=True)
        return replace(document, body=await asyncio.to_thread(whole_items, document.body))

    async def _joined_with_end(self, document: Document) -> bytes | None:
        """The newest items of a feed that is too large; None if the server sends no parts."""
        try:
            end = await self._ask(document.url, LAST_PART)
        except FetchError:
            return None
        return await asyncio.to_thread(joined, document.body, end.body, LARGEST_BODY_BYTES)

    async def fetch_page(self, url: str) -> Document:
        """Ask for a web page.

        Raises:
            FetchError: there is no usable answer.
            HostError: this machine does not let the bot ask.
        """
        return await self._ask(url, {"Accept": ACCEPT_PAGES})

    async def fetch_picture(self, url: str) -> Document:
        """Ask for a picture.

        Raises:
            FetchError: there is no usable answer.
            HostError: this machine does not let the bot ask.
        """
        return await self._ask(url, {"Accept": ACCEPT_PICTURES})

    async def fetch_json(self, url: str) -> Document:
        """Ask an API for JSON.

        Raises:
            FetchError: there is no usable answer.
            HostError: this machine does not let the bot ask.
        """
        return await self._ask(url, {"Accept": ACCEPT_JSON})

    async def _ask(self, url: str, headers: Mapping[str, str]) -> Document:
        try:
            async with asyncio.timeout(self._patience):
                return await self._follow(_address(url), headers)
        except TimeoutError as exc:
            sentence = f"The server did not answer within {self._patience:g} seconds."
            raise FetchError(sentence) from exc
        except (aiohttp.ClientError, OSError, UnicodeError, UnpackingError) as exc:
            refused = refused_connection(exc) or await failed_lookup(exc)
            raise (refused or FetchError(_sentence(exc))) from exc
        except RuntimeError as exc:
            # Looking up a name takes a thread.
            if refused := refused_connection(exc):
                raise refused from exc
            raise

    async def _follow(self, url: URL, headers: Mapping[str, str]) -> Document:
        moved_to, permanently = None, True
        for redirects in range(MOST_REDIRECTS + 1):
            allowed = self._private_hosts.allows_host(url.host or "")
            session = self._unguarded if allowed else self._guarded
            async with session.get(url, headers=headers, allow_redirects=False) as response:
                if response.status not in REDIRECTS:
                    asked = _Request(
                        _is_conditional(headers),
                        was_redirected=bool(redirects),
                        wants_part="Range" in headers,
                    )
                    return replace(await _document(response, asked), moved_to=moved_to)
                url = _redirected(url, response)
                permanently &= response.status in PERMANENT_REDIRECTS
                moved_to = str(url) if permanently else moved_to
        raise FetchError(f"The address redirects more than {MOST_REDIRECTS} times. Correct it.")


def _session(connector: aiohttp.TCPConnector, contact: str) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        # Unpacked here, since servers name encodings that they did not apply, and the reverse.
        auto_decompress=False,
        max_line_size=LONGEST_HEADER,
        max_field_size=LONGEST_HEADER,
        max_headers=MOST_HEADERS,
        headers={
            "User-Agent": f"ProgressBot/{__version__} (+{_header_safe(contact)})",
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip, br",
        },
    )


def _conditions(validators: Validators) -> dict[str, str]:
    """The request headers for the validators, byte for byte as the server sent them."""
    headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in headers.items() if value is not None}


def _address(text: str, base: URL | None = None) -> URL:
    try:
        url = base.join(URL(text)) if base else URL(text)
    except ValueError as exc:
        raise FetchError("The address cannot be read. Correct it.") from exc
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchError("The address leads to something other than http or https. Correct it.")
    return url


def _redirected(url: URL, response: aiohttp.ClientResponse) -> URL:
    location = response.headers.get("Location", "")
    if not location:
        raise FetchError("The server redirects to nowhere.", status=response.status)
    # A password that a server puts there would be kept with the feed's new address, and shown. A
    # fragment would make two addresses of one feed.
    return _address(location, url).with_user(None).with_fragment(None)


class _Request(Struct, frozen=True):
    """How the request for an answer was made."""

    is_conditional: bool
    was_redirected: bool
    wants_part: bool


async def _document(response: aiohttp.ClientResponse, asked: _Request) -> Document:
    status, url = response.status, str(response.url)
    if status == HTTPStatus.NOT_MODIFIED and asked.is_conditional:
        return Document(url, status, _headers(response))
    if asked.wants_part:
        if not _is_last_part(response):
            raise FetchError(NO_PART, status=status)
    elif status not in USABLE_STATUSES and not _may_be_whole(response):
        raise _refused(response, asked)
    sent, cut, broken = await _body(response)
    encoding = response.headers.get("Content-Encoding", "")
    # The same of what was packed.
    body, cut = await asyncio.to_thread(unpacked, sent, encoding, LARGEST_BODY_BYTES, cut=cut)
    # Some servers never send the last chunk, or state a length that is too large.
    if broken and not ends(body):
        raise broken
    is_part = status == HTTPStatus.PARTIAL_CONTENT and not asked.wants_part
    if is_part and not (_is_stated_whole(response) or ends(body)):
        raise _refused(response, asked)
    return Document(url, HTTPStatus.OK, _headers(response), body, cut=cut)


def _refused(response: aiohttp.ClientResponse, asked: _Request) -> FetchError:
    """The error for an answer without a document."""
    status, url = response.status, str(response.url)
    return FetchError(
        sent_on_sentence(status, url) if asked.was_redirected else status_sentence(status),
        status=status,
        retry_after=seconds_until(response.headers.get("Retry-After"), datetime.now(UTC)),
        sent_to=url if asked.was_redirected else None,
    )


def _may_be_whole(response: aiohttp.ClientResponse) -> bool:
    """Whether an answer that calls itself a part of the document may have all of it.

    RFC 9110 has a part state its range. An answer that states none only has the wrong status, as
    some feeds of real sites do, if the end of its document says that nothing is missing.
    """
    states_range = "Content-Range" in response.headers
    is_part = response.status == HTTPStatus.PARTIAL_CONTENT
    return is_part and (not states_range or _is_stated_whole(response))


def _is_stated_whole(response: aiohttp.ClientResponse) -> bool:
    given = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    begins = given is not None and int(given["first"]) == 0
    return begins and _is_last_part(response)


def _is_last_part(response: aiohttp.ClientResponse) -> bool:
    """Whether this is the end of the document, as it was asked for, and not packed."""
    given = CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    is_end = given is not None and int(given["last"]) + 1 == int(given["total"])
    is_part = response.status == HTTPStatus.PARTIAL_CONTENT
    return is_part and is_end and "Content-Encoding" not in response.headers


async def _body(
    response: aiohttp.ClientResponse,
) -> tuple[bytes, bool, aiohttp.ClientPayloadError | None]:
    """The body as sent, whether it was cut here, and the error that ended it early, if any."""
    body = bytearray()
    try:
        async for chunk in response.content.iter_chunked(CHUNK_BYTES):
            body += chunk
            if len(body) > LARGEST_BODY_BYTES:
                return bytes(body[:LARGEST_BODY_BYTES]), True, None
    except aiohttp.ClientPayloadError as exc:
        return bytes(body), False, exc
    return bytes(body), False, None


def _is_conditional(headers: Mapping[str, str]) -> bool:
    return not {"If-None-Match", "If-Modified-Since"}.isdisjoint(headers)


def _headers(response: aiohttp.ClientResponse) -> dict[str, str]:
    """Headers by lower-case name, without values that cannot be stored or sent back unchanged."""
    names = {name.lower() for name in response.headers}
    joined = {name: ", ".join(response.headers.getall(name)) for name in names}
    return {name: value for name, value in joined.items() if _header_safe(value) == value}


def _header_safe(text: str) -> str:
    """The text without line breaks, control characters and undecodable bytes (surrogates)."""
    return "".join(c for c in text if c == "\t" or (c >= " " and not "\ud800" <= c <= "\udfff"))


def _sentence(error: Exception) -> str:
    """The sentence for what went wrong below HTTP."""
    if any(words in str(error) for words in HEADER_LIMITS):
        return HEADERS_TOO_LARGE
    cause = getattr(error, "os_error", error)
    for kind, sentence in CAUSES.items():
        if isinstance(cause, kind) or isinstance(error, kind):
            return sentence
    return "The server's answer is not proper HTTP, or the connection was lost."
