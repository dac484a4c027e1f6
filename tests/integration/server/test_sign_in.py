from __future__ import annotations

from dataclasses import replace

import pyotp
import pytest

from app.access.passwords import Passwords
from app.domain.access import BuiltInRole, UserStatus
from app.domain.audit import AuditResult
from tests.fakes.server import CHEAP, PASSWORD, RunningServer


@pytest.fixture
def kim(server, tenant):
    return server.person(
        tenant, BuiltInRole.TENANT_OWNER, email="kim@example.com", password_hash=CHEAP.hash(PASSWORD)
    )


def login(server, **more):
    body = {"tenant": "nord", "email": "kim@example.com", "password": PASSWORD} | more
    return server.client.post("/v1/auth/login", json=body)


def reason(answer):
    return answer.status_code, answer.json()["reason"]


def status_with(server, token):
    return server.client.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code


def test_the_right_password_opens_the_account(server, kim, tenant):
    answer = login(server, email="KIM@example.com")
    me = server.client.get("/v1/me", headers={"Authorization": f"Bearer {answer.json()['access_token']}"})
    assert (me.status_code, me.json()["id"], me.json()["tenant_id"]) == (200, str(kim.id), str(tenant))
    assert answer.json()["expires_in"] == 300


@pytest.mark.parametrize("wrong", [{"tenant": "sued"}, {"email": "x@example.com"}, {"password": "wrong"}])
def test_every_wrong_part_gives_the_same_answer(server, kim, wrong):
    answer = login(server, **wrong)
    assert reason(answer) == (401, "wrong_credentials")
    assert answer.json()["detail"] == "Company, address or password are not right."


@pytest.mark.parametrize("status", [UserStatus.DISABLED, UserStatus.INVITED])
def test_who_is_not_active_does_not_come_in(server, kim, tenant, status):
    server.store.write(tenant, lambda s: s.staff.save(replace(s.staff.get(kim.id), status=status)))
    assert reason(login(server)) == (401, "wrong_credentials")


def test_an_account_waits_after_ten_wrong_tries_even_with_the_right_password(server, kim):
    assert {login(server, password="wrong").status_code for _ in range(10)} == {401}
    refused = login(server)
    assert reason(refused) == (429, "too_many_tries")
    server.clock.advance(int(refused.headers["Retry-After"]) + 1)
    assert login(server).status_code == 200


def test_one_address_waits_whatever_accounts_it_tries(sqlite_database):
    server = RunningServer(sqlite_database, sign_in_per_address="3/5 minutes")
    tries = [login(server, email=f"{n}@example.com").status_code for n in range(4)]
    assert tries == [401, 401, 401, 429]


def test_everybody_waits_when_the_whole_world_tries(sqlite_database):
    server = RunningServer(sqlite_database, sign_in_in_all="2/5 minutes")
    assert [login(server, tenant=f"t{n}").status_code for n in range(3)] == [401, 401, 429]


def test_a_right_password_clears_the_count_of_the_account(server, kim):
    for _ in range(3):
        assert {login(server, password="wrong").status_code for _ in range(9)} == {401}
        assert login(server).status_code == 200
        server.clock.advance(301)


def test_sign_ins_and_failures_are_in_the_trail(server, kim, tenant):
    login(server, password="wrong")
    login(server)
    with server.store.reading(tenant) as shop:
        found = [(r.event.action, r.event.result, r.event.actor_id) for r in shop.audit.page(10)]
    assert found == [
        ("session:open", AuditResult.DENIED, kim.id),
        ("session:open", AuditResult.COMPLETED, kim.id),
    ]


def test_an_older_hash_is_renewed_when_its_owner_signs_in(sqlite_database):
    server = RunningServer(sqlite_database, passwords=Passwords(memory_kib=128, passes=1, lanes=1))
    tenant = server.tenant("nord")
    old = CHEAP.hash(PASSWORD)
    kim = server.person(tenant, email="kim@example.com", password_hash=old)
    assert login(server).status_code == 200
    with server.store.reading(tenant) as shop:
        assert "m=128," in shop.staff.get(kim.id).password_hash
    assert login(server).status_code == 200


def renew(server, refresh_token):
    return server.client.post("/v1/auth/refresh", json={"refresh_token": refresh_token})


def test_tokens_are_renewed_and_the_new_ones_count(server, kim):
    first = login(server).json()
    second = renew(server, first["refresh_token"]).json()
    assert status_with(server, second["access_token"]) == 200
    assert second["refresh_token"] != first["refresh_token"]


def test_a_lost_reply_is_repeated_for_ten_seconds(server, kim):
    first = login(server).json()
    lost = renew(server, first["refresh_token"]).json()
    server.clock.advance(9)
    again = renew(server, first["refresh_token"]).json()
    assert again["refresh_token"] == lost["refresh_token"]
    assert renew(server, again["refresh_token"]).status_code == 200


def test_an_old_refresh_token_ends_the_whole_session(server, kim, tenant):
    first = login(server).json()
    second = renew(server, first["refresh_token"]).json()
    server.clock.advance(11)
    assert reason(renew(server, first["refresh_token"])) == (401, "session_ended")
    assert reason(renew(server, second["refresh_token"])) == (401, "session_ended")
    assert status_with(server, second["access_token"]) == 401
    with server.store.reading(tenant) as shop:
        assert [r.event.action for r in shop.audit.page(10)][-1] == "session:reused"


def test_a_session_ends_after_thirty_days_however_often_it_is_renewed(server, kim):
    newest = login(server).json()["refresh_token"]
    for _ in range(5):
        server.clock.advance(6 * 86400 - 1)
        newest = renew(server, newest).json()["refresh_token"]
    server.clock.advance(5)
    assert reason(renew(server, newest)) == (401, "session_ended")


def test_a_session_nobody_renews_for_a_week_has_ended(server, kim):
    first = login(server).json()
    server.clock.advance(7 * 86400 + 1)
    assert reason(renew(server, first["refresh_token"])) == (401, "session_ended")


def test_made_up_refresh_tokens_open_nothing(server, kim):
    real = login(server).json()["refresh_token"]
    tenant, session, generation, proof = real.split(".")[1:]
    made_up = [
        "", "x", real[:-1], real + "A", f"vr1.{tenant}.{session}.1.{proof}", f"vr1.{session}.{tenant}.0.{proof}",
        f"vr1.{tenant.upper()}.{session}.{generation}.{proof}", f"vr1.{tenant}.{session}.00.{proof}", "vr1.....",
    ]  # fmt: skip
    assert {renew(server, text or " ").status_code for text in made_up} == {401}


def test_signing_out_ends_the_session(server, kim):
    tokens = login(server).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert server.client.post("/v1/auth/logout", headers=headers).status_code == 204
    assert status_with(server, tokens["access_token"]) == 401
    assert renew(server, tokens["refresh_token"]).status_code == 401


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(server, kim):
    here, there = login(server).json(), login(server).json()
    headers = {"Authorization": f"Bearer {here['access_token']}"}
    body = {"current": PASSWORD, "new": "copper violin 77 stairs"}
    changed = server.client.post("/v1/me/password", json=body, headers=headers)
    assert status_with(server, changed.json()["access_token"]) == 200
    assert (status_with(server, here["access_token"]), status_with(server, there["access_token"])) == (
        401,
        401,
    )
    assert renew(server, there["refresh_token"]).status_code == 401
    assert [login(server).status_code, login(server, password=body["new"]).status_code] == [401, 200]


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("short", "10 to 128"),
        ("x" * 129, "10 to 128"),
        ("password1234", "easily guessed"),
        ("aaaaaaaaaaaa", "easily guessed"),
        ("kim@example.com", "easily guessed"),
    ],
)
def test_weak_passwords_are_not_taken(server, kim, new, why):
    answer = server.ask(kim, "POST", "/v1/me/password", {"current": PASSWORD, "new": new})
    assert answer.status_code == 422
    assert why in answer.json()["detail"]
    assert new not in answer.text


def test_a_wrong_present_password_changes_nothing_and_is_counted(server, kim):
    body = {"current": "wrong", "new": "copper violin 77 stairs"}
    tries = [reason(server.ask(kim, "POST", "/v1/me/password", body)) for _ in range(11)]
    assert tries == [(403, "wrong_password")] * 10 + [(429, "too_many_tries")]
    assert login(server).status_code == 200


@pytest.fixture
def app_secret(server, kim):
    """Kim's authenticator app, confirmed."""
    begun = server.ask(kim, "POST", "/v1/me/second-factor", {"password": PASSWORD}).json()
    assert begun["address"].startswith("otpauth://totp/VARAi")
    code = pyotp.TOTP(begun["secret"]).at(server.clock.now())
    assert server.ask(kim, "POST", "/v1/me/second-factor/confirm", {"code": code}).status_code == 204
    server.clock.advance(60)
    return begun["secret"]


def code_now(server, secret):
    return pyotp.TOTP(secret).at(server.clock.now())


def test_with_a_second_factor_the_password_is_not_enough(server, app_secret):
    assert reason(login(server)) == (401, "needs_code")
    assert reason(login(server, code="000000")) == (401, "wrong_code")
    assert login(server, code=code_now(server, app_secret)).status_code == 200


def test_a_wrong_password_does_not_say_that_there_is_a_second_factor(server, app_secret):
    assert reason(login(server, password="wrong")) == (401, "wrong_credentials")


def test_no_code_counts_twice(server, app_secret):
    code = code_now(server, app_secret)
    assert [login(server, code=code).status_code for _ in range(2)] == [200, 401]


def test_a_second_factor_that_was_not_confirmed_asks_for_nothing(server, kim):
    server.ask(kim, "POST", "/v1/me/second-factor", {"password": PASSWORD})
    assert login(server).status_code == 200


def test_a_second_factor_is_begun_with_the_password_only(server, kim):
    assert reason(server.ask(kim, "POST", "/v1/me/second-factor", {"password": "wrong"})) == (
        403,
        "wrong_password",
    )


def test_a_second_factor_goes_for_password_and_code_only(server, kim, app_secret):
    def remove(**body):
        return server.ask(kim, "POST", "/v1/me/second-factor/remove", body).status_code

    kim = server.sign_in(kim.tenant, server_user(server, kim))
    code = code_now(server, app_secret)
    assert remove(password="wrong", code=code) == 403
    assert remove(password=PASSWORD, code="000000") == 403
    assert remove(password=PASSWORD, code=code) == 204
    assert login(server).status_code == 200


def server_user(server, person):
    with server.store.reading(person.tenant) as shop:
        return shop.staff.get(person.id)


def test_one_sees_and_ends_ones_own_sessions_only(server, kim, tenant):
    other = server.person(tenant, BuiltInRole.SALES_STAFF)
    listed = server.ask(kim, "GET", "/v1/me/sessions").json()
    assert [(s["id"], s["is_this_one"]) for s in listed] == [(str(kim.session), True)]
    assert server.ask(kim, "DELETE", f"/v1/me/sessions/{other.session}").status_code == 404
    assert server.ask(kim, "DELETE", f"/v1/me/sessions/{kim.session}").status_code == 204
    assert server.ask(kim, "GET", "/v1/me").status_code == 401
