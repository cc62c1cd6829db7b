"""All sentences of `discord_api` for members, moderators and the bot's host.

They are whole sentences with named placeholders, so that they can be translated. Log messages are
always English and stand in the code. The reasons why Discord refuses a post are in
`delivery.refusals`, since they are stored with the post.
"""

from bot.ui.texts import gettext as _

# Channels and roles that a command names (`places`, `client`).
CHANNEL_NOT_SEEN = _(
    "I cannot see such a channel in this server. Give me View Channel there, or choose another "
    "channel."
)
CANNOT_POST_IN_KIND = _(
    "I cannot post news here. Name a text or announcement channel, a thread, a forum or a media "
    "channel."
)
NO_SUCH_ROLE = _("This server has no such role. Choose one from the list.")
NOT_EVERYONE = _("I do not mention everyone. Choose another role, or none.")
ROLE_NOT_MENTIONABLE = _(
    "{role} will be named but not notified. Allow anyone to mention this role, in its settings."
)
NO_MANAGE_WEBHOOKS = _("Give me the permission Manage Webhooks in {channel}, then try again.")
FOLLOWING_REFUSED = _("Discord did not change what {channel} follows: {words} Try again later.")
FOLLOWS_UNSEEN = _(
    "{channel} follows a channel that I cannot see any more, so I do not know whether it is this "
    "one. Use </news unfollow> without `topic`: it ends all that it follows there."
)
CANNOT_POST_YET = _("I cannot post in {channel} yet. {obstacle}")

MAY_LACK_TAG = _(
    "{channel} requires a tag, and has none that fits every article: the bot takes only general "
    "tags, and those that are named like a topic of the article. An article without one holds up "
    "the news there. Add a tag that anyone may use, such as “News”."
)

# Actions of moderators (`moderator_actions`).
ANNOUNCEMENTS_OFF = _(
    "Announcements are switched off for this bot. Ask its host to set ANNOUNCE to on."
)
CHANNEL_PAUSED = _("{channel} is paused. Use </news resume> to have news posted there again.")
CHANNEL_HELD = _("Nothing could be posted in {channel} since {when}: {reason}")
CHANNEL_REFUSED = _("Nothing is posted in {channel} now: {reason}")
NO_SUBSCRIPTION = _("{channel} has no subscription. Use </news subscribe> to make one.")
PAUSED_NOW = _("⏸️ {channel} is paused. Use </news resume> to have news posted there again.")
PAUSED_BEFORE = _(
    "⏸️ {channel} was paused already. Use </news resume> to have news posted there again."
)
NOT_PAUSED = _("▶️ {channel} was not paused: news is posted in it.")
RESUMED = _("▶️ News is posted in {channel} again.")
TRIED_AGAIN = _(
    "▶️ I try again to post in {channel}. Discord's last answer was “{words}”, so only the "
    "next article shows whether it works. See </news subscriptions> after that."
)
NO_WORDS = _("code {code}")
NOT_PAUSED_WITH_OBSTACLES = _("▶️ {channel} was not paused.")
STILL_REFUSED = _("⏸️ {channel} still takes no news. When this is fixed, news continues by itself:")
RESUMED_WITH_OBSTACLES = _("▶️ {channel} is not paused any more.")
NO_SUBSCRIPTION_ANY_MORE = _(
    "This channel has no subscription any more. Use </news subscribe> to make one."
)
MODERATOR_PAUSED = _(
    "A moderator paused this channel. Use </news resume> to have news posted there again."
)
DELIVERY_CHANGED = _(
    "This delivery has changed since it was shown here. The list is up to date now."
)
MESSAGE_NOT_SEEN = _(
    "I cannot see whether the message still exists. Give me View Channel and Read Message History "
    "there, then try again."
)
MESSAGE_STANDS = _("[The message]({url}) still exists. Delete it first to have it sent again.")
CHANNEL_GONE = _("I do not see this channel any more, so nothing can be sent there.")
UNSUBSCRIBED_SINCE = _(
    "{channel} has no subscription any more. Use </news subscribe> for it, then send this again."
)

# The direct message to the bot's host (`notices`).
HELP_NEEDED = _("**The bot needs your help**")
MORE_IN_DOCTOR = _("and {count} more: `progress-bot doctor`")

# `progress-bot doctor` (`diagnosis`).
TOKEN_MISSING = _("Set DISCORD_TOKEN in .env; the README says where to get one.")
TOKEN_WRONG = _("Discord does not know this DISCORD_TOKEN. Set the one that its portal gives.")
TOKEN_UNKNOWN = _(
    "Discord does not know this token. Copy it again from its developer portal, page Bot, "
    "Reset Token."
)
SIGNED_IN = _("Signed in as {user}.")
COMMANDS_NOT_REGISTERED = _("The bot registers its commands when it starts.")
COMMANDS_REGISTERED = _("Discord has all commands of the bot.")
COMMANDS_DIFFER = _(
    "Discord does not have these commands as the bot registered them: {commands}. Start the bot "
    "again, and make sure that no other program uses its token."
)
COMMANDS_OF_OTHERS = _(
    "COMMANDS is off here, so another process of the bot must register them. Discord has: "
    "{commands}."
)
NOBODY_REGISTERS_COMMANDS = _(
    "COMMANDS is off here, and Discord has no commands of the bot, so members cannot use any. Set "
    "COMMANDS=on for one of the bot's processes, and start it."
)
DISCORD_NOT_REACHED = _(
    "Discord could not be reached ({error}). Check the network and DISCORD_API_URL."
)
NOT_IN_SERVER = _(
    "The bot is not in this server any more. Invite it again, or remove the subscription."
)
CHANNEL_HIDDEN = _("{obstacle} Otherwise remove the subscription.")
LAST_REFUSAL = _("Nothing is posted there now: {reason}")
ALL_PERMISSIONS = _("The bot has every permission that it needs.")
POSTS_NOTHING_THERE = _("The bot posts nothing in such a channel. Remove the subscription.")
MENTION_OF_DELETED_ROLE = _(
    "The role that was mentioned here was deleted. Name another one with /news subscribe."
)

# Reasons why the bot cannot stay connected (`connection`, `gateway_socket`).
TOKEN_NOT_ACCEPTED = _(
    "Discord does not accept DISCORD_TOKEN. Copy the token again from the developer portal, "
    "page Bot."
)
NOT_DISCORDS_API = _(
    "DISCORD_API_URL does not answer as Discord does (status {status}). Set it to the base of a "
    "REST API with its version, or leave it out."
)
INVALID_SHARD = _(
    "Discord does not accept shard {shard} of {count} (close code 4010, invalid shard). Start "
    "the bot again: it then asks Discord how many shards it needs."
)
SHARDING_REQUIRED = _(
    "The bot is in too many servers for its number of shards, {count} (close code 4011 on shard "
    "{shard}, sharding required). Start the bot again: it then asks Discord how many shards it "
    "needs."
)
INVALID_VERSION = _(
    "Discord no longer accepts this version of its gateway (close code 4012 on shard {shard}, "
    "invalid API version). Install a newer version of this program."
)
INVALID_INTENTS = _(
    "Discord does not know the intents that the bot asks for: {intents} (close code 4013 on "
    "shard {shard}, invalid intents). Install a newer version of this program."
)
DISALLOWED_INTENTS = _(
    "Discord does not allow the bot the intents that it asks for: {intents} (close code 4014 "
    "on shard {shard}, disallowed intents). Allow them in the developer portal, page Bot, "
    "under Privileged Gateway Intents."
)
