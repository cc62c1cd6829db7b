"""Digests as they are shown: by topic, newest first, numbered; and the sentence of an empty one."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.knowledge import shipped
from bot.knowledge.support import load_support
from bot.model.article import Evidence, EvidenceKind, RegistryNotice, Taxonomy, UpdateKind
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.form import PostForm
from bot.model.glossary import Glossary
from bot.model.schedule import Digest, DigestLanguage, Receipt
from bot.model.subscription import ChannelKind
from bot.model.wish import ArticlePart, WishMatch
from bot.ui import answer_texts, digest_texts, evidence_texts
from bot.ui.addresses import is_post
from bot.ui.digest_texts import digest_title
from bot.ui.digests import digest_card, digest_embed, digest_parts
from bot.ui.drafts import drafted
from tests.factories import NOON, explained, kept, taxonomy
from tests.ui.test_cards import (
    CARRIED,
    KEY,
    MANY_CARRIED,
    SLOW,
    TOPICS,
    assert_within_limits,
    written,
)

AT = "<t:1772366400:f>"
LAST_TIME = f"the last time was on {AT}"
SUPPORT = load_support(shipped("support.toml"))
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
@given(DIGESTS, st.just([]) | MANY_CARRIED, st.lists(CARRIED, max_size=2))
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
    ("language", "words", "kind"),
    [
        (DigestLanguage.ENGLISH, "Words", "What kind of study? Choose a number"),
        (DigestLanguage.SPANISH, "Palabras", "¿Qué tipo de estudio? Elige un número"),
    ],
)
def test_words_and_kinds_of_study_are_explained_in_either_form_of_a_digest(
    language: DigestLanguage, words: str, kind: str
) -> None:
    digest, glossary = replace(DAYS, language=language), Glossary((explained("biopsy"),))
    study = kept("2", title="A biopsy", evidence=Evidence(EvidenceKind.TRIAL))
    items = [carried(1, hours=1), replace(carried(2), article=replace(study, id=2))]

    view = digest_card(digest, items, TOPICS, KEY, 7, glossary=glossary)
    _, below = digest_embed(digest, items, TOPICS, KEY, 7, glossary=glossary)

    for shown in (list(view.walk_children()), below.children):
        addresses = {getattr(each, "label", None): getattr(each, "custom_id", "") for each in shown}
        (menu,) = [e for e in shown if isinstance(e, discord.ui.Select) and e.placeholder == kind]
        assert addresses[words] == "postwords:7"
        assert [option.label for option in menu.options] == ["2. A biopsy"]


def headings(written_lines: Sequence[str]) -> list[str]:
    return [line for line in written_lines if line.startswith("**") and "[Study" not in line]


def test_topics_share_the_lines_of_a_large_digest() -> None:
    items = [carried(n, ("metastasis", "treatment")[n % 2], hours=n) for n in range(500)]

    parts = digest_parts(DAYS, [*items, carried(500)], TOPICS)

    assert headings(lines(*items)) == ["**Metastasis 🔹**", "**Treatment 🔹**"]
    assert [each.topics for each in parts.numbered] == [
        *[("metastasis",)] * 8,
        *[("treatment",)] * 8,
        (),
    ]
    assert [line for line in parts.lines if line.startswith("-# ")] == [
        "-# 501 articles",
        *["-# and 242 more"] * 2,
        "-# and 484 more: **Show all 501 articles**",
    ]


@pytest.mark.parametrize("language", list(DigestLanguage))
@pytest.mark.parametrize("shows_all", [True, False])
def test_the_number_of_articles_left_stands_once_if_the_last_topic_holds_them(
    language: DigestLanguage, *, shows_all: bool
) -> None:
    items = [carried(0, "metastasis"), *(carried(n, "treatment") for n in range(1, 40))]

    parts = digest_parts(replace(DAYS, language=language), items, TOPICS, shows_all=shows_all)

    counting = [line for line in parts.lines if line.startswith(("-# and ", "-# y "))]
    assert parts.left == 23
    assert counting == parts.lines[-1:]


@pytest.mark.parametrize(("count", "shown", "left"), [(1, 1, 0), (17, 17, 0), (18, 17, 1)])
def test_seventeen_articles_are_shown(count: int, shown: int, left: int) -> None:
    parts = digest_parts(DAYS, [carried(n, "treatment") for n in range(count)], TOPICS)

    assert (len(parts.numbered), parts.left) == (shown, left)
    assert any(f"and {left} more" in line for line in parts.lines) == bool(left)


def test_a_topic_with_few_articles_leaves_its_lines_to_the_others() -> None:
    items = [carried(0, "metastasis"), *(carried(n, "treatment") for n in range(1, 40))]

    parts = digest_parts(DAYS, items, TOPICS)

    assert [each.topics[0] for each in parts.numbered] == ["metastasis", *["treatment"] * 16]


def test_hundreds_of_followed_words_hold_the_limits_and_the_rest_is_counted() -> None:
    items = [for_words(n, "wide *words* " * 5 + str(n)) for n in range(300)]

    view = digest_card(DAYS, items, TOPICS, KEY, 7)
    parts = digest_parts(DAYS, items, TOPICS)

    assert_within_limits(view)
    assert len(parts.numbered) >= 10
    assert parts.lines[-1] == f"-# and {parts.left} more: **Show all 300 articles**"


def for_words(number: int, *words: str, topic: str = "") -> CarriedArticle:
    reasons = tuple(WishMatch(each, "found", ArticlePart.TITLE) for each in words)
    return replace(carried(number, *([topic] if topic else [])), reasons=reasons)


def test_articles_for_followed_words_stand_under_them() -> None:
    parts = digest_parts(
        DAYS,
        [
            for_words(1, "hot flashes"),
            for_words(2, "brain mets", "hot flashes"),
            for_words(3, "brain mets", topic="metastasis"),
            for_words(4),
        ],
        TOPICS,
    )

    assert headings(parts.lines) == [
        "**Metastasis 🔹**",
        "**brain mets 🔎**",
        "**hot flashes 🔎**",
        "**Other news**",
    ]
    assert [line.rpartition(" · ")[2] for line in parts.lines if "[Study" in line] == [
        "brain mets 🔎",
        "hot flashes 🔎",
        *["<t:1772366400:R>"] * 2,
    ]
    assert parts.topic is None


def test_a_spanish_digest_has_no_english_word_but_the_titles_and_sources() -> None:
    spanish = taxonomy("lobular", "metastasis")
    topics = Taxonomy(tuple(replace(each, name_es=f"{each.name} es") for each in spanish.topics))
    days = replace(DAYS, language=DigestLanguage.SPANISH)
    one = [carried(n, "lobular") for n in range(40)]
    several = [*one, *(carried(n, "metastasis") for n in range(40, 80)), carried(80)]

    texts = []
    for items in (one, several):
        view = digest_card(days, items, topics, KEY, 7)
        embed, below = digest_embed(days, items, topics, KEY, 7)
        buttons = [b.label for b in view.walk_children() if isinstance(b, discord.ui.Button)]
        assert buttons == [b.label for b in below.children if isinstance(b, discord.ui.Button)]
        texts.append((written(view), buttons))
        assert embed.description

    assert texts[0][1] == ["Más sobre Lobular es", "Mostrar los 40 artículos"]
    assert "-# y 23 más: **Mostrar los 40 artículos**" in texts[0][0]
    assert texts[1][1] == ["Más noticias", "Mostrar los 81 artículos"]
    assert "**Lobular es 🔹**" in texts[1][0]
    assert "-# y 32 más\n" in texts[1][0]
    assert "**Otras noticias**" in texts[1][0]
    without_links = re.sub(r"\[[^]]*\]\([^)]*\)", "", texts[1][0])
    assert not re.search(r"\b(and|more|Show|news|articles)\b", without_links)


def test_spanish_texts_say_tu_and_one_word_for_a_retraction() -> None:
    support = next(each for each in SUPPORT if each.code == "es")
    said = f"""{support.card} {support.beneath} {support.line} {answer_texts.SPANISH}
        {digest_texts.SPANISH} {evidence_texts.SPANISH_STUDY}"""

    assert not re.search(r"\b(usted(es)?|l[eoa] ha|l[eo] pesa|su país|llame|elija|busque)\b", said)
    assert digest_texts.SPANISH_LINES.retracted == "⚠️ retractado"
    assert digest_texts.SPANISH.retracted.startswith("⚠️ Retractados")


@pytest.mark.parametrize(
    ("fields", "english", "spanish"),
    [
        ({"published_at": None}, "date unknown", "fecha desconocida"),
        ({"retracted": True}, "⚠️ retracted", "⚠️ retractado"),
        ({"concern": True}, "⚠️ expression of concern", "⚠️ la editorial expresa dudas"),
        (
            {"evidence": Evidence(EvidenceKind.TRIAL, phase="2")},
            "phase 2 trial in people",
            "ensayo de fase 2 en personas",
        ),
        (
            {"evidence": Evidence(EvidenceKind.LABORATORY)},
            "laboratory study, not in people",
            "estudio de laboratorio, no en personas",
        ),
        ({"title": "She died of breast cancer"}, "🕯️ About", "🕯️ Sobre"),
    ],
)
def test_what_stands_beside_an_article_is_in_the_language_of_the_digest(
    fields: dict[str, Any], english: str, spanish: str
) -> None:
    made = replace(kept("1", **fields), id=1)
    for language, told, other in (
        (DigestLanguage.ENGLISH, english, spanish),
        (DigestLanguage.SPANISH, spanish, english),
    ):
        parts = digest_parts(replace(DAYS, language=language), [CarriedArticle(made, ())], TOPICS)
        shown = "\n".join(parts.lines)
        assert told in shown
        assert other not in shown


@pytest.mark.parametrize(
    ("dated", "ending"), [("2026-05-03", " (2026-05-03)"), ("2026", " (2026)"), ("", "retractado")]
)
def test_a_registrys_statement_has_a_date_in_numbers_in_spanish(dated: str, ending: str) -> None:
    made = replace(kept("1"), id=1, notice=RegistryNotice(UpdateKind.RETRACTION, dated))
    digest = replace(DAYS, language=DigestLanguage.SPANISH)

    shown = digest_parts(digest, [CarriedArticle(made, ())], TOPICS).lines

    assert any("Crossref indica que este artículo fue retractado" in line for line in shown)
    assert any(line.endswith(ending) for line in shown)


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
            f"Nothing new since Monday. {TWELVE}, last on {AT}; one is failing: </sources>",
        ),
        (
            Receipt(1, 0, NOON),
            "2026-11-01",
            "en",
            f"Nothing new since 31 October. 1 source was read, last on {AT}.",
        ),
        (
            Receipt(0, 3, None),
            "2026-11-30",
            "en",
            "No source was read since Sunday; 3 are failing: </sources>",
        ),
        (Receipt(0, 0, None), "2026-12-01", "en", "No source was read since Monday."),
        (
            Receipt(0, 1, NOON),
            "2026-11-01",
            "en",
            f"No source was read since 31 October; {LAST_TIME}; one is failing: </sources>",
        ),
        (
            Receipt(0, 0, NOON),
            "2026-11-24",
            "es",
            f"No se leyó ninguna fuente desde el lunes; la última vez fue el {AT}.",
        ),
        (
            Receipt(12, 2, NOON),
            "2026-11-24",
            "es",
            f"Nada nuevo desde el lunes. {DOCE}, la última vez el {AT}; 2 fallan: </sources>",
        ),
    ],
)
def test_an_empty_digest_says_how_many_sources_were_read_and_when(
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
