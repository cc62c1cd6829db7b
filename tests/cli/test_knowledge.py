import os
import re
from pathlib import Path

import pytest

from bot.cli import texts
from bot.knowledge import KNOWLEDGE_NAMES
from tests.cli.program import CHECKOUT, Program
from tests.storage.damaging import fill

TOPICS = """[[topic]]
slug = "asthma"
name = "Asthma"
emoji = "🫁"
colour = "#3366cc"
description = "Everything about asthma."
phrases = ["asthma"]
"""
THESAURUS = """[[group]]
kind = "lay"
terms = ["asthma", "wheezing"]
"""
FEEDS = """[[feed]]
name = "Lungs"
url = "{url}"
homepage = "https://example.org/"
topics = ["asthma"]
"""


@pytest.fixture
def asthma(tmp_path: Path) -> Path:
    """The knowledge of another disease's community."""
    folder = tmp_path / "asthma"
    folder.mkdir()
    (folder / "topics.toml").write_text(TOPICS, "utf-8")
    (folder / "thesaurus.toml").write_text(THESAURUS, "utf-8")
    (folder / "feeds.toml").write_text(FEEDS.format(url="https://example.org/feed"), "utf-8")
    return folder


async def test_what_ships_is_in_order(program: Program) -> None:
    outcome = await program("knowledge", "check", "--json")

    assert outcome.code == 0
    checks = {each["name"]: each for each in outcome.json["checks"]}
    assert list(checks) == list(KNOWLEDGE_NAMES)
    assert all(each["ok"] for each in checks.values())


async def test_one_entry_is_counted_as_one(program: Program, asthma: Path) -> None:
    program.settings.pop("FEEDS_FILE", None)
    outcome = await program("knowledge", "check", str(asthma), "--json")

    said = {each["name"]: each["say"] for each in outcome.json["checks"]}
    assert said["feeds.toml"].startswith("1 entry in ")
    assert said["topics.toml"].startswith("1 entry in ")


def test_each_counted_text_has_a_form_for_one() -> None:
    single = {name: text for name, text in vars(texts).items() if isinstance(text, str)}
    counted = [
        name for name, text in single.items() if re.search(r"\{number[:,]*\} [a-z]+s\b", text)
    ]

    assert counted == ["CHANNELS_WAIT"]  # CHANNEL_WAITS is of one.


async def test_another_community_brings_its_own(program: Program, asthma: Path) -> None:
    del program.settings["FEEDS_FILE"]
    program.settings["KNOWLEDGE_DIR"] = str(asthma)

    listed = await program("feeds", "list", "--json")
    of_topic = await program("latest", "asthma", "--json")
    foreign = await program("latest", "metastasis", "--json")

    assert [feed["name"] for feed in listed.json["feeds"]] == ["Lungs"]
    assert (of_topic.code, foreign.code) == (0, 2)


async def test_a_file_with_a_setting_of_its_own_wins_over_the_folder(
    program: Program, asthma: Path
) -> None:
    program.settings["KNOWLEDGE_DIR"] = str(asthma)
    program.settings["TOPICS_FILE"] = str(CHECKOUT / "data" / "topics.toml")

    assert (await program("latest", "metastasis", "--json")).code == 0


async def test_each_wrong_file_is_named_with_its_line(program: Program, asthma: Path) -> None:
    (asthma / "topics.toml").write_text(TOPICS.replace("#3366cc", "blue"), "utf-8")
    twice = THESAURUS.replace("wheezing", "asthma")
    (asthma / "thesaurus.toml").write_text(twice, "utf-8")

    outcome = await program("knowledge", "check", str(asthma))

    assert outcome.code == 1
    assert "topics.toml, line 5" in outcome.out
    assert "thesaurus.toml, line 3" in outcome.out


async def test_what_names_entries_of_a_wrong_file_is_still_read(
    program: Program, asthma: Path
) -> None:
    (asthma / "topics.toml").write_text("[[topic]", "utf-8")
    (asthma / "thesaurus.toml").write_text("[[group]", "utf-8")
    (asthma / "glossary.toml").write_text("[[term]", "utf-8")

    sound = (await program("knowledge", "check", str(asthma), "--json")).json["checks"]
    (asthma / "feeds.toml").write_text(FEEDS.format(url="no address"), "utf-8")
    wrong = (await program("knowledge", "check", str(asthma), "--json")).json["checks"]

    assert [each["name"] for each in sound] == list(KNOWLEDGE_NAMES)
    assert "It names entries of topics.toml. Correct that file, check again." in sound[1]["say"]
    assert not any(each["ok"] for each in sound[:4])
    assert "feeds.toml, line 3: url is wrong" in wrong[1]["say"]


async def test_a_folder_without_knowledge_and_a_wrong_name_are_told(
    program: Program, asthma: Path, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (asthma / "topics.toml").rename(asthma / "topic.toml")
    (asthma / "feeds.toml").unlink()

    empty = await program("knowledge", "check", "empty")
    misnamed = await program("knowledge", "check", str(asthma))

    assert (empty.code, "empty holds no knowledge file" in empty.err) == (1, True)
    assert misnamed.code == 1
    assert "topic.toml: The bot reads no file of this name. Did you mean “topics" in misnamed.out


async def test_a_feed_of_a_topic_that_is_not_there_is_told(program: Program, asthma: Path) -> None:
    (asthma / "topics.toml").unlink()

    outcome = await program("knowledge", "check", str(asthma), "--json")

    assert outcome.code == 1
    (wrong,) = (each for each in outcome.json["checks"] if not each["ok"])
    assert wrong["name"] == "feeds.toml"
    assert "asthma" in wrong["say"]


async def test_the_shipped_files_are_copied_to_be_edited(program: Program, tmp_path: Path) -> None:
    copied = await program("knowledge", "copy", "mine")
    again = await program("knowledge", "copy", "mine")
    program.settings["KNOWLEDGE_DIR"] = "mine"

    assert copied.code == 0
    assert (again.code, "Nothing was copied" in again.err) == (1, True)
    assert (tmp_path / "mine" / "languages" / "es.toml").is_file()
    assert (await program("knowledge", "check")).code == 0


@pytest.mark.parametrize(
    ("arguments", "code"), [(("check", "nowhere"), 2), (("copy", "feeds.toml/inside"), 1)]
)
async def test_a_wrong_folder_is_one_sentence(
    program: Program, arguments: tuple[str, str], code: int
) -> None:
    (program.folder / "feeds.toml").touch()

    outcome = await program("knowledge", *arguments)

    assert outcome.code == code
    assert outcome.err.count("\n") == 1


WAY_OUT = "KNOWLEDGE_DIR). `progress-bot knowledge copy DIR` copies the files that ship."


def make_unreadable(own: Path, kind: str) -> None:
    """Put something there that is neither a file nor, for languages, a folder."""
    own.unlink(missing_ok=True)
    match kind:
        case "link to nowhere":
            own.symlink_to("../gone")
        case "link to itself":
            own.symlink_to(own.name)
        case "pipe":
            os.mkfifo(own)
        case _:
            own.touch() if own.name == "languages" else own.mkdir()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("link to nowhere", ("is a link to ../gone, where nothing is", "No such file")),
        ("link to itself", ("levels of symbolic links", "levels of symbolic links")),
        ("pipe", ("it is a pipe", "Not a directory")),
        ("other kind", ("it is a folder", "Not a directory")),
    ],
)
async def test_names_of_ones_own_that_cannot_be_read_are_refused_with_their_way_out(
    program: Program, asthma: Path, kind: str, said: tuple[str, str]
) -> None:
    """They would be read as they ship otherwise: feeds of another disease."""
    for name in KNOWLEDGE_NAMES:
        make_unreadable(asthma / name, kind)
    del program.settings["FEEDS_FILE"]

    checked = await program("knowledge", "check", "asthma")

    assert checked.code == 1
    for name in KNOWLEDGE_NAMES:
        (line,) = (line for line in checked.out.splitlines() if f"asthma/{name}" in line)
        assert said[name == "languages"] in line
        assert "Correct it, or the setting that leads to it (" in line
        assert line.endswith(WAY_OUT)


@pytest.mark.parametrize("name", ["topics.toml", "feeds.toml", "thesaurus.toml", "support.toml"])
@pytest.mark.parametrize("kind", ["link to nowhere", "link to itself", "pipe", "other kind"])
async def test_nothing_is_searched_with_a_name_of_ones_own_that_cannot_be_read(
    program: Program, asthma: Path, name: str, kind: str
) -> None:
    make_unreadable(asthma / name, kind)
    del program.settings["FEEDS_FILE"]
    program.settings["KNOWLEDGE_DIR"] = "asthma"

    searched = await program("search", "asthma")

    assert (searched.code, f"asthma/{name}" in searched.err) == (78, True)


def list_of(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


async def test_a_copy_that_is_cut_off_leaves_nothing(program: Program, small_disk: Path) -> None:
    fill(small_disk)
    os.truncate(small_disk / "fill", (small_disk / "fill").stat().st_size - 200_000)

    cut = await program("knowledge", "copy", str(small_disk / "mine"))
    left = list_of(small_disk)
    (small_disk / "fill").unlink()
    again = await program("knowledge", "copy", str(small_disk / "mine"))

    assert (cut.code, left) == (1, ["fill"])
    assert (again.code, sorted(list_of(small_disk / "mine"))) == (
        0,
        sorted(KNOWLEDGE_NAMES),
    )


async def test_topics_of_ones_own_need_feeds_of_ones_own(program: Program, tmp_path: Path) -> None:
    del program.settings["FEEDS_FILE"]
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "topics.toml").write_text(TOPICS, "utf-8")
    program.settings["KNOWLEDGE_DIR"] = "mine"

    for outcome in (await program("latest"), await program("knowledge", "check")):
        said = outcome.out + outcome.err
        assert "mine/topics.toml lacks topics" in said
        assert "Put a feeds.toml of your own beside it" in said
        assert "data/feeds.toml" not in said
    assert "There is no database" not in (await program("latest")).err


async def test_each_mistake_is_named_with_its_line(program: Program, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    assert (await program("knowledge", "copy", "mine")).code == 0
    (mine / "languages").rename(mine / "language")
    own = FEEDS.format(url="https://example.org/feed").replace("asthma", "screening")
    wrong = own.replace("homepage", "homepgae"), own.replace("Lungs", ""), own
    (mine / "feeds.toml").write_text("".join(wrong), "utf-8")
    thesaurus = (mine / "thesaurus.toml").read_text("utf-8").splitlines()
    line = next(n for n, each in enumerate(thesaurus) if each.startswith("terms"))
    thesaurus[line] = thesaurus[line].replace("terms", "names", 1)
    (mine / "thesaurus.toml").write_text("\n".join(thesaurus), "utf-8")
    everyday = (mine / "everyday_words.toml").read_text("utf-8")
    (mine / "everyday_words.toml").write_text(f"{everyday}\nfoo = 1\n", "utf-8")

    said = (await program("knowledge", "check", "mine")).out

    assert "mine/feeds.toml, line 4: the key “homepgae” is unknown." in said
    assert "mine/feeds.toml, line 7: name is wrong" in said
    assert f"mine/thesaurus.toml, line {line + 1}: the key “names” is unknown. Known are" in said
    last = everyday.count("\n") + 2
    assert f"mine/everyday_words.toml, line {last}: the key “foo” is unknown" in said
    assert "language: The bot reads no file of this name. Did you mean “languages”?" in said


async def test_what_a_killed_copy_left_is_deleted_by_the_next(
    program: Program, tmp_path: Path
) -> None:
    unfinished = tmp_path / "own" / ".copying"
    unfinished.mkdir(parents=True)
    (unfinished / "topics.toml").touch()

    copied = await program("knowledge", "copy", str(tmp_path / "own"))

    assert copied.code == 0, copied.err
    assert not unfinished.exists()
    assert (tmp_path / "own" / "topics.toml").stat().st_size


async def test_a_link_that_leads_nowhere_is_knowledge_of_ones_own_and_is_not_copied_over(
    program: Program, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "feeds.toml").symlink_to("../gone.toml")

    checked = await program("knowledge", "check", "mine")
    copied = await program("knowledge", "copy", "mine")

    assert "mine/feeds.toml is a link to ../gone.toml, where nothing is" in checked.out
    assert "holds no knowledge file" not in checked.err
    assert (copied.code, "Nothing was copied" in copied.err) == (1, True)
    assert not (tmp_path / "gone.toml").exists()


async def test_a_folder_that_is_not_there_is_a_wrong_setting(program: Program) -> None:
    program.settings["KNOWLEDGE_DIR"] = "nowhere"

    outcome = await program("search", "asthma")

    assert outcome.code == 78
    assert "KNOWLEDGE_DIR is wrong: there is no such folder" in outcome.err
