"""The measurement sheet: the picture with the lines drawn, the values with their intervals, when and by whom.

Made in memory; `save_sheet` alone writes it, and only with the customer's consent. `ENGLISH` names all its words;
whoever speaks another language brings the same keys.
"""

from __future__ import annotations

from collections.abc import Mapping
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
_FIELDS = (
    *("pd", "near_pd", "right_pd", "left_pd"),
    *("face_width", "temple_width", "bridge_width", "bridge_height"),
)
ENGLISH: Final[Mapping[str, str]] = {
    "sheet_title": "Measurement sheet",
    "sheet_by": "measured by {name}",
    "sheet_pd": "Far PD",
    "sheet_near_pd": "Near PD (40 cm)",
    "sheet_right_pd": "Right PD",
    "sheet_left_pd": "Left PD",
    "sheet_face_width": "Face width",
    "sheet_temple_width": "Temple width",
    "sheet_bridge_width": "Bridge width",
    "sheet_bridge_height": "Bridge height",
    "sheet_interval": "{low} to {high}",
    "sheet_intervals": "Intervals hold the truth nine times in ten.",
    "sheet_decimal": ".",
    "sheet_fine": "Scale from a reference. PD known to ±{half} mm: check it with a pupillometer before ordering.",
    "sheet_rough": "Scale from a reference. PD known to ±{half} mm: for frame size, not for ordering lenses.",
    "sheet_iris": "Scale from the iris. PD known to ±{half} mm: for try-on and frame size, not for ordering lenses.",
    "sheet_glasses": "Measured with glasses on: please take off your glasses for the measurement.",
    "sheet_mask": "Measured with a mask on: please take it off for the measurement.",
    "sheet_hat": "The forehead was covered: please take off hat or cap, or brush the hair aside.",
}
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


def draw_sheet(measurement: Measurement, words: Mapping[str, str] = ENGLISH) -> Image.Image:
    """The page, 1240 x 1754 pixels."""
    page = Image.new("RGB", (_WIDTH_PX, _HEIGHT_PX), "white")
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN_PX, 56), words["sheet_title"], _INK, _font(40, "SemiBold"))
    by = words["sheet_by"].format(name=measurement.measured_by)
    said = f"{measurement.measured_on}   ·   {by}"
    draw.text((_MARGIN_PX, 112), said, _QUIET, _font(24))
    picture = _marked_picture(measurement)
    page.paste(picture, ((_WIDTH_PX - picture.width) // 2, 170))
    _draw_values(draw, measurement.measures, 170 + picture.height + 36, words)
    for number, caution in enumerate(cautions(measurement.coverings, words)):
        draw.text((_MARGIN_PX, _HEIGHT_PX - 96 + 34 * number), caution, _CARD, _font(24, "SemiBold"))
    return page


def save_sheet(page: Image.Image, path: Path, *, has_consent: bool) -> None:
    """Writes a PNG or PDF, as the name of the file ends. Raises ConsentMissing, OSError, ValueError."""
    if not has_consent:
        raise ConsentMissing
    page.save(path, resolution=150.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure in words."""

    name: str
    value: str
    interval: str


def rows(measures: FaceMeasures, words: Mapping[str, str] = ENGLISH) -> list[Row]:
    """What is shown, in the order of the sheet."""
    return [_row(words[f"sheet_{field}"], getattr(measures, field), words) for field in _FIELDS]


def _row(name: str, measure: Measure, words: Mapping[str, str]) -> Row:
    low, high = _number(measure.low, words), _number(measure.high, words)
    interval = words["sheet_interval"].format(low=low, high=high)
    return Row(name, f"{_number(measure.value, words)} mm", interval)


def _number(value: float, words: Mapping[str, str]) -> str:
    return f"{value:.1f}".replace(".", words["sheet_decimal"])


def cautions(worn: frozenset[Covering], words: Mapping[str, str] = ENGLISH) -> list[str]:
    """What speaks against trusting the measures."""
    return [words[f"sheet_{kind.value}"] for kind in Covering if kind in worn]


def verdict_of(measures: FaceMeasures, words: Mapping[str, str] = ENGLISH) -> str:
    """What the far PD may be used for."""
    half = (measures.pd.high - measures.pd.low) / 2
    is_iris = measures.scale is ScaleSource.IRIS
    key = "sheet_iris" if is_iris else "sheet_fine" if half <= DISPENSING_MM else "sheet_rough"
    return words[key].format(half=_number(half, words))


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


def _draw_values(
    draw: ImageDraw.ImageDraw, measures: FaceMeasures, top: int, words: Mapping[str, str]
) -> None:
    for number, row in enumerate(rows(measures, words)):
        y = top + number * 52
        draw.text((_MARGIN_PX, y), row.name, _INK, _font(28))
        draw.text((560, y), row.value, _INK, _font(28, "SemiBold"))
        draw.text((760, y), row.interval, _QUIET, _font(28))
    y = top + len(_FIELDS) * 52 + 18
    for line in (verdict_of(measures, words), words["sheet_intervals"]):
        draw.text((_MARGIN_PX, y), line, _INK, _fitting(line))
        y += 36


def _fitting(line: str) -> ImageFont.FreeTypeFont:
    """As large as lets a line stay within the page."""
    sizes = (24, 22, 20, 18, 16)
    return next((f for f in map(_font, sizes) if f.getlength(line) < _WIDTH_PX - 2 * _MARGIN_PX), _font(14))


def _font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ASSETS / "fonts" / f"Inter-{weight}.ttf"), size)
