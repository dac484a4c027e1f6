"""Keys of web pages as they travel."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.domain.publishable import MOST_ORIGINS, PublishableKey, key_text
from sync.server.bodies import Body, Line


class KeyBody(Body):
    """A key for the pages of these addresses."""

    name: Annotated[Line, Field(max_length=100, examples=["Web shop"])]
    origins: Annotated[
        list[Annotated[str, Field(max_length=200)]],
        Field(min_length=1, max_length=MOST_ORIGINS, examples=[["https://shop.example"]]),
    ]
    per_minute: Annotated[int, Field(ge=1, le=100_000, description="Questions of all pages together.")] = 120


class KeyShown(BaseModel):
    """A key of web pages; it is no secret."""

    id: UUID
    key: str
    name: str
    origins: list[str]
    per_minute: int
    created_at: datetime
    revoked_at: datetime | None

    @classmethod
    def of(cls, tenant_id: UUID, key: PublishableKey) -> KeyShown:
        return cls(
            id=key.id,
            key=key_text(tenant_id, key.id),
            name=key.name,
            origins=list(key.origins),
            per_minute=key.per_minute,
            created_at=key.created_at,
            revoked_at=key.revoked_at,
        )
