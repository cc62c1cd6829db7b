"""Moderators follow words, mute them, and see what was held back."""

import json
import logging

import pytest
from msgspec.structs import replace
from simcord import ResponseMessage

from bot.articles.news import FeedPart, Sighting
from bot.discord_api.client import NewsBot
from bot.model.article import Article
from bot.model.subscription import PATIENT_KINDS
from bot.model.wish import Exclusion, KeptWish, Reach, Wish
from bot.pipelines.ingest import Ingest
from bot.services import Services
from bot.storage import feeds, subscriptions, wishes
from bot.subscriptions.saving import MATCH_NEEDS_WORDS
from bot.ui.wish_texts import NEWEST_NOW, NEWEST_WITH_DIGEST, SILENCED, TOPIC_OR_WORDS
from tests.cogs.conftest import Community, Seed
from tests.cogs.showing import answer, custom_id, labels, text
from tests.factories import NOON, article, feed
from tests.openapi import complaints

BRAIN = "Brain metastases: a new trial"


async def polled(services: Services, *given: Article) -> None:
    """New articles of a feed that was polled before, and the cards that they bring."""
    ingest, now = Ingest(services.taxonomy), services.clock.now()
    async with services.database.transaction() as connection:
        await feeds.sync_catalogue(connection, [feed()])
        tracked = (await feeds.active(connection))[0]
        sighting = Sighting(FeedPart.FIRST_PAGE, now, now)
        await ingest.keep(connection, tracked, given, now, sighting)


async def follow(community: Community, **options: object) -> ResponseMessage:
    options = {"channel": community.news, **options}
    return answer(await community.maya.slash(community.general, "news subscribe", **options))


async def test_words_are_previewed_widened_and_bring_cards_that_say_why(
    community: Community, services: Services, seed: Seed, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    await seed(
        article("1", title=BRAIN, published_at=NOON),
        *(article(f"n{n}", title=f"Other news {n}", published_at=NOON) for n in range(9)),
        article("2", title="Reading", text="word " * 400 + "brain metastases"),
    )

    shown = await follow(community, words="brain mets")
    first, buttons = text(shown), labels(shown)
    wider = answer(await community.maya.click(shown, custom_id="wish:wider:1:1"))
    widened = text(wider)
    closer = answer(await community.maya.click(wider, custom_id="wish:closer:1:1"))
    await polled(services, article("3", title="On brain metastases"))
    async with services.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT reasons FROM deliveries")

    assert "Subscribed: **brain mets 🔎**" in first
    assert "Understood as *brain mets*, *brain metastas" in first
    assert "Also searched" not in first
    assert "These words would have matched 1 of the 11 articles of the last 90 days:" in first
    assert "“brain metastases” in the title" in first
    assert "Wider (2)" in buttons
    assert "would have matched 2 of the 11" in widened
    assert "would have matched 1 of the 11" in text(closer)
    assert [row[0] for row in rows] == ['[["brain mets", "brain metastases", "title"]]']
    assert "brain" not in caplog.text
    assert complaints(community.env.http_requests) == []


async def test_when_the_newest_article_is_posted_is_said(community: Community, seed: Seed) -> None:
    await seed(article("1", title=BRAIN, published_at=NOON))
    at_once = text(await follow(community, words="brain mets", post_newest=True))
    maya, news = community.maya, community.news
    await maya.slash(news, "news schedule", quiet="11:00-14:00")
    quiet = text(await follow(community, words="brain metastases", post_newest=True))
    await maya.slash(news, "news schedule", when="daily", quiet="off")
    gathered = text(await follow(community, words="cerebral metastases", post_newest=True))
    silent = text(await follow(community, words="brain", post_newest=False))

    assert NEWEST_NOW in at_once
    assert "It is quiet there now: the newest of these articles is posted <t:" in quiet
    assert NEWEST_WITH_DIGEST in gathered
    assert "newest" not in silent


async def test_several_words_must_all_be_in_an_article(community: Community) -> None:
    several = text(await follow(community, words="heart bone"))
    single = text(await follow(community, words="brain mets"))

    assert "An article must name all of these: *heart*, *bone*." in several
    assert "all of these" not in single


async def test_alternatives_are_said_and_each_brings_articles_that_name_it(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(
        article("1", title="HER2-positive disease", published_at=NOON),
        article("2", title="HR-positive disease", published_at=NOON),
        article("3", title="Sleep", published_at=NOON),
    )

    shown = text(await follow(community, words="HER2+, HR+, "))
    await polled(services, article("4", title="On HR-positive tumors"))
    async with services.database.reader() as connection:
        rows = await connection.execute_fetchall("SELECT reasons FROM deliveries")

    assert "Subscribed: **HER2+, HR+ 🔎**" in shown
    assert "An article must name either *her2 positive* or *hr positive*." in shown
    assert "would have matched 2 of the 3 articles" in shown
    assert [row[0] for row in rows] == ['[["HR+", "hr positive", "title"]]']


async def test_alternatives_are_muted_and_left_out_each(
    community: Community, services: Services
) -> None:
    await follow(community, topic="all", without="wildfire or smoke, Heredity and Genetics")
    muted = text(
        answer(await community.maya.slash(community.general, "news mute", words="zebra, lion"))
    )
    followed = text(await follow(community, words="lion or bone"))
    nothing = text(await follow(community, words="bone or heart", without="heart, bone"))
    async with services.database.reader() as connection:
        (everything, _) = await subscriptions.of_guild(connection, community.guild.id)

    await polled(
        services,
        *(article(each, title=f"A {each} study") for each in ("smoke", "wildfire", "lion", "bone")),
    )
    async with services.database.reader() as connection:
        rows = await connection.execute_fetchall(
            "SELECT title FROM deliveries JOIN articles ON articles.id = article_id"
        )

    assert [each.topic or (each.wish and each.wish.words) for each in everything.without] == [
        "wildfire",
        "smoke",
        "heredity",
    ]
    assert "An article is left out if it names either *zebra* or *lion*." in muted
    assert "“zebra, lion” is muted in this server" in followed
    assert "nothing would come" in nothing
    assert [row["title"] for row in rows] == ["A bone study"]


async def test_words_that_an_earlier_version_read_as_all_of_them_become_alternatives(
    community: Community, services: Services
) -> None:
    await follow(community, words="heart, bone", match="anywhere")
    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    stored = await services.wishes.of(kept)
    assert stored
    assert stored.wish
    async with services.database.transaction() as connection:
        (row,) = await connection.execute_fetchall("SELECT understood FROM wishes")
        written = json.loads(row["understood"])
        one, other = written.pop("alternatives")
        earlier = {**written, "read": "heart bone", "concepts": one["concepts"] + other["concepts"]}
        await connection.execute(
            "UPDATE wishes SET edition = 'older', understood = ?", (json.dumps(earlier),)
        )

    read = await services.wishes.of(kept)
    await services.wishes.renew()
    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))
    (now,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    renewed = await services.wishes.of(now)

    assert read
    assert read.wish
    assert [len(each.concepts) for each in read.wish.alternatives] == [2]
    assert renewed
    assert renewed.wish == stored.wish
    assert "An update changed how these words are understood: heart or bone" in listed


async def test_words_that_bring_very_much_are_said_to(community: Community, seed: Seed) -> None:
    nothing = text(await follow(community, words="sleep"))
    await seed(*(article(str(n), title=f"Note {n}", published_at=NOON) for n in range(15)))
    await seed(*(article(f"b{n}", title=f"Bone {n}", published_at=NOON) for n in range(9)))

    close = text(await follow(community, words="bone"))
    far = text(await follow(community, words="bone", match="anywhere"))
    rare = text(await follow(community, words="sleep"))

    assert "There are no articles of the last 90 days to compare with." in nothing
    assert "That is 9 of 24 articles. Use rarer words, or follow a topic instead." in close
    assert "Choose `match: close`, use rarer words" in far
    assert "That is" not in rare


async def test_a_subject_that_begins_with_non_is_followed(community: Community) -> None:
    subject = text(await follow(community, words="non-hormonal hot flash treatment"))
    negation = text(await follow(community, words="hot flash treatment without tamoxifen"))

    assert "Subscribed: **non-hormonal hot flash treatment 🔎**" in subject
    assert "name it in the option `without:`" in negation


async def test_a_muted_topic_is_not_said_to_come(community: Community) -> None:
    await community.maya.slash(community.general, "news mute", topic="lobular")

    shown = text(await follow(community, topic="lobular"))
    every = text(answer(await community.maya.slash(community.general, "news mute", topic="all")))

    assert "is muted in this server, so none of it is posted" in shown
    assert "will be posted" not in shown
    assert "“All topics” cannot be muted." in every


async def test_what_cannot_be_followed_is_told(community: Community, seed: Seed) -> None:
    await seed(*(article(str(n), title=f"Breast cancer {n}") for n in range(60)))
    cases = {
        TOPIC_OR_WORDS: {},
        MATCH_NEEDS_WORDS: {"topic": "metastasis", "match": "close"},
        "in more than a fifth of all articles": {"words": "breast cancer"},
        "no word that could be followed": {"words": "??"},
        "name them in the option `without:`, not behind a": {"words": "bone -brain"},
        "To leave out “brain mets”, name it in the option `without:`": {"words": "not brain mets"},
        "To leave out “zebras”, name it in": {"words": "bone, not zebras"},
        "Choose the topic in the option `topic:`": {"words": "topic:lobular"},
        "Choose the kinds of study in the option": {"words": "kind:trial bone"},
        "“title:” is not understood here": {"words": "title:bone"},
        "Brackets around alternatives": {"words": "bone (heart or lung)"},
        "Name at most 10 alternatives": {"words": ", ".join(f"bone{n}" for n in range(11))},
        "“without:” is not understood here. Name the words alone, or a topic": {
            "words": "bone",
            "without": "without:heart",
        },
        "Name only what is left out, without “not”": {"words": "bone", "without": "not heart"},
        "may mean": {"words": "AI"},
    }

    for sentence, options in cases.items():
        assert sentence in text(await follow(community, **options)), options


async def test_common_words_may_be_muted_but_not_what_nearly_all_articles_hold(
    community: Community, seed: Seed
) -> None:
    titles = [f"Breast cancer and {'surgery' if n % 2 else 'sleep'} {n}" for n in range(60)]
    await seed(*(article(str(n), title=title, published_at=NOON) for n, title in enumerate(titles)))

    async def mute(words: str) -> str:
        return text(answer(await community.maya.slash(community.general, "news mute", words=words)))

    followed = text(await follow(community, words="surgery"))
    muted = await mute("surgery")
    everything = await mute("breast cancer")
    left_out = text(await follow(community, topic="all", without="sleep"))

    assert "more than a fifth" in followed
    assert (
        "Muted in all channels: surgery 🔇. Of the 60 articles of the last 90 days, 30 would"
        in muted
    )
    assert "Understood as *surgery*, *operation*, *surgical*." in muted
    assert "nearly all articles" in everything
    assert "without sleep" in left_out


async def test_a_mute_says_how_many_articles_it_would_have_held_back(
    community: Community, seed: Seed
) -> None:
    await seed(
        article("1", "metastasis", title="Bone", published_at=NOON),
        article("2", "in-memoriam", title="A zebra", published_at=NOON),
        article("3", title="Sleep", published_at=NOON),
    )

    async def mute(**what: str) -> str:
        return text(answer(await community.maya.slash(community.general, "news mute", **what)))

    so_many = "Of the 3 articles of the last 90 days, {} would have been held back."
    assert so_many.format(1) in await mute(topic="metastasis")
    assert so_many.format("none") in await mute(topic="lobular")
    # "All topics" does not bring it, but its own topic does.
    assert so_many.format(1) in await mute(words="zebra")


async def test_words_to_follow_are_read_and_not_searched(community: Community, seed: Seed) -> None:
    await seed(*(article(str(n), title="Metastasis and chemotherapy") for n in range(3)))
    spanish = text(await follow(community, words="quimio"))
    mistyped = text(await follow(community, words="metastesis"))

    assert "-# Read in English as **chemotherapy**" in spanish
    assert "-# Read as **metastasis**" in mistyped


async def test_a_mute_of_common_words_is_renewed_with_a_new_thesaurus(
    community: Community, services: Services, seed: Seed
) -> None:
    titles = [f"{'Surgery' if n % 2 else 'Sleep'} and health {n}" for n in range(60)]
    await seed(*(article(str(n), title=title, published_at=NOON) for n, title in enumerate(titles)))
    await services.wishes.mute_words(community.guild.id, "surgery")
    stored = await muted(services, community)
    assert stored.wish
    async with services.database.transaction() as connection:
        await wishes.put(connection, stored, with_one_name(stored.wish), "older")

    await services.wishes.renew()

    assert (await muted(services, community)).wish == stored.wish


async def test_words_left_out_and_muted_are_understood_anew_and_the_lists_say_so(
    community: Community, services: Services
) -> None:
    await follow(community, words="lymphedema", without="brain mets, lobular")
    await services.wishes.mute_words(community.guild.id, "liver mets")
    stored = (await services.subscriptions.overview(community.guild.id)).subscriptions[0]
    (words, topic), mute = stored.without, await muted(services, community)
    assert words.wish
    assert mute.wish
    earlier = Exclusion(wish=with_one_name(words.wish))
    async with services.database.transaction() as connection:
        await wishes.set_exclusions(connection, stored.id, [earlier, topic])
        await wishes.put(connection, mute, with_one_name(mute.wish), "older")

    await services.wishes.renew()
    await services.wishes.renew()

    (after,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert [each.wish for each in after.without] == [words.wish, None]
    assert after.without[1] == topic
    listed = text(answer(await community.maya.slash(community.general, "news subscriptions")))
    mutes = text(answer(await community.maya.slash(community.general, "news mute")))
    assert "An update changed how the words to leave out are understood: \\+ brain met" in listed
    assert "An update changed how these words are understood: \\+ liver met" in mutes


def with_one_name(wish: Wish) -> Wish:
    """The same with the first name of its first concept alone."""
    (only,) = wish.alternatives
    first = replace(only.concepts[0], phrases=only.concepts[0].phrases[:1])
    return replace(wish, alternatives=(replace(only, concepts=(first,)),))


async def muted(services: Services, community: Community) -> KeptWish:
    (mute,) = await services.wishes.mutes(community.guild.id)
    assert mute.wish_id
    async with services.database.reader() as connection:
        return (await wishes.load(connection, [mute.wish_id]))[mute.wish_id]


async def test_a_number_is_the_least_if_not_all_articles_were_read(
    community: Community, seed: Seed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.subscriptions.previews.MOST_PREVIEWED", 3)
    titles = [f"{'Surgery' if n % 8 else 'Sleep'} and health {n}" for n in range(8)]
    await seed(*(article(str(n), title=title, published_at=NOON) for n, title in enumerate(titles)))

    shown = await community.maya.slash(community.general, "news mute", words="surgery")

    assert "at least 3 would have been held back" in text(answer(shown))


async def test_another_reach_is_told_as_a_change_and_the_usual_one_is_not_listed(
    community: Community,
) -> None:
    await follow(community, words="brain mets")
    usual = answer(await community.maya.slash(community.general, "news subscriptions"))
    wider = text(await follow(community, words="brain mets", match="anywhere"))
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))

    assert "-# close" not in text(usual)
    assert "Where the words must stand: anywhere in the article (before: close)" in wider
    assert "anywhere in the article" in text(listed)


async def test_what_is_left_out_or_muted_is_held_back_and_listed(
    community: Community, services: Services
) -> None:
    await follow(community, words="bone", without="hospice, Lobular")
    await follow(community, topic="metastasis")
    muted = answer(await community.maya.slash(community.general, "news mute", words="wildfire"))
    again = answer(await community.maya.slash(community.general, "news mute", words="Wildfire"))
    said = text(again)

    await polled(
        services,
        article("1", title="Bone health in hospice"),
        article("2", title="Bone and wildfire"),
        article("3", "metastasis", title="Bone metastasis in hospice"),
        article("4", "lobular", title="Lobular bone study"),
    )
    held = answer(await community.maya.slash(community.general, "news deliveries", only="held"))
    removed = answer(await community.maya.click(again, custom_id=custom_id(again, "Remove")))

    assert "Muted in all channels: wildfire 🔇." in text(muted)
    assert "was muted already" in said
    assert "Bone health in hospice" in text(held)
    assert "left out: hospice" in text(held)
    assert "muted: wildfire" in text(held)
    assert "left out: 🌸" in text(held) or "Lobular" in text(held)
    assert "Bone metastasis in hospice" not in text(held)
    assert "Nothing is muted" in text(removed)


async def test_words_stay_as_they_were_understood_until_the_thesaurus_changes(
    community: Community, services: Services
) -> None:
    await follow(community, words="brain mets")
    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    stored = await services.wishes.of(kept)
    assert stored
    assert stored.wish
    async with services.database.transaction() as connection:
        await wishes.put(connection, stored, with_one_name(stored.wish), "older")

    await services.wishes.renew()
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))

    (now,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    renewed = await services.wishes.of(now)
    assert renewed
    assert renewed.wish == stored.wish
    assert "An update changed how these words are understood:" in text(listed)
    assert "intracranial metastases" in text(listed)


async def test_what_cannot_be_read_any_more_is_said_and_brings_nothing(
    community: Community, services: Services
) -> None:
    await follow(community, words="brain mets")
    async with services.database.transaction() as connection:
        await connection.execute("UPDATE wishes SET understood = '{}'")

    await polled(services, article("1", title=BRAIN))
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))

    assert "The bot can no longer read these words" in text(listed)
    async with services.database.reader() as connection:
        assert list(await connection.execute_fetchall("SELECT 1 FROM deliveries")) == []


async def test_what_a_mute_silences_is_said_and_listed_and_no_topic_is_promised(
    community: Community, seed: Seed
) -> None:
    await seed(article("1", "metastasis", title=BRAIN, published_at=NOON))
    here = community.general
    for options in ({"topic": "metastasis"}, {"words": "brain mets"}, {"topic": "treatment"}):
        await follow(community, **options)
    before = text(answer(await community.sam.slash(here, "topics")))

    topic = text(answer(await community.maya.slash(here, "news mute", topic="metastasis")))
    words = text(answer(await community.maya.slash(here, "news mute", words="brain mets")))
    again = text(answer(await community.maya.slash(here, "news mute", words="brain mets")))
    listed = text(answer(await community.maya.slash(here, "news subscriptions")))
    after = text(answer(await community.sam.slash(here, "topics")))

    place = f"<#{community.news.id}>"
    assert f"These subscriptions get nothing any more: **Metastasis\u00a0🧭** in {place}." in topic
    assert f"These subscriptions get nothing any more: **brain mets 🔎** in {place}." in words
    assert "Nothing comes" not in again
    assert listed.count(SILENCED.partition(".")[0]) == 2
    assert f"**Metastasis** 🧭: {place}" in before
    assert "follows words" in before
    assert f"**Metastasis** 🧭: {place}" not in after
    assert "follows words" not in after
    assert place in after  # treatment comes as ever


async def test_a_mute_of_one_alternative_silences_no_subscription(
    community: Community,
) -> None:
    await follow(community, words="brain mets, bone mets")
    here = community.general

    one = text(answer(await community.maya.slash(here, "news mute", words="brain mets")))
    both = text(answer(await community.maya.slash(here, "news mute", words="bone mets")))

    assert "Nothing comes any more" not in one
    assert "These subscriptions get nothing any more: **brain mets, bone mets 🔎**" in both


async def test_follow_here_takes_the_words_of_a_moderators_search(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(article("1", title=BRAIN))
    by_member = answer(await community.sam.slash(community.general, "search", query="brain mets"))
    shared = answer(
        await community.maya.slash(community.general, "search", query="brain mets", share=True)
    )
    found = answer(await community.maya.slash(community.general, "search", query="brain mets"))

    await community.maya.click(found, label="Follow here")
    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    assert (kept.words, kept.channel_id) == ("brain mets", community.general.id)
    assert "Follow here" not in labels(by_member) + labels(shared)


async def test_follow_here_stands_under_no_search_that_a_channel_cannot_follow_so(
    community: Community, seed: Seed
) -> None:
    await seed(article("1", title=BRAIN, published_at=NOON))
    maya = community.maya

    async def search(**options: str) -> ResponseMessage:
        return answer(await maya.slash(community.general, "search", **options))

    by_words = await search(query="brain metastases")
    assert "Follow here" in labels(by_words)
    for shown in (
        answer(await maya.click(by_words, label="Exact words")),
        await search(query="brain mets", source="Sample News"),
        await search(query="brain mets", since="2024"),
        await search(query="brain mets since:2024"),
        await search(query="brain metastases without mice"),
        await search(query="not metastases"),
        await search(query="brain metastases and AI"),
    ):
        assert "Brain metastases" in text(shown).replace("*", "")
        assert "Follow here" not in labels(shown)


async def test_follow_here_stands_where_news_can_be_posted(
    community: Community, seed: Seed
) -> None:
    await seed(article("1", title=BRAIN, published_at=NOON))
    voice = community.guild.create_voice_channel("talk")
    community.env.backend.create_thread(community.general.id, "sub", community.maya.id)
    await community.env.settle()
    places = (voice, community.general.threads[-1], community.general)

    shown = [
        answer(await community.maya.slash(place, "search", query="brain mets")) for place in places
    ]

    assert ["Follow here" in labels(each) for each in shown] == [False, True, True]


async def test_how_words_are_understood_that_are_left_out_is_said_once(
    community: Community,
) -> None:
    shown = text(await follow(community, topic="all", without="walks, brain mets, Lobular"))
    again = text(await follow(community, topic="all", without="walks, brain mets, hospice"))

    assert "What is left out is understood as *walks*, *brain mets*, *brain metastas" in shown
    assert "An article is left out if it names either *walks* or *brain mets*." in shown
    assert "What is left out is understood as *hospice*" in again
    assert "understood as *walks*" not in again


async def test_a_quoted_phrase_is_listed_in_its_own_quotes(community: Community) -> None:
    muted = text(
        answer(await community.maya.slash(community.general, "news mute", words='"she died"'))
    )

    assert '\n"she died" 🔇' in muted
    assert '“"' not in muted


async def test_one_article_is_said_to_be_one(community: Community, seed: Seed) -> None:
    await seed(article("1", title="A zebra", published_at=NOON))

    async def mute(words: str) -> str:
        return text(answer(await community.maya.slash(community.general, "news mute", words=words)))

    held, other = "days would have been held back", "days would not have been held back"
    assert f"The one article of the last 90 {held}." in await mute("zebra")
    assert f"The one article of the last 90 {other}." in await mute("lion")


async def test_edit_changes_what_is_left_out_and_the_reach(
    community: Community, services: Services
) -> None:
    await follow(community, words="brain mets", without="hospice")
    listed = answer(await community.maya.slash(community.general, "news subscriptions"))
    shown = await community.maya.click(listed, label="Edit")
    await community.env.restart_bot(NewsBot(services))

    await community.maya.submit_modal(shown, {"without": "Lobular, wildfire", "match": "anywhere"})

    (kept,) = (await services.subscriptions.overview(community.guild.id)).subscriptions
    stored = await services.wishes.of(kept)
    assert [each.topic or (each.wish and each.wish.words) for each in kept.without] == [
        "lobular",
        "wildfire",
    ]
    assert stored
    assert stored.wish
    assert stored.wish.reach is Reach.ANYWHERE
    assert "without" in text(
        answer(await community.maya.slash(community.general, "news subscriptions"))
    )
    assert kept.kinds == PATIENT_KINDS


async def test_the_newest_article_is_one_that_is_neither_muted_nor_left_out(
    community: Community, services: Services, seed: Seed
) -> None:
    await seed(
        *(
            article(name, title=title, published_at=NOON.replace(hour=hour))
            for name, title, hour in (
                ("1", "A quiet study", 1),
                ("2", "Wildfire smoke and screening", 2),
                ("3", BRAIN, 3),
            )
        )
    )
    maya = community.maya
    await maya.slash(community.general, "news mute", words="wildfire")

    shown = await follow(community, topic="all", without="brain mets", post_newest=True)
    wished = await follow(community, words="smoke", channel=community.general)
    async with services.database.reader() as connection:
        rows = await connection.execute_fetchall(
            "SELECT title FROM deliveries JOIN articles ON articles.id = article_id"
        )

    assert "A quiet study" in text(shown)
    assert [row["title"] for row in rows] == ["A quiet study"]
    assert "None of the 3 articles" in text(wished)


async def test_the_only_article_is_told_in_the_singular(community: Community, seed: Seed) -> None:
    await seed(article("1", title="A quiet study", published_at=NOON))

    smoke, study = [text(await follow(community, words=each)) for each in ("smoke", "quiet study")]

    assert "The one article of the last 90 days would not have matched." in smoke
    assert "These words would have matched the one article of the last 90 days:" in study


async def test_what_leaves_out_all_that_it_asks_for_is_refused(
    community: Community, services: Services
) -> None:
    same = text(await follow(community, words="brain mets", without="hospice, Brain mets"))
    topic = text(await follow(community, topic="metastasis", without="Metastasis"))
    overview = await services.subscriptions.overview(community.guild.id)

    assert "nothing would come" in same
    assert "nothing would come" in topic
    assert overview.subscriptions == ()


async def test_all_mutes_can_be_seen_and_ended_and_a_subscription_to_one_is_told(
    community: Community, services: Services
) -> None:
    guild_id = community.guild.id
    for number in range(24):
        await services.wishes.mute_words(guild_id, f"wildfire number{number}")

    muted = answer(await community.maya.slash(community.general, "news mute", topic="metastasis"))
    last_page = text(muted)
    before = text(answer(await community.maya.click(muted, label="Previous")))
    subscribed = text(await follow(community, topic="metastasis"))
    again = text(await follow(community, words="wildfire number3 smoke"))
    others = text(await follow(community, words="sleep"))

    assert "Page 3 of 3" in last_page
    assert "Metastasis" in last_page
    assert "number12" in before
    assert "is muted in this server" in subscribed
    assert "is muted in this server" in again
    assert "muted" not in others
