from __future__ import annotations

import logging
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.http.redaction import RedactingFilter, Redactor


@given(st.text(min_size=4, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_a_known_secret_is_gone_whatever_stands_around_it(secret, before, after):
    told = Redactor([secret])(f"{before}{secret}{after}")
    assert secret not in told or secret in f"{before}…{after}"


@pytest.mark.parametrize(
    "line",
    ["ck_0123456789abcdef0123456789abcdef01234567", "shpat_9f8e7d6c5b4a", "Authorization: Bearer abc.def-ghi",
     "?oauth_consumer_key=ck&oauth_signature=x%3D", 'oauth_token="abcdefgh"', "Basic Y2s6Y3M6aGVsbG8="],
)  # fmt: skip
def test_what_looks_like_a_secret_is_hidden(line):
    told = Redactor()(line)
    assert "…" in told
    assert line not in told


def test_encoded_forms_are_hidden_too():
    secret = "s3cr&t<é>'\""
    assert quote(secret, safe="") not in Redactor([secret])(f"x={quote(secret, safe='')}")


def test_a_log_line_is_redacted_after_its_parts_are_joined():
    record = logging.LogRecord("x", logging.INFO, "", 0, "GET %s", ("/?oauth_signature=abc",), None)
    assert RedactingFilter().filter(record)
    assert "abc" not in record.getMessage()
