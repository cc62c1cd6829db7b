"""Answers to members: reads the options of `/search`, asks the engine, and renders the page.

A wrong option does not spoil the query: it is ignored, and a note says so. Called by cogs.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import discord
from discord import Interaction
from discord.app_commands import Choice
from msgspec import Struct
from msgspec.structs import replace

from bot.articles.links import canonical_url, safe_url
from bot.errors import NOT_STORED, RequestError
from bot.model.answer import Answer
from bot.model.article import KeptArticle
from bot.model.ids import read_id
from bot.model.query import Filters, Query, Sort
from bot.model.support import DistressKind, SupportNote
from bot.search.filters import SINCE_FORMS, no_such_source, no_such_topic, parse_since, read_typed
from bot.search.periods import plain_since
from bot.services import Services
from bot.storage import articles
from bot.ui import answer_texts, texts, wish_texts
from bot.ui.addresses import SIMILAR_PAGE, PageAddress, PageKind, follow_words_id
from bot.ui.commands import (
    CHOICE_CHARACTERS,
    MOST_CHOICES,
    Choices,
    chosen_topic,
    member_guild_id,
)
from bot.ui.markup import clip
from bot.ui.pages import HITS_PER_PAGE, answer_page, fits_its_buttons, page_count
from bot.ui.source_pages import chosen_source
from bot.ui.views import Layout, button

TYPED_CHARACTERS = 40
"""The characters of a wrong option that its note repeats. Chosen by eye."""
# Characters that `markup.web_url` encodes and `articles.links` does not.
_ENCODED = re.compile(r"%(5B|5D|40|28|29|2A)")


class SearchOptions(Struct, frozen=True):
    """The filters and order of a search; None for an option that was left out."""

    topic: str | None = None
    source: str | None = None
    since: str | None = None
    sort: Sort = Sort.RELEVANCE


class Asker(Struct, frozen=True):
    """A member, and where they ask.

    Attributes:
        guild_id: the server; None if the bot is no member there, and outside.
        can_follow: whether they may let the channel follow words, and see the answer alone.
        channel_ids: the channel, or the thread and its channel.
    """

    user_id: int
    guild_id: int | None
    channel_ids: tuple[int, ...] = ()
    can_follow: bool = False


def asker_of(interaction: Interaction[Any]) -> Asker:
    """The member who used a command or pressed a button."""
    guild_id, message = member_guild_id(interaction), interaction.message
    alone = message is None or message.flags.ephemeral
    manages = guild_id is not None and interaction.permissions.manage_guild
    postable = isinstance(interaction.channel, discord.TextChannel | discord.Thread)
    places = (interaction.channel_id, getattr(interaction.channel, "parent_id", None))
    channel_ids = tuple(each for each in places if each)
    return Asker(
        interaction.user.id, guild_id, channel_ids, can_follow=manages and alone and postable
    )


class _Asked(Struct, frozen=True):
    """An answer, and the address that was asked.

    Attributes:
        like: the article that the hits are similar to, if they were asked for so.
        support: the note that a person in distress sees beside the answer.
    """

    address: PageAddress
    answer: Answer
    like: KeptArticle | None = None
    support: SupportNote | None = None


async def open_page(
    services: Services, asker: Asker, address: PageAddress, notes: Sequence[str] = ()
) -> Layout:
    """The page at `address`, or the nearest one that exists.

    A query that is too long for the buttons is stored for them; if that fails, it has no buttons,
    and a note says so. Words of distress are never stored.

    Args:
        notes: sentences on options that could not be followed.

    Raises:
        RequestError: its words have expired or are another member's, its topic, source or article
            is gone, or its date is none.
    """
    if address.topic and not services.taxonomy.get(address.topic):
        raise RequestError(answer_texts.TOPIC_GONE)
    asked = await _ask(services, asker, address.turned_to(max(1, address.page)))
    if asked.answer.total and not asked.answer.hits:
        asked = await _ask(services, asker, address.turned_to(page_count(asked.answer)))
    address, answer = asked.address, asked.answer
    too_long = not fits_its_buttons(answer, address, services.taxonomy)
    if address.kind is PageKind.SEARCH and too_long:
        if asked.support is not None:
            notes = (*notes, answer_texts.NOT_KEPT)
        elif key := await _kept(services, asker, address):
            address = replace(address, kind=PageKind.STORED, text=key)
        else:
            notes = (*notes, answer_texts.FIRST_PAGE_ONLY)
    noted = replace(answer, notes=(*notes, *answer.notes))
    view = answer_page(
        noted,
        address,
        services.taxonomy,
        like=asked.like,
        support=asked.support,
        care=await services.visibility.care(asker.guild_id, *asker.channel_ids),
    )
    can_follow = asker.can_follow and asked.support is None and _says_one_thing(answer.query)
    if can_follow and (follow := _follow_button(address)):
        view.add_item(discord.ui.ActionRow(follow))
    return view


async def _kept(services: Services, asker: Asker, address: PageAddress) -> str | None:
    """Store the words of a search for its buttons, and return their key; None if that fails."""
    try:
        return await services.stored_queries.keep(asker.user_id, address.text)
    except NOT_STORED:
        return None


def _says_one_thing(query: Query | None) -> bool:
    """Whether words can be followed: they leave nothing out, and have one meaning."""
    return query is not None and not any(each.negated or each.senses for each in query.concepts)


def _follow_button(address: PageAddress) -> discord.ui.Button[Any] | None:
    """The button that lets the channel follow the words of a search; None if it cannot.

    A subscription to words takes their synonyms, and news of all sources and of any time.
    """
    typed = read_typed(address.text)
    if address.kind is not PageKind.SEARCH or not (typed.words.strip() or typed.phrases):
        return None
    if address.exact or address.source is not None or address.since is not None:
        return None
    target = None if typed.named or typed.never else follow_words_id(address.topic, address.text)
    return button(wish_texts.FOLLOW_HERE, target) if target else None


async def search_page(
    services: Services, asker: Asker, query: str, options: SearchOptions
) -> Layout:
    """The first page for a query.

    Raises:
        RequestError: as in `open_page`.
    """
    address, notes = await _read_options(services, query, options, asker.guild_id)
    return await open_page(services, asker, address, notes)


async def similar_page(services: Services, asker: Asker, article_id: int) -> Layout:
    """The first page of articles like this one.

    Raises:
        RequestError: the article is gone.
    """
    return await open_page(services, asker, PageAddress(PageKind.SIMILAR, text=str(article_id)))


async def _ask(services: Services, asker: Asker, address: PageAddress) -> _Asked:
    offset = (address.page - 1) * HITS_PER_PAGE
    if address.kind is PageKind.SIMILAR:
        like = await shown_article(services, read_id(address.text), asker.guild_id)
        seen = Filters(hidden=await services.visibility.hidden(asker.guild_id))
        answer = await services.engine.similar(like.id, seen, limit=HITS_PER_PAGE, offset=offset)
        return _Asked(address, answer, like)
    filters = await _filters(services, address, asker.guild_id)
    if address.kind is PageKind.LATEST:
        answer = await services.engine.latest(filters, limit=HITS_PER_PAGE, offset=offset)
        return _Asked(address, answer)
    words = await _words(services, asker.user_id, address)
    support = await services.support.note(words, asker.guild_id)
    try:
        answer = await services.engine.search(
            words,
            filters,
            sort=address.sort,
            exact=address.exact,
            limit=HITS_PER_PAGE,
            offset=offset,
        )
    except NOT_STORED:
        if support is None or support.kind is not DistressKind.CRISIS:
            raise
        # Without articles, a person in a crisis sees the support card alone.
        answer = Answer(Query(words), (), 0)
    return _Asked(address, answer, support=support)


async def _words(services: Services, user_id: int, address: PageAddress) -> str:
    if address.kind is not PageKind.STORED:
        return address.text
    query = await services.stored_queries.get(user_id, address.text)
    if query is None:
        raise RequestError(answer_texts.SEARCH_EXPIRED)
    return query


async def _filters(services: Services, address: PageAddress, guild_id: int | None) -> Filters:
    source = None
    if address.source is not None:
        source = (await services.visibility.sources(guild_id)).get(address.source)
        if source is None:
            raise RequestError(answer_texts.SOURCE_GONE)
    hidden = await services.visibility.hidden(guild_id)
    return Filters(address.topic, source, _since(services, address), hidden=hidden)


def _since(services: Services, address: PageAddress) -> datetime | None:
    try:
        return parse_since(address.since, services.clock.now()) if address.since else None
    except ValueError as exc:
        raise RequestError(texts.OUTDATED) from exc


async def shown_article(services: Services, article_id: int, guild_id: int | None) -> KeptArticle:
    """The article, if this server sees it.

    Raises:
        RequestError: it is gone, or its feed is another server's own.
    """
    kept = await services.visibility.article(article_id, guild_id)
    if kept is None:
        raise RequestError(answer_texts.ARTICLE_GONE)
    return kept


async def article_of(
    services: Services, message: discord.Message, own_user: discord.abc.User | None
) -> int | None:
    """The id of the article whose card a message is; None if it is none.

    The cards of another bot of this program have ids of another database. They are known by their
    links, as forwarded cards are.

    Args:
        message: any.
        own_user: the user as whom this bot posts.

    Raises:
        RequestError: a button carries a malformed id.
    """
    forwarded = (each.components for each in message.message_snapshots)
    buttons = list(_buttons(chain(message.components, *forwarded)))
    is_own = message.author == own_user
    for each in buttons if is_own else ():
        if match := re.fullmatch(SIMILAR_PAGE, getattr(each, "custom_id", None) or ""):
            return read_id(match["article"])
    urls = list(_as_kept(each.url for each in buttons if getattr(each, "url", None)))
    if not urls:
        return None
    async with services.database.reader() as connection:
        return await articles.find_by_address(connection, map(canonical_url, urls), urls)


def _as_kept(urls: Iterable[str]) -> Iterator[str]:
    """The stored forms of these links, as `markup.web_url` may have changed them."""
    for url in urls:
        decoded = _ENCODED.sub(lambda match: chr(int(match[1], 16)), url)
        yield from (kept for each in (url, decoded) if (kept := safe_url(each)))


def _buttons(components: Iterable[Any]) -> Iterator[Any]:
    """All components of a message, nested ones included."""
    for component in components:
        yield component
        yield from _buttons(getattr(component, "children", ()))
        if accessory := getattr(component, "accessory", None):
            yield from _buttons([accessory])


async def _read_options(
    services: Services, query: str, options: SearchOptions, guild_id: int | None
) -> tuple[PageAddress, list[str]]:
    """The address of the search's first page, and a note for each option that is ignored."""
    topic, no_topic = _read_topic(options.topic, services)
    source, no_source = await _read_source(options.source, services, guild_id)
    since, no_date = _read_since(options.since, services.clock.now())
    address = PageAddress(
        PageKind.SEARCH,
        topic=topic,
        text=" ".join(query.split()),
        sort=options.sort,
        since=since,
        source=source,
    )
    return address, [note for note in (no_topic, no_source, no_date) if note]


def query_choices(completed: Iterable[str]) -> Choices:
    """Choices of whole queries."""
    fitting = (text for text in dict.fromkeys(completed) if 1 <= len(text) <= CHOICE_CHARACTERS)
    return [Choice(name=text, value=text) for text in fitting][:MOST_CHOICES]


def since_choices(typed: str, now: datetime) -> Choices:
    """The typed day, and the periods whose names hold the typed text; all periods if none fits."""
    asked = _lowered(typed)
    periods = [Choice(name=name, value=value) for name, value in answer_texts.PERIODS.items()]
    named = [choice for choice in periods if asked in choice.name]
    try:
        chosen = chosen_since(typed, now)
    except ValueError:
        return named or periods
    if any(choice.value == chosen for choice in named):
        return named
    return [
        Choice(
            name=answer_texts.SINCE.format(date=texts.long_date(parse_since(chosen, now))),
            value=chosen,
        ),
        *named,
    ]


def chosen_since(typed: str, now: datetime) -> str:
    """The chosen or typed date or period, in the form that `parse_since` reads.

    Raises:
        ValueError: it is neither a date nor a period.
    """
    asked = plain_since(answer_texts.PERIODS.get(_lowered(typed), typed), now)
    parse_since(asked, now)
    return asked


def _read_topic(typed: str | None, services: Services) -> tuple[str | None, str]:
    try:
        return chosen_topic(typed, services.taxonomy), ""
    except RequestError:
        return None, no_such_topic(typed or "", services.taxonomy)


async def _read_source(
    typed: str | None, services: Services, guild_id: int | None
) -> tuple[int | None, str]:
    if not typed:
        return None, ""
    known = await services.visibility.sources(guild_id)
    source = chosen_source(typed, known)
    return source, "" if source is not None else no_such_source(typed, list(known.values()))


def _read_since(typed: str | None, now: datetime) -> tuple[str | None, str]:
    try:
        return (chosen_since(typed, now) if typed else None), ""
    except ValueError:
        return None, answer_texts.DATE_IGNORED.format(typed=_repeated(typed), forms=SINCE_FORMS)


def _repeated(typed: str | None) -> str:
    return clip((typed or "").replace("*", ""), TYPED_CHARACTERS)


def _lowered(text: str) -> str:
    return " ".join(text.lower().split())
