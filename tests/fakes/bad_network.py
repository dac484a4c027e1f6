"""A mirror and a server, and between them a network that loses requests, loses answers and delivers twice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from app.domain.errors import RetryLater
from app.domain.feeds import Stream
from app.domain.tenancy import TenantScope
from sync.central.port import CentralRefused
from sync.protocol.messages import Upload
from sync.server.feeds.service import BadCursor, Feeds, Reader
from sync.server.feeds.uploads import Uploads

FAULTS = ("lost", "answer_lost", "twice", "fine")


class BadNetwork:
    """A Central over the server's own services. Each request takes the next fault; afterwards all is fine."""

    def __init__(self, feeds: Feeds, uploads: Uploads, scope: TenantScope, reader: Reader) -> None:
        self._feeds, self._uploads, self._scope, self._reader = feeds, uploads, scope, reader
        self._faults: list[str] = []
        self.most_items = 1000
        self.requests = 0

    def faults(self, faults: Iterable[str]) -> None:
        self._faults = list(faults)

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        return self._carry(lambda: self._page(Stream(path.rsplit("/", 1)[1]), query.get("after")))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        assert path == "/v1/feeds/events"
        upload = Upload.model_validate(json.loads(json.dumps(body)))
        return self._carry(lambda: self._uploads.receive(self._scope, self._reader, upload))

    def _carry(self, ask: Any) -> Any:
        self.requests += 1
        fault = self._faults.pop(0) if self._faults else "fine"
        if fault == "lost":
            raise RetryLater("The request was lost.", 1)
        answer = ask()
        if fault == "twice":
            answer = ask()
        if fault == "answer_lost":
            raise RetryLater("The answer was lost.", 1)
        return json.loads(answer.model_dump_json() if isinstance(answer, BaseModel) else answer)

    def _page(self, stream: Stream, after: str | None) -> BaseModel | str:
        try:
            match stream:
                case Stream.CATALOGUE:
                    return self._feeds.catalogue(self._scope, after, self.most_items)
                case Stream.PRICES:
                    return self._feeds.prices(self._scope, after, self.most_items)
                case Stream.STOCK:
                    return self._feeds.stock(self._scope, after, self.most_items, self._reader)
                case Stream.SETTINGS:
                    return self._feeds.settings(self._scope, after, self.most_items, self._reader)
                case Stream.RIGHTS:
                    return self._feeds.rights(self._scope, after, self._reader)
        except BadCursor:
            raise CentralRefused(400, "bad_cursor", "No cursor of this stream.") from None
