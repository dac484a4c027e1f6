"""What a migration would do, without doing it: its SQL, what it copies, what it locks."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from app.store.address import DatabaseAddress, PostgresAddress
from app.store.backups import schema_of
from app.store.database_file import size_bytes
from app.store.database_status import looking_at, newest_usable, open_to_look
from app.store.migrate_copy import reason
from app.store.migrate_history import OWN_TABLES, VERSION_TABLE, current_schema, prepare_bookkeeping
from app.store.migrate_locks import Lock, locks_of
from app.store.migrate_postgres import Patience
from app.store.migrate_route import Choose, Route, require_known, shown
from app.store.migrate_run import Runner
from app.store.migrate_tree import BASE
from app.store.problems import MigrationFailed
from app.store.row_invariants import count_rows


@dataclass(frozen=True, slots=True)
class Plan:
    """`copies` are bytes by what is copied (SQLite), `locks` what others would wait for (PostgreSQL),
    `rows` how many the touched tables have."""

    route: Route
    statements: tuple[str, ...]
    copies: Mapping[str, int]
    locks: tuple[Lock, ...]
    rows: Mapping[str, int]
    notes: tuple[str, ...]


def make_plan(address: DatabaseAddress, choose: Choose, runner: Runner) -> Plan:
    """Changes nothing. Raises a DatabaseProblem, as the migration itself would."""
    if isinstance(address, PostgresAddress):
        return _plan_server(address, choose, runner)
    if not address.path.is_file():
        return _plan_file(None, choose(BASE), runner)
    with looking_at(address) as connection:
        known = require_known(runner.tree, current_schema(connection), newest_usable(address, runner.tree))
    return _plan_file(address.path, choose(known), runner)


def _plan_server(address: PostgresAddress, choose: Choose, runner: Runner) -> Plan:
    patience = Patience()
    with looking_at(address) as connection:
        route = choose(require_known(runner.tree, current_schema(connection), None))
    text = runner.write_sql(route) if route.revisions else ""
    statements = tuple(part.strip() + ";" for part in text.split(";\n") if part.strip())
    settings = (
        f"SET lock_timeout = '{patience.lock_timeout_ms}ms';",
        f"SET statement_timeout = '{patience.statement_timeout_ms}ms';",
    )
    wait = f"A table in use is waited for {patience.lock_timeout_ms / 1000:.0f} s, {patience.tries} times."
    notes = (
        f"Each schema is one transaction. {wait}",
        "Take a backup first with “varai db backup”: on a server none is taken by itself.",
    )
    return Plan(route, (*settings, *statements), {}, locks_of(statements, OWN_TABLES), {}, notes)


def _plan_file(path: Path | None, route: Route, runner: Runner) -> Plan:
    if not route.revisions:
        return Plan(route, (), {}, (), {}, ())
    statements = tuple(_rehearse(path, route, runner))
    touched = {lock.table for lock in locks_of(statements, OWN_TABLES)}
    if path is None:
        return Plan(route, statements, {}, (), {}, ("A new database is made.",))
    size = size_bytes(path)
    with closing(open_to_look(path)) as connection:
        rows = {table: count for table, count in count_rows(connection).items() if table in touched}
    notes = (
        "No other program may have the database open meanwhile.",
        "The migration runs on a copy, which replaces the database in one step when every check has passed.",
    )
    return Plan(route, statements, {"backup": size, "working copy": size}, (), rows, notes)


def _rehearse(path: Path | None, route: Route, runner: Runner) -> list[str]:
    """The statements that the route runs on an empty database of the same schema, in memory."""
    said: list[str] = []
    memory = sqlite3.connect(":memory:", isolation_level=None)
    engine = create_engine("sqlite+pysqlite://", creator=lambda: memory, poolclass=StaticPool)

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not any(table in statement for table in OWN_TABLES) and not statement.startswith("PRAGMA"):
            said.append(statement.strip() + ";")

    try:
        if path is not None:
            _copy_schema(path, memory)
        with engine.begin() as connection:
            prepare_bookkeeping(connection)
            event.listen(engine, "before_cursor_execute", listen)
            runner.run(connection, route)
    except Exception as error:  # a revision may fail in any way
        raise MigrationFailed(
            f"A trial of schema {shown(route.target)} in memory failed: {reason(error)}."
        ) from error
    finally:
        engine.dispose()
        memory.close()
    return said


_MADE = r"""
    SELECT sql FROM sqlite_schema
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
      AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow' AND schema = 'main')
    ORDER BY type <> 'table', rowid
"""


def _copy_schema(path: Path, memory: sqlite3.Connection) -> None:
    """Tables, then what hangs on them; shadow tables come with their virtual tables."""
    with closing(open_to_look(path)) as source:
        for (statement,) in source.execute(_MADE).fetchall():
            memory.execute(statement)
        schema = schema_of(source)
    if schema != BASE:
        memory.execute(f"INSERT INTO {VERSION_TABLE} VALUES (?)", (schema,))  # noqa: S608 - a constant
