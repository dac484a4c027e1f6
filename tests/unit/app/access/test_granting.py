from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from app.access.granting import Place, check_may_hand_out, check_may_manage, check_own_role, held_at
from app.access.rights import permissions_of, rights_of
from app.domain.access import BuiltInRole, CustomRole, Grant, Permission, ScopeType
from app.domain.errors import Refused, UnusableRecord
from app.domain.tenancy import Store
from tests.fakes.tenants import NOON

Role = BuiltInRole
NORTH, SOUTH = uuid7(), uuid7()
STORES = [
    Store(uuid7(), str(n), str(n), "UTC", "DE", region) for n, region in enumerate((NORTH, NORTH, SOUTH))
]
WHOLE = Place(ScopeType.TENANT)
PLACES = [
    WHOLE,
    *(Place(ScopeType.REGION, r) for r in (NORTH, SOUTH)),
    *(Place(ScopeType.STORE, None, s) for s in STORES),
]
OWN = CustomRole(uuid7(), "Weekend help", frozenset({"catalog:frames:read", "tryon:use"}))
OWN_ROLES = {OWN.id: OWN}
ALL_ROLES = [*Role, OWN.id]


def at(place, role):
    store_id = place.store.id if place.store else None
    return Grant(uuid7(), uuid7(), role, place.scope, place.region_id, store_id)


def rights(*held):
    return rights_of([at(place, role) for role, place in held], [OWN], NOON)


def may(giver, role, place):
    try:
        check_may_hand_out(giver, role, OWN_ROLES, place)
    except (Refused, UnusableRecord):
        return False
    return True


holdings = st.lists(st.tuples(st.sampled_from(ALL_ROLES), st.sampled_from(PLACES)), max_size=3)


@given(holdings, st.sampled_from(ALL_ROLES), st.sampled_from(PLACES))
def test_nobody_hands_out_what_they_lack(held, role, place):
    giver = rights(*held)
    if may(giver, role, place):
        assert permissions_of(role, OWN_ROLES) <= held_at(giver, place)
        assert Permission.ROLES_ASSIGN in held_at(giver, place)


@given(holdings, st.sampled_from(ALL_ROLES), st.sampled_from(PLACES))
def test_who_receives_a_role_never_rises_above_the_giver(held, role, place):
    giver = rights(*held)
    if may(giver, role, place):
        receiver = rights((role, place))
        assert all(held_at(receiver, there) <= held_at(giver, there) for there in PLACES)


@given(
    st.sampled_from([r for r in Role if r not in {Role.TENANT_OWNER, Role.PLATFORM_ADMIN}]),
    st.sampled_from(PLACES),
)
def test_only_owners_make_their_equals(role, place):
    assert not may(rights((role, place)), role, place)
    assert may(rights((Role.TENANT_OWNER, WHOLE)), Role.TENANT_OWNER, WHOLE)


@pytest.mark.parametrize(
    ("giver", "given_role", "is_right"),
    [
        (Role.TENANT_OWNER, Role.AUDITOR, True),
        (Role.STORE_MANAGER, Role.SALES_STAFF, False),  # not over the whole company
        (Role.AUDITOR, Role.SALES_STAFF, False),
        (Role.TENANT_OWNER, Role.KIOSK_DEVICE, False),
        (Role.TENANT_OWNER, Role.PLATFORM_ADMIN, False),
        (Role.TENANT_OWNER, OWN.id, True),
        (Role.TENANT_OWNER, uuid7(), True),  # a role that is not there gives nothing
    ],
)
def test_who_hands_out_what_over_the_whole_company(giver, given_role, is_right):
    place = Place(ScopeType.STORE, None, STORES[0]) if giver is Role.STORE_MANAGER else WHOLE
    assert may(rights((giver, place)), given_role, WHOLE) == is_right


def test_a_store_manager_rules_in_their_store_and_not_in_the_next():
    manager = rights((Role.STORE_MANAGER, Place(ScopeType.STORE, None, STORES[0])))
    assert may(manager, Role.SALES_STAFF, Place(ScopeType.STORE, None, STORES[0]))
    assert not may(manager, Role.SALES_STAFF, Place(ScopeType.STORE, None, STORES[1]))
    assert not may(manager, Role.OPTICIAN, Place(ScopeType.STORE, None, STORES[0]))


def test_a_regional_manager_rules_in_all_stores_of_the_region():
    manager = rights((Role.REGIONAL_MANAGER, Place(ScopeType.REGION, NORTH)))
    found = [may(manager, Role.STORE_MANAGER, Place(ScopeType.STORE, None, store)) for store in STORES]
    assert found == [True, True, False]


def test_a_manager_does_not_rule_over_people_who_also_work_elsewhere():
    manager = rights((Role.STORE_MANAGER, Place(ScopeType.STORE, None, STORES[0])))
    here, there = (Place(ScopeType.STORE, None, store) for store in STORES[:2])
    check_may_manage(manager, [(at(here, Role.SALES_STAFF), here)], OWN_ROLES)
    with pytest.raises(Refused):
        check_may_manage(manager, [(at(p, Role.SALES_STAFF), p) for p in (here, there)], OWN_ROLES)


def test_a_role_of_ones_own_holds_known_permissions_that_its_maker_holds():
    owner = rights((Role.TENANT_OWNER, WHOLE))
    check_own_role(owner, frozenset({"catalog:frames:read"}))
    with pytest.raises(UnusableRecord, match="no such permission"):
        check_own_role(owner, frozenset({"catalog:frames:fly"}))
    with pytest.raises(UnusableRecord, match="no such permission"):
        check_own_role(owner, frozenset({"platform:tenants:read"}))
    with pytest.raises(Refused, match="kiosk:heartbeat:write"):
        check_own_role(owner, frozenset({"kiosk:heartbeat:write"}))


def test_a_grant_that_has_ended_gives_nothing():
    ended = Grant(uuid7(), uuid7(), Role.TENANT_OWNER, ScopeType.TENANT, not_after=NOON)
    assert rights_of([ended], [], NOON).permissions == frozenset()
    held = rights_of([ended], [], NOON - timedelta(seconds=1))
    assert held.valid_until == NOON


def test_the_platforms_permissions_hold_over_the_platform_only():
    misplaced = Grant(uuid7(), uuid7(), Role.PLATFORM_ADMIN, ScopeType.TENANT)
    assert not [p for p in rights_of([misplaced], [], NOON).permissions if p.startswith("platform:")]
