"""What Adobe's events speak of, the same in a delivery and in the journal. Pure.

Adobe Commerce's own form (`event.data.value`) and that of CloudEvents (`data.value`) are read; Adobe Commerce's
webhooks tell the `product` itself. What an event says has changed is read from the shop anyway.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sync.platforms.values import Hint, HintKind, VerifiedDelivery

Json = Mapping[str, Any]


def heard(content: Json, *, other_id: str = "", other_topic: str = "event") -> VerifiedDelivery:
    """An event has one id, however often and on whichever way it comes; `other_id` where it stands elsewhere."""
    identity = (
        content.get("event_id") or content.get("eventid") or content.get("id") or other_id or _digest(content)
    )
    topic = str(content.get("event_code") or content.get("type") or other_topic)
    return VerifiedDelivery(f"event:{identity}", topic, _hint(topic, _value(content)))


def content_of(body: bytes) -> Json:
    """Empty for what is no JSON object."""
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _value(content: Json) -> Json:
    event = content.get("event") if isinstance(content.get("event"), dict) else content
    data = event.get("data") if isinstance(event, Mapping) else None
    value = data.get("value") if isinstance(data, dict) else content.get("product")
    return value if isinstance(value, dict) else {}


def _hint(topic: str, value: Json) -> Hint | None:
    """A deleted product has no SKU any more by which it could be found; stock items name their product."""
    number = value.get("entity_id") or value.get("product_id")
    if "product_delete" in topic and number:
        return Hint(HintKind.PRODUCT, str(number))
    if value.get("sku"):
        return Hint(HintKind.PRODUCT_CODE, str(value["sku"]))
    return Hint(HintKind.VARIANT, str(number)) if number else None


def _digest(content: Json) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
