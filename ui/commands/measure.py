"""`varai measure`: staff measurement with a reference, and the sheet that shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.analyse import Lens, camera_of
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from engine.face.measurement_sheet import Measurement

_REFERENCES = ("card", "scale", "none")
_GAZES = {"camera": "screen", "far": "far", "auto": "unknown"}


def measure(
    path: Annotated[Path, typer.Argument(help="Picture of the face, with the card if one is used.")],
    by: Annotated[str, typer.Option(help="Who measures.")],
    reference: Annotated[
        str, typer.Option(help="card (bank size, on forehead or chin), scale (with --px-per-mm), or none.")
    ] = "card",
    px_per_mm: Annotated[float | None, typer.Option(help="Known scale at the eyes.", min=0.1)] = None,
    fov: Annotated[float | None, typer.Option(help="Field of view in degrees.", min=10, max=150)] = None,
    focal_px: Annotated[float | None, typer.Option(help="Focal length in pixels.", min=50)] = None,
    gaze: Annotated[
        str, typer.Option(help="Where the customer was asked to look: camera, far, or auto.")
    ] = "camera",
    sheet: Annotated[Path | None, typer.Option(help="Save the sheet: .png or .pdf. Needs --consent.")] = None,
    consent: Annotated[
        bool, typer.Option("--consent", help="The customer agrees that the measurement is kept.")
    ] = False,
) -> None:
    """Measure one face; with --sheet and the customer's --consent also as a page to print or keep."""
    from engine.errors import EngineError
    from engine.face.measurement_sheet import draw_sheet, save_sheet

    if (
        reference not in _REFERENCES
        or gaze not in _GAZES
        or (reference == "scale") != (px_per_mm is not None)
    ):
        stop(
            "--reference is card, none, or scale with --px-per-mm; --gaze is camera, far or auto.",
            UNUSABLE_INPUT,
        )
    if sheet is not None and sheet.suffix.lower() not in {".png", ".pdf"}:
        stop("The sheet is saved as .png or .pdf.", UNUSABLE_INPUT)
    try:
        measurement = _measured(path, Lens(fov, focal_px, px_per_mm), reference, _GAZES[gaze], by)
        if sheet is not None:
            save_sheet(draw_sheet(measurement), sheet, has_consent=consent)
    except EngineError as reason:
        stop(str(reason), UNUSABLE_INPUT)
    except OSError as reason:
        stop(f"The sheet could not be saved: {reason.strerror or reason}.", UNUSABLE_INPUT)
    _print(measurement)


def _measured(path: Path, lens: Lens, reference: str, gaze: str, by: str) -> Measurement:
    from datetime import date

    from engine.capture.picture import read_picture
    from engine.face.measure_gaze import Gaze
    from engine.face.measurement_sheet import Measurement
    from engine.face.reference_depth import depth_by_scale
    from engine.pipeline.staff_measurement import measure_face
    from engine.tracking.face_mesh import FaceMeshTracker
    from engine.types import Frame

    picture = read_picture(path)
    frame, camera = Frame(picture.pixels, 0, path.name), camera_of(picture, lens)
    known = None if lens.px_per_mm is None else depth_by_scale(lens.px_per_mm * picture.scale, camera)
    tracker = FaceMeshTracker()
    try:
        taken = measure_face(frame, camera, tracker, Gaze(gaze), with_card=reference == "card", known=known)
    finally:
        tracker.close()
    today = date.today().isoformat()  # noqa: DTZ011 - the shop's own day stands on the sheet
    return Measurement(
        frame.pixels, taken.landmarks, taken.measures, by, today, taken.card_px, taken.coverings
    )


def _print(measurement: Measurement) -> None:
    from engine.face.measurement_sheet import cautions, rows, verdict_of

    for row in rows(measurement.measures):
        print(f"{row.name:16} {row.value} ({row.interval})")
    print(verdict_of(measurement.measures))
    for caution in cautions(measurement.coverings):
        print(caution)
