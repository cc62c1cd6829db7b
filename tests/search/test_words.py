import sqlite3

import pytest

from bot.search.negation import plainly_negated
from bot.search.words import (
    MAX_WORDS,
    Stems,
    aligned,
    fold,
    indexed,
    name_parts,
    typed_words,
    words_of,
    words_of_each,
)
from tests.tables import each_row


@each_row(
    ("text", "words"),
    [
        ("COVID-19 p53?", ["covid", "19", "p53"]),
        ("alzheimer's", ["alzheimer", "s"]),
        ("CDK4/6 T-DXd", ["cdk4", "6", "t", "dxd"]),
        ("Métastases naïve", ["metastases", "naive"]),
        ("snake_case", ["snake", "case"]),
        ("meta\u200bstasis \u202eabc", ["metastasis", "abc"]),
        ("乳がん", ["乳かん"]),
        ("🎀 ½", ["1", "2"]),
        ("1,000 or 1.000, 0.5; 2,5mg.", ["1,000", "or", "1.000", "0.5", "2,5mg"]),
        ("1\u00a0000 12\u2009345 1'000 1 000", ["1,000", "12,345", "1,000", "1", "000"]),
        ("30.11.2026, 2026-11-30 5-10", ["30.11.2026", "2026-11-30", "5", "10"]),
        ("CA 27.29 v2.0 BRCA1,2 (.5)", ["ca", "27.29", "v2", "0", "brca1", "2", "5"]),
        ("aged 40\u00a0 to 50,", ["aged", "40", "to", "50"]),
        ("", []),
    ],
)
def test_words_are_letters_and_digits(text: str, words: list[str]) -> None:
    assert words_of(text) == words


@each_row(
    "names",
    [
        ("Breast cancer", "T-DM1, HER2+", "a_b", "", "CDK4/6"),
        ("naïve cells", "can't", "tab\tand space"),
        ("1,000 and 2.5", "one 2", "3"),
        ("one\x0bline\x0c", "an\x1cother\x85", "third"),
        ("two\nlines", "one"),
        (),
    ],
)
def test_the_words_of_names_read_together_are_those_of_each(names: tuple[str, ...]) -> None:
    assert words_of_each(names) == list(map(words_of, names))


@each_row(
    ("typed", "words"),
    [
        ("ER+", "er positive"),
        ("ER plus, HER-2 minus, her plus", "er positive her 2 negative her plus"),
        ("minus surplus minuses", "minus surplus minuses"),
        ("ER+/PR+ HER2-", "er positive pr positive her2 negative"),
        ("her-2+ or HER-", "her 2 positive or her negative"),
        ("HR\u2212", "hr negative"),
        ("HER2-low", "her2 low"),
        ("her - sister", "her sister"),
        ("++-", "er positive pr positive her2 negative"),
        ("\u207a/\u207a/\u207b", "er positive pr positive her2 negative"),
        ("chemo for +/+/+", "chemo for er positive pr positive her2 positive"),
        ("a---b ----", "a b"),
        ("after+before", "after before"),
    ],
)
def test_the_sign_of_a_receptor_is_a_word(typed: str, words: str) -> None:
    assert " ".join(typed_words(typed)) == words


def test_a_query_is_cut_to_what_a_person_could_mean() -> None:
    assert len(typed_words("word " * 1_000)) == MAX_WORDS


def test_folding_takes_case_and_accents_away() -> None:
    assert fold("ÀB") == "ab"


def test_stems_are_those_of_the_index() -> None:
    words = """metastasis metastases metastatic diagnoses pathology possibly theology negligibly
        oncology treatments survivors caresses ponies dying as us his mets happily generalizations
        triplicate formalize controlling hopefulness adjustment radiologically"""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize='porter unicode61')")
        connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab ('t', 'instance')")
        connection.execute("INSERT INTO t VALUES (?)", (words,))
        rows = connection.execute("SELECT term FROM v ORDER BY offset").fetchall()
    connection.close()
    stems = Stems()
    assert [indexed(stems[word]) for word in words.split()] == [row[0] for row in rows]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Brain, mets!", "brain  mets "),
        ("It\u2019s ER\u2013", "it s er "),
        ("BR\u00c1IN bra\u200bin", "brain brain "),
        ("½ 🎀 e\u0301x_y", "    ex  y"),
        ("\ufb01n", "  "),
        ("", ""),
    ],
)
def test_words_keep_their_places(text: str, places: str) -> None:
    assert aligned(text) == places
    assert len(aligned(text)) == len(text)


def test_stems_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.search.words.CACHED_STEMS", 10)
    stems = Stems()
    assert [stems[f"word{number}"] for number in range(50)][-1] == "word49"
    assert len(stems) <= 10


NAMES = (
    "triple negative", "brca", "chemo", "radiation", "lymphedema", "recurrence", "dont have energy"
)  # fmt: skip


@each_row(
    ("typed", "read"),
    [
        ("isn't triple negative", "except triple negative"),
        ("it isnt a lymphedema but a clot", "it except a lymphedema but a clot"),
        ("i don't have brca", "i except brca"),
        ("haven't ever had any chemo", "except any chemo"),
        ("my mom didn't have radiation", "my mom except radiation"),
        ("anything but chemo", "except chemo"),
        ("pills other than chemo", "pills except chemo"),
        ("apart from chemo", "except chemo"),
        ("all but chemo", "except chemo"),
        ("free of chemo", "except chemo"),
        ("nothing about chemo", "except chemo"),
        ("no news about chemo", "except chemo"),
        ("sans chemo", "except chemo"),
        ("surgery instead of chemo", "surgery except chemo"),
        ("won't do chemo", "except chemo"),
        ("can't do radiation", "except radiation"),
        ("never took chemo", "except chemo"),
        ("never had kids", "never had kids"),
        ("zero chemo", "except chemo"),
        ("minus chemo", "except chemo"),
        ("it hasn't spread", "it except spread"),
        ("didn't spread yet", "except spread yet"),
        ("i want anything but chemo", "i want except chemo"),
        ("we need something besides chemo", "we need something except chemo"),
        ("what can i do besides chemo", "what can i do except chemo"),
        ("ive had everything but chemo", "ive had except chemo"),
        ("things i can eat other than chemo", "things i can eat except chemo"),
        ("lymphedema-free", "except lymphedema"),
        ("Chemo-Free and happy", "and happy except chemo"),
    ],
)
def test_each_way_to_leave_something_out_is_written_in_one_way(typed: str, read: str) -> None:
    assert " ".join(negated_in(typed)) == read


@each_row(
    "typed",
    [
        "isn't radiation dangerous", "why isn't it chemo", "why haven't i had chemo",
        "didn't chemo help", "nothing helps", "nothing but chemo", "not only chemo", "can't sleep",
        "free of charge", "nothing on my mri", "don't have energy", "i wasn't offered chemo",
        "what else is there", "chemo isn't enough", "don't get lymphedema", "no appetite",
        "cancer free", "all the others", "besides", "i don't want chemo", "haven't slept",
        "anything about chemo", "chemo isn't working anymore", "zero energy", "can't do it anymore",
        "can't do this chemo", "can't do chemo anymore", "stage zero chemo",
        "her2 zero chemo", "estrogen receptor minus chemo",
        "lymphedema-free survival", "recurrence-free radiation", "chemo-free interval",
        "is chemo free", "side-effect-free", "never had a dog", "why hasn't it spread",
    ],
)  # fmt: skip
def test_what_asks_about_a_thing_is_no_way_to_leave_it_out(typed: str) -> None:
    assert negated_in(typed) == typed_words(typed)


def negated_in(typed: str) -> tuple[str, ...]:
    return plainly_negated(
        typed,
        lambda words: " ".join(words) in NAMES,
        lambda text: any(text.startswith(name) for name in NAMES),
    )


@each_row(
    ("typed", "read"),
    [
        ("i can handle everything but chemo", "i can handle chemo"),
        ("she copes with all but radiation", "she copes with radiation"),
        ("im fine apart from lymphedema", "im fine lymphedema"),
        ("now we are ok except for the lymphedema", "now we are ok for the lymphedema"),
        ("nothing scares me except recurrence", "nothing scares me recurrence"),
        ("no side effects besides lymphedema", "no side effects lymphedema"),
    ],
)
def test_what_somebody_says_is_left_is_no_way_to_leave_it_out(typed: str, read: str) -> None:
    assert " ".join(negated_in(typed)) == read


def test_stems_of_guesses_are_not_kept() -> None:
    """Words that may not exist leave no trace in the cache, which has room for real ones."""
    stems = Stems()
    assert stems.of_guesses(["logical", "sensibly", "denosutmabs"]) == {
        *("logic", "sensibl", "denosutmab")
    }
    assert not stems


@each_row(
    ("name", "parts"),
    [
        ("car t cell therapy", ["car t", "cell", "therapy"]),
        ("vitamin d", ["vitamin d"]),
        ("hormone receptor positive cancer", ["hormone", "receptor positive", "cancer"]),
        ("water in my lungs", ["water", "lungs"]),
        ("paget s disease", ["paget", "disease"]),
        ("water and a baby", ["water", "baby"]),
        ("e cadherin", ["e", "cadherin"]),
        ("get out of", ["get out of"]),
    ],
)
def test_the_parts_of_a_name_are_its_content_words(name: str, parts: list[str]) -> None:
    assert [" ".join(part) for part in name_parts(name.split())] == parts
