"""Document: what one fetch returned."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.model.feed import Validators


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes, headers and final URL of one fetch.

    Attributes:
        url: the URL that answered, after redirects.
        status: 200, or 304 where nothing changed.
        headers: names in lower case; a repeated header's values are joined by ", ".
        body: decompressed; empty with 304.
        cut: whether only its beginning was read, since it is too large.
        moved_to: the URL to which nothing but permanent redirects led; None without one.
    """

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    moved_to: str | None = None
    cut: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether the server said that nothing changed."""
        return self.status == 304  # noqa: PLR2004 - the one status that says so

    @property
    def validators(self) -> Validators:
        """ETag and Last-Modified, each only where the server gave it."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))
