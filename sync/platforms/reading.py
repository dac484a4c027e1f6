"""Where an incremental reading stands, as the text that callers keep."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of everything that changed since a moment (None: everything), begun at a moment of the shop's
    clock, done up to `after`."""

    since: datetime | None = None
    after: str = ""
    begun: datetime | None = None

    @classmethod
    def resume(cls, position: str, overlap: timedelta) -> Reading:
        """Goes on in the middle, or begins a new reading `overlap` before the last one began."""
        if not position:
            return cls()
        told = json.loads(position)
        since, begun = (
            datetime.fromisoformat(told[key]) if told.get(key) else None for key in ("since", "begun")
        )
        if told["after"]:
            return cls(since, told["after"], begun)
        return cls(since - overlap if since else None)

    def at(self, after: str) -> str:
        """The position after a page in the middle."""
        return replace(self, after=after)._text()

    def done(self) -> str:
        """The position after the last page. Empty, so that everything is read anew, when the shop's clock was set
        back behind the moment read from: what changed since then bears times that were not asked for."""
        if self.since and self.begun and self.begun < self.since:
            return ""
        return Reading(self.begun)._text()

    def _text(self) -> str:
        since, begun = (one.isoformat() if one else "" for one in (self.since, self.begun))
        return json.dumps({"since": since, "after": self.after, "begun": begun})
