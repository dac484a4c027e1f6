"""What servers, their workers and mirrors log: one JSON object a line, without secrets, for programs to read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import structlog
from structlog.stdlib import ExtraAdder, LoggerFactory, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import EventDict, Processor

from sync.http.redaction import Redactor, quieten_client_logs

_redact = Redactor()


def redacted(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """The same event without what looks like a secret, however deep it lies."""
    return {str(name): _without_secrets(value) for name, value in event.items()}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): _without_secrets(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(one) for one in value]
    return value if isinstance(value, int | float | None) else _redact(str(value))


def _when_it_happened(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Lines may be written later than they came about."""
    happened_at = datetime.fromtimestamp(event["_record"].created, UTC)
    return {**event, "timestamp": happened_at.isoformat().replace("+00:00", "Z")}


_FIRST: tuple[Processor, ...] = (add_log_level, add_logger_name)
_LAST: tuple[Processor, ...] = (structlog.processors.format_exc_info,)
_NOW = structlog.processors.TimeStamper(fmt="iso", utc=True)


def write_log_lines(handler: logging.Handler, level: int = logging.INFO) -> None:
    """Sends everything that this process logs to `handler`, whoever logs it."""
    formatter = ProcessorFormatter(
        foreign_pre_chain=[ExtraAdder(), *_FIRST, _when_it_happened, *_LAST],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            redacted,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for noisy in ("httpx2", "httpcore2", "apscheduler", "procrastinate", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_FIRST, _NOW, *_LAST, ProcessorFormatter.wrap_for_formatter],
        logger_factory=LoggerFactory(),
    )
    quieten_client_logs()
