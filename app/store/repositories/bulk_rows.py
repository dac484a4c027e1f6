"""Hands many rows to SQLite's driver at once.

SQLAlchemy binds row by row through several layers, which takes twice the time the database itself needs
for the rows of a large catalogue. Here each column is bound in one go, by the same types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator


def put_rows(
    connection: Connection,
    table: Table,
    tenant_id: UUID,
    rows: Sequence[Mapping[str, object]],
    keep: frozenset[str],
) -> None:
    """Inserts rows, or overwrites those with the same primary key (all columns but `keep`).

    Every row names every column of the table but the tenant's.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(upsert(postgresql, table, keep), [{**row, "tenant_id": tenant_id} for row in rows])
        return
    columns = [column for column in table.columns if column.name != "tenant_id"]
    bound = [_bound(column, [row[column.name] for row in rows], connection.dialect) for column in columns]
    connection.exec_driver_sql(
        _upsert_text(table, keep), list(zip(repeat(tenant_id.bytes), *bound, strict=False))
    )


def upsert(dialect: Any, table: Table, keep: Iterable[str]) -> Any:
    """Both databases know ON CONFLICT, with the same words."""
    statement = dialect.insert(table)
    key = [column.name for column in table.primary_key.columns]
    overwrite = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in {*key, *keep}}
    if not overwrite:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=key, set_=overwrite)


@lru_cache(maxsize=64)
def _upsert_text(table: Table, keep: frozenset[str]) -> str:
    names = [column.name for column in table.columns]
    return str(upsert(sqlite, table, keep).compile(dialect=sqlite.dialect(), column_keys=names))


def _bound(column: Column[Any], values: list[Any], dialect: Dialect) -> list[Any]:
    bind = column.type.process_bind_param if isinstance(column.type, TypeDecorator) else None
    return [bind(value, dialect) for value in values] if bind else values
