"""`/livez`, `/readyz`, `/metrics` and the description of the whole API."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sync.server.guard import address_of, public
from sync.server.parts import Parts
from sync.server.problems import ApiError, problems

router = APIRouter(tags=["watch"])


class Readiness(BaseModel):
    """Whether requests should be sent here."""

    ready: bool
    checks: dict[str, Literal["ok", "failed", "slow"]] = Field(
        examples=[{"database": "ok", "schema": "ok", "signing_key": "ok"}]
    )


@router.get(
    "/livez",
    response_class=Response,
    status_code=204,
    responses=problems(429),
    dependencies=[public("a supervisor asks whether the process answers")],
)
def is_alive() -> Response:
    """Answers as long as the process does. Says nothing of the database."""
    return Response(status_code=204)


@router.get(
    "/readyz",
    response_model=Readiness,
    responses=problems(429) | {503: {"model": Readiness, "description": "Send requests elsewhere for now."}},
    dependencies=[public("a load balancer asks whether to send requests here")],
)
def is_ready(parts: Parts) -> Response:
    """Whether the database answers, its schema fits, and tokens can be signed. Told within two seconds."""
    found = parts.health.findings()
    is_fine = set(found.values()) == {"ok"}
    return JSONResponse({"ready": is_fine, "checks": found}, 200 if is_fine else 503)


@router.get(
    "/metrics",
    response_class=Response,
    responses=problems(404, 429) | {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
    dependencies=[public("Prometheus reads from an address of the settings")],
)
def read_metrics(request: Request, parts: Parts) -> Response:
    """Counts and times in Prometheus' text form, for the addresses of the settings; others find no such page."""
    if address_of(request) not in parts.settings.metrics_from:
        raise ApiError(404, "not_found", "There is no such page.")
    return Response(
        parts.metrics.text() + parts.sync_figures.text(),
        media_type="text/plain; version=0.0.4; charset=utf-8",
    )


@router.get(
    "/openapi.json",
    responses=problems(429) | {200: {"content": {"application/json": {"schema": {"type": "object"}}}}},
    response_class=Response,
    dependencies=[public("programmers read how to use the API")],
)
def describe(request: Request) -> Response:
    """This description."""
    return JSONResponse(request.app.openapi())
