from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.model.answer import Answer, Hit, Piece
from bot.model.article import (
    PEOPLE_STUDIES,
    TRIAL_STUDIES,
    Evidence,
    EvidenceKind,
    RegistryNotice,
    Source,
    Taxonomy,
    UpdateKind,
)
from bot.model.feed import Audience, FeedKind
from bot.model.form import CareMode
from bot.model.query import Concept, Filters, Phrase, Query, Sort
from bot.model.schedule import DigestLanguage
from bot.model.support import DistressKind, SupportNote
from bot.ui.addresses import PageAddress, PageKind
from bot.ui.answer_texts import NOTHING_SIMILAR, NOTHING_TYPED
from bot.ui.explanation_pages import study_page
from bot.ui.pages import HITS_PER_PAGE, answer_page, fits_its_buttons, similar_header
from tests.factories import kept, topic
from tests.ui.test_cards import (
    ARTICLES,
    SLOW,
    SLUGS,
    TEXTS,
    TOPICS,
    assert_inert,
    assert_within_limits,
    buttons,
    written,
)

LABELS = st.lists(TEXTS, max_size=5).map(tuple)
PIECES = st.lists(st.builds(Piece, TEXTS, st.booleans()), max_size=5).map(tuple)
HIT = st.builds(Hit, ARTICLES, st.just(1.0), LABELS, PIECES, PIECES)
DATES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive, values are not
CONCEPTS = st.lists(TEXTS, max_size=5).map(
    lambda labels: tuple(Concept(label, (Phrase((label,)),)) for label in labels)
)
ANSWERS = st.builds(
    Answer,
    query=st.none() | st.builds(Query, TEXTS, CONCEPTS, LABELS),
    hits=st.lists(HIT, max_size=HITS_PER_PAGE).map(tuple),
    total=st.integers(0, 300),
    took_ms=st.just(1.0),
    suggestions=LABELS,
    topics=st.lists(SLUGS, max_size=9).map(tuple),
    missing=LABELS,
    notes=LABELS,
    filters=st.builds(Filters, st.none() | SLUGS, st.none() | TEXTS, st.none() | DATES),
    altered=st.booleans(),
)
ADDRESSES = st.builds(
    PageAddress,
    st.sampled_from([PageKind.SEARCH, PageKind.STORED]),
    st.integers(1, 99),
    st.none() | SLUGS,
    st.text(max_size=30),
    exact=st.booleans(),
    sort=st.sampled_from(Sort),
    since=st.sampled_from([None, "1y", "2024-05-31"]),
    source=st.none() | st.integers(0, 9999),
)
SEARCH = PageAddress(PageKind.SEARCH, text="brain")
WORDY = "wordy " * 99


@SLOW
@given(ANSWERS, ADDRESSES, st.none() | ARTICLES)
def test_a_page_holds_every_limit_whatever_the_answer(
    answer: Answer, address: PageAddress, like: Any
) -> None:
    if not fits_its_buttons(answer, address, TOPICS):
        address = replace(address, kind=PageKind.STORED, text="k" * 16)

    view = answer_page(answer, address, TOPICS, like=like)

    assert_within_limits(view)
    assert_inert(written(view))


def hits(*slugs: str) -> tuple[Hit, ...]:
    """One article for each topic."""
    return tuple(Hit(kept(str(n), slug), 1.0) for n, slug in enumerate(slugs))


def answer(**fields: Any) -> Answer:
    """Three articles for "brain"."""
    given = {
        "query": Query("brain", (Concept("brain", (Phrase(("brain",)),)),)),
        "hits": hits("metastasis", "treatment", "treatment"),
        "total": 3,
        "took_ms": 1.0,
        **fields,
    }
    return Answer(**given)


def found_nothing(text: str, **fields: Any) -> Answer:
    return answer(query=Query(text), hits=(), total=0, **fields)


def test_the_longest_of_everything_fits() -> None:
    marked = (Piece(WORDY), Piece(WORDY, matched=True))
    source = Source(WORDY, "", FeedKind.PREPRINT, Audience.PROFESSIONALS)
    longest = kept(
        "1",
        "metastasis",
        "treatment",
        "lobular",
        title=WORDY,
        url="https://example.org/" + "a" * 320,
        retracted=True,
        evidence=Evidence(EvidenceKind.RANDOMIZED, "1b/2a", 200_000, (WORDY,)),
        trials=("NCT01234567",) * 3,
    )
    hit = Hit(replace(longest, source=source), 1.0, (WORDY,), marked, marked)
    concepts = tuple(Concept(f"{n} {WORDY}", (Phrase(("x",)),)) for n in range(6))
    full = answer(
        query=Query(WORDY, concepts, (f"including *{WORDY}*",) * 3),
        hits=(hit,) * 3,
        notes=(f"There is no topic *{WORDY}*.",) * 3,
        missing=tuple(concept.label for concept in concepts[:3]),
        filters=Filters(
            "metastasis", WORDY, datetime(2024, 9, 30, tzinfo=UTC), frozenset(EvidenceKind)
        ),
    )
    address = replace(SEARCH, exact=True, sort=Sort.DATE)

    view = answer_page(full, address, TOPICS)

    assert_within_limits(view)
    assert view.content_length() > 3600


def labels(view: discord.ui.LayoutView) -> list[str | None]:
    return [each.label for each in buttons(view)]


def addresses(view: discord.ui.LayoutView) -> dict[str | None, str | None]:
    """The address of each button, by its label."""
    return {each.label: each.custom_id for each in buttons(view)}


def test_one_line_says_what_was_understood() -> None:
    query = Query(
        "brain", (), ("Also searched for *brain metastases*", "Showing results for *x_y*")
    )

    text = written(answer_page(answer(query=query), SEARCH, TOPICS))

    assert (
        r"-# Also searched for **brain metastases** · Showing results for **x\_y**"
        in text.split("\n")
    )


def test_what_is_missing_is_said_and_what_there_is_instead() -> None:
    found = answer(query=Query("zebra tamoxifen"), missing=("zebra",), confident=False)

    there = written(answer_page(replace(found, present=("tamoxifen",)), SEARCH, TOPICS))
    nothing = written(answer_page(found, SEARCH, TOPICS))

    assert "-# None about **zebra**; about **tamoxifen**:" in there.split("\n")
    assert "-# None about **zebra**." in nothing.split("\n")


def test_what_is_only_mentioned_is_not_denied() -> None:
    lacking = answer(query=Query("zebra tamoxifen"), missing=("zebra",), confident=False)

    said = [
        written(answer_page(each, SEARCH, TOPICS))
        for each in (lacking, replace(lacking, missing=()))
    ]

    assert "No article says exactly this. Nearest:" in said[0]
    assert "No article is about exactly this. Nearest:" in said[1]


def test_nobody_in_distress_reads_what_is_missing() -> None:
    note = SupportNote(DistressKind.DYING, "Talk to somebody.")
    found = answer(query=Query("will i die of zebra"), missing=("zebra",), confident=False)

    assert "None about" not in written(answer_page(found, SEARCH, TOPICS, support=note))


def test_notes_on_operators_are_shown_whether_or_not_anything_was_found() -> None:
    note = "There is no topic *foo*; it was ignored."

    found = written(answer_page(answer(notes=(note,)), SEARCH, TOPICS))
    nothing = written(answer_page(found_nothing("brain", notes=(note,)), SEARCH, TOPICS))

    assert "-# There is no topic **foo**; it was ignored." in found
    assert "-# There is no topic **foo**; it was ignored." in nothing


def test_what_narrows_an_answer_is_said_wherever_it_came_from() -> None:
    filters = Filters("metastasis", "Sample *News*", datetime(2024, 5, 1, tzinfo=UTC))
    address = replace(SEARCH, sort=Sort.DATE, exact=True)

    found = written(answer_page(answer(filters=filters), address, TOPICS))
    nothing = written(answer_page(found_nothing("brain", filters=filters), address, TOPICS))

    narrowed = r"Metastasis 🔹 · since May 1, 2024 · Sample \*News\* · exact words"
    assert f"-# 3 articles · {narrowed} · newest first" in found
    assert f"“brain” ({narrowed.replace(' · ', ', ')})." in nothing


def test_bm25_words_are_bold_in_title_and_excerpt() -> None:
    hit = Hit(
        kept("1"),
        1.0,
        title=(Piece("New "), Piece("brain", matched=True), Piece(" study")),
        snippet=(Piece("… of the "), Piece("brain", matched=True), Piece(".")),
    )

    text = written(answer_page(answer(hits=(hit,)), SEARCH, TOPICS))

    # In a heading all is bold.
    assert "\n[New **brain** study](https://example.org/news/1/)\n… of the **brain**.\n" in text


def test_without_a_query_titles_are_headings() -> None:
    latest = answer(query=None)

    text = written(answer_page(latest, PageAddress(PageKind.LATEST), TOPICS))

    assert "### [Sample article 0](https://example.org/news/0/)" in text


def test_what_a_hit_is_about_stands_apart_from_what_it_says() -> None:
    hit = Hit(kept("1", "metastasis"), 1.0, ("matched: brain",))

    view = answer_page(answer(hits=(hit,), total=1), SEARCH, TOPICS)

    texts = [
        each.content for each in view.walk_children() if isinstance(each, discord.ui.TextDisplay)
    ]
    assert [text.partition("matched: brain")[1] for text in texts] == ["", "", "matched: brain", ""]
    assert "example.org" not in texts[2]


def test_an_answer_can_be_narrowed_to_the_commonest_topic_and_widened_again() -> None:
    offered = addresses(answer_page(answer(), SEARCH, TOPICS))
    narrowed = replace(SEARCH, topic="treatment", page=2)

    back = addresses(answer_page(answer(filters=Filters("treatment"), total=9), narrowed, TOPICS))

    assert offered["Only Treatment"] == "page:search:1:treatment:brain"
    assert back["All topics"] == "page:search:1::brain"
    assert "Only Treatment" not in back


def test_each_filter_keeps_the_others() -> None:
    address = replace(SEARCH, exact=True, sort=Sort.DATE, since="6m", source=3)
    filters = Filters(None, "Sample News", datetime(2024, 5, 1, tzinfo=UTC))

    offered = addresses(answer_page(answer(filters=filters), address, TOPICS))

    assert offered == {
        "Also similar words": "page:search;d;s6m;f3:1::brain",
        "Only Treatment": "page:search;x;d;s6m;f3:1:treatment:brain",
        "Any time": "page:search;x;d;f3:1::brain",
        "Best first": "page:search;x;s6m;f3:1::brain",
        "All sources": "page:search;x;d;s6m:1::brain",
    }


def test_exact_words_are_offered_where_others_were_looked_for_too() -> None:
    assert "Exact words" in labels(answer_page(answer(altered=True), SEARCH, TOPICS))
    assert "Exact words" not in labels(answer_page(answer(), SEARCH, TOPICS))


def test_a_filter_that_was_typed_as_an_operator_has_no_button() -> None:
    filters = Filters("treatment", None, datetime(2024, 5, 1, tzinfo=UTC))

    assert labels(answer_page(answer(filters=filters), SEARCH, TOPICS)) == ["Newest first"]


def test_a_single_article_needs_no_filters() -> None:
    assert labels(answer_page(answer(hits=hits("treatment"), total=1), SEARCH, TOPICS)) == []


def test_other_pages_than_a_search_have_no_filters() -> None:
    latest = answer_page(answer(query=None), PageAddress(PageKind.LATEST), TOPICS)
    similar = PageAddress(PageKind.SIMILAR, text="1")

    assert labels(latest) == []
    assert labels(answer_page(answer(query=None), similar, TOPICS, like=kept())) == []


def test_similar_articles_name_the_one_that_they_are_like() -> None:
    similar = PageAddress(PageKind.SIMILAR, text="1")

    text = written(answer_page(answer(query=None), similar, TOPICS, like=kept("7")))

    assert text.startswith("## Similar articles\n-# to [Sample article 7](https://example.org")


NOTICE = RegistryNotice(UpdateKind.RETRACTION, "2026-05-03")


def test_the_page_of_a_study_begins_with_the_statement_of_the_registry() -> None:
    trial = Evidence(EvidenceKind.RANDOMIZED, "3", 573)

    text = written(study_page(replace(kept("7", evidence=trial), notice=NOTICE)))

    assert -1 < text.find("Crossref") < text.find("**Randomized trial in people**")


@pytest.mark.parametrize("kind", list(EvidenceKind))
def test_the_page_of_a_study_speaks_spanish(kind: EvidenceKind) -> None:
    """Title and quotes of the article alone stay as they are."""
    loss = kept("7", title="Obituary: our founder", evidence=Evidence(kind, "3", 573))
    article = replace(loss, notice=NOTICE)

    english = written(study_page(article)).splitlines()
    spanish = written(study_page(article, language=DigestLanguage.SPANISH)).splitlines()

    assert spanish[:2] == ["## ¿Qué tipo de estudio?", "🕯️ Sobre alguien que ha muerto"]
    assert "Crossref indica que este artículo fue retractado" in spanish[3]
    assert set(english) & set(spanish) == {spanish[2]}


def test_the_article_that_others_are_similar_to_keeps_its_note_and_its_warning() -> None:
    loss = replace(kept("7", title="Obituary: our founder"), notice=NOTICE)

    shown, folded = similar_header(loss), similar_header(loss, CareMode.FOLD)

    assert "-# 🕯️ About someone who has died · to [Obituary" in shown
    assert "-# 🕯️ About someone who has died · to ||[Obituary" in folded
    assert "Crossref" in shown


def test_where_nothing_is_similar_it_says_so() -> None:
    similar = PageAddress(PageKind.SIMILAR, text="1")

    view = answer_page(answer(query=None, hits=(), total=0), similar, TOPICS, like=kept())

    assert written(view) == NOTHING_SIMILAR
    assert labels(view) == ["Latest news"]


def test_where_nothing_is_found_filters_can_be_taken_off() -> None:
    address = replace(SEARCH, topic="treatment", since="1y", exact=True)
    filters = Filters("treatment", None, datetime(2025, 3, 1, tzinfo=UTC))

    view = answer_page(found_nothing("brain", filters=filters), address, TOPICS)

    assert labels(view) == ["Also similar words", "All topics", "Any time", "Latest news"]


def test_no_page_is_offered_twice() -> None:
    address = replace(SEARCH, topic="treatment")
    nothing = found_nothing("brain", filters=Filters("treatment"), suggestions=("brain", "brains"))

    view = answer_page(nothing, address, TOPICS)

    assert labels(view) == ["All topics", "brains", "Latest news"]


def test_where_nothing_is_near_the_latest_news_are_offered() -> None:
    view = answer_page(found_nothing("horoscope"), SEARCH, TOPICS)

    assert "Try other or fewer words, or </topics>." in written(view)
    assert labels(view) == ["Latest news"]


@pytest.mark.parametrize("text", ["", "  "])
def test_where_nothing_was_asked_it_says_what_to_type(text: str) -> None:
    view = answer_page(found_nothing(text), replace(SEARCH, text=""), TOPICS)

    assert written(view) == NOTHING_TYPED


@pytest.mark.parametrize(("text", "fits"), [("x" * 40, True), ("x" * 72, False), ("x" * 90, False)])
def test_a_query_fits_where_all_its_buttons_can_carry_it(text: str, *, fits: bool) -> None:
    address = PageAddress(PageKind.SEARCH, text=text)

    assert fits_its_buttons(answer(), address, TOPICS) == fits
    assert fits_its_buttons(answer(hits=hits("treatment"), total=1), address, TOPICS)


def test_a_long_sentence_does_not_cost_the_others_their_end() -> None:
    long = f"Also searched for *{'a very long name, ' * 30}*"
    query = Query("brain", (), (long, "No article says *brain*"))
    notes = ("*x* is no topic. " + "y" * 200, "*whenever* is no date: write 2y.")

    text = written(answer_page(replace(answer(query=query), notes=notes), SEARCH, TOPICS))

    assert " · No article says **brain**" in text
    assert "**whenever** is no date: write 2y." in text


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        ("breast cancer", "cond=breast%20cancer&"),
        ("lung & pleura", "cond=lung%20%26%20pleura&"),
        ("", ""),
    ],
)
def test_a_topics_page_links_to_trials_that_look_for_people(condition: str, asked: str) -> None:
    topics = Taxonomy((topic("brain", trials="brain & bone"), topic("memory")), condition=condition)
    latest = answer(query=None, filters=Filters(topic="brain"))

    shown = answer_page(latest, PageAddress(PageKind.LATEST, topic="brain"), topics)
    of_memory = answer(query=None, filters=Filters(topic="memory"))
    other = answer_page(of_memory, PageAddress(PageKind.LATEST, topic="memory"), topics)
    search = answer_page(answer(filters=Filters(topic="brain")), SEARCH, topics)

    (link,) = (each for each in buttons(shown) if each.url)
    assert link.label == "Trials that are recruiting"
    assert link.url == (
        f"https://clinicaltrials.gov/search?{asked}term=brain%20%26%20bone&aggFilters=status:rec"
    )
    assert not any(each.url for each in (*buttons(search), *buttons(other)))


def test_the_kinds_of_study_that_were_asked_for_are_said() -> None:
    for kinds, said in (
        (PEOPLE_STUDIES, "studies in people"),
        (TRIAL_STUDIES, "trials in people"),
        (frozenset({EvidenceKind.REVIEW}), "many studies together"),
    ):
        text = written(answer_page(answer(filters=Filters(evidence=kinds)), SEARCH, TOPICS))
        assert f"3 articles · {said}" in text


def test_the_kinds_of_study_that_are_left_out_are_said() -> None:
    filters = Filters(
        evidence=PEOPLE_STUDIES, evidence_left_out=frozenset({EvidenceKind.LABORATORY})
    )
    text = written(answer_page(answer(filters=filters), SEARCH, TOPICS))

    assert "studies in people · left out: laboratory study, not in people" in text
