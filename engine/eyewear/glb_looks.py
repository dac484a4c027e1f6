"""The materials of a supplier's file, as far as this house can show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.eyewear.colour_space import encoded
from engine.eyewear.glb_file import GlbFile
from engine.eyewear.glb_textures import LARGEST_PX, AlphaRule, Pictures, texture_points
from engine.eyewear.look import SurfaceLook, Texture
from engine.types import FloatArray, Pattern, Rgb

_GLOSSINESS = "KHR_materials_pbrSpecularGlossiness"
_TRANSMISSION = "KHR_materials_transmission"
_OPAQUE_SHARE = 0.1
_LEFT_OUT = {"normalTexture": "relief", "occlusionTexture": "painted shadow", "emissiveTexture": "glow"}


@dataclass(frozen=True, slots=True, eq=False)
class RawMaterial:
    """What a surface looks like."""

    name: str
    colour: Rgb
    """sRGB; over a texture it multiplies."""
    mean_colour: Rgb
    """sRGB, of the whole surface, its texture counted in."""
    opacity: float
    """Of the whole surface: by blending, by its texture's holes, by what it lets through."""
    cover: float
    """Without its texture."""
    metallic: float
    roughness: float
    is_told: bool
    """Whether the file says anything of this surface."""
    is_seen_from_behind: bool = False
    """Also where it is an open sheet."""
    texture: Texture | None = None
    texture_reference: dict[str, Any] | None = None

    @property
    def is_cut_out(self) -> bool:
        """Whether its texture leaves parts out and hides all elsewhere, as no lens does."""
        if self.texture is None:
            return False
        return float((self.texture.pixels[..., 3] == 255).mean()) > _OPAQUE_SHARE

    @property
    def look(self) -> SurfaceLook | None:
        """None where the file says nothing: the finish of the catalogue stands."""
        if not self.is_told:
            return None
        pattern = Pattern.CRYSTAL if self.cover < 1.0 else Pattern.SOLID
        return SurfaceLook(
            self.colour,
            pattern=pattern,
            metallic=self.metallic,
            roughness=self.roughness,
            cover=self.cover,
            texture=self.texture,
        )

    def texture_points(self, attributes: dict[str, FloatArray]) -> FloatArray | None:
        """(n, 2); where the file does not say how its texture lies, one point of it for all."""
        if self.texture_reference is None:
            return None
        points = texture_points(self.texture_reference, attributes)
        return np.zeros((len(attributes["POSITION"]), 2)) if points is None else points


class MaterialReader:
    """Reads each material of a file once; `of` may raise UnusableGlb or anything of glb_file.BROKEN."""

    def __init__(self, file: GlbFile) -> None:
        self._file = file
        self._pictures = Pictures(file)
        self._read: dict[int | None, RawMaterial] = {}
        self._left_out: set[str] = set()

    def of(self, index: int | None) -> RawMaterial:
        """The material with this number; the plain white of glTF for None."""
        if index not in self._read:
            entry = {} if index is None else self._file.description["materials"][index]
            self._left_out |= {word for key, word in _LEFT_OUT.items() if key in entry}
            self._read[index] = self._material(entry, index is not None)
        return self._read[index]

    def findings(self) -> tuple[str, ...]:
        """What is shown smaller or not at all, in sentences."""
        told = []
        if self._pictures.were_reduced:
            told.append(
                f"Its pictures were reduced to {LARGEST_PX:,} pixels; finer ones cannot be seen here."
            )
        if self._left_out:
            told.append(f"Not shown: its {', its '.join(sorted(self._left_out))}.")
        return tuple(told)

    def _material(self, entry: dict[str, Any], is_told: bool) -> RawMaterial:
        base = _base(entry)
        factors = [float(part) for part in base.get("baseColorFactor", (1.0, 1.0, 1.0, 1.0))]
        red, green, blue, alpha = np.clip(factors, 0.0, 1.0)
        mode = str(entry.get("alphaMode", "OPAQUE"))
        reference = base.get("baseColorTexture")
        rule = AlphaRule(mode, float(alpha), float(entry.get("alphaCutoff", 0.5)))
        texture = None if reference is None else self._pictures.texture(reference, rule)
        mean = np.array([red, green, blue])
        if reference is not None:
            mean = mean * self._pictures.mean_linear(reference)
        cover = (float(alpha) if mode == "BLEND" else 1.0) * (1.0 - _transmission(entry))
        metallic, roughness = self._gloss(base)
        opacity = cover * (1.0 if texture is None else float(texture.pixels[..., 3].mean()) / 255.0)
        return RawMaterial(
            str(entry.get("name", "")),
            _rgb(np.array([red, green, blue])),
            _rgb(mean),
            opacity,
            cover,
            metallic,
            roughness,
            is_told,
            bool(entry.get("doubleSided")),
            texture,
            reference,
        )

    def _gloss(self, base: dict[str, Any]) -> tuple[float, float]:
        """Metal and roughness; of a picture of them, the mean."""
        told = (float(base.get("metallicFactor", 1.0)), float(base.get("roughnessFactor", 1.0)))
        reference = base.get("metallicRoughnessTexture")
        mean = np.ones(3) if reference is None else self._pictures.mean_plain(reference)
        metallic, roughness = np.clip((told[0] * mean[2], told[1] * mean[1]), 0.0, 1.0)
        return float(metallic), float(roughness)


def _base(entry: dict[str, Any]) -> dict[str, Any]:
    """Colour and gloss of a material, also of the older model with specular colour."""
    older = entry.get("extensions", {}).get(_GLOSSINESS)
    if older is None:
        return dict(entry.get("pbrMetallicRoughness") or {"metallicFactor": 0.0})
    base = {"metallicFactor": 0.0, "roughnessFactor": 1.0 - float(older.get("glossinessFactor", 1.0))}
    names = {"diffuseFactor": "baseColorFactor", "diffuseTexture": "baseColorTexture"}
    return base | {names[key]: value for key, value in older.items() if key in names}


def _transmission(entry: dict[str, Any]) -> float:
    told = entry.get("extensions", {}).get(_TRANSMISSION, {}).get("transmissionFactor", 0.0)
    return min(max(float(told), 0.0), 1.0)


def _rgb(linear: FloatArray) -> Rgb:
    red, green, blue = encoded(linear)
    return float(red), float(green), float(blue)
