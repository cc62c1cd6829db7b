"""The unit file for systemd: what the bot needs of it, and what it promises."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import INTERRUPTED
from bot.cli.program import Exit, program
from tests.tables import each_row

UNIT = Path(__file__).resolve().parent.parent / "deploy/progress-bot.service"
USAGE = 2
"""Typer's own exit code for wrong usage."""


def options() -> dict[str, str]:
    lines = (line.strip() for line in UNIT.read_text("utf-8").splitlines())
    pairs = [line.partition("=") for line in lines if line and line[0] not in "#["]
    names = [name for name, _, _ in pairs]
    assert len(names) == len(set(names))
    return {name: value for name, _, value in pairs}


@each_row(
    ("name", "value"),
    [
        ("Type", "notify"),
        ("UMask", "0077"),
        ("NoNewPrivileges", "yes"),
        ("CapabilityBoundingSet", ""),
        ("ProtectHome", "yes"),
        ("ProtectSystem", "strict"),
        ("PrivateTmp", "yes"),
        ("PrivateDevices", "yes"),
        ("ProtectKernelLogs", "yes"),
        ("ProtectKernelModules", "yes"),
        ("ProtectKernelTunables", "yes"),
        ("RestrictNamespaces", "yes"),
        ("RestrictAddressFamilies", "AF_INET AF_INET6 AF_UNIX"),
        ("LockPersonality", "yes"),
        # Without @resources, reading processes could not limit their memory.
        ("SystemCallFilter", "@system-service"),
        ("SystemCallErrorNumber", "EPERM"),
        # A reading process that is out of memory does not end the bot.
        ("OOMPolicy", "continue"),
        ("Restart", "on-failure"),
    ],
)
def test_the_service_is_confined(name: str, value: str) -> None:
    assert options()[name] == value


@pytest.mark.parametrize(
    "name",
    ["WatchdogSec", "MemoryMax", "RestartSteps", "RestartMaxDelaySec", "TimeoutStopSec"],
)
def test_the_service_is_bounded(name: str) -> None:
    assert options()[name]


def test_it_starts_a_command_that_exists_in_a_folder_that_can_be_written() -> None:
    given = options()
    command, *arguments = given["ExecStart"].split()
    known = [each.name or each.callback.__name__ for each in program().registered_commands if each]  # type: ignore[union-attr] # each has a callback

    assert command == f"{given['WorkingDirectory']}/.venv/bin/progress-bot"
    assert arguments == ["run"]
    assert arguments[0] in known
    assert given["ReadWritePaths"] == f"{given['WorkingDirectory']}/data"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_reads_every_line_of_it(tmp_path: Path) -> None:
    here = {"ExecStart": sys.executable, "User": "root", "WorkingDirectory": str(tmp_path)}
    lines = (line.partition("=") for line in UNIT.read_text("utf-8").splitlines())
    unit = tmp_path / UNIT.name
    unit.write_text(
        "\n".join(f"{name}={here.get(name, value)}" if eq else name for name, eq, value in lines)
    )

    verified = subprocess.run(
        ["systemd-analyze", "verify", unit], check=False, capture_output=True, encoding="utf-8"
    )

    said = verified.stderr.splitlines()
    assert verified.returncode == 0, verified.stderr
    # systemd before 254, as the file says.
    assert all("'RestartSteps'" in line or "'RestartMaxDelaySec'" in line for line in said), said


def test_what_does_not_mend_itself_is_not_restarted() -> None:
    codes = {int(code) for code in options()["RestartPreventExitStatus"].split()}

    assert codes == {USAGE, Exit.CONFIGURATION}


def test_a_start_that_was_stopped_is_no_failure() -> None:
    assert options()["SuccessExitStatus"] == str(INTERRUPTED)
