"""Where the parts of a frame lie, from its spec alone: the ground both the builders and the fit stand on.

A front is drawn *flat*: x across, y up from the boxes' middle line, z forward from the lenses' middle, the nose at
x = 0, for x >= 0 only. `Layout.place` bends it (base curve, face-form) and tilts it into the eyewear frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from engine.eyewear.styles import STYLES, Style
from engine.types import FloatArray, FrameSpec, RimStyle

TOOL_INDEX = 530.0
"""Radius of a lens surface in mm times its base curve in dioptres (tooling index 1.53)."""
BRIDGE_PROJECTION = 0.16
"""How far the bridge arches forward of the rims, over the distance between lenses."""
HINGE_INSET_MM = 1.5
"""From the outside of the front to the hinge's axis."""
BEND_TO_TIP_MM = 46.0
"""From the ear bend to the tip of the temple; 40 to 50 is usual."""

_MAKEABLE = {
    "lens_width_mm": (28.0, 76.0),
    "lens_height_mm": (20.0, 70.0),
    "bridge_mm": (10.0, 32.0),
    "temple_mm": (95.0, 175.0),
    "rim_thickness_mm": (0.8, 8.0),
    "rim_depth_mm": (1.6, 8.0),
    "wrap_deg": (-5.0, 25.0),
    "pantoscopic_deg": (-10.0, 25.0),
    "end_piece_mm": (1.0, 12.0),
}
"""Wider than any frame on sale; a feed from a shop may hold slips such as a lens 5 mm high."""
_MOST_RIM = 0.42
"""Rim over bridge; thicker rims would leave no room for the nose."""


@dataclass(frozen=True)
class Layout:
    """Measures derived from a spec. `layout_of` makes them once."""

    spec: FrameSpec

    @property
    def style(self) -> Style:
        return STYLES[self.spec.shape]

    @property
    def centre_x_mm(self) -> float:
        """Flat x of the lens box's centre."""
        return (self.spec.lens_width_mm + self.spec.bridge_mm) / 2

    @property
    def half_width_mm(self) -> float:
        """Flat x of the outermost point of the front."""
        return self.spec.front_width_mm / 2

    @property
    def rim_mm(self) -> float:
        if self.spec.rim is RimStyle.RIMLESS:
            return 0.0
        return min(self.spec.rim_thickness_mm, _MOST_RIM * self.spec.bridge_mm)

    @property
    def bridge_y_mm(self) -> float:
        """Flat y of the underside of the bridge at x = 0."""
        return self.style.bridge * self.spec.lens_height_mm / 2

    @property
    def hinge_y_mm(self) -> float:
        return self.style.hinge * self.spec.lens_height_mm / 2

    @property
    def base_radius_mm(self) -> float:
        """Of the lenses: 4 dioptres on flat fronts, 6 on wrapped ones."""
        return TOOL_INDEX / min(max(3.5 + 0.2 * self.spec.wrap_deg, 4.0), 6.0)

    @property
    def bend_mm(self) -> float:
        """Length of the temple from the hinge to where it turns down behind the ear."""
        return self.spec.temple_mm - BEND_TO_TIP_MM

    @cached_property
    def hinge_mm(self) -> FloatArray:
        """(3,) eyewear frame: a point of the hinge axis of the temple at x > 0; the axis runs upright."""
        x = self.half_width_mm - HINGE_INSET_MM
        return self.place(np.array([x, self.hinge_y_mm, -self.spec.rim_depth_mm / 2 - 1.0]))

    def place(self, flat: FloatArray) -> FloatArray:
        """Flat points (..., 3) with x >= 0 in the eyewear frame: origin on the back of the bridge."""
        placed: FloatArray = self._tilted(self._bent(flat)) - self._origin
        return placed

    @cached_property
    def _origin(self) -> FloatArray:
        back = np.array([0.0, self.bridge_y_mm, -self.spec.rim_depth_mm / 2])
        return self._tilted(self._bent(back))

    def _tilted(self, points: FloatArray) -> FloatArray:
        """Turned about the level axis: the lower rim goes towards the cheek."""
        angle = math.radians(self.spec.pantoscopic_deg)
        y, z = points[..., 1], points[..., 2]
        tilted: FloatArray = np.stack(
            [
                points[..., 0],
                y * math.cos(angle) - z * math.sin(angle),
                y * math.sin(angle) + z * math.cos(angle),
            ],
            axis=-1,
        )
        return tilted

    def _bent(self, flat: FloatArray) -> FloatArray:
        """Bent along a line that is straight at the nose and turned by the face-form angle at the lens."""
        x = flat[..., 0]
        rise = flat[..., 2] + self.relief(x, flat[..., 1])
        nose_mm = self.spec.bridge_mm / 2
        inside = np.minimum(x, nose_mm)
        angle = self._turn(inside)
        beyond = x - inside
        bent_x = np.interp(inside, *self._line[:2]) + beyond * np.cos(angle) + rise * np.sin(angle)
        bent_z = (
            np.interp(inside, self._line[0], self._line[2]) - beyond * np.sin(angle) + rise * np.cos(angle)
        )
        bent: FloatArray = np.stack([bent_x, flat[..., 1], bent_z], axis=-1)
        return bent

    def _turn(self, x: FloatArray) -> FloatArray:
        """Direction of the line at x up to the lens edge, radians."""
        part = x / (self.spec.bridge_mm / 2)
        turn: FloatArray = math.radians(self.spec.wrap_deg) * part * part * (3 - 2 * part)
        return turn

    @cached_property
    def _line(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """The line from the nose to the lens edge: its length, x and z."""
        length = np.linspace(0.0, self.spec.bridge_mm / 2, 65)
        middle = self._turn((length[1:] + length[:-1]) / 2)
        step = length[1]
        x = np.concatenate([[0.0], np.cumsum(np.cos(middle) * step)])
        z = np.concatenate([[0.0], np.cumsum(-np.sin(middle) * step)])
        return length, x, z

    def relief(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Depth of the front: the lenses' sphere, levelled out towards the nose where the bridge arches forward."""
        nose_mm = self.spec.bridge_mm / 2
        part = np.minimum(x / nose_mm, 1.0)
        aside = np.where(
            x < nose_mm, nose_mm * (1 + part * part) / 2 - self.centre_x_mm, x - self.centre_x_mm
        )
        radius = self.base_radius_mm
        sphere = np.sqrt(np.maximum(radius**2 - aside**2 - y**2, 0.0)) - radius
        relief: FloatArray = sphere + BRIDGE_PROJECTION * self.spec.bridge_mm * (1 - part * part) ** 2
        return relief


@lru_cache(maxsize=256)
def layout_of(spec: FrameSpec) -> Layout:
    """The layout of a spec, made once; of the nearest frame that can be made, where the spec's numbers are mistaken."""
    makeable = {name: min(max(getattr(spec, name), least), most) for name, (least, most) in _MAKEABLE.items()}
    return Layout(replace(spec, **makeable))
