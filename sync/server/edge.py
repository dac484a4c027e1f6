"""The outermost layer: gives each request its id, a time to arrive in, safe headers, and an answer whatever happens."""

from __future__ import annotations

import asyncio
import re
import time
import traceback
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.server.metrics import Metrics
from sync.server.problems import PROBLEM_TYPE, ApiError, internal_error, problem

_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer that does not say otherwise itself."""
_HSTS = "max-age=63072000; includeSubDomains"

log = structlog.get_logger("varai.server")


class Edge:
    """An ASGI layer around the whole server, the framework's own layers included."""

    def __init__(self, app: ASGIApp, metrics: Metrics, body_s: float, is_https: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._body_s = body_s
        self._headers = _SAFE | ({"Strict-Transport-Security": _HSTS} if is_https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        started_s, answered = time.perf_counter(), _Answered(scope, send, self._headers, request_id)
        try:
            await self._app(scope, _in_time(receive, self._body_s), answered.send)
        except Exception:  # noqa: BLE001 - the last resort: logged with its cause, answered without
            cause = traceback.format_exc()
            log.error("request_failed", request_id=request_id, route=_route(scope), cause=cause)  # noqa: TRY400
            if answered.status is None:
                await internal_error(Request(scope))(scope, receive, answered.send)
        finally:
            status = answered.status or 499
            self._metrics.observe(scope["method"], _route(scope), status, time.perf_counter() - started_s)


class _Answered:
    """Passes an answer on with our headers, and remembers its status."""

    def __init__(self, scope: Scope, send: Send, headers: dict[str, str], request_id: str) -> None:
        self._scope = scope
        self._send = send
        self._headers = headers
        self._request_id = request_id
        self._is_replaced = False
        self.status: int | None = None

    async def send(self, message: Message) -> None:
        if self._is_replaced:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] == 413 and headers.get("content-type") != PROBLEM_TYPE:
                await self._send_too_large()
                return
            self.status = message["status"]
            for name, value in (self._headers | self._of_this_answer()).items():
                headers.setdefault(name, value)
            headers["X-Request-ID"] = self._request_id
        await self._send(message)

    def _of_this_answer(self) -> dict[str, str]:
        """What a route wants on its answer whatever becomes of it: `request.state.answer_headers`."""
        wanted: dict[str, str] = self._scope.get("state", {}).get("answer_headers", {})
        return wanted

    async def _send_too_large(self) -> None:
        """The framework says this in plain text; here it is said as everything else is."""
        answer = problem(Request(self._scope), 413, "too_large", "The body of this request is too large.")
        await answer(self._scope, _nothing_more, self.send)
        self._is_replaced = True


async def _nothing_more() -> Message:
    return {"type": "http.disconnect"}


def _in_time(receive: Receive, body_s: float) -> Receive:
    """The same body, all of which must arrive within `body_s` seconds."""
    loop = asyncio.get_running_loop()
    deadline, is_whole = loop.time() + body_s, False

    async def arriving() -> Message:
        nonlocal is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise ApiError(
                408, "too_slow", "The body of this request came too slowly.", {"Connection": "close"}
            ) from None
        is_whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return arriving


def _request_id(scope: Scope) -> str:
    """The caller's own id when it is harmless in a log, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _route(scope: Scope) -> str:
    """The path with its parameters' names, never with their values."""
    return str(getattr(scope.get("route"), "path", "unknown"))
