"""Passkeys (WebAuthn, level 3) as a second factor. A challenge proves itself: the server keeps none.

Knows no database and no HTTP: options go out, answers of a browser's authenticator come in.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
)

from app.access.base64url import decoded
from app.access.signing import SealingKey
from app.domain.sign_in import Passkey

CHALLENGE_LIVES = timedelta(minutes=5)
_NONCE, _MOMENT = 16, 8
_NOBODY = UUID(int=0)


class BadPasskey(Exception):
    """The authenticator's answer does not count."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where browsers find this server; a passkey works there only."""

    origin: str
    host: str

    @classmethod
    def of(cls, public_url: str) -> Site:
        parts = urlsplit(public_url)
        return cls(f"{parts.scheme}://{parts.netloc}", parts.hostname or "")


@dataclass(frozen=True, slots=True)
class Challenge:
    """Something to sign that nobody could know before, and until when it counts."""

    text: bytes
    expires_at: datetime


def options_to_add(
    site: Site, key: SealingKey, moment: datetime, user_id: UUID, email: str, known: Sequence[Passkey]
) -> dict[str, Any]:
    """What a page hands to `navigator.credentials.create`."""
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="VARAi Mirror",
        user_name=email,
        user_id=user_id.bytes,
        challenge=_new_challenge(key, moment, user_id),
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.REQUIRED),
        exclude_credentials=[PublicKeyCredentialDescriptor(one.credential_id) for one in known],
    )
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def options_to_sign_in(site: Site, key: SealingKey, moment: datetime) -> dict[str, Any]:
    """What a page hands to `navigator.credentials.get`. The same for everybody: it tells nothing about an account."""
    challenge = _new_challenge(key, moment, _NOBODY)
    options = generate_authentication_options(rp_id=site.host, challenge=challenge)
    found: dict[str, Any] = json.loads(options_to_json(options))
    return found


def added(
    site: Site,
    key: SealingKey,
    moment: datetime,
    passkey_id: UUID,
    user_id: UUID,
    name: str,
    answer: Mapping[str, Any],
) -> Passkey:
    """The passkey that the browser's answer brings. Raises BadPasskey."""
    challenge = _challenge_in(answer, key, moment, user_id)
    try:
        found = verify_registration_response(
            credential=dict(answer), expected_challenge=challenge.text, expected_rp_id=site.host,
            expected_origin=site.origin,
        )  # fmt: skip
    except Exception as error:
        raise BadPasskey(type(error).__name__) from error
    return Passkey(
        passkey_id, user_id, name, found.credential_id, found.credential_public_key, found.sign_count, moment
    )


def used(
    site: Site, key: SealingKey, moment: datetime, known: Sequence[Passkey], answer: Mapping[str, Any]
) -> tuple[Passkey, Challenge]:
    """The passkey that signed, as it is afterwards, and what it signed: use that up. Raises BadPasskey.

    A counter that does not rise betrays a copied authenticator.
    """
    challenge = _challenge_in(answer, key, moment, _NOBODY)
    passkey = _named(known, answer)
    try:
        done = verify_authentication_response(
            credential=dict(answer), expected_challenge=challenge.text, expected_rp_id=site.host,
            expected_origin=site.origin, credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )  # fmt: skip
    except Exception as error:
        raise BadPasskey(type(error).__name__) from error
    return replace(passkey, sign_count=done.new_sign_count, used_at=moment), challenge


def _named(known: Sequence[Passkey], answer: Mapping[str, Any]) -> Passkey:
    try:
        credential_id = decoded(str(answer["rawId"]))
    except (KeyError, ValueError):
        raise BadPasskey("no credential") from None
    found = next((one for one in known if one.credential_id == credential_id), None)
    if found is None:
        raise BadPasskey("not a passkey of this account")
    return found


def _new_challenge(key: SealingKey, moment: datetime, user_id: UUID) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    ends_s = int((moment + CHALLENGE_LIVES).timestamp())
    return nonce + ends_s.to_bytes(_MOMENT, "big") + _seal(key, user_id, nonce, ends_s)


def _challenge_in(answer: Mapping[str, Any], key: SealingKey, moment: datetime, user_id: UUID) -> Challenge:
    """The challenge that was signed, when it is one of ours for this person and not too old. Raises BadPasskey."""
    try:
        text = decoded(str(json.loads(decoded(str(answer["response"]["clientDataJSON"])))["challenge"]))
    except (KeyError, TypeError, ValueError, RecursionError):
        raise BadPasskey("no challenge") from None
    nonce, ends, seal = text[:_NONCE], text[_NONCE : _NONCE + _MOMENT], text[_NONCE + _MOMENT :]
    ends_s = int.from_bytes(ends, "big")
    if not compare_digest(seal, _seal(key, user_id, nonce, ends_s)) or moment.timestamp() >= ends_s:
        raise BadPasskey("not a challenge of ours, or too old")
    return Challenge(text, datetime.fromtimestamp(ends_s, UTC))


def _seal(key: SealingKey, user_id: UUID, nonce: bytes, ends_s: int) -> bytes:
    return key.proof("passkey challenge", user_id, nonce.hex(), ends_s)
