"""All sentences and labels of `ui` and the cogs that members read; errors, too.

Each stands whole here or in another module named `*_texts`, with named placeholders, and is marked
by `_`, so that the tools of Python's `gettext` can collect it. `gettext` and `ngettext` are the one
place to put a catalog in; they have the signatures of that module. Names and descriptions of
commands stay beside the commands, where discord.py's own `Translator` finds them.
"""

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.model.article import RegistryNotice, UpdateKind
from bot.model.feed import Audience, FeedKind
from bot.model.form import ContentNote


def gettext(text: str) -> str:
    """The text in the bot's language, which is English."""
    return text


def ngettext(singular: str, plural: str, number: int) -> str:
    """The form of a text that goes with a number."""
    return singular if number == 1 else plural


_ = gettext

# Everywhere.
DISCLAIMER = _("Information, not medical advice.")
OUTDATED = _("This button or form is out of date. Run the command again for a new one.")
PREVIOUS = _("Previous")
NEXT = _("Next")
PAGE_OF = _("Page {page} of {pages}")
ALL_TOPICS = _("All topics")
GONE_CHANNEL = _("a channel that is gone")
"""Stands for the name of a channel that was deleted."""
READ_THIS_ARTICLE = _("Read this article")
NO_SUCH_TOPIC = _("There is no such topic. Choose one from the list, or look at </topics>.")
NO_SUCH_TOPIC_BUT = _(
    "There is no such topic. The nearest: {topics}. Choose one from the list, or look at </topics>."
)
AND_MORE = _("and {count} more")

# Errors (`errors`, and the cogs).
COMMAND_CHANGED = _("This command has changed. Press Ctrl+R, or restart Discord, and try again.")
CHOICE_GONE = _("That choice is no longer there. Choose another one from the list.")
SERVER_ONLY = _("This command works in a server only. Use it in a channel of your server.")
MANAGERS_ONLY = _("Only members with the Manage Server permission can do this. Ask a moderator.")
BUSY = _("The bot cannot answer right now. Please try again in a minute.")
UNAVAILABLE = _("The bot cannot do this right now. Please try again in a few minutes.")
DAMAGED = _(
    "The bot cannot read a part of its database, so it has no answer. Its host can repair it."
)
NOT_ALLOWED = _("You cannot use this here.")
UNEXPECTED = _(
    "Something went wrong on our side. Please try again; if it keeps happening, tell the bot's "
    "host this reference: {reference}"
)
NOT_YOURS = _(
    "Only the person who asked can use these buttons. Use </latest> or </search> yourself."
)
NO_CARD = _(
    "This message is not the card of one article. Use this on such a card, or try </search>."
)

# Cards and summaries (`cards`, `summaries`).
RETRACTED = _("⚠️ **Retracted.** This article has been withdrawn; please do not rely on it.")
CONCERN = _(
    "⚠️ **Expression of concern.** Its publisher has raised doubts about this article; "
    "please read it with care."
)
PREPRINT = _("**Not peer-reviewed.**\u00a0🔎 Other scientists have not checked these results yet.")
CONTENT_NOTES: Mapping[ContentNote, str] = {
    ContentNote.MEMORIAL: _("🕯️ About someone who has died"),
    ContentNote.END_OF_LIFE: _("🕯️ About the end of life"),
}
REGISTRY_STATES: Mapping[UpdateKind, str] = {
    UpdateKind.RETRACTION: _("{registry} lists this paper as retracted"),
    UpdateKind.WITHDRAWAL: _("{registry} lists this paper as withdrawn"),
    UpdateKind.REMOVAL: _("{registry} lists this paper as removed"),
    UpdateKind.RETRACTION_NOTICE: _(
        "{registry} lists this as the notice that a paper is retracted"
    ),
    UpdateKind.PARTIAL_RETRACTION: _("{registry} lists a part of this paper as retracted"),
    UpdateKind.CONCERN_NOTICE: _("{registry} lists this as an expression of concern about a paper"),
    UpdateKind.CONCERN: _("{registry} lists an expression of concern about this paper"),
}
REGISTRY_SHORT = _("⚠️ {sentence}")
REGISTRY_RETRACTED = _("⚠️ **{sentence}.** Please do not rely on it.")
REGISTRY_DOUBTED = _("⚠️ **{sentence}.** Please read it with care.")
RETRACTED_SHORT = _("⚠️ retracted")
CONCERN_SHORT = _("⚠️ expression of concern")
PREPRINT_SHORT = _("not peer-reviewed")
ALSO_AT = _("Also at {sources}")
MORE_SOURCES = _("{count} more")
READ_AT = _("Read at {source}")
READ_AT_SOURCE = _("Read at the source")
FOLLOWED_WORDS = _("{words} 🔎")
MORE_NEWS = _("More news")
MORE_ON = _("More on {topic}")
SIMILAR_ARTICLES = _("Similar articles")
WORDS_ON_CARD = _("Words ({count})")
SHOW_ALL = _("Show all {count} articles")
AND_MORE_SHOW_ALL = _("and {left} more: **Show all {count} articles**")
UNTITLED_THREAD = _("A new article")
NEW_ARTICLE_OF = _("New article · {date}")
NEW_ARTICLES_OF = _("New articles · {date}")
DECORATION = _("Decoration: the source does not describe this picture.")
PICTURE_SHOWS = _("The picture shows: {alt}")
ARTICLES_OF_SUMMARY = _("Articles {first}–{last} of {total}")
SUMMARY_GONE = _(
    "The articles of this summary are no longer kept here. Use </latest> for the newest ones."
)


def registry_states(notice: RegistryNotice, date: str) -> str:
    """A registry's statement: "Crossref lists this paper as retracted (May 3, 2026)"."""
    said = REGISTRY_STATES[notice.kind].format(registry=notice.source)
    return f"{said} ({date})" if date else said


def new_articles(number: int) -> str:
    """The title of a summary."""
    return ngettext("{number} new article", "{number} new articles", number).format(number=number)


# Topics, help, privacy (`about_pages`).
TOPICS_TITLE = _("Topics")
CHANNEL_FOLLOWS = _("{channel} follows words 🔎: {words}")
WORDS_OF_TOPIC = _("{words} in {topic}")
MORE_FOLLOW = _("More channels that follow words: {count}")
CHOOSE_TOPIC = _("Read the latest on a topic")
HELP_TITLE = _("Research news")
INTRODUCTION = _(
    "New articles are posted in the channels that moderators chose. You can also ask for them "
    "yourself; only you see the answer, unless you choose `share`."
)
OPERATORS_TITLE = _("Operators in a search")
MODERATORS_TITLE = _("For moderators")
CARD_HELP = _(
    "*Similar articles* on a card shows others like it, and *Words* explains its words; both are "
    "in the menu of the message, too, under *Apps*."
)
MEMBER_COMMANDS: Mapping[str, str] = {
    "latest": _("the newest articles, all or on one topic"),
    "search": _("articles about anything you type, such as `side effects`"),
    "explain": _("what a word of the news means, in plain language"),
    "topics": _("all topics, the channels that get them, and a menu to read the latest"),
    "sources": _("the sources of the news, and how each is doing"),
    "privacy": _("what is stored about you, and a button that deletes it"),
    "help": _("this page"),
}
OPERATORS: Mapping[str, str] = {
    '"side effects"': _("these words in a row"),
    "-mice": _("nothing with this word"),
    "topic:{topic}": _("one topic only; also `source:`"),
    "in:people kind:trial": _("kinds of study; also `in:laboratory`, `-kind:review`"),
    "since:2024": _("nothing older; also `since:30d`, `since:6m`"),
}
MODERATOR_COMMANDS: Mapping[str, str] = {
    "news subscribe": _("post news on a topic, or on words, in a channel, a thread or a forum"),
    "news mute": _("leave topics or words out in all channels, and list what is muted"),
    "news subscriptions": _(
        "all subscriptions of this server, with buttons to remove them, and what ended"
    ),
    "news unsubscribe": _("end a subscription"),
    "news pause": _("stop posting in a channel for a while"),
    "news resume": _("start posting there again"),
    "news deliveries": _("what was posted where, or why not, and send it again"),
    "news schedule": _("when a channel gets its news: at once or as a digest, and quiet hours"),
    "news digest": _("the next digest of a channel, and a button to post it now"),
    "news server": _("whom members in distress can reach, the time zone, the digests' language"),
    "news care": _("how news about death and the end of life is shown: with a note, or hidden"),
    "news source": _("propose a feed that this server alone has as a source"),
    "news follow": _("get a topic from the bot's own server instead, card by card"),
    "news unfollow": _("stop following the bot's own server"),
    "news hub": _("publish from this server to others; for the bot's host"),
    "news sources": _("the sources of this server alone, with buttons to remove them"),
}
SERVER_TITLE = _("Settings of this server")
SERVER_SAVED = _("✅ Saved.")
ALREADY_SET = _("Nothing changed. It was already set this way.")
SERVER_SUPPORT = _(
    "If a member's search tells of distress, only they see whom they can reach:\n{line}"
)
SERVER_HINT = _(
    "Change it with </news server> and its option `support`; `reset` shows the general line again."
)
SUPPORT_OR_RESET = _(
    "Use either `support` or `reset`: a line of your own, or the general one again."
)
SUPPORT_TOO_LONG = _("That is too long. Write at most {limit} characters.")
MAY_BE_MISSING = _("⚠️ Articles may be missing between {since} and {until}.")
PRIVACY_TITLE = _("Your privacy")
NOTHING_STORED = _("Nothing is stored about you.")
NOTHING_STORED_DETAILS = _(
    "What you ask is not logged. A long search is kept for seven days, so that its buttons work."
)
DELETE_NOW = _("Delete now")
ALL_DELETED = _("Deleted. Nothing is stored about you any more.")


def searches_stored(number: int) -> str:
    """The searches that are stored about the asker."""
    return ngettext(
        "Stored about you: **{number} long search**, kept so that the buttons work, each deleted "
        "after seven days. Nothing else.",
        "Stored about you: **{number} long searches**, kept so that the buttons work, each deleted "
        "after seven days. Nothing else.",
        number,
    ).format(number=number)


# Sources (`source_pages`).
SOURCES_TITLE = _("Sources")
FEED_KINDS: Mapping[FeedKind, str] = {
    FeedKind.NEWS: _("Research news 📰"),
    FeedKind.STORIES: _("Personal stories 💬"),
    FeedKind.JOURNAL: _("Scientific journal 🔬"),
    FeedKind.PREPRINT: _("Preprints, not peer-reviewed 🔎"),
    FeedKind.REGULATOR: _("Announcements of an authority 🏛️"),
}
AUDIENCES: Mapping[Audience, str] = {
    Audience.PATIENTS: _("for patients"),
    Audience.PROFESSIONALS: _("for professionals"),
}
NO_SOURCES = _("This bot has no sources yet. Whoever runs it can add some.")
SOURCE_OFF = _("Not read by this bot. Whoever runs it can switch it on.")
SOURCE_CLOSED = _("⚠️ Its site closed it {when}.")
SOURCE_FAILING = _("⚠️ The bot has not been able to read it since {when}. It keeps trying.")
SOURCE_READ = _("✅ Looked at {when}.")
SOURCE_TOO_LONG = _("⚠️ It is too long for the bot, so its newest articles are not here.")
SOURCE_OF_SERVER = _("Chosen by the moderators of this server.")
SOURCE_NEW = _("It will be read for the first time soon.")


def source_articles(number: int, newest: str) -> str:
    """The articles of a source; `newest` is the time of the last one, or ""."""
    if newest:
        text = ngettext(
            "{number:,} article, the newest {newest}",
            "{number:,} articles, the newest {newest}",
            number,
        )
    else:
        text = ngettext("{number:,} article", "{number:,} articles", number)
    return text.format(number=number, newest=newest)


def articles(number: int) -> str:
    """A number of articles."""
    return ngettext("{number} article", "{number} articles", number).format(number=number)


# Dates.
DATE = _("{month} {day}, {year}")
PARTIAL_DATES = {"%Y-%m-%d": DATE, "%Y-%m": _("{month} {year}"), "%Y": _("{year}")}
"""The stored forms of a date that may lack its day and month, and how each is shown."""


def long_date(moment: datetime, text: str = DATE) -> str:
    """`May 3, 2026`."""
    return text.format(month=f"{moment:%B}", day=moment.day, year=moment.year)


def known_date(stored: str) -> str:
    """`May 3, 2026`, `May 2026` or `2026` for "2026-05-03", "2026-05" or "2026"; else ""."""
    for form, text in PARTIAL_DATES.items():
        with contextlib.suppress(ValueError):
            return long_date(datetime.strptime(stored, form).replace(tzinfo=UTC), text)
    return ""
