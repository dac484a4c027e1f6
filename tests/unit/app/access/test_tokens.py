from __future__ import annotations

import base64
import json
from datetime import timedelta
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from uuid6 import uuid7

from app.access.signing import open_signing_keys, renew_signing_keys
from app.access.tokens import BadToken, Holder, Tokens
from app.domain.errors import NeedsOwner
from tests.fakes.clock import ManualWallClock
from tests.fakes.secrets import RememberedSecrets

ISSUER = "https://mirror.example.com"
WHO, TENANT, SESSION = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture
def clock():
    return ManualWallClock()


@pytest.fixture
def secrets():
    return RememberedSecrets()


@pytest.fixture
def keys(secrets):
    return open_signing_keys(secrets)


@pytest.fixture
def tokens(keys, clock):
    return Tokens(keys, clock, ISSUER)


@pytest.fixture
def good(tokens):
    return tokens.make(Holder.STAFF, WHO, TENANT, SESSION, 4, timedelta(minutes=5))


def refused(tokens, text, accepted=(Holder.STAFF,)):
    with pytest.raises(BadToken) as refusal:
        tokens.read(text, accepted)
    return refusal.value.reason


def resigned(keys, good, header=(), **claims):
    """The same token with other claims or header, signed with the real key."""
    body = jwt.decode(good, options={"verify_signature": False}) | claims
    left_out = {name for name, value in body.items() if value is None}
    body = {name: value for name, value in body.items() if name not in left_out}
    known = {"typ": "at+jwt", "kid": keys.newest} | dict(header)
    return jwt.encode(body, keys.private, "EdDSA", known)


def test_a_token_says_what_was_put_in(tokens, good, clock):
    claims = tokens.read(good, {Holder.STAFF})
    assert (claims.subject, claims.tenant_id, claims.session_id, claims.epoch) == (WHO, TENANT, SESSION, 4)
    assert claims.expires_at == clock.now() + timedelta(minutes=5)


def test_a_token_ends_with_its_time(tokens, good, clock):
    clock.advance(299)
    tokens.read(good, {Holder.STAFF})
    clock.advance(1)
    assert refused(tokens, good) == "expired_token"


def test_attack_without_a_signature(tokens, good):
    head, body, _signature = good.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "at+jwt", "kid": "x"}).encode()).rstrip(
        b"="
    )
    assert refused(tokens, f"{none.decode()}.{body}.") == "invalid_token"
    assert refused(tokens, f"{head}.{body}.") == "invalid_token"


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_attack_with_the_public_key_as_a_shared_secret(tokens, keys, good):
    public = keys.public[keys.newest].public_bytes(Encoding.Raw, PublicFormat.Raw)
    body = jwt.decode(good, options={"verify_signature": False})
    forged = jwt.encode(body, public, "HS256", {"typ": "at+jwt", "kid": keys.newest})
    assert refused(tokens, forged) == "invalid_token"


def test_attack_with_a_foreign_key(tokens, good):
    foreign = open_signing_keys(RememberedSecrets())
    assert refused(tokens, resigned(foreign, good)) == "unknown_key"
    disguised = resigned(foreign, good, {"kid": tokens._keys.newest})
    assert refused(tokens, disguised) == "invalid_token"


@pytest.mark.parametrize("where", ["jku", "x5u", "jwk", "crit"])
def test_attack_with_a_header_that_brings_its_own_key(tokens, keys, good, where):
    assert refused(tokens, resigned(keys, good, {where: ["https://evil.example"]})) == "invalid_token"


@pytest.mark.parametrize("kind", ["JWT", "AT+JWT", "dpop+jwt", ""])
def test_attack_with_a_token_of_another_type(tokens, keys, good, kind):
    assert refused(tokens, resigned(keys, good, {"typ": kind})) in {"wrong_token_type", "invalid_token"}


@pytest.mark.parametrize("holder", [Holder.DEVICE, Holder.BREAK_GLASS])
def test_attack_with_a_token_for_another_audience(tokens, holder):
    other = tokens.make(holder, WHO, TENANT, SESSION, 0, timedelta(minutes=5))
    assert refused(tokens, other) == "wrong_audience"


@pytest.mark.parametrize("audience", [["varai-staff", "varai-device"], "elsewhere", 7])
def test_attack_with_a_strange_audience(tokens, keys, good, audience):
    assert refused(tokens, resigned(keys, good, aud=audience)) == "invalid_token"


def test_attack_with_a_token_of_another_issuer(keys, clock, good):
    elsewhere = Tokens(keys, clock, "https://elsewhere.example.com")
    assert refused(elsewhere, good) == "invalid_token"


def test_attack_with_a_token_of_the_future(tokens, keys, good, clock):
    later = int(clock.now().timestamp()) + 60
    assert refused(tokens, resigned(keys, good, iat=later)) == "token_of_the_future"


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "tid", "sid", "epoch", "iat", "exp", "jti"])
def test_every_claim_must_be_there(tokens, keys, good, claim):
    assert refused(tokens, resigned(keys, good, **{claim: None})) == "invalid_token"


@pytest.mark.parametrize(
    ("claim", "value"),
    [("sub", "x"), ("tid", 5), ("epoch", "x"), ("exp", "x"), ("exp", 10**30), ("iat", "now"), ("cnf", 5),
     ("home", "x")],
)  # fmt: skip
def test_claims_of_the_wrong_kind_are_refused_not_fatal(tokens, keys, good, claim, value):
    assert refused(tokens, resigned(keys, good, **{claim: value})) == "invalid_token"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é.é.é", "." * 5000, "eyJhbGciOiJFZERTQSJ9.e30."])
def test_rubbish_is_refused_not_fatal(tokens, text):
    assert refused(tokens, text) == "invalid_token"


def test_after_a_renewal_of_keys_the_older_tokens_count_and_the_oldest_do_not(secrets, clock, good):
    second = Tokens(renew_signing_keys(secrets), clock, ISSUER)
    second.read(good, {Holder.STAFF})
    third = Tokens(renew_signing_keys(secrets), clock, ISSUER)
    assert refused(third, good) == "unknown_key"


def test_no_token_lives_longer_than_an_hour(tokens):
    with pytest.raises(ValueError, match="an hour"):
        tokens.make(Holder.STAFF, uuid7(), TENANT, SESSION, 0, timedelta(hours=2))


@pytest.mark.parametrize("damaged", ["x", "[]", '["zz"]', "{}"])
def test_damaged_keys_are_a_sentence(damaged):
    with pytest.raises(NeedsOwner):
        open_signing_keys(RememberedSecrets(**{"server/signing-keys": damaged}))
