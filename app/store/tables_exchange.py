"""Tables of platform connections, webhooks in, messages out, and how far each stream was read."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint

from app.domain.exchange import ConnectionStatus, InboxStatus, OutboxStatus, Platform
from app.store.column_types import Id
from app.store.tables_base import belongs_to, data, moment, one_of, reference, tenant_table, text, whole

platform_connections = tenant_table(
    "platform_connections",
    Column("id", Id, nullable=False),
    one_of("platform", Platform),
    text("shop", 255),
    text("name", 200),
    text("secret_reference", 200),
    one_of("status", ConnectionStatus),
    data("policy"),
    moment("created_at"),
    moment("updated_at"),
    CheckConstraint("secret_reference LIKE 'secret:%'", name="secret_by_reference"),
    UniqueConstraint("tenant_id", "platform", "shop"),
)

webhook_inbox = tenant_table(
    "webhook_inbox",
    Column("id", Id, nullable=False),
    reference("connection_id"),
    text("dedupe_key", 300),
    text("topic", 200),
    Column(
        "body",
        LargeBinary,
        CheckConstraint("length(body) <= 10485760", name="body_length"),
        nullable=False,
    ),
    moment("received_at"),
    one_of("status", InboxStatus),
    whole("attempts", 0, 1_000_000),
    moment("due_at", optional=True),
    text("reason", 1000, least=0),
    data("hint", optional=True),
    belongs_to("platform_connections", "connection_id"),
    UniqueConstraint("tenant_id", "connection_id", "dedupe_key"),
    Index("ix_webhook_inbox_due", "tenant_id", "status", "due_at", "id"),
)

outbox = tenant_table(
    "outbox",
    Column("id", Id, nullable=False),
    text("topic", 100),
    reference("aggregate_id"),
    data("payload"),
    moment("created_at"),
    one_of("status", OutboxStatus),
    whole("attempts", 0, 1_000_000),
    moment("due_at", optional=True),
    text("reason", 1000, least=0),
    Index("ix_outbox_due", "tenant_id", "status", "id"),
    Index("ix_outbox_order", "tenant_id", "aggregate_id", "status", "id"),
)

sync_cursors = tenant_table(
    "sync_cursors",
    reference("connection_id"),
    text("stream", 100),
    text("position", 4000, least=0),
    moment("moved_at"),
    belongs_to("platform_connections", "connection_id"),
    key=("connection_id", "stream"),
)
