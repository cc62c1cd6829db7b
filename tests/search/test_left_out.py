"""What a query leaves out is neither searched for nor named as searched for."""

import pytest

from bot.search.engine import SearchEngine


@pytest.mark.parametrize(
    ("typed", "unnamed"),
    [
        ("brain mets -metastases", {"brain metastases"}),
        ('-"brain metastases" brain mets', {"brain metastases"}),
        ("T-DXd -Enhertu", {"Enhertu"}),
        ("-keytruda pembrolizumab", {"Keytruda"}),
        ('TNBC -"triple negatives"', {"triple negative", "triple-negative breast cancer"}),
        ("brain mets, but not brain metastasis", {"brain metastasis", "brain metastases"}),
    ],
)
async def test_another_name_that_is_left_out_is_not_searched_for(
    engine: SearchEngine, typed: str, unnamed: set[str]
) -> None:
    query = (await engine.search(typed)).query

    assert query
    wanted = [concept for concept in query.concepts if not concept.negated]
    assert wanted
    assert unnamed.isdisjoint(phrase.shown for each in wanted for phrase in each.phrases)
    assert not any(f"*{name}*" in sentence for name in unnamed for sentence in query.understood)


async def test_other_names_are_searched_for_beside_what_is_left_out(engine: SearchEngine) -> None:
    answer = await engine.search("T-DXd -Enhertu")

    assert answer.query
    assert answer.query.understood == ("Also searched for *trastuzumab deruxtecan*",)
    assert [hit.article.article.key for hit in answer.hits] == ["enhertu"]
