"""PageContent: what an article's own page says beyond its feed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.article import Image


class PageState(StrEnum):
    """Whether an article's page was read; `refused` is what its host does not allow."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PageContent:
    """A page, clean and within the limits of articles.

    Attributes:
        text: its main text, for the index alone; "" where there is none.
        canonical_url: as the page names it on its own host; "" where it does not.
        indexable: whether its robots meta allows search to have it.
    """

    text: str = ""
    author: str = ""
    image: Image | None = None
    published_at: datetime | None = None
    canonical_url: str = ""
    indexable: bool = True


@dataclass(frozen=True, slots=True)
class WantedPage:
    """An article whose page is to be read."""

    article_id: int
    url: str
    attempts: int
