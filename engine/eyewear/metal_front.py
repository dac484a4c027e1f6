"""Fronts of wire: thin rims, bars across the nose, end pieces; upper bars of half rims, mounts of bare lenses."""

from __future__ import annotations

import numpy as np

from engine.eyewear.contours import (
    GROOVE_MM,
    HALF_RIM_ENDS,
    height_above_ends,
    lens_edge,
    nasal_x,
    temporal_x,
)
from engine.eyewear.curves import outward, run_of
from engine.eyewear.layout import Layout
from engine.eyewear.lenses import thickness_mm
from engine.eyewear.loft import cap, loft, rounded_section, solid, sweep
from engine.eyewear.mesh import Patch, Slot
from engine.types import FloatArray, FrameShape, RimStyle

_STATIONS = 80
_WIRE = rounded_section(10, 2.8)
_THREAD_MM = 0.35
DRILLED_MM = 3.2
"""From the edge of a rimless lens to its screws."""


def metal_front(layout: Layout) -> list[Patch]:
    """The half of the front at x >= 0, flat; open at x = 0 where bars cross the nose."""
    parts = bars(layout, Slot.FRONT) + end_piece(layout)
    if layout.spec.rim is RimStyle.FULL:
        return parts + wire_rim(layout, layout.rim_mm, Slot.FRONT)
    if layout.spec.rim is RimStyle.HALF:
        return parts + _upper_bar(layout) + thread(layout)
    return parts + _screws(layout)


def wire_rim(layout: Layout, rim_mm: float, slot: Slot) -> list[Patch]:
    """A rim all around the lens, its groove over the edge."""
    edge, facing = _edge(layout, _STATIONS)
    grid = _along_edge(edge, facing, np.full(len(edge), rim_mm), _depth(layout), _WIRE)
    return [loft(grid, slot, closed_along=True)]


def thread(layout: Layout) -> list[Patch]:
    """The nylon along the lower edge, its ends inside the upper bar."""
    edge, facing = _edge(layout, _STATIONS)
    edge, facing = run_of(height_above_ends(layout, edge, HALF_RIM_ENDS) < 2.0, edge, facing)
    grid = np.stack([_tube_ring(edge, facing, column) for column in rounded_section(6, 2.0)], axis=1)
    return solid(grid, Slot.THREAD)


def _tube_ring(edge: FloatArray, facing: FloatArray, column: FloatArray) -> FloatArray:
    flat = edge + facing * (column[0] * _THREAD_MM + 0.15)
    return np.column_stack([flat, np.full(len(edge), column[1] * _THREAD_MM)])


def _upper_bar(layout: Layout) -> list[Patch]:
    edge, facing = _edge(layout, _STATIONS + 16)
    above = height_above_ends(layout, edge, HALF_RIM_ENDS)
    edge, facing, above = run_of(above > 0, edge, facing, above)
    weight = 0.45 + 0.55 * np.clip(above / 7.0, 0.0, 1.0)
    return solid(_along_edge(edge, facing, weight * layout.rim_mm, _depth(layout), _WIRE), Slot.FRONT)


def _edge(layout: Layout, stations: int) -> tuple[FloatArray, FloatArray]:
    """Flat points on the lens edge and the way they face."""
    edge = lens_edge(layout)
    chosen = (np.arange(stations) * len(edge)) // stations
    return edge[chosen], outward(edge)[chosen]


def _along_edge(
    edge: FloatArray, facing: FloatArray, rim_mm: FloatArray, depth_mm: float, section: FloatArray
) -> FloatArray:
    """The grid of a rim of that width, from its groove outwards."""
    across = (rim_mm - GROOVE_MM)[:, None] / 2 + (rim_mm + GROOVE_MM)[:, None] / 2 * section[:, 0]
    flat = edge[:, None] + facing[:, None] * across[..., None]
    z = np.broadcast_to(depth_mm / 2 * section[:, 1], flat.shape[:2])
    return np.concatenate([flat, z[..., None]], axis=2)


def _depth(layout: Layout) -> float:
    return min(layout.spec.rim_depth_mm, 2.6)


def nasal_edge_x(layout: Layout, y: float) -> float:
    """Flat x of the lens edge towards the nose at a height."""
    return float(nasal_x(layout, lens_edge(layout), np.array([y]))[0])


def temporal_edge_x(layout: Layout, y: float) -> float:
    """Flat x of the lens edge towards the temple at a height."""
    return float(temporal_x(layout, lens_edge(layout), np.array([y]))[0])


def bars(layout: Layout, slot: Slot) -> list[Patch]:
    """What crosses the nose: one arched bar, on aviators a straight one above it."""
    low = layout.bridge_y_mm
    arched = _bar(layout, (low - 1.6, low + 1.2), 0.0, slot)
    if layout.spec.shape is not FrameShape.AVIATOR:
        return arched
    brow = 0.86 * layout.spec.lens_height_mm / 2
    return arched + _bar(layout, (brow, brow + 0.6), -1.0, slot)


def _bar(layout: Layout, heights: tuple[float, float], middle_z: float, slot: Slot) -> list[Patch]:
    """A bar from its middle at x = 0 into the rim; `heights` of its end and its middle."""
    bare = layout.spec.rim is RimStyle.RIMLESS
    end_y, middle_y = heights
    end_x = nasal_edge_x(layout, end_y) + (DRILLED_MM if bare else -0.2 * layout.rim_mm)
    part = np.linspace(0.0, 1.0, 11)
    x, y = end_x * part, middle_y + (end_y - middle_y) * part**2
    relief = layout.relief(x, y)
    end_z = relief[-1] - (thickness_mm(layout) / 2 + 0.6 if bare else 0.0)
    z = end_z + (relief[0] + middle_z - end_z) * (1 - part**2) - relief
    grid = sweep(np.column_stack([x, y, z]), 0.85 + 0.2 * part, 1.05 + 0.2 * part, rounded_section(10, 2.4))
    grid[0, :, 0] = 0.0
    return [loft(grid, slot), cap(grid[-1], slot, at_start=False)]


def end_piece(layout: Layout) -> list[Patch]:
    """From the rim outwards, then back to the hinge."""
    y, outside = layout.hinge_y_mm, layout.half_width_mm - 0.8
    bare = layout.spec.rim is RimStyle.RIMLESS
    start = temporal_edge_x(layout, y) + (-DRILLED_MM if bare else 0.35 * layout.rim_mm)
    ahead = -thickness_mm(layout) / 2 - 0.6 if bare else 0.0
    behind = -layout.spec.rim_depth_mm / 2 - 1.5
    radius = min(3.5, (outside - start) * 0.7)
    turn = np.linspace(0.0, np.pi / 2, 6)
    x = np.concatenate(
        [np.linspace(start, outside - radius, 4)[:-1], outside - radius + radius * np.sin(turn), [outside]]
    )
    z = np.concatenate(
        [np.full(3, ahead), ahead - radius * (1 - np.cos(turn)), [min(behind, ahead - radius - 0.3)]]
    )
    path = np.column_stack([x, np.full(len(x), y), z])
    half_height = np.linspace(1.3, 1.75, len(x))
    return solid(sweep(path, np.full(len(x), 0.8), half_height, rounded_section(10, 3.2)), Slot.FRONT)


def _screws(layout: Layout) -> list[Patch]:
    nose_y, temple_y = layout.bridge_y_mm - 1.6, layout.hinge_y_mm
    places = (
        (nasal_edge_x(layout, nose_y) + DRILLED_MM, nose_y),
        (temporal_edge_x(layout, temple_y) - DRILLED_MM, temple_y),
    )
    half = thickness_mm(layout) / 2
    return [patch for x, y in places for patch in _screw(x, y, half)]


def _screw(x: float, y: float, half_mm: float) -> list[Patch]:
    """Head before the lens, nut behind it."""
    z = np.array([half_mm + 0.7, half_mm + 0.5, half_mm, half_mm, -half_mm, -half_mm, -half_mm - 1.5])
    radius = np.array([0.6, 1.1, 1.2, 0.6, 0.6, 1.2, 1.0])
    section = rounded_section(10, 2.0)
    ring = np.array([x, y]) + radius[:, None, None] * section[None]
    grid = np.concatenate([ring, np.broadcast_to(z[:, None, None], (*ring.shape[:2], 1))], axis=2)
    return solid(grid, Slot.METAL)
