"""An act that is written into the audit trail when it begins and when it ends, or when it is denied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from app.access.authorise import at_the_door, authorise
from app.domain.access import Actor, Permission
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.domain.errors import Refused
from app.domain.tenancy import TenantScope
from app.store.unit_of_work import Repositories, ShopStore

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts, as the session knows it, and from where."""

    actor: Actor
    address: str = ""
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What is done to what."""

    needed: Permission
    action: str
    object_kind: str
    object_id: UUID | None = None
    facts: Mapping[str, object] | None = None


def allowed(store: ShopStore, acting: Acting, act: Act) -> TenantScope:
    """The right to it; a refusal is written down before it is raised."""
    try:
        return authorise(acting.actor, act.needed)
    except Refused as refusal:
        _note(store, at_the_door(acting.actor.tenant_id), acting, act, AuditResult.DENIED, str(refusal))
        raise


@contextmanager
def audited(store: ShopStore, acting: Acting, act: Act) -> Iterator[TenantScope]:
    """For the time of the act: started, then completed or failed. Raises Refused when it is denied."""
    scope = allowed(store, acting, act)
    _note(store, scope, acting, act, AuditResult.STARTED)
    try:
        yield scope
    except BaseException as problem:
        _note(store, scope, acting, act, AuditResult.FAILED, str(problem) or type(problem).__name__)
        raise
    _note(store, scope, acting, act, AuditResult.COMPLETED)


def note_act(shop: Repositories, acting: Acting, act: Act, result: AuditResult, reason: str = "") -> None:
    """How far an act has come, in the transaction that does it."""
    details = dict(act.facts or {}) | ({"reason": reason[:_LONGEST_REASON]} if reason else {})
    event = AuditEvent(
        shop.new_id(), shop.moment, _kind(acting.actor), acting.actor.user_id or acting.actor.device_id,
        act.action, act.object_kind, act.object_id, result, details, acting.address, acting.request_id,
    )  # fmt: skip
    shop.audit.append(event)


def _note(
    store: ShopStore, scope: TenantScope, acting: Acting, act: Act, result: AuditResult, reason: str = ""
) -> None:
    store.write(scope, lambda shop: note_act(shop, acting, act, result, reason))


def _kind(actor: Actor) -> ActorKind:
    if actor.user_id:
        return ActorKind.USER
    return ActorKind.DEVICE if actor.device_id else ActorKind.SYSTEM
