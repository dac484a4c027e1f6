"""The import contracts can break: a house with one wrong import in each room is refused by name."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WRONG = {
    "engine/face/wrong_a.py": "import app.domain.money",
    "engine/types.py": "import cv2",
    "engine/tracking/wrong_b.py": "import engine.pipeline.loop",
    "engine/render/wrong_c.py": "import PySide6.QtCore",
    "engine/capture/wrong_d.py": "from engine.capture import wrong_e",
    "engine/capture/wrong_e.py": "from engine.capture import wrong_d",
    "app/domain/wrong_f.py": "import sqlalchemy",
    "app/services/wrong_g.py": "import engine.capture.source",
    "app/store/wrong_h.py": "import app.services",
    "ui/kiosk/wrong_i.py": "import ui.cli",
    "ui/bridge/wrong_j.py": "import OpenGL.GL",
    "app/nowhere/__init__.py": "",
    "sync/platforms/wrong_k.py": "import sync.runs",
    "sync/platforms/shopify/wrong_l.py": "import sync.platforms.magento",
    "sync/worker/wrong_m.py": "import engine.face",
    "sync/runs/wrong_n.py": "import fastapi",
    "sync/http/wrong_o.py": "import keyring",
    "sync/central/wrong_p.py": "import httpx2",
}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory):
    house = tmp_path_factory.mktemp("house")
    for top in ("engine", "app", "sync", "ui"):
        shutil.copytree(
            ROOT / top, house / top, ignore=shutil.ignore_patterns("*.qml", "__pycache__", "shaders")
        )
    shutil.copy(ROOT / "pyproject.toml", house)
    for name, line in WRONG.items():
        path = house / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a") as file:
            file.write(f"\n{line}\n")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    answer = subprocess.run(
        command, check=False, cwd=house, capture_output=True, text=True, env={"PYTHONPATH": str(house)}
    )
    return answer.stdout


def test_every_contract_breaks_on_a_wrong_import(verdicts):
    contracts = (ROOT / "pyproject.toml").read_text().count("[[tool.importlinter.contracts]]")
    assert (verdicts.count(" BROKEN"), verdicts.count(" KEPT")) == (contracts, 0), verdicts


def test_a_package_without_a_place_is_named(verdicts):
    assert re.search(r"nowhere", verdicts)
