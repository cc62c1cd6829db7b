"""Reads Crossref's answer about a paper: which statements on it stand. Pure.

Called by `pipelines.registry`. The form of the answer: https://api.crossref.org/swagger-ui/index.html
"""

import json
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from bot.errors import ParseError
from bot.model.article import RegistryNotice, UpdateKind

REINSTATEMENT = "reinstatement"
"""The type of an update that takes a retraction back."""
KINDS_BY_NAME = {kind.value: kind for kind in UpdateKind if not kind.is_notice}
"""Other types of updates, such as corrections and new versions, do not bear on whether a paper
stands. https://www.crossref.org/documentation/crossmark/version-control-corrections-and-retractions/"""
NO_WORK = "The registry's answer cannot be read. It will be asked again tomorrow."
OTHER_WORK = "The registry answered about another paper. It will be asked again tomorrow."
MOST_UPDATES = 1_000
"""Updates of one paper that are read. Real papers have a few."""


class RegistryAnswer(Struct, frozen=True):
    """The statements of a registry about one paper.

    Attributes:
        notices: all that doubt the paper or withdraw it.
        reinstated: the date of the last statement that the paper stands again; "" if there is none,
            or none with a date.
    """

    notices: tuple[RegistryNotice, ...] = ()
    reinstated: str = ""


def read_registry_answer(body: bytes, doi: str) -> RegistryAnswer:
    """Read Crossref's answer to `/works/DOI`.

    Args:
        body: JSON.
        doi: in lower case, of the address that answered. Crossref redirects from a DOI that is an
            alias of another one.

    Raises:
        ParseError: it is no such answer, or is about another paper.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise ParseError(NO_WORK) from exc
    work = answer.get("message") if isinstance(answer, dict) else None
    if not isinstance(work, dict):
        raise ParseError(NO_WORK)
    if str(work.get("DOI", "")).lower() != doi:
        raise ParseError(OTHER_WORK)
    updates = list(_updates(work))
    reinstated = max((dated for name, dated in updates if name == REINSTATEMENT), default="")
    notices = (
        RegistryNotice(kind, dated) for name, dated in updates if (kind := KINDS_BY_NAME.get(name))
    )
    return RegistryAnswer(tuple(notices), reinstated)


def standing_notice(known: RegistryNotice | None, answer: RegistryAnswer) -> RegistryNotice | None:
    """The gravest statement about a paper that still stands, the first of several; None if none.

    A statement that the registry does not repeat stays: only a reinstatement takes it back. If it
    repeats one with another date, that date counts.

    Args:
        known: the statement that stood before.
        answer: the registry's statements now.
    """
    stated = list(answer.notices)
    if known and all(each.kind is not known.kind for each in stated):
        stated.append(known)
    standing = [each for each in stated if not _is_taken_back(each, answer.reinstated)]
    # "~" sorts a date behind those that state more of it.
    return min(standing, key=lambda each: (each.gravity, f"{each.dated}~"), default=None)


def _is_taken_back(notice: RegistryNotice, reinstated: str) -> bool:
    """Whether a reinstatement takes a statement back: the statement is not known to be later.

    A reinstatement follows the statement that it takes back. Dates may lack day and month, so as
    much is compared as both have.
    """
    known = min(len(notice.dated), len(reinstated))
    return bool(reinstated) and notice.dated[:known] <= reinstated[:known]


def _updates(work: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Type and date of each update of a work."""
    updates = work.get("updated-by")
    for update in updates[:MOST_UPDATES] if isinstance(updates, list) else ():
        if isinstance(update, dict):
            # Publishers write "expression-of-concern" and "Expression of concern", too.
            name = re.sub(r"[\s-]", "_", str(update.get("type", ""))[:100].strip().lower())
            yield name, _date(update.get("updated"))


def _date(updated: object) -> str:
    """The date in Crossref's form, `{"date-parts": [[2026, 5, 3]]}`, as far as it is known."""
    parts = updated.get("date-parts") if isinstance(updated, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    numbers = first[:3] if isinstance(first, list) else []
    limits = ((1600, 9999), (1, 12), (1, 31))
    known = list[str]()
    for number, (least, most) in zip(numbers, limits, strict=False):
        if not isinstance(number, int) or not least <= number <= most:
            break
        known.append(f"{number:02d}")
    return "-".join(known)
