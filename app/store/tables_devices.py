"""Tables of mirrors: their keys, how they enrol, what they sent, what they remember, and what changed for them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, UniqueConstraint

from app.domain.enrolment import EnrolmentStatus
from app.domain.feeds import Stream
from app.store.column_types import Id
from app.store.tables_base import (
    belongs_to,
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

device_keys = tenant_table(
    "device_keys",
    text("thumbprint", 43, least=43),
    reference("device_id"),
    text("public_key", 2000),
    data("chain"),
    moment("added_at"),
    moment("not_after", optional=True),
    belongs_to("devices", "device_id"),
    Index("ix_device_keys_tenant_id_device_id", "tenant_id", "device_id"),
    key=("thumbprint",),
)

enrolment_requests = Table(
    "enrolment_requests",
    metadata,
    Column("id", Id, primary_key=True),
    digest("user_code_hash"),
    digest("device_code_hash"),
    text("public_key", 2000),
    text("name", 100),
    moment("requested_at"),
    moment("expires_at"),
    one_of("status", EnrolmentStatus),
    Column("for_tenant", Id, nullable=True),
    Column("device_id", Id, nullable=True),
    moment("poll_after", optional=True),
    UniqueConstraint("user_code_hash"),
    UniqueConstraint("device_code_hash"),
    Index("ix_enrolment_requests_expires_at", "expires_at"),
    sqlite_strict=True,
)
"""Mirrors that wait for a manager: nobody knows yet whose they are, so no tenant owns them. Codes are hashed."""

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    text("handle", 5, least=5),
    digest("secret_hash"),
    Column("for_tenant", Id, nullable=False),
    Column("store_id", Id, nullable=False),
    text("name", 100),
    Column("created_by", Id, nullable=False),
    moment("expires_at"),
    whole("misses", 0, 1000),
    moment("used_at", optional=True),
    UniqueConstraint("handle"),
    Index("ix_enrolment_codes_expires_at", "expires_at"),
    sqlite_strict=True,
)
"""One-time codes: a mirror comes with one before it is known whose it is. Hashed."""

seen_proofs = tenant_table(
    "seen_proofs",
    digest("proof"),
    moment("expires_at"),
    Index("ix_seen_proofs_tenant_id_expires_at", "tenant_id", "expires_at"),
    key=("proof",),
)

device_events = tenant_table(
    "device_events",
    reference("device_id"),
    Column("id", Id, nullable=False),
    text("topic", 100),
    reference("aggregate_id"),
    data("payload"),
    moment("created_at"),
    moment("received_at"),
    text("refusal", 1000, least=0),
    belongs_to("devices", "device_id"),
    key=("device_id", "id"),
)

node_notes = tenant_table(
    "node_notes", text("name", 100), data("value"), moment("changed_at"), key=("name",), clustered=True
)

change_positions = tenant_table("change_positions", whole("position", 0, _FAR), key=())

change_log = tenant_table(
    "change_log",
    one_of("stream", Stream, but={Stream.STOCK}),
    reference("object_id"),
    whole("position", 1, _FAR),
    Index("ix_change_log_position", "tenant_id", "stream", "position"),
    key=("stream", "object_id"),
    clustered=True,
)

level_changes = tenant_table(
    "level_changes",
    reference("variant_id"),
    whole("position", 1, _FAR),
    Index("ix_level_changes_position", "tenant_id", "position"),
    key=("variant_id",),
    clustered=True,
)
