"""Tables of sign-in: sessions, one-time links, second factors, broken glass, kept answers and counters of tries."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, Table, UniqueConstraint

from app.domain.sign_in import LinkPurpose
from app.store.column_types import Id
from app.store.tables_base import (
    belongs_to,
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

sessions = tenant_table(
    "sessions",
    Column("id", Id, nullable=False),
    reference("user_id"),
    whole("generation", 0, _FAR),
    moment("created_at"),
    moment("rotated_at"),
    moment("expires_at"),
    moment("revoked_at", optional=True),
    text("revoked_because", 100, least=0),
    text("address", 100, least=0),
    text("agent", 200, least=0),
    belongs_to("users", "user_id"),
    Index("ix_sessions_tenant_id_user_id", "tenant_id", "user_id"),
)

one_time_links = tenant_table(
    "one_time_links",
    Column("id", Id, nullable=False),
    reference("user_id"),
    one_of("purpose", LinkPurpose),
    digest("secret_hash"),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", optional=True),
    reference("created_by", optional=True),
    belongs_to("users", "user_id"),
    Index("ix_one_time_links_tenant_id_user_id", "tenant_id", "user_id"),
)

second_factors = tenant_table(
    "second_factors",
    reference("user_id"),
    Column("nonce", Id, nullable=False),
    moment("confirmed_at", optional=True),
    whole("last_step", 0, _FAR),
    belongs_to("users", "user_id"),
    key=("user_id",),
)

passkeys = tenant_table(
    "passkeys",
    Column("id", Id, nullable=False),
    reference("user_id"),
    text("name", 100),
    Column("credential_id", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    whole("sign_count", 0, 2**32),
    moment("created_at"),
    moment("used_at", optional=True),
    CheckConstraint("length(credential_id) BETWEEN 1 AND 1023", name="credential_id_length"),
    CheckConstraint("length(public_key) BETWEEN 1 AND 4096", name="public_key_length"),
    UniqueConstraint("tenant_id", "credential_id"),
    belongs_to("users", "user_id"),
    Index("ix_passkeys_tenant_id_user_id", "tenant_id", "user_id"),
)

break_glass = tenant_table(
    "break_glass",
    Column("id", Id, nullable=False),
    Column("admin_tenant_id", Id, nullable=False),
    Column("admin_user_id", Id, nullable=False),
    text("reason", 500, least=10),
    moment("opened_at"),
    moment("not_after"),
    moment("closed_at", optional=True),
    CheckConstraint("not_after > opened_at", name="ends"),
)

kept_answers = tenant_table(
    "kept_answers",
    Column("actor_id", Id, nullable=False),
    text("key", 200),
    digest("request_hash"),
    moment("started_at"),
    Column("sealed", LargeBinary, nullable=True),
    Index("ix_kept_answers_tenant_id_started_at", "tenant_id", "started_at"),
    key=("actor_id", "key"),
)

try_counters = Table(
    "try_counters",
    metadata,
    Column(
        "key_hash",
        LargeBinary,
        CheckConstraint("length(key_hash) = 32", name="key_hash_length"),
        primary_key=True,
    ),
    moment("window_ends_at"),
    whole("hits", 0, _FAR),
    Index("ix_try_counters_window_ends_at", "window_ends_at"),
    sqlite_strict=True,
)
"""Tries at a door, whoever's: counted before it is known who tries, so no tenant owns them. Keys are hashed."""
