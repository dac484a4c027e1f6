"""Answers to what went wrong: `application/problem+json` (RFC 9457) with a stable `reason` for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.domain.errors import (
    AlreadyThere,
    NeedsOwner,
    Outdated,
    Refused,
    RetryLater,
    ShopError,
    Unknown,
    UnusableRecord,
)

PROBLEM_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """One part of the request that cannot be used. The value itself is not repeated: it may be a secret."""

    where: str = Field(examples=["body.email"])
    reason: str = Field(examples=["missing"])
    detail: str = Field(examples=["Field required"])


class Problem(BaseModel):
    """What went wrong, for people (`title`, `detail`) and for programs (`reason`)."""

    type: str = Field(examples=["urn:varai:problem:not_found"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    reason: str = Field(examples=["not_found"], description="A stable word; the sentences may change.")
    detail: str = Field(examples=["There is no such store."])
    request_id: str = Field(examples=["0b6f2c1e9d5d4d0c8f8b7a6c5d4e3f21"])
    errors: list[FieldProblem] = []


_MEANINGS = {
    400: "The request cannot be understood.",
    401: "No valid token, or the sign-in failed.",
    403: "The permission is missing, or does not reach this place.",
    404: "There is no such thing here. Foreign things and missing things get this same answer.",
    405: "This path does not know this method.",
    408: "The body came too slowly.",
    409: "It clashes with what is there already.",
    410: "This link was used, is too old, or was replaced.",
    412: "Somebody changed it meanwhile: read it again, then decide again.",
    413: "The body is too large.",
    415: "The body is of a kind this path does not take.",
    422: "A part of the request cannot be used; `errors` names it.",
    428: "This change needs the If-Match header with the ETag that was read.",
    429: "Too many tries: wait for as many seconds as Retry-After says.",
    503: "It will work again by itself: try after Retry-After seconds.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The declaration of these answers for OpenAPI."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


PROBLEMS = problems(400, 401, 403, 404, 408, 413, 422, 429, 503)
"""Of every route that asks for a permission."""
CHANGE_PROBLEMS = PROBLEMS | problems(409, 412, 428)
"""Of routes that change one thing."""
CREATE_PROBLEMS = PROBLEMS | problems(409)
"""Of routes that make something."""


class ApiError(HTTPException):
    """A refusal of the server's own; `reason` is a stable word, `detail` a sentence for people."""

    def __init__(
        self, status: int, reason: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, detail, headers)
        self.reason = reason


_KINDS: dict[type[ShopError], tuple[int, str]] = {
    Unknown: (404, "not_found"),
    Refused: (403, "not_allowed"),
    AlreadyThere: (409, "already_there"),
    UnusableRecord: (422, "unusable"),
    Outdated: (412, "changed_meanwhile"),
    NeedsOwner: (409, "needs_owner"),
}


def of_shop_error(request: Request, error: ShopError) -> Response:
    """The answer to a domain error."""
    if isinstance(error, RetryLater):
        return problem(
            request, 503, "busy", str(error), headers={"Retry-After": str(max(1, round(error.after_s)))}
        )
    status, reason = next(
        (found for kind, found in _KINDS.items() if isinstance(error, kind)), (422, "unusable")
    )
    return problem(request, status, reason, str(error))


def of_http_error(request: Request, error: HTTPException) -> Response:
    """The answer to a refusal of ours, or of the web framework (no such path, wrong method, body too large)."""
    reason = getattr(error, "reason", None) or HTTPStatus(error.status_code).name.lower()
    return problem(request, error.status_code, reason, str(error.detail), headers=error.headers)


def of_invalid_request(request: Request, error: RequestValidationError) -> Response:
    """Names each part that cannot be used, without repeating what was sent."""
    found = [
        FieldProblem(where=".".join(map(str, one["loc"])), reason=str(one["type"]), detail=str(one["msg"]))
        for one in error.errors()[:20]
    ]
    return problem(request, 422, "invalid_request", "A part of the request cannot be used.", found)


def problem(
    request: Request,
    status: int,
    reason: str,
    detail: str,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """One problem as a response."""
    content = problem_body(request, status, reason, detail, errors).model_dump(mode="json")
    return JSONResponse(content, status, headers=headers, media_type=PROBLEM_TYPE)


def problem_body(
    request: Request, status: int, reason: str, detail: str, errors: Sequence[FieldProblem] = ()
) -> Problem:
    """One problem as a value."""
    return Problem(
        type=f"urn:varai:problem:{reason}",
        title=HTTPStatus(status).phrase,
        status=status,
        reason=reason,
        detail=detail,
        request_id=request_id_of(request),
        errors=list(errors),
    )


def internal_error(request: Request) -> Response:
    """Our own failure: logged with its cause, answered without."""
    return problem(request, 500, "internal_error", "This failed on our side. Quote the request id.")


def request_id_of(request: Request) -> str:
    return str(request.scope.get("state", {}).get("request_id", ""))
