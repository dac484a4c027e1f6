"""How the worn glasses fit, said without flicker while the measures still settle. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.types import FitVerdict

HOLDS_AFTER = 15
"""Pictures in a row that must say something else before it is said: half a second at thirty a second."""


@dataclass(frozen=True, slots=True)
class SteadyVerdict:
    """What is said of one pair of glasses, and what the newest pictures would rather say."""

    sku: str = ""
    said: FitVerdict | None = None
    rival: FitVerdict | None = None
    seen: int = 0


def after_picture(before: SteadyVerdict, sku: str, verdict: FitVerdict) -> SteadyVerdict:
    """New glasses are judged at once; a judgement changes once another one has held."""
    if sku != before.sku:
        return SteadyVerdict(sku, verdict)
    if verdict is before.said:
        return replace(before, rival=None, seen=0)
    seen = before.seen + 1 if verdict is before.rival else 1
    if seen >= HOLDS_AFTER:
        return SteadyVerdict(sku, verdict)
    return replace(before, rival=verdict, seen=seen)
