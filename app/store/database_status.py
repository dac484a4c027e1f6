"""Where a database stands, read without changing it, whatever state it is in."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.store.address import DatabaseAddress, SqliteAddress
from app.store.backup_files import Backup, list_backups
from app.store.connections_sqlite import problem_of
from app.store.database_file import copy_in_work, size_bytes
from app.store.migrate_history import HistoryEntry, current_schema, read_history
from app.store.migrate_postgres import opened
from app.store.migrate_route import require_known, shown
from app.store.migrate_tree import BASE, MigrationTree, Revision
from app.store.problems import DatabaseProblem, MissingDatabase


class State(StrEnum):
    """How a database stands to this program."""

    CURRENT = "current"
    OLDER = "older"
    EMPTY = "empty"
    MISSING = "missing"
    NEWER = "newer"
    FOREIGN = "foreign"
    DAMAGED = "damaged"
    IN_USE = "in_use"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Status:
    """`schema` is None where it cannot be read; `sentence` says the state and what to do."""

    database: str
    state: State
    sentence: str
    schema: str | None
    program_schema: str
    pending: tuple[Revision, ...]
    interrupted: bool
    size_bytes: int | None
    newest_backup: Backup | None


@contextmanager
def looking_at(address: DatabaseAddress) -> Iterator[Connection]:
    """A connection that only looks. Raises a DatabaseProblem."""
    if not isinstance(address, SqliteAddress):
        with opened(address) as connection:
            yield connection
        return
    if not address.path.is_file():
        raise MissingDatabase(f"There is no database at {address.path}. Create it with “varai db upgrade”.")
    engine = create_engine(
        "sqlite+pysqlite://", creator=lambda: open_to_look(address.path), poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            yield connection
    except (sqlite3.Error, DBAPIError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        assert isinstance(cause, sqlite3.Error)
        raise problem_of(cause, address.path) from error
    finally:
        engine.dispose()


def open_to_look(path: Path) -> sqlite3.Connection:
    """A connection that cannot write. Where even SQLite's own side files cannot be made, it takes the file as it is."""
    address = f"{path.absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
            raise
        return sqlite3.connect(f"{address}&immutable=1", uri=True, isolation_level=None)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def read_status(address: DatabaseAddress, tree: MigrationTree) -> Status:
    """Never raises for a state it can name."""
    schema: str | None = None
    try:
        with looking_at(address) as connection:
            schema = current_schema(connection)
        known = require_known(tree, schema, newest_usable(address, tree))
    except DatabaseProblem as problem:
        return _status(address, tree, schema, _state_of(problem), str(problem))
    if known == tree.head:
        return _status(address, tree, known, State.CURRENT, "The database has the schema of this program.")
    state = State.EMPTY if known == BASE else State.OLDER
    sentence = (
        f"The database has schema {shown(known)}, this program {shown(tree.head)}. "
        "Bring it up with “varai db upgrade”."
    )
    return _status(address, tree, known, state, sentence)


def read_whole_history(address: DatabaseAddress) -> tuple[HistoryEntry, ...]:
    """Oldest first. Raises a DatabaseProblem."""
    with looking_at(address) as connection:
        return read_history(connection)


def newest_usable(address: DatabaseAddress, tree: MigrationTree) -> str | None:
    """The name of the newest backup whose schema this program knows."""
    if not isinstance(address, SqliteAddress):
        return None
    return next(
        (backup.path.name for backup in list_backups(address.path) if tree.known(backup.schema)), None
    )


def _state_of(problem: DatabaseProblem) -> State:
    states = {"missing": State.MISSING, "newer_than_program": State.NEWER, "foreign": State.FOREIGN,
              "damaged": State.DAMAGED, "in_use": State.IN_USE}  # fmt: skip
    return states.get(problem.code, State.UNREACHABLE)


def _status(
    address: DatabaseAddress, tree: MigrationTree, schema: str | None, state: State, sentence: str
) -> Status:
    path = address.path if isinstance(address, SqliteAddress) else None
    known = schema is not None and tree.known(schema)
    backups = list_backups(path) if path else ()
    return Status(
        database=str(address),
        state=state,
        sentence=sentence,
        schema=schema,
        program_schema=tree.head,
        pending=tree.between(schema, tree.head) if known and schema else (),
        interrupted=path is not None and copy_in_work(path).exists(),
        size_bytes=size_bytes(path) if path and path.exists() else None,
        newest_backup=backups[0] if backups else None,
    )
