"""The actions of moderators; each function returns the answer to show.

Called by the cogs of subscriptions, deliveries and servers. The functions check the bot's
permissions in the channel, call a service, and list what the moderator must still mend.
"""

import re
from http import HTTPStatus

import discord
from msgspec import Struct
from msgspec.structs import replace

from bot.discord_api import texts
from bot.discord_api.forum_tags import tag_problem
from bot.discord_api.messenger import DiscordMessenger
from bot.discord_api.place_state import obstacles_in, role_problem, role_problems
from bot.discord_api.places import Place, kind_of, server_channel
from bot.discord_api.posting_warnings import (
    REASON_CHARACTERS,
    posting_warnings,
    refusal_sentences,
    warnings_for,
)
from bot.errors import MessengerError, RequestError
from bot.model.feed import FeedKind
from bot.model.ids import read_id
from bot.model.subscription import (
    ChannelState,
    PauseCause,
    Step,
    StudyWish,
    Subscription,
    SubscriptionChange,
)
from bot.model.wish import Reach, Wish
from bot.services import Services
from bot.storage.wishes import same_words
from bot.subscriptions.delivery_log import Outcome, SentAgain
from bot.subscriptions.display_options import DisplayOption, chosen_option
from bot.subscriptions.saving import WantedSubscription
from bot.subscriptions.service import Overview, SubscriptionService
from bot.ui import wish_texts
from bot.ui.commands import named_in
from bot.ui.markup import quote
from bot.ui.moderator_texts import WARNING
from bot.ui.subscription_pages import Subscribed
from bot.ui.wish_pages import mute_name


class SubscriptionRequest(Struct, frozen=True, kw_only=True):
    """The options of `/news subscribe`.

    Attributes:
        kinds: None leaves them as they are, or patient news for a new subscription.
        no_role: mention no role any more.
        studies: the kinds of study; None leaves them as they are.
        show: the key or label of a way to show news; None leaves it as it is, or takes the
            channel's default for a new subscription.
        words: the words of the topic that are followed; None follows all of it.
        without: topics and words to leave out, between commas; "none" leaves nothing out.
        reach: where the words must stand; None leaves it as it is, or is close.
    """

    topic: str
    kinds: frozenset[FeedKind] | None = None
    role: discord.Role | None = None
    no_role: bool = False
    show: str | None = None
    post_newest: bool = False
    words: str | None = None
    without: str | None = None
    reach: Reach | None = None
    studies: StudyWish | None = None


async def subscribe(services: Services, place: Place, asked: SubscriptionRequest) -> Subscribed:
    """Make a subscription, or change what is named of it.

    Raises:
        RequestError: the role is @everyone or named together with `no_role`, the channel has no
            such way to show news, or words are not understood.
    """
    option = chosen_option(asked.show, kind_of(place))
    before = await services.subscriptions.overview(place.guild.id)
    known = next((each for each in before.subscriptions if _is_for(each, place, asked)), None)
    wish, understood = await _understood(services, known, asked.words)
    wanted = replace(_wanted(place, asked, option), wish=wish, edition=services.wishes.edition)
    outcome = await save(
        services,
        place,
        wanted,
        role=asked.role,
        without=asked.without,
        known=known,
        before=before,
    )
    assert outcome is not None  # noqa: S101 - one without an id is made
    subscribed = outcome.subscription
    preview = await services.wishes.preview(subscribed, outcome.wish) if outcome.wish else None
    if outcome.posted and preview and preview.matched:
        await services.subscriptions.post(subscribed, *preview.matched[0])
    return replace(
        outcome,
        newest=None if outcome.wish else await services.subscriptions.newest_for(subscribed),
        preview=preview,
        understood=understood,
    )


def _wanted(place: Place, asked: SubscriptionRequest, option: DisplayOption) -> WantedSubscription:
    """Return the request as a wanted subscription; its words are understood later."""
    return WantedSubscription(
        place.guild.id,
        place.id,
        SubscriptionChange(
            asked.kinds,
            asked.role.id if asked.role else None,
            no_role=asked.no_role,
            steps=option.steps if asked.show else None,
            studies=asked.studies,
            reach=asked.reach,
        ),
        topic=asked.topic,
        default_steps=option.steps,
        form=option.form,
        post_newest=asked.post_newest,
    )


async def save(
    services: Services,
    place: Place,
    wanted: WantedSubscription,
    *,
    role: discord.Role | None,
    without: str | None,
    known: Subscription | None,
    before: Overview,
) -> Subscribed | None:
    """Save a subscription; None if the server has no such one to change.

    Args:
        place: its channel.
        wanted: all but what is left out.
        role: that it mentions from now on.
        without: topics and words to leave out, as typed; None leaves them as they are.
        known: the subscription before; None if it is new.
        before: all subscriptions of the server.
    """
    problem, kind = role_problem(role, place), kind_of(place)
    change = wanted.change
    if without is not None:
        excluded = await services.wishes.exclusions(without, known.without if known else ())
        change = replace(change, without=excluded)
    steps = change.applied_to(known).steps if known else wanted.default_steps
    obstacles = warnings_for(services, place, steps, (known or wanted).topic, before)
    posted = wanted.post_newest and not obstacles
    saved = await services.subscriptions.save(
        replace(wanted, change=change, channel_kind=kind, post_newest=posted)
    )
    if saved is None:
        return None
    muting = await services.wishes.muting(place.guild.id, saved.subscription.topic, saved.wish)
    muted = [wish_texts.MUTED_THERE.format(what=mute_name(m, services.taxonomy)) for m in muting]
    told = [*(obstacles or refusal_sentences(place, before)), *muted]
    return Subscribed(
        saved,
        kind,
        warnings=[*told, problem] if problem else told,
        is_muted=bool(muted),
        posted=posted,
        scheduled=before.schedules.get(place.id),
        care=await services.visibility.care(place.guild.id, place.id),
    )


async def _understood(
    services: Services, known: Subscription | None, words: str | None
) -> tuple[Wish | None, tuple[str, ...]]:
    """The wish that is asked for, and how it was read; a known one keeps its understanding."""
    if words is None:
        return None, ()
    stored = await services.wishes.of(known) if known else None
    if stored and stored.wish:
        return stored.wish, ()
    return await services.wishes.understand(words)


def _is_for(subscription: Subscription, place: Place, asked: SubscriptionRequest) -> bool:
    is_same = subscription.words.lower() == same_words(asked.words or "").lower()
    return (subscription.channel_id, subscription.topic) == (place.id, asked.topic) and is_same


async def pause(service: SubscriptionService, place: Place) -> str:
    """Pause a channel until it is resumed; returns the answer.

    Raises:
        RequestError: the channel has no subscription.
    """
    before = (await service.overview(place.guild.id)).channels.get(place.id)
    if not await service.pause(place.guild.id, place.id):
        raise RequestError(texts.NO_SUBSCRIPTION.format(channel=place.mention))
    is_new = before is None or before.cause is not PauseCause.MODERATOR
    return (texts.PAUSED_NOW if is_new else texts.PAUSED_BEFORE).format(channel=place.mention)


async def resume(services: Services, place: Place) -> str:
    """Resume a channel; returns the answer, with the obstacles that remain there.

    A channel that Discord refuses stays paused while the bot sees an obstacle to posting there.

    Raises:
        RequestError: the channel has no subscription.
    """
    service = services.subscriptions
    before = await service.overview(place.guild.id)
    state = before.channels.get(place.id)
    is_refused = state is not None and state.cause is PauseCause.REFUSED
    is_stuck = is_refused and bool(obstacles_in(place, services.clock.now()))
    if state is None or not (is_stuck or await service.resume(place.guild.id, place.id)):
        raise RequestError(texts.NO_SUBSCRIPTION.format(channel=place.mention))
    here = [each for each in before.subscriptions if each.channel_id == place.id]
    # The refusal of a channel that was paused for it is in the head.
    told = before if state.paused_at is None else None
    warnings = posting_warnings(services, place, _steps_in(place, before), overview=told)
    head = _resumed(state, place.mention)
    if warnings:
        head = _resumed_in_part(state, is_stuck=is_stuck).format(channel=place.mention)
    else:
        warnings = tag_problem(place, [each.topic for each in here], services.taxonomy)
    warnings += dict.fromkeys(role_problems(place.guild, here).values())
    return "\n".join([head, *(WARNING.format(warning=each) for each in warnings)])


def _resumed_in_part(before: ChannelState, *, is_stuck: bool) -> str:
    """The form that says what became of a channel where obstacles remain."""
    if is_stuck:
        return texts.STILL_REFUSED
    return texts.RESUMED_WITH_OBSTACLES if before.paused_at else texts.NOT_PAUSED_WITH_OBSTACLES


def _resumed(before: ChannelState, mention: str) -> str:
    """Say that news is posted again; if the bot cannot know that, say that it will try."""
    if before.paused_at is None:
        return texts.NOT_PAUSED.format(channel=mention)
    refusal = before.refusal
    if before.cause is not PauseCause.REFUSED or refusal is None:
        return texts.RESUMED.format(channel=mention)
    words = refusal.words or texts.NO_WORDS.format(code=refusal.code)
    return texts.TRIED_AGAIN.format(channel=mention, words=quote(words, REASON_CHARACTERS))


def _steps_in(place: Place, overview: Overview) -> frozenset[Step]:
    """The steps of all subscriptions of the channel."""
    return frozenset().union(
        *(each.steps for each in overview.subscriptions if each.channel_id == place.id)
    )


async def check_again(services: Services, guild: discord.Guild | None, channel_id: int) -> str:
    """Resume the channel of a notice if the bot can post there now; returns the answer.

    Raises:
        RequestError: the bot still cannot post there, or there is nothing to resume.
    """
    if guild is None:  # the server is unavailable
        raise RequestError(texts.CHANNEL_NOT_SEEN)
    state = await services.server_changes.state(guild.id, channel_id)
    if state is None:
        raise RequestError(texts.NO_SUBSCRIPTION_ANY_MORE)
    if state.cause is PauseCause.MODERATOR:
        raise RequestError(texts.MODERATOR_PAUSED)
    if state.paused_at:
        channel = await server_channel(guild, channel_id)
        if found := obstacles_in(channel, services.clock.now()):
            raise RequestError(named_in(found[0].sentence))
        await services.subscriptions.resume(guild.id, channel_id)
    return _resumed(state, f"<#{channel_id}>")


async def send_again(
    services: Services, client: discord.Client, guild_id: int, match: re.Match[str]
) -> str | None:
    """Send the delivery again whose button matched AGAIN.

    Returns:
        A sentence that says why the delivery is not sent; None if it is sent.

    Raises:
        RequestError: announcements are off, the bot may not see the message, or the delivery's id
            is malformed.
        MessengerError: Discord did not say whether the message still exists.
    """
    if not services.settings.announce:
        raise RequestError(texts.ANNOUNCEMENTS_OFF)
    generation = int(match["generation"]) if match["generation"] else None
    messenger = DiscordMessenger(client, services.taxonomy, glossary=services.glossary)
    try:
        result = await services.delivery_log.send_again(
            guild_id, read_id(match["delivery"]), generation, messenger
        )
    except MessengerError as exc:
        if exc.status == HTTPStatus.FORBIDDEN:
            raise RequestError(texts.MESSAGE_NOT_SEEN) from exc
        raise
    return _why_not_sent(result, client.get_guild(guild_id))


def _why_not_sent(result: SentAgain, guild: discord.Guild | None) -> str | None:
    found = result.delivery
    match result.outcome:
        case Outcome.AGAIN:
            return None
        case Outcome.STANDS if found:
            return texts.MESSAGE_STANDS.format(url=found.message_url)
        case Outcome.UNSUBSCRIBED if found:
            if guild and not guild.get_channel_or_thread(found.channel_id):
                return texts.CHANNEL_GONE
            return texts.UNSUBSCRIBED_SINCE.format(channel=f"<#{found.channel_id}>")
        case _:
            return texts.DELIVERY_CHANGED
