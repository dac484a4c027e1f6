"""`varai analyse`: what pictures tell of the faces in them, one after another."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from engine.capture.picture import Picture
    from engine.face.measure_gaze import Gaze
    from engine.tracking.still import StillTracker
    from engine.types import CameraModel, FaceMeasures, FaceReport, HeadPose, Landmarks

_GAZES = {"screen": "screen", "camera": "screen", "far": "far", "auto": "unknown"}


@dataclass(frozen=True, slots=True)
class Lens:
    """What the options say of the camera; None: not said."""

    fov_deg: float | None = None
    focal_px: float | None = None
    px_per_mm: float | None = None


def require_one_lens(fov_deg: float | None, focal_px: float | None) -> None:
    """Stops where two options say different things of one lens."""
    if fov_deg is not None and focal_px is not None:
        stop("--fov and --focal-px say the same thing: give one of them.", UNUSABLE_INPUT)


def analyse(
    paths: Annotated[list[Path], typer.Argument(help="Pictures with a face.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a picture, one a line.")] = False,
    landmarks: Annotated[
        bool, typer.Option("--landmarks", help="Add the 478 landmarks, in pixels of the picture.")
    ] = False,
    fov: Annotated[
        float | None, typer.Option(help="Horizontal field of view in degrees.", min=10, max=150)
    ] = None,
    focal_px: Annotated[
        float | None, typer.Option(help="Focal length in pixels of the picture.", min=50)
    ] = None,
    px_per_mm: Annotated[
        float | None, typer.Option(help="Known scale at the eyes, pixels for a millimetre.", min=0.1)
    ] = None,
    gaze: Annotated[
        str, typer.Option(help="What the eyes look at: camera, far, or auto (judged from the picture).")
    ] = "auto",
) -> None:
    """Face, pose, shape and measures of each picture. Leaves with code 2 when a picture could not be read."""
    from engine.face.measure_gaze import Gaze
    from engine.tracking.face_mesh import FaceMeshTracker

    if gaze not in _GAZES:
        stop(f"{gaze!r} is no gaze: camera, far or auto.", UNUSABLE_INPUT)
    require_one_lens(fov, focal_px)
    lens = Lens(fov, focal_px, px_per_mm)
    tracker = FaceMeshTracker()
    all_readable = True
    for path in paths:
        answer = _answer(path, lens, Gaze(_GAZES[gaze]), tracker, landmarks)
        all_readable = all_readable and "error" not in answer
        typer.echo(json.dumps(answer, allow_nan=False) if as_json else _in_words(answer))
    tracker.close()
    if not all_readable:
        raise typer.Exit(UNUSABLE_INPUT)


def _answer(
    path: Path,
    lens: Lens,
    gaze: Gaze,
    tracker: StillTracker,
    with_landmarks: bool,
) -> dict[str, Any]:
    from engine.capture.picture import UnusablePicture, read_picture
    from engine.face.reference_depth import UnusableReference, depth_by_scale
    from engine.pipeline.face_report import face_report
    from engine.types import Frame

    began = time.perf_counter()
    try:
        picture = read_picture(path)
    except UnusablePicture as reason:
        return {**_refused(path, reason.problem, reason), **_took(began)}
    camera = camera_of(picture, lens)
    known = lens.px_per_mm and depth_by_scale(lens.px_per_mm * picture.scale, camera)
    try:
        report = face_report(Frame(picture.pixels, 0, path.name), camera, tracker, gaze, known or None)
    except UnusableReference as reason:
        return {**_refused(path, reason.trouble, reason), **_took(began)}
    answer = {"path": str(path), **as_values(report)}
    if with_landmarks and report.landmarks is not None:
        answer["landmarks_px"] = _in_file_pixels(report.landmarks, picture)
    return {**answer, **_took(began)}


def _refused(path: Path, code: StrEnum, reason: Exception) -> dict[str, Any]:
    return {"path": str(path), "found": False, "error": {"code": code.value, "sentence": str(reason)}}


def camera_of(picture: Picture, lens: Lens) -> CameraModel:
    """The camera a picture was taken with: as the options say, else as the settings have it."""
    from app.settings import Settings
    from engine.types import CameraModel

    height_px, width_px = picture.pixels.shape[:2]
    if lens.focal_px is not None:
        return CameraModel(lens.focal_px * picture.scale, width_px, height_px)
    return CameraModel.from_horizontal_fov(
        lens.fov_deg or Settings().camera.horizontal_fov_deg, width_px, height_px
    )


def as_values(report: FaceReport) -> dict[str, Any]:
    """A report as the JSON object that this command prints."""
    values: dict[str, Any] = {"found": report.found}
    if report.problem is not None:
        values["problem"] = report.problem.value
    shape = report.face_shape
    values["face_shape"] = [
        {"shape": name.value, "confidence": round(confidence, 4)}
        for name, confidence in (shape.ranking if shape else ())
    ]
    values["face_shape_reasons"] = [
        {"key": reason.key, **dict(reason.parameters)} for reason in (shape.reasons if shape else ())
    ]
    values["face_shape_by_convention"] = shape.by_convention if shape else None
    worn = report.coverings
    values["coverings"] = None if worn is None else sorted(kind.value for kind in worn)
    values["pose"] = report.pose and _pose_values(report.pose)
    values["measures"] = report.measures and _measure_values(report.measures)
    return values


def _pose_values(pose: HeadPose) -> dict[str, float]:
    return {
        "yaw_deg": round(pose.yaw_deg, 3),
        "pitch_deg": round(pose.pitch_deg, 3),
        "roll_deg": round(pose.roll_deg, 3),
        "distance_mm": round(pose.distance_mm, 1),
    }


def _measure_values(measures: FaceMeasures) -> dict[str, Any]:
    from engine.types import Measure

    values: dict[str, Any] = {}
    for field in fields(measures):
        measure = getattr(measures, field.name)
        if isinstance(measure, Measure):
            values[f"{field.name}_mm"] = round(measure.value, 2)
            values[f"{field.name}_low_mm"] = round(measure.low, 2)
            values[f"{field.name}_high_mm"] = round(measure.high, 2)
    return {**values, "scale": measures.scale.value}


def _in_file_pixels(landmarks: Landmarks, picture: Picture) -> list[list[float]]:
    return [[round(float(v), 2) for v in point] for point in landmarks.points_px / picture.scale]


def _took(began: float) -> dict[str, float]:
    return {"timing_ms": round((time.perf_counter() - began) * 1000, 1)}


_PROBLEMS = {
    "no_face": "no face was found",
    "not_a_face": "what looks like a face is none that can be measured",
    "face_too_small": "the face is too small to measure; come nearer",
    "turned_away": "the head is turned too far to be measured",
    "covered": "a mask hides the outline of the face, so its shape is not told",
}


_WORN = {
    "glasses": "Please take off your glasses for the measurement.",
    "mask": "Please take off the mask for the measurement.",
    "hat": "Please uncover the forehead: take off hat or cap, or brush the hair aside.",
}


def _in_words(answer: dict[str, Any]) -> str:
    """For people."""
    lines = [answer["path"]]
    if "error" in answer:
        return f"{lines[0]}: {answer['error']['sentence']}"
    if "problem" in answer:
        lines.append(f"  {_PROBLEMS[answer['problem']].capitalize()}.")
    lines += [f"  {_WORN[kind]}" for kind in answer.get("coverings") or ()]
    if answer["found"]:
        pose = answer["pose"]
        lines.append(
            f"  pose          yaw {pose['yaw_deg']:.1f}°, pitch {pose['pitch_deg']:.1f}°, "
            f"roll {pose['roll_deg']:.1f}°, {pose['distance_mm'] / 10:.0f} cm away"
        )
        best = [one for one in answer["face_shape"][:2] if one["confidence"] > 0]
        if best:
            lines.append("  face shape    " + ", ".join(f"{s['shape']} {s['confidence']:.0%}" for s in best))
            lines += [
                f"                {sentence}" for sentence in _reasons_in_words(answer["face_shape_reasons"])
            ]
        lines += _measures_in_words(answer["measures"] or {})
    return "\n".join(lines)


def _reasons_in_words(reasons: list[dict[str, Any]]) -> list[str]:
    from engine.asset_paths import ASSETS
    from engine.types import Reason
    from ui.kiosk.mirror_words import reason_text
    from ui.kiosk.words import load_words

    words = load_words(ASSETS / "translations")["en"]
    return [
        reason_text(Reason(one["key"], tuple(item for item in one.items() if item[0] != "key")), words)
        for one in reasons
    ]


def _measures_in_words(values: dict[str, Any]) -> list[str]:
    names = [name[:-3] for name in values if name.endswith("_mm") and f"{name[:-3]}_low_mm" in values]
    return [
        f"  {name.replace('_', ' '):13} {values[f'{name}_mm']:.1f} mm "
        f"({values[f'{name}_low_mm']:.1f} to {values[f'{name}_high_mm']:.1f})"
        for name in names
    ]
