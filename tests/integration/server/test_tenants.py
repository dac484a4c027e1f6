from __future__ import annotations

import pytest

from app.domain.access import BuiltInRole
from tests.fakes.server import PASSWORD, Person

NEW = {
    "slug": "sued",
    "name": "Optik Süd",
    "currency": "EUR",
    "language": "de",
    "owner_email": "o@example.com",
    "owner_name": "Olga",
}
REASON = "Ticket 4711: an order is missing"


@pytest.fixture
def operator(server):
    return server.tenant("operator")


@pytest.fixture
def admin(server, operator):
    return server.person(operator, BuiltInRole.PLATFORM_ADMIN)


@pytest.fixture
def north(server):
    return server.tenant("nord")


@pytest.fixture
def owner(server, north):
    return server.person(north, BuiltInRole.TENANT_OWNER)


def actions(server, tenant):
    with server.store.reading(tenant) as shop:
        return [record.event.action for record in shop.audit.page(100)]


def test_a_new_company_gets_an_owner_who_comes_in_by_a_link(server, admin, operator):
    made = server.ask(admin, "POST", "/v1/tenants", NEW).json()
    secret = made["owner_link"].partition("#")[2]
    assert (
        server.client.post("/v1/auth/link", json={"secret": secret, "password": PASSWORD}).status_code == 204
    )
    login = {"tenant": "sued", "email": "o@example.com", "password": PASSWORD}
    token = server.client.post("/v1/auth/login", json=login).json()["access_token"]
    company = server.client.get("/v1/company", headers={"Authorization": f"Bearer {token}"}).json()
    assert (company["id"], company["name"]) == (made["id"], "Optik Süd")
    assert actions(server, operator) == ["platform:tenants:create"]


def test_slugs_are_used_once(server, admin):
    assert [server.ask(admin, "POST", "/v1/tenants", NEW).status_code for _ in range(2)] == [201, 409]


def test_a_suspended_company_is_out_until_it_is_let_in_again(server, admin, north, owner):
    path = f"/v1/tenants/{north}"
    assert server.change(admin, "POST", f"{path}/suspend").json()["status"] == "suspended"
    assert server.ask(owner, "GET", "/v1/me").json()["reason"] == "tenant_suspended"
    assert server.change(admin, "POST", f"{path}/resume").json()["status"] == "active"
    assert server.ask(owner, "GET", "/v1/me").status_code == 200
    assert actions(server, north) == ["platform:tenants:suspend"] * 2


def test_a_company_changes_its_own_record(server, owner):
    body = {"name": "Optik Nord", "currency": "CHF", "language": "fr"}
    assert (
        server.change(owner, "PUT", "/v1/company", body).json() | body
        == server.ask(owner, "GET", "/v1/company").json()
    )


def test_all_companies_are_listed_for_the_platform_alone(server, admin, north, owner):
    listed = [tenant["slug"] for tenant in server.ask(admin, "GET", "/v1/tenants").json()["items"]]
    assert listed == ["nord", "operator"]
    assert server.ask(owner, "GET", "/v1/tenants").status_code == 403


def looking(admin, opened) -> Person:
    return Person(admin.id, admin.tenant, admin.session, opened["access_token"])


def opened(server, admin, north, **more):
    return server.ask(admin, "POST", "/v1/break-glass", {"tenant_id": str(north), "reason": REASON} | more)


def test_without_breaking_the_glass_an_admin_sees_nothing(server, admin, north, owner):
    assert server.ask(admin, "GET", "/v1/users").status_code == 403


def test_through_broken_glass_an_admin_sees_and_changes_nothing(server, admin, north, owner):
    guest = looking(admin, opened(server, admin, north).json())
    assert [u["id"] for u in server.ask(guest, "GET", "/v1/users").json()["items"]] == [str(owner.id)]
    assert server.ask(guest, "POST", "/v1/regions", {"name": "x"}).status_code == 401
    assert server.ask(guest, "GET", "/v1/me").status_code == 401


def test_both_trails_and_the_company_see_who_looked_and_why(server, admin, operator, north, owner):
    opened(server, admin, north)
    assert actions(server, north) == actions(server, operator) == ["platform:break-glass:open"]
    (look,) = server.ask(owner, "GET", "/v1/company/looks").json()
    assert (look["admin_user_id"], look["reason"]) == (str(admin.id), REASON)


def test_a_look_ends_with_its_time(server, admin, operator, north, owner):
    look = opened(server, admin, north, minutes=10).json()
    server.clock.advance(301)
    assert server.ask(looking(admin, look), "GET", "/v1/users").status_code == 401
    admin = Person(admin.id, operator, admin.session, server.token(operator, admin.id, admin.session))
    path = f"/v1/break-glass/{north}/{look['id']}"
    renewed = server.ask(admin, "POST", f"{path}/token").json()
    assert renewed["expires_in"] == 299
    assert server.ask(looking(admin, renewed), "GET", "/v1/users").status_code == 200
    server.clock.advance(299)
    admin = Person(admin.id, operator, admin.session, server.token(operator, admin.id, admin.session))
    assert server.ask(admin, "POST", f"{path}/token").json()["reason"] == "look_ended"


def test_a_look_ends_when_it_is_closed_or_its_admin_is_no_more(server, admin, operator, north, owner):
    look = opened(server, admin, north).json()
    guest = looking(admin, look)
    server.ask(admin, "POST", f"/v1/break-glass/{north}/{look['id']}/close")
    assert server.ask(guest, "GET", "/v1/users").status_code == 401
    again = looking(admin, opened(server, admin, north).json())
    server.store.write(operator, lambda shop: shop.staff.raise_epoch(admin.id))
    assert server.ask(again, "GET", "/v1/users").json()["reason"] == "rights_changed"


@pytest.mark.parametrize("wrong", [{"reason": "because"}, {"minutes": 61}, {"minutes": 0}])
def test_a_look_needs_a_reason_and_is_short(server, admin, north, wrong):
    assert opened(server, admin, north, **wrong).status_code == 422


def test_a_look_belongs_to_the_admin_who_opened_it(server, admin, operator, north):
    look = opened(server, admin, north).json()
    other = server.person(operator, BuiltInRole.PLATFORM_ADMIN)
    assert server.ask(other, "POST", f"/v1/break-glass/{north}/{look['id']}/token").status_code == 404
