"""What may be done with connections, by people with rights over the whole company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from uuid import UUID

from pydantic import SecretStr

from app.access.authorise import Access
from app.domain.errors import UnusableRecord
from app.domain.exchange import ConnectionStatus, PlatformConnection
from app.store.unit_of_work import Repositories
from engine.clock import MonotonicClock
from sync.http.addresses import PUBLIC_ONLY
from sync.http.client import Line
from sync.reconcile.policy import read_policy
from sync.runs.joining import PRIVATE, Joiner, NewConnection, clean_address
from sync.runs.places import place_stores, read_places, stores_of
from sync.server.connections.schemas import (
    ConnectionBody,
    ConnectionChange,
    ConnectionShown,
    KeysBody,
    LocationShown,
    LocationsShown,
)
from sync.server.hook_address import webhook_address
from sync.server.paging import Page, Window, page_of
from sync.server.parts import ServerParts
from sync.server.trail import note
from sync.server.versions import Seen

_KEPT_HERE = frozenset({"ca_file", PRIVATE})
"""Names files of this machine: nothing that comes over the wire."""


def list_connections(parts: ServerParts, access: Access, window: Window) -> Page[ConnectionShown]:
    """First joined first. Raises Refused without rights over the whole company."""
    access.everywhere()
    with parts.store.reading(access.scope) as shop:
        found = [_shown(shop, one) for one in shop.connections.page(window.limit + 1, window.id())]
    return page_of(found, window, lambda one: one, lambda one: (str(one.id),))


def show_connection(parts: ServerParts, access: Access, connection_id: UUID) -> ConnectionShown:
    """Raises Unknown, Refused."""
    with parts.store.reading(access.scope) as shop:
        found = _shown(shop, shop.connections.get(connection_id))
    access.everywhere()
    return found


def show_locations(parts: ServerParts, access: Access, connection_id: UUID) -> LocationsShown:
    """Asks the platform. Raises Unknown, Refused, NeedsOwner, RetryLater."""
    with parts.store.reading(access.scope) as shop:
        found = shop.connections.get(connection_id)
    access.everywhere()
    with _joiner(parts, access).link(found) as link:
        return LocationsShown(items=[LocationShown.of(one) for one in read_places(link)])


def join(parts: ServerParts, access: Access, body: ConnectionBody) -> ConnectionShown:
    """Raises Refused, AlreadyThere, and UnusableRecord for an address or rules that make no sense."""
    access.everywhere()
    keys = _told(body.credentials)
    try:
        PUBLIC_ONLY.check_url(clean_address(body.address))
        wanted = NewConnection(body.platform, body.address, body.name, keys, _policy(body.policy))
        made = _joiner(parts, access).add(wanted, body.locations)
    except ValueError as problem:
        raise UnusableRecord(f"{problem}") from problem
    parts.store.write(
        access.scope,
        lambda shop: note(
            shop, access, "connection", made.id, after={"address": made.shop, "name": made.name}
        ),
    )
    return ConnectionShown.of(made, body.locations)


def change(
    parts: ServerParts, access: Access, connection_id: UUID, body: ConnectionChange, seen: Seen
) -> ConnectionShown:
    """Raises Unknown, Refused, Outdated, UnusableRecord."""

    def work(shop: Repositories) -> ConnectionShown:
        known = shop.connections.get(connection_id)
        access.everywhere()
        seen.check(_shown(shop, known))
        kept = {name: value for name, value in known.policy.items() if name in _KEPT_HERE}
        status = ConnectionStatus.PAUSED if body.is_paused else ConnectionStatus.ACTIVE
        changed = replace(known, name=body.name, status=status, policy=_policy(body.policy) | kept)
        shop.connections.save(changed)
        if body.locations is not None:
            place_stores(shop, changed, body.locations)
        note(
            shop, access, "connection", connection_id, before={"name": known.name, "status": known.status},
            after={"name": body.name, "status": status},
        )  # fmt: skip
        return _shown(shop, changed)

    return parts.store.write(access.scope, work).result


def change_keys(
    parts: ServerParts, access: Access, connection_id: UUID, body: KeysBody, seen: Seen
) -> ConnectionShown:
    """Keeps other keys if the shop takes them. Raises Unknown, Refused, Outdated, UnusableRecord, NeedsOwner,
    RetryLater."""
    with parts.store.reading(access.scope) as shop:
        known = shop.connections.get(connection_id)
        shown = _shown(shop, known)
    access.everywhere()
    seen.check(shown)
    joiner, keys = _joiner(parts, access), _told(body.credentials)
    joiner.try_keys(known, keys)

    def work(shop: Repositories) -> ConnectionShown:
        seen.check(_shown(shop, shop.connections.get(connection_id)))
        changed = joiner.keep_keys(shop, connection_id, keys)
        note(
            shop, access, "connection", connection_id, before={"status": known.status},
            after={"status": changed.status, "has_other_keys": True},
        )  # fmt: skip
        return _shown(shop, changed)

    return parts.store.write(access.scope, work).result


def part(parts: ServerParts, access: Access, connection_id: UUID, seen: Seen) -> None:
    """Parts with a shop, ends our webhooks there and forgets its keys; products and pieces stay. Raises Unknown,
    Refused, Outdated."""
    with parts.store.reading(access.scope) as shop:
        known = shop.connections.get(connection_id)
        shown = _shown(shop, known)
    access.everywhere()
    seen.check(shown)
    joiner = replace(_joiner(parts, access), hook_address=partial(_hook_address, parts, access))
    joiner.remove(known)
    parts.store.write(
        access.scope,
        lambda shop: note(shop, access, "connection", connection_id, before={"name": known.name}),
    )


def _shown(shop: Repositories, connection: PlatformConnection) -> ConnectionShown:
    return ConnectionShown.of(connection, stores_of(shop, connection))


def _told(credentials: Mapping[str, SecretStr]) -> dict[str, str]:
    return {name: secret.get_secret_value() for name, secret in credentials.items()}


def _hook_address(parts: ServerParts, access: Access, connection: PlatformConnection) -> str:
    return webhook_address(parts.settings.public_url, connection.platform, access.scope, connection.id)


def _policy(told: Mapping[str, object]) -> dict[str, object]:
    policy = {name: value for name, value in told.items() if name not in _KEPT_HERE}
    try:
        read_policy(policy)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise UnusableRecord(f"These rules cannot be used: {problem}.") from problem
    return policy


def _joiner(parts: ServerParts, access: Access) -> Joiner:
    line = Line(MonotonicClock(), parts.clock)
    return Joiner(
        parts.store, access.scope, parts.secrets, parts.clock, line, may_ask_loopback=False,
        near_shops=parts.settings.near_shops,
    )  # fmt: skip
