from pathlib import Path

from bot.knowledge.shapes import nearest
from bot.knowledge.toml import line_of, shown
from tests.tables import each_row

TEXT = """\
# a comment

[[topic]]
slug = "a"

[[topic.short_forms]]
text = "AI"

[[topic]]
slug = "b"
phrases = [
    "x",
]
[[topic.short_forms]]
text = "PR"
[[topic.short_forms]]
"beside" = ["x"]
"""


@each_row(
    ("location", "line"),
    [
        (("topic", 0), 3),
        (("topic", 0, "slug"), 4),
        (("topic", 1, "slug"), 10),
        (("topic", 1, "phrases", 0), 11),
        (("topic", 1, "short_forms", 0, "text"), 15),
        (("topic", 1, "short_forms", 1, "beside"), 17),
        (("topic", 1, "name"), 9),
        (("topic", 1, "short_forms", 0, "beside"), 14),
        (("elsewhere", 0), 1),
    ],
)
def test_a_location_is_found_in_the_text(location: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, location) == line


def test_a_file_is_shown_as_it_is_written_from_here() -> None:
    assert shown(Path.cwd() / "data" / "topics.toml") == str(Path("data/topics.toml"))
    assert shown(Path("/elsewhere/topics.toml")) == "/elsewhere/topics.toml"


@each_row(
    ("typed", "named"),
    [
        ("bcrf", "BCRF News"),
        ("npj breast", "npj Breast Cancer"),
        ("npj brest cancer", "npj Breast Cancer"),
        ("FDA pres", "FDA Press Announcements"),
        ("nosuch", ""),
        ("foo", ""),
        ("a", ""),
        ("", ""),
    ],
)
def test_only_a_name_that_is_like_the_typed_one_is_meant(typed: str, named: str) -> None:
    known = ["npj Breast Cancer", "BCRF News", "FDA Press Announcements", "tumor-biology"]

    said = nearest(typed, known)

    assert said == f"Did you mean “{named}”?" if named else said.startswith("Known are: BCRF")
