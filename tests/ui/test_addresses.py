import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.query import Sort
from bot.ui.addresses import (
    ANSWER_PAGE,
    LAST_PAGE,
    MORE_OF_TOPIC,
    SIMILAR_PAGE,
    PageAddress,
    PageKind,
    carries_key,
    more_id,
    similar_id,
)

SLUGS = st.none() | st.from_regex(r"[a-z][a-z0-9-]{0,25}", fullmatch=True)
SINCE = st.none() | st.sampled_from(["30d", "6m", "2y", "99999w", "2024", "2024-5", "2024-05-31"])
ADDRESSES = st.builds(
    PageAddress,
    st.sampled_from(PageKind),
    st.integers(0, LAST_PAGE),
    SLUGS,
    st.text(),
    exact=st.booleans(),
    sort=st.sampled_from(Sort),
    since=SINCE,
    source=st.none() | st.integers(0, 10**18 - 1),
)


@given(ADDRESSES)
def test_an_address_is_read_back_as_it_was_written(address: PageAddress) -> None:
    match = re.fullmatch(ANSWER_PAGE, address.custom_id)

    assert match
    assert PageAddress.read(match) == address


@pytest.mark.parametrize(
    ("custom_id", "address"),
    [
        ("page:latest:2:metastasis:", PageAddress(PageKind.LATEST, 2, "metastasis")),
        ("page:search:1::a:b", PageAddress(PageKind.SEARCH, text="a:b")),
        ("page:search:1::;x:1::", PageAddress(PageKind.SEARCH, text=";x:1::")),
        ("page:stored:3:lobular:abc", PageAddress(PageKind.STORED, 3, "lobular", "abc")),
    ],
)
def test_buttons_that_were_posted_before_there_were_filters_still_work(
    custom_id: str, address: PageAddress
) -> None:
    match = re.fullmatch(ANSWER_PAGE, custom_id)

    assert match
    assert PageAddress.read(match) == address
    assert address.custom_id == custom_id


def test_a_stored_search_fits_with_every_filter() -> None:
    address = PageAddress(
        PageKind.STORED,
        topic="t" * 26,
        text="k" * 16,
        exact=True,
        sort=Sort.DATE,
        since="2024-05-31",
        source=999_999,
    )

    assert address.fits


@given(ADDRESSES)
def test_an_address_that_fits_makes_no_button_too_long(address: PageAddress) -> None:
    if address.fits:
        assert len(address.turned_to(LAST_PAGE + 1).custom_id) <= 100


def test_a_long_query_does_not_fit() -> None:
    assert not PageAddress(PageKind.SEARCH, text="x" * 90).fits


def test_a_post_is_recognised_by_its_key_alone() -> None:
    custom_id = more_id("abc", "metastasis")

    assert carries_key(custom_id, "abc")
    assert not carries_key(custom_id, "ab")
    assert re.fullmatch(MORE_OF_TOPIC, custom_id)


def test_the_button_of_similar_articles_is_read_back_and_carries_no_key() -> None:
    match = re.fullmatch(SIMILAR_PAGE, similar_id(123))

    assert match
    assert match["article"] == "123"
    assert not carries_key(similar_id(123), "123")


def test_without_a_topic_more_means_all() -> None:
    assert more_id("abc", None) == "more:abc:all"
