"""Tables of the face-shape door: answers kept for an hour, and the keys of web pages."""

from __future__ import annotations

from sqlalchemy import Column, Index

from app.store.column_types import Id
from app.store.tables_base import data, digest, moment, tenant_table, text, whole

face_answers = tenant_table(
    "face_answers",
    digest("question"),
    data("answer"),
    moment("expires_at"),
    Index("ix_face_answers_tenant_id_expires_at", "tenant_id", "expires_at"),
    key=("question",),
)

publishable_keys = tenant_table(
    "publishable_keys",
    Column("id", Id, nullable=False),
    text("name", 100),
    data("origins"),
    whole("per_minute", 1, 100_000),
    moment("created_at"),
    moment("revoked_at", optional=True),
)
