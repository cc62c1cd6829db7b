import asyncio

from tests.peer.asking import asking
from tests.peer.blueprint import KINDS
from tests.peer.process import PeerProcess


async def test_a_peer_in_another_process_tells_what_it_saw() -> None:
    async with PeerProcess.open(guilds=2, channels=3) as peer, asking(peer) as api:
        await api.send(peer.channels[0])
        messages = await peer.messages()
        requests = await peer.ask("requests")

    assert [m["content"] for m in messages[peer.channels[0]]] == ["Hello"]
    assert [(r["method"], r["status"]) for r in requests] == [("POST", 200)]
    assert (len(peer.channels), len(peer.guild_ids)) == (6, 2)


async def test_a_peer_next_door_has_channels_of_every_kind() -> None:
    async with PeerProcess.open(channels=0, kinds=KINDS, tags=["Trials"]) as peer:
        kinds = [(place["name"], place["type"], place["flags"]) for place in peer.places]
        tags = [[t["name"] for t in p.get("available_tags", [])] for p in peer.places]

    assert kinds == [
        ("channel-1", 0, 0),
        ("channel-2", 5, 0),
        ("around-channel-3", 0, 0),
        ("channel-3", 11, 0),
        ("around-channel-4", 5, 0),
        ("channel-4", 10, 0),
        ("channel-5", 15, 0),
        ("channel-6", 15, 16),
        ("channel-7", 16, 0),
    ]
    assert tags == [[]] * 6 + [["Trials"]] * 3


async def test_another_process_is_told_what_was_stored_before_it_is_answered() -> None:
    async with (
        PeerProcess.open(channels=1, kinds=["forum"], answer_delay=(30, 30)) as peer,
        asking(peer) as api,
    ):
        channel_id, forum_id = peer.channels
        sending = asyncio.create_task(api.send(channel_id))
        (stored,) = await peer.stored(times=1)
        sending.cancel()
        await peer.set(answer_delay=(0, 0))
        await api.post(forum_id, "Trial")
        _, posted = await peer.stored(times=2)
        posts, messages = await peer.posts(), await peer.messages()

    assert (stored.channel_id, stored.parent_id, stored.answered_at) == (channel_id, None, None)
    assert posted.parent_id == forum_id
    assert posted.answered_at is not None
    assert [post["thread"]["name"] for post in posts[forum_id]] == ["Trial"]
    assert [m["content"] for m in messages[posted.channel_id]] == ["Hello"]


async def test_the_window_of_nonces_is_set_while_the_peer_runs() -> None:
    async with (
        PeerProcess.open() as peer,
        asking(peer) as api,
    ):
        for window in (60, 0):
            await peer.set(nonce_window=window)
            for _ in range(2):
                await api.send(peer.channels[0], nonce="n-1", enforce_nonce=True)
        kept = await peer.messages()

    assert len(kept[peer.channels[0]]) == 3


async def test_a_cleared_peer_has_no_posts() -> None:
    async with (
        PeerProcess.open(channels=0, kinds=["forum"]) as peer,
        asking(peer) as api,
    ):
        await api.post(peer.channels[0], "Trial")

        await peer.clear()

        assert (await peer.posts(), await peer.stored()) == ({peer.channels[0]: []}, [])
