"""Which outlines suit a face by the shop's rules, when nothing but the face's shape is known. Pure."""

from __future__ import annotations

from app.services.recommend import shape_weights
from app.services.recommend_rules import FACES, Harmony
from engine.types import FaceShape, FrameShape


def suited_outlines(harmony: Harmony, shape: FaceShape, most: int = 5) -> tuple[FrameShape, ...]:
    """Outlines the rules speak for, best first. Rules that also ask for a rim or a depth cannot be judged here."""
    weights = dict(zip(FACES, shape_weights(shape), strict=True))
    worth = dict.fromkeys(FrameShape, 0.0)
    for rule in harmony.rules:
        for outline in rule.frames.shapes if rule.frames.asks_for_outline_only else ():
            worth[outline] += rule.score * max(weights[face] for face in rule.faces)
    ranked = sorted(worth, key=lambda outline: -worth[outline])
    return tuple(outline for outline in ranked if worth[outline] > 0)[:most]
