"""How a company leaves: its owner takes a copy and closes it, and after a time of grace the platform deletes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from app.access.authorise import Access, at_the_door, authorise_platform
from app.domain.access import Permission
from app.domain.audit import AuditRecord
from app.domain.errors import Refused
from app.domain.eyewear_data import finish_to_data
from app.domain.tenancy import TenantScope, TenantStatus
from app.store.unit_of_work import Repositories
from engine.types import FrameFinish
from sync.server.parts import ServerParts
from sync.server.problems import ApiError
from sync.server.sign_in.own import check_password
from sync.server.tenants.schemas import ClosingBody, DeletionBody, TenantShown
from sync.server.trail import note
from sync.server.versions import Seen

COPY_COUNTS_FOR = timedelta(days=7)
GRACE = timedelta(days=30)
_FORMAT = "varai-company/1"
_PIECE = 1 << 16


def take_copy(parts: ServerParts, access: Access) -> Iterator[bytes]:
    """All that is kept of the company, one JSON object a line. That somebody took it is written down first."""
    access.everywhere()
    parts.store.write(access.scope, lambda shop: note(shop, access, "tenant", access.scope))
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed at the end of the answer; it has no name on the disk
    with parts.store.reading(access.scope) as shop:
        _write_line(file, {"format": _FORMAT, "taken_at": shop.moment})
        for table, row in shop.whole_company.rows():
            _write_line(file, {"table": table, "row": row})
    file.seek(0)
    return _pieces(file)


def close(parts: ServerParts, access: Access, body: ClosingBody) -> TenantShown:
    """Shuts the company out, to be deleted when the grace is over. Raises Refused, ApiError."""
    access.everywhere()
    with parts.store.reading(access.scope) as shop:
        owner = shop.staff.get(access.actor_id)
    check_password(parts, owner, body.password.get_secret_value())

    def work(shop: Repositories) -> None:
        _check_name(shop, body.slug)
        if shop.rights.has_platform_admins():
            raise Refused("People of this company run the platform. It cannot be closed.")
        if not _has_fresh_copy(shop, access.scope):
            raise ApiError(
                409, "copy_first", "Take a copy first: GET /v1/company/export. It counts for a week."
            )
        note(
            shop,
            access,
            "tenant",
            access.scope,
            after={"status": TenantStatus.SUSPENDED, "reason": body.reason},
        )
        shop.directory(authorise_platform(access.actor, access.permission)).set_status(
            access.scope, TenantStatus.SUSPENDED
        )

    parts.store.write(access.scope, work)
    with parts.store.reading(access.scope) as shop:
        return TenantShown.of(shop.company.get())


def delete(parts: ServerParts, access: Access, tenant_id: UUID, body: DeletionBody, seen: Seen) -> None:
    """Deletes a company that its owner closed a month ago. Raises Unknown, Refused, Outdated, ApiError."""
    if tenant_id == access.scope:
        raise Refused("You cannot delete the company you belong to.")

    def work(shop: Repositories) -> tuple[str, ...]:
        seen.check(TenantShown.of(shop.company.get()))
        _check_name(shop, body.slug)
        _check_grace(shop, tenant_id)
        references = tuple(connection.secret_reference for connection in shop.connections.all())
        rows = shop.whole_company.delete()
        note(shop, access, "tenant", tenant_id, after={"rows": rows})
        return references

    references = parts.store.write(at_the_door(tenant_id), work).result
    for reference in references:
        parts.secrets.delete(reference)
    parts.shelves.of(tenant_id).clear()
    parts.store.write(
        access.scope, lambda shop: note(shop, access, "tenant", tenant_id, after={"deleted": True})
    )


def closed_at(records: Sequence[AuditRecord]) -> datetime | None:
    """When the owner closed the company, if it was not let in again since."""
    moment = None
    for record in records:
        if record.event.action == Permission.TENANT_DELETE:
            moment = record.event.happened_at
        elif record.event.action == Permission.TENANTS_SUSPEND and _is_let_in(record):
            moment = None
    return moment


def _is_let_in(record: AuditRecord) -> bool:
    after = record.event.details.get("after")
    return isinstance(after, dict) and after.get("status") == TenantStatus.ACTIVE


def _check_name(shop: Repositories, slug: str) -> None:
    """Nobody ends a company by mistake: its short name must be typed."""
    if shop.company.get().slug != slug:
        raise ApiError(409, "other_company", "That is not the short name of this company.")


def _check_grace(shop: Repositories, tenant_id: UUID) -> None:
    closed = closed_at(shop.audit.of_object(tenant_id))
    if closed is None or shop.company.get().status is not TenantStatus.SUSPENDED:
        raise ApiError(409, "not_closed", "Its owner has not closed this company: POST /v1/company/close.")
    if shop.moment < closed + GRACE:
        ends = (closed + GRACE).date()
        raise ApiError(
            409, "in_grace", f"The company may still be opened again; it can be deleted from {ends} on."
        )


def _has_fresh_copy(shop: Repositories, scope: TenantScope) -> bool:
    since = shop.moment - COPY_COUNTS_FOR
    taken = (one.event for one in shop.audit.of_object(scope))
    return any(one.action == Permission.TENANT_EXPORT and one.happened_at >= since for one in taken)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _write_line(file: IO[bytes], data: dict[str, Any]) -> None:
    file.write(json.dumps(data, ensure_ascii=False, default=_plain).encode() + b"\n")


def _plain(value: object) -> object:
    """What JSON has no form for."""
    match value:
        case UUID() | StrEnum():
            return str(value)
        case datetime():
            return value.isoformat()
        case bytes():
            return value.hex()
        case FrameFinish():
            return finish_to_data(value)
    raise TypeError(type(value).__name__)
