from bot.errors import FetchError
from bot.feeds.fetch import BROKEN_BODY, CAUSES
from bot.feeds.health import feed_sentence, status_sentence, unpolled_sentence
from tests.tables import each_row


@each_row(
    "sentence",
    [*CAUSES.values(), BROKEN_BODY, *map(status_sentence, (304, 429, 500, 503))],
)
def test_nobody_says_that_an_address_is_asked_again_which_is_not_polled(sentence: str) -> None:
    once = unpolled_sentence(FetchError(sentence))

    assert "will be asked" not in once
    assert "The next one" not in once
    assert ("Try again later." in once) is (once != feed_sentence(FetchError(sentence)))
