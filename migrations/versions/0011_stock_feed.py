"""Mirrors hear of pieces: levels that changed have their place in the order of changes."""

from __future__ import annotations

from migrations.steps import drop_tables, run_sql

revision = "0011"
down_revision = "0010"
depends_on = None

EXPANDS = True  # a table


def upgrade() -> None:
    run_sql("0011_stock_feed")


def downgrade() -> None:
    drop_tables("level_changes")
