"""The knowledge files that ship with the bot, and what operators are told about others."""

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from bot.articles.clean import CleanEntry
from bot.articles.topics import Relevance
from bot.errors import KnowledgeError
from bot.knowledge import KNOWLEDGE_NAMES, is_shipped, shipped
from bot.knowledge.catalogue import load_feeds
from bot.knowledge.languages import load_language
from bot.knowledge.support import PHRASE_LISTS, load_support
from bot.knowledge.thesaurus import load_tested_thesaurus, load_thesaurus
from bot.knowledge.toml import INSTALL_AGAIN, unreadable
from bot.knowledge.topics import load_topics
from bot.model.query import MemberQuestion
from bot.model.thesaurus import Thesaurus
from bot.search.languages import Translator
from bot.search.support import DistressWords
from bot.search.thesaurus import ThesaurusIndex
from bot.search.vocabulary import Vocabulary
from bot.search.words import Stems
from tests.tables import each_row

DATA = shipped("topics.toml").parent


@each_row("name", [*KNOWLEDGE_NAMES, "languages/es.toml"])
def test_the_files_that_ship_are_the_bots(name: str) -> None:
    assert is_shipped(DATA / name)
    assert INSTALL_AGAIN in str(unreadable(DATA / name, "does not exist"))


@pytest.mark.parametrize("name", ["mine", "mine/topics.toml", "mine/languages/es.toml", "my.toml"])
def test_files_of_the_operators_own_beside_those_that_ship_are_the_operators(name: str) -> None:
    assert not is_shipped(DATA / name)
    assert "Correct it, or the setting that leads to it (KNOWLEDGE_DIR)." in str(
        unreadable(DATA / name, "cannot be read")
    )


@pytest.mark.parametrize(
    ("load", "settings"),
    [
        (load_topics, "TOPICS_FILE or KNOWLEDGE_DIR"),
        (load_thesaurus, "THESAURUS_FILE or KNOWLEDGE_DIR"),
        (load_tested_thesaurus, "THESAURUS_FILE or KNOWLEDGE_DIR"),
        (load_support, "KNOWLEDGE_DIR"),
        (load_language, "KNOWLEDGE_DIR"),
    ],
)
def test_the_way_out_holds_for_each_setting_and_for_a_file_that_does_not_exist(
    tmp_path: Path, load: Callable[[Path], object], settings: str
) -> None:
    """Deleting it would help in a folder alone, and would drop a language."""
    with pytest.raises(KnowledgeError) as raised:
        load(tmp_path / "own.toml")

    assert str(raised.value).endswith(
        f"own.toml does not exist. Correct it, or the setting that leads to it ({settings}). "
        "`progress-bot knowledge copy DIR` copies the files that ship."
    )


ODD = (
    *("***", "…", "… …", "!!!", "!*", "!x", "=", "~", "a~", "~a", "a ~ b", "a~~b", "*", "*a", "a…"),
    *("<", "<nosuch>", "<b>", "&", "-", "+", "_", "...", "'", "🎀", "\u200b", "\u0301", "①", "ﬁ"),
    *("İ", "c++", "a!b", "= a", "=*", "<now>", "a b c d e f g h i j k l m n", "é" * 50, "the", "1"),
)
"""Words that an operator may write by mistake, or of which nothing is left when they are read."""
QUESTIONS = ("i want to die", "will she die soon", "sin quimio", "ni mama ni quimio", *ODD)
T = TypeVar("T")
NO_NAMES = ThesaurusIndex(Thesaurus(()), Stems())


def accepted(path: Path, text: str, load: Callable[[Path], T]) -> T | None:
    """A file as it is read; None if it is refused with a line."""
    path.write_text(text)
    try:
        return load(path)
    except KnowledgeError as exc:
        if not re.search(rf"{path.name}, line \d+: ", str(exc)):
            raise
        return None


SUPPORT = """
[[language]]
code = "en"
crisis = [{crisis}"want to die"]
whole = [{whole}"dying"]
dying = [{dying}"will she die <now>"]
unsure = [{unsure}"burns"]
other = [{other}"die off"]
card = "Call {{support}}"
beneath = "Call {{support}}"
line = "a friend"
[language.parts]
now = [{now}"soon"]
"""
SPANISH = """
name = "Spanish"
stop_words = "de la"
negators = ["{odd}", "ni"]
[terms]
breast = ["mama"]
not = ["sin"]
"""
FEED = """
[[feed]]
name = "A"
url = "https://a.example/"
phrases = ["{odd}"]
"""


@pytest.mark.parametrize("key", [*PHRASE_LISTS, "now"])
def test_accepted_phrases_of_distress_can_be_looked_for(tmp_path: Path, key: str) -> None:
    lists = dict.fromkeys([*PHRASE_LISTS, "now"], "")
    for odd in ODD:
        text = SUPPORT.format(**{**lists, key: f'"{odd}", '})
        if languages := accepted(tmp_path / "support.toml", text, load_support):
            words = DistressWords(languages)
            for question in QUESTIONS:
                words.find(question)


def test_accepted_words_of_another_language_can_be_asked_for(tmp_path: Path) -> None:
    for odd in ODD:
        spanish = accepted(tmp_path / "es.toml", SPANISH.format(odd=odd), load_language)
        read = [spanish] if spanish else []
        translator = Translator(partial(list, read), (), NO_NAMES, Stems())
        for question in QUESTIONS if read else ():
            translator.in_english(MemberQuestion(question, question), Vocabulary({}))


def test_accepted_phrases_of_a_feed_can_be_looked_for(tmp_path: Path) -> None:
    for odd in (*ODD, "a*b", "([", "%"):
        path = tmp_path / "feeds.toml"
        feeds = accepted(path, FEED.format(odd=odd), partial(load_feeds, taxonomy=None))
        for feed in feeds or ():
            entry = CleanEntry("", None, odd.strip("*"), "", "", "", None, ())
            assert Relevance(feed.phrases).holds(entry), odd
