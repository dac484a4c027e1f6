"""What migrations say to a server that is at work: squawk finds nothing that would stop its users."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.store.migrate_postgres import PATIENCE
from app.store.migrate_route import upgrade_route
from app.store.migrate_tree import BASE
from tests.store_databases import shop_runner

LOCK_MS, STATEMENT_MS = PATIENCE.lock_timeout_ms, PATIENCE.statement_timeout_ms
ALREADY_SET = f"SET lock_timeout = {LOCK_MS};\nSET statement_timeout = {STATEMENT_MS};\n"
"""By the connection that migrates (Patience.session)."""


BOOKKEEPING = "prefer-robust-stmts,prefer-bigint-over-int,prefer-identity,prefer-text-field"
"""What squawk has against Alembic's own table and the history: both are made once, and stay small."""


def squawk(sql: str, *options: str) -> str:
    """Its findings; empty when there are none."""
    program = str(Path(sys.executable).with_name("squawk"))
    command = [program, "--reporter", "gcc", "--stdin-filepath", "plan.sql", *options]
    done = subprocess.run(command, input=ALREADY_SET + sql, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode else ""


def test_the_first_revision_is_clean():
    runner = shop_runner()
    assert squawk(runner.write_sql(upgrade_route(runner.tree, BASE, "0001")), "--exclude", BOOKKEEPING) == ""


def test_no_later_revision_stops_the_users_of_a_server():
    runner = shop_runner()
    assert squawk(runner.write_sql(upgrade_route(runner.tree, "0001", "head"))) == ""


def test_a_revision_that_would_is_found():
    assert "require-concurrent-index-creation" in squawk("CREATE INDEX i ON products (name);")
    assert "adding-required-field" in squawk("ALTER TABLE products ADD COLUMN weight int NOT NULL;")
