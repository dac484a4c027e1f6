"""Genuine deliveries are accepted, a flipped byte is not."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.platforms.bigcommerce.webhooks import BigCommerceWebhooks, header_of
from sync.platforms.magento.events import heard
from sync.platforms.magento.webhooks import AdobeWebhooks
from sync.platforms.port import InvalidSignature
from sync.platforms.shopify.webhooks import ShopifyWebhooks
from sync.platforms.values import Greeting, Hint, HintKind
from sync.platforms.woocommerce.webhooks import WooCommerceWebhooks

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SECRET = "s3cr&t<é>'\""
REAL = Path(__file__).parents[5] / "shared" / "data" / "platforms" / "woocommerce_10.5_real_deliveries.json"
VECTORS = json.loads((Path(__file__).parent / "data" / "signature_vectors.json").read_text())
WOO = WooCommerceWebhooks()
SHOPIFY = ShopifyWebhooks()


def vector(platform: str) -> dict:
    return next(one for one in VECTORS if one["platform"] == platform)


def woo(body: bytes, topic: str = "product.updated", delivery: str = "d1") -> dict[str, str]:
    signature = base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()
    return {
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Signature": signature,
        "X-WC-Webhook-ID": "34",
        "X-WC-Webhook-Delivery-ID": delivery,
    }


def flipped(body: bytes, place: int, bit: int) -> bytes:
    at = place % len(body)
    return body[:at] + bytes([body[at] ^ (1 << bit)]) + body[at + 1 :]


@given(st.binary(min_size=1), st.integers(0), st.integers(0, 7))
def test_woocommerce_any_flipped_bit_is_refused(body, place, bit):
    headers = woo(body)
    WOO.verify(body, headers, [SECRET], NOW)
    with pytest.raises(InvalidSignature):
        WOO.verify(flipped(body, place, bit), headers, [SECRET], NOW)


@pytest.mark.parametrize("secrets", [[], [""], ["another"]])
def test_woocommerce_another_secret_is_refused(secrets):
    with pytest.raises(InvalidSignature):
        WOO.verify(b"{}", woo(b"{}"), secrets, NOW)


def test_woocommerce_the_old_secret_holds_while_it_is_replaced():
    WOO.verify(b"{}", woo(b"{}"), ["the new one", SECRET], NOW)


@pytest.mark.parametrize("headers", [{}, {"X-WC-Webhook-Signature": ""}, {"x-wc-webhook-signature": "é"}])
def test_woocommerce_without_a_signature_it_is_refused(headers):
    with pytest.raises(InvalidSignature):
        WOO.verify(b'{"id":1}', headers, [SECRET], NOW)


def test_woocommerce_its_unsigned_greeting_is_answered_and_never_worked_on():
    assert WOO.verify(b"webhook_id=30", {}, [SECRET], NOW) == Greeting()


def test_woocommerce_thirty_changes_with_one_delivery_id_are_thirty():
    keys = set()
    for number in range(30):
        body = json.dumps({"id": number}).encode()
        keys.add(WOO.verify(body, woo(body), [SECRET], NOW).dedupe_key)
    assert len(keys) == 30


def test_woocommerce_a_second_stock_change_is_no_repetition():
    body = b'{"action":"woocommerce_updated_product_stock","arg":156}'
    topic = "action.woocommerce_updated_product_stock"
    first, again, later = (
        WOO.verify(body, woo(body, topic, one), [SECRET], NOW) for one in ("d1", "d1", "d2")
    )
    assert first == again
    assert later.dedupe_key != first.dedupe_key
    assert first.hint == Hint(HintKind.VARIANT, "156")


@pytest.mark.parametrize(
    ("topic", "body", "hint"),
    [
        ("product.updated", b'{"id":149,"type":"variation","parent_id":135}', Hint(HintKind.PRODUCT, "135")),
        ("product.deleted", b'{"id":154}', Hint(HintKind.PRODUCT, "154")),
        ("action.woocommerce_delete_product", b'{"arg":156}', Hint(HintKind.PRODUCT, "156")),
        ("action.woocommerce_delete_product_variation", b'{"arg":157}', Hint(HintKind.VARIANT, "157")),
        ("order.created", b'{"id":155}', None),
        ("product.updated", b"not json", None),
        ("action.woocommerce_delete_product", b'{"arg":[]}', None),
    ],
)
def test_woocommerce_a_delivery_hints_at_its_product(topic, body, hint):
    assert WOO.verify(body, woo(body, topic), [SECRET], NOW).hint == hint


@pytest.mark.skipif(not REAL.is_file(), reason="the real deliveries lie outside the project")
def test_woocommerce_real_deliveries_are_accepted():
    hints = {}
    for name, one in json.loads(REAL.read_text()).items():
        verified = WOO.verify(one["raw_body"].encode(), one["headers"], [one["secret"]], NOW)
        hints[name] = verified if isinstance(verified, Greeting) else verified.hint
    assert hints["ping"] == Greeting()
    assert hints["product.updated(variation)"] == Hint(HintKind.PRODUCT, "135")
    assert hints["action.woocommerce_delete_product"] == Hint(HintKind.PRODUCT, "156")
    assert hints["order.created"] is None


def test_shopify_the_vendors_own_vector_is_accepted_and_hints_at_its_stock_item():
    one = vector("shopify")
    verified = SHOPIFY.verify(one["body"].encode(), one["headers"], ["another", one["secret"]], NOW)
    assert verified.topic == "inventory_levels/update"
    assert verified.hint == Hint(HintKind.STOCK_ITEM, "271878346596884015")


@given(st.integers(0), st.integers(0, 7))
def test_shopify_any_flipped_bit_is_refused(place, bit):
    one = vector("shopify")
    with pytest.raises(InvalidSignature):
        SHOPIFY.verify(flipped(one["body"].encode(), place, bit), one["headers"], [one["secret"]], NOW)


def test_shopify_a_retry_is_the_same_and_another_delivery_is_not():
    one = vector("shopify")
    first, retried = (
        SHOPIFY.verify(one["body"].encode(), one["headers"], [one["secret"]], NOW) for _ in range(2)
    )
    other = {**one["headers"], "X-Shopify-Webhook-Id": "another"}
    later = SHOPIFY.verify(one["body"].encode(), other, [one["secret"]], NOW)
    assert first == retried
    assert later.dedupe_key != first.dedupe_key


@pytest.mark.parametrize(
    ("topic", "hint"),
    [
        ("app/uninstalled", None),
        ("products/delete", None),
        ("inventory_levels/connect", Hint(HintKind.STOCK_ITEM, "271878346596884015")),
    ],
)
def test_shopify_unknown_topics_and_odd_bodies_hint_at_nothing(topic, hint):
    one = vector("shopify")
    headers = {name.lower(): text for name, text in one["headers"].items()} | {"x-shopify-topic": topic}
    assert SHOPIFY.verify(one["body"].encode(), headers, [one["secret"]], NOW).hint == hint


ADOBE = ["adobe-commerce-webhook", "adobe-io-events"]


@pytest.mark.parametrize("platform", ADOBE)
def test_adobe_the_vendors_own_vectors_are_accepted_and_hint_at_their_product(platform):
    one = vector(platform)
    verified = AdobeWebhooks().verify(
        one["body"].encode(), one["headers"], ["no key", one["public_key"]], NOW
    )
    assert verified.hint == Hint(HintKind.PRODUCT_CODE, "EYE-1")


@pytest.mark.parametrize("platform", ADOBE)
@given(st.integers(0), st.integers(0, 7))
def test_adobe_any_flipped_bit_is_refused(platform, place, bit):
    one = vector(platform)
    with pytest.raises(InvalidSignature):
        AdobeWebhooks().verify(
            flipped(one["body"].encode(), place, bit), one["headers"], [one["public_key"]], NOW
        )


def test_adobe_the_second_signature_suffices_while_keys_are_exchanged():
    one = vector("adobe-io-events")
    headers = {
        "x-adobe-digital-signature-1": "bm8=",
        "x-adobe-digital-signature-2": one["headers"]["x-adobe-digital-signature-1"],
    }
    assert AdobeWebhooks("abc").verify(one["body"].encode(), headers, [one["public_key"]], NOW).hint


def test_adobe_an_event_for_another_client_is_refused():
    one = vector("adobe-io-events")
    with pytest.raises(InvalidSignature, match="another client"):
        AdobeWebhooks("another").verify(one["body"].encode(), one["headers"], [one["public_key"]], NOW)


@pytest.mark.parametrize("headers", [{}, {"x-adobe-commerce-webhook-signature": "not base64!"}])
def test_adobe_without_a_signature_it_is_refused(headers):
    with pytest.raises(InvalidSignature):
        AdobeWebhooks().verify(b"{}", headers, [vector("adobe-io-events")["public_key"]], NOW)


BIG = BigCommerceWebhooks()
SENT = datetime.fromtimestamp(1795395097, UTC)


def test_bigcommerce_the_standards_own_vector_is_accepted_and_hints_at_its_product():
    one = vector("bigcommerce")
    verified = BIG.verify(one["body"].encode(), one["headers"], ["another", one["secret"]], SENT)
    assert verified.hint == Hint(HintKind.PRODUCT, "206")
    assert verified.topic == "store/sku/inventory/updated"
    assert verified.dedupe_key.endswith(":116ddb29d7bc1b2322cc1a4dc295221ee3637d4b:msg_1")


@given(st.integers(0), st.integers(0, 7))
def test_bigcommerce_any_flipped_bit_is_refused(place, bit):
    one = vector("bigcommerce")
    with pytest.raises(InvalidSignature):
        BIG.verify(flipped(one["body"].encode(), place, bit), one["headers"], [one["secret"]], SENT)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_bigcommerce_a_delivery_from_another_time_is_refused(minutes):
    one = vector("bigcommerce")
    with pytest.raises(InvalidSignature, match="too old"):
        BIG.verify(one["body"].encode(), one["headers"], [one["secret"]], SENT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "changed", [{"webhook-id": "msg_2"}, {"webhook-timestamp": "1795395098"}, {"webhook-timestamp": "soon"},
                {"webhook-signature": "v1,AAAA"}, {"x-varai-webhook": "wrong"}]
)  # fmt: skip
def test_bigcommerce_changed_headers_are_refused(changed):
    one = vector("bigcommerce")
    with pytest.raises(InvalidSignature):
        BIG.verify(one["body"].encode(), {**one["headers"], **changed}, [one["secret"]], SENT)


def test_bigcommerce_our_own_header_and_a_second_signature_are_taken():
    one = vector("bigcommerce")
    signatures = f"v1,AAAA {one['headers']['webhook-signature']}"
    headers = {**one["headers"], "X-VARAi-Webhook": header_of(one["secret"]), "webhook-signature": signatures}
    assert BIG.verify(one["body"].encode(), headers, [one["secret"]], SENT).hint


def test_bigcommerce_without_a_signature_it_is_refused():
    with pytest.raises(InvalidSignature):
        BIG.verify(b"{}", {"x-varai-webhook": header_of("hush")}, ["hush"], SENT)


@pytest.mark.parametrize(
    ("told", "hint"),
    [
        (
            {"type": "x.catalog_product_save", "data": {"value": {"sku": "A"}}},
            Hint(HintKind.PRODUCT_CODE, "A"),
        ),
        (
            {
                "type": "x.catalog_product_delete_commit_after",
                "data": {"value": {"sku": "A", "entity_id": "7"}},
            },
            Hint(HintKind.PRODUCT, "7"),
        ),
        ({"type": "x.stock_item_save", "data": {"value": {"product_id": 7}}}, Hint(HintKind.VARIANT, "7")),
        ({"event": {"data": {"value": {"sku": "A"}}}}, Hint(HintKind.PRODUCT_CODE, "A")),
        ({"event": "odd", "data": [1]}, None),
        ({"type": "x.customer_save", "data": {"value": {"email": "a@b.example"}}}, None),
    ],
)
def test_adobe_events_of_both_forms_hint_at_their_product(told, hint):
    assert heard(told).hint == hint


def test_adobe_an_event_is_the_same_on_whichever_way_it_comes():
    first, later = ({"event_id": "e1", "data": {"value": {"sku": "A"}}, "more": n} for n in (1, 2))
    assert heard(first).dedupe_key == heard(later).dedupe_key
    assert heard({"data": 1}).dedupe_key != heard({"data": 2}).dedupe_key


def test_adobe_keys_are_asked_for_only_for_events_that_may_be_ours():
    one = vector("adobe-io-events")
    body = one["body"].encode()
    expected = ("https://static.adobeioevents.com/prod/keys/pub-key-test.pem",)
    assert AdobeWebhooks("abc").key_addresses(body, one["headers"]) == expected
    assert AdobeWebhooks("another").key_addresses(body, one["headers"]) == ()
    assert AdobeWebhooks().key_addresses(body, one["headers"]) == ()
    for path in ("//evil.example/k.pem", "@evil.example/k.pem", "/../k.pem?x", "k.pem"):
        assert AdobeWebhooks("abc").key_addresses(body, {"x-adobe-public-key1-path": path}) in (
            (),
            (f"https://static.adobeioevents.com{path}",),
        )


def test_adobe_a_webhook_with_the_same_body_later_is_no_repetition():
    one = vector("adobe-commerce-webhook")
    first, again, later = (
        AdobeWebhooks().verify(
            one["body"].encode(), one["headers"], [one["public_key"]], NOW + timedelta(hours=h)
        )
        for h in (0, 0, 1)
    )
    assert first == again
    assert later.dedupe_key != first.dedupe_key
