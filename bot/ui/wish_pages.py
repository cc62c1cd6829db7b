"""The pages of words that channels follow and servers mute: the preview and the mutes. Pure.

Called by the cogs of subscriptions and words.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

import discord

from bot.model.article import ALL_TOPICS, Taxonomy
from bot.model.subscription import Ending, Subscription, SubscriptionName
from bot.model.wish import Exclusion, KeptWish, Mute, Reach, Wish, WishAlternative
from bot.search.filters import QUOTES
from bot.subscriptions.previews import PREVIEW_PERIOD, Preview, name_of
from bot.subscriptions.wishes import Muted
from bot.ui import moderator_texts, texts, wish_texts
from bot.ui.cards import matched_words
from bot.ui.commands import topic_name
from bot.ui.markup import link, quote, when, with_both_ends
from bot.ui.server_addresses import mutes_id, unmute_id, wish_id
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button, page_of, turners

# Limits of characters, chosen by eye, so that the longest page fits into a message.
WORDS_CHARACTERS = 60
NAMES_SHOWN = 6
UNDERSTOOD_NAME_CHARACTERS = 40
LINES_AT_ONCE = 5
MATCHED_TITLE_CHARACTERS, MATCHED_URL_CHARACTERS = 120, 240
"""Chosen so that ten of the longest lines fit into 4,000 characters."""
MATCHES_PER_PAGE = 8
MUTES_PER_PAGE = 10
"""Each is a section with a button: three of the 40 components of a message, less the rest."""
QUOTED_PHRASE = re.compile(rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]")
"""A quoted phrase, which needs no further quotes."""
CHANGED_CHARACTERS = 200
SILENCED_NAMED = 5
"""Subscriptions that the answer to a mute names. Chosen by eye."""
WITHOUT_CHARACTERS = 150


def subscription_name(
    subscription: Subscription | SubscriptionName | Ending, taxonomy: Taxonomy
) -> str:
    """A subscription's topic or words, not escaped: "Metastasis 🧭", "brain mets 🔎"."""
    topic = topic_name(subscription.topic, taxonomy)
    if not subscription.words:
        return topic
    words = with_both_ends(subscription.words, WORDS_CHARACTERS)
    if subscription.topic == ALL_TOPICS:
        return wish_texts.WORDS_NAME.format(words=words)
    return wish_texts.WORDS_IN_TOPIC.format(words=words, topic=topic)


def name_without_words(subscription: SubscriptionName, taxonomy: Taxonomy) -> str:
    """The same for readers who may not know the channel: it says that there are words."""
    words = subscription.words and wish_texts.SOME_WORDS
    return subscription_name(SubscriptionName(subscription.topic, words), taxonomy)


def shown_name(subscription: Subscription, taxonomy: Taxonomy) -> str:
    """The same as a message shows it."""
    if not subscription.words:
        return topic_name(subscription.topic, taxonomy)
    return quote(subscription_name(subscription, taxonomy), 2 * WORDS_CHARACTERS)


def excluded_names(without: Iterable[Exclusion], taxonomy: Taxonomy) -> str:
    """The topics and words that a subscription leaves out, separated by commas."""
    names = (topic_name(each.topic, taxonomy) if each.topic else name_of(each) for each in without)
    return ", ".join(names)


def without_line(subscription: Subscription, taxonomy: Taxonomy) -> str:
    """The same as a detail in a list; "" if it leaves nothing out."""
    names = excluded_names(subscription.without, taxonomy)
    return wish_texts.WITHOUT.format(names=quote(names, WITHOUT_CHARACTERS)) if names else ""


def changed_exclusions(without: Iterable[Exclusion]) -> list[str]:
    """Lines of the list that say what became of the words that a subscription leaves out."""
    changed = ", ".join(each.changed for each in without if each.changed)
    return [_anew_line(changed, wish_texts.WITHOUT_ANEW)] if changed else []


def _anew_line(changed: str, form: str = wish_texts.ANEW) -> str:
    return f"-# {form.format(changed=quote(changed, CHANGED_CHARACTERS))}"


def left_out_lines(new: Iterable[Exclusion]) -> list[str]:
    """A line on how the words are understood that a subscription leaves out from now on."""
    several = [one for each in new if each.wish for one in each.wish.alternatives]
    if not several:
        return []
    line = _understood_line(Wish("", tuple(several)), wish_texts.LEFT_OUT_AS, muted=True)
    return [f"-# {line}"]


def _understood_line(
    wish: Wish, form_of_names: str = wish_texts.UNDERSTOOD_AS, *, muted: bool = False
) -> str:
    """The names that the words stand for, and which of them an article must or must not name."""
    several = [
        [" ".join(phrase.words) for concept in one.concepts for phrase in concept.phrases]
        for one in wish.alternatives
    ]
    # Those of each alternative in turn, so that none is hidden by the names of another.
    in_turn = chain.from_iterable(zip_longest(*several, fillvalue=""))
    names = dict.fromkeys(name for name in in_turn if name)
    shown = ", ".join(
        f"*{quote(name, UNDERSTOOD_NAME_CHARACTERS)}*" for name in list(names)[:NAMES_SHOWN]
    )
    if len(names) > NAMES_SHOWN:
        shown = wish_texts.AND_NAMES.format(names=shown, count=len(names) - NAMES_SHOWN)
    understood = form_of_names.format(names=shown)
    words = [_concept_names(one) for one in wish.alternatives]
    if len(words) > 1:
        shown = wish_texts.either(wish_texts.WITH.join(each) for each in words)
        form = wish_texts.ONE_OF_THESE_MUTED if muted else wish_texts.ONE_OF_THESE
        return f"{understood} {form.format(words=shown)}"
    if len(words[0]) > 1:
        form = wish_texts.ALL_OF_THESE_MUTED if muted else wish_texts.ALL_OF_THESE
        return f"{understood} {form.format(words=', '.join(words[0]))}"
    return understood


def _concept_names(alternative: WishAlternative) -> list[str]:
    return [
        f"*{quote(concept.label.strip('“”'), UNDERSTOOD_NAME_CHARACTERS)}*"
        for concept in alternative.concepts
    ]


def preview_items(
    subscription: Subscription, wish: Wish, preview: Preview
) -> list[discord.ui.Item[Layout]]:
    """The articles that the words would have brought, and buttons that widen or narrow them."""
    lines = [f"-# {_understood_line(wish)}", *_matched(preview, LINES_AT_ONCE)]
    if preview.is_wide:
        is_close = wish.reach is Reach.CLOSE
        text = wish_texts.TOO_WIDE if is_close else wish_texts.TOO_WIDE_ANYWHERE
        wide = text.format(
            count=_matches(preview),
            total=texts.articles(preview.total),
        )
        lines.append(f"⚠️ {wide}")
    buttons = []
    if len(preview.matched) > LINES_AT_ONCE:
        label = wish_texts.SHOW_ALL_MATCHED.format(count=len(preview.matched))
        buttons.append(button(label, wish_id("all", 1, subscription.id)))
    if preview.other != len(preview.matched):
        closer = wish.reach is Reach.ANYWHERE
        label = wish_texts.CLOSER if closer else wish_texts.WIDER
        address = wish_id("closer" if closer else "wider", 1, subscription.id)
        buttons.append(button(label.format(count=preview.other), address))
    row = [discord.ui.ActionRow[Layout](*buttons)] if buttons else []
    return [discord.ui.TextDisplay("\n".join(lines)), *row]


def _matched(preview: Preview, limit: int) -> list[str]:
    total, days = texts.articles(preview.total), PREVIEW_PERIOD.days
    if not preview.total:
        return [wish_texts.NOTHING_TO_COMPARE.format(days=days)]
    if not preview.matched:
        said = wish_texts.NONE_MATCHED if preview.total > 1 else wish_texts.ONE_NOT_MATCHED
        return [said.format(total=total, days=days)]
    said = wish_texts.WOULD_HAVE_MATCHED if preview.total > 1 else wish_texts.ONE_MATCHED
    head = said.format(count=_matches(preview), total=total, days=days)
    return [head, *_lines(preview, 0, limit)]


def _lines(preview: Preview, begin: int, limit: int) -> list[str]:
    lines = []
    for kept, match in preview.matched[begin : begin + limit]:
        title = link(
            kept.article.title,
            kept.article.url,
            title_limit=MATCHED_TITLE_CHARACTERS,
            url_limit=MATCHED_URL_CHARACTERS,
        )
        lines.append(f"- {title}\n  -# {matched_words(match, kept)} · {when(kept.dated)}")
    return lines


def matches_page(
    subscription: Subscription, preview: Preview, page: int, taxonomy: Taxonomy
) -> Layout:
    """A page of all articles that the words would have brought."""
    pages = max(1, -(-len(preview.matched) // MATCHES_PER_PAGE))
    page = max(1, min(page, pages))
    heading = f"## {shown_name(subscription, taxonomy)}{page_of(page, pages)}"
    lines = _lines(preview, (page - 1) * MATCHES_PER_PAGE, MATCHES_PER_PAGE)
    text = "\n".join([heading, *(lines or _matched(preview, 0))])
    row = turners(
        wish_id("all", page - 1, subscription.id),
        wish_id("all", page + 1, subscription.id),
        page=page,
        pages=pages,
    )
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(text), accent_colour=NEUTRAL_ACCENT_COLOR
    )
    return Layout(container, *row)


def wish_status(kept: KeptWish | None) -> list[str]:
    """Lines of the list that say what became of a subscription's words."""
    if kept is None:
        return []
    if kept.wish is None:
        return [f"-# {wish_texts.UNREADABLE}"]
    # `close` is how all words are followed, unless a moderator chose otherwise.
    is_usual = kept.wish.reach is Reach.CLOSE
    lines = [] if is_usual else [f"-# {wish_texts.REACH_SHORT[kept.wish.reach]}"]
    if kept.changed:
        lines.append(_anew_line(kept.changed))
    return lines


def muted_sentences(what: str, muted: Muted) -> str:
    """Sentences on a mute, what waited, and the articles that it would have held back.

    Args:
        what: the words or the topic, escaped.
    """
    if not muted.is_new:
        return wish_texts.MUTED_BEFORE.format(what=what)
    told = [wish_texts.MUTED_NOW.format(what=what)]
    if muted.waited:
        told.append(wish_texts.waiting_dropped(muted.waited))
    told.append(_so_many_held_back(muted))
    if wish := muted.exclusion.wish:
        told.append(_understood_line(wish, muted=True))
    return " ".join(told)


def silenced_sentence(silenced: Sequence[Subscription], taxonomy: Taxonomy) -> str:
    """A sentence on the subscriptions of which a new mute leaves nothing; "" if there are none."""
    if not silenced:
        return ""
    names = [
        moderator_texts.TOPIC_IN_CHANNEL_BOLD.format(
            topic=shown_name(each, taxonomy), channel=f"<#{each.channel_id}>"
        )
        for each in silenced[:SILENCED_NAMED]
    ]
    told = ", ".join(names)
    if left := len(silenced) - len(names):
        told = wish_texts.AND_NAMES.format(names=told, count=left)
    return wish_texts.SILENCED_NOW.format(names=told)


def _so_many_held_back(muted: Muted) -> str:
    days = PREVIEW_PERIOD.days
    if not muted.total:
        return wish_texts.NOTHING_TO_COMPARE.format(days=days)
    if muted.total == 1:
        form = wish_texts.ONE_HELD_BACK if muted.held else wish_texts.ONE_NOT_HELD_BACK
        return form.format(days=days)
    count, total = _count(muted.held, is_whole=muted.is_whole), texts.articles(muted.total)
    return wish_texts.MUTED_SO_MANY.format(count=count, total=total, days=days)


def _matches(preview: Preview) -> str:
    return _count(len(preview.matched), is_whole=preview.is_whole)


def _count(number: int, *, is_whole: bool) -> str:
    """A number of matches, "at least 400" if not all articles were read."""
    count = str(number) if number else wish_texts.NONE
    return count if is_whole else wish_texts.AT_LEAST.format(count=number)


def mutes_page(
    mutes: Sequence[Mute], taxonomy: Taxonomy, told: str = "", page: int | None = None
) -> Layout:
    """A page of a server's mutes, with buttons that end them.

    Args:
        mutes: all of them, the newest last.
        told: a sentence on what was just muted.
        page: from 1; without it, the first, or the last if something was just muted.
    """
    container: discord.ui.Container[Layout] = discord.ui.Container(
        accent_colour=NEUTRAL_ACCENT_COLOR
    )
    if told:
        container.add_item(discord.ui.TextDisplay(told))
    if not mutes:
        return Layout(container.add_item(discord.ui.TextDisplay(wish_texts.NOTHING_MUTED)))
    pages = -(-len(mutes) // MUTES_PER_PAGE)
    page = max(1, min(page or (pages if told else 1), pages))
    title = f"## {wish_texts.MUTES_TITLE}{page_of(page, pages)}"
    container.add_item(discord.ui.TextDisplay(title))
    for each in mutes[(page - 1) * MUTES_PER_PAGE : page * MUTES_PER_PAGE]:
        remove = button(wish_texts.UNMUTE, unmute_id(each.id, page))
        lines = [f"{mute_name(each, taxonomy)} 🔇"]
        if each.changed:
            lines.append(_anew_line(each.changed))
        if taxonomy.lacks(each.topic):
            lines.append(f"-# {wish_texts.MUTE_LOST}")
        container.add_item(discord.ui.Section("\n".join(lines), accessory=remove))
    container.add_item(discord.ui.TextDisplay(f"-# {wish_texts.MUTES_HINT}"))
    row = turners(mutes_id(page - 1), mutes_id(page + 1), page=page, pages=pages)
    return Layout(container, *row)


def mute_name(mute: Mute, taxonomy: Taxonomy) -> str:
    """The muted topic, or the muted words in quotes."""
    if mute.topic:
        return topic_name(mute.topic, taxonomy)
    words = quote(with_both_ends(mute.words, WORDS_CHARACTERS), WORDS_CHARACTERS)
    return (
        words if QUOTED_PHRASE.fullmatch(mute.words) else wish_texts.MUTED_WORDS.format(words=words)
    )
