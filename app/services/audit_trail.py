"""Takes checkpoints of a tenant's trail, checks the trail against them, and writes it out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.access.keys import SigningKey, is_signed, thumbprint
from app.domain.audit import AuditRecord
from app.domain.audit_check import TrailReport, check_trail
from app.domain.audit_checkpoint import Checkpoint, is_due, statement
from app.domain.audit_data import checkpoint_as_data, checkpoint_from_data, record_as_data, record_from_data
from app.domain.errors import UnusableRecord
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import Repositories, ShopStore

SIGNING_KEY = "audit-signing-key"
"""Its name in the secret store: a key of its own, used for nothing else."""


_READERS: Mapping[str, Callable[[Mapping[str, Any]], UUID | AuditRecord | Checkpoint]] = {
    "trail": lambda data: UUID(data["tenant_id"]),
    "record": record_from_data,
    "checkpoint": checkpoint_from_data,
}
"""Lines of an export, by kind."""


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
    with store.reading(scope) as shop:
        points = dict.fromkeys((*shop.audit.checkpoints(), *kept_apart))
        return check_trail(shop.audit.records(), tuple(points), _genuine(scope, key))


def verify_export(
    lines: Iterable[str], key: Ed25519PublicKey, witnesses: Callable[[UUID], Sequence[Checkpoint]]
) -> TrailReport:
    """Checks what `export_trail` wrote, without any database, against its own checkpoints and those of witnesses.

    Raises UnusableRecord, naming the line that cannot be read.
    """
    found = [_read_line(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    owner = found[0] if found else None
    if not isinstance(owner, UUID):
        raise UnusableRecord("Line 1 does not say whose trail this is. Take the copy anew.")
    own = [part for part in found if isinstance(part, Checkpoint)]
    points = dict.fromkeys((*own, *witnesses(owner)))
    records = (part for part in found if isinstance(part, AuditRecord))
    return check_trail(records, tuple(points), _genuine(owner, key))


def _genuine(tenant_id: UUID, key: Ed25519PublicKey) -> Callable[[Checkpoint], bool]:
    own_id = thumbprint(key)

    def is_genuine(point: Checkpoint) -> bool:
        signed = statement(tenant_id, point.size, point.head_hash, point.taken_at)
        return point.key_id == own_id and is_signed(key, signed, point.signature)

    return is_genuine


def _read_line(number: int, line: str) -> UUID | AuditRecord | Checkpoint:
    try:
        data = json.loads(line)
        return _READERS[data["kind"]](data)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise UnusableRecord(f"Line {number} is no line of a trail.") from problem


def export_trail(store: ShopStore, scope: TenantScope) -> Iterator[dict[str, Any]]:
    """Whose trail it is, every record, oldest first, then the checkpoints; each a JSON object that names its kind."""
    with store.reading(scope) as shop:
        yield {"kind": "trail", "tenant_id": str(scope)}
        for record in shop.audit.records():
            yield {"kind": "record", **record_as_data(record)}
        for point in shop.audit.checkpoints():
            yield {"kind": "checkpoint", **checkpoint_as_data(point)}
