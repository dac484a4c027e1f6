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
from engine.types import (
    ByteArray,
    Covering,
    FaceMeasures,
    FloatArray,
    Landmarks,
    Measure,
    ScaleSource,
    WornMeasures,
)

_WIDTH_PX, _PICTURE_PX, _MARGIN_PX = 1240, 900, 70
"""An A4 page at 150 dots an inch."""
_HEIGHT_PX: Final = 1754
_INK, _QUIET, _LINE, _CARD = (26, 28, 32), (104, 110, 120), (0, 122, 108), (196, 86, 20)
_FACE_FIELDS = (
    *("pd", "near_pd", "right_pd", "left_pd"),
    *("face_width", "temple_width", "bridge_width", "bridge_height"),
)
_WORN_FIELDS: Final = {
    **dict.fromkeys(("fitting_height", "right_decentration", "left_decentration", "vertex_distance"), "mm"),
    "pantoscopic_deg": "°",
    **dict.fromkeys(("width_ratio", "right_eye_across", "left_eye_across", "eye_up"), "%"),
}
"""And their units."""
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
    "sheet_worn": "As worn: {name}",
    "sheet_fitting_height": "Fitting height",
    "sheet_right_decentration": "Right decentration",
    "sheet_left_decentration": "Left decentration",
    "sheet_vertex_distance": "Vertex distance",
    "sheet_pantoscopic_deg": "Pantoscopic tilt",
    "sheet_width_ratio": "Frame to face width",
    "sheet_right_eye_across": "Right eye from the nose",
    "sheet_left_eye_across": "Left eye from the nose",
    "sheet_eye_up": "Eyes above the lens edge",
    "sheet_worn_note": (
        "Calculated from the sizes of the frame and this face, not measured on it. "
        "Places of the eyes: share of the lens box."
    ),
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


@dataclass(frozen=True, slots=True)
class WornFrame:
    """The frame that is on, and how it stands before the eyes."""

    name: str
    """As the shop calls it."""
    measures: WornMeasures


@dataclass(frozen=True, slots=True, eq=False)
class Measurement:
    """What one sheet shows."""

    pixels: ByteArray
    landmarks: Landmarks
    measures: FaceMeasures
    measured_by: str
    measured_on: str
    """Date, as people of the shop write it."""
    reference_px: FloatArray | None = None
    """(4, 2) corners of the card, or (2, 2) the marks, that gave the scale."""
    coverings: frozenset[Covering] = frozenset()
    """What the customer wore meanwhile."""
    worn: WornFrame | None = None


def draw_sheet(measurement: Measurement, words: Mapping[str, str] = ENGLISH) -> Image.Image:
    """The page, 1240 x 1754 pixels."""
    page = Image.new("RGB", (_WIDTH_PX, _HEIGHT_PX), "white")
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN_PX, 56), words["sheet_title"], _INK, _font(40, "SemiBold"))
    by = words["sheet_by"].format(name=measurement.measured_by)
    said = f"{measurement.measured_on}   ·   {by}"
    draw.text((_MARGIN_PX, 112), said, _QUIET, _fitting(said))
    picture = _marked_picture(measurement)
    page.paste(picture, ((_WIDTH_PX - picture.width) // 2, 170))
    bottom = _draw_values(draw, measurement, 170 + picture.height + 30, words)
    notes = [verdict_of(measurement.measures, words), words["sheet_intervals"]]
    notes += [words["sheet_worn_note"]] if measurement.worn else []
    font = min((_fitting(note) for note in notes), key=lambda fitting: fitting.size)
    for number, note in enumerate(notes):
        draw.text((_MARGIN_PX, bottom + 36 * number), note, _INK, font)
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
    """What is shown of the face, in the order of the sheet."""
    return [_row(words[f"sheet_{field}"], getattr(measures, field), "mm", words) for field in _FACE_FIELDS]


def worn_rows(measures: WornMeasures, words: Mapping[str, str] = ENGLISH) -> list[Row]:
    """What is shown of the frame that is on, in the order of the sheet."""
    return [
        _row(words[f"sheet_{field}"], getattr(measures, field), unit, words)
        for field, unit in _WORN_FIELDS.items()
    ]


def _row(name: str, measure: Measure, unit: str, words: Mapping[str, str]) -> Row:
    value, low, high = (_in_unit(one, unit, words) for one in (measure.value, measure.low, measure.high))
    interval = words["sheet_interval"].format(low=low, high=high)
    return Row(name, f"{value}°" if unit == "°" else f"{value} {unit}", interval)


def _in_unit(value: float, unit: str, words: Mapping[str, str]) -> str:
    return f"{100 * value:.0f}" if unit == "%" else _number(value, words)


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
    if measurement.reference_px is not None:
        outline = [tuple(point) for point in ((measurement.reference_px - low) * zoom).tolist()]
        draw.line([*outline, outline[0]], fill=_CARD, width=3)
    return picture


def _draw_line(draw: ImageDraw.ImageDraw, ends: FloatArray) -> None:
    (x0, y0), (x1, y1) = ends.tolist()
    draw.line((x0, y0, x1, y1), fill=_LINE, width=3)
    for x, y in ((x0, y0), (x1, y1)):
        draw.line((x, y - 14, x, y + 14), fill=_LINE, width=3)


@dataclass(frozen=True, slots=True)
class _Column:
    """Where names, values and intervals stand, in pixels from the left, and how large they are."""

    name: int
    value: int
    interval: int
    font_px: int


_ALONE = _Column(_MARGIN_PX, 560, 760, 28)
_LEFT, _RIGHT = _Column(_MARGIN_PX, 312, 436, 22), _Column(620, 930, 1054, 22)


def _draw_values(
    draw: ImageDraw.ImageDraw, measurement: Measurement, top: int, words: Mapping[str, str]
) -> int:
    """The values of the face, beside them those of the frame; where the page goes on below."""
    of_face = rows(measurement.measures, words)
    if measurement.worn is None:
        return _draw_column(draw, of_face, _ALONE, top) + 14
    title = words["sheet_worn"].format(name=measurement.worn.name)
    draw.text((_RIGHT.name, top), title, _INK, _fitting(title, _WIDTH_PX - _MARGIN_PX - _RIGHT.name))
    of_frame = worn_rows(measurement.worn.measures, words)
    _draw_column(draw, of_face, _LEFT, top + 42)
    return _draw_column(draw, of_frame, _RIGHT, top + 42) + 14


def _draw_column(draw: ImageDraw.ImageDraw, lines: list[Row], at: _Column, top: int) -> int:
    step = round(at.font_px * 1.8)
    for number, row in enumerate(lines):
        y = top + number * step
        draw.text((at.name, y), row.name, _INK, _fitting(row.name, at.value - at.name - 8, at.font_px))
        draw.text((at.value, y), row.value, _INK, _font(at.font_px, "SemiBold"))
        draw.text((at.interval, y), row.interval, _QUIET, _font(at.font_px))
    return top + len(lines) * step


def _fitting(
    line: str, width_px: int = _WIDTH_PX - 2 * _MARGIN_PX, largest_px: int = 24
) -> ImageFont.FreeTypeFont:
    """As large as lets a line stay within a width."""
    sizes = range(largest_px, 14, -2)
    return next((f for f in map(_font, sizes) if f.getlength(line) < width_px), _font(14))


def _font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ASSETS / "fonts" / f"Inter-{weight}.ttf"), size)
