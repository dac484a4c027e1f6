"""Builds the server from its parts: slices, the layer around them, and the check that every route has its guard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Lifespan

from app.domain.errors import Refused, ShopError
from app.store.problems import DatabaseProblem
from app.version import program_version
from sync.server.edge import Edge
from sync.server.guard import doors_of, origin_of
from sync.server.parts import ServerParts
from sync.server.problems import (
    Problem,
    internal_error,
    of_http_error,
    of_invalid_request,
    of_shop_error,
    problem,
)
from sync.server.slices import SLICES, Slice
from sync.server.trail import note_refusal

BODY_BYTES = 1 << 20
_ABOUT = """The central server of VARAi Mirror.

People sign in with `POST /v1/auth/login` and send the access token as `Authorization: Bearer …`; it counts for five
minutes and is renewed with `POST /v1/auth/refresh`. A token belongs to one company: everything else answers 404,
as if it did not exist. What goes wrong is answered as `application/problem+json` with a stable `reason`.
"""


def create_app(
    parts: ServerParts, slices: Sequence[Slice] = SLICES, lifespan: Lifespan[FastAPI] | None = None
) -> FastAPI:
    """The server. Raises UnguardedRoute when a route declares no permission, or more than one."""
    app = FastAPI(
        title="VARAi Mirror server", version=program_version(), description=_ABOUT,
        docs_url=None, redoc_url=None, openapi_url=None, max_body_size=BODY_BYTES,
        generate_unique_id_function=lambda route: str(route.name), redirect_slashes=False,
        lifespan=lifespan,
    )  # fmt: skip
    app.state.parts = parts
    for part in slices:
        app.include_router(part.router)
    _answer_problems(app)
    app.openapi = lambda: _description(app, slices)  # type: ignore[method-assign]
    _put_edge_around(app, parts)
    doors_of(app.routes)
    return app


def _put_edge_around(app: FastAPI, parts: ServerParts) -> None:
    inside, is_https = app.build_middleware_stack, parts.settings.public_url.startswith("https://")

    def with_edge() -> ASGIApp:
        return Edge(inside(), parts.metrics, parts.settings.body_s, is_https)

    app.build_middleware_stack = with_edge  # type: ignore[method-assign]


def _answer_problems(app: FastAPI) -> None:
    app.add_exception_handler(ShopError, _of_shop_error)
    app.add_exception_handler(DatabaseProblem, _of_database_problem)
    app.add_exception_handler(HTTPException, of_http_error)  # type: ignore[arg-type]  # narrower than Exception
    app.add_exception_handler(Exception, lambda request, _error: internal_error(request))
    app.add_exception_handler(RequestValidationError, of_invalid_request)  # type: ignore[arg-type]


def _of_shop_error(request: Request, error: Exception) -> Response:
    """What is refused to somebody known is written into the audit trail."""
    assert isinstance(error, ShopError)
    identity = getattr(request.state, "identity", None)
    if isinstance(error, Refused) and identity is not None:
        route = request.scope.get("route")
        note_refusal(
            request.app.state.parts.store, identity.actor, request.state.permission.value,
            f"{request.method} {getattr(route, 'path', '')}", _object_of(request),
            origin_of(request),
        )  # fmt: skip
    return of_shop_error(request, error)


def _object_of(request: Request) -> UUID | None:
    """What the path names, when it names one thing."""
    for value in request.path_params.values():
        try:
            return UUID(str(value))
        except ValueError:
            continue
    return None


def _of_database_problem(request: Request, error: Exception) -> Response:
    del error
    detail = "The database does not answer right now."
    return problem(request, 503, "database_away", detail, headers={"Retry-After": "2"})


def _description(app: FastAPI, slices: Sequence[Slice]) -> dict[str, Any]:
    """OpenAPI, with what each part of it is for, and which permission each route needs."""
    if app.openapi_schema is None:
        tags = [{"name": str(part.router.tags[0]), "description": part.about} for part in slices]
        found = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes, tags=tags,
            servers=[{"url": "/"}],
        )  # fmt: skip
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        model = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= model.pop("$defs", {}) | {"Problem": model}
        _name_permissions(found, app)
        app.openapi_schema = found
    return app.openapi_schema


def _name_permissions(description: dict[str, Any], app: FastAPI) -> None:
    for (method, path), door in doors_of(app.routes).items():
        operation = description["paths"][path][method.lower()]
        needed = getattr(door, "permission", None)
        if needed is not None:
            operation["x-permission"] = needed.value
            operation["description"] = (
                f"{operation.get('description', '')}\n\nNeeds `{needed.value}`.".strip()
            )
