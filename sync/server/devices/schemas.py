"""Mirrors as they travel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.domain.access import Device, DeviceStatus
from app.domain.enrolment import LIVES, POLL_S
from sync.server.bodies import Body, Line
from sync.server.devices.enrolment import Asked, Enrolled

ProofText = Annotated[
    str, Field(min_length=1, max_length=4096, description="A signed JWT; see the section on proofs.")
]
CodeText = Annotated[str, Field(min_length=1, max_length=40, examples=["BCDFG-HJKLM"])]
MirrorName = Annotated[Line, Field(max_length=100, examples=["Left of the door"])]


class EnrolmentBody(Body):
    """A mirror asks to be let in."""

    proof: ProofText
    name: MirrorName


class EnrolmentAsked(BaseModel):
    """Show `user_code`; ask with `device_code` every `interval` seconds until somebody has approved."""

    user_code: str = Field(examples=["BCDFG-HJKLM"])
    device_code: str
    expires_in: int = Field(examples=[900])
    interval: int = Field(examples=[5])

    @classmethod
    def of(cls, asked: Asked) -> EnrolmentAsked:
        return cls(
            user_code=asked.user_code,
            device_code=asked.device_code,
            expires_in=int(LIVES.total_seconds()),
            interval=POLL_S,
        )


class PollBody(Body):
    """A waiting mirror asks again."""

    device_code: Annotated[str, Field(min_length=1, max_length=100)]


class RedeemBody(Body):
    """A mirror brings a one-time code."""

    code: CodeText
    proof: ProofText


class EnrolledShown(BaseModel):
    """What an enrolled mirror must know."""

    tenant_id: UUID
    tenant_slug: str
    tenant_name: str
    currency: str
    language: str
    store_id: UUID
    store_code: str
    store_name: str
    time_zone: str
    country: str
    device_id: UUID
    device_name: str
    roster_key: dict[str, str] = Field(description="The key that signs lists of staff, as a JWK. Keep it.")

    @classmethod
    def of(cls, found: Enrolled) -> EnrolledShown:
        tenant, store, device = found.tenant, found.store, found.device
        return cls(
            tenant_id=tenant.id, tenant_slug=tenant.slug, tenant_name=tenant.name, currency=tenant.currency,
            language=tenant.language, store_id=store.id, store_code=store.code, store_name=store.name,
            time_zone=store.time_zone, country=store.country, device_id=device.id, device_name=device.name,
            roster_key=found.roster_key,
        )  # fmt: skip


class ApprovalBody(Body):
    """A manager types the code a mirror shows."""

    user_code: CodeText
    store_id: UUID
    name: MirrorName | None = None


class CodeBody(Body):
    """For a mirror that is to stand in this store."""

    store_id: UUID
    name: MirrorName


class CodeShown(BaseModel):
    """A one-time code; it is shown this once."""

    code: str = Field(examples=["WXZBC-BCDFG-HJKLM"])
    expires_at: datetime


class TokenBody(Body):
    """A mirror proves who it is (RFC 7523)."""

    client_assertion: ProofText
    client_assertion_type: Literal["urn:ietf:params:oauth:client-assertion-type:jwt-bearer"]
    grant_type: Literal["client_credentials"]


class TokenShown(BaseModel):
    """Bound to the mirror's key: each change needs a DPoP proof."""

    access_token: str
    token_type: Literal["DPoP"] = "DPoP"  # noqa: S105 - RFC 9449
    expires_in: int = Field(examples=[600])
    nonce: str = Field(
        description="Bring it next time; whoever comes with an older one has a copy of the key."
    )


class RotationBody(Body):
    """The new key, signed by the old one."""

    signed: Annotated[str, Field(min_length=1, max_length=4096)]


class KeyShown(BaseModel):
    """A key of a mirror."""

    thumbprint: str


class DeviceBody(Body):
    """What may be changed of a mirror."""

    name: MirrorName


class DeviceShown(BaseModel):
    """A mirror."""

    id: UUID
    store_id: UUID
    name: str
    status: DeviceStatus
    key_thumbprint: str | None
    enrolled_at: datetime | None
    last_seen_at: datetime | None

    @classmethod
    def of(cls, device: Device) -> DeviceShown:
        return cls(
            id=device.id,
            store_id=device.store_id,
            name=device.name,
            status=device.status,
            key_thumbprint=device.key_thumbprint,
            enrolled_at=device.enrolled_at,
            last_seen_at=device.last_seen_at,
        )
