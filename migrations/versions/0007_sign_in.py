"""How people come in: sessions, one-time links, second factors, broken glass, kept answers, counters of tries."""

from __future__ import annotations

from migrations.steps import drop_tables, run_sql

revision = "0007"
down_revision = "0006"
depends_on = None

EXPANDS = True  # only new tables

TABLES = ("sessions", "one_time_links", "second_factors", "break_glass", "kept_answers", "try_counters")


def upgrade() -> None:
    run_sql("0007_sign_in")


def downgrade() -> None:
    drop_tables(*TABLES)
