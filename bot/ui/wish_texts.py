"""Sentences and labels for moderators about words that a channel follows; see `texts`."""

from collections.abc import Iterable, Mapping

from bot.model.wish import ArticlePart, HeldBackReason, Reach
from bot.ui.texts import gettext as _
from bot.ui.texts import ngettext

TOPIC_OR_WORDS = _("Choose a topic, or give words to follow, or both.")
WORDS_NAME = _("{words} 🔎")
SOME_WORDS = _("some words")
WORDS_IN_TOPIC = _("{words} in {topic} 🔎")
UNDERSTOOD_AS = _("Understood as {names}.")
LEFT_OUT_AS = _("What is left out is understood as {names}.")
ALL_OF_THESE = _("An article must name all of these: {words}.")
ONE_OF_THESE = _("An article must name either {words}.")
ALL_OF_THESE_MUTED = _("An article is left out if it names all of these: {words}.")
ONE_OF_THESE_MUTED = _("An article is left out if it names either {words}.")
WITH = _(" + ")
OR = _("{first} or {last}")
AND_NAMES = _("{names} and {count} more")
REACHES: Mapping[Reach, str] = {
    Reach.CLOSE: _("close: articles about these words"),
    Reach.ANYWHERE: _("anywhere: articles that name these words"),
}
REACH_SHORT: Mapping[Reach, str] = {
    Reach.CLOSE: _("close"),
    Reach.ANYWHERE: _("anywhere in the article"),
}
PARTS: Mapping[ArticlePart, str] = {
    ArticlePart.TITLE: _("“{found}” in the title"),
    ArticlePart.TEASER: _("“{found}” in the teaser"),
    ArticlePart.TEXT: _("“{found}” in the text"),
}
FORMER_PARTS: Mapping[ArticlePart, str] = {
    ArticlePart.TITLE: _("“{found}” was in the title"),
    ArticlePart.TEASER: _("“{found}” was in the teaser"),
}
"""Of an article that changed since it was posted."""
WHY_ON_CARD = _("{words} 🔎: {found}")
WOULD_HAVE_MATCHED = _(
    "These words would have matched {count} of the {total} of the last {days} days:"
)
ONE_MATCHED = _("These words would have matched the one article of the last {days} days:")
NEWEST_NOW = _("The newest of these articles is posted there now.")
NEWEST_WITH_DIGEST = _("The newest of these articles comes with the next digest.")
NEWEST_IN_DAYTIME = _("It is quiet there now: the newest of these articles is posted {when}.")
NONE_MATCHED = _("None of the {total} of the last {days} days would have matched.")
ONE_NOT_MATCHED = _("The one article of the last {days} days would not have matched.")
NOTHING_TO_COMPARE = _("There are no articles of the last {days} days to compare with.")
TOO_WIDE = _("That is {count} of {total}. Use rarer words, or follow a topic instead.")
TOO_WIDE_ANYWHERE = _(
    "That is {count} of {total}. Choose `match: close`, use rarer words, or follow a topic instead."
)
SHOW_ALL_MATCHED = _("Show all {count}")
WIDER = _("Wider ({count})")
CLOSER = _("Closer ({count})")
WITHOUT = _("without {names}")
WITHOUT_PART = _("Left out")
WITHOUT_FIELD = _("Topics and words to leave out")
WITHOUT_HINT = _("Separated by commas. An empty field leaves nothing out.")
MATCH_FIELD = _("Where the words must stand")
NOTHING = _("nothing")
ANEW = _("An update changed how these words are understood: {changed} 🔎")
WITHOUT_ANEW = _("An update changed how the words to leave out are understood: {changed} 🔎")
UNREADABLE = _(
    "⚠️ The bot can no longer read these words, so they bring nothing. Remove them, and use "
    "</news subscribe> again."
)
WORDS_ENDED = _("This channel no longer follows these words. </news subscriptions> has the list.")
MUTES_TITLE = _("Muted in this server")
MUTED_IN_LIST = _("Muted in all channels ({count}): {names} 🔇")
SHOW_MUTES = _("Show mutes")
NOTHING_MUTED = _("Nothing is muted. </news mute> leaves articles out in all channels.")
MUTED_NOW = _("Muted in all channels: {what} 🔇.")
MUTED_SO_MANY = _("Of the {total} of the last {days} days, {count} would have been held back.")
ONE_HELD_BACK = _("The one article of the last {days} days would have been held back.")
ONE_NOT_HELD_BACK = _("The one article of the last {days} days would not have been held back.")
AT_LEAST = _("at least {count}")
NONE = _("none")
MUTED_BEFORE = _("{what} was muted already.")
MUTES_HINT = _(
    "Articles about these are posted in no channel. </news deliveries> shows what was held back."
)
UNMUTE = _("Remove")
UNMUTED_BEFORE = _("It was no longer muted. The list is up to date now.")
MUTED_WORDS = _("“{words}”")
MUTE_LOST = _("⚠️ The bot no longer has this topic, so nothing is held back.")
MUTES_LOST = _("⚠️ Not muted, since the bot no longer has these topics: {topics}.")
MUTE_ALL = _("“All topics” cannot be muted. To stop the news of a channel, use </news pause>.")
MUTE_ONE = _("Name words or a topic to mute, one at a time.")
MUTED_THERE = _(
    "{what} is muted in this server, so none of it is posted. Use </news mute> to end that."
)
SILENCED = _("The server mutes all of this, so none of it is posted. </news mute> lists the mutes.")
SILENCED_NOW = _("These subscriptions get nothing any more: {names}.")
HELD_BACK_TITLE = _("Held back in the last 30 days")
NOTHING_HELD_BACK = _(
    "Nothing was held back in the last 30 days. </news deliveries> without options shows all."
)
HELD_BACK_REASONS: Mapping[str, str] = {
    HeldBackReason.WITHOUT: _("left out: {detail}"),
    HeldBackReason.MUTED: _("muted: {detail}"),
    HeldBackReason.PAUSED: _("came while the channel was paused"),
    HeldBackReason.CHANGED: _("waited until the subscription changed"),
    "digest": _("waits for the next digest"),
    "quiet": _("waits for the end of the quiet hours"),
    "limit": _("waits: the channel has reached its daily limit"),
}
HELD_BACK_ELSE = _("held back: {detail}")
FOLLOW_HERE = _("Follow here")


def either(words: Iterable[str]) -> str:
    """Alternatives in words: "HER2+, HR+ or TNBC"."""
    *first, last = words
    return OR.format(first=", ".join(first), last=last)


def waiting_dropped(number: int) -> str:
    """The number of articles that waited for a channel and are muted or unwanted now."""
    return ngettext(
        "{number} article that waited is not posted any more.",
        "{number} articles that waited are not posted any more.",
        number,
    ).format(number=number)
