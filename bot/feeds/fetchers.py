"""The protocols through which pipelines and services fetch.

`fetch` implements them over HTTP; tests fake them.
"""

from typing import Protocol

from bot.model.document import Document
from bot.model.feed import Validators


class Fetcher(Protocol):
    """Fetches feeds for the pipelines."""

    async def fetch(self, url: str, validators: Validators) -> Document:
        """Ask for a feed, unless it is unchanged.

        Raises:
            FetchError: there is no usable answer.
        """
        ...


class PageFetcher(Protocol):
    """Fetches web pages for the pipelines."""

    async def fetch_page(self, url: str) -> Document:
        """Ask for a web page.

        Raises:
            FetchError: there is no usable answer.
        """
        ...


class JsonFetcher(Protocol):
    """Asks APIs for the pipelines."""

    async def fetch_json(self, url: str) -> Document:
        """Ask an API for JSON.

        Raises:
            FetchError: there is no usable answer.
        """
        ...


class PictureReader(Protocol):
    """Asks for the bytes of a picture."""

    async def fetch_picture(self, url: str) -> Document:
        """Ask for a picture.

        Raises:
            FetchError: there is no usable answer.
        """
        ...
