"""The finish of a frame as glTF 2.0 materials: metal and roughness, transmission for what one sees through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from pygltflib import Material, PbrMetallicRoughness, TextureInfo

from engine.eyewear.colour_space import encoded, linear
from engine.eyewear.finishes import lens_look, look_of
from engine.eyewear.flecks import SHEET_MM, sheet
from engine.eyewear.glb_write import GlbWriter
from engine.eyewear.look import SurfaceLook, Texture
from engine.eyewear.mesh import Mesh, Slot, Surface
from engine.types import FloatArray, FrameFinish, Pattern

TRANSMISSION, SPECULAR, IOR = "KHR_materials_transmission", "KHR_materials_specular", "KHR_materials_ior"
EXTENSIONS = (TRANSMISSION, SPECULAR, IOR)
_REPEAT, _CLAMP = 10497, 33071
_PLAIN_REFLECTANCE = 0.04
"""What glTF gives every material that is no metal (index 1.5)."""
_ASKEW: FloatArray = np.array([0.6, 0.4])
"""How flecks run through the thickness of the sheet, as in render/shaders/pattern.glsl."""
_ROWS = 128
_JPEG_QUALITY = 88

MapPoints = Callable[[Mesh], FloatArray]


@dataclass(frozen=True, slots=True)
class GlbMaterial:
    """A material in the file, and where its texture lies on a mesh (None: it has none)."""

    index: int
    texture_points: MapPoints | None


class MaterialWriter:
    """Writes each material of a finish once."""

    def __init__(self, writer: GlbWriter, finish: FrameFinish, largest_px: int) -> None:
        """`largest_px`: of the pictures of a supplier's model."""
        self._writer = writer
        self._finish = finish
        self._largest_px = largest_px
        self._written: dict[object, GlbMaterial] = {}

    def of(self, surface: Surface) -> GlbMaterial:
        """The material of a surface; surfaces that look alike share one."""
        look = None if surface.slot is Slot.LENS else look_of(self._finish, surface)
        if look not in self._written:
            self._written[look] = self._lens() if look is None else self._surface(surface.slot, look)
        return self._written[look]

    def _surface(self, slot: Slot, look: SurfaceLook) -> GlbMaterial:
        rows, points, wrap = _pattern(look)
        metal = PbrMetallicRoughness(metallicFactor=look.metallic, roughnessFactor=look.roughness)
        extensions: dict[str, object] = {}
        if look.cover < 1.0:
            extensions[TRANSMISSION] = {"transmissionFactor": round(1.0 - look.cover, 4)}
        if look.texture is not None:
            return self._printed(slot.value, metal, look, look.texture, extensions)
        return self._add(slot.value, metal, (*linear(look.colour), 1.0), rows, points, wrap, extensions)

    def _printed(
        self,
        name: str,
        pbr: PbrMetallicRoughness,
        look: SurfaceLook,
        texture: Texture,
        extensions: dict[str, object],
    ) -> GlbMaterial:
        """A supplier's material with its picture."""
        picture = _picture_file(texture, self._largest_px)
        pbr.baseColorTexture = TextureInfo(index=self._writer.texture(picture, texture.wrap))
        pbr.baseColorFactor = [round(part, 5) for part in (*linear(look.colour), 1.0)]
        mode = "BLEND" if texture.has_holes else "OPAQUE"
        material = Material(
            name=name, pbrMetallicRoughness=pbr, extensions=extensions, alphaCutoff=None, alphaMode=mode
        )
        self._writer.gltf.materials.append(material)
        return GlbMaterial(len(self._writer.gltf.materials) - 1, _texture_points)

    def _lens(self) -> GlbMaterial:
        look = lens_look(self._finish.lens)
        tint = np.array(linear(look.tint)) * look.transmittance
        smooth = PbrMetallicRoughness(metallicFactor=0.0, roughnessFactor=0.0)
        reflectance = np.maximum(look.reflectance, linear(look.mirror))
        extensions: dict[str, object] = {
            TRANSMISSION: {"transmissionFactor": 1.0},
            IOR: {"ior": 1.5},
            SPECULAR: {"specularColorFactor": (reflectance / _PLAIN_REFLECTANCE).round(4).tolist()},
        }
        rows, points = (_gradient(tint), _lens_points) if look.is_gradient else (None, None)
        return self._add("lens", smooth, (*tint.tolist(), 1.0), rows, points, _CLAMP, extensions)

    def _add(
        self,
        name: str,
        pbr: PbrMetallicRoughness,
        colour: tuple[float, ...],
        rows: FloatArray | None,
        points: MapPoints | None,
        wrap: int,
        extensions: dict[str, object],
    ) -> GlbMaterial:
        if rows is None:
            pbr.baseColorFactor = [round(part, 5) for part in colour]
        else:
            pbr.baseColorTexture = TextureInfo(index=self._writer.texture(_png(rows), wrap))
        material = Material(name=name, pbrMetallicRoughness=pbr, extensions=extensions, alphaCutoff=None)
        self._writer.gltf.materials.append(material)
        return GlbMaterial(len(self._writer.gltf.materials) - 1, points)


def _pattern(look: SurfaceLook) -> tuple[FloatArray | None, MapPoints | None, int]:
    """(rows, columns, 3) linear colours of the texture, where it lies, how it goes on beyond its edge."""
    first, second = np.array(linear(look.colour)), np.array(linear(look.second_colour))
    if look.pattern is Pattern.TORTOISE:
        fleck = sheet()[..., None] / 255.0
        return first + (second - first) * fleck, _sheet_points, _REPEAT
    if look.pattern is Pattern.TWO_TONE:
        height_mm = ((np.arange(_ROWS) + 0.5) / _ROWS - 0.5) * SHEET_MM
        part = _smooth_step(-3.0, 3.0, height_mm)[:, None, None]
        return np.repeat(second + (first - second) * part, 4, axis=1), _height_points, _CLAMP
    return None, None, _REPEAT


def _gradient(tint: FloatArray) -> FloatArray:
    """The tint above fading to clear at the lower rim."""
    height = 1.0 - (np.arange(_ROWS) + 0.5) / _ROWS * 2
    clear = _smooth_step(0.6, -0.8, height)[:, None, None]
    return np.repeat(tint + (0.96 - tint) * clear, 4, axis=1)


def _smooth_step(start: float, end: float, value: FloatArray) -> FloatArray:
    part = np.clip((value - start) / (end - start), 0.0, 1.0)
    step: FloatArray = part * part * (3 - 2 * part)
    return step


def _sheet_points(mesh: Mesh) -> FloatArray:
    points: FloatArray = (mesh.uv + mesh.vertices_mm[:, 2:3] * _ASKEW) / SHEET_MM
    return points


def _height_points(mesh: Mesh) -> FloatArray:
    return np.column_stack([np.full(len(mesh.uv), 0.5), mesh.uv[:, 1] / SHEET_MM + 0.5])


def _lens_points(mesh: Mesh) -> FloatArray:
    return np.column_stack([(mesh.uv[:, 0] + 1) / 2, (1 - mesh.uv[:, 1]) / 2])


def _texture_points(mesh: Mesh) -> FloatArray:
    return mesh.uv.astype(np.float64)


def _picture_file(texture: Texture, largest_px: int) -> bytes:
    """PNG where it has holes, else JPEG."""
    pixels = cv2.cvtColor(texture.pixels, cv2.COLOR_RGBA2BGRA)
    scale = largest_px / max(pixels.shape[:2])
    if scale < 1.0:
        width, height = (max(1, round(side * scale)) for side in pixels.shape[1::-1])
        pixels = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    if texture.has_holes:
        written, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    else:
        written, data = cv2.imencode(".jpg", pixels[..., :3], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not written:
        raise ValueError("a texture could not be written")
    return data.tobytes()


def _png(colours: FloatArray) -> bytes:
    pixels = (encoded(colours)[..., ::-1] * 255 + 0.5).astype(np.uint8)
    written, png = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not written:
        raise ValueError("a texture could not be written")
    return png.tobytes()
