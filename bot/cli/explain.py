"""`progress-bot explain`: a word of the glossary, from a terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import texts
from bot.cli.output import JsonOption, print_json, print_line
from bot.cli.session import start

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from bot.model.glossary import GlossaryEntry


def explain(
    term: Annotated[
        list[str], typer.Argument(metavar="TERM", help="The word, in English or Spanish.")
    ],
    *,
    as_json: JsonOption = False,
) -> None:
    """Say what a word of the news means."""
    files = start().knowledge
    from bot.core import SearchWords
    from bot.search.explained_terms import explained_terms_of

    typed = " ".join(term)
    terms = explained_terms_of(SearchWords(files).glossary)
    in_spanish = terms.explained(typed, spanish=True)
    entries = tuple(dict.fromkeys((*terms.explained(typed), *in_spanish)))
    denied, unexplained = terms.denied(typed), terms.unexplained(typed)
    nearest = [] if entries else [each.name for each in terms.nearest(typed)]
    if as_json:
        found = [{**_as_object(entry), "denied": entry in denied} for entry in entries]
        answer = {"entries": found, "nearest": nearest, "unexplained": list(unexplained)}
        print_json({"term": typed, **answer})
    else:
        _show(entries, nearest, denied, unexplained)


def _as_object(entry: "GlossaryEntry") -> dict[str, object]:
    return {
        "name": entry.name,
        "forms": list(entry.forms),
        "definition": entry.definition,
        "spanish_name": entry.spanish_name,
        "spanish": entry.spanish,
        "url": entry.url,
        "group": entry.group,
        "reviewed": entry.reviewed.isoformat(),
    }


def _show(
    entries: "Sequence[GlossaryEntry]",
    nearest: "Sequence[str]",
    denied: "Container[GlossaryEntry]",
    unexplained: "Sequence[str]",
) -> None:
    from bot.ui.answer_texts import ENGLISH
    from bot.ui.texts import DISCLAIMER

    if not entries:
        near = texts.NO_TERM_NEAR.format(terms=", ".join(nearest))
        print_line(near if nearest else texts.NO_TERM)
        return
    for entry in entries:
        print_line(entry.name, style="bold")
        print_line(f"  {entry.definition}")
        print_line(f"  {entry.spanish_name}: {entry.spanish}")
        if entry in denied:
            print_line(f"  {ENGLISH.denied}")
        if entry.url:
            print_line(f"  {entry.url}", style="dim")
        print_line()
    if unexplained:
        print_line(ENGLISH.unexplained.format(terms=", ".join(unexplained)))
    print_line(DISCLAIMER, style="dim")
