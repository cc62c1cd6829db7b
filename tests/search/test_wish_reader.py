"""Words to follow are read once, alternative by alternative."""

from bot.clock import Clock
from bot.model.thesaurus import Language
from bot.search.engine import SearchEngine
from bot.search.wishes import ArticleWords, match
from bot.search.words import Stems
from bot.storage.database import Database
from tests.search.conftest import TAXONOMY, THESAURUS

STEMS = Stems()
SPANISH = Language(
    "Spanish",
    terms={"hot flashes, heat": ("sofocos",), "brain metastases": ("metástasis cerebrales",)},
    stop_words=("los", "de"),
)


def translating(database: Database, clock: Clock) -> SearchEngine:
    return SearchEngine(database, lambda: THESAURUS, TAXONOMY, clock, languages=lambda: [SPANISH])


async def test_words_of_another_language_are_followed_by_the_first_english_name(
    library: Database, clock: Clock
) -> None:
    wish, said = await translating(library, clock).wishes.read("sofocos o metástasis cerebrales")

    assert [[each.label for each in one.concepts] for one in wish.alternatives] == [
        ["hot", "flashes"],
        ["brain metastases"],
    ]
    assert len(said) == 2
    assert match(wish, ArticleWords("Hot flashes at night", "", "", STEMS), STEMS)
    assert not match(wish, ArticleWords("Heat in summer", "", "", STEMS), STEMS)


async def test_a_quoted_phrase_stays_one_if_it_is_read_anew(engine: SearchEngine) -> None:
    wish, _ = await engine.wishes.read('"brain mets", tumour')

    renewed = await engine.wishes.renewed(wish)

    assert renewed == wish
    assert len(wish.alternatives[0].concepts[0].phrases) == 1


async def test_each_alternative_is_respelled_once_and_stays_so(engine: SearchEngine) -> None:
    wish, said = await engine.wishes.read("mamogram or tamoxifn")

    assert [one.words for one in wish.alternatives] == ["mamogram", "tamoxifn"]
    assert [one.read for one in wish.alternatives] == ["mammogram", "tamoxifen"]
    assert len(said) == 2
    assert await engine.wishes.renewed(wish) == wish
