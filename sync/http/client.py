"""The one HTTP client: time-outs, limits, retries, circuit breaker, guarded addresses, size limits, no secrets told.

It knows nothing of any platform. A client belongs to one shop and is used from one thread at a time.
"""

from __future__ import annotations

import json
import logging
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import httpcore2
import httpx2

from app.domain.errors import NeedsOwner, RetryLater, UnusableRecord
from app.ports import WallClock
from app.version import program_version
from engine.types import Clock
from sync.http.addresses import PUBLIC_ONLY, AddressPolicy, GuardedBackend, Resolve, host_of, resolve
from sync.http.breaker import Breaker
from sync.http.errors import OutcomeUnknown
from sync.http.pacing import AdaptivePace, Pace
from sync.http.redaction import Redactor, quieten_client_logs
from sync.http.retrying import RetryPolicy, retry_after_s
from sync.http.traffic import Cost
from sync.http.trouble import of_broken_line, of_certificate, of_status

_LOG = logging.getLogger(__name__)
_REFUSED = frozenset({425, 429})
"""The other side did nothing and says so: any call may be repeated. Not so 503: caches say it for a shop that
broke off in the middle of its work."""
_NOTHING_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_LONGEST_PACE_S = 60.0
"""Whoever would have to wait longer for the shop's limit comes back later."""


@dataclass(frozen=True, slots=True)
class ClientLimits:
    connect_s: float = 10.0
    read_s: float = 60.0
    """WordPress on small hosts takes its time."""
    most_answer_bytes: int = 32 * 2**20
    most_stream_bytes: int = 4 * 2**30
    retry: RetryPolicy = field(default_factory=RetryPolicy)


@dataclass(frozen=True, slots=True)
class Call:
    """One request, as it may be repeated."""

    method: str
    url: str
    params: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    is_repeatable: bool = True
    """False: when the line breaks after sending, it is not sent again but OutcomeUnknown."""
    cost: float = 1.0
    """In the pace's units."""
    follows_redirects: bool = False
    is_signed: bool = True
    """Carries the client's proof of who asks."""

    @property
    def is_write(self) -> bool:
        """Whether the other side may be another one afterwards."""
        return self.method != "GET"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Found by name in any case."""
    body: bytes = field(repr=False)
    is_of_write: bool = False

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Numbers with a point as Decimal. RetryLater when it is no JSON: a page for people, half an answer;
        OutcomeUnknown when that answered a write."""
        try:
            return parse_json(self.body)
        except RetryLater as later:
            raise (OutcomeUnknown(str(later), later.after_s) if self.is_of_write else later) from None


def parse_json(body: bytes) -> Any:
    """See `Answer.json`."""
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError as problem:
        raise RetryLater(
            "The shop answers with a page for people: it may be in maintenance.", 60.0
        ) from problem


@dataclass(frozen=True, slots=True)
class _Trouble:
    """An attempt that brought no answer."""

    reason: str
    is_nothing_done: bool
    asked_s: float | None = None
    is_throttling: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What a client needs of the world; shared by all clients of a program."""

    clock: Clock
    wall_clock: WallClock
    random: Random = field(default_factory=Random)
    resolve: Resolve = resolve
    limits: ClientLimits = field(default_factory=ClientLimits)
    breaker: Breaker = field(default_factory=Breaker)
    """As which a client's begins."""


class HttpClient:
    """Talks to one shop."""

    def __init__(
        self,
        line: Line,
        *,
        policy: AddressPolicy = PUBLIC_ONLY,
        auth: httpx2.Auth | None = None,
        pace: Pace | None = None,
        ca_file: Path | None = None,
        secrets: tuple[str, ...] = (),
    ) -> None:
        quieten_client_logs()
        self._line = line
        self._policy = policy
        self._pace = pace or AdaptivePace()
        self._breaker = line.breaker
        self._redact = Redactor(secrets)
        self._auth = auth
        self.cost = Cost()
        self._listening_to: httpx2.Response | None = None
        self._http = open_http(line, policy, ca_file)

    def close(self) -> None:
        self._http.close()

    def count_points(self, points: float) -> None:
        """Adds to the cost what only the body of an answer told."""
        self.cost += Cost(points=points)

    def count_throttled(self) -> None:
        """As above, for a refusal that came with status 200."""
        self.cost += Cost(throttled=1)

    def now_ns(self) -> int:
        return self._line.clock.now_ns()

    def pause(self, seconds: float) -> None:
        """Waits, and counts it."""
        if seconds > 0:
            self.cost += Cost(waited_s=seconds)
            self._line.clock.wait_until_ns(self.now_ns() + round(seconds * 1e9))

    def send(self, call: Call) -> Answer:
        """An answer below 500 that is not 429. RetryLater, OutcomeUnknown (an attempt may have worked), NeedsOwner
        (moved, wrong certificate, forbidden address), UnusableRecord (too large)."""
        doubtful: list[_Trouble] = []
        try:
            return self._send(call, doubtful)
        except RetryLater as later:
            if doubtful and call.is_write:
                raise OutcomeUnknown(str(later), later.after_s) from None
            raise

    def _send(self, call: Call, doubtful: list[_Trouble]) -> Answer:
        """Collects the attempts that may have worked though they brought no answer."""
        for attempt in count(1):
            outcome = self._attempt(call)
            if isinstance(outcome, Answer):
                return outcome
            if not outcome.is_nothing_done:
                doubtful.append(outcome)
            self._wait_or_raise(call, attempt, outcome)
        raise AssertionError  # count never ends

    def lines(self, call: Call) -> Iterator[bytes]:
        """The answer's lines as they come, in constant memory. RetryLater when it cannot be had or breaks off."""
        try:
            with self._open(call) as response:
                self._listening_to = response
                if response.status_code != 200:
                    raise RetryLater(f"The file could not be fetched ({response.status_code}).", 60.0)
                yield from _split(self._chunks(response, self._line.limits.most_stream_bytes))
        except (httpx2.RequestError, httpx2.InvalidURL):
            raise RetryLater("The file broke off in the middle.", 60.0) from None
        finally:
            self._listening_to = None

    def hang_up(self) -> None:
        """Breaks off the `lines` that somebody waits for. From any thread."""
        response = self._listening_to
        if response is None:
            return
        line = response.extensions["network_stream"].get_extra_info("socket")
        with suppress(OSError):  # it ended just now
            socket.socket.shutdown(
                line, socket.SHUT_RDWR
            )  # not that of TLS, which somebody reads from right now

    def _attempt(self, call: Call) -> Answer | _Trouble:
        self._keep_pace(call)
        try:
            with self._open(call) as response:
                body = b"".join(self._chunks(response, self._line.limits.most_answer_bytes))
                answer = Answer(response.status_code, response.headers, body, call.is_write)
        except (httpx2.RequestError, httpx2.InvalidURL) as problem:
            trouble = self._broken(host_of(call.url), problem)
        else:
            self._pace.observe(answer.status, answer.headers, self.now_ns())
            if answer.status < 500 and answer.status not in _REFUSED:
                self._breaker = self._breaker.after_success()
                return self._not_moved(answer)
            trouble = self._refused(host_of(call.url), answer)
        if not trouble.is_throttling:
            self._breaker = self._breaker.after_failure(self.now_ns(), self._line.random.random())
        return trouble

    def _keep_pace(self, call: Call) -> None:
        self._policy.check_url(call.url)
        rest_s = self._breaker.wait_s(self.now_ns())
        if rest_s:
            raise RetryLater("The shop failed several times; it is left in peace for a while.", rest_s)
        wait_s = self._pace.reserve(call.cost, self.now_ns())
        if wait_s > _LONGEST_PACE_S:
            raise RetryLater("The shop's limit is used up.", wait_s)
        self.pause(wait_s)

    @contextmanager
    def _open(self, call: Call) -> Iterator[httpx2.Response]:
        self.cost += Cost(requests=1)
        with self._http.stream(
            call.method,
            call.url,
            params=list(call.params) or None,
            headers={
                **({"content-type": "application/json"} if call.json is not None else {}),
                **call.headers,
            },
            content=None if call.json is None else dump_json(call.json),
            data=call.form,
            auth=self._auth if call.is_signed else None,
            follow_redirects=call.follows_redirects,
        ) as response:
            yield response

    def _chunks(self, response: httpx2.Response, most: int) -> Iterator[bytes]:
        size = 0
        for chunk in response.iter_bytes():
            self.cost += Cost(received_bytes=len(chunk))
            size += len(chunk)
            if size > most:
                raise UnusableRecord(f"The answer is larger than {most} bytes.")
            yield chunk

    def _broken(self, host: str, problem: Exception) -> _Trouble:
        told = self._redact(str(problem))
        if "CERTIFICATE_VERIFY_FAILED" in told:
            raise NeedsOwner(of_certificate(host, told)) from None
        return _Trouble(of_broken_line(problem, host, told), isinstance(problem, _NOTHING_SENT))

    def _refused(self, host: str, answer: Answer) -> _Trouble:
        is_throttling = answer.status == 429
        self.cost += Cost(throttled=int(is_throttling))
        asked_s = retry_after_s(answer.headers, self._line.wall_clock.now())
        reason = of_status(host, answer.status, asked_s)
        return _Trouble(reason, answer.status in _REFUSED, asked_s, is_throttling)

    def _not_moved(self, answer: Answer) -> Answer:
        if answer.status in {301, 302, 303, 307, 308}:
            place = self._redact(answer.headers.get("location", "another address"))
            raise NeedsOwner(f"The shop has moved to {place}: correct its address.")
        return answer

    def _wait_or_raise(self, call: Call, attempt: int, trouble: _Trouble) -> None:
        if not (call.is_repeatable or trouble.is_nothing_done):
            raise RetryLater(trouble.reason, trouble.asked_s or 5.0)
        rest_s = self._breaker.wait_s(self.now_ns())
        wait_s = self._line.limits.retry.wait_s(attempt, self._line.random.random(), trouble.asked_s)
        if wait_s is None or rest_s:
            raise RetryLater(trouble.reason, max(trouble.asked_s or 30.0, rest_s))
        _LOG.info("attempt %d of %s failed: %s", attempt, call.method, trouble.reason)
        self.cost += Cost(retries=1)
        self.pause(wait_s)


def dump_json(value: Any) -> bytes:
    """Decimals as numbers: amounts have too few digits for their shortest form to differ."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_number).encode()


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def _split(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    if rest:
        yield rest


def open_http(line: Line, policy: AddressPolicy, ca_file: Path | None) -> httpx2.Client:
    """A bare client whose every connection, redirects included, passes the policy."""
    context = _public_trust() if ca_file is None else _trusting(ca_file)
    return httpx2.Client(
        transport=_GuardedTransport(context, GuardedBackend(policy, line.resolve)),
        timeout=httpx2.Timeout(line.limits.read_s, connect=line.limits.connect_s),
        event_hooks={"request": [lambda request: policy.check_url(str(request.url))]},
        headers={"user-agent": f"VARAi-Mirror/{program_version()}", "accept": "application/json"},
        max_redirects=3,
        trust_env=False,
    )


@cache
def _public_trust() -> ssl.SSLContext:
    """Made once: reading all certificates takes longer than a request."""
    return httpx2.create_ssl_context()


def _trusting(ca_file: Path) -> ssl.SSLContext:
    context = httpx2.create_ssl_context()
    context.load_verify_locations(ca_file)
    return context


class _GuardedTransport(httpx2.HTTPTransport):
    """The library's transport over a pool that connects through the guard; the library has no argument for it."""

    def __init__(self, context: ssl.SSLContext, backend: GuardedBackend) -> None:
        super().__init__(verify=context, trust_env=False)
        self._pool.close()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=context, max_connections=8, keepalive_expiry=4.0, network_backend=backend
        )
