"""Passkeys beside the authenticator app: made, used at the door, listed, removed."""

from __future__ import annotations

import pyotp
import pytest

from app.domain.access import BuiltInRole
from tests.fakes.authenticator import SoftwareAuthenticator
from tests.fakes.server import CHEAP, PASSWORD, RunningServer

ORIGIN, HOST = "https://mirror.example.com", "mirror.example.com"


@pytest.fixture
def server(sqlite_database):
    return RunningServer(sqlite_database, public_url=ORIGIN)


@pytest.fixture
def kim(server, tenant):
    return server.person(
        tenant, BuiltInRole.TENANT_OWNER, email="kim@example.com", password_hash=CHEAP.hash(PASSWORD)
    )


def add(server, person, phone, name="Kim's phone"):
    options = server.ask(person, "POST", "/v1/me/passkeys/begin", {"password": PASSWORD}).json()["options"]
    body = {"name": name, "credential": phone.create(options)}
    return server.ask(person, "POST", "/v1/me/passkeys", body)


@pytest.fixture
def phone(server, kim):
    made = SoftwareAuthenticator(ORIGIN, HOST)
    assert add(server, kim, made).status_code == 201
    return made


def challenge(server):
    return server.client.post("/v1/auth/passkey").json()["options"]


def login(server, **more):
    body = {"tenant": "nord", "email": "kim@example.com", "password": PASSWORD} | more
    return server.client.post("/v1/auth/login", json=body)


def reason(answer):
    return answer.status_code, answer.json().get("reason")


def test_with_a_passkey_the_password_is_not_enough_and_both_open_the_account(server, kim, phone):
    assert reason(login(server)) == (401, "needs_passkey")
    assert reason(login(server, password="wrong")) == (401, "wrong_credentials")
    answer = login(server, passkey=phone.get(challenge(server)))
    assert answer.status_code == 200
    me = server.client.get("/v1/me", headers={"Authorization": f"Bearer {answer.json()['access_token']}"})
    assert me.json()["has_second_factor"] is True


def test_what_was_signed_counts_once_and_for_five_minutes(server, kim, phone):
    signed = phone.get(challenge(server))
    assert [reason(login(server, passkey=signed)) for _ in range(2)] == [(200, None), (401, "wrong_passkey")]
    late = phone.get(challenge(server))
    server.clock.advance(301)
    assert reason(login(server, passkey=late)) == (401, "wrong_passkey")


def test_a_copy_of_the_authenticator_is_betrayed_by_its_counter(server, kim, phone):
    assert login(server, passkey=phone.get(challenge(server))).status_code == 200
    phone.counter = 0
    assert reason(login(server, passkey=phone.get(challenge(server)))) == (401, "wrong_passkey")


@pytest.mark.parametrize(("origin", "host"), [("https://evil.example", HOST), (ORIGIN, "evil.example")])
def test_what_was_signed_for_another_site_does_not_count(server, kim, phone, origin, host):
    phone.origin, phone.host = origin, host
    assert reason(login(server, passkey=phone.get(challenge(server)))) == (401, "wrong_passkey")


def test_a_strangers_passkey_and_nonsense_do_not_count(server, kim, phone):
    stranger = SoftwareAuthenticator(ORIGIN, HOST)
    assert reason(login(server, passkey=stranger.get(challenge(server)))) == (401, "wrong_passkey")
    made_up = {"challenge": "AAAA"}
    tampered = phone.get(challenge(server))
    tampered["response"]["signature"] = "AAAA"
    for nonsense in (phone.get(made_up), tampered, {}, {"rawId": 1, "response": []}):
        assert reason(login(server, passkey=nonsense)) == (401, "wrong_passkey")
    assert reason(login(server)) == (401, "needs_passkey")


def test_wrong_passkeys_are_counted_as_wrong_passwords_are(server, kim, phone):
    assert {login(server, passkey={}).status_code for _ in range(10)} == {401}
    assert login(server, passkey=phone.get(challenge(server))).status_code == 429


def test_a_challenge_for_one_person_makes_no_passkey_for_another(server, tenant, kim):
    eva = server.person(tenant, BuiltInRole.TENANT_OWNER, password_hash=CHEAP.hash(PASSWORD))
    options = server.ask(kim, "POST", "/v1/me/passkeys/begin", {"password": PASSWORD}).json()["options"]
    phone = SoftwareAuthenticator(ORIGIN, HOST)
    body = {"name": "Not mine", "credential": phone.create(options)}
    assert reason(server.ask(eva, "POST", "/v1/me/passkeys", body)) == (422, "bad_passkey")
    for_sign_in = {"name": "x", "credential": phone.create(challenge(server))}
    assert reason(server.ask(kim, "POST", "/v1/me/passkeys", for_sign_in)) == (422, "bad_passkey")
    assert server.ask(kim, "POST", "/v1/me/passkeys", body).status_code == 201
    assert reason(server.ask(kim, "POST", "/v1/me/passkeys", body)) == (409, "already_there")


def test_passkeys_are_begun_listed_and_removed_by_their_owner_with_the_password(server, kim, phone):
    assert reason(server.ask(kim, "POST", "/v1/me/passkeys/begin", {"password": "no"})) == (
        403,
        "wrong_password",
    )
    login(server, passkey=phone.get(challenge(server)))
    (shown,) = server.ask(kim, "GET", "/v1/me/passkeys").json()
    assert (shown["name"], shown["used_at"] is None) == ("Kim's phone", False)
    path = f"/v1/me/passkeys/{shown['id']}/remove"
    assert reason(server.ask(kim, "POST", path, {"password": "wrong"})) == (403, "wrong_password")
    assert server.ask(kim, "POST", path, {"password": PASSWORD}).status_code == 204
    assert server.ask(kim, "POST", path, {"password": PASSWORD}).status_code == 404
    assert login(server).status_code == 200


def test_there_are_ten_at_most(server, kim):
    answers = [add(server, kim, SoftwareAuthenticator(ORIGIN, HOST)).status_code for _ in range(11)]
    assert answers == [201] * 10 + [409]


def test_who_has_an_app_and_a_passkey_may_use_either(server, kim, phone):
    begun = server.ask(kim, "POST", "/v1/me/second-factor", {"password": PASSWORD}).json()
    app = pyotp.TOTP(begun["secret"])
    code = app.at(server.clock.now())
    assert server.ask(kim, "POST", "/v1/me/second-factor/confirm", {"code": code}).status_code == 204
    assert reason(login(server)) == (401, "needs_code")
    server.clock.advance(30)
    assert login(server, code=app.at(server.clock.now())).status_code == 200
    assert login(server, passkey=phone.get(challenge(server))).status_code == 200


def test_a_lost_passkey_is_taken_away_by_an_owner(server, tenant, kim, phone):
    olga = server.person(tenant, BuiltInRole.TENANT_OWNER)
    assert server.ask(olga, "DELETE", f"/v1/users/{kim.id}/second-factor").status_code == 204
    assert login(server).status_code == 200
    assert server.ask(olga, "DELETE", f"/v1/users/{kim.id}/second-factor").status_code == 404
