"""Column types that mean the same on SQLite (STRICT tables) and PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, DateTime, Dialect, Double, Integer, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.sqlite import REAL
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.domain.eyewear_data import finish_from_data, finish_to_data
from engine.types import FrameFinish

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_to_json_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
_MICROSECOND = timedelta(microseconds=1)

Whole = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit integer."""
Real: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")
"""A floating-point number."""


class Id(TypeDecorator[UUID]):
    """A UUID: native on PostgreSQL, its 16 bytes on SQLite. Both sort UUIDv7 by time."""

    impl = Uuid
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return LargeBinary(16) if dialect.name == "sqlite" else Uuid()

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return UUID(bytes=value) if value is not None and dialect.name == "sqlite" else value


class UtcMoment(TypeDecorator[datetime]):
    """A moment in UTC to the microsecond: timestamptz on PostgreSQL, microseconds since 1970 on SQLite."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Integer() if dialect.name == "sqlite" else DateTime(timezone=True)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """ValueError for a time without a zone: whose noon would it be?"""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = (
            _EPOCH + value * _MICROSECOND if dialect.name == "sqlite" else value.astimezone(UTC)
        )
        return moment


class Json(TypeDecorator[Any]):
    """JSON data: JSONB on PostgreSQL, text on SQLite. None is SQL's NULL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else JSONB(none_as_null=True)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        if not value and isinstance(value, list | tuple):
            return "[]"  # most products have no options: spares the encoder in bulk writes
        return _to_json_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return json.loads(value) if value is not None and dialect.name == "sqlite" else value


class Finish(TypeDecorator[FrameFinish]):
    """A frame's finish as JSON. Catalogues repeat few finishes over and over, so the texts are remembered."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else JSONB(none_as_null=True)

    def process_bind_param(self, value: FrameFinish | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return _finish_text(value) if dialect.name == "sqlite" else finish_to_data(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> FrameFinish | None:
        if value is None:
            return None
        return _finish_of_text(value) if dialect.name == "sqlite" else finish_from_data(value)


@lru_cache(maxsize=4096)
def _finish_text(finish: FrameFinish) -> str:
    return _to_json_text(finish_to_data(finish))


@lru_cache(maxsize=4096)
def _finish_of_text(text: str) -> FrameFinish:
    return finish_from_data(json.loads(text))


class Choice(TypeDecorator[StrEnum]):
    """One of an enumeration's values, kept as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices
        self._by_text = {
            choice.value: choice for choice in choices
        }  # much quicker than asking the enumeration

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """ValueError for a text that is none of the choices."""
        del dialect
        if value is None or isinstance(value, self.choices):
            return value
        return self.choices(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        del dialect
        return None if value is None else self._by_text[value]


class Flag(TypeDecorator[bool]):
    """Yes or no: boolean on PostgreSQL, 1 or 0 on SQLite (with a check, see `flag`)."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Integer() if dialect.name == "sqlite" else Boolean()

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        del dialect
        return None if value is None else bool(value)
