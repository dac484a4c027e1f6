"""Passkeys of people, as a second factor beside the time-based code."""

from __future__ import annotations

from migrations.steps import drop_tables, run_sql

revision = "0009"
down_revision = "0008"
depends_on = None

EXPANDS = True


def upgrade() -> None:
    run_sql("0009_passkeys")


def downgrade() -> None:
    drop_tables("passkeys")
