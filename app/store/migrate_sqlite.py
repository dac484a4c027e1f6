"""Migrates a SQLite file on a copy and swaps it in: killed or failed at any moment, the old file is untouched."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from app.store.backup_files import Backup, Why, list_backups
from app.store.backups import back_up, is_ours, schema_of
from app.store.connections_sqlite import damaged, is_sqlite
from app.store.database_copy import copy_database, fault_in
from app.store.database_file import (
    copy_in_work,
    held_alone,
    put_in_place,
    remove,
    require_space,
    require_writable,
    size_bytes,
)
from app.store.file_guard import hold_alone
from app.store.migrate_copy import migrate_copy
from app.store.migrate_route import Choose, Route, require_known
from app.store.migrate_run import Runner
from app.store.migrate_tree import BASE, MigrationTree
from app.store.problems import MigrationFailed
from app.store.progress import Progress


def migrate_file(path: Path, choose: Choose, runner: Runner) -> tuple[Route, Backup | None]:
    """What was done, and the backup taken before it (None for a new database, or when nothing was to do).

    Raises a DatabaseProblem; the file then is as it was.
    """
    runner.tell(Progress("Checking before anything is touched"))
    require_writable(path.parent)
    if path.exists() and not is_sqlite(path):
        raise damaged(path, "file is not a database")
    guard = hold_alone(path)
    copy = copy_in_work(path)
    try:
        remove(copy)
        outcome = _make_copy(path, copy, choose, runner)
        if copy.exists():
            runner.tell(Progress("Putting the new database in place"))
            put_in_place(copy, path)
    except (sqlite3.Error, OSError) as error:
        raise MigrationFailed(
            f"The migration could not go on: {error}. The database was not changed."
        ) from error
    else:
        return outcome
    finally:
        remove(copy)
        guard.release()


def _make_copy(path: Path, copy: Path, choose: Choose, runner: Runner) -> tuple[Route, Backup | None]:
    """Leaves a migrated and checked copy, or none when nothing was to do."""
    if not path.exists() or path.stat().st_size == 0:
        route = choose(BASE)
        migrate_copy(copy, None, route, runner)
        return route, None
    with held_alone(path) as source:
        route = choose(_known_schema(path, source, runner.tree))
        if not route.revisions:
            return route, None
        require_space(path.parent, 3 * size_bytes(path))
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        backup = back_up(source, path, Why.BEFORE_CHANGE, runner.clock, runner.tell)
        copy_database(source, copy, "Copying the database", runner.tell)
        migrate_copy(copy, source, route, runner)
        return route, backup


def _known_schema(path: Path, source: sqlite3.Connection, tree: MigrationTree) -> str:
    fault = fault_in(source)
    if fault:
        raise damaged(path, fault)
    usable = (backup.path.name for backup in list_backups(path) if tree.known(backup.schema))
    return require_known(tree, schema_of(source) if is_ours(source) else None, next(usable, None))
