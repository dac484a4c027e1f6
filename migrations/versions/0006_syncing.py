"""What is remembered of synchronising with platforms: agreements, deliveries, what was set aside, runs."""

from __future__ import annotations

from alembic import op

from migrations.steps import drop_tables, run_sql

revision = "0006"
down_revision = "0005"
depends_on = None

EXPANDS = True


def upgrade() -> None:
    run_sql("0006_syncing")


def downgrade() -> None:
    op.drop_column("webhook_inbox", "hint")
    drop_tables(
        "sync_runs",
        "sync_conflicts",
        "sync_set_aside",
        "outbox_deliveries",
        "synced_stock",
        "synced_products",
    )
