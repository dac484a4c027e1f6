"""Answers face-shape questions: from the last hour's answers, else by looking at the picture."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.domain.face_answer import FaceAnswer, question_key
from app.domain.tenancy import TenantScope
from app.services.recommend_rules import Harmony
from app.services.recommend_styles import suited_outlines
from app.store.unit_of_work import ShopStore
from sync.server.faces.desk import FaceDesk, SeenFace


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer; landmarks only for the one who asked for them, and never kept."""

    answer: FaceAnswer
    face_points: tuple[tuple[float, float, float], ...] | None = None


class FaceShapes:
    """Call from any thread."""

    def __init__(self, store: ShopStore, desk: FaceDesk, harmony: Harmony) -> None:
        self._store = store
        self._desk = desk
        self._harmony = harmony

    def ask(self, scope: TenantScope, asker_id: UUID, picture: bytes, *, with_points: bool) -> Answered:
        """Raises UnfitPicture, or RetryLater when too many ask at once."""
        question = question_key(asker_id, picture)
        if not with_points:
            with self._store.reading(scope) as shop:
                kept = shop.face_answers.find(question)
            if kept is not None:
                return Answered(kept)
        seen = self._desk.look(picture)
        answer = self._answer(seen)
        self._store.write(scope, lambda shop: shop.face_answers.keep(question, answer))
        return Answered(answer, seen.points_px if with_points else None)

    def close(self) -> None:
        """Call when nobody asks any more."""
        self._desk.close()

    def _answer(self, seen: SeenFace) -> FaceAnswer:
        styles = tuple(outline.value for outline in suited_outlines(self._harmony, seen.shape))
        return FaceAnswer(seen.shape.best.value, round(seen.shape.confidence, 4), styles)
