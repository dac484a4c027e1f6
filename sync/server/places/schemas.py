"""Regions and stores as they travel."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from app.domain.tenancy import Region, Store, StoreStatus
from sync.server.bodies import Body, Country, Line


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is no IANA time zone")
    return name


ShopCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]


class RegionBody(Body):
    """A group of stores under one manager."""

    name: Line = Field(examples=["North"])


class RegionShown(BaseModel):
    """A region."""

    id: UUID
    name: str

    @classmethod
    def of(cls, region: Region) -> RegionShown:
        return cls(id=region.id, name=region.name)


class StoreBody(Body):
    """A shop."""

    code: ShopCode = Field(description="The company's own number of this store.", examples=["HH-01"])
    name: Line = Field(examples=["Hamburg, Jungfernstieg"])
    time_zone: TimeZone = Field(examples=["Europe/Berlin"])
    country: Country = Field(examples=["DE"])
    region_id: UUID | None = None


class StoreShown(BaseModel):
    """A store."""

    id: UUID
    code: str
    name: str
    time_zone: str
    country: str
    region_id: UUID | None
    status: StoreStatus

    @classmethod
    def of(cls, store: Store) -> StoreShown:
        return cls(
            id=store.id,
            code=store.code,
            name=store.name,
            time_zone=store.time_zone,
            country=store.country,
            region_id=store.region_id,
            status=store.status,
        )
