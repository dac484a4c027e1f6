"""What revisions are made of: SQL in a file per database, indexes built beside running work, changes in batches."""

from __future__ import annotations

import re
from pathlib import Path

from alembic import op
from sqlalchemy import Connection, text

_SQL = Path(__file__).parent / "sql"
_BATCH_ROWS = 5000


def on_postgres() -> bool:
    """Whether this run is for PostgreSQL."""
    return op.get_context().dialect.name == "postgresql"


def run_sql(name: str) -> None:
    """Runs `sql/<name>.<database>.sql`, paragraph by paragraph: a blank line ends a statement."""
    content = (_SQL / f"{name}.{op.get_context().dialect.name}.sql").read_text(encoding="utf-8")
    for statement in content.strip().split("\n\n"):
        op.execute(_without_binds(statement.rstrip().removesuffix(";")))


def drop_tables(*names: str) -> None:
    """Drops tables, children first as they are named."""
    for name in names:
        op.execute(f"DROP TABLE {name}")


def build_index(name: str, table: str, *columns: str) -> None:
    """An index that does not stop writers while it is built (PostgreSQL: CONCURRENTLY, outside a transaction).

    A try that was cut off leaves an invalid index behind; it is dropped first.
    """
    if not on_postgres():
        op.create_index(name, table, list(columns))
        return
    with op.get_context().autocommit_block():
        op.execute("SET statement_timeout = 0")
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({', '.join(columns)})")
        op.execute("RESET statement_timeout")


def drop_index(name: str) -> None:
    """The way back, which stops nobody either."""
    if not on_postgres():
        op.execute(f"DROP INDEX {name}")
        return
    with op.get_context().autocommit_block():
        op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def backfill(table: str, setting: str, missing: str, key: str = "id") -> None:
    """Fills rows that still lack a value: `UPDATE table SET setting WHERE missing`, a few thousand at a time.

    Can be cut off and run again. On PostgreSQL each batch is a transaction of its own, bound to one tenant
    after the other, because row-level security binds the owner of the tables too.
    """
    batch = f"UPDATE {table} SET {setting} WHERE tenant_id = :tenant AND {key} IN (SELECT {key} FROM {table} WHERE tenant_id = :tenant AND ({missing}) ORDER BY {key} LIMIT {_BATCH_ROWS})"  # noqa: S608, E501 - a revision's own words
    if op.get_context().as_sql:
        op.execute(f"-- for each tenant, until no row is left:\n-- {batch}".replace(":", "$"))
    elif on_postgres():
        with op.get_context().autocommit_block():
            _fill_each_tenant(op.get_bind(), batch)
    else:
        _fill_each_tenant(op.get_bind(), batch)


def _fill_each_tenant(connection: Connection, batch: str) -> None:
    for tenant in connection.execute(text("SELECT id FROM tenants ORDER BY id")).scalars().all():
        while _fill(connection, batch, tenant) > 0:
            pass


def _fill(connection: Connection, batch: str, tenant: object) -> int:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT set_config('app.tenant', :tenant, false)"), {"tenant": str(tenant)})
    return connection.execute(text(batch), {"tenant": tenant}).rowcount


def _without_binds(statement: str) -> str:
    """`:word` in a string is not a bind parameter here."""
    return re.sub(r"(?<!:):(?=\w)", r"\\:", statement)
