"""Components as Discord checks them in a request and completes them in its answer."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from tests.peer.errors import ApiError, Code
from tests.peer.snowflakes import Snowflakes
from tests.peer.world import Json

Size = tuple[int | None, int | None]

OWN_FILE_SIZE = (640, 480)
MAX_COMPONENTS = 40
MAX_TEXT = 4000
COMPONENTS_V2 = 1 << 15

SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 11, 12, 13, 14, 17
DEFAULTS: dict[int, Json] = {
    THUMBNAIL: {"description": None, "spoiler": False},
    SEPARATOR: {"spacing": 1, "divider": True},
    CONTAINER: {"accent_color": None, "spoiler": False},
}
"""Fields that Discord's answer states though the request did not."""


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, nested ones after the one that holds them."""
    for component in components:
        yield component
        yield from walk(component.get("components", []))
        if "accessory" in component:
            yield from walk([component["accessory"]])


def check(components: list[Json]) -> None:
    """Refuse what Discord refuses for its size.

    Raises:
        ApiError: 400.
    """
    everything = list(walk(components))
    if len(everything) > MAX_COMPONENTS:
        raise ApiError(400, Code.INVALID_FORM_BODY, f"More than {MAX_COMPONENTS} components")
    if sum(len(c["content"]) for c in everything if c["type"] == TEXT) > MAX_TEXT:
        raise ApiError(400, Code.INVALID_FORM_BODY, f"More than {MAX_TEXT} characters of text")


def completed(components: list[Json], ids: Snowflakes, size: Size) -> list[Json]:
    """Copies that have ids, defaults, and media as Discord tells of them."""
    numbers = count(1)
    return [_complete(component, numbers, ids, size) for component in components]


def _complete(component: Json, numbers: Iterator[int], ids: Snowflakes, size: Size) -> Json:
    full: Json = {**DEFAULTS.get(component["type"], {}), **component, "id": next(numbers)}
    if "components" in full:
        full["components"] = [_complete(c, numbers, ids, size) for c in full["components"]]
    if "accessory" in full:
        full["accessory"] = _complete(full["accessory"], numbers, ids, size)
    if "media" in full:
        full["media"] = _media(full["media"], ids, size)
    if full["type"] == GALLERY:
        full["items"] = [_item(item, ids, size) for item in full["items"]]
    return full


def _item(item: Json, ids: Snowflakes, size: Size) -> Json:
    media = _media(item["media"], ids, size)
    return {"description": None, "spoiler": False, **item, "media": media}


def _media(media: Json, ids: Snowflakes, size: Size) -> Json:
    known: dict[str, Any] = {"id": str(ids.next()), "proxy_url": media["url"]}
    return {
        **known,
        **_measures(_size_of(media["url"], size)),
        "content_type": "image/png",
        **media,
    }


def _size_of(url: str, size: Size) -> Size:
    """The size that Discord tells of a picture; it knows that of a message's own file."""
    return OWN_FILE_SIZE if url.startswith("attachment://") else size


def _measures(size: Size) -> Json:
    return dict(zip(("width", "height"), size, strict=True))


def embeds_completed(embeds: list[Json], size: Size) -> list[Json]:
    """Copies whose pictures are as Discord tells of them; without a size it tells none."""
    return [_embed_completed(each, size) if "image" in each else each for each in embeds]


def _embed_completed(embed: Json, size: Size) -> Json:
    size = _size_of(embed["image"]["url"], size)
    return {**embed, "image": {**embed["image"], **(_measures(size) if size[0] else {})}}
