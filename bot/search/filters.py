"""Finds operators in a query, and the filters that they and the options set. Pure.

    "hot flashes"            these words in a row, in title, teaser or text; other endings match,
                             synonyms and corrections do not
    -surgery, -"bone scan"   no article that holds this, anywhere
    topic: source: since:    narrow the answer; a value with spaces stands in quotes
    in:people kind:trial     narrow it to kinds of study; both together ask for what fits both, and
                             one name twice for what fits either
    -in:mice -kind:review    leave out kinds of study

Curly quotes are quotes. A hyphen within a word ("T-DM1"), at its end ("ER-") or alone excludes
nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace
from rapidfuzz import fuzz, process

from bot.articles.links import path_words
from bot.model.article import Taxonomy
from bot.model.query import Filters
from bot.search.numbers import LISTED_NUMBERS, each_with_kind
from bot.search.periods import SPOKEN_SINCE, plain_since
from bot.search.study_kinds import OFFERED_VALUES, SPOKEN_STUDY, StudyKinds, studies_named
from bot.search.words import MAX_CHARACTERS, typed_words, words_of

Words = tuple[str, ...]

QUOTES = '"\u201c\u201d\u201e\u201f\u00ab\u00bb'
OPERATOR_NAMES = "(?:topic|source|since|in|kind)"
OPERATOR = re.compile(
    rf"""
    (?<![^\s(\[])                                       # where a word could begin
    (?:
        (?P<never> [-\u2212\u2013]) (?: [{QUOTES}] (?P<row> [^{QUOTES}]+) [{QUOTES}]
            | (?P<barred> {OPERATOR_NAMES} :
                (?: [ ]* [{QUOTES}] [^{QUOTES}]* [{QUOTES}] | {SPOKEN_STUDY} | [^\s{QUOTES}]* ) )
            | (?P<word> [^\W_] [^\s{QUOTES}]*) )
        | (?P<denied> (?:not|except|without|excluding) \s+ {OPERATOR_NAMES} :
            (?: [{QUOTES}] [^{QUOTES}]* [{QUOTES}] | {SPOKEN_STUDY} | [^\s{QUOTES}]+ ) )
        | (?P<name> {OPERATOR_NAMES}) : (?P<space> [ ]*)
            (?: [{QUOTES}] (?P<quoted> [^{QUOTES}]*) [{QUOTES}]
                | (?P<value> {SPOKEN_SINCE} | {SPOKEN_STUDY} | [^\s{QUOTES}]+) )
        | [{QUOTES}] (?P<phrase> [^{QUOTES}]+) [{QUOTES}] (?!\w)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


LEAVES_OUT_STUDIES = re.compile(
    rf"(?:[-\u2212\u2013]|\w+\s+)(?P<name>in|kind):[ {QUOTES}]*(?P<value>[^{QUOTES}]*)",
    re.IGNORECASE,
)
"""A kind of study that is left out: "-in:mice", "not kind:review"."""
PASTED_LINK = re.compile(r"(?<![^\s<(])https?://[^\s<>\"]{1,1000}", re.IGNORECASE)
NAMES_ARTICLE = re.compile(
    r"""
    (?<![^\s<(\[])
    (?: https?:// | www\. | (?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}/ | (?:doi:?\s*)?10\.\d{4,9}/
        | (?:pmid|pubmed|arxiv)\W{0,3}(?=\d) )
    [^\s<>"]{1,1000}
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A link, with or without its scheme, a DOI, or an id at PubMed or arXiv."""
ADDRESS = re.compile(
    r"""
    (?<![^\s<(\[,;]) (?P<mailbox>[\w.+-]{1,64}@)? (?P<www>www\.)?
    (?P<host>(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,24}) (?P<path>/[^\s<>"]{0,1000})? (?![\w@-]|\.\w)
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A host or a mail address without a scheme; words may look so if a space is missing."""
OF_SITES = frozenset("org com net edu gov int info uk ca au nl ch br".split())
"""Ends of hosts that no sentence begins with: "chemo.it hurts" names none."""
HOST_PARTS = OF_SITES | {"co", "ac", "nhs", "www", "m", "mobile"}
"""Parts of a host that do not name a site."""
LINKED_TRIAL = re.compile(r"NCT[0-9]{8}", re.IGNORECASE)
"""A trial's number at ClinicalTrials.gov, as it stands in links."""


class Named(Struct, frozen=True):
    """A named operator, `name:value`.

    Attributes:
        name: in lower case; behind a minus, "-in" and "-kind", and "-" for any other, which has no
            meaning.
        spaced: whether a space follows the colon, so that it may be plain words: "topic: how to
            cope".
        typed: as it stood in the text.
    """

    name: str
    value: str
    spaced: bool
    typed: str


class Typed(Struct, frozen=True):
    """A query's text, split into operators and other words.

    Attributes:
        words: what is left without the operators.
        phrases: what articles must hold, each in a row.
        never: what they must not hold.
        named: in the order of the text.
        links: links, DOIs and PubMed ids, which may name articles; `words` have them, too.
        sites: names of sites in hosts and mail addresses; `words` have them in place of these.
    """

    words: str
    phrases: tuple[Words, ...] = ()
    never: tuple[Words, ...] = ()
    named: tuple[Named, ...] = ()
    links: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def read_typed(text: str) -> Typed:
    """Split any text into operators and other words."""
    phrases, never, named, sites = list[Words](), list[Words](), list[Named](), list[str]()

    def take(match: re.Match[str]) -> str:
        if match["name"]:
            named.append(_named(match))
        elif match["barred"] or match["denied"]:
            named.append(_left_out(match[0]))
        elif match["never"]:
            never.append(typed_words(match["row"] or match["word"]))
        else:
            phrases.append(typed_words(match["phrase"]))
        return " "

    def take_site(match: re.Match[str]) -> str:
        if site := _site_of(match):
            sites.append(site)
            return f"{site} {path_words(match['path'] or '')}"
        return match[0]

    text = text[:MAX_CHARACTERS]
    plain = ADDRESS.sub(take_site, PASTED_LINK.sub(_linked_words, text)) if "." in text else text
    words = LISTED_NUMBERS.sub(each_with_kind, OPERATOR.sub(take, plain))
    links = tuple(NAMES_ARTICLE.findall(text))
    return Typed(words, _each_once(phrases), _each_once(never), tuple(named), links, tuple(sites))


def _linked_words(link: re.Match[str]) -> str:
    """The number of the trial that a link names, else the words of its path, else its host."""
    if number := LINKED_TRIAL.search(link[0]):
        return number[0]
    host, _, path = link[0].split("/", 2)[2].partition("/")
    return path_words(path) if path.strip("/") else f"www.{host.removeprefix('www.')}"


def _site_of(address: re.Match[str]) -> str:
    """The name of the site that an address is of: "bcrf" of "www.bcrf.org"; "" for other words."""
    parts = address["host"].lower().split(".")
    sure = address["mailbox"] or address["www"] or address["path"]
    if not (sure or parts[-1] in OF_SITES):
        return ""
    telling = [part for part in parts[:-1] if part not in HOST_PARTS]
    return telling[-1].replace("-", " ") if telling else ""


def _named(match: re.Match[str]) -> Named:
    value = match["value"] if match["quoted"] is None else match["quoted"]
    return Named(match["name"].lower(), value.strip(" ,;"), bool(match["space"]), match[0])


def _left_out(typed: str) -> Named:
    if match := LEAVES_OUT_STUDIES.match(typed):
        return Named(f"-{match['name'].lower()}", match["value"].strip(" ,;"), False, typed)
    return Named("-", typed, spaced=False, typed=typed)


def _each_once(rows: list[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(row for row in rows if row))


PERIOD = re.compile(r"(?!0+[dwmy])([0-9]{1,5})([dwmy])")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
DAYS = {"d": 1.0, "w": 7.0, "m": 365.25 / 12, "y": 365.25}
MOST_AHEAD = timedelta(days=1)
"""Somewhere on earth it is tomorrow already."""
LONGEST_VALUE_TOLD = 40
"""Characters of what was typed that the error repeats. Chosen by eye."""
SINCE_FORMS = "2024, 2024-05, 2024-05-01, 30d, 6m or 2y"


def parse_since(text: str, now: datetime) -> datetime:
    """The start of `2024`, `2024-05`, `2024-05-01`, `30d`, `6m`, `last week` or `May 2024`, in UTC.

    Raises:
        ValueError: for any other text, and for a day to come.
    """
    asked, reason = plain_since(text, now), ""
    try:
        if period := PERIOD.fullmatch(asked):
            return now - timedelta(days=int(period[1]) * DAYS[period[2]])
        if date := DATE.fullmatch(asked):
            year, month, day = (int(part or 1) for part in date.groups())
            start = datetime(year, month, day, tzinfo=UTC)
            if start < now + MOST_AHEAD:
                return start
            reason = ", which has not come yet"
    except (ValueError, OverflowError):
        pass  # no such day in the calendar
    typed = text if len(text) <= LONGEST_VALUE_TOLD else f"{text[:LONGEST_VALUE_TOLD]}…"
    raise ValueError(f"write {SINCE_FORMS}, not {typed or '“”'}{reason}.")


MOST_NEAREST = 3
"""Similar names that are listed beside a wrong one. Chosen by eye."""
MIN_SOURCE_RATIO = 60
"""A ratio of 100. Two typing errors in a name of six letters stay above it. Chosen by eye."""


ONLY_ONE = "Only one {name}: can be used at a time; *{ignored}* was ignored."
OPTION_IGNORED = "The {name}: among the words is used; the option *{ignored}* was ignored."
Meaning = str | datetime | StudyKinds


class Narrowed(Struct, frozen=True):
    """The filters in force, and the operators that set none.

    Attributes:
        notes: a sentence for each operator that was ignored.
        plain: texts that only looked like operators; they are searched for.
    """

    filters: Filters
    notes: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()


def narrow(
    named: Iterable[Named],
    filters: Filters,
    taxonomy: Taxonomy,
    sources: Sequence[str],
    now: datetime,
) -> Narrowed:
    """Narrow the filters of the command's options by the operators.

    Args:
        named: as typed.
        filters: from options.
        sources: names of all feeds.
        now: what "30d" counts from.
    """
    chosen = {"topic": filters.topic, "source": filters.source}
    taken, notes, plain = dict[str, Named](), list[str](), list[str]()
    studies = dict[str, StudyKinds]()
    for one in named:
        meant = _meant(one, taxonomy, sources, now)
        if meant is None and one.spaced:
            plain.append(one.typed)
        elif meant is None:
            notes.append(_ignored(one, taxonomy, sources))
        elif isinstance(meant, frozenset):
            studies[one.name] = studies.get(one.name, frozenset()) | meant
        elif one.name in taken and meant != _meant(taken[one.name], taxonomy, sources, now):
            notes.append(ONLY_ONE.format(name=one.name, ignored=_told(one)))
        else:
            if (option := chosen.get(one.name)) and meant != option:
                notes.append(OPTION_IGNORED.format(name=one.name, ignored=option))
            taken.setdefault(one.name, one)
            filters = _with(filters, one.name, meant)
    return Narrowed(_of_studies(filters, studies), tuple(dict.fromkeys(notes)), tuple(plain))


def _of_studies(filters: Filters, studies: Mapping[str, StudyKinds]) -> Filters:
    """The filters with the kinds of study that operators name, by the operator's name."""
    for name, kinds in studies.items():
        if name.startswith("-"):
            filters = replace(filters, evidence_left_out=filters.evidence_left_out | kinds)
        else:
            before = filters.evidence
            filters = replace(filters, evidence=kinds if before is None else kinds & before)
    return filters


def _with(filters: Filters, name: str, meant: str | datetime) -> Filters:
    if isinstance(meant, datetime):
        return replace(filters, since=max(meant, filters.since or meant))
    return replace(filters, topic=meant) if name == "topic" else replace(filters, source=meant)


def _meant(
    named: Named, taxonomy: Taxonomy, sources: Sequence[str], now: datetime
) -> Meaning | None:
    if (operator := named.name.removeprefix("-")) in OFFERED_VALUES:
        return studies_named(operator, named.value)
    if named.name == "since":
        try:
            return parse_since(named.value, now)
        except ValueError:
            return None
    if named.name == "source":
        return only_named(named.value, [(name, name) for name in sources])
    if named.name == "-":
        return None
    # The help of commands reads SINCE_FORMS of this module, and must not load the search index.
    from bot.search.suggestions import meant_topic  # noqa: PLC0415

    topic = meant_topic(named.value, taxonomy)
    return topic.slug if topic else None


def only_named(value: str, names: Iterable[tuple[str, str]]) -> str | None:
    """The value of this name, else of the only name that has a word beginning with it."""
    asked = " ".join(words_of(value))
    if not asked:
        return None
    known = [(name, " ".join(words_of(name)), meant) for name, meant in names]
    folded = value.strip().casefold()
    # Several feeds may have one name, in any case; it stands for all of them.
    if same := [meant for name, _, meant in known if name.casefold() == folded]:
        return same[0]
    exact = {meant for _, name, meant in known if name == asked}
    begun = {meant for _, name, meant in known if f" {asked}" in f" {name}"}
    found = exact or begun
    return found.pop() if len(found) == 1 else None


def nearest_sources(asked: str, sources: Sequence[str]) -> list[str]:
    """The sources whose names are most like this one, the nearest first.

    A word of a long name counts as much as a whole short name.
    """
    found = process.extract(
        asked[:LONGEST_VALUE_TOLD],
        list(dict.fromkeys(sources)),
        scorer=fuzz.WRatio,
        processor=str.casefold,
        score_cutoff=MIN_SOURCE_RATIO,
        limit=MOST_NEAREST,
    )
    return [name for name, _, _ in found]


def _ignored(named: Named, taxonomy: Taxonomy, sources: Sequence[str]) -> str:
    if named.name == "since":
        return f"*since:{_told(named)}* is no past date and was ignored: write {SINCE_FORMS}."
    if offered := OFFERED_VALUES.get(named.name.removeprefix("-")):
        return f"*{named.name}:{_told(named)}* was ignored: write {', '.join(offered)}."
    if named.name == "-":
        return f"Only words, `in:` and `kind:` can be left out; *{_told(named)}* was ignored."
    if named.name == "source":
        return no_such_source(named.value, sources)
    return no_such_topic(named.value, taxonomy)


def no_such_topic(typed: str, taxonomy: Taxonomy) -> str:
    """The sentence on an operator or option that names no topic, with those it may mean."""
    from bot.search.suggestions import nearest_topics  # noqa: PLC0415

    near = nearest_topics(typed, taxonomy)[:MOST_NEAREST]
    return _no_such("topic", typed, [topic.name for topic in near])


def no_such_source(typed: str, sources: Sequence[str]) -> str:
    """The sentence on an operator or option that names no source, with those it may mean."""
    return _no_such("source", typed, nearest_sources(typed, sources))


def _no_such(kind: str, typed: str, near: Sequence[str]) -> str:
    hint = f"The nearest: {', '.join(near)}." if near else f"Look at /{kind}s for all."
    return f"There is no {kind} *{_shortened(typed)}*; it was ignored. {hint}"


def _told(named: Named) -> str:
    return _shortened(named.value)


def _shortened(typed: str) -> str:
    value = " ".join(typed.replace("*", "").split())
    return value if len(value) <= LONGEST_VALUE_TOLD else f"{value[:LONGEST_VALUE_TOLD]}…"
