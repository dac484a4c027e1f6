from __future__ import annotations

import re

import pytest

from app.domain.access import BuiltInRole, Permission
from app.domain.roles import BREAK_GLASS, DEVICE_ONLY, ROLE_PERMISSIONS, only_looks

Role = BuiltInRole
STAFF = set(Role) - {Role.PLATFORM_ADMIN, Role.KIOSK_DEVICE}


def test_there_are_eight_roles_over_more_than_eighty_permissions():
    assert set(ROLE_PERMISSIONS) == set(Role)
    assert len(Role) == 8
    assert len(Permission) >= 80


def test_permissions_are_named_by_area_object_and_action():
    literal = {
        "tryon:use",
        "stores:generate",
        "templates:view",
        "templates:edit",
        "templates:delete",
        "pages:publish",
    }
    others = {p.value for p in Permission} - literal
    assert literal < {p.value for p in Permission}
    assert not [name for name in others if not re.fullmatch(r"[a-z]+(:[a-z-]+){2}", name)]


def test_every_permission_is_held_by_some_role():
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == frozenset(Permission)


@pytest.mark.parametrize("verb", ["export", "erase", "delete"])
def test_taking_away_and_taking_out_are_rights_of_their_own(verb):
    apart = {p for p in Permission if p.endswith(f":{verb}")}
    writers = {p for p in Permission if p.endswith((":write", ":update", ":edit", ":manage"))}
    assert apart
    assert not apart & writers


def test_an_auditor_changes_nothing():
    assert not [
        p for p in ROLE_PERMISSIONS[Role.AUDITOR] if not only_looks(p) and p != Permission.ACCOUNT_USE
    ]


def test_a_mirror_has_no_rights_over_people_money_or_other_mirrors():
    areas = {p.split(":")[0] for p in ROLE_PERMISSIONS[Role.KIOSK_DEVICE]}
    assert not areas & {
        "platform",
        "tenant",
        "staff",
        "store",
        "orders",
        "customers",
        "integrations",
        "insight",
    }
    assert Permission.DEVICES_ENROL not in ROLE_PERMISSIONS[Role.KIOSK_DEVICE]


def test_nobody_of_the_staff_can_act_as_a_mirror():
    assert not [role for role in set(Role) - {Role.KIOSK_DEVICE} if ROLE_PERMISSIONS[role] & DEVICE_ONLY]


def test_a_platform_admin_sees_nothing_of_a_tenant():
    inside = {p for p in ROLE_PERMISSIONS[Role.PLATFORM_ADMIN] if not p.startswith("platform:")}
    assert inside == {Permission.ACCOUNT_USE, Permission.SLO_READ}
    assert not [role for role in STAFF if any(p.startswith("platform:") for p in ROLE_PERMISSIONS[role])]


def test_breaking_the_glass_shows_and_never_changes():
    assert all(only_looks(p) for p in BREAK_GLASS)
    assert not [p for p in BREAK_GLASS if p.startswith("clinical:") or p.endswith(":export")]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (Role.TENANT_OWNER, Role.REGIONAL_MANAGER),
        (Role.REGIONAL_MANAGER, Role.STORE_MANAGER),
        (Role.STORE_MANAGER, Role.SALES_STAFF),
        (Role.TENANT_OWNER, Role.OPTICIAN),
        (Role.TENANT_OWNER, Role.AUDITOR),
    ],
)
def test_who_hands_out_a_role_holds_all_of_it(above, below):
    assert ROLE_PERMISSIONS[below] < ROLE_PERMISSIONS[above]


def test_clinical_rights_come_from_the_owner_alone():
    for role in (Role.REGIONAL_MANAGER, Role.STORE_MANAGER):
        assert not ROLE_PERMISSIONS[Role.OPTICIAN] <= ROLE_PERMISSIONS[role]
