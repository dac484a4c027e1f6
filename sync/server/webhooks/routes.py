"""`/webhooks/{platform}/{connection}`: deliveries of the platforms, and the question that Adobe asks before."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.domain.errors import Unknown
from app.domain.exchange import Platform
from sync.platforms.port import InvalidSignature
from sync.server.guard import address_of, public
from sync.server.hook_address import read_name
from sync.server.parts import Parts
from sync.server.problems import problem_body, problems

router = APIRouter(tags=["webhooks"])


class Challenge(BaseModel):
    """What a platform asked, said back."""

    challenge: str = Field(examples=["8ec8d794-e0ab-42df-9017-e3dada8e84f7"])


class Told(BaseModel):
    """A delivery that was taken in. What is true is read from the platform afterwards."""

    success: bool
    reason: str = Field(description="`stored`, `duplicate` or `ignored`.", examples=["stored"])
    processing_time: int = Field(serialization_alias="processingTime", description="In milliseconds.")


async def raw_body(request: Request) -> bytes:
    """The very bytes that were signed."""
    return await request.body()


@router.post(
    "/webhooks/{platform}/{connection}",
    responses=problems(401, 404, 408, 413, 422, 429, 503) | {200: {"model": Told}},
    response_class=JSONResponse,
    dependencies=[public("platforms prove themselves by the signature of what they send", is_paced=False)],
)
async def take_delivery(
    platform: Platform,
    connection: str,
    request: Request,
    parts: Parts,
    body: Annotated[bytes, Depends(raw_body)],
) -> Response:
    """Verifies the raw bytes, keeps the event, answers. A delivery that was kept before is answered the same way."""
    began_s = time.perf_counter()
    try:
        taken = await parts.webhooks.take(platform, connection, body, request.headers)
    except InvalidSignature as wrong:
        parts.metrics.delivered(platform.value, "invalid_signature")
        parts.pace.hit(parts.settings.address_pace, address_of(request))
        return _refusal(request, str(wrong))
    parts.metrics.delivered(platform.value, taken.what)
    if taken.what == "greeting":
        return PlainTextResponse(taken.answer)
    told = Told(
        success=True, reason=taken.what, processing_time=round((time.perf_counter() - began_s) * 1000)
    )
    return JSONResponse(told.model_dump(by_alias=True))


@router.get(
    "/webhooks/{platform}/{connection}",
    responses=problems(404, 422, 429),
    dependencies=[public("Adobe asks, before it sends anything, whether somebody here expects it")],
)
async def answer_challenge(
    platform: Platform,
    connection: str,
    challenge: Annotated[str, Query(pattern=r"^[\w-]+$", max_length=200)],
) -> Challenge:
    """Says back what Adobe asks when this address is registered for events of Adobe Commerce."""
    read_name(connection)
    if platform is not Platform.MAGENTO:
        raise Unknown("Only Adobe asks before it sends.")
    return Challenge(challenge=challenge)


def _refusal(request: Request, words: str) -> Response:
    told = problem_body(request, 401, "INVALID_SIGNATURE", words).model_dump(mode="json")
    return JSONResponse(
        told | {"success": False, "error": "INVALID_SIGNATURE"}, 401, media_type="application/problem+json"
    )
