"""Hands many rows to SQLite's driver at once.

SQLAlchemy binds row by row through several layers, which takes twice the time the database itself needs
for the rows of a large catalogue. Here each column is bound in one go, by the same types.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeDecorator


def put_rows(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, object]], keep: frozenset[str]
) -> None:
    """Inserts rows, or overwrites those with the same primary key (all columns but `keep`).

    Every row names every column of the table.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(upsert(postgresql, table, keep), rows)
        return
    bound = [
        _bound(column, (row[column.name] for row in rows), connection.dialect) for column in table.columns
    ]
    connection.exec_driver_sql(_upsert_text(table, keep), list(zip(*bound, strict=True)))


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


def _bound(column: Column[Any], values: Iterable[Any], dialect: Dialect) -> list[Any]:
    kind = column.type
    if not isinstance(kind, TypeDecorator):
        return list(values)
    return [kind.process_bind_param(value, dialect) for value in values]
