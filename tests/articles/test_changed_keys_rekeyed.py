from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from bot.articles.changed_keys import TitledArticle, rekeyed, relaunched
from bot.articles.clean import UNTITLED
from bot.model.article import Article
from tests.factories import NOON, article

DAY = timedelta(days=1)


def kept(
    number: int, *, title: str | None = None, teaser: str = "", dated: datetime | None = NOON
) -> TitledArticle:
    return TitledArticle(number, f"old-{number}", title or f"Study {number}", teaser, dated)


def shown(
    number: int, *, title: str | None = None, teaser: str = "", dated: datetime | None = NOON
) -> Article:
    title = title or f"Study {number}"
    return article(f"new-{number}", title=title, teaser=teaser, published_at=dated)


def known_again(
    unknown: Sequence[Article], before: Sequence[TitledArticle], *still: str
) -> set[int]:
    return set(rekeyed(unknown, {*still, *(each.key for each in unknown)}, before).values())


@pytest.mark.parametrize("count", [1, 2, 10])
def test_items_with_title_and_date_of_kept_ones_are_these(count: int) -> None:
    found = [shown(number) for number in range(count)]
    assert rekeyed(found, set(), [kept(number) for number in range(count)]) == {
        f"new-{number}": number for number in range(count)
    }


def test_a_fraction_of_a_second_that_is_not_kept_makes_no_difference() -> None:
    found = [shown(1, dated=NOON + timedelta(milliseconds=300))]
    assert known_again(found, [kept(1)]) == {1}


def test_the_same_title_a_week_apart_is_another_article() -> None:
    found = [shown(1, title="Weekly roundup", dated=NOON + 7 * DAY)]
    assert known_again(found, [kept(1, title="Weekly roundup")]) == set()


def test_two_that_stand_in_one_document_are_two() -> None:
    found = [shown(2, title="Weekly roundup")]
    assert known_again(found, [kept(1, title="Weekly roundup")], "old-1") == set()


def test_two_new_ones_are_not_both_the_one_that_is_kept() -> None:
    found = [shown(1), shown(7, title="Study 1"), shown(2)]
    assert rekeyed(found, set(), [kept(1), kept(2)]) == {"new-1": 1, "new-2": 2}


@pytest.mark.parametrize(("again", "new", "believed"), [(3, 2, True), (2, 2, False), (1, 4, False)])
def test_most_of_the_unknown_items_have_to_agree(again: int, new: int, *, believed: bool) -> None:
    found = [shown(number) for number in range(again + new)]
    expected = set(range(again)) if believed else set()
    assert known_again(found, [kept(number) for number in range(again)]) == expected


@pytest.mark.parametrize(("count", "believed"), [(1, False), (2, False), (3, True)])
def test_bare_titles_are_believed_if_several_agree(count: int, *, believed: bool) -> None:
    found = [shown(number, dated=None) for number in range(count)]
    before = [kept(number, dated=None) for number in range(count)]
    assert bool(known_again(found, before)) is believed


def test_one_bare_title_several_times_is_a_column() -> None:
    found = [shown(number, title="Weekly roundup", dated=None) for number in range(5)]
    before = [kept(number, title="Weekly roundup", dated=None) for number in range(5)]
    assert known_again(found, before) == set()


def test_without_dates_the_teaser_tells() -> None:
    same = [shown(1, teaser="Said.", dated=None)]
    other = [shown(1, teaser="Unsaid.", dated=None)]
    before = [kept(1, teaser="Said.", dated=None)]
    assert (known_again(same, before), known_again(other, before)) == ({1}, set())


@pytest.mark.parametrize(("count", "believed"), [(1, False), (3, True)])
def test_one_date_and_other_teasers_are_believed_if_several_agree(
    count: int, *, believed: bool
) -> None:
    found = [shown(number, teaser="Shortened …") for number in range(count)]
    before = [kept(number, teaser="Shortened and more") for number in range(count)]
    assert bool(known_again(found, before)) is believed


def test_what_has_no_title_is_not_known_by_it() -> None:
    found = [shown(number, title=UNTITLED) for number in range(4)]
    assert known_again(found, [kept(number, title=UNTITLED) for number in range(4)]) == set()


SUBJECTS = ("scans", "surgery", "diet")


def new_site(
    change: Callable[[str], str], *, dated: datetime | None = NOON, subjects: int = 3
) -> tuple[list[Article], list[TitledArticle]]:
    """Three articles as a new site shows them, and as they are kept."""
    titles = [f'Women\'s "choice" - a trial of {subject}' for subject in SUBJECTS]
    unknown = [
        shown(number, title=change(title), teaser="New.", dated=dated)
        for number, title in enumerate(titles[:subjects])
    ]
    before = [kept(number, title=title, teaser="Old.") for number, title in enumerate(titles)]
    return unknown, before


def curled(title: str) -> str:
    return title.replace("'", "’").replace(' "', " “").replace('" ', "” ").replace(" - ", " – ")


@pytest.mark.parametrize(
    "change",
    [
        curled,
        str.upper,
        lambda title: f"{title} | Sample Charity",
        lambda title: f"{curled(title)} – Sample Charity",
        lambda title: title.replace("a trial", "a\u00a0trial"),
    ],
)
def test_a_new_site_that_writes_titles_otherwise_is_known(change: Callable[[str], str]) -> None:
    unknown, before = new_site(change)
    assert relaunched(unknown, before) == {"new-0": 0, "new-1": 1, "new-2": 2}


def test_a_new_site_without_the_name_behind_each_title_is_known() -> None:
    unknown, before = new_site(str)
    named = [replace(each, title=f"{each.title} | Sample Charity") for each in before]
    assert len(relaunched(unknown, named)) == len(SUBJECTS)


@pytest.mark.parametrize("moved", [timedelta(hours=-14), timedelta(hours=5), timedelta(hours=-12)])
def test_a_new_site_that_loses_times_or_zones_is_known(moved: timedelta) -> None:
    unknown, before = new_site(str, dated=NOON + moved)
    assert len(relaunched(unknown, before)) == len(SUBJECTS)


@pytest.mark.parametrize("dated", [NOON + DAY, NOON - DAY, NOON + 7 * DAY])
def test_what_takes_place_every_week_is_new_each_time(dated: datetime) -> None:
    unknown, before = new_site(str, dated=dated)
    assert relaunched(unknown, before) == {}


def test_two_titles_are_too_few_to_tell_a_new_site() -> None:
    unknown, before = new_site(curled, subjects=2)
    assert relaunched(unknown, before) == {}


def test_titles_that_go_on_with_different_words_are_others() -> None:
    unknown, before = new_site(str)
    longer = [replace(each, title=f"{each.title} {each.key}") for each in unknown]
    assert relaunched(longer, before) == {}


def test_most_of_a_document_has_to_be_of_the_site_before() -> None:
    unknown, before = new_site(curled)
    others = [shown(number) for number in range(10, 13)]
    assert relaunched([*others, *unknown], before) == {}
    assert len(relaunched([*others[:2], *unknown], before)) == len(SUBJECTS)


def test_one_kept_article_is_not_two_new_ones() -> None:
    unknown, before = new_site(curled)
    twice = [*unknown, replace(unknown[0], key="new-9")]
    assert sorted(relaunched(twice, before).values()) == [0, 1, 2]


def test_untitled_articles_tell_nothing_of_a_new_site() -> None:
    unknown, before = new_site(lambda _: UNTITLED)
    assert relaunched(unknown, [replace(each, title=UNTITLED) for each in before]) == {}
