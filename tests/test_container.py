"""The container: what goes into its image, how it is confined, and wheels for its processors."""

import fnmatch
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.cli.program import program
from bot.settings import Settings, read_settings

CHECKOUT = Path(__file__).resolve().parent.parent
DOCKERFILE = (CHECKOUT / "deploy/Dockerfile").read_text("utf-8").replace("\\\n", "")
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")


def instructions(name: str) -> list[str]:
    """The arguments of an instruction of the Dockerfile, in order."""
    return re.findall(rf"^{name} +(.+)$", DOCKERFILE, re.MULTILINE)


def service() -> dict[str, object]:
    composed = YAML(typ="safe").load(CHECKOUT / "deploy/compose.yaml")
    found: dict[str, object] = composed["services"]["bot"]
    return found


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path out; the last line that fits decides."""
    found = False
    for line in (CHECKOUT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        parts = [path, *(str(each) for each in Path(path).parents), Path(path).name]
        if line and line[0] != "#" and any(fnmatch.fnmatch(each, pattern) for each in parts):
            found = not line.startswith("!")
    return found


def test_the_image_gets_all_that_the_wheel_needs() -> None:
    built = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    project = PROJECT["project"]
    needed = [*built["packages"], *built["force-include"], "pyproject.toml"]
    needed += [project["readme"], *project["license-files"]]
    copied = {source for line in instructions("COPY") for source in line.split()[:-1]}

    assert [path for path in needed if not {path, Path(path).parts[0]} & copied] == []
    assert [path for path in needed if ignored(path)] == []


@pytest.mark.parametrize(
    "path", [".env", ".git/config", "data/progress.db", "data/progress.db-wal", "bot/__pycache__"]
)
def test_no_secret_and_no_database_gets_into_the_image(path: str) -> None:
    assert ignored(path)


def test_the_image_starts_commands_that_exist() -> None:
    known = [each.callback.__name__ for each in program().registered_commands if each.callback]
    health = re.findall(r'CMD \["progress-bot", "(\w+)"\]', instructions("HEALTHCHECK")[0])

    assert instructions("ENTRYPOINT") == ['["progress-bot"]']
    assert instructions("CMD") == ['["run"]']
    assert {"run", *health} <= set(known)
    assert health == ["health"]


def test_the_image_sets_settings_that_exist_to_what_its_user_can_write() -> None:
    given = dict(re.findall(r"([A-Z_]+)=(\S+)", instructions("ENV")[0]))
    ours = {
        name: value for name, value in given.items() if name.lower() in Settings.__struct_fields__
    }

    assert set(ours) == {"DATABASE_PATH", "HEALTH"}
    assert read_settings({name.lower(): value for name, value in ours.items()}).health
    assert instructions("VOLUME") == [str(Path(ours["DATABASE_PATH"]).parent)]
    assert instructions("USER") == ["10001:10001"]


def test_the_container_is_confined_and_keeps_its_data() -> None:
    given = service()

    assert given["read_only"] is True
    assert given["cap_drop"] == ["ALL"]
    assert given["security_opt"] == ["no-new-privileges:true"]
    assert given["volumes"] == ["data:/data"]
    assert given["init"] is True
    assert {"mem_limit", "pids_limit", "stop_grace_period", "logging"} <= given.keys()
    assert "ports" not in given


@pytest.mark.long
@pytest.mark.parametrize("python", ["3.11", "3.14"])
def test_every_dependency_has_a_wheel_for_arm64(tmp_path: Path, python: str) -> None:
    offline = subprocess.run([*PIP, "index", "versions", "pip"], check=False, capture_output=True)
    if offline.returncode:
        pytest.skip("no package index can be asked")
    project = PROJECT["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["demo"], *extras["metrics"]]

    resolved = subprocess.run(
        [
            *(*PIP, "install", "--dry-run", "--quiet", "--ignore-installed", "--target", tmp_path),
            *("--only-binary", ":all:", "--implementation", "cp", "--python-version", python),
            *("--platform", "manylinux_2_28_aarch64", "--platform", "manylinux2014_aarch64"),
            *wanted,
        ],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )

    assert resolved.returncode == 0, resolved.stderr
