"""Article: a news item as the bot keeps it. Topic: a subject. Picture: the bytes of an image."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from bot.model.feed import Audience, FeedKind
from bot.model.form import ContentNote, MessagePart

ALL_TOPICS = "all"
"""A subscription's `topic` if it wants every topic; no topic may have this slug."""
PHRASE_GAP = "…"
"""Stands for some words within a phrase."""


class ShortForm(Struct, frozen=True):
    """A short form with several meanings.

    Attributes:
        beside: words one of which must be in the article, too; otherwise the form does not count.
    """

    text: str
    beside: tuple[str, ...]


class Topic(Struct, frozen=True):
    """A subject.

    Attributes:
        colour: 24 bits, 0xRRGGBB.
        phrases: an article that holds them has this topic; see `articles.topics`.
        disease_phrases: the same, unless the article denies them.
        title_phrases: the same, in the title alone.
        other_senses: phrases within which none of the others counts.
        categories: feed categories that mean this topic; upper and lower case are the same.
        in_all: whether "all topics" includes it.
        trials: the words for it in the search of ClinicalTrials.gov; "" if no trials are about it.
        name_es: the name in Spanish digests; "" for the same name.
        content_note: an article with this note has this topic; None for no such note.
    """

    slug: str
    name: str
    emoji: str
    colour: int
    description: str
    phrases: tuple[str, ...]
    categories: tuple[str, ...] = ()
    short_forms: tuple[ShortForm, ...] = ()
    in_all: bool = True
    disease_phrases: tuple[str, ...] = ()
    title_phrases: tuple[str, ...] = ()
    other_senses: tuple[str, ...] = ()
    trials: str = ""
    name_es: str = ""
    content_note: ContentNote | None = None


class Taxonomy:
    """All topics, in the order of the file.

    Attributes:
        title: what the news is about, as a heading; "" if the file does not say.
        condition: the disease, by the name that ClinicalTrials.gov knows; "" if there is none.
    """

    def __init__(self, topics: tuple[Topic, ...], *, title: str = "", condition: str = "") -> None:
        self.topics = topics
        self.title = title
        self.condition = condition
        self._by_slug = {topic.slug: topic for topic in topics}

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.topics)

    def __len__(self) -> int:
        return len(self.topics)

    def get(self, slug: str) -> Topic | None:
        """The topic with this slug, or None."""
        return self._by_slug.get(slug)

    def lacks(self, slug: str) -> bool:
        """Whether a stored slug is of a topic that there is no more; "" and "all" never are."""
        return slug not in {"", ALL_TOPICS, *self._by_slug}

    @property
    def outside_all(self) -> frozenset[str]:
        """Slugs of the topics that "all topics" leaves out."""
        return frozenset(topic.slug for topic in self.topics if not topic.in_all)


PICTURE_TYPES = (
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"\xff\xd8\xff", 0, "jpg"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
    (b"WEBP", 8, "webp"),
)
"""The formats that Discord shows: their first bytes, the offset of these bytes, and the file name's
ending."""


class Picture(Struct, frozen=True):
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


class Image(Struct, frozen=True):
    """An image by its http(s) URL, with its alt text ("" if the feed gives none)."""

    url: str
    alt: str = ""


class TopicMatch(Struct, frozen=True):
    """A topic that an article has, and the reason, such as "title: brain metastases"."""

    slug: str
    why: str


class EvidenceKind(StrEnum):
    """The kind of study that an article reports."""

    RANDOMIZED = "randomized"
    """People were assigned to treatments at random."""
    TRIAL = "trial"
    """A treatment was tested in people; nothing says that they were assigned at random."""
    OBSERVED = "observed"
    """People were observed, and assigned to nothing."""
    REVIEW = "review"
    """The results of many studies were combined or compared."""
    LABORATORY = "laboratory"
    """Cells or animals were studied, not people."""


PEOPLE_STUDIES = frozenset(
    {EvidenceKind.RANDOMIZED, EvidenceKind.TRIAL, EvidenceKind.OBSERVED, EvidenceKind.REVIEW}
)
"""Studies in people. A review of animal studies gets no label."""
TRIAL_STUDIES = frozenset({EvidenceKind.RANDOMIZED, EvidenceKind.TRIAL})


class EvidenceSource(StrEnum):
    """The source of the statement on the kind of study."""

    RULES = "rules"
    """The rules of `articles.evidence`."""
    PUBMED = "PubMed"
    """The publication types of PubMed."""


class Evidence(Struct, frozen=True):
    """The kind of study that an article reports.

    Attributes:
        phase: of a trial, such as "3" or "1/2"; "" if none is stated.
        size: the number of people in a randomized trial; None if it is unknown.
        why: the words of the article that show it, or PubMed's publication types.
    """

    kind: EvidenceKind
    phase: str = ""
    size: int | None = None
    why: tuple[str, ...] = ()
    source: EvidenceSource = EvidenceSource.RULES


class Article(Struct, frozen=True):
    """A clean news item, before it is stored.

    Attributes:
        key: its identity within its feed, fixed when first seen.
        url: the address that the card links to; http(s).
        canonical_url: one form for all addresses of the page; equal if two feeds carry the same
            article.
        title, teaser, text: plain text without HTML; `text` is for the index alone.
        topics: all that fit, in the taxonomy's order.
        doi, pmid: ids of the paper that it is or reports on, lower case and without a prefix; "" if
            the feed states none.
        concern: whether its publisher issued an expression of concern, short of a retraction.
        evidence: the kind of study that it reports; None if that is not known.
        trials: numbers of ClinicalTrials.gov ("NCT01234567") that it names.
    """

    key: str
    url: str
    canonical_url: str
    title: str
    teaser: str = ""
    text: str = ""
    author: str = ""
    image: Image | None = None
    published_at: datetime | None = None
    topics: tuple[TopicMatch, ...] = ()
    retracted: bool = False
    concern: bool = False
    doi: str = ""
    pmid: str = ""
    evidence: Evidence | None = None
    trials: tuple[str, ...] = ()

    def date_or_first_seen(self, first_seen_at: datetime) -> datetime:
        """The date of publication; an entry without a date has the time of its first sighting."""
        return self.published_at or first_seen_at


class Source(Struct, frozen=True):
    """The feed that an article came from, with the fields that readers see or filter by."""

    name: str
    homepage: str
    kind: FeedKind
    audience: Audience


class Duplicate(Struct, frozen=True):
    """The same story in another feed.

    Attributes:
        source: the name of that feed.
        url: the story's address there.
    """

    source: str
    url: str


class KeptArticle(Struct, frozen=True):
    """A stored article with the fields that the database adds.

    `article.text` is empty if the article was read for a card.

    Attributes:
        revision: 1, plus one for each change of title, teaser, link, image, retraction, concern or
            notice.
        duplicates: the same story in other feeds, in the order in which it was found.
        refused: the parts of its cards that Discord refused.
        notice: the statement of a registry about the paper, if there is any.
    """

    id: int
    article: Article
    source: Source
    first_seen_at: datetime
    revision: int = 1
    duplicates: tuple[Duplicate, ...] = ()
    refused: frozenset[MessagePart] = frozenset()
    notice: "RegistryNotice | None" = None

    @property
    def is_retracted(self) -> bool:
        """Whether its feed or a registry says so."""
        return self.article.retracted or (self.notice is not None and self.notice.kind.withdraws)

    @property
    def is_doubted(self) -> bool:
        """Whether its feed or a registry states doubts about it, short of a retraction."""
        return not self.is_retracted and (self.article.concern or self.notice is not None)

    @property
    def dated(self) -> datetime:
        """The date by which it is sorted and shown."""
        return self.article.date_or_first_seen(self.first_seen_at)


class UpdateKind(StrEnum):
    """A statement of a registry about a paper, by Crossref's own names; the gravest first.

    The two notices are PubMed's alone: the article itself says that of another one.
    """

    RETRACTION = "retraction"
    WITHDRAWAL = "withdrawal"
    REMOVAL = "removal"
    RETRACTION_NOTICE = "retraction_notice"
    PARTIAL_RETRACTION = "partial_retraction"
    CONCERN = "expression_of_concern"
    CONCERN_NOTICE = "concern_notice"

    @property
    def is_notice(self) -> bool:
        """Whether the article only says it of another one."""
        return self in {UpdateKind.RETRACTION_NOTICE, UpdateKind.CONCERN_NOTICE}

    @property
    def withdraws(self) -> bool:
        """Whether the paper as a whole does not stand any more."""
        return self not in {
            UpdateKind.PARTIAL_RETRACTION,
            UpdateKind.CONCERN,
            UpdateKind.CONCERN_NOTICE,
        }


class Registry(StrEnum):
    """Who states that a paper is retracted or doubted, by the name that people know."""

    CROSSREF = "Crossref"
    PUBMED = "PubMed"


class RegistryNotice(Struct, frozen=True):
    """The statement of a registry about a paper.

    Attributes:
        dated: its date, "2026-05-03"; "2026-05" or "2026" if no more is known; "" if nothing is.
    """

    kind: UpdateKind
    dated: str = ""
    source: Registry = Registry.CROSSREF

    @property
    def gravity(self) -> int:
        """Orders statements, the gravest first."""
        return list(UpdateKind).index(self.kind)


class ArticlePageState(StrEnum):
    """Progress of reading an article's web page; REFUSED means that its host does not allow it."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class ArticlePage(Struct, frozen=True):
    """The parts of an article's own web page that the bot uses, cleaned as an article is.

    Attributes:
        text: its main text, for the index alone; "" if there is none.
        canonical_url: the one that the page names on its own host; "" if it names none.
        indexable: False if its robots rules (header or meta element) forbid indexing.
    """

    text: str = ""
    author: str = ""
    image: Image | None = None
    published_at: datetime | None = None
    canonical_url: str = ""
    indexable: bool = True


class WantedArticlePage(Struct, frozen=True):
    """An article whose web page is still to be read.

    Attributes:
        attempts: how often reading it was tried so far.
    """

    article_id: int
    url: str
    attempts: int
