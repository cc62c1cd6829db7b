"""The sentences that commands print: whole, with named placeholders, one place for a translation.

A text with a plural is a pair, for `plural`, as `ngettext` takes it. Help texts are in the
signatures of the commands, where typer reads them.
"""

Plural = tuple[str, str]
"""The text for one, and the text for any other number."""


def plural(texts: Plural, number: int, **values: object) -> str:
    """The text for this number, its placeholders filled; `{number}` is the number itself."""
    one, many = texts
    return (one if number == 1 else many).format(number=number, **values)


# all commands
NOT_PRINTED = (
    "The result could not be written to stdout ({reason}). Free some space there, or send it to "
    "another place."
)

# poll, backfill
POLLED = "{new} new, {changed} changed, {known} known"
UNCHANGED = "nothing changed"
NOT_DUE = "not due yet"
FAILED = "failed"
FILLED: Plural = (
    "{number} page, {found} articles, {added} of them new",
    "{number} pages, {found} articles, {added} of them new",
)
BACK_TO = "back to {oldest:%B %Y}"
PROGRESS = "{name}: page {page}, {added} of {found} articles new"
PROGRESS_BACK_TO = "{name}: page {page}, {added} of {found} articles new, back to {oldest:%B %Y}"
MORE_PAST = "There is more: the same command goes on from here."

# search, latest
NO_WORDS = "Type what to look for, such as `progress-bot search brain mets`."
NOTHING_FOUND = "Nothing was found."
NEAREST = "No article says exactly this. Nearest:"
NEAREST_MENTIONED = "No article is about exactly this. Nearest:"
DATE_UNKNOWN = "date unknown"
NO_ARTICLES = "There are no articles yet. `progress-bot poll --once` reads the feeds."
NONE_ABOUT = "None about {concept}"
TRY = "Try {words}"
TOPICS_NEAR = "Topics near it: {topics}"
NUMBER = "no. {number}"
SHOWN = "{shown} of {total} shown; --limit shows more."
RETRACTED = "RETRACTED: {title}"
PARTLY_RETRACTED = "RETRACTED IN PART: {title}"
CONCERN = "EXPRESSION OF CONCERN: {title}"
NO_TOPIC_NEAR = "there is no topic {topic}. The nearest are: {topics}."
NO_TOPIC = "there is no topic {topic}. The topics are: {topics}."
NO_SOURCE_NEAR = "there is no feed {source}. The nearest are: {sources}."
NO_SOURCE = "there is no feed {source}. The feeds are: {sources}."

# explain
NO_TERM = "The glossary does not have this word."
NO_TERM_NEAR = "The glossary does not have this word. The nearest: {terms}."

# deliveries
HEADINGS = ("State", "When (UTC)", "Server", "Channel", "Article")
NONE_YET = "There are no deliveries yet. `/news subscribe` in a server begins them."
NONE_FAILED = "No delivery failed."
CHANNEL_WAITS = (
    "Channel {channel} of server {server} has waited since {since:%Y-%m-%d %H:%M} UTC. {reason}"
)
CHANNELS_WAIT = (
    "{number} channels have waited, the first since {since:%Y-%m-%d %H:%M} UTC. {reason}"
)

# feeds
WOULD_BE_READ = "Would be read"
ADDED: Plural = (
    "{change}: {name} ({url}), {number} article.",
    "{change}: {name} ({url}), {number} articles.",
)
ADDED_IN_PART: Plural = (
    "{change}: {name} ({url}), {number} article, {left_out} left out by its phrases.",
    "{change}: {name} ({url}), {number} articles, {left_out} left out by its phrases.",
)
READ_SOON = (
    "A running bot reads it within a minute; without one, `progress-bot poll` does. What it holds "
    "now is kept for search, not announced, unless the feed was last read less than a day ago."
)
OTHER_FEEDS: Plural = (
    "The page names {number} other feed, too:",
    "The page names {number} other feeds, too:",
)
REMOVED = "Removed: {name}"
SWITCHED_OFF = "Switched off: {name}"
PURGE = (
    "Remove {name} and delete its articles ({number}) from search and /latest? Posted cards stay "
    "on Discord, and an article stays if another feed has it, too."
)
PURGE_NEEDS_YES = (
    "Nothing was removed: this deletes articles, and there is no terminal to ask. To go ahead, add "
    "--yes."
)
PURGED: Plural = ("{number} article deleted.", "{number} articles deleted.")
LEFT_TO_OTHERS: Plural = (
    "{number} stays, since another feed has it, too.",
    "{number} stay, since other feeds have them, too.",
)
UNFITTING: Plural = (
    "{name} has {number} article, about none of the topics:{sample}\nRead it all the same?",
    "{name} has {number} articles, about none of the topics:{sample}\nRead it all the same?",
)
NOTHING_CHANGED = "Nothing was changed."
NO_OPML_FILE = "{file} is {kind}. Name an OPML file."
NO_FILE_THERE = "The file {file} does not exist. Name an OPML file."
SKIPPED = "Skipped {sentence}"
IMPORTED: Plural = ("{number} feed, {skipped} skipped.", "{number} feeds, {skipped} skipped.")
NO_TOPICS = "no topic"
NO_DATE = "no date"
LEFT_OUT = "  left out    {title}"
MORE = "  and {number} more"
ARTICLES: Plural = ("{number} article", "{number} articles")
NEWEST = "the newest of {at:%Y-%m-%d}"
LEFT_OUT_BY_PHRASES = "{number} left out by its phrases"
PAGE_NAMES_FEED = (
    "A web page stands at this address, not a feed. Add the feed that it names: "
    "`progress-bot feeds add {url}`"
)
FOR_SERVERS: Plural = ("chosen by {number} server", "chosen by {number} servers")
NO_PROPOSALS = "No server waits for an answer about a feed."
PROPOSED = "{id}  {name} ({url}), proposed by {server} at {at:%Y-%m-%d %H:%M} UTC"
PROPOSED_ITEMS: Plural = (
    "   {number} article, {on_topic} about the topics",
    "   {number} articles, {on_topic} about the topics",
)
PROPOSED_TITLE = "   - {title}"
NOT_REACHED = "   You were not asked about it by direct message."
ANSWER_WITH = "Answer with `progress-bot feeds allow {id}` or `progress-bot feeds refuse {id}`."
ALLOWED = "Allowed: {name} for {server}. A running bot reads it soon, and tells the server."
REFUSED = "Refused: {name} for {server}. A running bot tells the server."
ANSWERED_BEFORE = "It was answered before: {answer}. That answer counts."
NO_PROPOSAL = (
    "There is no proposal {id}. `progress-bot feeds requests` lists those that wait for an answer."
)
SERVER_FEEDS: Plural = (
    "{number} feed is read for servers that chose it; {waiting} wait for your answer.",
    "{number} feeds are read for servers that chose them; {waiting} wait for your answer.",
)
SERVER_FEEDS_WAIT = " `progress-bot feeds requests` lists them."
GONE_SINCE = "gone for good since {since:%Y-%m-%d}"
FAILING_SINCE = "failing since {since:%Y-%m-%d %H:%M} UTC: {error}"
READ_AT = "read {at:%Y-%m-%d %H:%M} UTC"
NEXT_AT = "next {at:%Y-%m-%d %H:%M} UTC"
NOT_READ = "not read yet"
READ_NEXT = "read with the next poll"

# backup, restore, split, announce
BACKED_UP = "Copied to {file} ({size:,} bytes)."
OLDER_DELETED: Plural = ("{number} older copy was deleted.", "{number} older copies were deleted.")
NO_BACKUP_PLACE = (
    "Nothing says where the copy goes. Name a file, as in `progress-bot backup copy.db`, or set "
    "BACKUP_DIR."
)
NO_BACKUP_DIR = "The folder {folder} cannot be made ({reason}). Correct BACKUP_DIR."
NO_BACKUP_FOLDER = "The folder {folder} cannot be made ({reason}). Name another one."
KEEP_NEEDS_FOLDER = (
    "it is for copies in a folder: name a folder instead of a file, or set BACKUP_DIR."
)
NO_COPY_THERE = (
    "The file {file} does not exist. Name a copy of the database, which `progress-bot backup` made."
)
COPY_NOT_READ = "{file} cannot be read ({reason}). Check the rights on it."
COPY_IS_NO_FILE = "{file} is {kind}. Name a copy, a file that `progress-bot backup` made."
RESTORED = "{file} is in the place of the database {database} now."
NO_SUBSCRIPTIONS: Plural = (
    " It has no subscriptions, as a copy without members; the former database has one.",
    " It has no subscriptions, as a copy without members; the former database has {number}.",
)
PARTS_RUN = (
    "The former database was split; its parts have SHARDS={parts} now. Stop their bots for good "
    "before you start one on this database: it posts to all servers, too."
)
FORMER_KEPT = "{kept} is the former database."
LOOKED_FOR: Plural = (
    "{number} post was not sent when the copy was made. The bot looks for it first.",
    "{number} posts were not sent when the copy was made. The bot looks for each of them first.",
)
DROPPED: Plural = (
    "{number} delivery waited when the copy was made. It is not posted by itself.",
    "{number} deliveries waited when the copy was made. They are not posted by themselves.",
)
AFTER_RESTORE = (
    "Articles published before now that the copy lacks are not announced. When the bot has read "
    "all feeds, it says how many they are; `progress-bot announce --since WHEN` posts them."
)
PART_MADE = "{file}: SHARDS={shards}, servers: {servers}"
PART_KEPT = "{file}: SHARDS={shards}, servers: {servers}; it was complete before"
AFTER_SPLIT = (
    "Run a bot on each, with its SHARDS and its DATABASE_PATH; COMMANDS=on in one alone. No bot "
    "runs on the old database any more; keep it until all is well."
)
TO_CHANNELS: Plural = (" (to {number} channel)", " (to {number} channels)")
ANNOUNCED: Plural = (
    "{number} article is to be announced. A running bot posts it.",
    "{number} articles are to be announced. A running bot posts them.",
)
FOR_NO_CHANNEL: Plural = (
    "{number} article goes to no channel. Subscribe one, then run the same command again.",
    "{number} articles go to no channel. Subscribe one, then run the same command again.",
)
WOULD_ANNOUNCE: Plural = (
    "{number} article was not announced.",
    "{number} articles were not announced.",
)
NOTHING_UNANNOUNCED = "Since then, no restore kept an article from being announced."
ANNOUNCING_OFF = "ANNOUNCE is off, so nothing is posted. Set it to on first."

# health
NO_HEALTH = "HEALTH is not set, so the bot cannot be asked. Set `HEALTH=127.0.0.1:8081`."
WELL = "All is well."
NO_ANSWER = "No bot answers at {address}. Check whether it runs, and read its log."
LATE_ANSWER = (
    "The bot at {address} has not answered within {seconds} seconds. Read its log; if it says "
    "nothing more, start the bot again."
)
OTHER_ANSWER = (
    "The answer at {address} is not the bot's. If another program uses this port, set another "
    "HEALTH; else read the log of the bot."
)

# hide
HIDDEN = "Hidden: {title}. The same command with `--undo` brings it back."
HIDDEN_BEFORE = "It was hidden already: {title}"
SHOWN_AGAIN = "Back in search and lists: {title}"
NOT_HIDDEN = "It was not hidden: {title}"

# demo, doctor
NO_SIMCORD = (
    "The demo needs SimCord, about 180 MB, which the bot itself does not. Run `uvx --from "
    "'progress-bot[demo]' progress-bot demo`, or `pipx inject progress-bot 'simcord[preview]'`, or "
    "`python -m pip install 'simcord[preview]>=3.2.1,<4'`."
)
ALL_SETTINGS = "Every setting can be read."
MISSPELLED = "The variable {name} of the environment is no setting. Did you mean {setting}?"
ENV_FILE_OPEN = "Every user of this machine can read {file}. Run: chmod o= {file}"
KNOWN = "Topics: {topics}, feeds: {feeds}, explained words: {terms}."
REVIEW_DUE: Plural = (
    "{number} entry of {path} is older than two years: {terms}. Read it again and renew its date.",
    "{number} entries of {path} are older than two years: {terms}. Review them, renew their dates.",
)
CANNOT_BEGIN = "Its folder cannot be written: make the folder and its disk writable."
LOST = (
    "A bot runs, but its database {path} was deleted or moved. Put the file back, or start the bot "
    "again to begin a new one."
)
MODEL_RUNS = "{model} runs."
VECTORS_MISSING: Plural = (
    "{number} article has no vector yet; the running bot makes it.",
    "{number} articles have no vector yet; the running bot makes them.",
)
DATABASE_SOUND = "{path} is sound. Subscriptions: {subscriptions}."
INDEX_DAMAGED = (
    "The database {path} is damaged: {parts}. Stop the bot and run `progress-bot doctor --repair`, "
    "which builds it anew; the articles are whole."
)
DATABASE_DAMAGED = (
    "The database {path} is damaged: {parts}. Stop the bot and run `progress-bot doctor --repair`, "
    "which saves what can be read, and keeps the damaged file."
)
SOME_PART = "a part"
READ_IN_VAIN = "it could not be read"
DATABASE_OPEN = "Other users of this machine can open the database. Run: sudo chmod go= {files}"
READ_IN_FUTURE = (
    "It was read at {at:%Y-%m-%d %H:%M} UTC, which is in the future. Check the machine's clock. If "
    "it is right now, the next poll reads the feed at once."
)
CLOCK_WRONG = (
    "This machine's clock says {own:%Y-%m-%d %H:%M} UTC, the servers of feeds {theirs:%Y-%m-%d "
    "%H:%M}. Set it right, as by timedatectl set-ntp true: news may lose its dates."
)
MAY_BE_MISSING = (
    "Its {gap}. The bot did not read it in time, and the feed shows only the newest ones. "
    "`progress-bot backfill --again` looks for them."
)
FEED_READ = "Articles: {number}."
OFF = " (switched off)"
CHECK_OK = "ok     {name}: {sentence}"
CHECK_TO_DO = "to do  {name}: {sentence}"
NOT_DAMAGED = "{path} is sound; nothing was changed."
BUILT_ANEW = "Damaged: {parts}. It was built anew; nothing is lost."
SAVED = "Damaged: {parts}. What could be read is in {path} now; {kept} is the damaged file."
ROWS_SAVED = "Rows saved: {saved}, lost: {lost}."
ROWS_SAVED_OF_UNKNOWN = "Rows saved: {saved}; others may be lost, and their number is unknown."

# knowledge
NO_FOLDER = "The folder {folder} does not exist. `progress-bot knowledge copy DIR` makes one."
NO_KNOWLEDGE = (
    "{folder} holds no knowledge file. `progress-bot knowledge copy DIR` makes a folder of them."
)
FILE_EXISTS = "{path} exists already. Nothing was copied; name another folder."
NOT_COPIED = "The files could not be copied into {folder} ({reason}). Name another folder."
COPIED = (
    "The folder {folder} has the files now. Edit them there, try them with `progress-bot knowledge "
    "check {folder}`, then set `KNOWLEDGE_DIR={folder}`. If you delete one there, the shipped "
    "one is read."
)
ENTRIES_IN: Plural = ("{number} entry in {path}", "{number} entries in {path}")
CHECKED_IN_PART: Plural = (
    "{number} entry in {path}. It names entries of {needed}. Correct that file, check again.",
    "{number} entries in {path}. They name entries of {needed}. Correct that file, check again.",
)
NOT_A_KNOWLEDGE_NAME = "The bot reads no file of this name. {hint}"

# init
NO_TERMINAL_FOR_QUESTIONS = (
    "init asks questions, so it needs a terminal. Or write DISCORD_TOKEN=… into a file .env."
)
ASK_SIGN_IN = "The bot's token, which is not shown (developer portal, page Bot, Reset Token)"
ASK_SIGN_IN_AGAIN = "The bot's token, which is not shown; press Enter to keep the one that is set"
SIGN_IN_MISSING = (
    "The bot needs its token. Press Reset Token in the developer portal, page Bot; copy the token, "
    "which is shown once, and paste it here."
)
OWNER_QUESTION = "Your user id, to be told by direct message if a feed fails (none: nobody)"
NOBODY = "none"
CONTACT_QUESTION = "An address or URL at which publishers of feeds can reach you"
NOT_CHECKED = "The token could not be checked. {trouble}"
NOT_WRITTEN = "{file} could not be written ({reason}). Nothing was lost; mend that and try again."
WRITTEN = "{file} is written. Keep it to yourself: whoever has the token is the bot."
INVITE = "Open this link to invite the bot to a server:"
AFTER_INIT = "Then: `progress-bot doctor` checks every part, `progress-bot run` starts the bot."
