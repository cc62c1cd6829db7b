"""`progress-bot search` and `progress-bot latest`: the index, asked from a terminal."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import JsonOption, iso, print_json, print_line
from bot.cli.session import start
from bot.clock import SystemClock
from bot.model.query import Sort
from bot.search.operators import FORMS, parse_since
from bot.ui.text import long_date

if TYPE_CHECKING:
    from bot.model.query import Answer, Hit
    from bot.model.topic import Taxonomy

NO_MATCH = "Nothing was found."
NEAREST = "No article says exactly this. Nearest:"
MOST_NEAREST = 3
"""So many hits are shown that are no answer, unless more were asked for."""
NO_ARTICLES = "There are no articles yet. `progress-bot poll --once` reads the feeds."

MOST_HITS = 5
LimitOption = Annotated[
    int | None,
    typer.Option(min=1, max=100, metavar="N", help=f"How many articles at most; {MOST_HITS}."),
]


def search(
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="What to look for, in your own words.")
    ],
    *,
    topic: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only this topic.")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Only this feed.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help=f"Only newer ones: {FORMS}.")
    ] = None,
    sort: Annotated[
        Sort, typer.Option(help="The best first, or the newest first.")
    ] = Sort.RELEVANCE,
    exact: Annotated[
        bool, typer.Option("--exact", help="The words as typed: no synonyms, no corrections.")
    ] = False,
    limit: LimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the articles that were polled."""
    try:
        earliest = parse_since(since, SystemClock().now()) if since else None
    except ValueError as exc:
        raise typer.BadParameter(str(exc), param_hint="--since") from exc
    _answer(
        " ".join(query),
        topic=topic,
        source=source,
        since=earliest,
        sort=sort,
        exact=exact,
        limit=limit,
        as_json=as_json,
    )


def latest(
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC", help="Only this topic.")] = None,
    *,
    limit: LimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the latest articles, of one topic or of all."""
    _answer(None, topic=topic, limit=limit, as_json=as_json)


def _answer(
    query: str | None,
    *,
    topic: str | None,
    limit: int | None,
    as_json: bool,
    source: str | None = None,
    since: datetime | None = None,
    sort: Sort = Sort.RELEVANCE,
    exact: bool = False,
) -> None:
    import asyncio

    settings = start()
    from bot import app
    from bot.model.query import Filters

    async def ask() -> "tuple[Answer, bool]":
        async with app.open_core(settings) as core:
            slug = _topic(topic, core.taxonomy, "TOPIC" if query is None else "--topic")
            filters = Filters(slug, source, since)
            most = limit or MOST_HITS
            if query is None:
                answer = await core.engine.latest(filters, limit=most)
            else:
                answer = await core.engine.search(
                    query, filters, sort=sort, exact=exact, limit=most
                )
            if not answer.confident and limit is None:
                answer = replace(answer, hits=answer.hits[:MOST_NEAREST])
            return answer, bool(answer.hits or (await core.engine.latest(limit=1)).hits)

    answer, any_articles = asyncio.run(ask())
    if as_json:
        print_json(as_object(answer))
    elif any_articles:
        _show(answer)
    else:
        print_line(NO_ARTICLES)


def _topic(topic: str | None, taxonomy: "Taxonomy", where: str) -> str | None:
    """The slug of a topic by its slug or name, in any case."""
    if topic is None:
        return None
    from bot.search.topic_matches import named_topic, nearest_topics

    if found := named_topic(topic, taxonomy):
        return found.slug
    nearest = ", ".join(found.slug for found in nearest_topics(topic, taxonomy)[:3])
    every = ", ".join(known.slug for known in taxonomy)
    hint = f"The nearest are: {nearest}." if nearest else f"The topics are: {every}."
    raise typer.BadParameter(f"there is no topic {topic}. {hint}", param_hint=where)


def as_object(answer: "Answer") -> dict[str, object]:
    """The answer as JSON has it."""
    return {
        "query": answer.query and answer.query.text,
        "understood": list(answer.query.understood) if answer.query else [],
        "took_ms": round(answer.took_ms, 3),
        "confident": answer.confident,
        "missing": list(answer.missing),
        "notes": list(answer.notes),
        "hits": [_hit_as_object(hit) for hit in answer.hits],
    }


def _hit_as_object(hit: "Hit") -> dict[str, object]:
    article = hit.article.article
    return {
        "title": article.title,
        "url": article.url,
        "topics": [match.slug for match in article.topics],
        "published": iso(article.published_at),
        "source": hit.article.source.name,
        "why": list(hit.why),
        "retracted": article.retracted,
        "concern": article.concern,
    }


def _show(answer: "Answer") -> None:
    from bot.ui.views import DISCLAIMER

    sentences = [*(answer.query.understood if answer.query else ()), *answer.notes]
    sentences += [f"None about {label}" for label in answer.missing]
    for sentence in sentences:
        print_line(sentence.replace("*", ""), style="italic")
    if not answer.hits:
        print_line(NO_MATCH)
        _show_nearest("Try", answer.suggestions)
        _show_nearest("Topics near it:", answer.topics)
    elif not answer.confident:
        print_line(NEAREST)
        print_line()
    for hit in answer.hits:
        _show_hit(hit)
    if answer.confident and len(answer.hits) < answer.total:
        print_line(f"{len(answer.hits)} of {answer.total} shown; --limit shows more.", style="dim")
    print_line(DISCLAIMER, style="dim")


def _show_nearest(words: str, nearest: tuple[str, ...]) -> None:
    if nearest:
        print_line(f"{words} {', '.join(nearest)}")


def _show_hit(hit: "Hit") -> None:
    article = hit.article.article
    facts = [
        hit.article.source.name,
        long_date(article.published_at) if article.published_at else "date unknown",
    ]
    facts += [", ".join(match.slug for match in article.topics)] if article.topics else []
    doubt = "EXPRESSION OF CONCERN: " if article.concern else ""
    mark = "RETRACTED: " if article.retracted else doubt
    print_line(mark + article.title, style="bold")
    print_line(f"  {article.url}")
    print_line(f"  {' · '.join(facts)}", style="dim")
    for reason in hit.why:
        print_line(f"  {reason}", style="dim")
    print_line()
