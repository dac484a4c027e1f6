"""Keeps checkpoints in a file of their own, away from the database whose trail they speak of: one a line, as JSON."""

from __future__ import annotations

import json
import os
from pathlib import Path
from uuid import UUID

from app.domain.audit_checkpoint import Checkpoint
from app.domain.audit_data import checkpoint_as_data, checkpoint_from_data
from app.domain.errors import UnusableRecord

CHECKPOINTS_FILE = "audit-checkpoints.jsonl"
"""In the data folder, away from the database."""


def append_checkpoint(path: Path, tenant_id: UUID, point: Checkpoint) -> None:
    """Adds a line and returns when it is safe on disk."""
    line = {"tenant_id": str(tenant_id), **checkpoint_as_data(point)}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_checkpoints(path: Path, tenant_id: UUID) -> tuple[Checkpoint, ...]:
    """Those of one tenant, oldest first; none when there is no file. Raises UnusableRecord, naming the line."""
    if not path.is_file():
        return ()
    lines = path.read_text("utf-8").splitlines()
    read = (_read(line, number, path) for number, line in enumerate(lines, 1) if line.strip())
    return tuple(point for owner, point in read if owner == tenant_id)


def _read(line: str, number: int, path: Path) -> tuple[UUID, Checkpoint]:
    try:
        found = json.loads(line)
        return UUID(found["tenant_id"]), checkpoint_from_data(found)
    except (ValueError, KeyError, TypeError) as problem:
        raise UnusableRecord(f"Line {number} of {path} is no checkpoint.") from problem
