"""Picture: the bytes of an article's picture, as a file of a message."""

import hashlib
from dataclasses import dataclass

PICTURE_TYPES = (
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"\xff\xd8\xff", 0, "jpg"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
)
"""The bytes by which a picture that Discord shows is known, where they stand, and its ending."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a file.

    Attributes:
        name: of the file; it depends on the picture's address alone, apart from its ending.
        data: None if the message has the file already.
    """

    name: str
    data: bytes | None = None

    @property
    def reference(self) -> str:
        """The address by which a message shows its own file."""
        return f"attachment://{self.name}"

    def shows(self, url: str) -> bool:
        """Whether it is the picture at this address."""
        return self.name.rpartition(".")[0] == _stem(url)


def picture_of(url: str, data: bytes) -> Picture | None:
    """The picture with these bytes; None if they are no PNG, JPEG, GIF or WebP.

    The type that a server states is often wrong, so only the bytes decide.
    """
    for magic, at, ending in PICTURE_TYPES:
        if data.startswith(magic, at) and (at == 0 or data.startswith(b"RIFF")):
            return Picture(f"{_stem(url)}.{ending}", data)
    return None


def _stem(url: str) -> str:
    return f"picture-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
