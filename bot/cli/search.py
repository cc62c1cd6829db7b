"""`progress-bot search` and `progress-bot latest`: the index, queried from a terminal."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from bot.cli import texts
from bot.cli.output import (
    JsonOption,
    choice,
    iso,
    print_json,
    print_line,
    shown_argument,
    whole_number,
)
from bot.cli.session import open_to_read, start
from bot.clock import SystemClock
from bot.model.article import UpdateKind
from bot.model.query import Sort
from bot.model.support import DistressKind
from bot.search.filters import SINCE_FORMS, parse_since
from bot.ui.evidence_texts import short_evidence
from bot.ui.texts import known_date, long_date, registry_states

if TYPE_CHECKING:
    from bot.core import Core
    from bot.model.answer import Answer, Hit
    from bot.model.article import Evidence, RegistryNotice, Taxonomy
    from bot.model.query import Filters
    from bot.model.support import SupportNote

MOST_NEAREST = 3
"""The number of hits shown if none of them is an answer and no limit was given."""
MOST_HITS = 5
"""The number of hits shown if no limit was given. Chosen by eye."""
LimitOption = Annotated[
    int | None,
    typer.Option(
        parser=whole_number(1, 100), metavar="N", help=f"How many articles at most; {MOST_HITS}."
    ),
]


def search(
    query: Annotated[
        list[str], typer.Argument(metavar="QUERY", help="What to look for, in your own words.")
    ],
    *,
    topic: Annotated[str | None, typer.Option(metavar="TOPIC", help="Only this topic.")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Only this feed.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help=f"Only newer ones: {SINCE_FORMS}.")
    ] = None,
    sort: Annotated[
        Sort,
        typer.Option(
            parser=choice(Sort), metavar="ORDER", help="relevance: best first; date: newest first."
        ),
    ] = Sort.RELEVANCE,
    exact: Annotated[
        bool, typer.Option("--exact", help="The words as typed: no synonyms, no corrections.")
    ] = False,
    limit: LimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the articles that were polled. `-word` leaves out what has it."""
    if not " ".join(query).strip():
        raise typer.BadParameter(texts.NO_WORDS)
    try:
        earliest = parse_since(since, SystemClock().now()) if since is not None else None
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
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="TOPIC", help="Only this topic.")
    ] = None,
    *,
    limit: LimitOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show the latest articles, of one topic or of all."""
    _answer(None, topic=" ".join(topic) if topic else None, limit=limit, as_json=as_json)


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
    from bot.model.query import Filters

    async def ask() -> "tuple[Answer, bool, SupportNote | None]":
        async with open_to_read(settings) as core:
            slug = _topic(topic, core.taxonomy, "TOPIC" if query is None else "--topic")
            name = await _source(source, core) if source is not None else None
            filters = Filters(slug, name, since)
            if query is None:
                answer = await core.engine.latest(filters, limit=limit or MOST_HITS)
            else:
                answer = await core.engine.search(
                    query, filters, sort=sort, exact=exact, limit=limit or MOST_HITS
                )
            shown = MOST_NEAREST if not answer.confident and limit is None else None
            # The command line has no /topics to look at.
            notes = tuple(each.partition(" Look at /")[0] for each in answer.notes)
            answer = replace(answer, hits=answer.hits[:shown], notes=notes)
            any_articles = bool(answer.hits or (await core.engine.latest(limit=1)).hits)
            return answer, any_articles, await core.support.note(query or "", None)

    answer, any_articles, support = asyncio.run(ask())
    if as_json:
        print_json(as_object(answer))
    else:
        _print_answer(answer, support, any_articles=any_articles)


def _print_answer(answer: "Answer", support: "SupportNote | None", *, any_articles: bool) -> None:
    """Print an answer as text, with whom a person in distress can reach."""
    if support and support.kind is DistressKind.CRISIS:
        _show_support(support)
        if support.alone or not answer.confident:
            return
    if any_articles:
        _show(answer, in_distress=support is not None)
    else:
        print_line(texts.NO_ARTICLES)
    if support and support.kind is DistressKind.DYING:
        _show_support(support)


def _topic(topic: str | None, taxonomy: "Taxonomy", where: str) -> str | None:
    """The slug of the topic that the text stands for; see `meant_topic`."""
    if topic is None:
        return None
    from bot.search.suggestions import meant_topic, nearest_topics

    if found := meant_topic(topic, taxonomy):
        return found.slug
    nearest = ", ".join(found.slug for found in nearest_topics(topic, taxonomy)[:3])
    every = ", ".join(known.slug for known in taxonomy)
    sentence = texts.NO_TOPIC_NEAR if nearest else texts.NO_TOPIC
    raise typer.BadParameter(
        sentence.format(topic=shown_argument(topic), topics=nearest or every), param_hint=where
    )


async def _source(asked: str, core: "Core") -> str:
    """The name of the feed with this name, in any case."""
    from bot.search.filters import nearest_sources, only_named

    names = await core.engine.sources()
    if found := only_named(asked, [(name, name) for name in names]):
        return found
    nearest = nearest_sources(asked, names)
    sentence = texts.NO_SOURCE_NEAR if nearest else texts.NO_SOURCE
    raise typer.BadParameter(
        sentence.format(source=shown_argument(asked), sources=", ".join(nearest or names)),
        param_hint="--source",
    )


def as_object(answer: "Answer") -> dict[str, object]:
    """The answer for JSON."""
    return {
        "query": answer.query and answer.query.text,
        "understood": list(answer.query.understood) if answer.query else [],
        "took_ms": round(answer.took_ms, 3),
        "confident": answer.confident,
        "filters": _filters_as_object(answer.filters),
        "missing": list(answer.missing),
        "notes": list(answer.notes),
        "hits": [_hit_as_object(hit) for hit in answer.hits],
    }


def _filters_as_object(filters: "Filters") -> dict[str, object]:
    return {
        "topic": filters.topic,
        "source": filters.source,
        "since": iso(filters.since),
        "evidence": sorted(filters.evidence) if filters.evidence is not None else None,
        "evidence_left_out": sorted(filters.evidence_left_out),
    }


def _hit_as_object(hit: "Hit") -> dict[str, object]:
    article = hit.article.article
    return {
        "number": hit.article.id,
        "title": article.title,
        "url": article.url,
        "topics": [match.slug for match in article.topics],
        "published": iso(article.published_at),
        "source": hit.article.source.name,
        "why": list(hit.why),
        "retracted": hit.article.is_retracted,
        "concern": hit.article.is_doubted,
        "registry": _notice_as_object(hit.article.notice),
        "evidence": _evidence_as_object(article.evidence),
        "trials": list(article.trials),
    }


def _notice_as_object(notice: "RegistryNotice | None") -> dict[str, object] | None:
    date = notice.dated or None if notice else None
    return {"notice": notice.kind, "date": date, "source": notice.source} if notice else None


def _evidence_as_object(evidence: "Evidence | None") -> dict[str, object] | None:
    if evidence is None:
        return None
    return {
        "kind": evidence.kind,
        "phase": evidence.phase or None,
        "size": evidence.size,
        "why": list(evidence.why),
        "source": evidence.source,
    }


def _show(answer: "Answer", *, in_distress: bool) -> None:
    from bot.ui.texts import DISCLAIMER

    sentences = [*(answer.query.understood if answer.query else ()), *answer.notes]
    sentences += [texts.NONE_ABOUT.format(concept=c) for c in answer.missing if not in_distress]
    for sentence in sentences:
        print_line(sentence.replace("*", ""), style="italic")
    if not answer.hits:
        print_line(texts.NOTHING_FOUND)
        if answer.suggestions:
            print_line(texts.TRY.format(words=", ".join(answer.suggestions)))
        if others := [slug for slug in answer.topics if slug != answer.filters.topic]:
            print_line(texts.TOPICS_NEAR.format(topics=", ".join(others)))
    elif not answer.confident:
        print_line(texts.NEAREST if answer.missing else texts.NEAREST_MENTIONED)
        print_line()
    for hit in answer.hits:
        _show_hit(hit)
    if answer.confident and len(answer.hits) < answer.total:
        print_line(texts.SHOWN.format(shown=len(answer.hits), total=answer.total), style="dim")
    print_line(DISCLAIMER, style="dim")


def _show_support(support: "SupportNote") -> None:
    print_line(f"{support.text.replace('**', '')}\n")


def _marked_title(hit: "Hit") -> str:
    """The title, with what became of the article before it unless the title says so itself."""
    kept, title = hit.article, hit.article.article.title
    if not kept.is_retracted and not kept.is_doubted:
        return title
    # Its expressions take 5 ms to compile, and nearly no hit needs them.
    from bot.articles.retraction import is_doubted, is_retracted

    if kept.is_retracted and not is_retracted(title, (), paper=True):
        return texts.RETRACTED.format(title=title)
    if kept.is_doubted and not is_doubted(title, (), paper=True):
        partly = kept.notice and kept.notice.kind is UpdateKind.PARTIAL_RETRACTION
        return (texts.PARTLY_RETRACTED if partly else texts.CONCERN).format(title=title)
    return title


def _show_hit(hit: "Hit") -> None:
    article = hit.article.article
    facts = [
        hit.article.source.name,
        long_date(article.published_at) if article.published_at else texts.DATE_UNKNOWN,
    ]
    facts += [", ".join(match.slug for match in article.topics)] if article.topics else []
    print_line(_marked_title(hit), style="bold")
    if notice := hit.article.notice:
        print_line(f"  {registry_states(notice, known_date(notice.dated))}", style="bold")
    print_line(f"  {article.url}")
    facts += short_evidence(article.evidence)
    facts.append(texts.NUMBER.format(number=hit.article.id))
    print_line(f"  {' · '.join(facts)}", style="dim")
    for reason in hit.why:
        print_line(f"  {reason}", style="dim")
    print_line()
