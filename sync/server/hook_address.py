"""The name of a connection in the address its webhooks come to: company and connection in one word."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from app.domain.errors import Unknown
from app.domain.exchange import Platform


def address_name(tenant_id: UUID, connection_id: UUID) -> str:
    """43 letters. It is no secret: what comes there has to be signed."""
    return base64.urlsafe_b64encode(tenant_id.bytes + connection_id.bytes).decode().rstrip("=")


def read_name(name: str) -> tuple[UUID, UUID]:
    """(company, connection). Raises Unknown for a word that names none."""
    try:
        both = base64.b64decode(name + "=", altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        both = b""
    if len(both) != 32:
        raise Unknown("There is no such connection.")
    return UUID(bytes=both[:16]), UUID(bytes=both[16:])


def webhook_address(public_url: str, platform: Platform, tenant_id: UUID, connection_id: UUID) -> str:
    """Where this platform shall send."""
    return f"{public_url.rstrip('/')}/webhooks/{platform.value}/{address_name(tenant_id, connection_id)}"
