"""The topics of headlines that somebody labeled who had not seen the phrases of `topics.toml`.

`titles/learn.toml` may be read by who works on the phrases, `titles/unseen.toml` not: only its
figures are looked at. A headline alone says less than an article, so few topics are found.
"""

import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot.articles.content_notes import content_note
from bot.articles.topics import classifier_of, with_noted_topics
from bot.model.form import ContentNote
from tests.factories import article
from tests.shared import shipped_topics

TITLES = Path(__file__).parent / "titles"
PRECISION_FLOOR = 0.88
RECALL_FLOORS = {"learn": 0.8, "unseen": 0.5}
"""A little below what was measured: .92 and .85 for those that were learned from."""


@pytest.mark.parametrize("name", RECALL_FLOORS)
def test_topics_of_headlines_are_found_and_few_are_wrong(name: str) -> None:
    rows = tomllib.loads((TITLES / f"{name}.toml").read_text("utf-8"))["title"]
    found = [_topics(row["text"], "") for row in rows]
    labeled = [set(row["topics"]) for row in rows]

    right = sum(len(some & wanted) for some, wanted in zip(found, labeled, strict=True))

    assert right / sum(map(len, found)) >= PRECISION_FLOOR
    assert right / sum(map(len, labeled)) >= RECALL_FLOORS[name]


def test_each_shipped_topic_has_a_headline_and_a_name_in_spanish() -> None:
    rows = tomllib.loads((TITLES / "learn.toml").read_text("utf-8"))["title"]
    labels = {slug for row in rows for slug in row["topics"]}
    topics = shipped_topics()

    assert [each.slug for each in topics if each.slug not in labels] == [], "Add a headline of it."
    assert [each.slug for each in topics if not each.name_es] == [], "Add name_es to topics.toml."


def test_news_has_the_topic_of_deaths_whenever_it_has_their_note() -> None:
    rows = [
        each.split("\t")[1:]
        for each in (TITLES.parent / "notes.tsv").read_text("utf-8").splitlines()
    ]

    differing = [
        title
        for title, teaser in rows
        if (content_note(title, teaser) is ContentNote.MEMORIAL)
        != ("in-memoriam" in _topics(title, teaser))
    ]

    assert len(rows) > 1000
    assert differing == []


def _topics(title: str, teaser: str) -> set[str]:
    taxonomy = shipped_topics()
    matches = classifier_of(taxonomy).classify(title, teaser, "")
    read = replace(article("1", title=title, teaser=teaser), topics=matches)
    return {match.slug for match in with_noted_topics(read, taxonomy).topics}
