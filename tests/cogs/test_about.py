import re

import discord

from bot.model.subscription import PATIENT_KINDS
from bot.services import Services
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, labels, raw_text, text
from tests.factories import article, subscribe_channel


async def test_topics_shows_all_topics(community: Community, services: Services) -> None:
    shown = answer(await community.sam.slash(community.general, "topics"))

    assert shown.ephemeral
    assert all(topic.name in text(shown) for topic in services.taxonomy)


async def test_the_menu_of_topics_opens_one(community: Community, seed: Seed) -> None:
    await seed(article("a", "metastasis", title="Bone"))
    shown = answer(await community.sam.slash(community.general, "topics"))

    result = await community.sam.select(shown, ["metastasis"])

    assert "Bone" in text(answer(result))
    assert answer(result).ephemeral


async def test_help_names_every_command_that_the_asker_may_use(community: Community) -> None:
    for person in (community.sam, community.maya):
        shown = raw_text(answer(await person.slash(community.general, "help")))

        missing = [
            name
            for name in person.available_commands(community.general)
            if not re.search(rf"</{name}:[0-9]+>", shown)
        ]
        assert missing == [], "Name them in MEMBER_COMMANDS or MODERATOR_COMMANDS of bot.ui.texts."


async def test_help_shows_members_no_moderators_commands(community: Community) -> None:
    shown = answer(await community.sam.slash(community.general, "help"))

    assert "news subscribe" not in text(shown)


async def test_privacy_says_that_nothing_is_stored(community: Community) -> None:
    shown = answer(await community.sam.user.slash("privacy"))

    assert "Nothing is stored about you." in text(shown)
    assert labels(shown) == []


async def test_privacy_counts_and_deletes_the_askers_searches_alone(
    community: Community, services: Services
) -> None:
    await services.stored_queries.keep(community.sam.id, "a long one")
    await services.stored_queries.keep(community.kim.id, "another")
    shown = answer(await community.sam.slash(community.general, "privacy"))
    before = text(shown)

    after = answer(await community.sam.click(shown, label="Delete now"))

    assert "1 long search" in before
    assert "a long one" not in before
    assert "Deleted" in text(after)
    assert await services.stored_queries.count(community.sam.id) == 0
    assert await services.stored_queries.count(community.kim.id) == 1


async def test_topics_names_the_channels_that_the_asker_can_see(
    community: Community, services: Services
) -> None:
    hidden = community.guild.create_text_channel(
        "staff",
        overwrites={community.guild.default_role: discord.PermissionOverwrite(view_channel=False)},
    )
    for channel in (community.news, hidden):
        await subscribe_channel(
            services.subscriptions,
            community.guild.id,
            channel.id,
            "metastasis",
            PATIENT_KINDS,
            None,
        )

    shown = text(answer(await community.sam.slash(community.general, "topics")))

    assert f"**Metastasis** 🧭: <#{community.news.id}>" in shown
    assert str(hidden.id) not in shown
