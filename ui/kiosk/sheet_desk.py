"""Where a measurement sheet goes when the customer agrees: into a file of the shop's, or onto paper."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPagedPaintDevice, QPainter

from engine.face.measurement_sheet import ConsentMissing, save_sheet
from engine.types import ByteArray
from ui.kiosk.pictures import as_image


class NoPrinter(Exception):
    """This machine has no printer, or it does not answer."""


class SheetDesk:
    """Writes to a folder of the mirror's own, readable by its user alone, and prints on the machine's usual printer."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, page: ByteArray, at: datetime, has_consent: bool) -> Path:
        """Writes the page as a PDF named by the time. Raises OSError, ConsentMissing."""
        if not has_consent:
            raise ConsentMissing
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{at:%Y-%m-%d-%H%M%S}.pdf"
        path.touch(mode=0o600)
        save_sheet(Image.fromarray(page), path, has_consent=has_consent)
        return path

    def print(self, page: ByteArray) -> None:
        """Sends the page to the usual printer. Raises NoPrinter."""
        from PySide6.QtPrintSupport import QPrinter, QPrinterInfo  # noqa: PLC0415 - looks for printers at once

        usual = QPrinterInfo.defaultPrinter()
        if usual.isNull():
            raise NoPrinter
        printer = QPrinter(usual)
        fill_page(page, printer, printer.resolution())


def fill_page(page: ByteArray, device: QPagedPaintDevice, dots_per_inch: int) -> None:
    """Draws the page as large as the paper's printable area. Raises NoPrinter when the device takes nothing."""
    painter = QPainter()
    if not painter.begin(device):
        raise NoPrinter
    image = as_image(page)
    area = device.pageLayout().paintRectPixels(dots_per_inch)
    size = image.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect(0, 0, size.width(), size.height()), image)
    painter.end()
