from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.access import BuiltInRole
from app.store.connections import Database
from tests.fakes.server import RunningServer


@pytest.fixture
def server(sqlite_database: Database, tmp_path: Path) -> RunningServer:
    return RunningServer(sqlite_database, sites_dir=str(tmp_path / "sites"))


@pytest.fixture
def tenant(server):
    return server.tenant("nord")


@pytest.fixture
def owner(server, tenant):
    return server.person(tenant, BuiltInRole.TENANT_OWNER)
