"""A server's log is one JSON object a line, and holds no secret, whoever wrote the line."""

from __future__ import annotations

import io
import json
import logging
from contextlib import contextmanager

import pytest
import structlog

from sync.runs.log_lines import write_log_lines

SECRETS = ("ck_0123456789abcdef0123456789abcdef01234567", "shpat_0123456789abcdef", "s3cr3t-of-the-app")
SAID = f"GET /x?consumer_key={SECRETS[0]} Bearer {SECRETS[1]} client_secret={SECRETS[2]}"


@pytest.fixture
def lines():
    with logged() as stream:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@contextmanager
def logged():
    stream, root = io.StringIO(), logging.getLogger()
    level = root.level
    handler = logging.StreamHandler(stream)
    write_log_lines(handler)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        structlog.reset_defaults()


@contextmanager
def logging_failure(log, **more):
    try:
        yield
    except ValueError:
        log.exception("failed", extra=more)


def test_a_line_holds_what_happened_where_and_the_numbers(lines):
    told = {"connection": "c-1", "run": "r-1", "counts": {"seen": 3}}
    logging.getLogger("sync.runs.connection").info("run_ended", extra=told)
    (line,) = lines()
    assert {name: line[name] for name in ("event", "level", "logger", *told)} == {
        "event": "run_ended",
        "level": "info",
        "logger": "sync.runs.connection",
        **told,
    }
    assert line["timestamp"].endswith("Z")


def test_no_secret_is_in_a_message_a_value_deep_inside_or_an_exceptions_text(lines):
    log = logging.getLogger("anything")
    log.warning(SAID)
    log.warning("deep", extra={"asked": [{"url": SAID}], "bytes": SAID.encode()})
    structlog.get_logger("varai.server").error("request_failed", cause=SAID)
    with logging_failure(log):
        int(SAID)
    assert len(lines()) == 4
    assert not any(secret in json.dumps(line) for line in lines() for secret in SECRETS)


def test_an_exception_stays_one_line_with_its_cause(lines):
    with logging_failure(logging.getLogger("x"), connection="c-1"):
        int("no number")
    (line,) = lines()
    assert (line["connection"], "ValueError: invalid literal" in line["exception"]) == ("c-1", True)
