"""All sentences and labels of feeds that a server proposes to the operator; see `texts`."""

from collections.abc import Mapping

from bot.model.feed import Obstacle
from bot.ui.texts import gettext as _

# Feeds that a server has for itself (`proposal_pages`, the server settings cog).
PROPOSAL_OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.SWITCHED_OFF: _(
        "This bot takes no sources from servers. Ask its host to set SERVER_FEEDS to ask or allow."
    ),
    Obstacle.NO_OPERATOR: _(
        "The bot's host has to allow this source, and I cannot ask them. Ask them to set OWNER_ID, "
        "or to add the source with `progress-bot feeds add`."
    ),
    Obstacle.FOR_EVERYBODY: _(
        "This is a source of all servers already. </news subscribe> posts its news in a channel."
    ),
    Obstacle.CHOSEN: _("This server has this source already. See </news sources>."),
    Obstacle.PROPOSED: _(
        "This server has proposed this source already; the bot's host has not answered yet."
    ),
    Obstacle.REFUSED: _(
        "The bot's host refused this source in the last {days} days. Choose another one."
    ),
    Obstacle.TOO_MANY: _(
        "This server has {limit} sources of its own, and no more are possible. Remove one with "
        "</news sources> first."
    ),
    Obstacle.BUSY: _("Another address of this server is being checked. Try again in a minute."),
    Obstacle.TOO_SLOW: _("The site takes too long to answer. Try again later."),
    Obstacle.NO_ADDRESS: _(
        "This is no address. Copy the address of a feed, or of a web page that names one, from a "
        "browser; it begins with https://."
    ),
    Obstacle.PRIVATE: _("This is a private address, which I do not read. Give a public one."),
    Obstacle.LOCKED: _(
        "The site does not let me read this feed. Ask its publisher, or choose another source."
    ),
}
SOURCE_CHOSEN = _("✅ {feed} is a source of this server now.")
SOURCE_CHOSEN_DETAILS = _(
    "Its new articles are posted in the channels that are subscribed to their topics. What it "
    "holds now is found with </latest> and </search> soon, and is not posted."
)
SOURCE_PROPOSED = _("🕓 {feed} is proposed to the bot's host.")
SOURCE_ASKED = _("They got a direct message. This server will be told their answer.")
SOURCE_TO_BE_ASKED = _(
    "They could not be asked right now; I will try again. This server will be told their answer."
)
SOURCE_NOT_ASKED = _(
    "Discord does not let me write to them. They can answer with `progress-bot feeds requests`; "
    "please tell them. This server will be told their answer."
)
NEWEST_TITLES = _("The newest:")
NOTHING_ON_TOPIC = _(
    "⚠️ None of it is about this bot's topics, so only channels that are subscribed to all topics "
    "would get it."
)
ITEMS_ON_TOPIC = _("{items}, {on_topic} about this bot's topics")
HOST_ASKED = _("A server proposes a source")
HOST_ASKED_DETAILS = _(
    "**{server}** would like to have {feed}. If you allow it, it is announced only in servers that "
    "choose it, and other servers may choose it without asking."
)
ALLOW = _("Allow")
REFUSE = _("Refuse")
HOST_ALLOWED = _("✅ You allowed {feed} for **{server}**.")
HOST_REFUSED = _("🚫 You refused {feed} for **{server}**.")
HOST_ANSWERED_BEFORE = _("It was answered before; that answer counts.")
PROPOSAL_GONE = _(
    "This proposal no longer exists: the server withdrew it by removing the bot, or it was "
    "answered long ago."
)
NOT_THE_HOST = _("Only the bot's host can answer this.")
ANSWER_ALLOWED = _(
    "✅ The bot's host allowed {feed}. It is a source of this server now: its new articles are "
    "posted in the channels that are subscribed to their topics."
)
ANSWER_REFUSED = _("🚫 The bot's host refused {feed} as a source of this server.")
OWN_SOURCES_TITLE = _("Sources of this server alone")
NO_OWN_SOURCES = _(
    "This server has no sources of its own. </news source> proposes one; </sources> shows "
    "those of all servers."
)
OWN_SOURCES_HINT = _("Only servers that chose a source see it. </sources> shows all of them.")
PROPOSAL_WAITS = _("🕓 {feed} waits for the bot's host, since {when}.")
REMOVE_SOURCE = _(
    "Remove {feed}? Its new articles will not be posted here, and its articles will no longer be "
    "found in this server. What was posted stays."
)
REMOVE_NOW = _("Remove it")
KEEP_SOURCE = _("Keep it")
SOURCE_REMOVED_BEFORE = _("This server no longer has this source.")
