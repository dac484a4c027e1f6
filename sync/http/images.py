"""Pictures from elsewhere: fetched with limits, checked, made small, kept as files by their address."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from app.domain.errors import NeedsOwner, UnusableRecord
from sync.http.addresses import AddressPolicy
from sync.http.client import Call, ClientLimits, HttpClient, Line

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")


@dataclass(frozen=True, slots=True)
class PictureLimits:
    most_bytes: int = 12 * 2**20
    most_pixels: int = 40_000_000
    """Checked before anything is unpacked."""
    longest_side_px: int = 1600
    """Larger ones are made smaller."""


USUAL = PictureLimits()


class ImageCache:
    """A folder of checked pictures. One that is there is not fetched again: shops give a changed picture a new
    address."""

    def __init__(
        self, folder: Path, line: Line, policy: AddressPolicy, limits: PictureLimits = USUAL
    ) -> None:
        self._folder = folder
        self._limits = limits
        bounds = ClientLimits(most_answer_bytes=limits.most_bytes, read_s=30.0, retry=line.limits.retry)
        self._client = HttpClient(
            Line(line.clock, line.wall_clock, line.random, line.resolve, bounds), policy=policy
        )

    def close(self) -> None:
        self._client.close()

    def fetch(self, url: str) -> Path:
        """The picture as a WebP file. UnusableRecord when it is no picture, too large, gone or at a forbidden
        address; RetryLater when it cannot be had now."""
        path = self._folder / f"{hashlib.sha256(url.encode()).hexdigest()}.webp"
        if not path.is_file():
            _write_whole(path, shrink(self._download(url), self._limits))
        return path

    def _download(self, url: str) -> bytes:
        try:
            answer = self._client.send(Call("GET", url, follows_redirects=True))
        except NeedsOwner as problem:
            raise UnusableRecord(f"The picture cannot be fetched: {problem}") from problem
        if not answer.is_success:
            raise UnusableRecord(f"The picture cannot be fetched ({answer.status}).")
        return answer.body


def shrink(content: bytes, limits: PictureLimits) -> bytes:
    """The picture as WebP within the limits, upright, without anything else that was in the file.
    UnusableRecord for what is no picture or has too many pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _reencode(content, limits)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise UnusableRecord("The file is no picture that can be read.") from problem


def _reencode(content: bytes, limits: PictureLimits) -> bytes:
    with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
        if picture.width * picture.height > limits.most_pixels:
            raise UnusableRecord(f"The picture has more than {limits.most_pixels} pixels.")
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((limits.longest_side_px, limits.longest_side_px))
    out = io.BytesIO()
    upright.save(out, "WEBP", quality=85)
    return out.getvalue()


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}.part")
    draft.write_bytes(content)
    draft.replace(path)
