"""`/welcome`: where somebody chooses a password with a one-time link, whose secret travels in a body only."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from engine.asset_paths import ASSETS
from sync.server.guard import public
from sync.server.problems import problems

router = APIRouter(tags=["welcome"])

_FOLDER = ASSETS / "welcome"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {"welcome.css": "text/css", "welcome.js": "text/javascript"}


@router.get(
    "/welcome",
    response_class=Response,
    responses=problems(429) | {200: {"content": {"text/html": {"schema": {"type": "string"}}}}},
    dependencies=[public("somebody invited has no account yet")],
)
def show_welcome() -> Response:
    """The page that one-time links lead to."""
    return FileResponse(
        _FOLDER / "welcome.html", media_type="text/html", headers={"Content-Security-Policy": _POLICY}
    )


@router.get(
    "/welcome/{name}",
    response_class=Response,
    responses=problems(422, 429)
    | {200: {"content": {kind: {"schema": {"type": "string"}} for kind in _TYPES.values()}}},
    dependencies=[public("parts of the page for people without an account")],
)
def show_welcome_part(name: Literal["welcome.css", "welcome.js"]) -> Response:
    """A part of that page."""
    return FileResponse(_FOLDER / name, media_type=_TYPES[name])
