"""A wire to a server in this process, which a test may cut."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from app.domain.errors import RetryLater
from sync.central.port import Asked, Told
from tests.fakes.server import RunningServer


class TestWire:
    """Counts what passes. `cut` loses requests ("request") or answers ("answer") from now on."""

    __test__ = False

    def __init__(self, server: RunningServer) -> None:
        self.url = server.parts.settings.public_url
        self._client = server.client
        self.cut = ""
        self.cut_after = ""
        """A request, after which all are lost."""
        self.passed: list[str] = []

    def send(self, asked: Asked) -> Told:
        self.passed.append(f"{asked.method} {asked.path}")
        if self.cut == "request":
            raise RetryLater("The request was lost.", 1)
        found = self._client.request(
            asked.method, asked.path, params=dict(asked.query), headers=dict(asked.headers),
            json=None if asked.body is None else dict(asked.body),
        )  # fmt: skip
        if self.passed[-1] == self.cut_after:
            self.cut = "request"
        if self.cut == "answer":
            raise RetryLater("The answer was lost.", 1)
        return Told(found.status_code, {k.lower(): v for k, v in found.headers.items()}, found.content)

    def lines(self, asked: Asked) -> Iterator[str]:
        """All that is told at once: nobody listens for long."""
        told = self.send(replace(asked, query={}))
        if told.status != 200:
            raise RetryLater("The file could not be fetched.", 60)
        yield from told.body.decode().splitlines()

    def hang_up(self) -> None:
        """Nobody listens."""
