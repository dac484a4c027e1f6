"""The audit trail can only grow: no record is changed or deleted, whoever asks."""

from __future__ import annotations

from alembic import op

from migrations.steps import on_postgres, run_sql

revision = "0002"
down_revision = "0001"
depends_on = None

EXPANDS = True  # programs before this one only add records


def upgrade() -> None:
    run_sql("0002_trail_only_grows")


def downgrade() -> None:
    if on_postgres():
        op.execute("DROP TRIGGER only_grows ON audit_events")
        op.execute("DROP FUNCTION refuse_change()")
        op.execute("GRANT UPDATE, DELETE ON audit_events TO varai_app")
        return
    op.execute("DROP TRIGGER audit_events_never_change")
    op.execute("DROP TRIGGER audit_events_never_go")
