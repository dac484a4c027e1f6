"""Paths of companies."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from app.access.authorise import Access
from app.domain.access import Permission
from app.domain.tenancy import TenantStatus
from sync.server.guard import requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts
from sync.server.problems import CHANGE_PROBLEMS, CREATE_PROBLEMS, PROBLEMS, problems
from sync.server.tenants import broken_glass, leaving, service
from sync.server.tenants.schemas import (
    ClosingBody,
    CompanyBody,
    DeletionBody,
    LookBody,
    LookOpened,
    LookShown,
    TenantBody,
    TenantMade,
    TenantShown,
)
from sync.server.versions import IfMatch, answer, nothing

router = APIRouter(prefix="/v1", tags=["tenants"])

SettingsRead = Annotated[Access, requires(Permission.SETTINGS_READ)]
SettingsWrite = Annotated[Access, requires(Permission.SETTINGS_WRITE)]
AuditRead = Annotated[Access, requires(Permission.AUDIT_READ)]
TenantExport = Annotated[Access, requires(Permission.TENANT_EXPORT)]
TenantDelete = Annotated[Access, requires(Permission.TENANT_DELETE)]
TenantsDelete = Annotated[Access, requires(Permission.TENANTS_DELETE)]
TenantsRead = Annotated[Access, requires(Permission.TENANTS_READ)]
TenantsCreate = Annotated[Access, requires(Permission.TENANTS_CREATE)]
TenantsSuspend = Annotated[Access, requires(Permission.TENANTS_SUSPEND)]
BreakGlassOpen = Annotated[Access, requires(Permission.BREAK_GLASS_OPEN)]


@router.get("/company", response_model=TenantShown, responses=PROBLEMS)
def show_company(access: SettingsRead, parts: Parts) -> Response:
    """My company's record."""
    return answer(service.show_company(parts, access))


@router.put("/company", response_model=TenantShown, responses=CHANGE_PROBLEMS)
def change_company(body: CompanyBody, access: SettingsWrite, if_match: IfMatch, parts: Parts) -> Response:
    """Change my company's name, currency or language."""
    return answer(service.change_company(parts, access, body, if_match))


@router.get("/company/export", response_class=Response, responses=PROBLEMS | {
    200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
})  # fmt: skip
def export_company(access: TenantExport, parts: Parts) -> Response:
    """All that is kept of my company, one JSON object a line; but no passwords, keys or sign-ins."""
    return StreamingResponse(leaving.take_copy(parts, access), media_type="application/x-ndjson")


@router.post("/company/close", response_model=TenantShown, responses=CREATE_PROBLEMS)
def close_company(body: ClosingBody, access: TenantDelete, parts: Parts) -> Response:
    """Close my company: everybody is shut out at once, and after thirty days it can be deleted for good.

    Take a copy first. Until it is deleted the operator of this server can open it again.
    """
    return answer(leaving.close(parts, access, body))


@router.get("/company/looks", response_model=list[LookShown], responses=PROBLEMS)
def list_looks(access: AuditRead, parts: Parts) -> list[LookShown]:
    """Who of the platform looked at my company's data, when and why, newest first."""
    return broken_glass.list_looks(parts, access)


@router.get("/tenants", response_model=Page[TenantShown], responses=PROBLEMS)
def list_tenants(access: TenantsRead, window: PageWindow, parts: Parts) -> Page[TenantShown]:
    """For the platform: all companies, by slug."""
    return service.list_tenants(parts, access, window)


@router.post("/tenants", status_code=201, response_model=TenantMade, responses=CREATE_PROBLEMS)
def add_tenant(body: TenantBody, access: TenantsCreate, once: Once, parts: Parts) -> Response:
    """For the platform: a new company. Hand its owner the link."""

    def work() -> Response:
        made = service.add_tenant(parts, access, body)
        return answer(made, 201, f"/v1/tenants/{made.id}")

    return once.run(access, body, work)


@router.get("/tenants/{tenant_id}", response_model=TenantShown, responses=PROBLEMS)
def show_tenant(tenant_id: UUID, access: TenantsRead, parts: Parts) -> Response:
    """For the platform: one company's record, none of its data."""
    return answer(service.show_tenant(parts, access, tenant_id))


@router.post("/tenants/{tenant_id}/suspend", response_model=TenantShown, responses=CHANGE_PROBLEMS)
def suspend_tenant(tenant_id: UUID, access: TenantsSuspend, if_match: IfMatch, parts: Parts) -> Response:
    """For the platform: shut a company out, people and mirrors, from their next request on."""
    return answer(service.set_status(parts, access, tenant_id, TenantStatus.SUSPENDED, if_match))


@router.post("/tenants/{tenant_id}/resume", response_model=TenantShown, responses=CHANGE_PROBLEMS)
def resume_tenant(tenant_id: UUID, access: TenantsSuspend, if_match: IfMatch, parts: Parts) -> Response:
    """For the platform: let a company in again."""
    return answer(service.set_status(parts, access, tenant_id, TenantStatus.ACTIVE, if_match))


@router.post("/tenants/{tenant_id}/delete", status_code=204, responses=CHANGE_PROBLEMS)
def delete_tenant(
    tenant_id: UUID, body: DeletionBody, access: TenantsDelete, if_match: IfMatch, parts: Parts
) -> Response:
    """For the platform: delete a company for good, thirty days after its owner closed it. Its audit trail stays."""
    leaving.delete(parts, access, tenant_id, body, if_match)
    return nothing()


@router.post("/break-glass", status_code=201, response_model=LookOpened, responses=CREATE_PROBLEMS)
def open_look(body: LookBody, access: BreakGlassOpen, once: Once, parts: Parts) -> Response:
    """For the platform: see a company's data, with a reason, for an hour at most. The company sees who and why."""
    return once.run(access, body, lambda: answer(broken_glass.open_look(parts, access, body), 201))


@router.post(
    "/break-glass/{tenant_id}/{look_id}/token", response_model=LookOpened, responses=PROBLEMS | problems(410)
)
def renew_look_token(tenant_id: UUID, look_id: UUID, access: BreakGlassOpen, parts: Parts) -> Response:
    """For the platform: another token while the look is open."""
    return answer(broken_glass.renew_token(parts, access, tenant_id, look_id))


@router.post("/break-glass/{tenant_id}/{look_id}/close", status_code=204, responses=PROBLEMS)
def close_look(tenant_id: UUID, look_id: UUID, access: BreakGlassOpen, parts: Parts) -> Response:
    """For the platform: end a look before its time."""
    broken_glass.close_look(parts, access, tenant_id, look_id)
    return nothing()
