"""The only place where errors become words: the key of a sentence for people, in assets/translations."""

from __future__ import annotations

from engine.errors import CameraTrouble

_CAUSES = {trouble: f"cause_{trouble.value}" for trouble in CameraTrouble}


def cause_key(trouble: CameraTrouble | None, detail: str) -> str:
    """What staff read about the camera: its trouble, a broken thread, or that all is well."""
    if trouble is not None:
        return _CAUSES[trouble]
    return "cause_unknown" if detail else "cause_none"
