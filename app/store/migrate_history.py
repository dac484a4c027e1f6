"""Which schema a database has, and what was done to it: when, by which program version, how long, from what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Connection, Integer, MetaData, Table, Text, insert, inspect, select, text

from app.store.column_types import UtcMoment
from app.store.migrate_tree import BASE

Direction = Literal["upgrade", "downgrade"]

VERSION_TABLE = "alembic_version"
HISTORY_TABLE = "schema_history"
OWN_TABLES = frozenset({VERSION_TABLE, HISTORY_TABLE})

schema_history = Table(
    HISTORY_TABLE,
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("happened_at", UtcMoment, nullable=False),
    Column("direction", Text, nullable=False),
    Column("revision", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("program_version", Text, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("checksum", Text, nullable=False),
    Column("needs_schema", Text, nullable=False),
    sqlite_strict=True,
)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One revision applied or undone. `checksum` is the revision's as the program knew it then;
    programs that know schema `needs_schema` or a newer one can work with the database after it."""

    happened_at: datetime
    direction: Direction
    revision: str
    title: str
    program_version: str
    duration_ms: int
    checksum: str
    needs_schema: str


def prepare_bookkeeping(connection: Connection) -> None:
    """Makes the two tables of this module where they are missing."""
    if connection.dialect.name == "sqlite":  # Alembic's own would not be STRICT
        connection.execute(
            text(f"CREATE TABLE IF NOT EXISTS {VERSION_TABLE} (version_num TEXT NOT NULL PRIMARY KEY) STRICT")
        )
    else:
        connection.execute(
            text(f"CREATE TABLE IF NOT EXISTS {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
    schema_history.create(connection, checkfirst=True)


def current_schema(connection: Connection) -> str | None:
    """The database's revision; BASE when it is empty or was undone to nothing; None when it is not one of ours."""
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in names:
        return BASE if not names else None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() or BASE  # noqa: S608


def needed_schema(connection: Connection) -> str:
    """The oldest schema a program must know to work with this database."""
    history = read_history(connection)
    return history[-1].needs_schema if history else BASE


def record(connection: Connection, entry: HistoryEntry) -> None:
    """Adds an entry in the running transaction."""
    values = {name: getattr(entry, name) for name in HistoryEntry.__dataclass_fields__}
    connection.execute(insert(schema_history).values(values))


def read_history(connection: Connection) -> tuple[HistoryEntry, ...]:
    """All entries, oldest first; empty when the database has none."""
    if not inspect(connection).has_table(HISTORY_TABLE):
        return ()
    columns = [schema_history.c[name] for name in HistoryEntry.__dataclass_fields__]
    rows = connection.execute(select(*columns).order_by(schema_history.c.id))
    return tuple(HistoryEntry(*row) for row in rows)
