"""Pages about feeds that a server has for itself, for its moderators and the bot's host.

Pure; called by the server settings cog and `discord_api.notices`.
"""

from collections.abc import Sequence

import discord

from bot.catalogue.proposing import Proposed
from bot.catalogue.server_feeds import MOST_PER_SERVER, REFUSED_FOR, Answered, OwnFeeds
from bot.model.feed import Feed, FeedPreview, ListedFeed, Obstacle, Proposal, ProposalState
from bot.ui import moderator_texts, proposal_texts, texts
from bot.ui.markup import clip, link, quote, when
from bot.ui.server_addresses import drop_id, own_id, proposal_id
from bot.ui.source_pages import source_row
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button, page_of, turners

# Limits of characters, chosen by eye, so that the longest page fits into a message.
FEED_NAME_CHARACTERS = 100
FEED_URL_CHARACTERS = 400
TITLE_CHARACTERS = 200
SERVER_CHARACTERS = 100
OWN_PER_PAGE = 4
"""Four of the longest sources, and what waits, fit into a message of 4,000 characters."""
MOST_WAITING_SHOWN = 5


def obstacle_sentence(obstacle: Obstacle) -> str:
    """Why a server cannot have a feed, and what to do about it."""
    text = proposal_texts.PROPOSAL_OBSTACLES[obstacle]
    return text.format(limit=MOST_PER_SERVER, days=REFUSED_FOR.days)


def proposed_page(proposed: Proposed, *, reached: bool | None) -> Layout:
    """The outcome of `/news source`.

    Args:
        proposed: the feed, and whether it waits for the bot's host.
        reached: whether the host got a message; None if it is tried again.
    """
    if proposed.waits is None:
        lines = [proposal_texts.SOURCE_CHOSEN, proposal_texts.SOURCE_CHOSEN_DETAILS]
    elif reached is None:
        lines = [proposal_texts.SOURCE_PROPOSED, proposal_texts.SOURCE_TO_BE_ASKED]
    elif reached:
        lines = [proposal_texts.SOURCE_PROPOSED, proposal_texts.SOURCE_ASKED]
    else:
        lines = [proposal_texts.SOURCE_PROPOSED, proposal_texts.SOURCE_NOT_ASKED]
    return _card(
        "\n".join(lines).format(feed=_name(proposed.feed)),
        _preview(proposed.feed, proposed.preview),
    )


def host_page(proposal: Proposal) -> Layout:
    """The direct message that asks the bot's host, with a button for each answer."""
    allow = button(
        proposal_texts.ALLOW,
        proposal_id("allow", proposal.id),
        style=discord.ButtonStyle.success,
    )
    refuse = button(proposal_texts.REFUSE, proposal_id("refuse", proposal.id))
    text = proposal_texts.HOST_ASKED_DETAILS.format(
        server=quote(proposal.server_name, SERVER_CHARACTERS), feed=_name(proposal.feed)
    )
    return _card(
        f"### {proposal_texts.HOST_ASKED}\n{text}",
        _preview(proposal.feed, proposal.preview),
        row=discord.ui.ActionRow(allow, refuse),
    )


def answered_page(answered: Answered | None) -> Layout:
    """The same message after the answer; without an answer, it says that the proposal is gone."""
    if answered is None:
        return _card(proposal_texts.PROPOSAL_GONE)
    proposal = answered.proposal
    allowed = proposal.state is ProposalState.ALLOWED
    text = proposal_texts.HOST_ALLOWED if allowed else proposal_texts.HOST_REFUSED
    said = text.format(
        feed=_name(proposal.feed), server=quote(proposal.server_name, SERVER_CHARACTERS)
    )
    before = [f"-# {proposal_texts.HOST_ANSWERED_BEFORE}"] if answered.before else []
    return _card("\n".join((said, *before)))


def outcome_page(proposals: Sequence[Proposal]) -> Layout:
    """The host's answers, for a server."""
    return _card(*(_outcome(each) for each in proposals[:MOST_WAITING_SHOWN]))


def own_page(own: OwnFeeds, page: int) -> Layout:
    """A page of the feeds that a server has for itself, each with a button that removes it."""
    if not own.feeds and not own.proposals:
        return _card(proposal_texts.NO_OWN_SOURCES)
    pages = max(1, -(-len(own.feeds) // OWN_PER_PAGE))
    page = max(1, min(page, pages))
    container: discord.ui.Container[Layout] = discord.ui.Container(
        discord.ui.TextDisplay(f"## {proposal_texts.OWN_SOURCES_TITLE}{page_of(page, pages)}"),
        discord.ui.Separator(),
        *(_row(each, page) for each in own.feeds[(page - 1) * OWN_PER_PAGE : page * OWN_PER_PAGE]),
        accent_colour=NEUTRAL_ACCENT_COLOR,
    )
    if own.proposals and page == pages:
        container.add_item(discord.ui.TextDisplay(_waiting(own.proposals)))
    container.add_item(discord.ui.TextDisplay(f"-# {proposal_texts.OWN_SOURCES_HINT}"))
    row = turners(own_id(page - 1), own_id(page + 1), page=page, pages=pages)
    return Layout(container, *row)


def removal_page(listed: ListedFeed, page: int) -> Layout:
    """Asks whether to remove a feed, in place of the page with its button."""
    key = listed.tracked.id
    remove = button(
        proposal_texts.REMOVE_NOW, drop_id(page, key, "yes"), style=discord.ButtonStyle.danger
    )
    keep = button(proposal_texts.KEEP_SOURCE, own_id(page))
    text = proposal_texts.REMOVE_SOURCE.format(feed=_name(listed.tracked.feed))
    return _card(text, row=discord.ui.ActionRow(remove, keep))


def _card(*parts: str, row: discord.ui.ActionRow[Layout] | None = None) -> Layout:
    container: discord.ui.Container[Layout] = discord.ui.Container(
        *(discord.ui.TextDisplay[Layout](part) for part in parts if part),
        accent_colour=NEUTRAL_ACCENT_COLOR,
    )
    if row:
        container.add_item(row)
    return Layout(container)


def _row(listed: ListedFeed, page: int) -> discord.ui.Section[Layout]:
    address = drop_id(page, listed.tracked.id, "ask")
    return discord.ui.Section(source_row(listed), accessory=button(moderator_texts.REMOVE, address))


def _waiting(proposals: Sequence[Proposal]) -> str:
    lines = [
        proposal_texts.PROPOSAL_WAITS.format(feed=_name(each.feed), when=when(each.proposed_at))
        for each in proposals[:MOST_WAITING_SHOWN]
    ]
    if left := len(proposals) - len(lines):
        lines.append("-# " + texts.AND_MORE.format(count=left))
    return "\n".join(lines)


def _outcome(proposal: Proposal) -> str:
    allowed = proposal.state is ProposalState.ALLOWED
    text = proposal_texts.ANSWER_ALLOWED if allowed else proposal_texts.ANSWER_REFUSED
    return text.format(feed=_name(proposal.feed))


def _preview(feed: Feed, preview: FeedPreview) -> str:
    """The address of a feed and its contents."""
    items = proposal_texts.ITEMS_ON_TOPIC.format(
        items=texts.articles(preview.items), on_topic=preview.on_topic
    )
    address = clip(feed.url.replace("`", ""), FEED_URL_CHARACTERS)
    lines = [f"`{address}`", f"-# {items}"]
    if preview.titles:
        lines.append(proposal_texts.NEWEST_TITLES)
        lines += [f"- {quote(title, TITLE_CHARACTERS)}" for title in preview.titles]
    if not preview.on_topic:
        lines.append(proposal_texts.NOTHING_ON_TOPIC)
    return "\n".join(lines)


def _name(feed: Feed) -> str:
    name = link(
        feed.name,
        feed.homepage,
        title_limit=FEED_NAME_CHARACTERS,
        url_limit=FEED_URL_CHARACTERS,
    )
    return f"**{name}**"
