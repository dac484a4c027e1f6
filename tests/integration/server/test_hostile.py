"""Hostile requests, by the names of the OWASP API Security Top 10 of 2023, and what the reference adds."""

from __future__ import annotations

import asyncio
import json

import pytest

from app.domain.access import BuiltInRole
from tests.fakes.server import CHEAP, PASSWORD, RunningServer

STORE = {"code": "HH-01", "name": "Hamburg", "time_zone": "Europe/Berlin", "country": "DE"}


def reason(answer):
    return answer.status_code, answer.json()["reason"]


def test_api1_broken_object_level_authorisation(server, owner):
    """Foreign and missing things give the very same answer."""
    foreign = server.place(server.tenant("sued"), "1")
    answers = [server.ask(owner, "GET", f"/v1/stores/{thing}") for thing in (foreign.id, owner.id)]
    first, second = ({k: v for k, v in a.json().items() if k != "request_id"} for a in answers)
    assert first == second
    assert first["status"] == 404


def test_api2_broken_authentication(server, owner):
    for header in (
        "Bearer",
        "Bearer x",
        f"Basic {owner.token}",
        f"bearer {owner.token}x",
        f"Bearer  {owner.token} x",
    ):
        answer = server.client.get("/v1/me", headers={"Authorization": header})
        assert answer.status_code == 401, header
        assert "WWW-Authenticate" in answer.headers


@pytest.mark.parametrize(
    "slipped_in",
    [
        {"tenant_id": "01910000-0000-7000-8000-000000000000"},
        {"status": "archived"},
        {"id": "01910000-0000-7000-8000-000000000000"},
        {"__proto__": {"status": "archived"}},
    ],
)
def test_api3_broken_object_property_level_authorisation(server, owner, slipped_in):
    """Nobody slips in a field that is not theirs to set."""
    assert reason(server.ask(owner, "POST", "/v1/stores", STORE | slipped_in)) == (422, "invalid_request")


def test_api3_a_person_cannot_give_themselves_a_password_hash_or_an_epoch(server, owner):
    body = {"email": "a@example.com", "display_name": "A", "password_hash": "x", "epoch": 0}
    assert server.change(owner, "PUT", f"/v1/users/{owner.id}", body).status_code == 422


def test_api4_unrestricted_resource_consumption(server, owner):
    big = server.client.post(
        "/v1/stores",
        content=b"x" * (1 << 20) + b"x",
        headers=owner.headers | {"Content-Type": "application/json"},
    )
    assert big.status_code == 413
    deep = server.client.post(
        "/v1/stores", content=b"[" * 100_000, headers=owner.headers | {"Content-Type": "application/json"}
    )
    assert deep.status_code == 400


def test_api4_a_body_without_a_length_is_counted_as_it_comes(server, owner):
    def endless():
        for _ in range(40):
            yield b"x" * 65536

    answer = server.client.post("/v1/stores", content=endless(), headers=owner.headers)
    assert answer.status_code == 413


def test_api4_a_body_that_comes_too_slowly_is_not_waited_for(sqlite_database):
    server = RunningServer(sqlite_database, body_s=0.05)
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/v1/auth/login", "raw_path": b"/v1",
        "query_string": b"", "headers": [(b"content-type", b"application/json")], "client": ("testclient", 1),
        "server": ("testserver", 80), "scheme": "http", "root_path": "",
    }  # fmt: skip
    sent = []

    async def trickle():
        await asyncio.Event().wait()

    async def keep(message):
        sent.append(message)

    asyncio.run(server.app(scope, trickle, keep))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["reason"] == "too_slow"


def test_api5_broken_function_level_authorisation(server, tenant):
    """Every role at every route lies in the snapshot; here the plainest case."""
    clerk = server.person(tenant, BuiltInRole.SALES_STAFF)
    for method, path in (
        ("GET", "/v1/tenants"),
        ("POST", "/v1/users"),
        ("DELETE", f"/v1/users/{clerk.id}/second-factor"),
    ):
        assert reason(server.ask(clerk, method, path, {})) == (403, "not_allowed")


def test_api6_unrestricted_access_to_sensitive_flows(sqlite_database):
    server = RunningServer(sqlite_database, address_pace="5/minute")
    body = {"secret": "made up", "password": PASSWORD}
    codes = [server.client.post("/v1/auth/link", json=body).status_code for _ in range(6)]
    assert codes == [410] * 5 + [429]


def test_api7_server_side_request_forgery(server):
    """No body of these routes holds an address that the server would fetch."""
    schemas = server.app.openapi()["components"]["schemas"]
    inputs = [s for name, s in schemas.items() if s.get("additionalProperties") is False]
    assert inputs
    named = {name for schema in inputs for name in schema.get("properties", {})}
    assert not [name for name in named if "url" in name or "callback" in name or "webhook_address" in name]


def test_api8_security_misconfiguration(server, owner):
    answers = [server.client.get("/nowhere"), server.ask(owner, "GET", "/v1/me"), server.client.get("/livez")]
    for answer in answers:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "Server" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert server.client.request("TRACE", "/v1/me").status_code == 405
    for path in ("/docs", "/redoc", "/.env", "/.git/config"):
        assert server.client.get(path).status_code == 404


def test_api8_over_https_the_browser_is_told_to_stay_there(sqlite_database):
    server = RunningServer(sqlite_database, public_url="https://mirror.example.com")
    assert "max-age=63072000" in server.client.get("/livez").headers["Strict-Transport-Security"]


def test_api8_figures_are_for_named_addresses_only(sqlite_database):
    assert RunningServer(sqlite_database, metrics_from=["10.0.0.1"]).client.get("/metrics").status_code == 404


def test_api8_no_trace_method_and_no_list_of_files(server):
    assert server.client.request("TRACE", "/v1/stores").status_code == 405
    for folder in ("/welcome/", "/welcome/..%2f", "/static/", "/"):
        assert server.client.get(folder).status_code in {404, 422}


def test_api9_improper_inventory_management(server):
    """Every route is described, and there are no others."""
    from sync.server.guard import doors_of

    described = {(m.upper(), p) for p, methods in server.app.openapi()["paths"].items() for m in methods}
    assert described == set(doors_of(server.app.routes))


def test_api10_unsafe_consumption_of_apis(server, owner):
    """What comes from elsewhere is checked as text from strangers is: here, headers."""
    for hostile in ("x\u00e9" * 50, "${jndi:ldap://x}", "a" * 1000, "../../etc"):
        answer = server.client.get("/v1/me", headers=owner.headers | {"X-Request-ID": hostile.encode()})
        assert answer.headers["X-Request-ID"] != hostile
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/v1/stores/%2e%2e%2fusers", "/v1/stores/..%00", "/v1/stores/1;DROP", "/v1/stores/%F0%28", "//v1/me"],
)
def test_path_injection_finds_nothing(server, owner, path):
    assert server.ask(owner, "GET", path).status_code in {404, 422}


@pytest.mark.parametrize(
    "text", ["Robert'); DROP TABLE users;--", "{{7*7}}", "<script>alert(1)</script>", "𝕏" * 50, "a'b\"c"]
)
def test_hostile_text_is_kept_as_text(server, owner, text):
    made = server.ask(owner, "POST", "/v1/regions", {"name": text})
    assert (made.status_code, made.json()["name"]) == (201, text)
    assert [r["name"] for r in server.ask(owner, "GET", "/v1/regions").json()["items"]] == [text]


@pytest.mark.parametrize("text", ["a\nb", "a\x00", "\x1b[31m", "a\u0085b"])
def test_control_characters_are_not_kept(server, owner, text):
    assert server.ask(owner, "POST", "/v1/regions", {"name": text}).status_code == 422


def test_header_injection_splits_no_answer(server, owner):
    made = server.ask(owner, "POST", "/v1/regions", {"name": "x"}, idempotency_key="aaaaaaaa\tb")
    assert made.status_code == 422


def test_the_address_of_a_client_cannot_be_made_up(server, owner, tenant):
    clerk = server.person(tenant, BuiltInRole.SALES_STAFF)
    server.ask(clerk, "POST", "/v1/users", {}, x_forwarded_for="6.6.6.6")
    with server.store.reading(tenant) as shop:
        assert [record.event.address for record in shop.audit.page(5)] == ["testclient"]


def test_the_host_header_ends_up_in_no_link(server, owner):
    made = server.ask(
        owner, "POST", "/v1/users", {"email": "a@example.com", "display_name": "A"}, host="evil.example"
    )
    assert "evil" not in made.text


def test_replayed_tokens_of_ended_sessions_open_nothing(server, owner):
    server.ask(owner, "POST", "/v1/auth/logout")
    assert [server.ask(owner, "GET", "/v1/me").status_code for _ in range(2)] == [401, 401]


def test_a_failure_of_ours_is_answered_without_a_trace(server, owner, caplog):
    def broken(claims):
        raise RuntimeError("secret detail of the inside")

    server.parts.identities.of = broken
    answer = server.ask(owner, "GET", "/v1/me")
    assert reason(answer) == (500, "internal_error")
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_secret_is_repeated_in_no_error(server):
    for body in (
        {"refresh_token": ["s3cret-value"]},
        {"refresh_token": "s3cret-value", "more": "s3cret-value"},
    ):
        answer = server.client.post("/v1/auth/refresh", json=body)
        assert (answer.status_code, "s3cret" in answer.text) == (422, False)


def test_unknown_names_take_as_long_as_known_ones(server, tenant):
    """Both hash once: the number of hashes, not the clock, is what is compared."""
    hashed = []

    class Counting:
        def __getattr__(self, name):
            return getattr(CHEAP, name)

        def is_right(self, password, kept):
            hashed.append(kept is not None)
            return CHEAP.is_right(password, kept)

    counting = RunningServer(server.database, passwords=Counting())
    counting.person(tenant, email="kim@example.com", password_hash=CHEAP.hash(PASSWORD))
    for email in ("kim@example.com", "nobody@example.com"):
        counting.client.post("/v1/auth/login", json={"tenant": "nord", "email": email, "password": "x"})
    assert hashed == [True, False]
