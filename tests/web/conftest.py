"""The web try-on as built from this checkout; building it again costs nothing when nothing changed."""

from __future__ import annotations

import fcntl
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB_SOURCES = ROOT / "assets" / "web"
NODE = ROOT / ".venv" / "bin" / "node"


@pytest.fixture(scope="session")
def web_bundle() -> Path:
    """The folder a site copies."""
    (ROOT / "build").mkdir(exist_ok=True)
    with (ROOT / "build" / ".web.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run([ROOT / "packaging" / "web.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return ROOT / "build" / "web"
