"""Verifies Adobe Commerce's deliveries: its webhooks and its I/O Events. Pure. Magento Open Source sends none.

Both sign with RSA: the "secrets" are public keys in PEM. Adobe's page on webhooks tells of HMAC, its code signs
base64(raw body) with RSA-SHA256.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sync.platforms.port import InvalidSignature
from sync.platforms.values import Hint, HintKind, VerifiedDelivery

WEBHOOK = "x-adobe-commerce-webhook-signature"
EVENTS = ("x-adobe-digital-signature-1", "x-adobe-digital-signature-2")
"""Either suffices; each goes with the key of the same number while keys are exchanged."""


class AdobeWebhooks:
    """A WebhookVerifier. With a client id, I/O Events for others are refused."""

    def __init__(self, client_id: str = "") -> None:
        self._client_id = client_id

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> VerifiedDelivery:
        del now  # the time is not signed
        told = {name.lower(): value for name, value in headers.items()}
        is_webhook = WEBHOOK in told
        signed = base64.b64encode(body) if is_webhook else body
        given = [told[name] for name in ((WEBHOOK,) if is_webhook else EVENTS) if told.get(name)]
        if not _is_signed(signed, given, secrets):
            raise InvalidSignature("The delivery is not signed by Adobe for this shop.")
        content = _content(body)
        if self._client_id and not is_webhook and content.get("recipient_client_id") != self._client_id:
            raise InvalidSignature("The event is for another client.")
        digest = hashlib.sha256(body).hexdigest()
        identity = str(content.get("event_id") or told.get("x-adobe-event-id") or digest)
        topic = str(
            content.get("event_code") or content.get("type") or ("webhook" if is_webhook else "event")
        )
        return VerifiedDelivery(f"{identity}:{digest}", topic, _hint(content))


def _is_signed(signed: bytes, signatures: Iterable[str], keys: Sequence[str]) -> bool:
    loaded = [key for key in map(_key, keys) if key is not None]
    return any(_fits(key, signature, signed) for signature in signatures for key in loaded)


def _key(pem: str) -> RSAPublicKey | None:
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError:
        return None
    return key if isinstance(key, RSAPublicKey) else None


def _fits(key: RSAPublicKey, signature: str, signed: bytes) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), signed, PKCS1v15(), SHA256())
    except (WrongSignature, ValueError):
        return False
    return True


def _content(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _hint(content: Mapping[str, Any]) -> Hint | None:
    try:
        product = content["product"] if "product" in content else content["event"]["data"]["value"]
        return Hint(HintKind.PRODUCT_CODE, str(product["sku"]))
    except (KeyError, TypeError):
        return None
