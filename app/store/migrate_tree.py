"""The revisions this program knows, in order, with what each may do to existing rows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path

from alembic.script import Script, ScriptDirectory
from sqlalchemy import MetaData

from app.store.tables import metadata

BASE = "0000"


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of the schema. `changes` are tables whose existing rows it may alter, each with the reason;
    `irreversible` is why it cannot be undone, or empty; programs must know `needs_schema` to work on the result."""

    number: str
    title: str
    checksum: str
    needs_schema: str
    changes: Mapping[str, str] = field(default_factory=dict)
    irreversible: str = ""


@dataclass(frozen=True)
class MigrationTree:
    """Revisions in a folder; `tables` is what its newest schema must look like.

    `runs_from` is the oldest schema the program still works with (on a server that is upgraded while it runs),
    or empty when that is the newest only.
    """

    folder: Path
    tables: MetaData | None
    runs_from: str = ""

    @cached_property
    def scripts(self) -> ScriptDirectory:
        return ScriptDirectory(str(self.folder))

    @cached_property
    def revisions(self) -> tuple[Revision, ...]:
        """All revisions, oldest first. ValueError unless they are one line with one head."""
        heads = self.scripts.get_heads()
        if len(heads) != 1:
            raise ValueError(f"the revisions have {len(heads)} heads, not one: {', '.join(sorted(heads))}")
        read: list[Revision] = []
        for script in reversed(list(self.scripts.walk_revisions())):
            read.append(self._read(script, read[-1].needs_schema if read else BASE))
        return tuple(read)

    @property
    def head(self) -> str:
        """The number of the newest schema."""
        return self.revisions[-1].number

    def known(self, number: str) -> bool:
        return number == BASE or any(revision.number == number for revision in self.revisions)

    def between(self, low: str, high: str) -> tuple[Revision, ...]:
        """The revisions after `low` up to `high`, oldest first."""
        return tuple(revision for revision in self.revisions if low < revision.number <= high)

    def needed(self, number: str) -> str:
        """The oldest schema a program must know to work with schema `number`."""
        return next((r.needs_schema for r in self.revisions if r.number == number), BASE)

    def _read(self, script: Script, needed_before: str) -> Revision:
        module = script.module
        expands = getattr(module, "EXPANDS", False)
        return Revision(
            number=script.revision,
            title=(script.doc or "").strip().splitlines()[0].rstrip("."),
            checksum=self._checksum(script),
            needs_schema=needed_before if expands else script.revision,
            changes=dict(getattr(module, "CHANGES", {})),
            irreversible=getattr(module, "IRREVERSIBLE", ""),
        )

    def _checksum(self, script: Script) -> str:
        """Over the revision and its SQL files, whatever their line endings."""
        parts = [Path(script.path), *sorted((self.folder / "sql").glob(f"{script.revision}_*.sql"))]
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part.read_bytes().replace(b"\r\n", b"\n"))
        return digest.hexdigest()


def shop_tree() -> MigrationTree:
    """The revisions of the shop's own database."""
    return MigrationTree(Path(str(files("migrations"))), metadata)
