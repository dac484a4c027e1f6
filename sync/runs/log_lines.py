"""What a server and its workers log: one JSON object a line, without secrets, for programs to read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, TextIO

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


_COMMON: tuple[Processor, ...] = (
    add_log_level,
    add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
)


def write_log_lines(stream: TextIO, level: int = logging.INFO) -> logging.Handler:
    """Sends everything that this process logs to `stream`, whoever logs it; the handler, to take it away again."""
    formatter = ProcessorFormatter(
        foreign_pre_chain=[ExtraAdder(), *_COMMON],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            redacted,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    for noisy in ("httpx2", "httpcore2", "apscheduler", "procrastinate", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*_COMMON, ProcessorFormatter.wrap_for_formatter], logger_factory=LoggerFactory()
    )
    quieten_client_logs()
    return handler
