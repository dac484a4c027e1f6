"""Paths of the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.responses import Response, StreamingResponse

from app.access.authorise import Access
from app.access.keys import kept_key, public_jwk
from app.domain.access import Permission
from app.domain.audit import ActorKind, AuditRecord, AuditResult
from app.domain.audit_check import Damage
from app.domain.audit_data import record_as_data
from app.services.audit_trail import SIGNING_KEY, export_trail, verify_trail
from app.store.unit_of_work import Repositories
from sync.server.guard import requires
from sync.server.paging import Page, PageWindow, page_of
from sync.server.parts import Parts
from sync.server.problems import PROBLEMS, ApiError
from sync.server.trail import note
from sync.server.versions import answer

router = APIRouter(prefix="/v1/audit", tags=["audit"])

AuditRead = Annotated[Access, requires(Permission.AUDIT_READ)]
AuditExport = Annotated[Access, requires(Permission.AUDIT_EXPORT)]
AuditVerify = Annotated[Access, requires(Permission.AUDIT_VERIFY)]


class RecordShown(BaseModel):
    """One record of the trail, with its place in the chain of hashes."""

    sequence: int
    id: UUID
    happened_at: datetime
    actor_kind: ActorKind
    actor_id: UUID | None
    action: str
    object_kind: str
    object_id: UUID | None
    result: AuditResult
    details: dict[str, Any]
    address: str
    request_id: str
    previous_hash: str
    hash: str

    @classmethod
    def of(cls, record: AuditRecord) -> RecordShown:
        return cls.model_validate(record_as_data(record))


class FindingShown(BaseModel):
    """Something that is wrong with the trail."""

    damage: Damage
    sequence: int


class ReportShown(BaseModel):
    """What a look over the whole trail found; it is whole when there are no findings."""

    records: int
    checkpoints: int
    head: str
    findings: list[FindingShown]


class PublicKey(BaseModel):
    """An Ed25519 key as RFC 8037 writes it."""

    kty: str = Field(examples=["OKP"])
    crv: str = Field(examples=["Ed25519"])
    x: str


@router.get("", response_model=Page[RecordShown], responses=PROBLEMS)
def list_records(
    access: AuditRead,
    window: PageWindow,
    parts: Parts,
    object_id: Annotated[UUID | None, Query(description="Only what was done to this one thing.")] = None,
) -> Page[RecordShown]:
    """What was done and refused, oldest first."""
    access.everywhere()
    (after,) = window.key() or ("0",)
    if not (after.isascii() and after.isdigit() and len(after) < 16):
        raise ApiError(400, "bad_cursor", "`after` is not a cursor of this list. Begin without it.")
    with parts.store.reading(access.scope) as shop:
        found = _records(shop, window.limit + 1, int(after), object_id)
    return page_of(found, window, RecordShown.of, lambda record: (str(record.sequence),))


def _records(shop: Repositories, limit: int, after: int, object_id: UUID | None) -> tuple[AuditRecord, ...]:
    if object_id is None:
        return shop.audit.page(limit, after)
    return tuple(one for one in shop.audit.of_object(object_id) if one.sequence > after)[:limit]


@router.get("/export", response_class=Response, responses=PROBLEMS | {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
})  # fmt: skip
def export_records(access: AuditExport, parts: Parts) -> Response:
    """The whole trail with its checkpoints, one JSON object a line. That somebody took it is written down first."""
    access.everywhere()
    parts.store.write(access.scope, lambda shop: note(shop, access, "audit", None))

    def lines() -> Iterator[str]:
        for line in export_trail(parts.store, access.scope):
            yield json.dumps(line, ensure_ascii=False) + "\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")


@router.get("/key", response_model=PublicKey, responses=PROBLEMS)
def show_key(access: AuditVerify, parts: Parts) -> Response:
    """The public key that checkpoints are signed for. Keep it apart: with it a copy is checked without this server."""
    access.everywhere()
    return answer(PublicKey(**public_jwk(kept_key(parts.secrets, SIGNING_KEY).public)))


@router.get("/verification", response_model=ReportShown, responses=PROBLEMS)
def verify_records(access: AuditVerify, parts: Parts) -> ReportShown:
    """Checks every record, and the trail against its signed checkpoints."""
    access.everywhere()
    key = kept_key(parts.secrets, SIGNING_KEY)
    report = verify_trail(parts.store, access.scope, key.public)
    return ReportShown(
        records=report.record_count,
        checkpoints=report.checkpoint_count,
        head=report.head_hash.hex(),
        findings=[FindingShown(damage=f.damage, sequence=f.sequence) for f in report.findings],
    )
