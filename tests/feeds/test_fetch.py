import asyncio
import gzip
import json
import socket
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial
from typing import Any

import brotli
import pytest
from aiohttp import TCPConnector, web

from bot.errors import FetchError, HostError
from bot.feeds.fetch import LARGEST_BODY_BYTES, HttpFetcher
from bot.feeds.health import feed_sentence
from bot.feeds.hosts import PrivateHosts
from bot.feeds.machine_limits import WELL_KNOWN_NAME
from bot.model.document import Document
from bot.model.feed import Validators
from bot.reading.parse import parse
from tests.loopback import Server, serving

NONE = Validators()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as started:
        yield started


@asynccontextmanager
async def opened(*private: str, patience: float = 10) -> AsyncIterator[HttpFetcher]:
    async with HttpFetcher.open(
        contact="https://example.org/bot",
        private_hosts=PrivateHosts(private),
        patience=patience,
    ) as fetcher:
        yield fetcher


@pytest.fixture
async def fetcher() -> AsyncIterator[HttpFetcher]:
    async with opened("127.0.0.1") as fetcher:
        yield fetcher


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """To which addresses host names lead; no others are known."""
    known: dict[str, list[str]] = {}

    async def getaddrinfo(_: object, host: str, port: int, **_options: object) -> list[Any]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in known[host]]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    return known


async def failure(fetcher: HttpFetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, NONE)
    return caught.value


async def test_a_document_is_body_headers_and_final_url(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(body=b"<rss/>", ETag='W/"a,b"', Last_Modified="yesterday, or so")
    document = await fetcher.fetch(server.url("/feed"), NONE)
    assert (document.url, document.status, document.body) == (server.url("/feed"), 200, b"<rss/>")
    assert document.validators == Validators('W/"a,b"', "yesterday, or so")


async def test_validators_are_sent_back_byte_for_byte_and_304_has_no_body(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(status=304)
    document = await fetcher.fetch(server.url("/feed"), Validators('"é"', "yesterday, or so"))
    headers = dict(server.requests[0].raw_headers)
    assert document.unchanged
    assert document.body == b""
    assert headers[b"If-None-Match"] == '"é"'.encode()
    assert headers[b"If-Modified-Since"] == b"yesterday, or so"


async def test_each_validator_is_sent_alone_where_there_is_no_other(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer()
    await fetcher.fetch(server.url("/feed"), Validators(etag='"1"'))
    await fetcher.fetch(server.url("/feed"), Validators(last_modified="now"))
    assert "If-Modified-Since" not in server.requests[0].headers
    assert "If-None-Match" not in server.requests[1].headers


async def test_a_validator_that_cannot_be_sent_back_as_it_was_is_not_kept(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.send("/feed", b'HTTP/1.1 200 OK\r\nETag: "\xff"\r\nContent-Length: 0\r\n\r\n')
    assert (await fetcher.fetch(server.url("/feed"), NONE)).validators == NONE


async def test_we_say_who_we_are_and_carry_no_cookies_or_referrer(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer("/first", status=302, Location="/feed", Set_Cookie="a=b; Path=/")
    server.answer(Set_Cookie="c=d; Path=/")
    await fetcher.fetch(server.url("/first"), NONE)
    await fetcher.fetch(server.url("/feed"), NONE)
    for request in server.requests:
        assert request.headers["User-Agent"].startswith("ProgressBot/")
        assert request.headers["User-Agent"].endswith(" (+https://example.org/bot)")
        assert "application/rss+xml" in request.headers["Accept"]
        assert request.headers["Accept-Encoding"] == "gzip, br"
        assert not {"Cookie", "Referer"} & set(request.headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(server: Server, fetcher: HttpFetcher, status: int) -> None:
    server.answer("/old", status=status, Location="feed?x=1")
    server.answer(body=b"<rss/>")
    document = await fetcher.fetch(server.url("/old"), Validators('"1"'))
    assert document.url == server.url("/feed?x=1")
    assert server.requests[1].headers["If-None-Match"] == '"1"'


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ((301,), "/1"),
        ((308, 301), "/2"),
        ((302,), None),
        ((301, 302), "/1"),
        ((307, 301), None),
    ],
)
async def test_where_only_permanent_redirects_led_the_feed_has_moved_to(
    server: Server, fetcher: HttpFetcher, statuses: tuple[int, ...], moved_to: str | None
) -> None:
    for number, status in enumerate(statuses):
        server.answer(f"/{number}", status=status, Location=f"/{number + 1}")
    server.answer(f"/{len(statuses)}", body=b"<rss/>")
    document = await fetcher.fetch(server.url("/0"), NONE)
    assert document.moved_to == (server.url(moved_to) if moved_to else None)


async def test_a_feed_that_moved_is_kept_without_the_part_that_servers_do_not_get(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer("/old", status=301, Location="/feed#top")
    server.answer("/feed", body=b"<rss/>")

    document = await fetcher.fetch(server.url("/old"), NONE)

    assert document.moved_to == document.url == server.url("/feed")


async def test_a_password_in_a_redirect_is_neither_sent_nor_kept(
    server: Server, fetcher: HttpFetcher
) -> None:
    target = server.url("/feed").replace("://", "://me:secret@")
    server.answer("/old", status=301, Location=target)
    server.answer(body=b"<rss/>")
    document = await fetcher.fetch(server.url("/old"), NONE)
    assert document.moved_to == document.url == server.url("/feed")
    assert "Authorization" not in server.requests[1].headers


async def test_a_redirect_without_end_is_given_up(server: Server, fetcher: HttpFetcher) -> None:
    server.answer(status=301, Location="/feed")
    error = await failure(fetcher, server.url("/feed"))
    assert "redirects more than 5 times" in str(error)
    assert len(server.requests) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://example.org/", "http://[", ""])
async def test_a_redirect_leads_to_http_only(
    server: Server, fetcher: HttpFetcher, location: str
) -> None:
    server.answer(status=301, Location=location)
    await failure(fetcher, server.url("/feed"))
    assert len(server.requests) == 1


async def test_a_private_address_is_refused(server: Server) -> None:
    async with opened() as fetcher:
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]"):
            error = await failure(fetcher, server.url("/feed", host))
            assert "ALLOWED_PRIVATE_HOSTS" in str(error)
        for host in ("127.1", "2130706433", "0x7f000001"):
            await failure(fetcher, server.url("/feed", host))
    assert server.requests == []


@pytest.mark.parametrize(
    "host",
    [
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "192.0.0.8",
        "[::]",
        "[::1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:7f00:1::]",
        "[2001:0:4136:e378::]",
        "[fd00::1]",
        "[fe80::1]",
        "[fec0::1]",
    ],
)
async def test_no_connection_is_made_to_a_private_address_in_disguise(host: str) -> None:
    async with opened() as fetcher:
        error = await failure(fetcher, f"http://{host}:9/feed")
    assert "ALLOWED_PRIVATE_HOSTS" in str(error)


@pytest.mark.parametrize(
    "location", ["http://10.0.0.1/", "http://[64:ff9b::a00:1]/", "http://inner.example/"]
)
async def test_a_redirect_into_a_network_is_refused(
    server: Server, location: str, names: dict[str, list[str]]
) -> None:
    names |= {"outer.example": ["127.0.0.1"], "inner.example": ["10.0.0.1"]}
    server.answer(status=301, Location=location)
    async with opened("127.0.0.1/32") as fetcher:
        error = await failure(fetcher, server.url("/feed", "outer.example"))
    assert "ALLOWED_PRIVATE_HOSTS" in str(error)
    assert len(server.requests) == 1


async def test_a_name_that_leads_elsewhere_the_next_time_is_refused(
    server: Server, names: dict[str, list[str]]
) -> None:
    server.answer(body=b"<rss/>", Connection="close")
    async with opened("127.0.0.1/32") as fetcher:
        url = server.url("/feed", "rebound.example")
        names["rebound.example"] = ["127.0.0.1"]
        await fetcher.fetch(url, NONE)
        names["rebound.example"] = ["169.254.169.254"]
        connector = fetcher._guarded.connector
        assert isinstance(connector, TCPConnector)
        connector.clear_dns_cache()
        error = await failure(fetcher, url)
    assert "ALLOWED_PRIVATE_HOSTS" in str(error)
    assert len(server.requests) == 1


async def test_a_redirect_to_a_private_address_is_refused(server: Server) -> None:
    server.answer(status=302, Location=server.url("/secret", "127.0.0.1"))
    async with opened("localhost") as fetcher:
        error = await failure(fetcher, server.url("/feed", "localhost"))
    assert "ALLOWED_PRIVATE_HOSTS" in str(error)
    assert [request.path for request in server.requests] == ["/feed"]


async def test_a_private_network_is_reached_where_it_is_named(server: Server) -> None:
    server.answer(body=b"<rss/>")
    async with opened("127.0.0.0/8") as fetcher:
        document = await fetcher.fetch(server.url("/feed", "localhost"), NONE)
    assert document.body == b"<rss/>"


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 418, 500, 502])
async def test_any_other_status_is_a_sentence(
    server: Server, fetcher: HttpFetcher, status: int
) -> None:
    server.answer(status=status)
    error = await failure(fetcher, server.url("/feed"))
    assert error.status == status
    assert str(status) in str(error)
    assert error.retry_after is None


async def test_a_document_that_a_guard_of_the_site_accepts_is_read(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(status=202, body=b"<rss/>")
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == b"<rss/>"


@pytest.mark.parametrize(("span", "is_read"), [("0-5/6", True), ("0-5/9", False), ("3-8/9", False)])
async def test_a_part_that_nobody_asked_for_is_read_if_it_is_the_whole(
    server: Server, fetcher: HttpFetcher, span: str, *, is_read: bool
) -> None:
    server.answer(status=206, body=b"<rss/>", Content_Range=f"bytes {span}")
    if is_read:
        assert (await fetcher.fetch(server.url("/feed"), NONE)).body == b"<rss/>"
    else:
        assert (await failure(fetcher, server.url("/feed"))).status == 206


@pytest.mark.parametrize(
    ("body", "is_read"), [(b"<rss><channel/></rss>", True), (b"<rss><channel/>", False)]
)
async def test_a_part_that_states_no_range_is_read_if_its_document_ends(
    server: Server, fetcher: HttpFetcher, body: bytes, *, is_read: bool
) -> None:
    server.answer(status=206, body=body)
    if is_read:
        assert (await fetcher.fetch(server.url("/feed"), NONE)).body == body
    else:
        assert "a part of the document (206)" in str(await failure(fetcher, server.url("/feed")))


@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_comes_with_the_error(
    server: Server, fetcher: HttpFetcher, status: int
) -> None:
    server.answer(status=status, Retry_After="120")
    assert (await failure(fetcher, server.url("/feed"))).retry_after == 120


async def test_retry_after_may_be_a_date(server: Server, fetcher: HttpFetcher) -> None:
    then = datetime.now(UTC) + timedelta(hours=2)
    server.answer(status=503, Retry_After=format_datetime(then, usegmt=True))
    error = await failure(fetcher, server.url("/feed"))
    assert error.retry_after == pytest.approx(7200, abs=60)


async def test_gzip_is_unpacked(server: Server, fetcher: HttpFetcher) -> None:
    server.answer(body=gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == b"<rss/>"


async def test_brotli_is_unpacked(server: Server, fetcher: HttpFetcher) -> None:
    server.answer(body=brotli.compress(b"<rss/>"), Content_Encoding="br")
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == b"<rss/>"


@pytest.mark.parametrize(
    ("encoding", "compress"),
    # Brotli's best compression takes three seconds for six bytes less.
    [
        ("gzip", gzip.compress),
        ("br", partial(brotli.compress, quality=5)),
        ("deflate", zlib.compress),
    ],
    ids=["gzip", "br", "deflate"],
)
async def test_a_bomb_is_stopped(
    server: Server, fetcher: HttpFetcher, encoding: str, compress: Callable[[bytes], bytes]
) -> None:
    bomb = compress(b"\0" * (20 * LARGEST_BODY_BYTES))
    server.answer(body=bomb, Content_Encoding=encoding)
    assert len(bomb) < LARGEST_BODY_BYTES / 10
    document = await fetcher.fetch(server.url("/feed"), NONE)
    assert (len(document.body), document.cut) == (LARGEST_BODY_BYTES, True)


async def test_a_body_that_cannot_be_unpacked_is_an_error(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(body=b"this is not gzip", Content_Encoding="gzip")
    assert "cannot be unpacked" in str(await failure(fetcher, server.url("/feed")))


XML = b"<rss><channel><item>One</item></channel></rss>"


def named(encoding: str) -> dict[str, Any]:
    return {"Content_Encoding": encoding} if encoding else {}


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize("encoding", ["", "utf-8", "x-gzip", "none", "gzip", "gzip, gzip", "br"])
@pytest.mark.parametrize("times", [1, 2])
async def test_gzip_is_unpacked_whatever_it_is_called_and_however_often(
    server: Server, fetcher: HttpFetcher, encoding: str, times: int
) -> None:
    body = XML
    for _ in range(times):
        body = gzip.compress(body)
    server.answer(body=body, **named(encoding))
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == XML


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "br", "gzip, br"])
@pytest.mark.parametrize("body", [XML, b"\n " + XML, b'{"items": []}', b"\xef\xbb\xbf" + XML])
async def test_a_body_that_is_not_packed_is_taken_as_it_is_whatever_is_said(
    server: Server, fetcher: HttpFetcher, encoding: str, body: bytes
) -> None:
    server.answer(body=body, Content_Encoding=encoding)
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == body


@pytest.mark.parametrize("pack", [zlib.compress, raw_deflate])
async def test_both_forms_of_deflate_are_unpacked(
    server: Server, fetcher: HttpFetcher, pack: Callable[[bytes], bytes]
) -> None:
    server.answer(body=pack(XML), Content_Encoding="deflate")
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == XML


async def test_all_members_of_a_gzip_file_are_unpacked(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(body=gzip.compress(XML[:9]) + gzip.compress(XML[9:]))
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == XML


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(XML * 99, mtime=0)[:-20], ""),
        (gzip.compress(XML, mtime=0)[:12] + b"\xff" * 30, "gzip"),
        (brotli.compress(XML * 99)[:-2], "br"),
        (b"\x07\x07\x07", "deflate"),
    ],
    # A gzip file holds the time of its making, so it must not name the test.
    ids=["cut gzip", "wrong gzip", "cut brotli", "no deflate"],
)
async def test_a_packed_body_that_is_damaged_or_breaks_off_is_an_error(
    server: Server, fetcher: HttpFetcher, body: bytes, encoding: str
) -> None:
    server.answer(body=body, **named(encoding))
    assert "cannot be unpacked" in str(await failure(fetcher, server.url("/feed")))


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
async def test_a_feed_that_is_too_large_is_read_in_part_up_to_its_last_whole_item(
    server: Server, fetcher: HttpFetcher, pack: Callable[[bytes], bytes]
) -> None:
    item = b"<item><title>" + b"x" * 99_000 + b"</title></item>"
    server.answer(body=pack(b"<rss><channel>" + item * 70 + b"</channel></rss>"))
    document = await fetcher.fetch(server.url("/feed"), NONE)
    assert document.cut
    assert document.body.endswith(b"</title></item></channel></rss>")
    assert document.body.count(b"<item>") == document.body.count(b"</item>") == 52


def long_feed(days: Iterable[int]) -> bytes:
    """A feed with an item of 99 KB for each day; its items speak of items, too."""
    body = b"<![CDATA[ </item><p> <item> " + b"x" * 99_000 + b"]]>"
    items = b"".join(
        b"<item><title>%d</title><pubDate>%s</pubDate><description>%s</description></item>"
        % (day, format_datetime(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(day)).encode(), body)
        for day in days
    )
    return b'<?xml version="1.0"?><rss><channel><title>Long</title>' + items + b"</channel></rss>"


def answer_in_parts(server: Server, body: bytes, **headers: str) -> None:
    """Answer as servers do that send parts of a document."""

    async def respond(request: web.Request) -> web.Response:
        if wanted := request.headers.get("Range"):
            part = body[-int(wanted.removeprefix("bytes=-")) :]
            first = len(body) - len(part)
            given = {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}", **headers}
            return web.Response(status=206, body=part, headers=given)
        return web.Response(body=body)

    server.answers["/feed"] = respond


def titles_in(document: Document) -> list[str]:
    return [entry.title for entry in parse(document).entries]


async def test_the_end_of_a_long_feed_is_read_if_its_newest_items_are_there(
    server: Server, fetcher: HttpFetcher
) -> None:
    answer_in_parts(server, long_feed(range(70)))
    before = await fetcher.fetch(server.url("/feed"), NONE)
    answer_in_parts(server, long_feed(range(71)))
    document = await fetcher.fetch(server.url("/feed"), NONE)

    assert (document.cut, document.has_end) == (True, True)
    assert titles_in(document) == [str(day) for day in range(19, 71)]
    assert parse(document).title == "Long"
    assert before.body != document.body


async def test_the_end_of_a_long_json_feed_is_read_if_its_newest_items_are_there(
    server: Server, fetcher: HttpFetcher
) -> None:
    items = [
        {
            "id": str(day),
            "title": str(day),
            "date_published": f"{1990 + day}-01-01",
            "content_text": text,
        }
        for day, text in enumerate(["x" * 99_000] * 70)
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Long", "items": items}
    answer_in_parts(server, json.dumps(feed).encode())

    document = await fetcher.fetch(server.url("/feed"), NONE)

    assert (document.cut, document.has_end) == (True, True)
    assert titles_in(document) == [str(day) for day in range(18, 70)]
    assert parse(document).title == "Long"


async def test_a_long_feed_that_lists_its_newest_items_first_is_read_from_its_beginning(
    server: Server, fetcher: HttpFetcher
) -> None:
    entries = b"".join(
        b"<entry><id>%d</id><title>%d</title><published>2026-03-%02dT08:00:00Z</published>"
        b"<updated>2026-03-%02dT20:00:00Z</updated><summary>%s</summary></entry>"
        % (day, day, day, day, b"x" * 250_000)
        for day in range(28, 0, -1)
    )
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>L</title>' + entries + b"</feed>"
    answer_in_parts(server, feed)

    document = await fetcher.fetch(server.url("/feed"), NONE)

    assert (document.cut, document.has_end) == (True, False)
    assert titles_in(document)[0] == "28"
    assert len(server.requests) == 1


async def test_a_long_feed_whose_posts_were_all_saved_again_is_read_from_its_beginning(
    server: Server, fetcher: HttpFetcher
) -> None:
    entries = b"".join(
        b"<entry><id>%d</id><title>%d</title><updated>2026-04-01T08:%02d:00Z</updated>"
        b"<published>2026-03-%02dT08:00:00Z</published><summary>%s</summary></entry>"
        % (day, day, 59 - day, day, b"x" * 250_000)
        for day in range(28, 0, -1)
    )
    head = b'<feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-03-31T08:00:00Z</updated>'
    answer_in_parts(server, head + entries + b"</feed>")

    document = await fetcher.fetch(server.url("/feed"), NONE)

    assert titles_in(document)[0] == "28"


async def test_a_long_feed_with_a_long_beginning_is_read_up_to_the_largest_size(
    server: Server, fetcher: HttpFetcher
) -> None:
    feed = long_feed(range(70)).replace(b"<title>Long", b"<title>Long" + b" " * 2_000_000)
    answer_in_parts(server, feed)

    document = await fetcher.fetch(server.url("/feed"), NONE)

    assert document.has_end
    assert len(document.body) <= LARGEST_BODY_BYTES
    assert titles_in(document)[-1] == "69"


@pytest.mark.parametrize(
    ("days", "headers", "requests"),
    [
        (range(70), None, 2),
        (range(70), {"Content-Encoding": "gzip"}, 2),
        (range(70), {"Content-Range": "bytes 0-5242879/6970000"}, 2),
        (range(70), {"Content-Range": ""}, 2),
        (range(70, 0, -1), {}, 1),
    ],
    ids=["no parts", "a packed part", "another part", "any part", "newest first"],
)
async def test_the_beginning_of_a_long_feed_is_read_otherwise(
    server: Server,
    fetcher: HttpFetcher,
    days: Iterable[int],
    headers: dict[str, str] | None,
    requests: int,
) -> None:
    if headers is None:
        server.answer(body=long_feed(days))
    else:
        answer_in_parts(server, long_feed(days), **headers)

    document = await fetcher.fetch(server.url("/feed"), NONE)

    assert (document.cut, document.has_end) == (True, False)
    assert titles_in(document)[:2] == [str(day) for day in days][:2]
    assert len(server.requests) == requests


async def test_a_feed_of_just_the_largest_size_is_whole(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(body=b"<" + b"x" * (LARGEST_BODY_BYTES - 1))
    assert not (await fetcher.fetch(server.url("/feed"), NONE)).cut


async def test_headers_of_the_size_that_real_sites_send_are_read(
    server: Server, fetcher: HttpFetcher
) -> None:
    many: dict[str, Any] = {f"X_Header_{number}": "x" for number in range(300)}
    server.answer(body=XML, Content_Security_Policy="img-src " * 7_000, **many)
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == XML


@pytest.mark.parametrize(
    "headers",
    [{"Long": "x" * 70_000}, {f"X_Header_{number}": "x" for number in range(1_100)}],
)
async def test_headers_past_our_limit_have_a_sentence_of_their_own(
    server: Server, fetcher: HttpFetcher, headers: dict[str, Any]
) -> None:
    server.answer(body=XML, **headers)
    error = str(await failure(fetcher, server.url("/feed")))
    assert "a header of more than 64 KB, or more than 1,000 headers" in error


async def test_an_answer_that_a_proxy_changed_is_an_answer(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(status=203, body=XML)
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == XML


async def test_nothing_can_be_unchanged_that_was_asked_for_without_conditions(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer(status=304)
    error = await failure(fetcher, server.url("/feed"))
    assert (error.status, "nothing has changed (304)" in str(error)) == (304, True)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429])
async def test_a_redirect_to_an_error_page_is_told_as_such(
    server: Server, fetcher: HttpFetcher, status: int
) -> None:
    server.answer("/feed", status=302, Location="/sorry.html")
    server.answer("/sorry.html", status=status)
    error = await failure(fetcher, server.url("/feed"))
    assert (error.status, error.sent_to) == (status, server.url("/sorry.html"))
    for sentence in (str(error), feed_sentence(error)):
        assert f"sent us on to {server.url('/sorry.html')}" in sentence


async def test_trouble_behind_a_redirect_is_trouble_of_the_server(
    server: Server, fetcher: HttpFetcher
) -> None:
    server.answer("/feed", status=302, Location="/other")
    server.answer("/other", status=503)
    assert "trouble of its own" in str(await failure(fetcher, server.url("/feed")))


async def test_a_body_that_breaks_off_is_an_error(server: Server, fetcher: HttpFetcher) -> None:
    server.send("/feed", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss", closes=True)
    assert "broke off" in str(await failure(fetcher, server.url("/feed")))


WHOLE = b"<rss version='2.0'><channel><item><title>One</title></item></channel></rss>\n"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Content-Length: 9999", WHOLE),
        (b"Transfer-Encoding: chunked", b"%x\r\n%s\r\n" % (len(WHOLE), WHOLE)),
        (b"Content-Encoding: gzip\r\nContent-Length: 9999", gzip.compress(WHOLE, mtime=0)),
    ],
)
async def test_a_feed_that_is_whole_is_read_though_the_answer_breaks_off_behind_it(
    server: Server, fetcher: HttpFetcher, head: bytes, body: bytes
) -> None:
    """Some servers never send the last chunk, or state a length that is too large."""
    server.send("/feed", b"HTTP/1.1 200 OK\r\n%s\r\n\r\n%s" % (head, body), closes=True)
    assert (await fetcher.fetch(server.url("/feed"), NONE)).body == WHOLE


@pytest.mark.parametrize(
    "body",
    [
        WHOLE[:-10],
        WHOLE[:-20],
        b"<rss><channel><item><title>How to close a feed: &lt;/rss></title>",
        gzip.compress(WHOLE * 9, mtime=0)[:-9],
        b'{"items": [{}]}',
        b"",
    ],
)
async def test_a_feed_that_may_miss_something_is_not_read_when_the_answer_breaks_off(
    server: Server, fetcher: HttpFetcher, body: bytes
) -> None:
    """It is asked for again; what is left of an item would be another article."""
    server.send("/feed", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + body, closes=True)
    assert "broke off" in str(await failure(fetcher, server.url("/feed")))


async def test_an_answer_that_is_no_http_is_an_error(server: Server, fetcher: HttpFetcher) -> None:
    server.send("/feed", b"hello\r\n\r\n", closes=True)
    assert (await failure(fetcher, server.url("/feed"))).status is None


async def test_a_slow_server_is_given_up(server: Server) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await server.closing.wait()
        return response

    server.answers["/feed"] = respond
    async with opened("127.0.0.1", patience=0.2) as fetcher:
        error = await failure(fetcher, server.url("/feed"))
    assert "within 0.2 seconds" in str(error)


async def test_cancelling_the_caller_is_not_an_error_of_the_feed(
    server: Server, fetcher: HttpFetcher
) -> None:
    asked = asyncio.Event()

    async def respond(_: web.Request) -> web.StreamResponse:
        asked.set()
        await server.closing.wait()
        return web.Response()

    server.answers["/feed"] = respond
    fetching = asyncio.create_task(fetcher.fetch(server.url("/feed"), NONE))
    await asked.wait()
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching


async def test_nobody_there_is_an_error(server: Server, fetcher: HttpFetcher) -> None:
    listener = await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    listener.close()
    await listener.wait_closed()
    assert "cannot be reached" in str(await failure(fetcher, f"http://127.0.0.1:{port}/"))
    assert server.requests == []


def look_up_nothing(monkeypatch: pytest.MonkeyPatch, failures: Mapping[str, int]) -> None:
    """Let lookups of these names fail, and find others at the loopback address."""

    def answer(host: str, *_: object, **__: object) -> list[tuple[object, ...]]:
        if host in failures:
            raise socket.gaierror(failures[host], "no")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


async def test_a_name_that_is_not_known_is_an_error(
    fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up_nothing(monkeypatch, {"feeds.invalid": socket.EAI_NONAME})
    assert "name is not known" in str(await failure(fetcher, "http://feeds.invalid/"))


async def test_a_name_whose_own_server_does_not_answer_is_asked_again_later(
    fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_up_nothing(monkeypatch, {"feeds.invalid": socket.EAI_AGAIN})
    assert "cannot be looked up now" in str(await failure(fetcher, "http://feeds.invalid/"))


async def test_without_any_name_server_no_feed_is_at_fault(
    fetcher: HttpFetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("feeds.invalid", WELL_KNOWN_NAME)
    look_up_nothing(monkeypatch, dict.fromkeys(names, socket.EAI_AGAIN))
    with pytest.raises(HostError, match="No name server answers this machine"):
        await fetcher.fetch("http://feeds.invalid/", NONE)


async def test_a_server_without_https_is_an_error_that_says_what_to_try(
    server: Server, fetcher: HttpFetcher
) -> None:
    error = await failure(fetcher, server.url("/feed").replace("http:", "https:"))

    assert error.status is None
    assert "Try the address with http://" in str(error)


@pytest.mark.parametrize(
    "url", ["", "feed", "ftp://example.org/", "http://", "http://[", "http://a b/", "http://x:y/"]
)
async def test_an_address_that_is_none_is_an_error(fetcher: HttpFetcher, url: str) -> None:
    await failure(fetcher, url)


async def test_a_web_page_is_a_document_all_the_same(server: Server, fetcher: HttpFetcher) -> None:
    server.answer(body=b"<html>", Content_Type="text/html; charset=x")
    document = await fetcher.fetch(server.url("/feed"), NONE)
    assert document.headers["content-type"] == "text/html; charset=x"
