"""The pages of `/topics`, `/help`, `/privacy`, `/news server` and `/news care`.

Pure; called by cogs.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import discord

from bot.model.article import ALL_TOPICS, Taxonomy, Topic
from bot.model.form import CareMode
from bot.model.schedule import DigestLanguage, ServerTime
from bot.model.subscription import Subscription
from bot.storage.visibility import WHOLE_SERVER
from bot.ui import moderator_texts, schedule_texts, texts
from bot.ui.addresses import CHOOSE_TOPIC, FORGET_QUERIES
from bot.ui.commands import MOST_CHOICES, labeled, topic_name
from bot.ui.markup import clip, quote, with_both_ends
from bot.ui.views import NEUTRAL_ACCENT_COLOR, Layout, button

TOPIC_LIST_CHARACTERS = 3300
"""The list of topics may take this many of a message's 4,000 characters."""
MOST_CARE_CHANNELS = 25
"""Lines of channels with a mode of their own. Chosen by eye."""
FOLLOWED_WORDS_CHARACTERS, MOST_FOLLOWED_WORDS = 50, 2
"""Words of a channel in the list of topics. Two channels take at most 550 characters."""
MOST_CHANNELS = 2
"""The mentions of channels beside a topic. With 25 topics there is room for no more."""


def topics_page(taxonomy: Taxonomy, subscriptions: Sequence[Subscription]) -> Layout:
    """All topics with their descriptions and channels, and a menu that opens one.

    Args:
        subscriptions: those of the server, in channels that the asker can see.
    """
    channels, followed = defaultdict[str, list[int]](list), defaultdict[int, list[str]](list)
    for each in subscriptions:
        if each.words:
            followed[each.channel_id].append(_words_name(each, taxonomy))
        else:
            channels[each.topic].append(each.channel_id)
    menu: discord.ui.Select[Layout] = discord.ui.Select(
        custom_id=CHOOSE_TOPIC,
        placeholder=texts.CHOOSE_TOPIC,
        options=[
            discord.SelectOption(label=labeled(topic), value=topic.slug)
            for topic in list(taxonomy)[:MOST_CHOICES]
        ],
    )
    every = channels.get(ALL_TOPICS)
    lines = [
        f"## {texts.TOPICS_TITLE}",
        *([f"{topic_name(ALL_TOPICS, taxonomy)}: {_channels(every)}"] if every else []),
        *_followed_lines(followed),
        *_topic_lines(taxonomy, channels),
    ]
    return _page("\n".join(lines), discord.ui.ActionRow(menu))


def _words_name(subscription: Subscription, taxonomy: Taxonomy) -> str:
    words = quote(
        with_both_ends(subscription.words, FOLLOWED_WORDS_CHARACTERS), FOLLOWED_WORDS_CHARACTERS
    )
    topic = taxonomy.get(subscription.topic)
    return texts.WORDS_OF_TOPIC.format(words=words, topic=topic.name) if topic else words


def _followed_lines(followed: Mapping[int, Sequence[str]]) -> list[str]:
    """A line for each channel that follows words, as far as there is room."""
    lines = [
        texts.CHANNEL_FOLLOWS.format(
            channel=f"<#{channel_id}>", words=_some(words, MOST_FOLLOWED_WORDS)
        )
        for channel_id, words in list(followed.items())[:MOST_CHANNELS]
    ]
    left = len(followed) - len(lines)
    return [*lines, *([texts.MORE_FOLLOW.format(count=left)] if left else [])]


def help_page(taxonomy: Taxonomy, *, moderator: bool) -> Layout:
    """Explains the bot, and lists the commands that the asker may use."""
    title = taxonomy.title or texts.HELP_TITLE
    parts = [
        f"## {title}\n{texts.INTRODUCTION}\n{_command_lines(texts.MEMBER_COMMANDS)}",
        f"### {texts.OPERATORS_TITLE}\n{_operator_lines(_operators(taxonomy))}",
        # Discord would show it as part of the last list item if it were in the same text.
        texts.CARD_HELP,
    ]
    if moderator:
        commands = _command_lines(texts.MODERATOR_COMMANDS)
        parts.append(f"### {texts.MODERATORS_TITLE}\n{commands}")
    parts.append(f"-# {texts.DISCLAIMER}")
    displays = [discord.ui.TextDisplay[Layout](part) for part in parts]
    return Layout(discord.ui.Container(*displays, accent_colour=NEUTRAL_ACCENT_COLOR))


def _operators(taxonomy: Taxonomy) -> dict[str, str]:
    """The operators, with a topic of this file in the example."""
    topic = taxonomy.topics[0].slug if taxonomy.topics else "…"
    return {example.format(topic=topic): does for example, does in texts.OPERATORS.items()}


def privacy_page(stored: int) -> Layout:
    """The number of long searches that are stored about the asker; nothing else is stored."""
    if not stored:
        return _privacy(f"{texts.NOTHING_STORED}\n-# {texts.NOTHING_STORED_DETAILS}")
    delete = discord.ui.ActionRow[Layout](button(texts.DELETE_NOW, FORGET_QUERIES))
    return _privacy(texts.searches_stored(stored), delete)


def forgotten_page() -> Layout:
    """The page after the button was pressed."""
    return _privacy(texts.ALL_DELETED)


def _privacy(text: str, *rows: discord.ui.ActionRow[Layout]) -> Layout:
    return _page(f"## {texts.PRIVACY_TITLE}\n{text}", *rows)


def _page(text: str, *rows: discord.ui.ActionRow[Layout]) -> Layout:
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay(text), *rows, accent_colour=NEUTRAL_ACCENT_COLOR
        )
    )


def _command_lines(commands: Mapping[str, str]) -> str:
    return "\n".join(f"- </{name}> {does}" for name, does in commands.items())


def _operator_lines(operators: Mapping[str, str]) -> str:
    return "\n".join(f"- `{written}` {does}" for written, does in operators.items())


def _topic_lines(taxonomy: Taxonomy, channels: Mapping[str, Sequence[int]]) -> list[str]:
    """Two lines for each topic; descriptions are cut if all together would be too long."""
    share = TOPIC_LIST_CHARACTERS // max(1, len(taxonomy))
    return [_topic_entry(topic, share, channels.get(topic.slug, ())) for topic in taxonomy]


def _channels(channel_ids: Sequence[int]) -> str:
    return _some([f"<#{each}>" for each in dict.fromkeys(channel_ids)], MOST_CHANNELS)


def _some(names: Sequence[str], most: int) -> str:
    shown = list(names[:most])
    if more := len(names) - len(shown):
        shown.append(texts.AND_MORE.format(count=more))
    return ", ".join(shown)


def _topic_entry(topic: Topic, share: int, channel_ids: Sequence[int]) -> str:
    name = f"**{topic.name}** {topic.emoji}"
    if channel_ids:
        name += f": {_channels(channel_ids)}"
    description = clip(topic.description, max(0, share - len(name) - len("\n-# \n")))
    return f"{name}\n-# {description}" if description else name


def said_of_change(*, asked: bool, changed: bool) -> str:
    """The sentence on what became of settings; "" if they were only looked at."""
    if not asked:
        return ""
    return texts.SERVER_SAVED if changed else texts.ALREADY_SET


def server_page(line: str, server: ServerTime, told: str) -> Layout:
    """A server's settings.

    Args:
        line: whom members in distress are pointed to.
        server: its time zone and language, as far as a moderator chose them.
        told: a sentence on what the asker has just changed, or "".
    """
    lines = [
        f"## {texts.SERVER_TITLE}",
        *([told] if told else []),
        texts.SERVER_SUPPORT.format(line=line),
        f"-# {texts.SERVER_HINT}",
        schedule_texts.ZONE_OF_SERVER.format(zone=server.zone.replace("_", " "))
        if server.zone
        else schedule_texts.NO_ZONE_CHOSEN,
        schedule_texts.LANGUAGE_OF_SERVER.format(
            language=schedule_texts.LANGUAGES[server.language or DigestLanguage.ENGLISH]
        ),
    ]
    text = "\n".join(lines)
    return Layout(
        discord.ui.Container(discord.ui.TextDisplay(text), accent_colour=NEUTRAL_ACCENT_COLOR)
    )


def _care_of_asked(modes: Mapping[int, CareMode], asked: Sequence[int]) -> list[str]:
    """The line on what holds in the channel that was named; none if none was."""
    if not asked:
        return []
    source = next((each for each in asked if each in modes), WHOLE_SERVER)
    mode = modes.get(source, CareMode.NOTE)
    form = moderator_texts.CARE_INHERITED
    if source != WHOLE_SERVER:
        own = source == asked[0]
        form = moderator_texts.CARE_OF_CHANNEL if own else moderator_texts.CARE_OF_THREAD
    meaning = moderator_texts.CARE_MODES[mode]
    channel, parent = f"<#{asked[0]}>", f"<#{source}>"
    return [form.format(channel=channel, parent=parent, mode=mode, meaning=meaning)]


def care_page(modes: Mapping[int, CareMode], told: str, asked: Sequence[int]) -> Layout:
    """How a server shows articles that have a content note.

    Args:
        modes: by channel, and for `visibility.WHOLE_SERVER`.
        told: a sentence on what the asker has just changed, or "".
        asked: the channel that the asker named, or the thread and its channel.
    """
    whole = modes.get(WHOLE_SERVER, CareMode.NOTE)
    meanings, of_channel = moderator_texts.CARE_MODES, moderator_texts.CARE_OF_CHANNEL
    channels = [
        of_channel.format(channel=f"<#{each}>", mode=mode, meaning=meanings[mode])
        for each, mode in modes.items()
        if each not in {WHOLE_SERVER, *asked[:1]}
    ]
    left = len(channels) - MOST_CARE_CHANNELS
    notes = "”, “".join(texts.CONTENT_NOTES.values())
    lines = [
        f"## {moderator_texts.CARE_TITLE}",
        *([told] if told else []),
        *_care_of_asked(modes, asked),
        moderator_texts.CARE_OF_SERVER.format(mode=whole, meaning=meanings[whole]),
        *channels[:MOST_CARE_CHANNELS],
        *([texts.AND_MORE.format(count=left)] if left > 0 else []),
        f"-# {moderator_texts.CARE_HINT.format(notes=notes)}",
    ]
    return _page("\n".join(lines))
