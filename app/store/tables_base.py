"""How tables are made here: named constraints, STRICT on SQLite, the tenant first in every key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    literal_column,
)
from sqlalchemy.schema import SchemaItem

from app.store.column_types import Choice, Flag, Id, Json, UtcMoment, Whole

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def tenant_table(
    name: str, *items: SchemaItem, key: Sequence[str] = ("id",), clustered: bool = False
) -> Table:
    """A table whose rows belong to a tenant. A `clustered` one lies in key order on SQLite (WITHOUT ROWID)."""
    return Table(
        name,
        metadata,
        Column("tenant_id", Id, nullable=False),
        *items,
        PrimaryKeyConstraint("tenant_id", *key),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        sqlite_strict=True,
        sqlite_with_rowid=not clustered,
    )


def belongs_to(
    table: str, *columns: str, key: Sequence[str] = ("id",), name: str | None = None
) -> ForeignKeyConstraint:
    """A foreign key that cannot reach into another tenant."""
    targets = [f"{table}.{column}" for column in ("tenant_id", *key)]
    return ForeignKeyConstraint(["tenant_id", *columns], targets, name=name)


def reference(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Id, nullable=optional)


def text(name: str, most: int, *, least: int = 1, optional: bool = False) -> Column[Any]:
    """Text of `least` to `most` characters."""
    length = CheckConstraint(f"length({name}) BETWEEN {least} AND {most}", name=f"{name}_length")
    return Column(name, Text, length, nullable=optional)


def one_of(
    name: str, choices: type[StrEnum], *, optional: bool = False, but: Collection[StrEnum] = ()
) -> Column[Any]:
    # Not `IN (…)`: SQLite builds that list anew for every row, which doubles the time of bulk writes.
    allowed = " OR ".join(f"{name} = '{choice.value}'" for choice in choices if choice not in but)
    known = CheckConstraint(allowed, name=f"{name}_known")
    return Column(name, Choice(choices), known, nullable=optional)


def whole(name: str, least: int, most: int, *, optional: bool = False) -> Column[Any]:
    within = CheckConstraint(f"{name} BETWEEN {least} AND {most}", name=f"{name}_range")
    return Column(name, Whole, within, nullable=optional)


def counted(name: str, most: int) -> Column[Any]:
    """A whole number that is 0 until somebody counts; programs that do not know it need not name it."""
    within = CheckConstraint(f"{name} BETWEEN 0 AND {most}", name=f"{name}_range")
    return Column(name, Whole, within, nullable=False, server_default=literal_column("0"))


def flag(name: str) -> tuple[SchemaItem, ...]:
    binary = CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_flag").ddl_if(dialect="sqlite")
    return Column(name, Flag, nullable=False), binary


def moment(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, UtcMoment, nullable=optional)


def data(name: str, *, optional: bool = False) -> Column[Any]:
    """JSON data. No json_valid check: SQLite refuses that function in a schema it does not trust."""
    return Column(name, Json, nullable=optional)


def digest(name: str, size: int = 32, *, optional: bool = False) -> Column[Any]:
    """A hash of `size` bytes."""
    length = CheckConstraint(f"length({name}) = {size}", name=f"{name}_length")
    return Column(name, LargeBinary, length, nullable=optional)


def currency(name: str = "currency") -> tuple[SchemaItem, ...]:
    """An ISO 4217 code."""
    return (
        Column(name, Text, nullable=False),
        CheckConstraint(f"{name} GLOB '[A-Z][A-Z][A-Z]'", name=f"{name}_iso").ddl_if(dialect="sqlite"),
        CheckConstraint(f"{name} ~ '^[A-Z]{{3}}$'", name=f"{name}_iso").ddl_if(dialect="postgresql"),
    )
