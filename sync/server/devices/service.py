"""What staff may do with mirrors."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.access.authorise import Access
from app.domain.access import Device
from app.store.unit_of_work import Repositories, ShopStore
from sync.server.devices.enrolment import revoke
from sync.server.devices.schemas import DeviceBody, DeviceShown
from sync.server.paging import Page, Window, page_of
from sync.server.problems import ApiError
from sync.server.trail import note
from sync.server.versions import Seen


def list_devices(store: ShopStore, access: Access, window: Window) -> Page[DeviceShown]:
    """The mirrors of stores within reach, by name."""
    with store.reading(access.scope) as shop:
        found = shop.devices.page(window.limit + 1, _place(window), access.reach)
    return page_of(found, window, DeviceShown.of, lambda device: (device.name, str(device.id)))


def show_device(store: ShopStore, access: Access, device_id: UUID) -> DeviceShown:
    """Raises Unknown, Refused."""
    with store.reading(access.scope) as shop:
        return DeviceShown.of(_reached(shop, access, device_id))


def rename(store: ShopStore, access: Access, device_id: UUID, body: DeviceBody, seen: Seen) -> DeviceShown:
    """Raises Unknown, Refused, Outdated."""

    def work(shop: Repositories) -> Device:
        known = _reached(shop, access, device_id)
        seen.check(DeviceShown.of(known))
        changed = replace(known, name=body.name)
        shop.devices.save(changed)
        note(shop, access, "device", device_id, before={"name": known.name}, after={"name": body.name})
        return changed

    return DeviceShown.of(store.write(access.scope, work).result)


def send_away(store: ShopStore, access: Access, device_id: UUID) -> DeviceShown:
    """From its next request on, nothing opens for this mirror. Raises Unknown, Refused."""

    def work(shop: Repositories) -> Device:
        known = _reached(shop, access, device_id)
        gone = revoke(shop, device_id)
        note(
            shop, access, "device", device_id, before={"status": known.status}, after={"status": gone.status}
        )
        return gone

    return DeviceShown.of(store.write(access.scope, work).result)


def _reached(shop: Repositories, access: Access, device_id: UUID) -> Device:
    device = shop.devices.get(device_id)
    access.into(shop.places.store(device.store_id))
    return device


def _place(window: Window) -> tuple[str, UUID] | None:
    key = window.key(2)
    if key is None:
        return None
    try:
        return key[0], UUID(key[1])
    except ValueError:
        raise ApiError(400, "bad_cursor", "`after` is not a cursor of this list. Begin without it.") from None
