"""The pictures of a supplier's materials: read within bounds, made small, laid where the file lays them."""

from __future__ import annotations

import io
import math
import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from engine.eyewear.colour_space import linear_bytes
from engine.eyewear.glb_file import TEXTURE_TRANSFORM, WEBP, GlbFile, UnusableGlb
from engine.eyewear.look import Texture
from engine.types import ByteArray, FloatArray

LARGEST_PX = 1024
"""A frame fills some 600 pixels of the mirror's width."""
_MOST_PIXELS = 40_000_000
_MOST_PICTURES = 24
_FORMATS = ("PNG", "JPEG", "WEBP")
_REPEAT = 10497
_WRAPS = (_REPEAT, 33648, 33071)
_OPAQUE = 255


@dataclass(eq=False)
class Pictures:
    """The pictures of one file, each read once."""

    file: GlbFile
    were_reduced: bool = False
    _read: dict[int, ByteArray] = field(default_factory=dict)

    def pixels(self, reference: dict[str, Any]) -> ByteArray:
        """(rows, columns, 4) sRGB, at most LARGEST_PX wide and high. Raises UnusableGlb."""
        entry = self.file.description["textures"][reference["index"]]
        source = entry.get("extensions", {}).get(WEBP, {}).get("source", entry.get("source"))
        if source is None:
            raise UnusableGlb("Its pictures are of a kind that is not read here. Ask for PNG or JPEG.")
        if source not in self._read:
            if len(self._read) >= _MOST_PICTURES:
                raise UnusableGlb(f"The file has too many pictures; at most {_MOST_PICTURES} are read here.")
            self._read[source] = self._small(int(source))
        return self._read[source]

    def texture(self, reference: dict[str, Any], alpha_of: AlphaRule) -> Texture:
        """The picture as a texture, its transparency as the material wants it."""
        pixels = self.pixels(reference).copy()
        pixels[..., 3] = alpha_of(pixels[..., 3])
        entry = self.file.description["textures"][reference["index"]]
        samplers = self.file.listed("samplers")
        sampler = samplers[entry["sampler"]] if "sampler" in entry else {}
        wrap = sampler.get("wrapS", _REPEAT)
        return Texture(pixels, wrap if wrap in _WRAPS else _REPEAT)

    def mean_linear(self, reference: dict[str, Any]) -> FloatArray:
        """(3,) of a picture of colours."""
        mean: FloatArray = linear_bytes(self.pixels(reference)[..., :3]).reshape(-1, 3).mean(axis=0)
        return mean

    def mean_plain(self, reference: dict[str, Any]) -> FloatArray:
        """(3,) of a picture of numbers, 0 to 1."""
        mean: FloatArray = self.pixels(reference)[..., :3].reshape(-1, 3).mean(axis=0) / 255.0
        return mean

    def _small(self, source: int) -> ByteArray:
        image = self.file.description["images"][source]
        if "bufferView" not in image:
            raise UnusableGlb("Its pictures lie in other files. Ask for one .glb with everything inside.")
        encoded = io.BytesIO(bytes(self.file.view(image["bufferView"])))
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            try:
                return self._decoded(encoded)
            except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
                raise UnusableGlb(_TOO_LARGE) from problem
            except (OSError, ValueError, SyntaxError) as problem:
                raise UnusableGlb("One of its pictures is damaged, or neither PNG nor JPEG.") from problem

    def _decoded(self, encoded: io.BytesIO) -> ByteArray:
        with Image.open(encoded, formats=_FORMATS) as picture:
            if math.prod(picture.size) > _MOST_PIXELS:
                raise UnusableGlb(_TOO_LARGE)
            self.were_reduced |= max(picture.size) > LARGEST_PX
            picture.draft("RGB", (LARGEST_PX, LARGEST_PX))
            colours = picture.convert("RGBA")
        colours.thumbnail((LARGEST_PX, LARGEST_PX), Image.Resampling.BOX)
        return np.asarray(colours)


_TOO_LARGE = (
    f"One of its pictures is too large; at most {_MOST_PIXELS // 10**6} million pixels are read here."
)


@dataclass(frozen=True, slots=True)
class AlphaRule:
    """What a material makes of its picture's transparency."""

    mode: str
    """OPAQUE, MASK or BLEND."""
    factor: float
    cutoff: float

    def __call__(self, alpha: ByteArray) -> ByteArray:
        if self.mode == "BLEND":
            return alpha
        if self.mode == "MASK":
            return np.where(alpha * self.factor >= self.cutoff * _OPAQUE, _OPAQUE, 0).astype(np.uint8)
        return np.full_like(alpha, _OPAQUE)


def texture_points(reference: dict[str, Any], attributes: dict[str, FloatArray]) -> FloatArray | None:
    """(n, 2) where the picture lies on the surface (KHR_texture_transform); None when the file does not say."""
    transform = reference.get("extensions", {}).get(TEXTURE_TRANSFORM, {})
    number = transform.get("texCoord", reference.get("texCoord", 0))
    points = attributes.get(f"TEXCOORD_{number}")
    if points is None:
        return None
    turn = float(transform.get("rotation", 0.0))
    offset = np.array(transform.get("offset", (0.0, 0.0)), dtype=np.float64)
    scale = np.array(transform.get("scale", (1.0, 1.0)), dtype=np.float64)
    rotated = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    laid: FloatArray = points[:, :2] * scale @ rotated.T + offset
    return laid
