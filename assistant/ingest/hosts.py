"""Which hosts may be fetched from: those on the public internet, and those the settings allow.

A name is looked up once, what it stands for is checked, and the connection goes to just that: a
name that changes its mind in between (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass

from assistant.errors import AddressRefused, FetchError
from assistant.messages import Message

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Lookup = Callable[[str, int], list[str]]

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host, as the machine's resolver gives them; OSError without any."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class PublicHosts:
    """Looks hosts up and lets through those that may be fetched from.

    ``allowed`` are the hosts, by name or IP address in lower case, that may be private.
    """

    allowed: frozenset[str] = frozenset()
    look_up: Lookup = look_up

    @classmethod
    def of(cls, allowed: str, look_up: Lookup = look_up) -> PublicHosts:
        """From a setting such as "intranet.example, 127.0.0.1"."""
        names = (_plain(name) for name in allowed.replace(";", ",").split(","))
        return cls(frozenset(name for name in names if name), look_up)

    def addresses(self, host: str, port: int) -> list[str]:
        """The IP addresses to connect to for a host.

        Raises AddressRefused if any of them is private, and FetchError if there is none.
        """
        try:
            found = self.look_up(host, port)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise FetchError(
                "No host of the name '{host}' was found ({reason}). Check the spelling and the "
                "network; behind a proxy, set SURVEY_ASSISTANT_PROXY.",
                host=host,
                reason=reason,
            ) from error
        if not found:
            raise FetchError("The host '{host}' has no address. Check the spelling.", host=host)
        if _plain(host) not in self.allowed:
            for address in found:
                if kind := private_kind(address):
                    raise AddressRefused(refusal(host, address, kind))
        return found

    def check_name(self, host: str) -> None:
        """Refuse a host that is private by its very name or digits, without looking it up."""
        plain = _plain(host)
        if plain in self.allowed:
            return
        if plain == "localhost" or plain.endswith((".localhost", ".local", ".internal")):
            raise AddressRefused(refusal(host, host, "local"))
        try:  # also "127.1" and "2130706433", which the C library takes for addresses
            written = socket.inet_ntoa(socket.inet_aton(plain))
        except (OSError, UnicodeError):
            written = plain
        try:
            ipaddress.ip_address(written)
        except ValueError:
            return
        if kind := private_kind(written):
            raise AddressRefused(refusal(host, written, kind))


def refusal(host: str, address: str, kind: str) -> Message:
    """Why a host is not fetched from, and what to do."""
    where = "" if address.strip("[]") == host.strip("[]") else f" ({address})"
    return Message(
        "'{host}'{where} is a {kind} address, and only the public internet is fetched from. If you "
        "trust it, set SURVEY_ASSISTANT_ALLOWED_HOSTS={host}; or download the file and add it.",
        host=host,
        where=where,
        kind=Message(kind),
    )


def private_kind(address: str) -> str:
    """What kind of private address an IP address is; "" for a public one.

    >>> private_kind("169.254.169.254"), private_kind("::ffff:10.0.0.1"), private_kind("1.1.1.1")
    ('link-local', 'private', '')
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "malformed"
    return _kind(parsed)


def _kind(address: Address) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return _kind(inner)
        if address.is_site_local:
            return "private"
    for kind in ("unspecified", "loopback", "link-local", "multicast"):
        if getattr(address, f"is_{kind.replace('-', '_')}"):
            return kind
    if address.is_global and not address.is_reserved:
        return ""
    return "reserved" if address.is_reserved else "private"


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address only wraps."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _plain(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
