"""`varai measure`: staff measurement with a reference, and the sheet that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.analyse import Lens, camera_of, require_one_lens
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from engine.capture.picture import Picture
    from engine.face.measurement_sheet import Measurement
    from engine.pipeline.staff_measurement import Reference, StaffMeasurement
    from engine.types import FloatArray

_GAZES = {"camera": "screen", "far": "far", "auto": "unknown"}


def measure(
    path: Annotated[Path, typer.Argument(help="Picture of the face, with the card if one is used.")],
    by: Annotated[str, typer.Option(help="Who measures.")],
    reference: Annotated[
        str,
        typer.Option(
            help="card (bank size, on forehead or chin), marks (on a worn frame), scale (--px-per-mm), or none."
        ),
    ] = "card",
    marks: Annotated[
        str | None, typer.Option(help="X,Y,X,Y: two marks across the worn frame, in pixels of the picture.")
    ] = None,
    marks_mm: Annotated[float | None, typer.Option(help="How far the marks are apart.", min=10)] = None,
    px_per_mm: Annotated[float | None, typer.Option(help="Known scale at the eyes.", min=0.1)] = None,
    fov: Annotated[float | None, typer.Option(help="Field of view in degrees.", min=10, max=150)] = None,
    focal_px: Annotated[float | None, typer.Option(help="Focal length in pixels.", min=50)] = None,
    gaze: Annotated[
        str, typer.Option(help="Where the customer was asked to look: camera, far, or auto.")
    ] = "camera",
    frame: Annotated[
        str | None, typer.Option("--frame", help="SKU of glasses: how they stand before these eyes.")
    ] = None,
    sheet: Annotated[Path | None, typer.Option(help="Save the sheet: .png or .pdf. Needs --consent.")] = None,
    consent: Annotated[
        bool, typer.Option("--consent", help="The customer agrees that the measurement is kept.")
    ] = False,
    language: Annotated[str, typer.Option(help="Of the sheet: en, de, es or fr.")] = "en",
) -> None:
    """Measure one face. With --sheet and the customer's --consent also as a page to print or keep."""
    from engine.capture.picture import read_picture
    from engine.errors import EngineError
    from engine.face.measurement_sheet import draw_sheet, save_sheet
    from ui.shop import ShopClosed, UnknownSku

    if gaze not in _GAZES:
        stop(f"{gaze!r} is no gaze: camera, far or auto.", UNUSABLE_INPUT)
    if sheet is not None and sheet.suffix.lower() not in {".png", ".pdf"}:
        stop("The sheet is saved as .png or .pdf.", UNUSABLE_INPUT)
    require_one_lens(fov, focal_px)
    words = _words(language)
    try:
        picture, lens = read_picture(path), Lens(fov, focal_px, px_per_mm)
        taken = _taken(picture, lens, _reference(reference, picture, lens, marks, marks_mm), _GAZES[gaze])
        measurement = _measurement(picture, taken, by, frame)
        if sheet is not None:
            save_sheet(draw_sheet(measurement, words), sheet, has_consent=consent)
    except (EngineError, ShopClosed, UnknownSku) as reason:
        stop(str(reason), UNUSABLE_INPUT)
    except OSError as reason:
        stop(f"The sheet could not be saved: {reason.strerror or reason}.", UNUSABLE_INPUT)
    _print(measurement, words)


def _words(language: str) -> Mapping[str, str]:
    from engine.asset_paths import ASSETS
    from ui.kiosk.words import LANGUAGES, load_words

    if language not in LANGUAGES:
        stop(f"{language!r} is no language of the sheet: {', '.join(LANGUAGES)}.", UNUSABLE_INPUT)
    return load_words(ASSETS / "translations")[language]


def _reference(
    name: str, picture: Picture, lens: Lens, marks: str | None, marks_mm: float | None
) -> Reference:
    """What gives the scale; stops when the options do not go together."""
    from engine.face.reference_depth import depth_by_scale
    from engine.pipeline.staff_measurement import Card, Marks

    match name, lens.px_per_mm, marks, marks_mm:
        case "card", None, None, None:
            return Card.ON_FACE
        case "none", None, None, None:
            return None
        case "scale", float(px_per_mm), None, None:
            return depth_by_scale(px_per_mm * picture.scale, camera_of(picture, lens))
        case "marks", None, str(), float():
            return Marks(_ends_px(marks) * picture.scale, marks_mm)
        case _:
            return stop(
                "--reference is card, none, scale with --px-per-mm, or marks with --marks and --marks-mm.",
                UNUSABLE_INPUT,
            )


def _ends_px(marks: str) -> FloatArray:
    """(2, 2) in pixels of the file; stops for what is no two places."""
    import numpy as np

    try:
        ends: FloatArray = np.array([float(number) for number in marks.split(",")]).reshape(2, 2)
    except ValueError:
        ends = np.zeros((2, 2))
    if not np.isfinite(ends).all() or np.ptp(ends, axis=0).max() < 1:
        stop(f"{marks!r} names no two marks: write them as X,Y,X,Y in pixels.", UNUSABLE_INPUT)
    return ends


def _taken(picture: Picture, lens: Lens, reference: Reference, gaze: str) -> StaffMeasurement:
    from engine.face.measure_gaze import Gaze
    from engine.pipeline.staff_measurement import measure_face
    from engine.tracking.face_mesh import FaceMeshTracker
    from engine.types import Frame

    tracker = FaceMeshTracker()
    try:
        return measure_face(
            Frame(picture.pixels, 0, "picture"), camera_of(picture, lens), tracker, Gaze(gaze), reference
        )
    finally:
        tracker.close()


def _measurement(picture: Picture, taken: StaffMeasurement, by: str, sku: str | None) -> Measurement:
    """Raises UnknownSku and ShopClosed."""
    from datetime import date

    from app.settings import Settings
    from engine.face.measurement_sheet import Measurement, WornFrame
    from ui.shop import glasses

    worn = None if sku is None else WornFrame(sku, taken.worn(glasses(Settings(), sku).spec))
    today = date.today().isoformat()  # noqa: DTZ011 - the shop's own day stands on the sheet
    return Measurement(
        picture.pixels, taken.landmarks, taken.measures, by, today, taken.reference_px, taken.coverings, worn
    )


def _print(measurement: Measurement, words: Mapping[str, str]) -> None:
    from engine.face.measurement_sheet import cautions, rows, verdict_of, worn_rows

    lines = rows(measurement.measures, words)
    lines += worn_rows(measurement.worn.measures, words) if measurement.worn else []
    for row in lines:
        print(f"{row.name:24} {row.value} ({row.interval})")
    print(verdict_of(measurement.measures, words))
    for caution in cautions(measurement.coverings, words):
        print(caution)
