"""`varai render`: the try-on of a picture or of a video's frames, without a window."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.analyse import require_one_lens
from ui.commands.outcome import UNUSABLE_INPUT, stop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.render.mirror import BuildModel
    from engine.types import ByteArray, CameraModel, Eyewear, Frame, MirrorState

_VIDEO_ENDINGS = {".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v"}
_PICTURE_ENDINGS = {".png", ".jpg", ".jpeg", ".webp", ".bmp"}
_NO_FACE = 1


def render(
    path: Annotated[Path, typer.Argument(help="A picture or a video.")],
    frame: Annotated[str, typer.Option("--frame", help="SKU of the glasses; `varai frames` lists them.")],
    out: Annotated[Path, typer.Option(help="What to write. For a video: a video, or numbered pictures.")],
    size: Annotated[
        str, typer.Option(help="WIDTHxHEIGHT to write, cropped around the face; the input's own without it.")
    ] = "",
    fov: Annotated[
        float | None, typer.Option(help="Horizontal field of view in degrees.", min=10, max=150)
    ] = None,
    focal_px: Annotated[float | None, typer.Option(help="Focal length in pixels.", min=50)] = None,
    mirrored: Annotated[bool, typer.Option("--mirrored", help="As a mirror shows it.")] = False,
) -> None:
    """Put glasses on the face in a picture or video."""
    from app.settings import Settings
    from engine.errors import EngineError
    from ui.shop import ShopClosed, UnknownSku, all_frames, glasses, supplied_models

    require_one_lens(fov, focal_px)
    settings, is_video = Settings(), path.suffix.lower() in _VIDEO_ENDINGS
    wanted_size = _checked(out, size, is_video)
    try:
        frames = _frames(path, is_video)
        states = _worn(frames, glasses(settings, frame), _camera_of(fov, focal_px))
        models = supplied_models(settings, all_frames(settings))
        faces = _write(states, out, wanted_size, mirrored, is_video, models.build)
    except (EngineError, ShopClosed, UnknownSku) as reason:
        stop(str(reason), UNUSABLE_INPUT)
    if not faces:
        stop(f"No face was found in {path}.", _NO_FACE)


def _checked(out: Path, size: str, is_video: bool) -> tuple[int, int] | None:
    """The size asked for; stops when the size or the name of the output cannot work."""
    endings = _PICTURE_ENDINGS | (_VIDEO_ENDINGS if is_video else set())
    if out.suffix.lower() not in endings:
        stop(f"{out.name} must end in one of {', '.join(sorted(endings))}.", UNUSABLE_INPUT)
    if not out.absolute().parent.is_dir():
        stop(f"There is no folder {out.absolute().parent} to write to.", UNUSABLE_INPUT)
    match = re.fullmatch(r"(\d{2,4})x(\d{2,4})", size)
    if size and match is None:
        stop(f"{size!r} is no size: write it as 1280x720.", UNUSABLE_INPUT)
    return (int(match[1]), int(match[2])) if match else None


def _frames(path: Path, is_video: bool) -> Iterator[Frame]:
    from engine.capture.picture import read_picture
    from engine.capture.video import every_frame
    from engine.pipeline.try_on import repeated

    return every_frame(path) if is_video else repeated(read_picture(path).pixels, path.name)


def _camera_of(fov: float | None, focal_px: float | None) -> Callable[[Frame], CameraModel]:
    from app.settings import Settings
    from engine.pipeline.assembly import seen_with_fov
    from engine.types import CameraModel

    if focal_px is not None:
        return lambda frame: CameraModel(focal_px, frame.width_px, frame.height_px)
    return seen_with_fov(fov or Settings().camera.horizontal_fov_deg)


def _worn(
    frames: Iterable[Frame], eyewear: Eyewear, camera_of: Callable[[Frame], CameraModel]
) -> Iterator[MirrorState]:
    from engine.clock import MonotonicClock
    from engine.pipeline.assembly import real_loop
    from engine.pipeline.latest_slot import LatestSlot
    from engine.pipeline.stats import StageTimes
    from engine.pipeline.try_on import worn

    slot: LatestSlot[Frame] = LatestSlot()
    loop = real_loop(slot, camera_of, StageTimes(MonotonicClock()))
    try:
        yield from worn(loop, slot, frames, eyewear)
    finally:
        loop.close()


def _write(
    states: Iterable[MirrorState],
    out: Path,
    size: tuple[int, int] | None,
    is_mirrored: bool,
    is_video: bool,
    build_model: BuildModel,
) -> int:
    """Writes every state of a video, or the last one of a still picture; says how many had a face."""
    faces = 0
    with ExitStack() as open_things:
        show = _drawing(open_things, size, is_mirrored, build_model)
        keep = _writing(open_things, out)
        last = None
        for state in states:
            faces += state.face is not None
            last = state
            if is_video:
                keep(show(state))
        if not is_video and last is not None and last.face is not None:
            keep(show(last))
    return faces


def _drawing(
    open_things: ExitStack, size: tuple[int, int] | None, is_mirrored: bool, build_model: BuildModel
) -> Callable[[MirrorState], ByteArray]:
    """Draws states at the size asked for, or at that of the first frame."""
    from engine.render.framing import Screen, largest_part
    from engine.render.offscreen import OffscreenStage
    from engine.render.viewport import Crop

    stages: list[tuple[OffscreenStage, Crop]] = []

    def show(state: MirrorState) -> ByteArray:
        if not stages:
            screen = Screen(*(size or (state.frame.width_px, state.frame.height_px)))
            stage = OffscreenStage(screen.width_px, screen.visible_px, build_model)
            stages.append((open_things.enter_context(stage), largest_part(state, screen)))
        stage, part = stages[0]
        return stage.render(state, part, is_mirrored)

    return show


def _writing(open_things: ExitStack, out: Path) -> Callable[[ByteArray], None]:
    """Writes RGB pictures into a video, or into one picture file each: out.png, then out-0002.png and so on."""
    from engine.capture.writing import VideoFile, write_picture

    if out.suffix.lower() in _VIDEO_ENDINGS:
        return open_things.enter_context(VideoFile(out)).add
    numbers = iter(range(1, 1_000_000))

    def keep(picture: ByteArray) -> None:
        number = next(numbers)
        write_picture(out if number == 1 else out.with_stem(f"{out.stem}-{number:04}"), picture)

    return keep
