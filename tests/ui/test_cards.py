from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.model.article import (
    Article,
    Duplicate,
    Evidence,
    EvidenceKind,
    EvidenceSource,
    Image,
    KeptArticle,
    RegistryNotice,
    Source,
    TopicMatch,
    UpdateKind,
)
from bot.model.delivery import CarriedArticle, Post, PostKind
from bot.model.feed import Audience, FeedKind
from bot.model.form import CareMode, MessagePart
from bot.model.glossary import Glossary
from bot.model.subscription import ChannelKind
from bot.ui.addresses import carries_key
from bot.ui.cards import article_card
from bot.ui.drafts import drafted, thread_draft
from bot.ui.embeds import article_embed
from bot.ui.summaries import summary_card
from bot.ui.texts import DECORATION
from tests.factories import NOON, explained, kept, taxonomy

KEY = "0123456789abcdef01234567"
TOPICS = taxonomy("metastasis", "treatment", "lobular")
SLUGS = st.sampled_from(["metastasis", "treatment", "lobular", "gone"])
HOSTILE = st.sampled_from(
    [
        "@everyone ",
        "<@&123456789012345678>",
        "[a](https://evil.example)",
        "# ",
        "||",
        "In memoriam ",
        "https://x.y/z",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=40), st.builds(lambda text, times: text * times, HOSTILE, st.integers(0, 90))
)
URLS = st.one_of(
    TEXTS,
    TEXTS.map(lambda tail: f"https://example.org/{tail}"),
    st.integers(0, 3000).map(lambda size: "https://example.org/" + "a" * size),
)
ARTICLES = st.builds(
    KeptArticle,
    id=st.just(1),
    article=st.builds(
        Article,
        key=st.just("1"),
        url=URLS,
        canonical_url=st.just(""),
        title=TEXTS,
        teaser=TEXTS,
        image=st.none() | st.builds(Image, url=URLS, alt=TEXTS),
        topics=st.lists(st.builds(TopicMatch, slug=SLUGS, why=TEXTS), max_size=4).map(tuple),
        retracted=st.booleans(),
        concern=st.booleans(),
        evidence=st.none()
        | st.builds(
            Evidence,
            st.sampled_from(EvidenceKind),
            st.sampled_from(["", "1b/2a"]),
            st.sampled_from([None, 200_000]),
            st.lists(st.text(max_size=120), max_size=3).map(tuple),
            st.sampled_from(EvidenceSource),
        ),
        trials=st.lists(st.just("NCT01234567"), max_size=3).map(tuple),
    ),
    source=st.builds(Source, TEXTS, TEXTS, st.sampled_from(FeedKind), st.sampled_from(Audience)),
    first_seen_at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive, values are not
    revision=st.just(1),
    duplicates=st.lists(st.builds(Duplicate, TEXTS, URLS), max_size=6).map(tuple),
    notice=st.none()
    | st.builds(RegistryNotice, st.sampled_from(UpdateKind), st.just("2026-02-03")),
)
CARRIED = st.builds(
    CarriedArticle,
    article=ARTICLES,
    topics=st.lists(SLUGS, max_size=3, unique=True).map(tuple),
    role_ids=st.lists(st.integers(1, 2**63), max_size=40).map(tuple),
    care=st.sampled_from(CareMode),
)
MANY_CARRIED = st.builds(
    lambda different, times: different * times,
    st.lists(CARRIED, min_size=1, max_size=4),
    st.integers(1, 10),
)
"""Up to forty; to draw so many different ones takes most of a test's time."""
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def assert_within_limits(view: discord.ui.LayoutView) -> None:
    """Every limit of a Components V2 message."""
    items = list(view.walk_children())
    assert view.content_length() <= 4000
    assert len(items) <= 40
    for item in items:
        match item:
            case discord.ui.Button():
                assert 1 <= len(item.label or "") <= 80
                assert len(item.url or "") <= 512
                assert len(item.custom_id or "") <= 100
            case discord.ui.ActionRow():
                assert 1 <= len(item.children) <= 5
            case discord.ui.TextDisplay():
                assert item.content
            case discord.ui.Thumbnail():
                assert len(item.description or "") <= 256
                assert len(item.media.url) <= 2048
            case discord.ui.MediaGallery():
                assert all(len(media.description or "") <= 256 for media in item.items)
            case _:
                pass
    custom_ids = [item.custom_id for item in items if isinstance(item, discord.ui.Button)]
    named = [each for each in custom_ids if each]
    assert len(named) == len(set(named))


def written(view: discord.ui.LayoutView) -> str:
    """All text of a message."""
    return "\n".join(
        item.content for item in view.walk_children() if isinstance(item, discord.ui.TextDisplay)
    )


def assert_inert(text: str) -> None:
    """Nothing from a feed pings, links or formats."""
    assert "@everyone" not in text
    assert "<@&123456789012345678>" not in text.replace("\\<", "")
    assert "[a](https://evil.example)" not in text
    assert "(https://evil.example)" not in text.replace("\\:", "")


@SLOW
@given(CARRIED)
def test_a_card_holds_every_limit_whatever_the_article(carried: CarriedArticle) -> None:
    view = article_card(carried, TOPICS, KEY)

    assert_within_limits(view)
    assert_inert(written(view))


@SLOW
@given(MANY_CARRIED)
def test_a_summary_holds_every_limit_whatever_the_articles(carried: list[CarriedArticle]) -> None:
    view = summary_card(carried, TOPICS, KEY, 7)

    assert_within_limits(view)
    assert_inert(written(view))


def card(**fields: Any) -> discord.ui.LayoutView:
    """A card of an article on metastasis."""
    return article_card(
        CarriedArticle(kept("1", "metastasis", **fields), ("metastasis",)), TOPICS, KEY
    )


def buttons(view: discord.ui.LayoutView) -> list[discord.ui.Button[Any]]:
    return [item for item in view.walk_children() if isinstance(item, discord.ui.Button)]


def test_a_card_says_what_where_and_when() -> None:
    text = written(card(title="Bone news", teaser="What it says."))

    assert "### [Bone news](https://example.org/news/1/)" in text
    assert "What it says." in text
    assert "Metastasis\u00a0🔹" in text
    assert "Sample News · <t:1772366400:R>" in text


def test_a_card_links_to_its_source_to_more_of_its_topic_and_to_what_is_like_it() -> None:
    read, more, similar = buttons(card())

    assert (read.label, read.url) == ("Read at Sample News", "https://example.org/news/1/")
    assert more.label == "More on Metastasis"
    assert carries_key(more.custom_id or "", KEY)
    assert (similar.label, similar.custom_id) == ("Similar articles", "similar:1")


def test_the_words_that_a_card_can_explain_are_counted() -> None:
    words = Glossary((explained("biopsy"), explained("gene")))
    article = kept("1", title="Genes and a biopsy", teaser="A biopsy.")

    *_, button = buttons(article_card(CarriedArticle(article, ()), TOPICS, KEY, words))

    assert (button.label, button.custom_id) == ("Words (2)", "words:1")


def test_a_card_without_a_usable_link_keeps_the_button_that_carries_its_key() -> None:
    more, _ = buttons(card(url="https://example.org/" + "a" * 600))

    assert carries_key(more.custom_id or "", KEY)


def test_a_card_wears_the_colour_of_the_topic_that_matched() -> None:
    carried = CarriedArticle(kept("1", "treatment", "metastasis"), ("metastasis",))

    view = article_card(carried, TOPICS, KEY)

    container = view.children[0]
    assert isinstance(container, discord.ui.Container)
    assert container.accent_colour == 0x7A5BA6
    assert buttons(view)[1].label == "More on Metastasis"


def test_an_image_carries_its_alt_text() -> None:
    view = card(image=Image("https://example.org/i.png", "A cell"))

    galleries = [i for i in view.walk_children() if isinstance(i, discord.ui.MediaGallery)]
    assert [(m.media.url, m.description) for m in galleries[0].items] == [
        ("https://example.org/i.png", "A cell")
    ]


def test_roles_stand_above_the_card_once() -> None:
    carried = CarriedArticle(kept("1", "metastasis"), ("metastasis",), (5, 6, 5))

    view = article_card(carried, TOPICS, KEY)

    first = view.children[0]
    assert isinstance(first, discord.ui.TextDisplay)
    assert first.content == "<@&5> <@&6>"


def test_a_retracted_article_is_marked() -> None:
    assert "Retracted" in written(card(retracted=True))
    assert "Retracted" not in written(card())


def test_an_expression_of_concern_is_marked() -> None:
    assert "Expression of concern" in written(card(concern=True))
    assert "Expression of concern" not in written(card())


def test_a_retraction_wins_over_a_concern() -> None:
    assert "concern" not in written(card(retracted=True, concern=True))


def test_a_summary_marks_what_was_retracted_and_what_is_doubted() -> None:
    carried = [
        CarriedArticle(kept("1", "metastasis", retracted=True), ("metastasis",)),
        CarriedArticle(kept("2", "metastasis", concern=True), ("metastasis",)),
        CarriedArticle(kept("3", "metastasis"), ("metastasis",)),
    ]

    text = written(summary_card(carried, TOPICS, KEY, 7))

    assert text.count("⚠️ retracted") == 1
    assert text.count("⚠️ expression of concern") == 1


@pytest.mark.parametrize(
    ("kind", "dated", "own", "says"),
    [
        ("retraction", "2026-02-03", {}, "lists this paper as retracted (February 3, 2026)"),
        ("retraction", "2026-02", {"retracted": True}, "as retracted (February 2026)"),
        ("retraction", "", {"concern": True}, "lists this paper as retracted"),
        ("withdrawal", "2026", {}, "lists this paper as withdrawn (2026)"),
        ("removal", "2026-02-03", {}, "lists this paper as removed (February 3, 2026)"),
        ("partial_retraction", "2026-02-03", {}, "a part of this paper as retracted (February"),
        ("expression_of_concern", "2026-02-03", {}, "an expression of concern about this paper (F"),
    ],
)
def test_a_registrys_statement_is_marked_with_its_date(
    kind: str, dated: str, own: dict[str, bool], says: str
) -> None:
    notice = RegistryNotice(UpdateKind(kind), dated)
    article = replace(kept("1", "metastasis", **own), notice=notice)
    carried = CarriedArticle(article, ("metastasis",))

    shown = written(article_card(carried, TOPICS, KEY))
    listed = written(summary_card([carried, carried], TOPICS, KEY, 7))

    assert shown.count("⚠️ **Crossref lists") == shown.count("⚠️") == 1
    assert listed.count("⚠️ Crossref lists") == 2
    assert says in listed
    assert says in shown


def test_a_feeds_retraction_wins_over_a_registrys_doubts() -> None:
    doubted = RegistryNotice(UpdateKind.CONCERN, "2026")
    article = replace(kept("1", retracted=True), notice=doubted)

    text = written(article_card(CarriedArticle(article, ()), TOPICS, KEY))

    assert "**Retracted.**" in text
    assert "Crossref" not in text


DIED = kept(
    "1", "metastasis", title="In Memoriam: Dr. Abt", image=Image("https://example.org/a.png")
)
NOTE = "🕯️ About someone who has died"


def noted(care: CareMode) -> CarriedArticle:
    return CarriedArticle(DIED, ("metastasis",), care=care)


def test_the_note_is_the_first_line_of_the_card() -> None:
    view = article_card(noted(CareMode.NOTE), TOPICS, KEY)

    (container,) = view.children
    assert isinstance(container, discord.ui.Container)
    assert not container.spoiler
    assert written(view).startswith(f"{NOTE}\n### [In Memoriam")


def test_a_folded_card_is_hidden_behind_its_note() -> None:
    view = article_card(noted(CareMode.FOLD), TOPICS, KEY)

    note, container = view.children
    assert isinstance(note, discord.ui.TextDisplay)
    assert note.content == NOTE
    assert isinstance(container, discord.ui.Container)
    assert container.spoiler
    assert "In Memoriam" in written(view)
    assert NOTE not in "".join(
        item.content for item in container.children if isinstance(item, discord.ui.TextDisplay)
    )


def test_a_card_without_the_subject_or_where_notes_are_off_has_no_note() -> None:
    assert "🕯️" not in written(card())
    assert "🕯️" not in written(article_card(noted(CareMode.OFF), TOPICS, KEY))
    plain = CarriedArticle(kept("1"), (), care=CareMode.FOLD)
    (container,) = article_card(plain, TOPICS, KEY).children
    assert isinstance(container, discord.ui.Container)
    assert not container.spoiler


def test_a_summary_notes_and_folds_line_by_line() -> None:
    other = CarriedArticle(kept("2"), (), care=CareMode.FOLD)

    lines = written(summary_card([noted(CareMode.FOLD), other], TOPICS, KEY, 7))
    noted_lines = written(summary_card([noted(CareMode.NOTE), other], TOPICS, KEY, 7))

    assert f"- {NOTE}\n  ||[In Memoriam: Dr. Abt](https://example.org/news/1/)||\n" in lines
    assert f"- {NOTE}\n  [In Memoriam" in noted_lines
    assert "- [Sample article 2]" in lines


def test_the_note_of_an_embed_stands_above_its_title() -> None:
    embed, _ = article_embed(noted(CareMode.NOTE), TOPICS, KEY)
    plain, _ = article_embed(noted(CareMode.OFF), TOPICS, KEY)

    assert embed.author.name == NOTE
    assert NOTE not in (embed.description or "")
    assert plain.author.name is None


def test_a_folded_embed_shows_neither_title_nor_picture() -> None:
    embed, _ = article_embed(noted(CareMode.FOLD), TOPICS, KEY)

    assert embed.title == NOTE
    assert embed.image.url is None
    assert (embed.description or "").startswith("||In Memoriam: Dr. Abt||\n||What sample")
    embed, _ = article_embed(noted(CareMode.NOTE), TOPICS, KEY)
    assert embed.title == "In Memoriam: Dr. Abt"
    assert embed.author.name == NOTE


@pytest.mark.parametrize("kind", [ChannelKind.FORUM, ChannelKind.TEXT])
def test_the_name_of_a_thread_says_no_more_than_the_note(kind: ChannelKind) -> None:
    given = Post(1, 1, 10, PostKind.CARD, KEY, NOON, channel_kind=kind)

    assert thread_draft(given, [noted(CareMode.FOLD)]).name == NOTE
    assert thread_draft(given, [noted(CareMode.NOTE)]).name == "In Memoriam: Dr. Abt"


def test_a_folded_card_stays_hidden_where_discord_takes_plain_text_alone() -> None:
    given = Post(1, 1, 10, PostKind.CARD, KEY, NOON, refused=frozenset({MessagePart.MARKUP}))

    view = drafted(given, [noted(CareMode.FOLD)], TOPICS).view

    assert isinstance(view, discord.ui.LayoutView)
    note, *hidden = written(view).split("||")
    assert note.strip() == NOTE
    assert "In Memoriam" in hidden[0]


def test_where_else_the_story_stands_is_named() -> None:
    article = kept("1", "metastasis")
    several = tuple(Duplicate(f"Source {n}", f"https://example.org/{n}") for n in range(5))
    told = written(
        article_card(CarriedArticle(replace(article, duplicates=several), ()), TOPICS, KEY)
    )
    assert "Also at [Source 0](https://example.org/0) · [Source 1]" in told
    assert told.endswith("[Source 2](https://example.org/2) · 2 more")
    assert "Also at" not in written(card())


def test_a_preprint_is_marked() -> None:
    article = kept("1", "metastasis")
    source = Source("bioRxiv", "https://example.org", FeedKind.PREPRINT, Audience.PROFESSIONALS)
    preprint = KeptArticle(1, article.article, source, article.first_seen_at)

    text = written(article_card(CarriedArticle(preprint, ("metastasis",)), TOPICS, KEY))

    assert "Not peer-reviewed" in text


@pytest.mark.parametrize(
    ("evidence", "line", "short"),
    [
        (
            Evidence(EvidenceKind.RANDOMIZED, "3", 1573),
            "**Randomized trial in people**\u00a0⚖️ · phase 3 · 1,573 took part",
            "randomized trial in people",
        ),
        (
            Evidence(EvidenceKind.TRIAL, "1b/2"),
            "**Phase 1b/2 trial in people**",
            "phase 1b/2 trial",
        ),
        (Evidence(EvidenceKind.TRIAL), "**Clinical trial in people**", "clinical trial in people"),
        (
            Evidence(EvidenceKind.OBSERVED),
            "**People were observed, not assigned**\u00a0👥",
            "people were observed",
        ),
        (
            Evidence(EvidenceKind.REVIEW),
            "**Many studies looked at together**\u00a0📚",
            "many studies together",
        ),
        (
            Evidence(EvidenceKind.LABORATORY),
            "**Laboratory study, not in people**\u00a0🧫",
            "laboratory study, not in people",
        ),
    ],
)
def test_the_kind_of_study_is_marked_behind_the_title(
    evidence: Evidence, line: str, short: str
) -> None:
    of = CarriedArticle(kept("1", "metastasis", evidence=evidence), ())
    text = written(article_card(of, TOPICS, KEY))

    assert text.splitlines()[1:3] == [line, "What sample article 1 says."]
    assert short in written(summary_card([of, of], TOPICS, KEY, 1))


def test_a_card_asks_what_kind_of_study_and_links_to_each_trial() -> None:
    evidence, trials = Evidence(EvidenceKind.TRIAL, "2"), ("NCT01234567", "NCT07654321")
    shown = {each.label: each for each in buttons(card(evidence=evidence, trials=trials))}

    assert shown["What kind of study?"].custom_id == "study:1"
    assert shown["Trial NCT07654321"].url == "https://clinicaltrials.gov/study/NCT07654321"
    assert not {"What kind of study?", "Trial NCT01234567"} & {
        each.label for each in buttons(card())
    }


def test_a_summary_lists_links_and_counts_what_does_not_fit() -> None:
    carried = [
        CarriedArticle(kept(str(n), "metastasis", title=f"News {n} " + "x" * 200), ("metastasis",))
        for n in range(50)
    ]

    text = written(summary_card(carried, TOPICS, KEY, 7))

    listed = text.count("](https://example.org/news/")
    assert "50 new articles" in text
    assert f"and {50 - listed} more: **Show all 50 articles**" in text
    assert len(text) <= 4000


@pytest.mark.parametrize("topics", [("metastasis",), ()])
def test_a_summary_carries_its_key(topics: tuple[str, ...]) -> None:
    view = summary_card([CarriedArticle(kept(), topics)] * 2, TOPICS, KEY, 7)

    assert [carries_key(b.custom_id or "", KEY) for b in buttons(view)] == [True]


@pytest.mark.parametrize("care", CareMode)
def test_a_card_with_everything_on_is_heard_in_order_and_holds_every_limit(care: CareMode) -> None:
    article = kept(
        "1",
        "metastasis",
        "treatment",
        title=("In memoriam: " + "x" * 300)[:300],
        teaser="A biopsy " * 60,
        image=Image("https://example.org/a.png", "y" * 400),
        evidence=Evidence(EvidenceKind.RANDOMIZED),
        trials=("NCT00000001", "NCT00000002"),
    )
    full = replace(
        article,
        notice=RegistryNotice(UpdateKind.RETRACTION, "2026-02-03"),
        duplicates=tuple(Duplicate(f"Source {n}", f"https://example.org/{n}") for n in range(9)),
        source=replace(article.source, kind=FeedKind.PREPRINT),
    )
    carried = CarriedArticle(full, ("metastasis",), tuple(range(30)), care=care)

    view = article_card(carried, TOPICS, KEY, Glossary((explained("biopsy"),)))

    assert_within_limits(view)
    heard = written(view)
    places = [
        heard.index(part)
        for part in (
            *([NOTE] if care is not CareMode.OFF else []),
            "### [In memoriam",
            "Crossref lists this paper",
            "Not peer-reviewed",
            "Randomized trial",
            "A biopsy A biopsy",
            "Metastasis\u00a0🔹",
            "Sample News ·",
            "Also at",
        )
    ]
    assert places == sorted(places)


def test_a_picture_that_its_source_does_not_describe_is_decoration() -> None:
    bare = kept("1", image=Image("https://example.org/a.png"))
    told = kept("1", image=Image("https://example.org/a.png", "A cell"))

    for article, said in ((bare, DECORATION), (told, "A cell")):
        view = article_card(CarriedArticle(article, ()), TOPICS, KEY)
        (gallery,) = (i for i in view.walk_children() if isinstance(i, discord.ui.MediaGallery))
        assert gallery.items[0].description == said
        embed, _ = article_embed(CarriedArticle(article, ()), TOPICS, KEY)
        assert said in (embed.description or "")


def test_an_unknown_date_is_said_and_never_that_of_the_discovery() -> None:
    undated = kept("metastasis", published_at=None)
    carried = CarriedArticle(undated, ("metastasis",))
    embed, _ = article_embed(carried, TOPICS, KEY)
    shown = [
        written(article_card(carried, TOPICS, KEY)),
        written(summary_card([carried, carried], TOPICS, KEY, 1)),
    ]

    assert all("date unknown" in text and "<t:" not in text for text in shown)
    assert (embed.timestamp, "date unknown" in str(embed.footer.text)) == (None, True)
