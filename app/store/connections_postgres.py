"""Opens PostgreSQL so that every transaction is bound to one tenant, and refuses a role the server would not bind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.domain.errors import RetryLater
from app.store.address import PostgresAddress
from app.store.problems import DatabaseUnreachable, UnsafeRole

T = TypeVar("T")

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
    """See Database."""

    dialect: Literal["postgresql"] = "postgresql"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def reading(self, tenant: UUID | None = None) -> Iterator[Connection]:
        with _troubles(), self._engine.connect() as bare:
            connection = bare.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
            with connection.begin():
                bind_tenant(connection, tenant)
                yield connection

    def write(self, work: Callable[[Connection], T], tenant: UUID | None = None) -> T:
        with _troubles(), self._engine.begin() as connection:
            bind_tenant(connection, tenant)
            return work(connection)

    @contextmanager
    def alone(self, what: str) -> Iterator[bool]:
        with self._engine.connect() as bare:
            connection = bare.execution_options(isolation_level="AUTOCOMMIT")  # no transaction to time out
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
def _troubles() -> Iterator[None]:
    """What passes by itself, in words: a server that is away, or work that others hold up."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout) as error:
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        if state in _HELD_UP:
            raise RetryLater("The database is busy.", 1) from error
        if state is None or state[:2] in _AWAY:
            raise DatabaseUnreachable("The database server does not answer.") from error
        raise


def bind_tenant(connection: Connection, tenant: UUID | None) -> None:
    """Binds the running transaction to `tenant`; it ends with the transaction and cannot leak to the next."""
    if tenant is not None:
        connection.execute(text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(tenant)})


def open_postgres(address: PostgresAddress) -> PostgresDatabase:
    """Raises DatabaseUnreachable, or UnsafeRole when the login is above row-level security."""
    engine = make_engine(address, _SESSION)
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


def make_engine(address: PostgresAddress, session: str) -> Engine:
    """A pool for `address` whose connections come back clean; `session` are libpq's `options`."""
    engine = create_engine(
        address.url,
        pool_pre_ping=True,
        connect_args={"options": session, "connect_timeout": 5, "application_name": "varai"},
    )

    def reset_settings(dbapi_connection: Any, _record: Any, _state: Any) -> None:
        dbapi_connection.rollback()
        dbapi_connection.autocommit = True
        dbapi_connection.execute(
            "RESET ALL"
        )  # a plain SET would leak to the next one who takes this connection
        dbapi_connection.autocommit = False

    event.listen(engine, "reset", reset_settings)
    return engine


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
