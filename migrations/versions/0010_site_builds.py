"""Builds of sites are ordered, taken up and told of while they run; one of them is published."""

from __future__ import annotations

from alembic import op

from migrations.steps import drop_tables, run_sql

revision = "0010"
down_revision = "0009"
depends_on = None

EXPANDS = True  # a table, and columns that programs before this one need not name


def upgrade() -> None:
    run_sql("0010_site_builds")


def downgrade() -> None:
    drop_tables("published_sites")
    for column in ("cancelled_at", "attempts", "pages_done", "begun_at"):
        op.drop_column("generated_stores", column)
