"""Verifies WooCommerce's deliveries. Pure.

The signature covers the raw body alone, so the other headers are hints. `X-WC-Webhook-Delivery-ID` is the hash of
hook and second: thirty changes in a batch shared two of them, so the body takes part in what makes one unique. It
is needed nevertheless: the bodies of actions and deletions are always the same.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sync.platforms.port import InvalidSignature
from sync.platforms.values import Greeting, Hint, HintKind, VerifiedDelivery

TOPICS = (
    "product.created",
    "product.updated",
    "product.deleted",
    "product.restored",
    "action.woocommerce_delete_product",
    "action.woocommerce_delete_product_variation",
    "action.woocommerce_updated_product_stock",
    "action.woocommerce_product_set_stock_status",
)
"""`product.deleted` is not sent for what is deleted for good: the actions are."""


class WooCommerceWebhooks:
    """A WebhookVerifier."""

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> VerifiedDelivery | Greeting:
        del now  # nothing in a delivery says when it was sent
        told = {name.lower(): value for name, value in headers.items()}
        if "x-wc-webhook-signature" not in told and re.fullmatch(rb"webhook_id=\d+", body):
            return Greeting()
        if not _is_signed(body, told.get("x-wc-webhook-signature", ""), secrets):
            raise InvalidSignature("The delivery is not signed with this connection's secret.")
        topic = told.get("x-wc-webhook-topic", "")
        digest = hashlib.sha256(body).hexdigest()
        key = f"{told.get('x-wc-webhook-id', '')}:{told.get('x-wc-webhook-delivery-id', '')}:{digest}"
        return VerifiedDelivery(key, topic, _hint(topic, body) if topic in TOPICS else None)


def _is_signed(body: bytes, signature: str, secrets: Sequence[str]) -> bool:
    given = signature.encode()
    expected = [base64.b64encode(hmac.digest(one.encode(), body, "sha256")) for one in secrets if one]
    return any(hmac.compare_digest(one, given) for one in expected)


def _hint(topic: str, body: bytes) -> Hint | None:
    try:
        told = json.loads(body)
        if topic.startswith("action."):
            kind = HintKind.PRODUCT if topic.endswith("delete_product") else HintKind.VARIANT
            return Hint(kind, str(int(told["arg"])))
        return Hint(HintKind.PRODUCT, str(told.get("parent_id") or told["id"]))
    except (ValueError, KeyError, TypeError):
        return None
