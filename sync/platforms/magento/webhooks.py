"""Verifies Adobe Commerce's deliveries: its webhooks and its I/O Events. Pure. Magento Open Source sends none.

Both sign with RSA: the "secrets" are public keys in PEM. Adobe's page on webhooks tells of HMAC, its code signs
base64(raw body) with RSA-SHA256.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidSignature as WrongSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from sync.platforms.magento.events import content_of, heard
from sync.platforms.port import InvalidSignature
from sync.platforms.values import VerifiedDelivery

WEBHOOK = "x-adobe-commerce-webhook-signature"
EVENTS = ("x-adobe-digital-signature-1", "x-adobe-digital-signature-2")
"""Either suffices; each goes with the key of the same number while keys are exchanged."""
KEY_SERVER = "https://static.adobeioevents.com"
KEY_PATHS = ("x-adobe-public-key1-path", "x-adobe-public-key2-path")


class AdobeWebhooks:
    """A WebhookVerifier. With a client id, I/O Events for others are refused."""

    def __init__(self, client_id: str = "") -> None:
        self._client_id = client_id

    def verify(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> VerifiedDelivery:
        told = {name.lower(): value for name, value in headers.items()}
        is_webhook = WEBHOOK in told
        signed = base64.b64encode(body) if is_webhook else body
        given = [told[name] for name in ((WEBHOOK,) if is_webhook else EVENTS) if told.get(name)]
        if not _is_signed(signed, given, secrets):
            raise InvalidSignature("The delivery is not signed by Adobe for this shop.")
        content = content_of(body)
        if self._client_id and not is_webhook and content.get("recipient_client_id") != self._client_id:
            raise InvalidSignature("The event is for another client.")
        if is_webhook:
            # it has neither id nor time, and what is changed back and forth has the same body again
            identity = f"{hashlib.sha256(body).hexdigest()}:{now:%Y-%m-%dT%H:%M}"
            return heard(content, other_id=identity, other_topic="webhook")
        return heard(content, other_id=told.get("x-adobe-event-id", ""))

    def key_addresses(self, body: bytes, headers: Mapping[str, str]) -> tuple[str, ...]:
        """Adobe tells with each event where its public keys are; asked for only if the event may be for us."""
        if not self._client_id or content_of(body).get("recipient_client_id") != self._client_id:
            return ()
        told = {name.lower(): value for name, value in headers.items()}
        paths = [told.get(name, "") for name in KEY_PATHS]
        return tuple(f"{KEY_SERVER}{path}" for path in paths if re.fullmatch(r"/[\w/-]+\.pem", path))


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
