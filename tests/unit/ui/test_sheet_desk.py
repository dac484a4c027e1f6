"""A sheet becomes a file that only the mirror's own user can read, or goes to the printer, if there is one."""

from __future__ import annotations

import stat
from datetime import UTC, datetime

import numpy as np
import pytest
from PySide6.QtGui import QPdfWriter

from engine.face.measurement_sheet import ConsentMissing
from ui.kiosk.sheet_desk import NoPrinter, SheetDesk, fill_page

PAGE = np.full((1754, 1240, 3), 250, np.uint8)
NOON = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)


def test_a_saved_sheet_is_a_pdf_for_one_pair_of_eyes(tmp_path):
    path = SheetDesk(tmp_path / "measurements").save(PAGE, NOON, has_consent=True)
    assert path.name == "2026-11-25-120000.pdf"
    assert path.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_without_consent_no_file_is_written(tmp_path):
    with pytest.raises(ConsentMissing):
        SheetDesk(tmp_path).save(PAGE, NOON, has_consent=False)
    assert not list(tmp_path.iterdir())


def test_a_printed_page_fills_the_paper(qapp, tmp_path):
    paper = QPdfWriter(str(tmp_path / "paper.pdf"))
    fill_page(PAGE, paper, paper.resolution())
    assert (tmp_path / "paper.pdf").stat().st_size > 1000


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_said(qapp, tmp_path):
    with pytest.raises(NoPrinter):
        fill_page(PAGE, QPdfWriter(str(tmp_path / "gone" / "paper.pdf")), 300)


def test_without_a_printer_that_is_said(qapp, tmp_path):
    from PySide6.QtPrintSupport import QPrinterInfo

    if not QPrinterInfo.defaultPrinter().isNull():
        pytest.skip("this machine has a printer")
    with pytest.raises(NoPrinter):
        SheetDesk(tmp_path).print(PAGE)
