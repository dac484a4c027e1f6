from __future__ import annotations

import pytest

from app.bus import Bus
from app.domain.tenancy import TenantScope
from app.store.connections import Database
from app.store.unit_of_work import ShopStore
from tests.fakes.tenants import add_tenant, open_shop


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def store(database: Database, bus: Bus) -> ShopStore:
    """An empty store, on each database."""
    return open_shop(database, bus)


@pytest.fixture
def scope(store: ShopStore) -> TenantScope:
    return add_tenant(store, "nord")
