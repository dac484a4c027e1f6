"""Files of every format the mirror opens, whole and damaged in every way that dice can think of."""

from __future__ import annotations

import random
from io import BytesIO

import numpy as np
from PIL import Image

from engine.asset_paths import WARM_UP_FACE
from engine.types import ByteArray

_USUAL_WAYS: tuple[tuple[str, dict[str, object]], ...] = (
    ("PNG", {}),
    ("JPEG", {}),
    ("JPEG", {"progressive": True}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("BMP", {}),
    ("TIFF", {"compression": "tiff_deflate"}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("TIFF", {}),
    ("GIF", {}),
    ("PPM", {}),
)
_BIG_NUMBERS = (b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff", b"\x00\x01\x00\x00", b"\x00\x00\xff\xff")


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def files_of(image: Image.Image) -> list[bytes]:
    """One picture in every way the mirror may get it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a camera"
    grey = np.asarray(image.convert("L")).astype(np.uint16) * 257
    again = {"save_all": True, "append_images": [image.rotate(90), image.rotate(180)]}
    return [
        *(encoded(image, kind, **options) for kind, options in _USUAL_WAYS),
        encoded(image, "JPEG", exif=exif),
        encoded(image.convert("CMYK"), "JPEG"),
        encoded(image.convert("L"), "JPEG"),
        encoded(Image.fromarray(grey), "PNG"),
        encoded(image.convert("P"), "PNG"),
        encoded(image.convert("RGBA"), "PNG"),
        *(encoded(image, kind, **again) for kind in ("GIF", "WEBP", "PNG", "TIFF")),
    ]


def no_face(side_px: int = 80) -> Image.Image:
    """Two colours and a slope: nothing that anyone would take for a face."""
    picture: ByteArray = np.zeros((side_px, side_px, 3), np.uint8)
    picture[:, : side_px // 2] = (200, 40, 30)
    picture[:, side_px // 2 :] = (30, 160, 60)
    picture[..., 2] = np.linspace(0, 120, side_px, dtype=np.uint8)[:, None]
    return Image.fromarray(picture)


def a_face(side_px: int = 128) -> Image.Image:
    with Image.open(WARM_UP_FACE) as face:
        return face.convert("RGB").resize((side_px, side_px))


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Flips, cuts, repeats or overwrites a few stretches of the file; half of the time near its beginning."""
    damaged = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(damaged) if dice.random() < 0.5 else min(len(damaged), 120))
        match dice.randrange(6):
            case 0:
                damaged[at] = dice.randrange(256)
            case 1:
                damaged[at] ^= 1 << dice.randrange(8)
            case 2:
                del damaged[at : at + dice.randint(1, 40)]
            case 3:
                damaged[at:at] = damaged[at : at + dice.randint(1, 40)]
            case 4:
                damaged[at : at + 4] = dice.choice(_BIG_NUMBERS)
            case _:
                del damaged[max(at, 40) :]
        if not damaged:
            return b""
    return bytes(damaged)
