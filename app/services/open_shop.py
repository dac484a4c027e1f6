"""Opens this mirror's own store: brings its schema up to date, fills an empty one with the demo shop."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from uuid6 import uuid7

from app.access.authorise import authorise, authorise_platform
from app.bus import Bus
from app.domain.access import Actor, Device, DeviceStatus, Permission
from app.domain.errors import NeedsOwner
from app.domain.tenancy import Tenant, TenantScope, TenantStatus
from app.services.browse import Browse
from app.services.catalogue_file import read_catalogue
from app.services.seed_demo import DEMO_SLUG, is_seeded, seed_demo
from app.store.address import DatabaseAddress
from app.store.connections import Database
from app.store.migrate_run import Runner
from app.store.ready import Ready, open_ready
from app.store.unit_of_work import ShopStore

MIRROR_RIGHTS = frozenset(
    {
        Permission.FRAMES_READ,
        Permission.TRYON_CREATE,
        Permission.CONSENT_RECORD,
        Permission.CONSENT_WITHDRAW,
        Permission.MEASUREMENTS_CREATE,
    }
)
"""What a mirror may do by itself, without a member of staff."""


@dataclass(frozen=True, slots=True)
class OpenShop:
    """The store of this mirror, for as long as the program runs."""

    store: ShopStore
    scope: TenantScope
    store_id: UUID
    """The shop this mirror stands in."""
    device_id: UUID
    catalogue: Browse
    database: Database
    notes: tuple[str, ...]
    """For staff: what had to be done to the database, such as restoring a backup."""

    def close(self) -> None:
        self.database.close()


def open_shop(address: DatabaseAddress, runner: Runner, bus: Bus, demo_catalogue: str) -> OpenShop:
    """The store at `address`, made, upgraded or restored as needed. `demo_catalogue` is a catalogue file's text.

    Raises a DatabaseProblem (app.store.problems) when the database cannot be used: its text says what to do.
    """
    ready = open_ready(address, runner)
    try:
        return _open(ready, ShopStore(ready.database, bus, runner.clock), demo_catalogue)
    except BaseException:
        ready.database.close()
        raise


def _open(ready: Ready, store: ShopStore, demo_catalogue: str) -> OpenShop:
    tenant = _own_tenant(store)
    tenant_id = tenant.id if tenant else uuid7()
    mirror = Actor(tenant_id, MIRROR_RIGHTS)
    scope = authorise(mirror, Permission.FRAMES_READ)
    if tenant is None or (tenant.slug == DEMO_SLUG and not is_seeded(store, scope)):
        seed_demo(store, read_catalogue(demo_catalogue), tenant_id)
    device = _this_mirror(store, scope)
    browse = Browse(store, scope, device.store_id)
    return OpenShop(store, scope, device.store_id, device.id, browse, ready.database, ready.notes)


def _this_mirror(store: ShopStore, scope: TenantScope) -> Device:
    with store.reading(scope) as shop:
        places = shop.places.all_stores()
        mirrors = [device for place in places for device in shop.devices.in_store(place.id)]
    mirrors = [device for device in mirrors if device.status is not DeviceStatus.REVOKED]
    if not mirrors:
        raise NeedsOwner(
            "This mirror stands in no store yet. Enrol it, or remove its database to start anew."
        )
    return mirrors[0]


def _own_tenant(store: ShopStore) -> Tenant | None:
    """The tenant this mirror belongs to: of those in its database, one counts."""
    nobody = Actor(UUID(int=0), frozenset({Permission.TENANTS_CREATE}))
    with store.reading_directory(authorise_platform(nobody, Permission.TENANTS_CREATE)) as directory:
        return next((one for one in directory.all() if one.status is TenantStatus.ACTIVE), None)
