from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone
from uuid import UUID

import pytest

from app.domain.audit import FIRST_HASH, ActorKind, AuditEvent, AuditResult, chain_hash
from tests.fakes.tenants import NOON

EVENT = AuditEvent(
    UUID(int=1), NOON, ActorKind.USER, UUID(int=2), "users:disable", "user", UUID(int=3),
    AuditResult.COMPLETED, {"before": {"status": "active", "tries": 3}}, "10.0.0.1", "r-1",
)  # fmt: skip

OTHER = {
    "id": UUID(int=9), "happened_at": NOON + timedelta(microseconds=1), "actor_kind": ActorKind.DEVICE,
    "actor_id": None, "action": "x", "object_kind": "x", "object_id": None, "result": AuditResult.DENIED,
    "details": {}, "address": "", "request_id": "",
}  # fmt: skip


@pytest.mark.parametrize("field", OTHER)
def test_a_hash_covers_every_field(field):
    changed = replace(EVENT, **{field: OTHER[field]})
    assert chain_hash(1, FIRST_HASH, changed) != chain_hash(1, FIRST_HASH, EVENT)


def test_a_hash_covers_the_place_and_the_record_before():
    assert chain_hash(2, FIRST_HASH, EVENT) != chain_hash(1, FIRST_HASH, EVENT)
    assert chain_hash(1, bytes([1]) * 32, EVENT) != chain_hash(1, FIRST_HASH, EVENT)


def test_a_hash_does_not_depend_on_zone_or_order_of_words():
    east = NOON.astimezone(timezone(timedelta(hours=3)))
    details = {"before": {"tries": 3, "status": "active"}}
    assert chain_hash(1, FIRST_HASH, replace(EVENT, happened_at=east, details=details)) == chain_hash(
        1, FIRST_HASH, EVENT
    )


@pytest.mark.parametrize("details", [{"x": 0.1}, {"x": [0.5]}, {"x": b"y"}, {"x": NOON}, {1.5: "x"}])
def test_details_that_may_read_differently_later_are_refused(details):
    with pytest.raises(ValueError, match="cannot hold"):
        replace(EVENT, details=details)
