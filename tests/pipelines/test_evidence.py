"""Labels are kept with articles, and articles that were stored before the rules get theirs."""

import pytest
from msgspec.structs import replace

from bot.model.article import Article, Evidence, EvidenceKind, EvidenceSource, KeptArticle
from bot.model.feed import FeedKind
from bot.pipelines.evidence import LABELED_AT_ONCE, StoredEvidence
from bot.storage import articles, evidence, feeds
from bot.storage.articles import UnstoredArticle
from bot.storage.database import Database
from bot.storage.rows import load_articles
from tests.factories import NOON, article, feed
from tests.fakes import ManualClock

TRIAL = Evidence(EvidenceKind.RANDOMIZED, "3", 573, ("573 women", "randomly assigned"))
IN_MICE = "Tumors of mice shrank. Mice lived longer."


async def keep(database: Database, *several: Article, kind: FeedKind = FeedKind.JOURNAL) -> None:
    async with database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed(kind=kind)])
        await articles.insert_all(
            connection, 1, [UnstoredArticle(each, "") for each in several], NOON
        )


async def kept(database: Database, article_id: int = 1) -> KeptArticle:
    async with database.reader() as connection:
        return (await load_articles(connection, [article_id]))[article_id]


async def test_the_kind_of_study_and_the_trials_are_kept(database: Database) -> None:
    await keep(database, article(evidence=TRIAL, trials=("NCT01234567",)), article("2"))

    assert (await kept(database)).article.evidence == TRIAL
    assert (await kept(database)).article.trials == ("NCT01234567",)
    assert (await kept(database, 2)).article.evidence is None


async def test_a_revision_brings_its_own_label_or_none(database: Database) -> None:
    await keep(database, article(evidence=TRIAL))
    observed = Evidence(EvidenceKind.OBSERVED, why=("a cohort",))
    for changed in (article(evidence=observed), article(trials=("NCT01234567",)), article()):
        async with database.transaction() as connection:
            await articles.revise(connection, 1, changed, "")

        after = (await kept(database)).article
        assert (after.evidence, after.trials) == (changed.evidence, changed.trials)


async def test_the_word_of_pubmed_stays_when_the_rules_say_otherwise(database: Database) -> None:
    said = replace(TRIAL, source=EvidenceSource.PUBMED)
    await keep(database, article(evidence=said))
    for changed in (article(), article(evidence=Evidence(EvidenceKind.OBSERVED))):
        async with database.transaction() as connection:
            await articles.revise(connection, 1, changed, "")

        assert (await kept(database)).article.evidence == said


async def test_articles_that_were_stored_before_get_their_labels_once(database: Database) -> None:
    several = [article(str(n), title=f"Drug {n}", text=IN_MICE) for n in range(LABELED_AT_ONCE)]
    await keep(database, *several, article("last", title="NCT01234567", text="A trial."))
    labels = StoredEvidence(database, ManualClock())

    assert await labels.label_all() == len(several) + 1
    assert await labels.label_all() == 0
    assert (await kept(database)).article.evidence == Evidence(
        EvidenceKind.LABORATORY, why=("mice",)
    )
    assert (await kept(database)).revision == 1
    assert (await kept(database, len(several) + 1)).article.trials == ("NCT01234567",)


async def test_reading_anew_keeps_a_trial_that_the_teaser_or_a_link_names(
    database: Database,
) -> None:
    linked = article(teaser="NCT 01234567 recruits.", text="A trial.", trials=("NCT07654321",))
    await keep(database, linked)
    await StoredEvidence(database, ManualClock()).label_all()

    assert (await kept(database)).article.trials == ("NCT01234567", "NCT07654321")


@pytest.mark.parametrize(
    ("stored", "url", "anew"),
    [
        ("10.3389/f.1/full", "https://example.org/articles/10.3389/f.1/full", "10.3389/f.1"),
        ("10.21203/rs.3.rs-1/", "https://doi.org/10.21203/rs.3.rs-1/v1", "10.21203/rs.3.rs-1/v1"),
        ("", "https://example.org/article?id=10.1371/a.1", "10.1371/a.1"),
        ("10.1000/stated", "https://example.org/doi/10.1000/other", "10.1000/stated"),
        ("10.1000/stated", "https://example.org/news", "10.1000/stated"),
    ],
)
async def test_a_stored_doi_that_was_misread_from_a_link_is_read_anew(
    database: Database, stored: str, url: str, anew: str
) -> None:
    await keep(database, article(url=url, doi=stored))
    await StoredEvidence(database, ManualClock()).label_all()

    assert (await kept(database)).article.doi == anew


async def test_the_text_of_an_articles_own_page_is_no_abstract(database: Database) -> None:
    await keep(database, article(title="Drug", text=IN_MICE))
    async with database.transaction() as connection:
        await connection.execute("INSERT INTO article_pages (article_id, state) VALUES (1, 'done')")
    await StoredEvidence(database, ManualClock()).label_all()

    assert (await kept(database)).article.evidence is None


async def test_other_rules_read_all_articles_again(database: Database) -> None:
    await keep(database, article(title="Drug", text=IN_MICE))
    async with database.transaction() as connection:
        await evidence.set_labeled(connection, "older", 1)

    assert await StoredEvidence(database, ManualClock()).label_all() == 1


async def test_signs_of_articles_that_were_stored_before_are_read_for_the_index(
    database: Database,
) -> None:
    await keep(database, article(title="HR+/HER2- disease"), article("2", title="Drug"))
    async with database.transaction() as connection:
        await connection.execute("UPDATE articles SET topic_words = 'Treatment'")

    await StoredEvidence(database, ManualClock()).label_all()

    async with database.reader() as connection:
        found = await connection.execute_fetchall(
            """
            SELECT rowid FROM article_index
            WHERE article_index MATCH '"hr positive her2 negative" AND treatment'
            """
        )
        others = await connection.execute_fetchall("SELECT topic_words FROM articles WHERE id = 2")
    assert [row[0] for row in found] == [1]
    assert [row[0] for row in others] == ["Treatment"]
    assert (await kept(database)).revision == 1
