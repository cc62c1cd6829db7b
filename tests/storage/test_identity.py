"""The stamp beside a database: what it says of each state that can be found."""

import itertools
from pathlib import Path

import pytest

from bot.storage.identity import (
    COPY,
    NO_STAMP,
    OLDER,
    OTHER_DATABASE,
    FormerId,
    Identity,
    Mark,
    Stamp,
    StampFile,
    why_restored,
)
from tests.tables import each_row

OWN = Identity("own", (FormerId("before", 7),))


def mark(sends: int = 5, *, stamped: bool = True, copied: bool = False, begun: bool = True) -> Mark:
    return Mark(OWN, sends, stamped=stamped, copied=copied, begun=begun)


@each_row(
    ("found", "stamp", "why"),
    [
        (mark(), Stamp("own", sends=5), None),
        (mark(), Stamp("own", sends=4), None),  # a crash between commit and stamp
        (mark(), Stamp("own", sends=6), OLDER),
        (mark(), Stamp("later", ("own",), 2), OLDER),
        (mark(), Stamp("before", sends=9), None),  # a crash between the new id and the stamp
        (mark(), Stamp("other", sends=5), OTHER_DATABASE),
        (mark(stamped=False), Stamp("other"), OTHER_DATABASE),
        (mark(0, stamped=False, begun=False), Stamp("other"), None),  # a new database
        (mark(), None, NO_STAMP),
        (mark(stamped=False), None, None),  # of a version that wrote no stamps
        (mark(0, stamped=False), Stamp("own", sends=1), OLDER),  # its copy
        (mark(copied=True), Stamp("own", sends=5), COPY),
        (mark(copied=True), None, COPY),
    ],
)
def test_a_database_is_compared_with_its_stamp(
    found: Mark, stamp: Stamp | None, why: str | None
) -> None:
    assert why_restored(found, stamp) == why


@pytest.fixture
def file(tmp_path: Path) -> StampFile:
    (tmp_path / "a.db").touch()
    return StampFile(tmp_path / "a.db")


def test_a_stamp_is_read_as_it_was_written_and_counted(file: StampFile, tmp_path: Path) -> None:
    file.write(Stamp("own", ("first", "second"), 41))
    file.count(42)

    assert file.read() == Stamp("own", ("first", "second"), 42)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.db", "a.db.stamp"]


def test_the_count_of_a_stamp_never_goes_down(file: StampFile) -> None:
    file.write(Stamp("own", sends=41))
    file.count(42)
    file.count(7)
    file.count(3)

    assert file.read() == Stamp("own", (), 42)


def test_a_stamp_cut_off_anywhere_is_no_stamp(file: StampFile) -> None:
    file.write(Stamp("own", ("first",), 41))
    whole = file.path.read_bytes()

    found = []
    for length in range(len(whole) - 1):
        file.path.write_bytes(whole[:length])
        found.append(file.read())

    assert set(found) == {None}


def test_a_count_that_cannot_be_written_is_logged_once_and_stops_nothing(
    file: StampFile, caplog: pytest.LogCaptureFixture
) -> None:
    file.write(Stamp("own"))
    file.path.unlink()
    file.path.mkdir()

    for sends in range(1, 4):
        file.count(sends)

    assert len(caplog.records) == 1


def test_nothing_is_written_for_a_database_that_no_run_began(tmp_path: Path) -> None:
    StampFile(tmp_path / "a.db").count(1)

    assert list(tmp_path.iterdir()) == []


def test_former_keys_are_of_posts_that_the_former_id_had() -> None:
    keys = {
        (post, generation): OWN.former_keys(post, generation)
        for post, generation in itertools.product((7, 8), (0, 1))
    }

    assert keys[7, 1] & keys[7, 0]  # sent again before the restore
    assert not keys[8, 0]
    assert not keys[8, 1]
