"""All sentences and labels of `ui` and the cogs that moderators alone read; see `texts`."""

from collections.abc import Mapping

from bot.model.delivery import DeliveryState, StepState
from bot.model.feed import FeedKind
from bot.model.subscription import Step
from bot.ui.texts import gettext as _

# Subscriptions (`subscription_pages`, the subscriptions cog).
NO_SUCH_SUBSCRIPTION = _(
    "There is no such subscription. Choose one from the list, or look at /subscriptions."
)
ENDED_BEFORE = _("This subscription has ended before. The list shows how it stands now.")
SUBSCRIPTION_ENDED = _("✅ Ended: {subscription}.")
SUBSCRIPTIONS_TITLE = _("Subscriptions of this server")
NO_SUBSCRIPTIONS = _("This server has no subscriptions yet. Start with `/subscribe`.")
SUBSCRIBED = _("✅ Subscribed: **{topic}** in {channel}, {details}.")
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
LOST_ROLE = _("⚠️ The role {role} was deleted. Name another one with /subscribe.")
LOST_UNKNOWN_ROLE = _("⚠️ The role was deleted. Name another one with /subscribe.")
MENTIONING = _("mentioning {role}")
MENTIONS = _("mentions {role}")
TOPIC_IN_CHANNEL = _("{topic} in {channel}")
TOPIC_IN_CHANNEL_BOLD = _("**{topic}** in {channel}")
NO_ARTICLE_YET = _("There is no such article yet. The first one will be posted when it appears.")
NEWEST_POSTED = _("The newest article is being posted there now, unless it was before:")
NEWEST_PREVIEWED = _("This is how the newest article would look there:")
NEWEST_PREVIEWED_AS_POST = _(
    "This is how the newest article would look there, as a post of its own with those of the "
    "forum's tags that are named like its topics:"
)
REMOVE = _("Remove")
ENDED = _("{topic} in {channel} ended {when}: {reason}")
PAUSED = _("⏸️ Paused {when}. {reason}")
USE_RESUME = _("Use /resume to go on.")
WAITING = _("🕓 Waiting; it began {when}. {reason}")

# Deliveries and notices (`delivery_pages`).
DELIVERIES_TITLE = _("Deliveries in this server")
SEND_AGAIN = _("Send again")
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
NO_DELIVERIES = _("Nothing was to be posted in this server yet. Start with `/subscribe`.")
NO_SUCH_DELIVERIES = _("No delivery is like that. `/deliveries` without options shows all.")
NEWS_WAITING = _("⏸️ News is waiting")
CHANNEL_CHANGED = _("ℹ️ A channel changed")
CHANNEL = _("In {channel}:")
NAMED_CHANNEL = _("In {channel} ({name}):")
CHANNEL_WAITING = _("I cannot post in {channel}. Waiting there: {topics}.")
NAMED_CHANNEL_WAITING = _("I cannot post in {channel} ({name}). Waiting there: {topics}.")
GOES_ON = _(
    "News goes on by itself when this is mended, and brings what appears meanwhile. The button "
    "looks at once."
)
CHECK_AGAIN = _("Check again")
