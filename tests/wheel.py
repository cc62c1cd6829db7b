"""Tries a built wheel as an operator installs it: python tests/wheel.py WHEEL [pip | pipx | uvx].

    wheel ─► installed, from an empty folder ─► --version ─► poll --once of a feed on loopback
    ─► search ─► the article is found
    uvx ─► the same with the extra `demo` ─► demo ─► its page answers

Needs Python's standard library, and pipx or uv if they are asked for, on Linux, macOS and Windows.
Run by continuous integration.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
import venv
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Sample news</title><link>https://example.org/</link>
<item><title>A sample study of brain metastases</title><guid>sample-1</guid>
<link>https://example.org/news/1/</link><pubDate>Mon, 05 Jan 2026 09:00:00 GMT</pubDate>
<description>An invented article, made to try an installation.</description></item>
</channel></rss>
"""
FEEDS = """[[feed]]
name = "Sample news"
url = "{url}"
homepage = "https://example.org/"
"""


class _Feed(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = FEED.encode() if self.path == "/feed.xml" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


@contextlib.contextmanager
def served_feed() -> Iterator[str]:
    """The address of the feed, on loopback."""
    server = HTTPServer(("127.0.0.1", 0), _Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/feed.xml"
    finally:
        server.shutdown()
        server.server_close()


def by_pip(wheel: Path, folder: Path) -> list[str]:
    """Install the wheel into a new environment; returns the command of its `progress-bot`."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if sys.platform == "win32" else "bin")
    python = programs / ("python.exe" if sys.platform == "win32" else "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    return [str(programs / ("progress-bot.exe" if sys.platform == "win32" else "progress-bot"))]


def by_pipx(wheel: Path, folder: Path) -> list[str]:
    """The command that runs the wheel by pipx, which keeps it in this folder."""
    os.environ["PIPX_HOME"] = str(folder)
    return ["pipx", "run", "--spec", str(wheel), "progress-bot"]


def by_uvx(wheel: Path, _: Path) -> list[str]:
    """The command that runs the wheel, with the demo, by uvx."""
    return ["uvx", "--from", f"{wheel}[demo]", "progress-bot"]


INSTALLERS = {"pip": by_pip, "pipx": by_pipx, "uvx": by_uvx}
DEMO_SECONDS = 120


def tried_demo(program: list[str], folder: Path) -> int:
    """The status with which the page of the demo answers."""
    command = [*program, "demo", "--no-browser"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8") as demo:
        killer = threading.Timer(DEMO_SECONDS, demo.kill)
        killer.start()
        try:
            said = iter(demo.stdout or ())
            lines = (word for line in said for word in line.split() if word.startswith("http://"))
            address = next(lines)
            with urllib.request.urlopen(address, timeout=DEMO_SECONDS) as page:  # noqa: S310 - http
                status: int = page.status
                return status
        finally:
            killer.cancel()
            demo.terminate()


def tried(program: list[str], folder: Path, url: str) -> list[str]:
    """The titles that a search finds after one poll."""
    (folder / "feeds.toml").write_text(FEEDS.format(url=url), "utf-8")
    settings = {
        "FEEDS_FILE": "feeds.toml",
        "DATABASE_PATH": "news.db",
        "ALLOWED_PRIVATE_HOSTS": "127.0.0.1",
        "ARTICLE_PAGES": "off",
    }

    def said(*arguments: str) -> str:
        return subprocess.run(
            [*program, *arguments],
            cwd=folder,
            env=os.environ | settings,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ).stdout

    print(said("--version").strip())  # noqa: T201 - a script
    said("poll", "--once")
    return [hit["title"] for hit in json.loads(said("search", "brain mets", "--json"))["hits"]]


def main(wheel: Path, installer: str = "pip") -> None:
    """Exit with 1 unless the installed program finds the article."""
    with tempfile.TemporaryDirectory() as name, served_feed() as url:
        folder = Path(name)
        program = INSTALLERS[installer](wheel.resolve(), folder / "environment")
        titles = tried(program, folder, url)
        page = tried_demo(program, folder) if installer == "uvx" else None
    if titles != ["A sample study of brain metastases"]:
        sys.exit(f"The installed program found {titles}.")
    if page not in {None, 200}:
        sys.exit(f"The page of the demo answers {page}.")
    print(f"{wheel.name} works, installed by {installer}.")  # noqa: T201 - a script


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
