"""Migrates a PostgreSQL database in place: one transaction a revision, short locks, one migration at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from app.store.address import PostgresAddress
from app.store.connections_postgres import make_engine, unreachable
from app.store.migrate_compare import differences
from app.store.migrate_copy import reason
from app.store.migrate_history import current_schema, prepare_bookkeeping
from app.store.migrate_route import Choose, Route, require_known, shown
from app.store.migrate_run import Runner
from app.store.migrate_tree import MigrationTree, Revision
from app.store.problems import DatabaseInUse, MigrationFailed
from app.store.progress import Progress

_LOCK_NOT_AVAILABLE = "55P03"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a migration waits for a table in use: not long, because the shop waits behind it; then again.

    `pause` waits so many seconds; the pauses double from `first_pause_s`.
    """

    lock_timeout_ms: int = 4000
    statement_timeout_ms: int = 60_000
    tries: int = 4
    first_pause_s: float = 1.0
    pause: Callable[[float], None] = time.sleep

    @property
    def session(self) -> str:
        """As the server's options."""
        return (
            f"-c lock_timeout={self.lock_timeout_ms} -c statement_timeout={self.statement_timeout_ms} "
            "-c timezone=UTC"
        )


PATIENCE = Patience()

_LOCK = text("SELECT pg_try_advisory_lock(hashtext('varai.migrations'))")
_UNLOCK = text("SELECT pg_advisory_unlock(hashtext('varai.migrations'))")
_UNPROTECTED = text("""
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
      AND a.attname = 'tenant_id' AND NOT a.attisdropped
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity
               AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
    ORDER BY c.relname
""")


def migrate_server(address: PostgresAddress, choose: Choose, runner: Runner, patience: Patience) -> Route:
    """What was done.

    Raises a DatabaseProblem. Revisions that were finished stay; the one that failed changed nothing.
    """
    with opened(address, patience.session) as connection, _alone(connection):
        route = choose(known_schema(connection, runner.tree))
        _run_until_free(connection, choose, runner, patience)
        return route


@contextmanager
def opened(address: PostgresAddress, session: str = "-c timezone=UTC") -> Iterator[Connection]:
    """A connection as the owner of the tables. Raises DatabaseUnreachable."""
    engine = make_engine(address, session)
    try:
        with engine.connect() as connection:
            yield connection
    except OperationalError as error:
        raise unreachable(address, error) from error
    finally:
        engine.dispose()


def known_schema(connection: Connection, tree: MigrationTree) -> str:
    """Raises NewerDatabase or ForeignDatabase."""
    current = require_known(tree, current_schema(connection), None)
    connection.rollback()
    return current


def unprotected_tables(connection: Connection) -> list[str]:
    """Tables with a tenant that row-level security does not guard, even from their owner."""
    return list(connection.execute(_UNPROTECTED).scalars())


def _run_until_free(connection: Connection, choose: Choose, runner: Runner, patience: Patience) -> None:
    """Runs what is left, again when another transaction held a table too long."""
    for attempt in range(patience.tries):
        rest = choose(known_schema(connection, runner.tree))
        try:
            _run(connection, rest, runner)
        except Exception as error:  # a revision may fail in any way
            connection.rollback()
            if not _was_locked(error) or attempt == patience.tries - 1:
                raise _failed(connection, rest, error) from error
            runner.tell(Progress("A table is in use; trying again shortly", attempt + 1, patience.tries - 1))
            patience.pause(patience.first_pause_s * 2**attempt)
        else:
            return


def _run(connection: Connection, route: Route, runner: Runner) -> None:
    prepare_bookkeeping(connection)
    connection.commit()

    def checked(revision: Revision) -> None:
        findings = [f"{table} has no row-level security" for table in unprotected_tables(connection)]
        if (
            revision.number == runner.tree.head
            and route.direction == "upgrade"
            and runner.tree.tables is not None
        ):
            findings += differences(connection, runner.tree.tables)
        if findings:
            raise MigrationFailed("; ".join(findings))

    runner.run(connection, route, checked)
    connection.commit()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """One migration at a time, on whatever host. Raises DatabaseInUse."""
    if not connection.execute(_LOCK).scalar():
        raise DatabaseInUse("Another program is migrating this database. Wait for it, then try again.")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.execute(_UNLOCK)
        connection.commit()


def _was_locked(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _failed(connection: Connection, rest: Route, error: Exception) -> MigrationFailed:
    """The problem in words: where the database stands now."""
    stands = shown(current_schema(connection) or rest.start)
    return MigrationFailed(
        f"Migrating to schema {shown(rest.target)} failed: {reason(error)}. "
        f"The database has schema {stands}; the step that failed changed nothing."
    )
