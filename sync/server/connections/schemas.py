"""Connections as they travel."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, Field, SecretStr

from app.domain.exchange import ConnectionStatus, Platform, PlatformConnection
from sync.server.bodies import Body, Line


class ConnectionBody(Body):
    """A shop to be joined, with what opens it."""

    platform: Platform
    address: Annotated[str, Field(min_length=1, max_length=255, examples=["https://shop.example"])]
    name: Line
    credentials: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[SecretStr, Field(max_length=4000)]],
        Field(max_length=20, description="The platform's keys by name; kept in the secret store."),
    ]
    policy: dict[str, Any] = Field(default={}, description="Which side wins for which field.")
    locations: Annotated[
        dict[Annotated[str, Field(max_length=255)], UUID],
        Field(
            default_factory=dict,
            max_length=500,
            description="Which place of stock there is which store of ours.",
        ),
    ]


class ConnectionChange(Body):
    """What may be changed of a connection; for other keys, remove it and join anew."""

    name: Line
    is_paused: bool
    policy: dict[str, Any]


class ConnectionShown(BaseModel):
    """A joined shop."""

    id: UUID
    platform: Platform
    address: str
    name: str
    status: ConnectionStatus
    policy: dict[str, Any]

    @classmethod
    def of(cls, connection: PlatformConnection) -> ConnectionShown:
        return cls(
            id=connection.id,
            platform=connection.platform,
            address=connection.shop,
            name=connection.name,
            status=connection.status,
            policy={name: value for name, value in connection.policy.items() if name != "ca_file"},
        )
