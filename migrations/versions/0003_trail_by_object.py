"""What was done to one thing is found by an index, not by reading the whole trail."""

from __future__ import annotations

from migrations.steps import build_index, drop_index

revision = "0003"
down_revision = "0002"
depends_on = None

EXPANDS = True


def upgrade() -> None:
    build_index("ix_audit_events_object", "audit_events", "tenant_id", "object_id", "sequence")


def downgrade() -> None:
    drop_index("ix_audit_events_object")
