"""Feeds over loopback HTTP, in a process of their own, with an ETag each.

    python -m bench.polling.served FEEDS ENTRIES

Prints the port once it listens, on all of 127.0.0.0/8, so that feeds can have hosts of their own.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from email.utils import format_datetime
from html import escape
from itertools import islice

from aiohttp import web

from bench.search.library import library
from bot.model.article import Article

HOSTS = 100
PARAGRAPH = 400
"""Characters; real posts come in paragraphs with markup."""
TEXTS_IN_A_POST = 3
"""Makes the mean entry as long as those of real feeds: 3 to 4 KB."""


def urls(feeds: int, port: int) -> list[str]:
    """The addresses of so many feeds, spread over hosts."""
    return [f"http://127.0.0.{1 + number % HOSTS}:{port}/{number}" for number in range(feeds)]


def bodies(feeds: int, entries: int) -> Iterator[bytes]:
    """One RSS document after the other, no entry twice; teasers and whole posts take turns."""
    articles = library(feeds * entries)
    for number in range(feeds):
        several = list(islice(articles, entries))
        items = "".join(_item(article, several[place:]) for place, article in enumerate(several))
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
            f"<title>Feed {number}</title><link>https://example.org/{number}</link>"
            f"<description>Samples</description>{items}</channel></rss>"
        ).encode()


def _item(article: Article, texts: Sequence[Article]) -> str:
    html = _post(article, texts[:TEXTS_IN_A_POST]) if int(article.key) % 2 else ""
    date = (
        f"<pubDate>{format_datetime(article.published_at)}</pubDate>"
        if article.published_at
        else ""
    )
    return (
        f"<item><title>{escape(article.title)}</title><link>{article.url}</link>"
        f'<guid isPermaLink="false">{escape(article.key)}</guid>{date}'
        f"<dc:creator>A. Sample</dc:creator><category>Research</category>"
        f"<description>{escape(article.teaser)}</description>"
        f"<content:encoded><![CDATA[{html}]]></content:encoded></item>"
    )


def _post(article: Article, texts: Sequence[Article]) -> str:
    """Text as a blog's editor writes it: an image, classes, a link in each paragraph."""
    text = " ".join(each.text for each in texts)
    parts = range(0, len(text), PARAGRAPH)
    paragraphs = "".join(
        f'<p class="wp-block-paragraph">{escape(text[i : i + PARAGRAPH])} '
        f'<a href="/more/{i}?utm_source=feed"><strong>more on this</strong></a></p>\n'
        for i in parts
    )
    return (
        f'<figure class="wp-block-image size-large"><img loading="lazy" width="1024" height="683" '
        f'src="/images/{article.key}.jpg" alt="A sample image" srcset="/images/s.jpg 300w, '
        f'/images/m.jpg 768w" sizes="(max-width: 1024px) 100vw, 1024px" /></figure>\n'
        f'<h2 class="wp-block-heading">{escape(article.title)}</h2>\n{paragraphs}'
        f'<p>The post <a href="{article.url}">{escape(article.title)}</a> appeared first on '
        f'<a href="https://example.org">Sample News</a>.</p>'
    )


async def serve(feeds: int, entries: int) -> None:
    """Serve until the process is ended."""
    documents = list(bodies(feeds, entries))

    async def answer(request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        etag = f'"{number}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(
            body=documents[number], content_type="application/rss+xml", headers={"ETag": etag}
        )

    application = web.Application()
    application.router.add_get(r"/{number:\d+}", answer)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 0).start()  # noqa: S104 - 127.0.0.2 and on are not ours alone
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
