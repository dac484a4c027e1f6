from __future__ import annotations

import json

import jwt
import pytest
from uuid6 import uuid7

from app.access.keys import new_key
from app.access.roster_text import read_roster, sign_roster
from app.domain.access import Permission
from app.domain.errors import Refused
from app.domain.offline_staff import LONGEST, Roster, RosterEntry
from tests.fakes.tenants import NOON

KEY = new_key()
PERSON = RosterEntry(uuid7(), "eva@example.com", "Eva", "$argon2id$x", frozenset({Permission.ORDERS_CREATE}))
ROSTER = Roster(uuid7(), uuid7(), 7, NOON, NOON + LONGEST, (PERSON,))


def test_a_signed_roster_is_read_as_it_was_written():
    assert read_roster(sign_roster(ROSTER, KEY), KEY.public) == ROSTER


def forged(**changes):
    """Signed by the right key, but as something else."""
    claims = jwt.decode(sign_roster(ROSTER, KEY), options={"verify_signature": False})
    header = {"typ": changes.pop("typ", "varai-roster+jwt"), "kid": KEY.id}
    return jwt.encode(claims | changes, KEY.private, "EdDSA", header)


def with_more_rights(text):
    head, body, signature = text.split(".")
    claims = json.loads(jwt.utils.base64url_decode(body))
    claims["people"][0]["permissions"].append("catalog:frames:read")
    return f"{head}.{jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()}.{signature}"


@pytest.mark.parametrize(
    "text",
    [
        "", "a.b.c", sign_roster(ROSTER, new_key()), forged(typ="at+jwt"), forged(not_after="2030-01-01T00:00:00Z"),
        forged(people=None), forged(epoch="many"), with_more_rights(sign_roster(ROSTER, KEY)),
        jwt.encode({}, "x" * 64, "HS256", {"typ": "varai-roster+jwt", "kid": KEY.id}),
        jwt.encode({}, None, "none", {"typ": "varai-roster+jwt", "kid": KEY.id}),
    ],
)  # fmt: skip
def test_whatever_the_server_did_not_sign_as_a_roster_is_refused(text):
    with pytest.raises(Refused):
        read_roster(text, KEY.public)


def test_rights_that_nobody_has_offline_are_left_out_even_when_signed():
    person = {"user": str(uuid7()), "email": "a@b.c", "name": "A", "verifier": "x",
              "permissions": ["orders:orders:refund", "orders:orders:create", "new:thing:do"]}  # fmt: skip
    read = read_roster(forged(people=[person]), KEY.public)
    assert read.people[0].permissions == {Permission.ORDERS_CREATE}
