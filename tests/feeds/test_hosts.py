import pytest

from bot.errors import SettingsError
from bot.feeds.hosts import PrivateHosts
from tests.tables import each_row


@each_row(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.0.8",
        "224.0.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:4136:e378::",
        "fd00::1",
        "fe80::1%eth0",
        "fec0::1",
        "no address",
    ],
)
def test_a_private_address_is_refused_in_every_disguise(address: str) -> None:
    assert not PrivateHosts().allows_address(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "2606:4700::1", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_allowed(address: str) -> None:
    assert PrivateHosts().allows_address(address)


def test_a_named_network_allows_its_addresses_and_no_others() -> None:
    hosts = PrivateHosts(["10.0.0.0/8", "::1"])
    assert hosts.allows_address("10.9.9.9")
    assert hosts.allows_address("::ffff:10.9.9.9")
    assert hosts.allows_address("::1")
    assert not hosts.allows_address("192.168.0.1")


def test_a_host_is_named_by_itself_whatever_its_case() -> None:
    hosts = PrivateHosts(["Feeds.Local", "127.0.0.1", "[::1]", "feed_reader", "bücher.local"])
    assert hosts.allows_host("feed_reader")
    assert hosts.allows_host("bücher.local")
    assert hosts.allows_host("feeds.local.")
    assert hosts.allows_host("127.0.0.1")
    assert hosts.allows_host("[::1]")
    assert not hosts.allows_host("sub.feeds.local")
    assert not hosts.allows_host("8.8.8.8")


@pytest.mark.parametrize(
    "name",
    [
        "10.0.0.0/33",
        "localhost:8080",
        "http://localhost",
        "*",
        "*.local",
        "127.0.0.1 10.0.0.1",
        "a..b",
    ],
)
def test_what_is_no_host_is_a_setting_to_correct(name: str) -> None:
    with pytest.raises(SettingsError, match="ALLOWED_PRIVATE_HOSTS"):
        PrivateHosts([name])
