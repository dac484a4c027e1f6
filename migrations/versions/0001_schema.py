"""The first schema: tables, keys, and row-level security on PostgreSQL."""

from __future__ import annotations

from migrations.steps import drop_tables, run_sql

revision = "0001"
down_revision = None
depends_on = None

TABLES = (
    "measurements",
    "favourites",
    "stock_movements",
    "stock_levels",
    "settings",
    "prices",
    "external_references",
    "consents",
    "variants",
    "models_3d",
    "grants",
    "generated_stores",
    "devices",
    "webhook_inbox",
    "template_versions",
    "sync_cursors",
    "stores",
    "role_permissions",
    "frame_specs",
    "users",
    "regions",
    "products",
    "platform_connections",
    "page_templates",
    "outbox",
    "custom_roles",
    "consent_withdrawals",
    "catalogue_revisions",
    "audit_events",
    "tenants",
)


def upgrade() -> None:
    run_sql("0001_schema")


def downgrade() -> None:
    drop_tables(*TABLES)
