"""The sentences around explained words, in each language that the glossary has."""

from msgspec import Struct

from bot.ui.answer_texts import ARTICLE_GONE
from bot.ui.texts import NO_CARD


class GlossaryTexts(Struct, frozen=True):
    """The sentences of one language.

    Attributes:
        dictionary: the link to an entry of the NCI Dictionary of Cancer Terms.
        more: counts the words that do not fit on the page.
    """

    title: str
    dictionary: str
    more: str
    disclaimer: str
    unknown: str
    unknown_but: str
    no_words: str
    no_card: str
    article_gone: str


ENGLISH = GlossaryTexts(
    title="Words explained",
    dictionary="More in the NCI dictionary",
    more="and {count} more; </explain> has them all",
    disclaimer="Information, not medical advice.",
    unknown="The glossary does not have this word. Choose one from the list of </explain>.",
    unknown_but="The glossary does not have this word. The nearest: {terms}.",
    no_words="The glossary has no word of this article. Use </explain> to look for others.",
    no_card=NO_CARD,
    article_gone=ARTICLE_GONE,
)
SPANISH = GlossaryTexts(
    title="Palabras explicadas",
    dictionary="Más en el diccionario del NCI (en inglés)",
    more="y {count} más; todas están en </explain>",
    disclaimer="Información, no consejo médico.",
    unknown="El glosario no tiene esta palabra. Elige una de la lista de </explain>.",
    unknown_but="El glosario no tiene esta palabra. Las más parecidas: {terms}.",
    no_words="El glosario no tiene ninguna palabra de este artículo. Busca otras con </explain>.",
    no_card="No encuentro ningún artículo en este mensaje. Úsalo en la tarjeta de un artículo.",
    article_gone="Este artículo ya no se conserva aquí. Busca otros con </search>.",
)
