"""An open database: any number of readers, writes one transaction at a time; the same calls for both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Select

from app.store.address import DatabaseAddress, PostgresAddress
from app.store.connections_postgres import open_postgres
from app.store.connections_sqlite import open_sqlite

T = TypeVar("T")
USUAL_AT_ONCE = 15


class Database(Protocol):
    """Safe from any thread. `tenant` binds the transaction to one tenant (PostgreSQL's row-level security)."""

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]: ...

    def reading(self, tenant: UUID | None = None) -> AbstractContextManager[Connection]:
        """A read-only transaction: one consistent state, undisturbed by writers."""
        ...

    def ask(self, question: Select[Any], named: Mapping[str, object], tenant: UUID) -> tuple[Any, ...] | None:
        """The first row of one question with these values: as `reading`, but in one round trip to a server.

        The row holds what the driver makes of it: texts where a column has choices.
        """
        ...

    def write(self, work: Callable[[Connection], T], tenant: UUID | None = None) -> T:
        """Runs `work` in one transaction: committed when it returns, undone when it raises.

        Returns only when the change is safe on disk. On SQLite `work` runs on the writer thread,
        after the writes that were handed in before it.
        """
        ...

    def alone(self, what: str) -> AbstractContextManager[bool]:
        """Holds the lock of this name, whoever else works with the same database; False when another one holds it.

        It goes with the process that held it.
        """
        ...

    def close(self) -> None:
        """Finishes the writes already handed in, then lets go of the database. May be called twice."""
        ...


def open_database(address: DatabaseAddress, at_once: int = USUAL_AT_ONCE) -> Database:
    """The database at `address`, checked and ready. Does not create or migrate it (see app.store.migrate).

    `at_once` is how many transactions and locks a server's database may hold for us at the same time.

    Raises a DatabaseProblem: missing, damaged, in use, unreachable, unsafe role.
    """
    if isinstance(address, PostgresAddress):
        return open_postgres(address, at_once)
    return open_sqlite(address)
