"""Whether somebody's token still counts. Asked at every request: one question, put together once, one round trip."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from app.domain.access import DeviceStatus, UserStatus
from app.domain.sign_in import DeviceStanding, Standing
from app.domain.tenancy import TenantScope, TenantStatus
from app.store.connections import Database
from app.store.tables import devices, sessions, tenants, users

_PERSON = (
    select(
        tenants.c.status,
        users.c.status,
        users.c.epoch,
        sessions.c.expires_at,
        sessions.c.revoked_at,
    )
    .join_from(
        sessions, users, (users.c.tenant_id == sessions.c.tenant_id) & (users.c.id == sessions.c.user_id)
    )
    .join(tenants, tenants.c.id == sessions.c.tenant_id)
    .where(
        sessions.c.tenant_id == bindparam("tenant"),
        sessions.c.id == bindparam("session"),
        sessions.c.user_id == bindparam("person"),
    )
)
_MIRROR = (
    select(tenants.c.status, devices.c.status, devices.c.epoch, devices.c.store_id)
    .join_from(devices, tenants, tenants.c.id == devices.c.tenant_id)
    .where(devices.c.tenant_id == bindparam("tenant"), devices.c.id == bindparam("mirror"))
)


class Standings:
    """Of the people and mirrors of a tenant. Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_person(self, scope: TenantScope, session_id: UUID, user_id: UUID) -> Standing | None:
        """None when there is no such person with this session."""
        named = {"tenant": scope, "session": session_id, "person": user_id}
        row = self._database.ask(_PERSON, named, scope)
        return Standing(TenantStatus(row[0]), UserStatus(row[1]), *row[2:]) if row else None

    def of_mirror(self, scope: TenantScope, device_id: UUID) -> DeviceStanding | None:
        """None when there is no such mirror."""
        row = self._database.ask(_MIRROR, {"tenant": scope, "mirror": device_id}, scope)
        return DeviceStanding(TenantStatus(row[0]), DeviceStatus(row[1]), *row[2:]) if row else None
