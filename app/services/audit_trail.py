"""Takes checkpoints of a tenant's trail, checks the trail against them, and writes it out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.access.keys import SigningKey, is_signed, thumbprint
from app.domain.audit import AuditRecord
from app.domain.audit_check import TrailReport, check_trail
from app.domain.audit_checkpoint import Checkpoint, is_due, statement
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import Repositories, ShopStore

SIGNING_KEY = "audit-signing-key"
"""Its name in the secret store: a key of its own, used for nothing else."""


def take_checkpoint(
    store: ShopStore, scope: TenantScope, key: SigningKey, keep_apart: Callable[[Checkpoint], None]
) -> Checkpoint | None:
    """Signs the trail's length and head when that is due, keeps the note here and hands it to `keep_apart`."""
    with store.reading(scope) as shop:
        last, (size, _), now = shop.audit.newest_checkpoint(), shop.audit.head(), shop.moment
    if not is_due(last, size, now):
        return None
    taken = store.write(scope, lambda shop: _take(shop, scope, key)).result
    keep_apart(taken)
    return taken


def _take(shop: Repositories, scope: TenantScope, key: SigningKey) -> Checkpoint:
    size, head = shop.audit.head()
    signature = key.sign(statement(scope, size, head, shop.moment))
    taken = Checkpoint(size, head, shop.moment, key.id, signature)
    shop.audit.keep_checkpoint(taken)
    return taken


def verify_trail(
    store: ShopStore, scope: TenantScope, key: Ed25519PublicKey, kept_apart: Sequence[Checkpoint] = ()
) -> TrailReport:
    """Checks every record, and the trail against the checkpoints here and those kept elsewhere."""
    own_id = thumbprint(key)

    def is_genuine(point: Checkpoint) -> bool:
        signed = statement(scope, point.size, point.head_hash, point.taken_at)
        return point.key_id == own_id and is_signed(key, signed, point.signature)

    with store.reading(scope) as shop:
        points = dict.fromkeys((*shop.audit.checkpoints(), *kept_apart))
        return check_trail(shop.audit.records(), tuple(points), is_genuine)


def export_trail(store: ShopStore, scope: TenantScope) -> Iterator[dict[str, Any]]:
    """Every record, oldest first, then the checkpoints; each a JSON object that names its kind."""
    with store.reading(scope) as shop:
        for record in shop.audit.records():
            yield {"kind": "record", **record_as_data(record)}
        for point in shop.audit.checkpoints():
            yield {"kind": "checkpoint", **checkpoint_as_data(point)}


def record_as_data(record: AuditRecord) -> dict[str, Any]:
    """A record as JSON data."""
    event = record.event
    return {
        "sequence": record.sequence,
        "id": str(event.id),
        "happened_at": event.happened_at.isoformat(),
        "actor_kind": event.actor_kind.value,
        "actor_id": event.actor_id and str(event.actor_id),
        "action": event.action,
        "object_kind": event.object_kind,
        "object_id": event.object_id and str(event.object_id),
        "result": event.result.value,
        "details": event.details,
        "address": event.address,
        "request_id": event.request_id,
        "previous_hash": record.previous_hash.hex(),
        "hash": record.hash.hex(),
    }


def checkpoint_as_data(point: Checkpoint) -> dict[str, Any]:
    """A checkpoint as JSON data."""
    return {
        "size": point.size,
        "head_hash": point.head_hash.hex(),
        "taken_at": point.taken_at.isoformat(),
        "key_id": point.key_id,
        "signature": point.signature.hex(),
    }
