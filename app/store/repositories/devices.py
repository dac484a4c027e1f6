"""Keys of mirrors, proofs that were used up, what mirrors sent, and what a node remembers between two runs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update

from app.domain.devices import DeviceKey
from app.domain.events import Kind
from app.domain.feeds import DeviceEvent
from app.domain.nonce_chain import NonceChain
from app.store.repositories.base import Repository, columns_of
from app.store.tables import device_events, device_keys, node_notes, seen_proofs


class DeviceKeys(Repository):
    """By thumbprint."""

    def add(self, key: DeviceKey) -> None:
        """AlreadyThere when any mirror of this tenant has it."""
        self._add(device_keys, key, chain=_chain_data(key.chain))
        self._journal.note(Kind.DEVICE, key.device_id)

    def get(self, thumbprint: str) -> DeviceKey:
        """The key, held until the end of the transaction, so that two visits at once come one after the other."""
        query = self._select(device_keys, thumbprint=thumbprint).with_for_update()
        row = self._connection.execute(query).first()
        self._expect(0 if row is None else 1, device_keys)
        assert row is not None
        return _key(row)

    def of_device(self, device_id: UUID) -> tuple[DeviceKey, ...]:
        """Oldest first."""
        query = self._select(device_keys, device_id=device_id).order_by(device_keys.c.added_at)
        return tuple(_key(row) for row in self._connection.execute(query))

    def keep_chain(self, key: DeviceKey, chain: NonceChain) -> None:
        self._change(key.thumbprint, {"chain": _chain_data(chain)})
        self._journal.note(Kind.DEVICE, key.device_id)

    def retire(self, key: DeviceKey, not_after: datetime) -> None:
        self._change(key.thumbprint, {"not_after": not_after})
        self._journal.note(Kind.DEVICE, key.device_id)

    def _change(self, thumbprint: str, values: dict[str, object]) -> None:
        mine = self._mine(device_keys, thumbprint=thumbprint)
        changed = self._connection.execute(update(device_keys).where(mine).values(values))
        self._expect(changed.rowcount, device_keys)


class SeenProofs(Repository):
    """Each proof of possession counts once, in every process."""

    def first_time(self, proof: bytes, expires_at: datetime) -> bool:
        """Uses the proof up; False when it was used before. Those that cannot count any more are forgotten."""
        old = self._mine(seen_proofs) & (seen_proofs.c.expires_at <= self._journal.moment)
        self._connection.execute(delete(seen_proofs).where(old))
        is_new = self._add_new(seen_proofs, {"proof": proof, "expires_at": expires_at})
        self._journal.note(Kind.PROOF, *([self._tenant_id] if is_new else []))
        return is_new


class DeviceEvents(Repository):
    """What mirrors sent, refused things too."""

    def known(self, device_id: UUID, ids: Iterable[UUID]) -> dict[UUID, str]:
        """Which of these came before, each with its refusal (empty: carried out)."""
        mine = self._mine(device_events, device_id=device_id) & device_events.c.id.in_(list(ids))
        query = select(device_events.c.id, device_events.c.refusal).where(mine)
        return {row.id: row.refusal for row in self._connection.execute(query)}

    def keep(self, event: DeviceEvent) -> bool:
        """False when it came before."""
        is_new = self._add_new(device_events, columns_of(device_events, event))
        self._journal.note(Kind.DEVICE_EVENT, *([event.id] if is_new else []))
        return is_new

    def page(self, device_id: UUID, limit: int, after_id: UUID | None = None) -> tuple[DeviceEvent, ...]:
        """At most `limit` in the order they were made, from behind `after_id`."""
        query = self._select(device_events, device_id=device_id)
        if after_id is not None:
            query = query.where(device_events.c.id > after_id)
        return self._all(DeviceEvent, query.order_by(device_events.c.id).limit(limit))


class NodeNotes(Repository):
    """Small JSON values by name: cursors, rosters, locked doors."""

    def get(self, name: str) -> Any:
        """None when nothing was noted."""
        query = select(node_notes.c.value).where(self._mine(node_notes, name=name))
        return self._connection.execute(query).scalar_one_or_none()

    def put(self, name: str, value: object) -> None:
        self._put(node_notes, [{"name": name, "value": value, "changed_at": self._journal.moment}])
        self._journal.note(Kind.NODE_NOTE, self._tenant_id)

    def remove(self, name: str) -> None:
        """Nothing happens when nothing was noted."""
        gone = self._connection.execute(delete(node_notes).where(self._mine(node_notes, name=name)))
        self._journal.note(Kind.NODE_NOTE, *([self._tenant_id] if gone.rowcount else []))


def _chain_data(chain: NonceChain) -> dict[str, object]:
    return {"came_with": chain.came_with, "tips": list(chain.tips)}


def _key(row: Row[tuple[object, ...]]) -> DeviceKey:
    chain = NonceChain(row.chain["came_with"], tuple(row.chain["tips"]))
    return DeviceKey(row.thumbprint, row.device_id, row.public_key, row.added_at, row.not_after, chain)
