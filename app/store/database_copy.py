"""Copies one state of a database into a new file, page by page, while others may go on writing."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from app.store.connections_sqlite import first_finding
from app.store.database_file import remove
from app.store.progress import Progress, Tell

_PAGES_A_STEP = 1024


def copy_database(source: sqlite3.Connection, target: Path, step: str, tell: Tell) -> None:
    """Writes the state of `source` to `target`, a single file without a log, not yet synced.

    Inside a read transaction of `source` that is the transaction's state. sqlite3.Error when the disk is full.
    """
    remove(target)

    def told(_status: int, remaining: int, total: int) -> None:
        tell(Progress(step, total - remaining, total))

    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # the caller syncs the whole file once
        source.backup(copy, pages=_PAGES_A_STEP, progress=told)
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()


def fault_of(path: Path) -> str | None:
    """Why a closed database file cannot be relied on: the first finding, or None when it is whole."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as connection:
            return fault_in(connection)
    except sqlite3.Error as error:
        return str(error)


def fault_in(connection: sqlite3.Connection) -> str | None:
    """The first finding of SQLite's full check and of its foreign keys, or None."""
    try:
        findings = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
        if findings != ["ok"]:
            return first_finding(findings)
        broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return str(error)
        raise
    return f"a row of {broken[0]} refers to a missing row of {broken[2]}" if broken else None
