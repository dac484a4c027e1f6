"""The measurement sheet: the picture with the lines drawn, the values with their intervals, when and by whom.

Made in memory; `save_sheet` alone writes it, and only with the customer's consent.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from engine.asset_paths import ASSETS
from engine.errors import EngineError
from engine.face.limbus import LEFT_EYE, RIGHT_EYE
from engine.face.measure_reading import CHEEKBONES, TEMPLES
from engine.types import ByteArray, Covering, FaceMeasures, FloatArray, Landmarks, Measure, ScaleSource

_WIDTH_PX, _PICTURE_PX, _MARGIN_PX = 1240, 900, 70
"""An A4 page at 150 dots an inch."""
_HEIGHT_PX: Final = 1754
_INK, _QUIET, _LINE, _CARD = (26, 28, 32), (104, 110, 120), (0, 122, 108), (196, 86, 20)
_ROWS = (
    ("Far PD", "pd"),
    ("Near PD (40 cm)", "near_pd"),
    ("Right PD", "right_pd"),
    ("Left PD", "left_pd"),
    ("Face width", "face_width"),
    ("Temple width", "temple_width"),
    ("Bridge width", "bridge_width"),
    ("Bridge height", "bridge_height"),
)
DISPENSING_MM: Final = 1.0
"""Half an interval beyond which no PD may be called one to order lenses by (ANSI Z80.1: 1 mm for progressives)."""


class ConsentMissing(EngineError):
    """The customer has not agreed that the measurement is kept; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "The sheet was not saved: the customer has to agree to keeping the measurement first."
        )


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What one sheet shows."""

    pixels: ByteArray
    landmarks: Landmarks
    measures: FaceMeasures
    measured_by: str
    measured_on: str
    """Date, as people of the shop write it."""
    card_px: FloatArray | None = None
    """(4, 2) corners of the reference card."""
    coverings: frozenset[Covering] = frozenset()
    """What the customer wore meanwhile."""


def draw_sheet(measurement: Measurement) -> Image.Image:
    """The page, 1240 x 1754 pixels."""
    page = Image.new("RGB", (_WIDTH_PX, _HEIGHT_PX), "white")
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN_PX, 56), "Measurement sheet", _INK, _font(40, "SemiBold"))
    said = f"{measurement.measured_on}   ·   measured by {measurement.measured_by}"
    draw.text((_MARGIN_PX, 112), said, _QUIET, _font(24))
    picture = _marked_picture(measurement)
    page.paste(picture, ((_WIDTH_PX - picture.width) // 2, 170))
    _draw_values(draw, measurement.measures, 170 + picture.height + 36)
    for number, caution in enumerate(cautions(measurement.coverings)):
        draw.text((_MARGIN_PX, _HEIGHT_PX - 96 + 34 * number), caution, _CARD, _font(24, "SemiBold"))
    return page


def save_sheet(page: Image.Image, path: Path, *, has_consent: bool) -> None:
    """Writes a PNG or PDF, as the name of the file ends. Raises ConsentMissing, OSError, ValueError."""
    if not has_consent:
        raise ConsentMissing
    page.save(path, resolution=150.0)


def rows(measures: FaceMeasures) -> list[tuple[str, Measure]]:
    """What is shown, in the order of the sheet."""
    return [(name, getattr(measures, field)) for name, field in _ROWS]


_CAUTIONS = {
    Covering.GLASSES: "Measured with glasses on: please take off your glasses for the measurement.",
    Covering.MASK: "Measured with a mask on: please take it off for the measurement.",
    Covering.HAT: "The forehead was covered: please take off hat or cap, or brush the hair aside.",
}


def cautions(worn: frozenset[Covering]) -> list[str]:
    """What speaks against trusting the measures, in words."""
    return [sentence for kind, sentence in _CAUTIONS.items() if kind in worn]


def verdict_of(measures: FaceMeasures) -> str:
    """What the far PD may be used for, in words."""
    half = (measures.pd.high - measures.pd.low) / 2
    scale = "a reference" if measures.scale is ScaleSource.REFERENCE else "the iris"
    if measures.scale is ScaleSource.REFERENCE and half <= DISPENSING_MM:
        return (
            f"Scale from {scale}. PD known to ±{half:.1f} mm: check it with a pupillometer before ordering."
        )
    return (
        f"Scale from {scale}. PD known to ±{half:.1f} mm: for try-on and frame size, not for ordering lenses."
    )


def _marked_picture(measurement: Measurement) -> Image.Image:
    """The part of the picture around the face, with the measured lines."""
    points = measurement.landmarks.points_px[:468, :2]
    low, high = points.min(axis=0), points.max(axis=0)
    margin = (high - low) * (0.35, 0.5)
    size = np.array([measurement.pixels.shape[1], measurement.pixels.shape[0]])
    low, high = np.maximum(low - margin, 0).astype(int), np.minimum(high + margin, size).astype(int)
    part = np.ascontiguousarray(measurement.pixels[low[1] : high[1], low[0] : high[0], ::-1])
    zoom = min(_PICTURE_PX / part.shape[0], (_WIDTH_PX - 2 * _MARGIN_PX) / part.shape[1])
    picture = Image.fromarray(part).resize((round(part.shape[1] * zoom), round(part.shape[0] * zoom)))
    draw = ImageDraw.Draw(picture)
    for pair in ((RIGHT_EYE.iris, LEFT_EYE.iris), CHEEKBONES, TEMPLES):
        _draw_line(draw, (measurement.landmarks.points_px[list(pair), :2] - low) * zoom)
    if measurement.card_px is not None:
        outline = [tuple(point) for point in ((measurement.card_px - low) * zoom).tolist()]
        draw.line([*outline, outline[0]], fill=_CARD, width=3)
    return picture


def _draw_line(draw: ImageDraw.ImageDraw, ends: FloatArray) -> None:
    (x0, y0), (x1, y1) = ends.tolist()
    draw.line((x0, y0, x1, y1), fill=_LINE, width=3)
    for x, y in ((x0, y0), (x1, y1)):
        draw.line((x, y - 14, x, y + 14), fill=_LINE, width=3)


def _draw_values(draw: ImageDraw.ImageDraw, measures: FaceMeasures, top: int) -> None:
    for number, (name, measure) in enumerate(rows(measures)):
        y = top + number * 52
        draw.text((_MARGIN_PX, y), name, _INK, _font(28))
        draw.text((560, y), f"{measure.value:.1f} mm", _INK, _font(28, "SemiBold"))
        draw.text((760, y), f"{measure.low:.1f} to {measure.high:.1f}", _QUIET, _font(28))
    y = top + len(_ROWS) * 52 + 18
    draw.text((_MARGIN_PX, y), verdict_of(measures), _INK, _font(24))
    draw.text((_MARGIN_PX, y + 36), "Intervals hold the truth nine times in ten.", _QUIET, _font(24))


def _font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ASSETS / "fonts" / f"Inter-{weight}.ttf"), size)
