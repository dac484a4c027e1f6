"""Takes backups of a database file while it is in use; one counts only after it was restored and compared."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from app.ports import WallClock
from app.store.backup_files import Backup, Why, backup_folder, is_due, list_backups, name_for, to_remove
from app.store.connections_sqlite import connect_file, damaged, problem_of
from app.store.database_copy import copy_database, fault_of
from app.store.database_file import remove, require_space, require_writable, size_bytes, sync, sync_folder
from app.store.migrate_history import VERSION_TABLE
from app.store.migrate_tree import BASE
from app.store.problems import MissingDatabase, UnwritablePlace
from app.store.progress import Progress, Tell, tell_nobody
from app.store.row_invariants import count_rows


def take_backup(database: Path, why: Why, clock: WallClock, tell: Tell = tell_nobody) -> Backup:
    """A new backup, verified by restoring it, then the old ones beyond the rule removed.

    Raises a DatabaseProblem: missing, damaged (older backups are kept then), no space, unwritable.
    """
    if not database.is_file():
        raise MissingDatabase(f"There is no database at {database}, so there is nothing to back up.")
    try:
        with connect_file(database) as source:
            return back_up(source, database, why, clock, tell)
    except sqlite3.Error as error:
        raise problem_of(error, database) from error


def back_up(source: sqlite3.Connection, database: Path, why: Why, clock: WallClock, tell: Tell) -> Backup:
    """As take_backup, through a connection to the database that the caller holds already."""
    require_writable(backup_folder(database))
    require_space(backup_folder(database), 2 * size_bytes(database))
    part = backup_folder(database) / f"{database.stem}.part"
    try:
        backup = _copy_and_check(source, database, part, (why, clock.now()), tell)
    except OSError as error:
        raise UnwritablePlace(f"The backup could not be written ({error}).") from error
    finally:
        remove(part)
        remove(_trial(part))
    for old in to_remove(list_backups(database)):
        old.path.unlink(missing_ok=True)
    return backup


def keep_backups(database: Path, clock: WallClock) -> Backup | None:
    """For an hourly job: takes the routine backup when it is due. Raises as take_backup."""
    if not is_due(list_backups(database), clock.now()):
        return None
    return take_backup(database, Why.ROUTINE, clock)


def is_ours(connection: sqlite3.Connection) -> bool:
    """Whether this program made the database, or it is still empty."""
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    return not names or VERSION_TABLE in names


def schema_of(connection: sqlite3.Connection) -> str:
    """The schema's number, BASE without one."""
    kept = connection.execute(
        "SELECT count(*) FROM sqlite_schema WHERE name = ?", (VERSION_TABLE,)
    ).fetchone()
    row = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone() if kept[0] else None  # noqa: S608
    return str(row[0]) if row else BASE


def _copy_and_check(
    source: sqlite3.Connection, database: Path, part: Path, taken: tuple[Why, datetime], tell: Tell
) -> Backup:
    why, moment = taken
    source.execute("BEGIN")  # one state for the copy and for what it is compared with
    expected, schema = count_rows(source), schema_of(source)
    copy_database(source, part, "Taking a backup", tell)
    source.execute("ROLLBACK")
    sync(part)
    tell(Progress("Restoring the backup on trial"))
    _require_restorable(part, expected, database)
    path = name_for(database, moment, schema, why)
    part.replace(path)
    sync_folder(path.parent)
    return Backup(moment, path, schema, why)


def _require_restorable(part: Path, expected: dict[str, int], database: Path) -> None:
    """Restores the backup beside itself, opens it as the program does and compares. Raises DamagedDatabase."""
    with closing(sqlite3.connect(part)) as connection:
        copy_database(connection, _trial(part), "", tell_nobody)
    fault = fault_of(_trial(part))
    if fault:
        raise damaged(database, fault)
    with connect_file(_trial(part)) as restored:
        if count_rows(restored) != expected:
            raise damaged(database, "a backup restored on trial has other rows")


def _trial(part: Path) -> Path:
    return part.with_suffix(".trial")
