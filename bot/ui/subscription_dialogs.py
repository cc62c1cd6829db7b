"""The dialogs of a listed subscription: its settings, and its channel. Pure.

Called by the cog of the list, whose answers `edit_from` and `channel_from` read.
"""

from collections.abc import Iterable, Iterator, Mapping

import discord
from msgspec import Struct

from bot.errors import RequestError
from bot.model.feed import FeedKind
from bot.model.form import PostForm
from bot.model.ids import read_id
from bot.model.subscription import (
    PATIENT_KINDS,
    ChannelKind,
    ChannelState,
    StudyWish,
    Subscription,
    SubscriptionChange,
)
from bot.model.wish import Reach
from bot.subscriptions.display_options import DisplayOption, display_options
from bot.ui import moderator_texts, texts, wish_texts
from bot.ui.commands import chosen
from bot.ui.markup import clip
from bot.ui.server_addresses import listed_id
from bot.ui.views import Dialog

KINDS_FIELD, SHOW_FIELD, ROLE_FIELD, CHANNEL_FIELD = "kinds", "show", "role", "channel"
WITHOUT_FIELD, MATCH_FIELD = "without", "match"
WITHOUT_TYPED_CHARACTERS = 1000
"""More than the names of ten topics, or what fits into the option of the command."""
STUDY_LIMITS = (StudyWish.TRIALS, StudyWish.PEOPLE, StudyWish.NO_LABORATORY)
"""Each limit includes the one before it, so the first chosen one counts."""
FIELD_LABEL_CHARACTERS = 100
"""Discord's limit for an option of a field."""


class Edit(Struct, frozen=True):
    """The values that a moderator entered in the dialog of a subscription's settings.

    Attributes:
        form: the form of messages that the channel publishes; None leaves it as it is.
        without: topics and words to leave out, between commas.
        notes: sentences on what was entered and is not set.
    """

    change: SubscriptionChange
    form: PostForm | None
    without: str = ""
    notes: tuple[str, ...] = ()


def edit_dialog(
    subscription: Subscription,
    label: str,
    page: int,
    channel: ChannelState,
    roles: Iterable[int],
    *,
    without: str,
    reach: Reach | None,
) -> Dialog:
    """The settings of a subscription, as far as they fit its channel.

    Args:
        subscription: as it is now.
        label: its name in lists.
        page: the page of the list to show afterwards.
        channel: the state of its channel.
        roles: ids of the server's roles; Discord refuses a dialog with a role that is gone.
        without: what it leaves out, between commas.
        reach: of its words; None if it follows none.
    """
    fields = [
        discord.ui.Label(
            text=moderator_texts.EXTRA_KINDS_FIELD,
            description=moderator_texts.EXTRA_KINDS_HINT,
            component=_kinds_field(subscription),
        )
    ]
    options = display_options(channel.kind)
    shown = _show_field(options, subscription, channel.form)
    if len(options) > 1:
        fields.append(discord.ui.Label(text=moderator_texts.SHOW_FIELD, component=shown))
    fields += [
        discord.ui.Label(
            text=moderator_texts.ROLE_FIELD,
            description=moderator_texts.ROLE_HINT,
            component=_role_field(subscription, roles),
        ),
        *_word_fields(without, reach),
    ]
    address = listed_id("edit", page, subscription.id)
    return Dialog(moderator_texts.EDIT_TITLE.format(subscription=label), address, *fields)


def _word_fields(without: str, reach: Reach | None) -> Iterator[discord.ui.Label[Dialog]]:
    yield discord.ui.Label(
        text=wish_texts.WITHOUT_FIELD,
        description=wish_texts.WITHOUT_HINT,
        component=discord.ui.TextInput(
            custom_id=WITHOUT_FIELD,
            required=False,
            default=without[:WITHOUT_TYPED_CHARACTERS],
            max_length=WITHOUT_TYPED_CHARACTERS,
        ),
    )
    if reach:
        yield discord.ui.Label(text=wish_texts.MATCH_FIELD, component=_match_field(reach))


def move_dialog(
    subscription: Subscription, label: str, page: int, types: Iterable[discord.ChannelType]
) -> Dialog:
    """The dialog that asks to which channel, of one of these types, a subscription moves."""
    menu: discord.ui.ChannelSelect[Dialog] = discord.ui.ChannelSelect(
        custom_id=CHANNEL_FIELD, channel_types=list(types), required=True
    )
    field = discord.ui.Label(text=moderator_texts.CHANNEL_FIELD, component=menu)
    address = listed_id("move", page, subscription.id)
    return Dialog(moderator_texts.MOVE_TITLE.format(subscription=label), address, field)


def edit_from(values: Mapping[str, tuple[str, ...]], kind: ChannelKind) -> Edit:
    """Read the submitted values of the dialog, for a channel of this kind.

    Raises:
        RequestError: a value is none that the dialog offers.
    """
    option, notes = _shown_as(values.get(SHOW_FIELD, ()), kind)
    role = values.get(ROLE_FIELD, ())
    checked = values.get(KINDS_FIELD, ())
    reach = values.get(MATCH_FIELD, ())
    limits = [each for each in STUDY_LIMITS if each in checked]
    if len(limits) > 1:
        strictest = moderator_texts.STUDIES[limits[0]]
        notes = (*notes, moderator_texts.STRICTEST_LIMIT.format(limit=strictest))
    change = SubscriptionChange(
        PATIENT_KINDS | {_extra_kind(each) for each in checked if each not in STUDY_LIMITS},
        role_id=read_id(role[0]) if role else None,
        no_role=not role,
        steps=option.steps if option else None,
        studies=limits[0] if limits else StudyWish.ANY,
        reach=chosen(Reach, reach[0]) if reach else None,
    )
    without = "".join(values.get(WITHOUT_FIELD, ()))
    return Edit(change, option.form if option else None, without, notes)


def _shown_as(
    values: tuple[str, ...], kind: ChannelKind
) -> tuple[DisplayOption | None, tuple[str, ...]]:
    """The entered way to show news; none, and a note, if only other channels show it so.

    The subscription may have moved to another channel while the dialog was open.
    """
    if not values:
        return None, ()
    fitting = [each for each in display_options(kind) if each.key == values[0]]
    if fitting:
        return fitting[0], ()
    if not any(each.key == values[0] for kind in ChannelKind for each in display_options(kind)):
        raise RequestError(texts.CHOICE_GONE)
    return None, (moderator_texts.SHOW_LEFT,)


def channel_from(values: Mapping[str, tuple[str, ...]]) -> int:
    """The id of the channel that was entered.

    Raises:
        RequestError: none was.
    """
    chosen = values.get(CHANNEL_FIELD, ())
    if not chosen:
        raise RequestError(moderator_texts.NO_CHANNEL_CHOSEN)
    return read_id(chosen[0])


def _extra_kind(value: str) -> FeedKind:
    found = [kind for kind in moderator_texts.EXTRA_KINDS if kind == value]
    if not found:
        raise RequestError(texts.CHOICE_GONE)
    return found[0]


def _kinds_field(subscription: Subscription) -> discord.ui.CheckboxGroup[Dialog]:
    options = [
        discord.CheckboxGroupOption(
            label=name.capitalize(), value=kind.value, default=kind in subscription.kinds
        )
        for kind, name in moderator_texts.EXTRA_KINDS.items()
    ]
    # A dialog has five fields at most, so these stand in one.
    options += [
        discord.CheckboxGroupOption(
            label=moderator_texts.STUDIES[each].capitalize(),
            value=each.value,
            default=each is subscription.studies,
        )
        for each in reversed(STUDY_LIMITS)
    ]
    return discord.ui.CheckboxGroup(
        custom_id=KINDS_FIELD,
        required=False,
        min_values=0,
        max_values=len(options),
        options=options,
    )


def _show_field(
    options: Iterable[DisplayOption], subscription: Subscription, form: PostForm | None
) -> discord.ui.RadioGroup[Dialog]:
    """The ways to show news; the present one is chosen."""
    fitting = [each for each in options if each.steps == subscription.steps]
    present = next((each for each in fitting if each.form is form), next(iter(fitting), None))
    return discord.ui.RadioGroup(
        custom_id=SHOW_FIELD,
        required=False,
        options=[
            discord.RadioGroupOption(
                label=clip(each.label, FIELD_LABEL_CHARACTERS),
                value=each.key,
                default=each is present,
            )
            for each in options
        ],
    )


def _match_field(reach: Reach) -> discord.ui.RadioGroup[Dialog]:
    return discord.ui.RadioGroup(
        custom_id=MATCH_FIELD,
        required=False,
        options=[
            discord.RadioGroupOption(label=label, value=each.value, default=each is reach)
            for each, label in wish_texts.REACHES.items()
        ],
    )


def _role_field(subscription: Subscription, roles: Iterable[int]) -> discord.ui.RoleSelect[Dialog]:
    role = subscription.role_id
    present = [discord.Object(role, type=discord.Role)] if role and role in set(roles) else []
    return discord.ui.RoleSelect(
        custom_id=ROLE_FIELD, required=False, min_values=0, default_values=present
    )
