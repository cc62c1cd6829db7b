"""All sentences and labels of answers, "nothing found" among them; see `texts`."""

from collections.abc import Mapping

from msgspec import Struct

from bot.ui.texts import SUMMARY_GONE
from bot.ui.texts import gettext as _

# Answers (`pages`, `answer_parts`, `answers`).
UNTITLED = _("Untitled")
LATEST_NEWS = _("Latest news")
RESULTS_FOR = _("Results for “{query}”")
NEAREST = _("No article says exactly this. Nearest:")
NEAREST_MENTIONED = _("No article is about exactly this. Nearest:")
YOU_ASKED = _("You asked: “{query}”")
DATE_UNKNOWN = _("date unknown")
SIMILAR_TO = _("to {article}")
SINCE = _("since {date}")
LEFT_OUT = _("left out: {kinds}")
EXACT_WORDS_SHOWN = _("exact words")
NEWEST_FIRST_SHOWN = _("newest first")
NONE_ABOUT = _("None about {missing}.")
NONE_ABOUT_BUT = _("None about {missing}; about {present}:")
NOTHING_TYPED = _("Type what you look for, such as `side effects`.")
NOTHING_SIMILAR = _("No other article is much like this one yet.")
NO_NEWS = _("There is no news yet. Please look again in a few days.")
NO_NEWS_ON = _("There is no news on {topic} yet. Please look again in a few days.")
NOTHING_FOUND = _("Nothing was found for “{query}”.")
NOTHING_FOUND_WITHIN = _("Nothing was found for “{query}” ({filters}).")
TRY_ONE_OF_THESE = _("Try other words, or one of these.")
TRY_OTHER_WORDS = _("Try other or fewer words, or </topics>.")
ALSO_SIMILAR_WORDS = _("Also similar words")
EXACT_WORDS = _("Exact words")
SEARCH_INSTEAD = _("Search for {words} instead")
ONLY_TOPIC = _("Only {topic}")
ANY_TIME = _("Any time")
LAST_YEAR = _("Last year")
BEST_FIRST = _("Best first")
NEWEST_FIRST = _("Newest first")
ALL_SOURCES = _("All sources")
SEARCH_EXPIRED = _("This search has expired. Run </search> again.")
FIRST_PAGE_ONLY = _("Other pages cannot be offered right now. Run /search again in a few minutes.")
NOT_KEPT = _(
    "Your words are not stored, and they are too long for buttons. To see more pages, ask with "
    "fewer words."
)
TOPIC_GONE = _("This topic is no longer there. Look at </topics> for all of them.")
SOURCE_GONE = _("This source is no longer there. Run </search> again without it.")
ARTICLE_GONE = _("This article is no longer kept here. Use </search> to find others.")
DATE_IGNORED = _("*{typed}* is no past date and was ignored: write last year, {forms}.")
PERIODS: Mapping[str, str] = {
    _("last 30 days"): "30d",
    _("last 6 months"): "6m",
    _("last year"): "1y",
    _("last 2 years"): "2y",
    _("last 5 years"): "5y",
}
"""Choices of `since`, each with the period that `parse_since` reads."""


class GlossaryTexts(Struct, frozen=True):
    """The sentences of one language.

    Attributes:
        dictionary: the link to an entry of the NCI Dictionary of Cancer Terms.
        more: counts the words that do not fit on the page.
        denied: beneath a word that was only asked for behind "not" or "without".
        unexplained: names short forms that the glossary does not have.
    """

    title: str
    dictionary: str
    more: str
    disclaimer: str
    denied: str
    unexplained: str
    unknown: str
    unknown_but: str
    no_words: str
    no_card: str
    article_gone: str
    summary_gone: str


ENGLISH = GlossaryTexts(
    title="Words explained",
    dictionary="More in the NCI dictionary",
    more="and {count} more; </explain> has them all",
    disclaimer="Information, not medical advice.",
    denied="You asked with “not” or “without”: that is the opposite.",
    unexplained="Not in the glossary: {terms}.",
    unknown="The glossary does not have this word. Choose one from the list of </explain>.",
    unknown_but="The glossary does not have this word. The nearest: {terms}.",
    no_words="The glossary has no word of this message. Use </explain> to look for others.",
    no_card="This message is no card and no digest. Use this on one of those, or try </explain>.",
    article_gone=ARTICLE_GONE,
    summary_gone=SUMMARY_GONE,
)
SPANISH = GlossaryTexts(
    title="Palabras explicadas",
    dictionary="Más en el diccionario del NCI (en inglés)",
    more="y {count} más; todas están en </explain>",
    disclaimer="Información, no consejo médico.",
    denied="Lo has buscado con «no» o «sin»: eso es lo contrario.",
    unexplained="No está en el glosario: {terms}.",
    unknown="El glosario no tiene esta palabra. Elige una de la lista de </explain>.",
    unknown_but="El glosario no tiene esta palabra. Las más parecidas: {terms}.",
    no_words="El glosario no tiene ninguna palabra de este mensaje. Busca otras con </explain>.",
    no_card="Este mensaje no es ni tarjeta ni resumen. Úsalo en uno de ellos, o prueba </explain>.",
    article_gone="Este artículo ya no se conserva aquí. Busca otros con </search>.",
    summary_gone="Los artículos de este resumen ya no se conservan aquí. Usa </latest> para ver "
    "los más recientes.",
)
