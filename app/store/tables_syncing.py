"""Tables of what is remembered of synchronising with platforms."""

from __future__ import annotations

from sqlalchemy import Column, Index

from app.domain.syncing import DeliveryStatus, RunKind, RunOutcome
from app.store.column_types import Id
from app.store.tables_base import (
    belongs_to,
    data,
    digest,
    flag,
    moment,
    one_of,
    reference,
    tenant_table,
    text,
    whole,
)

synced_products = tenant_table(
    "synced_products",
    reference("connection_id"),
    text("external_id", 255),
    reference("product_id"),
    digest("content_hash"),
    data("marks"),
    *flag("has_news"),
    moment("synced_at"),
    belongs_to("platform_connections", "connection_id"),
    belongs_to("products", "product_id"),
    Index("ix_synced_products_news", "tenant_id", "connection_id", "has_news"),
    Index("ix_synced_products_product", "tenant_id", "product_id"),
    key=("connection_id", "external_id"),
)

synced_stock = tenant_table(
    "synced_stock",
    reference("connection_id"),
    reference("variant_id"),
    reference("store_id"),
    whole("quantity", -1_000_000_000, 1_000_000_000),
    belongs_to("platform_connections", "connection_id"),
    belongs_to("variants", "variant_id"),
    belongs_to("stores", "store_id"),
    key=("connection_id", "variant_id", "store_id"),
    clustered=True,
)

outbox_deliveries = tenant_table(
    "outbox_deliveries",
    reference("message_id"),
    reference("connection_id"),
    one_of("status", DeliveryStatus),
    data("evidence"),
    whole("attempts", 0, 1_000_000),
    moment("due_at", optional=True),
    text("reason", 1000, least=0),
    belongs_to("outbox", "message_id"),
    belongs_to("platform_connections", "connection_id"),
    key=("message_id", "connection_id"),
)

sync_set_aside = tenant_table(
    "sync_set_aside",
    reference("connection_id"),
    text("kind", 50),
    text("external_id", 255),
    text("reason", 1000, least=0),
    moment("noted_at"),
    belongs_to("platform_connections", "connection_id"),
    key=("connection_id", "kind", "external_id"),
)

sync_conflicts = tenant_table(
    "sync_conflicts",
    Column("id", Id, nullable=False),
    reference("connection_id"),
    reference("product_id"),
    text("sku", 120, least=0),
    text("field", 50),
    text("winner", 20),
    data("said"),
    moment("found_at"),
    belongs_to("platform_connections", "connection_id"),
    belongs_to("products", "product_id"),
    Index("ix_sync_conflicts_connection", "tenant_id", "connection_id", "id"),
)

sync_runs = tenant_table(
    "sync_runs",
    Column("id", Id, nullable=False),
    reference("connection_id"),
    one_of("kind", RunKind),
    moment("started_at"),
    one_of("outcome", RunOutcome),
    moment("ended_at", optional=True),
    data("counts"),
    data("cost"),
    text("reason", 1000, least=0),
    belongs_to("platform_connections", "connection_id"),
    Index("ix_sync_runs_connection", "tenant_id", "connection_id", "id"),
)
