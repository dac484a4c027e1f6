"""Paths of face-shape questions, and of the keys web pages ask with."""

from __future__ import annotations

import time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from app.access.authorise import Access, at_the_door
from app.access.tokens import Holder
from app.domain.access import Permission
from app.domain.errors import Unknown
from app.domain.publishable import PublishableKey, read_key
from app.domain.tenancy import TenantScope
from sync.server.faces.desk import UnfitPicture
from sync.server.faces.service import Answered
from sync.server.guard import address_of, public, requires
from sync.server.once import Once
from sync.server.paging import Page, PageWindow
from sync.server.parts import Parts, ServerParts
from sync.server.problems import CREATE_PROBLEMS, PROBLEMS, ApiError, problems
from sync.server.try_on import keys
from sync.server.try_on.schemas import KeyBody, KeyShown
from sync.server.try_on.uploads import BODY_BYTES, FIELD, read_picture_field
from sync.server.versions import answer

router = APIRouter(tags=["try-on"])

_PUBLIC = "/virtual-try-on/public/detect-face-shape"
_PER_ADDRESS = "30/minute"
_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {
                            "type": "string",
                            "format": "binary",
                            "description": "JPEG, PNG, WebP, BMP, TIFF or GIF with one face.",
                        }
                    },
                }
            }
        },
    }
}
KeysRead = Annotated[Access, requires(Permission.API_KEYS_READ)]
KeysManage = Annotated[Access, requires(Permission.API_KEYS_MANAGE)]
WithPoints = Annotated[
    bool, Query(description="Add the face's 478 points, in pixels of the picture. They are not kept.")
]
WebKey = Annotated[str, Query(max_length=100, description="The shop's publishable key.", examples=["pk_…"])]


class FaceShapeShown(BaseModel):
    """The shape of a face, and what suits it."""

    face_shape: str = Field(examples=["oval"])
    confidence: float = Field(examples=[0.71], description="0 to 1, calibrated.")
    processing_time_ms: float = Field(examples=[84.2])
    recommended_styles: list[str] = Field(examples=[["panto", "wayfarer", "rectangle"]])
    face_points: list[tuple[float, float, float]] | None = None


@router.post(
    "/virtual-try-on/detect-face-shape", response_model=FaceShapeShown, responses=PROBLEMS | problems(415),
    openapi_extra=_FORM, max_body_size=BODY_BYTES * 2,
)  # fmt: skip
async def detect_face_shape(
    request: Request,
    access: Annotated[Access, requires(Permission.TRYON_USE, Holder.STAFF, Holder.DEVICE)],
    parts: Parts,
    face_points: WithPoints = False,
) -> FaceShapeShown:
    """The shape of the face in a picture. The picture is looked at in memory and never kept.

    400 has a stable `reason`: not_an_image, unreadable, too_large, too_small, no_face, several_faces, face_too_small,
    turned_away.
    """
    return await _answer(request, parts, access.scope, access.actor_id, face_points)


@router.post(
    _PUBLIC, response_model=FaceShapeShown, responses=problems(400, 401, 403, 408, 413, 415, 422, 429, 503),
    openapi_extra=_FORM, max_body_size=BODY_BYTES * 2,
    dependencies=[public("web pages of a shop ask with its publishable key")],
)  # fmt: skip
async def detect_face_shape_in_page(
    request: Request, parts: Parts, key: WebKey, face_points: WithPoints = False
) -> FaceShapeShown:
    """The same for web pages: with the shop's publishable key, from the pages it names."""
    scope, page_key = await run_in_threadpool(_opened, parts, key, request)
    parts.pace.hit(_PER_ADDRESS, "face-shape", address_of(request))
    await run_in_threadpool(parts.door.hit, f"{page_key.per_minute}/minute", "face-shape", str(page_key.id))
    return await _answer(request, parts, scope, page_key.id, face_points)


@router.options(
    _PUBLIC, status_code=204, response_class=Response, responses=problems(401, 403, 422, 429),
    dependencies=[public("browsers ask whether a page may ask")],
)  # fmt: skip
def allow_page(request: Request, parts: Parts, key: WebKey) -> Response:
    """Tells a browser whether pages of its address may ask."""
    _opened(parts, key, request)
    return Response(status_code=204)


@router.get("/v1/publishable-keys", response_model=Page[KeyShown], responses=PROBLEMS)
def list_keys(access: KeysRead, window: PageWindow, parts: Parts) -> Page[KeyShown]:
    """The keys of this company's web pages, oldest first."""
    return keys.list_keys(parts.store, access, window)


@router.post("/v1/publishable-keys", status_code=201, response_model=KeyShown, responses=CREATE_PROBLEMS)
def add_key(body: KeyBody, access: KeysManage, once: Once, parts: Parts) -> Response:
    """A key for web pages. It may be read by everybody: it opens the face-shape question only, from these addresses."""
    return once.run(access, body, lambda: answer(keys.add_key(parts.store, access, body), 201))


@router.post("/v1/publishable-keys/{key_id}/revoke", response_model=KeyShown, responses=PROBLEMS)
def revoke_key(key_id: UUID, access: KeysManage, parts: Parts) -> Response:
    """From now on this key opens nothing."""
    return answer(keys.revoke_key(parts.store, access, key_id))


async def _answer(
    request: Request, parts: ServerParts, scope: TenantScope, asker_id: UUID, with_points: bool
) -> FaceShapeShown:
    picture = await read_picture_field(request)
    began = time.perf_counter()
    try:
        found = await run_in_threadpool(parts.faces.ask, scope, asker_id, picture, with_points=with_points)
    except UnfitPicture as unfit:
        raise ApiError(400, unfit.reason.value, str(unfit)) from None
    return _shown(found, (time.perf_counter() - began) * 1000)


def _shown(found: Answered, took_ms: float) -> FaceShapeShown:
    return FaceShapeShown(
        face_shape=found.answer.face_shape,
        confidence=found.answer.confidence,
        processing_time_ms=round(took_ms, 1),
        recommended_styles=list(found.answer.recommended_styles),
        face_points=list(found.face_points) if found.face_points else None,
    )


def _opened(parts: ServerParts, text: str, request: Request) -> tuple[TenantScope, PublishableKey]:
    """The shop whose key it is. Raises ApiError for a key that does not count, or counts for other pages."""
    try:
        tenant_id, key_id = read_key(text)
        scope = at_the_door(tenant_id)
        with parts.store.reading(scope) as shop:
            key = shop.publishable_keys.get(key_id)
    except (ValueError, Unknown):
        raise ApiError(401, "bad_key", "This key does not count.") from None
    if key.revoked_at is not None:
        raise ApiError(401, "bad_key", "This key does not count.")
    origin = request.headers.get("origin", "")
    if not key.allows(origin):
        raise ApiError(
            403,
            "wrong_page",
            "This key counts for pages of other addresses (a browser names its page as Origin).",
        )
    request.state.answer_headers = _readable_by(origin)  # on refusals too: a page must be able to read why
    return scope, key


def _readable_by(origin: str) -> dict[str, str]:
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Expose-Headers": "Retry-After, X-Request-ID",
        "Access-Control-Max-Age": "600",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Origin",
    }
