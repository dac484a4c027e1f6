from __future__ import annotations

import pytest

from app.store.connections import Database
from tests.fakes.server import RunningServer


@pytest.fixture
def server(sqlite_database: Database) -> RunningServer:
    return RunningServer(sqlite_database)
