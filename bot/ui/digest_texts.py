"""The sentences of digests in each language that a server can choose. Pure; used by `digests`."""

from collections.abc import Mapping
from datetime import date, timedelta

from msgspec import Struct

from bot.model.article import EvidenceKind, RegistryNotice, Topic, UpdateKind
from bot.model.form import ContentNote
from bot.model.schedule import Digest, DigestLanguage
from bot.ui import answer_texts, evidence_texts, texts


class LineTexts(Struct, frozen=True):
    """The words of one language that stand beside an article in a list.

    Attributes:
        notes: before the title.
        undated: stands for the date of an article without one.
        registry: the statements of a `{registry}`; the date follows in brackets if it is known.
        trial_of_phase: a trial whose phase is known.
        has_iso_dates: whether dates are written as numbers, since their months are English.
    """

    notes: Mapping[ContentNote, str]
    undated: str
    registry: Mapping[UpdateKind, str]
    retracted: str
    concern: str
    preprint: str
    studies: Mapping[EvidenceKind, str]
    trial_of_phase: str
    has_iso_dates: bool = False

    def registry_states(self, notice: RegistryNotice, date: str) -> str:
        """A registry's statement, with its date if that is known."""
        said = self.registry[notice.kind].format(registry=notice.source)
        return f"{said} ({date})" if date else said


class DigestTexts(Struct, frozen=True):
    """The sentences of one language.

    Attributes:
        weekdays: the names of all days, Monday first.
        title: over a digest; `{days}` are the days that it covers.
        day: a date without its year.
        same_month: days of one month.
        other_months: days of several months.
        with_year: a date with its year.
        articles: counts several articles.
        and_more: counts articles that are not shown.
        and_more_show_all: the same, with the label of the button that shows them.
        retracted: over the articles that were retracted since the last digest.
        other: over the articles that no topic of the channel is about.
        nothing_new: an empty digest; `{day}` is the day of the last one.
        not_read: an empty digest without a source that was read since that day.
        last_read: the same, with the time at which one was read before.
        on_weekday: how both name a weekday.
        on_date: how they name a date.
        page: over a page of all articles.
        lines: the words beside an article.
    """

    months: str
    weekdays: str
    title: str
    day: str
    same_month: str
    other_months: str
    with_year: str
    one_article: str
    articles: str
    retracted: str
    other: str
    similar: str
    studies: str
    words: str
    nothing_new: str
    not_read: str
    last_read: str
    on_weekday: str
    on_date: str
    one_source: str
    sources: str
    read_at: str
    none_fails: str
    one_fails: str
    several_fail: str
    and_more: str
    and_more_show_all: str
    show_all: str
    more_on: str
    more_news: str
    page: str
    previous: str
    following: str
    disclaimer: str
    lines: LineTexts

    def days(self, digest: Digest) -> str:
        """The days that a digest covers."""
        first, last = digest.first, digest.last
        if first >= last:
            return self._date(last)
        if first.year != last.year:
            begin, end = (
                self.with_year.format(day=self._date(d), year=d.year) for d in (first, last)
            )
            return self.other_months.format(begin=begin, end=end)
        if first.month != last.month:
            return self.other_months.format(begin=self._date(first), end=self._date(last))
        return self.same_month.format(first=first.day, last=self._date(last))

    def since(self, digest: Digest) -> str:
        """The day of the digest before, by which an empty one says that nothing came since."""
        day = digest.first - timedelta(days=1)
        if digest.last - day <= timedelta(days=7):
            return self.on_weekday.format(weekday=self.weekdays.split()[day.weekday()])
        return self.on_date.format(day=self._date(day))

    def count(self, number: int) -> str:
        """A number of articles."""
        return self.one_article if number == 1 else self.articles.format(number=number)

    def topic_name(self, topic: Topic) -> str:
        """The name of a topic; the English one if it has no other."""
        return (self is SPANISH and topic.name_es) or topic.name

    def _date(self, day: date) -> str:
        return self.day.format(day=day.day, month=self.months.split()[day.month - 1])


ENGLISH_LINES = LineTexts(
    notes=texts.CONTENT_NOTES,
    undated=answer_texts.DATE_UNKNOWN,
    registry=texts.REGISTRY_STATES,
    retracted=texts.RETRACTED_SHORT,
    concern=texts.CONCERN_SHORT,
    preprint=texts.PREPRINT_SHORT,
    studies=evidence_texts.SHORT_MARKS,
    trial_of_phase=evidence_texts.ENGLISH_STUDY.trial_of_phase.lower(),
)
ENGLISH = DigestTexts(
    months=(
        "January February March April May June July August September October November December"
    ),
    weekdays="Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    title="Research news · {days}",
    day="{day} {month}",
    same_month="{first}–{last}",
    other_months="{begin} – {end}",
    with_year="{day} {year}",
    one_article="1 article",
    articles="{number} articles",
    retracted="⚠️ Retracted since the last digest",
    other="Other news",
    similar="Similar articles: choose a number",
    studies="What kind of study? Choose a number",
    words="Words",
    nothing_new="Nothing new since {day}.",
    not_read="No source was read since {day}",
    last_read="{unread}; the last time was on {time}",
    on_weekday="{weekday}",
    on_date="{day}",
    one_source="1 source was read",
    sources="{number} sources were read",
    read_at="{sources}, last on {time}",
    none_fails="{sources}.",
    one_fails="{sources}; one is failing: </sources>",
    several_fail="{sources}; {number} are failing: </sources>",
    and_more=texts.AND_MORE,
    and_more_show_all=texts.AND_MORE_SHOW_ALL,
    show_all=texts.SHOW_ALL,
    more_on=texts.MORE_ON,
    more_news=texts.MORE_NEWS,
    page=texts.ARTICLES_OF_SUMMARY,
    previous=texts.PREVIOUS,
    following=texts.NEXT,
    disclaimer=texts.DISCLAIMER,
    lines=ENGLISH_LINES,
)
SPANISH_LINES = LineTexts(
    notes={
        ContentNote.MEMORIAL: "🕯️ Sobre alguien que ha muerto",
        ContentNote.END_OF_LIFE: "🕯️ Sobre el final de la vida",
    },
    undated="fecha desconocida",
    registry={
        UpdateKind.RETRACTION: "{registry} indica que este artículo fue retractado",
        UpdateKind.WITHDRAWAL: "{registry} indica que este artículo fue retirado",
        UpdateKind.REMOVAL: "{registry} indica que este artículo fue eliminado",
        UpdateKind.RETRACTION_NOTICE: "{registry} indica que este es el aviso de una retractación",
        UpdateKind.PARTIAL_RETRACTION: (
            "{registry} indica que una parte de este artículo fue retractada"
        ),
        UpdateKind.CONCERN_NOTICE: (
            "{registry} indica que este aviso expresa dudas sobre un artículo"
        ),
        UpdateKind.CONCERN: "{registry} indica dudas de la editorial sobre este artículo",
    },
    retracted="⚠️ retractado",
    concern="⚠️ la editorial expresa dudas",
    preprint="sin revisión por pares",
    studies={
        EvidenceKind.RANDOMIZED: "ensayo aleatorizado en personas",
        EvidenceKind.TRIAL: "ensayo clínico en personas",
        EvidenceKind.OBSERVED: "se observó a personas",
        EvidenceKind.REVIEW: "muchos estudios juntos",
        EvidenceKind.LABORATORY: "estudio de laboratorio, no en personas",
    },
    trial_of_phase="ensayo de fase {phase} en personas",
    has_iso_dates=True,
)
SPANISH = DigestTexts(
    months=(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
    weekdays="lunes martes miércoles jueves viernes sábado domingo",
    title="Noticias de investigación · {days}",
    day="{day} de {month}",
    same_month="{first}–{last}",
    other_months="{begin} – {end}",
    with_year="{day} de {year}",
    one_article="1 artículo",
    articles="{number} artículos",
    retracted="⚠️ Retractados desde el último resumen",
    other="Otras noticias",
    similar="Artículos parecidos: elige un número",
    studies="¿Qué tipo de estudio? Elige un número",
    words="Palabras",
    nothing_new="Nada nuevo desde {day}.",
    not_read="No se leyó ninguna fuente desde {day}",
    last_read="{unread}; la última vez fue el {time}",
    on_weekday="el {weekday}",
    on_date="el {day}",
    one_source="Se leyó 1 fuente",
    sources="Se leyeron {number} fuentes",
    read_at="{sources}, la última vez el {time}",
    none_fails="{sources}.",
    one_fails="{sources}; una falla: </sources>",
    several_fail="{sources}; {number} fallan: </sources>",
    and_more="y {count} más",
    and_more_show_all="y {left} más: **Mostrar los {count} artículos**",
    show_all="Mostrar los {count} artículos",
    more_on="Más sobre {topic}",
    more_news="Más noticias",
    page="Artículos {first}–{last} de {total}",
    previous="Anterior",
    following="Siguiente",
    disclaimer="Información, no consejo médico.",
    lines=SPANISH_LINES,
)


def digest_texts(language: DigestLanguage) -> DigestTexts:
    """The sentences of a language."""
    return SPANISH if language is DigestLanguage.SPANISH else ENGLISH


def digest_title(digest: Digest) -> str:
    """The title of a digest, which in a forum names its thread."""
    language = digest_texts(digest.language)
    return language.title.format(days=language.days(digest))
