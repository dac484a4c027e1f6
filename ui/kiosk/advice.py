"""What the shelf is told about frames for one face; recommending is the shop's matter, this is its door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.listing import FrameListing
from engine.types import FitVerdict, Reason, TrackedFace
from ui.kiosk.ports import FitOf


@dataclass(frozen=True, slots=True)
class Advice:
    """One frame for one face."""

    product_id: str
    verdict: FitVerdict
    is_recommended: bool
    reasons: tuple[Reason, ...] = ()


class Adviser(Protocol):
    """Answers with all frames, most recommended first; called off the main thread."""

    def advise(
        self, frames: Sequence[FrameListing], face: TrackedFace, favourites: Sequence[str]
    ) -> tuple[Advice, ...]: ...


class FitAdviser:
    """Recommends what fits, nearest to the width of the face first."""

    def __init__(self, fit: FitOf) -> None:
        self._fit = fit

    def advise(
        self, frames: Sequence[FrameListing], face: TrackedFace, favourites: Sequence[str]
    ) -> tuple[Advice, ...]:
        del favourites
        fits = [(self._fit(frame.spec, face), frame.product_id) for frame in frames]
        fits.sort(key=lambda pair: abs(pair[0].width_ratio - 1.0))
        return tuple(Advice(product_id, fit.verdict, fit.verdict in _WEARABLE) for fit, product_id in fits)


_WEARABLE = {FitVerdict.NARROW, FitVerdict.GOOD, FitVerdict.WIDE}
