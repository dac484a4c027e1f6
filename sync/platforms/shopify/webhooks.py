"""Verifies Shopify's deliveries. Pure.

The signature covers the raw body alone, with the app's client secret (two while it is rotated). Topic and ids are
hints. `X-Shopify-Webhook-Id` stays the same on every retry.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sync.platforms.port import InvalidSignature
from sync.platforms.values import Hint, HintKind, VerifiedDelivery

TOPICS = (
    "products/create",
    "products/update",
    "products/delete",
    "inventory_levels/update",
    "inventory_levels/connect",
    "inventory_levels/disconnect",
)
HEADERS = {
    "signature": ("x-shopify-hmac-sha256", "shopify-hmac-sha256"),
    "topic": ("x-shopify-topic", "shopify-topic"),
    "id": ("x-shopify-webhook-id", "shopify-webhook-id"),
}
"""The names of today, and those of Shopify's coming Events system."""


class ShopifyWebhooks:
    """A WebhookVerifier."""

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> VerifiedDelivery:
        del now  # the time is not signed
        told = {name.lower(): value for name, value in headers.items()}
        expected = [base64.b64encode(hmac.digest(one.encode(), body, "sha256")) for one in secrets if one]
        given = _header(told, "signature").encode()
        if not any(hmac.compare_digest(one, given) for one in expected):
            raise InvalidSignature("The delivery is not signed with the app's client secret.")
        topic = _header(told, "topic")
        key = f"{_header(told, 'id') or 'no id'}:{topic}:{hashlib.sha256(body).hexdigest()}"
        return VerifiedDelivery(key, topic, _hint(topic, body))


def _header(told: Mapping[str, str], meaning: str) -> str:
    return next((told[name] for name in HEADERS[meaning] if name in told), "")


def _hint(topic: str, body: bytes) -> Hint | None:
    if topic not in TOPICS:
        return None
    try:
        told: Any = json.loads(body)
        if topic.startswith("inventory_levels/"):
            return Hint(HintKind.STOCK_ITEM, str(int(told["inventory_item_id"])))
        return Hint(HintKind.PRODUCT, str(int(told["id"])))
    except (ValueError, KeyError, TypeError):
        return None
