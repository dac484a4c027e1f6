"""Writes the SQL of a revision from the program's tables: `python -m migrations.draft 0004_name table...`.

Without tables: all of them. The result is a draft to read and edit, in migrations/sql, one file per database;
from the first release on, the files of a released revision never change again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Dialect, Table
from sqlalchemy.engine import make_url
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from app.store.tables import metadata

_TENANT = "(SELECT nullif(current_setting('app.tenant', true), '')::uuid)"
_ROLE = """DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'varai_app') THEN
        CREATE ROLE varai_app NOLOGIN;
    END IF;
END $$;"""
_BOOKKEEPING = "GRANT SELECT ON alembic_version, schema_history TO varai_app;"


def main(name: str, *wanted: str) -> None:
    """Writes both files."""
    tables = [table for table in metadata.sorted_tables if not wanted or table.name in wanted]
    made = [statement for table in tables for statement in _make(table, _dialect("sqlite"))]
    _write(name, "sqlite", made)
    made = [statement for table in tables for statement in _make(table, _dialect("postgresql+psycopg"))]
    guards = [_guard(table) for table in tables]
    around = ([], []) if wanted else ([_ROLE], [_BOOKKEEPING])
    _write(name, "postgresql", [*around[0], *made, *guards, *around[1]])


def _dialect(name: str) -> Dialect:
    return make_url(f"{name}://").get_dialect()()


def _make(table: Table, dialect: Dialect) -> Iterator[str]:
    yield _text(CreateTable(table), dialect)
    for index in sorted(table.indexes, key=lambda index: str(index.name)):
        yield _text(CreateIndex(index), dialect)


def _text(statement: ExecutableDDLElement, dialect: Dialect) -> str:
    text = str(statement.compile(dialect=dialect)).replace("%%", "%").replace("\t", "    ")
    lines = "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
    return lines.replace("\n)\n STRICT", "\n) STRICT") + ";"


def _guard(table: Table) -> str:
    """Row-level security: the tenant's own rows; the list of tenants is whole only for a transaction without one."""
    mine = f"tenant_id = {_TENANT}"
    if table.name == "tenants":
        mine = f"id = {_TENANT}\n    OR {_TENANT} IS NULL"
    return f"""ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON {table.name}
USING (
    {mine}
);
GRANT SELECT, INSERT, UPDATE, DELETE ON {table.name} TO varai_app;"""


def _write(name: str, dialect: str, statements: list[str]) -> None:
    path = Path(__file__).parent / "sql" / f"{name}.{dialect}.sql"
    path.write_text("\n\n".join(statements) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
