"""Temples: straight from the hinge to the ear, then down behind it; acetate, or metal with acetate tips."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from engine.eyewear.layout import Layout
from engine.eyewear.loft import rounded_section, solid, sweep
from engine.eyewear.mesh import Patch, Slot
from engine.types import FloatArray, FrameMaterial, RimStyle

BEND_RADIUS_MM = 28.0
DROP_DEG = 40.0
"""How steeply the end behind the ear points down."""
TIP_INWARD_MM = 3.0
"""How far the tip turns towards the head."""
SLEEVE_MM = 24.0
"""How far before the bend the acetate tip of a metal temple begins."""

_METAL_ASIDE: FloatArray = np.array([0.6, 0.0, 0.0])
_ACETATE_ASIDE: FloatArray = np.array([-0.7, 0.0, 0.0])
"""From the hinge's axis to the middle of the temple, whose outside is flush with the front."""


def temple_points(layout: Layout, along_mm: FloatArray) -> FloatArray:
    """Points (n, 3) of the middle of the temple at x > 0, eyewear frame, at lengths (n,) from its hinge."""
    arc = math.radians(DROP_DEG) * BEND_RADIUS_MM
    turned = np.clip(along_mm - layout.bend_mm, 0.0, arc) / BEND_RADIUS_MM
    straight = np.minimum(along_mm, layout.bend_mm)
    rest = np.maximum(along_mm - layout.bend_mm - arc, 0.0)
    back = straight + BEND_RADIUS_MM * np.sin(turned) + rest * np.cos(turned)
    down = BEND_RADIUS_MM * (1 - np.cos(turned)) + rest * np.sin(turned)
    inward = TIP_INWARD_MM * np.clip((along_mm - layout.bend_mm) / 46.0, 0.0, 1.0) ** 2
    points: FloatArray = layout.hinge_mm + np.stack([-inward, -down, -back], axis=-1)
    return points


def temple(layout: Layout, material: FrameMaterial, *, shows_core: bool) -> list[Patch]:
    """The temple at x > 0 in the eyewear frame; `shows_core` lays the wire into it that crystal acetate reveals."""
    if material is FrameMaterial.METAL or layout.spec.rim is RimStyle.RIMLESS:
        return [*_metal_bar(layout), *_sleeve(layout)]
    return [*_acetate_bar(layout), *(_core(layout) if shows_core else [])]


def _acetate_bar(layout: Layout) -> list[Patch]:
    length, bend = layout.spec.temple_mm, layout.bend_mm
    along = _along((0.0, 0.5), (12.0, 4), (bend - 4, 7), (bend + 18, 8), (length - 5, 5))
    along = np.concatenate([along, length - 5 * np.array([0.72, 0.46, 0.25, 0.1, 0.02, 0.0])])
    end = layout.style.end_height_mm
    height = _eased(along, (0, end), (18, end * 0.86), (bend - 12, 5.4), (bend + 14, 5.6), (length - 8, 7.4))
    width = _eased(along, (0, 3.7), (bend - 15, 3.0), (length - 10, 2.7))
    close = _round_end(along, length, 5.0)
    points = temple_points(layout, along) + _ACETATE_ASIDE
    section = rounded_section(14, 3.6)
    return _bar(points, along, (width * (0.35 + 0.65 * close) / 2, height * close / 2), section, Slot.TEMPLE)


def _metal_bar(layout: Layout) -> list[Patch]:
    bend = layout.bend_mm
    along = _along((-1.0, 0.5), (10.0, 3), (bend - SLEEVE_MM + 6, 8))
    height = _eased(along, (0, 3.5), (25, 3.0), (bend - SLEEVE_MM, 2.0))
    points = temple_points(layout, along) + _METAL_ASIDE
    return _bar(points, along, (np.full(len(along), 0.7), height / 2), rounded_section(10, 3.0), Slot.TEMPLE)


def _sleeve(layout: Layout) -> list[Patch]:
    length, bend = layout.spec.temple_mm, layout.bend_mm
    start = bend - SLEEVE_MM
    along = _along((start, 0.5), (start + 3, 2), (bend - 2, 4), (bend + 18, 8), (length - 5, 5))
    along = np.concatenate([along, length - 5 * np.array([0.72, 0.46, 0.25, 0.1, 0.02, 0.0])])
    height = _eased(along, (start, 2.6), (start + 6, 3.6), (bend + 10, 4.6), (length - 8, 6.4))
    width = _eased(along, (start, 2.0), (start + 6, 2.6), (length - 8, 2.9))
    close = _round_end(along, length, 5.0)
    points = temple_points(layout, along) + _METAL_ASIDE
    section = rounded_section(12, 3.0)
    return _bar(points, along, (width * (0.35 + 0.65 * close) / 2, height * close / 2), section, Slot.TIP)


def _core(layout: Layout) -> list[Patch]:
    along = _along(
        (4.0, 0.5), (layout.bend_mm - 4, 5), (layout.bend_mm + 18, 6), (layout.spec.temple_mm - 9, 3)
    )
    height = _eased(along, (0, 2.6), (layout.spec.temple_mm, 1.6))
    points = temple_points(layout, along) + _ACETATE_ASIDE
    return _bar(points, along, (np.full(len(along), 0.45), height / 2), rounded_section(6, 3.0), Slot.METAL)


def _along(*runs: tuple[float, float]) -> FloatArray:
    """Lengths from the first place on, reaching each further (place, in so many steps)."""
    places = [np.array([runs[0][0]])]
    for (start, _), (end, steps) in pairwise(runs):
        places.append(np.linspace(start, end, int(steps) + 1)[1:])
    return np.concatenate(places)


def _eased(along: FloatArray, *marks: tuple[float, float]) -> FloatArray:
    """Values that pass from mark to mark with a level start and end (cosine)."""
    at, value = (np.array(column, dtype=float) for column in zip(*marks, strict=True))
    part = np.interp(along, at, np.arange(len(at)))
    whole = np.floor(part)
    eased: FloatArray = np.interp(whole + (1 - np.cos((part - whole) * np.pi)) / 2, np.arange(len(at)), value)
    return eased


def _round_end(along: FloatArray, length_mm: float, round_mm: float) -> FloatArray:
    """1 along the bar, closing like a circle over its last millimetres; never quite 0."""
    part = np.clip((along - (length_mm - round_mm)) / round_mm, 0.0, 1.0)
    return np.asarray(np.sqrt(np.maximum(1 - part * part, 0.0025)))


def _bar(
    points: FloatArray,
    along: FloatArray,
    half_size: tuple[FloatArray, FloatArray],
    section: FloatArray,
    slot: Slot,
) -> list[Patch]:
    """A closed bar of half widths and heights; u runs on along it from the front, v across its height."""
    grid = sweep(points, *half_size, section)
    across = half_size[1][:, None] * section[None, :, 1]
    uv = np.stack(
        [np.broadcast_to(along[:, None] + points[0, 0], across.shape), across + points[0, 1]], axis=-1
    )
    return solid(grid, slot, uv)
