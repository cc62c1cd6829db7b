"""The addresses of moderators."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.model.delivery import DeliveryState
from bot.model.ids import LARGEST_ID
from bot.ui.addresses import LAST_PAGE
from bot.ui.server_addresses import DELIVERIES_PAGE, SEND_ONE_AGAIN, LogAddress


@given(
    st.builds(
        LogAddress,
        st.integers(1, LAST_PAGE),
        st.none() | st.sampled_from(DeliveryState),
        st.none() | st.integers(1, LARGEST_ID),
    ),
    st.integers(1, 10**18 - 1),
    st.none() | st.integers(0, 10**9 - 1),
)
def test_a_page_of_the_log_is_read_back_from_each_of_its_buttons(
    address: LogAddress, delivery_id: int, generation: int | None
) -> None:
    turn = re.fullmatch(DELIVERIES_PAGE, address.custom_id)
    again = re.fullmatch(SEND_ONE_AGAIN, address.again_id(delivery_id, generation))

    assert turn
    assert again
    assert LogAddress.read(turn) == LogAddress.read(again) == address
    assert again["delivery"] == str(delivery_id)
    assert again["generation"] == ("" if generation is None else str(generation))
    assert len(again[0]) <= 100
