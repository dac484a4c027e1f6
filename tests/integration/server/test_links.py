from __future__ import annotations

import pytest

from app.domain.access import BuiltInRole
from sync.server.sign_in.links import first_owner_link
from tests.fakes.server import PASSWORD

FIRST = {
    "tenant": "nord",
    "company": "Optik Nord",
    "email": "kim@example.com",
    "display_name": "Kim Sand",
    "password": PASSWORD,
}


def printed(server):
    link = first_owner_link(server.store, server.secrets, "https://mirror.example.com")
    return link and link.partition("#")[2]


def begin(server, secret, **more):
    return server.client.post("/v1/auth/first-owner", json=FIRST | {"secret": secret} | more)


def login(server, password=PASSWORD, email="kim@example.com"):
    return server.client.post("/v1/auth/login", json={"tenant": "nord", "email": email, "password": password})


def test_the_printed_link_makes_the_first_owner_once(server):
    secret = printed(server)
    assert begin(server, secret).status_code == 204
    token = login(server).json()["access_token"]
    me = server.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).json()
    assert {"staff:users:invite", "platform:tenants:create"} <= set(me["permissions"])
    again = begin(server, secret, tenant="sued")
    assert (again.status_code, again.json()["reason"]) == (410, "link_used_up")


def test_there_is_no_such_link_once_there_is_a_company(server):
    server.tenant("nord")
    assert printed(server) is None


def test_a_newer_link_replaces_an_older_one(server):
    older, newer = printed(server), printed(server)
    assert [begin(server, older).status_code, begin(server, newer).status_code] == [410, 204]


def test_a_weak_password_leaves_the_link_good(server):
    secret = printed(server)
    assert begin(server, secret, password="password1234").status_code == 422
    assert begin(server, secret).status_code == 204


@pytest.fixture
def owner(server):
    return server.person(server.tenant("nord"), BuiltInRole.TENANT_OWNER)


@pytest.fixture
def invited(server, owner):
    body = {"email": "kim@example.com", "display_name": "Kim Sand"}
    return server.ask(owner, "POST", "/v1/users", body).json()


def use(server, link, **more):
    body = {"secret": link.partition("#")[2], "password": PASSWORD} | more
    return server.client.post("/v1/auth/link", json=body).status_code


def test_who_is_invited_chooses_a_password_and_comes_in(server, invited):
    assert login(server).status_code == 401
    assert use(server, invited["link"], display_name="Kim S.") == 204
    token = login(server).json()["access_token"]
    me = server.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert me.status_code == 403  # invited, but nothing was granted yet


def test_a_link_works_once_and_for_a_week(server, owner, invited):
    assert [use(server, invited["link"]), use(server, invited["link"])] == [204, 410]
    reset = server.ask(owner, "POST", f"/v1/users/{invited['id']}/link").json()
    server.clock.advance(3600)
    assert use(server, reset["link"]) == 410


def test_a_newer_link_for_somebody_replaces_the_older(server, owner, invited):
    newer = server.ask(owner, "POST", f"/v1/users/{invited['id']}/link").json()
    assert [use(server, invited["link"]), use(server, newer["link"])] == [410, 204]


@pytest.mark.parametrize(
    "change", [lambda s: s[:-2] + "AA", lambda s: s.replace("vl1", "vr1"), lambda s: "#" + s[20:]]
)
def test_a_made_up_link_works_never(server, invited, change):
    front, _, secret = invited["link"].partition("#")
    assert use(server, f"{front}#{change(secret)}") == 410
    assert use(server, invited["link"]) == 204


def test_a_new_password_by_link_ends_all_sessions(server, owner, invited):
    use(server, invited["link"])
    session = login(server).json()
    reset = server.ask(owner, "POST", f"/v1/users/{invited['id']}/link").json()
    assert use(server, reset["link"], password="copper violin 77 stairs") == 204
    renewed = server.client.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
    assert renewed.status_code == 401
    assert [login(server).status_code, login(server, "copper violin 77 stairs").status_code] == [401, 200]


def test_somebody_disabled_gets_no_link_and_their_old_one_is_dead(server, owner, invited):
    server.change(owner, "POST", f"/v1/users/{invited['id']}/disable")
    assert use(server, invited["link"]) == 410
    refused = server.ask(owner, "POST", f"/v1/users/{invited['id']}/link")
    assert (refused.status_code, refused.json()["reason"]) == (409, "account_disabled")
