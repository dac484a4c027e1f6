"""Answers to face-shape questions, kept for an hour, and the keys of web pages that may ask."""

from __future__ import annotations

from migrations.steps import drop_tables, run_sql

revision = "0005"
down_revision = "0004"
depends_on = None

EXPANDS = True


def upgrade() -> None:
    run_sql("0005_face_answers")


def downgrade() -> None:
    drop_tables("face_answers", "publishable_keys")
