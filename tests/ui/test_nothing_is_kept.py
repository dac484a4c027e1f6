"""Privacy on the real road: a visit with real tracking leaves no picture, landmark or measure on disk or in a log."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize

from app.settings import CameraSettings, Settings
from ui.kiosk.assembly import start_kiosk

EXACT = re.compile(r"\d+\.\d{3,}")
"""Measures and landmarks are the only numbers here that are so exact."""


@dataclass
class Visited:
    """What one visit had in memory, and where it may have left traces."""

    folder: Path
    said: str
    picture: np.ndarray
    landmarks: np.ndarray
    pd_mm: float
    is_forgotten: bool


@pytest.fixture
def visited(qtbot, fonts, tmp_path, capfd, monkeypatch) -> Visited:
    """A demo customer agrees, is measured, keeps a look, marks a favourite, and leaves."""
    monkeypatch.chdir(tmp_path)
    camera = CameraSettings(source="demo")
    running = start_kiosk(Settings(data_dir=tmp_path / "data", camera=camera), QSize(360, 640))
    view = running.view
    try:
        running.lines.open()
        view.visit_view.begin()
        view.visit_view.agree()
        qtbot.waitUntil(
            lambda: view.vault.measures is not None and view.vault.worn_sku is not None, timeout=60_000
        )
        view.looks_view.keep()
        view.shelf_view.toggleFavourite()
        state, measures = view.vault.latest, view.vault.measures
        view.visit_view.end()
        is_forgotten = view.vault.is_empty
    finally:
        running.stop()
    captured = capfd.readouterr()
    face = state.face
    return Visited(
        tmp_path,
        captured.out + captured.err,
        state.frame.pixels,
        face.landmarks.points_px,
        measures.pd.value,
        is_forgotten,
    )


def test_a_visit_leaves_nothing_of_the_face(visited):
    traces = {
        "a row of the picture": visited.picture[300, 300:400].tobytes(),
        "landmarks": np.ascontiguousarray(visited.landmarks[:2]).tobytes(),
        "landmarks in single precision": visited.landmarks[:2].astype(np.float32).tobytes(),
        "a measure": np.float64(visited.pd_mm).tobytes(),
        "a measure in words": f"{visited.pd_mm:.2f}".encode(),
    }
    files = [path for path in visited.folder.rglob("*") if path.is_file()]
    assert any(path.name == "varai.db" for path in files)
    found = {
        (what, path.name) for path in files for what, trace in traces.items() if trace in path.read_bytes()
    }
    assert not found
    assert visited.is_forgotten
    log = (visited.folder / "data" / "log" / "mirror.jsonl").read_text()
    assert [json.loads(line)["event"] for line in log.splitlines()][:1] == ["mirror_started"]
    assert EXACT.findall(re.sub(r'"timestamp": "[^"]+"', "", log)) == []
    assert EXACT.findall(visited.said) == []


def test_a_visit_is_on_record_by_its_consent_alone(visited):
    with closing(sqlite3.connect(visited.folder / "data" / "varai.db")) as opened:
        kept = {
            t: opened.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("consents", "measurements")
        }
        topics = {topic for (topic,) in opened.execute("SELECT topic FROM outbox")}
    assert kept == {"consents": 1, "measurements": 0}
    assert topics <= {"virtual_try_on_initiated", "consent_recorded"}
