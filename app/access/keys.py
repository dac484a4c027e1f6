"""Ed25519 keys: made on first use, kept in the secret store, told apart by their RFC 7638 thumbprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.access.base64url import decoded, encoded
from app.ports import SecretStore

_KEY_BYTES = 32


class SigningKey:
    """A private key and what others know of it."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key()
        self.id = thumbprint(self.public)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    @property
    def private(self) -> Ed25519PrivateKey:
        """For libraries that sign by themselves."""
        return self._key

    def as_secret(self) -> str:
        return encoded(self._key.private_bytes_raw())


def new_key() -> SigningKey:
    return SigningKey(Ed25519PrivateKey.generate())


def key_from_secret(secret: str) -> SigningKey:
    """ValueError for what `as_secret` did not make."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(_bytes(secret)))


def kept_key(secrets: SecretStore, name: str) -> SigningKey:
    """The key of this name, made and kept when there is none. Raises NeedsOwner when the store is locked."""
    secret = secrets.get(name)
    if secret is not None:
        return key_from_secret(secret)
    key = new_key()
    secrets.put(name, key.as_secret())
    return key


def public_jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """RFC 8037."""
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(key.public_bytes_raw())}


def key_from_jwk(jwk: object) -> Ed25519PublicKey:
    """ValueError for anything but one Ed25519 public key, private keys included."""
    if not isinstance(jwk, Mapping) or set(jwk) - {"kty", "crv", "x", "kid", "use", "alg"}:
        raise ValueError("this is not a public key")
    if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519") or not isinstance(jwk.get("x"), str):
        raise ValueError("this is not an Ed25519 key")
    return Ed25519PublicKey.from_public_bytes(_bytes(jwk["x"]))


def thumbprint(key: Ed25519PublicKey) -> str:
    """RFC 7638, SHA-256: 43 characters."""
    canonical = json.dumps(public_jwk(key), sort_keys=True, separators=(",", ":"))
    return encoded(hashlib.sha256(canonical.encode()).digest())


def is_signed(key: Ed25519PublicKey, message: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _bytes(text: str) -> bytes:
    """ValueError for anything but 32 bytes in unpadded base64url."""
    content = decoded(text)
    if len(content) != _KEY_BYTES:
        raise ValueError("a key has 32 bytes")
    return content
