import os
import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.setting_values import parse_duration
from bot.settings import Settings, load_settings, read_settings, write_settings
from tests.tables import each_row

CHECKOUT = Path(__file__).resolve().parent.parent
EXAMPLE = (CHECKOUT / ".env.example").read_text("utf-8")


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.__struct_fields__:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def settings_from(env_file: str) -> Settings:
    Path(".env").write_text(env_file, "utf-8")
    return load_settings()


def test_the_example_names_every_setting_and_no_other() -> None:
    names = re.findall(r"^(?:# )?([A-Z_]+)=", EXAMPLE, re.MULTILINE)

    assert sorted(names) == sorted(name.upper() for name in Settings.__struct_fields__)


def test_the_example_states_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHECKOUT)
    uncommented = re.sub(r"^# (?=[A-Z_]+=)", "", EXAMPLE, flags=re.MULTILINE)

    stated = read_settings(
        {
            name.lower(): value
            for name, value in re.findall(r"^([A-Z_]+)=(.+)$", uncommented, re.MULTILINE)
        }
    )

    plain = Settings()
    assert stated == plain


def test_the_example_is_a_valid_env_file() -> None:
    assert settings_from(EXAMPLE).discord_token is None


def test_every_setting_of_the_example_has_a_comment() -> None:
    blocks = EXAMPLE.strip().split("\n\n")[1:]

    assert len(blocks) >= len(Settings.__struct_fields__) - 1
    assert all(block.startswith("# ") for block in blocks)


def test_env_in_the_current_folder_is_read() -> None:
    settings = settings_from("DATABASE_PATH=elsewhere.db\nBURST_LIMIT=0\nANNOUNCE=off\n")

    assert settings.database_path == Path("elsewhere.db")
    assert settings.burst_limit == 0
    assert settings.announce is False


@pytest.mark.parametrize("home", ["~", "${HOME}"])
@pytest.mark.parametrize("setting", ["DATABASE_PATH", "BACKUP_DIR", "FEEDS_FILE", "KNOWLEDGE_DIR"])
def test_a_home_folder_is_understood_as_a_shell_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, home: str
) -> None:
    """No shell reads `.env`: the bot made a folder named "~"."""
    monkeypatch.setenv("HOME", str(tmp_path))
    own = tmp_path / "own"
    (own.touch if setting == "FEEDS_FILE" else own.mkdir)()

    settings = settings_from(f"{setting}={home}/own\n")

    assert getattr(settings, setting.lower()) == own


@pytest.mark.parametrize("path", ["$HOME/own", "$(pwd)/own", "~nobody-of-this-name/own"])
@pytest.mark.parametrize("setting", ["DATABASE_PATH", "BACKUP_DIR", "TOPICS_FILE", "KNOWLEDGE_DIR"])
def test_a_path_that_no_shell_has_read_is_refused(setting: str, path: str) -> None:
    with pytest.raises(SettingsError, match=f"{setting} is wrong: .* (home|whole path)"):
        settings_from(f"{setting}='{path}'\n")


def test_without_a_data_folder_the_database_is_in_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("HOME", str(tmp_path))

    installed = settings_from("").database_path
    Path("data").mkdir()
    checkout = settings_from("").database_path

    assert installed.is_relative_to(tmp_path)
    assert (installed.parent.name, installed.name) == ("progress-bot", "progress.db")
    assert checkout == Path("data/progress.db")


def test_the_environment_wins_over_env(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "error")

    assert settings_from("LOG_LEVEL=DEBUG\n").log_level == "ERROR"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("1h", timedelta(hours=1)),
        (" 2 D ", timedelta(days=2)),
    ],
)
def test_a_duration_is_a_number_with_its_unit(text: str, meant: timedelta) -> None:
    assert parse_duration(text) == meant


@each_row(
    "text",
    [
        *("", "1", "0s", "-1h", "1.5h", "1w", "9999999999d", "9" * 5000 + "s"),
        *("366d", "8761h", "999999999h", "99999999999h", "\u0663h"),
    ],
)
def test_any_other_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="30s, 15m or 1h"):
        parse_duration(text)


def test_private_hosts_are_separated_by_commas() -> None:
    settings = settings_from("ALLOWED_PRIVATE_HOSTS=localhost, 10.0.0.0/8,,NAS.local\n")

    assert settings.allowed_private_hosts == ("localhost", "10.0.0.0/8", "nas.local")


@pytest.mark.parametrize("blank", ["", " ", "''"])
def test_a_blank_token_is_no_token(blank: str) -> None:
    assert settings_from(f"DISCORD_TOKEN={blank}\n").discord_token is None


def test_the_token_never_shows_in_the_settings() -> None:
    assert "secret-token" not in repr(settings_from("DISCORD_TOKEN=secret-token\n"))


def test_the_api_url_loses_its_last_slash() -> None:
    settings = settings_from("DISCORD_API_URL=http://127.0.0.1:1/api/v10/\n")

    assert settings.discord_api_url == "http://127.0.0.1:1/api/v10"


@each_row(
    ("line", "sentence"),
    [
        ("POLL_INTERVAL=soon", "POLL_INTERVAL is wrong: write a number with its unit"),
        (
            "OWNER_ID=someone",
            "OWNER_ID is wrong: write a user's id, a number of 17 to 19 digits, or leave it out",
        ),
        ("OWNER_ID=99999999999999999999", "OWNER_ID is wrong: write a user's id"),
        ("OWNER_ID=9223372036854775808", "OWNER_ID is wrong: write a user's id"),
        (
            "CRAWL_DELAY=0s",
            "CRAWL_DELAY is wrong: write a number with its unit, such as 30s, 15m or 1h, from 1s",
        ),
        (
            "CRAWL_DELAY=0s",
            (
                "CRAWL_DELAY is wrong: write a number with its unit, such as 30s, 15m or 1h, "
                "from 1s to 365d, because sites block a program that makes no pause"
            ),
        ),
        ("CRAWL_DELAY=999999d", "CRAWL_DELAY is wrong: write a number with its unit"),
        (
            "BURST_LIMIT=-1",
            "BURST_LIMIT is wrong: write a whole number from 0 to 100 (it is",
        ),
        ("BURST_LIMIT=101", "BURST_LIMIT is wrong: write a whole number"),
        ("BURST_LIMIT=many", "BURST_LIMIT is wrong: write a whole number"),
        ("ANNOUNCE=maybe", "ANNOUNCE is wrong: write on or off"),
        ("LOG_LEVEL=loud", "LOG_LEVEL is wrong: write 'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT=xml", "LOG_FORMAT is wrong: write 'text' or 'json'"),
        (
            "DISCORD_API_URL=discord",
            "DISCORD_API_URL is wrong: write an address that begins",
        ),
        ("ALLOWED_PRIVATE_HOSTS=10.0.0.0/99", "ALLOWED_PRIVATE_HOSTS takes host names"),
        ("ALLOWED_PRIVATE_HOSTS=localhost:80", "ALLOWED_PRIVATE_HOSTS takes host names"),
        ("ALLOWED_PRIVATE_HOSTS=*", "ALLOWED_PRIVATE_HOSTS takes host names"),
        ("ALLOWED_PRIVATE_HOSTS=127.0.0.1 10.0.0.1", "ALLOWED_PRIVATE_HOSTS takes host names"),
        ("ALLOWED_PRIVATE_HOSTS=*.local", "ALLOWED_PRIVATE_HOSTS takes host names"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_setting(line: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from(f"{line}\n")

    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


def test_a_long_wrong_value_is_not_repeated_whole() -> None:
    with pytest.raises(SettingsError) as caught:
        settings_from(f"POLL_INTERVAL={'x' * 100_000}\n")

    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("again", ["BURST_LIMIT=5", "burst_limit=5", "export BURST_LIMIT=x"])
def test_a_setting_that_is_there_twice_is_refused_with_both_lines(again: str) -> None:
    with pytest.raises(SettingsError, match=r"\.env, line 3: line 1 has .*, too\."):
        settings_from(f"BURST_LIMIT=x\n# BURST_LIMIT=7\n{again}\n")


def test_an_unknown_setting_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(SettingsError, match=r"line 1: .*_TOKN\. Did you mean DISCORD_TOKEN\?"):
        settings_from("DISCORD_TOKN=x\n")


def test_an_unknown_setting_without_a_near_one_points_to_the_example() -> None:
    with pytest.raises(SettingsError, match=r"ZZZ\. See \.env\.example"):
        settings_from("ZZZ=1\n")


@pytest.mark.parametrize("line", ["paste the token here", "ANNOUNCE"])
def test_a_line_that_is_no_setting_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(SettingsError, match=r"\.env, line 3: .* Write `NAME=value`\.") as caught:
        settings_from(f"# mine\nBURST_LIMIT=3\n{line}\n")

    assert line not in str(caught.value)


def test_a_file_with_a_byte_order_mark_is_read() -> None:
    assert settings_from("\ufeffBURST_LIMIT=3\n").burst_limit == 3


def test_a_file_that_is_not_utf_8_is_one_sentence() -> None:
    Path(".env").write_bytes(b"CONTACT=\xff\n")

    with pytest.raises(SettingsError, match=r"\.env is not UTF-8 text\. Save it as UTF-8\."):
        load_settings()


def test_other_variables_of_the_environment_are_nobodys_business(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DISCORD_TOKN", "x")

    assert settings_from("").discord_token is None


@pytest.mark.parametrize("kind", ["folder", "pipe", "link"])
def test_an_env_file_that_is_there_and_no_file_is_refused(kind: str) -> None:
    """Docker makes a folder of a file that it should mount and does not find."""
    match kind:
        case "folder":
            Path(".env").mkdir()
        case "pipe":
            os.mkfifo(".env")
        case _:
            Path(".env").symlink_to("gone")

    with pytest.raises(SettingsError, match=rf"\.env is a {kind}"):
        load_settings()


def test_an_env_file_that_windows_marked_is_read() -> None:
    Path(".env").write_text("LOG_FORMAT=json\n", "utf-8-sig")

    assert load_settings().log_format == "json"


def test_an_env_file_that_is_no_text_is_one_sentence() -> None:
    Path(".env").write_bytes(b"\xff\xfe\x00L\x00")

    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("127.0.0.1:8081", "127.0.0.1:8081"),
        (":8081", "127.0.0.1:8081"),
        ("8081", "127.0.0.1:8081"),
        ("[::1]:8081", "[::1]:8081"),
        ("0.0.0.0:80", "0.0.0.0:80"),
        ("off", "None"),
        ("", "None"),
    ],
)
def test_health_is_a_host_and_a_port_at_loopback_unless_told(text: str, read: str) -> None:
    assert str(settings_from(f"HEALTH={text}\n").health) == read


@pytest.mark.parametrize("text", ["localhost", "a:0", "a:65536", "a b:80", "a:-1", "http://a:80"])
def test_health_is_refused_in_another_form(text: str) -> None:
    with pytest.raises(SettingsError, match="HEALTH is wrong: write a host and a port"):
        settings_from(f"HEALTH={text}\n")


@pytest.mark.parametrize(
    "name", ["discord_token", "contact", "discord_api_url", "registry_url", "pubmed_url"]
)
@pytest.mark.parametrize("bad", ["\n", "\x01", "\x7f", "\r\nX-Evil: 1\r\n", "\udc80", "\u200b"])
def test_what_no_header_or_address_may_hold_is_refused(name: str, bad: str) -> None:
    value = f"https://a.example{bad}.org"

    with pytest.raises(SettingsError, match=f"{name.upper()} is wrong: write") as refused:
        read_settings({name: value})

    assert ("a.example" in str(refused.value)) == (name != "discord_token")


def test_a_line_break_at_the_end_of_a_token_is_left_out() -> None:
    found = read_settings({"discord_token": " abc\n"}).discord_token

    assert found
    assert found.value == "abc"


@each_row(
    ("line", "said"),
    [
        ('SUPPORT_TEXT="Call the line\n', "line 2: the quote is not closed"),
        ("SUPPORT_TEXT='Call the line\nBURST_LIMIT=3\n", "line 2: the quote is not closed"),
        ('export SUPPORT_TEXT = "Call" the line\n', "line 2: there is text behind the closing"),
        ("Call the line\n", "line 2: this is no setting"),
    ],
)
def test_a_wrong_line_is_told_by_what_is_wrong_with_it(line: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        settings_from(f"ANNOUNCE=on\n{line}")


@pytest.mark.parametrize(("before", "after"), [(0o644, 0o600), (0o640, 0o640), (0o604, 0o600)])
@pytest.mark.parametrize("behind_link", [False, True])
def test_a_file_that_everybody_could_read_holds_no_token(
    tmp_path: Path, before: int, after: int, *, behind_link: bool
) -> None:
    file = tmp_path / "example.env"
    file.write_text("CONTACT=me@example.org\n")
    file.chmod(before)
    if behind_link:
        (tmp_path / ".env").symlink_to(file)

    write_settings(tmp_path / ".env" if behind_link else file, {"DISCORD_TOKEN": "a.b.c"})

    assert "a.b.c" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == after
