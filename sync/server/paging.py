"""Lists by keyset: a page says where the next one begins, and never skips or repeats what was there all along."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from app.access.base64url import decoded, encoded
from sync.server.problems import ApiError

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

DEFAULT, MOST = 50, 200


class Page(BaseModel, Generic[M]):
    """A part of a list."""

    items: list[M]
    next: str | None = Field(
        default=None,
        description="Send this as `after` to get the next page; null on the last one.",
        examples=[None],
    )


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list is asked for."""

    limit: int
    after: str | None

    def key(self, parts: int = 1) -> tuple[str, ...] | None:
        """The key of the last item of the page before; None for the first page. Raises ApiError for a made-up one."""
        if self.after is None:
            return None
        try:
            found = json.loads(decoded(self.after))
        except (ValueError, RecursionError):
            found = None
        is_key = (
            isinstance(found, list) and len(found) == parts and all(isinstance(part, str) for part in found)
        )
        if not is_key:
            raise _bad_cursor()
        return tuple(found)

    def id(self) -> UUID | None:
        """The id of the last item of the page before, in a list that goes by ids. Raises ApiError as `key`."""
        key = self.key()
        try:
            return UUID(key[0]) if key else None
        except ValueError:
            raise _bad_cursor() from None


async def window(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many items at most.")] = DEFAULT,
    after: Annotated[str | None, Query(max_length=1000, description="`next` of the page before.")] = None,
) -> Window:
    return Window(limit, after)


PageWindow = Annotated[Window, Depends(window)]


def _bad_cursor() -> ApiError:
    return ApiError(400, "bad_cursor", "`after` is not a cursor of this list. Begin without it.")


def cursor(*key: str) -> str:
    """A key as one word for addresses."""
    return encoded(json.dumps(key, separators=(",", ":"), ensure_ascii=False).encode())


def page_of(
    found: Sequence[T], window: Window, shown: Callable[[T], M], key: Callable[[T], tuple[str, ...]]
) -> Page[M]:
    """A page of `found`, which was read with a limit of one more than asked for."""
    items = found[: window.limit]
    more = cursor(*key(items[-1])) if len(found) > window.limit else None
    return Page[M](items=[shown(item) for item in items], next=more)
