"""Puts a good backup in the place of a damaged or unwanted database, and says what that loses."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.ports import WallClock
from app.store.backup_files import Backup, Why, backup_folder, list_backups, read_name
from app.store.backups import schema_of
from app.store.database_copy import copy_database, fault_of
from app.store.database_file import (
    copy_in_work,
    put_in_place,
    remove,
    require_space,
    require_writable,
    side_files,
    size_bytes,
)
from app.store.file_guard import hold_alone
from app.store.migrate_tree import MigrationTree
from app.store.problems import NoGoodBackup, UnwritablePlace
from app.store.progress import Progress, Tell, tell_nobody
from app.store.row_invariants import ordinary_tables

_ASIDE_KEPT = 3


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, where the replaced file was put aside, and the rows that only that file has.

    `lost_rows` counts by table what the old file still shows; `unreadable` are tables that it no longer shows.
    """

    backup: Backup
    set_aside: Path | None
    lost_rows: dict[str, int]
    unreadable: tuple[str, ...]

    def sentence(self) -> str:
        """For people."""
        taken = self.backup.taken_at.strftime("%Y-%m-%d %H:%M:%S UTC")
        parts = [f"Restored the backup of {taken}. What was written after that is lost"]
        if self.lost_rows:
            parts.append(
                ": " + ", ".join(f"{table} {rows}" for table, rows in self.lost_rows.items()) + " (rows)"
            )
        elif not self.unreadable and self.set_aside:
            parts.append("; the old file shows no row that the backup lacks")
        if self.unreadable:
            parts.append(f"; no longer readable there: {', '.join(self.unreadable)}")
        parts.append(f". The old file is kept as {self.set_aside}." if self.set_aside else ".")
        return "".join(parts)


def restore(
    database: Path, tree: MigrationTree, clock: WallClock, tell: Tell = tell_nobody, chosen: str | None = None
) -> Restored:
    """Restores `chosen`, or the newest backup that is whole and known to this program.

    Raises NoGoodBackup, DatabaseInUse, NotEnoughSpace or UnwritablePlace; then nothing was changed.
    """
    require_writable(database.parent)
    guard = hold_alone(database)
    try:
        backup = _first_good(database, tree, chosen, tell)
        require_space(database.parent, size_bytes(backup.path) + size_bytes(database))
        with closing(_open_readonly(backup.path)) as source:
            copy_database(source, copy_in_work(database), "Restoring the backup", tell)
        aside = _set_aside(database, clock) if database.exists() else None
        tell(Progress("Putting the backup in place"))
        put_in_place(copy_in_work(database), database)
    except (sqlite3.Error, OSError) as error:
        raise UnwritablePlace(f"The backup could not be written ({error}). Nothing was changed.") from error
    finally:
        remove(copy_in_work(database))
        guard.release()
    lost, unreadable = _only_in(aside, backup.path) if aside else ({}, ())
    return Restored(backup, aside, lost, unreadable)


def _first_good(database: Path, tree: MigrationTree, chosen: str | None, tell: Tell) -> Backup:
    faults = []
    for backup in list_backups(database) if chosen is None else (_named(database, chosen),):
        tell(Progress(f"Checking {backup.path.name}"))
        fault = fault_of(backup.path) if tree.known(backup.schema) else "it is newer than this program"
        if fault is None:
            return backup
        faults.append(f"{backup.path.name}: {fault}")
    raise NoGoodBackup(f"There is no good backup to restore ({'; '.join(faults) or 'none was ever taken'}).")


def _named(database: Path, chosen: str) -> Backup:
    """A backup by its name, or any database file by its path."""
    for backup in list_backups(database):
        if backup.path.name == chosen:
            return backup
    path = Path(chosen).expanduser()
    if not path.is_file():
        raise NoGoodBackup(f"There is no backup “{chosen}”. “varai db backup --list” shows those there are.")
    try:
        with closing(_open_readonly(path)) as connection:
            schema = schema_of(connection)
    except sqlite3.Error as error:
        raise NoGoodBackup(f"{path} cannot be restored: {error}.") from error
    return read_name(path) or Backup(
        datetime.fromtimestamp(path.stat().st_mtime, UTC), path, schema, Why.BY_HAND
    )


def _set_aside(database: Path, clock: WallClock) -> Path:
    """A copy of the file and its log; the newest few are kept."""
    stamp = clock.now().strftime("%Y%m%dT%H%M%S%fZ")
    aside = backup_folder(database) / f"{database.stem}-{stamp}.replaced"
    aside.parent.mkdir(exist_ok=True)
    shutil.copyfile(database, aside)
    log, copied_log = side_files(database)[0], side_files(aside)[0]
    if log.exists():
        shutil.copyfile(log, copied_log)
    for old in sorted(aside.parent.glob(f"{database.stem}-*.replaced"), reverse=True)[_ASIDE_KEPT:]:
        remove(old)
    return aside


def _only_in(old: Path, backup: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    """Rows by table that the old file shows and the backup lacks, and the tables it does not show."""
    with closing(_open_readonly(backup)) as connection:
        tables = ordinary_tables(connection)
    lost: dict[str, int] = {}
    unreadable: list[str] = []
    with closing(sqlite3.connect(old.absolute().as_uri(), uri=True)) as connection:
        for table in tables:
            try:
                rows = _rows_only_here(connection, table, backup) if _has(connection, table) else 0
            except sqlite3.Error:
                unreadable.append(table)
            else:
                lost |= {table: rows} if rows else {}
    return lost, tuple(unreadable)


def _has(connection: sqlite3.Connection, table: str) -> bool:
    found = connection.execute("SELECT count(*) FROM main.sqlite_schema WHERE name = ?", (table,))
    return bool(found.fetchone()[0])


def _rows_only_here(connection: sqlite3.Connection, table: str, backup: Path) -> int:
    """How many keys the table has that the backup's lacks."""
    if "backup" not in {row[1] for row in connection.execute("PRAGMA database_list")}:
        connection.execute("ATTACH ? AS backup", (f"{backup.absolute().as_uri()}?mode=ro&immutable=1",))
    listed = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,))
    key = ", ".join(f'"{name}"' for (name,) in listed) or "*"
    only = f'SELECT {key} FROM main."{table}" EXCEPT SELECT {key} FROM backup."{table}"'  # noqa: S608 - names come from the schema
    rows: int = connection.execute(f"SELECT count(*) FROM ({only})").fetchone()[0]  # noqa: S608 - as above
    return rows


def _open_readonly(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
