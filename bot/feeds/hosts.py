"""Which private hosts may be reached. Pure; asked by `fetch` for every connection and by `poll`."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from bot.errors import SettingsError

Address = IPv4Address | IPv6Address

# `is_global` is true for both of these, whatever IPv4 address is inside (measured).
NAT64 = IPv6Network("64:ff9b::/96")
IETF_PROTOCOLS = ip_network("192.0.0.0/24")


class PrivateHosts:
    """What ALLOWED_PRIVATE_HOSTS names: host names, addresses and networks (CIDR).

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
                if "/" in name or ":" in name:
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

    def _names(self, address: Address) -> bool:
        forms = (address, unwrap(address))
        return any(form in network for form in forms for network in self._networks)


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, also when it wraps another one."""
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


def _bare(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
