"""What `/topics`, `/help` and `/privacy` show. Pure; called by the about cog."""

import discord

from bot.model.topic import Taxonomy, Topic
from bot.ui.addresses import FORGET, TOPIC
from bot.ui.text import clip
from bot.ui.topic_choices import CHOICE_LIMIT, MOST_CHOICES
from bot.ui.views import CALM, DISCLAIMER, Layout, button

TOPICS_TEXT = 3500
INTRODUCTION = (
    "New articles are posted in the channels that moderators chose. You can also ask for them "
    "yourself; only you see the answer, unless you choose `share`."
)
MEMBER_COMMANDS = {
    "/latest": "the newest articles, all or on one topic",
    "/search": "articles about anything you type, such as `brain mets`",
    "/topics": "all topics, with a menu to read them",
    "/sources": "where the news come from, and how each source is doing",
    "/privacy": "what is stored about you, and a button that deletes it",
    "/help": "this page",
}
OPERATORS = {
    '"hot flashes"': "these words in a row",
    "-surgery": "nothing with this word",
    "topic:metastasis": "one topic only; also `source:`",
    "since:2024": "nothing older; also `since:30d`, `since:6m`",
}
"""What may stand among the words of a search."""
SIMILAR = (
    "*Similar articles* on a card shows others like it; it is in the menu of the message, too, "
    "under *Apps*."
)
MODERATOR_COMMANDS = {
    "/subscribe": "have a topic's news posted in a channel, a thread or a forum",
    "/subscriptions": "what this server has, with buttons to remove, and what ended",
    "/unsubscribe": "end a subscription",
    "/pause": "post nothing in a channel for a while",
    "/resume": "post there again",
    "/deliveries": "what was posted where, or why not, with buttons to send again",
    "/news server": "whom members in distress can reach",
}


def topics_page(taxonomy: Taxonomy) -> Layout:
    """All topics with their descriptions, and a menu that opens one."""
    menu: discord.ui.Select[Layout] = discord.ui.Select(
        custom_id=TOPIC,
        placeholder="Read the latest on a topic",
        options=[
            discord.SelectOption(
                label=clip(topic.name, CHOICE_LIMIT), value=topic.slug, emoji=topic.emoji
            )
            for topic in list(taxonomy)[:MOST_CHOICES]
        ],
    )
    return _page(f"## Topics\n{_topic_lines(taxonomy)}", discord.ui.ActionRow(menu))


def help_page(*, moderator: bool) -> Layout:
    """What the bot does, and the commands that the asker may use."""
    parts = [
        "## Breast cancer research news",
        INTRODUCTION,
        _command_lines(MEMBER_COMMANDS),
        "### Among the words of a search",
        _command_lines(OPERATORS),
        SIMILAR,
    ]
    if moderator:
        parts += ["### For moderators", _command_lines(MODERATOR_COMMANDS)]
    return Layout(
        discord.ui.Container(
            discord.ui.TextDisplay("\n".join(parts)),
            discord.ui.TextDisplay(f"-# {DISCLAIMER}"),
            accent_colour=CALM,
        )
    )


def privacy_page(stored: int) -> Layout:
    """What is stored about the asker: how many long searches, and nothing else."""
    if not stored:
        return _page(
            "## Your privacy\nNothing is stored about you.\n"
            "-# What you ask is not logged. A long search is kept for seven days, so that its "
            "buttons work."
        )
    searches = "1 long search" if stored == 1 else f"{stored} long searches"
    text = (
        f"## Your privacy\nStored about you: **{searches}**, kept so that the buttons work, each "
        "deleted after seven days. Nothing else."
    )
    return _page(text, discord.ui.ActionRow(button("Delete now", FORGET, emoji="🗑️")))


def forgotten_page() -> Layout:
    """After the button was pressed."""
    return _page("## Your privacy\nDeleted. Nothing is stored about you any more.")


def _page(text: str, *rows: discord.ui.ActionRow[Layout]) -> Layout:
    return Layout(discord.ui.Container(discord.ui.TextDisplay(text), *rows, accent_colour=CALM))


def _command_lines(commands: dict[str, str]) -> str:
    return "\n".join(f"- `{name}` {does}" for name, does in commands.items())


def _topic_lines(taxonomy: Taxonomy) -> str:
    """Two lines for each; descriptions give way where all together would be too long."""
    share = TOPICS_TEXT // max(1, len(taxonomy))
    return "\n".join(_topic_entry(topic, share) for topic in taxonomy)


def _topic_entry(topic: Topic, share: int) -> str:
    name = f"{topic.emoji} **{topic.name}**"
    description = clip(topic.description, max(0, share - len(name) - len("\n-# \n")))
    return f"{name}\n-# {description}" if description else name
