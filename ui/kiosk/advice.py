"""What the shelf is told about frames for one face; recommending is the shop's matter, this is its door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.listing import FrameListing
from app.services.recommend import Steering, Wearer, rank
from app.services.recommend_reasons import Recommendation, top_products
from app.services.recommend_rules import Harmony
from app.services.recommend_table import CatalogueTable, prepare
from engine.types import FitVerdict, Reason, TrackedFace
from ui.kiosk.ports import FitOf


@dataclass(frozen=True, slots=True)
class Advice:
    """One frame for one face."""

    product_id: str
    sku: str
    """Its best colour for this face."""
    verdict: FitVerdict
    is_recommended: bool
    reasons: tuple[Reason, ...] = ()


class Adviser(Protocol):
    """Answers with all frames, most recommended first; called off the main thread."""

    def advise(
        self, frames: Sequence[FrameListing], face: TrackedFace, favourites: Sequence[str]
    ) -> tuple[Advice, ...]: ...


class ShopAdviser:
    """Asks app.services.recommend, and the fit for each frame's verdict. Used by one thread."""

    def __init__(self, fit: FitOf, harmony: Harmony) -> None:
        self._fit = fit
        self._harmony = harmony
        self._table: tuple[Sequence[FrameListing], CatalogueTable] | None = None

    def advise(
        self, frames: Sequence[FrameListing], face: TrackedFace, favourites: Sequence[str]
    ) -> tuple[Advice, ...]:
        """All frames, most recommended first; ValueError for a face that has not been measured."""
        if face.measures is None:
            raise ValueError("A face without measures cannot be advised.")
        liked = favourites[-1] if favourites else None
        ranking = rank(self._prepared(frames), Wearer(face.measures, face.shape), Steering(like=liked))
        listed = {frame.product_id: frame for frame in frames}
        return tuple(
            self._advice(entry, listed[entry.product_id], face)
            for entry in top_products(ranking, len(frames))
        )

    def _advice(self, entry: Recommendation, frame: FrameListing, face: TrackedFace) -> Advice:
        verdict = self._fit(frame.spec, face).verdict
        return Advice(frame.product_id, entry.sku, verdict, verdict in _WEARABLE, entry.reasons)

    def _prepared(self, frames: Sequence[FrameListing]) -> CatalogueTable:
        if self._table is None or self._table[0] is not frames:
            self._table = frames, prepare(frames, self._harmony)
        return self._table[1]


_WEARABLE = {FitVerdict.NARROW, FitVerdict.GOOD, FitVerdict.WIDE}
