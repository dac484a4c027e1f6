"""Keeps secrets out of words: whatever is said of a request or answer passes here first."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "…"
_SHAPES = re.compile(
    r"(?i)\b(?:c[ks]_[0-9a-f]{16,}|shp(?:at|ss|ca|pa|ua)_[\w-]{8,}|(?:bearer|basic) [\w.~+/=-]{8,}"
    r"|(?:oauth_(?:signature|token|consumer_key|nonce)|access_token|client_secret|password)=\"?[^&\s\",]+)"
)
_SHORTEST = 4
"""Shorter ones would blot out ordinary words."""


class Redactor:
    """Knows the secrets of one connection, and what secrets of our platforms look like."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for one in secrets if len(one) >= _SHORTEST for form in _forms(one)}
        ordered = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def __call__(self, text: str) -> str:
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return _SHAPES.sub(HIDDEN, text)


def _forms(secret: str) -> tuple[str, ...]:
    return secret, quote(secret, safe=""), quote_plus(secret)


class RedactingFilter(logging.Filter):
    """Redacts the finished line, whatever its parts were."""

    def __init__(self) -> None:
        super().__init__()
        self._redact = Redactor()

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._redact(record.getMessage()), ()
        return True


def quieten_client_logs() -> None:
    """The HTTP library names each address it asks, with its signature: redact that. The signing library
    spells out tokens when it debugs: it shall not."""
    logging.getLogger("oauthlib").setLevel(logging.CRITICAL)
    for name in ("httpx2", "httpcore2.connection", "httpcore2.http11", "httpcore2.proxy"):
        logger = logging.getLogger(name)
        if not any(isinstance(one, RedactingFilter) for one in logger.filters):
            logger.addFilter(RedactingFilter())
