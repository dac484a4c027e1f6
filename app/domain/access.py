"""Who may do what where: people, mirrors, roles and the grants that join them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class BuiltInRole(StrEnum):
    PLATFORM_ADMIN = "platform_admin"
    TENANT_OWNER = "tenant_owner"
    REGIONAL_MANAGER = "regional_manager"
    STORE_MANAGER = "store_manager"
    OPTICIAN = "optician"
    SALES_STAFF = "sales_staff"
    AUDITOR = "auditor"
    KIOSK_DEVICE = "kiosk_device"


class UserStatus(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class User:
    """A member of staff."""

    id: UUID
    email: str
    """Lower case; unique within the tenant."""
    display_name: str
    status: UserStatus = UserStatus.INVITED
    password_hash: str | None = None
    """Argon2id in its own text form; never the password."""
    epoch: int = 0
    """Raised when rights change, so that older tokens stop working."""


@dataclass(frozen=True, slots=True)
class CustomRole:
    """A role a tenant made for itself."""

    id: UUID
    name: str
    permissions: frozenset[str]
    """`<area>:<object>:<action>`."""


class ScopeType(StrEnum):
    PLATFORM = "platform"
    TENANT = "tenant"
    REGION = "region"
    STORE = "store"


@dataclass(frozen=True, slots=True)
class Grant:
    """One user holds one role somewhere, perhaps until a moment."""

    id: UUID
    user_id: UUID
    role: BuiltInRole | UUID
    """A built-in role, or the id of one of the tenant's own."""
    scope: ScopeType
    region_id: UUID | None = None
    store_id: UUID | None = None
    not_after: datetime | None = None
    reason: str = ""
    """Why, where a reason is asked for (break-glass)."""

    def holds_at(self, moment: datetime) -> bool:
        return self.not_after is None or moment < self.not_after


class DeviceStatus(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Device:
    """One mirror in one store."""

    id: UUID
    store_id: UUID
    name: str
    status: DeviceStatus = DeviceStatus.PENDING
    key_thumbprint: str | None = None
    """RFC 7638 thumbprint of its public key."""
    public_key: str | None = None
    """JWK as JSON text."""
    epoch: int = 0
    enrolled_at: datetime | None = None
    last_seen_at: datetime | None = None


class Permission(StrEnum):
    """What can be allowed, named `<area>:<object>:<action>`. Nothing is allowed unless granted."""

    TENANTS_CREATE = "platform:tenants:create"
    FRAMES_READ = "catalog:frames:read"
    FRAMES_IMPORT = "catalog:frames:import"
    STOCK_ADJUST = "inventory:stock:adjust"
    CONSENT_RECORD = "tryon:consent:record"
    CONSENT_WITHDRAW = "tryon:consent:withdraw"
    TRYON_CREATE = "tryon:session:create"
    MEASUREMENTS_CREATE = "clinical:measurements:create"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, with all they may do inside one tenant."""

    tenant_id: UUID
    permissions: frozenset[Permission]
    user_id: UUID | None = None
    device_id: UUID | None = None
