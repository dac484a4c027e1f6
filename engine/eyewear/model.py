"""A frame of the catalogue as geometry: built once from its spec, shared by all its colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from engine.eyewear.front import front
from engine.eyewear.hardware import hinge
from engine.eyewear.layout import Layout, layout_of
from engine.eyewear.lenses import lens
from engine.eyewear.mesh import Mesh, Patch, Slot, Surface, join
from engine.eyewear.temples import temple
from engine.types import FloatArray, FrameFinish, FrameMaterial, FrameSpec, LensFinish, LensKind, Pattern

__all__ = ["EyewearModel", "Mesh", "Slot", "Surface", "build"]


@dataclass(frozen=True, slots=True, eq=False)
class EyewearModel:
    """The parts of a frame in the eyewear frame, temples open and parallel; L is the picture's left (x < 0)."""

    parts: MappingProxyType[str, Mesh]
    """Frame, TempleL, TempleR, LensL, LensR."""
    left_hinge_mm: FloatArray
    """(3,) a point of the upright axis (0, 1, 0) about which TempleL turns."""
    right_hinge_mm: FloatArray
    lens: LensFinish | None = None
    """Of a supplier's model whose lenses are tinted."""

    def worn(self, finish: FrameFinish) -> FrameFinish:
        """The finish it is shown in: a tint of its own stands where the catalogue's lenses are clear."""
        if self.lens is None or finish.lens.kind is not LensKind.CLEAR:
            return finish
        return replace(finish, lens=self.lens)

    @property
    def triangle_count(self) -> int:
        return sum(len(mesh.triangles) for mesh in self.parts.values())


def build(spec: FrameSpec, finish: FrameFinish) -> EyewearModel:
    """The model of a frame. Finishes that need the same geometry share one model; the last 96 are kept."""
    return _build(spec, finish.material, finish.pattern is Pattern.CRYSTAL)


@lru_cache(maxsize=96)
def _build(spec: FrameSpec, material: FrameMaterial, shows_core: bool) -> EyewearModel:
    layout = layout_of(spec)
    fixed = _shaded([*_placed(layout, front(layout, material)), *hinge(layout, material)])
    side = _shaded(temple(layout, material, shows_core=shows_core))
    glass = _shaded(_placed(layout, lens(layout)))
    parts = {
        "Frame": join(fixed + _mirrored(fixed)),
        "TempleL": join(_mirrored(side)),
        "TempleR": join(side),
        "LensL": join(_mirrored(glass)),
        "LensR": join(glass),
    }
    right = layout.hinge_mm
    return EyewearModel(MappingProxyType(parts), right * (-1.0, 1.0, 1.0), right)


def _placed(layout: Layout, patches: Sequence[Patch]) -> list[Patch]:
    """Flat patches in the eyewear frame."""
    return [Patch(layout.place(p.vertices_mm), p.uv, p.triangles, p.slot) for p in patches]


def _shaded(patches: Sequence[Patch]) -> list[Patch]:
    return [patch.with_normals() for patch in patches]


def _mirrored(patches: Sequence[Patch]) -> list[Patch]:
    return [patch.mirrored() for patch in patches]
