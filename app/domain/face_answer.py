"""What a face-shape question is answered with. Of this, only what names nobody's face may be kept for a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

KEPT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FaceAnswer:
    """A shape and what goes with it: words and one number, nothing that could tell a face from another."""

    face_shape: str
    confidence: float
    recommended_styles: tuple[str, ...]


def question_key(asker_id: UUID, picture: bytes) -> bytes:
    """Names a question: who asks, about which file, without keeping either (32 bytes)."""
    return hashlib.sha256(asker_id.bytes + hashlib.sha256(picture).digest()).digest()
