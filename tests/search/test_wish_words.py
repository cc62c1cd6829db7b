"""Words to follow are split into alternatives, and what they cannot say is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RequestError
from bot.search.wish_words import alternatives, refuse_misread, spelled_out
from bot.search.words import typed_words
from tests.tables import each_row


@each_row(
    ("text", "several"),
    [
        ("brain mets", ["brain mets"]),
        ("HER2+, HR+", ["HER2+", "HR+"]),
        ("brain,bone", ["brain", "bone"]),
        ("brain；bone, ", ["brain；bone"]),
        ("brain; bone | lung、liver", ["brain", "bone", "lung", "liver"]),
        (", brain mets ,", ["brain mets"]),
        ("lobular OR ductal", ["lobular", "ductal"]),
        ("lobular or ductal or lobular", ["lobular", "ductal"]),
        ("cerebro o hueso", ["cerebro", "hueso"]),
        ("útero u ovario", ["útero", "ovario"]),
        ("cerveau ou os", ["cerveau", "os"]),
        ("sobre o tamoxifeno", ["sobre o tamoxifeno"]),
        ("com o linfedema, contra o câncer", ["com o linfedema", "contra o câncer"]),
        ("con o sin linfedema", ["con o sin linfedema"]),
        ("antes o después de la cirugía", ["antes de la cirugía", "después de la cirugía"]),
        ("Gehirn oder Knochen", ["Gehirn", "Knochen"]),
        ("what do u think", ["what do u think"]),
        ("blood type O donors", ["blood type O donors"]),
        ("y/o women", ["y/o women"]),
        ("1,000 women", ["1,000 women"]),
        ("stage 1, 2", ["stage 1", "stage 2"]),
        ("5 or 10 years", ["5 or 10 years"]),
        ("with or without chemo", ["with or without chemo"]),
        ("chemo or not", ["chemo or not"]),
        ("OR nurse", ["OR nurse"]),
        ("Enhertu and Kadcyla", ["Enhertu and Kadcyla"]),
        ("Keytruda, Enhertu and Kadcyla", ["Keytruda", "Enhertu", "Kadcyla"]),
        ("hueso, hígado y pulmón", ["hueso", "hígado", "pulmón"]),
        ("brain, bone, and liver", ["brain", "bone", "liver"]),
        ("brain, bone and liver and lung", ["brain", "bone and liver and lung"]),
        ('"hot, cold" or sweats', ['"hot, cold"', "sweats"]),
        ("“hot or cold”, sweats", ["“hot or cold”", "sweats"]),
        ('"hot, sweats', ['"hot', "sweats"]),
        ("Enhertu (an ADC), Kadcyla", ["Enhertu (an ADC)", "Kadcyla"]),
        ("either aspirin or metformin", ["aspirin", "metformin"]),
        ("aspirin and/or metformin", ["aspirin", "metformin"]),
        ("aspirina y/o metformina", ["aspirina", "metformina"]),
        ("45 y/o women", ["45 y/o women"]),
        ("aspirin / metformin", ["aspirin", "metformin"]),
        ("nausea/vomiting", ["nausea", "vomiting"]),
        ("HR+/HER2-", ["HR+/HER2-"]),
        ("HER2+ or -", ["HER2+", "HER2-"]),
        ("ER+/-, PR + o - ", ["ER+", "ER-", "PR+", "PR-"]),
        ("chemo +/- radiation", ["chemo +/- radiation"]),
        ("side effects of aspirin/metformin", ["side effects of aspirin/metformin"]),
        ("news on aspirin", ["aspirin"]),
        ("I'd like to get the latest updates on Enhertu, Kadcyla", ["Enhertu", "Kadcyla"]),
        ("I want news about lobular or research into statins", ["lobular", "statins"]),
        ("latest aspirin", ["aspirin"]),
        ("news on the 5", ["news on the 5"]),
        ("research", ["research"]),
        ("either", ["either"]),
        ("brain, bone and liver, lung and skin", ["brain", "bone and liver", "lung", "skin"]),
        ("5, 10, brain", ["5, 10, brain"]),
        ("brain, 5, bone, 10", ["brain, 5", "bone, 10"]),
        (",", [""]),
        ("", [""]),
    ],
)
def test_commas_and_or_part_alternatives(text: str, several: list[str]) -> None:
    assert list(alternatives(text)) == several


def test_the_portuguese_o_is_an_article() -> None:
    assert alternatives("tratar o medo ou o cansaço", portuguese=True) == (
        "tratar o medo",
        "o cansaço",
    )


def test_the_last_part_of_a_list_may_be_one_name_with_an_and() -> None:
    assert alternatives("a1, b and c", "b and c".__eq__) == ("a1", "b and c")
    parts = alternatives("brain, bone, mind and body", "mind and body".__eq__)
    assert parts == ("brain", "bone", "mind and body")


def test_ten_alternatives_are_taken() -> None:
    refuse_misread(", ".join(f"b{n}" for n in range(10)))


def test_the_first_of_several_operators_is_told() -> None:
    with pytest.raises(RequestError, match="`topic:` of the command"):
        refuse_misread("topic:bone since:2024")
    with pytest.raises(RequestError, match="“topic:bone” is not"):
        refuse_misread("topic:bone since:2024", leaves_out=True)


@each_row(
    ("text", "followed", "left_out"),
    [
        ("bone -brain", "not behind a “-”", "“-” is not understood"),
        ('bone -"brain mets"', "not behind a “-”", "“-” is not understood"),
        ("-topic:bone", "not behind a “-”", "“-topic:bone” is not"),
        ("topic:bone", "`topic:` of the command", "“topic:bone” is not"),
        ("in:people bone", "`studies:` of the command", "Choose those to follow"),
        ("bone -in:mice", "`studies:` of the command", "Choose those to follow"),
        ("bone without kind:trial", "`studies:` of the command", "Choose those to follow"),
        ("source:bcrf", "cannot name a source", "“source:bcrf” is not"),
        ("bone since:2024", "Only new articles", "“since:2024” is not"),
        ("bone, InTitle:brain", "“InTitle:” is not", "“InTitle:” is not"),
        ("not brain mets", "out “brain mets”, name it", "such as: brain mets"),
        ("bone NOT brain", "out “brain”, name it", "such as: brain"),
        ("bone or not the brain", "out “the brain”, name it", "such as: the brain"),
        ("bone but not brain", "out “brain”, name it", "such as: brain"),
        ("aspirin except for heart", "out “heart”, name it", "such as: heart"),
        ("aspirin excluding heart", "out “heart”, name it", "such as: heart"),
        ("aspirin minus heart", "out “heart”, name it", "such as: heart"),
        ("surgery w/o chemo", "out “chemo”, name it", "such as: chemo"),
        ("Anything but chemo", "out “chemo”, name it", "such as: chemo"),
        ("all but chemo", "out “chemo”, name it", "such as: chemo"),
        ("cancers other than lung", "out “lung”, name it", "such as: lung"),
        ("surgery rather than chemo", "out “chemo”, name it", "such as: chemo"),
        ("pills besides tamoxifen", "out “tamoxifen”, name it", "such as: tamoxifen"),
        ("Not brain mets", "out “brain mets”, name it", "such as: brain mets"),
        ("bone (brain, lung)", "Brackets", "Brackets"),
        (", ".join(f"b{n}" for n in range(11)), "at most 10", "at most 10"),
    ],
)
def test_what_words_cannot_say_is_refused_with_a_sentence(
    text: str, followed: str, left_out: str
) -> None:
    with pytest.raises(RequestError, match=followed):
        refuse_misread(text)
    with pytest.raises(RequestError, match=left_out):
        refuse_misread(text, leaves_out=True)


@each_row(
    "text",
    [
        '"not alone"',
        '"anything but pink"',
        "with or w/o chemo",
        "HER2 minus",
        "HER2:CEP17 ratio",
        "chemo not working",
        "ER-",
        "T-DM1",
        "title",
        "a: b",
    ],
)
def test_other_words_are_not_refused(text: str) -> None:
    refuse_misread(text)


@pytest.mark.parametrize(
    ("part", "read"),
    [
        ("with or w/o chemo", "with chemo"),
        ("Stadium 3", "stage 3"),
        ("estadios IV", "stage IV"),
        ("aspirin plus metformin", "aspirin  metformin"),
        ("HER2 plus disease", "HER2 plus disease"),
        ("plus size", "plus size"),
        ('"aspirin plus metformin"', '"aspirin plus metformin"'),
    ],
)
def test_signs_and_small_words_are_read_as_they_are_meant(part: str, read: str) -> None:
    assert spelled_out(part) == read


@given(st.text(alphabet='ab or,;"“()1-:NOT\n', max_size=60))
def test_any_text_is_split_or_refused(text: str) -> None:
    try:
        refuse_misread(text)
        several = alternatives(text)
    except RequestError:
        return  # A sentence says what is not understood.
    assert several
    words = set(typed_words(text))
    assert all(words.issuperset(typed_words(each)) for each in several)
