"""A shop's logo: any small picture that comes in, one clean WebP that goes out."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from io import BytesIO
from typing import Annotated

from PIL import Image, UnidentifiedImageError
from pydantic import AfterValidator, Field

_FORMATS = ("PNG", "JPEG", "WEBP")
"""Pictures only: a drawing (SVG) could carry more than a picture."""
_LARGEST_PX = (960, 160)
_MOST_PIXELS = 16_000_000
_MOST_CHARACTERS = 700_000
"""Of Base64: half a megabyte of picture."""


def _clean(text: str) -> str:
    """The picture drawn anew, without anything hidden in its file. Raises ValueError."""
    if not text:
        return ""
    try:
        with Image.open(BytesIO(b64decode(text, validate=True)), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise ValueError("the logo has too many pixels")
            plain = picture.convert("RGBA")
    except (NotBase64, UnidentifiedImageError, OSError, SyntaxError) as problem:
        raise ValueError("the logo is no PNG, JPEG or WebP picture (as Base64)") from problem
    plain.thumbnail(_LARGEST_PX, Image.Resampling.LANCZOS)
    file = BytesIO()
    plain.save(file, "WEBP", lossless=True, exact=True)
    return b64encode(file.getvalue()).decode()


Logo = Annotated[str, Field(max_length=_MOST_CHARACTERS), AfterValidator(_clean)]
"""Base64 of a WebP picture, at most 960x160; empty for none."""


def logo_file(logo: str) -> bytes:
    return b64decode(logo)


def logo_size_px(logo: str) -> tuple[int, int]:
    """Width and height."""
    with Image.open(BytesIO(logo_file(logo))) as picture:
        return picture.size
