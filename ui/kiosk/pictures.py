"""Pictures for QML, kept in memory: product shots, which anyone may see, and looks, which the vault owns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from urllib.parse import quote, unquote

import numpy as np
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtQuick import QQuickImageProvider

from engine.types import ByteArray

_PACKED_QUALITY = 93
_CORNER = 0.07
"""Radius of a look's corners, as a part of its shorter side."""


def as_image(pixels: ByteArray) -> QImage:
    """An own copy of (height, width, 3 or 4) RGB(A) pixels."""
    rows = np.ascontiguousarray(pixels)
    height, width, channels = rows.shape
    kind = QImage.Format.Format_RGBA8888 if channels == 4 else QImage.Format.Format_RGB888
    return QImage(rows.data, width, height, width * channels, kind).copy()


@dataclass(frozen=True, slots=True)
class ShotKey:
    """Which product picture: small on the shelf, large in the middle, or one of a turning frame."""

    sku: str
    kind: str

    @property
    def url(self) -> str:
        return f"image://shots/{self.kind}/{quote(self.sku, safe='')}"


class ShotProvider(QQuickImageProvider):
    """Product pictures by kind and SKU."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._lock = Lock()
        self._images: dict[str, QImage | QByteArray] = {}

    def put(self, key: ShotKey, pixels: ByteArray) -> None:
        """All but small ones are packed: shown one by one, a hundred of them would fill as many megabytes."""
        image = as_image(pixels)
        with self._lock:
            self._images[key.url] = image if key.kind == "small" else _packed(image)

    def has(self, key: ShotKey) -> bool:
        with self._lock:
            return key.url in self._images

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N802 - Qt's
        kind, _, sku = id.partition("/")
        with self._lock:
            image = self._images.get(ShotKey(unquote(sku), kind).url, QImage())
        return _at_most(QImage.fromData(image) if isinstance(image, QByteArray) else image, requestedSize)


class LookProvider(QQuickImageProvider):
    """Kept looks, straight out of the vault: a wiped vault has no pictures to give."""

    def __init__(self, picture_of: Callable[[int], ByteArray | None]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._picture_of = picture_of

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N802 - Qt's
        pixels = self._picture_of(int(id.split("/", maxsplit=1)[0]))
        if pixels is None:
            return QImage()
        wanted = requestedSize if not requestedSize.isEmpty() else QSize(pixels.shape[1], pixels.shape[0])
        return _rounded(as_image(pixels), wanted)


class SheetProvider(QQuickImageProvider):
    """The measurement sheet on show, straight out of the vault."""

    def __init__(self, page: Callable[[], ByteArray | None]) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._page = page

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:  # noqa: A002, ARG002, N802 - Qt's
        page = self._page()
        if page is None:
            return QImage()
        width_px = requestedSize.width() if requestedSize.width() > 0 else page.shape[1]
        return as_image(page).scaledToWidth(width_px, Qt.TransformationMode.SmoothTransformation)


def _packed(image: QImage) -> QByteArray:
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPG", _PACKED_QUALITY)  # type: ignore[call-overload]  # Qt's stubs want bytes, Qt a string
    buffer.close()
    return packed


def _at_most(image: QImage, wanted: QSize) -> QImage:
    if image.isNull() or wanted.width() <= 0 or image.width() <= wanted.width():
        return image
    return image.scaled(
        wanted, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _rounded(image: QImage, size: QSize) -> QImage:
    """The middle of the picture, filling `size`, its corners round."""
    filled = image.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    result = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    result.fill(Qt.GlobalColor.transparent)
    path, radius = QPainterPath(), _CORNER * min(size.width(), size.height())
    path.addRoundedRect(QRectF(0, 0, size.width(), size.height()), radius, radius)
    painter = QPainter(result)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setClipPath(path)
    painter.drawImage((size.width() - filled.width()) // 2, (size.height() - filled.height()) // 2, filled)
    painter.end()
    return result
