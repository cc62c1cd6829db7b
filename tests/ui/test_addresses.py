import re

from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery import DeliveryState
from bot.ui.addresses import (
    AGAIN,
    LAST_PAGE,
    LOG,
    MORE,
    PAGE,
    LogAddress,
    PageAddress,
    PageKind,
    carries_key,
    more_id,
)

SLUGS = st.none() | st.from_regex(r"[a-z][a-z0-9-]{0,25}", fullmatch=True)
ADDRESSES = st.builds(
    PageAddress, st.sampled_from(PageKind), st.integers(0, LAST_PAGE), SLUGS, st.text()
)


@given(ADDRESSES)
def test_an_address_is_read_back_as_it_was_written(address: PageAddress) -> None:
    match = re.fullmatch(PAGE, address.custom_id)

    assert match
    assert PageAddress.read(match) == address


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
    assert re.fullmatch(MORE, custom_id)


def test_without_a_topic_more_means_all() -> None:
    assert more_id("abc", None) == "more:abc:all"


@given(
    st.builds(
        LogAddress,
        st.integers(1, LAST_PAGE),
        st.none() | st.sampled_from(DeliveryState),
        st.none() | st.integers(1, 2**63),
    ),
    st.integers(1, 10**18 - 1),
    st.none() | st.integers(0, 10**9 - 1),
)
def test_a_page_of_the_log_is_read_back_from_each_of_its_buttons(
    address: LogAddress, delivery_id: int, generation: int | None
) -> None:
    turn = re.fullmatch(LOG, address.custom_id)
    again = re.fullmatch(AGAIN, address.again_id(delivery_id, generation))

    assert turn
    assert again
    assert LogAddress.read(turn) == LogAddress.read(again) == address
    assert again["delivery"] == str(delivery_id)
    assert again["generation"] == ("" if generation is None else str(generation))
    assert len(again[0]) <= 100
