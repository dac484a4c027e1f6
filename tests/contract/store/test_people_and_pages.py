from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from uuid6 import uuid7

from app.domain.access import (
    BuiltInRole,
    CustomRole,
    Device,
    DeviceStatus,
    Grant,
    ScopeType,
    User,
    UserStatus,
)
from app.domain.audit import ActorKind, AuditEvent, AuditResult
from app.domain.errors import AlreadyThere, Unknown, UnusableRecord
from app.domain.storefront import GeneratedStore, GenerationStatus, PageTemplate, TemplateVersion
from app.domain.tenancy import Region, Setting, Store, StoreStatus
from app.store.tables import audit_events
from tests.fakes.tenants import NOON

PLACE = Store(uuid7(), "1", "One", "Europe/Berlin", "DE")


@pytest.fixture
def place(store, scope):
    store.write(scope, lambda shop: shop.places.add_store(PLACE))
    return PLACE


def test_stores_lie_in_regions_and_change(store, scope, place):
    region = Region(uuid7(), "South")
    moved = replace(place, region_id=region.id, status=StoreStatus.ARCHIVED)
    store.write(scope, lambda shop: (shop.places.add_region(region), shop.places.save_store(moved)))
    with store.reading(scope) as shop:
        assert (shop.places.store(place.id), shop.places.all_stores()) == (moved, (moved,))
        assert (shop.places.region(region.id), shop.places.all_regions()) == (region, (region,))


def test_a_mirror_is_found_by_its_key(store, scope, place):
    device = Device(uuid7(), place.id, "Left", DeviceStatus.ACTIVE, "thumb", "{}", 1, NOON, NOON)
    store.write(scope, lambda shop: shop.devices.add(replace(device, status=DeviceStatus.PENDING)))
    store.write(scope, lambda shop: shop.devices.save(device))
    with store.reading(scope) as shop:
        assert shop.devices.by_key("thumb") == shop.devices.get(device.id) == device
        assert shop.devices.in_store(place.id) == (device,)


def test_people_are_found_by_address_in_any_case_and_by_page(store, scope):
    people = [User(uuid7(), f"{name}@example.com", name) for name in ("a", "b", "c")]
    store.write(scope, lambda shop: [shop.staff.add(user) for user in people])
    store.write(scope, lambda shop: shop.staff.save(replace(people[1], status=UserStatus.DISABLED, epoch=1)))
    with store.reading(scope) as shop:
        assert shop.staff.by_email("B@Example.com").status is UserStatus.DISABLED
        first = shop.staff.page(2)
        assert [user.display_name for user in (*first, *shop.staff.page(2, first[-1].email))] == [
            "a",
            "b",
            "c",
        ]


def test_an_address_in_capitals_is_not_kept(store, scope):
    with pytest.raises(UnusableRecord):
        store.write(scope, lambda shop: shop.staff.add(User(uuid7(), "A@example.com", "A")))


def test_roles_and_grants_are_read_as_given_and_taken_back(store, scope, place):
    user, role = (
        User(uuid7(), "a@example.com", "A"),
        CustomRole(uuid7(), "Cleaner", frozenset({"a:b:c", "d:e:f"})),
    )
    built_in = Grant(
        uuid7(), user.id, BuiltInRole.OPTICIAN, ScopeType.STORE, store_id=place.id, not_after=NOON
    )
    own = Grant(uuid7(), user.id, role.id, ScopeType.TENANT, reason="holidays")

    def work(shop):
        shop.staff.add(user)
        shop.rights.put_role(replace(role, permissions=frozenset({"x:y:z"})))
        shop.rights.put_role(role)
        shop.rights.grant(built_in)
        shop.rights.grant(own)

    store.write(scope, work)
    with store.reading(scope) as shop:
        assert shop.rights.all_roles() == (role,)
        assert set(shop.rights.of_user(user.id)) == {built_in, own}
    store.write(scope, lambda shop: shop.rights.revoke(own.id))
    with store.reading(scope) as shop:
        assert shop.rights.of_user(user.id) == (built_in,)


def test_a_grant_ends_when_it_says():
    grant = Grant(uuid7(), uuid7(), BuiltInRole.OPTICIAN, ScopeType.TENANT, not_after=NOON)
    assert grant.holds_at(NOON - timedelta(seconds=1))
    assert not grant.holds_at(NOON)
    assert replace(grant, not_after=None).holds_at(NOON)


def test_a_grant_for_a_store_names_the_store(store, scope):
    user = User(uuid7(), "a@example.com", "A")
    store.write(scope, lambda shop: shop.staff.add(user))
    placeless = Grant(uuid7(), user.id, BuiltInRole.OPTICIAN, ScopeType.STORE)
    with pytest.raises(UnusableRecord):
        store.write(scope, lambda shop: shop.rights.grant(placeless))


def test_the_nearest_setting_counts(store, scope, place):
    device = Device(uuid7(), place.id, "Left")
    chosen = [Setting("idle", 60), Setting("idle", 90, store_id=place.id), Setting("idle", 30, device_id=device.id),
              Setting("language", "de"), Setting("language", "fr")]  # fmt: skip
    store.write(scope, lambda shop: (shop.devices.add(device), [shop.settings.put(s) for s in chosen]))
    with store.reading(scope) as shop:
        assert shop.settings.effective() == {"idle": 60, "language": "fr"}
        assert shop.settings.effective(place.id) == {"idle": 90, "language": "fr"}
        assert shop.settings.effective(place.id, device.id) == {"idle": 30, "language": "fr"}


@pytest.fixture
def template(store, scope):
    template = PageTemplate(uuid7(), "bright", "Bright", 1)
    first = TemplateVersion(template.id, 1, "<h1>1</h1>", {"colour": "#fff"}, None, NOON)
    store.write(scope, lambda shop: shop.templates.add(template, first))
    return template


def test_every_version_of_a_template_stays(store, scope, template):
    written = store.write(
        scope, lambda shop: shop.templates.write(template.id, "<h1>2</h1>", {}, None)
    ).result
    assert written.number == 2
    with store.reading(scope) as shop:
        assert [version.source for version in shop.templates.versions(template.id)] == [
            "<h1>1</h1>",
            "<h1>2</h1>",
        ]
        assert shop.templates.version(template.id, 1).settings_schema == {"colour": "#fff"}
        assert shop.templates.get(template.id).newest_version == 2
        assert [found.id for found in shop.templates.all()] == [template.id]


def test_a_template_that_is_not_there_gets_no_version(store, scope):
    with pytest.raises(Unknown):
        store.write(scope, lambda shop: shop.templates.write(uuid7(), "x", {}, None))


def test_a_generated_store_remembers_its_outcome(store, scope, template):
    run = GeneratedStore(uuid7(), "Shop", template.id, 1, {"colour": "red"}, GenerationStatus.STARTED, NOON)
    store.write(scope, lambda shop: shop.generated_stores.start(run))
    store.write(scope, lambda shop: shop.generated_stores.finish(run.id, GenerationStatus.COMPLETED, 42))
    with store.reading(scope) as shop:
        done = shop.generated_stores.get(run.id)
        assert (done.status, done.page_count, done.settings) == (
            GenerationStatus.COMPLETED,
            42,
            {"colour": "red"},
        )
        assert shop.generated_stores.of_template(template.id) == (done,)


def act(number=0):
    return AuditEvent(uuid7(), NOON, ActorKind.USER, uuid7(), "users:disable", "user", uuid7(),
                      AuditResult.COMPLETED, {"number": number, "deep": {"b": [1, None], "a": True}})  # fmt: skip


@pytest.fixture
def trail(store, scope):
    return [store.write(scope, lambda shop, n=n: shop.audit.append(act(n))).result for n in range(4)]


def test_a_trail_is_read_as_written(store, scope, trail):
    with store.reading(scope) as shop:
        assert (*shop.audit.page(3), *shop.audit.page(3, 3)) == tuple(trail)
        assert tuple(shop.audit.records()) == tuple(trail)
        assert shop.audit.of_object(trail[1].event.object_id) == (trail[1],)
        assert shop.audit.head() == (4, trail[-1].hash)


@pytest.mark.parametrize("change", [audit_events.delete(), audit_events.update().values(action="x")])
def test_the_program_itself_can_neither_change_nor_delete_a_record(store, scope, database, trail, change):
    with pytest.raises(DBAPIError, match=r"only grow|permission denied"):
        database.write(lambda c: c.execute(change), scope)
    with store.reading(scope) as shop:
        assert tuple(shop.audit.records()) == tuple(trail)


def test_the_same_act_is_written_once(store, scope):
    event = act()
    store.write(scope, lambda shop: shop.audit.append(event))
    with pytest.raises(AlreadyThere):
        store.write(scope, lambda shop: shop.audit.append(event))
