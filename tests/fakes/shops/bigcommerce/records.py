"""What all parts of a BigCommerce store keep and answer with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.shops.serving import Request, Response

Record = dict[str, Any]
Route = tuple[str, str, Callable[..., Response]]
"""Method, pattern of the path, what answers."""
ID = r"(\d+)"


def data(told: Any) -> Response:
    return Response(200, {"data": told, "meta": {}})


def page(request: Request, found: list[Record]) -> Response:
    size, number = int(request.get("limit", "50")), int(request.get("page", "1"))
    return data(found[(number - 1) * size : number * size])


def error(status: int, title: str, errors: Record | None = None) -> Response:
    return Response(status, {"status": status, "title": title, "errors": errors or {}})
