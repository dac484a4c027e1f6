"""Which state of a thing somebody saw: ETags on answers, If-Match on changes. Nobody overwrites the unread."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.responses import Response

from app.domain.errors import Outdated
from sync.server.problems import ApiError


def etag_of(shown: BaseModel) -> str:
    """A strong validator of what is shown."""
    return f'"{hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:32]}"'


def answer(shown: BaseModel, status: int = 200, location: str | None = None) -> Response:
    """The thing as JSON, with its ETag, and its address when it is new."""
    headers = {"ETag": etag_of(shown)} | ({"Location": location} if location else {})
    return Response(shown.model_dump_json(), status, headers, "application/json")


def nothing() -> Response:
    """204: done, and there is nothing to show."""
    return Response(status_code=204)


@dataclass(frozen=True, slots=True)
class Seen:
    """The ETags a change is based on."""

    etags: frozenset[str]

    @property
    def is_any(self) -> bool:
        """Whether the change does not depend on what was seen."""
        return "*" in self.etags

    def check(self, current: BaseModel) -> None:
        """Raises Outdated when it has another state by now. Call it inside the transaction that changes it."""
        if not self.is_any and etag_of(current) not in self.etags:
            raise Outdated("Somebody changed it meanwhile. Read it again, then decide again.")


async def seen(
    if_match: Annotated[
        str | None, Header(alias="If-Match", max_length=500, description="The ETag that was read, or `*`.")
    ] = None,
) -> Seen:
    if if_match is None:
        raise ApiError(428, "needs_if_match", "Send the ETag you read as If-Match.")
    return Seen(frozenset(part.strip() for part in if_match.split(",")))


IfMatch = Annotated[Seen, Depends(seen)]
