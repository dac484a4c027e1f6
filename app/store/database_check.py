"""Looks a database over from its pages to its backups, without changing it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.store.address import DatabaseAddress, SqliteAddress
from app.store.backup_files import Backup, list_backups
from app.store.database_copy import fault_in, fault_of
from app.store.database_status import State, Status, looking_at, read_status
from app.store.migrate_compare import differences
from app.store.migrate_copy import driver
from app.store.migrate_history import read_history
from app.store.migrate_postgres import unprotected_tables
from app.store.migrate_tree import MigrationTree
from app.store.problems import DatabaseProblem
from app.store.progress import Progress, Tell


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `detail` says what is wrong, or what was found in order."""

    name: str
    ok: bool
    detail: str


def check_database(address: DatabaseAddress, tree: MigrationTree, tell: Tell) -> tuple[Finding, ...]:
    """Every check that the state of the database allows."""
    tell(Progress("Reading the schema's number"))
    status = read_status(address, tree)
    findings = [Finding("schema", status.state is State.CURRENT, status.sentence)]
    try:
        with looking_at(address) as connection:
            findings += _inside(connection, status, tree, tell)
    except (DatabaseProblem, DBAPIError) as problem:
        if status.state is not State.MISSING:
            findings.append(Finding("readable", False, str(problem)))
    if isinstance(address, SqliteAddress):
        findings += [_backup(backup, tell) for backup in list_backups(address.path)]
    return tuple(findings)


def _inside(connection: Connection, status: Status, tree: MigrationTree, tell: Tell) -> list[Finding]:
    findings = []
    if connection.dialect.name == "sqlite":
        tell(Progress("Checking every page"))
        fault = fault_in(driver(connection))
        findings.append(Finding("integrity", fault is None, fault or "Every page and reference is whole."))
    else:
        bare = unprotected_tables(connection)
        detail = (
            f"Without row-level security: {', '.join(bare)}." if bare else "Every tenant's table is guarded."
        )
        findings.append(Finding("row-level security", not bare, detail))
    if status.state is State.CURRENT and tree.tables is not None:
        tell(Progress("Comparing the tables with the program's"))
        differ = differences(connection, tree.tables)
        detail = "; ".join(differ) or "The tables are those the program was written for."
        findings.append(Finding("tables", not differ, detail))
    return [*findings, _revisions(connection, tree)]


def _revisions(connection: Connection, tree: MigrationTree) -> Finding:
    """Whether the revisions are still what they were when they were applied here."""
    known = {revision.number: revision.checksum for revision in tree.revisions}
    applied = {entry.revision: entry for entry in read_history(connection)}
    changed = [
        entry.revision
        for entry in applied.values()
        if entry.direction == "upgrade" and known.get(entry.revision, entry.checksum) != entry.checksum
    ]
    detail = "Each revision is what was applied here."
    if changed:
        detail = f"Changed since they were applied here: {', '.join(changed)}."
    return Finding("revisions", not changed, detail)


def _backup(backup: Backup, tell: Tell) -> Finding:
    tell(Progress(f"Checking {backup.path.name}"))
    fault = fault_of(backup.path)
    return Finding(f"backup {backup.path.name}", fault is None, fault or "whole")
