"""What the kiosk loads before its window is there."""

from __future__ import annotations

import subprocess
import sys


def test_the_window_waits_for_no_database_layer_and_no_plotting():
    asked = "import sys, ui.kiosk.assembly, engine.tracking.face_mesh; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert not {"sqlalchemy", "alembic", "matplotlib", "scipy"} & set(loaded.split())


def test_opening_the_shop_for_its_frames_loads_nothing_that_synchronises():
    asked = "import sys, ui.kiosk.own_shop, ui.shop; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert not {"httpx2", "cryptography", "nh3", "keyring"} & set(loaded.split())


def test_the_source_of_what_is_imported_after_qt_is_not_read():
    asked = (
        "import linecache; from ui.bridge.plain_imports import import_plainly; import_plainly(); "
        "import ui.kiosk.assembly; print(*linecache.cache)"
    )
    read = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert "assembly.py" not in read


def test_the_shop_opens_without_the_reader_of_suppliers_models():
    asked = "import sys, ui.shop; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout
    assert not {"DracoPy", "scipy", "pygltflib"} & set(loaded.split())
