"""Product pictures are drawn once and kept; a customer's look never is."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.types import Eyewear, FrameShape
from tests.fakes.worn import PANTO, WHITE, bare, worn
from ui.kiosk import kept_shots
from ui.kiosk.kept_shots import KeptShots

GLASSES = Eyewear("one", PANTO, WHITE)


class CountingStudio:
    """Draws noise, and counts."""

    def __init__(self) -> None:
        self.drawn = 0

    def shot(self, eyewear, width_px, height_px, yaw_deg=0.0):
        self.drawn += 1
        return np.random.default_rng(self.drawn).integers(0, 256, (height_px, width_px, 3), np.uint8)

    def look(self, state, width_px, height_px):
        return np.full((height_px, width_px, 3), 7, np.uint8)


@pytest.fixture
def studio():
    return CountingStudio()


def kept(studio, folder: Path, drawn_as: str = "1") -> KeptShots:
    return KeptShots(studio, folder / "shots", lambda eyewear: drawn_as)


def test_the_next_run_finds_the_same_picture(studio, tmp_path):
    first = kept(studio, tmp_path).shot(GLASSES, 28, 14)
    assert np.array_equal(kept(studio, tmp_path).shot(GLASSES, 28, 14), first)
    assert studio.drawn == 1


def test_the_same_glasses_under_another_sku_share_it(studio, tmp_path):
    kept(studio, tmp_path).shot(GLASSES, 28, 14)
    kept(studio, tmp_path).shot(replace(GLASSES, sku="two"), 28, 14)
    assert studio.drawn == 1


@pytest.mark.parametrize(
    "other",
    [
        {"eyewear": replace(GLASSES, spec=replace(PANTO, shape=FrameShape.OVAL))},
        {"eyewear": replace(GLASSES, finish=replace(WHITE, colour=(0.0, 0.0, 0.0)))},
        {"width_px": 30},
        {"yaw_deg": 12.0},
    ],
    ids=["shape", "colour", "size", "turn"],
)
def test_whatever_looks_different_is_drawn_anew(other, studio, tmp_path):
    asked = {"eyewear": GLASSES, "width_px": 28, "height_px": 14}
    shots = kept(studio, tmp_path)
    shots.shot(**asked)
    shots.shot(**{**asked, **other})
    assert studio.drawn == 2


def test_another_model_of_the_same_glasses_is_drawn_anew(studio, tmp_path):
    models = {"one": "a", "two": "b"}
    shots = KeptShots(studio, tmp_path / "shots", lambda eyewear: models[eyewear.sku])
    for sku in models:
        shots.shot(replace(GLASSES, sku=sku), 28, 14)
    assert studio.drawn == 2


def test_a_new_version_of_the_program_draws_anew(studio, tmp_path):
    kept(studio, tmp_path, "1").shot(GLASSES, 28, 14)
    kept(studio, tmp_path, "2").shot(GLASSES, 28, 14)
    assert studio.drawn == 2


@pytest.mark.parametrize("content", [b"", b"not a picture"])
def test_a_spoilt_file_is_drawn_over(content, studio, tmp_path):
    kept(studio, tmp_path).shot(GLASSES, 28, 14)
    (file,) = (tmp_path / "shots").iterdir()
    file.write_bytes(content)
    again = kept(studio, tmp_path).shot(GLASSES, 28, 14)
    assert np.array_equal(kept(studio, tmp_path).shot(GLASSES, 28, 14), again)
    assert studio.drawn == 2


def test_where_nothing_can_be_written_pictures_are_drawn_all_the_same(studio, tmp_path):
    (tmp_path / "shots").write_text("a file where the folder should be")
    assert kept(studio, tmp_path).shot(GLASSES, 28, 14).shape == (14, 28, 3)


def test_the_oldest_go_when_there_are_too_many(studio, tmp_path, monkeypatch):
    monkeypatch.setattr(kept_shots, "_MOST_KEPT", 2)
    shots = kept(studio, tmp_path)
    for yaw_deg in range(4):
        shots.shot(GLASSES, 28, 14, yaw_deg)
    for age_s, path in enumerate(sorted((tmp_path / "shots").iterdir())):
        os.utime(path, (age_s, age_s))
    kept(studio, tmp_path).shot(GLASSES, 28, 14, 9)
    assert len(list((tmp_path / "shots").iterdir())) == 3


def test_a_customers_look_leaves_no_file(studio, tmp_path):
    assert kept(studio, tmp_path).look(bare(worn()), 28, 14).shape == (14, 28, 3)
    assert list(tmp_path.iterdir()) == []
