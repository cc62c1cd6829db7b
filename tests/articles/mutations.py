"""Golden feeds, spoiled: what fuzzing feeds the parser with."""

import random
from pathlib import Path

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
SEEDS = [path.read_bytes() for path in sorted(GOLDEN.glob("*.*")) if path.suffix != ".json"]
TOKENS = (
    *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&#xD800;", b"&#0;", b"&amp;", b"&nosuch;", b"&"),
    *(b"<item>", b"</item>", b"<entry>", b"</channel>", b"<title>", b"</title>", b"<x:y>", b"<"),
    *(b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>', b"&c;", b"<?xml version='1.0'?>"),
    *(
        b"<guid>",
        b"<link>javascript:",
        b"http://[",
        b"https://x@y/",
        b"\x00",
        b"\xff\xfe",
        b"\xed\xa0",
    ),
    *("\u202e\u200b\u200d\ufffe".encode(), b"99999999999999999999", b"-1", b"1e999", b"NaN"),
    *(
        b'{"',
        b'":',
        b"[[[[[[[[",
        b"]]]]",
        b"null",
        b'"\\ud800"',
        b"Mon, 99 Foo 99999 99:99:99 +9999",
    ),
    *(
        b"<script>",
        b"<img src=",
        b'xml:base="http://["',
        b"<pubDate>",
        b"<media:content url=",
        b"%00",
    ),
)


def spoiled(rng: random.Random) -> bytes:
    """One of the golden feeds after some edits."""
    body = rng.choice(SEEDS)
    for _ in range(rng.randint(1, 8)):
        body = _edited(body, rng)
    return body[:200_000]


def _edited(body: bytes, rng: random.Random) -> bytes:
    start = rng.randint(0, len(body))
    end = min(len(body), start + rng.choice((1, 1, 4, 16, 200)))
    match rng.randrange(6):
        case 0:
            return body[:start] + rng.randbytes(rng.randint(1, 4)) + body[end:]
        case 1:
            return body[:start] + body[end:]
        case 2:
            return body[:end] + body[start:end] * rng.randint(1, 20) + body[end:]
        case 3:
            other = rng.choice(SEEDS)
            return body[:start] + other[rng.randint(0, len(other)) :]
        case _:
            return body[:start] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 30)) + body[start:]
