from __future__ import annotations

import json
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from engine.asset_paths import ASSETS
from ui.cli import app

CLIP = ASSETS / "demo" / "customer0.mp4"
TRUTH = ASSETS / "demo" / "customer0.json"


def run(*words: object) -> tuple[int, str, str]:
    ran = CliRunner().invoke(app, ["bench", "registration", *map(str, words)])
    return ran.exit_code, ran.stdout, ran.stderr


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The first second of the demo customer with its truth."""
    folder = tmp_path_factory.mktemp("clip")
    video = cv2.VideoCapture(str(CLIP))
    writer = cv2.VideoWriter(str(folder / "clip.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (1280, 720))
    for _ in range(30):
        writer.write(video.read()[1])
    writer.release()
    video.release()
    (folder / "truth.json").write_text(json.dumps(json.loads(TRUTH.read_text())[:30]))
    return folder / "clip.avi", folder / "truth.json"


def test_registration_is_one_json_object(short_clip):
    code, out, _ = run("--camera", short_clip[0], "--truth", short_clip[1], "--json")
    figures = json.loads(out)
    assert code == 0
    assert figures["lost_frames"] == 0
    assert 0 < figures["bridge_rms_mm"] < 2
    assert {"corner_rms_mm", "distance_rms_mm", "roll_rms_deg", "jitter_mm", "lag_frames"} <= figures.keys()


def test_registration_is_a_table_for_people(short_clip):
    code, out, _ = run("--camera", short_clip[0], "--truth", short_clip[1], "--fov", "65")
    assert code == 0
    assert "bridge_rms_mm" in out


def test_a_missing_clip_is_one_sentence():
    code, out, said = run("--camera", "nowhere.mp4", "--truth", TRUTH)
    assert (code, out) == (2, "")
    assert "nowhere.mp4" in said
    assert "Traceback" not in said


def test_a_missing_truth_is_one_sentence():
    code, _, said = run("--camera", CLIP, "--truth", "nowhere.json")
    assert code == 2
    assert "nowhere.json" in said


def test_clip_and_truth_must_be_of_one_length(short_clip):
    code, _, said = run("--camera", short_clip[0], "--truth", TRUTH, "--focal-px", "1000")
    assert code == 2
    assert "180" in said
