"""Why a frame stands where it stands, as reasons with parameters; their words are in `assets/translations/reasons`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.services.recommend import Ranking
from app.services.recommend_colour import skin_warmth
from app.services.recommend_size import SizeClass, face_width_mm
from engine.types import Reason

_MOST = 4
_TELLING = 0.15
"""From this share of the full effect on, shape or colour is worth a sentence."""
_WIDTH_SAID_MM, _BRIDGE_SAID_MM, _CENTRES_SAID_MM = 5.0, 2.5, 6.0


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One variant for one wearer."""

    sku: str
    product_id: str
    size_class: SizeClass
    score: float
    reasons: tuple[Reason, ...]
    """Size first, then what else speaks for the frame; two to four."""

    @property
    def fits(self) -> bool:
        return self.size_class is SizeClass.FITS


def top(ranking: Ranking, count: int = 10) -> tuple[Recommendation, ...]:
    """The first `count` variants with their reasons."""
    return tuple(_recommendation(ranking, row) for row in ranking.order[:count].tolist())


def top_products(ranking: Ranking, count: int = 10) -> tuple[Recommendation, ...]:
    """The first `count` frames, each once and in its best colour, with their reasons."""
    seen: dict[str, int] = {}
    for row in ranking.order.tolist():
        seen.setdefault(ranking.table.product_ids[row], row)
        if len(seen) == count:
            break
    return tuple(_recommendation(ranking, row) for row in seen.values())


def _recommendation(ranking: Ranking, row: int) -> Recommendation:
    table = ranking.table
    reasons = [_width(ranking, row), *_what_is_off(ranking, row), *_likeness(ranking, row)]
    reasons += [*_shape(ranking, row), *_colour(ranking, row), *_what_sits_well(ranking, row)]
    stock = Reason("recommend.stock.here" if table.in_stock[row] else "recommend.stock.order")
    return Recommendation(
        table.skus[row],
        table.product_ids[row],
        SizeClass(int(ranking.size.size_class[row])),
        float(ranking.score[row]),
        (*reasons[: _MOST - 1], stock),
    )


def _width(ranking: Ranking, row: int) -> Reason:
    wider = float(ranking.size.wider_mm[row])
    word = "wide" if wider > _WIDTH_SAID_MM + 1 else "narrow" if wider < 1 - _WIDTH_SAID_MM else "right"
    values = (
        ("front_mm", round(float(ranking.table.front_width_mm[row]))),
        ("face_mm", round(face_width_mm(ranking.wearer.measures))),
        ("off_mm", round(abs(wider))),
    )
    return Reason(f"recommend.width.{word}", values)


def _what_is_off(ranking: Ranking, row: int) -> list[Reason]:
    """Bridge and eyes, where they are not as they should be."""
    off = []
    bridge, centres = float(ranking.size.bridge_off_mm[row]), float(ranking.size.centres_off_mm[row])
    if abs(bridge) > _BRIDGE_SAID_MM:
        values = (("bridge_mm", round(float(ranking.table.bridge_mm[row]))),)
        off.append(Reason("recommend.bridge.wide" if bridge > 0 else "recommend.bridge.narrow", values))
    if abs(centres) > _CENTRES_SAID_MM:
        off.append(Reason("recommend.eyes.inside" if centres > 0 else "recommend.eyes.outside"))
    return off


def _what_sits_well(ranking: Ranking, row: int) -> list[Reason]:
    well = []
    if abs(ranking.size.centres_off_mm[row]) < _CENTRES_SAID_MM / 2:
        well.append(Reason("recommend.eyes.centred"))
    if ranking.table.has_nose_pads[row] and ranking.size.bridge_off_mm[row] == 0:
        well.append(Reason("recommend.bridge.pads"))
    return well


def _likeness(ranking: Ranking, row: int) -> list[Reason]:
    return [Reason("recommend.like")] if ranking.likeness[row] > 0.5 else []


def _shape(ranking: Ranking, row: int) -> list[Reason]:
    """The rule that speaks loudest for the frame, where shape as a whole speaks for it."""
    if ranking.shape[row] < _TELLING:
        return []
    loudest = int(np.argmax(ranking.voices * ranking.table.rules[:, row]))
    return [Reason(ranking.table.harmony.rules[loudest].reason)]


def _colour(ranking: Ranking, row: int) -> list[Reason]:
    skin = ranking.wearer.skin
    if skin is None or ranking.colour[row] < _TELLING:
        return []
    warm = float(ranking.table.warmth[row])
    if warm * skin_warmth(skin) < _TELLING:
        return [Reason("recommend.colour.contrast")]
    return [Reason("recommend.colour.warm" if warm > 0 else "recommend.colour.cool")]
