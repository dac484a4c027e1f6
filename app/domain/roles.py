"""Which built-in role may do what. Plain data: a role a tenant makes for itself lies in the database.

Each human role of the shop holds all that the role below it holds, because nobody can hand out what they lack:
owner, regional manager, store manager, sales staff. An optician's clinical rights and an auditor's view of the
trail are given by the owner alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.domain.access import BuiltInRole, Permission

P = Permission

_EVERYBODY = frozenset({P.ACCOUNT_USE, P.STORES_READ, P.REGIONS_READ, P.FRAMES_READ, P.PRICES_READ})

_SALES_STAFF = _EVERYBODY | {
    P.STOCK_READ,
    P.CUSTOMERS_READ,
    P.CUSTOMERS_WRITE,
    P.TRYON_USE,
    P.TRYON_CREATE,
    P.TRYON_READ,
    P.CONSENT_RECORD,
    P.CONSENT_WITHDRAW,
    P.ORDERS_READ,
    P.ORDERS_CREATE,
    P.ORDERS_UPDATE,
}

_OPTICIAN = (_SALES_STAFF - {P.ORDERS_UPDATE}) | {
    P.MEASUREMENTS_CREATE,
    P.MEASUREMENTS_READ,
    P.MEASUREMENTS_SIGN,
    P.PRESCRIPTIONS_READ,
    P.PRESCRIPTIONS_WRITE,
}

_STORE_MANAGER = _SALES_STAFF | {
    P.SETTINGS_READ,
    P.USERS_READ,
    P.USERS_INVITE,
    P.USERS_UPDATE,
    P.USERS_DISABLE,
    P.ROLES_READ,
    P.ROLES_ASSIGN,
    P.SESSIONS_READ,
    P.SESSIONS_REVOKE,
    P.STORES_UPDATE,
    P.DEVICES_READ,
    P.DEVICES_ENROL,
    P.DEVICES_RENAME,
    P.DEVICES_REVOKE,
    P.DEVICE_KEYS_ROTATE,
    P.DEVICE_CONFIG_READ,
    P.DEVICE_REBOOT,
    P.CONTENT_SCHEDULE,
    P.ADMIN_MODE_UNLOCK,
    P.STOCK_ADJUST,
    P.STOCK_TRANSFER,
    P.CUSTOMERS_ERASE,
    P.CUSTOMERS_MERGE,
    P.MEASUREMENTS_READ,
    P.TRYON_DELETE,
    P.CONSENT_READ,
    P.ORDERS_CANCEL,
    P.ORDERS_REFUND,
    P.DISCOUNTS_OVERRIDE,
    P.TEMPLATES_VIEW,
    P.PAGES_READ,
    P.PAGES_EDIT,
    P.REPORTS_READ,
}

_REGIONAL_MANAGER = _STORE_MANAGER | {
    P.DEVICE_CONFIG_WRITE,
    P.DEVICE_SCREENSHOT,
    P.FRAMES_WRITE,
    P.ASSETS_UPLOAD,
    P.PRICES_WRITE,
    P.CATALOG_PUBLISH,
    P.STORES_GENERATE,
    P.PAGES_PUBLISH,
    P.PAGES_ROLLBACK,
    P.PAGES_EXPORT,
    P.CONNECTIONS_READ,
    P.CONNECTIONS_SYNC,
    P.SLO_READ,
}

_AUDITOR = frozenset(
    {
        P.ACCOUNT_USE,
        P.SETTINGS_READ,
        P.USERS_READ,
        P.ROLES_READ,
        P.SESSIONS_READ,
        P.STORES_READ,
        P.REGIONS_READ,
        P.DEVICES_READ,
        P.FRAMES_READ,
        P.PRICES_READ,
        P.STOCK_READ,
        P.CONSENT_READ,
        P.TEMPLATES_VIEW,
        P.PAGES_READ,
        P.CONNECTIONS_READ,
        P.WEBHOOKS_READ,
        P.API_KEYS_READ,
        P.REPORTS_READ,
        P.REPORTS_EXPORT,
        P.AUDIT_READ,
        P.AUDIT_EXPORT,
        P.AUDIT_VERIFY,
    }
)

DEVICE_ONLY = frozenset({P.ROSTER_FETCH, P.EVENTS_UPLOAD, P.HEARTBEAT_WRITE, P.TELEMETRY_WRITE})
"""What only a mirror does; nobody of the staff holds or hands it out."""

_KIOSK_DEVICE = DEVICE_ONLY | {
    P.DEVICE_KEYS_ROTATE,
    P.DEVICE_CONFIG_READ,
    P.FRAMES_READ,
    P.PRICES_READ,
    P.STOCK_READ,
    P.TRYON_USE,
    P.TRYON_CREATE,
    P.TRYON_DELETE,
    P.CONSENT_RECORD,
    P.CONSENT_WITHDRAW,
    P.MEASUREMENTS_CREATE,
}

_PLATFORM_ADMIN = frozenset(p for p in P if p.startswith("platform:")) | {P.ACCOUNT_USE, P.SLO_READ}

_TENANT_OWNER = frozenset(p for p in P if not p.startswith("platform:")) - DEVICE_ONLY

ROLE_PERMISSIONS: Mapping[BuiltInRole, frozenset[Permission]] = MappingProxyType(
    {
        BuiltInRole.PLATFORM_ADMIN: _PLATFORM_ADMIN,
        BuiltInRole.TENANT_OWNER: _TENANT_OWNER,
        BuiltInRole.REGIONAL_MANAGER: _REGIONAL_MANAGER,
        BuiltInRole.STORE_MANAGER: _STORE_MANAGER,
        BuiltInRole.OPTICIAN: _OPTICIAN,
        BuiltInRole.SALES_STAFF: _SALES_STAFF,
        BuiltInRole.AUDITOR: _AUDITOR,
        BuiltInRole.KIOSK_DEVICE: _KIOSK_DEVICE,
    }
)

_CHANGES_NOTHING = ("read", "view", "export", "verify")


def only_looks(permission: Permission) -> bool:
    """Whether it lets somebody see or take a copy, but change nothing of the shop's."""
    return permission.rsplit(":", 1)[1] in _CHANGES_NOTHING


BREAK_GLASS = frozenset(p for p in _TENANT_OWNER if p.rsplit(":", 1)[1] in {"read", "view"}) - {
    P.MEASUREMENTS_READ,
    P.PRESCRIPTIONS_READ,
}
"""What a platform admin sees of a tenant for an hour, with a reason: no clinical record, and nothing is changed."""
