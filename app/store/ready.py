"""Opens a database ready for work at the start of a program: made, upgraded or restored where that is needed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from app.store.address import DatabaseAddress, PostgresAddress, SqliteAddress
from app.store.backup_files import list_backups
from app.store.backups import is_ours, schema_of
from app.store.connections import USUAL_AT_ONCE, Database, open_database
from app.store.connections_sqlite import connect_file, problem_of
from app.store.database_file import copy_in_work
from app.store.migrate import upgrade
from app.store.migrate_history import current_schema, needed_schema
from app.store.migrate_route import require_known, shown
from app.store.migrate_run import Runner
from app.store.migrate_tree import MigrationTree
from app.store.problems import DamagedDatabase, NoGoodBackup, OlderDatabase
from app.store.restore import restore


@dataclass(frozen=True, slots=True)
class Ready:
    """An open database; `notes` are for staff: what had to be done to it."""

    database: Database
    notes: tuple[str, ...]


def open_ready(address: DatabaseAddress, runner: Runner, at_once: int = USUAL_AT_ONCE) -> Ready:
    """A database file is made, upgraded or restored as needed; a server's is opened only when its schema fits.

    Raises a DatabaseProblem: newer than the program, in use, no good backup, older (server), unsafe role.
    """
    if isinstance(address, PostgresAddress):
        return Ready(_open_fitting(address, runner, at_once), ())
    notes: list[str] = []
    if copy_in_work(address.path).exists():
        notes.append("An upgrade was cut off before it was done. The database is as it was before it.")
    try:
        return _open_file(address, runner, notes)
    except DamagedDatabase as damage:
        notes.append(str(damage))
    notes.append(_restored(address.path, runner, notes[-1]))
    return _open_file(address, runner, notes)


def _restored(path: Path, runner: Runner, damage: str) -> str:
    try:
        return restore(path, runner.tree, runner.clock, runner.tell).sentence()
    except NoGoodBackup as problem:
        raise NoGoodBackup(f"{damage} {problem}") from problem


def _open_file(address: SqliteAddress, runner: Runner, notes: list[str]) -> Ready:
    """Raises DamagedDatabase also for a file that vanished though it has backups."""
    if not address.path.exists() and list_backups(address.path):
        raise DamagedDatabase(f"The database {address.path} is gone.")
    if _schema(address.path) != runner.tree.head:
        done = upgrade(address, runner)
        if done.backup:
            notes.append(
                f"Upgraded from schema {shown(done.route.start)} to {shown(done.route.target)}; "
                f"the database before that is kept as {done.backup.path.name}."
            )
    return Ready(open_database(address), tuple(notes))


def _schema(path: Path) -> str | None:
    """The file's schema as it says itself; None when there is no file or it is not one of ours."""
    if not path.exists():
        return None
    try:
        with connect_file(path) as connection:
            return schema_of(connection) if is_ours(connection) else None
    except sqlite3.Error as error:
        raise problem_of(error, path) from error


def _open_fitting(address: PostgresAddress, runner: Runner, at_once: int) -> Database:
    """Servers are upgraded while they run, so the schema may be a little older or newer than this program's."""
    database = open_database(address, at_once)
    try:
        with database.reading() as connection:
            require_fitting(connection, runner.tree)
    except BaseException:
        database.close()
        raise
    return database


def require_fitting(connection: Connection, tree: MigrationTree) -> None:
    """Raises OlderDatabase, NewerDatabase or ForeignDatabase when this program cannot work with the schema."""
    current = current_schema(connection)
    if current is not None and current > tree.head and needed_schema(connection) <= tree.head:
        return  # only expanded since: this program's tables are all there
    known = require_known(tree, current, None)
    oldest = tree.runs_from or tree.head
    if known < oldest:
        raise OlderDatabase(
            f"The database is older than this program (schema {shown(known)}, program needs {shown(oldest)}). "
            "Upgrade it with “varai db upgrade”."
        )
