"""A person is forgotten, a company leaves: and the trails stay whole."""

from __future__ import annotations

import json

import pytest

from app.access.keys import new_key
from app.access.second_factor import secret_of
from app.domain.access import BuiltInRole, UserStatus
from app.domain.exchange import Platform, PlatformConnection
from app.domain.sign_in import SecondFactor
from app.services.audit_trail import take_checkpoint, verify_trail
from tests.fakes.server import CHEAP, PASSWORD, RunningServer
from tests.fakes.tenants import Things, a_product

DAY_S = 24 * 3600
CLOSING = {"slug": "nord", "reason": "We have sold our shops", "password": PASSWORD}


@pytest.fixture
def server(database):
    return RunningServer(database)


@pytest.fixture
def north(server):
    return server.tenant("nord")


@pytest.fixture
def owner(server, north):
    return server.person(
        north, BuiltInRole.TENANT_OWNER, email="olga@example.com", password_hash=CHEAP.hash(PASSWORD)
    )


@pytest.fixture
def admin(server):
    return server.person(server.tenant("operator"), BuiltInRole.PLATFORM_ADMIN)


def told(answer):
    return answer.status_code, answer.json().get("reason")


def is_whole(server, tenant):
    key = new_key()
    take_checkpoint(server.store, tenant, key, lambda _point: None)
    return not verify_trail(server.store, tenant, key.public).findings


def test_somebody_who_is_erased_leaves_no_word_but_a_whole_trail(server, north, owner):
    eva = server.person(north, BuiltInRole.SALES_STAFF, email="eva@example.com", display_name="Eva Muster")
    server.store.write(
        north, lambda shop: shop.second_factors.put(SecondFactor(eva.id, server.store.new_id()))
    )
    erased = server.change(owner, "POST", f"/v1/users/{eva.id}/erase")
    assert (erased.status_code, erased.json()["status"]) == (200, "disabled")
    assert server.ask(eva, "GET", "/v1/me").status_code == 401
    copy = server.ask(owner, "GET", "/v1/company/export").text
    assert str(eva.id) in copy
    assert "Eva" not in copy
    assert "eva@" not in copy
    with server.store.reading(north) as shop:
        assert shop.sessions.of_user(eva.id) == ()
        assert shop.second_factors.of_user(eva.id) is None
        assert shop.audit.page(9)[0].event.action == "staff:users:erase"
    assert is_whole(server, north)


def test_nobody_erases_themselves_or_the_last_owner(server, north, owner):
    assert told(server.change(owner, "POST", f"/v1/users/{owner.id}/erase")) == (403, "not_allowed")
    leaving = server.person(north, BuiltInRole.TENANT_OWNER)
    server.change(leaving, "POST", f"/v1/users/{owner.id}/disable")
    eraser = server.person(north, BuiltInRole.TENANT_OWNER)
    server.change(eraser, "POST", f"/v1/users/{leaving.id}/erase")
    with server.store.reading(north) as shop:
        assert shop.rights.lasting_owners() == (eraser.id,)


def test_a_copy_holds_what_is_kept_and_nothing_that_lets_somebody_in(server, north, owner):
    server.store.write(north, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    factor = SecondFactor(owner.id, server.store.new_id())
    server.store.write(north, lambda shop: shop.second_factors.put(factor))
    server.store.write(server.tenant("sued"), lambda shop: shop.product_writing.upsert([a_product("SOLE")]))
    copy = server.ask(owner, "GET", "/v1/company/export").text
    lines = [json.loads(line) for line in copy.splitlines()]
    assert lines[0]["format"] == "varai-company/1"
    tables = {line["table"] for line in lines[1:]}
    assert {"tenants", "users", "products", "variants", "prices", "audit_events"} <= tables
    assert not tables & {"sessions", "second_factors", "one_time_links", "personal_salts"}
    assert "argon2" not in copy
    assert secret_of(factor, server.parts.sealing) not in copy
    assert "ALBA" in copy
    assert "SOLE" not in copy


def close(server, owner, **changes):
    return server.ask(owner, "POST", "/v1/company/close", CLOSING | changes)


def test_a_company_is_closed_after_a_copy_by_its_name_and_the_owners_password(server, north, owner):
    assert told(close(server, owner)) == (409, "copy_first")
    server.ask(owner, "GET", "/v1/company/export")
    assert told(close(server, owner, slug="sued")) == (409, "other_company")
    assert told(close(server, owner, password="wrong")) == (403, "wrong_password")
    assert close(server, owner).json()["status"] == "suspended"
    assert told(server.ask(owner, "GET", "/v1/me")) == (401, "tenant_suspended")


def test_the_company_that_runs_the_platform_stays(server, north, owner):
    server.grant(north, owner.id, BuiltInRole.PLATFORM_ADMIN)
    server.ask(owner, "GET", "/v1/company/export")
    assert told(close(server, owner)) == (403, "not_allowed")


def delete(server, admin, tenant, **changes):
    seen = server.ask(admin, "GET", f"/v1/tenants/{tenant}").headers["etag"]
    body = {"slug": "nord"} | changes
    return server.ask(admin, "POST", f"/v1/tenants/{tenant}/delete", body, if_match=seen)


def days_later(server, admin, days):
    server.clock.advance(days * DAY_S)
    with server.store.reading(admin.tenant) as shop:
        user = shop.staff.get(admin.id)
    return server.sign_in(admin.tenant, user)


def test_a_closed_company_is_deleted_after_its_grace_and_its_trail_stays_whole(server, north, owner, admin):
    things = Things("T")
    joined = PlatformConnection(things.connection, Platform.SHOPIFY, "n.example", "N", "secret:n")
    server.secrets.put("secret:n", "a token")
    server.store.write(north, lambda shop: shop.connections.add(joined))
    server.store.write(north, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    site = server.parts.shelves.of(north).workplace()
    site.mkdir(parents=True)
    assert told(delete(server, admin, north)) == (409, "not_closed")
    server.ask(owner, "GET", "/v1/company/export")
    close(server, owner)
    assert told(delete(server, admin, north)) == (409, "in_grace")
    later = days_later(server, admin, 30)
    assert told(delete(server, later, north, slug="sued")) == (409, "other_company")
    assert delete(server, later, north).status_code == 204
    assert server.secrets.get("secret:n") is None
    assert list(site.parents[2].iterdir()) == []
    with server.store.reading(north) as shop:
        assert shop.company.get().name == "Deleted company"
        assert (shop.products.page(9), shop.staff.page(9), shop.connections.all()) == ((), (), ())
        assert [r.event.action for r in shop.audit.page(9)][-2:] == [
            "tenant:account:delete",
            "platform:tenants:delete",
        ]
    assert is_whole(server, north)


def test_a_company_that_was_let_in_again_must_be_closed_anew(server, north, owner, admin):
    server.ask(owner, "GET", "/v1/company/export")
    close(server, owner)
    assert server.change(admin, "POST", f"/v1/tenants/{north}/resume").status_code == 200
    assert server.change(admin, "POST", f"/v1/tenants/{north}/suspend").status_code == 200
    assert told(delete(server, days_later(server, admin, 31), north)) == (409, "not_closed")


def test_another_companys_things_survive_a_deletion(server, north, owner, admin):
    south = server.tenant("sued")
    clerk = server.person(south, BuiltInRole.SALES_STAFF, status=UserStatus.ACTIVE)
    server.store.write(south, lambda shop: shop.product_writing.upsert([a_product("SOLE")]))
    server.ask(owner, "GET", "/v1/company/export")
    close(server, owner)
    assert delete(server, days_later(server, admin, 30), north).status_code == 204
    with server.store.reading(south) as shop:
        assert shop.staff.get(clerk.id).status is UserStatus.ACTIVE
        assert [product.content.code for product in shop.products.page(9)] == ["SOLE"]
