"""Says which private hosts may be reached, and gives out the turns in which hosts are asked.

`fetch` asks for every connection whether its host may be reached, `opml` for the feeds of a list.
Pipelines take a turn before they ask a host.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from socket import inet_aton

from msgspec import Struct, field

from bot.articles.links import host_of
from bot.clock import Clock
from bot.errors import SettingsError

Address = IPv4Address | IPv6Address

# `is_global` is true for both of these, whatever IPv4 address is inside (measured).
NAT64 = IPv6Network("64:ff9b::/96")
IETF_PROTOCOLS = ip_network("192.0.0.0/24")
PRIVATE_NAMES = (
    *("localhost", "local", "internal", "home.arpa"),  # RFC 6761, RFC 6762, ICANN 2024, RFC 8375
    *("intranet", "private", "corp", "home", "lan", "localdomain"),  # RFC 6762, appendix G
)
"""Last parts of names that no public server has."""
LONGEST_HOST_NAME = 253
"""Characters of a host's name (RFC 1035, section 2.3.4)."""
LEGACY_ADDRESS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}")
"""Forms of an IPv4 address that inet_aton reads: 2130706433, 0x7f.1, 0177.0.0.1."""


NAME_OF_HOST = re.compile(r"(?!-)[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
"""A name of a host, in ASCII. Names of containers and private zones may have underscores."""


class PrivateHosts:
    """The private hosts that may be reached: host names, addresses and networks (CIDR).

    Raises:
        SettingsError: an entry is none of them.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        hosts: set[str] = set()
        networks = []
        for name in names:
            try:
                networks.append(ip_network(_bare(name), strict=False))
            except ValueError as exc:
                if not NAME_OF_HOST.fullmatch(_in_ascii(_bare(name))):
                    raise SettingsError(
                        "ALLOWED_PRIVATE_HOSTS takes host names, addresses and networks such as "
                        f"10.0.0.0/8, without a port; {name} is none of them."
                    ) from exc
                hosts.add(_bare(name))
        self._hosts = frozenset(hosts)
        self._networks = tuple(networks)

    def allows_host(self, host: str) -> bool:
        """Whether a host was named itself, or is an address that was."""
        address = _address(_bare(host))
        return _bare(host) in self._hosts or (address is not None and self._names(address))

    def allows_address(self, address: str) -> bool:
        """Whether a connection to an address may be made: it is public, or it was named."""
        parsed = _address(address)
        return parsed is not None and (is_public(parsed) or self._names(parsed))

    def refuses(self, host: str) -> bool:
        """Whether a host is known to be private and not allowed, without looking up its address.

        A public name may also lead to a private address; `allows_address` refuses the connection.
        """
        bare = _in_ascii(_bare(host))
        if bare in self._hosts:
            return False
        if (address := _address(bare) or _legacy_address(bare)) is not None:
            return not (is_public(address) or self._names(address))
        # A private name may lead to an address or network that was named.
        return not self._networks and _is_private_name(bare)

    def _names(self, address: Address) -> bool:
        forms = (address, unwrap(address))
        return any(form in network for form in forms for network in self._networks)


def is_public(address: Address) -> bool:
    """Whether an address, or the one that it wraps, belongs to the public internet."""
    inner = unwrap(address)
    return (
        inner.is_global
        and not inner.is_multicast
        and not inner.is_reserved
        and not (isinstance(inner, IPv4Address) and inner in IETF_PROTOCOLS)
        and not (isinstance(inner, IPv6Address) and (inner.is_site_local or inner.teredo))
    )


def unwrap(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries (mapped, 6to4, NAT64), else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


def _legacy_address(text: str) -> Address | None:
    try:
        return IPv4Address(inet_aton(text)) if LEGACY_ADDRESS.fullmatch(text) else None
    except OSError:
        return None


def _is_private_name(bare: str) -> bool:
    return "." not in bare or bare.endswith(tuple(f".{name}" for name in PRIVATE_NAMES))


def _in_ascii(bare: str) -> str:
    """Write a host as a browser does: digits and dots of other scripts become ASCII."""
    if len(bare) > LONGEST_HOST_NAME:
        return bare  # No host has such a name, and Python's codec takes long over it.
    try:
        return bare.encode("idna").decode()
    except UnicodeError:
        return bare


def _bare(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()


NO_PAUSE = timedelta(0)
MOST_HOSTS = 1_000
"""Hosts to remember; beyond that, hosts that nobody waits for are forgotten. Chosen by eye."""


class _Host(Struct):
    """A host's queue.

    Attributes:
        inside: how many have the turn or wait for it.
        asked_at: the end of the host's last request.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    inside: int = 0
    asked_at: datetime | None = None


class HostTurns:
    """Gives out turns, by host name."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, url: str, pause: timedelta = NO_PAUSE) -> AsyncIterator[None]:
        """Wait for the turn at this URL's host; nobody else has it inside the `with` block.

        Args:
            pause: the shortest time since the end of the host's last request.
        """
        self._forget_idle()
        host = self._hosts.setdefault(host_of(url), _Host())
        host.inside += 1
        try:
            async with host.lock:
                await self._rest(host, pause)
                try:
                    yield
                finally:
                    host.asked_at = self._clock.now()
        finally:
            host.inside -= 1

    async def _rest(self, host: _Host, pause: timedelta) -> None:
        """Wait until the last request of a host is as long ago as the pause."""
        if host.asked_at:
            wait = host.asked_at + pause - self._clock.now()
            # A clock that was set back must not make anyone wait for longer.
            seconds = min(wait, pause).total_seconds()
            if seconds > 0:
                await self._clock.sleep(seconds)

    def _forget_idle(self) -> None:
        if len(self._hosts) > MOST_HOSTS:
            self._hosts = {name: host for name, host in self._hosts.items() if host.inside}
