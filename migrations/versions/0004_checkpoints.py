"""Signed checkpoints of the audit trail, and the salts that make its commitments speak of a person."""

from __future__ import annotations

from alembic import op

from migrations.steps import drop_tables, on_postgres, run_sql

revision = "0004"
down_revision = "0003"
depends_on = None

EXPANDS = True


def upgrade() -> None:
    run_sql("0004_checkpoints")


def downgrade() -> None:
    if on_postgres():
        op.execute("DROP TRIGGER only_grows ON audit_checkpoints")
    drop_tables("audit_checkpoints", "personal_salts")
