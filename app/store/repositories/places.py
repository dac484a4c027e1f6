"""Regions, stores and the mirrors that stand in them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.domain.access import Device
from app.domain.events import Kind
from app.domain.sign_in import DeviceStanding
from app.domain.tenancy import Region, Store
from app.store.repositories.base import Repository
from app.store.tables import devices, regions, stores, tenants


class Places(Repository):
    """Regions and stores."""

    def add_region(self, region: Region) -> None:
        self._add(regions, region)
        self._journal.note(Kind.REGION, region.id)

    def region(self, region_id: UUID) -> Region:
        return self._first(Region, regions, id=region_id)

    def all_regions(self) -> tuple[Region, ...]:
        return self._all(Region, self._select(regions).order_by(regions.c.name))

    def add_store(self, store: Store) -> None:
        moment = self._journal.moment
        self._add(stores, store, created_at=moment, updated_at=moment)
        self._journal.note(Kind.STORE, store.id)

    def save_store(self, store: Store) -> None:
        self._save(stores, store, updated_at=self._journal.moment)
        self._journal.note(Kind.STORE, store.id)

    def store(self, store_id: UUID) -> Store:
        return self._first(Store, stores, id=store_id)

    def all_stores(self) -> tuple[Store, ...]:
        return self._all(Store, self._select(stores).order_by(stores.c.code))


class Devices(Repository):
    """Mirrors."""

    def add(self, device: Device) -> None:
        self._add(devices, device, created_at=self._journal.moment)
        self._journal.note(Kind.DEVICE, device.id)

    def save(self, device: Device) -> None:
        self._save(devices, device)
        self._journal.note(Kind.DEVICE, device.id)

    def get(self, device_id: UUID) -> Device:
        return self._first(Device, devices, id=device_id)

    def standing(self, device_id: UUID) -> DeviceStanding | None:
        """Whether this mirror's token counts; None when there is no such mirror."""
        query = (
            select(tenants.c.status, devices.c.status, devices.c.epoch, devices.c.store_id)
            .join_from(devices, tenants, tenants.c.id == devices.c.tenant_id)
            .where(self._mine(devices, id=device_id))
        )
        row = self._connection.execute(query).first()
        return DeviceStanding(*row) if row else None

    def by_key(self, key_thumbprint: str) -> Device:
        return self._first(Device, devices, key_thumbprint=key_thumbprint)

    def in_store(self, store_id: UUID) -> tuple[Device, ...]:
        return self._all(Device, self._select(devices, store_id=store_id).order_by(devices.c.name))
