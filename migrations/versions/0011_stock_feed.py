"""Mirrors hear of pieces: changed levels have a place in the log of changes."""

from __future__ import annotations

from alembic import op

from migrations.steps import run_sql

revision = "0011"
down_revision = "0010"
depends_on = None

EXPANDS = True  # one more word in a column that programs before this one read by the words they know


def upgrade() -> None:
    run_sql("0011_stock_feed")


def downgrade() -> None:
    """The wider check may stay: nobody before this revision writes the word."""
    op.execute("DELETE FROM change_log WHERE stream = 'stock'")
