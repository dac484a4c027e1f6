"""Access tokens: short-lived JWTs (RFC 9068), one algorithm, every claim checked. Made and read here alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import jwt

from app.access.signing import SigningKeys
from app.ports import WallClock

ALGORITHM = "EdDSA"
TOKEN_TYPE = "at+jwt"  # noqa: S105 - RFC 9068, 2.1
_CLAIMS = frozenset({"iss", "aud", "sub", "tid", "sid", "epoch", "iat", "exp", "jti"})
_LEEWAY = timedelta(seconds=5)
"""How far another server's clock may be ahead of ours."""
_LONGEST = 4096
_REMEMBERED = 4096
_LONGEST_LIFE = timedelta(hours=1)


class Holder(StrEnum):
    """Whom a token was made for: its audience. A token of one kind opens no door of another."""

    STAFF = "varai-staff"
    DEVICE = "varai-device"
    BREAK_GLASS = "varai-break-glass"


@dataclass(frozen=True, slots=True)
class Home:
    """The tenant somebody belongs to, and their sign-in there."""

    tenant_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says. The tenant of a request is `tenant_id`, whatever its body says."""

    holder: Holder
    subject: UUID
    """The person or the mirror."""
    tenant_id: UUID
    session_id: UUID
    """The sign-in, the enrolment, or the look through broken glass."""
    epoch: int
    expires_at: datetime
    token_id: UUID
    key_thumbprint: str | None = None
    """RFC 7638 thumbprint of the key that must prove possession (`cnf.jkt`, RFC 9449)."""
    home: Home | None = None
    """Of a look through broken glass, whose `session_id` is the look's: where its person is signed in."""


class BadToken(Exception):
    """The token does not count; `reason` is a stable word for programs."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Tokens:
    """Makes and reads tokens of this server. Safe from any thread."""

    def __init__(self, keys: SigningKeys, clock: WallClock, issuer: str) -> None:
        self._keys = keys
        self._clock = clock
        self._issuer = issuer
        # A token is sent with many requests: what its signature proved once stays proved. Its end is checked each time.
        self._known = lru_cache(maxsize=_REMEMBERED)(self._proved)

    def make(
        self,
        holder: Holder,
        subject: UUID,
        tenant_id: UUID,
        session_id: UUID,
        epoch: int,
        lives: timedelta,
        *,
        key_thumbprint: str | None = None,
        home: Home | None = None,
    ) -> str:
        """A signed token that counts for `lives`, an hour at most."""
        if lives > _LONGEST_LIFE:
            raise ValueError("an access token lives for an hour at most")
        now = self._clock.now()
        claims: dict[str, Any] = {
            "iss": self._issuer, "aud": holder.value, "sub": str(subject), "tid": str(tenant_id),
            "sid": str(session_id), "epoch": epoch, "iat": int(now.timestamp()),
            "exp": int((now + lives).timestamp()), "jti": str(uuid4()),
        }  # fmt: skip
        if key_thumbprint:
            claims["cnf"] = {"jkt": key_thumbprint}
        if home:
            claims["home"] = [str(home.tenant_id), str(home.session_id)]
        headers = {"typ": TOKEN_TYPE, "kid": self._keys.newest}
        return jwt.encode(claims, self._keys.private, ALGORITHM, headers)

    def read(self, text: str, accepted: Collection[Holder]) -> Claims:
        """What the token says, when it is ours, counts now, and was made for one of `accepted`. Raises BadToken."""
        claims = self._known(text)
        if claims.holder not in accepted:
            raise BadToken("wrong_audience")
        if claims.expires_at <= self._clock.now():
            raise BadToken("expired_token")
        return claims

    def _proved(self, text: str) -> Claims:
        return _claims(self._verified(text))

    def _verified(self, text: str) -> dict[str, Any]:
        key_id = _checked_header(text)
        key = self._keys.public.get(key_id)
        if key is None:
            raise BadToken("unknown_key")
        # Times are checked by our own clock, and the audience as one text, below.
        options: Any = {"require": sorted(_CLAIMS), "verify_exp": False, "verify_iat": False,
                        "verify_aud": False, "verify_nbf": False}  # fmt: skip
        try:
            found: dict[str, Any] = jwt.decode(
                text, key, algorithms=[ALGORITHM], issuer=self._issuer, options=options
            )
        except jwt.InvalidTokenError:
            raise BadToken("invalid_token") from None
        issued = found["iat"]
        if not isinstance(issued, int):
            raise BadToken("invalid_token")
        if issued > (self._clock.now() + _LEEWAY).timestamp():
            raise BadToken("token_of_the_future")
        return found


def _checked_header(text: str) -> str:
    """The name of the key; `typ` and `alg` must be ours, and no other header says where a key is."""
    if len(text) > _LONGEST:
        raise BadToken("invalid_token")
    try:
        header = jwt.get_unverified_header(text)
    except (jwt.InvalidTokenError, ValueError):
        raise BadToken("invalid_token") from None
    if header.get("alg") != ALGORITHM or set(header) != {"alg", "kid", "typ"}:
        raise BadToken("invalid_token")
    if header["typ"] != TOKEN_TYPE:
        raise BadToken("wrong_token_type")
    return str(header["kid"])


def _claims(found: dict[str, Any]) -> Claims:
    try:
        return Claims(
            holder=Holder(found["aud"]),
            subject=UUID(found["sub"]),
            tenant_id=UUID(found["tid"]),
            session_id=UUID(found["sid"]),
            epoch=int(found["epoch"]),
            expires_at=datetime.fromtimestamp(int(found["exp"]), UTC),
            token_id=UUID(found["jti"]),
            key_thumbprint=str(found["cnf"]["jkt"]) if "cnf" in found else None,
            home=Home(*map(UUID, found["home"])) if "home" in found else None,
        )
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError):
        raise BadToken("invalid_token") from None
