from pathlib import Path

import pytest

from bot.articles.topics import classifier_of
from bot.errors import KnowledgeError
from bot.knowledge import shipped
from bot.knowledge.topics import load_topics
from bot.model.article import ShortForm
from tests.shared import shipped_topics
from tests.tables import each_row

TOPIC = """\
[[topic]]
slug = "metastasis"
name = "Metastasis"
emoji = "🧭"
colour = "#AA3377"
description = "Breast cancer that has spread."
phrases = ["metasta*", "stage IV"]
categories = ["Metastasis"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "topics.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_says_what_its_community_is_about_or_nothing(tmp_path: Path) -> None:
    shipped_topics = load_topics(shipped("topics.toml"))
    own = load_topics(write(tmp_path, f'title = "Lung news"\ncondition = "NSCLC"\n{TOPIC}'))
    silent = load_topics(write(tmp_path, TOPIC))

    found = [(each.title, each.condition) for each in (shipped_topics, own, silent)]
    assert found == [
        ("Breast cancer research news", "breast cancer"),
        ("Lung news", "NSCLC"),
        ("", ""),
    ]


@pytest.mark.parametrize(
    ("head", "line", "said"),
    [
        ("title = 5\n", 1, "title"),
        ('\ncondition = ""\n', 2, "condition"),
        (f'title = "{"long " * 20}"\n', 1, "title"),
        ('titel = "Lung news"\n', 1, "and before them title and condition"),
    ],
)
def test_a_wrong_key_before_the_topics_is_named_with_its_line(
    tmp_path: Path, head: str, line: int, said: str
) -> None:
    with pytest.raises(KnowledgeError, match=said) as caught:
        load_topics(write(tmp_path, f"{head}{TOPIC}"))

    assert f"topics.toml, line {line}:" in str(caught.value)


def test_a_topic_is_read_with_all_its_keys(tmp_path: Path) -> None:
    short = '[[topic.short_forms]]\ntext = "MBC"\nbeside = ["breast"]\n'
    titles = 'title_phrases = ["with Dr"]\nother_senses = ["Dr Who"]\ndisease_phrases = ["MBC"]\n'
    taxonomy = load_topics(write(tmp_path, f"{TOPIC}{titles}in_all = false\n{short}"))
    topic = taxonomy.get("metastasis")
    assert topic is not None
    assert topic.colour == 0xAA3377
    assert topic.phrases == ("metasta*", "stage IV")
    assert topic.title_phrases == ("with Dr",)
    assert topic.other_senses == ("Dr Who",)
    assert topic.disease_phrases == ("MBC",)
    assert topic.short_forms == (ShortForm("MBC", ("breast",)),)
    assert taxonomy.outside_all == {"metastasis"}


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ('slug = "metastasis"', 'slug = "all"', 2, "“all” stands for every topic"),
        ('slug = "metastasis"', 'slug = "Meta stasis"', 2, "slug is wrong"),
        ('"Metastasis"\n', f'"{"x" * 41}"\n', 3, "write at most 40 characters"),
        ('slug = "metastasis"', 'slug = "Brain mets"', 2, "write small letters a to z, digits"),
        ("🧭", ":compass:", 4, "write the emoji itself"),
        ("🧭", "🫆", 4, "“🫆” is not one emoji of Unicode 15 or older"),
        ("🧭", "🐦\u200d🔥", 4, "not one emoji"),
        ("🧭", "🧭🧭", 4, "not one emoji"),
        ("🧭", "é", 4, "not one emoji"),
        ("#AA3377", "AA3377", 5, "#RRGGBB"),
        ("Breast cancer", "x" * 101, 6, "at most 100 characters"),
        ('"metasta*"', '"me*tasta"', 7, "with * only at the end"),
        ('"metasta*"', '"***"', 7, "must be words"),
        ('"metasta*"', '"metasta* …"', 7, "must be words"),
        ('"metasta*"', '"stage IV"', 7, "twice"),
        ('["metasta*", "stage IV"]', "[]", 7, "phrases is empty"),
        ("categories", "catgories", 8, "Did you mean “categories”?"),
        ('categories = ["Metastasis"]', 'in_all = "no"', 8, "in_all is wrong"),
        ('colour = "#AA3377"\n', "", 1, "“colour” is missing"),
        ("description =", "description", 6, "not valid TOML"),
        ("[[topic]]", "[topic]", None, "at least one [[topic]]"),
        ("[[topic]]", "version = 1\n[[topic]]", 1, "“version” is unknown"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, before: str, after: str, line: int | None, reason: str
) -> None:
    assert before in TOPIC
    path = write(tmp_path, TOPIC.replace(before, after, 1))
    with pytest.raises(KnowledgeError) as caught:
        load_topics(path)
    assert reason in str(caught.value)
    if line:
        assert f"topics.toml, line {line}:" in str(caught.value).replace(" is not valid TOML", "")


def test_a_slug_or_a_name_cannot_be_used_twice(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"line 10: the slug “metastasis” .* see line 1"):
        load_topics(write(tmp_path, TOPIC + TOPIC))
    with pytest.raises(KnowledgeError, match="line 11: the name “metastasis”"):
        load_topics(write(tmp_path, TOPIC + TOPIC.replace('slug = "metastasis"', 'slug = "b"')))


def test_an_ambiguous_short_form_needs_the_words_beside_it(tmp_path: Path) -> None:
    short = '[[topic.short_forms]]\ntext = "AI"\nbeside = []\n'
    with pytest.raises(KnowledgeError, match="line 11: beside is empty"):
        load_topics(write(tmp_path, TOPIC + short))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="does not exist"):
        load_topics(tmp_path / "topics.toml")


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KnowledgeError, match="UTF-8"):
        load_topics(path)


def test_the_shipped_topics_are_valid() -> None:
    taxonomy = load_topics(shipped("topics.toml"))
    assert len(taxonomy) >= 20
    assert taxonomy.outside_all == {"in-memoriam"}


@each_row(
    ("title", "teaser", "slug"),
    [
        ("His Story", "He was the only man in the waiting room.", "male-breast-cancer"),
        ("Endocrine Therapy", "Most breast cancers in men are treated so.", "male-breast-cancer"),
        ("A Letter", "A reader describes her year.", "personal-stories"),
        ("Can ctDNA Tell of a Relapse?", "", "survivorship"),
        ("Zoledronic Acid, Twice a Year", "", "treatment"),
        ("Moving During Chemo", "", "treatment"),
        ("Letrozole and Sore Joints", "", "quality-of-life"),
        ("Care That Is Two Hours Away", "", "health-equity"),
    ],
)
def test_the_shipped_topics_know_how_people_word_things(title: str, teaser: str, slug: str) -> None:
    classifier = classifier_of(shipped_topics())
    assert slug in {match.slug for match in classifier.classify(title, teaser, "", ())}


@pytest.mark.parametrize("teaser", ["These tablets slow the cell cycle.", "It kills tumor cells."])
def test_a_treatment_is_not_biology_for_how_it_works(teaser: str) -> None:
    classifier = classifier_of(shipped_topics())
    found = {match.slug for match in classifier.classify("Three tablets", teaser, "", ())}
    assert "tumor-biology" not in found
