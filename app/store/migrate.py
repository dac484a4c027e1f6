"""Brings a database to the schema this program knows, or back; the same calls for both databases."""

from __future__ import annotations

from dataclasses import dataclass

from app.store.address import DatabaseAddress, SqliteAddress
from app.store.backup_files import Backup
from app.store.migrate_postgres import PATIENCE, Patience, migrate_server
from app.store.migrate_route import HEAD, Choose, Route, downgrade_route, upgrade_route
from app.store.migrate_run import Runner
from app.store.migrate_sqlite import migrate_file


@dataclass(frozen=True, slots=True)
class Migrated:
    """What was run, and the backup that was taken before (SQLite)."""

    route: Route
    backup: Backup | None


def upgrade(
    address: DatabaseAddress, runner: Runner, target: str = HEAD, patience: Patience = PATIENCE
) -> Migrated:
    """Up to `target`; makes the database when there is none. Raises a DatabaseProblem; then nothing was lost."""
    return _migrate(address, runner, lambda current: upgrade_route(runner.tree, current, target), patience)


def downgrade(
    address: DatabaseAddress, runner: Runner, target: str, patience: Patience = PATIENCE
) -> Migrated:
    """Back to `target`. Raises a DatabaseProblem; then nothing was lost."""
    return _migrate(address, runner, lambda current: downgrade_route(runner.tree, current, target), patience)


def _migrate(address: DatabaseAddress, runner: Runner, choose: Choose, patience: Patience) -> Migrated:
    if isinstance(address, SqliteAddress):
        return Migrated(*migrate_file(address.path, choose, runner))
    return Migrated(migrate_server(address, choose, runner, patience), None)
