"""Backing up and restoring by hand: a file by SQLite's backup, a server's database by its own dump."""

from __future__ import annotations

from pathlib import Path

from app.store.address import DatabaseAddress, PostgresAddress, SqliteAddress
from app.store.backup_files import Backup, Why, dump_name, list_backups, list_dumps, to_remove
from app.store.backups import take_backup
from app.store.database_status import looking_at
from app.store.migrate_history import current_schema
from app.store.migrate_run import Runner
from app.store.migrate_tree import BASE
from app.store.problems import NoGoodBackup
from app.store.restore import Restored, restore
from app.store.server_dump import dump_server, restore_server


def take(address: DatabaseAddress, runner: Runner, data_dir: Path, why: Why = Why.BY_HAND) -> Backup:
    """A new backup: of a file beside it, of a server under `data_dir`. Raises a DatabaseProblem."""
    if isinstance(address, SqliteAddress):
        return take_backup(address.path, why, runner.clock, runner.tell)
    with looking_at(address) as connection:
        schema = current_schema(connection) or BASE
    now, name = runner.clock.now(), _database_name(address)
    path = _dumps(data_dir) / dump_name(name, now, schema, why)
    dump_server(address, path, runner.tell)
    for old in to_remove(list_dumps(_dumps(data_dir), name)):
        old.path.unlink(missing_ok=True)
    return Backup(now, path, schema, why)


def backups_of(address: DatabaseAddress, data_dir: Path) -> tuple[Backup, ...]:
    """Newest first."""
    if isinstance(address, SqliteAddress):
        return list_backups(address.path)
    return list_dumps(_dumps(data_dir), _database_name(address))


def bring_back(address: DatabaseAddress, runner: Runner, data_dir: Path, chosen: str | None) -> Restored:
    """Restores `chosen`, or the newest good backup; what was there is kept. Raises a DatabaseProblem."""
    if isinstance(address, SqliteAddress):
        return restore(address.path, runner.tree, runner.clock, runner.tell, chosen)
    backup = _chosen_dump(backups_of(address, data_dir), chosen)
    kept = take(address, runner, data_dir, Why.BEFORE_CHANGE)
    restore_server(address, backup.path, runner.tell)
    return Restored(backup, kept.path, {}, ())


def _chosen_dump(dumps: tuple[Backup, ...], chosen: str | None) -> Backup:
    named = [dump for dump in dumps if chosen in {None, dump.path.name, str(dump.path)}]
    if not named:
        raise NoGoodBackup("There is no such backup. “varai db backup --list” shows those there are.")
    return named[0]


def _dumps(data_dir: Path) -> Path:
    return data_dir / "backups"


def _database_name(address: PostgresAddress) -> str:
    return address.url.database or "postgres"
