"""No command and no control leads from one server to another, whatever ids it is given.

All of them are taken from the bot itself: a new one is tried, too, or the test fails and says so.
"""

import contextlib
import gc
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from string import Formatter
from typing import Any

import discord
import pytest
from discord import AppCommandOptionType, app_commands

from bot.discord_api.client import NewsBot
from bot.discord_api.limits import Circuit, RequestLimiter
from bot.discord_api.requests import DiscordRequests
from bot.services import Services
from bot.ui.commands import invite_url
from bot.ui.moderator_texts import NOT_A_MEMBER
from bot.ui.texts import MANAGERS_ONLY, SERVER_ONLY
from bot.ui.views import Control
from tests.cogs.conftest import Seed
from tests.cogs.forging import (
    JUNK,
    ODD_DATES,
    OTHER_MEMBER,
    VEILED,
    Forger,
    Ids,
    Server,
    Stored,
    build,
    channel_options,
    entered,
    fill,
    role_options,
    settled,
    text,
)
from tests.peer import Fault, Peer, World
from tests.peer.interactions import FOREIGN_GUILD_ID, Interaction
from tests.peer.login import logged_in
from tests.peer.world import Json

CHANNEL, ROLE = AppCommandOptionType.channel, AppCommandOptionType.role
SENTENCE = re.compile(r"[^\n]{10,200}\.")
UNEXPECTED = "Something went wrong"
FORMS: dict[str, list[tuple[str, dict[str, str]]]] = {
    "page": [
        (
            "page:{kind}{exact}{newest};s{since};f{source}:{page}:{topic}:{text}",
            {
                "kind": "search",
                "exact": "",
                "newest": "",
                "since": "30d",
                "source": "1",
                "page": "1",
                "topic": "metastasis",
                "text": "bone",
            },
        ),
        ("page:similar:1::{text}", {"text": "1"}),
        ("page:stored:1::{text}", {"text": "key"}),
    ],
    "similar": [("similar:{article}", {"article": "1"})],
    "words": [("words:{article}", {"article": "1"})],
    "postwords": [("postwords:{post}", {})],
    "study": [("study:{article}", {"article": "1"})],
    "more": [("more:{key}:{topic}", {"key": "key", "topic": "metastasis"})],
    "alike": [("alike", {})],
    "studies": [("studies", {})],
    "topic": [("topic", {})],
    "forget": [("forget", {})],
    "sources": [("sources:{page}", {"page": "1"})],
    "summary": [
        ("summary:{post}", {}),
        ("summary:{post}:{side}:{at}", {"side": "from", "at": "0"}),
        ("summary:{post}:{side}:{at}", {"side": "to", "at": "0"}),
    ],
    "list": [("list:{page}", {"page": "1"})],
    "remove": [("remove:{page}:{subscription}", {"page": "1"})],
    "edit": [("edit:{page}:{subscription}", {"page": "1"})],
    "move": [("move:{page}:{subscription}", {"page": "1"})],
    "wish": [
        ("wish:{action}:{page}:{subscription}", {"action": action, "page": "1"})
        for action in ("all", "wider", "closer")
    ],
    "unmute": [("unmute:{mute}:{page}", {"mute": "1", "page": "1"})],
    "mutes": [("mutes:{page}", {"page": "1"})],
    "followwords": [("followwords:{topic}:{text}", {"topic": "metastasis", "text": "bone"})],
    "own": [("own:{page}", {"page": "1"})],
    "drop": [
        ("drop:{page}:{feed}:{step}", {"page": "1", "step": "ask"}),
        ("drop:{page}:{feed}:{step}", {"page": "1", "step": "yes"}),
    ],
    "follow": [("follow:{channel}:{topic}", {"topic": "metastasis"})],
    "proposal": [("proposal:{answer}:{proposal}", {"answer": "allow"})],
    "postnow": [("postnow:{channel}", {})],
    "check": [("check:{key}:{channel}", {})],
    "log": [("log:{page}:{state}:{channel}", {"page": "1", "state": ""})],
    "resend": [("resend:{page}:{state}:{channel}", {"page": "1", "state": ""})],
    "again": [
        (
            "again:{delivery}:{generation}:{page}:{state}:{channel}",
            {"generation": "0", "page": "1", "state": ""},
        ),
    ],
}
"""The addresses of each control, with what stands in them; ids are the server's own."""
FOR_MEMBERS = {
    "page",
    "similar",
    "alike",
    "studies",
    "words",
    "postwords",
    "study",
    "more",
    "topic",
    "forget",
    "sources",
    "summary",
}
"""The controls that need no permission; they show and change nothing of a server."""
FOR_HOST = {"proposal"}
"""The controls that the bot's host alone may use, wherever they stand."""
TYPED = {
    "topic": "metastasis",
    "query": "bone",
    "term": "biopsy",
    "url": "https://example.org/feed",
}
"""The value of an option that is required."""


@dataclass(frozen=True, slots=True)
class Border:
    """A server, another one, and a member who forges in the first what names the second."""

    services: Services
    stored: Stored
    forger: Forger
    ours: Server
    our_ids: Ids
    other: Server
    other_ids: Ids
    other_key: str

    @property
    def bot(self) -> NewsBot:
        return self.forger.bot

    @property
    def foreign(self) -> tuple[str, ...]:
        """Ids of the other server, and of another member."""
        own = self.other_ids
        servers = (self.other.guild.id, self.other.role.id, self.other.channel.id)
        named = (own.subscription, own.delivery, own.key, own.post, own.feed, own.proposal)
        return (*named, self.other_key, *map(str, servers))

    def rows(self) -> object:
        """All that is stored about the other server."""
        return self.stored.rows(self.other.guild.id)

    def own_rows(self) -> object:
        """All that is stored about the member's own server."""
        return self.stored.rows(self.ours.guild.id)

    def posted(self) -> list[Json]:
        """The messages in the other server's channels."""
        return [m for each in self.other.channels for m in self.forger.peer.messages(each.id)]


@pytest.fixture
async def border(services: Services, seed: Seed) -> AsyncIterator[Border]:
    world = World()
    ours, other = build(world, "kind"), build(world, VEILED)
    other_key = await services.stored_queries.keep(OTHER_MEMBER, f"{VEILED} bone")
    async with Peer.open(world) as peer:
        requests = DiscordRequests(RequestLimiter(), Circuit())
        bot = NewsBot(services, requests=requests.trace())
        async with logged_in(peer, bot):
            await settled()
            our_ids = await fill(ours, "kind", services, seed)
            other_ids = await fill(other, VEILED, services, seed)
            forger = Forger(peer, bot, ours.channel)
            with contextlib.closing(Stored(services.database.path)) as stored:
                yield Border(services, stored, forger, ours, our_ids, other, other_ids, other_key)


def faults(case: str, given: str, interaction: Interaction) -> list[str]:
    """The fault of the answer to a forged interaction."""
    said = [text(message) for message in interaction.said]
    said += [json.dumps(interaction.modal)] if interaction.modal else []
    named = "\n".join(said).replace(given, "") if given else "\n".join(said)
    found = []
    if not any(said):
        found.append(f"{case} is not answered")
    if VEILED in named:
        found.append(f"{case} shows another server: {said}")
    if UNEXPECTED in named:
        found.append(f"{case} is no sentence: {said}")
    return found


def refusal_faults(case: str, interaction: Interaction) -> list[str]:
    """The fault of a refusal: it must be one sentence, to the asker alone."""
    messages = interaction.said
    said = [text(message) for message in messages]
    one = len(said) == 1 and SENTENCE.fullmatch(said[0])
    alone = all(message["flags"] & discord.MessageFlags.ephemeral.flag for message in messages)
    return [] if one and alone else [f"{case} is not refused in a sentence: {said}"]


def commands_of(bot: NewsBot) -> list[app_commands.Command[Any, ..., Any]]:
    return [each for each in bot.tree.walk_commands() if isinstance(each, app_commands.Command)]


def option(parameter: app_commands.Parameter, value: object, **more: object) -> Json:
    return {"name": parameter.name, "type": parameter.type.value, "value": value, **more}


def required(
    command: app_commands.Command[Any, ..., Any], ids: Ids, *, but: str = ""
) -> list[Json]:
    """A value for each option that the command cannot do without."""
    typed = {**TYPED, "subscription": ids.subscription}
    needed = [each for each in command.parameters if each.required and each.name != but]
    lacking = [each.name for each in needed if each.name not in typed]
    assert not lacking, f"Say in TYPED what to type for {lacking} of /{command.qualified_name}."
    return [option(each, typed[each.name]) for each in needed]


def values_for(parameter: app_commands.Parameter, border: Border) -> Iterator[tuple[object, Json]]:
    """The forged values of an option, and Discord's part of each."""
    match parameter.type:
        case AppCommandOptionType.channel:
            yield from channel_options(border.other, border.ours.guild)
        case AppCommandOptionType.role:
            yield from role_options(border.other)
        case AppCommandOptionType.string:
            yield from ((value, {}) for value in (*border.foreign, *JUNK, "x" * 6000))
        case AppCommandOptionType.integer:
            yield from ((value, {}) for value in (0, 5, -1, 2**53 - 1))
        case AppCommandOptionType.boolean:
            yield from ((value, {}) for value in (True, False))
        case kind:
            pytest.fail(f"Say in this test what to forge for an option of the kind {kind}.")


async def test_no_option_of_any_command_leads_to_another_server(border: Border) -> None:
    before, found, tried = border.rows(), list[str](), 0
    for command in commands_of(border.bot):
        for parameter in command.parameters:
            fixed = required(command, border.our_ids, but=parameter.name)
            for value, resolved in values_for(parameter, border):
                own = border.own_rows()
                options = [*fixed, option(parameter, value)]
                answered = await border.forger.command(
                    command.qualified_name, options, resolved=resolved
                )
                case = f"/{command.qualified_name} {parameter.name}:{str(value)[:30]!r}"
                found += faults(case, str(value), answered)
                if parameter.type in {CHANNEL, ROLE}:
                    found += refusal_faults(case, answered)
                    found += [f"{case} changes something"] * (border.own_rows() != own)
                tried += 1

    assert found == []
    assert border.rows() == before
    assert border.posted() == []
    assert tried > 100


MALFORMED: tuple[list[Json], ...] = (
    [{"name": "channel", "type": 7}],
    [{"type": 7}],
    [{"name": "channel"}],
    [{"name": "channel", "type": 7, "value": None}],
    [{"name": "channel", "type": 7, "value": {"id": "1"}}],
    [{"name": "channel", "type": 1, "options": None}],
)


async def test_options_that_have_another_form_are_answered_in_a_sentence(border: Border) -> None:
    before, found = (border.rows(), border.own_rows()), list[str]()
    named: list[Json] = [{"name": "channel", "type": 7, "value": "5"}]
    cases: list[tuple[list[Json], Json]] = [(each, {}) for each in MALFORMED]
    told: tuple[object, ...] = (None, [], {"5": 5})
    cases += [(named, {"channels": each}) for each in told]
    for options, resolved in cases:
        answered = await border.forger.command("news pause", options, resolved=resolved)
        found += [f"{options}, {resolved}"] * (len(answered.said) != 1)
        assert (await border.forger.complete("news pause", options)).acknowledged

    assert found == []
    assert (border.rows(), border.own_rows()) == before


async def test_a_command_in_a_channel_of_another_server_is_refused(border: Border) -> None:
    before, found = (border.rows(), border.own_rows()), list[str]()
    for channel in (border.other.channel, border.other.thread, border.other.forum):
        here = replace(channel, guild_id=border.ours.guild.id)
        for command in commands_of(border.bot):
            options = required(command, border.our_ids)
            answered = await border.forger.command(command.qualified_name, options, here=here)
            found += refusal_faults(f"/{command.qualified_name} in #{channel.name}", answered)

    assert found == []
    assert (border.rows(), border.own_rows()) == before


async def test_no_completion_shows_another_server(border: Border) -> None:
    before, offered = border.rows(), list[str]()
    for command in commands_of(border.bot):
        named = [each for each in command.parameters if each.type is CHANNEL]
        for parameter in (each for each in command.parameters if each.autocomplete):
            for value in ("", VEILED, *border.foreign, *JUNK):
                focused = option(parameter, value, focused=True)
                beside = [option(each, str(border.other.channel.id)) for each in named]
                for options in ([focused], [focused, *beside]):
                    answered = await border.forger.complete(command.qualified_name, options)
                    assert answered.acknowledged, f"/{command.qualified_name} {parameter.name}"
                    shown = [choice[of] for choice in answered.choices for of in ("name", "value")]
                    # `/search` offers what was typed itself, which says nothing new.
                    offered += [each for each in shown if each != value]

    assert border.rows() == before
    assert [each for each in offered if VEILED in each or each in border.foreign] == []


def messages_to_look_at(border: Border) -> Iterable[Json]:
    """Messages of a menu whose buttons name nothing that is."""
    other, user = border.other.channel, border.bot.user
    assert user
    for value in (*border.foreign, *JUNK):
        button = {"type": 2, "custom_id": f"similar:{value}", "label": "Similar", "style": 2}
        yield {
            "id": "5",
            "channel_id": str(other.id),
            "type": 0,
            "content": VEILED,
            "author": {"id": str(user.id), "username": "a", "discriminator": "0", "avatar": None},
            "attachments": [],
            "embeds": [],
            "mentions": [],
            "mention_roles": [],
            "flags": 0,
            "pinned": False,
            "mention_everyone": False,
            "tts": False,
            "edited_timestamp": None,
            "timestamp": "2026-01-01T00:00:00+00:00",
            "components": [{"type": 1, "components": [button]}],
        }


async def test_no_entry_of_a_message_menu_leads_to_another_server(border: Border) -> None:
    before, found = border.rows(), list[str]()
    menus = border.bot.tree.get_commands(type=discord.AppCommandType.message)
    assert not border.bot.tree.get_commands(type=discord.AppCommandType.user)
    for menu in menus:
        for message in messages_to_look_at(border):
            for resolved in ({"messages": {"5": message}}, {}):
                answered = await border.forger.command(
                    menu.name, [], resolved=resolved, type=3, target_id="5"
                )
                found += faults(menu.name, "", answered)

    assert found == []
    assert menus
    assert border.rows() == before


def controls_of(bot: NewsBot) -> list[type[Control]]:
    """All that is registered; nothing answers a press but these."""
    registered = list(bot._connection._view_store._dynamic_items.values())
    assert not bot.persistent_views
    assert not bot._connection._view_store._modals
    assert all(issubclass(each, Control) for each in registered)
    return [each for each in registered if issubclass(each, Control)]


def word_of(control: type[Control]) -> str:
    """The first word of its address."""
    return control.address.pattern.partition(":")[0]


async def test_no_two_controls_share_a_first_word(border: Border) -> None:
    registered = {each.__qualname__ for each in controls_of(border.bot)}
    # A cog that is loaded again makes its classes again.
    written = {each.__qualname__ for each in Control.__subclasses__() if in_a_cog(each)}

    # discord.py keeps one control for each template, and does not report the one it drops.
    assert registered == written
    assert len(registered) == len(FORMS)


def in_a_cog(control: type[Control]) -> bool:
    return control.__module__.startswith("cogs.")


def addresses_of(control: type[Control], ids: Ids) -> list[tuple[str, dict[str, str]]]:
    """The forms of its addresses, with values of the member's own server."""
    assert word_of(control) in FORMS, f"Say in FORMS what stands in the address of {control}."
    own = {"subscription": ids.subscription, "delivery": ids.delivery, "channel": ids.channel}
    own |= {"post": ids.post, "feed": ids.feed, "proposal": ids.proposal}
    forms = [(form, {"key": ids.key, **own, **given}) for form, given in FORMS[word_of(control)]]
    named = {name for form, _ in forms for _, name, _, _ in Formatter().parse(form) if name}
    assert named == set(control.address.groupindex), f"FORMS lacks something of {control}"
    return forms


def forged(control: type[Control], border: Border) -> Iterator[tuple[str, str, str]]:
    """Part by part: which, with what, and the whole address; at last all of the other server."""
    for form, own in addresses_of(control, border.our_ids):
        parts = [name for _, name, _, _ in Formatter().parse(form) if name]
        for part in parts:
            for value in (*border.foreign, *JUNK):
                # The other server's ids may be those of other things of the own one.
                if value != own[part]:
                    yield part, value, form.format(**{**own, part: value})
        other = border.other_ids
        whole = {"subscription": other.subscription, "delivery": other.delivery}
        whole |= {"channel": other.channel, "key": other.key, "post": other.post}
        whole |= {"feed": other.feed, "proposal": other.proposal}
        # Without any id, it is the member's own address, which may do what it says.
        if not whole.keys().isdisjoint(parts):
            yield "all", "", form.format(**{**own, **whole})


async def test_no_part_of_any_controls_address_leads_to_another_server(border: Border) -> None:
    before, found, tried = border.rows(), list[str](), 0
    for control in controls_of(border.bot):
        for part, value, address in forged(control, border):
            if len(address) > 100:  # Discord's limit
                continue
            own = border.own_rows()
            answered = await border.forger.press(address)
            found += faults(address, value, answered)
            if part in {"subscription", "delivery", "channel", "feed", "proposal", "all"}:
                found += [f"{address} changes something"] * (border.own_rows() != own)
            if part == "post" and value == border.other_ids.post:
                found += refusal_faults(address, answered)
            tried += 1
        for value in (*border.foreign, *JUNK):
            answered = await border.forger.press(word_of(control), [value])
            found += faults(f"{word_of(control)} with {value!r}", value, answered)
        found += faults(word_of(control), "", await border.forger.press(word_of(control), []))

    assert found == []
    assert border.rows() == before
    assert border.posted() == []
    assert tried > 100


MALFORMED_FIELDS: tuple[object, ...] = (
    [{"type": 18}],
    [{"type": 18, "component": None}],
    [{"type": 18, "component": {"type": 3}}],
    [{"type": 18, "component": {"type": 3, "custom_id": "channel", "values": "5"}}],
    [{"type": 18, "component": {"type": 3, "custom_id": "channel", "values": [5, None]}}],
    entered(channel="", kinds="rumors"),
    entered(show="posters"),
    entered(kinds=["rumors"]),
    [],
)


async def test_no_submitted_dialog_leads_to_another_server(border: Border) -> None:
    before, found, forger = border.rows(), list[str](), border.forger
    own, theirs = border.our_ids.subscription, border.other_ids.subscription
    other = border.other
    places = [*(str(each.id) for each in other.channels), str(other.role.id), str(other.guild.id)]
    cases = [(own, entered(channel=[value])) for value in (*places, *JUNK, "x" * 6000)]
    cases += [(own, entered(role=[value])) for value in (*places, *JUNK)]
    cases += [(theirs, entered(channel=[str(border.ours.forum.id)])), (theirs, [])]
    assert set(border.bot.submissions) == {"edit", "move"}
    for word in border.bot.submissions:
        for subscription, components in cases:
            kept = border.own_rows()
            answered = await forger.submit(f"{word}:1:{subscription}", components)
            found += faults(f"{word} {components}", "", answered)
            named = {part["component"]["custom_id"] for part in components}
            if subscription == theirs or (word == "move") == (named == {"channel"}):
                found += [f"{word} {components}"] * (border.own_rows() != kept)
        for malformed in MALFORMED_FIELDS:
            answered = await forger.submit(f"{word}:1:{own}", malformed)
            found += faults(f"{word} {malformed}", "", answered)
    for address in ("", "none", "edit", "edit:x:y", "move:1:" + "9" * 90):
        found += faults(address, "", await forger.submit(address, []))

    assert found == []
    assert border.rows() == before


async def test_a_submitted_dialog_asks_for_the_permission_again(border: Border) -> None:
    before = border.own_rows()
    address, fields = f"{{}}:1:{border.our_ids.subscription}", entered(kinds=["journal"])
    border.forger.permissions = discord.Permissions.none().value
    without = [await border.forger.submit(address.format(w), fields) for w in ("edit", "move")]
    border.forger.direct = True
    outside = [await border.forger.submit(address.format(w), fields) for w in ("edit", "move")]

    assert {text(each.said[0]) for each in without} == {MANAGERS_ONLY}
    assert {text(each.said[0]) for each in outside} == {SERVER_ONLY}
    assert border.own_rows() == before


async def refused_everywhere(border: Border, sentence: str) -> list[str]:
    """Whoever is a moderator's is to be refused so, and nothing else; what is not."""
    found = list[str]()
    for command in commands_of(border.bot):
        options = required(command, border.our_ids)
        answered = await border.forger.command(command.qualified_name, options)
        # A command of a group has the permissions of the group.
        for_managers = (command.root_parent or command).default_permissions is not None
        refused = [text(each) for each in answered.said] == [sentence]
        found += [f"/{command.qualified_name}"] * (refused != for_managers)
    for control in controls_of(border.bot):
        for form, own in addresses_of(control, border.our_ids):
            answered = await border.forger.press(form.format(**own))
            refused = [text(each) for each in answered.said] == [sentence]
            found += [word_of(control)] * (refused == (word_of(control) in FOR_MEMBERS | FOR_HOST))
    return found


async def test_every_control_and_command_asks_for_its_permission_again(border: Border) -> None:
    before = border.rows(), border.own_rows()
    border.forger.permissions = discord.Permissions.none().value

    assert await refused_everywhere(border, MANAGERS_ONLY) == []
    assert (border.rows(), border.own_rows()) == before


async def test_nothing_of_a_server_is_to_be_had_in_a_direct_message(border: Border) -> None:
    before = border.rows(), border.own_rows()
    border.forger.direct = True

    assert await refused_everywhere(border, SERVER_ONLY) == []
    assert (border.rows(), border.own_rows()) == before


async def test_where_the_bot_is_no_member_all_that_is_moderators_is_the_invite_link(
    border: Border,
) -> None:
    before, forger = (border.rows(), border.own_rows()), border.forger
    forger.foreign = True
    invite = invite_url(border.bot.application_id or 0, FOREIGN_GUILD_ID)
    sentence = NOT_A_MEMBER.format(url=invite)

    assert await refused_everywhere(border, sentence) == []
    for word in border.bot.submissions:
        address = f"{word}:1:{border.our_ids.subscription}"
        answered = await forger.submit(address, entered(kinds=["journal"]))
        assert [text(each) for each in answered.said] == [sentence]
    assert (border.rows(), border.own_rows()) == before
    assert border.posted() == []


async def test_another_members_stored_question_is_not_shown(border: Border) -> None:
    answered = await border.forger.press(f"page:stored:1::{border.other_key}")

    assert [text(each) for each in answered.said] == [
        "This search has expired. Run </search> again."
    ]


async def test_a_date_that_is_none_is_a_sentence_in_option_operator_completion_and_button(
    border: Border,
) -> None:
    (search,) = [each for each in commands_of(border.bot) if each.name == "search"]
    query, since = (next(p for p in search.parameters if p.name == n) for n in ("query", "since"))
    found = list[str]()
    for date in ODD_DATES:
        given = [option(query, "bone"), option(since, date)]
        operator = [option(query, f"bone since:{date}"[:300])]
        focused = [option(query, "bone"), option(since, date, focused=True)]
        for options in (given, operator):
            found += faults(
                f"since {date[:20]}", "", await border.forger.command("search", options)
            )
        assert (await border.forger.complete("search", focused)).acknowledged
        if len(date) < 50:
            address = f"page:latest;s{date}:1::"
            found += faults(address, "", await border.forger.press(address))

    assert found == []


UNREADABLE = (
    "<html>",
    "[]",
    "null",
    "{}",
    '{"interaction": {"id": "x"}}',
    '{"interaction": {"id": "1"}, "resource": {}}',
    '{"interaction": {"id": "1"}, "resource": {"type": 4, "message": {}}}',
    '{"interaction": {"id": "1"}, "resource": {"type": 4, "message": {"id": "1"}}}',
)
"""The last one has the right form, as far as the bot looks; discord.py fails on it."""


@pytest.mark.parametrize("body", UNREADABLE)
async def test_answers_to_answers_that_nobody_can_read_end_no_task(
    border: Border, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    json = {"Content-Type": "application/json"}
    for path in ("/interactions/*", "/webhooks/*"):
        fault = Fault("POST", path, status=200, body=body, headers=json, after=True, times=None)
        border.forger.peer.faults.add(fault)

    await border.forger.command("latest", [])
    await border.forger.command("news pause", [option_of_nothing()])
    await border.forger.press("page:latest:1::")
    await border.forger.press("page:none")
    gc.collect()  # reports the exceptions of tasks that nobody has asked for

    assert [each.message for each in caplog.records if each.name.split(".")[0] != "bot"] == []


def option_of_nothing() -> Json:
    return {"name": "channel", "type": CHANNEL.value, "value": "none"}
