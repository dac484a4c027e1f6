"""Keys of mirrors, enrolment, what mirrors send and remember, and the log of changes they read."""

from __future__ import annotations

from migrations.steps import drop_tables, run_sql

revision = "0008"
down_revision = "0007"
depends_on = None

EXPANDS = True


def upgrade() -> None:
    run_sql("0008_devices")


def downgrade() -> None:
    drop_tables(
        "device_keys",
        "device_events",
        "seen_proofs",
        "node_notes",
        "change_log",
        "change_positions",
        "enrolment_requests",
        "enrolment_codes",
    )
