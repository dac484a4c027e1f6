"""How `varai db` answers: in words and tables for people, or as one JSON object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from ui.commands.outcome import UNUSABLE_INPUT, file_trouble, stop

if TYPE_CHECKING:
    from app.store.backup_files import Backup
    from app.store.database_check import Finding
    from app.store.database_status import Status
    from app.store.migrate import Migrated
    from app.store.migrate_history import HistoryEntry
    from app.store.migrate_plan import Plan
    from app.store.migrate_tree import Revision
    from app.store.progress import Progress, Tell
    from app.store.restore import Restored

_BAD_INPUT = {"bad_address", "bad_target"}
_BROKEN = {"damaged", "foreign", "unreachable"}


@contextmanager
def answering(as_json: bool) -> Iterator[None]:
    """Turns every problem into its sentence and an exit code: 2 for what was asked wrongly, else 1."""
    from pydantic import ValidationError

    from app.store.problems import DatabaseProblem

    try:
        yield
    except DatabaseProblem as problem:
        _fail(problem.code, str(problem), as_json)
    except ValidationError as error:
        _fail("bad_settings", f"The settings cannot be used: {error.errors()[0]['msg']}.", as_json)
    except OSError as error:
        _fail("unwritable", file_trouble(error), as_json)


def _fail(code: str, sentence: str, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False))
    stop(sentence, UNUSABLE_INPUT if code in _BAD_INPUT else 1)


@contextmanager
def telling(as_json: bool) -> Iterator[Tell]:
    """A progress bar on the terminal, where there is one."""
    from rich.console import Console
    from rich.progress import Progress as Bars

    console = Console(stderr=True)
    with Bars(console=console, transient=True, disable=as_json or not console.is_terminal) as bars:
        task = bars.add_task("", total=None)

        def tell(progress: Progress) -> None:
            bars.update(
                task, description=progress.step, completed=progress.done, total=progress.total or None
            )

        yield tell


def say_status(status: Status, as_json: bool) -> None:
    """Leaves with code 1 when it is damaged, somebody else's, or away."""
    _tell_status(status, as_json)
    if status.state in _BROKEN:
        raise typer.Exit(1)


def _tell_status(status: Status, as_json: bool) -> None:
    if as_json:
        return _print_json(
            database=status.database,
            state=status.state,
            message=status.sentence,
            schema=_number(status.schema),
            program_schema=_number(status.program_schema),
            pending=[_revision(revision) for revision in status.pending],
            interrupted=status.interrupted,
            size_bytes=status.size_bytes,
            newest_backup=_backup(status.newest_backup) if status.newest_backup else None,
        )
    print(f"{status.database}\n{status.sentence}")
    for revision in status.pending:
        print(f"  to come: schema {_number(revision.number)}, {revision.title}")
    if status.interrupted:
        print("An upgrade was cut off before it was done; the database is as it was before it.")
    backup = status.newest_backup
    print(
        f"Newest backup: {backup.path.name}" if backup else "No backup yet: take one with “varai db backup”."
    )
    return None


def say_plan(plan: Plan, as_json: bool) -> None:
    if as_json:
        return _print_json(
            from_schema=_number(plan.route.start),
            to_schema=_number(plan.route.target),
            direction=plan.route.direction,
            revisions=[_revision(revision) for revision in plan.route.revisions],
            sql=list(plan.statements),
            copies=dict(plan.copies),
            locks=[{"table": k.table, "level": k.level, "effect": k.effect} for k in plan.locks],
            rows=dict(plan.rows),
            notes=list(plan.notes),
        )
    if not plan.route.revisions:
        print(f"Nothing to do: the database has schema {_number(plan.route.start)}.")
        return None
    for statement in plan.statements:
        print(statement)
    print(f"-- From schema {_number(plan.route.start)} to {_number(plan.route.target)}:")
    for what, size in plan.copies.items():
        print(f"-- copies {size / 2**20:,.1f} MB ({what})")
    for lock in plan.locks:
        print(f"-- locks {lock.table} ({lock.level}): {lock.effect}")
    for table, rows in plan.rows.items():
        print(f"-- touches {table} ({rows:,} rows)")
    for note in plan.notes:
        print(f"-- {note}")
    return None


def say_migrated(done: Migrated, as_json: bool) -> None:
    route = done.route
    if as_json:
        return _print_json(
            from_schema=_number(route.start),
            to_schema=_number(route.target),
            direction=route.direction,
            revisions=[_revision(revision) for revision in route.revisions],
            backup=_backup(done.backup) if done.backup else None,
        )
    if not route.revisions:
        print(f"Nothing to do: the database has schema {_number(route.start)}.")
        return None
    print(f"Done: from schema {_number(route.start)} to {_number(route.target)}.")
    if done.backup:
        print(f"The state before is kept as {done.backup.path.name}.")
    return None


def say_findings(findings: Sequence[Finding], as_json: bool) -> None:
    """Leaves with exit code 1 when one is not in order."""
    good = all(finding.ok for finding in findings)
    if as_json:
        listed = [{"name": f.name, "ok": f.ok, "detail": f.detail} for f in findings]
        _print_json(ok=good, checks=listed)
    else:
        _table(
            ["check", "", "what was found"], [[f.name, "ok" if f.ok else "WRONG", f.detail] for f in findings]
        )
    if not good:
        raise typer.Exit(1)


def say_backups(backups: Sequence[Backup], as_json: bool) -> None:
    if as_json:
        return _print_json(backups=[_backup(backup) for backup in backups])
    if not backups:
        print("No backup yet.")
        return None
    rows = [
        [f"{b.taken_at:%Y-%m-%d %H:%M:%S} UTC", str(_number(b.schema)), b.why.value, str(b.path)]
        for b in backups
    ]
    return _table(["taken", "schema", "why", "file"], rows)


def say_restored(restored: Restored, as_json: bool) -> None:
    if not as_json:
        print(restored.sentence())
        return None
    return _print_json(
        message=restored.sentence(),
        backup=_backup(restored.backup),
        set_aside=str(restored.set_aside) if restored.set_aside else None,
        lost_rows=restored.lost_rows,
        unreadable_tables=list(restored.unreadable),
    )


def say_history(history: Sequence[HistoryEntry], as_json: bool) -> None:
    if as_json:
        return _print_json(
            history=[
                {
                    "happened_at": entry.happened_at.isoformat(),
                    "direction": entry.direction,
                    "schema": _number(entry.revision),
                    "title": entry.title,
                    "program_version": entry.program_version,
                    "duration_ms": entry.duration_ms,
                    "checksum": entry.checksum,
                }
                for entry in history
            ]
        )
    rows = [
        [f"{e.happened_at:%Y-%m-%d %H:%M:%S} UTC", e.direction, str(_number(e.revision)), e.title,
         e.program_version, f"{e.duration_ms} ms", e.checksum[:12]]
        for e in history
    ]  # fmt: skip
    return _table(["when", "what", "schema", "title", "program", "took", "checksum"], rows)


def _revision(revision: Revision) -> dict[str, Any]:
    return {
        "schema": _number(revision.number),
        "title": revision.title,
        "reversible": not revision.irreversible,
        "checksum": revision.checksum,
    }


def _backup(backup: Backup) -> dict[str, Any]:
    return {
        "path": str(backup.path),
        "taken_at": backup.taken_at.isoformat(),
        "schema": _number(backup.schema),
        "why": backup.why.value,
    }


def _number(schema: str | None) -> int | str | None:
    """0014 as 14."""
    return int(schema) if schema is not None and schema.isdecimal() else schema


def _print_json(**answer: Any) -> None:
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _table(headings: list[str], rows: list[list[str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
