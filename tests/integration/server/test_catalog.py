"""Products, prices and pieces over HTTP."""

from __future__ import annotations

import pytest
from uuid6 import uuid7

from app.domain.access import BuiltInRole
from sync.protocol.catalogue import product_message
from tests.fakes.tenants import a_product


def body(code="ALBA", *colours, **more):
    return product_message(a_product(code, *colours, **more)).model_dump(mode="json")


def send(server, person, method, path, json=None, **headers):
    return server.client.request(method, path, json=json, headers=person.headers | headers)


@pytest.fixture
def alba(server, owner):
    answer = send(server, owner, "POST", "/v1/products", body())
    assert answer.status_code == 201
    return answer


def test_a_product_is_added_read_changed_and_archived(server, owner, alba):
    path = alba.headers["Location"]
    assert send(server, owner, "GET", path).json() == alba.json()
    changed = send(server, owner, "PUT", path, body(name="New"), **{"If-Match": alba.headers["ETag"]})
    assert changed.json()["product"]["name"] == "New"
    assert send(server, owner, "PUT", path, body(), **{"If-Match": alba.headers["ETag"]}).status_code == 412
    assert send(server, owner, "PUT", path, body()).status_code == 428
    gone = send(server, owner, "POST", f"{path}/archive", **{"If-Match": changed.headers["ETag"]})
    assert gone.json()["product"]["status"] == "archived"
    assert send(server, owner, "GET", "/v1/products").json()["items"] == []
    assert len(send(server, owner, "GET", "/v1/products?status=archived").json()["items"]) == 1


@pytest.mark.parametrize(
    "change", [{"code": ""}, {"variants": [{"sku": "x"}]}, {"gender": "?"}, {"tenant_id": str(uuid7())},
               {"sizes": None}, {"position": 2**60}, {"variants": [{"sku": "x", "colour": "c", "prices": []}]}]
)  # fmt: skip
def test_a_product_that_cannot_be_is_refused_in_words(server, owner, change):
    answer = send(server, owner, "POST", "/v1/products", body() | change)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_a_code_or_sku_in_use_is_told(server, owner, alba):
    assert send(server, owner, "POST", "/v1/products", body()).status_code == 409
    taken = body("BORA") | {"variants": body()["variants"]}
    assert send(server, owner, "POST", "/v1/products", taken).status_code == 409
    renamed = send(server, owner, "PUT", alba.headers["Location"], body("BORA"), **{"If-Match": "*"})
    assert renamed.status_code == 403


def test_products_are_paged_in_the_shops_order(server, owner):
    products = [body(f"P{number}", position=-number) for number in range(5)]
    told = send(server, owner, "POST", "/v1/products/import", {"products": products}).json()
    assert (told["added"], told["rejected"]) == (5, [])
    seen, after = [], {}
    while after is not None:
        page = server.client.get("/v1/products", params={"limit": 2, **after}, headers=owner.headers).json()
        seen += [one["product"]["code"] for one in page["items"]]
        after = {"after": page["next"]} if page["next"] else None
    assert seen == ["P4", "P3", "P2", "P1", "P0"]


def test_an_import_names_what_it_cannot_keep_and_keeps_the_rest(server, owner):
    told = send(
        server, owner, "POST", "/v1/products/import", {"products": [body(), body("BORA") | {"gender": "?"}]}
    )
    assert told.json()["added"] == 1
    assert told.json()["rejected"][0]["code"] == "BORA"


def test_the_same_import_sent_twice_is_done_once(server, owner):
    key = {"Idempotency-Key": "import-0001"}
    answers = [
        send(server, owner, "POST", "/v1/products/import", {"products": [body()]}, **key) for _ in range(2)
    ]
    assert [answer.json()["added"] for answer in answers] == [1, 1]
    assert answers[1].headers["Idempotent-Replayed"] == "true"


def prices(*skus, minor=100):
    return {"prices": [{"sku": s, "prices": [{"amount_minor": minor, "currency": "EUR"}]} for s in skus]}


def test_prices_are_changed_all_or_none(server, owner, alba):
    assert send(server, owner, "POST", "/v1/prices", prices("ALBA-Black")).json() == {
        "changed": ["ALBA-Black"]
    }
    assert send(server, owner, "POST", "/v1/prices", prices("ALBA-Black")).json() == {"changed": []}
    assert send(server, owner, "POST", "/v1/prices", prices("ALBA-Black", "NOPE", minor=5)).status_code == 404
    assert send(server, owner, "POST", "/v1/prices", prices("ALBA-Black", minor=-5)).status_code == 422
    shown = send(server, owner, "GET", alba.headers["Location"]).json()
    assert shown["product"]["variants"][0]["prices"][0]["amount_minor"] == 100


def test_pieces_are_counted_in_ones_own_store_only(server, tenant, owner, alba):
    here, there = server.place(tenant, "1"), server.place(tenant, "2")
    manager = server.person(tenant, BuiltInRole.STORE_MANAGER, store=here)
    move = {"sku": "ALBA-Black", "store_id": str(here.id), "delta": 5, "reason": "delivery"}
    assert send(server, manager, "POST", "/v1/stock/movements", move).json()["on_hand"] == 5
    elsewhere = move | {"store_id": str(there.id)}
    assert send(server, manager, "POST", "/v1/stock/movements", elsewhere).status_code == 403
    for wrong in ({"delta": 0}, {"sku": "NOPE"}, {"reason": "magic"}, {"store_id": str(uuid7())}):
        assert send(server, manager, "POST", "/v1/stock/movements", move | wrong).status_code in {404, 422}
    send(server, owner, "POST", "/v1/stock/movements", elsewhere)
    levels = send(server, manager, "GET", f"{alba.headers['Location']}/stock").json()
    assert levels == [{"sku": "ALBA-Black", "store_id": str(here.id), "on_hand": 5}]


def test_foreign_products_do_not_exist(server, alba):
    stranger = server.person(server.tenant("sued"), BuiltInRole.TENANT_OWNER)
    foreign = send(server, stranger, "GET", alba.headers["Location"])
    missing = send(server, stranger, "GET", f"/v1/products/{uuid7()}")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.json()["detail"] == missing.json()["detail"]
