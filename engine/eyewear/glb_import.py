"""A supplier's GLB made into a frame of this house: units and axes found out, sized to its boxing dimensions, its
parts told apart, its origin put where the frame rests on the nose; checked, with what was found in words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from engine.eyewear.contact import contact_points
from engine.eyewear.glb_axes import find_standing, unit_name
from engine.eyewear.glb_export import MOST_BYTES
from engine.eyewear.glb_file import UnusableGlb
from engine.eyewear.glb_lighter import lighter
from engine.eyewear.glb_reading import RawSurface, read_model
from engine.eyewear.mesh import Patch, Slot, join
from engine.eyewear.model import EyewearModel, build
from engine.types import FloatArray, FrameFinish, FrameMaterial, FrameSpec, LensFinish, LensKind

_LENS = re.compile(r"lens(?!e?_?frame)|glas(?!ses)|verre|lente", re.IGNORECASE)
_TEMPLE = re.compile(r"temple|(?<![a-z])arm|(?<![a-z])leg(?![a-z])|b(ü|ue)gel|branche", re.IGNORECASE)
_SEEN_THROUGH = 0.75
"""Opacity below which a surface without a telling name is taken for a lens."""
_FRONT_DEPTH_MM = 14.0
"""Behind the hinge by more than this, and outside the lenses, all is temple."""
_OFF_MM = 2.5
"""From here on a difference to the boxing dimensions is told."""
_METALLIC = 0.5
_MOST_POINT_BYTES = MOST_BYTES * 7 // 10
"""The rest is for its pictures."""
_TRANSMISSIVE, _CLEAR = 0.05, 0.7
_LARGEST_STRETCH = 1.35
"""Between the width and the height of the lenses, file over spec: beyond, it is another frame."""


@dataclass(frozen=True, slots=True, eq=False)
class ImportedFrame:
    """What a supplier's file became."""

    model: EyewearModel
    finish: FrameFinish
    findings: tuple[str, ...]
    """Sentences for whoever imports: what was found out, and what differs from the boxing dimensions."""


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A surface in the eyewear frame, mm."""

    patch: Patch
    part: str
    raw: RawSurface


def import_glb(data: bytes, spec: FrameSpec) -> ImportedFrame:
    """The frame of a supplier's file, whose boxing dimensions are `spec`'s. Raises UnusableGlb."""
    read = read_model(data)
    placed, findings = _placed(read.surfaces, spec)
    findings += read.findings
    pieces = [piece for raw, points, normals in placed for piece in _pieces(raw, points, normals, spec)]
    finish = _finish(pieces)
    pieces, told = _light(pieces)
    findings += told
    parts = {name: [piece.patch for piece in pieces if piece.part == name] for name in _PART_NAMES}
    if not (parts["LensL"] and parts["LensR"]):
        drawn = dict(build(spec, finish).parts)
        findings.append("The file has no lenses of its own; lenses of the boxing size were put in.")
    else:
        drawn = {}
    missing = [name for name in ("Frame", "TempleL", "TempleR") if not parts[name]]
    if missing:
        raise UnusableGlb(f"No {' and no '.join(missing)} could be made out in the file.")
    meshes = {
        name: drawn[name] if name in drawn and name[:4] == "Lens" else join(parts[name])
        for name in _PART_NAMES
    }
    right = contact_points(spec).hinge_mm
    lens = None if drawn or finish.lens.kind is LensKind.CLEAR else finish.lens
    model = EyewearModel(MappingProxyType(meshes), right * (-1.0, 1.0, 1.0), right, lens)
    return ImportedFrame(model, finish, tuple(findings))


_PART_NAMES = ("Frame", "TempleL", "TempleR", "LensL", "LensR")
_Placed = list[tuple[RawSurface, FloatArray, FloatArray]]


def _placed(surfaces: Sequence[RawSurface], spec: FrameSpec) -> tuple[_Placed, list[str]]:
    """Every surface in the eyewear frame (points, normals), and what was found out on the way."""
    everything = np.concatenate([_spread(surface) for surface in surfaces])
    standing = find_standing(everything)
    turned = [surface.points @ standing.turn.T - (standing.middle[0], 0.0, 0.0) for surface in surfaces]
    lenses = [points for surface, points in zip(surfaces, turned, strict=True) if is_lens(surface)]
    front = np.concatenate(turned)
    scale = _scale(front, lenses, spec)
    findings = _told(standing.turn, scale)
    box = _lens_box(lenses) if lenses else None
    if box is not None:
        findings += _compared(box * scale, spec)
    origin = _origin(front, box, scale, spec)
    placed = [
        (surface, points * scale + origin, surface.normals @ standing.turn.T)
        for surface, points in zip(surfaces, turned, strict=True)
    ]
    return placed, findings


def is_lens(surface: RawSurface) -> bool:
    """By its name or its material's, else by what one sees through it."""
    named = f"{surface.name} {surface.material.name}"
    if _LENS.search(named):
        return True
    is_clear = surface.material.opacity < _SEEN_THROUGH and not surface.material.is_cut_out
    return is_clear and not re.search("pad|nose|frame|rim|temple", named, re.IGNORECASE)


def _spread(surface: RawSurface) -> FloatArray:
    """Points evenly over the surface: corners and middles of its triangles."""
    corners = surface.points[surface.triangles]
    return np.concatenate([corners.reshape(-1, 3), corners.mean(axis=1)])


def _lens_box(lenses: Sequence[FloatArray]) -> FloatArray:
    """(2, 3) low and high corner of the box around the lens at x > 0."""
    points = np.concatenate(lenses)
    right = points[points[:, 0] > 0]
    if len(right) < 3:
        raise UnusableGlb("The lenses do not lie on both sides of the nose.")
    return np.stack([right.min(axis=0), right.max(axis=0)])


def _own_lens_box(spec: FrameSpec) -> FloatArray:
    """(2, 3) mm: the same of the lens that this house would build."""
    points = build(spec, FrameFinish(FrameMaterial.METAL, (0.0, 0.0, 0.0))).parts["LensR"].vertices_mm
    return np.stack([points.min(axis=0), points.max(axis=0)]).astype(np.float64)


def _scale(front: FloatArray, lenses: Sequence[FloatArray], spec: FrameSpec) -> float:
    """Millimetres a unit: by the distance between the lens centres, else by the width of the front."""
    if lenses:
        return float(_own_lens_box(spec)[:, 0].sum() / _lens_box(lenses)[:, 0].sum())
    return spec.front_width_mm / float(np.ptp(front[:, 0]))


def _told(turn: FloatArray, scale: float) -> list[str]:
    name = unit_name(scale)
    unit = f"It was made in {name}" if name else f"Its unit is no usual one ({scale:.4g} mm)"
    axes = "" if np.allclose(turn, np.eye(3)) else " and was turned to look ahead, y up"
    return [f"{unit}{axes}; it is sized to its boxing dimensions."]


def _compared(box_mm: FloatArray, spec: FrameSpec) -> list[str]:
    """What differs from the boxing dimensions. Raises UnusableGlb for another frame altogether."""
    width, height = (float(part) for part in np.ptp(box_mm, axis=0)[:2])
    between = 2 * float(box_mm[0, 0])
    stretch = (width / spec.lens_width_mm) / (height / spec.lens_height_mm)
    if not 1 / _LARGEST_STRETCH < stretch < _LARGEST_STRETCH or not 0.7 < width / spec.lens_width_mm < 1.3:
        raise UnusableGlb(
            f"Its lenses are {width:.0f} by {height:.0f} mm when sized to this frame, not "
            f"{spec.lens_width_mm:.0f} by {spec.lens_height_mm:.0f}: it is the model of another frame."
        )
    wanted = (("wide", width, spec.lens_width_mm), ("high", height, spec.lens_height_mm))
    told = [
        f"Its lenses are {found:.1f} mm {word}, the boxing dimensions say {said:.1f}."
        for word, found, said in wanted
        if abs(found - said) > _OFF_MM
    ]
    if abs(between - spec.bridge_mm) > _OFF_MM:
        told.append(f"Its bridge is {between:.1f} mm wide, the boxing dimensions say {spec.bridge_mm:.1f}.")
    return told


def _origin(front: FloatArray, box: FloatArray | None, scale: float, spec: FrameSpec) -> FloatArray:
    """(3,) mm: added so that the lenses come to lie where frames of this house have them."""
    centre = _own_lens_box(spec).mean(axis=0)
    if box is not None:
        middle = box.mean(axis=0) * scale
        return np.array([0.0, centre[1] - middle[1], centre[2] - middle[2]])
    forward = front[front[:, 2] > front[:, 2].max() - 6.0 / scale]
    middle_y = float(forward[:, 1].min() + forward[:, 1].max()) / 2 * scale
    return np.array([0.0, centre[1] - middle_y, centre[2] - (float(front[:, 2].max()) * scale - 4.0)])


def _pieces(raw: RawSurface, points: FloatArray, normals: FloatArray, spec: FrameSpec) -> list[_Piece]:
    """The surface cut along the nose, and behind the hinge."""
    centres = points[raw.triangles].mean(axis=1)
    side = np.where(centres[:, 0] < 0, "L", "R")
    hinge_z = float(contact_points(spec).hinge_mm[2])
    if is_lens(raw):
        part = np.char.add("Lens", side)
    elif _TEMPLE.search(raw.name):
        part = np.char.add("Temple", side)
    else:
        behind = centres[:, 2] < hinge_z - _FRONT_DEPTH_MM
        part = np.where(behind, np.char.add("Temple", side), "Frame")
    return [_piece(raw, points, normals, spec, part == name, str(name)) for name in np.unique(part)]


def _piece(
    raw: RawSurface, points: FloatArray, normals: FloatArray, spec: FrameSpec, chosen: FloatArray, part: str
) -> _Piece:
    used, triangles = np.unique(raw.triangles[chosen.astype(bool)], return_inverse=True)
    kept = points[used]
    slot, uv = _slot(raw, part), kept[:, :2]
    if part.startswith("Lens"):
        centre = contact_points(spec).lens_centre_mm * (-1.0 if part == "LensL" else 1.0, 1.0, 1.0)
        uv = (kept[:, :2] - centre[:2]) / (spec.lens_width_mm / 2, spec.lens_height_mm / 2)
    look = None if slot is Slot.LENS else raw.material.look
    if look is not None and raw.uv is not None:
        uv = raw.uv[used]
    return _Piece(Patch(kept, uv, triangles.reshape(-1, 3), slot, normals[used], look), part, raw)


def _light(pieces: list[_Piece]) -> tuple[list[_Piece], list[str]]:
    """The pieces with so few points that a page can load them. Raises UnusableGlb."""
    reduced = lighter([piece.patch for piece in pieces], _MOST_POINT_BYTES)
    if reduced is None:
        raise UnusableGlb(
            "The model is finer than can be shown live. Ask for one of at most 30,000 triangles."
        )
    patches, moved_mm = reduced
    by_raw = [(piece, patch) for piece, patch in zip(pieces, patches, strict=True) if len(patch.triangles)]
    told = [f"It was made lighter: points closer than {moved_mm:g} mm became one."] if moved_mm else []
    return [replace(piece, patch=patch) for piece, patch in by_raw], told


def _slot(raw: RawSurface, part: str) -> Slot:
    if part.startswith("Lens"):
        return Slot.LENS
    if re.search(r"pad", f"{raw.name} {raw.material.name}", re.IGNORECASE):
        return Slot.PAD
    if raw.material.metallic > _METALLIC and re.search(
        r"hinge|screw|metal|charni", f"{raw.name} {raw.material.name}", re.IGNORECASE
    ):
        return Slot.METAL
    return Slot.FRONT if part == "Frame" else Slot.TEMPLE


def _finish(pieces: Sequence[_Piece]) -> FrameFinish:
    """The colour that covers most of the front, and the tint of the lenses."""
    front = max((p for p in pieces if p.patch.slot is Slot.FRONT), key=_area, default=None)
    if front is None:
        raise UnusableGlb("No front could be made out in the file.")
    lens = max((p for p in pieces if p.patch.slot is Slot.LENS), key=_area, default=None)
    material = FrameMaterial.METAL if front.raw.material.metallic > _METALLIC else FrameMaterial.ACETATE
    return FrameFinish(material, front.raw.material.mean_colour, lens=_lens_finish(lens))


def _area(piece: _Piece) -> float:
    corners = piece.patch.vertices_mm[piece.patch.triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return float(np.linalg.norm(across, axis=1).sum())


def _lens_finish(lens: _Piece | None) -> LensFinish:
    """What the lens lets pass: by its transmission in its own colour, or past the share that blending covers."""
    if lens is None:
        return LensFinish()
    look = lens.raw.material
    is_transmissive = look.opacity < _TRANSMISSIVE
    brightest = max(*look.mean_colour, 0.05)
    passes = brightest if is_transmissive else 1.0 - look.opacity
    if passes > _CLEAR and (not is_transmissive or min(look.mean_colour) > _CLEAR):
        return LensFinish()
    red, green, blue = (part / brightest for part in look.mean_colour)
    return LensFinish(
        LensKind.TINTED, (red, green, blue), max(passes**2.2 if is_transmissive else passes, 0.05)
    )
