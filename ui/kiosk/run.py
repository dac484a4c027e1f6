"""Runs the kiosk for the command line: checks what was asked for, opens the window, ends cleanly on a signal."""

from __future__ import annotations

import os
import re
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QGuiApplication

from app.domain.visit import VisitEvent
from app.settings import Settings
from engine.capture.device import present_devices
from engine.clock import MonotonicClock
from engine.errors import UnusableSource
from ui.kiosk.assembly import RunningKiosk, data_folder_problem, opener_of, start_kiosk
from ui.kiosk.native_memory import share_heaps
from ui.kiosk.window import load_fonts, prepare_graphics

PORTRAIT = QSize(1080, 1920)


@dataclass(frozen=True, slots=True)
class KioskChoice:
    """What the command line asks for; None leaves it to the settings."""

    is_windowed: bool = False
    size: str | None = None
    camera: str | None = None
    language: str | None = None
    screenshot: Path | None = None
    seconds: float = 10.0
    data_dir: Path | None = None


class NobodyIsRecorded:
    """The log of a run that shows recordings only: no person consents, so no consent is on record."""

    def record(self, event: VisitEvent) -> None:
        del event


def run_kiosk(choice: KioskChoice) -> str | None:
    """Runs until the window is closed or a signal comes; one sentence when it cannot even begin."""
    settings = settings_of(choice)
    size = size_of(choice)
    problem = problem_with(choice, settings, size)
    if problem is not None:
        return problem
    forbid_core_dumps()
    share_heaps()
    prepare_graphics()
    app = QGuiApplication.instance() or QGuiApplication(["varai"])
    load_fonts()
    shows_recording = choice.screenshot is not None and not is_live(settings.camera.source)
    running = start_kiosk(settings, size, log=NobodyIsRecorded() if shows_recording else None)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: QGuiApplication.quit())
    problems: list[str] = []
    if choice.screenshot is not None:
        if shows_recording:
            walk_to_mirror(running)
        path = choice.screenshot
        QTimer.singleShot(round(choice.seconds * 1000), lambda: problems.extend(leave_picture(running, path)))
    app.exec()
    running.stop()
    return problems[0] if problems else None


def settings_of(choice: KioskChoice) -> Settings:
    """The settings with what the command line says over them."""
    settings = Settings() if choice.data_dir is None else Settings(data_dir=choice.data_dir)
    if choice.camera is not None:
        settings.camera.source = choice.camera
    if choice.language is not None:
        settings = settings.model_copy(
            update={"kiosk": settings.kiosk.model_copy(update={"language": choice.language})}
        )
    return settings


def size_of(choice: KioskChoice) -> QSize | None:
    """The window's size; None for the whole screen. ValueError for words that are no size."""
    if choice.size is None:
        return PORTRAIT if choice.is_windowed else None
    match = re.fullmatch(r"(\d{2,5})x(\d{2,5})", choice.size)
    return QSize(int(match[1]), int(match[2])) if match else QSize()


def problem_with(choice: KioskChoice, settings: Settings, size: QSize | None) -> str | None:
    """Why this cannot run, in one sentence; None when it can."""
    if size is not None and (size.width() < 320 or size.height() < 320):
        return f"{choice.size} is no size for a window: write it as 1080x1920, at least 320x320."
    if choice.screenshot is not None and not choice.screenshot.absolute().parent.is_dir():
        return f"There is no folder {choice.screenshot.absolute().parent} to write the picture to."
    if not has_screen():
        return "There is no screen here: start the mirror on a desktop, or with packaging/on_screen.sh before it."
    try:
        opener_of(settings, MonotonicClock()).check()
    except UnusableSource as error:
        return str(error)
    return data_folder_problem(settings.data_dir)


def has_screen() -> bool:
    """Whether Qt can open a window."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in names)  # noqa: TID251 - not a setting of ours


def is_live(source: str) -> bool:
    """Whether a person could stand before this source."""
    return source.isdecimal() or (source == "auto" and bool(present_devices()))


def walk_to_mirror(running: RunningKiosk) -> None:
    """Takes the demo customer past the consent screen, which is for people."""
    running.view.visit_view.begin()
    running.view.visit_view.agree()


def leave_picture(running: RunningKiosk, path: Path) -> list[str]:
    """Writes what the window shows, and ends. What went wrong, if anything."""
    is_written = running.window.grabWindow().save(str(path))
    QGuiApplication.quit()
    return [] if is_written else [f"The picture could not be written to {path}."]


def forbid_core_dumps() -> None:
    """A crash must not leave a customer's picture on the disk."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
