"""The server's keys: one signs access tokens (Ed25519), one seals what is handed out (renewals, kept answers)."""

from __future__ import annotations

import hmac
import json
import secrets as random_secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.access.keys import thumbprint
from app.domain.errors import NeedsOwner
from app.ports import SecretStore

SIGNING_KEYS = "server/signing-keys"
SEALING_KEY = "server/sealing-key"


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The key that signs, and all whose tokens still count, by their name (`kid`)."""

    newest: str
    private: Ed25519PrivateKey
    public: Mapping[str, Ed25519PublicKey]


@dataclass(frozen=True, slots=True)
class SealingKey:
    """Makes keys for one purpose each, and short proofs with them."""

    root: bytes

    def for_purpose(self, purpose: str) -> bytes:
        """32 bytes that say nothing of those for other purposes."""
        return hmac.digest(self.root, f"varai {purpose}".encode(), "sha256")

    def proof(self, purpose: str, *parts: object) -> bytes:
        """HMAC-SHA256 over the parts, each of which must not contain a line feed."""
        return hmac.digest(self.for_purpose(purpose), "\n".join(map(str, parts)).encode(), "sha256")

    def __repr__(self) -> str:
        return "SealingKey(…)"


def open_signing_keys(store: SecretStore) -> SigningKeys:
    """The keys in the store, made when there are none. Raises NeedsOwner for unreadable ones."""
    kept = store.get(SIGNING_KEYS)
    if kept is None:
        store.put(SIGNING_KEYS, _written([random_secrets.token_bytes(32)]))
        kept = store.get(SIGNING_KEYS)
    return _read_keys(kept or "")


def renew_signing_keys(store: SecretStore) -> SigningKeys:
    """Signs with a new key from now on; tokens of the one before it count until they end."""
    kept = store.get(SIGNING_KEYS)
    store.put(SIGNING_KEYS, _written([random_secrets.token_bytes(32), *(_seeds(kept)[:1] if kept else [])]))
    return open_signing_keys(store)


def open_sealing_key(store: SecretStore) -> SealingKey:
    """The key in the store, made when there is none."""
    if store.get(SEALING_KEY) is None:
        store.put(SEALING_KEY, random_secrets.token_hex(32))
    return SealingKey(bytes.fromhex(store.get(SEALING_KEY) or ""))


def _written(seeds: list[bytes]) -> str:
    return json.dumps([seed.hex() for seed in seeds])


def _seeds(kept: str) -> list[bytes]:
    try:
        return [bytes.fromhex(seed) for seed in json.loads(kept)]
    except (ValueError, TypeError):
        raise NeedsOwner(
            "The server's signing keys cannot be read. Put them back from your backup."
        ) from None


def _read_keys(kept: str) -> SigningKeys:
    private = [Ed25519PrivateKey.from_private_bytes(seed) for seed in _seeds(kept)]
    if not private:
        raise NeedsOwner("The server has no signing key. Put it back from your backup.")
    public = {thumbprint(key.public_key()): key.public_key() for key in private}
    return SigningKeys(thumbprint(private[0].public_key()), private[0], public)
