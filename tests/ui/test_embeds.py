from hypothesis import given

from bot.model.article import KeptArticle
from bot.model.delivery import CarriedArticle
from bot.ui.addresses import is_post
from bot.ui.embeds import article_embed, summary_embed
from tests.factories import kept
from tests.ui.test_cards import CARRIED, KEY, MANY_CARRIED, SLOW, TOPICS


def embed_length(embed: object) -> int:
    """The texts that Discord counts towards an embed's 6,000 characters."""
    return len(embed)  # type: ignore[arg-type]


@SLOW
@given(CARRIED)
def test_an_embed_holds_every_limit_whatever_the_article(carried: CarriedArticle) -> None:
    embed, buttons = article_embed(carried, TOPICS, KEY)

    assert 1 <= len(embed.title or "") <= 256
    assert len(embed.description or "") <= 4096
    assert len(embed.footer.text or "") <= 2048
    assert len(embed.url or "") <= 2048
    assert embed_length(embed) <= 6000
    assert 1 <= len(buttons.children) <= 10
    assert len(buttons.to_components()) <= 2  # rows of at most five
    assert is_post(buttons.children, KEY)


@SLOW
@given(MANY_CARRIED)
def test_an_embed_of_several_holds_every_limit(carried: list[CarriedArticle]) -> None:
    embed, buttons = summary_embed(carried, TOPICS, KEY, 1)

    assert len(embed.description or "") <= 4096
    assert embed_length(embed) <= 6000
    assert is_post(buttons.children, KEY)


def test_the_title_of_an_embed_is_no_markup() -> None:
    hostile: KeptArticle = kept("1", title="# **Bold** [link](https://evil.example) @everyone")

    embed, _ = article_embed(CarriedArticle(hostile, ()), TOPICS, KEY)

    title = embed.title or ""
    assert [part for part in ("**", "](", "@everyone") if part in title] == []
    assert not title.startswith("#")
