"""Passkeys at the door: a challenge for anybody, and the check of what was signed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from app.access.passkeys import BadPasskey, Site, options_to_sign_in, used
from app.domain.sign_in import Passkey
from app.store.unit_of_work import Repositories
from sync.server.parts import ServerParts
from sync.server.sign_in.schemas import PasskeyOptions


def site_of(parts: ServerParts) -> Site:
    """The site that passkeys of this server are for."""
    return Site.of(parts.settings.public_url)


def begin_sign_in(parts: ServerParts) -> PasskeyOptions:
    """A challenge for whoever wants to sign in with a passkey."""
    return PasskeyOptions(options=options_to_sign_in(site_of(parts), parts.sealing, parts.clock.now()))


def is_signed(
    parts: ServerParts, shop: Repositories, known: tuple[Passkey, ...], answer: Mapping[str, Any]
) -> bool:
    """Whether one of these signed, now and for the first time; inside a unit of work."""
    try:
        passkey, challenge = used(site_of(parts), parts.sealing, parts.clock.now(), known, answer)
    except BadPasskey:
        return False
    if not shop.seen_proofs.first_time(hashlib.sha256(challenge.text).digest(), challenge.expires_at):
        return False
    shop.passkeys.note_use(passkey)
    return True
