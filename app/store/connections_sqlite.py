"""Opens the SQLite file so that an acknowledged write survives a power cut.

WAL with synchronous=NORMAL loses every commit since the last checkpoint when the power goes; FULL loses none.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, Select, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from app.store.address import SqliteAddress
from app.store.file_guard import FileGuard, hold_alone, hold_shared
from app.store.problems import DamagedDatabase, DatabaseInUse, MissingDatabase, UnwritablePlace
from app.store.writer_thread import WriterThread

T = TypeVar("T")

BUSY_TIMEOUT_MS = 5000
READERS = 4
_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "journal_size_limit=67108864",
    "temp_store=MEMORY",
)

_BEGINNING = b"SQLite format 3\0"
_OUTSIDE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


class SqliteDatabase:
    """See Database. `guard` tells other programs that this one is using the file."""

    dialect: Literal["sqlite"] = "sqlite"

    def __init__(self, path: Path, guard: FileGuard) -> None:
        self._path = path
        self._guard = guard
        self._path = path
        self._readers = _engine(path, "BEGIN", READERS, read_only=True)
        self._writing = _engine(path, "BEGIN IMMEDIATE", 1, read_only=False)
        self._writer = WriterThread()

    @contextmanager
    def reading(self, tenant: UUID | None = None) -> Iterator[Connection]:
        """`tenant` is the repositories' matter here: SQLite has no row-level security."""
        del tenant
        with self._troubles(), self._readers.begin() as connection:
            yield connection

    def ask(self, question: Select[Any], named: Mapping[str, object], tenant: UUID) -> tuple[Any, ...] | None:
        with self.reading(tenant) as connection:
            row = connection.execute(question, named).first()
        return tuple(row) if row else None

    def write(self, work: Callable[[Connection], T], tenant: UUID | None = None) -> T:
        del tenant

        def transaction() -> T:
            with self._troubles(), self._writing.begin() as connection:
                return work(connection)

        return self._writer.run(transaction)

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        try:
            guard = hold_alone(self._path.with_name(f"{self._path.name}-{what}"))
        except DatabaseInUse:
            yield False
            return
        try:
            yield True
        finally:
            guard.release()

    @contextmanager
    def _troubles(self) -> Iterator[None]:
        """What is not the program's fault, in words: a disk that is full or gone, a file held by another."""
        try:
            yield
        except OperationalError as error:
            code = (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF
            if isinstance(error.orig, sqlite3.Error) and code in _OUTSIDE:
                raise problem_of(error.orig, self._path) from error
            raise

    def close(self) -> None:
        self._writer.stop()
        with self._writing.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("PRAGMA analysis_limit=400")
            driver.execute("PRAGMA optimize")
        self._readers.dispose()
        self._writing.dispose()
        self._guard.release()


def is_sqlite(path: Path) -> bool:
    """Whether it begins as SQLite's files do, or is empty; one that cannot be read is left to SQLite to judge."""
    try:
        with path.open("rb") as opened:
            return opened.read(len(_BEGINNING)) in {b"", _BEGINNING}
    except OSError:
        return True


def open_sqlite(address: SqliteAddress) -> SqliteDatabase:
    """Raises MissingDatabase, DatabaseInUse, UnwritablePlace or DamagedDatabase."""
    path = address.path
    if not path.is_file():
        raise MissingDatabase(f"There is no database at {path}. Create it with “varai db upgrade”.")
    if not is_sqlite(path):
        raise damaged(path, "file is not a database")
    guard = hold_shared(path)
    try:
        with connect_file(path) as connection:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
            check_quickly(connection, path)
    except sqlite3.Error as error:
        guard.release()
        raise problem_of(error, path) from error
    except DamagedDatabase:
        guard.release()
        raise
    return SqliteDatabase(path, guard)


@contextmanager
def connect_file(path: Path) -> Iterator[sqlite3.Connection]:
    """A bare connection with all settings, closed at the end; the caller says BEGIN and COMMIT."""
    connection = _connect(path)
    try:
        yield connection
    finally:
        connection.close()


def check_quickly(connection: sqlite3.Connection, path: Path) -> None:
    """Raises DamagedDatabase with SQLite's first finding."""
    findings = [row[0] for row in connection.execute("PRAGMA quick_check(5)")]
    if findings != ["ok"]:
        raise damaged(path, first_finding(findings))


def first_finding(findings: list[str]) -> str:
    """The first line of SQLite's report that says something."""
    lines = "\n".join(findings).splitlines()
    return next((line for line in lines if not line.startswith("***")), "unknown damage")


def damaged(path: Path, finding: str) -> DamagedDatabase:
    """The problem in words, with the way out."""
    return DamagedDatabase(
        f"The database {path} is damaged ({finding}). Restore the newest good backup with “varai db restore”."
    )


def problem_of(error: sqlite3.Error, path: Path) -> DamagedDatabase | DatabaseInUse | UnwritablePlace:
    """What an error of SQLite means for the one who runs the program."""
    # Primary result codes of https://www.sqlite.org/rescode.html; the low byte drops the extended part.
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return DatabaseInUse(f"Another program is using {path}. Close it, then try again.")
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return damaged(path, str(error))
    return UnwritablePlace(
        f"{path} cannot be used ({error}). Check the folder's permissions and the free space."
    )


def _engine(path: Path, begin: str, connections: int, *, read_only: bool) -> Engine:
    engine = create_engine(
        "sqlite+pysqlite://",
        hide_parameters=True,  # what is kept shall not stand in an error, and so in a log
        creator=lambda: _connect(path, read_only=read_only),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
    )
    # The driver's own transactions begin too late and commit before DDL; ours are explicit.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",  # rw: opening never creates an empty database by mistake
        uri=True,
        isolation_level=None,
        timeout=BUSY_TIMEOUT_MS / 1000,
        check_same_thread=False,
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if read_only:
        connection.execute("PRAGMA query_only=ON")
    return connection
