"""Writes administrative acts into the tenant's audit trail, those done and those refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.access.authorise import Access, Origin, at_the_door
from app.domain.access import Actor
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.store.unit_of_work import Repositories, ShopStore

Facts = Mapping[str, object]


def note(
    shop: Repositories,
    access: Access,
    kind: str,
    object_id: UUID | None,
    *,
    before: Facts | None = None,
    after: Facts | None = None,
    action: str | None = None,
) -> None:
    """An act that was allowed, in the transaction that does it. Facts are ids, names of states, numbers: no secrets."""
    details = {"before": _exact(before), "after": _exact(after)}
    event = AuditEvent(
        shop.new_id(), shop.moment, _kind(access.actor), access.actor_id, action or access.permission.value, kind,
        object_id, AuditResult.COMPLETED, {k: v for k, v in details.items() if v is not None},
        access.origin.address, access.origin.request_id,
    )  # fmt: skip
    shop.audit.append(event)


def note_refusal(
    store: ShopStore, actor: Actor, action: str, path: str, object_id: UUID | None, origin: Origin
) -> None:
    """An act that was asked for and refused."""

    def work(shop: Repositories) -> None:
        event = AuditEvent(
            shop.new_id(), shop.moment, _kind(actor), actor.user_id or actor.device_id, action, "route", object_id,
            AuditResult.DENIED, {"path": path}, origin.address, origin.request_id,
        )  # fmt: skip
        shop.audit.append(event)

    store.write(at_the_door(actor.tenant_id), work)


def note_door(
    shop: Repositories,
    action: str,
    user_id: UUID | None,
    result: AuditResult,
    origin: Origin,
    **facts: object,
) -> None:
    """What happened at a door before anybody was let in: a sign-in, a link used."""
    kind = ActorKind.USER if user_id else ActorKind.SYSTEM
    event = AuditEvent(
        shop.new_id(), shop.moment, kind, user_id, action, "user", user_id, result, _exact(facts) or {},
        origin.address, origin.request_id,
    )  # fmt: skip
    shop.audit.append(event)


def _kind(actor: Actor) -> ActorKind:
    return ActorKind.USER if actor.user_id else ActorKind.DEVICE


def _exact(facts: Facts | None) -> dict[str, object] | None:
    return None if facts is None else {name: _fact(value) for name, value in facts.items()}


def _fact(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, set | frozenset | list | tuple):
        return sorted(str(_fact(item)) for item in value)
    return value
