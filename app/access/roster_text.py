"""A roster as signed text (JWS, Ed25519): made by the server, read by the mirror with the key it got on enrolment."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.access.keys import SigningKey, thumbprint
from app.domain.errors import Refused
from app.domain.offline_staff import OFFLINE_RIGHTS, Roster, RosterEntry

ROSTER_KEY = "server/roster-key"
"""Its name in the server's secret store: it signs rosters and nothing else."""
_TYPE = "varai-roster+jwt"
_ALGORITHM = "EdDSA"


def sign_roster(roster: Roster, key: SigningKey) -> str:
    claims = {
        "tenant": str(roster.tenant_id),
        "store": str(roster.store_id),
        "epoch": roster.epoch,
        "issued_at": roster.issued_at.isoformat(),
        "not_after": roster.not_after.isoformat(),
        "people": [_as_data(person) for person in roster.people],
    }
    return jwt.encode(claims, key.private, _ALGORITHM, {"typ": _TYPE, "kid": key.id})


def read_roster(text: str, key: Ed25519PublicKey) -> Roster:
    """Raises Refused for whatever this key did not sign as a roster."""
    try:
        _check_header(jwt.get_unverified_header(text), key)
        return _roster(jwt.decode(text, key, [_ALGORITHM]))
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Refused("This list of staff was not signed by the server.") from problem


def _check_header(header: dict[str, Any], key: Ed25519PublicKey) -> None:
    """ValueError for another kind of text, or another key."""
    if (header.get("typ"), header.get("kid")) != (_TYPE, thumbprint(key)):
        raise ValueError("not a roster of this server")


def _as_data(person: RosterEntry) -> dict[str, Any]:
    return {
        "user": str(person.user_id),
        "email": person.email,
        "name": person.display_name,
        "verifier": person.verifier,
        "permissions": sorted(person.permissions),
    }


def _roster(claims: dict[str, Any]) -> Roster:
    return Roster(
        UUID(claims["tenant"]),
        UUID(claims["store"]),
        int(claims["epoch"]),
        _moment(claims["issued_at"]),
        _moment(claims["not_after"]),
        tuple(_person(entry) for entry in claims["people"]),
    )


def _person(entry: dict[str, Any]) -> RosterEntry:
    known = frozenset(p for p in OFFLINE_RIGHTS if p.value in entry["permissions"])
    return RosterEntry(
        UUID(entry["user"]), str(entry["email"]), str(entry["name"]), str(entry["verifier"]), known
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
