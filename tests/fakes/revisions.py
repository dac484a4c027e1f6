"""Small migration trees for tests: each revision is written as the body of its two functions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

from sqlalchemy import MetaData

from app.store.migrate_run import Runner
from app.store.migrate_tree import MigrationTree
from app.store.progress import Tell, tell_nobody
from tests.fakes.clock import ManualWallClock


@dataclass(frozen=True)
class Step:
    """One revision: statements in Python, and further names of its module."""

    up: str
    down: str = "pass"
    more: str = ""


SHOPS = Step(
    'op.execute("CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT)"); '
    'op.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, shop INTEGER REFERENCES shops ON DELETE CASCADE)")',
    'op.execute("DROP TABLE orders"); op.execute("DROP TABLE shops")',
)
CITY = Step('op.execute("ALTER TABLE shops ADD COLUMN city TEXT")', 'op.drop_column("shops", "city")')
REBUILT = Step(
    'with op.batch_alter_table("shops", recreate="always") as shops: shops.alter_column("name", nullable=False)',
    'with op.batch_alter_table("shops", recreate="always") as shops: shops.alter_column("name", nullable=True)',
)


def write_tree(
    folder: Path, *steps: Step, tables: MetaData | None = None, runs_from: str = ""
) -> MigrationTree:
    """Revisions 0001, 0002, … in `folder`."""
    (folder / "versions").mkdir(parents=True)
    for number, step in enumerate(steps, start=1):
        before = f'"{number - 1:04d}"' if number > 1 else "None"
        text = (
            f'"""Step {number}."""\nfrom alembic import op\nfrom migrations import steps\n'
            f'revision = "{number:04d}"\ndown_revision = {before}\n{step.more}\n'
            f"def upgrade():\n{indent(step.up, '    ')}\n\ndef downgrade():\n{indent(step.down, '    ')}\n"
        )
        (folder / "versions" / f"{number:04d}_step.py").write_text(text)
    return MigrationTree(folder, tables, runs_from)


def runner_for(tree: MigrationTree, tell: Tell = tell_nobody) -> Runner:
    return Runner(tree, "0.0.0-test", ManualWallClock(), tell)
