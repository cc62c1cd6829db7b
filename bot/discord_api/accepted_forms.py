"""Sends a message in the fullest form that Discord accepts: the one rule for all messages.

    send ─► accepted
         └► it has a file, which may be the cause ─► show the picture by its address ─► send again
         └► its form is refused: nothing was stored ─► leave out the part that Discord names, else
            those of the next level (`delivery.refusals`) ─► send again, with the same nonce
         └► AutoMod keeps its title out ─► take the neutral one ─► send again
         └► any other error, or nothing left to leave out ─► raised

The messenger calls `in_accepted_form` for posts, edits and threads; cogs call `send_answer` and
`edit_answer` for answers to members.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import discord

from bot.delivery.refusals import (
    PART_OF_CODE,
    is_refusal_of_form,
    may_be_of_file,
    next_level,
    paths_in,
)
from bot.ui.cards import picture
from bot.ui.commands import mentions_of
from bot.ui.drafts import Draft
from bot.ui.views import Layout, services_of

log = logging.getLogger(__name__)

ResultT = TypeVar("ResultT")

MOST_REFUSALS_BY_PART = 3
"""After so many refusals, whole levels are left out, whatever part Discord names. An answer to a
member must arrive within three seconds, and a page has no more pictures."""


async def in_accepted_form(draft: Draft, send: Callable[[], Awaitable[ResultT]]) -> ResultT:
    """Call `send` until Discord accepts the draft, which becomes plainer each time.

    Raises:
        discord.HTTPException: Discord refused for another reason, or even the barest form.
    """
    refusals = 0
    while True:
        try:
            return await send()
        except discord.HTTPException as exc:
            paths = paths_in(exc.text) if refusals < MOST_REFUSALS_BY_PART else []
            if draft.attached and may_be_of_file(exc.status, exc.code, paths):
                draft.detach()
                continue
            if (part := PART_OF_CODE.get(exc.code)) in draft.parts:
                draft.leave_out(frozenset({part}))
                continue
            if not is_refusal_of_form(exc.status, exc.code):
                raise
            refusals += 1
            if draft.leave_out_named(paths):
                continue
            level = next_level(draft.parts)
            if not level:
                raise
            draft.leave_out(level)


async def send_answer(
    interaction: discord.Interaction[Any], view: Layout, *, ephemeral: bool = True
) -> None:
    """Answer a command or a button with a message, also if the answer was put off."""
    mentions_of(interaction.client).in_view(view)
    draft, response = Draft(view), interaction.response
    send = interaction.followup.send if response.is_done() else response.send_message
    await in_accepted_form(draft, lambda: send(view=view, ephemeral=ephemeral))
    await _remember_pictures(interaction, draft)


async def edit_answer(interaction: discord.Interaction[Any], view: Layout) -> None:
    """Show a view in place of the message whose button was pressed."""
    mentions_of(interaction.client).in_view(view)
    draft, response = Draft(view), interaction.response
    # A deferred press has been answered, so its message is edited.
    edit = interaction.edit_original_response if response.is_done() else response.edit_message
    await in_accepted_form(draft, lambda: edit(view=view))
    await _remember_pictures(interaction, draft)


async def _remember_pictures(interaction: discord.Interaction[Any], draft: Draft) -> None:
    """Record the refused pictures of the articles that the page shows.

    If Discord did not say which of several pictures it refused, none is recorded.
    """
    if draft.left_out:
        log.info("An answer goes without %s, which Discord refused", ", ".join(draft.left_out))
    shown = draft.view.articles if isinstance(draft.view, Layout) else ()
    refused = [
        kept.id
        for kept in shown
        if (item := picture(kept)) and item.media.url in draft.refused_pictures
    ]
    if refused:
        await services_of(interaction).refused_parts.of_pictures(refused)
