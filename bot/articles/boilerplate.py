"""Takes off a text what a blog's program writes around it. Pure.

Its expressions expect folded white space.
"""

import re

SHORTCODE = re.compile(
    r"\[/?[a-z]+(?:_[a-z]+)+(?:\s[^\[\]]{0,500})?\]"
    r"|\[[a-z][a-z-]{1,30}(?:\s[a-z_-]{1,30}=[\"'“”″][^\[\]]{0,500})\]"
    r"|\[/[a-z][a-z-]{1,30}\]"
)
"""Codes that WordPress replaces by a form or a picture, such as "[vc_row]". Other words in brackets
have no underscore, values or slash."""
LONGEST_FOOTER = 1_000
"""Characters at the end of a text that are searched for a footer; chosen by eye."""
LONGEST_SITE_NAME = 200
"""Characters behind such a footer; chosen by eye."""
FOOTER_FORMS = (
    ("The post", "first appeared on"),
    ("The post", "appeared first on"),
    ("La entrada", "se publicó primero en"),
    ("La entrada", "aparece primero en"),
    ("La entrada", "apareció primero en"),
    ("O post", "apareceu primeiro em"),
    ("L['’]article", "est apparu en premier sur"),
    ("Der Beitrag", "erschien zuerst auf"),
    ("L['’]articolo", "proviene da"),
    ("Het bericht", "verscheen eerst op"),
)
"""The beginning and the end of the line that WordPress writes below an article. Between them is the
article's title, behind them the name of the site."""
# A title may begin with "The post", too. A footer does not repeat these words many times.
FOOTERS = {
    end: re.compile(
        rf"\b{begin}\b(?:\s\b{begin}\b){{0,3}}+(?:(?!\b{begin}\b).){{1,600}}?"
        rf"\b{end}\b.{{0,{LONGEST_SITE_NAME}}}$",
        re.IGNORECASE,
    )
    for begin, end in FOOTER_FORMS
}
"""By the end of the line. Most texts lack it, which is told in less time."""
DOTS = r"(?:…|\.{3})"
LONGEST_INVITATION = 150
"""Characters at an end of a text that are searched for what invites to read or to listen: an
invitation, and the title behind it. Chosen by eye."""
INVITATION = (
    r"(?:Continue (?:reading|lendo)|Read (?:more|on|(?:the )?full(?: article| story)?)"
    r"|Leer más|Sigue leyendo|Seguir leyendo|Leia mais|Ler mais|Lire (?:la suite|plus)"
    r"|Weiterlesen|Mehr lesen|Leggi tutto)"
)
MAY_INVITE = ("read ", "continue ", "leer ", "leyendo", "leia ", "ler ", "lire ", "lesen", "leggi ")
READ_MORE = re.compile(
    rf"(?:^|(?<=[.!?…\])]))\s*{INVITATION}\b.{{0,100}}$|\s{INVITATION}\s?(?:{DOTS}|→|»|›|>{{1,2}})\s?$"
)
"""Behind the end of a sentence, any words may follow it. Dots or an arrow tell it anywhere."""
SUBMITTED = re.compile(r"\s?submitted by /?u/\S{1,40}(?: to r/\S{1,40})?(?: \[\w{1,10}\]){1,3}$")
"""The line with which Reddit ends each post of its feeds."""
MAY_BE_TIMED = ("min", "listen to this")
READING_TIME = re.compile(
    r"(?:(?:(?:estimated )?reading time|tiempo de lectura|tempo de leitura|temps de lecture"
    r"|lesezeit)\s?:?\s?(?:<\s?)?\d{1,3}\s?min\w{0,4}\b\.?(?! (?:a|per|each|every)\b)"
    r"|\d{1,3}[ -]min(?:ute)?s?[ -]read\b\.?"
    r"|listen to this (?:article|post|story)(?:\s\d{1,2}:\d\d(?:\s?/\s?\d{1,2}:\d\d)?"
    r"|(?-i:(?=\s[A-Z“\"]))))[\s|•·–—-]*",
    re.IGNORECASE,
)
"""A line above an article that says how long it takes to read, or belongs to an audio player."""
ENDING = re.compile(rf"(?:\s?(?:\[\s?{DOTS}\s?\]|\(\s?{DOTS}\s?\))){{1,3}}+\s?$")


def without_boilerplate(text: str) -> str:
    """The text without what a blog's program adds to it.

    These are shortcodes, the time that it takes to read at its beginning, and at its end "The post
    … appeared first on …", "Read more" and "[…]".
    """
    if "[" in text:
        text = " ".join(SHORTCODE.sub(" ", SUBMITTED.sub("", text)).split())
    # The regular expressions cost as much as all other cleaning; most texts lack these words.
    if _holds(text[:LONGEST_INVITATION], MAY_BE_TIMED):
        text = _without_reading_time(text)
    end = text[-LONGEST_FOOTER:].lower()
    for words, footer in FOOTERS.items():
        if words in end:
            text = _without_ending(footer, text)
    more = _holds(text[-LONGEST_INVITATION:], MAY_INVITE)
    body = (_without_ending(READ_MORE, text) if more else text).strip()
    dots = body.endswith(("]", ")"))
    cut = (_without_ending(ENDING, body) if dots else body).rstrip(" ,;:–—-")
    # The text that "[…]" stood for is still missing, so an ellipsis stays.
    return f"{cut}…" if cut and cut != body and cut[-1] not in ".!?…" else cut


def _holds(text: str, some: tuple[str, ...]) -> bool:
    lower = text.lower()
    return any(each in lower for each in some)


def _without_reading_time(text: str) -> str:
    while found := READING_TIME.match(text):
        text = text[found.end() :]
    return text


def _without_ending(ending: re.Pattern[str], text: str) -> str:
    """Search only the end of the text: in a long text the search could take a minute."""
    return text[:-LONGEST_FOOTER] + ending.sub("", text[-LONGEST_FOOTER:])
