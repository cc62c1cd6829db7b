from datetime import date

import pytest

from bot.model.glossary import GlossaryEntry
from bot.ui.answer_texts import ENGLISH, SPANISH, GlossaryTexts
from bot.ui.explanation_pages import term_choices, unknown_term, words_page
from tests.shared import shipped_glossary
from tests.ui.test_cards import assert_inert, assert_within_limits, written

GLOSSARY = shipped_glossary()
HOSTILE = GlossaryEntry(
    name="*_`#" * 15,
    forms=("x",),
    definition="@everyone [a](https://example.org) " * 6,
    spanish_name="<@1>" * 15,
    spanish="**" * 150,
    reviewed=date(2026, 1, 1),
    nci="a-b" * 60,
)


@pytest.mark.parametrize("texts", [ENGLISH, SPANISH])
@pytest.mark.parametrize("entries", [GLOSSARY.entries, [HOSTILE] * 30, GLOSSARY.entries[:1]])
def test_any_number_of_words_makes_a_valid_page(
    entries: list[GlossaryEntry], texts: GlossaryTexts
) -> None:
    view = words_page(entries, texts)

    assert_within_limits(view)
    assert_inert(written(view))


def test_words_that_do_not_fit_are_counted() -> None:
    page = written(words_page(GLOSSARY.entries, ENGLISH))
    shown = sum(f"**{entry.name}**" in page for entry in GLOSSARY)

    assert 5 < shown < len(GLOSSARY)
    assert f"and {len(GLOSSARY) - shown} more" in page


def test_a_page_is_of_one_language() -> None:
    entry = next(each for each in GLOSSARY if each.name == "lymph node")

    english, spanish = written(words_page([entry], ENGLISH)), written(words_page([entry], SPANISH))

    assert entry.definition in english
    assert entry.spanish_name not in english
    assert "not medical advice" in english
    assert "**ganglio linfático** · lymph node" in spanish
    assert entry.definition not in spanish
    assert "no consejo médico" in spanish


@pytest.mark.parametrize(
    ("texts", "denied", "left"),
    [
        (ENGLISH, "that is the opposite", "Not in the glossary: XYZ, \\*\\*."),
        (SPANISH, "eso es lo contrario", "No está en el glosario: XYZ, \\*\\*."),
    ],
)
def test_a_page_says_which_words_are_denied_and_which_are_not_explained(
    texts: GlossaryTexts, denied: str, left: str
) -> None:
    chemo, node = (
        next(each for each in GLOSSARY if each.name == name)
        for name in ("chemotherapy", "lymph node")
    )

    page = written(words_page([chemo, node], texts, denied=[node], unexplained=["XYZ", "**"]))

    assert page.count(denied) == 1
    assert page.index(chemo.name) < page.index(node.name) < page.index(denied) < page.index(left)


def test_a_wrong_word_names_the_nearest_in_each_language() -> None:
    assert "The nearest: lymph node" in unknown_term("lynph node", GLOSSARY, ENGLISH)
    assert "Las más parecidas: ganglio" in unknown_term("ganglio linfatco", GLOSSARY, SPANISH)
    assert "Choose one from the list" in unknown_term("zzzzqqqq", GLOSSARY, ENGLISH)


def test_choices_have_the_names_of_the_language_and_lead_to_the_same_entry() -> None:
    (english, *_) = term_choices("metasta", GLOSSARY, ENGLISH)
    (spanish, *_) = term_choices("metástasis", GLOSSARY, SPANISH)

    assert (english.name, english.value) == ("metastasis", "metastasis")
    assert (spanish.name, spanish.value) == ("metástasis", "metastasis")
    assert len(term_choices("", GLOSSARY, ENGLISH)) == 25
