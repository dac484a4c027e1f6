"""Bodies and answers of sign-in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.domain.sign_in import Passkey, Session
from sync.server.bodies import Body, Currency, Email, Language, Line, Secret, Slug

Credential = dict[str, Any]
"""A PublicKeyCredential as JSON (WebAuthn level 3, 5.1)."""
Code = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]


class Login(Body):
    """Who signs in, where."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"tenant": "nord", "email": "kim@example.com", "password": "harbour lantern 42 rope"}
            ]
        },
    )
    tenant: Slug = Field(description="The company's short name.")
    email: Email
    password: Secret
    code: Code | None = Field(
        default=None, description="Of the authenticator app, for accounts that have one."
    )
    passkey: Credential | None = Field(
        default=None,
        description="For accounts with a passkey: what `navigator.credentials.get` answered, as JSON.",
    )


class Renew(Body):
    """The newest refresh token."""

    refresh_token: Secret


class TokenPair(BaseModel):
    """Send `access_token` with every request; when it is too old, renew once with `refresh_token`."""

    access_token: str
    refresh_token: str = Field(description="Counts once. Using an older one ends the session.")
    token_type: str = Field(default="Bearer", examples=["Bearer"])
    expires_in: int = Field(description="Seconds.", examples=[300])


class FirstOwner(Body):
    """The company and person that begin a server."""

    secret: Secret = Field(description="The part behind # of the link that the server printed.")
    tenant: Slug
    company: Line
    currency: Currency = Field(default="EUR", examples=["EUR"])
    language: Language = Field(default="en", examples=["de"])
    email: Email
    display_name: Line
    password: Secret


class UseLink(Body):
    """Chooses a password with a one-time link."""

    secret: Secret = Field(description="The part behind # of the link.")
    password: Secret
    display_name: Line | None = None


class ChangePassword(Body):
    """Both passwords."""

    current: Secret
    new: Secret


class BeginFactor(Body):
    """Proof that it is really this person who adds a second factor."""

    password: Secret


class Confirm(Body):
    """A code of the authenticator app."""

    code: Code


class RemoveFactor(Body):
    """Proof that it is really this person who gives the second factor up."""

    password: Secret
    code: Code


class PasskeyOptions(BaseModel):
    """For the browser: `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON` reads them."""

    options: dict[str, Any]


class NewPasskey(Body):
    """A passkey and what its owner calls it."""

    name: Annotated[Line, Field(max_length=100, examples=["Kim's phone"])]
    credential: Credential = Field(description="What `navigator.credentials.create` answered, as JSON.")


class PasskeyShown(BaseModel):
    """One of my passkeys."""

    id: UUID
    name: str
    created_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, passkey: Passkey) -> PasskeyShown:
        return cls(id=passkey.id, name=passkey.name, created_at=passkey.created_at, used_at=passkey.used_at)


class NewFactor(BaseModel):
    """Show `address` as a QR code, or type `secret` into the app; then confirm with a code."""

    secret: str
    address: str = Field(
        examples=["otpauth://totp/VARAi%20Mirror:kim%40example.com?secret=…&issuer=VARAi%20Mirror"]
    )


class Signed(BaseModel):
    """One sign-in."""

    id: UUID
    created_at: datetime
    renewed_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    ended_because: str
    address: str = Field(examples=["203.0.113.7"])
    agent: str = Field(examples=["varai/1.0"])
    is_this_one: bool = False

    @classmethod
    def of(cls, session: Session, own: UUID | None = None) -> Signed:
        return cls(
            id=session.id,
            created_at=session.created_at,
            renewed_at=session.rotated_at,
            expires_at=session.expires_at,
            ended_at=session.revoked_at,
            ended_because=session.revoked_because,
            address=session.address,
            agent=session.agent,
            is_this_one=session.id == own,
        )


class Me(BaseModel):
    """Who holds this token, and what they may do."""

    id: UUID
    tenant_id: UUID
    tenant: str
    email: str
    display_name: str
    has_second_factor: bool
    permissions: dict[str, ReachShown] = Field(description="Each permission, and where it holds.")


class ReachShown(BaseModel):
    """Where a permission holds."""

    whole_company: bool
    regions: list[UUID]
    stores: list[UUID]
