from __future__ import annotations

from pathlib import Path

import pytest

from app.store.connections import Database
from tests.fakes.server import RunningServer


@pytest.fixture
def server(sqlite_database: Database, tmp_path: Path) -> RunningServer:
    return RunningServer(sqlite_database, sites_dir=str(tmp_path / "sites"))
