"""The wire to a real server, over the one HTTP client."""

from __future__ import annotations

from collections.abc import Iterator

from app.wall_clock import MachineClock
from engine.clock import MonotonicClock
from sync.central.port import Asked, Told
from sync.http.addresses import AddressPolicy, host_of
from sync.http.client import Call, HttpClient, Line


class HttpWire:
    """Used from one thread; close it.

    The owner of this machine typed the server's address: it may stand in the shop's own network.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        policy = AddressPolicy(allows_loopback=True, private_host=host_of(url))
        self._client = HttpClient(Line(MonotonicClock(), MachineClock()), policy=policy)

    def send(self, asked: Asked) -> Told:
        """Every request may be repeated: changes carry an Idempotency-Key, or an id that counts once."""
        call = Call(
            asked.method,
            self.url + asked.path,
            tuple(asked.query.items()),
            asked.headers,
            asked.body,
            is_repeatable="DPoP" not in asked.headers,
        )
        answer = self._client.send(call)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Told(answer.status, headers, answer.body)

    def lines(self, asked: Asked) -> Iterator[str]:
        call = Call(asked.method, self.url + asked.path, tuple(asked.query.items()), asked.headers)
        return (line.decode("ascii", "replace") for line in self._client.lines(call))

    def hang_up(self) -> None:
        self._client.hang_up()

    def close(self) -> None:
        self._client.close()
