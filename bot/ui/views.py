"""The base of everything that members see and press. Used by the renderers in `ui` and by cogs.

Renderers lay out plain buttons, each with an address. The `Control` classes are registered once at
start, and answer a press by its address alone. In the same way a modal's address leads to its
`Submission`. No view is kept, so buttons and modals still work after a restart.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Protocol, Self, cast

import discord

from bot.errors import RequestError
from bot.model.article import KeptArticle
from bot.services import Services
from bot.storage.database import wait_at_most
from bot.ui import texts
from bot.ui.errors import report
from bot.ui.markup import clip

ANSWER_SECONDS = 2.0
"""How long an answer may wait for the database. Discord takes no answer after three seconds."""
MODAL_TITLE_CHARACTERS = 45
"""Discord's limit."""
MESSAGE_CHARACTERS = 4000
"""Discord's limit for all text of a message of components."""
LABEL_CHARACTERS = 80
"""Discord's limit for the label of a button."""
NEUTRAL_ACCENT_COLOR = 0x8E7CC3
"""The accent color of a message without a topic."""


class Layout(discord.ui.LayoutView):
    """A message of components; stopped at once, so that discord.py keeps no reference to it.

    Attributes:
        articles: those whose pictures it shows.
    """

    def __init__(self, *items: discord.ui.Item[Any], articles: Sequence[KeptArticle] = ()) -> None:
        super().__init__(timeout=None)
        self.articles = articles
        for item in items:
            self.add_item(item)
        self.stop()


class _Serving(Protocol):
    services: Services


def services_of(interaction: discord.Interaction) -> Services:
    """The running bot's services, for controls: discord.py makes a new one for each press."""
    return cast("_Serving", interaction.client).services


class Control(discord.ui.DynamicItem[discord.ui.Item[Any]], template=r"(?!)"):
    """A button or menu that is known by its address.

    Subclasses name the template of their address, whose first word is theirs alone, and do their
    work in `act`. Exceptions become sentences here, since those of a component never reach the
    command tree's handler.

    Attributes:
        address: the pattern of the whole address.
        match: its match, once the control is pressed.
    """

    address: ClassVar[re.Pattern[str]]
    match: re.Match[str]

    def __init_subclass__(cls, *, template: str) -> None:
        cls.address = re.compile(template)
        # discord.py ignores a press that matches no template, and the member gets no answer. So
        # all that begins with the word is taken, and `_read` refuses what does not match.
        super().__init_subclass__(template=rf"{template.partition(':')[0]}(?::(?s:.*))?")

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: discord.ui.Item[Any], _: re.Match[str], /
    ) -> Self:
        """Called by discord.py for each press."""
        return cls(item)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Call `act`; tell whoever pressed about any error."""
        wait_at_most(ANSWER_SECONDS)
        try:
            self.match = self._read()
            await self.act(interaction)
        except Exception as exc:  # noqa: BLE001 - the last resort of every press; it logs
            await report(interaction, exc)

    async def act(self, interaction: discord.Interaction) -> None:
        """Do what the control is for."""
        raise NotImplementedError

    @property
    def choice(self) -> str:
        """The value that was chosen in a menu.

        Raises:
            RequestError: the press names none, or is that of a button.
        """
        if not isinstance(self.item, discord.ui.Select) or not self.item.values:
            raise RequestError(texts.OUTDATED)
        return self.item.values[0]

    def _read(self) -> re.Match[str]:
        return _matched(self.address, self.custom_id)


class Dialog(discord.ui.Modal):
    """A modal; stopped at once, so that discord.py keeps no reference to it.

    discord.py would answer only the modals that were opened since its start.
    """

    def __init__(self, title: str, address: str, *fields: discord.ui.Label[Any]) -> None:
        super().__init__(title=clip(title, MODAL_TITLE_CHARACTERS), custom_id=address)
        for field in fields:
            self.add_item(field)
        self.stop()


class Submission:
    """The answer to a submitted `Dialog`, which is known by its address.

    Subclasses name the template of the address, and do their work in `act`. The client makes one
    for each submission.

    Attributes:
        match: the match of the address.
        values: the submitted values by the address of their field; () for an empty field.
    """

    address: ClassVar[re.Pattern[str]]
    match: re.Match[str]
    values: Mapping[str, tuple[str, ...]]

    def __init_subclass__(cls, *, template: str) -> None:
        cls.address = re.compile(template)

    @classmethod
    def word(cls) -> str:
        """The first word of the address, which is this class's alone."""
        return cls.address.pattern.partition(":")[0]

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Call `act`; tell whoever submitted about any error."""
        wait_at_most(ANSWER_SECONDS)
        data: Mapping[str, Any] = {**(interaction.data or {})}
        try:
            self.match = _matched(self.address, str(data.get("custom_id", "")))
            self.values = dict(_submitted(data.get("components")))
            await self.act(interaction)
        except Exception as exc:  # noqa: BLE001 - the last resort of every submission; it logs
            await report(interaction, exc)

    async def act(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the dialog is for."""
        raise NotImplementedError


def _matched(address: re.Pattern[str], custom_id: str) -> re.Match[str]:
    match = address.fullmatch(custom_id)
    if match is None:
        raise RequestError(texts.OUTDATED)
    return match


def _submitted(components: object) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each field's values. A label holds its field alone."""
    for label in components if isinstance(components, list) else []:
        field = label.get("component") if isinstance(label, dict) else None
        if not isinstance(field, dict) or not isinstance(field.get("custom_id"), str):
            continue
        several = field.get("values", [field.get("value")])
        values = several if isinstance(several, list) else []
        yield field["custom_id"], tuple(each for each in values if isinstance(each, str) and each)


def button(
    label: str,
    custom_id: str,
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    """A button that carries an address.

    It has no emoji: Discord puts one before the label, where screen readers say it first.
    """
    return discord.ui.Button(
        label=clip(label, LABEL_CHARACTERS), custom_id=custom_id, style=style, disabled=disabled
    )


def turners(
    previous: str,
    following: str,
    *,
    page: int,
    pages: int,
    labels: tuple[str, str] = (texts.PREVIOUS, texts.NEXT),
) -> tuple[discord.ui.ActionRow[Any], ...]:
    """The row of buttons that turn pages; empty if there is only one page."""
    if pages <= 1:
        return ()
    back = button(labels[0], previous, disabled=page <= 1)
    onward = button(labels[1], following, disabled=page >= pages)
    return (discord.ui.ActionRow(back, onward),)


def page_of(page: int, pages: int) -> str:
    """The line under a title that says which page it is; "" if there is only one."""
    return f"\n-# {texts.PAGE_OF.format(page=page, pages=pages)}" if pages > 1 else ""
