"""Tables of page templates, their versions, and generated stores."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint

from app.domain.storefront import GenerationStatus
from app.store.column_types import Id
from app.store.tables_base import (
    belongs_to,
    counted,
    data,
    moment,
    one_of,
    reference,
    tenant_table,
    text,
    whole,
)

page_templates = tenant_table(
    "page_templates",
    Column("id", Id, nullable=False),
    text("slug", 63),
    text("name", 200),
    whole("newest_version", 1, 1_000_000),
    moment("created_at"),
    moment("updated_at"),
    UniqueConstraint("tenant_id", "slug"),
)

template_versions = tenant_table(
    "template_versions",
    reference("template_id"),
    whole("number", 1, 1_000_000),
    Column("source", Text, CheckConstraint("length(source) <= 65536", name="source_length"), nullable=False),
    data("settings_schema"),
    reference("author_id", optional=True),
    moment("written_at"),
    belongs_to("page_templates", "template_id"),
    belongs_to("users", "author_id"),
    key=("template_id", "number"),
)

generated_stores = tenant_table(
    "generated_stores",
    Column("id", Id, nullable=False),
    text("name", 200),
    reference("template_id"),
    whole("template_version", 1, 1_000_000),
    data("settings"),
    one_of("status", GenerationStatus),
    reference("author_id", optional=True),
    moment("started_at"),
    moment("finished_at", optional=True),
    whole("page_count", 0, 10**9),
    text("reason", 1000, least=0),
    moment("begun_at", optional=True),
    counted("pages_done", 10**9),
    counted("attempts", 1000),
    moment("cancelled_at", optional=True),
    belongs_to("template_versions", "template_id", "template_version", key=("template_id", "number")),
    belongs_to("users", "author_id"),
    Index("ix_generated_stores_tenant_id_template_id", "tenant_id", "template_id"),
)

published_sites = tenant_table(
    "published_sites",
    reference("run_id", optional=True),
    reference("former_run_id", optional=True),
    moment("changed_at"),
    reference("author_id", optional=True),
    belongs_to("generated_stores", "run_id"),
    belongs_to("generated_stores", "former_run_id"),
    belongs_to("users", "author_id"),
    key=(),
)
