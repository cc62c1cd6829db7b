"""All sentences and labels of `ui` and the cogs that moderators alone read; see `texts`."""

from collections.abc import Mapping

from bot.model.delivery import DeliveryState, StepState
from bot.model.feed import FeedKind
from bot.model.form import CareMode
from bot.model.subscription import Step, StudyWish
from bot.ui.texts import gettext as _
from bot.ui.texts import ngettext

# Everywhere (`commands`).
NOT_A_MEMBER = _(
    "I am not a member of this server, so I cannot post here. [Invite me]({url}), then try again."
)

# The hub and what follows it (`follower_pages`, the followers cog).
HUB_FOR_HOST = _(
    "Only the person who hosts this bot can use this, by the account that is named in OWNER_ID."
)
HUB_TITLE = _("This server publishes to others")
HUB_DETAILS = _(
    "One message here, published once, reaches every channel that follows. Another server follows "
    "with </news follow>, or with the link below and Discord's own *Follow*. Discord publishes "
    "about ten messages an hour in each channel; the others wait."
)
HUB_TOPIC = _("{topic}: {channel} · [Follow]({url})")
HUB_EMPTY = _(
    "Nothing is published yet. Make an announcement channel for a topic, and use </news subscribe> "
    "there; cards are then published."
)
HUB_LACKS = _("Without a channel of their own: {topics}.")
HUB_NARROWED = _(
    "{channel} publishes only a part of its topic, by `words`, `without` or `studies`, so others "
    "cannot follow it with </news follow>."
)
HUB_BARE = _(
    "{channel} publishes cards of components, which may be empty in following servers. Choose "
    "“Cards, published to following servers” with </news subscribe>."
)
HUB_LOST = _(
    "Nothing is published on topics that topics.toml does not have any more: {topics}. Put them "
    "back under these slugs, or end their subscriptions with </news unsubscribe>."
)
HUB_ELSEWHERE = _(
    "Another server publishes to others already. End that with `end`, then use this here again."
)
HUB_ENDED = _(
    "✅ This server is not the hub any more. Channels that follow stay until they unfollow."
)
HUB_ENDED_ELSEWHERE = _(
    "✅ The other server that published to others is not the hub any more. Channels that follow "
    "stay until they unfollow."
)
NO_HUB_TO_END = _("There is no hub, so nothing was ended.")
NO_HUB = _(
    "This bot has no server that publishes to others. Use </news subscribe> to have news posted "
    "here."
)
TOPIC_NOT_PUBLISHED = _(
    "This topic is not published to others. Choose one from the list, or use </news subscribe>."
)
TOPIC_LOST = _(
    "The bot does not have this topic any more, so nothing is published on it. Choose another one "
    "from the list."
)
UNFOLLOW_ALL = _(
    "This topic is not published to others now. Use </news unfollow> without `topic`: it ends all "
    "that a channel follows there."
)
CANNOT_FOLLOW_THERE = _("Only text and announcement channels can follow. Choose such a channel.")
FOLLOW = _("Follow")
FOLLOW_ASKED = _("Let {channel} follow {topic}?")
FOLLOWING_GETS = _(
    "The channel then gets every card that the bot's own server publishes on this topic."
)
FOLLOWING_GETS_SEVERAL = _(
    "The bot's own server publishes all these in one channel, so they come and end together. The "
    "channel then gets every card from there."
)
FOLLOWING_PAUSED = _(
    "Nothing is published there now: that channel is paused, or Discord refuses its posts. What "
    "follows it gets nothing meanwhile."
)
FOLLOWING_SCHEDULED = _("That channel has a schedule, which holds here, too: {schedule}")
FOLLOWING_LOSES = _(
    "It is less than a subscription:\n"
    "- no role is mentioned, and no thread is opened\n"
    "- the sources are those of the bot's own server; yours, and `kinds`, do not count\n"
    "- the cards have no buttons\n"
    "- </news deliveries>, </news pause> and </news subscriptions> do not know of it\n"
    "- an article of two topics that you follow comes twice"
)
FOLLOW_BY_HAND = _("Or by hand: open [its channel]({url}) and choose *Follow*.")
FOLLOWED_TWICE = _(
    "This channel also has a subscription to it, so its articles would come twice. End that one "
    "with </news unsubscribe>."
)
FOLLOWING_BARE = _("Its cards may arrive empty. Tell the bot's host, or use </news subscribe>.")
FOLLOWED = _("✅ {channel} follows {topic} from now on. </news unfollow> ends it.")
FOLLOWED_BEFORE = _("{channel} follows {topic} already. </news unfollow> ends it.")
UNFOLLOWED = _("✅ {channel} no longer follows {topic}.")
UNFOLLOWED_ALL = _("✅ {channel} no longer follows the bot's own server.")
NOT_FOLLOWING = _("{channel} does not follow {topic}.")
NOT_FOLLOWING_ANY = _("{channel} follows nothing of the bot's own server.")

# Subscriptions (`subscription_pages`, the subscriptions cog).
NO_SUCH_SUBSCRIPTION = _(
    "There is no such subscription. Choose one from the list, or look at </news subscriptions>."
)
ENDED_BEFORE = _("This subscription has already ended. The list is up to date now.")
SUBSCRIPTION_ENDED = _("✅ Ended: {subscription}.")
SUBSCRIPTIONS_TITLE = _("Subscriptions of this server")
NO_SUBSCRIPTIONS = _("This server has no subscriptions yet. Start with </news subscribe>.")
SUBSCRIBED = _("✅ Subscribed: **{topic}** in {channel}, {details}.")
SUBSCRIPTION_UNCHANGED = _(
    "Nothing was changed. This subscription already exists: **{topic}** in {channel}, {details}."
)
CHANGED_PART = _("- {part}: {now} (before: {before})")
SOURCES_PART = _("Sources")
SHOWN_PART = _("Shown")
ROLE_PART = _("Mentioned role")
NO_ROLE = _("none")
PLAIN_CARDS = _("as cards")
SUBSCRIPTION_CHANGED = _("✅ The subscription was changed: **{topic}** in {channel}, {details}.")
WARNING = _("⚠️ {warning}")
FROM_PATIENT_NEWS = _("from patient news")
PATIENT_NEWS = _("Patient news")
EXTRA_KINDS: Mapping[FeedKind, str] = {
    FeedKind.JOURNAL: _("journals"),
    FeedKind.PREPRINT: _("preprints"),
    FeedKind.REGULATOR: _("regulators"),
}
"""The kinds of source that patient news leaves out."""
STUDIES: Mapping[StudyWish, str] = {
    StudyWish.ANY: _("all articles"),
    StudyWish.NO_LABORATORY: _("no laboratory studies"),
    StudyWish.PEOPLE: _("only studies in people"),
    StudyWish.TRIALS: _("only trials in people"),
}
STUDIES_PART = _("Kinds of study")
LOST_TOPIC = _("⚠️ The bot no longer has this topic, so nothing comes for it.")
LOST_EXCLUSIONS = _("⚠️ The bot no longer has these topics, so they are not left out: {topics}.")
LOST_ROLE = _("⚠️ The role {role} was deleted. Name another one with </news subscribe>.")
LOST_UNKNOWN_ROLE = _("⚠️ The role was deleted. Name another one with </news subscribe>.")
MENTIONING = _("mentioning {role}")
MENTIONS = _("mentions {role}")
TOPIC_IN_CHANNEL = _("{topic} in {channel}")
TOPIC_IN_CHANNEL_BOLD = _("**{topic}** in {channel}")
NO_ARTICLE_YET = _("There is no such article yet. The first one will be posted when it appears.")
NEWEST_POSTED = _("The newest article is being posted there now, unless it was before:")
NEWEST_PREVIEWED = _("This is how the newest article would look there:")
NEWEST_PREVIEWED_AS_POST = _(
    "This is how the newest article would look there. It would be a post of its own, and get the "
    "forum's tags that have the names of its topics, or a general one such as “News” if the forum "
    "requires a tag:"
)
REMOVE = _("Remove")
LIST_BUTTONS: Mapping[str, str] = {
    "edit": _("Edit"),
    "move": _("Move"),
    "remove": REMOVE,
}
"""The labels of a listed subscription's buttons, by the first words of their addresses."""
EDIT_TITLE = _("Edit {subscription}")
EXTRA_KINDS_FIELD = _("More sources, and limits by kind of study")
EXTRA_KINDS_HINT = _(
    "Patient news is always included. Check at most one limit; without one, all studies come."
)
STRICTEST_LIMIT = _(
    "Only one limit by kind of study counts, the strictest that was checked: {limit}."
)
SHOW_FIELD = _("How news is shown")
SHOW_LEFT = _(
    "How news is shown stays as it is: the subscription is in another kind of channel now, where "
    "what you chose does not fit."
)
ROLE_FIELD = _("Role to mention with each post")
ROLE_HINT = _("Leave it empty to mention none.")
MOVE_TITLE = _("Move {subscription}")
CHANNEL_FIELD = _("The channel to post in from now on")
MOVED = _("✅ Moved: **{topic}** from {before} to {channel}.")
SHOWN_THERE = _("Shown there: {shown}.")
SCHEDULE_MOVED = _("The schedule and the quiet hours are those of {channel} now.")
SCHEDULE_KEPT = _("{channel} keeps the schedule that it has.")
SCHEDULE_ENDED = _(
    "The schedule and the quiet hours of {channel} ended with it: the channel has no subscription "
    "any more."
)
NO_CHANNEL_CHOSEN = _("Choose a channel to move the subscription to.")
SAME_CHANNEL = _("The subscription is in {channel} already. Choose another channel.")
ENDED = _("{topic} in {channel} ended {when}: {reason}")
PAUSED = _("⏸️ Paused {when}. {reason}")
USE_RESUME = _("Use </news resume> to have news posted again.")
WAITING = _("🕓 Nothing could be posted here since {when}. {reason}")

# Deliveries and notices (`delivery_pages`).
DELIVERIES_TITLE = _("Deliveries in this server")
SEND_AGAIN = _("Send again")
SEND_DELETED_AGAIN = _("Send a deleted message again")
ARTICLE_IN_CHANNEL = _("{title} in {channel}")
MORE_CHANNELS = _("and {count} more. Name a channel with the option `channel` to see its own.")
MESSAGE_LINK = _("[Message]({url})")
DELIVERY_STATES: Mapping[DeliveryState, str] = {
    DeliveryState.SENT: _("✅ Sent"),
    DeliveryState.PENDING: _("🕓 Pending"),
    DeliveryState.FAILED: _("⚠️ Failed"),
}
STEP_STATES: Mapping[tuple[Step, StepState], str] = {
    (Step.PUBLISH, StepState.DONE): _("📣 Published"),
    (Step.PUBLISH, StepState.OPEN): _("📣 To be published"),
    (Step.PUBLISH, StepState.FAILED): _("📣 Not published"),
    (Step.DISCUSS, StepState.DONE): _("💬 Discussion thread opened"),
    (Step.DISCUSS, StepState.OPEN): _("💬 Discussion thread to be opened"),
    (Step.DISCUSS, StepState.FAILED): _("💬 Discussion thread not opened"),
}
STEP_WITH_REASON = _("{step}: {reason}")
NO_DELIVERIES = _("Nothing has been posted in this server yet. Start with </news subscribe>.")
NO_SUCH_DELIVERIES = _("Nothing matches. </news deliveries> without options shows all.")
NEWS_WAITING = _("⏸️ News is waiting")
CHANNEL_CHANGED = _("ℹ️ A channel changed")
CHANNEL = _("In {channel}:")
NAMED_CHANNEL = _("In {channel} ({name}):")
CHANNEL_WAITING = _("I cannot post in {channel}. Waiting there: {subscriptions}.")
NAMED_CHANNEL_WAITING = _("I cannot post in {channel} ({name}). Waiting there: {subscriptions}.")
GOES_ON = _(
    "When this is fixed, news continues by itself, including what appears meanwhile. The button "
    "checks at once."
)
CHECK_AGAIN = _("Check again")

# Content notes (`about_pages`, the server settings cog).
CARE_TITLE = _("News about death and the end of life")
CARE_MODES: Mapping[CareMode, str] = {
    CareMode.OFF: _("shown as all other news"),
    CareMode.NOTE: _("shown with a note as its first line"),
    CareMode.FOLD: _("hidden behind a note until somebody opens it"),
}
CARE_AS_SERVER = _("as in the whole server")
CARE_NEEDS_CHANNEL = _("`server` goes with a `channel`. Choose the channel, or another mode.")
CARE_OF_SERVER = _("In this server: **{mode}**, {meaning}.")
CARE_OF_CHANNEL = _("In {channel}: **{mode}**, {meaning}.")
CARE_INHERITED = _("In {channel}, as in the whole server: **{mode}**, {meaning}.")
CARE_OF_THREAD = _("In {channel}, as in {parent}: **{mode}**, {meaning}.")
CARE_HINT = _(
    "Change it with </news care> and its option `notes`; with `channel`, for one channel alone. "
    "The notes say “{notes}”. That a disease returned or spread is no reason for one. This applies "
    "to news from now on. Posted cards stay as they are, unless their article changes. The bot "
    "finds such news by its words, so it may miss some."
)


def waiting_moved(number: int) -> str:
    """The number of waiting articles that moved with a subscription."""
    return ngettext(
        "{number} article that waited is posted there, too.",
        "{number} articles that waited are posted there, too.",
        number,
    ).format(number=number)
