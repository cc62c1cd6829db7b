"""Digests as they are shown: by topic, newest first, numbered; and the sentence of an empty one."""

from datetime import UTC, date, datetime, timedelta

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.form import PostForm
from bot.model.schedule import Digest, DigestLanguage, Receipt
from bot.model.subscription import ChannelKind
from bot.ui.addresses import is_post
from bot.ui.digest_texts import digest_title
from bot.ui.digests import digest_card, digest_embed, digest_parts
from bot.ui.drafts import drafted
from tests.factories import NOON, kept
from tests.ui.test_cards import CARRIED, KEY, SLOW, TOPICS, assert_within_limits, written

AT = "<t:1772366400:t>"
TWELVE = "12 sources were read"
DOCE = "Se leyeron 12 fuentes"
DAYS = Digest(date(2026, 11, 24), date(2026, 11, 30))
DIGESTS = st.builds(
    Digest,
    first=st.dates(date(2025, 1, 1), date(2026, 1, 1)),
    last=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    language=st.sampled_from(DigestLanguage),
    receipt=st.none() | st.builds(Receipt, st.integers(0, 999), st.integers(0, 999), st.just(NOON)),
)


def carried(number: int, *topics: str, hours: int = 0) -> CarriedArticle:
    made = kept(str(number), title=f"Study {number}", published_at=NOON + timedelta(hours=hours))
    return CarriedArticle(replace(made, id=number), topics)


def lines(*items: CarriedArticle) -> list[str]:
    """The text of a digest without what stands under each title."""
    parts = digest_parts(DAYS, items, TOPICS)
    return [line.splitlines()[0] for line in parts.lines]


@SLOW
@given(DIGESTS, st.lists(CARRIED, max_size=40), st.lists(CARRIED, max_size=5))
def test_a_digest_holds_every_limit_whatever_the_articles(
    digest: Digest, own: list[CarriedArticle], retracted: list[CarriedArticle]
) -> None:
    items = [*own, *(replace(each, is_reminder=True) for each in retracted)]
    if not items:
        digest = replace(digest, receipt=Receipt(1, 0, NOON))

    view = digest_card(digest, items, TOPICS, KEY, 7)
    embed, below = digest_embed(digest, items, TOPICS, KEY, 7)

    assert_within_limits(view)
    assert 1 <= len(digest_title(digest)) <= 100
    assert 1 <= len(embed.description or "") <= 4096
    assert len(embed) <= 6000
    assert is_post(below.children, KEY)
    assert is_post(view.children, KEY)


def test_articles_stand_by_topic_each_once_the_newest_first_with_a_number() -> None:
    shown = lines(
        carried(1, "treatment", hours=1),
        carried(2, "metastasis", "treatment", hours=2),
        carried(3, "treatment", hours=3),
        carried(4, "gone", hours=4),
    )

    assert shown == [
        "-# 4 articles",
        "**Metastasis 🔹**",
        "**1.** [Study 2](https://example.org/news/2/)",
        "**Treatment 🔹**",
        "**2.** [Study 3](https://example.org/news/3/)",
        "**3.** [Study 1](https://example.org/news/1/)",
        "**Other news**",
        "**4.** [Study 4](https://example.org/news/4/)",
    ]


def test_a_channel_that_asked_for_all_topics_has_one_list() -> None:
    assert lines(carried(1), carried(2, hours=1)) == [
        "-# 2 articles",
        "**1.** [Study 2](https://example.org/news/2/)",
        "**2.** [Study 1](https://example.org/news/1/)",
    ]


def test_what_was_retracted_since_stands_first() -> None:
    earlier = replace(carried(1, "treatment"), is_reminder=True)

    shown = lines(carried(2, "metastasis"), earlier)

    assert shown[:3] == [
        "-# 1 article",
        "**⚠️ Retracted since the last digest**",
        "- [Study 1](https://example.org/news/1/)",
    ]


def test_about_seventeen_fit_and_the_rest_is_behind_a_button() -> None:
    title = "A study of a middling length that says what was found in whom, and when, number {}"
    items = [
        replace(carried(n, "treatment"), article=kept(str(n), title=title.format(n)))
        for n in range(40)
    ]

    view = digest_card(DAYS, items, TOPICS, KEY, 7)

    labels = [each.label for each in view.walk_children() if isinstance(each, discord.ui.Button)]
    (menu,) = [each for each in view.walk_children() if isinstance(each, discord.ui.Select)]
    assert labels[1:] == ["Show all 40 articles"]
    assert 15 <= len(menu.options) <= 20
    assert f"and {40 - len(menu.options)} more" in written(view)


@pytest.mark.parametrize(
    ("first", "last", "title"),
    [
        ("2026-11-30", "2026-11-30", "Research news · 30 November"),
        ("2026-12-01", "2026-11-30", "Research news · 30 November"),
        ("2026-11-24", "2026-11-30", "Research news · 24–30 November"),
        ("2026-11-28", "2026-12-04", "Research news · 28 November – 4 December"),
        ("2026-12-28", "2027-01-04", "Research news · 28 December 2026 – 4 January 2027"),
    ],
)
def test_the_title_names_the_days(first: str, last: str, title: str) -> None:
    digest = Digest(date.fromisoformat(first), date.fromisoformat(last))

    assert digest_title(digest) == title


@pytest.mark.parametrize(
    ("receipt", "first", "language", "sentence"),
    [
        (
            Receipt(12, 1, NOON),
            "2026-11-24",
            "en",
            f"Nothing new since Monday. {TWELVE}, last at {AT}; one is failing: </sources>",
        ),
        (
            Receipt(1, 0, NOON),
            "2026-11-01",
            "en",
            f"Nothing new since 31 October. 1 source was read, last at {AT}.",
        ),
        (Receipt(3, 3, None), "2026-11-30", "en", "Nothing new since Sunday."),
        (Receipt(3, 3, None), "2026-12-01", "en", "Nothing new since Monday."),
        (
            Receipt(12, 2, NOON),
            "2026-11-24",
            "es",
            f"Nada nuevo desde el lunes. {DOCE}, la última vez a las {AT}; 2 fallan: </sources>",
        ),
    ],
)
def test_an_empty_digest_says_that_the_sources_were_read(
    receipt: Receipt, first: str, language: str, sentence: str
) -> None:
    begin = date.fromisoformat(first)
    digest = Digest(begin, date(2026, 11, 30), DigestLanguage(language), receipt)

    assert digest_parts(digest, [], TOPICS).lines == [sentence]


def post(kind: ChannelKind, form: PostForm = PostForm.COMPONENTS) -> Post:
    made_at = datetime(2026, 11, 30, 9, tzinfo=UTC)
    return Post(7, 1, 10, PostKind.SUMMARY, KEY, made_at, kind, form=form, digest=DAYS)


def test_in_a_forum_the_post_is_named_after_the_week() -> None:
    draft = drafted(post(ChannelKind.FORUM), [carried(1, "treatment")], TOPICS)

    assert (draft.name, draft.neutral_name) == (digest_title(DAYS), digest_title(DAYS))


def test_a_digest_that_is_published_is_an_embed() -> None:
    items = [carried(1, "treatment")]

    draft = drafted(post(ChannelKind.ANNOUNCEMENT, PostForm.EMBED), items, TOPICS)

    assert draft.embed
    assert draft.embed.title == digest_title(DAYS)
    assert "[Study 1](https://example.org/news/1/)" in (draft.embed.description or "")
