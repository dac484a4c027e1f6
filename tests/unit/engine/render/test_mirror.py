"""The mirror picture: the camera's pixels untouched, glasses where they belong, nothing kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.eyewear.glb_import import import_glb
from engine.render.offscreen import OffscreenStage
from engine.render.viewport import Crop
from engine.types import CameraModel, Eyewear, Frame, FrameFinish, FrameMaterial
from tests.fakes.faces import Person, turned
from tests.fakes.worn import PANTO, bare, plain_frame, worn
from tests.unit.engine.eyewear.supplied_files import SPEC, printed, stripes

CAMERA = CameraModel(500.0, 640, 360)
BLACK = FrameFinish(FrameMaterial.ACETATE, (0.0, 0.0, 0.0))


@pytest.fixture(scope="module")
def stage():
    with OffscreenStage(640, 360) as stage:
        yield stage


def noisy_frame(captured_ns: int = 0) -> Frame:
    pixels = np.random.default_rng(captured_ns).integers(0, 256, (360, 640, 3), dtype=np.uint8)
    return Frame(pixels, captured_ns, "noise")


def noisy_state(captured_ns: int = 0):
    return worn(face=Person().before(CAMERA), frame=noisy_frame(captured_ns), camera=CAMERA)


def test_without_glasses_every_pixel_is_the_cameras(stage):
    state = bare(noisy_state())
    assert np.array_equal(stage.render(state), state.frame.pixels[:, :, ::-1])


def test_mirrored_is_the_same_picture_turned_around(stage):
    state = noisy_state()
    straight, mirrored = (stage.render(state, is_mirrored=turn).astype(int) for turn in (False, True))
    assert np.abs(straight[:, ::-1] - mirrored).max() <= 2


def test_a_crop_shows_that_part_and_no_other(stage):
    state = bare(noisy_state())
    cut = stage.render(state, Crop(100, 60, 320, 180))
    small = cut.reshape(180, 2, 320, 2, 3).mean(axis=(1, 3))
    part = state.frame.pixels[60:240, 100:420, ::-1].astype(float)
    assert np.corrcoef(small.ravel(), part.ravel())[0, 1] > 0.9


def test_glasses_change_the_picture_only_around_the_eyes(stage):
    state = noisy_state()
    changed = (stage.render(state) != stage.render(bare(state))).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert changed.sum() > 2000
    assert rows.min() > 120
    assert rows.max() < 260
    assert columns.min() > 230
    assert columns.max() < 410


def test_every_new_frame_is_shown(stage):
    for captured_ns in (1, 2, 3):
        state = bare(noisy_state(captured_ns))
        assert np.array_equal(stage.render(state), state.frame.pixels[:, :, ::-1])


def test_opacity_fades_glasses_into_the_picture(stage):
    state = noisy_state()
    without, half, full = (
        stage.render(replace(state, opacity=part)).astype(float) for part in (0.0, 0.5, 1.0)
    )
    between = (without + full) / 2
    assert np.abs(between - half).mean() <= 0.5
    assert np.abs(between - half).max() <= 45, (
        "the shadow below a frame shows through the fading frame, no more"
    )


def test_shown_again_or_with_other_glasses_the_picture_is_as_if_drawn_once(stage):
    state = noisy_state()
    once = stage.render(state)
    again = stage.render(state)
    stage.render(worn(Eyewear("other", PANTO, BLACK), state.face, state.frame, CAMERA))
    assert np.array_equal(once, again)
    assert np.array_equal(once, stage.render(state)), "no second shadow falls on the first"


def test_a_camera_of_another_size_takes_over(stage):
    small = CameraModel(400.0, 320, 180)
    state = bare(worn(face=Person().before(small), frame=plain_frame(77, small), camera=small))
    assert (stage.render(state) == 77).all()


@pytest.mark.parametrize("yaw_deg", [-35, 35])
def test_the_far_temple_disappears_behind_the_head(stage, yaw_deg):
    face = Person().before(CAMERA, rotation=turned(yaw_deg))
    state = worn(face=face, frame=plain_frame(0, CAMERA), camera=CAMERA)
    lit = stage.render(state).max(axis=2) > 40
    columns = np.nonzero(lit.any(axis=0))[0]
    near, far = 320 - columns.min(), columns.max() - 320
    if yaw_deg < 0:
        near, far = far, near
    assert near > far + 20


def test_a_supplier_s_print_is_worn_as_it_is_and_its_holes_show_the_picture():
    """Red stripes on both; the cyan ones are drawn, or left out so that the grey picture is seen."""
    for with_holes in (False, True):
        imported = import_glb(printed(stripes(with_holes=with_holes), alphaMode="BLEND"), SPEC)
        state = worn(Eyewear("printed", SPEC, BLACK), frame=plain_frame(128, CAMERA), camera=CAMERA)
        with OffscreenStage(640, 360, lambda spec, finish, model=imported.model: model) as stage:
            red, _, blue = stage.render(state).astype(int).transpose(2, 0, 1)
        assert (red - blue > 70).sum() > 150
        assert ((blue - red > 70).sum() > 150) != with_holes
