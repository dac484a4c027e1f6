"""Runs the revisions of a route on a connection, and writes each into the history in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationInfo, RevisionStep
from sqlalchemy import Connection
from sqlalchemy.schema import CreateTable

from app.ports import WallClock
from app.store.migrate_history import HistoryEntry, record, schema_history
from app.store.migrate_route import Route, shown
from app.store.migrate_tree import BASE, MigrationTree, Revision
from app.store.progress import Progress, Tell

Check = Callable[[Revision], None]


@dataclass(frozen=True, slots=True)
class Runner:
    """`program_version` and `clock` go into the history."""

    tree: MigrationTree
    program_version: str
    clock: WallClock
    tell: Tell

    def run(self, connection: Connection, route: Route, check: Check | None = None) -> None:
        """Inside the caller's transaction when there is one (SQLite), else one transaction a revision.

        `check` is called inside each revision's transaction and may raise to undo it.
        """
        run = _Run(self, route, check)
        options = {"fn": run.steps, "on_version_apply": [run.applied], "transaction_per_migration": True,
                   "transactional_ddl": True}  # fmt: skip
        context = MigrationContext.configure(connection, opts=options)
        with Operations.context(context):
            context.run_migrations()

    def write_sql(self, route: Route) -> str:
        """What a run would say to PostgreSQL, without a connection."""
        out = StringIO()
        options: dict[str, Any] = {
            "fn": _Run(self, route, None).steps, "as_sql": True, "output_buffer": out, "transactional_ddl": True,
            "starting_rev": None if route.start == BASE else route.start, "transaction_per_migration": True,
            "script": self.tree.scripts,
        }  # fmt: skip
        context = MigrationContext.configure(dialect_name="postgresql", opts=options)
        if route.start == BASE:
            out.write(f"{str(CreateTable(schema_history).compile(dialect=context.dialect)).strip()};\n\n")
        with Operations.context(context):
            context.run_migrations()
        return out.getvalue()


class _Run:
    """One run: which revision is under way, and since when."""

    def __init__(self, runner: Runner, route: Route, check: Check | None) -> None:
        self._runner, self._route, self._check = runner, route, check
        self._started = runner.clock.now()
        self._revision: Revision | None = None

    def steps(self, heads: object, context: MigrationContext) -> Iterator[RevisionStep]:
        """Alembic's steps of the route; each is announced when its turn comes."""
        del heads, context
        scripts, upgrade = self._runner.tree.scripts, self._route.direction == "upgrade"
        verb = "Going up to" if upgrade else "Undoing"
        for number, revision in enumerate(self._route.revisions):
            self._revision, self._started = revision, self._runner.clock.now()
            title = f"{verb} schema {shown(revision.number)}: {revision.title}"
            self._runner.tell(Progress(title, number, len(self._route.revisions)))
            script = scripts.get_revision(revision.number)
            assert script is not None
            yield RevisionStep(scripts.revision_map, script, upgrade)

    def applied(self, ctx: MigrationContext, step: MigrationInfo, heads: set[str], run_args: object) -> None:
        """Alembic calls this inside the revision's transaction."""
        del step, heads, run_args
        assert self._revision is not None
        assert ctx.connection is not None
        now = self._runner.clock.now()
        entry = HistoryEntry(
            happened_at=now,
            direction=self._route.direction,
            revision=self._revision.number,
            title=self._revision.title,
            program_version=self._runner.program_version,
            duration_ms=(now - self._started) // timedelta(milliseconds=1),
            checksum=self._revision.checksum,
            needs_schema=self._needs_schema(self._revision),
        )
        record(ctx.connection, entry)
        if self._check is not None:
            self._check(self._revision)

    def _needs_schema(self, revision: Revision) -> str:
        if self._route.direction == "upgrade":
            return revision.needs_schema
        below = [known.number for known in self._runner.tree.revisions if known.number < revision.number]
        return self._runner.tree.needed(below[-1]) if below else BASE
