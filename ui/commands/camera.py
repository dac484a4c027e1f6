"""`varai camera …`: look at and calibrate the camera."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from app.settings import Settings
    from engine.capture.calibration import Calibration, FlatView
    from engine.capture.device import CaptureFormat
    from engine.capture.source import FrameSource
    from engine.types import ByteArray, Frame

    Finder = Callable[[ByteArray], FlatView | None]

app = typer.Typer(help="Look at and calibrate the camera.", no_args_is_help=True)

_ENOUGH_VIEWS = 15
_LONGEST_NS = 90_000_000_000


@app.command("list")
def list_cameras() -> None:
    """The cameras of this machine and what each delivers."""
    from app.settings import Settings
    from engine.capture.device import present_devices
    from engine.errors import CameraLost

    numbers = present_devices()
    if not numbers:
        print("No camera is attached. The mirror would show the demo customer.")
    for number in numbers:
        try:
            print(f"camera {number}: {_delivered(number, Settings())}")
        except CameraLost as lost:
            print(f"camera {number}: {lost}")


@app.command()
def calibrate(
    pictures: Annotated[
        list[Path] | None, typer.Argument(help="Pictures; without them the camera is used.")
    ] = None,
    camera: Annotated[str, typer.Option(help="auto, a camera number, or a video file.")] = "auto",
    board: Annotated[str, typer.Option(help="Inner corners of the chessboard, columns x rows.")] = "9x6",
    square_mm: Annotated[float, typer.Option(help="Side of one chessboard square in mm.", min=1.0)] = 25.0,
    card: Annotated[
        bool, typer.Option("--card", help="Show a bank-size card instead of a chessboard.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the result, keep the old setting.")
    ] = False,
) -> None:
    """Find out the camera's field of view. It takes views of a chessboard, or of a bank-size card.

    Show it wholly in the picture, near and far, tilted in different directions, until enough views are taken.
    """
    from app.settings import Settings, save_camera_fov
    from engine.capture.calibration import CalibrationFailed

    find = _card_finder() if card else _finder(board, square_mm)
    try:
        found = _found(_frames(pictures or [], camera, Settings()), find)
    except CalibrationFailed as reason:
        stop(str(reason), 1)
    fov_deg = found.camera.horizontal_fov_deg
    print(
        f"Field of view {fov_deg:.1f}° (focal length {found.camera.focal_px:.0f} ± {found.focal_sd_px:.0f} px,"
    )
    print(f"{found.views} views, corners within {found.reprojection_px:.2f} px).")
    if not dry_run:
        print(f"Saved in {save_camera_fov(fov_deg)}")


def _delivered(number: int, settings: Settings) -> str:
    from engine.capture.device import CameraSource, open_device
    from engine.clock import MonotonicClock

    source = CameraSource(number, open_device(number, _wanted(settings)), MonotonicClock())
    try:
        frame = source.read()
        return f"{frame.width_px}x{frame.height_px}"
    finally:
        source.close()


def _wanted(settings: Settings) -> CaptureFormat:
    from engine.capture.device import CaptureFormat

    return CaptureFormat(settings.camera.width_px, settings.camera.height_px, settings.camera.fps)


def _finder(board: str, square_mm: float) -> Finder:
    from engine.capture.calibration import find_chessboard

    columns, _, rows = board.partition("x")
    if not (columns.isdecimal() and rows.isdecimal() and min(int(columns), int(rows)) >= 3):
        stop(
            f"{board!r} is no chessboard: give the inner corners as columns x rows, such as 9x6.",
            UNUSABLE_INPUT,
        )
    return lambda pixels: find_chessboard(pixels, int(columns), int(rows), square_mm)


def _card_finder() -> Finder:
    from engine.capture.calibration import find_bank_card

    return find_bank_card


def _frames(pictures: list[Path], camera: str, settings: Settings) -> Iterator[Frame]:
    from engine.capture.opening import SourceOpener
    from engine.clock import MonotonicClock
    from engine.errors import EngineError

    choices = [str(path) for path in pictures] or [camera]
    for choice in choices:
        opener = SourceOpener(choice, _wanted(settings), MonotonicClock())
        try:
            source = opener.open(may_be_demo=False)
        except EngineError as reason:
            stop(str(reason), UNUSABLE_INPUT)
        try:
            yield from _shown(source) if not pictures else [source.read()]
        finally:
            source.close()


def _shown(source: FrameSource) -> Iterator[Frame]:
    """Frames of a camera or video for a minute and a half."""
    first = source.read()
    yield first
    while (frame := source.read()).captured_ns - first.captured_ns < _LONGEST_NS:
        yield frame


def _found(frames: Iterable[Frame], find: Finder) -> Calibration:
    from rich.progress import Progress

    from engine.capture.calibration import calibrate, is_new_view

    views: list[FlatView] = []
    width_px, height_px = 0, 0
    with Progress(transient=True) as progress:
        task = progress.add_task("Show board or card, tilted, near and far", total=_ENOUGH_VIEWS)
        for frame in frames:
            width_px, height_px = frame.width_px, frame.height_px
            view = find(frame.pixels)
            if view is not None and is_new_view(view, views, width_px):
                views.append(view)
                progress.advance(task)
            if len(views) == _ENOUGH_VIEWS:
                break
    return calibrate(views, width_px, height_px)
