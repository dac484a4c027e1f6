"""Whose data it is: tenants with their regions and stores, and the scopes that open a repository."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from app.domain.text import check_text

TenantScope = NewType("TenantScope", UUID)
"""The right to work on one tenant's data, made by `app.access.authorise` alone (a rule test guards that)."""

PlatformScope = NewType("PlatformScope", UUID)
"""The right to create, list and suspend tenants; names the actor. Opens no tenant's data. Made like TenantScope."""


class TenantStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Tenant:
    """A company that runs optical shops; everything else belongs to one."""

    id: UUID
    slug: str
    """Lower-case name in addresses; unique in the whole installation."""
    name: str
    currency: str
    """ISO 4217, for prices without one of their own."""
    language: str
    """BCP 47."""
    status: TenantStatus = TenantStatus.ACTIVE

    def __post_init__(self) -> None:
        check_text(self.slug, "a tenant's slug", 63)
        check_text(self.name, "a tenant's name", 200)


@dataclass(frozen=True, slots=True)
class Region:
    """A group of stores under one regional manager."""

    id: UUID
    name: str


class StoreStatus(StrEnum):
    OPEN = "open"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Store:
    """One shop; the place where stock lies and mirrors stand."""

    id: UUID
    code: str
    """The tenant's own number of this store."""
    name: str
    time_zone: str
    """IANA name."""
    country: str
    """ISO 3166-1 alpha-2."""
    region_id: UUID | None = None
    status: StoreStatus = StoreStatus.OPEN


@dataclass(frozen=True, slots=True)
class Setting:
    """One value somebody chose, for the tenant (no store, no device), a store, or a device."""

    key: str
    value: object
    """JSON data."""
    store_id: UUID | None = None
    device_id: UUID | None = None
    changed_at: datetime | None = None
