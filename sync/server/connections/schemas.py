"""Connections as they travel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from app.domain.exchange import ConnectionStatus, Platform, PlatformConnection
from sync.runs.places import Place
from sync.server.bodies import Body, Line

Locations = Annotated[
    dict[Annotated[str, Field(max_length=255)], UUID],
    Field(max_length=500, description="Which place of stock there is which store of ours."),
]


Keys = Annotated[
    dict[Annotated[str, Field(max_length=60)], Annotated[SecretStr, Field(max_length=4000)]],
    Field(max_length=20, description="The platform's keys by name; kept in the secret store."),
]


class ConnectionBody(Body):
    """A shop to be joined, with what opens it."""

    platform: Platform
    address: Annotated[str, Field(min_length=1, max_length=255, examples=["https://shop.example"])]
    name: Line
    credentials: Keys
    policy: dict[str, Any] = Field(default={}, description="Which side wins for which field.")
    locations: Locations = Field(default={})


class ConnectionChange(Body):
    """What may be changed of a connection; other keys have a path of their own."""

    name: Line
    is_paused: bool
    policy: dict[str, Any]
    locations: Locations | None = None
    """None leaves them as they are."""


class KeysBody(Body):
    """Other keys for a joined shop: all of them, not only those that changed."""

    credentials: Keys


class ConnectionShown(BaseModel):
    """A joined shop."""

    id: UUID
    platform: Platform
    address: str
    name: str
    status: ConnectionStatus
    policy: dict[str, Any]
    locations: dict[str, UUID]

    @classmethod
    def of(cls, connection: PlatformConnection, locations: Mapping[str, UUID]) -> ConnectionShown:
        return cls(
            id=connection.id,
            platform=connection.platform,
            address=connection.shop,
            name=connection.name,
            status=connection.status,
            policy={name: value for name, value in connection.policy.items() if name != "ca_file"},
            locations=dict(locations),
        )


class LocationShown(BaseModel):
    """A place of stock as the platform lists it now, and the store of ours that it is."""

    id: str
    name: str
    is_active: bool
    store_id: UUID | None

    @classmethod
    def of(cls, place: Place) -> LocationShown:
        told = place.location
        return cls(id=told.id, name=told.name, is_active=told.is_active, store_id=place.store_id)


class LocationsShown(BaseModel):
    """All places of stock of a joined shop."""

    items: list[LocationShown]
