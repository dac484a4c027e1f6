"""`varai bench …`: the figures we publish, measured here."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.face.follow import FaceFollower
    from engine.pipeline.registration import Registration, TrueHead
    from engine.types import CameraModel, FloatArray, Frame, FrameSpec

app = typer.Typer(help="Measure the mirror.", no_args_is_help=True)


@app.command()
def registration(
    camera: Annotated[Path, typer.Option(help="Video of a head whose motion is known.")],
    truth: Annotated[Path, typer.Option(help="Its truth: a JSON list, one object a frame.")],
    fov: Annotated[
        float | None, typer.Option(help="Horizontal field of view in degrees.", min=10, max=150)
    ] = None,
    focal_px: Annotated[float | None, typer.Option(help="Focal length in pixels.", min=50)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """How well a drawn frame keeps to the head, frame by frame."""
    from engine.errors import EngineError

    try:
        scored = _scored(camera, truth, fov, focal_px)
    except (EngineError, OSError, ValueError) as error:
        stop(str(error), UNUSABLE_INPUT)
    figures = {name: round(value, 4) for name, value in asdict(scored).items()}
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name:16} {value:g}")


@app.command()
def mirror(
    camera: Annotated[str, typer.Option(help="A video or picture, a camera number, or demo.")] = "demo",
    seconds: Annotated[float, typer.Option(help="How long to measure.", min=1)] = 10.0,
    size: Annotated[str, typer.Option(help="The window, WIDTHxHEIGHT.")] = "1080x1920",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """How fast the whole mirror runs in its window. An animation moves over it meanwhile."""
    from ui.bridge.plain_imports import import_plainly

    import_plainly()
    from app.settings import Settings
    from engine.errors import EngineError
    from ui.kiosk.mirror_bench import bench_mirror
    from ui.kiosk.run import KioskChoice, problem_with, size_of

    settings = Settings()
    settings.camera.source = camera
    choice = KioskChoice(is_windowed=True, size=size)
    window = size_of(choice)
    problem = problem_with(choice, settings, window)
    if problem is not None or window is None:
        stop(problem or size, UNUSABLE_INPUT)
    try:
        figures = asdict(bench_mirror(settings, seconds, window))
    except EngineError as error:
        stop(str(error), UNUSABLE_INPUT)
    if as_json:
        typer.echo(json.dumps(figures))
        return
    for name, value in figures.items():
        typer.echo(f"{name:16} {value}")


def _scored(video: Path, truth_file: Path, fov: float | None, focal_px: float | None) -> Registration:
    """The clip's figures; the camera is the truth's own unless another is named."""
    from engine.capture.video import every_frame
    from engine.face.follow import FaceFollower
    from engine.pipeline.registration import front_points, read_truth, score
    from engine.tracking.face_mesh import FaceMeshTracker
    from engine.types import FrameShape, FrameSpec

    spec = FrameSpec(FrameShape.RECTANGLE, 52, 38, 18, 145)
    truth = read_truth(truth_file.read_text(encoding="utf-8"))
    camera = _camera(truth[0], fov, focal_px)
    front = front_points(spec.front_width_mm, spec.lens_height_mm)
    tracker = FaceMeshTracker()
    try:
        drawn = _drawn(every_frame(video), FaceFollower(tracker), camera, spec, front)
    finally:
        tracker.close()
    if len(drawn) != len(truth):
        raise ValueError(f"{video} has {len(drawn)} frames, {truth_file} tells of {len(truth)}.")
    return score(truth, drawn, front)


def _camera(first: TrueHead, fov: float | None, focal_px: float | None) -> CameraModel:
    from dataclasses import replace

    from engine.types import CameraModel

    if focal_px is not None:
        return replace(first.camera, focal_px=focal_px)
    if fov is not None:
        return CameraModel.from_horizontal_fov(fov, first.camera.width_px, first.camera.height_px)
    return first.camera


def _drawn(
    frames: Iterable[Frame], follower: FaceFollower, camera: CameraModel, spec: FrameSpec, front: FloatArray
) -> list[FloatArray | None]:
    """Where the front's points are drawn, camera frame, in each frame; None where the face was not found."""
    from engine.eyewear.fit import fit

    drawn: list[FloatArray | None] = []
    last = None
    for frame in frames:
        face = follower.follow(frame, camera).face
        if face is None or face is last:
            drawn.append(None)
        else:
            place = fit(spec, face).eyewear_to_head
            drawn.append(face.pose.to_camera(front @ place[:3, :3].T + place[:3, 3]))
        last = face
    return drawn
