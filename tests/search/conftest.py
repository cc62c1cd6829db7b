"""A small library of articles, and an engine over it."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.model.article import Article
from bot.model.thesaurus import SynonymGroup, SynonymKind, Thesaurus
from bot.search.engine import SearchEngine
from bot.search.stored_queries import StoredQueries
from bot.storage import articles, feeds
from bot.storage.database import Database
from tests.factories import NOON, article, feed, taxonomy
from tests.fakes import ManualClock

TAXONOMY = taxonomy("metastasis", "treatment", "heredity", "quality-of-life", "screening")

THESAURUS = Thesaurus(
    (
        SynonymGroup(
            SynonymKind.ABBREVIATION,
            terms=("brain metastases", "brain metastasis"),
            short=("brain mets",),
        ),
        SynonymGroup(SynonymKind.ABBREVIATION, terms=("metastases", "metastasis"), short=("mets",)),
        SynonymGroup(
            SynonymKind.ABBREVIATION,
            terms=("triple-negative breast cancer", "triple negative"),
            short=("TNBC",),
        ),
        SynonymGroup(
            SynonymKind.BRAND, terms=("trastuzumab deruxtecan", "Enhertu"), short=("T-DXd",)
        ),
        SynonymGroup(SynonymKind.BRAND, terms=("pembrolizumab", "Keytruda")),
        SynonymGroup(SynonymKind.LAY, terms=("cognitive impairment",), short=("chemo brain",)),
        SynonymGroup(SynonymKind.ABBREVIATION, terms=("BRCA",), short=("braca",)),
        SynonymGroup(
            SynonymKind.ABBREVIATION,
            terms=("aromatase inhibitor",),
            ambiguous=("AI",),
            beside=("letrozole", "hot flashes"),
        ),
        SynonymGroup(
            SynonymKind.ABBREVIATION,
            terms=("artificial intelligence",),
            ambiguous=("AI",),
            beside=("mammogram", "radiologist"),
        ),
        SynonymGroup(SynonymKind.SPELLING, terms=("tumor", "tumour")),
    )
)

ARTICLES = (
    article(
        "brain",
        "metastasis",
        title="Radiation for brain metastases spares memory",
        teaser="Shielding the hippocampus helps women with breast cancer in the brain.",
    ),
    article(
        "liver",
        "metastasis",
        title="Surgery for liver metastases: who gains?",
        teaser="A register of breast cancer in the liver.",
    ),
    article(
        "enhertu",
        "treatment",
        title="Trastuzumab deruxtecan holds advanced disease longer",
        teaser="A study in HER2-low breast cancer.",
    ),
    article(
        "tnbc",
        "treatment",
        title="Pembrolizumab before surgery in triple-negative breast cancer",
        teaser="Immunotherapy improved survival.",
    ),
    article(
        "fog",
        "quality-of-life",
        title="Cognitive impairment after treatment often lifts",
        teaser="Memory and attention a year after breast cancer.",
    ),
    article(
        "brca",
        "heredity",
        title="BRCA1 and BRCA2: what families ask",
        teaser="Who should be tested for an inherited risk? About BRCA genes.",
    ),
    article(
        "letrozole",
        "treatment",
        title="Joint pain on an aromatase inhibitor",
        teaser="Walking helped women on letrozole with breast cancer.",
    ),
    article(
        "reader",
        "screening",
        title="Artificial intelligence reads the mammogram",
        teaser="A radiologist and a program found as much breast cancer as two radiologists.",
    ),
    article(
        "tamoxifen",
        "treatment",
        title="Low-dose tamoxifen and hot flashes",
        teaser="Side effects of tamoxifen were milder; tumour growth was not faster.",
        text="Tamoxifen for breast cancer. " * 5,
    ),
    article(
        "old", "metastasis", title="Old news of metastasis", published_at=NOON - timedelta(900)
    ),
)


async def fill(database: Database, given: Sequence[Article], name: str = "Sample News") -> None:
    """Put these articles into the database, as of one feed."""
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed("Sample News"), feed("Other News")])
        tracked = {known.feed.name: known.id for known in await feeds.active(connection)}
        for one in given:
            names = " ".join(match.slug.replace("-", " ") for match in one.topics)
            await articles.insert(connection, tracked[name], one, names, NOON)


def engine_of(database: Database, clock: ManualClock) -> SearchEngine:
    """An engine with the thesaurus and taxonomy above."""
    return SearchEngine(database, lambda: THESAURUS, TAXONOMY, clock)


@pytest.fixture
async def library(database: Database) -> Database:
    """A database with the articles above."""
    await fill(database, ARTICLES)
    return database


@pytest.fixture
def engine(library: Database, clock: ManualClock) -> SearchEngine:
    """An engine over the articles above."""
    return engine_of(library, clock)


@pytest.fixture
def stored(database: Database, clock: ManualClock) -> StoredQueries:
    """Stored queries of a new database."""
    return StoredQueries(database, clock)
