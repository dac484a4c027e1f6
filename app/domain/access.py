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
    """What can be allowed, named `<area>:<object>:<action>`. Nothing is allowed unless granted.

    Exporting, erasing and deleting are never part of writing. Who holds what: `app.domain.roles`.
    """

    TENANTS_READ = "platform:tenants:read"
    TENANTS_CREATE = "platform:tenants:create"
    TENANTS_SUSPEND = "platform:tenants:suspend"
    TENANTS_DELETE = "platform:tenants:delete"
    ADMINS_ASSIGN = "platform:admins:assign"
    RELEASES_PUBLISH = "platform:releases:publish"
    FLAGS_WRITE = "platform:flags:write"
    BREAK_GLASS_OPEN = "platform:break-glass:open"

    SETTINGS_READ = "tenant:settings:read"
    SETTINGS_WRITE = "tenant:settings:write"
    BILLING_READ = "tenant:billing:read"
    BILLING_WRITE = "tenant:billing:write"
    DOMAINS_WRITE = "tenant:domains:write"
    SSO_WRITE = "tenant:sso:write"
    TENANT_EXPORT = "tenant:account:export"
    TENANT_DELETE = "tenant:account:delete"

    ACCOUNT_USE = "staff:own-account:use"
    """See and change one's own sign-in, sessions and second factor."""
    USERS_READ = "staff:users:read"
    USERS_INVITE = "staff:users:invite"
    USERS_UPDATE = "staff:users:update"
    USERS_DISABLE = "staff:users:disable"
    USERS_ERASE = "staff:users:erase"
    ROLES_READ = "staff:roles:read"
    ROLES_ASSIGN = "staff:roles:assign"
    CUSTOM_ROLES_WRITE = "staff:custom-roles:write"
    CUSTOM_ROLES_DELETE = "staff:custom-roles:delete"
    SESSIONS_READ = "staff:sessions:read"
    SESSIONS_REVOKE = "staff:sessions:revoke"
    MFA_RESET = "staff:mfa:reset"

    STORES_READ = "store:stores:read"
    STORES_CREATE = "store:stores:create"
    STORES_UPDATE = "store:stores:update"
    STORES_ARCHIVE = "store:stores:archive"
    REGIONS_READ = "store:regions:read"
    REGIONS_WRITE = "store:regions:write"
    REGIONS_DELETE = "store:regions:delete"

    DEVICES_READ = "kiosk:devices:read"
    DEVICES_ENROL = "kiosk:devices:enrol"
    DEVICES_RENAME = "kiosk:devices:rename"
    DEVICES_REVOKE = "kiosk:devices:revoke"
    DEVICE_KEYS_ROTATE = "kiosk:keys:rotate"
    DEVICE_CONFIG_READ = "kiosk:config:read"
    DEVICE_CONFIG_WRITE = "kiosk:config:write"
    DEVICE_REBOOT = "kiosk:commands:reboot"
    DEVICE_SCREENSHOT = "kiosk:commands:screenshot"
    CONTENT_SCHEDULE = "kiosk:content:schedule"
    ADMIN_MODE_UNLOCK = "kiosk:admin-mode:unlock"
    ROSTER_FETCH = "kiosk:roster:fetch"
    EVENTS_UPLOAD = "kiosk:events:upload"
    HEARTBEAT_WRITE = "kiosk:heartbeat:write"
    TELEMETRY_WRITE = "kiosk:telemetry:write"

    FRAMES_READ = "catalog:frames:read"
    FRAMES_WRITE = "catalog:frames:write"
    FRAMES_DELETE = "catalog:frames:delete"
    FRAMES_IMPORT = "catalog:frames:import"
    ASSETS_UPLOAD = "catalog:assets:upload"
    PRICES_READ = "catalog:prices:read"
    PRICES_WRITE = "catalog:prices:write"
    CATALOG_PUBLISH = "catalog:publications:publish"

    STOCK_READ = "inventory:stock:read"
    STOCK_ADJUST = "inventory:stock:adjust"
    STOCK_TRANSFER = "inventory:stock:transfer"

    CUSTOMERS_READ = "customers:records:read"
    CUSTOMERS_WRITE = "customers:records:write"
    CUSTOMERS_EXPORT = "customers:records:export"
    CUSTOMERS_ERASE = "customers:records:erase"
    CUSTOMERS_MERGE = "customers:records:merge"

    MEASUREMENTS_CREATE = "clinical:measurements:create"
    MEASUREMENTS_READ = "clinical:measurements:read"
    MEASUREMENTS_SIGN = "clinical:measurements:sign"
    PRESCRIPTIONS_READ = "clinical:prescriptions:read"
    PRESCRIPTIONS_WRITE = "clinical:prescriptions:write"

    TRYON_USE = "tryon:use"
    """Ask for a face shape of a picture."""
    TRYON_CREATE = "tryon:session:create"
    TRYON_READ = "tryon:session:read"
    TRYON_DELETE = "tryon:session:delete"
    CONSENT_RECORD = "tryon:consent:record"
    CONSENT_READ = "tryon:consent:read"
    CONSENT_WITHDRAW = "tryon:consent:withdraw"

    ORDERS_READ = "orders:orders:read"
    ORDERS_CREATE = "orders:orders:create"
    ORDERS_UPDATE = "orders:orders:update"
    ORDERS_CANCEL = "orders:orders:cancel"
    ORDERS_REFUND = "orders:orders:refund"
    DISCOUNTS_OVERRIDE = "orders:discounts:override"

    STORES_GENERATE = "stores:generate"
    """Generate a web store from a template."""
    TEMPLATES_VIEW = "templates:view"
    TEMPLATES_EDIT = "templates:edit"
    TEMPLATES_DELETE = "templates:delete"
    PAGES_READ = "pages:stores:read"
    PAGES_EDIT = "pages:stores:edit"
    PAGES_DELETE = "pages:stores:delete"
    PAGES_PUBLISH = "pages:publish"
    PAGES_ROLLBACK = "pages:stores:rollback"
    PAGES_EXPORT = "pages:stores:export"

    CONNECTIONS_READ = "integrations:connections:read"
    CONNECTIONS_MANAGE = "integrations:connections:manage"
    CONNECTIONS_DELETE = "integrations:connections:delete"
    CONNECTIONS_SYNC = "integrations:connections:sync"
    WEBHOOKS_READ = "integrations:webhooks:read"
    WEBHOOKS_MANAGE = "integrations:webhooks:manage"
    WEBHOOKS_REPLAY = "integrations:webhooks:replay"
    API_KEYS_READ = "integrations:api-keys:read"
    API_KEYS_MANAGE = "integrations:api-keys:manage"

    REPORTS_READ = "insight:reports:read"
    REPORTS_EXPORT = "insight:reports:export"
    AUDIT_READ = "insight:audit:read"
    AUDIT_EXPORT = "insight:audit:export"
    AUDIT_VERIFY = "insight:audit:verify"
    RETENTION_WRITE = "insight:retention:write"
    SLO_READ = "insight:slo:read"


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, with all they may do inside one tenant."""

    tenant_id: UUID
    permissions: frozenset[Permission]
    user_id: UUID | None = None
    device_id: UUID | None = None
