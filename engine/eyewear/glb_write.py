"""Binary glTF 2.0 put together: numbers and pictures into one buffer, described as the format wants it.

Knows nothing of eyewear. https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from pygltflib import (
    ARRAY_BUFFER,
    ELEMENT_ARRAY_BUFFER,
    FLOAT,
    GLTF2,
    SCALAR,
    UNSIGNED_INT,
    UNSIGNED_SHORT,
    VEC2,
    VEC3,
    Accessor,
    Buffer,
    BufferView,
    Image,
    Sampler,
    Texture,
)

_FEW = 65535
"""Vertices that two bytes can number; the highest number is reserved."""


@dataclass
class GlbWriter:
    """Collects one file; `gltf` is for its scene, nodes, meshes and materials."""

    gltf: GLTF2
    _data: bytearray = field(default_factory=bytearray)

    def points(self, values: npt.NDArray[np.floating]) -> int:
        """An accessor of (n, 3) or (n, 2) numbers, with their bounds."""
        array = np.ascontiguousarray(values, dtype=np.float32)
        view = self._view(array.tobytes(), ARRAY_BUFFER)
        kind = VEC3 if array.shape[1] == 3 else VEC2
        return self._accessor(view, FLOAT, kind, array)

    def indices(self, triangles: npt.NDArray[np.integer]) -> int:
        """An accessor of corner numbers, as small as they allow."""
        is_few = int(triangles.max()) < _FEW
        array = np.ascontiguousarray(triangles.reshape(-1, 1), dtype=np.uint16 if is_few else np.uint32)
        view = self._view(array.tobytes(), ELEMENT_ARRAY_BUFFER)
        return self._accessor(view, UNSIGNED_SHORT if is_few else UNSIGNED_INT, SCALAR, array)

    def texture(self, picture: bytes, wrap: int) -> int:
        """A texture of a PNG or JPEG; `wrap` as OpenGL names it."""
        kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        self.gltf.images.append(Image(bufferView=self._view(picture, None), mimeType=kind))
        self.gltf.samplers.append(Sampler(magFilter=9729, minFilter=9987, wrapS=wrap, wrapT=wrap))
        last = len(self.gltf.images) - 1
        self.gltf.textures.append(Texture(source=last, sampler=len(self.gltf.samplers) - 1))
        return len(self.gltf.textures) - 1

    def finished(self) -> bytes:
        """The whole file."""
        self.gltf.buffers = [Buffer(byteLength=len(self._data))]
        self.gltf.set_binary_blob(bytes(self._data))
        return b"".join(self.gltf.save_to_bytes())

    def _view(self, data: bytes, target: int | None) -> int:
        self._data.extend(b"\0" * (-len(self._data) % 4))
        self.gltf.bufferViews.append(
            BufferView(buffer=0, byteOffset=len(self._data), byteLength=len(data), target=target)
        )
        self._data.extend(data)
        return len(self.gltf.bufferViews) - 1

    def _accessor(self, view: int, number: int, kind: str, array: npt.NDArray[np.generic]) -> int:
        self.gltf.accessors.append(
            Accessor(
                bufferView=view,
                componentType=number,
                type=kind,
                count=len(array),
                min=array.min(axis=0).tolist(),
                max=array.max(axis=0).tolist(),
            )
        )
        return len(self.gltf.accessors) - 1
