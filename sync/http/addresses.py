"""Which addresses may be asked, so that no foreign text makes us knock inside our own network (SSRF).

The check happens when a connection is made, on the very address that is connected to: a name that answers
differently a moment later, or a redirect, gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TypeAlias
from urllib.parse import urlsplit

import httpcore2

from sync.http.errors import ForbiddenAddress

Resolve: TypeAlias = Callable[[str, int], Iterable[str]]
"""Host and port to numeric addresses. Raises OSError when there is no such name."""


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Public https addresses only, unless a connection says that its shop runs on this machine."""

    allows_loopback: bool = False
    """Plain HTTP is allowed there too."""
    private_host: str = ""
    """The one host that may stand in a private network: typed by the owner of this machine or server, never told
    from outside.

    Answers and redirects that name another host there gain nothing.
    """

    def check_url(self, url: str) -> None:
        """ForbiddenAddress for another scheme, a name and password in it, or plain HTTP to elsewhere."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            raise ForbiddenAddress("This is no web address.") from None
        if not host or parts.username is not None or parts.password is not None:
            raise ForbiddenAddress("A shop's address must look like https://shop.example.")
        plain_here = parts.scheme == "http" and self.allows_loopback and _names_loopback(host)
        if parts.scheme != "https" and not plain_here:
            raise ForbiddenAddress(f"{host} must be reached over https.")

    def allows(self, address: str, host: str = "") -> bool:
        """Whether a connection to `host` may go to this numeric address."""
        found = _unmapped(ip_address(address.partition("%")[0]))
        is_named = bool(self.private_host) and host.casefold() == self.private_host.casefold()
        if found.is_loopback:
            return self.allows_loopback or (is_named and _names_loopback(host))
        if is_named and _is_in_a_lan(found):
            return True
        return found.is_global and not found.is_multicast


PUBLIC_ONLY = AddressPolicy()


def host_of(url: str) -> str:
    """The host that a web address names, "" when it names none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_in_a_lan(address: IPv4Address | IPv6Address) -> bool:
    """Not link-local, where clouds keep their machines' own secrets."""
    return address.is_private and not (address.is_link_local or address.is_unspecified or address.is_reserved)


def _names_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _unmapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or address.sixtofour or address
    return address


def resolve(host: str, port: int) -> list[str]:
    """The machine's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore2.NetworkBackend):
    """Connects to the addresses that passed the policy and to no other."""

    def __init__(self, policy: AddressPolicy, resolve: Resolve = resolve) -> None:
        self._policy = policy
        self._resolve = resolve
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        broken: httpcore2.ConnectError | None = None
        for address in self._allowed(host, port):
            try:
                return self._sockets.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore2.ConnectError as problem:
                broken = problem
        raise broken or httpcore2.ConnectError(f"{host} has no address")

    def _allowed(self, host: str, port: int) -> list[str]:
        try:
            found = list(self._resolve(host, port))
        except OSError as problem:
            raise httpcore2.ConnectError(f"{host} cannot be found") from problem
        allowed = [address for address in found if self._policy.allows(address, host)]
        if found and not allowed:
            raise ForbiddenAddress(f"{host} leads into a private network and is not asked.")
        return allowed
