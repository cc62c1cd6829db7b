import signal
from pathlib import Path

import pytest

from bot.ui.commands import invite_url
from tests.cli.program import CHECKOUT, Program, conversation
from tests.peer import Peer

OWNER = "123456789012345678"


@pytest.fixture
def bare(tmp_path: Path) -> Program:
    """The program before anything was set."""
    return Program(tmp_path)


async def test_three_answers_make_a_bot_that_only_needs_to_be_invited(bare: Program) -> None:
    async with Peer.open() as peer:
        bare.settings["DISCORD_API_URL"] = peer.api_url
        code, out, err = await conversation(bare, f"{peer.token}\n{OWNER}\nme@example.org", "init")
        link = invite_url(peer.world.application_id)

    assert (code, out.strip()) == (0, link)
    file = bare.folder / ".env"
    assert file.stat().st_mode & 0o777 == 0o600
    assert peer.token not in err
    said = await bare.python(
        "from bot.settings import load_settings; s = load_settings();"
        "print(s.discord_token.value, s.owner_id, s.contact)"
    )
    assert said.out.split() == [peer.token, OWNER, "me@example.org"]


async def test_a_token_that_discord_does_not_know_is_asked_for_again(bare: Program) -> None:
    async with Peer.open() as peer:
        bare.settings["DISCORD_API_URL"] = peer.api_url
        typed = f"mistyped\n{peer.token}\n{OWNER}\n\n"
        code, _, err = await conversation(bare, typed, "init")

    assert code == 0
    assert "Discord does not know this token" in err
    assert "mistyped" not in (bare.folder / ".env").read_text("utf-8")


async def test_nobody_is_told_if_the_answer_says_so(bare: Program) -> None:
    """An empty answer takes the id that the question shows; `none` takes it away."""
    async with Peer.open() as peer:
        bare.settings["DISCORD_API_URL"] = peer.api_url
        await conversation(bare, f"{peer.token}\n{OWNER}\n\n", "init")
        await conversation(bare, f"{peer.token}\n\n\n", "init")
        kept = (bare.folder / ".env").read_text("utf-8").splitlines()
        code, _, err = await conversation(bare, f"{peer.token}\nNone\n\n", "init")

    assert (code, f"(none: nobody) [{OWNER}]" in err) == (0, True)
    assert f"OWNER_ID={OWNER}" in kept
    assert "OWNER_ID=''" in (bare.folder / ".env").read_text("utf-8").splitlines()


@pytest.mark.parametrize("answers", [0, 1])
async def test_ctrl_c_at_a_question_ends_it_and_nothing_is_written(
    bare: Program, answers: int
) -> None:
    async with Peer.open() as peer:
        bare.settings["DISCORD_API_URL"] = peer.api_url
        typed = f"{peer.token}\n" * answers
        code, _, shown = await conversation(bare, typed, "init", then=signal.SIGINT)

    assert (code, "Aborted" in shown) == (130, False)
    assert not (bare.folder / ".env").exists()


async def test_an_input_that_ends_at_a_question_is_one_sentence(bare: Program) -> None:
    code, out, shown = await conversation(bare, "\x04", "init")

    assert (code, out, "Aborted" in shown) == (1, "", False)
    assert "The input ended without an answer. Nothing was changed." in " ".join(shown.split())
    assert not (bare.folder / ".env").exists()


async def test_a_wrong_answer_is_asked_for_again(bare: Program) -> None:
    async with Peer.open() as peer:
        bare.settings["DISCORD_API_URL"] = peer.api_url
        code, _, err = await conversation(bare, f"{peer.token}\nme\n{OWNER}\n\n", "init")

    assert code == 0
    assert "17 to 19 digits" in err
    assert f"OWNER_ID={OWNER}" in (bare.folder / ".env").read_text("utf-8")


async def test_where_discord_is_out_of_reach_the_token_is_written_unchecked(bare: Program) -> None:
    bare.settings["DISCORD_API_URL"] = "http://127.0.0.1:9/api/v10"

    code, out, err = await conversation(bare, "some-token\n\n\n", "init")

    assert (code, out.strip()) == (0, "")
    assert (
        "could not be checked. Discord could not be reached (127.0.0.1:9: Connection refused)"
        in err
    )
    assert "some-token" in (bare.folder / ".env").read_text("utf-8")


async def test_other_lines_of_the_file_stay(bare: Program) -> None:
    file = bare.folder / ".env"
    file.write_text("# mine\nBURST_LIMIT=3\nOWNER_ID=\n", "utf-8")
    bare.settings["DISCORD_API_URL"] = "http://127.0.0.1:9/api/v10"

    code, _, _ = await conversation(bare, f"some-token\n{OWNER}\n\n", "init")

    assert code == 0
    lines = file.read_text("utf-8").splitlines()
    assert lines[:3] == ["# mine", "BURST_LIMIT=3", f"OWNER_ID={OWNER}"]


async def test_an_empty_answer_keeps_the_token_that_is_set(bare: Program) -> None:
    async with Peer.open() as peer:
        bare.settings["DISCORD_API_URL"] = peer.api_url
        (bare.folder / ".env").write_text(f"DISCORD_TOKEN='{peer.token}' # mine\n", "utf-8")
        code, out, err = await conversation(bare, f"\n{OWNER}\n\n", "init")

    assert (code, "press Enter to keep" in err) == (0, True)
    assert "client_id" in out
    lines = (bare.folder / ".env").read_text("utf-8").splitlines()
    assert lines[:2] == [f"DISCORD_TOKEN='{peer.token}' # mine", f"OWNER_ID={OWNER}"]


async def test_an_empty_answer_without_a_token_says_where_to_get_one(bare: Program) -> None:
    async with Peer.open() as peer:
        bare.settings["DISCORD_API_URL"] = peer.api_url
        code, _, err = await conversation(bare, f"\n{peer.token}\n{OWNER}\n\n", "init")

    assert (code, err.count("The bot needs its token")) == (0, 1)


async def test_without_a_terminal_nothing_is_asked_or_written(bare: Program) -> None:
    outcome = await bare("init")

    assert outcome.code == 1
    assert "DISCORD_TOKEN" in outcome.err
    assert not (bare.folder / ".env").exists()


def test_the_readme_has_the_same_permissions_in_its_link() -> None:
    query = invite_url(0).split("client_id=0&")[1]

    assert query in (CHECKOUT / "README.md").read_text("utf-8")
