"""The whole mirror in its own window: `varai bench mirror` and `varai bench registration` on the demo customers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import mean

import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from tests.benchmarks.conftest import USUAL_MINUTES
from tests.benchmarks.figures import Figure, show

pytestmark = pytest.mark.bench
VARAI = str(Path(sys.executable).with_name("varai"))


def told(*words: str) -> dict:
    answer = subprocess.run([VARAI, *words, "--json"], check=True, capture_output=True, text=True)
    return json.loads(answer.stdout)


def test_the_mirror_runs_at_speed():
    figures = told("bench", "mirror", "--camera", "demo", "--seconds", "20", "--size", "1080x1920")
    stages = figures["stages_ms"]
    rows = [
        Figure("presented", figures["presented_fps"], "/s", ">= 45 on 4 cores"),
        Figure("frame age p95", figures["frame_age_ms"]["p95"], "ms", "<= 45"),
        Figure("start to first picture", figures["startup_s"], "s", "<= 2.5"),
        Figure("peak memory", figures["peak_rss_mb"], "MB", "<= 600"),
        Figure("dropped frames", figures["dropped_frames"], ""),
    ]
    rows += [
        Figure(f"{name} {part}", spread[part], "ms") for name, spread in stages.items() for part in spread
    ]
    show("The mirror, 1280x720 in, 1080x1920 window, an animation over it", rows)


def test_the_mirror_s_memory_stays_flat(request):
    minutes = request.config.getoption("minutes", USUAL_MINUTES)
    words = ["--camera", "demo", "--seconds", str(60 * minutes), "--size", "1080x1920"]
    figures = told("bench", "mirror", *words)
    looks = figures["rss_mb"]
    rows = [Figure(f"after {minutes * part / 10:.1f} minutes", mb, "MB") for part, mb in enumerate(looks)]
    half = len(looks) // 2
    rows.append(
        Figure("second half above first, mean", mean(looks[half:]) - mean(looks[:half]), "MB", "about 0")
    )
    rows.append(Figure("peak", figures["peak_rss_mb"], "MB", "<= 600"))
    show("Memory of the mirror over time", rows)


@pytest.mark.parametrize("customer", DEMO_CUSTOMERS, ids=lambda path: path.stem)
def test_the_glasses_keep_to_the_head(customer):
    truth = customer.with_suffix(".json")
    figures = told("bench", "registration", "--camera", str(customer), "--truth", str(truth))
    targets = {"bridge_rms_mm": "<= 2", "corner_rms_mm": "<= 2", "distance_rms_mm": "<= 0.5", "lag_frames": "<= 0.5",
               "roll_rms_mm": "<= 0.6", "lost_frames": "0"}  # fmt: skip
    rows = [Figure(name, value, "", targets.get(name, "")) for name, value in figures.items()]
    show(f"Registration, {customer.stem}", rows)
