from collections.abc import Sequence

import discord
import pytest

from bot.discord_api.forum_posts import choose_tags
from bot.model.delivery import CarriedArticle
from bot.ui.drafts import topic_names
from tests.factories import kept, taxonomy


def tags(*names: str, moderated: Sequence[str] = ()) -> list[discord.ForumTag]:
    """A forum's tags, in its order."""
    return [discord.ForumTag(name=name, moderated=name in moderated) for name in names]


def chosen(
    offered: list[discord.ForumTag],
    *names: str,
    required: bool = False,
    moderator: bool = False,
) -> list[str]:
    """The names of the tags for an article on these topics."""
    found = choose_tags(offered, names, required=required, moderator=moderator)
    return [tag.name for tag in found]


@pytest.mark.parametrize(
    ("tag", "topic"),
    [
        ("metastasis", "Metastasis"),
        ("HER2 positive", "HER2-Positive"),
        ("🧬 Heredity & Genetics!", "Heredity and Genetics"),
        ("ℹ️ In Memoriam", "In Memoriam"),
    ],
)
def test_case_emoji_and_punctuation_do_not_matter(tag: str, topic: str) -> None:
    assert chosen(tags("Other", tag), topic) == [tag]


def test_tags_come_in_the_order_of_the_topics() -> None:
    assert chosen(tags("Treatment", "Metastasis"), "Metastasis", "Treatment") == [
        "Metastasis",
        "Treatment",
    ]


def test_a_tag_that_only_contains_a_topic_is_another_one() -> None:
    assert chosen(tags("Treatment centers"), "Treatment") == []


def test_a_post_has_no_more_than_five_tags() -> None:
    names = [f"Topic {letter}" for letter in "abcdefg"]

    assert chosen(tags(*names), *names) == names[:5]


def test_of_two_tags_with_one_name_the_first_is_taken() -> None:
    assert chosen(tags("DCIS", "dcis"), "DCIS", "Dcis") == ["DCIS"]


@pytest.mark.parametrize(("moderator", "expected"), [(False, []), (True, ["Treatment"])])
def test_a_tag_for_moderators_needs_a_moderator(*, moderator: bool, expected: list[str]) -> None:
    offered = tags("Treatment", moderated=["Treatment"])

    assert chosen(offered, "Treatment", moderator=moderator) == expected


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (("Questions", "General chat", "Latest News 📰"), "Latest News 📰"),
        (("Questions", "General chat"), "General chat"),
        (("Questions", "Newsletter"), "Questions"),
    ],
)
def test_where_a_tag_is_required_and_none_fits_a_general_one_stands_in(
    offered: tuple[str, ...], expected: str
) -> None:
    assert chosen(tags(*offered), "Metastasis", required=True) == [expected]


def test_where_a_tag_is_required_and_none_may_be_used_there_is_none() -> None:
    assert chosen(tags("News", moderated=["News"]), "Metastasis", required=True) == []


def test_the_topics_of_most_articles_come_first() -> None:
    known = taxonomy("metastasis", "treatment")
    carried = [
        CarriedArticle(kept("1", "metastasis", "treatment"), ()),
        CarriedArticle(kept("2", "treatment", "forgotten"), ()),
    ]

    assert topic_names(carried, known) == ["Treatment", "Metastasis"]
