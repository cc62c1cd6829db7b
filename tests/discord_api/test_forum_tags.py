from collections.abc import Sequence

import discord
import pytest
from msgspec.structs import replace

from bot.discord_api.forum_tags import choose_tags
from bot.model.delivery import CarriedArticle
from bot.ui.drafts import common_topics
from tests import factories
from tests.factories import kept, taxonomy
from tests.shared import shipped_topics
from tests.tables import each_row


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
    topics = tuple(replace(factories.topic(name), name=name) for name in names)
    found = choose_tags(offered, topics, required=required, moderator=moderator)
    return [tag.name for tag in found]


def shipped(offered: list[discord.ForumTag], *slugs: str, required: bool) -> list[str]:
    """The same for the topics that the bot ships."""
    topics = shipped_topics()
    own = [topic for topic in topics if topic.slug in slugs]
    found = choose_tags(offered, own, required=required, moderator=False)
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
        (("Newsletter", "Other"), "Other"),
        (("Good news", "Misc.", "🗞️ Articles & research"), "🗞️ Articles & research"),
        (("Breast Cancer News", "Off-topic"), "Breast Cancer News"),
        (("Vent", "off topic"), "off topic"),
        (("Preguntas", "Noticias"), "Noticias"),
        (("Preguntas", "Investigación del cáncer"), "Investigación del cáncer"),
        (("Fragen", "Sonstiges"), "Sonstiges"),
        (("Divers", "Actualités"), "Actualités"),
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

    names = [topic.name for topic in common_topics(carried, known)]

    assert names == ["Treatment", "Metastasis"]


@each_row(
    ("offered", "slugs", "expected"),
    [
        (("Ensayos clínicos", "Metástasis"), ("metastasis",), ["Metástasis"]),
        (("Cribado", "Screening"), ("screening",), ["Screening", "Cribado"]),
        (("Preguntas", "❓ Cáncer de mama en hombres"), ("male-breast-cancer",), None),
        (("Preguntas", "Cancer de mama en hombres"), ("male-breast-cancer",), None),
    ],
)
@pytest.mark.parametrize("required", [True, False])
def test_tags_may_be_named_in_any_language(
    offered: tuple[str, ...], slugs: tuple[str, ...], expected: list[str] | None, *, required: bool
) -> None:
    found = shipped(tags(*offered), *slugs, required=required)

    assert found == (expected or [offered[-1]])


@each_row(
    ("wrong", "slug"),
    [
        ("Metastasis only", "screening"),
        ("Solo metástasis", "screening"),
        ("Stage IV", "screening"),
        ("MBC 💗", "screening"),
        ("Ensayos clínicos", "metastasis"),
        ("Treatment news", "screening"),
        ("Rest in peace", "screening"),
        ("R.I.P.", "metastasis"),
        ("Memorials", "metastasis"),
        ("🕯️ In Memoriam", "metastasis"),
        ("Angels 👼", "metastasis"),
        ("Descanse en paz", "metastasis"),
        ("Obituarios", "metastasis"),
        ("Lost loved ones", "quality-of-life"),
        ("Grief", "quality-of-life"),
        ("Hospice", "quality-of-life"),
        ("Hospice", "in-memoriam"),
        ("Good news 🎉", "metastasis"),
        ("Celebrations", "in-memoriam"),
        ("Cancer free!", "metastasis"),
        ("Metastasis free", "metastasis"),
        ("No metastasis", "metastasis"),
        ("Remission", "metastasis"),
        ("Urgent", "metastasis"),
        ("Hope", "metastasis"),
        ("Newly diagnosed", "metastasis"),
        ("Solved", "metastasis"),
        ("Vent", "screening"),
        ("Mets", "screening"),
        ("De novo", "screening"),
        ("IBC", "screening"),
        ("Rads", "screening"),
        ("Fake news", "screening"),
        ("Not news", "screening"),
        ("Research participants wanted", "screening"),
        ("Other cancers", "screening"),
        ("General questions", "screening"),
        ("Only", "screening"),
        ("🎉", "screening"),
        ("Buenas noticias", "metastasis"),
    ],
)
def test_no_tag_stands_in_that_may_say_something_false(wrong: str, slug: str) -> None:
    assert shipped(tags(wrong), slug, required=True) == []
    assert shipped(tags(wrong, "Other"), slug, required=True) == ["Other"]


@each_row(
    ("tag", "slug"),
    [
        ("Metastasis only", "metastasis"),
        ("Treatment news", "treatment"),
        ("Noticias de metástasis", "metastasis"),
        ("Lobular", "lobular"),
        ("Triple negative breast cancer", "triple-negative"),
        ("Rest in peace", "in-memoriam"),
    ],
)
def test_a_tag_of_the_own_topic_may_stand_in(tag: str, slug: str) -> None:
    assert shipped(tags(tag), slug, required=True) == [tag]
