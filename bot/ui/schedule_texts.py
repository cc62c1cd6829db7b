"""All sentences and labels of schedules and of digests that moderators ask for; see `texts`."""

from collections.abc import Mapping, Sequence

from bot.model.schedule import DigestLanguage, Rhythm
from bot.ui.texts import AND_MORE, ngettext
from bot.ui.texts import gettext as _

# Schedules and digests (`schedule_pages`, `schedule_options`).
WEEKDAYS: Mapping[int, str] = {
    0: _("Monday"),
    1: _("Tuesday"),
    2: _("Wednesday"),
    3: _("Thursday"),
    4: _("Friday"),
    5: _("Saturday"),
    6: _("Sunday"),
}
"""By the numbers that Python gives them."""
NO_TIME = _("Write `at` as a time from 00:00 to 23:59, such as 09:00 or 21:30.")
NO_QUIET_HOURS = _(
    "Write `quiet` as two different times from 00:00 to 23:59, such as 22:00-07:00, or `off` for "
    "none."
)
NO_WEEKDAY = _("For `day`, choose a day from Monday to Sunday.")
NO_DAY_OF_MONTH = _("For `day`, choose a number from 1 to 31, or `last`.")
DAY_NEEDS_RHYTHM = _("A day goes with `when: weekly` or `when: monthly`.")
LIMIT_NEEDS_AT_ONCE = _("`at_most` goes with `when: at once`: a digest is one post anyway.")
EMPTY_NEEDS_DIGEST = _("`empty` goes with a digest: choose `when: daily`, for example.")
AT_NEEDS_DIGEST = _("A time goes with a digest or with `at_most`: choose one of them, too.")
SLOT_IS_QUIET = _("{at} lies in the quiet hours {quiet}. Choose another time, or other hours.")
NO_ZONE = _(
    "No time zone has this name. Type the name of a large city in it and choose one from the "
    "list, such as Europe/Madrid."
)
SEVERAL_ZONES = _("Several time zones have this name. Choose one of them: {zones}.")
ZONES_TOLD = 8
"""Zones that are offered in one sentence. Chosen by eye: two lines of text."""
SCHEDULE_TITLE = _("When {channel} gets its news")
SCHEDULE_SAVED = _("✅ Saved.")
AT_ONCE_SENTENCE = _("Each article at once.")
RHYTHMS: Mapping[Rhythm, str] = {
    Rhythm.DAILY: _("A digest every day at {at}."),
    Rhythm.WEEKDAYS: _("A digest from Monday to Friday at {at}."),
    Rhythm.WEEKLY: _("A digest every {day} at {at}."),
    Rhythm.MONTHLY: _("A digest on day {day} of each month at {at}."),
}
SOME_MONTHS_ARE_SHORTER = _(
    "A digest on day {day} of each month, or on the last day of a shorter month, at {at}."
)
LAST_DAY_OF_MONTH = _("A digest on the last day of each month at {at}.")
QUIET_SENTENCE = _(
    "During the quiet hours {quiet}, only corrections are posted. New articles come afterwards."
)
QUIET_NOW = _("It is quiet now; news is posted again {when}.")
PAUSED_NOW = _(
    "⏸️ This channel is paused: nothing is posted there, digests included. Use </news resume> to "
    "have news posted again."
)
REFUSED_NOW = _(
    "⏸️ Nothing can be posted there now, digests included. When this is fixed, news continues by "
    "itself."
)
PAUSED_IN_LIST = _("none comes while the channel is paused")
SAYS_EMPTY = _("If there is nothing new, the digest says so.")
STAYS_SILENT = _("If there is nothing new, nothing is posted.")
NEXT_DIGEST = _("Next digest: {at}. See it now with </news digest>.")
DUE_DIGEST = _(
    "A digest has been due since {at}, and comes as soon as the bot can post it. See it now with "
    "</news digest>."
)
LAST_DIGEST = _("Last digest: {outcome}")
NOTHING_NEW = _("nothing new")
DIGEST_SENT = _("{count}, {when}")
DIGEST_WAITS = _("{count}, made {when}, is not posted yet. {reason}")
DIGEST_FAILED = _("{count}, made {when}, could not be posted. {reason}")
TIMES_OF_ZONE = _("Times are those of {zone}.")
TIMES_ARE_UTC = _(
    "Times are UTC, since this server has no time zone yet. Set it with </news server>."
)
NEXT_IN_LIST = _("next {when}")
DUE_IN_LIST = _("due {when}")
LAST_IN_LIST = _("last: {outcome}")
QUIET_IN_LIST = _("quiet {quiet}")
NEXT_DIGEST_OF = _("The next digest in {channel} comes {at}. This is what it would be now:")
NEXT_REST_OF = _(
    "The articles beyond the daily limit in {channel} come {at} as one digest. This is what it "
    "would be now:"
)
DUE_DIGEST_OF = _(
    "A digest in {channel} has been due since {at}, and comes as soon as the bot can post it. This "
    "is what it would be now:"
)
NEXT_IN_PAUSE = _(
    "{channel} is paused, so no digest comes there. Use </news resume> first. This is what the "
    "next one would be now:"
)
NOTHING_IN_PAUSE = _(
    "{channel} is paused, so no digest comes there. Use </news resume> first. Nothing waits for "
    "the next one."
)
NEXT_IF_REFUSED = _(
    "Nothing can be posted in {channel} now. When this is fixed, the digest comes by itself. This "
    "is what it would be now:"
)
NOTHING_IF_REFUSED = _(
    "Nothing can be posted in {channel} now. When this is fixed, digests come by themselves. "
    "Nothing waits for the next one."
)
NOTHING_FOR_DIGEST = _(
    "Nothing waits for the next digest in {channel}, which is due {at}. If nothing new comes "
    "before that, nothing is posted."
)
POST_IT_NOW = _("Post it now")
DIGEST_POSTED = _(
    "✅ The digest with {count} is being posted in {channel}, in place of the one of {replaced}."
)
EXTRA_DIGEST_POSTED = _("✅ An extra digest with {count} is being posted in {channel}.")
ONE_COMES = _("The next one comes {at}.")
REST_COMES = _("Further articles beyond the daily limit come {at}.")
NEWEST_IN_DIGEST = _(
    "{channel} gets digests: the newest article comes with the next one. This is its card:"
)
NEWEST_AFTER_QUIET = _("It is quiet there now: the newest article is posted {when}:")
ZONE_OF_SERVER = _("Time zone: {zone}")
NO_ZONE_CHOSEN = _("Time zone: none chosen, so times are UTC. Choose one with `timezone`.")
LANGUAGE_OF_SERVER = _("Language of digests: {language}")
LANGUAGES: Mapping[DigestLanguage, str] = {
    DigestLanguage.ENGLISH: "English",
    DigestLanguage.SPANISH: "Español",
}


def several_zones(names: Sequence[str]) -> str:
    """The sentence that offers the time zones of one name."""
    told = [name.replace("_", " ") for name in names[:ZONES_TOLD]]
    left = len(names) - len(told)
    return SEVERAL_ZONES.format(
        zones=", ".join([*told, *([AND_MORE.format(count=left)] if left else [])])
    )


def at_once_limited(limit: int, at: str) -> str:
    """The sentence of a schedule with a daily limit."""
    return ngettext(
        "One post a day is sent at once; anything beyond that comes in one digest at {at}.",
        "Up to {limit} posts a day are sent at once; anything beyond that comes in one digest at "
        "{at}.",
        limit,
    ).format(limit=limit, at=at)


def digest_articles(number: int) -> str:
    """The number of articles in a digest: "3 articles"."""
    return ngettext("1 article", "{number} articles", number).format(number=number)


# Choices of `/news schedule` (the schedules cog).
SAY_SO = _("say so")
STAY_SILENT = _("stay silent")
