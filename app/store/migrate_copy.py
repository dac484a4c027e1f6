"""Runs revisions on a copy of a SQLite database and proves, before they count, that nothing was lost.

Foreign keys are off while revisions run: with them on, Alembic's batch mode drops the old table and its
ON DELETE CASCADE empties the children, which no check of foreign keys would find. Rows are compared instead.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from app.store.connections_sqlite import connect_file
from app.store.database_copy import fault_in
from app.store.migrate_compare import differences
from app.store.migrate_history import prepare_bookkeeping
from app.store.migrate_route import Route, shown
from app.store.migrate_run import Runner
from app.store.problems import MigrationFailed
from app.store.progress import Progress
from app.store.row_invariants import losses


def migrate_copy(copy: Path, source: sqlite3.Connection | None, route: Route, runner: Runner) -> None:
    """All revisions and all checks in one transaction on `copy`; `source` is what it was copied from.

    Raises MigrationFailed, whatever a revision raised.
    """
    engine = file_engine(copy)
    try:
        with engine.begin() as connection:
            prepare_bookkeeping(connection)
            runner.run(connection, route)
            _require_whole(connection, source, route, runner)
        with connect_file(copy) as opened:
            opened.execute("SELECT count(*) FROM schema_history").fetchone()
    except Exception as error:  # a revision may fail in any way
        kept = f"was not changed and still has schema {shown(route.start)}" if source else "was not made"
        target = shown(route.target)
        raise MigrationFailed(
            f"Migrating to schema {target} failed: {reason(error)}. The database {kept}."
        ) from error
    finally:
        engine.dispose()


def file_engine(path: Path) -> Engine:
    """For a file nobody else uses: no foreign keys, explicit transactions, synced by the caller as a whole."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def driver(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection, inside the same transaction."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


def reason(error: Exception) -> str:
    """The first line of what went wrong, without the statement around it."""
    cause = getattr(error, "orig", None) or error
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0].rstrip(".")


def _require_whole(
    connection: Connection, source: sqlite3.Connection | None, route: Route, runner: Runner
) -> None:
    """Raises MigrationFailed with every finding."""
    raw = driver(connection)
    runner.tell(Progress("Comparing all rows with the original"))
    undoing = route.direction == "downgrade"
    findings = losses(source, raw, route.changes, undoing=undoing) if source else []
    runner.tell(Progress("Checking the migrated copy"))
    fault = fault_in(raw)
    findings += [fault] if fault else []
    if route.target == runner.tree.head and runner.tree.tables is not None:
        findings += differences(connection, runner.tree.tables)
    if findings:
        raise MigrationFailed("; ".join(findings))
