"""Tables of tenants, places, people, mirrors, rights, settings and the audit trail."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, UniqueConstraint
from sqlalchemy import text as sql

from app.domain.access import BuiltInRole, DeviceStatus, ScopeType, UserStatus
from app.domain.audit import ActorKind, AuditResult
from app.domain.tenancy import StoreStatus, TenantStatus
from app.store.column_types import Id
from app.store.tables_base import (
    belongs_to,
    currency,
    data,
    digest,
    metadata,
    moment,
    one_of,
    reference,
    tenant_table,
    text,
    whole,
)

_FAR = 2**53

tenants = Table(
    "tenants",
    metadata,
    Column("id", Id, primary_key=True),
    text("slug", 63),
    text("name", 200),
    *currency(),
    text("language", 35),
    one_of("status", TenantStatus),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("slug"),
    CheckConstraint("slug = lower(slug)", name="slug_lower"),
    sqlite_strict=True,
)

regions = tenant_table(
    "regions",
    Column("id", Id, nullable=False),
    text("name", 200),
    UniqueConstraint("tenant_id", "name"),
)

stores = tenant_table(
    "stores",
    Column("id", Id, nullable=False),
    reference("region_id", optional=True),
    text("code", 40),
    text("name", 200),
    text("time_zone", 64),
    Column("country", Text, CheckConstraint("length(country) = 2", name="country_length"), nullable=False),
    one_of("status", StoreStatus),
    moment("created_at"),
    moment("updated_at"),
    belongs_to("regions", "region_id"),
    UniqueConstraint("tenant_id", "code"),
    Index("ix_stores_tenant_id_region_id", "tenant_id", "region_id"),
)

users = tenant_table(
    "users",
    Column("id", Id, nullable=False),
    text("email", 254, least=3),
    text("display_name", 200),
    one_of("status", UserStatus),
    text("password_hash", 500, optional=True),
    whole("epoch", 0, _FAR),
    moment("created_at"),
    moment("updated_at"),
    CheckConstraint("email = lower(email)", name="email_lower"),
    UniqueConstraint("tenant_id", "email"),
)

custom_roles = tenant_table(
    "custom_roles",
    Column("id", Id, nullable=False),
    text("name", 100),
    moment("updated_at"),
    UniqueConstraint("tenant_id", "name"),
)

role_permissions = tenant_table(
    "role_permissions",
    reference("role_id"),
    text("permission", 100),
    belongs_to("custom_roles", "role_id"),
    key=("role_id", "permission"),
    clustered=True,
)

grants = tenant_table(
    "grants",
    Column("id", Id, nullable=False),
    reference("user_id"),
    one_of("built_in_role", BuiltInRole, optional=True),
    reference("custom_role_id", optional=True),
    one_of("scope", ScopeType),
    reference("region_id", optional=True),
    reference("store_id", optional=True),
    moment("not_after", optional=True),
    text("reason", 500, least=0),
    moment("created_at"),
    belongs_to("users", "user_id"),
    belongs_to("custom_roles", "custom_role_id"),
    belongs_to("regions", "region_id"),
    belongs_to("stores", "store_id"),
    CheckConstraint("(built_in_role IS NULL) <> (custom_role_id IS NULL)", name="one_role"),
    CheckConstraint("(scope = 'region') = (region_id IS NOT NULL)", name="region_scope"),
    CheckConstraint("(scope = 'store') = (store_id IS NOT NULL)", name="store_scope"),
    Index("ix_grants_tenant_id_user_id", "tenant_id", "user_id"),
    Index("ix_grants_tenant_id_custom_role_id", "tenant_id", "custom_role_id"),
)

devices = tenant_table(
    "devices",
    Column("id", Id, nullable=False),
    reference("store_id"),
    text("name", 100),
    one_of("status", DeviceStatus),
    text("key_thumbprint", 64, optional=True),
    text("public_key", 2000, optional=True),
    whole("epoch", 0, _FAR),
    moment("enrolled_at", optional=True),
    moment("last_seen_at", optional=True),
    moment("created_at"),
    belongs_to("stores", "store_id"),
    UniqueConstraint("tenant_id", "key_thumbprint"),
    Index("ix_devices_tenant_id_store_id", "tenant_id", "store_id"),
)


def _one_value(name: str, where: str, *place: str) -> Index:
    """A key has one value in one place."""
    rows = sql(where)
    return Index(name, "tenant_id", "key", *place, unique=True, sqlite_where=rows, postgresql_where=rows)


settings = tenant_table(
    "settings",
    Column("id", Id, nullable=False),
    text("key", 100),
    reference("store_id", optional=True),
    reference("device_id", optional=True),
    data("value"),
    moment("changed_at"),
    belongs_to("stores", "store_id"),
    belongs_to("devices", "device_id"),
    CheckConstraint("store_id IS NULL OR device_id IS NULL", name="one_place"),
    _one_value("uq_settings_of_tenant", "store_id IS NULL AND device_id IS NULL"),
    _one_value("uq_settings_of_store", "store_id IS NOT NULL", "store_id"),
    _one_value("uq_settings_of_device", "device_id IS NOT NULL", "device_id"),
)

audit_events = tenant_table(
    "audit_events",
    whole("sequence", 1, _FAR),
    Column("id", Id, nullable=False),
    moment("happened_at"),
    one_of("actor_kind", ActorKind),
    reference("actor_id", optional=True),
    text("action", 100),
    text("object_kind", 60),
    reference("object_id", optional=True),
    one_of("result", AuditResult),
    data("details"),
    text("address", 100, least=0),
    text("request_id", 100, least=0),
    digest("previous_hash"),
    digest("hash"),
    UniqueConstraint("tenant_id", "id"),
    Index("ix_audit_events_object", "tenant_id", "object_id", "sequence"),
    key=("sequence",),
)

audit_checkpoints = tenant_table(
    "audit_checkpoints",
    moment("taken_at"),
    whole("size", 1, _FAR),
    digest("head_hash"),
    text("key_id", 64),
    digest("signature", 64),
    key=("taken_at", "size"),
)

personal_salts = tenant_table("personal_salts", reference("person_id"), digest("salt"), key=("person_id",))
"""What makes the commitments in the trail speak of a person; deleted with the person."""
