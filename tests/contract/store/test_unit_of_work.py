from __future__ import annotations

from dataclasses import replace

import pytest
from uuid6 import uuid7

from app.access.authorise import authorise, authorise_platform
from app.domain.access import Actor, Device, Permission, User
from app.domain.errors import AlreadyThere, Refused, Unknown, UnusableRecord
from app.domain.events import DataChanged, Kind
from app.domain.tenancy import Region, Store, Tenant, TenantStatus
from tests.fakes.tenants import everything_allowed


def add_region(name):
    return lambda shop: shop.places.add_region(Region(uuid7(), name))


def test_a_unit_of_work_tells_what_it_changed_by_kind(store, scope):
    region, place = Region(uuid7(), "South"), Store(uuid7(), "1", "One", "UTC", "DE")

    def work(shop):
        shop.places.add_region(region)
        shop.places.add_store(place)
        return "done"

    done = store.write(scope, work)
    assert done.result == "done"
    assert done.changes == {Kind.REGION: frozenset({region.id}), Kind.STORE: frozenset({place.id})}


def test_nothing_is_published_before_it_is_committed(store, scope, bus):
    seen = []

    def look(event):
        with store.reading(scope) as shop:
            seen.append((event, len(shop.places.all_regions())))

    bus.subscribe(look)
    done = store.write(scope, lambda shop: (add_region("South")(shop), seen.append("not yet")))
    assert seen == ["not yet", (DataChanged(scope, done.changes), 1)]


def test_a_unit_that_fails_changes_nothing_and_tells_nobody(store, scope, bus):
    heard = []
    bus.subscribe(heard.append)

    def broken(shop):
        add_region("South")(shop)
        raise RuntimeError("power went")

    with pytest.raises(RuntimeError, match="power went"):
        store.write(scope, broken)
    with store.reading(scope) as shop:
        assert shop.places.all_regions() == ()
    assert heard == []


def test_reading_tells_nobody(store, scope, bus):
    heard = []
    bus.subscribe(heard.append)
    store.write(scope, lambda shop: shop.places.all_regions())
    assert heard == []


def test_a_name_in_use_is_already_there(store, scope):
    store.write(scope, add_region("South"))
    with pytest.raises(AlreadyThere):
        store.write(scope, add_region("South"))


def test_naming_what_is_not_there_is_unknown(store, scope):
    with pytest.raises(Unknown):
        store.write(scope, lambda shop: shop.devices.add(Device(uuid7(), uuid7(), "Mirror")))


@pytest.mark.parametrize("name", ["", "x" * 201])
def test_what_the_database_cannot_keep_is_an_unusable_record(store, scope, name):
    with pytest.raises(UnusableRecord, match="cannot be kept"):
        store.write(scope, add_region(name))


def test_a_value_that_is_no_choice_never_reaches_the_database(store, scope):
    user = replace(User(uuid7(), "a@example.com", "A"), status="king")
    with pytest.raises(Exception, match="king"):
        store.write(scope, lambda shop: shop.staff.add(user))


def test_ids_are_version_7_and_grow(store, scope):
    ids = store.write(scope, lambda shop: [shop.new_id() for _ in range(2500)]).result
    assert ids == sorted(set(ids))
    assert {found.version for found in ids} == {7}
    assert {found.variant for found in ids} == {"specified in RFC 4122"}


def platform():
    return authorise_platform(everything_allowed(uuid7()), Permission.TENANTS_CREATE)


def test_tenants_are_listed_found_and_suspended(store, bus):
    tenant = Tenant(uuid7(), "nord", "Nord Optik", "EUR", "de")
    store.write_directory(platform(), lambda directory: directory.add(tenant))
    heard = []
    bus.subscribe(heard.append)
    done = store.write_directory(platform(), lambda d: d.set_status(tenant.id, TenantStatus.SUSPENDED))
    assert heard == [DataChanged(tenant.id, done.changes)]
    with store.reading_directory(platform()) as directory:
        assert directory.by_slug("nord").status is TenantStatus.SUSPENDED
        assert [found.id for found in directory.all()] == [tenant.id]


def test_a_slug_names_one_tenant(store):
    tenant = Tenant(uuid7(), "nord", "Nord", "EUR", "de")
    store.write_directory(platform(), lambda directory: directory.add(tenant))
    with pytest.raises(AlreadyThere):
        store.write_directory(platform(), lambda d: d.add(replace(tenant, id=uuid7())))


def test_a_tenant_that_is_not_there_is_unknown(store):
    with store.reading_directory(platform()) as directory, pytest.raises(Unknown):
        directory.by_slug("nowhere")
    with pytest.raises(Unknown):
        store.write_directory(platform(), lambda d: d.set_status(uuid7(), TenantStatus.ACTIVE))


def test_a_scope_needs_the_permission_at_home_and_tells_nothing_of_elsewhere():
    actor = Actor(uuid7(), frozenset({Permission.FRAMES_READ}))
    assert authorise(actor, Permission.FRAMES_READ, actor.tenant_id) == actor.tenant_id
    with pytest.raises(Refused, match="inventory:stock:adjust"):
        authorise(actor, Permission.STOCK_ADJUST)
    with pytest.raises(Unknown):
        authorise(actor, Permission.STOCK_ADJUST, uuid7())
    with pytest.raises(Refused, match="platform:tenants:create"):
        authorise_platform(actor, Permission.TENANTS_CREATE)
