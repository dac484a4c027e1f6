"""The numbers of a GLB file: accessors as arrays, and the corners of a primitive, also where Draco packed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.eyewear.glb_file import DRACO, GlbFile, UnusableGlb
from engine.types import FloatArray

MOST_TRIANGLES = 600_000
_MOST_NUMBERS = 3 * MOST_TRIANGLES
_KINDS: dict[int, str] = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_TRIANGLES, _STRIP, _FAN = 4, 5, 6
Numbers = npt.NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Primitive:
    """A mesh's triangles of one material."""

    attributes: dict[str, FloatArray]
    """(n, 2 to 4) by the names of glTF; POSITION is always there."""
    triangles: npt.NDArray[np.int64]
    """(m, 3), every corner within the attributes."""


def primitive_of(file: GlbFile, entry: dict[str, Any], wanted: tuple[str, ...]) -> Primitive | None:
    """The wanted attributes as far as they are there; None for lines and points."""
    mode = entry.get("mode", _TRIANGLES)
    if mode not in (_TRIANGLES, _STRIP, _FAN):
        return None
    _require_few(file, entry)
    draco = entry.get("extensions", {}).get(DRACO)
    read = _plain(file, entry, wanted) if draco is None else _from_draco(file, entry, draco, wanted)
    points = len(read.attributes["POSITION"])
    triangles = read.triangles if draco is not None else _as_triangles(read.triangles.ravel(), mode)
    if triangles.size and not 0 <= triangles.min() <= triangles.max() < points:
        raise IndexError(points)
    if any(len(values) != points for values in read.attributes.values()):
        raise ValueError(points)
    return Primitive(read.attributes, triangles)


def _require_few(file: GlbFile, entry: dict[str, Any]) -> None:
    number = entry.get("indices", entry["attributes"]["POSITION"])
    count = int(file.description["accessors"][number]["count"]) // 3
    if count > MOST_TRIANGLES:
        raise UnusableGlb(f"The model has {count:,} triangles; at most {MOST_TRIANGLES:,} are read here.")


def _plain(file: GlbFile, entry: dict[str, Any], wanted: tuple[str, ...]) -> Primitive:
    accessors = entry["attributes"]
    attributes = {name: _real(file, accessors[name]) for name in wanted if name in accessors}
    points = len(attributes["POSITION"])
    corners = numbers(file, entry["indices"])[:, 0] if "indices" in entry else np.arange(points)
    return Primitive(attributes, corners.astype(np.int64))


def _from_draco(
    file: GlbFile, entry: dict[str, Any], packed: dict[str, Any], wanted: tuple[str, ...]
) -> Primitive:
    import DracoPy  # noqa: PLC0415 - eight megabytes, and few files need it

    try:
        mesh = DracoPy.decode(bytes(file.view(packed["bufferView"])))
    except DracoPy.FileTypeException as problem:
        raise ValueError("Draco") from problem
    attributes = {}
    for name in wanted:
        if name in packed["attributes"]:
            values = mesh.get_attribute_by_unique_id(packed["attributes"][name])["data"]
            accessor = file.description["accessors"][entry["attributes"][name]]
            attributes[name] = _scaled(values, bool(accessor.get("normalized")))
    return Primitive(attributes, np.asarray(mesh.faces, dtype=np.int64).reshape(-1, 3))


def _as_triangles(corners: npt.NDArray[np.int64], mode: int) -> npt.NDArray[np.int64]:
    if mode == _TRIANGLES:
        return corners[: len(corners) // 3 * 3].reshape(-1, 3)
    if mode == _FAN:
        return np.stack([np.full(max(len(corners) - 2, 0), corners[0]), corners[1:-1], corners[2:]], axis=1)
    strip = np.stack([corners[:-2], corners[1:-1], corners[2:]], axis=1)
    strip[1::2] = strip[1::2, [1, 0, 2]]
    return strip


def _real(file: GlbFile, index: int) -> FloatArray:
    return _scaled(numbers(file, index), bool(file.description["accessors"][index].get("normalized")))


def _scaled(values: Numbers, is_normalized: bool) -> FloatArray:
    """Whole numbers that stand for -1 to 1 or 0 to 1 as such (KHR_mesh_quantization)."""
    real = values.astype(np.float64)
    if is_normalized and values.dtype.kind in "iu":
        real = np.maximum(real / np.iinfo(str(values.dtype)).max, -1.0)
    return real


def numbers(file: GlbFile, index: int) -> Numbers:
    """(count, width) as the file keeps them."""
    accessor = file.description["accessors"][index]
    count, width = int(accessor["count"]), _WIDTHS[accessor["type"]]
    kind = np.dtype(_KINDS[accessor["componentType"]])
    if not 0 <= count <= _MOST_NUMBERS:
        raise UnusableGlb(f"The model has {count:,} points; at most {_MOST_NUMBERS:,} are read here.")
    if "bufferView" in accessor:
        stride = file.description["bufferViews"][accessor["bufferView"]].get("byteStride", 0)
        values = _laid_out(file, accessor, kind, (count, width), stride)
    else:
        values = np.zeros((count, width), dtype=kind)
    if "sparse" in accessor:
        values = _with_exceptions(file, accessor["sparse"], values)
    return values


def _laid_out(
    file: GlbFile, place: dict[str, Any], kind: np.dtype[Any], shape: tuple[int, int], stride: int
) -> Numbers:
    width = kind.itemsize * shape[1]
    start = int(place.get("byteOffset", 0))
    if start < 0 or not (stride == 0 or width <= stride):
        raise ValueError(stride)
    view = file.view(place["bufferView"])
    return np.ndarray(shape, kind, view, start, (stride or width, kind.itemsize))


def _with_exceptions(file: GlbFile, sparse: dict[str, Any], values: Numbers) -> Numbers:
    count = int(sparse["count"])
    if not 0 <= count <= len(values):
        raise ValueError(count)
    where_kind = np.dtype(_KINDS[sparse["indices"]["componentType"]])
    where = _laid_out(file, sparse["indices"], where_kind, (count, 1), 0)
    told = _laid_out(file, sparse["values"], values.dtype, (count, values.shape[1]), 0)
    changed = values.copy()
    changed[where[:, 0].astype(np.int64)] = told
    return changed
