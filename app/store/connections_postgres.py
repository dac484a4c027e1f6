"""Opens PostgreSQL so that every transaction is bound to one tenant, and refuses a role the server would not bind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal, TypeAlias, TypeVar
from uuid import UUID

import psycopg
from sqlalchemy import Connection, Engine, Select, create_engine, text
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.errors import RetryLater
from app.store.address import PostgresAddress
from app.store.problems import DatabaseUnreachable, UnsafeRole

T = TypeVar("T")
Driver: TypeAlias = psycopg.Connection[tuple[Any, ...]]

_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITING = "BEGIN"
_BIND = "SELECT set_config('app.tenant', %s, true)"

# PostgreSQL's appendix A: serialization, deadlock, lock and statement time-outs; classes of a server that is away.
_HELD_UP = frozenset({"40001", "40P01", "55P03", "57014"})
_AWAY = frozenset({"08", "53", "57"})

# As server options, so that RESET ALL comes back to them.
_SESSION = (
    "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"
)

# Roles above the policies, ours or one we could become.
_ABOVE_POLICIES = text("""
    SELECT rolname FROM pg_roles
    WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER') LIMIT 1
""")
# A table's owner may switch its policies off.
_OWNED = text("""
    SELECT c.relname FROM pg_class c
    WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity AND pg_has_role(current_user, c.relowner, 'MEMBER') LIMIT 1
""")

_TAKE_LOCK = text("SELECT pg_try_advisory_lock(hashtextextended(:what, 0))")
_GIVE_LOCK = text("SELECT pg_advisory_unlock(hashtextextended(:what, 0))")


class PostgresDatabase:
    """See Database.

    The driver begins no transactions of its own: ours begin, clean and bound to the tenant, in one round trip.
    """

    dialect: Literal["postgresql"] = "postgresql"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._sql = lru_cache(lambda question: str(question.compile(dialect=engine.dialect)))

    @contextmanager
    def reading(self, tenant: UUID | None = None) -> Iterator[Connection]:
        with self._transaction(_READING, tenant) as connection:
            yield connection

    def ask(self, question: Select[Any], named: Mapping[str, object], tenant: UUID) -> tuple[Any, ...] | None:
        """Without BEGIN: what one pipeline sends is one transaction, so the tenant is bound for this question alone."""

        def first_row(driver: Driver) -> tuple[Any, ...] | None:
            with driver.pipeline():
                driver.execute(_BIND, [str(tenant)])
                return driver.execute(self._sql(question), named).fetchone()

        with _troubles():
            connection, row = self._connected(first_row)
            connection.close()
        return row

    def write(self, work: Callable[[Connection], T], tenant: UUID | None = None) -> T:
        with self._transaction(_WRITING, tenant) as connection:
            return work(connection)

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        with self._engine.connect() as connection:  # no transaction to time out
            key = {"what": f"varai {what}"}
            is_held = bool(connection.execute(_TAKE_LOCK, key).scalar())
            try:
                yield is_held
            finally:
                if is_held:
                    connection.execute(_GIVE_LOCK, key)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _transaction(self, begin: str, tenant: UUID | None) -> Iterator[Connection]:
        bind = f"; SELECT set_config('app.tenant', '{tenant}', true)" if tenant is not None else ""
        opening = f"RESET ALL; {begin}{bind}"  # a plain SET of who had the connection before would leak

        with _troubles():
            connection, _done = self._connected(lambda driver: driver.execute(opening, prepare=False))
            with connection, connection.begin():
                yield connection

    def _connected(self, first: Callable[[Driver], T]) -> tuple[Connection, T]:
        """A connection, and what `first` made of it. Connections that died while they lay idle are replaced."""
        try:
            return self._try(first)
        except psycopg.OperationalError as error:
            if error.sqlstate is not None and error.sqlstate[:2] not in _AWAY:
                raise
            self._engine.dispose()  # others that lie idle are as dead
            return self._try(first)

    def _try(self, first: Callable[[Driver], T]) -> tuple[Connection, T]:
        connection = self._engine.connect()
        try:
            driver: Driver = connection.connection.driver_connection  # type: ignore[assignment]
            return connection, first(driver)
        except BaseException:
            connection.invalidate()
            connection.close()
            raise


@contextmanager
def _troubles() -> Iterator[None]:
    """What passes by itself, in words: a server that is away, or work that others hold up."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout, psycopg.OperationalError) as error:
        state = getattr(getattr(error, "orig", error), "sqlstate", None)
        if state in _HELD_UP:
            raise RetryLater("The database is busy.", 1) from error
        if state is None or state[:2] in _AWAY:
            raise DatabaseUnreachable("The database server does not answer.") from error
        raise


def open_postgres(address: PostgresAddress, at_once: int) -> PostgresDatabase:
    """Raises DatabaseUnreachable, or UnsafeRole when the login is above row-level security."""
    engine = make_engine(address, _SESSION, isolation_level="AUTOCOMMIT", at_once=at_once)
    try:
        with engine.connect() as connection:
            refuse_unsafe_role(connection)
    except DBAPIError as error:
        engine.dispose()
        raise unreachable(address, error) from error
    except UnsafeRole:
        engine.dispose()
        raise
    return PostgresDatabase(engine)


def make_engine(
    address: PostgresAddress,
    session: str,
    isolation_level: IsolationLevel = "READ COMMITTED",
    at_once: int = 5,
) -> Engine:
    """A pool of at most `at_once` connections to `address`; `session` are libpq's `options`."""
    options = {"options": session, "connect_timeout": 5, "application_name": "varai"}
    return create_engine(
        address.url,
        isolation_level=isolation_level,
        connect_args=options,
        hide_parameters=True,  # what is kept shall not stand in an error, and so in a log
        pool_size=at_once,
        max_overflow=0,  # what is opened stays open: opening anew costs more than most requests
    )


def refuse_unsafe_role(connection: Connection) -> None:
    """Raises UnsafeRole for a superuser, a BYPASSRLS role, a member of one, or an owner of tenant tables."""
    above = connection.execute(_ABOVE_POLICIES).scalar()
    if above is not None:
        raise UnsafeRole(
            f"The database login may act as “{above}”, which row-level security does not bind. "
            "Use a plain login that is a member of varai_app only."
        )
    owned = connection.execute(_OWNED).scalar()
    if owned is not None:
        raise UnsafeRole(
            f"The database login owns the table “{owned}” and could switch its protection off. "
            "Use a plain login that is a member of varai_app only."
        )


def unreachable(address: PostgresAddress, error: DBAPIError) -> DatabaseUnreachable:
    """The problem in words, with the server's own first line."""
    reason = (str(error.orig).strip().splitlines() or ["no reason given"])[0]
    return DatabaseUnreachable(f"The database server at {address} does not let us in: {reason}")
