"""Decodes pictures of unknown origin: turned upright, 8 bits, blue-green-red, within bounded memory and time.

Knows nothing of faces. Whatever the bytes are, the answer is a picture or an UnusablePicture that says why.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from engine.errors import UnusableSource
from engine.types import ByteArray

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM")
"""What is opened at all; every further decoder is a door for damaged files."""
MAX_FILE_BYTES = 96_000_000
MAX_SIDE_PX = 4096
"""Decoded pictures are made no larger than this; finer detail does not improve any measure."""
MIN_SIDE_PX = 64
MAX_PIXELS = 36_000_000
"""Decoded whole: 110 MB as RGB."""
MAX_JPEG_PIXELS = 220_000_000
"""Baseline JPEG is shrunk while it is decoded, so that only a fraction of it is ever in memory."""
MAX_JPEG_SCANS = 40
"""A progressive JPEG may ask for any number of passes over the picture; cameras write about ten."""

Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS  # Pillow's own guard warns above this and refuses twice as much

_EXIF_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_HEIF_BRANDS = frozenset({b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"})


class PictureProblem(StrEnum):
    """Why a picture cannot be used; these words are stable."""

    NOT_FOUND = "not_found"
    NOT_AN_IMAGE = "not_an_image"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"


class UnusablePicture(UnusableSource):
    """A file or upload that gives no picture; its text is one sentence for people."""

    def __init__(self, problem: PictureProblem, sentence: str) -> None:
        super().__init__(sentence)
        self.problem = problem


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """An upright picture and how it relates to the file it came from."""

    pixels: ByteArray
    """(height, width, 3), blue-green-red, sRGB."""
    scale: float
    """Pixels here for one pixel of the file: below 1 when it was too large to keep whole."""
    width_px: int
    """Of the upright picture in the file."""
    height_px: int


def read_picture(source: Path | bytes) -> Picture:
    """The first picture in a file or upload.

    Raises UnusablePicture for whatever does not give one.
    """
    data = source if isinstance(source, bytes) else _bytes_of(source)
    try:
        return _decode(data)
    except UnusablePicture:
        raise
    except UnidentifiedImageError as error:
        raise _not_an_image(data) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise _too_large("It unpacks to more pixels than fit in memory.") from error
    except Exception as error:  # damaged files raise almost anything in the decoders
        raise UnusablePicture(
            PictureProblem.UNREADABLE, "The picture is damaged or incomplete. Please save it again."
        ) from error


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise UnusablePicture(PictureProblem.NOT_FOUND, f"There is no picture at {path}.")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _too_large(f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
        return path.read_bytes()
    except OSError as error:
        raise UnusablePicture(
            PictureProblem.NOT_FOUND, f"{path} cannot be opened: {error.strerror}."
        ) from error
    except ValueError as error:
        raise UnusablePicture(PictureProblem.NOT_FOUND, "This is not a path to a picture.") from error


def _decode(data: bytes) -> Picture:
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        width_px, height_px = image.size
        _refuse_unbounded(image, data)
        image.draft(image.mode if image.mode in {"L", "CMYK"} else "RGB", _kept_size(image))
        orientation = _orientation(image)
        image.load()
        rgb = _as_rgb(image)
    rgb.thumbnail((MAX_SIDE_PX, MAX_SIDE_PX), Image.Resampling.BILINEAR)
    scale = max(rgb.size) / max(width_px, height_px)
    if orientation in _UPRIGHT:
        rgb = rgb.transpose(_UPRIGHT[orientation])
    if orientation in _SIDEWAYS:
        width_px, height_px = height_px, width_px
    return Picture(np.ascontiguousarray(np.asarray(rgb)[:, :, ::-1]), scale, width_px, height_px)


def _refuse_unbounded(image: Image.Image, data: bytes) -> None:
    """Looks at the header only, before a single pixel is unpacked."""
    pixels = image.width * image.height
    is_shrinkable = image.format in {"JPEG", "MPO"} and not image.info.get("progressive")
    limit = MAX_JPEG_PIXELS if is_shrinkable else MAX_PIXELS
    if pixels > limit:
        raise _too_large(f"It has {pixels / 1e6:.0f} million pixels; {limit / 1e6:.0f} million are the most.")
    if min(image.size) < MIN_SIDE_PX:
        raise UnusablePicture(
            PictureProblem.TOO_SMALL,
            f"The picture is {image.width} x {image.height} pixels; {MIN_SIDE_PX} a side are the least.",
        )
    if image.info.get("progressive") and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise _too_large(f"It is stored in more than {MAX_JPEG_SCANS} passes.")


def _kept_size(image: Image.Image) -> tuple[int, int]:
    shrink = min(1.0, MAX_SIDE_PX / max(image.size))
    return round(image.width * shrink), round(image.height * shrink)


def _orientation(image: Image.Image) -> int:
    """The camera's note of how it was held; a damaged note counts as none."""
    try:
        return int(image.getexif().get(_EXIF_ORIENTATION, 1))
    except (OSError, SyntaxError, TypeError, ValueError, KeyError, struct.error, UserWarning):
        return 1


def _as_rgb(image: Image.Image) -> Image.Image:
    """Eight bits a channel, on white where the picture is transparent."""
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_eight_bits(np.asarray(image))).convert("RGB")
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(white, layer).convert("RGB")
    return image.convert("RGB")


def _eight_bits(grey: npt.NDArray[np.generic]) -> ByteArray:
    """Greys of 16 or 32 bits or floating point; the white of the wider ones is their brightest pixel."""
    values = np.nan_to_num(grey.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    white = 65535.0 if grey.dtype == np.uint16 else max(float(values.max()), 1e-6)
    eight: ByteArray = np.clip(values * (255.0 / white), 0, 255).astype(np.uint8)
    return eight


def _not_an_image(data: bytes) -> UnusablePicture:
    if data[4:12] in _HEIF_BRANDS:
        sentence = "Pictures in Apple's HEIC or in AVIF format cannot be read. Please save it as JPEG."
    else:
        sentence = "This is not a picture. Please choose a JPEG, PNG or WebP file."
    return UnusablePicture(PictureProblem.NOT_AN_IMAGE, sentence)


def _too_large(reason: str) -> UnusablePicture:
    return UnusablePicture(
        PictureProblem.TOO_LARGE, f"The picture is too large. {reason} Please save a smaller copy."
    )
