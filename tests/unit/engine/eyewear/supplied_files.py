"""Files as suppliers send them: our own frame in other units and axes, with pictures, packed, damaged."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import cv2
import DracoPy
import numpy as np
from pygltflib import FLOAT, GLTF2, VEC2, Accessor, BufferView, Image, Node, Sampler, Texture, TextureInfo

from engine.eyewear.glb_export import frame_glb
from engine.types import Eyewear, FrameFinish, FrameMaterial, FrameShape, FrameSpec

BY_GLTFPACK = Path(__file__).parent / "files" / "panto-by-gltfpack.glb"
"""The printed frame below, simplified and packed with meshopt (`gltfpack -cc -kn -si 0.35 -slb`, 1.3.0)."""
BROWN = (0.45, 0.25, 0.1)
SPEC = FrameSpec(FrameShape.PANTO, 50.0, 42.0, 19.0, 145.0)
FINISH = FrameFinish(FrameMaterial.ACETATE, BROWN)
RED, CYAN = (200, 60, 40), (40, 220, 230)
"""Of the stripes, red-green-blue; each 128th part of the front, from the left."""
UPRIGHT = (0.0, 0.0, 0.0, 1.0)


def supplied(spec=SPEC, finish=FINISH, scale=1.0, turn=UPRIGHT, is_named=True) -> bytes:
    """The same frame in another unit and other axes, parts named or not."""
    gltf = GLTF2().load_from_bytes(frame_glb(Eyewear("X", spec, finish)))
    scene = gltf.scenes[0]
    gltf.nodes.append(
        Node(
            children=scene.nodes,
            scale=[scale] * 3,
            rotation=list(map(float, turn)),
            translation=[3.0, 1.0, 2.0],
        )
    )
    scene.nodes, scene.extras = [len(gltf.nodes) - 1], {}
    if not is_named:
        for number, thing in enumerate([*gltf.nodes, *gltf.meshes, *gltf.materials]):
            thing.name = f"object_{number}"
    return b"".join(gltf.save_to_bytes())


def stripes(side_px=512, *, with_holes=False) -> bytes:
    """A PNG of upright stripes; with holes, the cyan ones are not there."""
    is_red = (np.arange(side_px) * 8 // side_px) % 2 == 0
    row = np.where(is_red[:, None], RED[::-1], CYAN[::-1])
    if with_holes:
        row = np.column_stack([row, np.where(is_red, 255, 0)])
    return cv2.imencode(".png", np.repeat(row[None].astype(np.uint8), side_px, axis=0))[1].tobytes()


def printed(picture: bytes | None = None, transform: dict[str, Any] | None = None, **material: Any) -> bytes:
    """The frame with a picture over its front and temples, laid from the left end to the right and top to bottom."""
    gltf = GLTF2().load_from_bytes(frame_glb(Eyewear("X", SPEC, FINISH)))
    data = bytearray(gltf.binary_blob())

    def view(content: bytes) -> int:
        data.extend(b"\0" * (-len(data) % 4))
        gltf.bufferViews.append(BufferView(buffer=0, byteOffset=len(data), byteLength=len(content)))
        data.extend(content)
        return len(gltf.bufferViews) - 1

    gltf.images.append(Image(bufferView=view(picture or stripes()), mimeType="image/png"))
    gltf.samplers.append(Sampler())
    gltf.textures.append(Texture(source=len(gltf.images) - 1, sampler=len(gltf.samplers) - 1))
    for told in gltf.materials:
        if told.name in ("front", "temple"):
            extensions = {"KHR_texture_transform": transform} if transform else {}
            texture = TextureInfo(index=len(gltf.textures) - 1, extensions=extensions)
            told.pbrMetallicRoughness.baseColorTexture = texture
            told.pbrMetallicRoughness.baseColorFactor = [1.0, 1.0, 1.0, 1.0]
            for name, value in material.items():
                setattr(told, name, value)
    for primitive in (each for mesh in gltf.meshes for each in mesh.primitives):
        if gltf.materials[primitive.material].name in ("front", "temple"):
            points = gltf.accessors[primitive.attributes.POSITION]
            start = gltf.bufferViews[points.bufferView].byteOffset
            xyz = np.frombuffer(bytes(data), np.float32, points.count * 3, start).reshape(-1, 3)
            uv = np.column_stack([xyz[:, 0] / 0.14 + 0.5, 0.5 - xyz[:, 1] / 0.06]).astype(np.float32)
            gltf.accessors.append(
                Accessor(bufferView=view(uv.tobytes()), componentType=FLOAT, type=VEC2, count=len(uv))
            )
            primitive.attributes.TEXCOORD_0 = len(gltf.accessors) - 1
    gltf.buffers[0].byteLength, gltf.scenes[0].extras = len(data), {}
    gltf.set_binary_blob(bytes(data))
    return b"".join(gltf.save_to_bytes())


def draco_packed(data: bytes) -> bytes:
    """The file with its triangles packed by KHR_draco_mesh_compression."""
    description, binary = taken_apart(data)
    read = GLTF2().load_from_bytes(data)
    packed = bytearray(binary)

    def values(index: int, width: int, kind: type) -> Any:
        accessor = read.accessors[index]
        kind = {5123: np.uint16, 5125: np.uint32}.get(accessor.componentType, kind)
        start = read.bufferViews[accessor.bufferView].byteOffset
        return np.frombuffer(binary, kind, accessor.count * width, start).reshape(-1, width)

    for mesh in description["meshes"]:
        for primitive in mesh["primitives"]:
            names = primitive["attributes"]
            uv = (
                values(names["TEXCOORD_0"], 2, np.float32).astype(np.float64)
                if "TEXCOORD_0" in names
                else None
            )
            content = DracoPy.encode(
                values(names["POSITION"], 3, np.float32),
                values(primitive["indices"], 1, np.uint32).reshape(-1, 3).astype(np.uint32),
                quantization_bits=14,
                normals=values(names["NORMAL"], 3, np.float32).astype(np.float64),
                tex_coord=uv,
            )
            ids = {each["attribute_type"]: each["unique_id"] for each in DracoPy.decode(content).attributes}
            numbers = {"POSITION": ids[0], "NORMAL": ids[1]} | (
                {"TEXCOORD_0": ids[3]} if uv is not None else {}
            )
            view = {"buffer": 0, "byteOffset": len(packed), "byteLength": len(content)}
            description["bufferViews"].append(view)
            packed += content
            told = {"bufferView": len(description["bufferViews"]) - 1, "attributes": numbers}
            primitive["extensions"] = {"KHR_draco_mesh_compression": told}
    for accessor in description["accessors"]:
        accessor.pop("bufferView")
    description["extensionsRequired"] = ["KHR_draco_mesh_compression"]
    return put_together(description, bytes(packed))


def taken_apart(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The description and the binary chunk of a file."""
    length = struct.unpack_from("<I", data, 12)[0]
    return json.loads(data[20 : 20 + length]), data[28 + length :]


def put_together(description: object, binary: bytes) -> bytes:
    text = json.dumps(description).encode()
    text += b" " * (-len(text) % 4)
    head = struct.pack("<III", 0x46546C67, 2, 28 + len(text) + len(binary))
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942)
    return head + chunks + binary


def damaged(**changes: Any) -> bytes:
    """The file with parts of its description replaced."""
    description, binary = taken_apart(supplied())
    return put_together(description | changes, binary)
