"""A mirror's life with the server: enrolled, trusted with a key, sent away; and what its impostors get."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from uuid6 import uuid7

from app.access.keys import new_key
from app.access.proofs import ProofKind, make_proof
from app.bus import Bus
from app.domain.access import BuiltInRole
from app.domain.errors import NeedsOwner, RetryLater
from app.domain.feeds import Stream
from app.domain.offline_staff import Instant
from app.domain.stock import MovementReason
from app.services.adjust_stock import StockAdjustment, adjust_stock
from app.services.join_company import join_company
from app.services.offline_memory import StoredOfflineMemory
from app.store.address import parse_address
from app.store.connections import open_database
from app.store.tables import enrolment_codes, enrolment_requests
from app.store.unit_of_work import ShopStore
from sync.central.device import (
    DeviceSession,
    NotYet,
    SentAway,
    ask_enrolment,
    keep_identity,
    poll_enrolment,
    read_identity,
    redeem_code,
)
from sync.central.exchange import OwnServer, exchange
from sync.central.feeds import OwnPlace, pull_feed
from sync.central.outbox import push_outbox
from sync.central.port import CentralRefused
from tests.fakes.central_wire import TestWire
from tests.fakes.secrets import RememberedSecrets
from tests.fakes.server import RunningServer
from tests.fakes.tenants import a_product


@pytest.fixture
def place(server, tenant):
    return server.place(tenant, "1")


@pytest.fixture
def manager(server, tenant, place):
    return server.person(tenant, BuiltInRole.STORE_MANAGER, store=place)


@pytest.fixture
def wire(server):
    return TestWire(server)


@pytest.fixture
def secrets():
    return RememberedSecrets()


def post(server, person, path, **body):
    answer = server.client.post(path, json=body, headers=person.headers)
    return answer.status_code, answer.json()


@pytest.fixture
def session(server, wire, secrets, manager, place):
    """Of a mirror that was enrolled by a code it showed."""
    waiting = ask_enrolment(wire, "Left of the door", server.clock)
    approved = {"user_code": waiting.user_code, "store_id": str(place.id)}
    assert post(server, manager, "/v1/devices/enrolments/approve", **approved)[0] == 201
    poll_enrolment(wire, waiting, secrets, server.clock)
    return DeviceSession(wire, secrets, server.clock)


def test_a_mirror_shows_a_code_and_is_let_in_by_a_manager(server, wire, secrets, manager, place, tenant):
    waiting = ask_enrolment(wire, "Left of the door", server.clock)
    with pytest.raises(NotYet) as early:
        poll_enrolment(wire, waiting, secrets, server.clock)
    assert early.value.wait_s == 5
    with pytest.raises(NotYet) as hasty:
        poll_enrolment(wire, waiting, secrets, server.clock)
    assert hasty.value.wait_s == 10
    body = {"user_code": waiting.user_code.lower(), "store_id": str(place.id), "name": "Mirror 1"}
    status, shown = post(server, manager, "/v1/devices/enrolments/approve", **body)
    assert (status, shown["name"], shown["status"]) == (201, "Mirror 1", "active")
    found = poll_enrolment(wire, waiting, secrets, server.clock)
    assert (found["tenant_id"], found["store_code"]) == (str(tenant), "1")
    assert read_identity(secrets).device_id == shown["id"]
    assert poll_enrolment(wire, waiting, secrets, server.clock) == found, "the answer may have been lost"
    server.clock.advance(900)
    with pytest.raises(CentralRefused) as late:
        poll_enrolment(wire, waiting, secrets, server.clock)
    assert late.value.status == 404


def test_a_one_time_code_lets_one_mirror_in(server, wire, secrets, manager, place):
    status, shown = post(server, manager, "/v1/devices/codes", store_id=str(place.id), name="Mirror 2")
    assert status == 201
    found = redeem_code(wire, shown["code"], secrets, server.clock)
    assert found["device_name"] == "Mirror 2"
    with pytest.raises(CentralRefused) as again:
        redeem_code(wire, shown["code"], RememberedSecrets(), server.clock)
    assert again.value.reason == "bad_code"
    assert DeviceSession(wire, secrets, server.clock).get("/v1/devices/me", {})["name"] == "Mirror 2"


def test_codes_are_kept_as_hashes_only(server, wire, manager, place, database_rows):
    waiting = ask_enrolment(wire, "x", server.clock)
    _, shown = post(server, manager, "/v1/devices/codes", store_id=str(place.id), name="x")
    kept = database_rows(enrolment_requests, enrolment_codes)
    for code in (waiting.user_code, waiting.device_code, shown["code"]):
        assert code not in kept
        assert code.replace("-", "") not in kept


@pytest.fixture
def database_rows(server):
    def rows(*tables):
        with server.database.reading() as connection:
            return "".join(repr(connection.execute(table.select()).all()) for table in tables)

    return rows


def test_a_manager_of_another_store_or_company_cannot_let_a_mirror_in(server, wire, tenant, place):
    waiting = ask_enrolment(wire, "x", server.clock)
    elsewhere = server.person(tenant, BuiltInRole.STORE_MANAGER, store=server.place(tenant, "2"))
    stranger = server.person(server.tenant("sued"), BuiltInRole.TENANT_OWNER)
    body = {"user_code": waiting.user_code, "store_id": str(place.id)}
    assert post(server, elsewhere, "/v1/devices/enrolments/approve", **body)[0] == 403
    status, foreign = post(server, stranger, "/v1/devices/enrolments/approve", **body)
    body["store_id"] = str(uuid7())
    _, missing = post(server, stranger, "/v1/devices/enrolments/approve", **body)
    assert (status, foreign["detail"]) == (404, missing["detail"])


def proof_of(kind, key, server, **claims):
    return make_proof(kind, key, server.clock.now(), **({"aud": server.parts.settings.public_url} | claims))


@pytest.mark.parametrize("wrong", ["kind", "audience", "old", "future", "garbage", "huge", "key"])
def test_who_does_not_prove_a_key_is_not_even_listened_to(server, wrong):
    key = new_key()
    text = {
        "kind": proof_of(ProofKind.DPOP, key, server),
        "audience": proof_of(ProofKind.ENROL, key, server, aud="https://other.example"),
        "old": make_proof(ProofKind.ENROL, key, server.clock.now() - timedelta(minutes=6), aud="x"),
        "future": make_proof(ProofKind.ENROL, key, server.clock.now() + timedelta(minutes=6), aud="x"),
        "garbage": "a.b.c",
        "huge": "x" * 5000,
        "key": proof_of(ProofKind.ENROL, key, server)[:-4] + "AAAA",
    }[wrong]
    answer = server.client.post("/v1/devices/enrolments", json={"proof": text, "name": "x"})
    assert answer.status_code in {400, 422}


def test_a_token_counts_ten_minutes_and_is_renewed_by_itself(server, session, wire):
    session.get("/v1/devices/me", {})
    server.clock.advance(500)
    session.get("/v1/devices/me", {})
    assert wire.passed.count("POST /v1/devices/token") == 1
    server.clock.advance(200)
    session.get("/v1/devices/me", {})
    assert wire.passed.count("POST /v1/devices/token") == 2


def test_a_mirror_that_is_sent_away_is_refused_at_its_next_request(server, session, secrets, manager):
    device_id = read_identity(secrets).device_id
    session.get("/v1/devices/me", {})
    assert post(server, manager, f"/v1/devices/{device_id}/revoke")[1]["status"] == "revoked"
    with pytest.raises(NeedsOwner, match="enrol"):
        session.get("/v1/devices/me", {})


def test_two_machines_with_one_key_are_found_out_and_both_sent_away(server, session, secrets, wire, tenant):
    copied = RememberedSecrets()
    keep_identity(copied, read_identity(secrets))
    clone = DeviceSession(wire, copied, server.clock)
    for one in (session, clone):
        one.get("/v1/devices/me", {})
    server.clock.advance(700)
    session.get("/v1/devices/me", {})
    with pytest.raises(NeedsOwner, match="Two machines"):
        clone.get("/v1/devices/me", {})
    with pytest.raises(NeedsOwner):
        session.get("/v1/devices/me", {})
    with server.store.reading(tenant) as shop:
        assert shop.audit.page(100)[-1].event.action == "kiosk:keys:copied"


def test_lost_answers_do_not_make_a_mirror_look_like_two(server, session, wire):
    for _ in range(4):
        wire.cut = "answer"
        with pytest.raises(RetryLater):
            session.get("/v1/devices/me", {})
        wire.cut = ""
        session.get("/v1/devices/me", {})
        server.clock.advance(700)


def test_a_key_is_changed_and_the_old_one_counts_for_a_day(server, session, secrets, wire):
    old = read_identity(secrets)
    session.rotate()
    assert read_identity(secrets).key != old.key
    assert session.get("/v1/devices/me", {})["key_thumbprint"]
    kept = RememberedSecrets()
    keep_identity(kept, old)
    DeviceSession(wire, kept, server.clock).get("/v1/devices/me", {})
    server.clock.advance(86_400)
    with pytest.raises(CentralRefused):
        DeviceSession(wire, kept, server.clock).get("/v1/devices/me", {})
    assert session.get("/v1/devices/me", {})


def test_a_change_of_key_that_was_cut_off_goes_on_with_the_same_key(server, session, secrets, wire):
    session.get("/v1/devices/me", {})
    wire.cut = "answer"
    with pytest.raises(RetryLater):
        session.rotate()
    wire.cut = ""
    offered = read_identity(secrets).next_key
    session.rotate()
    assert read_identity(secrets).key == offered
    session.get("/v1/devices/me", {})


def test_a_key_is_changed_every_ninety_days(server, session):
    assert not session.rotate_if_due()
    server.clock.advance(90 * 86_400)
    assert session.rotate_if_due()


def test_a_new_key_that_the_old_one_did_not_sign_is_refused(server, tenant, place):
    mirror, path = server.mirror(tenant, place), "/v1/devices/me/keys"
    new, thief = new_key(), new_key()

    def status(signer, inner):
        signed = proof_of(ProofKind.ROTATE, signer, server, new=inner)
        headers = mirror.headers | server.proof(mirror, "POST", path)
        return server.client.post(path, json={"signed": signed}, headers=headers).status_code

    inner = proof_of(ProofKind.NEW_KEY, new, server, replaces=mirror.key.id)
    assert status(thief, inner) == 400
    assert status(mirror.key, proof_of(ProofKind.NEW_KEY, new, server, replaces=thief.id)) == 400
    assert status(mirror.key, proof_of(ProofKind.ENROL, new, server, replaces=mirror.key.id)) == 400
    assert status(mirror.key, inner) == 201


EVENTS = "/v1/feeds/events"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"htm": "GET"}, "wrong_proof"), ({"htu": "http://127.0.0.1:8480/v1/devices/me/keys"}, "wrong_proof"),
        ({"ath": "x"}, "wrong_proof"),
    ],
)  # fmt: skip
def test_a_proof_counts_for_its_own_request_only(server, tenant, place, changes, reason):
    mirror = server.mirror(tenant, place)
    headers = mirror.headers | server.proof(mirror, "POST", EVENTS, **changes)
    answer = server.client.post(EVENTS, json={}, headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (401, reason)


def test_a_proof_counts_once_and_only_of_the_tokens_own_key(server, tenant, place):
    mirror, other = server.mirror(tenant, place), server.mirror(tenant, place)
    proof = server.proof(mirror, "POST", EVENTS)
    answers = [server.client.post(EVENTS, json={}, headers=mirror.headers | proof) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [422, 401]
    assert answers[1].json()["reason"] == "proof_used"
    stolen = mirror.headers | server.proof(replace(mirror, key=other.key), "POST", EVENTS)
    assert server.client.post(EVENTS, json={}, headers=stolen).json()["reason"] == "wrong_key"
    assert server.client.post(EVENTS, json={}, headers=mirror.headers).json()["reason"] == "proof_missing"


def test_an_assertion_counts_once(server, tenant, place):
    mirror = server.mirror(tenant, place)
    subject, url = f"{tenant}.{mirror.id}", server.parts.settings.public_url
    text = proof_of(
        ProofKind.CLIENT, mirror.key, server, sub=subject, iss=subject, aud=f"{url}/v1/devices/token"
    )
    body = {
        "grant_type": "client_credentials", "client_assertion": text,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }  # fmt: skip
    answers = [server.client.post("/v1/devices/token", json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[1].json()["reason"] == "proof_used"


def test_staff_tokens_open_no_door_of_mirrors_and_mirrors_none_of_staff(server, tenant, place, manager):
    mirror = server.mirror(tenant, place)
    assert server.client.get("/v1/feeds/catalogue", headers=manager.headers).status_code == 401
    assert server.client.get("/v1/devices", headers=mirror.headers).status_code == 401


def test_a_manager_sees_and_renames_the_mirrors_of_their_own_stores(server, tenant, place, manager):
    own, other = server.mirror(tenant, place), server.mirror(tenant, server.place(tenant, "2"))
    listed = server.client.get("/v1/devices?limit=1", headers=manager.headers).json()
    assert ([one["id"] for one in listed["items"]], listed["next"]) == ([str(own.id)], None)
    shown = server.client.get(f"/v1/devices/{own.id}", headers=manager.headers)
    headers = manager.headers | {"If-Match": shown.headers["ETag"]}
    renamed = server.client.put(f"/v1/devices/{own.id}", json={"name": "New"}, headers=headers)
    assert renamed.json()["name"] == "New"
    assert server.client.put(f"/v1/devices/{own.id}", json={"name": "X"}, headers=headers).status_code == 412
    assert server.client.get(f"/v1/devices/{other.id}", headers=manager.headers).status_code == 403


def test_mirrors_are_paged_by_name(server, tenant, place, manager):
    for _ in range(3):
        server.mirror(tenant, place)
    seen, after = [], ""
    while after is not None:
        page = server.client.get("/v1/devices", params={"limit": 2} | ({"after": after} if after else {}),
                                 headers=manager.headers).json()  # fmt: skip
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == 3


@pytest.fixture
def own_store(server, migrated_file, tmp_path):
    """The mirror's own."""
    database = open_database(parse_address(str(shutil.copyfile(migrated_file, tmp_path / "mirror.db"))))
    yield ShopStore(database, Bus(), server.clock)
    database.close()


def test_a_mirror_reads_and_tells_over_the_real_paths(
    server, wire, secrets, manager, place, tenant, own_store
):
    _, shown = post(server, manager, "/v1/devices/codes", store_id=str(place.id), name="Mirror")
    enrolled = redeem_code(wire, shown["code"], secrets, server.clock)
    scope = join_company(own_store, enrolled)
    assert join_company(own_store, enrolled) == scope == tenant
    own = OwnPlace(
        own_store, scope, place.id, UUID(enrolled["device_id"]), lambda: Instant(server.clock.now(), "b", 1.0)
    )
    session = DeviceSession(wire, secrets, server.clock)
    server.store.write(tenant, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    assert [pull_feed(session, own, stream).items for stream in Stream] == [1, 0, 1, 0, 0]
    adjustment = StockAdjustment(uuid7(), "ALBA-Black", place.id, -1, MovementReason.SALE)
    adjust_stock(own_store, scope, adjustment)
    assert push_outbox(session, own).accepted == 1
    with server.store.reading(tenant) as shop:
        assert shop.stock.level(shop.products.variant_id("ALBA-Black"), place.id) == -1


def test_a_mirror_that_was_sent_away_forgets_its_key_and_the_staff(
    server, wire, secrets, manager, place, own_store
):
    _, shown = post(server, manager, "/v1/devices/codes", store_id=str(place.id), name="Mirror")
    enrolled = redeem_code(wire, shown["code"], secrets, server.clock)
    scope = join_company(own_store, enrolled)
    moment = Instant(server.clock.now(), "b", 1.0)
    own = OwnServer(own_store, secrets, server.clock, lambda: moment, lambda url: nullcontext(wire))
    assert exchange(own).set_aside == ()
    memory = StoredOfflineMemory(own_store, scope, UUID(enrolled["device_id"]))
    assert memory.roster() is not None
    post(server, manager, f"/v1/devices/{enrolled['device_id']}/revoke")
    with pytest.raises(SentAway, match="enrol"):
        exchange(own)
    assert (exchange(own), memory.roster(), read_identity(secrets)) == (None, None, None)


def test_the_whole_way_on_postgresql(postgres_shop):
    server, secrets = RunningServer(postgres_shop), RememberedSecrets()
    tenant, wire = server.tenant("nord"), TestWire(server)
    place = server.place(tenant, "1")
    manager = server.person(tenant, BuiltInRole.STORE_MANAGER, store=place)
    waiting = ask_enrolment(wire, "Left", server.clock)
    body = {"user_code": waiting.user_code, "store_id": str(place.id)}
    assert post(server, manager, "/v1/devices/enrolments/approve", **body)[0] == 201
    found = poll_enrolment(wire, waiting, secrets, server.clock)
    session = DeviceSession(wire, secrets, server.clock)
    server.store.write(tenant, lambda shop: shop.product_writing.upsert([a_product("ALBA")]))
    page = session.get("/v1/feeds/catalogue", {})
    assert [item["code"] for item in page["items"]] == ["ALBA"]
    session.rotate()
    post(server, manager, f"/v1/devices/{found['device_id']}/revoke")
    with pytest.raises(NeedsOwner):
        session.get("/v1/devices/me", {})
