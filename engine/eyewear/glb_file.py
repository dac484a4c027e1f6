"""A GLB file opened: its description, and the bytes it points at. Refuses what would cost too much memory or time.

https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, field
from typing import Any

from engine.errors import EngineError
from engine.eyewear.glb_packed import unpacked

MOST_BYTES = 60 * 2**20
MOST_UNPACKED_BYTES = 256 * 2**20
_MAGIC, _JSON, _BINARY = 0x46546C67, 0x4E4F534A, 0x004E4942
MESHOPT, DRACO, WEBP = "EXT_meshopt_compression", "KHR_draco_mesh_compression", "EXT_texture_webp"
TEXTURE_TRANSFORM = "KHR_texture_transform"
_READ_HERE = {
    *(MESHOPT, DRACO, WEBP, TEXTURE_TRANSFORM, "KHR_mesh_quantization"),
    *("KHR_materials_pbrSpecularGlossiness", "KHR_materials_transmission", "KHR_materials_unlit"),
    *("KHR_materials_clearcoat", "KHR_materials_ior", "KHR_materials_specular", "KHR_materials_volume"),
}
BROKEN = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error, OverflowError),
    *(RecursionError, ZeroDivisionError, OSError, MemoryError),
)
"""What reading damaged numbers may raise."""


class UnusableGlb(EngineError):
    """The file cannot become a frame; the text says why and what to ask the supplier for."""


@dataclass(eq=False)
class GlbFile:
    """One file; `view` may raise anything of BROKEN where the description does not hold."""

    description: dict[str, Any]
    binary: memoryview
    _unpacked: dict[int, memoryview] = field(default_factory=dict)

    def listed(self, kind: str) -> list[Any]:
        """The description's list of this kind; empty where it has none."""
        return list(self.description.get(kind, ()))

    def view(self, index: int) -> memoryview:
        """The bytes of a buffer view, unpacked where they are packed."""
        entry = self.description["bufferViews"][index]
        packed = entry.get("extensions", {}).get(MESHOPT)
        if packed is None:
            return self._part(entry)
        if index not in self._unpacked:
            count, width = int(packed["count"]), int(packed["byteStride"])
            held = sum(map(len, self._unpacked.values()))
            if count < 0 or width < 1 or held + count * width > MOST_UNPACKED_BYTES:
                raise UnusableGlb("The file unpacks to more than can be read here. Ask for a lighter model.")
            data = unpacked(self._part(packed), count, width, packed["mode"], packed.get("filter", "NONE"))
            self._unpacked[index] = memoryview(data)
        return self._unpacked[index]

    def _part(self, entry: dict[str, Any]) -> memoryview:
        start, length = int(entry.get("byteOffset", 0)), int(entry["byteLength"])
        if entry["buffer"] != 0 or "uri" in self.description["buffers"][0]:
            raise UnusableGlb(
                "Parts of this model lie in other files. Ask for one .glb with everything inside."
            )
        if start < 0 or length < 0 or start + length > len(self.binary):
            raise UnusableGlb("The file is damaged or cut off. Copy or download it again.")
        return self.binary[start : start + length]


def opened(data: bytes) -> GlbFile:
    """The file, once its size, kind and needs are known to be bearable. Raises UnusableGlb."""
    if len(data) > MOST_BYTES:
        raise UnusableGlb(
            f"The file has {len(data) / 2**20:.0f} MB; at most {MOST_BYTES >> 20} are read here."
        )
    if len(data) < 20 or struct.unpack_from("<II", data) != (_MAGIC, 2):
        raise UnusableGlb("This is no binary glTF 2.0 file. Ask the supplier for a .glb.")
    length, kind = struct.unpack_from("<II", data, 12)
    if kind != _JSON or 20 + length > len(data):
        raise UnusableGlb("The file is cut off. Copy or download it again.")
    try:
        description = dict(json.loads(data[20 : 20 + length]))
        needs = {str(need) for need in description.get("extensionsRequired", ())} - _READ_HERE
    except BROKEN as problem:
        raise UnusableGlb("The file is damaged: its description cannot be read.") from problem
    if needs:
        raise UnusableGlb(
            f"The file needs {', '.join(sorted(needs))}, which is not read here. "
            "Ask for a plain .glb with PNG or JPEG pictures."
        )
    return GlbFile(description, _binary(data, 20 + length))


def _binary(data: bytes, start: int) -> memoryview:
    if start + 8 > len(data):
        return memoryview(b"")
    length, kind = struct.unpack_from("<II", data, start)
    return memoryview(data)[start + 8 : start + 8 + length] if kind == _BINARY else memoryview(b"")
