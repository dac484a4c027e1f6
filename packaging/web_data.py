"""Writes the engine's face data as JSON for the web try-on: web_data.py FOLDER."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from engine.face.mean_face import mean_face_mm, mirror_index
from engine.render.head import face_triangles


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    data = {
        "mean_face_um": (mean_face_mm() * 1000).round().astype(int).ravel().tolist(),
        "mirror_index": mirror_index().tolist(),
        "triangles": face_triangles().ravel().tolist(),
    }
    (folder / "face.json").write_text(json.dumps(data, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
