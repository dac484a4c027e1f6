"""Verifies BigCommerce's deliveries: Standard Webhooks, and a header of our own. Pure.

Id, time and body are signed with the account's client secret, so an old delivery cannot be sent again. Deliveries
also carry a header that was agreed on when the webhook was made: where it is present, it must be right.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from standardwebhooks import Webhook

from sync.platforms.port import InvalidSignature
from sync.platforms.values import Hint, HintKind, VerifiedDelivery

TOPICS = (
    "store/product/created",
    "store/product/updated",
    "store/product/deleted",
    "store/product/inventory/updated",
    "store/sku/created",
    "store/sku/updated",
    "store/sku/deleted",
    "store/sku/inventory/updated",
    "store/channel/*/inventory/product/stock_changed",
)
"""Changes of stock at other than the default location come by the last one only."""
HEADER = "X-VARAi-Webhook"
TOLERANCE_S = 300


def header_of(secret: str) -> str:
    """What our own header says: known to whoever knows the secret, and of no other use."""
    return hmac.digest(secret.encode(), b"varai webhook header", "sha256").hex()


class BigCommerceWebhooks:
    """A WebhookVerifier."""

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> VerifiedDelivery:
        told = {name.lower(): value for name, value in headers.items()}
        if not any(_fits(body, told, one, now) for one in secrets if one):
            raise InvalidSignature(
                "The delivery is not signed with this account's client secret, or it is too old."
            )
        content = _content(body)
        topic = str(content.get("scope", ""))
        key = f"{topic}:{content.get('hash', '')}:{told['webhook-id']}"
        return VerifiedDelivery(key, topic, _hint(content) if topic in TOPICS else None)


def _fits(body: bytes, told: Mapping[str, str], secret: str, now: datetime) -> bool:
    try:
        moment = int(told["webhook-timestamp"])
        expected = Webhook(secret.encode()).sign(
            told["webhook-id"], datetime.fromtimestamp(moment, now.tzinfo), body.decode()
        )
        given = [one.encode() for one in told["webhook-signature"].split()]
    except (KeyError, ValueError, OverflowError, OSError):
        return False
    is_signed = any(hmac.compare_digest(expected.encode(), one) for one in given)
    ours = told.get(HEADER.lower())
    is_ours = ours is None or hmac.compare_digest(ours.encode(), header_of(secret).encode())
    return is_signed and is_ours and abs(now.timestamp() - moment) <= TOLERANCE_S


def _content(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _hint(content: Mapping[str, Any]) -> Hint | None:
    try:
        data = content["data"]
        if data.get("type") == "product":
            return Hint(HintKind.PRODUCT, str(int(data["id"])))
        told = data.get("inventory") or data.get("sku") or data
        return Hint(HintKind.PRODUCT, str(int(told["product_id"])))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
