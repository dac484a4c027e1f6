"""The visit events of this kiosk, one JSON object a line, safe on the disk before the visit goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from app.domain.visit import VisitEvent


class VisitJournal:
    """Appends to `visits.jsonl` in the data folder and tells who listens. No event has a face or a measure in it."""

    def __init__(self, folder: Path, tell: Callable[[VisitEvent], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "visits.jsonl"
        self._tell = tell

    def record(self, event: VisitEvent) -> None:
        """Raises OSError when the disk refuses: without a record there is no consent."""
        fields = asdict(event) | {"at": event.at.isoformat()}
        line = json.dumps({"event": event.name, **fields}, ensure_ascii=False)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
        self._tell(event)
