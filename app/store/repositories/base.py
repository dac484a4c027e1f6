"""What all repositories share: one tenant's scope, the running transaction, and a journal of what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    Select,
    Table,
    and_,
    delete,
    literal,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from app.domain.errors import Unknown
from app.domain.events import Kind
from app.domain.tenancy import TenantScope
from app.store.repositories.bulk_rows import put_rows

T = TypeVar("T")


@dataclass(slots=True)
class Journal:
    """One transaction: the moment it counts as, where new ids come from, and what it has changed so far."""

    moment: datetime
    new_id: Callable[[], UUID]
    changed: dict[Kind, set[UUID]] = field(default_factory=dict)
    changed_skus: set[str] = field(default_factory=set)

    def note(self, kind: Kind, *ids: UUID) -> None:
        self.changed.setdefault(kind, set()).update(ids)


class Repository:
    """Cannot be built without a scope; every statement it makes is bound to that tenant."""

    def __init__(self, connection: Connection, scope: TenantScope, journal: Journal) -> None:
        self._connection = connection
        self._tenant_id: UUID = scope
        self._journal = journal

    def _mine(self, table: FromClause, **equal: object) -> ColumnElement[bool]:
        """Rows of this tenant whose columns equal the given values."""
        return and_(
            table.c.tenant_id == self._tenant_id, *(table.c[name] == value for name, value in equal.items())
        )

    def _select(self, table: Table, **equal: object) -> Select[Any]:
        return select(table).where(self._mine(table, **equal))

    def _first(self, kind: type[T], table: Table, **equal: object) -> T:
        """The one row as a value; Unknown when this tenant has none."""
        row = self._connection.execute(self._select(table, **equal)).first()
        if row is None:
            raise Unknown(f"There is no such {table.name.rstrip('s').replace('_', ' ')}.")
        return read_as(kind, row)

    def _all(self, kind: type[T], query: Select[Any]) -> tuple[T, ...]:
        return tuple(read_as(kind, row) for row in self._connection.execute(query))

    def _add(self, table: Table, value: object, **more: object) -> None:
        """Inserts a value whose fields are named like the columns."""
        row = {**columns_of(table, value), **more, "tenant_id": self._tenant_id}
        self._connection.execute(table.insert(), [row])

    def _save(self, table: Table, value: Any, **more: object) -> None:
        """Overwrites the row with this value's id; Unknown when this tenant has none."""
        row = {**columns_of(table, value), **more}
        changed = self._connection.execute(update(table).where(self._mine(table, id=value.id)).values(row))
        self._expect(changed.rowcount, table)

    def _remove(self, table: Table, **equal: object) -> None:
        """Deletes the row; Unknown when this tenant has none."""
        self._expect(
            self._connection.execute(delete(table).where(self._mine(table, **equal))).rowcount, table
        )

    def _expect(self, row_count: int, table: Table) -> None:
        if row_count == 0:
            raise Unknown(f"There is no such {table.name.rstrip('s').replace('_', ' ')}.")

    def _add_new(self, table: Table, row: Mapping[str, object]) -> bool:
        """Inserts a row unless one with the same unique key is there; whether it was new."""
        statement = self._insert(table).values({**row, "tenant_id": self._tenant_id})
        added = statement.on_conflict_do_nothing().returning(table.c.tenant_id)
        return self._connection.execute(added).first() is not None

    def _put(self, table: Table, rows: Sequence[Mapping[str, object]], keep: Iterable[str] = ()) -> None:
        """Inserts rows, or overwrites those with the same primary key (all columns but `keep`)."""
        if rows:
            put_rows(self._connection, table, self._tenant_id, rows, frozenset(keep))

    def _insert(self, table: Table) -> Any:
        """An insert of this database's own kind: both know ON CONFLICT, with the same words."""
        sqlite = self._connection.dialect.name == "sqlite"
        return sqlite_insert(table) if sqlite else postgres_insert(table)


def columns_of(table: Table, value: Any) -> dict[str, object]:
    """The value's fields that the table has columns for."""
    return {f.name: getattr(value, f.name) for f in fields(value) if f.name in table.columns}


def read_as(kind: type[T], row: Row[Any]) -> T:
    """A value of a dataclass from a row whose columns are named like its fields."""
    found = row._mapping
    return kind(**{f.name: found[f.name] for f in fields(kind) if f.name in found})  # type: ignore[arg-type]  # a dataclass, as `fields` proves at run time


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most `size`, without holding more than one."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def after(columns: Sequence[Any], values: Sequence[object]) -> ColumnElement[bool]:
    """Rows that come after `values` in the order of `columns`: (a, b) > (x, y), one range of the index."""
    return tuple_(*columns) > tuple_(*(literal(v, c.type) for c, v in zip(columns, values, strict=True)))
