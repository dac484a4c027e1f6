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
    `irreversible` is why it cannot be undone, or empty."""

    number: str
    title: str
    checksum: str
    changes: Mapping[str, str] = field(default_factory=dict)
    irreversible: str = ""


@dataclass(frozen=True)
class MigrationTree:
    """Revisions in a folder; `tables` is what its newest schema must look like."""

    folder: Path
    tables: MetaData | None

    @cached_property
    def scripts(self) -> ScriptDirectory:
        return ScriptDirectory(str(self.folder))

    @cached_property
    def revisions(self) -> tuple[Revision, ...]:
        """All revisions, oldest first. ValueError unless they are one line with one head."""
        heads = self.scripts.get_heads()
        if len(heads) != 1:
            raise ValueError(f"the revisions have {len(heads)} heads, not one: {', '.join(sorted(heads))}")
        return tuple(self._read(script) for script in reversed(list(self.scripts.walk_revisions())))

    @property
    def head(self) -> str:
        """The number of the newest schema."""
        return self.revisions[-1].number

    def known(self, number: str) -> bool:
        return number == BASE or any(revision.number == number for revision in self.revisions)

    def between(self, low: str, high: str) -> tuple[Revision, ...]:
        """The revisions after `low` up to `high`, oldest first."""
        return tuple(revision for revision in self.revisions if low < revision.number <= high)

    def _read(self, script: Script) -> Revision:
        module = script.module
        return Revision(
            number=script.revision,
            title=(script.doc or "").strip().splitlines()[0].rstrip("."),
            checksum=self._checksum(script),
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
