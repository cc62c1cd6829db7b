"""The simulated server of the demo: its channels and its people. Built by `play`."""

from collections.abc import Mapping
from pathlib import Path

import discord
import simcord
from msgspec import Struct
from simcord.builders import ChannelHandle, GuildHandle

from bot.model.article import Taxonomy, Topic

CDN = "https://cdn.simcord.invalid"
SERVER = "Breast Cancer News Community"
LOBBY = "general"
MEMBER = "sam"
MODERATOR = "maya"
SECTIONS = {
    "Research": ("tumor-biology", "heredity", "metastasis", "immunotherapy", "clinical-trials"),
    "Types": (
        "her2-positive",
        "triple-negative",
        "hormone-positive",
        "lobular",
        "male-breast-cancer",
    ),
    "Living with it": (
        "treatment",
        "survivorship",
        "quality-of-life",
        "young-women",
        "personal-stories",
        "in-memoriam",
    ),
    "Staying well": ("prevention", "lifestyle-risk", "screening", "early-detection"),
    "Around it": ("health-equity", "conferences", "podcasts", "funding"),
}
"""Channels by category, named as their topics. A topic that is missing here comes last."""

WELCOME = """\
**Welcome!** This server is a simulation that runs on your computer alone, with the real bot in it.
• Type `/search` and ask for `brain mets`, or type `/latest`, `/explain`, `/topics`, `/help`.
• Each topic has a channel at the side. A sample article appears every so often, and the bot posts \
its card where it belongs.
• Act as me to see what moderators can do: `/news subscribe`, `/news subscriptions`, \
`/news deliveries`. Give a channel a digest with `/news schedule`; *Go to the next digest* at the \
side shows it at once.
The articles are samples, not medical advice."""


class Person(Struct, frozen=True):
    """A person whom the visitor can act as."""

    key: str
    name: str
    part: str
    actor: simcord.MemberActor


class Section(Struct, frozen=True):
    """A category and its channels."""

    name: str
    channels: tuple[ChannelHandle, ...]


class World(Struct, frozen=True):
    """The server, its channels and its people."""

    guild: GuildHandle
    sections: tuple[Section, ...]
    people: Mapping[str, Person]

    def channels(self) -> dict[str, ChannelHandle]:
        """Every channel by its name."""
        return {str(c.name): c for section in self.sections for c in section.channels}


async def build_world(env: simcord.Env, taxonomy: Taxonomy) -> World:
    """Create the server, a channel for each topic, a moderator, a member and the welcome text."""
    guild = env.create_guild(SERVER)
    start = Section("Start here", (_channel(guild, "Start here", LOBBY, "Ask the bot here"),))
    sections = (start, *_topic_sections(guild, taxonomy))
    moderators = guild.create_role(
        "Moderators", permissions=discord.Permissions(manage_guild=True), color=0xE78AC3, hoist=True
    )
    guild.create_role("News", color=0x8FB8ED, mentionable=True)
    maya = guild.add_member(
        env.create_user(MODERATOR, global_name="Maya", avatar=MODERATOR), roles=(moderators,)
    )
    sam = guild.add_member(env.create_user(MEMBER, global_name="Sam", avatar=MEMBER))
    await maya.send(start.channels[0], WELCOME)
    return World(
        guild,
        sections,
        {
            MEMBER: Person(MEMBER, "Sam", "member", sam),
            MODERATOR: Person(MODERATOR, "Maya", "moderator", maya),
        },
    )


def _topic_sections(guild: GuildHandle, taxonomy: Taxonomy) -> tuple[Section, ...]:
    placed = {slug for slugs in SECTIONS.values() for slug in slugs}
    rest = tuple(topic.slug for topic in taxonomy if topic.slug not in placed)
    plan = {**SECTIONS, "More": rest}
    found = {name: [topic for slug in plan[name] if (topic := taxonomy.get(slug))] for name in plan}
    return tuple(_section(guild, name, topics) for name, topics in found.items() if topics)


def _section(guild: GuildHandle, name: str, topics: list[Topic]) -> Section:
    category = guild.create_category(name)
    return Section(
        name,
        tuple(
            guild.create_text_channel(topic.slug, topic=topic.description, category=category)
            for topic in topics
        ),
    )


def _channel(guild: GuildHandle, category: str, name: str, topic: str) -> ChannelHandle:
    return guild.create_text_channel(name, topic=topic, category=guild.create_category(category))


def avatars(client: discord.Client, world: World, folder: Path) -> dict[str, tuple[str, bytes]]:
    """File name and bytes of each avatar, by the address that SimCord gives it."""
    # SimCord gives the bot itself one of Discord's default avatars.
    index = (client.user.id >> 22) % 6 if client.user else 0
    pictures = {f"{CDN}/embed/avatars/{index}.png": "bot.png"} | {
        f"{CDN}/avatars/{person.actor.id}/{person.key}.png": f"{person.key}.png"
        for person in world.people.values()
    }
    return {url: (name, (folder / name).read_bytes()) for url, name in pictures.items()}
