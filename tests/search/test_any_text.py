"""Any string gets an answer.

Some hundred strings are tried here, 100,000 others by `./run bench search-any-text`. For more:
./run test tests/search/test_any_text.py --hypothesis-profile deep --timeout 0
"""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model.answer import Answer
from bot.model.query import Sort
from bot.search.completer import LONGEST_COMPLETION
from bot.search.engine import SearchEngine

EXAMPLES = 3 * settings().max_examples

SYNTAX = [
    "AND", "OR", "NOT", "NEAR(", "(", ")", "*", ":", "^", '"', "'", '""', "+", "-", "{title}", ";",
    "--", "topic:", "source:", "since:", "topic:metastasis", "since:30d", "-brain", '-"', "\u201c",
    "\u201d", "title:", "rowid", "%", "_", "\\", "/", "\x00", "\n", "\u202e", "\u2066", "\u200d",
    "\ufeff", "\ud800", "🎀", "👩‍⚕️", "é", "e\u0301", "İ", "ß", "ﬁ", "½", "²", "①", "ا", "乳がん",
    "\U000e0041", "brain", "mets", "brainmets", "her 2", "HER2-", "ER+", "tamoxifne", "AI", "the",
    "++-", "over 70", "32 year old", "not", "without", "can't", "water in my", "lungs", "no mets",
]  # fmt: skip
TEXTS = (
    st.text(max_size=300)
    | st.text(st.characters(categories=["Cc", "Cf", "Cs", "Mn", "Nd", "Po"]), max_size=60)
    | st.lists(st.sampled_from(SYNTAX), max_size=30).map("".join)
    | st.lists(st.sampled_from(SYNTAX) | st.text(max_size=8), max_size=30).map(" ".join)
    | st.sampled_from(SYNTAX).map(lambda text: (text * 2_000)[:2_000])
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=TEXTS, exact=st.booleans(), sort=st.sampled_from(Sort))
async def test_any_text_gets_an_answer_and_choices(
    engine: SearchEngine, *, text: str, exact: bool, sort: Sort
) -> None:
    answer = await engine.search(text, sort=sort, exact=exact)
    assert answer.total >= len(answer.hits)
    assert _whole(answer)
    assert all(0 < len(choice) <= LONGEST_COMPLETION for choice in await engine.complete(text))


def _whole(answer: Answer) -> bool:
    """Whether every hit shows its title in full."""
    return all(
        "".join(piece.text for piece in hit.title) == hit.article.article.title
        for hit in answer.hits
    )
