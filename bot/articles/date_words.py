"""Lists the words that dates are written with: months, weekdays, time zones, filling words.

Called by `dates`. Words are in lower case and without accents. A month or weekday may be cut after
its third letter. A beginning that several names share ("jui", "ma") stands for none of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

SHORTEST_ABBREVIATION = 3
"""Letters of the shortest abbreviation: "jan", "lun"."""


def _beginnings(names: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Map each beginning that only one name has to the number of that name."""
    found: dict[str, set[int]] = defaultdict(set)
    for name, number in names:
        for length in range(min(SHORTEST_ABBREVIATION, len(name)), len(name) + 1):
            found[name[:length]].add(number)
    return {word: numbers.pop() for word, numbers in found.items() if len(numbers) == 1}


def _numbered(languages: str, first: int) -> dict[str, int]:
    rows = [row.split() for row in languages.strip().splitlines()]
    return _beginnings((name, place) for row in rows for place, name in enumerate(row, first))


MONTH_NAMES = """
january february march april may june july august september october november december
januar februar marz april mai juni juli august september oktober november dezember
janner feber marz april mai juni juli august september oktober november dezember
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
ιανουαριος φεβρουαριος μαρτιος απριλιος μαιος ιουνιος ιουλιος αυγουστος σεπτεμβριος οκτωβριος \
νοεμβριος δεκεμβριος
ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου \
νοεμβριου δεκεμβριου
"""
"""English, German (Germany, Austria), French, Spanish, Portuguese, Italian, Dutch, Swedish,
Hungarian, Greek in both its cases."""
MONTHS: Mapping[str, int] = {**_numbered(MONTH_NAMES, 1), "mrz": 3, "mrt": 3}

WEEKDAY_NAMES = """
monday tuesday wednesday thursday friday saturday sunday
montag dienstag mittwoch donnerstag freitag samstag sonntag
mo di mi do fr sa so
montag dienstag mittwoch donnerstag freitag sonnabend sonntag
lundi mardi mercredi jeudi vendredi samedi dimanche
lunes martes miercoles jueves viernes sabado domingo
segunda terca quarta quinta sexta sabado domingo
lunedi martedi mercoledi giovedi venerdi sabato domenica
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
δευτερα τριτη τεταρτη πεμπτη παρασκευη σαββατο κυριακη
"""
WEEKDAYS: Mapping[str, int] = _numbered(WEEKDAY_NAMES, 0)
"""Numbered as in `date.weekday`: Monday is 0."""

WORDS_BETWEEN = (
    "a am an as at d date d de del den der du e el feira h il kl klo la las le o of on ore os "
    "posted published t ter the uhr um updated"
)
FILLING_WORDS = frozenset(WORDS_BETWEEN.split())
"""Words that may stand in a date and do not change it."""

ORDINALS = "st|nd|rd|th|er|[oae]"
"""Endings of the number of a day. `dates` has written "º" as "o" before it uses them."""

HALVES: Mapping[str, str] = {
    **dict.fromkeys(("오전", "上午", "午前"), "a"),
    **dict.fromkeys(("오후", "下午", "午後"), "p"),
}
"""Korean, Chinese and Japanese for "am" and "pm"; these words stand before the hour."""

ZONES: Mapping[str, float] = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("bst", "west", "cet", "met", "mez"), 1),
    **dict.fromkeys(("cest", "mest", "mesz", "eet", "sast"), 2),
    **dict.fromkeys(("eest", "msk"), 3),
    **dict.fromkeys(("awst", "hkt", "sgt"), 8),
    **dict.fromkeys(("jst", "kst"), 9),
    "acst": 9.5,
    "aest": 10,
    "acdt": 10.5,
    "aedt": 11,
    "nzst": 12,
    "nzdt": 13,
    "brt": -3,
    "ndt": -2.5,
    "edt": -4,
    "cdt": -5,
    "mdt": -6,
    "pdt": -7,
    "akdt": -8,
    "est": -5,
    "cst": -6,
    "mst": -7,
    "pst": -8,
    "akst": -9,
    "hst": -10,
}
"""Hours ahead of UTC. RFC 822 defines the American zones. "BST" means British Summer Time. Names
with several meanings (IST: India, Ireland, Israel; AST: the Atlantic, Arabia) are left out."""

REGIONS: Mapping[str, str] = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}
"""Names for a zone without saying winter or summer time: the date decides which one holds."""
