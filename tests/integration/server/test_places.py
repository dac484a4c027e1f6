from __future__ import annotations

import pytest

from app.domain.access import BuiltInRole, ScopeType

STORE = {"code": "HH-01", "name": "Hamburg", "time_zone": "Europe/Berlin", "country": "DE"}


def reason(answer):
    return answer.status_code, answer.json()["reason"]


def test_a_store_is_made_seen_changed_archived_and_opened_again(server, owner):
    made = server.ask(owner, "POST", "/v1/stores", STORE)
    path = made.headers["Location"]
    assert server.ask(owner, "GET", path).json() == made.json()
    changed = server.change(owner, "PUT", path, STORE | {"name": "Altona"})
    assert changed.json()["name"] == "Altona"
    assert server.change(owner, "POST", f"{path}/archive").json()["status"] == "archived"
    assert server.change(owner, "POST", f"{path}/reopen").json()["status"] == "open"


def test_a_change_says_which_state_it_saw(server, owner):
    path = server.ask(owner, "POST", "/v1/stores", STORE).headers["Location"]
    seen = server.ask(owner, "GET", path).headers["ETag"]
    assert reason(server.ask(owner, "PUT", path, STORE)) == (428, "needs_if_match")
    assert server.ask(owner, "PUT", path, STORE | {"name": "A"}, if_match=seen).status_code == 200
    assert reason(server.ask(owner, "PUT", path, STORE | {"name": "B"}, if_match=seen)) == (
        412,
        "changed_meanwhile",
    )
    assert server.ask(owner, "PUT", path, STORE | {"name": "C"}, if_match="*").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Base"},
        {"country": "Germany"},
        {"code": "a b"},
        {"name": ""},
        {"name": "a\x00b"},
        {"name": "x" * 201},
    ],
)
def test_what_a_store_cannot_be_is_named(server, owner, wrong):
    answer = server.ask(owner, "POST", "/v1/stores", STORE | wrong)
    assert reason(answer) == (422, "invalid_request")
    assert [error["where"] for error in answer.json()["errors"]] == [f"body.{next(iter(wrong))}"]


def test_codes_are_used_once(server, owner):
    server.ask(owner, "POST", "/v1/stores", STORE)
    assert reason(server.ask(owner, "POST", "/v1/stores", STORE)) == (409, "already_there")


def test_a_store_cannot_lie_in_a_region_of_another_company(server, owner):
    foreign = server.region(server.tenant("sued"), "South")
    answer = server.ask(owner, "POST", "/v1/stores", STORE | {"region_id": str(foreign.id)})
    assert reason(answer) == (404, "not_found")


def test_a_page_says_where_the_next_one_begins(server, tenant, owner):
    for number in range(5):
        server.place(tenant, f"{number}")
    seen, after = [], ""
    while after is not None:
        page = server.ask(owner, "GET", f"/v1/stores?limit=2{after and '&after=' + after}").json()
        seen += [store["code"] for store in page["items"]]
        after = page["next"]
    assert seen == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("made_up", ["x", "W10", "WzFd", "%00", "WyJhIiwiYiJd", "é"])
def test_a_made_up_cursor_is_refused(server, owner, made_up):
    assert reason(server.ask(owner, "GET", f"/v1/stores?after={made_up}")) == (400, "bad_cursor")


@pytest.mark.parametrize("limit", ["0", "201", "x", "-1"])
def test_pages_have_a_size(server, owner, limit):
    assert server.ask(owner, "GET", f"/v1/stores?limit={limit}").status_code == 422


def test_the_same_request_with_the_same_key_is_done_once(server, owner):
    first = server.ask(owner, "POST", "/v1/stores", STORE, idempotency_key="make-hamburg-1")
    again = server.ask(owner, "POST", "/v1/stores", STORE, idempotency_key="make-hamburg-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    other = server.ask(owner, "POST", "/v1/stores", STORE | {"code": "2"}, idempotency_key="make-hamburg-1")
    assert reason(other) == (422, "key_reused")


def test_a_failed_request_may_be_tried_again_with_its_key(server, tenant, owner):
    body = STORE | {"region_id": "01910000-0000-7000-8000-000000000000"}
    tries = [server.ask(owner, "POST", "/v1/stores", body, idempotency_key="make-it-1") for _ in range(2)]
    assert [t.status_code for t in tries] == [404, 404]


def test_a_key_is_free_again_after_a_day_and_belongs_to_one_person(server, tenant, owner):
    second = server.person(tenant, BuiltInRole.TENANT_OWNER)
    codes = []
    for number, person in enumerate([owner, second]):
        body = STORE | {"code": f"{number}"}
        codes.append(server.ask(person, "POST", "/v1/stores", body, idempotency_key="make-it-1").status_code)
    server.clock.advance(86401)
    late = server.sign_in(tenant, user_of(server, owner))
    codes.append(
        server.ask(late, "POST", "/v1/stores", STORE | {"code": "9"}, idempotency_key="make-it-1").status_code
    )
    assert codes == [201, 201, 201]


def user_of(server, person):
    with server.store.reading(person.tenant) as shop:
        return shop.staff.get(person.id)


def test_a_key_whose_request_never_ended_is_under_way_for_a_minute(server, tenant, owner):
    from app.domain.sign_in import KeptAnswer

    asked = stuck_hash("POST /v1/stores", STORE)
    stuck = KeptAnswer(owner.id, "make-it-1", asked, server.clock.now())
    server.store.write(tenant, lambda shop: shop.kept_answers.start(stuck))
    assert reason(server.ask(owner, "POST", "/v1/stores", STORE, idempotency_key="make-it-1")) == (
        409,
        "under_way",
    )
    server.clock.advance(61)
    assert server.ask(owner, "POST", "/v1/stores", STORE, idempotency_key="make-it-1").status_code == 201


def stuck_hash(target, body):
    import hashlib

    from sync.server.places.schemas import StoreBody

    return hashlib.sha256(f"{target}\n{StoreBody(**body).model_dump_json()}".encode()).digest()


def test_a_kept_answer_is_not_readable_in_the_database(server, owner):
    server.ask(owner, "POST", "/v1/stores", STORE, idempotency_key="make-it-1")
    with server.store.reading(owner.tenant) as shop:
        sealed = shop.kept_answers.get(owner.id, "make-it-1").sealed
    assert b"Hamburg" not in sealed


def test_a_region_goes_when_it_is_empty(server, tenant, owner):
    region = server.region(tenant, "North")
    server.place(tenant, "1", region.id)
    path = f"/v1/regions/{region.id}"
    assert server.change(owner, "PUT", path, {"name": "Far North"}).json()["name"] == "Far North"
    held = server.change(owner, "DELETE", path)
    assert (held.status_code, "Move them first" in held.json()["detail"]) == (403, True)
    empty = server.ask(owner, "POST", "/v1/regions", {"name": "Empty"}).headers["Location"]
    assert server.change(owner, "DELETE", empty).status_code == 204
    assert [r["name"] for r in server.ask(owner, "GET", "/v1/regions").json()["items"]] == ["Far North"]


def test_a_regional_manager_cannot_move_a_store_out_of_the_region(server, tenant):
    region = server.region(tenant, "North")
    store = server.place(tenant, "1", region.id)
    manager = server.person(tenant)
    server.grant(
        tenant, manager.id, BuiltInRole.REGIONAL_MANAGER, scope=ScopeType.REGION, region_id=region.id
    )
    path = f"/v1/stores/{store.id}"
    assert server.change(manager, "PUT", path, STORE | {"region_id": str(region.id)}).status_code == 200
    assert server.change(manager, "PUT", path, STORE).status_code == 403


def test_what_was_before_and_after_is_in_the_trail(server, tenant, owner):
    path = server.ask(owner, "POST", "/v1/stores", STORE).headers["Location"]
    server.change(owner, "PUT", path, STORE | {"name": "Altona"})
    with server.store.reading(tenant) as shop:
        made, changed = (record.event for record in shop.audit.page(10))
    assert made.action == "store:stores:create"
    assert (changed.details["before"]["name"], changed.details["after"]["name"]) == ("Hamburg", "Altona")
    assert changed.request_id
