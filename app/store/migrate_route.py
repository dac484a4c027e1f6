"""Decides, from values alone, which revisions to run; refuses what would not end well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.store.migrate_history import Direction
from app.store.migrate_tree import BASE, MigrationTree, Revision
from app.store.problems import BadTarget, ForeignDatabase, Irreversible, NewerDatabase

HEAD = "head"


@dataclass(frozen=True, slots=True)
class Route:
    """The revisions to run, in the order they run."""

    start: str
    target: str
    direction: Direction
    revisions: tuple[Revision, ...]

    @property
    def changes(self) -> dict[str, str]:
        """Tables whose existing rows may be altered on the way, each with the reason."""
        return {table: why for revision in self.revisions for table, why in revision.changes.items()}


Choose = Callable[[str], Route]
"""The route from a known schema; raises a DatabaseProblem when there is none."""


def shown(number: str) -> str:
    """A schema's number as people read it: 14 for 0014."""
    return str(int(number)) if number.isdecimal() else number


def require_known(tree: MigrationTree, current: str | None, backup: str | None) -> str:
    """The schema, when this program knows it.

    Raises NewerDatabase, naming `backup` as a way out when there is one, or ForeignDatabase.
    """
    if current is not None and tree.known(current):
        return current
    if current is None or not current.isdecimal():
        raise ForeignDatabase(
            "This is not a database of this program. Check the address; nothing was changed."
        )
    way_out = f"restore backup {backup}" if backup else "restore a backup made by this program"
    raise NewerDatabase(
        f"The database is newer than this program (schema {shown(current)}, program knows {shown(tree.head)}). "
        f"Update the program or {way_out}."
    )


def upgrade_route(tree: MigrationTree, current: str, target: str) -> Route:
    """From `current` up to `target` (a number or `head`). Raises BadTarget."""
    wanted = _number(tree, target)
    if wanted < current:
        raise BadTarget(
            f"The database has schema {shown(current)} already; to go back to {shown(wanted)} use “varai db downgrade”."
        )
    return Route(current, wanted, "upgrade", tree.between(current, wanted))


def downgrade_route(tree: MigrationTree, current: str, target: str) -> Route:
    """From `current` down to `target` (a number, `base`, or `-N` for N steps). Raises BadTarget or Irreversible."""
    wanted = _number(tree, _steps_back(tree, current, target))
    if wanted > current:
        raise BadTarget(
            f"The database has schema {shown(current)}; to go on to {shown(wanted)} use “varai db upgrade”."
        )
    revisions = tuple(reversed(tree.between(wanted, current)))
    for revision in revisions:
        if revision.irreversible:
            raise Irreversible(
                f"Schema {shown(revision.number)} ({revision.title}) cannot be undone: {revision.irreversible}. "
                "Restore the backup that was taken before it with “varai db restore”."
            )
    return Route(current, wanted, "downgrade", revisions)


def either_route(tree: MigrationTree, current: str, target: str) -> Route:
    """Up or down, whichever leads to `target`. Raises as the two above."""
    back = target == "base" or target.startswith("-") or (target != HEAD and _number(tree, target) < current)
    return downgrade_route(tree, current, target) if back else upgrade_route(tree, current, target)


def _steps_back(tree: MigrationTree, current: str, target: str) -> str:
    if not (target.startswith("-") and target[1:].isdecimal()):
        return target
    numbers = [BASE, *(revision.number for revision in tree.between(BASE, current))]
    steps = int(target[1:])
    if steps >= len(numbers):
        raise BadTarget(f"There are only {len(numbers) - 1} schemas to undo, not {steps}.")
    return numbers[-1 - steps]


def _number(tree: MigrationTree, target: str) -> str:
    if target == HEAD:
        return tree.head
    number = BASE if target == "base" else target.zfill(len(BASE))
    if not tree.known(number):
        raise BadTarget(f"There is no schema “{target}”: this program knows 1 to {shown(tree.head)}.")
    return number
