"""How people come in: sessions, one-time links, second factors, broken glass, and answers given once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.domain.access import DeviceStatus, UserStatus
from app.domain.tenancy import TenantStatus


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in of one person on one device, renewed until it ends."""

    id: UUID
    user_id: UUID
    created_at: datetime
    expires_at: datetime
    rotated_at: datetime
    """When the newest refresh token was made."""
    generation: int = 0
    """Which refresh token of this session is the newest; an older one shown again ends the session."""
    revoked_at: datetime | None = None
    revoked_because: str = ""
    address: str = ""
    agent: str = ""
    """What the client called itself, shortened."""

    def lives_at(self, moment: datetime) -> bool:
        return self.revoked_at is None and moment < self.expires_at


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a purpose, not a password


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A secret sent to one person, good for one use within its time. Only its hash is kept."""

    id: UUID
    user_id: UUID
    purpose: LinkPurpose
    secret_hash: bytes
    """SHA-256 of 32 random bytes."""
    created_at: datetime
    expires_at: datetime
    created_by: UUID | None = None
    used_at: datetime | None = None

    def opens_at(self, moment: datetime) -> bool:
        return self.used_at is None and moment < self.expires_at


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """A person's time-based code (RFC 6238). The secret itself is derived from `nonce`, never kept."""

    user_id: UUID
    nonce: UUID
    confirmed_at: datetime | None = None
    last_step: int = 0
    """The newest 30-second step a code was accepted for: no code counts twice."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key in somebody's phone, computer or stick (WebAuthn); the private half never leaves it."""

    id: UUID
    user_id: UUID
    name: str
    """What its owner calls it."""
    credential_id: bytes
    public_key: bytes
    """COSE."""
    sign_count: int
    """Rises with each use, where the authenticator counts at all."""
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """A platform admin's sight of one tenant, with a reason, for an hour at most."""

    id: UUID
    admin_tenant_id: UUID
    admin_user_id: UUID
    reason: str
    opened_at: datetime
    not_after: datetime
    closed_at: datetime | None = None

    def holds_at(self, moment: datetime) -> bool:
        return self.closed_at is None and moment < self.not_after


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a token of a person still counts."""

    tenant: TenantStatus
    user: UserStatus
    epoch: int
    session_expires_at: datetime
    session_revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class DeviceStanding:
    """What decides whether a token of a mirror still counts."""

    tenant: TenantStatus
    status: DeviceStatus
    epoch: int
    store_id: UUID


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered to a request that carried an idempotency key; `sealed` is None while it is under way."""

    actor_id: UUID
    key: str
    request_hash: bytes
    started_at: datetime
    sealed: bytes | None = None
    """The answer, encrypted: it may hold a one-time secret."""
