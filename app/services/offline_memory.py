"""What a mirror remembers for logging in while it is alone, kept in its own store."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.access.keys import key_from_jwk
from app.access.roster_text import read_roster
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.domain.errors import Refused
from app.domain.offline_door import OPEN, Door, Lock
from app.domain.offline_staff import Instant, Roster, SeenTime, replaces, told_by_server
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import Repositories, ShopStore

ROSTER, ROSTER_KEY, SEEN_TIME = "roster", "roster_key", "seen_time"
"""Names of notes."""


def accept_roster(shop: Repositories, scope: TenantScope, store_id: UUID, text: str) -> bool:
    """Keeps a roster the server signed for this store; False when it is older than the kept one. Raises Refused."""
    offered = _read(shop, text)
    if (offered.tenant_id, offered.store_id) != (scope, store_id):
        raise Refused("This list of staff is of another store.")
    kept = shop.notes.get(ROSTER)
    if kept is not None and not replaces(offered, _read(shop, kept)):
        return False
    shop.notes.put(ROSTER, text)
    return True


def hear_server_time(shop: Repositories, server_time: datetime, now: Instant) -> None:
    """Keeps the latest word of the server on what time it is."""
    shop.notes.put(SEEN_TIME, _seen_data(told_by_server(server_time, now)))


def forget_staff(shop: Repositories) -> None:
    """Nobody can log in here any more: this mirror belongs to nobody."""
    for name in (ROSTER, ROSTER_KEY):
        shop.notes.remove(name)


class StoredOfflineMemory:
    """An OfflineMemory (see app.access.offline_login) of one mirror."""

    def __init__(self, store: ShopStore, scope: TenantScope, device_id: UUID) -> None:
        self._store = store
        self._scope = scope
        self._device_id = device_id

    def roster(self) -> Roster | None:
        """None when there is none, or what is there was not signed by the server."""
        with self._store.reading(self._scope) as shop:
            text = shop.notes.get(ROSTER)
            try:
                return None if text is None else _read(shop, text)
            except Refused:
                return None

    def seen_time(self) -> SeenTime | None:
        found = self._get(SEEN_TIME)
        return found and SeenTime(_moment(found["latest"]), found["boot_id"], found["running_s"])

    def keep_seen_time(self, seen: SeenTime) -> None:
        self._put(SEEN_TIME, _seen_data(seen))

    def door(self, user_id: UUID | None) -> Door:
        found = self._get(_door_name(user_id))
        if found is None:
            return OPEN
        lock = found["lock"]
        return Door(found["misses"], found["locks"], lock and Lock(*lock))

    def keep_door(self, user_id: UUID | None, door: Door) -> None:
        lock = door.lock and [door.lock.left_s, door.lock.boot_id, door.lock.running_s]
        self._put(_door_name(user_id), {"misses": door.misses, "locks": door.locks, "lock": lock})

    def record(self, reason: str, user_id: UUID | None, moment: datetime) -> None:
        """Chains it to this mirror's own trail, which is uploaded (see app.services.trail_upload)."""
        result = AuditResult.COMPLETED if reason == "logged_in" else AuditResult.DENIED

        def work(shop: Repositories) -> None:
            event = AuditEvent(
                shop.new_id(), moment, ActorKind.USER, user_id, "offline:login", "device", self._device_id, result,
                {"reason": reason},
            )  # fmt: skip
            shop.audit.append(event)

        self._store.write(self._scope, work)

    def _get(self, name: str) -> Any:
        with self._store.reading(self._scope) as shop:
            return shop.notes.get(name)

    def _put(self, name: str, value: object) -> None:
        self._store.write(self._scope, lambda shop: shop.notes.put(name, value))


def _read(shop: Repositories, text: str) -> Roster:
    key = shop.notes.get(ROSTER_KEY)
    if key is None:
        raise Refused("This mirror does not know the server's key yet.")
    return read_roster(text, key_from_jwk(key))


def _seen_data(seen: SeenTime) -> dict[str, object]:
    return {"latest": seen.latest.isoformat(), "boot_id": seen.boot_id, "running_s": seen.running_s}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _door_name(user_id: UUID | None) -> str:
    return f"door:{user_id or 'unknown'}"
