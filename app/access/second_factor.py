"""Time-based codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s)."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime

import pyotp

from app.access.signing import SealingKey
from app.domain.sign_in import SecondFactor

_STEP_S = 30


def secret_of(factor: SecondFactor, key: SealingKey) -> str:
    """The shared secret in base32, derived anew each time: 160 bits."""
    return base64.b32encode(key.proof("second factor", factor.user_id, factor.nonce)[:20]).decode()


def address_for_app(factor: SecondFactor, key: SealingKey, account: str) -> str:
    """The `otpauth:` address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret_of(factor, key)).provisioning_uri(name=account, issuer_name="VARAi Mirror")


def accepted_step(factor: SecondFactor, key: SealingKey, code: str, moment: datetime) -> int | None:
    """The 30-second step whose code this is: the present one or a neighbour, and none used before. Else None."""
    totp = pyotp.TOTP(secret_of(factor, key))
    now = int(moment.timestamp()) // _STEP_S
    for step in (now, now - 1, now + 1):
        if step > factor.last_step and hmac.compare_digest(totp.generate_otp(step), code):
            return step
    return None
