"""What the shelf is told about frames for one face; recommending is the shop's matter, this is its door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from app.domain.listing import FrameListing
from app.services.recommend import Steering, Wearer, rank
from app.services.recommend_reasons import Recommendation, top_products
from app.services.recommend_rules import Harmony
from app.services.recommend_table import CatalogueTable, prepare
from engine.face.complexion import Complexion, complexion
from engine.types import FitVerdict, Frame, Landmarks, MirrorState, Reason, TrackedFace
from ui.kiosk.ports import FitOf

TonesOf = Callable[[Frame, Landmarks], Complexion | None]
"""Skin and hair of the face in a frame (engine.face.complexion)."""


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
        self, frames: Sequence[FrameListing], seen: MirrorState, wish: Steering
    ) -> tuple[Advice, ...]: ...


class ShopAdviser:
    """Asks app.services.recommend, and the fit for each frame's verdict. Used by one thread."""

    def __init__(self, fit: FitOf, harmony: Harmony, tones: TonesOf = complexion) -> None:
        self._fit = fit
        self._harmony = harmony
        self._tones = tones
        self._table: tuple[Sequence[FrameListing], CatalogueTable] | None = None

    def advise(self, frames: Sequence[FrameListing], seen: MirrorState, wish: Steering) -> tuple[Advice, ...]:
        """All frames, most recommended first; ValueError for a face that has not been measured."""
        face = seen.face
        if face is None or face.measures is None:
            raise ValueError("A face without measures cannot be advised.")
        tones = self._tones(seen.frame, face.landmarks)
        wearer = Wearer(face.measures, face.shape)
        if tones is not None:
            wearer = replace(wearer, skin=tones.skin, hair=tones.hair)
        ranking = rank(self._prepared(frames), wearer, wish)
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
