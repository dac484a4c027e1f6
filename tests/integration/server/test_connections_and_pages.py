"""Connections, templates and generated stores over HTTP."""

from __future__ import annotations

from uuid import UUID

import pytest
from uuid6 import uuid7

from app.domain.access import BuiltInRole
from app.domain.exchange import Platform, PlatformConnection
from app.domain.publishable import PublishableKey
from app.domain.storefront import GeneratedStore, GenerationStatus, PageTemplate, TemplateVersion

SHOP = {
    "platform": "woocommerce", "address": "https://shop.example", "name": "Web shop",
    "credentials": {"consumer_key": "ck_very_secret", "consumer_secret": "cs_very_secret"},
}  # fmt: skip
TEMPLATE = {"slug": "ours", "name": "Ours", "base": "boutique", "source": '{% extends "boutique/body" %}\n'}


def send(server, person, method, path, json=None, **headers):
    return server.client.request(method, path, json=json, headers=person.headers | headers)


def test_a_shop_is_joined_paused_and_parted_with_and_its_keys_are_never_shown(server, owner):
    made = send(server, owner, "POST", "/v1/connections", SHOP)
    assert made.status_code == 201
    path = made.headers["Location"]
    change = {"name": "Shop", "is_paused": True, "policy": {"fields": {"name": "shop"}}}
    changed = send(server, owner, "PUT", path, change, **{"If-Match": made.headers["ETag"]})
    assert (changed.json()["status"], changed.json()["policy"]) == ("paused", change["policy"])
    for answer in (
        made,
        changed,
        send(server, owner, "GET", "/v1/connections"),
        send(server, owner, "GET", path),
    ):
        assert "very_secret" not in answer.text
    assert send(server, owner, "DELETE", path, **{"If-Match": made.headers["ETag"]}).status_code == 412
    assert send(server, owner, "DELETE", path, **{"If-Match": changed.headers["ETag"]}).status_code == 204
    assert send(server, owner, "GET", path).status_code == 404


def test_which_place_of_stock_is_which_store_is_said_shown_and_changed(server, owner):
    made = [
        send(
            server,
            owner,
            "POST",
            "/v1/stores",
            {"code": code, "name": code, "time_zone": "UTC", "country": "DE"},
        )
        for code in ("A", "B")
    ]
    first, second = (one.json()["id"] for one in made)
    shop = send(server, owner, "POST", "/v1/connections", SHOP | {"locations": {"71": first, "72": second}})
    path, change = shop.headers["Location"], {"name": "Shop", "is_paused": False, "policy": {}}
    assert shop.json()["locations"] == {"71": first, "72": second}

    def say(more):
        seen = {"If-Match": send(server, owner, "GET", path).headers["ETag"]}
        return send(server, owner, "PUT", path, change | more, **seen)

    assert say({}).json()["locations"] == {"71": first, "72": second}
    assert say({"locations": {"71": second, "72": first}}).json()["locations"] == {"71": second, "72": first}
    assert say({"locations": {"71": first, "72": first}}).status_code == 422
    assert say({"locations": {"71": str(uuid7())}}).status_code == 404
    assert send(server, owner, "GET", path).json()["locations"] == {"71": second, "72": first}


@pytest.mark.parametrize(
    "change",
    [
        {"address": "http://shop.example"}, {"address": "https://user:pass@shop.example"}, {"address": "ftp://x"},
        {"address": "http://127.0.0.1:8480"}, {"policy": {"fields": {"nothing": "shop"}}},
        {"policy": {"fields": 5}}, {"platform": "ebay"}, {"locations": {"1": str(uuid7())}},
    ],
)  # fmt: skip
def test_a_shop_that_cannot_be_joined_is_refused(server, owner, change):
    assert send(server, owner, "POST", "/v1/connections", SHOP | change).status_code in {404, 409, 422}
    assert send(server, owner, "GET", "/v1/connections").json()["items"] == []


def test_a_file_of_the_server_cannot_be_named_from_outside(server, owner, tenant):
    made = send(server, owner, "POST", "/v1/connections", SHOP | {"policy": {"ca_file": "/etc/passwd"}})
    with server.store.reading(tenant) as shop:
        (kept,) = shop.connections.all()
    assert made.status_code == 201
    assert "ca_file" not in kept.policy


def test_a_template_is_written_in_versions(server, owner):
    made = send(server, owner, "POST", "/v1/templates", TEMPLATE)
    assert made.status_code == 201
    path = made.headers["Location"]
    text = {"source": '{% extends "boutique/body" %}\n{# second #}\n'}
    second = send(server, owner, "PUT", path, text, **{"If-Match": made.headers["ETag"]})
    assert (second.json()["number"], second.json()["source"]) == (2, text["source"])
    assert send(server, owner, "PUT", path, text, **{"If-Match": made.headers["ETag"]}).status_code == 412
    assert send(server, owner, "GET", f"{path}/versions/1").json()["source"] == TEMPLATE["source"]
    back = send(
        server, owner, "POST", f"{path}/rollback", {"number": 1}, **{"If-Match": second.headers["ETag"]}
    )
    assert (back.json()["number"], back.json()["source"]) == (3, TEMPLATE["source"])
    assert [one["slug"] for one in send(server, owner, "GET", "/v1/templates").json()["items"]] == ["ours"]
    assert send(server, owner, "DELETE", path, **{"If-Match": back.headers["ETag"]}).status_code == 204


@pytest.mark.parametrize("source", ["{{ ''.__class__ }}", "{% for %}", "{% include '/etc/passwd' %}"])
def test_a_text_that_may_not_be_used_is_refused_with_its_place(server, owner, source):
    answer = send(server, owner, "POST", "/v1/templates", TEMPLATE | {"source": source})
    assert (answer.status_code, answer.json()["reason"]) == (422, "template_refused")
    assert "line 1" in answer.json()["detail"]
    assert send(server, owner, "POST", "/v1/templates", TEMPLATE | {"base": "nope"}).status_code == 422


def test_what_was_generated_is_listed_newest_first(server, owner, tenant):
    template = UUID(send(server, owner, "POST", "/v1/templates", TEMPLATE).json()["id"])

    def run(shop):
        for number in range(3):
            shop.generated_stores.start(
                GeneratedStore(
                    shop.new_id(), f"Run {number}", template, 1, {}, GenerationStatus.STARTED, shop.moment
                )
            )

    server.store.write(tenant, run)
    first = send(server, owner, "GET", "/v1/generated-stores?limit=2").json()
    rest = send(server, owner, "GET", f"/v1/generated-stores?limit=2&after={first['next']}").json()
    assert [one["name"] for one in (*first["items"], *rest["items"])] == ["Run 2", "Run 1", "Run 0"]
    one = send(server, owner, "GET", f"/v1/generated-stores/{first['items'][0]['id']}").json()
    assert one == first["items"][0]
    removed = send(server, owner, "DELETE", f"/v1/templates/{template}", **{"If-Match": "*"})
    assert removed.status_code == 403


def items_of(server, owner, path):
    """All items, one a page."""
    found, after = [], ""
    while True:
        page = send(server, owner, "GET", f"{path}?limit=1{after}").json()
        found += page["items"]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


def test_connections_templates_and_keys_are_listed_page_by_page(server, owner, tenant):
    def fill(shop):
        for number in (1, 2, 3):
            template = PageTemplate(shop.new_id(), f"t{number}", "T", 1)
            shop.templates.add(template, TemplateVersion(template.id, 1, "x", {}, None, shop.moment))
            address = f"{number}.example"
            shop.connections.add(
                PlatformConnection(shop.new_id(), Platform.SHOPIFY, address, address, f"secret:{number}")
            )
            key = PublishableKey(shop.new_id(), f"{number}", ("https://shop.example",), 60, shop.moment)
            shop.publishable_keys.add(key)

    server.store.write(tenant, fill)
    assert [one["slug"] for one in items_of(server, owner, "/v1/templates")] == ["t1", "t2", "t3"]
    names = ["1.example", "2.example", "3.example"]
    assert [one["name"] for one in items_of(server, owner, "/v1/connections")] == names
    assert [one["name"] for one in items_of(server, owner, "/v1/publishable-keys")] == ["1", "2", "3"]
    for path in ("/v1/connections", "/v1/publishable-keys", "/v1/generated-stores"):
        made_up = send(server, owner, "GET", f"{path}?after=WyJ4Il0")
        assert (made_up.status_code, made_up.json()["reason"]) == (400, "bad_cursor")


def test_who_may_not_is_refused(server, tenant):
    seller = server.person(tenant, BuiltInRole.SALES_STAFF)
    for method, path in (
        ("GET", "/v1/connections"),
        ("GET", "/v1/templates"),
        ("GET", "/v1/generated-stores"),
    ):
        assert send(server, seller, method, path).status_code == 403
    assert send(server, seller, "POST", "/v1/connections", SHOP).status_code == 403
    assert send(server, seller, "POST", "/v1/templates", TEMPLATE).status_code == 403


def test_a_text_is_checked_without_being_kept(server, owner):
    good = send(server, owner, "POST", "/v1/templates/validate", {"source": TEMPLATE["source"]})
    assert good.json() == {"accepted": True, "reasons": []}
    bad = send(server, owner, "POST", "/v1/templates/validate", {"source": '{% extends "shell" %}'}).json()
    assert (bad["accepted"], bad["reasons"][0]["line"]) == (False, 1)
    assert send(server, owner, "GET", "/v1/templates").json()["items"] == []


@pytest.mark.parametrize(
    "settings", [{}, {"name": "x", "tenant_id": str(uuid7())}, {"name": "x", "author": "me"}]
)
def test_settings_that_name_a_company_an_author_or_nothing_are_refused(server, owner, settings):
    answer = send(server, owner, "POST", "/v1/generated-stores", {"settings": settings})
    assert (answer.status_code, answer.json()["reason"]) == (422, "unusable")
