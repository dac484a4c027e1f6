"""The kiosk as a program of its own on a virtual screen: picture, speed, clean end, wrong words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

ROOT = Path(__file__).resolve().parents[2]
VARAI = str(Path(sys.executable).with_name("varai"))


@pytest.fixture
def varai(tmp_path):
    """Runs `varai` on a virtual screen with a data folder of its own."""
    environment = dict(os.environ, VARAI_DATA_DIR=str(tmp_path / "data"), CI="true")  # noqa: TID251

    def run(*words):
        command = [str(ROOT / "packaging" / "on_screen.sh"), VARAI, *(str(word) for word in words)]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, timeout=120
        )

    return run


def test_the_demo_customer_is_seen_wearing_glasses_and_nothing_is_said(varai, tmp_path):
    picture = tmp_path / "mirror.png"
    answer = varai(
        "kiosk",
        "--windowed",
        "--size",
        "540x960",
        "--camera",
        "demo",
        "--screenshot",
        picture,
        "--seconds",
        6,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    shown = cv2.imread(str(picture))
    assert shown.shape == (960, 540, 3)
    assert shown[:480].std() > 30


def test_the_mirror_bench_tells_every_figure(varai):
    answer = varai("bench", "mirror", "--camera", "demo", "--seconds", 2, "--size", "540x960", "--json")
    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert set(told["stages_ms"]) == {"capture", "track", "pose_fit", "draw", "present"}
    assert all(spread["p50"] is not None for spread in told["stages_ms"].values())
    assert told["presented_fps"] > 0
    assert told["frame_age_ms"]["p95"] > 0
    assert told["peak_rss_mb"] > 50
    assert {"dropped_frames", "startup_s"} <= set(told)


@pytest.mark.parametrize(
    "words",
    [
        ("kiosk", "--camera", "missing.mp4"),
        ("kiosk", "--windowed", "--size", "big"),
        ("bench", "mirror", "--camera", "missing.png"),
        ("bench", "mirror", "--size", "big"),
    ],
)
def test_what_cannot_work_is_said_in_one_sentence_with_code_2(varai, words):
    answer = varai(*words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert len(answer.stderr.strip().splitlines()) == 1


def test_a_kiosk_told_to_end_ends_cleanly(tmp_path):
    environment = dict(os.environ, VARAI_DATA_DIR=str(tmp_path), CI="true")  # noqa: TID251
    command = [str(ROOT / "packaging" / "on_screen.sh"), VARAI, "kiosk", "--windowed", "--size", "540x960"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, start_new_session=True) as kiosk:
        with pytest.raises(subprocess.TimeoutExpired):
            kiosk.wait(8)
        subprocess.run(
            ["pkill", "-TERM", "-s", str(kiosk.pid), "-f", "python[^ ]* [^ ]*varai kiosk"], check=True
        )
        _, complaints = kiosk.communicate(timeout=30)
    assert (kiosk.returncode, complaints) == (0, b"")
