"""A POST that is sent again with the same Idempotency-Key is answered again, and done once."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from cryptography.fernet import Fernet
from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.access.authorise import Access
from app.domain.sign_in import KeptAnswer
from app.store.unit_of_work import Repositories
from sync.server.parts import Parts, ServerParts
from sync.server.problems import ApiError

KEPT_FOR = timedelta(hours=24)
_UNDER_WAY = timedelta(seconds=60)
_HEADERS = ("content-type", "etag", "location")


@dataclass(frozen=True, slots=True)
class Repeatable:
    """One request that may come twice."""

    parts: ServerParts
    key: str | None
    target: str
    """Method and path."""

    def run(self, access: Access, body: BaseModel | None, work: Callable[[], Response]) -> Response:
        """`work`'s answer, or the one it gave to the same key before.

        Raises ApiError when the key was used for another request, or its first request is still under way.
        A request that fails keeps nothing: it may be tried again.
        """
        if self.key is None:
            return work()
        asked = self._hash(body)
        earlier = self._take(access, asked)
        if earlier is not None:
            return self._repeat(earlier, asked)
        try:
            answer = work()
        except BaseException:
            self.parts.store.write(
                access.scope, lambda shop: shop.kept_answers.forget(access.actor_id, [self.key or ""])
            )
            raise
        sealed = self._cipher().encrypt(_packed(answer))
        self.parts.store.write(
            access.scope, lambda shop: shop.kept_answers.finish(access.actor_id, self.key or "", sealed)
        )
        return answer

    def _take(self, access: Access, asked: bytes) -> KeptAnswer | None:
        """None when the key is ours now; else what was kept under it."""

        def work(shop: Repositories) -> KeptAnswer | None:
            fresh = KeptAnswer(access.actor_id, self.key or "", asked, shop.moment)
            shop.kept_answers.forget_before(shop.moment - KEPT_FOR)
            if shop.kept_answers.start(fresh):
                return None
            found = shop.kept_answers.get(fresh.actor_id, fresh.key)
            if found.sealed is None and found.started_at < shop.moment - _UNDER_WAY:
                shop.kept_answers.forget(fresh.actor_id, [fresh.key])  # whoever began it is gone
                shop.kept_answers.start(fresh)
                return None
            return found

        return self.parts.store.write(access.scope, work).result

    def _repeat(self, earlier: KeptAnswer, asked: bytes) -> Response:
        if earlier.request_hash != asked:
            raise ApiError(
                422, "key_reused", "This Idempotency-Key was used for another request. Take a new one."
            )
        if earlier.sealed is None:
            raise ApiError(
                409, "under_way", "The first request with this key is still under way.", {"Retry-After": "2"}
            )
        kept = json.loads(self._cipher().decrypt(earlier.sealed))
        return Response(kept["body"], kept["status"], kept["headers"] | {"Idempotent-Replayed": "true"})

    def _hash(self, body: BaseModel | None) -> bytes:
        text = body.model_dump_json() if body else ""
        return hashlib.sha256(f"{self.target}\n{text}".encode()).digest()

    def _cipher(self) -> Fernet:
        return Fernet(urlsafe_b64encode(self.parts.sealing.for_purpose("kept answers")))


def _packed(answer: Response) -> bytes:
    headers = {name: answer.headers[name] for name in _HEADERS if name in answer.headers}
    return json.dumps(
        {"status": answer.status_code, "headers": headers, "body": bytes(answer.body).decode()}
    ).encode()


async def repeatable(
    request: Request,
    parts: Parts,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=8,
            max_length=200,
            pattern=r"^[\x21-\x7e]+$",
            description="A name you make up for this request: sent again with it, it is done once. Kept for a day.",
        ),
    ] = None,
) -> Repeatable:
    return Repeatable(parts, key, f"{request.method} {request.url.path}")


Once = Annotated[Repeatable, Depends(repeatable)]
