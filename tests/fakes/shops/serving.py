"""A simulated shop behind real HTTP on this machine: starts in a millisecond, fails on demand.

A `Shop` answers requests one at a time; `serving(shop)` puts it on a port. Faults are scheduled by tests:
`shop.faults.add(Fault.RESET, when="after")` lets the next request do its work and then breaks the line.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.clock import ManualWallClock


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    """Lower-case names."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body) if self.body else None

    def get(self, name: str, default: str = "") -> str:
        return dict(self.query).get(name, default)


@dataclass
class Response:
    status: int = 200
    json: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def encoded(self) -> bytes:
        return self.body if self.body is not None else json.dumps(self.json).encode()


class Fault(StrEnum):
    SILENCE = "silence"
    """No answer until the client gives up."""
    RESET = "reset"
    HALF = "half"
    """Half an answer, then the line closes."""
    NOT_JSON = "not_json"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"
    BROKEN = "broken"
    """500."""


@dataclass
class _Scheduled:
    fault: Fault
    when: Literal["before", "after"]
    left: int
    matches: Callable[[Request], bool]
    retry_after: str


class Faults:
    """What shall go wrong, in the order added."""

    def __init__(self) -> None:
        self._scheduled: list[_Scheduled] = []

    def add(
        self,
        fault: Fault,
        *,
        when: Literal["before", "after"] = "before",
        times: int = 1,
        matches: Callable[[Request], bool] = lambda request: True,
        retry_after: str = "0",
    ) -> None:
        self._scheduled.append(_Scheduled(fault, when, times, matches, retry_after))

    def clear(self) -> None:
        self._scheduled.clear()

    def take(self, request: Request) -> _Scheduled | None:
        for one in self._scheduled:
            if one.left > 0 and one.matches(request):
                one.left -= 1
                return one
        return None


@dataclass(frozen=True)
class Delivery:
    """A webhook on its way; a test decides when, how often and in which order it arrives."""

    address: str
    headers: dict[str, str]
    body: bytes
    subscription_id: str


class Shop:
    """What all simulated shops share; each platform answers in its own way."""

    def __init__(self) -> None:
        self.clock = ManualWallClock()
        self.faults = Faults()
        self.requests: list[Request] = []
        self.address = ""
        self.lock = threading.RLock()

    def answer(self, request: Request) -> Response:
        raise NotImplementedError

    def flush(self) -> list[Delivery]:
        """The webhooks that would be sent now."""
        return []

    def report(self, delivery: Delivery, status: int) -> None:
        """What the receiver of a delivery answered."""

    def shows(self, product_id: str) -> bool:
        """Whether customers find the product where they look for it."""
        raise NotImplementedError

    def add_location(self, name: str) -> str | None:
        """Its id; None where a shop has one place only."""
        return None

    def count(self, method: str, ending: str) -> int:
        """How many such requests came."""
        return sum(one.method == method and one.path.endswith(ending) for one in self.requests)


@contextmanager
def serving(shop: Shop, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address at which it answers: plain HTTP, or https with this certificate."""
    server = _Server(shop)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, name="shop")
    thread.start()
    try:
        shop.address = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
        yield shop.address
    finally:
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.closing = threading.Event()
        self._lines: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def get_request(self) -> tuple[socket.socket, Any]:
        line, address = super().get_request()
        self._lines.add(line)
        return line, address

    def shutdown_request(self, request: Any) -> None:
        self._lines.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        self.closing.set()
        for line in list(self._lines):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        with suppress(OSError):
            request.close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _serve(self) -> None:
        request = self._request()
        shop = self.server.shop
        with shop.lock:
            shop.requests.append(request)
            scheduled = shop.faults.take(request)
        does_work = scheduled is None or scheduled.when == "after"
        response = shop.answer(request) if does_work else Response()
        if scheduled is None:
            self._send(response)
        else:
            self._fail(scheduled, response)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _serve  # noqa: N815

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        size = int(self.headers.get("content-length") or 0)
        return Request(
            self.command,
            self.path,
            parts.path,
            tuple(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(size) if size else b"",
        )

    def _send(self, response: Response, *, is_half: bool = False) -> None:
        body = response.encoded()
        self.send_response_only(response.status)
        for name, value in {"Content-Type": "application/json", **response.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if is_half else body)
        self.wfile.flush()

    def _fail(self, scheduled: _Scheduled, response: Response) -> None:
        fault = scheduled.fault
        statuses = {Fault.THROTTLED: 429, Fault.UNAVAILABLE: 503, Fault.BROKEN: 500}
        if fault in statuses:
            headers = {"Retry-After": scheduled.retry_after} if fault is not Fault.BROKEN else {}
            self._send(Response(statuses[fault], {"message": "a fault of the test"}, headers))
        elif fault is Fault.NOT_JSON:
            self._send(Response(200, body=b"<html>Fatal error</html>"))
        elif fault is Fault.HALF:
            self._send(response, is_half=True)
            self._cut()
        elif fault is Fault.RESET:
            self._cut()
        else:
            self.server.closing.wait(5.0)
            self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_RD)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""
