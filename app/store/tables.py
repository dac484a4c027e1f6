"""Every table of every node, SQLite or PostgreSQL. Migrations create them; a test keeps both equal."""

from __future__ import annotations

from app.store.tables_access import (
    audit_checkpoints,
    audit_events,
    custom_roles,
    devices,
    grants,
    personal_salts,
    regions,
    role_permissions,
    settings,
    stores,
    tenants,
    users,
)
from app.store.tables_base import metadata
from app.store.tables_catalogue import (
    catalogue_revisions,
    external_references,
    frame_specs,
    models_3d,
    prices,
    products,
    stock_levels,
    stock_movements,
    variants,
)
from app.store.tables_customers import consent_withdrawals, consents, favourites, measurements
from app.store.tables_exchange import outbox, platform_connections, sync_cursors, webhook_inbox
from app.store.tables_sign_in import (
    break_glass,
    kept_answers,
    one_time_links,
    second_factors,
    sessions,
    try_counters,
)
from app.store.tables_storefront import generated_stores, page_templates, template_versions
from app.store.tables_syncing import (
    outbox_deliveries,
    sync_conflicts,
    sync_runs,
    sync_set_aside,
    synced_products,
    synced_stock,
)
from app.store.tables_try_on import face_answers, publishable_keys

__all__ = [
    "audit_checkpoints",
    "audit_events",
    "break_glass",
    "catalogue_revisions",
    "consent_withdrawals",
    "consents",
    "custom_roles",
    "devices",
    "external_references",
    "face_answers",
    "favourites",
    "frame_specs",
    "generated_stores",
    "grants",
    "kept_answers",
    "measurements",
    "metadata",
    "models_3d",
    "one_time_links",
    "outbox",
    "outbox_deliveries",
    "page_templates",
    "personal_salts",
    "platform_connections",
    "prices",
    "products",
    "publishable_keys",
    "regions",
    "role_permissions",
    "second_factors",
    "sessions",
    "settings",
    "stock_levels",
    "stock_movements",
    "stores",
    "sync_conflicts",
    "sync_cursors",
    "sync_runs",
    "sync_set_aside",
    "synced_products",
    "synced_stock",
    "template_versions",
    "tenants",
    "try_counters",
    "users",
    "variants",
    "webhook_inbox",
]
