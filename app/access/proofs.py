"""Signed texts by which a mirror proves that it holds its key: each for one purpose, one server and a few minutes.

Made by the mirror, read by the server. A proof carries its key only where the server does not know it yet.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.access.keys import SigningKey, key_from_jwk, public_jwk, thumbprint

COUNTS_FOR = timedelta(minutes=5)
"""Either way: two clocks may differ. Replays are refused by the proof's own id for twice as long."""
_ALGORITHM = "EdDSA"
_LONGEST = 4096


class ProofKind(StrEnum):
    """`typ` of a proof: one kind never counts for another."""

    ENROL = "varai-enrol+jwt"
    """Carries its key: whoever asks to be enrolled holds it."""
    NEW_KEY = "varai-new-key+jwt"
    """Carries its key: the one that is to take an older one's place."""
    ROTATE = "varai-rotate+jwt"
    """By the old key, around a NEW_KEY proof."""
    CLIENT = "client-authentication+jwt"
    """RFC 7523, for a token."""
    DPOP = "dpop+jwt"
    """RFC 9449, for one request. Carries its key."""


_CARRY_KEY = frozenset({ProofKind.ENROL, ProofKind.NEW_KEY, ProofKind.DPOP})


class BadProof(Exception):
    """The proof does not count; `reason` is a stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that was checked."""

    key: Ed25519PublicKey
    key_id: str
    claims: Mapping[str, Any]
    id: bytes
    """SHA-256 of its key and its `jti`: use it up."""
    expires_at: datetime
    """When nobody could use it again anyway."""


def make_proof(kind: ProofKind, key: SigningKey, now: datetime, **claims: object) -> str:
    """Claims that are None are left out."""
    header: dict[str, Any] = {"typ": kind.value, "kid": key.id}
    if kind in _CARRY_KEY:
        header = {"typ": kind.value, "jwk": public_jwk(key.public)}
    said = {name: value for name, value in claims.items() if value is not None}
    body = {"iat": int(now.timestamp()), "jti": secrets.token_urlsafe(16)} | said
    return jwt.encode(body, key.private, _ALGORITHM, header)


def read_proof(
    kind: ProofKind, text: str, now: datetime, key: Ed25519PublicKey | None = None, **expected: str
) -> Proof:
    """Checks kind, signature, time and every claim in `expected`. Raises BadProof.

    `key` is the known one, for kinds that do not carry theirs.
    """
    header = header_of(text)
    used = _key(kind, header, key)
    claims = _decoded(text, used)
    issued, jti = claims.get("iat"), claims.get("jti")
    if type(issued) is not int or abs(issued - now.timestamp()) > COUNTS_FOR.total_seconds():
        raise BadProof("proof_time")
    if not isinstance(jti, str) or not 8 <= len(jti) <= 200:
        raise BadProof("invalid_proof")
    if any(claims.get(name) != value for name, value in expected.items()):
        raise BadProof("wrong_proof")
    key_id = thumbprint(used)
    own_id = hashlib.sha256(f"{key_id}\n{jti}".encode()).digest()
    return Proof(used, key_id, claims, own_id, datetime.fromtimestamp(issued, UTC) + 2 * COUNTS_FOR)


def header_of(text: str) -> dict[str, Any]:
    """Unchecked: says only which key to look for. Raises BadProof."""
    if len(text) > _LONGEST:
        raise BadProof("invalid_proof")
    try:
        return jwt.get_unverified_header(text)
    except (jwt.InvalidTokenError, ValueError):
        raise BadProof("invalid_proof") from None


def unchecked_claim(text: str, name: str) -> str:
    """Says only where to look; check the proof afterwards. Raises BadProof."""
    try:
        claims = jwt.decode(text, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError):
        raise BadProof("invalid_proof") from None
    return str(claims.get(name, ""))


def token_hash(token: str) -> str:
    """`ath` of RFC 9449."""
    digest = hashlib.sha256(token.encode()).digest()
    return jwt.utils.base64url_encode(digest).decode()


def _key(kind: ProofKind, header: Mapping[str, Any], known: Ed25519PublicKey | None) -> Ed25519PublicKey:
    names = {"alg", "typ", "jwk"} if kind in _CARRY_KEY else {"alg", "typ", "kid"}
    if set(header) != names or header["alg"] != _ALGORITHM or header["typ"] != kind.value:
        raise BadProof("invalid_proof")
    try:
        used = key_from_jwk(header["jwk"]) if kind in _CARRY_KEY else known
    except ValueError:
        raise BadProof("invalid_proof") from None
    if used is None or (known is not None and thumbprint(used) != thumbprint(known)):
        raise BadProof("wrong_key")
    return used


def _decoded(text: str, key: Ed25519PublicKey) -> dict[str, Any]:
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_aud": False, "verify_nbf": False}
    try:
        found: dict[str, Any] = jwt.decode(text, key, algorithms=[_ALGORITHM], options=options)
    except jwt.InvalidTokenError:
        raise BadProof("invalid_proof") from None
    return found
