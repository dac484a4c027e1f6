"""Who is using a database file: many programs at once, or one alone that may replace it.

An empty SQLite file beside the database carries the lock, because SQLite's file locks work on every platform,
vanish with the process that held them, and the database itself cannot carry a lock across its own replacement.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.store.problems import DatabaseInUse, UnwritablePlace


class FileGuard:
    """A held lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def release(self) -> None:
        """May be called twice."""
        self._connection.close()


def guard_path(path: Path) -> Path:
    """The lock's file, beside the database."""
    return path.with_name(path.name + "-guard")


def hold_shared(path: Path) -> FileGuard:
    """For using the database. Raises DatabaseInUse while another program replaces it, or UnwritablePlace."""
    return _hold(
        path, "BEGIN; SELECT count(*) FROM sqlite_schema", "is being upgraded or restored by another program"
    )


def hold_alone(path: Path) -> FileGuard:
    """For replacing the database. Raises DatabaseInUse while any program has it open, or UnwritablePlace."""
    return _hold(path, "BEGIN EXCLUSIVE", "is open in another program")


def _hold(path: Path, lock: str, meanwhile: str) -> FileGuard:
    try:
        connection = sqlite3.connect(
            guard_path(path), isolation_level=None, timeout=0.0, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise UnwritablePlace(f"The folder {path.parent} cannot be used ({error}).") from error
    try:
        for statement in lock.split("; "):
            connection.execute(statement).fetchall()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            raise DatabaseInUse(f"{path} {meanwhile}. Wait for it or stop it, then try again.") from error
        raise UnwritablePlace(f"The folder {path.parent} cannot be used ({error}).") from error
    return FileGuard(connection)
