from __future__ import annotations

import pytest

from app.domain.access import BuiltInRole, ScopeType
from app.domain.audit import AuditResult
from tests.fakes.server import CHEAP, PASSWORD

Role = BuiltInRole


@pytest.fixture
def owner(server, tenant):
    return server.person(tenant, Role.TENANT_OWNER, email="owner@example.com")


@pytest.fixture
def here(server, tenant):
    return server.place(tenant, "1")


@pytest.fixture
def manager(server, tenant, here):
    return server.person(tenant, Role.STORE_MANAGER, here)


def trail(server, tenant):
    with server.store.reading(tenant) as shop:
        return [record.event for record in shop.audit.page(100)]


def reason(answer):
    return answer.status_code, answer.json()["reason"]


def test_a_manager_sees_their_own_store_and_those_who_work_nowhere_yet(server, tenant, owner, here, manager):
    there = server.place(tenant, "2")
    people = [("a", Role.SALES_STAFF, here), ("b", Role.SALES_STAFF, there), ("c", None, None)]
    names = {
        name: server.person(tenant, role, place, email=f"{name}@example.com") for name, role, place in people
    }
    seen = {person["id"] for person in server.ask(manager, "GET", "/v1/users").json()["items"]}
    assert seen == {str(manager.id), str(names["a"].id), str(names["c"].id)}
    assert len(server.ask(owner, "GET", "/v1/users").json()["items"]) == 5


def test_a_regional_manager_sees_the_people_of_the_stores_in_the_region(server, tenant):
    region = server.region(tenant, "North")
    clerk = server.person(tenant, Role.SALES_STAFF, server.place(tenant, "1", region.id))
    server.person(tenant, Role.SALES_STAFF, server.place(tenant, "2"))
    manager = server.person(tenant)
    server.grant(tenant, manager.id, Role.REGIONAL_MANAGER, scope=ScopeType.REGION, region_id=region.id)
    seen = {person["id"] for person in server.ask(manager, "GET", "/v1/users").json()["items"]}
    assert seen == {str(clerk.id), str(manager.id)}


def test_a_changed_right_counts_from_the_next_request(server, tenant, owner):
    clerk = server.person(tenant, Role.SALES_STAFF)
    assert server.ask(clerk, "GET", "/v1/users").status_code == 403
    given = server.ask(
        owner, "POST", f"/v1/users/{clerk.id}/grants", {"role": "regional_manager", "scope": "tenant"}
    )
    assert given.status_code == 201
    assert reason(server.ask(clerk, "GET", "/v1/users")) == (401, "rights_changed")
    clerk = server.sign_in(tenant, user_of(server, clerk))
    assert server.ask(clerk, "GET", "/v1/users").status_code == 200
    assert server.ask(owner, "DELETE", f"/v1/users/{clerk.id}/grants/{given.json()['id']}").status_code == 204
    assert reason(server.ask(clerk, "GET", "/v1/users")) == (401, "rights_changed")


def user_of(server, person):
    with server.store.reading(person.tenant) as shop:
        return shop.staff.get(person.id)


def test_nobody_raises_themselves(server, manager, here):
    for role in ("store_manager", "regional_manager", "tenant_owner", "auditor", "optician"):
        body = {"role": role, "scope": "tenant" if role in {"tenant_owner", "auditor"} else "store"}
        body |= {} if body["scope"] == "tenant" else {"store_id": str(here.id)}
        assert reason(server.ask(manager, "POST", f"/v1/users/{manager.id}/grants", body)) == (
            403,
            "not_allowed",
        )


def test_a_refused_grant_is_in_the_trail(server, tenant, manager):
    server.ask(manager, "POST", f"/v1/users/{manager.id}/grants", {"role": "tenant_owner", "scope": "tenant"})
    (refused,) = trail(server, tenant)
    assert (refused.result, refused.actor_id, refused.object_id) == (
        AuditResult.DENIED,
        manager.id,
        manager.id,
    )
    assert refused.details == {"path": "POST /v1/users/{user_id}/grants"}


@pytest.mark.parametrize(
    "body",
    [
        {"role": "sales_staff", "scope": "store"},
        {"role": "sales_staff", "scope": "tenant", "store_id": "01910000-0000-7000-8000-000000000000"},
        {"role": "kiosk_device", "scope": "tenant"},
        {"role": "platform_admin", "scope": "tenant"},
        {"role": "sales_staff", "scope": "tenant", "not_after": "2020-01-01T00:00:00Z"},
    ],
)
def test_a_grant_that_does_not_fit_is_refused_with_its_reason(server, owner, body):
    assert reason(server.ask(owner, "POST", f"/v1/users/{owner.id}/grants", body)) == (422, "unusable")


def test_only_a_platform_admin_makes_platform_admins(server, tenant, owner):
    body = {"role": "platform_admin", "scope": "platform"}
    assert server.ask(owner, "POST", f"/v1/users/{owner.id}/grants", body).status_code == 403


def test_the_last_owner_can_neither_be_disabled_nor_give_the_role_back(server, tenant, owner):
    (grant,) = server.ask(owner, "GET", f"/v1/users/{owner.id}/grants").json()
    last = server.ask(owner, "DELETE", f"/v1/users/{owner.id}/grants/{grant['id']}")
    assert (last.status_code, "last owner" in last.json()["detail"]) == (403, True)
    second = server.person(tenant, Role.TENANT_OWNER)
    assert server.change(second, "POST", f"/v1/users/{owner.id}/disable").status_code == 200
    assert server.change(second, "POST", f"/v1/users/{second.id}/disable").status_code == 403
    (left,) = server.ask(second, "GET", f"/v1/users/{second.id}/grants").json()
    assert server.ask(second, "DELETE", f"/v1/users/{second.id}/grants/{left['id']}").status_code == 403


def test_an_owner_with_an_end_is_not_counted_as_the_last_one(server, tenant, owner):
    guest = server.person(tenant)
    end = server.clock.now().replace(year=2027)
    server.grant(tenant, guest.id, Role.TENANT_OWNER, not_after=end)
    (grant,) = server.ask(owner, "GET", f"/v1/users/{owner.id}/grants").json()
    assert server.ask(owner, "DELETE", f"/v1/users/{owner.id}/grants/{grant['id']}").status_code == 403


def test_who_is_disabled_is_out_and_comes_back_when_enabled(server, tenant, owner):
    clerk = server.person(tenant, Role.SALES_STAFF, password_hash=CHEAP.hash(PASSWORD), email="c@example.com")
    assert server.change(owner, "POST", f"/v1/users/{clerk.id}/disable").json()["status"] == "disabled"
    assert reason(server.ask(clerk, "GET", "/v1/me")) == (401, "account_disabled")
    login = {"tenant": "nord", "email": "c@example.com", "password": PASSWORD}
    assert server.client.post("/v1/auth/login", json=login).status_code == 401
    assert server.change(owner, "POST", f"/v1/users/{clerk.id}/enable").json()["status"] == "active"
    assert server.client.post("/v1/auth/login", json=login).status_code == 200


def test_a_manager_signs_somebody_out(server, tenant, owner):
    clerk = server.person(tenant, Role.SALES_STAFF)
    (session,) = server.ask(owner, "GET", f"/v1/users/{clerk.id}/sessions").json()
    path = f"/v1/users/{clerk.id}/sessions/{session['id']}"
    assert server.ask(owner, "DELETE", path).status_code == 204
    assert reason(server.ask(clerk, "GET", "/v1/me")) == (401, "session_ended")
    (ended,) = server.ask(owner, "GET", f"/v1/users/{clerk.id}/sessions").json()
    assert ended["ended_because"] == "ended by a manager"
    assert server.ask(owner, "DELETE", f"/v1/users/{owner.id}/sessions/{session['id']}").status_code == 404


def test_a_lost_second_factor_is_taken_away_by_the_owner(server, tenant, owner):
    clerk = server.person(tenant, Role.SALES_STAFF, password_hash=CHEAP.hash(PASSWORD))
    server.ask(clerk, "POST", "/v1/me/second-factor", {"password": PASSWORD})
    assert server.ask(owner, "DELETE", f"/v1/users/{clerk.id}/second-factor").status_code == 204
    assert server.ask(clerk, "GET", "/v1/me").status_code == 401
    assert server.ask(owner, "DELETE", f"/v1/users/{clerk.id}/second-factor").status_code == 404


def test_changes_of_a_person_are_in_the_trail_without_their_name_or_address(server, tenant, owner):
    clerk = server.person(tenant, Role.SALES_STAFF)
    body = {"email": "new.address@example.com", "display_name": "Robin Feld"}
    assert server.change(owner, "PUT", f"/v1/users/{clerk.id}", body).json()["email"] == body["email"]
    (event,) = trail(server, tenant)
    assert event.details == {"after": {"changed": ["display_name", "email"]}}


def test_an_address_is_used_once(server, owner):
    body = {"email": "OWNER@example.com", "display_name": "Another"}
    assert reason(server.ask(owner, "POST", "/v1/users", body)) == (409, "already_there")


def test_roles_of_ones_own_reach_their_holders_when_they_change(server, tenant, owner):
    made = server.ask(
        owner, "POST", "/v1/roles", {"name": "Help", "permissions": ["staff:own-account:use"]}
    ).json()
    clerk = server.person(tenant, None)
    server.ask(owner, "POST", f"/v1/users/{clerk.id}/grants", {"role": made["id"], "scope": "tenant"})
    clerk = server.sign_in(tenant, user_of(server, clerk))
    assert server.ask(clerk, "GET", "/v1/regions").status_code == 403
    wider = {"name": "Help", "permissions": ["staff:own-account:use", "store:regions:read"]}
    assert server.change(owner, "PUT", f"/v1/roles/{made['id']}", wider).status_code == 200
    clerk = server.sign_in(tenant, user_of(server, clerk))
    assert server.ask(clerk, "GET", "/v1/regions").status_code == 200
    assert reason(server.change(owner, "DELETE", f"/v1/roles/{made['id']}")) == (403, "not_allowed")


def test_a_role_nobody_holds_is_removed(server, owner):
    made = server.ask(owner, "POST", "/v1/roles", {"name": "Help", "permissions": ["tryon:use"]}).json()
    assert server.change(owner, "DELETE", f"/v1/roles/{made['id']}").status_code == 204
    assert server.ask(owner, "GET", f"/v1/roles/{made['id']}").status_code == 404


@pytest.mark.parametrize("wrong", ["catalog:frames:fly", "platform:tenants:read", "kiosk:heartbeat:write"])
def test_a_role_cannot_hold_what_its_maker_lacks_or_nobody_knows(server, owner, wrong):
    answer = server.ask(owner, "POST", "/v1/roles", {"name": "Help", "permissions": [wrong]})
    assert answer.status_code in {403, 422}
    assert wrong in answer.json()["detail"]


def test_all_roles_and_permissions_are_listed(server, owner):
    roles = server.ask(owner, "GET", "/v1/roles").json()["items"]
    assert [r["id"] for r in roles if r["is_built_in"]] == [role.value for role in Role]
    permissions = server.ask(owner, "GET", "/v1/permissions").json()["items"]
    assert len(permissions) >= 80
