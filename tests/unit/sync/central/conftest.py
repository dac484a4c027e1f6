from __future__ import annotations

import shutil
from dataclasses import dataclass

import pytest
from uuid6 import uuid7

from app.access.authorise import authorise_platform
from app.access.keys import new_key, public_jwk
from app.bus import Bus
from app.domain.access import Device, DeviceStatus, Permission
from app.domain.offline_staff import Instant
from app.domain.tenancy import Store, Tenant, TenantScope
from app.services.offline_memory import ROSTER_KEY
from app.store.address import parse_address
from app.store.connections import Database, open_database
from app.store.unit_of_work import ShopStore
from sync.central.feeds import OwnPlace
from sync.server.feeds.service import Feeds, Reader
from sync.server.feeds.uploads import Uploads
from sync.server.told_products import ToldProducts
from tests.fakes.bad_network import BadNetwork
from tests.fakes.clock import ManualWallClock
from tests.fakes.tenants import everything_allowed, scope_of

KEY = new_key()


@dataclass
class Pair:
    """A server and an enrolled mirror, each with its own store."""

    server: ShopStore
    mirror: ShopStore
    scope: TenantScope
    place: OwnPlace
    network: BadNetwork
    clock: ManualWallClock
    databases: tuple[Database, Database]

    def close(self):
        for database in self.databases:
            database.close()


def make_pair(migrated_file, folder) -> Pair:
    databases = tuple(
        open_database(parse_address(str(shutil.copyfile(migrated_file, folder / f"{name}.db"))))
        for name in ("server", "mirror")
    )
    clock = ManualWallClock()
    server, mirror = (ShopStore(database, Bus(), clock) for database in databases)
    tenant, store, device = Tenant(uuid7(), "nord", "Nord", "EUR", "de"), uuid7(), uuid7()
    platform = authorise_platform(everything_allowed(tenant.id), Permission.TENANTS_CREATE)
    scope = scope_of(tenant.id)

    def furnish(shop):
        shop.places.add_store(Store(store, "1", "One", "Europe/Berlin", "DE"))
        shop.devices.add(Device(device, store, "Mirror", DeviceStatus.ACTIVE))

    for one in (server, mirror):
        one.write_directory(platform, lambda directory: directory.add(tenant))
        one.write(scope, furnish)
    mirror.write(scope, lambda shop: shop.notes.put(ROSTER_KEY, public_jwk(KEY.public)))
    network = BadNetwork(
        Feeds(server, ToldProducts(), lambda: KEY), Uploads(server), scope, Reader(device, store)
    )
    place = OwnPlace(mirror, scope, store, device, lambda: Instant(clock.now(), "boot", 10.0))
    return Pair(server, mirror, scope, place, network, clock, databases)


@pytest.fixture
def pair(migrated_file, tmp_path):
    made = make_pair(migrated_file, tmp_path)
    yield made
    made.close()
