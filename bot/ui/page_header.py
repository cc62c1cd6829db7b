"""What stands above the hits of a page: what was asked, how it was read, what is missing.

Pure; called by `pages`.
"""

from collections.abc import Iterable

from bot.model.article import KeptArticle
from bot.model.query import Answer, Piece, Sort
from bot.model.topic import Taxonomy
from bot.ui.addresses import PageAddress
from bot.ui.text import emphasis, link, long_date, quote, quote_pieces

QUERY = 80
NAME = 60
UNDERSTOOD = 160
NOTES = 220
LABEL = 30
MOST_LABELS = 3
LIKE, LIKE_URL = 180, 350


def results_header(answer: Answer, text: str, address: PageAddress, taxonomy: Taxonomy) -> str:
    """Above the hits of a search for `text`."""
    count = f"{answer.total} article{'s' if answer.total != 1 else ''}"
    facts = [count, *narrowings(answer, address, taxonomy)]
    facts += ["newest first"] if address.sort is Sort.DATE else []
    lines = [" · ".join(facts), *explanations(answer), missing_line(answer)]
    return "\n".join(
        [f"## Results for “{quote(text, QUERY)}”", *(f"-# {line}" for line in lines if line)]
    )


def latest_header(address: PageAddress, taxonomy: Taxonomy) -> str:
    """Above the newest articles."""
    topic = taxonomy.get(address.topic or "")
    return f"## {topic.emoji} {topic.name}" if topic else "## 📰 Latest news"


def similar_header(like: KeptArticle) -> str:
    """Above the articles that are like this one."""
    shown = link(like.article.title, like.article.url, title_limit=LIKE, url_limit=LIKE_URL)
    return f"## Similar articles\n-# to {shown}"


def narrowings(answer: Answer, address: PageAddress, taxonomy: Taxonomy) -> list[str]:
    """What an answer was narrowed to, whether by options, by operators or by buttons."""
    filters = answer.filters
    topic = taxonomy.get(filters.topic or "")
    parts = [
        quote(f"{topic.emoji} {topic.name}", NAME) if topic else "",
        f"since {long_date(filters.since)}" if filters.since else "",
        quote(filters.source or "", NAME),
        "exact words" if address.exact else "",
    ]
    return [part for part in parts if part]


def explanations(answer: Answer) -> list[str]:
    """One line on how the words were understood, and one on what could not be followed."""
    understood = "; ".join(answer.query.understood) if answer.query else ""
    lines = (
        quote_pieces(emphasis(understood), UNDERSTOOD),
        quote_pieces(emphasis(" ".join(answer.notes)), NOTES),
    )
    return [line for line in lines if line]


def missing_line(answer: Answer) -> str:
    """What was asked and no article has, and what they are about instead; "" for nothing."""
    if not answer.missing:
        return ""
    concepts = answer.query.concepts if answer.query else ()
    present = [each.label for each in concepts if each.label not in answer.missing]
    about = f"; about {_bold(present)}:" if present else "."
    return f"None about {_bold(answer.missing)}{about}"


def _bold(labels: Iterable[str]) -> str:
    shown = [quote_pieces([Piece(label, matched=True)], LABEL) for label in labels]
    return ", ".join([each for each in shown if each][:MOST_LABELS])
