"""Tenants and looks through broken glass as they travel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from app.domain.sign_in import BreakGlass
from app.domain.tenancy import Tenant, TenantStatus
from sync.server.bodies import Body, Currency, Email, Language, Line, Secret, Slug


class CompanyBody(Body):
    """What a company may change of its own record."""

    name: Line = Field(examples=["Optik Nord"])
    currency: Currency = Field(examples=["EUR"])
    language: Language = Field(examples=["de"])


class TenantBody(CompanyBody):
    """A new company and its first owner."""

    slug: Slug = Field(
        description="Its short name for signing in. It never changes.", examples=["optik-nord"]
    )
    owner_email: Email = Field(examples=["olga@example.com"])
    owner_name: Line = Field(examples=["Olga Nord"])


class ClosingBody(Body):
    """That an owner means it."""

    slug: Slug = Field(description="The short name of my company.", examples=["optik-nord"])
    password: Secret
    reason: Line = Field(examples=["We have sold our shops"])


class DeletionBody(Body):
    """That the right company is meant."""

    slug: Slug = Field(description="Its short name.", examples=["optik-nord"])


class TenantShown(BaseModel):
    """A company."""

    id: UUID
    slug: str
    name: str
    currency: str
    language: str
    status: TenantStatus

    @classmethod
    def of(cls, tenant: Tenant) -> TenantShown:
        return cls(
            id=tenant.id,
            slug=tenant.slug,
            name=tenant.name,
            currency=tenant.currency,
            language=tenant.language,
            status=tenant.status,
        )


class TenantMade(TenantShown):
    """A new company, with the link for its owner. It is shown this once."""

    owner_link: str = Field(examples=["https://mirror.example.com/welcome#vl1.…"])


class LookBody(Body):
    """Why a platform admin must see a company's data, and for how long."""

    tenant_id: UUID
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=500)] = Field(
        examples=["Ticket 4711: orders of yesterday are missing"]
    )
    minutes: int = Field(default=30, ge=1, le=60)


class LookShown(BaseModel):
    """A look through broken glass."""

    id: UUID
    admin_user_id: UUID
    reason: str
    opened_at: datetime
    not_after: datetime
    closed_at: datetime | None

    @classmethod
    def of(cls, look: BreakGlass) -> LookShown:
        return cls(
            id=look.id,
            admin_user_id=look.admin_user_id,
            reason=look.reason,
            opened_at=look.opened_at,
            not_after=look.not_after,
            closed_at=look.closed_at,
        )


class LookOpened(LookShown):
    """A look, with the token that shows the company's data and changes nothing."""

    access_token: str
    expires_in: int = Field(description="Seconds.", examples=[300])
